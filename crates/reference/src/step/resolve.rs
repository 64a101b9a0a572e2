//! From abstract steps to calls.

use super::exits::{cancel_exit, exit, finish_exit};
use super::governance::governor;
use super::usage::{approve, deposit, redeem_batch, spend};
use super::{pick, Size, Step, ADMITTED, AGENTS, RECEIVERS, SENDERS, USERS};
use crate::op::Op;
use crate::reference::Reference;
use crate::story::VVV_ENDOWMENT;
use crate::units::cast::STRANGER;
use crate::units::{Token, Who};

impl Step {
    /// The call this step stands for in the state of now.
    pub fn resolve(&self, reference: &Reference) -> Op {
        match *self {
            Self::Wait(pause) => Op::Wait {
                seconds: pause.seconds(reference),
            },
            Self::StakeVvv { by, to, size } => {
                let caller = pick(&SENDERS, by);
                let recipient = if to.is_multiple_of(2) {
                    caller
                } else {
                    pick(&RECEIVERS, to / 2)
                };
                Op::StakeVvv {
                    caller,
                    recipient,
                    amount: size.of(third_of_wallet(reference, caller, Token::Vvv, size)),
                }
            }
            Self::StakeAndMint { by, size, activate } => {
                stake_and_mint(reference, pick(&USERS, by), size, activate)
            }
            Self::MintTheWorld { size } => Op::StakeAndMint {
                caller: STRANGER,
                vvv: size.of(reference.wallet(STRANGER, Token::Vvv)),
                min_out: 0,
                activate: true,
            },
            Self::MintDiem {
                by,
                size,
                greedy,
                bold,
            } => {
                let caller = pick(&USERS, by);
                let most = reference.person(caller).unlocked;
                if most == 0 && !bold {
                    return stake_and_mint(reference, caller, size, false);
                }
                let min_out = if greedy { u128::MAX } else { 0 };
                Op::MintDiem {
                    caller,
                    vvv: size.of(most),
                    min_out,
                }
            }
            Self::BurnDiem { by, size, bold } => {
                let caller = pick(&USERS, by);
                let person = reference.person(caller);
                let most = person.minted.min(person.diem);
                if most == 0 && !bold {
                    return stake_and_mint(reference, caller, size, false);
                }
                Op::BurnDiem {
                    caller,
                    amount: size.of(most),
                }
            }
            Self::Transfer { by, to, size, bold } => {
                let caller = pick(&SENDERS, by);
                let most = reference.diem_of(caller);
                if most == 0 && !bold {
                    return stake_and_mint(reference, caller, size, false);
                }
                Op::Transfer {
                    caller,
                    to: pick(&RECEIVERS, to),
                    value: size.of(most),
                }
            }
            Self::Activate { by, size, bold } => {
                let caller = pick(&USERS, by);
                let most = reference.diem_of(caller);
                if most == 0 && !bold {
                    return stake_and_mint(reference, caller, size, true);
                }
                Op::Activate {
                    caller,
                    amount: size.of(most),
                }
            }
            Self::Exit {
                line,
                by,
                size,
                bold,
            } => exit(reference, line, pick(&USERS, by), size, bold),
            Self::CancelExit {
                line,
                by,
                ticket,
                bold,
            } => cancel_exit(reference, line, pick(&USERS, by), ticket, bold),
            Self::FinishExit { line, by, bold } => {
                finish_exit(reference, line, pick(&USERS, by), bold)
            }
            Self::Approve {
                by,
                spender,
                size,
                days,
                paid,
            } => {
                let last_day = reference.today().saturating_add_signed(days.into());
                approve(
                    reference,
                    pick(&USERS, by),
                    pick(&AGENTS, spender),
                    size,
                    last_day,
                    paid,
                )
            }
            Self::Deposit { by, to, size } => {
                let caller = pick(&SENDERS, by);
                let account = if to.is_multiple_of(2) {
                    caller
                } else {
                    pick(&RECEIVERS, to / 2)
                };
                deposit(reference, caller, account, size)
            }
            Self::Spend {
                account,
                spender,
                provider,
                size,
                bold,
            } => spend(reference, (account, spender, provider), size, bold),
            Self::Redeem { slip, bold } => slip.redeem(reference, bold),
            Self::RedeemBatch {
                ref slips,
                lengths_differ,
            } => redeem_batch(reference, slips, lengths_differ),
            Self::SetProvider {
                by,
                provider,
                admitted,
            } => Op::SetProvider {
                caller: governor(reference, by),
                provider: pick(&ADMITTED, provider),
                admitted,
            },
            Self::Revenue(ref step) => step.resolve(reference),
            Self::Governance(ref step) => step.resolve(reference),
        }
    }
}

/// A third, so that a story does not end with the first big spender; the odd size asks for more.
pub(super) fn third_of_wallet(reference: &Reference, who: Who, token: Token, size: Size) -> u128 {
    let wallet = reference.wallet(who, token);
    if size == Size::OneMore {
        wallet
    } else {
        wallet.min(VVV_ENDOWMENT) / 3
    }
}

pub(super) fn stake_and_mint(reference: &Reference, caller: Who, size: Size, activate: bool) -> Op {
    Op::StakeAndMint {
        caller,
        vvv: size.of(third_of_wallet(reference, caller, Token::Vvv, size)),
        min_out: 0,
        activate,
    }
}
