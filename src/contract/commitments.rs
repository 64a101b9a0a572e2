// SPDX-License-Identifier: MIT OR Apache-2.0
//! Commitments: an account binds its credits to one provider, which then has no exposure between settlements.

use alloy_primitives::Address;
use diem_model::commitment::{self, Commitment, InForce};
use diem_model::meter::Meter;
use diem_model::time::Day;
use packed_word::Record;
use stylus_lean::host;
use stylus_lean::storage::PackedAddress;

use super::account::{COMMITMENT, METER, PROVIDER};
use crate::errors::{CommitmentInForce, CommittedElsewhere, Error, NoCommitment, NotProvider};
use crate::events::{emit, CommitmentReleased, Committed};
use crate::interface::IDiem::commitmentOfReturn;
use crate::Diem;

impl Diem {
    /// Commits the caller's credits to `provider` from tomorrow on: no other provider can collect credits of a day on which
    /// the commitment is in force, while `provider` is admitted. Takes back a release if the caller is committed to
    /// `provider` already. Emits `Committed` if anything changes.
    ///
    /// # Errors
    /// `NotProvider` unless `provider` is admitted; `CommitmentInForce` while the caller is committed to another provider,
    /// and on the day on which a commitment ends.
    pub fn commit_to(&mut self, provider: Address) -> Result<(), Error> {
        if !self.is_provider(provider) {
            return Err(NotProvider { provider }.into());
        }
        let account = host::sender();
        let mut records = self.account_mut(account);
        let mut commitment = records.get(COMMITMENT);
        let changed = commitment
            .commit(PackedAddress(provider).pack(), Day::of(host::now()))
            .map_err(|InForce(until)| CommitmentInForce { until: day_number(until) })?;
        if changed {
            records.set(COMMITMENT, &commitment);
            let mut meter = records.get(METER);
            meter.maybe_committed = true;
            records.set(METER, &meter);
            emit(Committed { account, provider, fromDay: commitment.from().0.into() });
        }
        Ok(())
    }

    /// Ends the caller's commitment: tomorrow is the last day on which it is in force. Emits `CommitmentReleased` unless it
    /// has been released already.
    ///
    /// # Errors
    /// `NoCommitment` without one, and from the day on which it ends.
    pub fn release_commitment(&mut self) -> Result<(), Error> {
        let account = host::sender();
        let mut records = self.account_mut(account);
        let mut commitment = records.get(COMMITMENT);
        if commitment
            .release(Day::of(host::now()))
            .map_err(|commitment::NoCommitment| NoCommitment {})?
        {
            records.set(COMMITMENT, &commitment);
            emit(CommitmentReleased {
                account,
                provider: provider_of(&commitment),
                untilDay: commitment.until().0.into(),
            });
        }
        Ok(())
    }

    /// `account`'s commitment as stored, in force or not: the provider, the first day, and the day after the last one; 2³²
    /// − 1 for a commitment that has not been released; zeros without one.
    pub fn commitment_of(&self, account: Address) -> commitmentOfReturn {
        let commitment = self.account(account).get(COMMITMENT);
        commitmentOfReturn {
            provider: provider_of(&commitment),
            fromDay: commitment.from().0.into(),
            untilDay: day_number(commitment.until()),
        }
    }

    /// `account`'s meter on `today`, to be settled by `provider` for the day numbered `day`. Clears the meter's flag if the
    /// account's commitment is over.
    ///
    /// # Errors
    /// `CommittedElsewhere` if the account's credits of that day are committed to another provider.
    pub(crate) fn meter_for(
        &mut self,
        account: Address,
        provider: Address,
        today: Day,
        day: u32,
    ) -> Result<Meter, Error> {
        let mut meter = self.meter_of(account, today);
        if meter.maybe_committed {
            self.require_uncommitted(account, provider, day, &mut meter)?;
        }
        Ok(meter)
    }

    /// Reverts if `account`'s commitment binds it to another provider; updates its meter if the commitment is over.
    #[inline(never)]
    fn require_uncommitted(
        &mut self,
        account: Address,
        provider: Address,
        day: u32,
        meter: &mut Meter,
    ) -> Result<(), Error> {
        let commitment = self.account(account).get(COMMITMENT);
        let bound_to = provider_of(&commitment);
        if bound_to != provider
            && commitment.covers(day)
            && self.account(bound_to).get(PROVIDER).serves(day)
        {
            return Err(CommittedElsewhere { provider: bound_to }.into());
        }
        if commitment.is_over(meter.day()) {
            meter.maybe_committed = false;
            self.account_mut(account).set(METER, meter);
        }
        Ok(())
    }
}

fn provider_of(commitment: &Commitment) -> Address {
    PackedAddress::unpack(commitment.provider()).0
}

/// The number of a day until which a commitment is in force, as the interface gives it: 2³² − 1 for an open end.
fn day_number(until: Day) -> u32 {
    if until == Commitment::OPEN {
        return u32::MAX;
    }
    until.0.into()
}
