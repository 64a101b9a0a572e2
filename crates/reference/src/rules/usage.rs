// SPDX-License-Identifier: MIT OR Apache-2.0
//! Using credits: direct spends and vouchers (§6, §8).
//!
//! # Interpretation
//! * The first voucher whose provider the caller is, or operates for, determines the provider of a batch, whether
//!   or not that voucher can be redeemed.
//! * `VoucherNotNewer` carries the smaller of the voucher's ceiling and the total.

use crate::accounts::AccountId;
use crate::action::Voucher;
use crate::error::DiemError;
use crate::event::{Event, ReturnValue};
use crate::records::grant::GrantTerms;
use crate::records::settlement::Settlement;
use crate::reference::Reference;
use crate::rules::token::require_amount;
use crate::units::{cap, Day};

/// The accounts and the day of a settlement.
#[derive(Clone, Copy)]
struct Usage {
    account: AccountId,
    spender: AccountId,
    provider: AccountId,
    day: Day,
    voucher: bool,
}

impl Reference {
    fn terms(&self, account: AccountId, spender: AccountId) -> Option<GrantTerms> {
        let grant = self.grants.get(&(account, spender));
        (account != spender).then(|| grant.map(|grant| grant.current_terms()).unwrap_or_default())
    }

    /// Credits of a day that the spender's grant still allows. Unlimited for the account itself.
    pub(crate) fn grant_left(&self, account: AccountId, spender: AccountId, day: Day) -> u128 {
        if account == spender {
            return u128::MAX;
        }
        let grant = self.grants.get(&(account, spender));
        grant.map_or(0, |grant| grant.left(day, self.today()))
    }

    /// Requires a grant that is valid on the day, unless the account uses its own credits.
    fn require_grant(
        &self,
        account: AccountId,
        spender: AccountId,
        day: Day,
    ) -> Result<(), DiemError> {
        match self.terms(account, spender) {
            Some(terms) if terms.limit == 0 => Err(DiemError::NoGrant { account, spender }),
            Some(terms) if terms.last_day < day => {
                Err(DiemError::GrantExpired { last_day: terms.last_day, day })
            }
            _ => Ok(()),
        }
    }

    pub(crate) fn allows_paid(&self, account: AccountId, spender: AccountId) -> bool {
        self.terms(account, spender).is_none_or(|terms| terms.allow_paid)
    }

    pub(crate) fn spend(
        &mut self,
        spender: AccountId,
        account: AccountId,
        provider: AccountId,
        credits: u128,
        request_id: u64,
    ) -> Result<ReturnValue, DiemError> {
        self.require_unpaused()?;
        require_amount(credits)?;
        self.require_admitted(provider)?;
        let day = self.today();
        self.require_not_committed_elsewhere(account, provider, day)?;
        self.require_grant(account, spender, day)?;
        let left = self.grant_left(account, spender, day);
        if left < credits {
            return Err(DiemError::GrantExceeded { left, needed: credits });
        }
        let quota = credits.min(self.quota_left(account, day));
        let paid = credits - quota;
        if paid > 0 && !self.allows_paid(account, spender) {
            return Err(DiemError::PaidNotAllowed { quota, needed: credits });
        }
        let covered = cap(self.credits_covered(account), paid);
        if covered < paid {
            return Err(DiemError::InsufficientCredits { quota, paid: covered, needed: credits });
        }
        let before = self.settlements.len();
        let fee =
            self.settle(Usage { account, spender, provider, day, voucher: false }, quota, paid);
        self.emit(Event::Spent {
            account,
            provider,
            spender,
            quota_credits: quota,
            paid_credits: paid,
            fee,
            request_id,
        });
        self.emit_provider_earned(provider, before);
        Ok(ReturnValue::Nothing)
    }

    pub(crate) fn redeem(
        &mut self,
        caller: AccountId,
        voucher: &Voucher,
        signed: bool,
        total: u128,
    ) -> Result<ReturnValue, DiemError> {
        let before = self.settlements.len();
        let provider = voucher.provider;
        let served = self.redeems_for(caller, provider).then_some(provider);
        let (quota, paid) = self.collect(served, voucher, signed, total)?;
        self.emit_provider_earned(provider, before);
        Ok(ReturnValue::Credits { quota, paid })
    }

    pub(crate) fn redeem_batch(
        &mut self,
        caller: AccountId,
        vouchers: &[Voucher],
        signed: &[bool],
        totals: &[u128],
    ) -> Result<ReturnValue, DiemError> {
        if vouchers.len() != signed.len() || vouchers.len() != totals.len() {
            return Err(DiemError::LengthMismatch {
                vouchers: vouchers.len() as u64,
                signatures: signed.len() as u64,
                totals: totals.len() as u64,
            });
        }
        let mut providers = vouchers.iter().map(|voucher| voucher.provider);
        let served = providers.find(|&provider| self.redeems_for(caller, provider));
        let (mut quota, mut paid) = (0, 0);
        let before = self.settlements.len();
        for (index, ((voucher, &signed), &total)) in
            vouchers.iter().zip(signed).zip(totals).enumerate()
        {
            match self.collect(served, voucher, signed, total) {
                Ok((more_quota, more_paid)) => {
                    quota += more_quota;
                    paid += more_paid;
                }
                Err(error) => self.emit(Event::VoucherRejected {
                    index: index as u64,
                    error: error.name().into(),
                }),
            }
        }
        if let Some(provider) = served {
            self.emit_provider_earned(provider, before);
        }
        Ok(ReturnValue::Credits { quota, paid })
    }

    /// Emits one event with the provider's earnings from a call, unless they are 0. `before` is the number of
    /// settlements before the call.
    fn emit_provider_earned(&mut self, provider: AccountId, before: usize) {
        let settled = &self.settlements[before..];
        let fees = settled.iter().map(|used| used.shares.provider).sum();
        let reimbursed = settled.iter().map(|used| used.reimbursed).sum();
        if (fees, reimbursed) != (0, 0) {
            self.emit(Event::ProviderEarned { provider, fees, reimbursed });
        }
    }

    /// Collects as much of a voucher, up to the total, as grant, quota and deposit allow. `served` is the provider
    /// that the caller redeems for. Runs all checks before any change.
    fn collect(
        &mut self,
        served: Option<AccountId>,
        voucher: &Voucher,
        signed: bool,
        total: u128,
    ) -> Result<(u128, u128), DiemError> {
        let &Voucher { account, spender, provider, day, credits } = voucher;
        let today = self.today();
        if day > today {
            return Err(DiemError::VoucherNotYetValid { day, today });
        }
        if day + 1 < today {
            return Err(DiemError::VoucherExpired { day, today });
        }
        self.require_day_not_paused(day)?;
        if credits >= 1 << 120 {
            return Err(DiemError::VoucherTooLarge { credits });
        }
        if served != Some(provider) {
            return Err(DiemError::OnlyProvider { provider });
        }
        if !self.serves(provider, day) {
            return Err(DiemError::NotProvider { provider });
        }
        if !signed {
            return Err(DiemError::InvalidVoucherSignature { spender });
        }
        self.require_not_committed_elsewhere(account, provider, day)?;
        self.require_grant(account, spender, day)?;
        let key = voucher.key();
        let collected = self.collected_of(&key);
        let credits = credits.min(total);
        if credits <= collected {
            return Err(DiemError::VoucherNotNewer { collected, credits });
        }
        let needed = credits - collected;
        let (quota, paid) = self.collectable(account, spender, day, needed)?;

        *self.collected.entry(key).or_default() += quota + paid;
        let largest = self.largest.entry(key).or_default();
        *largest = credits.max(*largest);
        let fee =
            self.settle(Usage { account, spender, provider, day, voucher: true }, quota, paid);
        self.emit(Event::Settled {
            account,
            provider,
            spender,
            day,
            quota_credits: quota,
            paid_credits: paid,
            fee,
        });
        Ok((quota, paid))
    }

    /// The part of `needed` that can be collected now: from the quota, and from the deposit.
    fn collectable(
        &self,
        account: AccountId,
        spender: AccountId,
        day: Day,
        needed: u128,
    ) -> Result<(u128, u128), DiemError> {
        let left = self.grant_left(account, spender, day);
        if left == 0 {
            return Err(DiemError::GrantExceeded { left, needed });
        }
        let want = needed.min(left);
        let quota = want.min(self.quota_left(account, day));
        let allows_paid = self.allows_paid(account, spender);
        let paid = if allows_paid { cap(self.credits_covered(account), want - quota) } else { 0 };
        match (quota + paid, allows_paid) {
            (0, false) => Err(DiemError::PaidNotAllowed { quota, needed }),
            (0, true) => Err(DiemError::InsufficientCredits { quota, paid, needed }),
            _ => Ok((quota, paid)),
        }
    }

    /// Charges quota, grant and deposit, distributes the fee, and records the settlement. Returns the fee.
    fn settle(&mut self, usage: Usage, quota: u128, paid: u128) -> u128 {
        let Usage { account, spender, provider, day, voucher } = usage;
        let today = self.today();
        let price = self.params.credit_price;
        let terms = self.terms(account, spender);
        self.quota_histories.entry(account).or_default().settle(day, quota);
        if terms.is_some() {
            let grant = self.grants.entry((account, spender)).or_default();
            grant.settle(day, today, quota + paid);
        }
        let fee = self.deposits.entry(account).or_default().charge(paid, price);
        let shares = self.split_fee(provider, fee);
        let reimbursed = self.reimburse(provider, day, quota);
        self.day_totals.quota += quota;
        self.day_totals.paid += paid;
        self.settlements.push(Settlement {
            account,
            spender,
            provider,
            day,
            quota,
            paid,
            fee,
            shares,
            reimbursed,
            terms,
            voucher,
            made_on: today,
            binding_changes: self.binding_changes.len(),
        });
        fee
    }
}
