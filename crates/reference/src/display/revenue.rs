// SPDX-License-Identifier: MIT OR Apache-2.0
//! Calls about revenue and governance.

use std::fmt;

use crate::accounts::name;
use crate::action::Action;
use crate::display::format::{Decimal18, TokenName};
use crate::params::Params;

impl fmt::Display for Params {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "base {}, power {}, target {}, VVV cooldown {} s, DIEM cooldown {} s, staker share {}, pool share {}, {} fee units a credit",
            Decimal18(self.base),
            Decimal18(self.power),
            Decimal18(self.target),
            self.vvv_cooldown,
            self.diem_cooldown,
            Decimal18(self.staker_share),
            Decimal18(self.pool_share),
            self.credit_price
        )
    }
}

pub(super) fn fmt(action: &Action, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match *action {
        Action::Claim { caller } => write!(f, "{} claims rewards", name(caller)),
        Action::ClaimTo { caller, to } => {
            write!(f, "{} claims rewards to {}", name(caller), name(to))
        }
        Action::ClaimAndStake { caller } => {
            write!(f, "{} claims rewards and stakes them", name(caller))
        }
        Action::Fund { caller, amount } => {
            write!(f, "{} funds the stakers with {amount} fee units", name(caller))
        }
        Action::FundCapacity { caller, amount } => {
            write!(f, "{} funds the capacity pool with {amount} fee units", name(caller))
        }
        Action::Checkpoint { caller } => write!(f, "{} calls checkpoint", name(caller)),
        Action::ClaimEarnings { caller, to } => {
            write!(f, "{} claims its provider earnings to {}", name(caller), name(to))
        }
        Action::Announce { caller, ref uri } => {
            write!(
                f,
                "{} announces the provider address {:?}",
                name(caller),
                String::from_utf8_lossy(uri)
            )
        }
        Action::TransferOwnership { caller, new_owner } => {
            write!(f, "{} offers ownership to {}", name(caller), name(new_owner))
        }
        Action::AcceptOwnership { caller } => write!(f, "{} accepts ownership", name(caller)),
        Action::SetGuardian { caller, guardian } => {
            write!(f, "{} sets the guardian to {}", name(caller), name(guardian))
        }
        Action::Pause { caller } => write!(f, "{} pauses the contract", name(caller)),
        Action::Unpause { caller } => write!(f, "{} unpauses the contract", name(caller)),
        Action::ProposeParams { caller, ref params } => {
            write!(f, "{} proposes parameters: {params}", name(caller))
        }
        Action::ExecuteParams { caller } => write!(f, "{} executes the proposal", name(caller)),
        Action::CancelParams { caller } => write!(f, "{} cancels the proposal", name(caller)),
        Action::Recover { caller, token, to } => {
            write!(f, "{} recovers {} to {}", name(caller), TokenName(token), name(to))
        }
        Action::Donate { caller, token, amount } => {
            write!(
                f,
                "{} transfers {amount} base units of {} to the contract without calling it",
                name(caller),
                TokenName(token)
            )
        }
        _ => unreachable!("displayed by the parent module: {action:?}"),
    }
}
