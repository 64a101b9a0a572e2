// SPDX-License-Identifier: MIT OR Apache-2.0
//! Scenarios: actions of several accounts over days and weeks, written by hand or random.

mod definition;
mod generate;
mod generate_step;

pub use definition::{Scenario, FIRST_DAY};
pub use generate::scenarios;
pub use generate_step::step;

pub use crate::step::{
    AmountChoice, BatchLengths, BurnOfferStep, CommitmentStep, GovernanceStep, ParamChange,
    PermitFlaw, PermitPlan, Pick, RevenueStep, Step, TicketKind, TotalChoice, VoucherFlaw,
    VoucherPlan, WaitTime,
};
