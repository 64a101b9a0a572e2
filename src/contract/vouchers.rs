//! Usage settled by signed totals: one growing figure for each (account, spender, provider, day),
//! of which the provider sends the last.

use alloy_primitives::{Address, U256};
use diem_model::time::Day;
use diem_model::time::OutOfWindow;
use diem_model::voucher::Collected;

use super::grants::require_grant;
use super::settlement::{Settlement, Usage, UsageRequest};
use super::signature;
use crate::abi::{Args, Argument, Immediate, List, ToWord};
use crate::errors::{
    EnforcedPause, Error, InvalidVoucherSignature, LengthMismatch, NotProvider, OnlyProvider,
    OutOfVoucherGas, VoucherExpired, VoucherNotNewer, VoucherNotYetValid, VoucherTooLarge,
};
use crate::events::{Settled, VoucherRejected};
use crate::{collected, host, Diem};

const VOUCHER_TYPE: Immediate = Immediate::hash(
    "UsageVoucher(address account,address spender,address provider,uint32 day,uint256 credits)",
);

/// `spender` says that by now `credits` of `account`'s were used with `provider` on `day`.
pub struct Voucher {
    account: Address,
    spender: Address,
    provider: Address,
    day: u32,
    /// 1e18 is one; all of the day so far.
    credits: U256,
}

impl<'a> Argument<'a> for Voucher {
    fn take(args: &mut Args<'a>) -> Self {
        Self {
            account: args.take(),
            spender: args.take(),
            provider: args.take(),
            day: args.take(),
            credits: args.take(),
        }
    }
}

impl Diem {
    /// Collects for the caller, the voucher's provider, what its `credits` are above what was
    /// collected before for the same account, spender, provider and day: as much of it as quota,
    /// grant and deposit cover; the rest stays collectable. Returns `(quota, paid)` credits. Emits
    /// `Settled`.
    ///
    /// The signature is the spender's own over the EIP-712 digest (65 bytes `r · s · v`), or
    /// whatever its ERC-1271 wallet accepts.
    ///
    /// # Errors
    /// In this order: `VoucherExpired`, `VoucherNotYetValid`; `EnforcedPause` for days after a
    /// pause began; `VoucherTooLarge`; `OnlyProvider`,
    /// `NotProvider`; `InvalidVoucherSignature`; `NoGrant`, `GrantExpired`; `VoucherNotNewer`;
    /// `GrantExceeded`, `PaidNotAllowed`, `InsufficientCredits` when nothing can be collected.
    /// `OutOfVoucherGas` where a wallet could not be given its full allowance of gas.
    pub fn redeem(&mut self, voucher: Voucher, signature: &[u8]) -> Result<(u128, u128), Error> {
        let mut settlement = self.settlement();
        let Usage { quota, paid, .. } = self.collect(&mut settlement, &voucher, signature)?;
        settlement.finish(self);
        Ok((quota, paid))
    }

    /// As [`redeem`](Self::redeem) for many; returns the sums. One that `redeem` would refuse is
    /// skipped with `VoucherRejected`, and spoils nothing else.
    ///
    /// # Errors
    /// `LengthMismatch`; `InvalidCalldata`; `OutOfVoucherGas`.
    pub fn redeem_batch(
        &mut self,
        vouchers: List<Voucher>,
        signatures: List<&[u8]>,
    ) -> Result<(u128, u128), Error> {
        if vouchers.len() != signatures.len() {
            return Err(LengthMismatch {
                vouchers: U256::from(vouchers.len()),
                signatures: U256::from(signatures.len()),
            }
            .into());
        }
        let mut settlement = self.settlement();
        let mut sums = (0u128, 0u128);
        for (index, (voucher, signature)) in vouchers.zip(signatures).enumerate() {
            match self.collect(&mut settlement, &voucher?, signature?) {
                Ok(used) => {
                    // Saturation is out of reach: a batch of 256 of the greatest vouchers.
                    sums = (
                        sums.0.saturating_add(used.quota),
                        sums.1.saturating_add(used.paid),
                    );
                }
                Err(error) if error.selector() == OutOfVoucherGas::SELECTOR.to_be_bytes() => {
                    return Err(error);
                }
                Err(error) => VoucherRejected {
                    index: U256::from(index),
                    selector: error.selector(),
                }
                .emit(),
            }
        }
        settlement.finish(self);
        Ok(sums)
    }

    /// Credits collected by vouchers of `spender` for `account`'s usage with `provider` on the day
    /// numbered `day`: today or yesterday, 0 for others.
    pub fn collected_of(
        &self,
        account: Address,
        spender: Address,
        provider: Address,
        day: u32,
    ) -> u128 {
        let today = Day::of(host::now());
        today.window(day).map_or(0, |when| {
            collected(account, spender, provider)
                .get()
                .at(today)
                .total(when)
        })
    }

    /// Settlements of the caller's.
    fn settlement(&mut self) -> Settlement {
        let now = host::now();
        Settlement::begin(self.begin(now), now, host::sender())
    }

    /// Collects one voucher; changes nothing where it fails.
    fn collect(
        &mut self,
        settlement: &mut Settlement,
        voucher: &Voucher,
        signature: &[u8],
    ) -> Result<Usage, Error> {
        let &Voucher {
            account,
            spender,
            provider,
            day,
            credits,
        } = voucher;
        let today = settlement.today.day;
        let when = today.window(day).map_err(|out| -> Error {
            let today = today.0.into();
            match out {
                OutOfWindow::Past => VoucherExpired { day, today }.into(),
                OutOfWindow::Future => VoucherNotYetValid { day, today }.into(),
            }
        })?;
        if settlement.today.pause.stops(settlement.now, day) {
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
        if !signature::is_signed_by(spender, digest, signature)? {
            return Err(InvalidVoucherSignature { spender }.into());
        }
        let grant = require_grant(account, spender, today, day)?;
        let mut record = collected(account, spender, provider);
        let mut so_far = record.get().at(today);
        let collected = so_far.total(when);
        if total <= collected {
            return Err(VoucherNotNewer {
                collected,
                credits: total,
            }
            .into());
        }
        let wanted = UsageRequest {
            account,
            spender,
            grant,
            when,
            needed: total - collected,
            allow_partial: true,
        };
        let used = settlement.draw(self, wanted)?;
        so_far.add(when, used.quota + used.paid);
        record.set(&so_far);
        Settled {
            account,
            provider,
            spender,
            day,
            quotaCredits: used.quota,
            paidCredits: used.paid,
            fee: used.fee,
        }
        .emit();
        Ok(used)
    }
}
