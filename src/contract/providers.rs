//! Who serves: the providers that the owner admits and removes.

use alloy_primitives::Address;
use diem_model::time::Day;

use super::require_recipient;
use crate::errors::{Error, NotProvider};
use crate::events::{self, EarningsClaimed, ProviderAdmitted, ProviderRemoved};
use crate::{host, Account, Diem};

impl Diem {
    /// Admits or removes a provider, by the owner. A removed one can no longer be spent with, but
    /// redeems vouchers of the days up to this one in their time. What changes nothing emits
    /// nothing; else `ProviderAdmitted` or `ProviderRemoved`.
    ///
    /// # Errors
    /// `OwnableUnauthorizedAccount`; `InvalidRecipient` for the zero address and this contract.
    pub fn set_provider(&mut self, provider: Address, admitted: bool) -> Result<(), Error> {
        self.require_owner()?;
        require_recipient(provider)?;
        let today = Day::of(host::now());
        let mut slot = Account::of(provider).provider();
        let mut record = slot.get();
        if admitted && record.admit() {
            ProviderAdmitted { provider }.emit();
        } else if !admitted && record.remove(today) {
            let last_day = today.0.into();
            ProviderRemoved {
                provider,
                lastDay: last_day,
            }
            .emit();
        }
        slot.set(&record);
        Ok(())
    }

    /// Says where the caller, an admitted provider, serves: `uri` is for clients to read. Emits
    /// `ProviderAnnounced`.
    ///
    /// # Errors
    /// `NotProvider`.
    pub fn announce(&mut self, uri: &[u8]) -> Result<(), Error> {
        let provider = host::sender();
        if !self.is_provider(provider) {
            return Err(NotProvider { provider }.into());
        }
        events::announce(provider, uri);
        Ok(())
    }

    /// Pays `to` what the caller has earned as a provider, in base units of the fee token, and
    /// returns it; 0 is no error. Emits `EarningsClaimed`.
    ///
    /// # Errors
    /// `InvalidRecipient`; `SafeErc20FailedOperation`.
    pub fn claim_earnings(&mut self, to: Address) -> Result<u128, Error> {
        require_recipient(to)?;
        let provider = host::sender();
        let mut slot = Account::of(provider).provider();
        let mut record = slot.get();
        let amount = core::mem::take(&mut record.earnings);
        if amount > 0 {
            slot.set(&record);
            EarningsClaimed {
                provider,
                to,
                amount,
            }
            .emit();
            self.push_fee(to, amount)?;
        }
        Ok(amount)
    }

    /// What `provider` has earned and not claimed, in base units of the fee token.
    pub fn earnings_of(&self, provider: Address) -> u128 {
        Account::of(provider).provider().get().earnings
    }

    /// Whether `provider` is admitted.
    pub fn is_provider(&self, provider: Address) -> bool {
        Account::of(provider).provider().get().is_admitted()
    }
}
