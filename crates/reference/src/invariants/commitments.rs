// SPDX-License-Identifier: MIT OR Apache-2.0
//! Commitments (§13: 17), by the log of their changes and of admissions, which no rule reads.

use crate::accounts::AccountId;
use crate::records::commitment::{BindingChange, Commitment};
use crate::records::settlement::Settlement;
use crate::reference::Reference;
use crate::units::Day;

impl Reference {
    pub(super) fn check_commitments(&self) {
        for settled in &self.settlements {
            let changes = &self.binding_changes[..settled.binding_changes];
            let Some(commitment) = commitment_of(changes, settled.account) else { continue };
            let Commitment { provider: bound, from, until } = commitment;
            if bound == settled.provider {
                continue;
            }
            let end = until.unwrap_or(Day::MAX);
            let &Settlement { day, made_on, .. } = settled;
            assert!(
                !(from..end).contains(&day) || !served(changes, bound, day),
                "invariant 17: credits of day {day} settled by another provider, although the account is committed to {bound}: {settled:?}"
            );
            let secured = from < made_on && made_on < end && is_admitted(changes, bound);
            assert!(
                settled.paid == 0 || !secured,
                "invariant 17: deposit used by another provider than {bound} on day {made_on}, which is committed from day {from} until {end}: {settled:?}"
            );
        }
    }
}

/// The account's commitment after some changes.
fn commitment_of(changes: &[BindingChange], account: AccountId) -> Option<Commitment> {
    changes.iter().rev().find_map(|change| match *change {
        BindingChange::Commitment { account: of, commitment } if of == account => Some(commitment),
        _ => None,
    })
}

/// The admissions and removals of a provider among some changes, the last one first; `None` for an admission.
fn admissions(
    changes: &[BindingChange],
    provider: AccountId,
) -> impl Iterator<Item = Option<Day>> + '_ {
    changes.iter().rev().filter_map(move |change| match *change {
        BindingChange::Admission { provider: of, removed } if of == provider => Some(removed),
        _ => None,
    })
}

fn is_admitted(changes: &[BindingChange], provider: AccountId) -> bool {
    admissions(changes, provider).next() == Some(None)
}

/// Returns whether a provider is admitted after some changes, or was removed on a day or later.
fn served(changes: &[BindingChange], provider: AccountId, day: Day) -> bool {
    match admissions(changes, provider).next() {
        Some(None) => true,
        Some(Some(removed)) => day <= removed,
        None => false,
    }
}
