//! That no call costs more for how many others there are, for how long Diem has run, or for what an account has done
//! before. Kept in `artifacts/growth.md`.
//!
//! The test fails when a cost grows or a number drifts. `DIEM_BLESS=1 cargo test -p diem-devnet --test growth` writes the
//! new ones; what a cost may grow by it does not move.

use std::fmt::Write;

use crate::support::*;
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolCall;
use diem_devnet::chain::Snapshot;

const REPORT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../artifacts/growth.md");

/// How many of each there are: accounts, days, tickets.
const COUNTS: [u32; 3] = [1, 100, 10_000];
/// Gas that numbers with other digits may cost: bytes of calldata, arithmetic.
const SLACK: u64 = 300;

/// Whose calls are measured.
fn user() -> Address {
    key(0).address()
}

fn voucher(world: &World, credits: u128) -> redeemCall {
    let voucher = UsageVoucher {
        account: user(),
        spender: user(),
        provider: PROVIDER,
        day: world.today(),
        credits: u(credits),
    };
    let signature = signed_voucher(world.diem, &key(0), &voucher).into();
    redeemCall { voucher, signature }
}

fn spend() -> spendCall {
    spendCall {
        account: user(),
        provider: PROVIDER,
        credits: u(ONE),
        requestId: B256::repeat_byte(7),
    }
}

/// A user and Bob with everything; a provider.
fn world() -> World {
    let mut world = World::new();
    let user = user();
    world.admit(PROVIDER);
    for account in [BOB, user] {
        world.active(account, 100 * ONE);
        world.minted(account, 100 * ONE);
        world.staked(account, 100_000 * ONE);
        world.fund(account, 100_000 * ONE);
        world.fund_fee(account, 100_000_000_000_000);
        let amount = u(1_000_000_000);
        world.ok(BOB, depositCall { account, amount });
    }
    world
}

/// Two days with a bit of everything, so that every slot is in the state that most calls will find; then some hours.
fn settle(world: &mut World) {
    let user = user();
    for _ in 0..2 {
        let morning = world.midnight() + 600;
        world.set_time(morning);
        world.ok(BOB, checkpointCall {});
        let amount = u(1_000_000_000);
        world.ok(BOB, fundCall { amount });
        world.ok(BOB, fundCapacityCall { amount });
        world.ok(user, spend());
        let call = voucher(world, ONE);
        world.ok(PROVIDER, call);
        world.pass(3_600);
        world.ok(user, claimCall {});
    }
    let noon = world.midnight() - DAY / 2;
    world.set_time(noon);
}

/// A call to measure, after what it takes.
struct Case {
    call: &'static str,
    from: Address,
    prepare: fn(&mut World),
    calldata: fn(&World) -> Vec<u8>,
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    let mut case = |call, prepare, calldata| {
        let from = if call == "redeem" { PROVIDER } else { user() };
        cases.push(Case {
            call,
            from,
            prepare,
            calldata,
        });
    };
    case(
        "transfer",
        |_| {},
        |_| {
            let value = u(ONE);
            transferCall { to: BOB, value }.abi_encode()
        },
    );
    case(
        "stake(address,uint256)",
        |_| {},
        |_| {
            let (recipient, amount) = (user(), u(ONE));
            stakeVvvCall { recipient, amount }.abi_encode()
        },
    );
    case(
        "mintDiem",
        |_| {},
        |_| {
            let call = mintDiemCall {
                vvvToLock: u(100 * ONE),
                minOut: u(1),
            };
            call.abi_encode()
        },
    );
    case(
        "burnDiem",
        |_| {},
        |_| burnDiemCall { amount: u(ONE) }.abi_encode(),
    );
    case("spend", |_| {}, |_| spend().abi_encode());
    case(
        "redeem",
        |_| {},
        |world| voucher(world, 2 * ONE).abi_encode(),
    );
    case("claim", |_| {}, |_| claimCall {}.abi_encode());
    case(
        "initiateUnstakeVvv",
        |_| {},
        |_| initiateUnstakeVvvCall { amount: u(ONE) }.abi_encode(),
    );
    case(
        "finalizeUnstake",
        |world| {
            let amount = u(ONE);
            world.ok(user(), initiateUnstakeVvvCall { amount });
            world.pass(COOLDOWN);
            world.ok(BOB, checkpointCall {});
        },
        |_| finalizeUnstakeCall {}.abi_encode(),
    );
    case("checkpoint", |_| {}, |_| checkpointCall {}.abi_encode());
    case(
        "checkpoint, first call of a day",
        |world| world.pass(DAY),
        |_| checkpointCall {}.abi_encode(),
    );
    cases
}

/// What each call costs from here on.
fn costs(world: &mut World) -> Vec<u64> {
    settle(world);
    let start = world.chain.snapshot();
    let cost = |case: Case| {
        world.chain.restore(start.clone());
        (case.prepare)(world);
        let calldata = (case.calldata)(world);
        let done = world.raw(case.from, calldata);
        assert!(done.is_success(), "{}: {}", case.call, done.story());
        assert!(
            !done.logs.is_empty() || case.call == "checkpoint",
            "{}",
            case.call
        );
        done.gas
    };
    cases().into_iter().map(cost).collect()
}

/// Lets others in, who have a stake, active DIEM, a deposit and a grant each: the more there are, the less has each, so
/// that the sums, which the price depends on, are the same.
fn accounts(world: &mut World, count: u32) {
    let part = |all: u128| all / u128::from(count);
    for nth in 0..count {
        let account = Address::from_word(B256::from(U256::from(nth) + (U256::from(1) << 150)));
        let vvv = part(900_000 * ONE);
        world.fund(account, vvv);
        let call = stakeAndMintCall {
            vvv: u(vvv),
            minOut: u(1),
            activate: true,
        };
        world.ok(account, call);
        let amount = u(part(10_000_000_000));
        world.ok(BOB, depositCall { account, amount });
        let call = approveQuotaCall {
            spender: BOB,
            dailyLimit: u(ONE),
            lastDay: u32::MAX,
            allowPaid: true,
        };
        world.ok(account, call);
    }
}

/// Lets days pass, of which two in three are rolled into.
fn days(world: &mut World, count: u32) {
    for day in 0..count {
        pass(world, DAY);
        if day % 3 != 0 {
            world.ok(BOB, checkpointCall {});
        }
    }
}

/// Lets the user open tickets of each kind, and lets them be paid.
fn tickets(world: &mut World, count: u32) {
    let (user, amount) = (user(), u(1_000));
    for nth in 1..=count {
        world.ok(user, initiateUnstakeVvvCall { amount });
        world.ok(user, initiateUnstakeCall { amount });
        world.ok(user, initiateWithdrawalCall { amount });
        if nth % 32 == 0 || nth == count {
            pass(world, COOLDOWN);
            world.ok(user, finalizeUnstakeCall {});
            world.ok(user, unstakeCall {});
            world.ok(user, withdrawCall {});
        }
    }
}

/// Lets time pass. A program has to be activated again after a year.
fn pass(world: &mut World, seconds: u64) {
    world.pass(seconds);
    let (now, diem) = (world.chain.timestamp(), to_evm(world.diem));
    let program = world.chain.program(diem).expect("it is a program");
    if !program.is_live(now) {
        let done = world.chain.activate(to_evm(BUILDER), diem);
        done.expect("it can be activated");
    }
}

/// The costs for each count of what `add` adds, from `start` on.
fn series(world: &mut World, start: &Snapshot, add: fn(&mut World, u32)) -> [Vec<u64>; 3] {
    COUNTS.map(|count| {
        world.chain.restore(start.clone());
        add(world, count);
        costs(world)
    })
}

/// Whether the costs are the same.
fn flat(costs: &[u64]) -> bool {
    let (least, most) = (costs.iter().min(), costs.iter().max());
    most.zip(least)
        .is_some_and(|(most, least)| most - least <= SLACK)
}

#[test]
fn no_cost_grows_with_accounts_days_or_history() {
    let mut world = world();
    let start = world.chain.snapshot();
    let accounts = series(&mut world, &start, accounts);
    let days = series(&mut world, &start, days);
    let tickets = series(&mut world, &start, tickets);

    let [few, some, many] = COUNTS;
    let mut report = format!(
        "# What does not grow\n\n\
         Gas of the released program's calls, on the development chain; written by \
         `DIEM_BLESS=1 cargo test -p diem-devnet --test growth`. Refunds are taken off, the program is cached, the parent \
         chain's fee is not in it.\n\n\
         Each call is made by an account that has used Diem before: beside so many others with a stake, active DIEM, a \
         deposit and a grant each, who together have the same VVV and DIEM however many they are; after so many days, of \
         which two in three had a call; and after it has opened so many tickets of each kind, all paid by then. Costs may differ by {SLACK} gas, for other digits in calldata and \
         arithmetic; a ticket may cost less once the places for 32 have been used.\n\n\
         | call | {few} account | {some} | {many} | {few} day | {some} | {many} | {few} ticket | {some} | {many} |\n\
         |---|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n"
    );
    let mut grown = Vec::new();
    for (nth, Case { call, .. }) in cases().into_iter().enumerate() {
        let [accounts, days, tickets] =
            [&accounts, &days, &tickets].map(|series| series.each_ref().map(|costs| costs[nth]));
        let no_dearer = tickets[1] <= tickets[0] + SLACK;
        if !(flat(&accounts) && flat(&days) && flat(&tickets[1..]) && no_dearer) {
            grown.push(call);
        }
        let row = [accounts, days, tickets].concat();
        let row: Vec<_> = row.iter().map(u64::to_string).collect();
        let _ = writeln!(report, "| {call} | {} |", row.join(" | "));
    }
    assert!(grown.is_empty(), "{grown:?}\n{report}");
    report::holds(REPORT, &report);
}
