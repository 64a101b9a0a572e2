//! Steps about rewards, funds and earnings.

use super::resolve::third_of_wallet;
use super::{pick, Pick, Size, PROVIDERS, RECEIVERS, SENDERS, USERS};
use crate::op::Op;
use crate::reference::Reference;
use crate::units::{Token, Who};

/// Rewards, funds and earnings.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "each is the call of its name, with its arguments as picks"
)]
pub enum RevenueStep {
    Claim { by: Pick },
    ClaimTo { by: Pick, to: Pick },
    ClaimAndStake { by: Pick },
    Fund { by: Pick, size: Size },
    FundCapacity { by: Pick, size: Size },
    Checkpoint { by: Pick },
    ClaimEarnings { by: Pick, to: Pick },
    Announce { by: Pick },
}

impl RevenueStep {
    pub(super) fn resolve(&self, reference: &Reference) -> Op {
        let size_of = |caller: Who, size: Size| {
            size.of(third_of_wallet(reference, caller, Token::Fee, size) / 10)
        };
        match *self {
            Self::Claim { by } => Op::Claim {
                caller: pick(&SENDERS, by),
            },
            Self::ClaimTo { by, to } => Op::ClaimTo {
                caller: pick(&SENDERS, by),
                to: pick(&RECEIVERS, to),
            },
            Self::ClaimAndStake { by } => Op::ClaimAndStake {
                caller: pick(&USERS, by),
            },
            Self::Fund { by, size } => {
                let caller = pick(&SENDERS, by);
                Op::Fund {
                    caller,
                    amount: size_of(caller, size),
                }
            }
            Self::FundCapacity { by, size } => {
                let caller = pick(&SENDERS, by);
                Op::FundCapacity {
                    caller,
                    amount: size_of(caller, size),
                }
            }
            Self::Checkpoint { by } => Op::Checkpoint {
                caller: pick(&SENDERS, by),
            },
            Self::ClaimEarnings { by, to } => {
                let caller = pick(&PROVIDERS, by);
                let to = if to.is_multiple_of(2) {
                    caller
                } else {
                    pick(&RECEIVERS, to / 2)
                };
                Op::ClaimEarnings { caller, to }
            }
            Self::Announce { by } => {
                let caller = if by < 200 {
                    pick(&PROVIDERS, by)
                } else {
                    pick(&SENDERS, by)
                };
                Op::Announce {
                    caller,
                    uri: format!("https://compute.example/{by}"),
                }
            }
        }
    }
}
