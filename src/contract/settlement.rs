// SPDX-License-Identifier: MIT OR Apache-2.0
//! Settling usage: loads and stores the records that the rules in [`diem_model::settlement`] change.

use alloy_primitives::Address;
use diem_model::capacity::Budget;
use diem_model::deposit::Deposit;
use diem_model::ledger::{budget_index, Today};
use diem_model::params::EconomyParams;
use diem_model::provider::Provider;
use diem_model::settlement::{Drawn, Records, Settlement, Shortfall, Sources, Usage, UsageRequest};
use diem_model::time::Day;

use super::account::{DEPOSIT, METER, PROVIDER};
use super::pair::GRANT;
use crate::errors::{Error, GrantExceeded, InsufficientCredits, PaidNotAllowed};
use crate::events::{emit, ProviderEarned};
use crate::Diem;

/// One call's settlements for one provider.
pub(crate) struct ProviderSettlement {
    pub provider: Address,
    /// The provider's record, as loaded.
    pub record: Provider,
    settlement: Settlement,
}

impl ProviderSettlement {
    pub fn begin(diem: &Diem, today: Today, provider: Address) -> Self {
        Self {
            provider,
            record: diem.account(provider).get(PROVIDER),
            settlement: Settlement::begin(today),
        }
    }

    /// Uses credits of `account` within `spender`'s grant, and stores the account's changed records. `sources` are the
    /// account's meter, as [`meter_for`](Diem::meter_for) returns it, and the grant.
    ///
    /// # Errors
    /// `GrantExceeded`; `PaidNotAllowed`; `InsufficientCredits`. In each case nothing has changed.
    pub fn draw(
        &mut self,
        diem: &mut Diem,
        account: Address,
        spender: Address,
        mut sources: Sources,
        request: UsageRequest,
    ) -> Result<Usage, Error> {
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
            diem.pair_mut(account, spender).set(GRANT, &grant);
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
    match shortfall {
        Shortfall::GrantExceeded { left } => GrantExceeded { left, needed }.into(),
        Shortfall::PaidNotAllowed { quota } => PaidNotAllowed { quota, needed }.into(),
        Shortfall::InsufficientCredits { quota, paid } => {
            InsufficientCredits { quota, paid, needed }.into()
        }
    }
}
