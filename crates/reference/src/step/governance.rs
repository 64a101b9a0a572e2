// SPDX-License-Identifier: MIT OR Apache-2.0
//! Calls of the owner and the guardian, also by accounts that are neither, and donations.

use crate::accounts::{AccountId, BOB, CONTRACT, GUARDIAN, OWNER, ROBOT, STRANGER, ZERO_ADDRESS};
use crate::action::Action;
use crate::params::Params;
use crate::reference::Reference;
use crate::step::choices::{pick, AmountChoice, Pick, RECEIVERS, SENDERS};
use crate::units::{mul_div, Token, DAY, ONE};

/// Which parameter a proposal changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "each names a parameter; the number is in thousandths of the range that one change allows"
)]
pub enum ParamChange {
    Base(u16),
    Power(u16),
    Target(u16),
    Cooldowns(u16),
    Shares(u16),
    Price(u16),
    /// Reaches one of the bounds of a change.
    Edge(Pick),
    /// Misses one of the bounds by one.
    Beyond(Pick),
}

/// A call of the owner or the guardian, or a donation. `force` as in [`crate::step::Step`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "each variant is the call of that name; its fields choose the arguments"
)]
pub enum GovernanceStep {
    Pause {
        by: Pick,
    },
    Unpause {
        by: Pick,
        force: bool,
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
        force: bool,
    },
    Propose {
        by: Pick,
        change: ParamChange,
    },
    /// `offset` seconds after the end of the delay, or before it if negative.
    Execute {
        by: Pick,
        offset: i8,
        force: bool,
    },
    CancelParams {
        by: Pick,
    },
    Recover {
        by: Pick,
        token: Pick,
        to: Pick,
    },
    Donate {
        by: Pick,
        token: Pick,
        amount: AmountChoice,
    },
}

const NEXT_OWNERS: [AccountId; 4] = [OWNER, BOB, ROBOT, ZERO_ADDRESS];
const GUARDIANS: [AccountId; 8] =
    [GUARDIAN, ROBOT, OWNER, ZERO_ADDRESS, GUARDIAN, ROBOT, OWNER, CONTRACT];
const TOKENS: [Token; 5] = [Token::Vvv, Token::Fee, Token::Other, Token::Vvv, Token::Diem];

/// The owner, or for every eighth pick an account that is not the owner.
pub(super) fn owner_or_stranger(reference: &Reference, by: Pick) -> AccountId {
    if by % 8 == 7 {
        STRANGER
    } else {
        reference.owner()
    }
}

impl GovernanceStep {
    pub(super) fn resolve(&self, reference: &Reference) -> Action {
        match *self {
            Self::Pause { by } => {
                let caller = match by % 8 {
                    0..=4 => reference.guardian,
                    5 | 6 => reference.owner(),
                    _ => STRANGER,
                };
                // Without a guardian, the zero address cannot be the caller.
                let caller = if caller == ZERO_ADDRESS { STRANGER } else { caller };
                Action::Pause { caller }
            }
            Self::Unpause { by, force } => {
                let caller = owner_or_stranger(reference, by);
                if reference.is_paused() || force {
                    Action::Unpause { caller }
                } else {
                    Action::Checkpoint { caller }
                }
            }
            Self::SetGuardian { by, guardian } => Action::SetGuardian {
                caller: owner_or_stranger(reference, by),
                guardian: GUARDIANS[usize::from(guardian) % GUARDIANS.len()],
            },
            Self::TransferOwnership { by, to } => Action::TransferOwnership {
                caller: owner_or_stranger(reference, by),
                new_owner: pick(&NEXT_OWNERS, to),
            },
            Self::AcceptOwnership { force } => match reference.pending_owner {
                Some(next_owner) if next_owner != ZERO_ADDRESS && !force => {
                    Action::AcceptOwnership { caller: next_owner }
                }
                _ => Action::AcceptOwnership { caller: STRANGER },
            },
            Self::Propose { by, change } => Action::ProposeParams {
                caller: owner_or_stranger(reference, by),
                params: change.of(reference.params()),
            },
            Self::Execute { by, offset, force } => execute(reference, by, offset, force),
            Self::CancelParams { by } => {
                Action::CancelParams { caller: owner_or_stranger(reference, by) }
            }
            Self::Recover { by, token, to } => Action::Recover {
                caller: owner_or_stranger(reference, by),
                token: token_of(reference, token),
                to: pick(&RECEIVERS, to),
            },
            Self::Donate { by, token, amount } => {
                let caller = pick(&SENDERS, by);
                let token = match token_of(reference, token) {
                    Token::Diem => Token::Vvv,
                    other => other,
                };
                Action::Donate {
                    caller,
                    token,
                    amount: amount.of(reference.token_balance(caller, token) / 100),
                }
            }
        }
    }
}

fn token_of(reference: &Reference, token: Pick) -> Token {
    reference.canonical_token(TOKENS[usize::from(token) % TOKENS.len()])
}

fn execute(reference: &Reference, by: Pick, offset: i8, force: bool) -> Action {
    let caller = pick(&SENDERS, by);
    match reference.executable_at() {
        Some(ready) if !force && reference.now() + 2 < ready => {
            Action::Wait { seconds: ready.saturating_add_signed(offset.into()) - reference.now() }
        }
        None if !force => Action::ProposeParams {
            caller: reference.owner(),
            params: ParamChange::Price(800).of(reference.params()),
        },
        _ => Action::ExecuteParams { caller },
    }
}

impl ParamChange {
    /// The given parameters with this change.
    pub fn of(self, now: Params) -> Params {
        let between =
            |least: u128, most: u128, part: u16| least + (most - least) / 1_000 * u128::from(part);
        match self {
            Self::Base(part) => {
                let base = between(least_change(now.base), most_change(now.base), part);
                Params { base: base.clamp(10 * ONE, 10_000 * ONE), ..now }
            }
            Self::Power(part) => {
                let power = between(least_change(now.power), most_change(now.power), part);
                Params { power: power.clamp(ONE / 4, 8 * ONE), ..now }
            }
            Self::Target(part) => {
                // Its cube falls by a quarter or rises by a third at most.
                let (least, most) = (now.target / 1_000 * 909, now.target / 1_000 * 1_100);
                let target = between(least, most, part);
                Params { target: target.clamp(1_000 * ONE, 250_000 * ONE), ..now }
            }
            Self::Cooldowns(part) => Params {
                vvv_cooldown: DAY + 29 * DAY * u64::from(part) / 1_000,
                diem_cooldown: DAY + 6 * DAY * u64::from(part) / 1_000,
                ..now
            },
            Self::Shares(part) => {
                let stakers = between(0, ONE / 2, part);
                Params { staker_share: stakers, pool_share: ONE / 2 - stakers, ..now }
            }
            Self::Price(part) => {
                let (least, most) = (now.credit_price / 2, 2 * now.credit_price);
                let price = least + mul_div(most - least, part.into(), 1_000);
                Params { credit_price: price.max(1), ..now }
            }
            Self::Edge(bound) => edge(bound, now),
            Self::Beyond(bound) => beyond(bound, now),
        }
    }
}

/// The least value that is not less than three quarters.
fn least_change(value: u128) -> u128 {
    (3 * value).div_ceil(4)
}

/// The greatest value that is not more than four thirds.
fn most_change(value: u128) -> u128 {
    4 * value / 3
}

/// Parameters at one bound of a change, unless that is beyond the constants.
fn edge(bound: Pick, now: Params) -> Params {
    match bound % 6 {
        0 => Params { base: least_change(now.base), ..now },
        1 => Params { base: most_change(now.base), ..now },
        2 => Params { power: least_change(now.power), ..now },
        3 => Params { power: most_change(now.power), ..now },
        4 => Params { credit_price: now.credit_price / 2, ..now },
        _ => Params { credit_price: 2 * now.credit_price, ..now },
    }
}

/// Parameters that miss one bound by one.
fn beyond(bound: Pick, now: Params) -> Params {
    match bound % 24 {
        0 => Params { base: 10 * ONE - 1, ..now },
        1 => Params { base: 10_000 * ONE + 1, ..now },
        2 => Params { power: ONE / 4 - 1, ..now },
        3 => Params { power: 8 * ONE + 1, ..now },
        4 => Params { target: 1_000 * ONE - 1, ..now },
        5 => Params { target: 250_000 * ONE + 1, ..now },
        6 => Params { vvv_cooldown: DAY - 1, ..now },
        7 => Params { vvv_cooldown: 30 * DAY + 1, ..now },
        8 => Params { diem_cooldown: DAY - 1, ..now },
        9 => Params { diem_cooldown: 7 * DAY + 1, ..now },
        10 => Params { staker_share: ONE / 2 + 1, pool_share: 0, ..now },
        11 => Params { staker_share: 0, pool_share: ONE / 2 + 1, ..now },
        12 => Params { staker_share: ONE / 4 + 1, pool_share: ONE / 4, ..now },
        13 => Params { credit_price: 0, ..now },
        14 => Params { credit_price: 2 * now.credit_price + 1, ..now },
        15 => Params { credit_price: (now.credit_price / 2).saturating_sub(1), ..now },
        16 => Params { base: least_change(now.base) - 1, ..now },
        17 => Params { base: most_change(now.base) + 1, ..now },
        18 => Params { power: least_change(now.power) - 1, ..now },
        19 => Params { power: most_change(now.power) + 1, ..now },
        20 => Params { target: now.target / 1_000 * 908, ..now },
        21 => Params { target: now.target / 1_000 * 1_101, ..now },
        22 => Params { credit_price: 10_u128.pow(30) + 1, ..now },
        // The sum of the shares overflows 128 bits.
        _ => Params { staker_share: u128::MAX, pool_share: 2, ..now },
    }
}
