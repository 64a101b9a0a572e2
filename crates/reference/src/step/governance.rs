//! Steps of the owner and the guardian, and of those who are neither.

use super::{pick, Pick, Size, RECEIVERS, SENDERS};
use crate::op::Op;
use crate::params::Params;
use crate::proposals::DELAY;
use crate::reference::Reference;
use crate::units::cast::{BOB, GUARDIAN, OWNER, ROBOT, STRANGER};
use crate::units::{Token, Who, DAY, ONE, ZERO};

/// What a proposal changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "each names a parameter; the number is in thousandths of its range, or of a doubling"
)]
pub enum Tweak {
    Base(u16),
    Power(u16),
    Target(u16),
    Cooldowns(u16),
    Shares(u16),
    Price(u16),
    /// One beyond a bound, by number.
    Beyond(Pick),
}

/// Owner's and guardian's calls; `bold` ones come whether or not they make sense.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "each is the call of its name, with its arguments as picks"
)]
pub enum GovernanceStep {
    Pause {
        by: Pick,
    },
    Unpause {
        by: Pick,
        bold: bool,
    },
    SetGuardian {
        by: Pick,
        guardian: Pick,
    },
    TransferOwnership {
        by: Pick,
        to: Pick,
    },
    AcceptOwnership {
        bold: bool,
    },
    Propose {
        by: Pick,
        tweak: Tweak,
    },
    /// As many seconds before or after it may be.
    Execute {
        by: Pick,
        offset: i8,
        bold: bool,
    },
    CancelParams {
        by: Pick,
    },
    Recover {
        by: Pick,
        token: Pick,
        to: Pick,
    },
    Give {
        by: Pick,
        token: Pick,
        size: Size,
    },
}

const HEIRS: [Who; 4] = [OWNER, BOB, ROBOT, ZERO];
const GUARDIANS: [Who; 4] = [GUARDIAN, ROBOT, OWNER, ZERO];
const TOKENS: [Token; 5] = [
    Token::Vvv,
    Token::Fee,
    Token::Other,
    Token::Vvv,
    Token::Diem,
];

/// The owner, or now and then somebody who is not.
pub(super) fn governor(reference: &Reference, by: Pick) -> Who {
    if by % 8 == 7 {
        STRANGER
    } else {
        reference.owner()
    }
}

impl GovernanceStep {
    pub(super) fn resolve(&self, reference: &Reference) -> Op {
        match *self {
            Self::Pause { by } => {
                let caller = match by % 8 {
                    0..=4 => reference.guardian,
                    5 | 6 => reference.owner(),
                    _ => STRANGER,
                };
                // Nobody is the guardian: then nobody can call.
                let caller = if caller == ZERO { STRANGER } else { caller };
                Op::Pause { caller }
            }
            Self::Unpause { by, bold } => {
                let caller = governor(reference, by);
                if reference.is_paused() || bold {
                    Op::Unpause { caller }
                } else {
                    Op::Checkpoint { caller }
                }
            }
            Self::SetGuardian { by, guardian } => Op::SetGuardian {
                caller: governor(reference, by),
                guardian: GUARDIANS[usize::from(guardian) % GUARDIANS.len()],
            },
            Self::TransferOwnership { by, to } => Op::TransferOwnership {
                caller: governor(reference, by),
                new_owner: pick(&HEIRS, to),
            },
            Self::AcceptOwnership { bold } => match reference.pending_owner {
                Some(heir) if heir != ZERO && !bold => Op::AcceptOwnership { caller: heir },
                _ => Op::AcceptOwnership { caller: STRANGER },
            },
            Self::Propose { by, tweak } => Op::ProposeParams {
                caller: governor(reference, by),
                params: tweak.of(reference.params()),
            },
            Self::Execute { by, offset, bold } => execute(reference, by, offset, bold),
            Self::CancelParams { by } => Op::CancelParams {
                caller: governor(reference, by),
            },
            Self::Recover { by, token, to } => Op::Recover {
                caller: governor(reference, by),
                token: token_of(reference, token),
                to: pick(&RECEIVERS, to),
            },
            Self::Give { by, token, size } => {
                let caller = pick(&SENDERS, by);
                let token = match token_of(reference, token) {
                    Token::Diem => Token::Vvv,
                    other => other,
                };
                Op::Give {
                    caller,
                    token,
                    amount: size.of(reference.wallet(caller, token) / 100),
                }
            }
        }
    }
}

fn token_of(reference: &Reference, token: Pick) -> Token {
    reference.known_as(TOKENS[usize::from(token) % TOKENS.len()])
}

fn execute(reference: &Reference, by: Pick, offset: i8, bold: bool) -> Op {
    let caller = pick(&SENDERS, by);
    let ready = reference
        .proposal()
        .map(|proposal| proposal.proposed + DELAY);
    match ready {
        Some(ready) if !bold && reference.now() + 2 < ready => Op::Wait {
            seconds: ready.saturating_add_signed(offset.into()) - reference.now(),
        },
        None if !bold => Op::ProposeParams {
            caller: reference.owner(),
            params: Tweak::Price(800).of(reference.params()),
        },
        _ => Op::ExecuteParams { caller },
    }
}

impl Tweak {
    /// Parameters like these, but for what is changed.
    pub fn of(self, now: Params) -> Params {
        let between =
            |least: u128, most: u128, part: u16| least + (most - least) / 1_000 * u128::from(part);
        match self {
            Self::Base(part) => Params {
                base: between(10 * ONE, 10_000 * ONE, part),
                ..now
            },
            Self::Power(part) => Params {
                power: between(ONE / 4, 8 * ONE, part),
                ..now
            },
            Self::Target(part) => Params {
                target: between(1_000 * ONE, 250_000 * ONE, part),
                ..now
            },
            Self::Cooldowns(part) => Params {
                vvv_cooldown: DAY + 29 * DAY * u64::from(part) / 1_000,
                diem_cooldown: DAY + 6 * DAY * u64::from(part) / 1_000,
                ..now
            },
            Self::Shares(part) => {
                let stakers = between(0, ONE / 2, part);
                Params {
                    staker_share: stakers,
                    pool_share: ONE / 2 - stakers,
                    ..now
                }
            }
            Self::Price(part) => {
                let price = crate::units::mul_div(now.credit_price, part.into(), 500);
                Params {
                    credit_price: price.max(1),
                    ..now
                }
            }
            Self::Beyond(bound) => beyond(bound, now),
        }
    }
}

/// Each bound missed by one.
fn beyond(bound: Pick, now: Params) -> Params {
    match bound % 16 {
        0 => Params {
            base: 10 * ONE - 1,
            ..now
        },
        1 => Params {
            base: 10_000 * ONE + 1,
            ..now
        },
        2 => Params {
            power: ONE / 4 - 1,
            ..now
        },
        3 => Params {
            power: 8 * ONE + 1,
            ..now
        },
        4 => Params {
            target: 1_000 * ONE - 1,
            ..now
        },
        5 => Params {
            target: 250_000 * ONE + 1,
            ..now
        },
        6 => Params {
            vvv_cooldown: DAY - 1,
            ..now
        },
        7 => Params {
            vvv_cooldown: 30 * DAY + 1,
            ..now
        },
        8 => Params {
            diem_cooldown: DAY - 1,
            ..now
        },
        9 => Params {
            diem_cooldown: 7 * DAY + 1,
            ..now
        },
        10 => Params {
            staker_share: ONE / 2 + 1,
            pool_share: 0,
            ..now
        },
        11 => Params {
            staker_share: 0,
            pool_share: ONE / 2 + 1,
            ..now
        },
        12 => Params {
            staker_share: ONE / 4 + 1,
            pool_share: ONE / 4,
            ..now
        },
        13 => Params {
            credit_price: 0,
            ..now
        },
        14 => Params {
            credit_price: 2 * now.credit_price + 1,
            ..now
        },
        // The sum of two shares must not wrap.
        _ => Params {
            staker_share: u128::MAX,
            pool_share: 2,
            ..now
        },
    }
}
