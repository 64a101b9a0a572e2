//! Providers: admitted and removed by the owner, they settle usage and claim their earnings.

use alloy_primitives::Address;
use diem_model::time::Day;
use stylus_lean::host;

use super::account::PROVIDER;
use super::require_recipient;
use crate::errors::{Error, NotProvider};
use crate::events::{announce_provider, emit, EarningsClaimed, ProviderAdmitted, ProviderRemoved};
use crate::Diem;

impl Diem {
    /// Owner only. Admits or removes a provider. `spend` rejects a removed provider at once; its vouchers of days up to
    /// today stay redeemable until they expire. Emits `ProviderAdmitted` or `ProviderRemoved`, or nothing if nothing
    /// changes.
    ///
    /// # Errors
    /// `OwnableUnauthorizedAccount`; `InvalidRecipient` for the zero address and this contract.
    pub fn set_provider(&mut self, provider: Address, admitted: bool) -> Result<(), Error> {
        self.require_owner()?;
        require_recipient(provider)?;
        let today = Day::of(host::now());
        let mut records = self.account_mut(provider);
        let mut record = records.get(PROVIDER);
        // Emitted before storing: the model's answer says whether anything changes.
        if admitted && record.admit() {
            emit(ProviderAdmitted { provider });
        } else if !admitted && record.remove(today) {
            emit(ProviderRemoved { provider, lastDay: today.0.into() });
        }
        records.set(PROVIDER, &record);
        Ok(())
    }

    /// Announces `uri` as the endpoint of the caller, an admitted provider. Emits `ProviderAnnounced`.
    ///
    /// # Errors
    /// `NotProvider`.
    pub fn announce(&mut self, uri: &[u8]) -> Result<(), Error> {
        let provider = host::sender();
        if !self.is_provider(provider) {
            return Err(NotProvider { provider }.into());
        }
        announce_provider(provider, uri);
        Ok(())
    }

    /// Pays the caller's earnings as a provider to `to` and returns them, in base units of the fee token. Succeeds with 0
    /// if there are none. Emits `EarningsClaimed`.
    ///
    /// # Errors
    /// `InvalidRecipient`; `SafeErc20FailedOperation`.
    pub fn claim_earnings(&mut self, to: Address) -> Result<u128, Error> {
        require_recipient(to)?;
        let provider = host::sender();
        let mut records = self.account_mut(provider);
        let mut record = records.get(PROVIDER);
        let amount = core::mem::take(&mut record.earnings);
        if amount > 0 {
            records.set(PROVIDER, &record);
            emit(EarningsClaimed { provider, to, amount });
            self.push_fee(to, amount)?;
        }
        Ok(amount)
    }

    /// The unclaimed earnings of `provider`, in base units of the fee token.
    pub fn earnings_of(&self, provider: Address) -> u128 {
        self.account(provider).get(PROVIDER).earnings
    }

    /// Returns `true` if `provider` is admitted.
    pub fn is_provider(&self, provider: Address) -> bool {
        self.account(provider).get(PROVIDER).is_admitted()
    }
}
