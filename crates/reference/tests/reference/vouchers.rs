// SPDX-License-Identifier: MIT OR Apache-2.0
//! Usage vouchers (§8) and the deposit behind them (§7).

use crate::fixture::{credits, redeem, spend, Fixture, DAY_ONE};
use diem_reference::accounts::{ALICE, NORTH, OWNER, SOUTH, STRANGER};
use diem_reference::random;
use diem_reference::units::ONE;
use diem_reference::{Action, DiemError, Event, Params, Voucher};
use proptest::prelude::*;

/// A voucher of Alice for today at `NORTH`.
fn north_voucher(credits: u128) -> Voucher {
    Voucher { account: ALICE, spender: ALICE, provider: NORTH, day: DAY_ONE, credits }
}

#[test]
fn redeem_collects_only_the_difference() {
    let mut fixture = Fixture::with_active(ALICE, 10 * ONE);
    assert_eq!(fixture.run(redeem(ALICE, ALICE, DAY_ONE, 3 * ONE)).returned, credits(3 * ONE, 0));
    assert_eq!(fixture.run(redeem(ALICE, ALICE, DAY_ONE, 5 * ONE)).returned, credits(2 * ONE, 0));
    fixture.expect_error(
        redeem(ALICE, ALICE, DAY_ONE, 5 * ONE),
        DiemError::VoucherNotNewer { collected: 5 * ONE, credits: 5 * ONE },
    );
}

#[test]
fn credits_that_are_not_covered_stay_collectable() {
    let mut fixture = Fixture::with_active(ALICE, ONE);
    fixture.deposit(ALICE, 1_500_000);
    let all = redeem(ALICE, ALICE, DAY_ONE, 4 * ONE);
    assert_eq!(fixture.run(all.clone()).returned, credits(ONE, 3 * ONE / 2));
    fixture.expect_error(
        all.clone(),
        DiemError::InsufficientCredits { quota: 0, paid: 0, needed: 3 * ONE / 2 },
    );
    fixture.deposit(ALICE, 9_000_000);
    assert_eq!(fixture.run(all).returned, credits(0, 3 * ONE / 2));
}

#[test]
fn redeem_checks_in_the_documented_order() {
    let mut fixture = Fixture::with_active(ALICE, ONE);
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
    fixture.run(Action::SetProvider { caller: OWNER, provider: NORTH, admitted: false });
    let redeem =
        |caller, voucher, signed| Action::Redeem { caller, voucher, signed, total: u128::MAX };

    fixture.expect_error(
        redeem(caller, wrong, signed),
        DiemError::VoucherNotYetValid { day: today + 1, today },
    );
    wrong.day = today - 2;
    fixture.expect_error(
        redeem(caller, wrong, signed),
        DiemError::VoucherExpired { day: today - 2, today },
    );
    wrong.day = today;
    fixture.expect_error(
        redeem(caller, wrong, signed),
        DiemError::VoucherTooLarge { credits: 1 << 120 },
    );
    wrong.credits = 0;
    fixture
        .expect_error(redeem(caller, wrong, signed), DiemError::OnlyProvider { provider: NORTH });
    wrong.provider = caller;
    fixture
        .expect_error(redeem(caller, wrong, signed), DiemError::NotProvider { provider: STRANGER });
    wrong.provider = NORTH;
    caller = NORTH;
    fixture.expect_error(
        redeem(caller, wrong, signed),
        DiemError::InvalidVoucherSignature { spender: STRANGER },
    );
    signed = true;
    fixture.expect_error(
        redeem(caller, wrong, signed),
        DiemError::NoGrant { account: ALICE, spender: STRANGER },
    );
    wrong.spender = ALICE;
    fixture.expect_error(
        redeem(caller, wrong, signed),
        DiemError::VoucherNotNewer { collected: 0, credits: 0 },
    );
    wrong.credits = ONE;
    fixture.run(redeem(caller, wrong, signed));
}

#[test]
fn a_removed_provider_can_redeem_vouchers_up_to_its_last_day() {
    let mut fixture = Fixture::with_active(ALICE, 10 * ONE);
    fixture.run(Action::SetProvider { caller: OWNER, provider: NORTH, admitted: false });
    fixture.expect_error(spend(ALICE, ALICE, ONE), DiemError::NotProvider { provider: NORTH });
    fixture.run(redeem(ALICE, ALICE, DAY_ONE, ONE));
    fixture.wait_until(DAY_ONE + 1, 0);
    fixture.run(redeem(ALICE, ALICE, DAY_ONE, 2 * ONE));
    fixture.expect_error(
        redeem(ALICE, ALICE, DAY_ONE + 1, ONE),
        DiemError::NotProvider { provider: NORTH },
    );
}

#[test]
fn an_invalid_voucher_is_skipped_and_the_others_of_the_batch_are_redeemed() {
    let mut fixture = Fixture::with_active(ALICE, 10 * ONE);
    let south_voucher = Voucher { provider: SOUTH, ..north_voucher(9 * ONE) };
    let batch = Action::RedeemBatch {
        caller: NORTH,
        vouchers: vec![
            north_voucher(ONE),
            south_voucher,
            north_voucher(ONE),
            north_voucher(3 * ONE),
        ],
        signed: vec![true; 4],
        totals: vec![u128::MAX; 4],
    };
    let outcome = fixture.run(batch);
    assert_eq!(outcome.returned, credits(3 * ONE, 0));
    let rejected: Vec<_> =
        outcome.events.iter().filter(|event| !matches!(event, Event::Settled { .. })).collect();
    let expected = [(1, "OnlyProvider"), (2, "VoucherNotNewer")]
        .map(|(index, error)| Event::VoucherRejected { index, error: error.into() });
    assert_eq!(rejected, expected.iter().collect::<Vec<_>>());
    let empty =
        Action::RedeemBatch { caller: NORTH, vouchers: vec![], signed: vec![], totals: vec![] };
    assert_eq!(fixture.run(empty).returned, credits(0, 0));
}

#[test]
fn a_batch_of_unequal_lists_reverts() {
    let mut fixture = Fixture::with_active(ALICE, 10 * ONE);
    for (signatures, totals) in [(1, 1), (2, 1), (1, 2), (0, 0), (3, 2)] {
        let batch = Action::RedeemBatch {
            caller: NORTH,
            vouchers: vec![north_voucher(ONE); 2],
            signed: vec![true; signatures],
            totals: vec![u128::MAX; totals],
        };
        fixture.expect_error(
            batch,
            DiemError::LengthMismatch {
                vouchers: 2,
                signatures: signatures as u64,
                totals: totals as u64,
            },
        );
    }
}

#[test]
fn a_voucher_is_a_ceiling_and_the_total_is_what_was_used_of_it() {
    let mut fixture = Fixture::with_active(ALICE, 10 * ONE);
    let redeem = |ceiling, total| Action::Redeem {
        caller: NORTH,
        voucher: north_voucher(ceiling),
        signed: true,
        total,
    };
    let not_newer = |collected, credits| DiemError::VoucherNotNewer { collected, credits };
    fixture.expect_error(redeem(5 * ONE, 0), not_newer(0, 0));
    assert_eq!(fixture.run(redeem(5 * ONE, 2 * ONE)).returned, credits(2 * ONE, 0));
    fixture.expect_error(redeem(5 * ONE, 2 * ONE), not_newer(2 * ONE, 2 * ONE));
    fixture.expect_error(redeem(ONE, u128::MAX), not_newer(2 * ONE, ONE));
    assert_eq!(fixture.run(redeem(4 * ONE, 3 * ONE)).returned, credits(ONE, 0));
    assert_eq!(fixture.run(redeem(5 * ONE, 6 * ONE)).returned, credits(2 * ONE, 0));
    fixture.expect_error(redeem(5 * ONE, u128::MAX), not_newer(5 * ONE, 5 * ONE));
    // The width is that of the ceiling, whatever the total.
    fixture.expect_error(redeem(1 << 120, ONE), DiemError::VoucherTooLarge { credits: 1 << 120 });
}

#[test]
fn each_voucher_of_a_batch_has_its_own_total() {
    let mut fixture = Fixture::with_active(ALICE, 10 * ONE);
    let batch = Action::RedeemBatch {
        caller: NORTH,
        vouchers: vec![north_voucher(4 * ONE); 3],
        signed: vec![true; 3],
        totals: vec![ONE, ONE, 3 * ONE],
    };
    let outcome = fixture.run(batch);
    assert_eq!(outcome.returned, credits(3 * ONE, 0));
    assert!(outcome
        .events
        .contains(&Event::VoucherRejected { index: 1, error: "VoucherNotNewer".into() }));
}

#[test]
fn a_fee_is_rounded_up_and_the_excess_is_prepaid() {
    let mut fixture = Fixture::with(false, Params::at_price(3));
    fixture.deposit(ALICE, 10);
    fixture.run(spend(ALICE, ALICE, ONE / 2));
    let deposit = fixture.reference.account_view(ALICE).deposit;
    assert_eq!((deposit.deposit, deposit.prepaid), (8, ONE / 2));
    fixture.run(spend(ALICE, ALICE, ONE / 6));
    assert_eq!(fixture.reference.account_view(ALICE).deposit.deposit, 8);
    // 8 units and a prepaid rest of 2e-18 units cover (8 + 2e-18) / 3 credits.
    let left = fixture.reference.spender_view(ALICE, ALICE).spendable_paid;
    fixture.expect_error(
        spend(ALICE, ALICE, 3 * ONE),
        DiemError::InsufficientCredits { quota: 0, paid: left, needed: 3 * ONE },
    );
    fixture.run(spend(ALICE, ALICE, left));
    assert_eq!(fixture.reference.account_view(ALICE).deposit.deposit, 0);
}

proptest! {
    #![proptest_config(random::config(256))]

    /// The cost of some usage at one price does not depend on how it is split.
    #[test]
    fn splitting_usage_does_not_change_its_cost(price in 1..10_000_000_u128, parts in prop::collection::vec(1..ONE, 1..20)) {
        let mut split = Fixture::with(false, Params::at_price(price));
        let mut whole = Fixture::with(false, Params::at_price(price));
        split.deposit(ALICE, 1_000_000_000);
        whole.deposit(ALICE, 1_000_000_000);
        for &part in &parts {
            split.run(spend(ALICE, ALICE, part));
        }
        whole.run(spend(ALICE, ALICE, parts.iter().sum()));
        prop_assert_eq!(split.reference.account_view(ALICE).deposit, whole.reference.account_view(ALICE).deposit);
    }

    /// Vouchers lead to the same totals in any order, one by one or in batches.
    #[test]
    fn invariant_9_totals_do_not_depend_on_order_and_batching_of_vouchers(
        vouchers in prop::collection::vec((1..5 * ONE, 0..6 * ONE), 1..8).prop_shuffle(),
        split in 0..8_usize,
    ) {
        let mut one_by_one = Fixture::with_active(ALICE, 10 * ONE);
        let mut sorted = vouchers.clone();
        sorted.sort_by_key(|&(ceiling, total)| ceiling.min(total));
        for &(ceiling, total) in &sorted {
            let voucher = north_voucher(ceiling);
            let redeem = Action::Redeem { caller: NORTH, voucher, signed: true, total };
            let _ = one_by_one.reference.apply(&redeem);
        }
        let mut batched = Fixture::with_active(ALICE, 10 * ONE);
        let (first, second) = vouchers.split_at(split.min(vouchers.len()));
        for part in [first, second] {
            batched.run(Action::RedeemBatch {
                caller: NORTH,
                vouchers: part.iter().map(|&(ceiling, _)| north_voucher(ceiling)).collect(),
                signed: vec![true; part.len()],
                totals: part.iter().map(|&(_, total)| total).collect(),
            });
        }
        prop_assert_eq!(one_by_one.reference.account_view(ALICE), batched.reference.account_view(ALICE));
        let largest = vouchers.iter().map(|&(ceiling, total)| ceiling.min(total)).max();
        let left = 10 * ONE - batched.reference.account_view(ALICE).quota.left;
        prop_assert_eq!(Some(left), largest);
    }
}
