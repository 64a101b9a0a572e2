// SPDX-License-Identifier: MIT OR Apache-2.0
//! Burn offers: an account pays others in staked VVV for burning DIEM against its position.

use crate::support::*;
use alloy_primitives::{address, Address, U256};
use rstest::rstest;

/// Who receives the payments of most tests.
const CAROL: Address = address!("000000000000000000000000000000000000CA01");
/// What the offers of most tests pay, in VVV wei per DIEM: less than the position's average of a little over 90.
const RATE: u128 = 40 * ONE;

/// A call of `offerBurn`.
fn offer(rate: u128, amount: u128, last_day: u32) -> offerBurnCall {
    offerBurnCall { rate: u(rate), amount: u(amount), lastDay: last_day }
}

/// A call of `burnFor` against Alice's position, for Carol, without a minimum.
fn burn_for(amount: u128) -> burnForCall {
    burnForCall { account: ALICE, amount: u(amount), minVvv: U256::ZERO, recipient: CAROL }
}

/// A fixture where Alice has minted 100 DIEM, has 50 VVV unlocked, and offers [`RATE`] for 50 DIEM for ten days; Bob has
/// 60 of her DIEM, and has minted 10 more himself.
fn fixture_with_offer(fee_token: FeeToken) -> Fixture {
    let fixture = Fixture::new(fee_token);
    fixture.mint_diem(ALICE, 100 * ONE);
    fixture.stake_vvv(ALICE, 50 * ONE);
    fixture.ok(ALICE, transferCall { to: BOB, value: u(60 * ONE) });
    fixture.mint_diem(BOB, 10 * ONE);
    fixture.offer_burn(ALICE, RATE, 50 * ONE);
    fixture
}

/// What `account`'s own burn of `amount` would free, in VVV wei.
fn freed(fixture: &Fixture, account: Address, amount: u128) -> u128 {
    let AccountSnapshot { locked, minted, .. } = fixture.account_snapshot(account);
    (u(amount) * locked / minted).to()
}

#[rstest]
fn an_offer_is_kept_as_given_and_emits_burn_offered(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_offer(fee_token);
    let event: BurnOffered = fixture.last_event();
    assert_eq!((event.account, event.rate), (ALICE, u(RATE)));
    assert_eq!((event.amount, event.lastDay), (u(50 * ONE), today() + 9));
    let view = fixture.ok(BOB, burnOfferOfCall { account: ALICE });
    assert_eq!((view.rate, view.amount, view.lastDay), (u(RATE), u(50 * ONE), today() + 9));
    let position = fixture.account_snapshot(ALICE);
    assert_eq!((view.minted, view.locked), (position.minted, position.locked));
    // Another offer replaces it; one may offer more than one has minted, and for days past.
    fixture.ok(ALICE, offer(1, 1_000 * ONE, 0));
    assert_eq!(fixture.burn_offer_of(ALICE), (1, 1_000 * ONE, 0));
    assert_eq!(fixture.burn_offer_of(BOB), (0, 0, 0));
    // An account without a position may offer as well.
    fixture.ok(CAROL, offer(1, 1, today()));
    assert_eq!(fixture.burn_offer_of(CAROL), (1, 1, today()));
}

#[rstest]
fn a_rate_of_0_withdraws_the_offer_whatever_else_is_given(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_offer(fee_token);
    for (amount, day) in [(U256::ZERO, 0), (u(7), today() + 5), (U256::MAX, u32::MAX)] {
        fixture.offer_burn(ALICE, RATE, 50 * ONE);
        fixture.ok(ALICE, offerBurnCall { rate: U256::ZERO, amount, lastDay: day });
        let event: BurnOffered = fixture.last_event();
        assert_eq!((event.account, event.rate), (ALICE, U256::ZERO));
        assert_eq!((event.amount, event.lastDay), (U256::ZERO, 0), "what is kept");
        assert_eq!(fixture.burn_offer_of(ALICE), (0, 0, 0));
        let none = NoBurnOffer { account: ALICE, left: U256::ZERO };
        fixture.assert_reverts(BOB, burn_for(1), none);
    }
}

#[rstest]
fn offer_burn_rejects_an_amount_of_0_and_a_rate_beyond_128_bits(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_offer(fee_token);
    fixture.assert_reverts(ALICE, offer(1, 0, today()), ZeroAmount {});
    for amount in [U256::from(1) << 128, U256::MAX] {
        let call = offerBurnCall { rate: amount, ..offer(1, 0, today()) };
        fixture.assert_reverts(ALICE, call, AmountTooLarge { amount });
    }
    fixture.ok(ALICE, offer(u128::MAX, 1, today()));
    assert_eq!(fixture.burn_offer_of(ALICE), (u128::MAX, 1, today()));
}

#[rstest]
fn amounts_and_days_beyond_their_widths_are_kept_as_the_maximum(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_offer(fee_token);
    let most = (1 << 80) - 1;
    for (amount, kept) in [
        (u(most - 1), most - 1),
        (u(most), most),
        (u(most + 1), most),
        (U256::from(1) << 128, most),
        (U256::MAX, most),
    ] {
        for (day, kept_day) in [(65_534, 65_534), (65_535, 65_535), (65_536, 65_535)] {
            fixture.ok(ALICE, offerBurnCall { rate: u(1), amount, lastDay: day });
            assert_eq!(fixture.burn_offer_of(ALICE), (1, kept, kept_day));
            let event: BurnOffered = fixture.last_event();
            assert_eq!((event.amount, event.lastDay), (u(kept), kept_day));
        }
    }
    fixture.ok(ALICE, offer(RATE, 1, u32::MAX));
    assert_eq!(fixture.burn_offer_of(ALICE).2, 65_535);
    fixture.ok(BOB, burn_for(1));
}

#[rstest]
fn burn_for_burns_the_callers_diem_and_pays_from_what_it_frees(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_offer(fee_token);
    let accounts = [ALICE, BOB, CAROL];
    let before = fixture.snapshot(&accounts);
    let logs = fixture.event_count();
    let amount = 30 * ONE + 7;
    let freed = freed(&fixture, ALICE, amount);
    let paid = amount * 40;
    assert!(paid < freed);
    assert_eq!(fixture.ok(BOB, burn_for(amount)).paid, u(paid));
    assert_eq!(fixture.event_count(), logs + 2, "no DiemBurned");
    let event: DiemBurnedFor = fixture.nth_last_event(1);
    assert_eq!((event.account, event.burner, event.recipient), (ALICE, BOB, CAROL));
    assert_eq!(
        (event.diemBurned, event.vvvUnlocked, event.vvvPaid),
        (u(amount), u(freed), u(paid))
    );
    let moved: Transfer = fixture.last_event();
    assert_eq!((moved.from, moved.to, moved.value), (BOB, Address::ZERO, u(amount)));

    let mut expected = before;
    expected.supply -= u(amount);
    expected.locked -= u(freed);
    let [alice, bob, carol] = &mut expected.accounts[..] else { unreachable!() };
    alice.minted -= u(amount);
    alice.locked -= u(freed);
    alice.unlocked += u(freed - paid);
    alice.burn_offer.1 -= amount;
    bob.diem -= u(amount);
    carol.unlocked += u(paid);
    assert_eq!(fixture.snapshot(&accounts), expected, "and nothing else changes");
}

#[rstest]
fn the_payment_is_rounded_down_and_never_more_than_what_is_freed(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_offer(fee_token);
    for rate in [1_999_999_999_999_999_999, 89 * ONE, 91 * ONE, 1_000 * ONE, u128::MAX] {
        fixture.offer_burn(ALICE, rate, 10 * ONE);
        for amount in [1, 3, ONE + 1] {
            let before = fixture.account_snapshot(ALICE).unlocked;
            let freed = freed(&fixture, ALICE, amount);
            let price = u(amount) * u(rate) / u(ONE);
            let paid = fixture.ok(BOB, burn_for(amount)).paid;
            assert_eq!(paid, price.min(u(freed)));
            assert_eq!(fixture.account_snapshot(ALICE).unlocked - before, u(freed) - paid);
        }
    }
}

#[rstest]
fn burning_all_that_was_minted_frees_all_that_is_locked(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_offer(fee_token);
    fixture.ok(ALICE, transferCall { to: BOB, value: u(40 * ONE) });
    fixture.offer_burn(ALICE, u128::MAX, 100 * ONE);
    fixture.ok(BOB, burn_for(33 * ONE + 1));
    let AccountSnapshot { locked, unlocked, .. } = fixture.account_snapshot(ALICE);
    assert_eq!(fixture.ok(BOB, burn_for(67 * ONE - 1)).paid, locked);
    let alice = fixture.account_snapshot(ALICE);
    assert_eq!((alice.minted, alice.locked, alice.unlocked), (U256::ZERO, U256::ZERO, unlocked));
    assert_eq!(fixture.burn_offer_of(ALICE), (u128::MAX, 0, today() + 9));
}

#[rstest]
fn the_burner_may_be_the_recipient_and_keeps_a_position_of_its_own(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_offer(fee_token);
    let before = fixture.account_snapshot(BOB);
    let call = burnForCall { recipient: BOB, ..burn_for(5 * ONE) };
    fixture.ok(BOB, call);
    let expected = AccountSnapshot {
        diem: before.diem - u(5 * ONE),
        unlocked: before.unlocked + u(200 * ONE),
        ..before
    };
    assert_eq!(fixture.account_snapshot(BOB), expected);
}

#[rstest]
fn what_is_paid_leaves_by_the_usual_cooldown_or_mints_again(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_offer(fee_token);
    fixture.ok(BOB, burn_for(50 * ONE));
    let mint = mintDiemCall { vvvToLock: u(1_000 * ONE), minOut: U256::ZERO };
    fixture.ok(CAROL, mint);
    fixture.ok(CAROL, initiateUnstakeVvvCall { amount: u(1_000 * ONE) });
    let next = u(u128::from(now() + COOLDOWN));
    fixture.assert_reverts(CAROL, finalizeUnstakeCall {}, NothingMatured { next });
    advance(COOLDOWN);
    fixture.ok(CAROL, finalizeUnstakeCall {});
    assert_eq!(fixture.vvv_balance(CAROL), 1_000 * ONE);
}

/// Each call fails for its own reason and for all reasons after it.
#[rstest]
fn burn_for_checks_its_arguments_then_the_offer_the_position_the_balance_and_the_payment(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_offer(fee_token);
    let this = fixture.diem.address();
    let beyond = U256::from(1) << 128;
    let call = |account, amount, min_vvv, recipient| burnForCall {
        account,
        amount,
        minVvv: min_vvv,
        recipient,
    };
    let most = u(u128::MAX);
    for (amount, min_vvv) in [(beyond, U256::ZERO), (U256::ZERO, beyond)] {
        let call = call(BOB, amount, min_vvv, Address::ZERO);
        fixture.assert_reverts(BOB, call, AmountTooLarge { amount: beyond });
    }
    fixture.assert_reverts(BOB, call(BOB, U256::ZERO, most, Address::ZERO), ZeroAmount {});
    for recipient in [Address::ZERO, this] {
        let call = call(BOB, most, most, recipient);
        fixture.assert_reverts(BOB, call, InvalidRecipient { recipient });
    }
    // The payment cannot go to the account itself, nor can it burn for itself.
    for (account, recipient) in [(ALICE, ALICE), (BOB, CAROL), (BOB, BOB)] {
        let call = call(account, most, most, recipient);
        fixture.assert_reverts(BOB, call, InvalidRecipient { recipient: account });
    }
    let error = NoBurnOffer { account: ALICE, left: u(50 * ONE) };
    fixture.assert_reverts(BOB, call(ALICE, most, most, CAROL), error);
    let error = NoBurnOffer { account: ALICE, left: u(50 * ONE) };
    fixture.assert_reverts(BOB, burn_for(50 * ONE + 1), error);
    let error = NoBurnOffer { account: CAROL, left: U256::ZERO };
    fixture.assert_reverts(BOB, call(CAROL, u(1), most, ALICE), error);
    fixture.offer_burn(ALICE, 1, u128::MAX);
    let error = ExceedsMinted { minted: u(100 * ONE), amount: u(100 * ONE + 1) };
    fixture.assert_reverts(BOB, call(ALICE, u(100 * ONE + 1), most, CAROL), error);
    let error =
        ERC20InsufficientBalance { sender: BOB, balance: u(70 * ONE), needed: u(100 * ONE) };
    fixture.assert_reverts(BOB, call(ALICE, u(100 * ONE), most, CAROL), error);
    let error = SlippageExceeded { out: u(70), minOut: most };
    fixture.assert_reverts(BOB, call(ALICE, u(70 * ONE), most, CAROL), error);
    let error = SlippageExceeded { out: u(70), minOut: u(71) };
    fixture.assert_reverts(BOB, call(ALICE, u(70 * ONE), u(71), CAROL), error);
    // A payment of nothing is refused even without a minimum.
    let error = SlippageExceeded { out: U256::ZERO, minOut: u(1) };
    fixture.assert_reverts(BOB, burn_for(ONE - 1), error);
    assert_eq!(fixture.ok(BOB, call(ALICE, u(70 * ONE), u(70), CAROL)).paid, u(70));
}

#[rstest]
fn an_offer_ends_after_its_last_day_and_is_still_shown(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_offer(fee_token);
    let last = today();
    fixture.ok(ALICE, offer(RATE, 50 * ONE, last));
    advance_to_midnight();
    advance_to_midnight();
    fixture.ok(ALICE, offer(RATE, 50 * ONE, last + 2));
    fixture.ok(BOB, burn_for(ONE));
    advance_to_midnight();
    fixture.checkpoint();
    let error = NoBurnOffer { account: ALICE, left: U256::ZERO };
    fixture.assert_reverts(BOB, burn_for(1), error);
    assert_eq!(fixture.burn_offer_of(ALICE), (RATE, 49 * ONE, last + 2));
}

#[rstest]
fn offers_stand_and_are_used_during_a_pause(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_offer(fee_token);
    fixture.ok(OWNER, pauseCall {});
    fixture.ok(BOB, burn_for(ONE));
    fixture.offer_burn(ALICE, RATE, ONE);
    fixture.ok(BOB, burn_for(ONE));
    fixture.ok(ALICE, offer(0, 0, 0));
}

#[rstest]
fn burn_for_rolls_the_day_and_offers_do_not(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_offer(fee_token);
    advance_to_midnight();
    fixture.offer_burn(ALICE, RATE, 50 * ONE);
    fixture.ok(ALICE, offer(0, 0, 0));
    fixture.offer_burn(ALICE, RATE, 50 * ONE);
    assert_eq!(fixture.count_of::<DayRolled>(), 0);
    fixture.ok(BOB, burn_for(ONE));
    assert_eq!(fixture.count_of::<DayRolled>(), 1);
    let DayRolled { day, .. } = fixture.nth_last_event(2);
    assert_eq!(day, today() - 1);
}

/// Rewards of both accounts, and the pool's fifth of what was locked, are settled before the stakes change.
#[rstest]
fn burn_for_settles_the_rewards_of_both_accounts_first(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_offer(fee_token);
    fixture.stake_vvv(CAROL, 100 * ONE);
    fixture.fund_stakers(TREASURY, 86_400_000);
    advance_to_midnight();
    fixture.checkpoint();
    advance(43_200);
    let pending = |who| fixture.pending_rewards(who);
    let before = (pending(ALICE), pending(BOB), pending(CAROL), fixture.protocol().pool);
    fixture.ok(BOB, burn_for(50 * ONE));
    let after = (pending(ALICE), pending(BOB), pending(CAROL), fixture.protocol().pool);
    assert_eq!(after, before, "nothing changes at once");
    assert!(before.0 > 0 && before.2 > 0 && !before.3.is_zero());
    // From now on Carol earns for 2,100 VVV, Alice for what she has left.
    advance(43_199);
    let released = 43_199_000u128;
    let info = fixture.account_info(ALICE);
    let staked: u128 = fixture.protocol().staked.to();
    let part = |weight: u128| (U256::from(released) * u(weight) / u(5 * staked)).to::<u128>();
    let carol = pending(CAROL) - before.2;
    assert!(carol.abs_diff(part(5 * 2_100 * ONE)) <= 2);
    let alice = pending(ALICE) - before.0;
    let weight: u128 = (U256::from(5) * info.staked - info.locked).to();
    assert!(alice.abs_diff(part(weight)) <= 2);
}

#[rstest]
fn a_burn_by_offer_makes_the_owners_burn_of_everything_exceed_what_is_minted(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_offer(fee_token);
    fixture.ok(BOB, transferCall { to: ALICE, value: u(60 * ONE) });
    fixture.ok(BOB, burn_for(1));
    let error = ExceedsMinted { minted: u(100 * ONE - 1), amount: u(100 * ONE) };
    fixture.assert_reverts(ALICE, burnDiemCall { amount: u(100 * ONE) }, error);
    // The remedy: withdraw the offer first.
    fixture.ok(ALICE, offer(0, 0, 0));
    let error = NoBurnOffer { account: ALICE, left: U256::ZERO };
    fixture.assert_reverts(BOB, burn_for(1), error);
    fixture.ok(ALICE, burnDiemCall { amount: u(100 * ONE - 1) });
    assert_eq!(fixture.account_snapshot(ALICE).locked, U256::ZERO);
}

/// The owner's own burns and mints leave the offer as it is.
#[rstest]
fn an_offer_counts_only_what_others_burn(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_offer(fee_token);
    fixture.ok(ALICE, burnDiemCall { amount: u(40 * ONE) });
    fixture.mint_diem(ALICE, 5 * ONE);
    assert_eq!(fixture.burn_offer_of(ALICE).1, 50 * ONE);
    fixture.ok(BOB, burn_for(50 * ONE));
    assert_eq!(fixture.burn_offer_of(ALICE).1, 0);
    let error = NoBurnOffer { account: ALICE, left: U256::ZERO };
    fixture.assert_reverts(BOB, burn_for(1), error);
}
