//! What of the rules is proven, and not sampled: INVARIANTS.md, "What is proven, and how".
//!
//! Most of it is exploration: [`explore::closure`] follows every operation with every amount from
//! every state that can be reached, to the end, and each state is checked against a plain reckoning
//! that shares nothing with the rules. The amounts are small; each file says why that is enough.
//! How many states and transitions there are is asserted too: an exploration that stops short, or
//! goes further, is noticed.

mod explore;

mod budget;
mod cooldown;
mod grant;
mod meter;
mod records;
mod shares;
mod voucher;
