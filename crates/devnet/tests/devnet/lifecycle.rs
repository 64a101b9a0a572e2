//! The whole story on the real program: in, mint, move, burn, and out through the cooldown; and contracts that do it
//! for their users.

use crate::support::*;
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
fn a_stake_becomes_diem_and_comes_back_over_days() {
    let mut world = World::new();
    let signer = key();
    let user = signer.address();
    world.fund(user, 1_000 * ONE);

    // In.
    let (_, logs) = world.logged(
        user,
        stakeVvvCall {
            recipient: user,
            amount: u(1_000 * ONE),
        },
    );
    let staked: VvvStaked = event(&logs[0]);
    assert_eq!(
        (staked.account, staked.payer, staked.amount),
        (user, user, u(1_000 * ONE))
    );

    // Up the curve: at no supply a DIEM costs 90 VVV, and a little more with each.
    let quoted = world
        .view(getDiemAmountOutCall {
            vvvToLock: u(900 * ONE),
        })
        .diemOut;
    let (minted, logs) = world.logged(
        user,
        mintDiemCall {
            vvvToLock: u(900 * ONE),
            minOut: quoted,
        },
    );
    let minted = minted.diemOut;
    assert_eq!(minted, quoted);
    assert!(minted < u(10 * ONE) && minted > u(10 * ONE) * u(99) / u(100));
    let event_: DiemMinted = event(&logs[0]);
    assert_eq!(
        (event_.account, event_.vvvLocked, event_.diemMinted),
        (user, u(900 * ONE), minted)
    );
    let moved: Transfer = event(&logs[1]);
    assert_eq!(
        (moved.from, moved.to, moved.value),
        (Address::ZERO, user, minted)
    );
    world.refused(
        user,
        mintDiemCall {
            vvvToLock: u(101 * ONE),
            minOut: U256::ZERO,
        },
        InsufficientUnlocked {
            available: u(100 * ONE),
            needed: u(101 * ONE),
        },
    );

    // Around: a transfer, an approval, a permit.
    let value = u(ONE);
    let (_, logs) = world.logged(user, transferCall { to: BOB, value });
    let moved: Transfer = event(&logs[0]);
    assert_eq!((moved.from, moved.to, moved.value), (user, BOB, value));
    let (_, logs) = world.logged(
        BOB,
        approveCall {
            spender: ALICE,
            value,
        },
    );
    let approved: Approval = event(&logs[0]);
    assert_eq!(
        (approved.owner, approved.spender, approved.value),
        (BOB, ALICE, value)
    );
    let back = transferFromCall {
        from: BOB,
        to: user,
        value,
    };
    world.ok(ALICE, back.clone());
    world.refused(
        ALICE,
        back,
        ERC20InsufficientAllowance {
            spender: ALICE,
            allowance: U256::ZERO,
            needed: value,
        },
    );
    let permit = signed(&world, &signer, BOB, value, NOON + DAY);
    let (_, logs) = world.logged(ALICE, permit.clone());
    let approved: Approval = event(&logs[0]);
    assert_eq!(
        (approved.owner, approved.spender, approved.value),
        (user, BOB, value)
    );
    assert_eq!(world.position(user).nonce, u(1));
    let allowance = allowanceCall {
        owner: user,
        spender: BOB,
    };
    assert_eq!(world.view(allowance)._0, value);
    let replayed = world.unmoved(&[user], |world| world.call(ALICE, permit));
    assert_eq!(
        replayed.output[..4],
        <ERC2612InvalidSigner as alloy_sol_types::SolError>::SELECTOR
    );

    // Down: a part, then all of it with the last DIEM.
    let half = minted / u(2);
    let (freed, logs) = world.logged(user, burnDiemCall { amount: half });
    let burned: DiemBurned = event(&logs[0]);
    assert_eq!(
        (burned.account, burned.diemBurned, burned.vvvUnlocked),
        (user, half, freed.vvvUnlocked)
    );
    assert_eq!(event::<Transfer>(&logs[1]).to, Address::ZERO);
    world.refused(
        user,
        burnDiemCall { amount: minted },
        ExceedsMinted {
            minted: minted - half,
            amount: minted,
        },
    );
    world.ok(
        user,
        burnDiemCall {
            amount: minted - half,
        },
    );
    let position = world.position(user);
    assert_eq!((position.locked, position.minted), Default::default());
    assert_eq!(position.unlocked, u(1_000 * ONE));

    // Out: a ticket, a change of mind, another, a week.
    let amount = u(1_000 * ONE);
    let at = world.chain.timestamp();
    let (opened, logs) = world.logged(user, initiateUnstakeVvvCall { amount });
    let initiated: VvvUnstakeInitiated = event(&logs[0]);
    assert_eq!(
        (
            initiated.account,
            initiated.ticket,
            initiated.amount,
            initiated.maturity
        ),
        (user, opened.ticket, amount, U256::from(at + COOLDOWN))
    );
    let (_, logs) = world.logged(
        user,
        cancelUnstakeVvvCall {
            ticket: opened.ticket,
        },
    );
    let cancelled: VvvUnstakeCancelled = event(&logs[0]);
    assert_eq!(
        (cancelled.account, cancelled.ticket, cancelled.amount),
        (user, opened.ticket, amount)
    );
    let gone = TicketNotFound {
        ticket: opened.ticket,
    };
    let again = cancelUnstakeVvvCall {
        ticket: opened.ticket,
    };
    world.refused(user, again, gone);
    let at = world.chain.timestamp();
    let reopened = world.ok(user, initiateUnstakeVvvCall { amount });
    assert_eq!(
        reopened.ticket,
        opened.ticket + 1,
        "numbers are never reused"
    );
    // One second before the cooldown ends, and at its end.
    let maturity = at + COOLDOWN;
    world.set_time(maturity - 1);
    let next = U256::from(maturity);
    let early = world.call(user, finalizeUnstakeCall {});
    early.reverted_with(&NothingMatured { next });
    assert_eq!(world.chain.timestamp(), maturity);
    let (paid, logs) = world.logged(user, finalizeUnstakeCall {});
    assert_eq!(paid.amount, amount);
    let unstaked: VvvUnstaked = event(&logs[0]);
    assert_eq!((unstaked.account, unstaked.amount), (user, amount));

    // And nothing is left behind.
    let end = world.sight(&[user]);
    assert_eq!(
        (end.supply, end.staked, end.locked, end.held),
        Default::default()
    );
    assert_eq!(end.accounts[&user].vvv, amount);
}

/// A permit for this world's Diem, with the owner's first nonce.
fn signed(
    world: &World,
    owner: &PrivateKeySigner,
    spender: Address,
    value: U256,
    deadline: u64,
) -> permitCall {
    signed_permit(world.diem, owner, spender, value, 0, deadline)
}

#[test]
fn a_permit_for_another_value_or_after_its_deadline_is_refused() {
    let mut world = World::new();
    let signer = key();
    let owner = signer.address();
    world.pay(owner);
    let permit = signed(&world, &signer, BOB, u(ONE), NOON + 60);
    let forged = permitCall {
        value: u(2 * ONE),
        ..permit.clone()
    };
    let done = world.unmoved(&[owner, BOB], |world| world.call(BOB, forged));
    assert_eq!(
        done.output[..4],
        <ERC2612InvalidSigner as alloy_sol_types::SolError>::SELECTOR
    );
    world.set_time(NOON + 61);
    let deadline = permit.deadline;
    world.refused(BOB, permit.clone(), ERC2612ExpiredSignature { deadline });
    world.set_time(NOON + 60);
    world.ok(BOB, permit);
}

#[test]
fn every_event_of_the_story_is_in_the_interface() {
    let mut world = World::new();
    world.fund(ALICE, 100 * ONE);
    let calls = [
        stakeAndMintCall {
            vvv: u(100 * ONE),
            minOut: U256::ZERO,
            activate: false,
        }
        .as_calldata(),
        burnDiemCall { amount: u(ONE) }.as_calldata(),
        initiateUnstakeVvvCall { amount: u(ONE) }.as_calldata(),
        cancelUnstakeVvvCall { ticket: 0 }.as_calldata(),
    ];
    for calldata in calls {
        let done = world.raw(ALICE, calldata);
        let logs = world.own_logs(&done);
        assert!(!logs.is_empty(), "{}", done.story());
        assert!(logs.iter().all(is_known), "{logs:?}");
    }
}

/// Short for what the list above is made of.
trait AsCalldata {
    fn as_calldata(&self) -> Vec<u8>;
}

impl<C: alloy_sol_types::SolCall> AsCalldata for C {
    fn as_calldata(&self) -> Vec<u8> {
        self.abi_encode()
    }
}

#[test]
fn a_contract_stakes_and_mints_for_its_users() {
    let mut world = World::new();
    let (vvv, diem) = (world.vvv, world.diem);
    let staker = world.create(bytecode("Staker"), &(vvv, diem).abi_encode_params());
    let mut minted = Vec::new();
    for user in [ALICE, BOB] {
        world.fund(user, 1_000 * ONE);
        let approve = Erc20::approveCall {
            spender: staker,
            value: U256::MAX,
        };
        world.at(vvv, user, approve);
        let before = world.position(user);
        let quoted = world
            .view(getDiemAmountOutCall {
                vvvToLock: u(900 * ONE),
            })
            .diemOut;
        let call = Staker::mintCall {
            amount: u(900 * ONE),
            minOut: quoted,
        };
        let out = world.at(staker, user, call).diemOut;
        assert_eq!(out, quoted);
        // The user has the DIEM; the position is the contract's.
        let after = world.position(user);
        assert_eq!(after.diem, out);
        assert_eq!(after.vvv, before.vvv - u(900 * ONE));
        assert_eq!((after.minted, after.unlocked), Default::default());
        minted.push(out);
    }
    assert!(minted[1] < minted[0], "the curve rises");
    let position = world.position(staker);
    assert_eq!(position.locked, u(1_800 * ONE));
    assert_eq!(position.minted, minted[0] + minted[1]);
    assert_eq!(position.diem, U256::ZERO);

    // Bob cannot burn without a position of his own; through the contract he can.
    let amount = minted[1];
    let error = ExceedsMinted {
        minted: U256::ZERO,
        amount,
    };
    world.refused(BOB, burnDiemCall { amount }, error);
    world.ok(
        BOB,
        approveCall {
            spender: staker,
            value: amount,
        },
    );
    let freed = world
        .at(staker, BOB, Staker::burnCall { amount })
        .vvvUnlocked;
    assert_eq!(
        freed,
        u(1_800 * ONE) * amount / (minted[0] + minted[1]),
        "at the position's average rate"
    );
    world.pass(COOLDOWN);
    let before = world.balance(vvv, BOB);
    world.at(staker, BOB, Staker::withdrawCall {});
    assert_eq!(world.balance(vvv, BOB), before + freed);
}

#[test]
fn a_contract_stakes_for_its_user_in_the_users_name() {
    let mut world = World::new();
    let (vvv, diem) = (world.vvv, world.diem);
    let helper = world.create(bytecode("StakeFor"), &(vvv, diem).abi_encode_params());
    world.fund(ALICE, 10 * ONE);
    let approve = Erc20::approveCall {
        spender: helper,
        value: U256::MAX,
    };
    world.at(vvv, ALICE, approve);
    let call = StakeFor::stakeCall {
        amount: u(10 * ONE),
    };
    let done = world.send(ALICE, helper, call.as_calldata(), U256::ZERO);
    let staked: VvvStaked = event(&world.own_logs(&done)[0]);
    assert_eq!(
        (staked.account, staked.payer, staked.amount),
        (ALICE, helper, u(10 * ONE))
    );
    assert_eq!(world.position(ALICE).unlocked, u(10 * ONE));
    assert_eq!(world.position(helper).unlocked, U256::ZERO);
    world.ok(
        ALICE,
        initiateUnstakeVvvCall {
            amount: u(10 * ONE),
        },
    );
}

#[test]
fn a_contract_sees_what_diem_refuses_and_its_revert_undoes_everything() {
    let mut world = World::new();
    let (vvv, diem) = (world.vvv, world.diem);
    let helper = world.create(bytecode("StakeFor"), &(vvv, diem).abi_encode_params());
    world.fund(ALICE, 10 * ONE);
    let approve = Erc20::approveCall {
        spender: helper,
        value: U256::MAX,
    };
    world.at(vvv, ALICE, approve);
    let reason = alloy_sol_types::SolError::abi_encode(&SafeErc20FailedOperation { token: vvv });
    world.unmoved(&[ALICE, helper], |world| {
        let call = StakeFor::overstakeCall {
            amount: u(10 * ONE),
        };
        let done = world.send(ALICE, helper, call.as_calldata(), U256::ZERO);
        done.reverted_with(&StakeFor::TooMuch {
            reason: reason.into(),
        });
    });
}
