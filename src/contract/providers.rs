//! Who serves: the providers that the owner admits and removes.

use alloy_primitives::Address;
use diem_model::time::Day;

use super::require_recipient;
use crate::errors::Error;
use crate::events::{ProviderAdmitted, ProviderRemoved};
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

    /// Whether `provider` is admitted.
    pub fn is_provider(&self, provider: Address) -> bool {
        Account::of(provider).provider().get().is_admitted()
    }
}
