//! The day and its roll: what closes with a day, and what the next one begins with.
//!
//! The roll happens at the first call of a day that needs it. It is total: it never fails, costs
//! the same after one day as after a thousand, and every field stays at its greatest once there.

use crate::capacity::Budget;
use crate::pause::Pause;
use crate::position::Stake;
use crate::revenue::{Inflow, PaidCredits};
use crate::rewards::{Index, Reward, Stream};
use crate::time::{CreditDay, Day};
use packed_word::{scale_floor, Record, Wide};

/// What every call about credits looks at: the day that has been rolled into, active DIEM, the
/// pause.
///
/// | bits | field |
/// |---|---|
/// | 0–79 | active |
/// | 80–159 | issued |
/// | 160–175 | day |
/// | 176–255 | pause |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Today {
    /// The last day that was rolled into.
    pub day: Day,
    /// DIEM active in all accounts, in wei: what a fresh day issues.
    pub active: u128,
    /// Credits of the day (1e18 is one): active DIEM at the roll, and all activated since.
    pub issued: u128,
    /// The pause.
    pub pause: Pause,
}

/// What every call about stakes looks at, in one slot: how far the yield has come, the DIEM
/// supply, and whether it must look for a pause.
///
/// | bits | field |
/// |---|---|
/// | 0–79 | supply |
/// | 80–119 | last (saturated) |
/// | 120 | watch |
/// | 128–255 | index |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Accounting {
    /// What each staked VVV has earned. Its `last` lies on [`Today::day`]: every roll sets it.
    pub index: Index,
    /// All DIEM, in wei.
    pub supply: u128,
    /// Whether [`Today::pause`] may hold: set with every pause, so that who finds it unset need
    /// not look; cleared when it is lifted, and by a roll after it has run out.
    pub maybe_paused: bool,
}

/// The last day that was closed.
///
/// | bits | field |
/// |---|---|
/// | 0–79 | issued |
/// | 80–175 | quota |
/// | 176–191 | day |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClosedDay {
    /// Which.
    pub day: Day,
    /// Its credits.
    pub issued: u128,
    /// Quota credits settled on it: its own, and the day before's.
    pub quota: u128,
}

/// Everything the roll changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// The day.
    pub today: Today,
    /// What each staked VVV has earned, and the DIEM supply.
    pub accounting: Accounting,
    /// What flows to stakers.
    pub stream: Stream,
    /// The pool's part of what has flowed since the last roll: the lockers' pool_reward.
    pub pool_reward: Reward,
    /// What waits for the roll.
    pub inflow: Inflow,
    /// Paid credits.
    pub paid: PaidCredits,
    /// The last closed day.
    pub closed: ClosedDay,
    /// The budgets of even days and of odd days: see [`budget_index`].
    pub budgets: [Budget; 2],
}

/// Where a day's budget stands: the days whose credits can be settled are neighbours.
pub const fn budget_index(day: Day) -> usize {
    (day.0 % 2) as usize
}

impl Today {
    /// The day that `when` means while this one is running.
    pub const fn settled_day(&self, when: CreditDay) -> Day {
        match when {
            CreditDay::Today => self.day,
            CreditDay::Yesterday => Day(self.day.0.saturating_sub(1)),
        }
    }

    /// Activates `amount` DIEM wei: they count for the running day.
    pub const fn activate(&mut self, amount: u128) {
        self.reactivate(amount);
        // Saturation is unreachable, or undone: no DIEM is activated twice in a day.
        self.issued = self.issued.saturating_add(amount);
    }

    /// Deactivates `amount` DIEM wei; the day's credits stay issued.
    pub const fn deactivate(&mut self, amount: u128) {
        self.active = self.active.saturating_sub(amount);
    }

    /// Makes `amount` DIEM wei active for the days to come.
    pub const fn reactivate(&mut self, amount: u128) {
        self.active = self.active.saturating_add(amount);
    }
}

impl Accounting {
    /// The day that was last rolled into.
    pub const fn day(&self) -> Day {
        Day::of(self.index.last)
    }
}

impl Ledger {
    /// Releases what has flowed by `now`, and takes down what of it is the pool's.
    pub fn accrue(&mut self, now: u64, totals: &Stake) {
        let index = &mut self.accounting.index;
        self.stream.accrue(index, now, totals.staked());
        self.pool_reward
            .settle_pool_share_floor(index, totals.locked());
    }

    /// Brings everything up to `now`: accrues, and rolls if it is a new day.
    pub fn advance(&mut self, now: u64, totals: &Stake) {
        if self.today.day < Day::of(now) {
            self.roll(now, totals);
        } else {
            self.accrue(now, totals);
        }
    }

    /// Rolls into the day of `now`, which must be later than the last.
    pub fn roll(&mut self, now: u64, totals: &Stake) {
        self.accrue(now, totals);
        let (last, next) = (self.today.day, Day::of(now));
        let passed = u32::from(next.0.saturating_sub(last.0));

        // Close the figures of the last day. What is open of its credits stays open for one more.
        let [own, before] = [budget_index(last), 1 - budget_index(last)];
        self.closed = ClosedDay {
            day: last,
            issued: self.today.issued,
            quota: self.budgets[own]
                .settled
                .saturating_add(self.budgets[before].settled),
        };
        self.budgets[own].issued = self.budgets[own].open(self.today.issued);
        self.budgets[own].settled = 0;
        self.paid = PaidCredits {
            today: 0,
            closed: self.paid.today,
        };

        // End the budgets of all days before yesterday: 97 bits hold the sum of both.
        let mut unpaid = core::mem::take(&mut self.budgets[before]).left;
        if passed > 1 {
            unpaid += core::mem::take(&mut self.budgets[own]).left;
        }
        let decayed = scale_floor(unpaid, passed.min(7), 7);

        // What is not paid yet, and what has come in since, is the new day's.
        let pool = (unpaid - decayed)
            .saturating_add(self.inflow.pool)
            .saturating_add(core::mem::take(&mut self.pool_reward.accrued));
        let left = pool.min(Budget::MAX);
        self.budgets[budget_index(next)].left = left;
        let pending_stream = self.inflow.pending_stream.saturating_add(decayed);
        self.stream
            .merge(&mut self.accounting.index, now, pending_stream);
        self.inflow = Inflow {
            pending_stream: 0,
            pool: (pool - left).min(Inflow::MAX_POOL),
        };
        self.today.day = next;
        self.today.issued = self.today.active;
        self.accounting.maybe_paused = self.today.pause.holds(now);
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
            index: Index {
                value: word.field::<128, 128>(),
                last: word.field::<80, 40>() as u64,
            },
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
