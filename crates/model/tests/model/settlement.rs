// SPDX-License-Identifier: MIT OR Apache-2.0
//! Settling usage: what a use draws on, what it earns, and which records it loads.

use std::cell::Cell;

use diem_model::capacity::Budget;
use diem_model::deposit::Deposit;
use diem_model::grant::Grant;
use diem_model::ledger::Today;
use diem_model::meter::Meter;
use diem_model::params::{CreditPrice, EconomyParams};
use diem_model::settlement::{Records, Settlement, Shortfall, Sources, UsageRequest};
use diem_model::time::{CreditDay, Day};
use proptest::prelude::*;

use crate::common::random_cases;

const ONE: u128 = 1_000_000_000_000_000_000;
const TODAY: Day = Day(20_000);
/// Base units of the fee token for a credit.
const PRICE: u128 = 1_000_000;

/// The records of an account, and how often each was loaded.
struct Stored {
    economy: EconomyParams,
    budget: Budget,
    deposit: Deposit,
    economy_loads: Cell<u32>,
    budget_loads: Cell<u32>,
    deposit_loads: Cell<u32>,
}

impl Stored {
    fn new(budget: u128, deposit: u128) -> Self {
        Self {
            economy: EconomyParams {
                diem_cooldown: 86_400,
                staker_share: ONE * 15 / 100,
                pool_share: ONE * 15 / 100,
                credit_price: CreditPrice(PRICE),
            },
            budget: Budget { left: budget, issued: 100 * ONE, settled: 0 },
            deposit: deposit_of(deposit),
            economy_loads: Cell::new(0),
            budget_loads: Cell::new(0),
            deposit_loads: Cell::new(0),
        }
    }

    fn loads(&self) -> [u32; 3] {
        [&self.economy_loads, &self.budget_loads, &self.deposit_loads].map(Cell::get)
    }
}

fn deposit_of(amount: u128) -> Deposit {
    let mut deposit = Deposit::default();
    deposit.amount = amount;
    deposit
}

fn count(loads: &Cell<u32>) {
    loads.set(loads.get() + 1);
}

impl Records for Stored {
    fn economy(&self) -> EconomyParams {
        count(&self.economy_loads);
        self.economy
    }

    fn budget(&self, day: Day) -> Budget {
        assert!(day == TODAY || day == Day(TODAY.0 - 1), "{day:?}");
        count(&self.budget_loads);
        self.budget
    }

    fn deposit(&self) -> Deposit {
        count(&self.deposit_loads);
        self.deposit
    }
}

fn today(issued: u128) -> Today {
    Today { day: TODAY, issued, ..Today::default() }
}

/// A meter with `credits` left today.
fn meter(credits: u128) -> Meter {
    let mut meter = Meter::default().at(TODAY);
    meter.activate(credits);
    meter
}

fn grant(limit: u128, allow_paid: bool) -> Grant {
    let mut grant = Grant::default().at(TODAY);
    grant.set(limit, TODAY, allow_paid);
    grant
}

fn request(credits: u128, allow_partial: bool) -> UsageRequest {
    UsageRequest { day: CreditDay::Today, credits, allow_partial }
}

#[test]
fn daily_credits_are_used_before_paid_ones() {
    let stored = Stored::new(0, 10 * PRICE);
    let mut settlement = Settlement::begin(today(100 * ONE));
    let mut sources = Sources { meter: meter(3 * ONE), grant: None };

    let drawn = settlement.draw(&stored, &mut sources, request(5 * ONE, false)).unwrap();

    assert_eq!((drawn.usage.quota, drawn.usage.paid), (3 * ONE, 2 * ONE));
    assert_eq!(drawn.usage.fee, 2 * PRICE);
    assert_eq!(drawn.deposit.unwrap().amount, 8 * PRICE);
    assert_eq!(sources.meter.left(CreditDay::Today), 0);
    // 70 % to the provider, 15 % each to the pool and the stakers.
    assert_eq!(settlement.fees, 2 * PRICE * 70 / 100);
    assert_eq!(settlement.inflow.pool, 2 * PRICE * 15 / 100);
    assert_eq!(settlement.inflow.pending_stream, 2 * PRICE * 15 / 100);
    assert_eq!(settlement.paid, 2 * ONE);
}

#[test]
fn records_are_loaded_only_if_they_are_needed_and_shared_ones_once() {
    let stored = Stored::new(100, 10 * PRICE);
    let mut settlement = Settlement::begin(today(100 * ONE));
    for _ in 0..3 {
        let mut sources = Sources { meter: meter(ONE), grant: None };
        settlement.draw(&stored, &mut sources, request(ONE, false)).unwrap();
    }
    assert_eq!(stored.loads(), [1, 1, 0], "economy, budget, deposit");
    assert_eq!(settlement.budgets().count(), 1);

    let empty_budget = Stored::new(0, 10 * PRICE);
    let mut settlement = Settlement::begin(today(100 * ONE));
    let mut sources = Sources { meter: meter(ONE), grant: None };
    settlement.draw(&empty_budget, &mut sources, request(ONE, false)).unwrap();
    assert_eq!(empty_budget.loads(), [0, 1, 0], "an empty budget needs no price");
}

#[test]
fn a_refused_request_changes_nothing() {
    let stored = Stored::new(100, PRICE);
    let cases = [
        (Some(grant(2 * ONE, true)), 3 * ONE, Shortfall::GrantExceeded { left: 2 * ONE }),
        (Some(grant(9 * ONE, false)), 3 * ONE, Shortfall::PaidNotAllowed { quota: ONE }),
        (None, 3 * ONE, Shortfall::InsufficientCredits { quota: ONE, paid: ONE }),
    ];
    for (grant, credits, shortfall) in cases {
        let mut settlement = Settlement::begin(today(100 * ONE));
        let mut sources = Sources { meter: meter(ONE), grant };
        let before = sources;
        let refused = settlement.draw(&stored, &mut sources, request(credits, false));
        assert_eq!(refused, Err(shortfall));
        assert_eq!(sources, before);
        assert_eq!((settlement.earned(), settlement.paid), (0, 0));
        assert_eq!(settlement.budgets().count(), 0);
    }
}

#[test]
fn a_partial_request_takes_what_there_is_and_at_least_one_unit() {
    let stored = Stored::new(0, PRICE);
    let mut settlement = Settlement::begin(today(100 * ONE));
    let mut sources = Sources { meter: meter(ONE), grant: Some(grant(9 * ONE, true)) };
    let drawn = settlement.draw(&stored, &mut sources, request(5 * ONE, true)).unwrap();
    assert_eq!((drawn.usage.quota, drawn.usage.paid), (ONE, ONE));
    let left = sources.grant.unwrap().left(CreditDay::Today);
    assert_eq!(left, grant(9 * ONE, true).left(CreditDay::Today) - 2 * ONE);

    let nothing = Stored::new(0, 0);
    let mut sources = Sources { meter: meter(0), grant: None };
    let refused = settlement.draw(&nothing, &mut sources, request(5 * ONE, true));
    assert_eq!(refused, Err(Shortfall::InsufficientCredits { quota: 0, paid: 0 }));
}

#[test]
fn credits_of_yesterday_draw_on_yesterdays_budget() {
    let stored = Stored::new(1_000, 0);
    let mut settlement = Settlement::begin(today(7 * ONE));
    let mut sources = Sources {
        meter: {
            let mut meter = Meter::default().at(Day(TODAY.0 - 1));
            meter.activate(4 * ONE);
            meter.at(TODAY)
        },
        grant: None,
    };
    let yesterday =
        UsageRequest { day: CreditDay::Yesterday, credits: 2 * ONE, allow_partial: false };
    let today_left = sources.meter.left(CreditDay::Today);
    settlement.draw(&stored, &mut sources, yesterday).unwrap();

    assert_eq!(sources.meter.left(CreditDay::Yesterday), 2 * ONE);
    assert_eq!(sources.meter.left(CreditDay::Today), today_left);
    let budgets: Vec<_> = settlement.budgets().collect();
    assert_eq!(budgets.len(), 1);
    let (day, budget) = budgets[0];
    assert_eq!(day, Day(TODAY.0 - 1));
    // By the 100 credits that yesterday's budget was issued for, not by today's 7.
    assert_eq!(settlement.reimbursed, 1_000 * 2 / 100);
    assert_eq!(budget.left, 1_000 - settlement.reimbursed);
}

proptest! {
    #![proptest_config(random_cases(2_000))]

    /// Whatever is asked for: nothing is used beyond the request, the grant, the quota and the deposit; the parts sum up.
    #[test]
    fn no_use_exceeds_its_sources(
        quota in 0..20 * ONE, limit in prop::option::of((0..20 * ONE, any::<bool>())), deposit in 0..20 * PRICE,
        budget in 0..20 * PRICE, credits in 1..30 * ONE, allow_partial in any::<bool>(),
    ) {
        let stored = Stored::new(budget, deposit);
        let mut settlement = Settlement::begin(today(100 * ONE));
        let mut sources = Sources {
            meter: meter(quota),
            grant: limit.map(|(limit, allow_paid)| grant(limit, allow_paid)),
        };
        let before = sources;
        let granted = before.grant.map_or(u128::MAX, |grant| grant.left(CreditDay::Today));
        let allow_paid = before.grant.is_none_or(|grant| grant.allow_paid());
        let covered = if allow_paid { stored.deposit.covered_floor(CreditPrice(PRICE)) } else { 0 };
        let expected_quota = credits.min(granted).min(quota);
        let expected_paid = (credits.min(granted) - expected_quota).min(covered);
        let used = expected_quota + expected_paid;
        let enough = used == credits || (allow_partial && used > 0);

        match settlement.draw(&stored, &mut sources, request(credits, allow_partial)) {
            Ok(drawn) => {
                prop_assert!(enough);
                prop_assert_eq!((drawn.usage.quota, drawn.usage.paid), (expected_quota, expected_paid));
                prop_assert_eq!(before.meter.left(CreditDay::Today) - sources.meter.left(CreditDay::Today), expected_quota);
                let spent = deposit - drawn.deposit.map_or(deposit, |deposit| deposit.amount);
                prop_assert_eq!(spent, drawn.usage.fee);
                let parts = settlement.fees + settlement.inflow.pool + settlement.inflow.pending_stream;
                prop_assert_eq!(parts, drawn.usage.fee);
                let paid_out = settlement.budgets().map(|(_, after)| budget - after.left).sum::<u128>();
                prop_assert_eq!(settlement.reimbursed, paid_out);
                prop_assert_eq!(settlement.earned(), settlement.fees + settlement.reimbursed);
            }
            Err(_) => {
                prop_assert!(!enough);
                prop_assert_eq!(sources, before);
            }
        }
    }
}
