//! Admitting and removing providers (§10).

use crate::accounts::AccountId;
use crate::error::DiemError;
use crate::event::{Event, ReturnValue};
use crate::reference::Reference;
use crate::rules::token::require_recipient;
use crate::units::Day;

impl Reference {
    /// Returns whether a provider is admitted now.
    pub fn is_provider(&self, account: AccountId) -> bool {
        self.providers.get(&account).is_some_and(|provider| provider.admitted)
    }

    pub(crate) fn serves(&self, account: AccountId, day: Day) -> bool {
        self.providers.get(&account).is_some_and(|provider| provider.serves(day))
    }

    pub(crate) fn set_provider(
        &mut self,
        caller: AccountId,
        account: AccountId,
        admitted: bool,
    ) -> Result<ReturnValue, DiemError> {
        self.require_owner(caller)?;
        require_recipient(account)?;
        let last_day = self.today();
        let provider = self.providers.entry(account).or_default();
        if provider.admitted == admitted {
            return Ok(ReturnValue::Nothing);
        }
        provider.admitted = admitted;
        if admitted {
            self.emit(Event::ProviderAdmitted { provider: account });
        } else {
            provider.removals.push(last_day);
            self.emit(Event::ProviderRemoved { provider: account, last_day });
        }
        Ok(ReturnValue::Nothing)
    }
}
