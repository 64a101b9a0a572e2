// SPDX-License-Identifier: MIT OR Apache-2.0
//! Owner, guardian, pause and recovery (§11).
//!
//! # Interpretation
//! * `pause()` by an account that is neither owner nor guardian reverts with `OwnableUnauthorizedAccount`.
//! * An owner who confirms a guardian's pause while it is in force keeps the day it began. A second pause by
//!   the owner, and one by the guardian during any pause, reverts with `EnforcedPause`.
//! * `unpause()` without a pause in force reverts with `ExpectedPause`.
//! * If owner and guardian are the same account, it acts as the owner.
//! * `transferOwnership` accepts any address; the zero address revokes the offer.
//! * No call can come from the zero address on a chain. In a simulation, `pause()` and `acceptOwnership()` refuse
//!   it, although an unset guardian or pending owner reads as zero.
//! * Here every token has one address, so `recover` needs no second look at the balances.

use crate::accounts::{AccountId, CONTRACT, ZERO_ADDRESS};
use crate::error::DiemError;
use crate::event::{Event, ReturnValue};
use crate::records::governance::PauseRecord;
use crate::reference::Reference;
use crate::rules::token::require_recipient;
use crate::units::{day_of, Day, Token, DAY};

/// Seconds after which a guardian's pause ends by itself.
pub const GUARDIAN_PAUSE_DURATION: u64 = 7 * DAY;

/// Seconds from the start of a guardian's pause until a guardian may pause again.
pub const GUARDIAN_PAUSE_INTERVAL: u64 = 30 * DAY;

impl Reference {
    /// The owner.
    pub fn owner(&self) -> AccountId {
        self.owner
    }

    pub(crate) fn require_owner(&self, account: AccountId) -> Result<(), DiemError> {
        if account != self.owner {
            return Err(DiemError::OwnableUnauthorizedAccount { account });
        }
        Ok(())
    }

    /// The pause in force now.
    fn active_pause(&self) -> Option<PauseRecord> {
        let has_ended = |pause: &PauseRecord| {
            pause.by_guardian && self.now >= pause.began + GUARDIAN_PAUSE_DURATION
        };
        self.pause_record.filter(|pause| !has_ended(pause))
    }

    /// Returns whether the contract is paused now.
    pub fn is_paused(&self) -> bool {
        self.active_pause().is_some()
    }

    pub(crate) fn require_unpaused(&self) -> Result<(), DiemError> {
        if self.is_paused() {
            return Err(DiemError::EnforcedPause);
        }
        Ok(())
    }

    /// Vouchers of days up to the one a pause began on stay redeemable: their work was done before.
    pub(crate) fn require_day_not_paused(&self, day: Day) -> Result<(), DiemError> {
        match self.active_pause() {
            Some(pause) if day > day_of(pause.began) => Err(DiemError::EnforcedPause),
            _ => Ok(()),
        }
    }

    pub(crate) fn transfer_ownership(
        &mut self,
        caller: AccountId,
        new_owner: AccountId,
    ) -> Result<ReturnValue, DiemError> {
        self.require_owner(caller)?;
        self.pending_owner = Some(new_owner);
        self.emit(Event::OwnershipTransferStarted { previous_owner: caller, new_owner });
        Ok(ReturnValue::Nothing)
    }

    pub(crate) fn accept_ownership(&mut self, caller: AccountId) -> Result<ReturnValue, DiemError> {
        if caller == ZERO_ADDRESS || self.pending_owner != Some(caller) {
            return Err(DiemError::OwnableUnauthorizedAccount { account: caller });
        }
        let previous_owner = std::mem::replace(&mut self.owner, caller);
        self.pending_owner = None;
        self.emit(Event::OwnershipTransferred { previous_owner, new_owner: caller });
        Ok(ReturnValue::Nothing)
    }

    pub(crate) fn set_guardian(
        &mut self,
        caller: AccountId,
        guardian: AccountId,
    ) -> Result<ReturnValue, DiemError> {
        self.require_owner(caller)?;
        if guardian == CONTRACT {
            return Err(DiemError::InvalidGuardian { guardian });
        }
        self.guardian = guardian;
        self.guardian_paused = None;
        self.emit(Event::GuardianChanged { guardian });
        Ok(ReturnValue::Nothing)
    }

    pub(crate) fn pause(&mut self, caller: AccountId) -> Result<ReturnValue, DiemError> {
        let now = self.now;
        let is_owner = caller == self.owner;
        if caller == ZERO_ADDRESS || (!is_owner && caller != self.guardian) {
            return Err(DiemError::OwnableUnauthorizedAccount { account: caller });
        }
        let began = match self.active_pause() {
            Some(pause) if is_owner && pause.by_guardian => pause.began,
            Some(_) => return Err(DiemError::EnforcedPause),
            None => now,
        };
        if !is_owner {
            let until = self.guardian_paused.map_or(0, |last| last + GUARDIAN_PAUSE_INTERVAL);
            if now < until {
                return Err(DiemError::GuardianMustWait { until });
            }
            self.guardian_paused = Some(now);
        }
        self.pause_record = Some(PauseRecord { began, by_guardian: !is_owner });
        self.emit(Event::Paused { account: caller });
        Ok(ReturnValue::Nothing)
    }

    pub(crate) fn unpause(&mut self, caller: AccountId) -> Result<ReturnValue, DiemError> {
        self.require_owner(caller)?;
        if !self.is_paused() {
            return Err(DiemError::ExpectedPause);
        }
        self.pause_record = None;
        self.guardian_paused = None;
        self.emit(Event::Unpaused { account: caller });
        Ok(ReturnValue::Nothing)
    }

    /// Transfers tokens to the contract without calling it.
    pub(crate) fn donate(
        &mut self,
        caller: AccountId,
        token: Token,
        amount: u128,
    ) -> Result<ReturnValue, DiemError> {
        self.transfer_in(token, caller, amount)?;
        *self.donated.entry(self.canonical_token(token)).or_default() += amount;
        Ok(ReturnValue::Nothing)
    }

    /// Balance of the contract beyond its liabilities, in base units of a token.
    pub fn recoverable(&self, token: Token) -> u128 {
        let token = self.canonical_token(token);
        let liabilities = match token {
            Token::Vvv if self.one_token => self.liabilities.vvv + self.liabilities.fee,
            Token::Vvv => self.liabilities.vvv,
            Token::Fee => self.liabilities.fee,
            Token::Other => 0,
            // All DIEM that the contract holds is active or in tickets.
            Token::Diem => return 0,
        };
        self.token_balance(CONTRACT, token) - liabilities
    }

    pub(crate) fn recover(
        &mut self,
        caller: AccountId,
        token: Token,
        to: AccountId,
    ) -> Result<ReturnValue, DiemError> {
        self.require_owner(caller)?;
        require_recipient(to)?;
        let token = self.canonical_token(token);
        let amount = self.recoverable(token);
        if amount == 0 {
            return Err(DiemError::NothingToRecover { token });
        }
        *self.recovered.entry(token).or_default() += amount;
        self.emit(Event::Recovered { token, to, amount });
        self.transfer_out(token, to, amount)?;
        Ok(ReturnValue::Amount(amount))
    }
}
