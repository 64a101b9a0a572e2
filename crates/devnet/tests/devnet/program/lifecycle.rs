// SPDX-License-Identifier: MIT OR Apache-2.0
//! The lifecycle of a position on the released program: stake, mint, transfer, burn, and unstake through the cooldown;
//! and contracts that do it on behalf of their users.

use crate::program::support::*;
use alloy_primitives::{Address, B256, U256};
use alloy_signer_local::PrivateKeySigner;
use alloy_sol_types::{sol, SolValue};

sol! {
    interface Staker {
        function mint(uint256 amount, uint256 minOut) returns (uint256 diemOut);
        function burn(uint256 amount) returns (uint256 vvvUnlocked);
        function withdraw() returns (uint256 amount);
    }

    interface StakeFor {
        error TooMuch(bytes reason);
        function stake(uint256 amount);
        function overstake(uint256 amount);
    }
}

fn key() -> PrivateKeySigner {
    PrivateKeySigner::from_bytes(&B256::repeat_byte(0x42)).expect("a valid key")
}

#[test]
fn a_stake_is_minted_burned_and_withdrawn_after_the_cooldown() {
    let mut fixture = Fixture::new();
    let signer = key();
    let user = signer.address();
    fixture.fund(user, 1_000 * ONE);

    // Stake.
    let (_, logs) =
        fixture.ok_with_logs(user, stakeVvvCall { recipient: user, amount: u(1_000 * ONE) });
    let staked: VvvStaked = event(&logs[0]);
    assert_eq!((staked.account, staked.payer, staked.amount), (user, user, u(1_000 * ONE)));

    // Mint: at a supply of 0 one DIEM costs 90 VVV, and the rate rises with supply.
    let quote = fixture.view(getDiemAmountOutCall { vvvToLock: u(900 * ONE) }).diemOut;
    let (minted, logs) =
        fixture.ok_with_logs(user, mintDiemCall { vvvToLock: u(900 * ONE), minOut: quote });
    let minted = minted.diemOut;
    assert_eq!(minted, quote);
    assert!(minted < u(10 * ONE) && minted > u(10 * ONE) * u(99) / u(100));
    let mint_event: DiemMinted = event(&logs[0]);
    assert_eq!(
        (mint_event.account, mint_event.vvvLocked, mint_event.diemMinted),
        (user, u(900 * ONE), minted)
    );
    let moved: Transfer = event(&logs[1]);
    assert_eq!((moved.from, moved.to, moved.value), (Address::ZERO, user, minted));
    fixture.expect_revert(
        user,
        mintDiemCall { vvvToLock: u(101 * ONE), minOut: U256::ZERO },
        InsufficientUnlocked { available: u(100 * ONE), needed: u(101 * ONE) },
    );

    // Transfer, approve, permit.
    let value = u(ONE);
    let (_, logs) = fixture.ok_with_logs(user, transferCall { to: BOB, value });
    let moved: Transfer = event(&logs[0]);
    assert_eq!((moved.from, moved.to, moved.value), (user, BOB, value));
    let (_, logs) = fixture.ok_with_logs(BOB, approveCall { spender: ALICE, value });
    let approved: Approval = event(&logs[0]);
    assert_eq!((approved.owner, approved.spender, approved.value), (BOB, ALICE, value));
    let back = transferFromCall { from: BOB, to: user, value };
    fixture.ok(ALICE, back.clone());
    fixture.expect_revert(
        ALICE,
        back,
        ERC20InsufficientAllowance { spender: ALICE, allowance: U256::ZERO, needed: value },
    );
    let permit = signed(&fixture, &signer, BOB, value, NOON + DAY);
    let (_, logs) = fixture.ok_with_logs(ALICE, permit.clone());
    let approved: Approval = event(&logs[0]);
    assert_eq!((approved.owner, approved.spender, approved.value), (user, BOB, value));
    assert_eq!(fixture.account_state(user).nonce, u(1));
    let allowance = allowanceCall { owner: user, spender: BOB };
    assert_eq!(fixture.view(allowance)._0, value);
    let replayed = fixture.assert_unchanged(&[user], |fixture| fixture.call(ALICE, permit));
    assert_eq!(replayed.output[..4], <ERC2612InvalidSigner as alloy_sol_types::SolError>::SELECTOR);

    // Burn a part; burning the rest frees all locked VVV.
    let half = minted / u(2);
    let (freed, logs) = fixture.ok_with_logs(user, burnDiemCall { amount: half });
    let burned: DiemBurned = event(&logs[0]);
    assert_eq!(
        (burned.account, burned.diemBurned, burned.vvvUnlocked),
        (user, half, freed.vvvUnlocked)
    );
    assert_eq!(event::<Transfer>(&logs[1]).to, Address::ZERO);
    fixture.expect_revert(
        user,
        burnDiemCall { amount: minted },
        ExceedsMinted { minted: minted - half, amount: minted },
    );
    fixture.ok(user, burnDiemCall { amount: minted - half });
    let position = fixture.account_state(user);
    assert_eq!((position.locked, position.minted), Default::default());
    assert_eq!(position.unlocked, u(1_000 * ONE));

    // Unstake: open a ticket (a withdrawal request), cancel it, open another and wait a week.
    let amount = u(1_000 * ONE);
    let at = fixture.chain.timestamp();
    let (opened, logs) = fixture.ok_with_logs(user, initiateUnstakeVvvCall { amount });
    let initiated: VvvUnstakeInitiated = event(&logs[0]);
    assert_eq!(
        (initiated.account, initiated.ticket, initiated.amount, initiated.maturity),
        (user, opened.ticket, amount, U256::from(at + COOLDOWN))
    );
    let (_, logs) = fixture.ok_with_logs(user, cancelUnstakeVvvCall { ticket: opened.ticket });
    let cancelled: VvvUnstakeCancelled = event(&logs[0]);
    assert_eq!(
        (cancelled.account, cancelled.ticket, cancelled.amount),
        (user, opened.ticket, amount)
    );
    let gone = TicketNotFound { ticket: opened.ticket };
    let again = cancelUnstakeVvvCall { ticket: opened.ticket };
    fixture.expect_revert(user, again, gone);
    let at = fixture.chain.timestamp();
    let reopened = fixture.ok(user, initiateUnstakeVvvCall { amount });
    assert_eq!(reopened.ticket, opened.ticket + 1, "ticket ids are never reused");
    // One second before the cooldown ends, and at its end.
    let maturity = at + COOLDOWN;
    fixture.set_time(maturity - 1);
    let next = U256::from(maturity);
    let early = fixture.call(user, finalizeUnstakeCall {});
    early.assert_reverted_with(&NothingMatured { next });
    assert_eq!(fixture.chain.timestamp(), maturity);
    let (paid, logs) = fixture.ok_with_logs(user, finalizeUnstakeCall {});
    assert_eq!(paid.amount, amount);
    let unstaked: VvvUnstaked = event(&logs[0]);
    assert_eq!((unstaked.account, unstaked.amount), (user, amount));

    // The contract is empty again.
    let end = fixture.state(&[user]);
    assert_eq!((end.supply, end.staked, end.locked, end.held), Default::default());
    assert_eq!(end.accounts[&user].vvv, amount);
}

/// A permit with the owner's first nonce.
fn signed(
    fixture: &Fixture,
    owner: &PrivateKeySigner,
    spender: Address,
    value: U256,
    deadline: u64,
) -> permitCall {
    signed_permit(fixture.diem, owner, spender, value, 0, deadline)
}

#[test]
fn a_permit_for_another_value_or_after_its_deadline_reverts() {
    let mut fixture = Fixture::new();
    let signer = key();
    let owner = signer.address();
    fixture.fund_ether(owner);
    let permit = signed(&fixture, &signer, BOB, u(ONE), NOON + 60);
    let forged = permitCall { value: u(2 * ONE), ..permit.clone() };
    let result = fixture.assert_unchanged(&[owner, BOB], |fixture| fixture.call(BOB, forged));
    assert_eq!(result.output[..4], <ERC2612InvalidSigner as alloy_sol_types::SolError>::SELECTOR);
    fixture.set_time(NOON + 61);
    let deadline = permit.deadline;
    fixture.expect_revert(BOB, permit.clone(), ERC2612ExpiredSignature { deadline });
    fixture.set_time(NOON + 60);
    fixture.ok(BOB, permit);
}

#[test]
fn every_event_of_the_lifecycle_is_in_the_interface() {
    let mut fixture = Fixture::new();
    fixture.fund(ALICE, 100 * ONE);
    let calls = [
        stakeAndMintCall { vvv: u(100 * ONE), minOut: U256::ZERO, activate: false }.as_calldata(),
        burnDiemCall { amount: u(ONE) }.as_calldata(),
        initiateUnstakeVvvCall { amount: u(ONE) }.as_calldata(),
        cancelUnstakeVvvCall { ticket: 0 }.as_calldata(),
    ];
    for calldata in calls {
        let result = fixture.raw(ALICE, calldata);
        let logs = fixture.diem_logs(&result);
        assert!(!logs.is_empty(), "{}", result.describe());
        assert!(logs.iter().all(is_diem_event), "{logs:?}");
    }
}

/// Shorthand for the list above.
trait AsCalldata {
    fn as_calldata(&self) -> Vec<u8>;
}

impl<C: alloy_sol_types::SolCall> AsCalldata for C {
    fn as_calldata(&self) -> Vec<u8> {
        self.abi_encode()
    }
}

#[test]
fn a_contract_can_stake_and_mint_for_its_users() {
    let mut fixture = Fixture::new();
    let (vvv, diem) = (fixture.vvv, fixture.diem);
    let staker = fixture.create(bytecode("Staker"), &(vvv, diem).abi_encode_params());
    let mut minted = Vec::new();
    for user in [ALICE, BOB] {
        fixture.fund(user, 1_000 * ONE);
        let approve = Erc20::approveCall { spender: staker, value: U256::MAX };
        fixture.call_at(vvv, user, approve);
        let before = fixture.account_state(user);
        let quote = fixture.view(getDiemAmountOutCall { vvvToLock: u(900 * ONE) }).diemOut;
        let call = Staker::mintCall { amount: u(900 * ONE), minOut: quote };
        let out = fixture.call_at(staker, user, call).diemOut;
        assert_eq!(out, quote);
        // The user receives the DIEM; the contract owns the position.
        let after = fixture.account_state(user);
        assert_eq!(after.diem, out);
        assert_eq!(after.vvv, before.vvv - u(900 * ONE));
        assert_eq!((after.minted, after.unlocked), Default::default());
        minted.push(out);
    }
    assert!(minted[1] < minted[0], "the mint rate rises");
    let position = fixture.account_state(staker);
    assert_eq!(position.locked, u(1_800 * ONE));
    assert_eq!(position.minted, minted[0] + minted[1]);
    assert_eq!(position.diem, U256::ZERO);

    // Bob has no position, so he can burn only through the contract.
    let amount = minted[1];
    let error = ExceedsMinted { minted: U256::ZERO, amount };
    fixture.expect_revert(BOB, burnDiemCall { amount }, error);
    fixture.ok(BOB, approveCall { spender: staker, value: amount });
    let freed = fixture.call_at(staker, BOB, Staker::burnCall { amount }).vvvUnlocked;
    assert_eq!(
        freed,
        u(1_800 * ONE) * amount / (minted[0] + minted[1]),
        "at the position's average rate"
    );
    fixture.advance(COOLDOWN);
    let before = fixture.balance(vvv, BOB);
    fixture.call_at(staker, BOB, Staker::withdrawCall {});
    assert_eq!(fixture.balance(vvv, BOB), before + freed);
}

#[test]
fn a_contract_can_stake_to_its_users_account() {
    let mut fixture = Fixture::new();
    let (vvv, diem) = (fixture.vvv, fixture.diem);
    let helper = fixture.create(bytecode("StakeFor"), &(vvv, diem).abi_encode_params());
    fixture.fund(ALICE, 10 * ONE);
    let approve = Erc20::approveCall { spender: helper, value: U256::MAX };
    fixture.call_at(vvv, ALICE, approve);
    let call = StakeFor::stakeCall { amount: u(10 * ONE) };
    let result = fixture.send(ALICE, helper, call.as_calldata(), U256::ZERO);
    let staked: VvvStaked = event(&fixture.diem_logs(&result)[0]);
    assert_eq!((staked.account, staked.payer, staked.amount), (ALICE, helper, u(10 * ONE)));
    assert_eq!(fixture.account_state(ALICE).unlocked, u(10 * ONE));
    assert_eq!(fixture.account_state(helper).unlocked, U256::ZERO);
    fixture.ok(ALICE, initiateUnstakeVvvCall { amount: u(10 * ONE) });
}

#[test]
fn a_contract_receives_diems_error_and_its_revert_discards_everything() {
    let mut fixture = Fixture::new();
    let (vvv, diem) = (fixture.vvv, fixture.diem);
    let helper = fixture.create(bytecode("StakeFor"), &(vvv, diem).abi_encode_params());
    fixture.fund(ALICE, 10 * ONE);
    let approve = Erc20::approveCall { spender: helper, value: U256::MAX };
    fixture.call_at(vvv, ALICE, approve);
    let reason = alloy_sol_types::SolError::abi_encode(&SafeErc20FailedOperation { token: vvv });
    fixture.assert_unchanged(&[ALICE, helper], |fixture| {
        let call = StakeFor::overstakeCall { amount: u(10 * ONE) };
        let result = fixture.send(ALICE, helper, call.as_calldata(), U256::ZERO);
        result.assert_reverted_with(&StakeFor::TooMuch { reason: reason.into() });
    });
}
