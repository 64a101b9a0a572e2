//! DIEM against VVV: minting, burning, quoting.

use crate::support::*;
use alloy_primitives::{address, Address, U256};

both! {
    mint_locks_stake_and_gives_what_was_quoted,
    rates_rise_with_supply_and_fall_with_burning,
    mint_refuses_less_than_asked_and_nothing_at_all,
    mint_takes_unlocked_stake_only,
    mint_beyond_the_curve_is_refused_with_its_end,
    quote_and_mint_are_inverse_to_the_wei,
    stake_and_mint_is_both_in_one,
    stake_and_mint_refuses_what_either_would_and_keeps_nothing,
    burning_part_frees_the_positions_average_and_all_frees_all,
    burn_needs_both_the_debt_and_the_diem,
    bought_diem_frees_nobodys_vvv,
    minting_in_parts_never_beats_minting_at_once,
}

const ALICE: Address = address!("00000000000000000000000000000000000A11CE");
const BOB: Address = address!("0000000000000000000000000000000000000B0B");

fn mint(vvv: u128, min_out: u128) -> mintDiemCall {
    mintDiemCall {
        vvvToLock: u(vvv),
        minOut: u(min_out),
    }
}

fn burn(amount: U256) -> burnDiemCall {
    burnDiemCall { amount }
}

fn quote(world: &World, vvv: u128) -> U256 {
    world
        .ok(BOB, getDiemAmountOutCall { vvvToLock: u(vvv) })
        .diemOut
}

/// A world in which some DIEM has been minted, so that the curve is not at its flat start.
fn grown(fees: Fees) -> World {
    let world = World::new(fees);
    world.staked(BOB, 5_000_000 * ONE);
    world.ok(BOB, mint(5_000_000 * ONE, 0));
    world
}

fn mint_locks_stake_and_gives_what_was_quoted(fees: Fees) {
    let world = grown(fees);
    world.staked(ALICE, 1_000 * ONE);
    let before = world.snapshot(&[ALICE]);
    let quoted = quote(&world, 600 * ONE);
    let out = world.ok(ALICE, mint(600 * ONE, 0)).diemOut;
    assert_eq!(out, quoted, "to the wei");
    let minted: DiemMinted = world.nth_last(1);
    assert_eq!(minted.account, ALICE);
    assert_eq!((minted.vvvLocked, minted.diemMinted), (u(600 * ONE), out));
    let transfer: Transfer = world.last();
    assert_eq!(
        (transfer.from, transfer.to, transfer.value),
        (Address::ZERO, ALICE, out)
    );

    let after = world.snapshot(&[ALICE]);
    assert_eq!(after.supply, before.supply + out);
    assert_eq!(after.locked, before.locked + u(600 * ONE));
    assert_eq!(
        (after.staked, after.held),
        (before.staked, before.held),
        "no VVV moves"
    );
    let position = &after.accounts[0];
    assert_eq!((position.diem, position.minted), (out, out));
    assert_eq!(
        (position.locked, position.unlocked),
        (u(600 * ONE), u(400 * ONE))
    );
}

fn rates_rise_with_supply_and_fall_with_burning(fees: Fees) {
    let world = World::new(fees);
    assert_eq!(
        world.ok(BOB, mintRateCall {})._0,
        u(90 * ONE),
        "the base at the start"
    );
    world.staked(ALICE, 4_000_000 * ONE);
    let mut last = U256::MAX;
    for _ in 0..4 {
        let out = world.ok(ALICE, mint(1_000_000 * ONE, 0)).diemOut;
        assert!(out < last);
        last = out;
    }
    let high = world.ok(BOB, mintRateCall {})._0;
    world.ok(ALICE, burn(u(10_000 * ONE)));
    assert!(world.ok(BOB, mintRateCall {})._0 < high);
}

fn mint_refuses_less_than_asked_and_nothing_at_all(fees: Fees) {
    let world = grown(fees);
    world.staked(ALICE, 1_000 * ONE);
    let out: u128 = quote(&world, ONE).to();
    let refusal = SlippageExceeded {
        out: u(out),
        minOut: u(out + 1),
    };
    world.refused(ALICE, mint(ONE, out + 1), refusal);
    // Less than a wei of DIEM is nothing, whatever minimum was asked for.
    let nothing = || SlippageExceeded {
        out: U256::ZERO,
        minOut: u(1),
    };
    world.refused(ALICE, mint(1, 0), nothing());
    world.refused(ALICE, mint(89, 1), nothing());
    world.refused(ALICE, mint(0, 0), ZeroAmount {});
    world.ok(ALICE, mint(ONE, out));
}

fn mint_takes_unlocked_stake_only(fees: Fees) {
    let world = World::new(fees);
    world.staked(ALICE, 100 * ONE);
    world.ok(ALICE, mint(60 * ONE, 0));
    let available = u(40 * ONE);
    let needed = u(40 * ONE + 1);
    world.refused(
        ALICE,
        mint(40 * ONE + 1, 0),
        InsufficientUnlocked { available, needed },
    );
    world.ok(
        ALICE,
        initiateUnstakeVvvCall {
            amount: u(40 * ONE),
        },
    );
    let none = InsufficientUnlocked {
        available: U256::ZERO,
        needed: u(90),
    };
    world.refused(ALICE, mint(90, 0), none);
    let nobody = InsufficientUnlocked {
        available: U256::ZERO,
        needed: u(90),
    };
    world.refused(BOB, mint(90, 0), nobody);
}

fn mint_beyond_the_curve_is_refused_with_its_end(fees: Fees) {
    let world = World::new(fees);
    let all = u128::MAX;
    world.staked(ALICE, all);
    let end = u(80_000 * ONE);
    let refusal = || SupplyCapExceeded {
        supply: U256::ZERO,
        maxSupply: end,
    };
    world.refused(ALICE, mint(all, 0), refusal());
    world.refused(BOB, getDiemAmountOutCall { vvvToLock: u(all) }, refusal());
    let beyond = getSVVVAmountInCall {
        diemOut: end + u(1),
    };
    world.refused(BOB, beyond, refusal());
    // The end itself can be reached, and nothing after it.
    let price: u128 = world
        .ok(BOB, getSVVVAmountInCall { diemOut: end })
        .vvvToLock
        .to();
    assert_eq!(world.ok(ALICE, mint(price, 0)).diemOut, end);
    let full = SupplyCapExceeded {
        supply: end,
        maxSupply: end,
    };
    world.refused(ALICE, mint(price, 0), full);
    assert!(world.ok(BOB, mintRateCall {})._0 > u(90 * ONE) * U256::from(8_886_000));
    // And everything comes back.
    assert_eq!(world.ok(ALICE, burn(end)).vvvUnlocked, u(price));
}

fn quote_and_mint_are_inverse_to_the_wei(fees: Fees) {
    let world = grown(fees);
    for diem in [1, 7, ONE / 3, ONE, 12_345 * ONE / 10, 20_000 * ONE] {
        let vvv: u128 = world
            .ok(BOB, getSVVVAmountInCall { diemOut: u(diem) })
            .vvvToLock
            .to();
        assert_eq!(quote(&world, vvv), u(diem));
        assert!(
            quote(&world, vvv - 1) < u(diem),
            "the least VVV that buys it"
        );
    }
    assert_eq!(quote(&world, 0), U256::ZERO);
}

fn stake_and_mint_is_both_in_one(fees: Fees) {
    let (one, two) = (grown(fees), grown(fees));
    for world in [&one, &two] {
        world.fund(ALICE, 500 * ONE);
    }
    let call = stakeAndMintCall {
        vvv: u(300 * ONE),
        minOut: u(1),
        activate: false,
    };
    let out = one.ok(ALICE, call).diemOut;
    two.ok(
        ALICE,
        stakeVvvCall {
            recipient: ALICE,
            amount: u(300 * ONE),
        },
    );
    assert_eq!(two.ok(ALICE, mint(300 * ONE, 1)).diemOut, out);
    assert_eq!(one.snapshot(&[ALICE, BOB]), two.snapshot(&[ALICE, BOB]));
    let staked: VvvStaked = one.nth_last(2);
    assert_eq!(
        (staked.account, staked.payer, staked.amount),
        (ALICE, ALICE, u(300 * ONE))
    );
    assert_eq!(one.nth_last::<DiemMinted>(1).diemMinted, out);
    assert_eq!(one.last::<Transfer>().value, out);
}

fn stake_and_mint_refuses_what_either_would_and_keeps_nothing(fees: Fees) {
    let world = grown(fees);
    world.fund(ALICE, 100 * ONE);
    let call = |vvv, min_out| stakeAndMintCall {
        vvv: u(vvv),
        minOut: u(min_out),
        activate: false,
    };
    world.refused(ALICE, call(0, 0), ZeroAmount {});
    let token = world.vvv.address();
    world.refused(
        ALICE,
        call(100 * ONE + 1, 0),
        SafeErc20FailedOperation { token },
    );
    world.refused(BOB, call(ONE, 0), SafeErc20FailedOperation { token });
    let out: u128 = quote(&world, ONE).to();
    let refusal = SlippageExceeded {
        out: u(out),
        minOut: u(out + 1),
    };
    world.refused(ALICE, call(ONE, out + 1), refusal);
}

fn burning_part_frees_the_positions_average_and_all_frees_all(fees: Fees) {
    let world = grown(fees);
    world.staked(ALICE, 100_000 * ONE + 1);
    let first: u128 = world.ok(ALICE, mint(40_000 * ONE, 0)).diemOut.to();
    let second: u128 = world.ok(ALICE, mint(60_000 * ONE + 1, 0)).diemOut.to();
    let (locked, minted) = (100_000 * ONE + 1, first + second);

    let part = minted / 3;
    let freed = world.ok(ALICE, burn(u(part))).vvvUnlocked;
    let expected = u(part) * u(locked) / u(minted);
    assert_eq!(freed, expected, "the average, rounded down");
    let burned: DiemBurned = world.nth_last(1);
    assert_eq!(
        (burned.account, burned.diemBurned, burned.vvvUnlocked),
        (ALICE, u(part), freed)
    );
    let transfer: Transfer = world.last();
    assert_eq!(
        (transfer.from, transfer.to, transfer.value),
        (ALICE, Address::ZERO, u(part))
    );
    let position = world.position(ALICE);
    assert_eq!(
        (position.unlocked, position.locked),
        (freed, u(locked) - freed)
    );
    assert_eq!(
        (position.minted, position.diem),
        (u(minted - part), u(minted - part))
    );

    world.ok(ALICE, burn(u(minted - part)));
    let position = world.position(ALICE);
    assert_eq!(
        (position.locked, position.minted, position.diem),
        Default::default()
    );
    assert_eq!(
        position.unlocked,
        u(locked),
        "nothing is left behind by rounding"
    );
}

fn burn_needs_both_the_debt_and_the_diem(fees: Fees) {
    let world = grown(fees);
    world.staked(ALICE, 1_000 * ONE);
    let minted = world.ok(ALICE, mint(1_000 * ONE, 0)).diemOut;
    world.refused(ALICE, burn(U256::ZERO), ZeroAmount {});
    let amount = minted + u(1);
    world.refused(ALICE, burn(amount), ExceedsMinted { minted, amount });
    let beyond = U256::from(1) << 128;
    world.refused(ALICE, burn(beyond), AmountTooLarge { amount: beyond });
    // With the DIEM gone there is nothing to burn, however much is owed.
    world.ok(
        ALICE,
        transferCall {
            to: BOB,
            value: minted,
        },
    );
    let short = ERC20InsufficientBalance {
        sender: ALICE,
        balance: U256::ZERO,
        needed: u(1),
    };
    world.refused(ALICE, burn(u(1)), short);
    // Any DIEM will do.
    world.ok(
        BOB,
        transferCall {
            to: ALICE,
            value: minted,
        },
    );
    assert_eq!(world.ok(ALICE, burn(minted)).vvvUnlocked, u(1_000 * ONE));
}

fn bought_diem_frees_nobodys_vvv(fees: Fees) {
    let world = grown(fees);
    world.ok(
        BOB,
        transferCall {
            to: ALICE,
            value: u(100 * ONE),
        },
    );
    let refusal = ExceedsMinted {
        minted: U256::ZERO,
        amount: u(1),
    };
    world.refused(ALICE, burn(u(1)), refusal);
}

fn minting_in_parts_never_beats_minting_at_once(fees: Fees) {
    let (once, parts) = (grown(fees), grown(fees));
    let total = 100_000 * ONE + 17;
    once.staked(ALICE, total);
    parts.staked(ALICE, total);
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
        "{sum} of {whole}: one wei a mint at most"
    );
}
