//! Credits for others to use: agents, sub-accounts, renters.

use alloy_primitives::{Address, U256};
use diem_model::grant::Grant;
use diem_model::time::{CreditDay, Day};

use crate::abi::{flat, Encoded, ToWord};
use crate::errors::{Error, GrantExpired, InvalidSpender, NoGrant};
use crate::events::QuotaApproved;
use crate::{grant, host, Diem};

impl Diem {
    /// Lets `spender` use up to `daily_limit` of the caller's credits (1e18 is one) each day, up
    /// to and including day `last_day`; `allow_paid` says whether also from the caller's deposit.
    /// What it has used today stays used. A limit of 0 ends the grant at once, for yesterday's
    /// usage too. Emits `QuotaApproved`.
    ///
    /// The limit is rounded down to a multiple of 2¹⁷ wei and to 2⁸⁰ − 2¹⁷ wei; days beyond 65535
    /// are that day.
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
        let mut slot = grant(owner, spender);
        let mut grant = slot.get().at(Day::of(host::now()));
        grant.set(
            daily_limit.saturating_to(),
            Day::saturated(last_day.into()),
            allow_paid,
        );
        slot.set(&grant);
        QuotaApproved {
            owner,
            spender,
            dailyLimit: grant.limit(),
            lastDay: grant.last_day().0.into(),
            allowPaid: grant.may_pay(),
        }
        .emit();
        Ok(())
    }

    /// `(limit, left, left of yesterday, last day, paid, reset)`: what `owner` lets `spender` use
    /// a day, what is left of that today and of yesterday, in credits (1e18 is one; 0 on days the
    /// grant does not cover), the last day it holds, whether the deposit may be drawn on, and
    /// when the next day begins (unix seconds).
    pub fn grant_of(&self, owner: Address, spender: Address) -> Encoded {
        let today = Day::of(host::now());
        let grant = grant(owner, spender).get().at(today);
        let left = |when, day: u16| {
            if grant.covers(day.into()) {
                grant.left(when)
            } else {
                0
            }
        };
        let words = [
            grant.limit().to_word(),
            left(CreditDay::Today, today.0).to_word(),
            left(CreditDay::Yesterday, today.0.saturating_sub(1)).to_word(),
            u32::from(grant.last_day().0).to_word(),
            grant.may_pay().to_word(),
            today.start_after(1).to_word(),
        ];
        Encoded(flat(&words))
    }
}

/// `account`'s grant to `spender` as it stands on `today`, which must cover the day numbered
/// `day`; `None` where the account spends itself.
///
/// # Errors
/// `NoGrant`; `GrantExpired`.
pub(crate) fn require_grant(
    account: Address,
    spender: Address,
    today: Day,
    day: u32,
) -> Result<Option<Grant>, Error> {
    if account == spender {
        return Ok(None);
    }
    let grant = grant(account, spender).get().at(today);
    if grant.limit() == 0 {
        return Err(NoGrant { account, spender }.into());
    }
    if !grant.covers(day) {
        return Err(GrantExpired {
            lastDay: grant.last_day().0.into(),
            day,
        }
        .into());
    }
    Ok(Some(grant))
}
