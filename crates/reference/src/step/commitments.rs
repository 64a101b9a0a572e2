// SPDX-License-Identifier: MIT OR Apache-2.0
//! Commitments.

use crate::accounts::AccountId;
use crate::action::Action;
use crate::reference::Reference;
use crate::step::choices::{pick, Pick, PROVIDERS, USERS};
use crate::units::midnight;

/// A call about a user's commitment. `force` as in [`crate::step::Step`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "each variant is the call of that name; its fields choose the arguments"
)]
pub enum CommitmentStep {
    Commit { by: Pick, provider: Pick, force: bool },
    Release { by: Pick, force: bool },
}

impl CommitmentStep {
    pub(super) fn resolve(self, reference: &Reference) -> Action {
        match self {
            Self::Commit { by, provider, force } => {
                let (caller, provider) = (pick(&USERS, by), pick(&PROVIDERS, provider));
                if force {
                    return Action::CommitTo { caller, provider };
                }
                commit(reference, caller, provider)
            }
            Self::Release { by, force } => {
                let caller = pick(&USERS, by);
                let today = reference.today();
                let commitment = reference.commitments.get(&caller);
                let open = commitment
                    .is_some_and(|current| current.until.is_none_or(|until| today < until));
                if open || force {
                    Action::ReleaseCommitment { caller }
                } else {
                    commit(reference, caller, pick(&PROVIDERS, by / 3))
                }
            }
        }
    }
}

/// Commits to a provider, or makes the call that is needed before.
fn commit(reference: &Reference, caller: AccountId, provider: AccountId) -> Action {
    if !reference.is_provider(provider) {
        return Action::SetProvider { caller: reference.owner(), provider, admitted: true };
    }
    let today = reference.today();
    match reference.commitments.get(&caller).map(|current| (current.provider, current.until)) {
        Some((current, None)) if current != provider => Action::ReleaseCommitment { caller },
        Some((current, Some(until)))
            if today == until || (today < until && current != provider) =>
        {
            Action::Wait { seconds: midnight(until + 1) - reference.now() }
        }
        _ => Action::CommitTo { caller, provider },
    }
}
