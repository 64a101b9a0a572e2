// SPDX-License-Identifier: MIT OR Apache-2.0
//! States of Diem from which calls are measured.

use super::*;

/// The supplies, in whole DIEM, at which mints are measured.
pub(super) const SUPPLIES: [u128; 3] = [1, 10_000, 37_713];

/// An account that Diem has no state of.
pub(super) const UNUSED_ACCOUNT: Address = Address::repeat_byte(0x99);

/// Alice has VVV and no state in Diem. Bob has staked, so that only Alice's slots are empty.
pub(super) fn fixture() -> Fixture {
    let mut fixture = Fixture::new();
    fixture.fund(ALICE, 1_000_000 * ONE);
    fixture.fund(BOB, 1 << 100);
    stake(&mut fixture, BOB, 1 << 99);
    // Rewards are streaming and a budget pays for daily credits, as at most times in practice.
    fixture.fund_fee(BOB, 3_000_000_000_000);
    let amount = u(1_000_000_000_000);
    fixture.ok(BOB, fundCall { amount });
    fixture.ok(BOB, fundCapacityCall { amount });
    start_next_day(&mut fixture);
    fixture
}

/// Starts the next day, with its first call already made.
pub(super) fn start_next_day(fixture: &mut Fixture) {
    fixture.advance(DAY);
    fixture.ok(BOB, checkpointCall {});
    // Lets part of the stream accrue before the measured call.
    fixture.advance(3_600);
}

pub(super) fn stake(fixture: &mut Fixture, account: Address, amount: u128) {
    let call = stakeVvvCall { recipient: account, amount: u(amount) };
    fixture.ok(account, call);
}

pub(super) fn mint(fixture: &mut Fixture, account: Address, vvv: u128) {
    let call = mintDiemCall { vvvToLock: u(vvv), minOut: U256::ZERO };
    fixture.ok(account, call);
}

pub(super) fn initiate_unstake(fixture: &mut Fixture, account: Address, amount: u128) -> u32 {
    let amount = u(amount);
    fixture.ok(account, initiateUnstakeVvvCall { amount }).ticket
}

/// Bob mints until the supply is `whole` DIEM.
pub(super) fn mint_until_supply(fixture: &mut Fixture, whole: u128) {
    let diem = u(whole * ONE);
    let call = getSVVVAmountInCall { diemOut: diem };
    let vvv = fixture.view(call).vvvToLock;
    mint(fixture, BOB, vvv.to());
    assert_eq!(fixture.view(totalSupplyCall {})._0, diem);
}

/// Alice and Bob hold more than 10 DIEM each.
pub(super) fn both_hold_diem(fixture: &mut Fixture) {
    mint_until_supply(fixture, 100);
    stake(fixture, ALICE, 10_000 * ONE);
    mint(fixture, ALICE, 5_000 * ONE);
}

pub(super) fn set_allowance(fixture: &mut Fixture, value: U256) {
    let spender = ALICE;
    fixture.ok(BOB, approveCall { spender, value });
}

/// Alice has opened `tickets` withdrawal tickets (withdrawal requests), all of them matured.
pub(super) fn matured_tickets(fixture: &mut Fixture, tickets: usize) {
    stake(fixture, ALICE, 1_000 * ONE);
    for _ in 0..tickets {
        initiate_unstake(fixture, ALICE, 10 * ONE);
    }
    fixture.advance(COOLDOWN);
}

/// Alice and Bob have 100 active DIEM each, and more in their wallets.
pub(super) fn both_have_active_diem(fixture: &mut Fixture) {
    mint_until_supply(fixture, 1_000);
    stake(fixture, ALICE, 100_000 * ONE);
    mint(fixture, ALICE, 50_000 * ONE);
    fixture.ok(ALICE, activate_call());
    fixture.ok(BOB, activate_call());
}

pub(super) fn deposit_for(fixture: &mut Fixture, account: Address) {
    fixture.fund_fee(ALICE, 1_000_000_000);
    let amount = u(100_000_000);
    fixture.ok(ALICE, depositCall { account, amount });
}

/// Alice has spent one credit today with Bob, a provider.
pub(super) fn spent_today(fixture: &mut Fixture) {
    both_have_active_diem(fixture);
    fixture.admit(BOB);
    assert!(fixture.raw(ALICE, spend_data(fixture)).is_success());
}

/// Daily and paid credits were used on two days, so that no slot is written for the first time.
pub(super) fn two_days_of_use(fixture: &mut Fixture) {
    spent_today(fixture);
    deposit_for(fixture, ALICE);
    for _ in 0..2 {
        let all = spendCall {
            account: ALICE,
            provider: BOB,
            credits: u(101 * ONE),
            requestId: B256::ZERO,
        };
        start_next_day(fixture);
        assert!(fixture.raw(ALICE, all.abi_encode()).is_success());
    }
}

/// The `n`-th user whose vouchers Alice redeems.
pub(super) fn user(n: u8) -> PrivateKeySigner {
    PrivateKeySigner::from_bytes(&B256::repeat_byte(n + 1)).expect("a valid key")
}

/// As [`users_without_vouchers`]; Alice has redeemed a voucher over one credit from each user.
pub(super) fn users_with_one_voucher(fixture: &mut Fixture) {
    users_without_vouchers(fixture);
    let first = vouchers_data(fixture, 50, 1).abi_encode();
    assert!(fixture.raw(ALICE, first).is_success());
}

/// Alice is a provider, and 50 users have 100 active DIEM each.
pub(super) fn users_without_vouchers(fixture: &mut Fixture) {
    mint_until_supply(fixture, 10_000);
    fixture.admit(ALICE);
    for n in 0..50 {
        let to = user(n).address();
        let value = u(100 * ONE);
        fixture.ok(BOB, transferCall { to, value });
        fixture.fund_ether(to);
        fixture.ok(to, activate_call());
    }
}

/// Alice has staked and not yet minted, at this supply.
pub(super) fn first_mint(fixture: &mut Fixture, whole: u128) {
    mint_until_supply(fixture, whole);
    stake(fixture, ALICE, 1_000 * ONE);
}

/// Alice has minted before, at this supply.
pub(super) fn steady_mint(fixture: &mut Fixture, whole: u128) {
    first_mint(fixture, whole);
    mint(fixture, ALICE, ONE);
}

/// More VVV wei than minting the whole curve takes.
pub(super) const MORE_THAN_CURVE: u128 = 1 << 102;

/// As [`steady_mint`], at supplies that take more VVV than exists.
pub(super) fn mint_beyond_target(fixture: &mut Fixture, whole: u128) {
    fixture.fund(BOB, MORE_THAN_CURVE);
    stake(fixture, BOB, MORE_THAN_CURVE);
    steady_mint(fixture, whole);
}

/// Alice has staked [`MORE_THAN_CURVE`], at a supply of 1 DIEM.
pub(super) fn stake_more_than_curve(fixture: &mut Fixture) {
    mint_beyond_target(fixture, 1);
    fixture.fund(ALICE, MORE_THAN_CURVE);
    stake(fixture, ALICE, MORE_THAN_CURVE);
}

/// As [`spent_today`]; Alice has committed her credits to Bob.
pub(super) fn committed_today(fixture: &mut Fixture) {
    spent_today(fixture);
    fixture.ok(ALICE, commitToCall { provider: BOB });
}

/// Alice is the owner.
pub(super) fn alice_owns(fixture: &mut Fixture) {
    fixture.ok(OWNER, transferOwnershipCall { newOwner: ALICE });
    fixture.ok(ALICE, acceptOwnershipCall {});
}

/// The address of a contract wallet, once it is deployed.
pub(super) const WALLET: Address = Address::repeat_byte(0x3a);

/// Deploys a contract wallet that [`signer`] owns at [`WALLET`].
pub(super) fn deploy_wallet(fixture: &mut Fixture) {
    let owner = signer().address().into_word();
    let elsewhere = fixture.create(bytecode("Wallet"), &owner[..]);
    let code = fixture.chain.code(to_evm(elsewhere));
    fixture.chain.set_code(to_evm(WALLET), code);
}
