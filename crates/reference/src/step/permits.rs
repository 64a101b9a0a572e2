// SPDX-License-Identifier: MIT OR Apache-2.0
//! Grants by signature.

use crate::accounts::{AccountId, STRANGER, ZERO_ADDRESS};
use crate::action::{Action, PermitSignature};
use crate::reference::Reference;
use crate::step::choices::{pick, AmountChoice, Pick, AGENTS, SENDERS, USERS};
use crate::step::usage::grant_limit;

/// A deliberate flaw of a permit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PermitFlaw {
    /// Nothing.
    None,
    /// Signed by the spender.
    Signer,
    /// Signed over the nonce before the current one, as a permit that was used already; over the next one while none
    /// was used.
    Nonce,
    /// The signature has 64 bytes.
    Length,
    /// The owner is the zero address, which invalid signatures recover to.
    Owner,
    /// The deadline was a second ago.
    Expired,
}

/// A permit whose terms depend on the state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PermitPlan {
    /// The caller.
    pub by: Pick,
    /// A user.
    pub owner: Pick,
    /// An agent.
    pub spender: Pick,
    /// The daily limit, relative to twice the owner's quota.
    pub amount: AmountChoice,
    /// The last day, relative to today.
    pub days: i8,
    /// Lets the spender use the deposit.
    pub paid: bool,
    /// Seconds from now until the deadline.
    pub lifetime: u8,
    /// Its flaw.
    pub flaw: PermitFlaw,
}

impl PermitPlan {
    pub(super) fn resolve(self, reference: &Reference) -> Action {
        let spender = pick(&AGENTS, self.spender);
        let user = pick(&USERS, self.owner);
        let owner = if self.flaw == PermitFlaw::Owner { ZERO_ADDRESS } else { user };
        let nonce = reference.quota_nonce(owner, spender);
        let signature = PermitSignature {
            signer: match self.flaw {
                PermitFlaw::Signer => Some(other_signer(spender, owner)),
                PermitFlaw::Length | PermitFlaw::Owner => None,
                _ => Some(owner),
            },
            nonce: match self.flaw {
                PermitFlaw::Nonce => nonce.checked_sub(1).unwrap_or(1),
                _ => nonce,
            },
        };
        Action::PermitQuota {
            caller: pick(&SENDERS, self.by),
            owner,
            spender,
            daily_limit: grant_limit(reference, user, self.amount),
            last_day: reference.today().saturating_add_signed(self.days.into()),
            allow_paid: self.paid,
            deadline: match self.flaw {
                PermitFlaw::Expired => reference.now() - 1,
                _ => reference.now() + u64::from(self.lifetime),
            },
            signature,
        }
    }
}

/// An account with a key that is not the owner's.
fn other_signer(spender: AccountId, owner: AccountId) -> AccountId {
    if spender == ZERO_ADDRESS || spender == owner {
        STRANGER
    } else {
        spender
    }
}
