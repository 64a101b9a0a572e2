// SPDX-License-Identifier: MIT OR Apache-2.0
//! Providers: admitted and removed by the owner, they announce their endpoints, settle usage, also through operators,
//! and claim their earnings.

use alloc::string::String;
use alloc::vec::Vec;

use alloy_primitives::{Address, U256};
use diem_model::provider::{is_valid_uri, Admission};
use diem_model::time::Day;
use stylus_lean::host;
use stylus_lean::storage::{PackedAddress, PackedBool, PackedU64, Position};
use stylus_lean::word::saturated;

use super::account::{PROVIDER, URI};
use super::pair::OPERATOR;
use super::require_recipient;
use crate::errors::{Error, InvalidUri, NotProvider};
use crate::events::{
    announce_provider, emit, EarningsClaimed, OperatorSet, ProviderAdmitted, ProviderRemoved,
};
use crate::interface::IDiem::{providersReturn, ProviderInfo};
use crate::Diem;

/// The most providers that [`Diem::providers`] lists in one call.
const MAX_LISTED: u64 = 100;

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
        let mut is_first = false;
        if !admitted {
            if record.remove(today) {
                emit(ProviderRemoved { provider, lastDay: today.0.into() });
            }
        } else {
            let admission = record.admit();
            is_first = admission == Admission::First;
            if admission != Admission::Unchanged {
                emit(ProviderAdmitted { provider });
            }
        }
        records.set(PROVIDER, &record);
        if is_first {
            let PackedU64(count) = self.provider_count.get();
            self.provider_list.setter(Position(count)).set(&PackedAddress(provider));
            self.provider_count.set(&PackedU64(count + 1));
        }
        Ok(())
    }

    /// Announces `uri`, valid UTF-8 of 1 to 256 bytes, as the endpoint of the caller, an admitted provider. Replaces an
    /// earlier one. Emits `ProviderAnnounced`.
    ///
    /// # Errors
    /// `NotProvider`; `InvalidUri`.
    pub fn announce(&mut self, uri: &[u8]) -> Result<(), Error> {
        let provider = host::sender();
        let mut records = self.account_mut(provider);
        let mut record = records.get(PROVIDER);
        if !record.is_admitted() {
            return Err(NotProvider { provider }.into());
        }
        if !is_valid_uri(uri) {
            return Err(InvalidUri { length: uri.len() as u64 }.into());
        }
        record.uri_length = uri.len() as u16;
        records.set(PROVIDER, &record);
        records.set_bytes(URI, uri);
        announce_provider(provider, uri);
        Ok(())
    }

    /// Lists the providers that were ever admitted, each once, in the order of their first admission: at most `count` of
    /// them, and at most [`MAX_LISTED`], from position `start` on.
    pub fn providers(&self, start: U256, count: U256) -> providersReturn {
        let PackedU64(end) = self.provider_count.get();
        let start = saturated(&start).min(end.into()) as u64;
        let count = saturated(&count).min(MAX_LISTED.into()) as u64;
        let mut list = Vec::new();
        for position in start..end.min(start.saturating_add(count)) {
            let PackedAddress(provider) = self.provider_list.getter(Position(position)).get();
            let records = self.account(provider);
            let record = records.get(PROVIDER);
            let uri = records.get_bytes(URI, record.uri_length.into());
            // `announce` has checked it.
            let uri = String::from_utf8(uri).unwrap_or_default();
            list.push(ProviderInfo { provider, admitted: record.is_admitted(), uri });
        }
        providersReturn { _0: list }
    }

    /// Allows `operator` to redeem vouchers for the caller, or removes it. Any address may call this for itself; it matters
    /// for providers only. Emits `OperatorSet`.
    pub fn set_operator(&mut self, operator: Address, allowed: bool) {
        let provider = host::sender();
        self.pair_mut(provider, operator).set(OPERATOR, &PackedBool(allowed));
        emit(OperatorSet { provider, operator, allowed });
    }

    /// Returns `true` if `operator` may redeem vouchers for `provider`, other than the provider itself.
    pub fn is_operator(&self, provider: Address, operator: Address) -> bool {
        self.pair(provider, operator).get(OPERATOR).0
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
