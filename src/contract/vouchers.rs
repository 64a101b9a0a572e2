//! Usage settled by signed vouchers. Each states the cumulative credits of one account, spender, provider and day, so
//! that the provider only redeems the last one, on that day or the next: many uses cost one transaction.

use alloy_primitives::{Address, U256};
use alloy_sol_types::sol_data;
use diem_model::settlement::{Usage, UsageRequest};
use diem_model::time::{Day, OutOfWindow};
use diem_model::voucher::Collected;
use stylus_lean::decode::List;
use stylus_lean::host;
use stylus_lean::storage::Key;
use stylus_lean::word::{to_u256, Immediate, ToWord};

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

impl Diem {
    /// Collects, for the caller, the credits of a voucher above those collected before for the same account, spender,
    /// provider and day, as far as quota, grant and deposit cover them; the rest stays collectable. Returns the daily and
    /// paid credits collected. Emits `Settled`.
    ///
    /// The signature is the spender's own over the EIP-712 digest (65 bytes `r · s · v`), or one that its ERC-1271 wallet
    /// accepts.
    ///
    /// # Errors
    /// In this order: `VoucherExpired`, `VoucherNotYetValid`; `EnforcedPause` for days after a pause began;
    /// `VoucherTooLarge`; `OnlyProvider`, `NotProvider`; `InvalidVoucherSignature`; `NoGrant`, `GrantExpired`;
    /// `VoucherNotNewer`; `GrantExceeded`, `PaidNotAllowed`, `InsufficientCredits` if no credits can be collected.
    /// `OutOfVoucherGas` if too little gas is left to give a wallet its full allowance.
    pub fn redeem(
        &mut self,
        voucher: UsageVoucher,
        signature: &[u8],
    ) -> Result<redeemReturn, Error> {
        let mut settlement = self.begin_settlement();
        let Usage { quota, paid, .. } = self.collect(&mut settlement, &voucher, signature)?;
        settlement.finish(self);
        Ok(redeemReturn { quotaCredits: to_u256(quota), paidCredits: to_u256(paid) })
    }

    /// Redeems each voucher as [`redeem`](Self::redeem) would, and returns the sums. A voucher that it would reject is
    /// skipped with `VoucherRejected`; the others are unaffected.
    ///
    /// # Errors
    /// `LengthMismatch`; `InvalidCalldata`; `OutOfVoucherGas`.
    pub fn redeem_batch(
        &mut self,
        vouchers: List<UsageVoucher, UsageVoucher>,
        signatures: List<sol_data::Bytes, &[u8]>,
    ) -> Result<redeemBatchReturn, Error> {
        if vouchers.len() != signatures.len() {
            return Err(LengthMismatch {
                vouchers: U256::from(vouchers.len()),
                signatures: U256::from(signatures.len()),
            }
            .into());
        }
        let mut settlement = self.begin_settlement();
        let mut sum = Usage::default();
        for (index, (voucher, signature)) in vouchers.zip(signatures).enumerate() {
            match self.collect(&mut settlement, &voucher?, signature?) {
                Ok(usage) => {
                    // Saturates only from 256 vouchers of nearly 2¹²⁰ credits each on; nothing but the returned sum
                    // depends on it.
                    sum.quota = sum.quota.saturating_add(usage.quota);
                    sum.paid = sum.paid.saturating_add(usage.paid);
                }
                Err(error) if error.is::<OutOfVoucherGas>() => return Err(error),
                Err(error) => emit(VoucherRejected {
                    index: U256::from(index),
                    selector: error.selector().into(),
                }),
            }
        }
        settlement.finish(self);
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

    /// Accrues and begins settlements for the caller. A voucher's checks come later, because they need the day and the
    /// pause.
    fn begin_settlement(&mut self) -> ProviderSettlement {
        let now = host::now();
        let today = self.begin_day(now);
        ProviderSettlement::begin(self, today, now, host::sender())
    }

    /// Collects one voucher; changes nothing if it fails. Emits `Settled`; `finish` later stores the records that all
    /// vouchers of the call share, once.
    fn collect(
        &mut self,
        settlement: &mut ProviderSettlement,
        voucher: &UsageVoucher,
        signature: &[u8],
    ) -> Result<Usage, Error> {
        let &UsageVoucher { account, spender, provider, day, credits } = voucher;
        let today = settlement.today().day;
        let credit_day = today.credit_day(day).map_err(|out| -> Error {
            let today = today.0.into();
            match out {
                OutOfWindow::Past => VoucherExpired { day, today }.into(),
                OutOfWindow::Future => VoucherNotYetValid { day, today }.into(),
            }
        })?;
        if settlement.today().pause.stops_settling(settlement.now, day) {
            return Err(EnforcedPause {}.into());
        }
        let total: u128 = credits.saturating_to();
        if total >= Collected::LIMIT {
            return Err(VoucherTooLarge { credits }.into());
        }
        if provider != settlement.provider {
            return Err(OnlyProvider { provider }.into());
        }
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
        if !signature::is_signed_by(spender, digest, signature)? {
            return Err(InvalidVoucherSignature { spender }.into());
        }
        let grant = self.require_grant(account, spender, today, day)?;
        let key = || Key([account, spender, provider]);
        let mut record = self.collected.getter(key()).get().at(today);
        let collected = record.total(credit_day);
        if total <= collected {
            return Err(
                VoucherNotNewer { collected: to_u256(collected), credits: to_u256(total) }.into()
            );
        }
        let request =
            UsageRequest { day: credit_day, credits: total - collected, allow_partial: true };
        let usage = settlement.draw(self, account, spender, grant, request)?;
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
