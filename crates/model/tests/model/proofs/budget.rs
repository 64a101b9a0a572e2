// SPDX-License-Identifier: MIT OR Apache-2.0
//! A day's budget never pays more than it holds, in any order, on the day and on the next.
//!
//! `settle_floor` pays `min(⌊q·left/unsettled⌋, ⌊q·price/10¹⁸⌋, left)` and subtracts exactly that from
//! `left`. So payments and the rest always sum to the initial amount, for any settlements in any
//! order, even for more credits than were issued. The explorations try every sequence.

use diem_model::capacity::Budget;
use diem_model::params::CreditPrice;
use packed_word::Record;

use super::explore::{closure, Explored};

/// One credit.
const ONE: u128 = 1_000_000_000_000_000_000;

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct State {
    left: u128,
    issued: u128,
    settled: u128,
    /// The sum of all payments, on both days.
    paid: u128,
    /// The credits settled so far, on both days.
    served: u128,
    /// Whether the day is over and the budget pays for it on the next.
    rolled: bool,
}

/// All settlements of 0 to `issued + 1` credits, however many, with a roll anywhere between.
#[test]
fn budget_never_pays_more_than_it_holds() {
    const MOST: u128 = 6;
    let mut explored = Explored { states: 0, transitions: 0 };
    // In single base units, and in units so large that twelve of them are the largest budget.
    for unit in [1, Budget::MAX / 12] {
        for held in 0..=12 {
            for issued in 0..=MOST {
                for price in [0u128, 1, 2, 3, 1 << 60] {
                    let start = State {
                        left: held * unit,
                        issued: issued * ONE,
                        settled: 0,
                        paid: 0,
                        served: 0,
                        rolled: false,
                    };
                    let found = closure(
                        start,
                        |state| *state,
                        |state, next| {
                            let State { left, issued, settled, paid, served, rolled } = *state;
                            assert_eq!(paid + left, held * unit, "paid more than it held");
                            let worth = (served / ONE).saturating_mul(price.saturating_mul(unit));
                            assert!(paid <= worth, "paid more than the price");
                            let budget = Budget { left, issued, settled };
                            if !rolled {
                                // The day's roll, as the ledger does it.
                                next.push(State {
                                    issued: budget.unsettled(issued),
                                    settled: 0,
                                    rolled: true,
                                    ..*state
                                });
                            }
                            // Also more than is unsettled, although the meters prevent it.
                            for credits in 0..=MOST + 1 {
                                let quota = credits * ONE;
                                if served + quota > (MOST + 1) * ONE {
                                    break;
                                }
                                let mut budget = Budget::unpack(budget.pack());
                                let reward = budget.settle_floor(
                                    quota,
                                    issued,
                                    CreditPrice(price.saturating_mul(unit)),
                                );
                                next.push(State {
                                    left: budget.left,
                                    settled: budget.settled,
                                    paid: paid + reward,
                                    served: served + quota,
                                    ..*state
                                });
                            }
                        },
                    );
                    explored.states += found.states;
                    explored.transitions += found.transitions;
                }
            }
        }
    }
    explored.assert_is(50_552, 177_022);
}

/// Every way to settle up to 8 credits in parts, in every order. What a part is paid depends on the
/// earlier settlements by less than a unit each, and the parts together are never paid more than a
/// single settlement of all.
#[test]
fn order_of_settlements_matters_by_less_than_a_unit_each() {
    fn orders(open: u128, parts: &mut Vec<u128>, found: &mut Vec<Vec<u128>>) {
        found.push(parts.clone());
        for part in 1..=open {
            parts.push(part);
            orders(open - part, parts, found);
            parts.pop();
        }
    }
    let mut found = Vec::new();
    orders(8, &mut Vec::new(), &mut found);
    assert_eq!(found.len(), 256, "all compositions of 0 to 8");
    for held in 0..=40 {
        for price in [1, 3, 1 << 60] {
            let fresh = || Budget { left: held, issued: 0, settled: 0 };
            for parts in &found {
                let mut budget = fresh();
                let mut sum = 0;
                for (nth, part) in parts.iter().enumerate() {
                    let paid = budget.settle_floor(part * ONE, 8 * ONE, CreditPrice(price));
                    sum += paid;
                    // What it would be paid if it came first.
                    let first = fresh().settle_floor(part * ONE, 8 * ONE, CreditPrice(price));
                    assert!(paid.abs_diff(first) <= nth as u128, "{parts:?} of {held} at {price}");
                }
                let at_once = fresh().settle_floor(
                    parts.iter().sum::<u128>() * ONE,
                    8 * ONE,
                    CreditPrice(price),
                );
                assert!(sum <= at_once && sum + budget.left == held);
            }
        }
    }
}
