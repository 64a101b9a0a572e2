// SPDX-License-Identifier: MIT OR Apache-2.0
//! Active DIEM: activating it, the daily credits it gives, and deactivating it.
//!
//! The calls and events are those of the live system's DIEM token, except that each withdrawal is a ticket (a
//! withdrawal request) of its own.

use alloy_primitives::Address;
use diem_model::ledger::Today;
use diem_model::meter::{InsufficientActive as NotActive, Meter};
use diem_model::time::{CreditDay, Day};
use stylus_lean::host;
use stylus_lean::word::to_u256;

use super::account::{DIEM_TICKETS, METER};
use super::require_nonzero;
use crate::errors::{Error, InsufficientActive};
use crate::events::{emit, Staked, UnstakeCancelled, UnstakeInitiated, Unstaked};
use crate::interface::IDiem::{diemTicketsOfReturn, quotaOfReturn, stakedInfosReturn};
use crate::Diem;

impl Diem {
    /// Activates `amount` DIEM wei of the caller: they move into this contract, and each DIEM gives one credit a day,
    /// from today on. No approval is needed. Emits `Staked` and `Transfer`.
    ///
    /// # Errors
    /// `EnforcedPause`; `ZeroAmount`; `ERC20InsufficientBalance`.
    pub fn stake_diem(&mut self, amount: u128) -> Result<(), Error> {
        let today = self.begin_day_unpaused(host::now())?;
        require_nonzero(amount)?;
        self.activate(host::sender(), amount, today)
    }

    /// Opens a ticket for `amount` wei of the caller's active DIEM and returns its number. The DIEM gives no credits
    /// from the next day on and can be withdrawn after the cooldown in force now; today's credits stay. Emits
    /// `UnstakeInitiated`.
    ///
    /// # Errors
    /// `ZeroAmount`; `InsufficientActive`; `TooManyTickets`.
    pub fn initiate_unstake_diem(&mut self, amount: u128) -> Result<u32, Error> {
        require_nonzero(amount)?;
        let account = host::sender();
        let now = host::now();
        let (mut today, cooldown) = (self.begin_day(now), self.economy.get().diem_cooldown);
        let mut records = self.account_mut(account);
        let mut meter = records.get(METER).at(today.day);
        meter
            .deactivate(amount)
            .map_err(|NotActive(active)| InsufficientActive { active, needed: amount })?;
        today.deactivate(amount);
        let ticket = DIEM_TICKETS.open(&mut records, amount, now.saturating_add(cooldown))?;
        records.set(METER, &meter);
        self.today.set(&today);
        emit(UnstakeInitiated { account, amount });
        Ok(ticket.id)
    }

    /// Reactivates the DIEM of an open ticket, matured or not: it gives credits from the next day on. Emits
    /// `UnstakeCancelled`.
    ///
    /// # Errors
    /// `TicketNotFound` unless the caller has an open ticket with this number.
    pub fn cancel_unstake_diem(&mut self, ticket: u32) -> Result<(), Error> {
        let account = host::sender();
        let mut today = self.begin_day(host::now());
        let mut records = self.account_mut(account);
        let mut meter = records.get(METER).at(today.day);
        let amount = DIEM_TICKETS.close(&mut records, ticket)?;
        meter.reactivate(amount);
        today.reactivate(amount);
        records.set(METER, &meter);
        self.today.set(&today);
        emit(UnstakeCancelled { account, ticket, amount });
        Ok(())
    }

    /// Pays out the DIEM of all the caller's matured tickets and returns the sum in wei. Emits `Unstaked` and `Transfer`.
    ///
    /// # Errors
    /// `NothingMatured`, with the maturity of the next ticket.
    pub fn unstake_diem(&mut self) -> Result<u128, Error> {
        let account = host::sender();
        let amount = DIEM_TICKETS.close_matured(&mut self.account_mut(account), host::now())?;
        emit(Unstaked { account, amount });
        self.move_diem(host::this(), account, to_u256(amount))?;
        Ok(amount)
    }

    /// `account`'s active DIEM (wei), when the last of its open tickets matures (unix seconds; 0 without a ticket), and the
    /// DIEM (wei) in open tickets.
    pub fn staked_infos(&self, account: Address) -> stakedInfosReturn {
        let account = self.account(account);
        stakedInfosReturn {
            amountStaked: to_u256(account.get(METER).limit()),
            coolDownEnd: to_u256(DIEM_TICKETS.last_maturity(&account)),
            coolDownAmount: to_u256(DIEM_TICKETS.total(&account)),
        }
    }

    /// `account`'s open DIEM tickets as three lists of equal length: numbers, amounts (wei) and maturities (unix seconds).
    pub fn diem_tickets_of(&self, account: Address) -> diemTicketsOfReturn {
        DIEM_TICKETS.columns(&self.account(account)).into()
    }

    /// All active DIEM (wei).
    pub fn total_staked(&self) -> u128 {
        self.today.get().active
    }

    /// The cooldown (seconds) of DIEM tickets opened now.
    pub fn cooldown_duration(&self) -> u64 {
        self.economy.get().diem_cooldown
    }

    /// `account`'s daily credits (1e18 is one): the daily limit, the credits left today, those of yesterday that can
    /// still be settled, and when the next day begins (unix seconds).
    pub fn quota_of(&self, account: Address) -> quotaOfReturn {
        let today = Day::of(host::now());
        let meter = self.meter_of(account, today);
        quotaOfReturn {
            limit: to_u256(meter.limit()),
            left: to_u256(meter.left(CreditDay::Today)),
            leftYesterday: to_u256(meter.left(CreditDay::Yesterday)),
            resetsAt: to_u256(today.start_after(1)),
        }
    }

    /// Moves `amount` DIEM wei of `account` into this contract; they give credits at once. Emits `Staked` and
    /// `Transfer`.
    pub(crate) fn activate(
        &mut self,
        account: Address,
        amount: u128,
        mut today: Today,
    ) -> Result<(), Error> {
        let mut records = self.account_mut(account);
        let mut meter = records.get(METER).at(today.day);
        meter.activate(amount);
        today.activate(amount);
        records.set(METER, &meter);
        self.today.set(&today);
        emit(Staked { account, amount });
        self.move_diem(account, host::this(), to_u256(amount))
    }

    /// `account`'s meter as it stands on `today`.
    pub(crate) fn meter_of(&self, account: Address, today: Day) -> Meter {
        self.account(account).get(METER).at(today)
    }
}
