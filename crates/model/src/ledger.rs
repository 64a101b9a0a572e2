// SPDX-License-Identifier: MIT OR Apache-2.0
//! The daily ledger and its roll (the day's rollover), which closes a day and starts the next.
//!
//! The first call of a day that depends on the day performs the roll, which is dated at the boundary
//! between the two days: who earns what does not depend on when that call comes. The roll never
//! fails, costs the same after one skipped day as after a thousand, and saturates every field at its
//! maximum.

use crate::capacity::{budget_floor, Budget};
use crate::params::CreditPrice;
use crate::pause::Pause;
use crate::position::Stake;
use crate::revenue::{Inflow, PaidCredits};
use crate::rewards::{Index, Reward, Stream};
use crate::time::{CreditDay, Day};
use packed_word::{Record, Wide};

/// The record that every call about credits reads: the current day, active DIEM, the pause.
///
/// | bits | field |
/// |---|---|
/// | 0–79 | active |
/// | 80–159 | issued |
/// | 160–175 | day |
/// | 176–255 | pause |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Today {
    /// The day of the last roll.
    pub day: Day,
    /// The sum of all accounts' active DIEM, in wei: the credits that the next day starts with.
    pub active: u128,
    /// The day's credits (1e18 is one): active DIEM at the roll plus all DIEM activated since.
    pub issued: u128,
    /// The last pause, active or not.
    pub pause: Pause,
}

/// The record that every call about stakes reads: the reward index, the DIEM supply, and whether
/// the pause has to be read.
///
/// | bits | field |
/// |---|---|
/// | 0–79 | supply |
/// | 80–119 | last (saturated) |
/// | 120 | maybe paused |
/// | 128–255 | index |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Accounting {
    /// The reward index. Its `last` lies on [`Today::day`], because every roll sets it.
    pub index: Index,
    /// The DIEM supply, in wei.
    pub supply: u128,
    /// Whether [`Today::pause`] may be active. If unset, callers can skip reading the pause record.
    /// Every pause sets it; unpausing clears it, and so does the first roll after a pause expired.
    pub maybe_paused: bool,
}

/// The figures of the last closed day: the current day before the last roll.
///
/// | bits | field |
/// |---|---|
/// | 0–79 | issued |
/// | 80–175 | quota |
/// | 176–191 | day |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClosedDay {
    /// The day.
    pub day: Day,
    /// The credits issued that day (1e18 is one).
    pub issued: u128,
    /// The quota credits (1e18 is one) settled on that day: its own and those of the day before.
    pub quota: u128,
}

/// All records that the roll reads or changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// The current day, active DIEM and the pause.
    pub today: Today,
    /// The reward index and the DIEM supply.
    pub accounting: Accounting,
    /// The stream of fees that is being released to stakers.
    pub stream: Stream,
    /// The capacity pool's part of what locked VVV has earned since the last roll.
    pub pool_reward: Reward,
    /// Fees and funds that the next roll distributes.
    pub inflow: Inflow,
    /// Paid credits settled today and on the last closed day.
    pub paid: PaidCredits,
    /// The last closed day.
    pub closed: ClosedDay,
    /// The budgets of the current day and the day before, at their [`budget_index`].
    pub budgets: [Budget; 2],
}

/// The index of a day's budget: 0 for even days, 1 for odd ones. Two budgets are enough, because
/// only two consecutive days can be settled at any time.
pub const fn budget_index(day: Day) -> usize {
    (day.0 % 2) as usize
}

impl Today {
    /// The day that `when` refers to.
    pub const fn settled_day(&self, when: CreditDay) -> Day {
        match when {
            CreditDay::Today => self.day,
            CreditDay::Yesterday => Day(self.day.0.saturating_sub(1)),
        }
    }

    /// Activates `amount` DIEM wei, which issue credits for the current day already.
    pub const fn activate(&mut self, amount: u128) {
        self.reactivate(amount);
        // Saturation is unreachable for existing DIEM: none is activated twice in a day.
        self.issued = self.issued.saturating_add(amount);
    }

    /// Deactivates `amount` DIEM wei. The current day's credits remain issued.
    pub const fn deactivate(&mut self, amount: u128) {
        self.active = self.active.saturating_sub(amount);
    }

    /// Activates `amount` DIEM wei from a cancelled ticket, which issue credits from the next day on.
    pub const fn reactivate(&mut self, amount: u128) {
        self.active = self.active.saturating_add(amount);
    }
}

impl Accounting {
    /// The day of the last roll.
    pub const fn day(&self) -> Day {
        Day::of(self.index.last)
    }
}

impl Ledger {
    /// Releases the stream up to `now` (unix seconds) and settles the capacity pool's part of what
    /// locked VVV has earned. `totals` is the sum of all stakes.
    pub fn accrue(&mut self, now: u64, totals: &Stake) {
        let index = &mut self.accounting.index;
        self.stream.accrue(index, now, totals.staked());
        self.pool_reward.settle_pool_share_floor(index, totals.locked());
    }

    /// Accrues up to `now` (unix seconds), and rolls if a new day has begun. `price` is the current
    /// price of credits.
    pub fn advance(&mut self, now: u64, totals: &Stake, price: CreditPrice) {
        if self.today.day < Day::of(now) {
            self.roll(now, totals, price);
        }
        self.accrue(now, totals);
    }

    /// Closes the current day and starts that of `now` (unix seconds), which must be later. Releases the
    /// stream up to `now`. `price` is the current price of credits. Returns the pool that the new day's
    /// [budget](budget_floor) is taken from, in base units of the fee token.
    ///
    /// The roll happens at the boundary: 00:00 UTC of the day after the current one. Stakes have not
    /// changed since, because whatever changes them rolls first.
    pub fn roll(&mut self, now: u64, totals: &Stake, price: CreditPrice) -> u128 {
        let (last, next) = (self.today.day, Day::of(now));
        let boundary = last.start_after(1);
        let passed = u32::from(next.0.saturating_sub(last.0));
        self.accrue(boundary, totals);

        // Close the last day. Its unsettled credits can be settled for one more day.
        let [own, before] = [budget_index(last), 1 - budget_index(last)];
        self.closed = ClosedDay {
            day: last,
            issued: self.today.issued,
            quota: self.budgets[own].settled.saturating_add(self.budgets[before].settled),
        };
        self.budgets[own].issued = self.budgets[own].unsettled(self.today.issued);
        self.budgets[own].settled = 0;
        self.paid = PaidCredits { today: 0, closed: self.paid.today };

        // End the budgets of all days before yesterday. No overflow: each has at most 96 bits.
        let mut unpaid = core::mem::take(&mut self.budgets[before]).left;
        if passed > 1 {
            unpaid += core::mem::take(&mut self.budgets[own]).left;
        }
        // The new day's budget, out of the whole pool but for what yesterday's budget keeps.
        let pool = unpaid
            .saturating_add(self.inflow.pool)
            .saturating_add(core::mem::take(&mut self.pool_reward.accrued));
        let budget = budget_floor(pool, self.today.active, price);
        self.budgets[budget_index(next)].left = budget;

        let index = &mut self.accounting.index;
        self.stream.merge(index, boundary, self.inflow.pending_stream);
        self.inflow = Inflow { pending_stream: 0, pool: (pool - budget).min(Inflow::MAX_POOL) };
        self.today.day = next;
        self.today.issued = self.today.active;
        self.accounting.maybe_paused = self.today.pause.is_active(now);

        self.stream.accrue(index, now, totals.staked());
        // The day reached is that of `now` also if there is nothing to release.
        index.last = now;
        pool
    }
}

impl Record for Today {
    fn pack(&self) -> Wide {
        Wide::ZERO
            .with::<0, 80>(self.active)
            .with::<80, 80>(self.issued)
            .with::<160, 16>(self.day.0.into())
            .with::<176, 80>(self.pause.pack())
    }

    fn unpack(word: Wide) -> Self {
        Self {
            day: Day(word.field::<160, 16>() as u16),
            active: word.field::<0, 80>(),
            issued: word.field::<80, 80>(),
            pause: Pause::unpack(word.field::<176, 80>()),
        }
    }
}

impl Record for Accounting {
    fn pack(&self) -> Wide {
        const LATEST: u64 = (1 << 40) - 1;
        Wide::ZERO
            .with::<0, 80>(self.supply)
            .with::<80, 40>(self.index.last.min(LATEST).into())
            .with::<120, 1>(self.maybe_paused.into())
            .with::<128, 128>(self.index.value)
    }

    fn unpack(word: Wide) -> Self {
        Self {
            index: Index { value: word.field::<128, 128>(), last: word.field::<80, 40>() as u64 },
            supply: word.field::<0, 80>(),
            maybe_paused: word.field::<120, 1>() != 0,
        }
    }
}

impl Record for ClosedDay {
    fn pack(&self) -> Wide {
        Wide::ZERO
            .with::<0, 80>(self.issued)
            .with::<80, 96>(self.quota)
            .with::<176, 16>(self.day.0.into())
    }

    fn unpack(word: Wide) -> Self {
        Self {
            day: Day(word.field::<176, 16>() as u16),
            issued: word.field::<0, 80>(),
            quota: word.field::<80, 96>(),
        }
    }
}
