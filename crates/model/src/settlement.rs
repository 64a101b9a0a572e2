// SPDX-License-Identifier: MIT OR Apache-2.0
//! Settling usage, by `spend` or by vouchers: how a use draws on the grant, the day's quota and the deposit, and what
//! the provider, the stakers and the capacity pool earn by it.

use crate::capacity::Budget;
use crate::deposit::Deposit;
use crate::grant::Grant;
use crate::ledger::Today;
use crate::meter::Meter;
use crate::params::{CreditPrice, EconomyParams};
use crate::revenue::Inflow;
use crate::time::{CreditDay, Day};

/// Credits that an account or its spender wants to use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UsageRequest {
    /// The day whose credits are used.
    pub day: CreditDay,
    /// Credits (1e18 is one); not 0.
    pub credits: u128,
    /// If `true`, fewer credits are accepted, but not 0.
    pub allow_partial: bool,
}

/// Credits that were used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Daily credits.
    pub quota: u128,
    /// Paid credits.
    pub paid: u128,
    /// The price of the paid credits, in base units of the fee token.
    pub fee: u128,
}

/// Why a request was rejected: fewer credits are available than it needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shortfall {
    /// The grant has `left` credits left of the day.
    GrantExceeded {
        /// Credits.
        left: u128,
    },
    /// The day has `quota` credits left, and the grant may not draw on the deposit.
    PaidNotAllowed {
        /// Credits.
        quota: u128,
    },
    /// The day has `quota` credits left, and the deposit covers `paid` of the rest.
    InsufficientCredits {
        /// Credits.
        quota: u128,
        /// Credits.
        paid: u128,
    },
}

/// Records that a settlement loads only if it needs them: each costs a storage read.
pub trait Records {
    /// The parameters in force.
    fn economy(&self) -> EconomyParams;
    /// The capacity budget of a day.
    fn budget(&self, day: Day) -> Budget;
    /// The deposit of the account whose credits are used.
    fn deposit(&self) -> Deposit;
}

/// The credits of an account that a use draws on, as of the current day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sources {
    /// The account's daily credits. Changed if any are used.
    pub meter: Meter,
    /// The spender's grant, which has been checked to cover the day; `None` if the account spends for itself. Changed by
    /// every use.
    pub grant: Option<Grant>,
}

/// The result of a use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// What was used.
    pub usage: Usage,
    /// The account's deposit, if it has changed.
    pub deposit: Option<Deposit>,
}

/// The settlements of one call, all for one provider. Records that they share are loaded once, and stored once at the
/// end.
#[derive(Clone, Copy, Debug)]
pub struct Settlement {
    /// The current day.
    pub today: Today,
    economy: Option<EconomyParams>,
    /// The budgets drawn on: today's and yesterday's.
    budgets: [Option<Budget>; 2],
    /// The stakers' and the pool's parts of the fees.
    pub inflow: Inflow,
    /// Paid credits settled (1e18 is one).
    pub paid: u128,
    /// The provider's part of the fees, in base units of the fee token.
    pub fees: u128,
    /// The capacity pool's reimbursement of the provider for daily credits, in base units of the fee token.
    pub reimbursed: u128,
}

impl Settlement {
    /// Starts without any settlement.
    pub fn begin(today: Today) -> Self {
        Self {
            today,
            economy: None,
            budgets: [None; 2],
            inflow: Inflow::default(),
            paid: 0,
            fees: 0,
            reimbursed: 0,
        }
    }

    /// Uses the requested credits: the day's quota first, then the deposit, within the grant.
    ///
    /// # Errors
    /// [`Shortfall`]; nothing is changed then.
    pub fn draw(
        &mut self,
        records: &impl Records,
        sources: &mut Sources,
        request: UsageRequest,
    ) -> Result<Drawn, Shortfall> {
        let Sources { meter, grant } = sources;
        let UsageRequest { day, credits, .. } = request;
        let least = if request.allow_partial { 1 } else { credits };
        let (granted, allow_paid) = match grant {
            None => (u128::MAX, true),
            Some(grant) => (grant.left(day), grant.allow_paid()),
        };
        if granted < least {
            return Err(Shortfall::GrantExceeded { left: granted });
        }
        let wanted = credits.min(granted);
        let quota = wanted.min(meter.left(day));
        let mut covered = None;
        let mut paid = 0;
        if quota < wanted && allow_paid {
            let price = self.economy(records).credit_price;
            let deposit = records.deposit();
            paid = (wanted - quota).min(deposit.covered_floor(price));
            covered = Some((deposit, price));
        }
        // No overflow: the sum is at most `wanted`.
        if quota + paid < least {
            return Err(if allow_paid {
                Shortfall::InsufficientCredits { quota, paid }
            } else {
                Shortfall::PaidNotAllowed { quota }
            });
        }
        let mut drawn = Drawn { usage: Usage { quota, paid, fee: 0 }, deposit: None };
        if quota > 0 {
            meter.draw(day, quota);
            self.reimburse(records, day, quota);
        }
        if let (Some((mut deposit, price)), true) = (covered, paid > 0) {
            let fee = deposit.charge_ceil(paid, price);
            drawn.usage.fee = fee;
            drawn.deposit = Some(deposit);
            self.paid = self.paid.saturating_add(paid);
            let parts = self.economy(records).split_fee(fee);
            self.fees = self.fees.saturating_add(parts.provider);
            self.inflow.add_fee(parts.pool, parts.stakers);
        }
        if let Some(grant) = grant {
            grant.draw(day, quota + paid);
        }
        Ok(drawn)
    }

    /// Reimburses the provider for daily credits from their day's budget.
    fn reimburse(&mut self, records: &impl Records, day: CreditDay, quota: u128) {
        let slot = slot_of(day);
        let mut budget = match self.budgets[slot] {
            Some(budget) => budget,
            None => records.budget(self.today.settled_day(day)),
        };
        let issued = match day {
            CreditDay::Today => self.today.issued,
            CreditDay::Yesterday => budget.issued,
        };
        let price = if budget.left == 0 {
            CreditPrice::default()
        } else {
            self.economy(records).credit_price
        };
        let paid = budget.settle_floor(quota, issued, price);
        self.budgets[slot] = Some(budget);
        self.reimbursed = self.reimbursed.saturating_add(paid);
    }

    /// The budgets that have changed, with their days.
    pub fn budgets(&self) -> impl Iterator<Item = (Day, Budget)> + '_ {
        [CreditDay::Today, CreditDay::Yesterday]
            .into_iter()
            .filter_map(|day| Some((self.today.settled_day(day), self.budgets[slot_of(day)]?)))
    }

    /// The provider's earnings, in base units of the fee token.
    pub fn earned(&self) -> u128 {
        self.fees.saturating_add(self.reimbursed)
    }

    fn economy(&mut self, records: &impl Records) -> EconomyParams {
        *self.economy.get_or_insert_with(|| records.economy())
    }
}

/// The index of a day's budget in `Settlement::budgets`.
const fn slot_of(day: CreditDay) -> usize {
    match day {
        CreditDay::Today => 0,
        CreditDay::Yesterday => 1,
    }
}
