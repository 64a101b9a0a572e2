//! DIEM at work: activating it, the daily credits it gives, and taking it out again.
//!
//! The calls and events of the live system's DIEM token, unchanged, with tickets behind them.

use alloy_primitives::{Address, U256};
use diem_model::ledger::Today;
use diem_model::meter::{InsufficientActive as NotActive, Meter};
use diem_model::time::{CreditDay, Day};

use super::require_some;
use crate::abi::Encoded;
use crate::errors::{Error, InsufficientActive};
use crate::events::{Staked, UnstakeCancelled, UnstakeInitiated, Unstaked};
use crate::{host, Account, Diem};

impl Diem {
    /// Activates `amount` DIEM wei of the caller's: they move into this contract and give one
    /// credit each, from today on. No approval is needed. Emits `Staked` and `Transfer`.
    ///
    /// # Errors
    /// `EnforcedPause`; `ZeroAmount`; `ERC20InsufficientBalance`.
    pub fn stake_diem(&mut self, amount: u128) -> Result<(), Error> {
        let today = self.begin_unpaused(host::now())?;
        require_some(amount)?;
        self.activate(host::sender(), amount, today)
    }

    /// Takes `amount` DIEM wei of the caller's out of activity: they give no credits from the
    /// next day on, and can be paid out after the cooldown of this moment. Today's credits stay.
    /// Returns the ticket's number. Emits `UnstakeInitiated`.
    ///
    /// # Errors
    /// `ZeroAmount`; `InsufficientActive`; `TooManyTickets`.
    pub fn initiate_unstake_diem(&mut self, amount: u128) -> Result<u32, Error> {
        require_some(amount)?;
        let account = host::sender();
        let now = host::now();
        let (mut today, cooldown) = (self.begin(now), self.economy.get().diem_cooldown);
        let of = Account::of(account);
        let mut meter = of.meter().get().at(today.day);
        meter
            .deactivate(amount)
            .map_err(|NotActive(active)| InsufficientActive {
                active,
                needed: amount,
            })?;
        today.deactivate(amount);
        let ticket = of
            .deactivating()
            .open(amount, now.saturating_add(cooldown))?;
        of.meter().set(&meter);
        self.today.set(&today);
        UnstakeInitiated { account, amount }.emit();
        Ok(ticket.id)
    }

    /// Makes an open ticket's DIEM active again, matured or not: they give credits from the next
    /// day on. Emits `UnstakeCancelled`.
    ///
    /// # Errors
    /// `TicketNotFound` unless the caller has an open ticket of this number.
    pub fn cancel_unstake_diem(&mut self, ticket: u32) -> Result<(), Error> {
        let account = host::sender();
        let mut today = self.begin(host::now());
        let of = Account::of(account);
        let mut meter = of.meter().get().at(today.day);
        let amount = of.deactivating().close(ticket)?;
        meter.reactivate(amount);
        today.reactivate(amount);
        of.meter().set(&meter);
        self.today.set(&today);
        UnstakeCancelled {
            account,
            ticket,
            amount,
        }
        .emit();
        Ok(())
    }

    /// Pays the caller the DIEM of all its matured tickets, and returns the sum in wei. Emits
    /// `Unstaked` and `Transfer`.
    ///
    /// # Errors
    /// `NothingMatured`, with the time of the next one.
    pub fn unstake_diem(&mut self) -> Result<u128, Error> {
        let account = host::sender();
        let amount = Account::of(account)
            .deactivating()
            .close_matured(host::now())?;
        Unstaked { account, amount }.emit();
        self.move_diem(host::this(), account, U256::from(amount))?;
        Ok(amount)
    }

    /// `(active, end, amount)`: `account`'s active DIEM, when the last of its open tickets is free
    /// (unix seconds; 0 with no ticket), and what is in them; DIEM in wei.
    pub fn staked_infos(&self, account: Address) -> (u128, u64, u128) {
        let of = Account::of(account);
        let tickets = of.deactivating();
        (
            of.meter().get().limit(),
            tickets.last_maturity(),
            tickets.total(),
        )
    }

    /// `account`'s open DIEM tickets as three lists of equal length: numbers, amounts (wei) and
    /// maturities (unix seconds).
    pub fn diem_tickets_of(&self, account: Address) -> Encoded {
        Account::of(account).deactivating().encode()
    }

    /// All active DIEM, in wei.
    pub fn total_staked(&self) -> u128 {
        self.today.get().active
    }

    /// How long DIEM that is deactivated now waits, in seconds.
    pub fn cooldown_duration(&self) -> u64 {
        self.economy.get().diem_cooldown
    }

    /// `(limit, left, left of yesterday, reset)`: what `account`'s active DIEM give a day, what of
    /// that is left today and can still be settled of yesterday, in credits (1e18 is one), and
    /// when the next day begins (unix seconds).
    pub fn quota_of(&self, account: Address) -> (u128, u128, u128, u64) {
        let today = Day::of(host::now());
        let meter = meter_of(account, today);
        (
            meter.limit(),
            meter.left(CreditDay::Today),
            meter.left(CreditDay::Yesterday),
            today.start_after(1),
        )
    }

    /// Moves `amount` DIEM wei of `account`'s into this contract and counts them at once.
    pub(crate) fn activate(
        &mut self,
        account: Address,
        amount: u128,
        mut today: Today,
    ) -> Result<(), Error> {
        let mut slot = Account::of(account).meter();
        let mut meter = slot.get().at(today.day);
        meter.activate(amount);
        today.activate(amount);
        slot.set(&meter);
        self.today.set(&today);
        Staked { account, amount }.emit();
        self.move_diem(account, host::this(), U256::from(amount))
    }
}

/// `account`'s meter as it stands on `today`.
pub(crate) fn meter_of(account: Address, today: Day) -> Meter {
    Account::of(account).meter().get().at(today)
}
