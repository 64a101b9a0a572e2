// SPDX-License-Identifier: MIT OR Apache-2.0
//! Minting DIEM against locked VVV, burning it, and quotes.

use crate::support::*;
use alloy_primitives::{Address, U256};
use rstest::rstest;

/// A call of `mintDiem`.
fn mint(vvv: u128, min_out: u128) -> mintDiemCall {
    mintDiemCall { vvvToLock: u(vvv), minOut: u(min_out) }
}

/// A call of `burnDiem`.
fn burn(amount: U256) -> burnDiemCall {
    burnDiemCall { amount }
}

/// The DIEM that locking `vvv` would mint now.
fn quote(fixture: &Fixture, vvv: u128) -> U256 {
    fixture.ok(BOB, getDiemAmountOutCall { vvvToLock: u(vvv) }).diemOut
}

/// A fixture in which DIEM has been minted, so that the curve is beyond its flat start.
fn fixture_with_supply(fee_token: FeeToken) -> Fixture {
    let fixture = Fixture::new(fee_token);
    fixture.stake_vvv(BOB, 5_000_000 * ONE);
    fixture.ok(BOB, mint(5_000_000 * ONE, 0));
    fixture
}

#[rstest]
fn mint_locks_stake_and_returns_the_quoted_diem(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_supply(fee_token);
    fixture.stake_vvv(ALICE, 1_000 * ONE);
    let before = fixture.snapshot(&[ALICE]);
    let quoted = quote(&fixture, 600 * ONE);
    let out = fixture.ok(ALICE, mint(600 * ONE, 0)).diemOut;
    assert_eq!(out, quoted, "the quote is exact");
    let minted: DiemMinted = fixture.nth_last_event(1);
    assert_eq!(minted.account, ALICE);
    assert_eq!((minted.vvvLocked, minted.diemMinted), (u(600 * ONE), out));
    let transfer: Transfer = fixture.last_event();
    assert_eq!((transfer.from, transfer.to, transfer.value), (Address::ZERO, ALICE, out));

    let after = fixture.snapshot(&[ALICE]);
    assert_eq!(after.supply, before.supply + out);
    assert_eq!(after.locked, before.locked + u(600 * ONE));
    assert_eq!((after.staked, after.held), (before.staked, before.held), "locking moves no VVV");
    let position = &after.accounts[0];
    assert_eq!((position.diem, position.minted), (out, out));
    assert_eq!((position.locked, position.unlocked), (u(600 * ONE), u(400 * ONE)));
}

#[rstest]
fn the_mint_rate_rises_with_supply_and_falls_with_burns(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    assert_eq!(fixture.ok(BOB, mintRateCall {})._0, u(90 * ONE), "the base rate at a supply of 0");
    fixture.stake_vvv(ALICE, 4_000_000 * ONE);
    let mut last = U256::MAX;
    for _ in 0..4 {
        let out = fixture.ok(ALICE, mint(1_000_000 * ONE, 0)).diemOut;
        assert!(out < last);
        last = out;
    }
    let high = fixture.ok(BOB, mintRateCall {})._0;
    fixture.ok(ALICE, burn(u(10_000 * ONE)));
    assert!(fixture.ok(BOB, mintRateCall {})._0 < high);
}

#[rstest]
fn mint_reverts_below_the_minimum_or_with_no_output(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_supply(fee_token);
    fixture.stake_vvv(ALICE, 1_000 * ONE);
    let out: u128 = quote(&fixture, ONE).to();
    let error = SlippageExceeded { out: u(out), minOut: u(out + 1) };
    fixture.assert_reverts(ALICE, mint(ONE, out + 1), error);
    // An output of less than a wei reverts even without a minimum.
    let nothing = || SlippageExceeded { out: U256::ZERO, minOut: u(1) };
    fixture.assert_reverts(ALICE, mint(1, 0), nothing());
    fixture.assert_reverts(ALICE, mint(89, 1), nothing());
    fixture.assert_reverts(ALICE, mint(0, 0), ZeroAmount {});
    fixture.ok(ALICE, mint(ONE, out));
}

#[rstest]
fn mint_locks_only_unlocked_stake(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    fixture.stake_vvv(ALICE, 100 * ONE);
    fixture.ok(ALICE, mint(60 * ONE, 0));
    let available = u(40 * ONE);
    let needed = u(40 * ONE + 1);
    fixture.assert_reverts(
        ALICE,
        mint(40 * ONE + 1, 0),
        InsufficientUnlocked { available, needed },
    );
    fixture.ok(ALICE, initiateUnstakeVvvCall { amount: u(40 * ONE) });
    let none = InsufficientUnlocked { available: U256::ZERO, needed: u(90) };
    fixture.assert_reverts(ALICE, mint(90, 0), none);
    let no_stake = InsufficientUnlocked { available: U256::ZERO, needed: u(90) };
    fixture.assert_reverts(BOB, mint(90, 0), no_stake);
}

#[rstest]
fn mint_reverts_beyond_the_end_of_the_curve(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = Fixture::new(fee_token);
    let all = u128::MAX;
    fixture.stake_vvv(ALICE, all);
    let end = u(80_000 * ONE);
    let error = || SupplyCapExceeded { supply: U256::ZERO, maxSupply: end };
    fixture.assert_reverts(ALICE, mint(all, 0), error());
    fixture.assert_reverts(BOB, getDiemAmountOutCall { vvvToLock: u(all) }, error());
    let beyond = getSVVVAmountInCall { diemOut: end + u(1) };
    fixture.assert_reverts(BOB, beyond, error());
    // The end itself can be reached, but not exceeded.
    let price: u128 = fixture.ok(BOB, getSVVVAmountInCall { diemOut: end }).vvvToLock.to();
    assert_eq!(fixture.ok(ALICE, mint(price, 0)).diemOut, end);
    let full = SupplyCapExceeded { supply: end, maxSupply: end };
    fixture.assert_reverts(ALICE, mint(price, 0), full);
    assert!(fixture.ok(BOB, mintRateCall {})._0 > u(90 * ONE) * U256::from(8_886_000));
    // Burning everything unlocks everything.
    assert_eq!(fixture.ok(ALICE, burn(end)).vvvUnlocked, u(price));
}

#[rstest]
fn the_two_quotes_are_exact_inverses(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_supply(fee_token);
    for diem in [1, 7, ONE / 3, ONE, 12_345 * ONE / 10, 20_000 * ONE] {
        let vvv: u128 = fixture.ok(BOB, getSVVVAmountInCall { diemOut: u(diem) }).vvvToLock.to();
        assert_eq!(quote(&fixture, vvv), u(diem));
        assert!(quote(&fixture, vvv - 1) < u(diem), "the quote is the least VVV that mints it");
    }
    assert_eq!(quote(&fixture, 0), U256::ZERO);
}

#[rstest]
fn stake_and_mint_equals_the_two_separate_calls(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let (one, two) = (fixture_with_supply(fee_token), fixture_with_supply(fee_token));
    for fixture in [&one, &two] {
        fixture.fund_vvv(ALICE, 500 * ONE);
    }
    let call = stakeAndMintCall { vvv: u(300 * ONE), minOut: u(1), activate: false };
    let out = one.ok(ALICE, call).diemOut;
    two.ok(ALICE, stakeVvvCall { recipient: ALICE, amount: u(300 * ONE) });
    assert_eq!(two.ok(ALICE, mint(300 * ONE, 1)).diemOut, out);
    assert_eq!(one.snapshot(&[ALICE, BOB]), two.snapshot(&[ALICE, BOB]));
    let staked: VvvStaked = one.nth_last_event(2);
    assert_eq!((staked.account, staked.payer, staked.amount), (ALICE, ALICE, u(300 * ONE)));
    assert_eq!(one.nth_last_event::<DiemMinted>(1).diemMinted, out);
    assert_eq!(one.last_event::<Transfer>().value, out);
}

#[rstest]
fn stake_and_mint_reverts_as_a_whole(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_supply(fee_token);
    fixture.fund_vvv(ALICE, 100 * ONE);
    let call = |vvv, min_out| stakeAndMintCall { vvv: u(vvv), minOut: u(min_out), activate: false };
    fixture.assert_reverts(ALICE, call(0, 0), ZeroAmount {});
    let token = fixture.vvv.address();
    fixture.assert_reverts(ALICE, call(100 * ONE + 1, 0), SafeErc20FailedOperation { token });
    fixture.assert_reverts(BOB, call(ONE, 0), SafeErc20FailedOperation { token });
    let out: u128 = quote(&fixture, ONE).to();
    let error = SlippageExceeded { out: u(out), minOut: u(out + 1) };
    fixture.assert_reverts(ALICE, call(ONE, out + 1), error);
}

#[rstest]
fn burn_unlocks_at_the_average_rate_and_the_last_burn_unlocks_the_rest(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_supply(fee_token);
    fixture.stake_vvv(ALICE, 100_000 * ONE + 1);
    let first: u128 = fixture.ok(ALICE, mint(40_000 * ONE, 0)).diemOut.to();
    let second: u128 = fixture.ok(ALICE, mint(60_000 * ONE + 1, 0)).diemOut.to();
    let (locked, minted) = (100_000 * ONE + 1, first + second);

    let part = minted / 3;
    let freed = fixture.ok(ALICE, burn(u(part))).vvvUnlocked;
    let expected = u(part) * u(locked) / u(minted);
    assert_eq!(freed, expected, "the position's average rate, rounded down");
    let burned: DiemBurned = fixture.nth_last_event(1);
    assert_eq!((burned.account, burned.diemBurned, burned.vvvUnlocked), (ALICE, u(part), freed));
    let transfer: Transfer = fixture.last_event();
    assert_eq!((transfer.from, transfer.to, transfer.value), (ALICE, Address::ZERO, u(part)));
    let position = fixture.account_snapshot(ALICE);
    assert_eq!((position.unlocked, position.locked), (freed, u(locked) - freed));
    assert_eq!((position.minted, position.diem), (u(minted - part), u(minted - part)));

    fixture.ok(ALICE, burn(u(minted - part)));
    let position = fixture.account_snapshot(ALICE);
    assert_eq!((position.locked, position.minted, position.diem), Default::default());
    assert_eq!(position.unlocked, u(locked), "no rounding dust stays locked");
}

#[rstest]
fn burn_requires_minted_diem_and_a_diem_balance(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_supply(fee_token);
    fixture.stake_vvv(ALICE, 1_000 * ONE);
    let minted = fixture.ok(ALICE, mint(1_000 * ONE, 0)).diemOut;
    fixture.assert_reverts(ALICE, burn(U256::ZERO), ZeroAmount {});
    let amount = minted + u(1);
    fixture.assert_reverts(ALICE, burn(amount), ExceedsMinted { minted, amount });
    let beyond = U256::from(1) << 128;
    fixture.assert_reverts(ALICE, burn(beyond), AmountTooLarge { amount: beyond });
    // Without the DIEM, a position cannot be unlocked.
    fixture.ok(ALICE, transferCall { to: BOB, value: minted });
    let short = ERC20InsufficientBalance { sender: ALICE, balance: U256::ZERO, needed: u(1) };
    fixture.assert_reverts(ALICE, burn(u(1)), short);
    // DIEM is fungible: any DIEM can be burned.
    fixture.ok(BOB, transferCall { to: ALICE, value: minted });
    assert_eq!(fixture.ok(ALICE, burn(minted)).vvvUnlocked, u(1_000 * ONE));
}

#[rstest]
fn burn_reverts_without_a_position_of_ones_own(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = fixture_with_supply(fee_token);
    fixture.ok(BOB, transferCall { to: ALICE, value: u(100 * ONE) });
    let error = ExceedsMinted { minted: U256::ZERO, amount: u(1) };
    fixture.assert_reverts(ALICE, burn(u(1)), error);
}

#[rstest]
fn minting_in_parts_never_beats_minting_at_once(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let (once, parts) = (fixture_with_supply(fee_token), fixture_with_supply(fee_token));
    let total = 100_000 * ONE + 17;
    once.stake_vvv(ALICE, total);
    parts.stake_vvv(ALICE, total);
    let whole = once.ok(ALICE, mint(total, 0)).diemOut;
    let mut sum = U256::ZERO;
    let mut left = total;
    for part in [1_000, ONE, 33_333 * ONE + 5, 500 * ONE] {
        sum += parts.ok(ALICE, mint(part, 0)).diemOut;
        left -= part;
    }
    sum += parts.ok(ALICE, mint(left, 0)).diemOut;
    assert!(
        sum <= whole && whole - sum < u(5),
        "{sum} of {whole}: each mint rounds down by at most a wei"
    );
}
