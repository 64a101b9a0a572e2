// SPDX-License-Identifier: MIT OR Apache-2.0
//! Usage settled by signed vouchers. Each is a ceiling: the most that one provider may collect in total from one account,
//! by one spender, for one day. The provider states how much of it was used, and redeems only the last voucher, on that
//! day or the next: many uses cost one transaction.

use alloy_primitives::{Address, U256};
use alloy_sol_types::sol_data;
use diem_model::ledger::Today;
use diem_model::settlement::{Sources, Usage, UsageRequest};
use diem_model::time::{Day, OutOfWindow};
use diem_model::voucher::Collected;
use stylus_lean::decode::List;
use stylus_lean::host;
use stylus_lean::storage::Key;
use stylus_lean::word::{saturated, to_u256, Immediate, ToWord};

use super::settlement::ProviderSettlement;
use super::signature;
use crate::errors::{
    EnforcedPause, Error, InvalidVoucherSignature, LengthMismatch, NotProvider, OnlyProvider,
    OutOfVoucherGas, VoucherExpired, VoucherNotNewer, VoucherNotYetValid, VoucherTooLarge,
};
use crate::events::{emit, Settled, VoucherRejected};
use crate::interface::IDiem::{redeemBatchReturn, redeemReturn, UsageVoucher};
use crate::Diem;

const VOUCHER_TYPE: Immediate = Immediate::hash(
    "UsageVoucher(address account,address spender,address provider,uint32 day,uint256 credits)",
);

/// The vouchers of one call, all of one provider.
struct Batch {
    caller: Address,
    /// The time of the call (unix seconds).
    now: u64,
    today: Today,
    /// The settlements for the provider: that of the first voucher whose provider is the caller, or has the caller as an
    /// operator.
    settlement: Option<ProviderSettlement>,
}

impl Batch {
    /// Stores the records that the vouchers share.
    fn finish(self, diem: &mut Diem) {
        if let Some(settlement) = self.settlement {
            settlement.finish(diem);
        }
    }
}

impl Diem {
    /// Collects the credits by which the smaller of a voucher's ceiling and `total`, what was used of it in all, exceeds
    /// those collected before for the same account, spender, provider and day, as far as quota, grant and deposit cover
    /// them; the rest stays collectable. The caller is the voucher's provider or one of its operators. Returns the daily
    /// and paid credits collected. Emits `Settled`.
    ///
    /// The signature is the spender's own over the EIP-712 digest (65 bytes `r · s · v`), or one that its ERC-1271 wallet
    /// accepts.
    ///
    /// # Errors
    /// In this order: `VoucherExpired`, `VoucherNotYetValid`; `EnforcedPause` for days after a pause began;
    /// `VoucherTooLarge`; `OnlyProvider`, `NotProvider`; `InvalidVoucherSignature`; `CommittedElsewhere`; `NoGrant`,
    /// `GrantExpired`; `VoucherNotNewer`; `GrantExceeded`, `PaidNotAllowed`, `InsufficientCredits` if no credits can be collected.
    /// `OutOfVoucherGas` if too little gas is left to give a wallet its full allowance.
    pub fn redeem(
        &mut self,
        voucher: UsageVoucher,
        signature: &[u8],
        total: U256,
    ) -> Result<redeemReturn, Error> {
        let mut batch = self.begin_batch();
        let Usage { quota, paid, .. } = self.collect(&mut batch, &voucher, signature, total)?;
        batch.finish(self);
        Ok(redeemReturn { quotaCredits: to_u256(quota), paidCredits: to_u256(paid) })
    }

    /// Redeems each voucher as [`redeem`](Self::redeem) would, and returns the sums. All are of one provider: that of the
    /// first voucher that the caller may redeem. A voucher that `redeem` would reject is skipped with `VoucherRejected`;
    /// the others are unaffected.
    ///
    /// # Errors
    /// `LengthMismatch`; `InvalidCalldata`; `OutOfVoucherGas`.
    pub fn redeem_batch<'a>(
        &mut self,
        mut vouchers: List<'a, UsageVoucher, UsageVoucher>,
        mut signatures: List<'a, sol_data::Bytes, &'a [u8]>,
        mut totals: List<'a, sol_data::Uint<256>, U256>,
    ) -> Result<redeemBatchReturn, Error> {
        if vouchers.len() != signatures.len() || vouchers.len() != totals.len() {
            return Err(LengthMismatch {
                vouchers: vouchers.len() as u64,
                signatures: signatures.len() as u64,
                totals: totals.len() as u64,
            }
            .into());
        }
        let mut batch = self.begin_batch();
        let mut sum = Usage::default();
        let mut index = 0u32;
        while let (Some(voucher), Some(signature), Some(total)) =
            (vouchers.next(), signatures.next(), totals.next())
        {
            match self.collect(&mut batch, &voucher?, signature?, total?) {
                Ok(usage) => {
                    // Saturates only from 256 vouchers of nearly 2¹²⁰ credits each on; nothing but the returned sum
                    // depends on it.
                    sum.quota = sum.quota.saturating_add(usage.quota);
                    sum.paid = sum.paid.saturating_add(usage.paid);
                }
                Err(error) if error.is::<OutOfVoucherGas>() => return Err(error),
                Err(error) => emit(VoucherRejected {
                    index: to_u256(index),
                    selector: error.selector().into(),
                }),
            }
            index += 1;
        }
        batch.finish(self);
        Ok(redeemBatchReturn { quotaCredits: to_u256(sum.quota), paidCredits: to_u256(sum.paid) })
    }

    /// The credits collected by vouchers of `spender` for `account`'s usage with `provider` on the day numbered `day`:
    /// today or yesterday; 0 for other days.
    pub fn collected_of(
        &self,
        account: Address,
        spender: Address,
        provider: Address,
        day: u32,
    ) -> u128 {
        let today = Day::of(host::now());
        let collected = self.collected.getter(Key([account, spender, provider]));
        today.credit_day(day).map_or(0, |day| collected.get().at(today).total(day))
    }

    /// Accrues and begins a batch of the caller. A voucher's checks come later, because they need the day and the pause.
    fn begin_batch(&mut self) -> Batch {
        let now = host::now();
        Batch { caller: host::sender(), now, today: self.begin_day(now), settlement: None }
    }

    /// Collects one voucher up to `total`; changes nothing of value if it fails. Emits `Settled`; `finish` later stores the
    /// records that all vouchers of the call share, once.
    fn collect(
        &mut self,
        batch: &mut Batch,
        voucher: &UsageVoucher,
        signature: &[u8],
        total: U256,
    ) -> Result<Usage, Error> {
        let &UsageVoucher { account, spender, provider, day, credits } = voucher;
        let caller = batch.caller;
        if batch.settlement.is_none() && (provider == caller || self.is_operator(provider, caller))
        {
            batch.settlement = Some(ProviderSettlement::begin(self, batch.today, provider));
        }
        let today = batch.today.day;
        let credit_day = today.credit_day(day).map_err(|out| -> Error {
            let today = today.0.into();
            match out {
                OutOfWindow::Past => VoucherExpired { day, today }.into(),
                OutOfWindow::Future => VoucherNotYetValid { day, today }.into(),
            }
        })?;
        if batch.today.pause.stops_settling(batch.now, day) {
            return Err(EnforcedPause {}.into());
        }
        let ceiling = saturated(&credits);
        if ceiling >= Collected::LIMIT {
            return Err(VoucherTooLarge { credits }.into());
        }
        let settlement = batch.settlement.as_mut().filter(|own| own.provider == provider);
        let settlement = settlement.ok_or(OnlyProvider { provider })?;
        if !settlement.record.serves(day) {
            return Err(NotProvider { provider }.into());
        }
        let digest = signature::digest(&[
            VOUCHER_TYPE.word(),
            account.to_word(),
            spender.to_word(),
            provider.to_word(),
            day.to_word(),
            credits.to_word(),
        ]);
        // This may call a wallet before anything is stored, but statically: the wallet cannot change state.
        if signature::check(spender, digest, signature)?.is_err() {
            return Err(InvalidVoucherSignature { spender }.into());
        }
        let meter = self.meter_for(account, provider, today, day)?;
        let grant = self.require_grant(account, spender, today, day)?;
        let key = || Key([account, spender, provider]);
        let mut record = self.collected.getter(key()).get().at(today);
        let collected = record.total(credit_day);
        let used = ceiling.min(saturated(&total));
        if used <= collected {
            return Err(VoucherNotNewer { collected, credits: used }.into());
        }
        let request =
            UsageRequest { day: credit_day, credits: used - collected, allow_partial: true };
        let usage = settlement.draw(self, account, spender, Sources { meter, grant }, request)?;
        record.add(credit_day, usage.quota + usage.paid);
        self.collected.setter(key()).set(&record);
        emit(Settled {
            account,
            provider,
            spender,
            day,
            quotaCredits: usage.quota,
            paidCredits: usage.paid,
            fee: usage.fee,
        });
        Ok(usage)
    }
}
