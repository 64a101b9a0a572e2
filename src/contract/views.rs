// SPDX-License-Identifier: MIT OR Apache-2.0
//! Views for applications: one returns everything about an account, the other the state of the protocol, both as if the
//! day's roll had just happened.

use alloy_primitives::Address;
use diem_model::ledger::budget_index;
use diem_model::time::CreditDay;
use stylus_lean::host;
use stylus_lean::word::to_u256;

use super::account::{
    DEPOSIT, DEPOSIT_TICKETS, DIEM_BALANCE, DIEM_TICKETS, METER, PROVIDER, REWARD, STAKE,
    VVV_TICKETS,
};
use super::parameters::to_abi;
use crate::errors::Error;
use crate::interface::IDiem::{AccountInfo, ProtocolInfo};
use crate::Diem;

impl Diem {
    /// Every balance, ticket, credit and reward of `account`: `AccountInfo` in `IDiem.sol` gives the fields and their units.
    pub fn account_of(&self, account: Address) -> AccountInfo {
        let ledger = self.ledger_at(host::now());
        let records = self.account(account);
        let stake = records.get(STAKE);
        let mut reward = records.get(REWARD);
        reward.settle_floor(&ledger.accounting.index, &stake);
        let diem = records.get(DIEM_BALANCE);
        let meter = records.get(METER).at(ledger.today.day);
        let deposit = records.get(DEPOSIT);
        let provider = records.get(PROVIDER);
        AccountInfo {
            staked: to_u256(stake.staked()),
            locked: to_u256(stake.locked()),
            minted: to_u256(diem.minted),
            rewards: to_u256(reward.accrued),
            diem: to_u256(diem.balance),
            active: to_u256(meter.limit()),
            left: to_u256(meter.left(CreditDay::Today)),
            leftYesterday: to_u256(meter.left(CreditDay::Yesterday)),
            deposit: to_u256(deposit.amount),
            prepaid: to_u256(deposit.prepaid()),
            openWithdrawals: to_u256(DEPOSIT_TICKETS.total(&records)),
            isProvider: provider.is_admitted(),
            earnings: to_u256(provider.earnings),
            vvvTickets: VVV_TICKETS.list(&records),
            diemTickets: DIEM_TICKETS.list(&records),
            withdrawalTickets: DEPOSIT_TICKETS.list(&records),
        }
    }

    /// The state of the protocol: `ProtocolInfo` in `IDiem.sol` gives the fields and their units.
    ///
    /// # Errors
    /// None is reachable.
    pub fn protocol(&self) -> Result<ProtocolInfo, Error> {
        let now = host::now();
        let (ledger, totals) = (self.ledger_at(now), self.totals.get());
        let today = &ledger.today;
        let [running, yesterday] = [CreditDay::Today, CreditDay::Yesterday]
            .map(|day| ledger.budgets[budget_index(today.settled_day(day))]);
        let params = self.current_params();
        // If the roll is due, the shares last set take effect with it.
        let shares = if today.day == self.today.get().day {
            self.economy.get().shares()
        } else {
            params.economy.shares()
        };
        let [even, odd] = ledger.budgets;
        let pool = ledger.inflow.pool.saturating_add(ledger.pool_reward.accrued);
        Ok(ProtocolInfo {
            supply: to_u256(ledger.accounting.supply),
            mintRate: to_u256(self.mint_rate()?),
            staked: to_u256(totals.staked()),
            locked: to_u256(totals.locked()),
            active: to_u256(today.active),
            day: today.day.0.into(),
            issued: to_u256(today.issued),
            budget: to_u256(running.left),
            open: to_u256(running.unsettled(today.issued)),
            budgetYesterday: to_u256(yesterday.left),
            openYesterday: to_u256(yesterday.unsettled(yesterday.issued)),
            lastDay: ledger.closed.day.0.into(),
            lastIssued: to_u256(ledger.closed.issued),
            lastQuota: to_u256(ledger.closed.quota),
            lastPaid: to_u256(ledger.paid.closed),
            stream: to_u256(ledger.stream.unreleased(&ledger.accounting.index)),
            streamEnd: to_u256(ledger.stream.end),
            bucket: to_u256(ledger.inflow.pending_stream),
            pool: to_u256(pool.saturating_add(even.left + odd.left)),
            params: to_abi(&params),
            stakerShare: to_u256(shares.stakers),
            poolShare: to_u256(shares.pool),
            paused: today.pause.is_active(now),
            pauseEnds: to_u256(today.pause.expires_at(now)),
        })
    }
}
