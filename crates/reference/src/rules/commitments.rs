// SPDX-License-Identifier: MIT OR Apache-2.0
//! Committing an account's credits to one provider (§8).
//!
//! # Interpretation
//! * A provider serves the days up to its last removal, that day included (§10), so a commitment to it
//!   binds on these days too, and on all days once it is admitted again.
//! * An account that is committed to a removed provider cannot commit to another one before it has released
//!   the commitment and that has ended.
//! * Neither call rolls the day.

use crate::accounts::AccountId;
use crate::error::DiemError;
use crate::event::{Event, ReturnValue};
use crate::records::commitment::{BindingChange, Commitment};
use crate::reference::Reference;
use crate::units::Day;

impl Reference {
    /// The only provider that may serve an account on a day; `None` if any may.
    pub(crate) fn bound_to(&self, account: AccountId, day: Day) -> Option<AccountId> {
        let commitment = self.commitments.get(&account)?;
        let provider = commitment.provider;
        (commitment.covers(day) && self.serves(provider, day)).then_some(provider)
    }

    pub(crate) fn require_not_committed_elsewhere(
        &self,
        account: AccountId,
        provider: AccountId,
        day: Day,
    ) -> Result<(), DiemError> {
        match self.bound_to(account, day) {
            Some(bound) if bound != provider => {
                Err(DiemError::CommittedElsewhere { provider: bound })
            }
            _ => Ok(()),
        }
    }

    pub(crate) fn commit_to(
        &mut self,
        account: AccountId,
        provider: AccountId,
    ) -> Result<ReturnValue, DiemError> {
        self.require_admitted(provider)?;
        let today = self.today();
        let commitment = match self.commitments.get(&account).copied() {
            Some(old) if old.until.is_none_or(|until| today <= until) => {
                let until = old.until.unwrap_or(Day::MAX);
                if provider != old.provider || today == until {
                    return Err(DiemError::CommitmentInForce { until });
                }
                if old.until.is_none() {
                    return Ok(ReturnValue::Nothing);
                }
                Commitment { until: None, ..old }
            }
            _ => Commitment { provider, from: today + 1, until: None },
        };
        self.set_commitment(account, commitment);
        self.emit(Event::Committed { account, provider, from_day: commitment.from });
        Ok(ReturnValue::Nothing)
    }

    pub(crate) fn release_commitment(
        &mut self,
        account: AccountId,
    ) -> Result<ReturnValue, DiemError> {
        let today = self.today();
        let commitment = *self.commitments.get(&account).ok_or(DiemError::NoCommitment)?;
        match commitment.until {
            Some(until) if until <= today => return Err(DiemError::NoCommitment),
            Some(_) => return Ok(ReturnValue::Nothing),
            None => {}
        }
        let until_day = today + 2;
        self.set_commitment(account, Commitment { until: Some(until_day), ..commitment });
        let provider = commitment.provider;
        self.emit(Event::CommitmentReleased { account, provider, until_day });
        Ok(ReturnValue::Nothing)
    }

    fn set_commitment(&mut self, account: AccountId, commitment: Commitment) {
        self.commitments.insert(account, commitment);
        self.binding_changes.push(BindingChange::Commitment { account, commitment });
    }
}
