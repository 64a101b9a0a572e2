// SPDX-License-Identifier: MIT OR Apache-2.0
//! An independent second implementation of Diem's rules, used as a test oracle. It was written from
//! the design document alone.
//!
//! [`Reference`] favours plain bookkeeping over gas: it keeps a map by day where the contract keeps a
//! packed record, and it keeps every ticket and every settlement. It shares no code with the contract
//! or its model, because an oracle that shares code with what it judges shares its mistakes. Only the
//! mint curve is passed in ([`Curve`]).
//!
//! * [`Action`] lists what accounts can do; [`Reference::apply`] performs an action. The rules are in
//!   `rules/`, the records they change in `records/`.
//! * [`scenario`] generates random sequences of actions by several accounts over weeks.
//! * [`driver`] runs a scenario on the reference and on another [`driver::Implementation`], and
//!   compares errors, return values, events and all views.
//! * [`abi_adapter`] makes such an implementation of anything that can call the contract.
//! * [`random`] fixes the seed of all random tests.
//!
//! # Interpretation
//! Where the design leaves the order of two checks open, the amount is checked before the recipient,
//! both before balances, balances before the number of open tickets, and the payer's token balance
//! last, because effects come before transfers. A `withdraw()` that closes tickets of an empty deposit
//! emits `Withdrawn(account, 0)` (§11: every state change has an event). Other interpretations are
//! listed at the top of the modules they concern.

pub mod abi_adapter;
pub mod accounts;
mod action;
mod curve;
#[cfg(test)]
mod defect_tests;
mod display;
pub mod driver;
mod error;
mod event;
mod invariants;
mod params;
pub mod random;
mod records;
mod reference;
mod revenue_state;
mod rules;
pub mod scenario;
mod step;
pub mod units;
mod views;

pub use accounts::AccountId;
pub use action::{Action, PermitSignature, Voucher, VoucherKey};
pub use curve::{linear_curve, Curve};
pub use error::{DiemError, ErrorData, ToWord};
pub use event::{Event, Outcome, ReturnValue};
pub use params::Params;
pub use records::balances::Liabilities;
pub use records::burn_offer::stored_offer_amount;
pub use records::governance::Proposal;
pub use records::grant::{stored_daily_limit, stored_last_day, GrantTerms};
pub use records::revenue::{Budget, DayTotals};
pub use records::tickets::MAX_OPEN_TICKETS;
pub use reference::{Reference, Setup};
pub use revenue_state::RevenueState;
pub use rules::{
    EXECUTION_INTERVAL, GUARDIAN_PAUSE_DURATION, GUARDIAN_PAUSE_INTERVAL, MAX_PROVIDERS_LISTED,
    MAX_URI_LENGTH, PROPOSAL_DELAY, PROPOSAL_LIFETIME,
};
pub use units::{Day, Token};
pub use views::{
    AccountView, BurnOfferView, CommitmentView, ContractView, DepositView, ProviderView, QuotaView,
    RevenueView, Scope, SpenderView, TicketView, Views,
};
