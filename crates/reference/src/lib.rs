//! An independent reference for Diem, written from the design document alone.
//!
//! [`Reference`] keeps everything plainly and for ever: a map by day where the contract rolls a
//! packed record, every ticket ever opened, every settlement ever made. It shares no code with the
//! contract or its model, so that what both agree on was understood twice. Only the mint curve is
//! handed in from outside ([`Curve`]).
//!
//! [`story`] makes up sequences of calls by several people over weeks; [`driver`] runs them on a
//! reference and on a [`driver::Chain`] side by side and compares refusals, returned values,
//! events and all views.
//!
//! # Readings
//! Where the design leaves the order of two checks open, the amount is checked before the
//! recipient, both before balances, balances before the number of open tickets, and a payer's
//! token balance last (effects come before transfers). `withdraw()` that closes tickets of a
//! deposit that is gone says `Withdrawn(account, 0)` (§11: every state change has an event).
//! Other readings stand at the head of the module they concern.

mod curve;
mod deposits;
pub mod driver;
mod economy;
mod event;
mod governance;
mod grant;
mod invariants;
mod meter;
mod op;
mod params;
mod pool;
mod proposals;
mod providers;
mod quota;
mod reference;
mod refusal;
mod revenue;
mod roll;
#[cfg(test)]
mod seeded;
mod settle;
pub(crate) mod step;
pub mod story;
mod stream;
mod tell;
mod tickets;
mod token;
pub mod units;
mod vault;
mod views;
pub mod wire;

pub use curve::{toy_curve, Curve};
pub use economy::EconomyView;
pub use event::{Event, Outcome, Returned};
pub use governance::{Owed, GUARDIANS_PAUSE, GUARDIANS_WAIT};
pub use grant::{kept_last_day, kept_limit, Setting};
pub use op::{Op, Voucher};
pub use params::Params;
pub use pool::Budget;
pub use proposals::{Proposal, DELAY, VOID_AFTER};
pub use reference::{Reference, Setup};
pub use refusal::{Refusal, Refused, Word};
pub use roll::Figures;
pub use tickets::PLACES;
pub use units::{Day, Token, Who};
pub use views::{
    DepositView, PairView, PersonView, QuotaView, RevenueView, Scope, Tally, TicketView, Views,
    WholeView,
};
