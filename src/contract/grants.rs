//! Grants: credits that an account lets an agent, a sub-account or a renter use.

use alloy_primitives::{Address, U256};
use diem_model::grant::Grant;
use diem_model::time::{CreditDay, Day};
use stylus_lean::host;
use stylus_lean::storage::Key;
use stylus_lean::word::to_u256;

use crate::errors::{Error, GrantExpired, InvalidSpender, NoGrant};
use crate::events::{emit, QuotaApproved};
use crate::interface::IDiem::grantOfReturn;
use crate::Diem;

impl Diem {
    /// Lets `spender` use up to `daily_limit` of the caller's credits (1e18 is one) each day, up to and including day
    /// `last_day`; `allow_paid` says whether it may also draw on the caller's deposit. Credits used today stay used. A
    /// limit of 0 ends the grant at once, for yesterday's usage too. Emits `QuotaApproved`.
    ///
    /// The limit is rounded down to a multiple of 2¹⁷ wei and to 2⁸⁰ − 2¹⁷ wei; days beyond 65535 are stored as 65535.
    ///
    /// # Errors
    /// `InvalidSpender` for the zero address and the caller.
    pub fn approve_quota(
        &mut self,
        spender: Address,
        daily_limit: U256,
        last_day: u32,
        allow_paid: bool,
    ) -> Result<(), Error> {
        let owner = host::sender();
        if spender.is_zero() || spender == owner {
            return Err(InvalidSpender { spender }.into());
        }
        let mut slot = self.grants.setter(Key([owner, spender]));
        let mut grant = slot.get().at(Day::of(host::now()));
        grant.set(daily_limit.saturating_to(), Day::saturating_from(last_day.into()), allow_paid);
        slot.set(&grant);
        emit(QuotaApproved {
            owner,
            spender,
            dailyLimit: grant.limit(),
            lastDay: grant.last_day().0.into(),
            allowPaid: grant.allow_paid(),
        });
        Ok(())
    }

    /// `owner`'s grant to `spender`: the daily limit, the credits left of today and of yesterday (1e18 is one; 0 for
    /// days that the grant does not cover), the last day, whether it may draw on the deposit, and when the next day
    /// begins (unix seconds).
    pub fn grant_of(&self, owner: Address, spender: Address) -> grantOfReturn {
        let today = Day::of(host::now());
        let grant = self.grant(owner, spender, today);
        let left =
            |when, day: u16| to_u256(if grant.covers(day.into()) { grant.left(when) } else { 0 });
        grantOfReturn {
            dailyLimit: to_u256(grant.limit()),
            left: left(CreditDay::Today, today.0),
            leftYesterday: left(CreditDay::Yesterday, today.0.saturating_sub(1)),
            lastDay: grant.last_day().0.into(),
            allowPaid: grant.allow_paid(),
            resetsAt: to_u256(today.start_after(1)),
        }
    }

    /// `owner`'s grant to `spender` as it stands on `today`.
    pub(crate) fn grant(&self, owner: Address, spender: Address, today: Day) -> Grant {
        self.grants.getter(Key([owner, spender])).get().at(today)
    }

    /// `account`'s grant to `spender` as it stands on `today`, which must cover the day numbered `day`; `None` if the
    /// account spends its own credits.
    ///
    /// # Errors
    /// `NoGrant`; `GrantExpired`.
    pub(crate) fn require_grant(
        &self,
        account: Address,
        spender: Address,
        today: Day,
        day: u32,
    ) -> Result<Option<Grant>, Error> {
        if account == spender {
            return Ok(None);
        }
        let grant = self.grant(account, spender, today);
        if grant.limit() == 0 {
            return Err(NoGrant { account, spender }.into());
        }
        if !grant.covers(day) {
            return Err(GrantExpired { lastDay: grant.last_day().0.into(), day }.into());
        }
        Ok(Some(grant))
    }
}
