// SPDX-License-Identifier: MIT OR Apache-2.0
//! Activating DIEM, and grants (§6).
//!
//! # Interpretation
//! * `permitQuota` checks the deadline, then the signature, then what `approveQuota` checks. A deadline of this
//!   very second has not passed.
//! * A permit uses one nonce, also one with a limit of 0; an approval with a stored limit of 0 uses one
//!   even if there is no grant.

use crate::accounts::{AccountId, CONTRACT, UNKNOWN_ADDRESS, ZERO_ADDRESS};
use crate::action::PermitSignature;
use crate::error::DiemError;
use crate::event::{Event, ReturnValue};
use crate::records::grant::{stored_daily_limit, stored_last_day, GrantTerms};
use crate::records::quota_history::{QuotaHistory, QuotaSnapshot};
use crate::reference::Reference;
use crate::rules::token::require_amount;
use crate::units::Day;

impl Reference {
    fn quota_history_mut(&mut self, account: AccountId) -> &mut QuotaHistory {
        self.quota_histories.entry(account).or_default()
    }

    /// Active DIEM of an account, in wei.
    pub fn active(&self, account: AccountId) -> u128 {
        self.quota_histories.get(&account).map_or(0, QuotaHistory::active)
    }

    pub(crate) fn total_active(&self) -> u128 {
        self.quota_histories.values().map(QuotaHistory::active).sum()
    }

    /// Quota credits that an account has left of a day, 1e18 = one.
    pub fn quota_left(&self, account: AccountId, day: Day) -> u128 {
        self.quota_histories.get(&account).map_or(0, |history| history.left(day))
    }

    pub(crate) fn activate(
        &mut self,
        caller: AccountId,
        amount: u128,
    ) -> Result<ReturnValue, DiemError> {
        self.require_unpaused()?;
        require_amount(amount)?;
        self.require_diem(caller, amount)?;
        self.activate_held(caller, amount);
        Ok(ReturnValue::Nothing)
    }

    /// Activates DIEM. The caller has checked that the account holds it.
    pub(crate) fn activate_held(&mut self, account: AccountId, amount: u128) {
        let today = self.today();
        self.quota_history_mut(account).activate(today, amount);
        self.issue(amount);
        self.emit(Event::Staked { account, amount });
        self.move_diem(account, CONTRACT, amount);
    }

    pub(crate) fn initiate_unstake(
        &mut self,
        account: AccountId,
        amount: u128,
    ) -> Result<ReturnValue, DiemError> {
        require_amount(amount)?;
        let active = self.active(account);
        if active < amount {
            return Err(DiemError::InsufficientActive { active, needed: amount });
        }
        let (now, today) = (self.now, self.today());
        let maturity = now + self.params.diem_cooldown;
        let ticket = self.diem_queues.entry(account).or_default().open(amount, now, maturity)?;
        self.quota_history_mut(account).lower(today, amount);
        self.emit(Event::UnstakeInitiated { account, amount });
        Ok(ReturnValue::Ticket(ticket))
    }

    pub(crate) fn cancel_unstake(
        &mut self,
        account: AccountId,
        ticket: u32,
    ) -> Result<ReturnValue, DiemError> {
        let amount = self.diem_queues.entry(account).or_default().cancel(ticket)?;
        let today = self.today();
        self.quota_history_mut(account).raise(today, amount);
        self.emit(Event::UnstakeCancelled { account, ticket, amount });
        Ok(ReturnValue::Nothing)
    }

    pub(crate) fn unstake(&mut self, account: AccountId) -> Result<ReturnValue, DiemError> {
        let amount =
            self.diem_queues.entry(account).or_default().pay_matured(self.now, u128::MAX)?;
        self.emit(Event::Unstaked { account, amount });
        self.move_diem(CONTRACT, account, amount);
        Ok(ReturnValue::Amount(amount))
    }

    pub(crate) fn approve_quota(
        &mut self,
        owner: AccountId,
        spender: AccountId,
        daily_limit: u128,
        last_day: Day,
        allow_paid: bool,
    ) -> Result<ReturnValue, DiemError> {
        let returned = self.set_grant(owner, spender, daily_limit, last_day, allow_paid)?;
        if stored_daily_limit(daily_limit) == 0 {
            self.grants.entry((owner, spender)).or_default().nonce += 1;
        }
        Ok(returned)
    }

    /// The nonce that the pair's next permit must be signed over.
    pub fn quota_nonce(&self, owner: AccountId, spender: AccountId) -> u64 {
        self.grants.get(&(owner, spender)).map_or(0, |grant| grant.nonce)
    }

    /// Checks an owner's permit, and uses up its nonce.
    pub(crate) fn use_permit(
        &mut self,
        owner: AccountId,
        spender: AccountId,
        deadline: u64,
        signature: PermitSignature,
    ) -> Result<(), DiemError> {
        if self.now > deadline {
            return Err(DiemError::ERC2612ExpiredSignature { deadline });
        }
        let nonce = self.quota_nonce(owner, spender);
        let recovered = match signature.signer {
            None => ZERO_ADDRESS,
            Some(signer) if signature.nonce == nonce => signer,
            // Over other data, a signature recovers to an address that has nothing to do with its signer.
            Some(_) => UNKNOWN_ADDRESS,
        };
        if signature.signer.is_none() || recovered != owner {
            return Err(DiemError::ERC2612InvalidSigner { signer: recovered, owner });
        }
        self.grants.entry((owner, spender)).or_default().nonce += 1;
        Ok(())
    }

    pub(crate) fn set_grant(
        &mut self,
        owner: AccountId,
        spender: AccountId,
        daily_limit: u128,
        last_day: Day,
        allow_paid: bool,
    ) -> Result<ReturnValue, DiemError> {
        if spender == owner || spender == ZERO_ADDRESS {
            return Err(DiemError::InvalidSpender { spender });
        }
        let today = self.today();
        let terms = GrantTerms {
            limit: stored_daily_limit(daily_limit),
            last_day: stored_last_day(last_day),
            allow_paid,
        };
        self.grants.entry((owner, spender)).or_default().set(today, terms);
        self.emit(Event::QuotaApproved {
            owner,
            spender,
            daily_limit: terms.limit,
            last_day: terms.last_day,
            allow_paid,
        });
        Ok(ReturnValue::Nothing)
    }

    /// Records the credits issued today so far, and the DIEM held behind them.
    pub(crate) fn record_quota_snapshot(&mut self) {
        let day = self.today();
        let issued = self.quota_histories.values().map(|history| history.issued(day)).sum();
        let held = self.diem_balance(CONTRACT);
        self.quota_snapshots.push(QuotaSnapshot { day, issued, held });
    }
}
