//! What a use of credits draws on, in one place for `spend` and vouchers: the grant, the day's
//! quota, the deposit; and who gets what for it: the provider, the stakers, the capacity pool.

use alloy_primitives::Address;
use diem_model::capacity::Budget;
use diem_model::grant::Grant;
use diem_model::ledger::{budget_index, Today};
use diem_model::params::EconomyParams;
use diem_model::provider::Provider;
use diem_model::revenue::Inflow;
use diem_model::time::CreditDay;

use crate::errors::{Error, GrantExceeded, InsufficientCredits, PaidNotAllowed};
use crate::events::ProviderEarned;
use crate::{grant, Account, Diem};

/// Credits wanted of `account` by `spender`, whose grant has been checked.
pub(crate) struct UsageRequest {
    pub account: Address,
    pub spender: Address,
    /// The grant as it stands today; `None` where the account spends itself.
    pub grant: Option<Grant>,
    /// Whose day's credits.
    pub when: CreditDay,
    /// Credits, 1e18 is one; not 0.
    pub needed: u128,
    /// Whether less will do, if it is not nothing.
    pub allow_partial: bool,
}

/// Credits that have been used.
pub(crate) struct Usage {
    /// Of the day's quota.
    pub quota: u128,
    /// Of the deposit.
    pub paid: u128,
    /// Base units of the fee token that the paid ones cost.
    pub fee: u128,
}

/// One call's settlements, all of one provider: what they have in common is read once, and written
/// once at its end.
pub(crate) struct Settlement {
    pub today: Today,
    /// The time of the call (unix seconds).
    pub now: u64,
    pub provider: Address,
    pub record: Provider,
    economy: Option<EconomyParams>,
    /// The budgets that have been drawn on, today's and yesterday's.
    budgets: [Option<Budget>; 2],
    inflow: Inflow,
    /// Paid credits.
    paid: u128,
    /// What the provider has earned, in base units of the fee token.
    fees: u128,
    reimbursed: u128,
}

impl Settlement {
    pub fn begin(today: Today, now: u64, provider: Address) -> Self {
        Self {
            today,
            now,
            provider,
            record: Account::of(provider).provider().get(),
            economy: None,
            budgets: [None; 2],
            inflow: Inflow::default(),
            paid: 0,
            fees: 0,
            reimbursed: 0,
        }
    }

    /// Uses what is wanted: of the day's quota first, of the deposit after that.
    ///
    /// # Errors
    /// `GrantExceeded`; `PaidNotAllowed`; `InsufficientCredits`. Nothing has changed then.
    pub fn draw(&mut self, diem: &Diem, wanted: UsageRequest) -> Result<Usage, Error> {
        let UsageRequest {
            account,
            spender,
            grant: limits,
            when,
            needed,
            allow_partial,
        } = wanted;
        let least = if allow_partial { 1 } else { needed };
        let (granted, may_pay) = match &limits {
            None => (u128::MAX, true),
            Some(grant) => (grant.left(when), grant.may_pay()),
        };
        if granted < least {
            return Err(GrantExceeded {
                left: granted,
                needed,
            }
            .into());
        }
        let wished = needed.min(granted);
        let of = Account::of(account);
        let mut meter = of.meter().get().at(self.today.day);
        let quota = wished.min(meter.left(when));
        let mut deposit = None;
        let mut paid = 0;
        if quota < wished && may_pay {
            let price = self.economy(diem).credit_price;
            let source = of.deposit().get();
            paid = (wished - quota).min(source.covered_floor(price));
            deposit = Some((source, price));
        }
        // No overflow: the sum is at most what was wished.
        if quota + paid < least {
            return Err(if may_pay {
                InsufficientCredits {
                    quota,
                    paid,
                    needed,
                }
                .into()
            } else {
                PaidNotAllowed { quota, needed }.into()
            });
        }
        let mut fee = 0;
        if quota > 0 {
            meter.draw(when, quota);
            of.meter().set(&meter);
            self.reimburse(diem, when, quota);
        }
        if let (Some((mut deposit, price)), true) = (deposit, paid > 0) {
            fee = deposit.charge_ceil(paid, price);
            of.deposit().set(&deposit);
            self.paid = self.paid.saturating_add(paid);
            self.share(diem, fee);
        }
        if let Some(mut limits) = limits {
            limits.draw(when, quota + paid);
            grant(account, spender).set(&limits);
        }
        Ok(Usage { quota, paid, fee })
    }

    /// Pays the provider for daily credits, out of their day's budget.
    fn reimburse(&mut self, diem: &Diem, when: CreditDay, quota: u128) {
        let day = self.today.settled_day(when);
        let mut budget =
            self.budgets[when as usize].unwrap_or_else(|| diem.budget(budget_index(day)));
        let issued = match when {
            CreditDay::Today => self.today.issued,
            CreditDay::Yesterday => budget.issued,
        };
        let price = if budget.left == 0 {
            0
        } else {
            self.economy(diem).credit_price
        };
        let paid = budget.settle_floor(quota, issued, price);
        self.budgets[when as usize] = Some(budget);
        self.reimbursed = self.reimbursed.saturating_add(paid);
    }

    /// Shares a fee out.
    fn share(&mut self, diem: &Diem, fee: u128) {
        let parts = self.economy(diem).share(fee);
        self.fees = self.fees.saturating_add(parts.provider);
        self.inflow.collect(parts.pool, parts.stakers);
    }

    /// Books what was settled. Emits `ProviderEarned` unless that is nothing.
    pub fn finish(self, diem: &mut Diem) {
        let Self {
            today,
            provider,
            mut record,
            budgets,
            fees,
            reimbursed,
            ..
        } = self;
        for (when, budget) in [CreditDay::Today, CreditDay::Yesterday]
            .into_iter()
            .zip(budgets)
        {
            if let Some(budget) = budget {
                diem.set_budget(budget_index(today.settled_day(when)), &budget);
            }
        }
        if self.paid > 0 {
            // Saturation is unreachable below 2¹²⁷ fee tokens' base units in all.
            let mut inflow = diem.inflow.get();
            inflow.collect(self.inflow.pool, self.inflow.pending_stream);
            diem.inflow.set(&inflow);
            let mut paid = diem.paid.get();
            paid.today = paid.today.saturating_add(self.paid);
            diem.paid.set(&paid);
        }
        let earned = fees.saturating_add(reimbursed);
        if earned > 0 {
            record.earnings = record.earnings.saturating_add(earned);
            Account::of(provider).provider().set(&record);
            ProviderEarned {
                provider,
                fees,
                reimbursed,
            }
            .emit();
        }
    }

    fn economy(&mut self, diem: &Diem) -> EconomyParams {
        *self.economy.get_or_insert_with(|| diem.economy.get())
    }
}

impl Diem {
    fn budget(&self, place: usize) -> Budget {
        if place == 0 {
            self.even_budget.get()
        } else {
            self.odd_budget.get()
        }
    }

    fn set_budget(&mut self, place: usize, budget: &Budget) {
        if place == 0 {
            self.even_budget.set(budget);
        } else {
            self.odd_budget.set(budget);
        }
    }
}
