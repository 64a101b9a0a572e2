// SPDX-License-Identifier: MIT OR Apache-2.0
//! Activating DIEM (`stake(uint256)`) and deactivating it through withdrawal tickets.

use super::*;

fn stake_infos(fixture: &mut Fixture, account: Address) -> (u128, u64, u128) {
    let found = fixture.view(stakedInfosCall { account });
    (found.amountStaked.to(), found.coolDownEnd.to(), found.coolDownAmount.to())
}

#[test]
fn activation_keeps_the_live_systems_calls_events_and_layouts() {
    let mut fixture = Fixture::new();
    let diem = fixture.diem;
    fixture.fund_and_mint(ALICE, 10 * ONE);
    assert_eq!(stakeDiemCall::SELECTOR, [0xa6, 0x94, 0xfc, 0x3a]);
    assert_eq!(initiateUnstakeCall::SELECTOR, [0xae, 0x5a, 0xc9, 0x21]);
    assert_eq!(unstakeCall::SELECTOR, [0x2d, 0xef, 0x66, 0x20]);
    assert_eq!(stakedInfosCall::SELECTOR, [0x95, 0x03, 0xb1, 0x5c]);
    assert_eq!(cooldownDurationCall::SELECTOR, [0x35, 0x26, 0x93, 0x15]);
    assert_eq!(totalStakedCall::SELECTOR, [0x81, 0x7b, 0x1c, 0xd2]);
    assert_eq!(
        Staked::SIGNATURE_HASH,
        keccak256("Staked(address,uint256)"),
        "the event's signature"
    );
    assert_eq!(fixture.view(cooldownDurationCall {})._0, U256::from(DAY));
    assert_eq!(stake_infos(&mut fixture, ALICE), (0, 0, 0));
    assert_eq!(fixture.quota(ALICE), [0, 0, 0]);

    // Activate, without an approval.
    let amount = u(6 * ONE);
    let (_, logs) = fixture.ok_with_logs(ALICE, stakeDiemCall { amount });
    assert_eq!(logs.len(), 2);
    let account = ALICE;
    assert_eq!(event::<Staked>(&logs[0]), Staked { account, amount });
    let moved = Transfer { from: ALICE, to: diem, value: amount };
    assert_eq!(event::<Transfer>(&logs[1]), moved);
    assert_eq!(stake_infos(&mut fixture, ALICE), (6 * ONE, 0, 0));
    assert_eq!(fixture.quota(ALICE), [6 * ONE, 6 * ONE, 0]);
    assert_eq!(fixture.view(totalStakedCall {})._0, amount);
    assert_eq!(fixture.account_state(ALICE).diem, u(4 * ONE));
    assert_eq!(fixture.account_state(diem).diem, amount);

    // Deactivate with two tickets (withdrawal requests), each with its own maturity.
    let first = fixture.chain.timestamp() + DAY;
    let (opened, logs) = fixture.ok_with_logs(ALICE, initiateUnstakeCall { amount: u(ONE) });
    let amount = u(ONE);
    assert_eq!(only::<UnstakeInitiated>(&logs), UnstakeInitiated { account, amount });
    assert_eq!(opened.ticket, 0);
    fixture.advance(100);
    let second = fixture.chain.timestamp() + DAY;
    let amount = u(2 * ONE);
    let opened = fixture.ok(ALICE, initiateUnstakeCall { amount });
    assert_eq!(opened.ticket, 1);
    assert_eq!(stake_infos(&mut fixture, ALICE), (3 * ONE, second, 3 * ONE));
    let tickets = fixture.view(diemTicketsOfCall { account });
    assert_eq!(tickets.tickets, [0, 1]);
    assert_eq!(tickets.amounts, [u(ONE), u(2 * ONE)]);
    assert_eq!(tickets.maturities, [first, second].map(U256::from));
    assert_eq!(fixture.quota(ALICE), [3 * ONE, 6 * ONE, 0], "today's credits remain");
    assert_eq!(fixture.view(totalStakedCall {})._0, u(3 * ONE));

    // Cancel one: the quota rises from tomorrow on.
    let (_, logs) = fixture.ok_with_logs(ALICE, cancelUnstakeCall { ticket: 1 });
    assert_eq!(only::<UnstakeCancelled>(&logs), UnstakeCancelled { account, ticket: 1, amount });
    assert_eq!(fixture.quota(ALICE), [5 * ONE, 6 * ONE, 0]);
    assert_eq!(fixture.view(totalStakedCall {})._0, u(5 * ONE));

    // Withdraw the other at its maturity, not a second before.
    fixture.set_time(first - 1);
    let next = U256::from(first);
    fixture.expect_revert(ALICE, unstakeCall {}, NothingMatured { next });
    assert_eq!(fixture.chain.timestamp(), first);
    let (paid, logs) = fixture.ok_with_logs(ALICE, unstakeCall {});
    let amount = u(ONE);
    assert_eq!(paid.amount, amount);
    assert_eq!(logs.len(), 2);
    assert_eq!(event::<Unstaked>(&logs[0]), Unstaked { account, amount });
    let moved = Transfer { from: diem, to: ALICE, value: amount };
    assert_eq!(event::<Transfer>(&logs[1]), moved);
    assert_eq!(stake_infos(&mut fixture, ALICE), (5 * ONE, 0, 0));
    assert_eq!(fixture.quota(ALICE), [5 * ONE, 5 * ONE, 6 * ONE]);
    assert_eq!(fixture.account_state(ALICE).diem, u(5 * ONE));
}

#[test]
fn activation_reverts_with_typed_errors() {
    let mut fixture = fixture();
    let zero = U256::ZERO;
    fixture.expect_revert(ALICE, stakeDiemCall { amount: zero }, ZeroAmount {});
    fixture.expect_revert(ALICE, initiateUnstakeCall { amount: zero }, ZeroAmount {});
    fixture.expect_revert(
        ALICE,
        stakeDiemCall { amount: u(1) },
        ERC20InsufficientBalance { sender: ALICE, balance: zero, needed: u(1) },
    );
    fixture.expect_revert(
        ALICE,
        initiateUnstakeCall { amount: u(10 * ONE + 1) },
        InsufficientActive { active: u(10 * ONE), needed: u(10 * ONE + 1) },
    );
    fixture.expect_revert(ALICE, unstakeCall {}, NothingMatured { next: zero });
    let ticket = 0;
    fixture.expect_revert(ALICE, cancelUnstakeCall { ticket }, TicketNotFound { ticket });
    // 32 tickets, and one more.
    for _ in 0..32 {
        fixture.ok(ALICE, initiateUnstakeCall { amount: u(1) });
    }
    fixture.expect_revert(ALICE, initiateUnstakeCall { amount: u(1) }, TooManyTickets {});
    // Tickets of another account.
    fixture.expect_revert(BOB, cancelUnstakeCall { ticket }, TicketNotFound { ticket });
    fixture.advance(DAY);
    assert_eq!(fixture.ok(ALICE, unstakeCall {}).amount, u(32));
}

#[test]
fn stake_and_mint_activates_on_request() {
    let mut fixture = Fixture::new();
    let diem = fixture.diem;
    fixture.fund(ALICE, 2_000 * ONE);
    let vvv = u(1_000 * ONE);
    let (plain, _) =
        fixture.ok_with_logs(ALICE, stakeAndMintCall { vvv, minOut: u(ONE), activate: false });
    assert_eq!(fixture.quota(ALICE), [0; 3]);
    let quoted = fixture.view(getDiemAmountOutCall { vvvToLock: vvv }).diemOut;
    let (minted, logs) =
        fixture.ok_with_logs(ALICE, stakeAndMintCall { vvv, minOut: quoted, activate: true });
    let out = minted.diemOut;
    assert_eq!(out, quoted);
    let account = ALICE;
    assert_eq!(logs.len(), 5);
    assert_eq!(event::<VvvStaked>(&logs[0]), VvvStaked { account, payer: ALICE, amount: vvv });
    assert_eq!(
        event::<DiemMinted>(&logs[1]),
        DiemMinted { account, vvvLocked: vvv, diemMinted: out }
    );
    let transfer = |from, to| Transfer { from, to, value: out };
    assert_eq!(event::<Transfer>(&logs[2]), transfer(Address::ZERO, account));
    let amount = out;
    assert_eq!(event::<Staked>(&logs[3]), Staked { account, amount });
    assert_eq!(event::<Transfer>(&logs[4]), transfer(account, diem));
    let out: u128 = out.to();
    assert_eq!(fixture.quota(ALICE), [out, out, 0]);
    assert_eq!(fixture.account_state(ALICE).diem, plain.diemOut, "the DIEM of the first mint");
    assert_eq!(fixture.account_state(ALICE).locked, vvv + vvv);
}
