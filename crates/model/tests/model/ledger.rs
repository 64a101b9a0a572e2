// SPDX-License-Identifier: MIT OR Apache-2.0
//! The day's roll (rollover): what closes, what continues, and that no fee token is lost over any
//! number of days.

use crate::common::random_cases;
use diem_model::capacity::Budget;
use diem_model::curve::WAD;
use diem_model::ledger::{budget_index, Accounting, ClosedDay, Ledger, Today};
use diem_model::params::{CreditPrice, EconomyParams, Shares};
use diem_model::pause::Pause;
use diem_model::position::Stake;
use diem_model::revenue::{Inflow, PaidCredits};
use diem_model::rewards::{Index, Reward, Stream, MIN_STAKE};
use diem_model::time::CreditDay::{self, Today as OfToday, Yesterday};
use diem_model::time::{Day, DAY};
use num_bigint::BigUint;
use packed_word::{Record, Wide};
use proptest::prelude::*;

const ONE: u128 = MIN_STAKE;
const D: u16 = 20_000;
/// Day [`D`] begins here.
const MIDNIGHT: u64 = D as u64 * DAY;
const DIEM: u128 = (1 << 80) - 1;
/// Times up to this one are stored exactly. It is some 34,000 years after the last day.
const LATEST: u64 = (1 << 40) - 1 - DAY;

fn stake(staked: u128, locked: u128) -> Stake {
    Stake::unpack(Wide { high: staked, low: locked })
}

/// The price of credits. At this price those of [`ledger`] are worth less than a base unit.
const PRICE: CreditPrice = CreditPrice(1_000_000);

/// A ledger on day [`D`] with a value in every field.
fn ledger() -> Ledger {
    let mut ledger = Ledger {
        today: Today { day: Day(D), active: 90, issued: 100, pause: Pause::default() },
        accounting: Accounting {
            index: Index { value: 0, last: MIDNIGHT },
            ..Accounting::default()
        },
        pool_reward: owed(5),
        inflow: Inflow { pending_stream: 3, pool: 10 },
        paid: PaidCredits { today: 77, closed: 66 },
        ..Ledger::default()
    };
    ledger.budgets[budget_index(Day(D))] = Budget { left: 700, issued: 0, settled: 40 };
    ledger.budgets[budget_index(Day(D - 1))] = Budget { left: 7_000, issued: 80, settled: 30 };
    ledger
}

/// A reward of `accrued` at index 0.
fn owed(accrued: u128) -> Reward {
    Reward::unpack(Wide { high: 0, low: accrued })
}

/// The unreleased part of the stream.
fn left(ledger: &Ledger) -> u128 {
    ledger.stream.unreleased(&ledger.accounting.index)
}

/// All fee tokens in the ledger.
fn sum(ledger: &Ledger) -> u128 {
    left(ledger)
        + ledger.pool_reward.accrued
        + ledger.inflow.pending_stream
        + ledger.inflow.pool
        + ledger.budgets[0].left
        + ledger.budgets[1].left
}

#[test]
fn consecutive_days_have_different_budgets() {
    for day in [0, 1, D, u16::MAX - 1] {
        assert_eq!(budget_index(Day(day)) + budget_index(Day(day + 1)), 1);
    }
}

#[test]
fn roll_keeps_yesterdays_budget_and_ends_the_one_before() {
    let mut ledger = ledger();
    // 7,000 of the ended budget, 5 of the pool reward and 10 of the inflow.
    assert_eq!(ledger.roll(MIDNIGHT + DAY, &stake(ONE, 0), PRICE), 7_015);
    assert_eq!(
        ledger.today,
        Today { day: Day(D + 1), active: 90, issued: 90, pause: Pause::default() }
    );
    let closed = ClosedDay { day: Day(D), issued: 100, quota: 70 };
    assert_eq!(ledger.closed, closed);
    assert_eq!(ledger.paid, PaidCredits { today: 0, closed: 77 });
    // Yesterday's budget: its unsettled credits can still be settled.
    let yesterday = Budget { left: 700, issued: 60, settled: 0 };
    assert_eq!(ledger.budgets[budget_index(Day(D))], yesterday);
    let stream = Stream { amount: 3, start: MIDNIGHT + DAY, end: MIDNIGHT + 2 * DAY };
    assert_eq!((ledger.stream, ledger.pool_reward), (stream, owed(0)));
    assert_eq!(ledger.accounting.index.last, MIDNIGHT + DAY);
    // Half of the pool is the new day's budget; the other half waits.
    let fresh = Budget { left: 3_507, ..Budget::default() };
    assert_eq!(ledger.budgets[budget_index(Day(D + 1))], fresh);
    assert_eq!(ledger.inflow, Inflow { pending_stream: 0, pool: 3_508 });
}

/// Of the pool, the new day's budget takes what its credits are worth, by the DIEM that is active at
/// the roll, not by what was issued the day before, and at least half.
#[test]
fn budget_is_what_the_days_credits_are_worth() {
    for (active, budget) in
        [(0, 3_507), (3_507, 3_507), (3_508, 3_508), (7_000, 7_000), (7_016, 7_015)]
    {
        let mut ledger = ledger();
        (ledger.today.active, ledger.today.issued) = (active, 1 << 70);
        assert_eq!(ledger.roll(MIDNIGHT + DAY, &stake(ONE, 0), CreditPrice(WAD)), 7_015);
        assert_eq!(ledger.budgets[budget_index(Day(D + 1))].left, budget, "{active} active");
        assert_eq!(ledger.inflow.pool, 7_015 - budget, "{active} active");
    }
}

#[test]
fn budgets_before_yesterdays_end_and_are_pool_again() {
    for days in [1, 2, 3, 4, 7, 8, 1_000] {
        let mut ledger = ledger();
        let before = sum(&ledger);
        let pool = ledger.roll(MIDNIGHT + days * DAY + 17, &stake(ONE, 0), PRICE);
        assert_eq!(pool, if days > 1 { 7_715 } else { 7_015 }, "after {days}");
        let streamed = if days > 1 { 3 } else { 0 };
        assert_eq!(left(&ledger), 3 - streamed, "only what was received before goes to stakers");
        assert_eq!(sum(&ledger), before - streamed, "after {days}");
        let next = Day(D + days as u16);
        assert_eq!(ledger.budgets[budget_index(next)].left, pool / 2);
        assert_eq!(ledger.inflow.pool, pool - pool / 2);
        let other = ledger.budgets[1 - budget_index(next)];
        let kept =
            if days > 1 { Budget::default() } else { Budget { left: 700, issued: 60, settled: 0 } };
        assert_eq!(other, kept, "a day without a roll has no budget");
        assert_eq!((ledger.closed.day, ledger.today.day), (Day(D), next));
        // The figures are those of the day before the roll, however long ago it was.
        assert_eq!((ledger.closed.issued, ledger.closed.quota, ledger.paid.closed), (100, 70, 77));
    }
}

#[test]
fn rolls_once_a_day_and_not_before_midnight() {
    for now in [MIDNIGHT, MIDNIGHT + DAY - 1] {
        let mut ledger = ledger();
        ledger.advance(now, &stake(ONE, 0), PRICE);
        assert_eq!(ledger, self::ledger(), "still the same day");
    }
    let mut ledger = ledger();
    ledger.advance(MIDNIGHT + DAY, &stake(ONE, 0), PRICE);
    let once = ledger;
    ledger.advance(MIDNIGHT + DAY, &stake(ONE, 0), PRICE);
    assert_eq!(ledger, once);
}

/// Whenever the first call of a day comes, the day's stream runs from 00:00 to 24:00, and the day
/// reached is that of the call.
#[test]
fn stream_begins_at_the_boundary_however_late_the_roll_is() {
    for late in [0, 1, DAY / 2, DAY - 1] {
        let mut ledger =
            Ledger { inflow: Inflow { pending_stream: 86_400_000, pool: 0 }, ..ledger() };
        let now = MIDNIGHT + DAY + late;
        ledger.roll(now, &stake(ONE, 0), PRICE);
        let stream = Stream { amount: 86_400_000, start: MIDNIGHT + DAY, end: MIDNIGHT + 2 * DAY };
        assert_eq!(ledger.stream, stream);
        assert_eq!(left(&ledger), 1_000 * u128::from(DAY - late), "late by {late}");
        assert_eq!((ledger.accounting.index.last, ledger.accounting.day()), (now, Day(D + 1)));
    }
}

/// What is received on a day has reached those who were staked a day after its end, not those who
/// stake before the first call that comes later.
#[test]
fn skipped_days_belong_to_those_who_were_staked() {
    let mut ledger = Ledger { inflow: Inflow { pending_stream: 1_000, pool: 0 }, ..ledger() };
    let now = MIDNIGHT + 4 * DAY + 5;
    ledger.roll(now, &stake(ONE, 0), PRICE);
    assert_eq!(left(&ledger), 0);
    assert_eq!(ledger.accounting.index.value, (1_000 << 96) / ONE);
    // The newcomer's stake earns nothing of it.
    let mut newcomer = Reward::default();
    newcomer.settle_floor(&ledger.accounting.index, &stake(0, 0));
    ledger.advance(now + 3 * DAY, &stake(901 * ONE, 0), PRICE);
    newcomer.settle_floor(&ledger.accounting.index, &stake(900 * ONE, 0));
    assert_eq!(newcomer.accrued, 0);
}

/// Also where nothing flows, the day reached is that of the call: it is not rolled into again.
#[test]
fn roll_reaches_the_day_of_the_call_with_an_empty_stream() {
    for pending_stream in [0, 1] {
        for (days, passed) in [(1, 0), (1, 7), (2, 0), (9, DAY - 1)] {
            let mut ledger = Ledger { inflow: Inflow { pending_stream, pool: 0 }, ..ledger() };
            let now = MIDNIGHT + days * DAY + passed;
            ledger.roll(now, &stake(ONE, 0), PRICE);
            assert_eq!(ledger.accounting.index.last, now);
            assert_eq!(ledger.accounting.day(), ledger.today.day);
            assert_eq!(ledger.accounting.day(), Day(D + days as u16));
        }
    }
}

/// A part of the last stream that waited beyond the boundary is released with the new day's stream.
#[test]
fn what_is_left_of_a_stream_joins_the_next() {
    let totals = stake(ONE, 0);
    let mut ledger = Ledger { inflow: Inflow::default(), ..ledger() };
    ledger.stream = Stream { amount: 86_400, start: MIDNIGHT, end: MIDNIGHT + DAY };
    // Six hours without stake: a quarter of the stream is left at the boundary.
    ledger.advance(MIDNIGHT + DAY / 4, &stake(ONE - 1, 0), PRICE);
    ledger.inflow.pending_stream = 64_800;
    ledger.advance(MIDNIGHT + DAY + DAY / 2, &totals, PRICE);
    let merged = Stream { amount: 86_400, start: MIDNIGHT + DAY, end: MIDNIGHT + 2 * DAY };
    assert_eq!(ledger.stream, merged);
    assert_eq!(left(&ledger), 43_200);
}

#[test]
fn stream_waits_across_rolls_without_enough_stake() {
    let too_little = stake(ONE - 1, 0);
    let mut ledger = ledger();
    let before = sum(&ledger);
    for day in 1..30 {
        ledger.advance(MIDNIGHT + day * DAY + 5, &too_little, PRICE);
        ledger.advance(MIDNIGHT + day * DAY + 7_777, &too_little, PRICE);
        assert_eq!((ledger.accounting.index.value, sum(&ledger)), (0, before));
    }
    let restart = MIDNIGHT + 29 * DAY + 7_777;
    // Nothing was released: the whole 24 hours remain.
    assert_eq!((left(&ledger), ledger.stream.end), (3, restart + DAY));
    ledger.stream.amount = 86_400;
    ledger.advance(restart + 60, &stake(ONE, 0), PRICE);
    assert_eq!(left(&ledger), 86_400 - 60);
}

/// Pauses of the stream within a day do not depend on when anybody looks, either.
#[test]
fn late_roll_without_enough_stake_leaves_the_whole_stream() {
    for days in [1, 2, 5] {
        let mut ledger = Ledger { inflow: Inflow { pending_stream: 86_400, pool: 0 }, ..ledger() };
        let now = MIDNIGHT + days * DAY + 100;
        ledger.roll(now, &stake(ONE - 1, 0), PRICE);
        assert_eq!(ledger.stream, Stream { amount: 86_400, start: now, end: now + DAY });
        assert_eq!((left(&ledger), ledger.accounting.index.last), (86_400, now));
    }
}

#[test]
fn budget_pays_nothing_without_active_diem_and_none_goes_to_stakers() {
    let mut ledger = Ledger {
        today: Today { day: Day(D), ..Today::default() },
        inflow: Inflow { pending_stream: 0, pool: 70_000 },
        ..Ledger::default()
    };
    let totals = stake(ONE, 0);
    ledger.roll(MIDNIGHT + DAY, &totals, PRICE);
    let mut budget = ledger.budgets[budget_index(Day(D + 1))];
    assert_eq!(budget.left, 35_000);
    assert_eq!(budget.settle_floor(1, ledger.today.issued, CreditPrice(u128::MAX)), 0);
    for (day, budget) in [(2, 17_500), (3, 26_250), (4, 21_875)] {
        // Without yesterday's budget, half of the rest.
        ledger.roll(MIDNIGHT + day * DAY, &totals, PRICE);
        assert_eq!(ledger.budgets[budget_index(Day(D + day as u16))].left, budget, "day {day}");
    }
    for day in 5..400 {
        ledger.roll(MIDNIGHT + day * DAY, &totals, PRICE);
        assert_eq!((sum(&ledger), left(&ledger)), (70_000, 0));
    }
    assert_eq!(ledger.accounting.index.value, 0);
}

#[test]
fn excess_over_the_largest_budget_waits_in_the_pool() {
    let mut ledger = ledger();
    ledger.inflow.pool = 3 * Budget::MAX;
    ledger.budgets[budget_index(Day(D - 1))].left = Budget::MAX;
    let before = sum(&ledger);
    assert_eq!(ledger.roll(MIDNIGHT + DAY, &stake(ONE, 0), PRICE), 4 * Budget::MAX + 5);
    assert_eq!(ledger.budgets[budget_index(Day(D + 1))].left, Budget::MAX);
    assert_eq!(ledger.inflow.pool, 3 * Budget::MAX + 5);
    assert_eq!(sum(&ledger), before);
}

/// The pool saturates at its width, and the budget is taken from it first.
#[test]
fn full_pool_saturates() {
    let mut ledger = ledger();
    ledger.inflow.pool = Inflow::MAX_POOL;
    ledger.pool_reward = owed(u128::MAX);
    assert_eq!(ledger.roll(MIDNIGHT + DAY, &stake(ONE, 0), PRICE), u128::MAX);
    assert_eq!(ledger.budgets[budget_index(Day(D + 1))].left, Budget::MAX);
    assert_eq!(ledger.inflow.pool, Inflow::MAX_POOL);
}

/// The pool's part of the rewards is settled once a day, at its end, however often the stream was
/// released: settling it at each release would round down each time.
#[test]
fn pools_part_is_taken_at_the_roll_not_at_each_release() {
    let totals = stake(10 * ONE, 10 * ONE);
    let mut ledger = Ledger { inflow: Inflow::default(), pool_reward: owed(0), ..ledger() };
    ledger.stream = Stream { amount: 86_400, start: MIDNIGHT, end: MIDNIGHT + DAY };
    ledger.inflow.pending_stream = 86_400;
    // As the contract releases the stream within a day.
    for passed in 1..100 {
        let now = MIDNIGHT + passed * DAY / 100;
        ledger.stream.accrue(&mut ledger.accounting.index, now, totals.staked());
    }
    // A late roll: what flows after the boundary belongs to the next day.
    let late = MIDNIGHT + DAY + DAY / 2;
    let before = ledger.budgets[budget_index(Day(D - 1))].left;
    let fifth = 86_400 / 5 - 1;
    assert_eq!(ledger.roll(late, &totals, PRICE), before + fifth);
    assert_eq!(ledger.pool_reward.accrued, 0);
    assert_eq!(left(&ledger), 43_200);
    ledger.advance(late, &totals, PRICE);
    assert_eq!(ledger.pool_reward.accrued, fifth / 2);
}

/// Both steps of a late roll are rounded down on their own, as if somebody had looked at the boundary.
#[test]
fn release_is_rounded_down_at_the_boundary_and_at_the_call() {
    let (staked, now) = (7 * ONE, MIDNIGHT + DAY + 12_345);
    let totals = stake(staked, 3 * ONE);
    let mut ledger = Ledger { pool_reward: owed(0), ..ledger() };
    ledger.stream = Stream { amount: 1_000_003, start: MIDNIGHT, end: MIDNIGHT + DAY };
    ledger.inflow = Inflow { pending_stream: 999_983, pool: 0 };
    let pool = ledger.roll(now, &totals, PRICE);
    let first = (1_000_003 << 96) / staked;
    let released = 999_983 * 12_345 / u128::from(DAY);
    assert_eq!(ledger.accounting.index.value, first + (released << 96) / staked);
    let fifth = u128::try_from((BigUint::from(first) * (3 * ONE) / 5u32) >> 96).unwrap();
    assert_eq!(pool, 7_000 + fifth, "of what was released up to the boundary");
}

/// Calls that stake read the pause only if `maybe_paused` is set; a roll clears it after an expiry.
#[test]
fn roll_clears_maybe_paused_after_a_pause_expired() {
    let mut ledger = ledger();
    ledger.today.pause.set_by_guardian(MIDNIGHT).unwrap();
    ledger.accounting.maybe_paused = true;
    for (day, maybe_paused) in [(6, true), (7, false), (8, false)] {
        ledger.roll(MIDNIGHT + day * DAY, &stake(ONE, 0), PRICE);
        assert_eq!(ledger.accounting.maybe_paused, maybe_paused, "{day} days after it began");
    }
    ledger.today.pause.set_by_owner(MIDNIGHT + 8 * DAY).unwrap();
    ledger.roll(MIDNIGHT + 1_000 * DAY, &stake(ONE, 0), PRICE);
    assert!(ledger.accounting.maybe_paused, "an owner's pause does not expire");
}

#[test]
fn activation_raises_issued_and_deactivation_does_not_lower_it() {
    let mut today = ledger().today;
    today.activate(10);
    assert_eq!((today.active, today.issued), (100, 110));
    today.deactivate(50);
    assert_eq!((today.active, today.issued), (50, 110));
    today.reactivate(50);
    assert_eq!((today.active, today.issued), (100, 110));
    today.deactivate(u128::MAX);
    assert_eq!(today.active, 0);
    today.activate(u128::MAX);
    today.activate(1);
    assert_eq!((today.active, today.issued), (u128::MAX, u128::MAX));
}

#[test]
fn settled_day_is_today_or_the_day_before() {
    let today = ledger().today;
    assert_eq!(today.settled_day(OfToday), Day(D));
    assert_eq!(today.settled_day(Yesterday), Day(D - 1));
    assert_eq!(Today::default().settled_day(Yesterday), Day(0));
}

/// The last day never ends: there is no roll, but the stream continues to its end.
#[test]
fn accrual_still_works_after_the_last_day() {
    let totals = stake(ONE, 0);
    let last = Day::LAST.start_after(0);
    let mut ledger = ledger();
    ledger.inflow.pending_stream = 86_400;
    ledger.advance(last - DAY, &totals, PRICE);
    ledger.inflow.pending_stream = 86_400;
    ledger.advance(last, &totals, PRICE);
    assert_eq!((ledger.today.day, left(&ledger)), (Day::LAST, 86_400));
    ledger.advance(last + DAY / 2, &totals, PRICE);
    assert_eq!((ledger.today.day, left(&ledger)), (Day::LAST, 43_200));
    for now in [last + DAY, last + 1_000 * DAY, u64::MAX - 1, u64::MAX] {
        ledger.advance(now, &totals, PRICE);
        assert_eq!((ledger.today.day, left(&ledger)), (Day::LAST, 0));
    }
    let mut late = self::ledger();
    late.advance(u64::MAX, &totals, PRICE);
    assert_eq!((late.today.day, left(&late)), (Day::LAST, 0));
    assert_eq!(late.accounting.index.last, u64::MAX);
}

/// Any number of up to `width` bits; all orders of magnitude are equally likely.
fn any_size(width: u32) -> impl Strategy<Value = u128> {
    let max = u128::MAX >> (128 - width);
    prop_oneof![
        1 => Just(0),
        2 => Just(max),
        6 => (0..width, 0..=max).prop_map(|(bits, value)| value >> bits),
    ]
}

fn any_budget() -> impl Strategy<Value = Budget> {
    (any_size(96), any_size(80), any_size(80)).prop_map(|(left, issued, settled)| Budget {
        left,
        issued,
        settled,
    })
}

fn any_today() -> impl Strategy<Value = Today> {
    let pause = (prop_oneof![Just(0u128), Just(1), Just(2)], any_size(39), any_size(39));
    (any::<u16>(), any_size(80), any_size(80), pause).prop_map(
        |(day, active, issued, (by, since, guardian))| {
            let word = Wide::ZERO
                .with::<0, 80>(active)
                .with::<80, 80>(issued)
                .with::<160, 16>(day.into())
                .with::<176, 80>(by | since << 2 | guardian << 41);
            let today = Today::unpack(word);
            assert_eq!(today.pack(), word);
            today
        },
    )
}

fn any_accounting() -> impl Strategy<Value = Accounting> {
    (any_size(80), any_size(40), any::<bool>(), any_size(128)).prop_map(
        |(supply, last, maybe_paused, value)| {
            let index = Index { value, last: last as u64 };
            let accounting = Accounting { index, supply, maybe_paused };
            assert_eq!(Accounting::unpack(accounting.pack()), accounting);
            accounting
        },
    )
}

fn any_ledger() -> impl Strategy<Value = Ledger> {
    let pair = || (any_size(128), any_size(128));
    let closed = (any::<u16>(), any_size(80), any_size(81));
    (
        any_today(),
        (pair(), (any_size(128), any_size(127)), pair(), pair()),
        (any_accounting(), any_time(), any_time()),
        closed,
        (any_budget(), any_budget()),
    )
        .prop_map(
            |(today, (stream, inflow, paid, pool_reward), (accounting, a, b), closed, budgets)| {
                Ledger {
                    today,
                    accounting,
                    stream: Stream { amount: stream.0, start: a.min(b), end: a.max(b) },
                    pool_reward: Reward::unpack(Wide { high: pool_reward.0, low: pool_reward.1 }),
                    inflow: Inflow { pending_stream: inflow.0, pool: inflow.1 },
                    paid: PaidCredits { today: paid.0, closed: paid.1 },
                    closed: ClosedDay { day: Day(closed.0), issued: closed.1, quota: closed.2 },
                    budgets: budgets.into(),
                }
            },
        )
}

fn any_stake() -> impl Strategy<Value = Stake> {
    (any_size(128), any_size(128)).prop_map(|(a, b)| stake(a.max(b), a.min(b)))
}

fn any_time() -> impl Strategy<Value = u64> {
    prop_oneof![
        4 => any::<u64>(),
        4 => MIDNIGHT..MIDNIGHT + 3_000 * DAY,
        1 => Just(u64::MAX),
        1 => Just(0),
    ]
}

/// An operation between rolls.
#[derive(Clone, Debug)]
enum Step {
    Wait(u64),
    Fee(u128),
    Fund(u128),
    FundCapacity(u128),
    Activate(u128),
    Deactivate(u128),
    Settle(CreditDay, u128),
    Stakes(u128, u8),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let seconds = prop_oneof![Just(1), Just(DAY - 1), Just(DAY), 1..DAY, 1..10 * DAY];
    let amount = || any_size(100);
    let when = prop_oneof![Just(OfToday), Just(Yesterday)];
    let step = prop_oneof![
        4 => seconds.prop_map(Step::Wait),
        2 => amount().prop_map(Step::Fee),
        1 => amount().prop_map(Step::Fund),
        2 => amount().prop_map(Step::FundCapacity),
        2 => any_size(70).prop_map(Step::Activate),
        1 => any_size(70).prop_map(Step::Deactivate),
        4 => (when, any_size(72)).prop_map(|(when, quota)| Step::Settle(when, quota)),
        1 => (any_size(100), any::<u8>()).prop_map(|(staked, part)| Step::Stakes(staked, part)),
    ];
    prop::collection::vec(step, 1..60)
}

proptest! {
    #![proptest_config(random_cases(3_000))]

    /// From any state that the slots can hold, at any time: no panic (overflow checks are on), every
    /// field within its width, and nothing lost if the sums fit.
    #[test]
    fn roll_never_fails_from_any_state(
        ledger in any_ledger(), now in any_time(), totals in any_stake(), price in any_size(128),
    ) {
        let price = CreditPrice(price);
        let mut next = ledger;
        next.advance(now, &totals, price);
        for budget in next.budgets {
            prop_assert_eq!(Budget::unpack(budget.pack()), budget);
        }
        prop_assert_eq!(Today::unpack(next.today.pack()), next.today);
        prop_assert_eq!(ClosedDay::unpack(next.closed.pack()), next.closed);
        prop_assert_eq!(Stream::unpack(next.stream.pack()), next.stream);
        if now < LATEST {
            prop_assert_eq!(Accounting::unpack(next.accounting.pack()), next.accounting);
        }
        prop_assert_eq!(next.accounting.supply, ledger.accounting.supply);
        prop_assert_eq!(next.today.active, ledger.today.active);
        prop_assert_eq!(next.today.pause, ledger.today.pause);
        prop_assert!(next.today.day >= ledger.today.day);
        prop_assert!(next.accounting.index.value >= ledger.accounting.index.value);
        // A roll equals an accrual up to the boundary, the roll at the boundary, which keeps all fee
        // tokens, and an accrual up to now.
        let last = ledger.today.day;
        if last >= Day::of(now) || last < Day::FIRST {
            return Ok(());
        }
        let boundary = last.start_after(1);
        let mut apart = ledger;
        apart.accrue(boundary, &totals);
        let parts = |ledger: &Ledger| [
            left(ledger), ledger.pool_reward.accrued, ledger.inflow.pending_stream,
            ledger.inflow.pool, ledger.budgets[0].left, ledger.budgets[1].left,
        ];
        let total = |ledger: &Ledger| {
            parts(ledger).iter().try_fold(0u128, |sum, part| sum.checked_add(*part))
        };
        let before = total(&apart);
        apart.advance(boundary, &totals, price);
        if before.is_some_and(|all| all <= Inflow::MAX_POOL) {
            prop_assert_eq!(total(&apart), before);
        }
        if Day::of(now) == Day::of(boundary) {
            apart.advance(now, &totals, price);
            apart.accounting.index.last = now;
            apart.accounting.maybe_paused = next.accounting.maybe_paused;
            prop_assert_eq!(apart, next);
        }
    }

    /// Conservation: everything received is in the stream, the pool reward, the pending stream, the
    /// pool or the budgets, or was released to stakers or paid to providers.
    #[test]
    fn fee_tokens_are_conserved_over_any_days(steps in steps()) {
        let economy = EconomyParams {
            credit_price: CreditPrice(1 << 90),
            ..EconomyParams::default()
        }
        .with_shares(Shares { stakers: ONE * 15 / 100, pool: ONE * 15 / 100 });
        let mut ledger = Ledger {
            today: Today { day: Day(D), ..Today::default() },
            ..Ledger::default()
        };
        let (mut now, mut totals) = (MIDNIGHT, stake(5 * ONE, 2 * ONE));
        let (mut received, mut earned, mut released) = (0u128, 0u128, 0u128);
        let mut reward = Reward::default();
        for step in steps {
            // Only accrual moves fee tokens out of the ledger.
            let before = sum(&ledger);
            let boundary = ledger.today.day.start_after(1);
            if boundary <= now {
                ledger.accrue(boundary, &totals);
                let after = sum(&ledger);
                ledger.roll(boundary, &totals, economy.credit_price);
                prop_assert_eq!(sum(&ledger), after, "a roll keeps all fee tokens");
            }
            ledger.advance(now, &totals, economy.credit_price);
            released += before - sum(&ledger);
            // One account has the whole stake and earns everything released, except for dust.
            reward.settle_floor(&ledger.accounting.index, &totals);
            match step {
                Step::Wait(seconds) => now += seconds,
                Step::Fee(fee) => {
                    let parts = economy.split_fee(fee);
                    ledger.inflow.pending_stream += parts.stakers;
                    ledger.inflow.pool += parts.pool;
                    (received, earned) = (received + fee, earned + parts.provider);
                }
                Step::Fund(amount) => {
                    ledger.inflow.pending_stream += amount;
                    received += amount;
                }
                Step::FundCapacity(amount) => {
                    ledger.inflow.pool += amount;
                    received += amount;
                }
                Step::Activate(amount) => {
                    if ledger.today.issued + amount <= DIEM {
                        ledger.today.activate(amount);
                    }
                }
                Step::Deactivate(amount) => ledger.today.deactivate(amount.min(ledger.today.active)),
                Step::Settle(when, quota) => {
                    let at = budget_index(ledger.today.settled_day(when));
                    let issued = match when {
                        OfToday => ledger.today.issued,
                        Yesterday => ledger.budgets[at].issued,
                    };
                    let quota = quota.min(ledger.budgets[at].unsettled(issued));
                    earned += ledger.budgets[at].settle_floor(quota, issued, economy.credit_price);
                }
                Step::Stakes(staked, part) => {
                    totals = stake(staked, staked / 255 * u128::from(part));
                }
            }
            prop_assert_eq!(received, sum(&ledger) + released + earned);
        }
        prop_assert!(reward.accrued <= released);
    }
}

/// An operation on the first call after some time.
#[derive(Clone, Debug)]
struct Call {
    /// How long ago the call before was.
    seconds: u64,
    fee: u128,
    /// What the two accounts have staked and locked from now on.
    stakes: [(u128, u8); 2],
}

fn calls() -> impl Strategy<Value = Vec<Call>> {
    let seconds = prop_oneof![1..DAY, 1..9 * DAY, Just(DAY), Just(2 * DAY)];
    let staked = prop_oneof![2 => Just(0), 6 => 0..1u128 << 90, 1 => Just(ONE - 1), 1 => Just(ONE)];
    let stakes = prop::array::uniform2((staked, any::<u8>()));
    let call = (seconds, prop_oneof![1 => Just(0), 2 => 0..1u128 << 80], stakes)
        .prop_map(|(seconds, fee, stakes)| Call { seconds, fee, stakes });
    prop::collection::vec(call, 1..30)
}

proptest! {
    #![proptest_config(random_cases(2_000))]

    /// Who earns what does not depend on when the first call of a day comes: a ledger that rolls when it
    /// is called, and one that somebody rolls at each boundary, by the second.
    #[test]
    fn late_rolls_pay_the_same_as_rolls_at_each_boundary(calls in calls()) {
        let start = Ledger {
            today: Today { day: Day(D), ..Today::default() },
            accounting: Accounting {
                index: Index { value: 0, last: MIDNIGHT },
                ..Accounting::default()
            },
            ..Ledger::default()
        };
        let (mut late, mut punctual, mut now) = (start, start, MIDNIGHT);
        let mut stakes = [Stake::default(); 2];
        let mut totals = Stake::default();
        let mut rewards = [[Reward::default(); 2]; 2];
        for call in calls {
            now += call.seconds;
            while punctual.today.day < Day::of(now) {
                let boundary = punctual.today.day.start_after(1);
                punctual.roll(boundary, &totals, PRICE);
            }
            punctual.advance(now, &totals, PRICE);
            late.advance(now, &totals, PRICE);
            prop_assert_eq!(late.accounting.index.value, punctual.accounting.index.value);
            prop_assert_eq!(late.accounting.day(), punctual.accounting.day());
            prop_assert_eq!(left(&late), left(&punctual));
            if left(&late) > 0 {
                let times = |stream: Stream| (stream.start, stream.end);
                prop_assert_eq!(times(late.stream), times(punctual.stream));
            }
            // Budgets of skipped days differ, but what is in the pool is the same.
            prop_assert_eq!(sum(&late), sum(&punctual));
            for (ledger, rewards) in [&late, &punctual].into_iter().zip(&mut rewards) {
                for (reward, stake) in rewards.iter_mut().zip(&stakes) {
                    reward.settle_floor(&ledger.accounting.index, stake);
                }
            }
            prop_assert_eq!(rewards[0], rewards[1]);
            for ledger in [&mut late, &mut punctual] {
                ledger.inflow.add_fee(call.fee / 2, call.fee);
            }
            stakes = call
                .stakes
                .map(|(staked, part)| stake(staked, staked / 255 * u128::from(part)));
            let all = |of: fn(&Stake) -> u128| stakes.iter().map(of).sum();
            totals = stake(all(Stake::staked), all(Stake::locked));
        }
    }

    /// Nothing goes from the pool to the stakers, whatever its size: they receive what was added for
    /// them, less the pool's fifth of what is locked.
    #[test]
    fn stakers_receive_nothing_from_the_pool(
        days in prop::collection::vec((1u64..5 * DAY, any_size(110), any_size(100)), 1..40),
        active in any_size(80), price in any_size(100), locked in any::<u8>(),
    ) {
        let totals = stake(255 * ONE, ONE * u128::from(locked));
        let mut ledger = Ledger {
            today: Today { day: Day(D), active, ..Today::default() },
            ..Ledger::default()
        };
        let (mut now, mut streamed, mut pooled) = (MIDNIGHT, 0u128, 0u128);
        let mut reward = Reward::default();
        for (seconds, pool, stream) in days {
            ledger.advance(now, &totals, CreditPrice(price));
            reward.settle_floor(&ledger.accounting.index, &totals);
            ledger.inflow.add_fee(pool, stream);
            (streamed, pooled) = (streamed + stream, pooled + pool);
            now += seconds;
            let fifth = sum(&ledger) - left(&ledger) - ledger.inflow.pending_stream;
            prop_assert!(fifth >= pooled, "the pool only grows without settlements");
            prop_assert!(fifth - pooled <= streamed / 5);
            prop_assert!(reward.accrued + left(&ledger) + ledger.inflow.pending_stream <= streamed);
        }
    }
}

#[test]
fn largest_records_pack() {
    let closed = ClosedDay { day: Day(u16::MAX), issued: DIEM, quota: (1 << 96) - 1 };
    assert_eq!(ClosedDay::unpack(closed.pack()), closed);
    assert_eq!(ClosedDay::unpack(Wide::ZERO), ClosedDay::default());
    let accounting = Accounting {
        index: Index { value: u128::MAX, last: u64::MAX },
        supply: DIEM,
        maybe_paused: true,
    };
    let kept = Accounting::unpack(accounting.pack());
    assert_eq!(kept.index.last, (1 << 40) - 1, "the latest time that fits");
    assert_eq!(kept.day(), Day::LAST);
    assert_eq!(Accounting { index: accounting.index, ..kept }, accounting);
    assert_eq!(kept.index.value, u128::MAX);
    assert_eq!(Accounting::unpack(Wide::ZERO), Accounting::default());
    let today =
        Today { day: Day(u16::MAX), active: DIEM, issued: DIEM - 1, pause: Pause::default() };
    assert_eq!(Today::unpack(today.pack()), today);
    assert_eq!(Today::unpack(Wide::ZERO), Today::default());
}

/// What `docs/concepts/fees.md` says that daily credits earn: in steady state, the pool pays out
/// what paid credits bring it, by the daily credits used, up to the price.
#[test]
fn steady_pool_pays_for_daily_credits_what_paid_ones_bring() {
    const USD: u128 = 1_000_000;
    let price = CreditPrice(USD);
    // Per hundred credits used: the paid ones, and what the pool pays per daily one, in cents.
    for (paid, cents) in [(10, 2.0), (20, 4.5), (50, 18.0), (80, 72.0), (85, 100.0)] {
        // Of 1,000 daily credits, a tenth or nine tenths are used.
        for used in [100, 900] {
            let today = Today { day: Day(D), active: 1_000 * ONE, ..Today::default() };
            let mut ledger = Ledger { today, ..Ledger::default() };
            ledger.accounting.index.last = MIDNIGHT;
            let totals = stake(1_000_000 * ONE, 1_000_000 * ONE);
            let mut reimbursed = 0;
            for day in 0..2_000 {
                let budget = &mut ledger.budgets[budget_index(ledger.today.day)];
                reimbursed = budget.settle_floor(used * ONE, ledger.today.issued, price);
                // Of each paid credit's price, 15 % go to the pool and 15 % to stakers.
                let fee = USD * used * paid / (100 - paid);
                ledger.inflow.add_fee(fee * 15 / 100, fee * 15 / 100);
                ledger.roll(MIDNIGHT + (day + 1) * DAY, &totals, price);
            }
            let per_credit = reimbursed as f64 / used as f64 / USD as f64 * 100.0;
            assert!((per_credit - cents).abs() < 0.05, "{paid} % paid, {used} used: {per_credit}");
        }
    }
}
