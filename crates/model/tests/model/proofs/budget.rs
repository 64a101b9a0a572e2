//! A day's budget never pays more than it holds, in any order, over the day and the next.
//!
//! `settle_floor` pays `min(⌊q·left/open⌋, ⌊q·price/10¹⁸⌋, left)` and takes just that out of `left`, so
//! that what is paid and what is left always sum to what it began with: whatever is settled, in
//! whatever order, even were it more than was issued. The explorations look at every sequence.

use diem_model::capacity::Budget;
use packed_word::Record;

use super::explore::{closure, Explored};

/// One credit.
const ONE: u128 = 1_000_000_000_000_000_000;

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct State {
    left: u128,
    issued: u128,
    settled: u128,
    /// What was paid for the credits settled so far, of both days.
    paid: u128,
    served: u128,
    /// Whether the day is over, and the budget pays on the next.
    rolled: bool,
}

/// All settlements of 0 to `issued + 1` credits, however many, with a roll anywhere between.
#[test]
fn a_budget_never_pays_more_than_it_holds() {
    const MOST: u128 = 6;
    let mut explored = Explored {
        states: 0,
        transitions: 0,
    };
    // Units of the fee token: a few, or so many that the greatest budget is all of them.
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
                            let State {
                                left,
                                issued,
                                settled,
                                paid,
                                served,
                                rolled,
                            } = *state;
                            assert_eq!(paid + left, held * unit, "paid more than it held");
                            let worth = (served / ONE).saturating_mul(price.saturating_mul(unit));
                            assert!(paid <= worth, "paid more than the price");
                            let budget = Budget {
                                left,
                                issued,
                                settled,
                            };
                            if !rolled {
                                // The day's roll, as the ledger does it.
                                next.push(State {
                                    issued: budget.open(issued),
                                    settled: 0,
                                    rolled: true,
                                    ..*state
                                });
                            }
                            // More than is open too, which no meter allows.
                            for credits in 0..=MOST + 1 {
                                let quota = credits * ONE;
                                if served + quota > (MOST + 1) * ONE {
                                    break;
                                }
                                let mut budget = Budget::unpack(budget.pack());
                                let reward =
                                    budget.settle_floor(quota, issued, price.saturating_mul(unit));
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

/// Every way to settle up to 8 credits in parts, in every order: what a part is paid depends on
/// what came before by less than a unit a settlement, and all of them get less than at once.
#[test]
fn no_order_of_settlements_is_paid_more_than_rounding() {
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
    assert_eq!(found.len(), 256, "each number of credits in each way");
    for held in 0..=40 {
        for price in [1, 3, 1 << 60] {
            let fresh = || Budget {
                left: held,
                issued: 0,
                settled: 0,
            };
            for parts in &found {
                let mut budget = fresh();
                let mut sum = 0;
                for (nth, part) in parts.iter().enumerate() {
                    let paid = budget.settle_floor(part * ONE, 8 * ONE, price);
                    sum += paid;
                    // What it would be paid as the first.
                    let first = fresh().settle_floor(part * ONE, 8 * ONE, price);
                    assert!(
                        paid.abs_diff(first) <= nth as u128,
                        "{parts:?} of {held} at {price}"
                    );
                }
                let at_once =
                    fresh().settle_floor(parts.iter().sum::<u128>() * ONE, 8 * ONE, price);
                assert!(sum <= at_once && sum + budget.left == held);
            }
        }
    }
}
