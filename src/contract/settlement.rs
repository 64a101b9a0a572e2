//! Settling usage: loads and stores the records that the rules in [`diem_model::settlement`] change.

use alloy_primitives::Address;
use diem_model::capacity::Budget;
use diem_model::deposit::Deposit;
use diem_model::grant::Grant;
use diem_model::ledger::{budget_index, Today};
use diem_model::params::EconomyParams;
use diem_model::provider::Provider;
use diem_model::settlement::{Drawn, Records, Settlement, Shortfall, Sources, Usage, UsageRequest};
use diem_model::time::Day;
use stylus_lean::storage::Key;
use stylus_lean::word::to_u256;

use super::account::{DEPOSIT, METER, PROVIDER};
use crate::errors::{Error, GrantExceeded, InsufficientCredits, PaidNotAllowed};
use crate::events::{emit, ProviderEarned};
use crate::Diem;

/// One call's settlements for one provider.
pub(crate) struct ProviderSettlement {
    pub provider: Address,
    /// The provider's record, as loaded.
    pub record: Provider,
    /// The time of the call (unix seconds).
    pub now: u64,
    settlement: Settlement,
}

impl ProviderSettlement {
    pub fn begin(diem: &Diem, today: Today, now: u64, provider: Address) -> Self {
        Self {
            provider,
            record: diem.account(provider).get(PROVIDER),
            now,
            settlement: Settlement::begin(today),
        }
    }

    pub fn today(&self) -> &Today {
        &self.settlement.today
    }

    /// Uses credits of `account` within `spender`'s `grant`, and stores the account's changed records.
    ///
    /// # Errors
    /// `GrantExceeded`; `PaidNotAllowed`; `InsufficientCredits`. In each case nothing has changed.
    pub fn draw(
        &mut self,
        diem: &mut Diem,
        account: Address,
        spender: Address,
        grant: Option<Grant>,
        request: UsageRequest,
    ) -> Result<Usage, Error> {
        let meter = diem.account(account).get(METER).at(self.today().day);
        let mut sources = Sources { meter, grant };
        let records = AccountRecords { diem, account };
        let Drawn { usage, deposit } = self
            .settlement
            .draw(&records, &mut sources, request)
            .map_err(|shortfall| shortfall_error(shortfall, request.credits))?;
        let mut records = diem.account_mut(account);
        if usage.quota > 0 {
            records.set(METER, &sources.meter);
        }
        if let Some(deposit) = deposit {
            records.set(DEPOSIT, &deposit);
        }
        if let Some(grant) = sources.grant {
            diem.grants.setter(Key([account, spender])).set(&grant);
        }
        Ok(usage)
    }

    /// Stores the records that all settlements of the call share. Emits `ProviderEarned` if the provider has earned
    /// something.
    pub fn finish(mut self, diem: &mut Diem) {
        let settlement = self.settlement;
        for (day, budget) in settlement.budgets() {
            diem.set_budget(day, &budget);
        }
        if settlement.paid > 0 {
            // Saturates only beyond 2¹²⁷ base units of fees in total.
            let mut inflow = diem.inflow.get();
            inflow.add_fee(settlement.inflow.pool, settlement.inflow.pending_stream);
            diem.inflow.set(&inflow);
            let mut paid = diem.paid.get();
            paid.today = paid.today.saturating_add(settlement.paid);
            diem.paid.set(&paid);
        }
        let earned = settlement.earned();
        if earned > 0 {
            self.record.earnings = self.record.earnings.saturating_add(earned);
            diem.account_mut(self.provider).set(PROVIDER, &self.record);
            emit(ProviderEarned {
                provider: self.provider,
                fees: settlement.fees,
                reimbursed: settlement.reimbursed,
            });
        }
    }
}

/// The records that using `account`'s credits may need.
struct AccountRecords<'a> {
    diem: &'a Diem,
    account: Address,
}

impl Records for AccountRecords<'_> {
    fn economy(&self) -> EconomyParams {
        self.diem.economy.get()
    }

    fn budget(&self, day: Day) -> Budget {
        match budget_index(day) {
            0 => self.diem.even_budget.get(),
            _ => self.diem.odd_budget.get(),
        }
    }

    fn deposit(&self) -> Deposit {
        self.diem.account(self.account).get(DEPOSIT)
    }
}

impl Diem {
    fn set_budget(&mut self, day: Day, budget: &Budget) {
        match budget_index(day) {
            0 => self.even_budget.set(budget),
            _ => self.odd_budget.set(budget),
        }
    }
}

/// The error for a rejected request of `needed` credits.
fn shortfall_error(shortfall: Shortfall, needed: u128) -> Error {
    let needed = to_u256(needed);
    match shortfall {
        Shortfall::GrantExceeded { left } => GrantExceeded { left: to_u256(left), needed }.into(),
        Shortfall::PaidNotAllowed { quota } => {
            PaidNotAllowed { quota: to_u256(quota), needed }.into()
        }
        Shortfall::InsufficientCredits { quota, paid } => {
            InsufficientCredits { quota: to_u256(quota), paid: to_u256(paid), needed }.into()
        }
    }
}
