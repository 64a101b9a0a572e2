// SPDX-License-Identifier: MIT OR Apache-2.0
//! Burn offers (§5).

use crate::fixture::{Fixture, DAY_ONE};
use diem_reference::accounts::{ALICE, BOB, CAROL, CONTRACT, NORTH, OWNER, STRANGER, ZERO_ADDRESS};
use diem_reference::units::{DAY, ONE};
use diem_reference::{AccountId, Action, DiemError, Event};

/// A fixture in which Alice's position averages about 90 VVV for each DIEM, and Bob holds DIEM of his own.
fn minted() -> Fixture {
    let mut fixture = Fixture::new();
    for caller in [ALICE, BOB] {
        fixture.run(Action::StakeAndMint { caller, vvv: 9_100 * ONE, min_out: 0, activate: false });
    }
    fixture
}

fn offer(rate: u128, amount: u128, last_day: u32) -> Action {
    Action::OfferBurn { caller: ALICE, rate, amount, last_day }
}

fn burn(amount: u128, recipient: AccountId) -> Action {
    Action::BurnFor { caller: BOB, account: ALICE, amount, min_vvv: 0, recipient }
}

fn no_offer(left: u128) -> DiemError {
    DiemError::NoBurnOffer { account: ALICE, left }
}

#[test]
fn a_burn_by_offer_pays_its_rate_and_leaves_the_rest_to_the_position() {
    let mut fixture = minted();
    fixture.run(offer(50 * ONE, 10 * ONE, DAY_ONE));
    let before = fixture.reference.account_view(ALICE);
    let supply = fixture.reference.supply();
    let freed = before.locked * 4 / (before.minted / ONE);
    let outcome = fixture.run(burn(4 * ONE, CAROL));

    let after = fixture.reference.account_view(ALICE);
    let unlocked = before.locked - after.locked;
    assert!(unlocked.abs_diff(freed) < freed / 50, "about 4 DIEM at the average rate");
    assert_eq!(before.minted - after.minted, 4 * ONE);
    assert_eq!(after.unlocked - before.unlocked, unlocked - 200 * ONE);
    assert_eq!(fixture.reference.account_view(CAROL).unlocked, 200 * ONE);
    assert_eq!(fixture.reference.supply(), supply - 4 * ONE);
    assert_eq!(after.burn_offer.amount, 6 * ONE);
    assert_eq!(
        outcome.events,
        [
            Event::DiemBurnedFor {
                account: ALICE,
                burner: BOB,
                recipient: CAROL,
                diem_burned: 4 * ONE,
                vvv_unlocked: unlocked,
                vvv_paid: 200 * ONE,
            },
            Event::Transfer { from: BOB, to: ZERO_ADDRESS, value: 4 * ONE },
        ]
    );
}

#[test]
fn a_burn_by_offer_frees_what_the_accounts_own_burn_would_and_pays_no_more() {
    let mut fixture = minted();
    fixture.run(offer(1_000 * ONE, u128::MAX, DAY_ONE));
    let mut own = fixture.clone();
    let amount = 12_345_678_901_234_567_890;
    let freed = own.amount_of(Action::BurnDiem { caller: ALICE, amount });
    assert_eq!(fixture.amount_of(burn(amount, BOB)), freed);
    assert_eq!(fixture.reference.account_view(ALICE).unlocked, 0);
    assert_eq!(fixture.reference.account_view(BOB).unlocked, freed);
}

#[test]
fn the_last_burn_frees_all_that_is_locked() {
    let mut fixture = minted();
    let minted = fixture.reference.account_view(ALICE).minted;
    fixture.run(Action::Transfer { caller: ALICE, to: BOB, value: minted });
    fixture.run(offer(1_000 * ONE, minted, DAY_ONE));
    fixture.run(burn(1, BOB));
    fixture.expect_error(
        Action::BurnDiem { caller: ALICE, amount: minted },
        DiemError::ExceedsMinted { minted: minted - 1, amount: minted },
    );
    fixture.run(burn(minted - 1, BOB));
    let view = fixture.reference.account_view(ALICE);
    assert_eq!((view.locked, view.minted, view.burn_offer.amount), (0, 0, 0));
    // The rate and the last day stay.
    assert_eq!((view.burn_offer.rate, view.burn_offer.last_day), (1_000 * ONE, DAY_ONE));
    fixture.expect_error(burn(1, BOB), no_offer(0));
}

#[test]
fn burn_for_checks_in_the_documented_order() {
    let mut fixture = minted();
    let minted = fixture.reference.account_view(ALICE).minted;
    fixture.run(Action::Transfer {
        caller: BOB,
        to: CAROL,
        value: fixture.reference.diem_balance(BOB) - ONE,
    });
    let full = |caller, account, amount, min_vvv, recipient| Action::BurnFor {
        caller,
        account,
        amount,
        min_vvv,
        recipient,
    };
    fixture.expect_error(full(BOB, BOB, 0, 0, CONTRACT), DiemError::ZeroAmount);
    for recipient in [ZERO_ADDRESS, CONTRACT, BOB] {
        fixture.expect_error(
            full(BOB, BOB, 2 * minted, 0, recipient),
            DiemError::InvalidRecipient { recipient },
        );
    }
    fixture.expect_error(
        full(BOB, BOB, 2 * minted, 0, CAROL),
        DiemError::InvalidRecipient { recipient: BOB },
    );
    fixture.expect_error(full(BOB, ALICE, 2 * minted, 0, BOB), no_offer(0));
    fixture.run(offer(1, minted + ONE, DAY_ONE));
    fixture.expect_error(full(BOB, ALICE, 2 * minted, 0, BOB), no_offer(minted + ONE));
    fixture.expect_error(
        full(BOB, ALICE, minted + 1, u128::MAX, BOB),
        DiemError::ExceedsMinted { minted, amount: minted + 1 },
    );
    fixture.expect_error(
        full(BOB, ALICE, ONE + 1, u128::MAX, BOB),
        DiemError::ERC20InsufficientBalance { sender: BOB, balance: ONE, needed: ONE + 1 },
    );
    fixture.expect_error(
        full(BOB, ALICE, ONE, 2, BOB),
        DiemError::SlippageExceeded { out: 1, min_out: 2 },
    );
    // A payment of nothing is below the least minimum, 1.
    fixture.expect_error(
        full(BOB, ALICE, ONE - 1, 0, BOB),
        DiemError::SlippageExceeded { out: 0, min_out: 1 },
    );
    assert_eq!(fixture.amount_of(full(BOB, ALICE, ONE, 1, BOB)), 1);
}

#[test]
fn an_offer_ends_with_its_last_day() {
    let mut fixture = minted();
    fixture.run(offer(ONE, 3 * ONE, DAY_ONE + 1));
    fixture.wait_until(DAY_ONE + 1, DAY - 1);
    fixture.run(burn(ONE, BOB));
    fixture.wait(1);
    fixture.expect_error(burn(ONE, BOB), no_offer(0));
    let kept = fixture.reference.account_view(ALICE).burn_offer;
    assert_eq!((kept.rate, kept.amount, kept.last_day), (ONE, 2 * ONE, DAY_ONE + 1));
}

#[test]
fn an_offer_is_stored_within_its_widths_and_a_rate_of_0_withdraws_it() {
    let mut fixture = minted();
    fixture.expect_error(offer(1, 0, DAY_ONE), DiemError::ZeroAmount);
    let offered =
        |rate, amount, last_day| Event::BurnOffered { account: ALICE, rate, amount, last_day };
    let greatest = (1 << 80) - 1;
    assert_eq!(fixture.events_of(offer(7, u128::MAX, 65_536)), [offered(7, greatest, 65_535)]);
    for (amount, last_day) in [(0, 0), (ONE, DAY_ONE)] {
        fixture.run(offer(ONE, ONE, DAY_ONE));
        assert_eq!(fixture.events_of(offer(0, amount, last_day)), [offered(0, 0, 0)]);
        let kept = fixture.reference.account_view(ALICE).burn_offer;
        assert_eq!((kept.rate, kept.amount, kept.last_day), (0, 0, 0));
        fixture.expect_error(burn(1, BOB), no_offer(0));
    }
}

#[test]
fn burning_by_offer_is_open_while_paused_and_rolls_the_day() {
    let mut fixture = minted();
    fixture.run(Action::Pause { caller: OWNER });
    fixture.wait_until(DAY_ONE + 1, 5);
    let events = fixture.events_of(offer(ONE, 3 * ONE, DAY_ONE + 1));
    assert!(matches!(events[..], [Event::BurnOffered { .. }]), "{events:?}");
    let events = fixture.events_of(burn(ONE, BOB));
    assert!(matches!(events[..], [Event::DayRolled { .. }, _, _]), "{events:?}");
}

#[test]
fn both_accounts_rewards_are_settled_before_their_stakes_change() {
    let mut fixture = minted();
    fixture.run(Action::StakeVvv { caller: CAROL, recipient: CAROL, amount: 100 * ONE });
    fixture.run(Action::Fund { caller: CAROL, amount: 1_000_000_000 });
    fixture.run(offer(ONE, 3 * ONE, DAY_ONE + 9));
    fixture.wait_until(DAY_ONE + 2, 0);
    let rewards = |fixture: &Fixture| {
        [ALICE, BOB, CAROL, STRANGER, NORTH]
            .map(|account| fixture.reference.pending_rewards(account))
    };
    let before = rewards(&fixture);
    fixture.run(burn(ONE, CAROL));
    assert_eq!(rewards(&fixture), before);
}
