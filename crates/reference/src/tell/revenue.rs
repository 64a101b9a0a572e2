//! Calls about revenue and governance.

use std::fmt;

use super::Whole;
use crate::op::Op;
use crate::params::Params;
use crate::units::cast::name;
use crate::units::Token;

struct Of(Token);

impl fmt::Display for Of {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Token::Vvv => "VVV",
            Token::Fee => "fee",
            Token::Diem => "DIEM",
            Token::Other => "stray",
        })
    }
}

impl fmt::Display for Params {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "base {}, power {}, target {}, cooldowns {} s and {} s, shares {} and {}, {} fee units a credit",
            Whole(self.base),
            Whole(self.power),
            Whole(self.target),
            self.vvv_cooldown,
            self.diem_cooldown,
            Whole(self.staker_share),
            Whole(self.pool_share),
            self.credit_price
        )
    }
}

pub(super) fn tell(op: &Op, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match *op {
        Op::Claim { caller } => write!(f, "{} claims rewards", name(caller)),
        Op::ClaimTo { caller, to } => write!(f, "{} claims rewards for {}", name(caller), name(to)),
        Op::ClaimAndStake { caller } => {
            write!(f, "{} claims rewards and stakes them", name(caller))
        }
        Op::Fund { caller, amount } => write!(
            f,
            "{} gives {amount} fee units to the stakers",
            name(caller)
        ),
        Op::FundCapacity { caller, amount } => {
            write!(
                f,
                "{} gives {amount} fee units to the capacity pool",
                name(caller)
            )
        }
        Op::Checkpoint { caller } => write!(f, "{} makes a checkpoint", name(caller)),
        Op::ClaimEarnings { caller, to } => {
            write!(
                f,
                "{} claims a provider's earnings for {}",
                name(caller),
                name(to)
            )
        }
        Op::Announce { caller, ref uri } => write!(f, "{} announces {uri}", name(caller)),
        Op::TransferOwnership { caller, new_owner } => {
            write!(
                f,
                "{} offers the ownership to {}",
                name(caller),
                name(new_owner)
            )
        }
        Op::AcceptOwnership { caller } => write!(f, "{} accepts the ownership", name(caller)),
        Op::SetGuardian { caller, guardian } => {
            write!(f, "{} makes {} the guardian", name(caller), name(guardian))
        }
        Op::Pause { caller } => write!(f, "{} pauses", name(caller)),
        Op::Unpause { caller } => write!(f, "{} unpauses", name(caller)),
        Op::ProposeParams { caller, ref params } => write!(f, "{} proposes {params}", name(caller)),
        Op::ExecuteParams { caller } => write!(f, "{} executes the proposal", name(caller)),
        Op::CancelParams { caller } => write!(f, "{} cancels the proposal", name(caller)),
        Op::Recover { caller, token, to } => {
            write!(
                f,
                "{} recovers {} tokens to {}",
                name(caller),
                Of(token),
                name(to)
            )
        }
        Op::Give {
            caller,
            token,
            amount,
        } => {
            write!(
                f,
                "{} sends {amount} units of {} tokens to Diem itself",
                name(caller),
                Of(token)
            )
        }
        _ => unreachable!("told elsewhere: {op:?}"),
    }
}
