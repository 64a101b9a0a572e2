// SPDX-License-Identifier: MIT OR Apache-2.0
//! Steps about rewards, funding and earnings.

use crate::accounts::AccountId;
use crate::action::Action;
use crate::reference::Reference;
use crate::rules::MAX_URI_LENGTH;
use crate::step::choices::{pick, AmountChoice, Pick, PROVIDERS, RECEIVERS, SENDERS, USERS};
use crate::step::funding::third_of_balance;
use crate::units::Token;

/// A call about rewards, funding or earnings.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "each variant is the call of that name; its fields choose the arguments"
)]
pub enum RevenueStep {
    Claim { by: Pick },
    ClaimTo { by: Pick, to: Pick },
    ClaimAndStake { by: Pick },
    Fund { by: Pick, amount: AmountChoice },
    FundCapacity { by: Pick, amount: AmountChoice },
    Checkpoint { by: Pick },
    ClaimEarnings { by: Pick, to: Pick },
    Announce { by: Pick, uri: Pick },
}

impl RevenueStep {
    pub(super) fn resolve(&self, reference: &Reference) -> Action {
        let size_of = |caller: AccountId, amount: AmountChoice| {
            amount.of(third_of_balance(reference, caller, Token::Fee, amount) / 10)
        };
        match *self {
            Self::Claim { by } => Action::Claim { caller: pick(&SENDERS, by) },
            Self::ClaimTo { by, to } => {
                Action::ClaimTo { caller: pick(&SENDERS, by), to: pick(&RECEIVERS, to) }
            }
            Self::ClaimAndStake { by } => Action::ClaimAndStake { caller: pick(&USERS, by) },
            Self::Fund { by, amount } => {
                let caller = pick(&SENDERS, by);
                Action::Fund { caller, amount: size_of(caller, amount) }
            }
            Self::FundCapacity { by, amount } => {
                let caller = pick(&SENDERS, by);
                Action::FundCapacity { caller, amount: size_of(caller, amount) }
            }
            Self::Checkpoint { by } => Action::Checkpoint { caller: pick(&SENDERS, by) },
            Self::ClaimEarnings { by, to } => {
                let caller = pick(&PROVIDERS, by);
                let to = if to.is_multiple_of(2) { caller } else { pick(&RECEIVERS, to / 2) };
                Action::ClaimEarnings { caller, to }
            }
            Self::Announce { by, uri } => {
                let caller = if by < 200 { pick(&PROVIDERS, by) } else { pick(&SENDERS, by) };
                Action::Announce { caller, uri: uri_of(uri) }
            }
        }
    }
}

/// A provider's address: mostly a valid one.
fn uri_of(by: Pick) -> Vec<u8> {
    match by {
        0..=9 => Vec::new(),
        10..=29 => vec![b'x'; MAX_URI_LENGTH],
        30..=39 => vec![b'x'; MAX_URI_LENGTH + 1],
        // 256 bytes, two for each character.
        40..=49 => "é".repeat(MAX_URI_LENGTH / 2).into(),
        // A surrogate, an overlong encoding and a character that lacks its last byte.
        50..=59 => vec![b'x', 0xed, 0xa0, 0x80],
        60..=69 => vec![0xc0, 0xaf],
        70..=79 => vec![b'x', 0xf0, 0x9f, 0x92],
        _ => format!("https://compute.example/{by}").into(),
    }
}
