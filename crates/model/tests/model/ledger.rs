//! The day's roll (rollover): what closes, what continues, and that no fee token is lost over any
//! number of days.

use crate::common::random_cases;
use diem_model::capacity::Budget;
use diem_model::ledger::{budget_index, Accounting, ClosedDay, Ledger, Today};
use diem_model::params::{CreditPrice, EconomyParams, Shares};
use diem_model::pause::Pause;
use diem_model::position::Stake;
use diem_model::revenue::{Inflow, PaidCredits};
use diem_model::rewards::{Index, Reward, Stream, MIN_STAKE};
use diem_model::time::CreditDay::{self, Today as OfToday, Yesterday};
use diem_model::time::{Day, DAY};
use packed_word::{Record, Wide};
use proptest::prelude::*;

const ONE: u128 = MIN_STAKE;
const D: u16 = 20_000;
/// Day [`D`] begins here.
const MIDNIGHT: u64 = D as u64 * DAY;
const DIEM: u128 = (1 << 80) - 1;
/// Times up to this one are stored exactly. It is some 34,000 years after the last representable day.
const LATEST: u64 = (1 << 40) - 1 - DAY;

fn stake(staked: u128, locked: u128) -> Stake {
    Stake::unpack(Wide { high: staked, low: locked })
}

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
    ledger.roll(MIDNIGHT + DAY, &stake(ONE, 0));
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
    // A seventh of the 7,000 goes to the stream; the rest, pool reward and inflow are the new budget.
    let stream = Stream { amount: 1_003, start: MIDNIGHT + DAY, end: MIDNIGHT + 2 * DAY };
    assert_eq!((ledger.stream, ledger.pool_reward), (stream, owed(0)));
    assert_eq!(ledger.accounting.index.last, MIDNIGHT + DAY);
    assert_eq!(ledger.inflow, Inflow::default());
    let fresh = Budget { left: 6_015, ..Budget::default() };
    assert_eq!(ledger.budgets[budget_index(Day(D + 1))], fresh);
}

#[test]
fn after_skipped_days_budgets_decay_by_a_seventh_a_day() {
    for (days, decayed) in
        [(1, 1_000), (2, 2_200), (3, 3_300), (6, 6_600), (7, 7_700), (8, 7_700), (1_000, 7_700)]
    {
        let mut ledger = ledger();
        let before = sum(&ledger);
        ledger.roll(MIDNIGHT + days * DAY + 17, &stake(ONE, 0));
        assert_eq!(sum(&ledger), before, "after {days}");
        assert_eq!(left(&ledger), 3 + decayed, "after {days}");
        assert_eq!(ledger.stream.end, MIDNIGHT + days * DAY + 17 + DAY);
        let ended = if days > 1 { 7_700 } else { 7_000 };
        let next = Day(D + days as u16);
        assert_eq!(ledger.budgets[budget_index(next)].left, ended - decayed + 15);
        let other = ledger.budgets[1 - budget_index(next)];
        let kept = if days > 1 { 0 } else { 700 };
        assert_eq!(other.left, kept, "a day without a roll has no budget");
        assert_eq!((ledger.closed.day, ledger.today.day), (Day(D), next));
        // The figures are those of the day before the roll, however long ago it was.
        assert_eq!((ledger.closed.issued, ledger.closed.quota, ledger.paid.closed), (100, 70, 77));
    }
}

#[test]
fn rolls_once_a_day_and_not_before_midnight() {
    for now in [MIDNIGHT, MIDNIGHT + DAY - 1] {
        let mut ledger = ledger();
        ledger.advance(now, &stake(ONE, 0));
        assert_eq!(ledger, self::ledger(), "still the same day");
    }
    let mut ledger = ledger();
    ledger.advance(MIDNIGHT + DAY, &stake(ONE, 0));
    let once = ledger;
    ledger.advance(MIDNIGHT + DAY, &stake(ONE, 0));
    assert_eq!(ledger, once);
}

/// A roll in the last second of a day, and the next one second later.
#[test]
fn late_roll_still_streams_over_24_hours() {
    let totals = stake(ONE, 0);
    let mut ledger = Ledger { inflow: Inflow { pending_stream: 86_400_000, pool: 0 }, ..ledger() };
    let late = MIDNIGHT + 2 * DAY - 1;
    ledger.advance(late, &totals);
    let all = left(&ledger);
    assert_eq!(ledger.stream.end, late + DAY);
    ledger.advance(late + 1, &totals);
    assert_eq!(ledger.today.day, Day(D + 2));
    // One second's part was released; the rest and the new part are streamed over 24 hours again.
    let unpaid = 700 / 7;
    assert_eq!(left(&ledger), all - all / DAY as u128 + unpaid);
    assert_eq!(ledger.stream.end, late + 1 + DAY);
}

#[test]
fn stream_waits_across_rolls_without_enough_stake() {
    let too_little = stake(ONE - 1, 0);
    let mut ledger = ledger();
    let before = sum(&ledger);
    for day in 1..30 {
        ledger.advance(MIDNIGHT + day * DAY + 5, &too_little);
        ledger.advance(MIDNIGHT + day * DAY + 7_777, &too_little);
        assert_eq!((ledger.accounting.index.value, sum(&ledger)), (0, before));
    }
    let waiting = left(&ledger);
    let restart = MIDNIGHT + 29 * DAY + 7_777;
    let enough = stake(ONE, 0);
    // Nothing was released: the whole 24 hours remain.
    assert_eq!(ledger.stream.end, restart + DAY);
    ledger.advance(restart + 60, &enough);
    assert_eq!(left(&ledger), waiting - waiting * 60 / DAY as u128);
}

#[test]
fn budget_pays_nothing_and_decays_without_active_diem() {
    let mut ledger = Ledger {
        today: Today { day: Day(D), ..Today::default() },
        inflow: Inflow { pending_stream: 0, pool: 70_000 },
        ..Ledger::default()
    };
    let totals = stake(0, 0);
    ledger.roll(MIDNIGHT + DAY, &totals);
    let mut budget = ledger.budgets[budget_index(Day(D + 1))];
    assert_eq!(budget.left, 70_000);
    assert_eq!(budget.settle_floor(1, ledger.today.issued, CreditPrice(u128::MAX)), 0);
    ledger.roll(MIDNIGHT + 2 * DAY, &totals);
    assert_eq!(left(&ledger), 0, "the budget can still pay for yesterday");
    ledger.roll(MIDNIGHT + 3 * DAY, &totals);
    assert_eq!((left(&ledger), ledger.budgets[budget_index(Day(D + 3))].left), (10_000, 60_000));
    // An unused budget goes to the stakers in the end, except for the last units.
    for day in 4..400 {
        ledger.roll(MIDNIGHT + day * DAY, &totals);
    }
    assert_eq!(sum(&ledger), 70_000);
    assert_eq!(left(&ledger), 70_000 - 6, "a seventh of six rounds down to 0");
}

#[test]
fn excess_over_the_largest_budget_waits_in_the_pool() {
    let mut ledger = ledger();
    ledger.inflow.pool = Budget::MAX;
    ledger.budgets[budget_index(Day(D - 1))].left = Budget::MAX;
    let before = sum(&ledger);
    ledger.roll(MIDNIGHT + DAY, &stake(ONE, 0));
    assert_eq!(ledger.budgets[budget_index(Day(D + 1))].left, Budget::MAX);
    let decayed = Budget::MAX / 7;
    assert_eq!(ledger.inflow.pool, Budget::MAX - decayed + 5);
    assert_eq!(sum(&ledger), before);
    ledger.roll(MIDNIGHT + 2 * DAY, &stake(ONE, 0));
    assert_eq!(
        ledger.budgets[budget_index(Day(D + 2))].left,
        Budget::MAX - decayed + 5 + 700 - 100
    );
}

/// Calls that stake read the pause only if `maybe_paused` is set; a roll clears it after an expiry.
#[test]
fn roll_clears_maybe_paused_after_a_pause_expired() {
    let mut ledger = ledger();
    ledger.today.pause.set_by_guardian(MIDNIGHT).unwrap();
    ledger.accounting.maybe_paused = true;
    for (day, maybe_paused) in [(6, true), (7, false), (8, false)] {
        ledger.roll(MIDNIGHT + day * DAY, &stake(ONE, 0));
        assert_eq!(ledger.accounting.maybe_paused, maybe_paused, "{day} days after it began");
    }
    ledger.today.pause.set_by_owner(MIDNIGHT + 8 * DAY).unwrap();
    ledger.roll(MIDNIGHT + 1_000 * DAY, &stake(ONE, 0));
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

/// The last representable day never ends: there is no roll, but the stream continues to its end.
#[test]
fn accrual_still_works_after_the_last_representable_day() {
    let totals = stake(ONE, 0);
    let mut ledger = ledger();
    ledger.advance(65_535 * DAY, &totals);
    assert_eq!(ledger.today.day, Day(u16::MAX));
    for now in [65_536 * DAY, 70_000 * DAY, u64::MAX - 1, u64::MAX] {
        ledger.advance(now, &totals);
        assert_eq!((ledger.today.day, left(&ledger)), (Day(u16::MAX), 0));
    }
    let mut late = self::ledger();
    late.advance(u64::MAX, &totals);
    assert_eq!(late.stream.end, u64::MAX);
    late.advance(u64::MAX, &totals);
    assert_eq!(left(&late), 0);
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
    fn roll_never_fails_from_any_state(ledger in any_ledger(), now in any_time(), totals in any_stake()) {
        let mut next = ledger;
        next.advance(now, &totals);
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
        // A roll equals an accrual followed by the roll at the same time, which keeps all fee tokens.
        let mut apart = ledger;
        apart.accrue(now, &totals);
        let before = [
            left(&apart), apart.pool_reward.accrued, apart.inflow.pending_stream, apart.inflow.pool,
            apart.budgets[0].left, apart.budgets[1].left,
        ];
        apart.advance(now, &totals);
        prop_assert_eq!(apart, next);
        let all = before.iter().try_fold(0u128, |sum, part| sum.checked_add(*part));
        if let Some(all) = all.filter(|all| now < LATEST && *all <= Inflow::MAX_POOL) {
            prop_assert_eq!(sum(&next), all);
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
            ledger.accrue(now, &totals);
            released += before - sum(&ledger);
            let after = sum(&ledger);
            ledger.advance(now, &totals);
            prop_assert_eq!(sum(&ledger), after, "a roll keeps all fee tokens");
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
    assert_eq!(kept.day(), Day(u16::MAX));
    assert_eq!(Accounting { index: accounting.index, ..kept }, accounting);
    assert_eq!(kept.index.value, u128::MAX);
    assert_eq!(Accounting::unpack(Wide::ZERO), Accounting::default());
    let today =
        Today { day: Day(u16::MAX), active: DIEM, issued: DIEM - 1, pause: Pause::default() };
    assert_eq!(Today::unpack(today.pack()), today);
    assert_eq!(Today::unpack(Wide::ZERO), Today::default());
}
