// SPDX-License-Identifier: MIT OR Apache-2.0
//! Providers, their addresses and their operators (§8, §10).
//!
//! # Interpretation
//! * `setOperator` emits `OperatorSet` even if nothing changes.
//! * A provider that is admitted again keeps its position in the list, and its address.

use crate::accounts::AccountId;
use crate::error::DiemError;
use crate::event::{Event, ReturnValue};
use crate::records::commitment::BindingChange;
use crate::records::provider::Provider;
use crate::reference::Reference;
use crate::rules::token::require_recipient;
use crate::units::Day;

/// The most bytes of a provider's address.
pub const MAX_URI_LENGTH: usize = 256;

/// The most providers that one call of `providers` lists.
pub const MAX_PROVIDERS_LISTED: usize = 100;

impl Reference {
    /// Returns whether a provider is admitted now.
    pub fn is_provider(&self, account: AccountId) -> bool {
        self.providers.get(&account).is_some_and(|provider| provider.admitted)
    }

    pub(crate) fn serves(&self, account: AccountId, day: Day) -> bool {
        self.providers.get(&account).is_some_and(|provider| provider.serves(day))
    }

    pub(crate) fn require_admitted(&self, provider: AccountId) -> Result<(), DiemError> {
        if !self.is_provider(provider) {
            return Err(DiemError::NotProvider { provider });
        }
        Ok(())
    }

    /// All providers ever admitted, by first admission.
    pub(crate) fn listed_providers(&self) -> Vec<(AccountId, &Provider)> {
        let mut listed: Vec<_> = self
            .providers
            .iter()
            .filter(|(_, provider)| provider.position.is_some())
            .map(|(&account, provider)| (account, provider))
            .collect();
        listed.sort_by_key(|(_, provider)| provider.position);
        listed
    }

    pub(crate) fn set_provider(
        &mut self,
        caller: AccountId,
        account: AccountId,
        admitted: bool,
    ) -> Result<ReturnValue, DiemError> {
        self.require_owner(caller)?;
        require_recipient(account)?;
        if self.is_provider(account) == admitted {
            return Ok(ReturnValue::Nothing);
        }
        let last_day = self.today();
        let next_position = self.listed_providers().len();
        let provider = self.providers.entry(account).or_default();
        provider.admitted = admitted;
        if admitted {
            provider.position.get_or_insert(next_position);
            self.emit(Event::ProviderAdmitted { provider: account });
        } else {
            provider.removals.push(last_day);
            self.emit(Event::ProviderRemoved { provider: account, last_day });
        }
        let removed = (!admitted).then_some(last_day);
        self.binding_changes.push(BindingChange::Admission { provider: account, removed });
        Ok(ReturnValue::Nothing)
    }

    pub(crate) fn announce(
        &mut self,
        provider: AccountId,
        uri: &[u8],
    ) -> Result<ReturnValue, DiemError> {
        self.require_admitted(provider)?;
        let invalid = DiemError::InvalidUri { length: uri.len() as u64 };
        let text = std::str::from_utf8(uri).map_err(|_| invalid.clone())?;
        if text.is_empty() || text.len() > MAX_URI_LENGTH {
            return Err(invalid);
        }
        self.providers.entry(provider).or_default().uri = text.into();
        self.emit(Event::ProviderAnnounced { provider, uri: text.into() });
        Ok(ReturnValue::Nothing)
    }

    /// Returns whether an address may redeem for a provider besides the provider itself.
    pub fn is_operator(&self, provider: AccountId, operator: AccountId) -> bool {
        self.operators.get(&(provider, operator)).copied().unwrap_or(false)
    }

    /// Returns whether an address may redeem a provider's vouchers.
    pub(crate) fn redeems_for(&self, caller: AccountId, provider: AccountId) -> bool {
        caller == provider || self.is_operator(provider, caller)
    }

    pub(crate) fn set_operator(
        &mut self,
        provider: AccountId,
        operator: AccountId,
        allowed: bool,
    ) -> Result<ReturnValue, DiemError> {
        self.operators.insert((provider, operator), allowed);
        self.emit(Event::OperatorSet { provider, operator, allowed });
        Ok(ReturnValue::Nothing)
    }
}
