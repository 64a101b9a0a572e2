//! Activating DIEM, and grants (§6).

use crate::event::{Event, Returned};
use crate::grant::{kept_last_day, kept_limit, Setting};
use crate::meter::Meter;
use crate::reference::Reference;
use crate::refusal::Refusal;
use crate::token::require_amount;
use crate::units::{Day, Who, CONTRACT, ZERO};

/// After a call, or after time has passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moment {
    pub day: Day,
    /// Credits of the day given so far.
    pub issued: u128,
    /// DIEM held by the contract.
    pub held: u128,
}

impl Reference {
    fn meter_mut(&mut self, who: Who) -> &mut Meter {
        self.meters.entry(who).or_default()
    }

    /// Active DIEM of an account, in wei.
    pub fn active(&self, who: Who) -> u128 {
        self.meters.get(&who).map_or(0, Meter::active)
    }

    pub(crate) fn total_active(&self) -> u128 {
        self.meters.values().map(Meter::active).sum()
    }

    /// Credits that an account has left of a day, 1e18 = one.
    pub fn quota_left(&self, who: Who, day: Day) -> u128 {
        self.meters.get(&who).map_or(0, |meter| meter.left(day))
    }

    pub(crate) fn activate(&mut self, caller: Who, amount: u128) -> Result<Returned, Refusal> {
        self.require_unpaused()?;
        require_amount(amount)?;
        self.require_diem(caller, amount)?;
        self.activate_held(caller, amount);
        Ok(Returned::Nothing)
    }

    /// Activates DIEM that the account is known to hold.
    pub(crate) fn activate_held(&mut self, account: Who, amount: u128) {
        let today = self.today();
        self.meter_mut(account).activate(today, amount);
        self.issue(amount);
        self.say(Event::Staked { account, amount });
        self.move_diem(account, CONTRACT, amount);
    }

    pub(crate) fn initiate_unstake(
        &mut self,
        account: Who,
        amount: u128,
    ) -> Result<Returned, Refusal> {
        require_amount(amount)?;
        let active = self.active(account);
        if active < amount {
            return Err(Refusal::InsufficientActive {
                active,
                needed: amount,
            });
        }
        let (now, today) = (self.now, self.today());
        let maturity = now + self.params.diem_cooldown;
        let ticket = self
            .diem_queues
            .entry(account)
            .or_default()
            .open(amount, now, maturity)?;
        self.meter_mut(account).lower(today, amount);
        self.say(Event::UnstakeInitiated { account, amount });
        Ok(Returned::Ticket(ticket))
    }

    pub(crate) fn cancel_unstake(
        &mut self,
        account: Who,
        ticket: u32,
    ) -> Result<Returned, Refusal> {
        let amount = self
            .diem_queues
            .entry(account)
            .or_default()
            .cancel(ticket)?;
        let today = self.today();
        self.meter_mut(account).raise(today, amount);
        self.say(Event::UnstakeCancelled {
            account,
            ticket,
            amount,
        });
        Ok(Returned::Nothing)
    }

    pub(crate) fn unstake(&mut self, account: Who) -> Result<Returned, Refusal> {
        let amount = self
            .diem_queues
            .entry(account)
            .or_default()
            .pay(self.now, u128::MAX)?;
        self.say(Event::Unstaked { account, amount });
        self.move_diem(CONTRACT, account, amount);
        Ok(Returned::Amount(amount))
    }

    pub(crate) fn approve_quota(
        &mut self,
        owner: Who,
        spender: Who,
        daily_limit: u128,
        last_day: Day,
        allow_paid: bool,
    ) -> Result<Returned, Refusal> {
        if spender == owner || spender == ZERO {
            return Err(Refusal::InvalidSpender { spender });
        }
        let today = self.today();
        let setting = Setting {
            limit: kept_limit(daily_limit),
            last_day: kept_last_day(last_day),
            allow_paid,
        };
        self.grants
            .entry((owner, spender))
            .or_default()
            .set(today, setting);
        self.say(Event::QuotaApproved {
            owner,
            spender,
            daily_limit: setting.limit,
            last_day: setting.last_day,
            allow_paid,
        });
        Ok(Returned::Nothing)
    }

    /// Notes what today has given so far, and the DIEM held against it.
    pub(crate) fn note_moment(&mut self) {
        let day = self.today();
        let issued = self.meters.values().map(|meter| meter.given(day)).sum();
        let held = self.diem_of(CONTRACT);
        self.moments.push(Moment { day, issued, held });
    }
}
