// SPDX-License-Identifier: MIT OR Apache-2.0
//! Steps of a scenario. A step names its accounts and amounts indirectly, by [`Pick`]s and fractions of
//! what would succeed, so that it makes sense in any state, and so that a scenario still makes sense
//! when proptest removes some of its steps.

mod burn_offers;
mod choices;
mod commitments;
mod exits;
mod funding;
mod governance;
mod permits;
mod revenue;
mod usage;

pub use burn_offers::BurnOfferStep;
pub use choices::{AmountChoice, Pick, TicketKind, WaitTime};
pub use commitments::CommitmentStep;
pub use governance::{GovernanceStep, ParamChange};
pub use permits::{PermitFlaw, PermitPlan};
pub use revenue::RevenueStep;
pub use usage::{BatchLengths, TotalChoice, VoucherFlaw, VoucherPlan};

use crate::accounts::STRANGER;
use crate::action::Action;
use crate::reference::Reference;
use crate::units::Token;
use choices::{pick, ADMITTED, AGENTS, OPERATORS, PROVIDERS, RECEIVERS, SENDERS, USERS};
use exits::{cancel_exit, exit, finish_exit};
use funding::{deposit, stake_and_mint, third_of_balance};
use governance::owner_or_stranger;
use usage::{approve, redeem_batch, spend};

/// One step. A step with `force` makes its call in any state; without it, a call that cannot succeed yet
/// is replaced with one that it needs first.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "each variant is the call of that name by a user; its fields choose the arguments"
)]
pub enum Step {
    Wait(WaitTime),
    StakeVvv {
        by: Pick,
        to: Pick,
        amount: AmountChoice,
    },
    StakeAndMint {
        by: Pick,
        amount: AmountChoice,
        activate: bool,
    },
    /// The stranger stakes and locks more VVV than the curve accepts.
    MintBeyondCap {
        amount: AmountChoice,
    },
    MintDiem {
        by: Pick,
        amount: AmountChoice,
        excessive_min_out: bool,
        force: bool,
    },
    BurnDiem {
        by: Pick,
        amount: AmountChoice,
        force: bool,
    },
    Transfer {
        by: Pick,
        to: Pick,
        amount: AmountChoice,
        force: bool,
    },
    Activate {
        by: Pick,
        amount: AmountChoice,
        force: bool,
    },
    Exit {
        kind: TicketKind,
        by: Pick,
        amount: AmountChoice,
        force: bool,
    },
    CancelExit {
        kind: TicketKind,
        by: Pick,
        ticket: Pick,
        force: bool,
    },
    FinishExit {
        kind: TicketKind,
        by: Pick,
        force: bool,
    },
    Approve {
        by: Pick,
        spender: Pick,
        amount: AmountChoice,
        days: i8,
        paid: bool,
    },
    Deposit {
        by: Pick,
        to: Pick,
        amount: AmountChoice,
    },
    Spend {
        account: Pick,
        spender: Pick,
        provider: Pick,
        amount: AmountChoice,
        force: bool,
    },
    Redeem {
        plan: VoucherPlan,
        force: bool,
    },
    RedeemBatch {
        plans: Vec<VoucherPlan>,
        lengths: BatchLengths,
    },
    Permit(PermitPlan),
    Commitment(CommitmentStep),
    BurnOffer(BurnOfferStep),
    SetOperator {
        provider: Pick,
        operator: Pick,
        allowed: bool,
    },
    SetProvider {
        by: Pick,
        provider: Pick,
        admitted: bool,
    },
    Revenue(RevenueStep),
    Governance(GovernanceStep),
}

impl Step {
    /// The action that this step stands for in the current state.
    pub fn resolve(&self, reference: &Reference) -> Action {
        match *self {
            Self::Wait(pause) => Action::Wait { seconds: pause.seconds(reference) },
            Self::StakeVvv { by, to, amount } => {
                let caller = pick(&SENDERS, by);
                let recipient =
                    if to.is_multiple_of(2) { caller } else { pick(&RECEIVERS, to / 2) };
                Action::StakeVvv {
                    caller,
                    recipient,
                    amount: amount.of(third_of_balance(reference, caller, Token::Vvv, amount)),
                }
            }
            Self::StakeAndMint { by, amount, activate } => {
                stake_and_mint(reference, pick(&USERS, by), amount, activate)
            }
            Self::MintBeyondCap { amount } => Action::StakeAndMint {
                caller: STRANGER,
                vvv: amount.of(reference.token_balance(STRANGER, Token::Vvv)),
                min_out: 0,
                activate: true,
            },
            Self::MintDiem { by, amount, excessive_min_out, force } => {
                let caller = pick(&USERS, by);
                let max = reference.account_view(caller).unlocked;
                if max == 0 && !force {
                    return stake_and_mint(reference, caller, amount, false);
                }
                let min_out = if excessive_min_out { u128::MAX } else { 0 };
                Action::MintDiem { caller, vvv: amount.of(max), min_out }
            }
            Self::BurnDiem { by, amount, force } => {
                let caller = pick(&USERS, by);
                let view = reference.account_view(caller);
                let max = view.minted.min(view.diem);
                if max == 0 && !force {
                    return stake_and_mint(reference, caller, amount, false);
                }
                Action::BurnDiem { caller, amount: amount.of(max) }
            }
            Self::Transfer { by, to, amount, force } => {
                let caller = pick(&SENDERS, by);
                let max = reference.diem_balance(caller);
                if max == 0 && !force {
                    return stake_and_mint(reference, caller, amount, false);
                }
                Action::Transfer { caller, to: pick(&RECEIVERS, to), value: amount.of(max) }
            }
            Self::Activate { by, amount, force } => {
                let caller = pick(&USERS, by);
                let max = reference.diem_balance(caller);
                if max == 0 && !force {
                    return stake_and_mint(reference, caller, amount, true);
                }
                Action::Activate { caller, amount: amount.of(max) }
            }
            Self::Exit { kind, by, amount, force } => {
                exit(reference, kind, pick(&USERS, by), amount, force)
            }
            Self::CancelExit { kind, by, ticket, force } => {
                cancel_exit(reference, kind, pick(&USERS, by), ticket, force)
            }
            Self::FinishExit { kind, by, force } => {
                finish_exit(reference, kind, pick(&USERS, by), force)
            }
            Self::Approve { by, spender, amount, days, paid } => {
                let last_day = reference.today().saturating_add_signed(days.into());
                approve(reference, pick(&USERS, by), pick(&AGENTS, spender), amount, last_day, paid)
            }
            Self::Deposit { by, to, amount } => {
                let caller = pick(&SENDERS, by);
                let account = if to.is_multiple_of(2) { caller } else { pick(&RECEIVERS, to / 2) };
                deposit(reference, caller, account, amount)
            }
            Self::Spend { account, spender, provider, amount, force } => {
                spend(reference, (account, spender, provider), amount, force)
            }
            Self::Redeem { plan, force } => plan.redeem(reference, force),
            Self::RedeemBatch { ref plans, lengths } => redeem_batch(reference, plans, lengths),
            Self::Permit(plan) => plan.resolve(reference),
            Self::Commitment(step) => step.resolve(reference),
            Self::BurnOffer(step) => step.resolve(reference),
            Self::SetOperator { provider, operator, allowed } => Action::SetOperator {
                // Also an account that is no provider.
                caller: if provider < 240 { pick(&PROVIDERS, provider) } else { STRANGER },
                operator: pick(&OPERATORS, operator),
                allowed,
            },
            Self::SetProvider { by, provider, admitted } => Action::SetProvider {
                caller: owner_or_stranger(reference, by),
                provider: pick(&ADMITTED, provider),
                admitted,
            },
            Self::Revenue(ref step) => step.resolve(reference),
            Self::Governance(ref step) => step.resolve(reference),
        }
    }
}
