//! Usage vouchers (§8) and the deposit behind them (§7).

use crate::common::{credits, spend, voucher, Stage, DAY_ONE};
use diem_reference::units::cast::{ALICE, NORTH, OWNER, SOUTH, STRANGER};
use diem_reference::units::ONE;
use diem_reference::{Event, Op, Params, Refusal, Voucher};
use proptest::prelude::*;

fn slip(credits: u128) -> Voucher {
    Voucher {
        account: ALICE,
        spender: ALICE,
        provider: NORTH,
        day: DAY_ONE,
        credits,
    }
}

#[test]
fn only_the_difference_is_collected() {
    let mut stage = Stage::with_active(ALICE, 10 * ONE);
    assert_eq!(
        stage.does(voucher(ALICE, ALICE, DAY_ONE, 3 * ONE)).returned,
        credits(3 * ONE, 0)
    );
    assert_eq!(
        stage.does(voucher(ALICE, ALICE, DAY_ONE, 5 * ONE)).returned,
        credits(2 * ONE, 0)
    );
    stage.refuses(
        voucher(ALICE, ALICE, DAY_ONE, 5 * ONE),
        Refusal::VoucherNotNewer {
            collected: 5 * ONE,
            credits: 5 * ONE,
        },
    );
}

#[test]
fn what_is_not_covered_stays_collectable() {
    let mut stage = Stage::with_active(ALICE, ONE);
    stage.deposits(ALICE, 1_500_000);
    let all = voucher(ALICE, ALICE, DAY_ONE, 4 * ONE);
    assert_eq!(stage.does(all.clone()).returned, credits(ONE, 3 * ONE / 2));
    stage.refuses(
        all.clone(),
        Refusal::InsufficientCredits {
            quota: 0,
            paid: 0,
            needed: 3 * ONE / 2,
        },
    );
    stage.deposits(ALICE, 9_000_000);
    assert_eq!(stage.does(all).returned, credits(0, 3 * ONE / 2));
}

#[test]
fn checks_run_in_the_designs_order() {
    let mut stage = Stage::with_active(ALICE, ONE);
    let today = DAY_ONE;
    let mut wrong = Voucher {
        account: ALICE,
        spender: STRANGER,
        provider: NORTH,
        day: today + 1,
        credits: 1 << 120,
    };
    let mut caller = STRANGER;
    let mut signed = false;
    stage.does(Op::SetProvider {
        caller: OWNER,
        provider: NORTH,
        admitted: false,
    });
    let redeem = |caller, voucher, signed| Op::Redeem {
        caller,
        voucher,
        signed,
    };

    stage.refuses(
        redeem(caller, wrong, signed),
        Refusal::VoucherNotYetValid {
            day: today + 1,
            today,
        },
    );
    wrong.day = today - 2;
    stage.refuses(
        redeem(caller, wrong, signed),
        Refusal::VoucherExpired {
            day: today - 2,
            today,
        },
    );
    wrong.day = today;
    stage.refuses(
        redeem(caller, wrong, signed),
        Refusal::VoucherTooLarge { credits: 1 << 120 },
    );
    wrong.credits = 0;
    stage.refuses(
        redeem(caller, wrong, signed),
        Refusal::OnlyProvider { provider: NORTH },
    );
    wrong.provider = caller;
    stage.refuses(
        redeem(caller, wrong, signed),
        Refusal::NotProvider { provider: STRANGER },
    );
    wrong.provider = NORTH;
    caller = NORTH;
    stage.refuses(
        redeem(caller, wrong, signed),
        Refusal::InvalidVoucherSignature { spender: STRANGER },
    );
    signed = true;
    stage.refuses(
        redeem(caller, wrong, signed),
        Refusal::NoGrant {
            account: ALICE,
            spender: STRANGER,
        },
    );
    wrong.spender = ALICE;
    stage.refuses(
        redeem(caller, wrong, signed),
        Refusal::VoucherNotNewer {
            collected: 0,
            credits: 0,
        },
    );
    wrong.credits = ONE;
    stage.does(redeem(caller, wrong, signed));
}

#[test]
fn a_removed_provider_collects_for_its_last_day_only() {
    let mut stage = Stage::with_active(ALICE, 10 * ONE);
    stage.does(Op::SetProvider {
        caller: OWNER,
        provider: NORTH,
        admitted: false,
    });
    stage.refuses(
        spend(ALICE, ALICE, ONE),
        Refusal::NotProvider { provider: NORTH },
    );
    stage.does(voucher(ALICE, ALICE, DAY_ONE, ONE));
    stage.goes_to(DAY_ONE + 1, 0);
    stage.does(voucher(ALICE, ALICE, DAY_ONE, 2 * ONE));
    stage.refuses(
        voucher(ALICE, ALICE, DAY_ONE + 1, ONE),
        Refusal::NotProvider { provider: NORTH },
    );
}

#[test]
fn a_bad_voucher_spoils_no_batch() {
    let mut stage = Stage::with_active(ALICE, 10 * ONE);
    let elsewhere = Voucher {
        provider: SOUTH,
        ..slip(9 * ONE)
    };
    let batch = Op::RedeemBatch {
        caller: NORTH,
        vouchers: vec![slip(ONE), elsewhere, slip(ONE), slip(3 * ONE)],
        signed: vec![true; 4],
    };
    let outcome = stage.does(batch);
    assert_eq!(outcome.returned, credits(3 * ONE, 0));
    let rejected: Vec<_> = outcome
        .events
        .iter()
        .filter(|event| !matches!(event, Event::Settled { .. }))
        .collect();
    let expected = [(1, "OnlyProvider"), (2, "VoucherNotNewer")].map(|(index, error)| {
        Event::VoucherRejected {
            index,
            error: error.into(),
        }
    });
    assert_eq!(rejected, expected.iter().collect::<Vec<_>>());
    stage.refuses(
        Op::RedeemBatch {
            caller: NORTH,
            vouchers: vec![slip(ONE)],
            signed: vec![],
        },
        Refusal::LengthMismatch {
            vouchers: 1,
            signatures: 0,
        },
    );
    assert_eq!(
        stage
            .does(Op::RedeemBatch {
                caller: NORTH,
                vouchers: vec![],
                signed: vec![]
            })
            .returned,
        credits(0, 0)
    );
}

#[test]
fn a_fee_is_rounded_up_and_the_rest_is_prepaid() {
    let mut stage = Stage::with(false, Params::at_price(3));
    stage.deposits(ALICE, 10);
    stage.does(spend(ALICE, ALICE, ONE / 2));
    let deposit = stage.0.person(ALICE).deposit;
    assert_eq!((deposit.deposit, deposit.prepaid), (8, ONE / 2));
    stage.does(spend(ALICE, ALICE, ONE / 6));
    assert_eq!(stage.0.person(ALICE).deposit.deposit, 8);
    // 8 units and what is prepaid cover 8.000…002 / 3 credits.
    let left = stage.0.pair(ALICE, ALICE).spendable_paid;
    stage.refuses(
        spend(ALICE, ALICE, 3 * ONE),
        Refusal::InsufficientCredits {
            quota: 0,
            paid: left,
            needed: 3 * ONE,
        },
    );
    stage.does(spend(ALICE, ALICE, left));
    assert_eq!(stage.0.person(ALICE).deposit.deposit, 0);
}

proptest! {
    /// Any split of the same usage at one price costs the same.
    #[test]
    fn splitting_usage_changes_no_cost(price in 1..10_000_000_u128, parts in prop::collection::vec(1..ONE, 1..20)) {
        let mut split = Stage::with(false, Params::at_price(price));
        let mut whole = Stage::with(false, Params::at_price(price));
        split.deposits(ALICE, 1_000_000_000);
        whole.deposits(ALICE, 1_000_000_000);
        for &part in &parts {
            split.does(spend(ALICE, ALICE, part));
        }
        whole.does(spend(ALICE, ALICE, parts.iter().sum()));
        prop_assert_eq!(split.0.person(ALICE).deposit, whole.0.person(ALICE).deposit);
    }

    /// Invariant 9: vouchers in any order, one by one or together, end in the same totals.
    #[test]
    fn invariant_9_order_and_batching_of_vouchers_do_not_matter(
        totals in prop::collection::vec(1..5 * ONE, 1..8).prop_shuffle(),
        split in 0..8_usize,
    ) {
        let mut one_by_one = Stage::with_active(ALICE, 10 * ONE);
        let mut sorted = totals.clone();
        sorted.sort();
        for &total in &sorted {
            let _ = one_by_one.0.apply(&voucher(ALICE, ALICE, DAY_ONE, total));
        }
        let mut batched = Stage::with_active(ALICE, 10 * ONE);
        let (first, second) = totals.split_at(split.min(totals.len()));
        for part in [first, second] {
            batched.does(Op::RedeemBatch {
                caller: NORTH,
                vouchers: part.iter().map(|&total| slip(total)).collect(),
                signed: vec![true; part.len()],
            });
        }
        prop_assert_eq!(one_by_one.0.person(ALICE), batched.0.person(ALICE));
    }
}
