//! What every call costs on the released program, kept in `artifacts/gas.json`, and for people, beside its floor,
//! in `artifacts/gas.md`.
//!
//! The test fails when a number drifts. `DIEM_BLESS=1 cargo test -p diem-devnet --test gas` writes the new ones.

use std::fmt::Write;

use crate::support::*;
use alloy_primitives::{Address, Bytes, B256, U256};
use alloy_signer_local::PrivateKeySigner;
use alloy_sol_types::SolCall;
use diem_devnet::stylus::hostio::HostFn;
use diem_devnet::stylus::params::{MIN_CACHED_INIT_GAS, MIN_INIT_GAS};
use serde::{Deserialize, Serialize};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../artifacts/gas.json");
const REPORT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../artifacts/gas.md");

/// Ink of a gas.
const INK: u64 = 10_000;
/// Ink of the cheapest first read of a slot in a transaction: 2,100 gas. Reads of a slot already read are far below.
const FIRST_READ: u64 = 2_100 * INK;

/// Everything that is kept.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Snapshot {
    /// What the numbers mean, for whoever opens the file.
    about: String,
    program: Program,
    /// The program cached, as after a won bid.
    calls: Vec<Row>,
    /// The program not cached.
    uncached: Vec<Row>,
}

/// Once in a program's life.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Program {
    /// Gas of the transactions that store the code.
    deploy: u64,
    /// Gas of the activation. Its data fee comes on top.
    activate: u64,
    /// Gas of one transaction that does both and runs the constructor, behind `Deployer.sol`.
    deploy_activate_construct: u64,
    /// Gas of every call's start.
    start_cached: u64,
    start_uncached: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Row {
    call: String,
    state: String,
    /// Gas of the transaction, refunds taken off.
    gas: u64,
    /// The least it could be: see `gas.md`.
    floor: u64,
    /// Ink of the program's own instructions.
    program_ink: u64,
    /// Ink of what the program asked of the chain, other contracts' work in it.
    host_ink: u64,
    /// Slots of Diem's own that the call reads.
    slots_read: usize,
    /// Words that it stores; one slot may be stored twice.
    stores: usize,
    /// Ink of the longest stretch of instructions without a host call: where a curve is walked, nearly all of that.
    longest_stretch_ink: u64,
}

/// A call to measure.
struct Case {
    call: &'static str,
    state: &'static str,
    /// The least that the EVM's price list allows for the job, on top of the intrinsic gas of the measured calldata:
    /// the slots that the rule needs on the best layout, logs, precompiles and token calls; no instruction, no hash,
    /// no start of a program.
    floor: u64,
    prepare: fn(&mut World),
    calldata: fn(&World) -> Vec<u8>,
}

/// A slot that is filled, one that is changed, one that is only read, all of them for the first time in a transaction.
const NEW: u64 = 22_100;
const CHANGED: u64 = 5_000;
const READ: u64 = 2_100;
/// What is paid back for a slot that is emptied.
const CLEARED: u64 = 4_800;
const ECRECOVER: u64 = 3_000;
/// The fee token's own work, with and without an allowance to read.
const TRANSFER: u64 = 14_356;
const TRANSFER_FROM: u64 = 16_456;

/// What every call of a staker's brings up to date: the index, in one slot with the DIEM supply, by what flows; all
/// stakes, the account's stake and its reward.
const STAKER: u64 = CHANGED + READ + 3 * CHANGED;
/// The same of an account that has never staked.
const NEW_STAKER: u64 = STAKER + 2 * (NEW - CHANGED);
/// A change of locks: what the account has and owes of DIEM, the pool's part of what has flowed, both logs.
const LOCKS: u64 = 2 * CHANGED + log(3, 1) + log(2, 2);
/// VVV or fee tokens that come in, and that go out: what is owed, the token's address, its own work.
const PULL: u64 = CHANGED + READ + TRANSFER_FROM;
const PUSH: u64 = CHANGED + READ + TRANSFER;

/// What the first call of a day does besides: index, stream, the pool's part of it, inflow, figures of two days, two
/// budgets; all stakes are read, and the day's slot is changed instead of read; the event.
const ROLL: u64 = 8 * CHANGED + (CHANGED - READ) + READ + log(2, 5);

/// A log of `topics` and `words`.
const fn log(topics: u64, words: u64) -> u64 {
    375 + 375 * topics + 8 * 32 * words
}

fn intrinsic(calldata: &[u8]) -> u64 {
    let bytes = calldata.iter().map(|byte| if *byte == 0 { 4 } else { 16 });
    21_000 + bytes.sum::<u64>()
}

/// DIEM that each supply is measured at, whole ones.
const SUPPLIES: [u128; 3] = [1, 10_000, 37_713];

const NOBODY_YET: Address = Address::repeat_byte(0x99);

fn signer() -> PrivateKeySigner {
    PrivateKeySigner::from_bytes(&B256::repeat_byte(0x42)).expect("a valid key")
}

/// Alice has VVV and nothing else; others have been there before her, so that no slot but her own is empty.
fn world() -> World {
    let mut world = World::new();
    world.fund(ALICE, 1_000_000 * ONE);
    world.fund(BOB, 1 << 100);
    stake(&mut world, BOB, 1 << 99);
    // A stream flows, and a budget pays for daily credits: what most calls will find.
    world.fund_fee(BOB, 3_000_000_000_000);
    let amount = u(1_000_000_000_000);
    world.ok(BOB, fundCall { amount });
    world.ok(BOB, fundCapacityCall { amount });
    roll(&mut world);
    world
}

/// The next day begins, and somebody has called already.
fn roll(world: &mut World) {
    world.pass(DAY);
    world.ok(BOB, checkpointCall {});
    // Some of the stream has flowed when the measured call comes.
    world.pass(3_600);
}

fn stake(world: &mut World, account: Address, amount: u128) {
    let call = stakeVvvCall {
        recipient: account,
        amount: u(amount),
    };
    world.ok(account, call);
}

fn mint(world: &mut World, account: Address, vvv: u128) {
    let call = mintDiemCall {
        vvvToLock: u(vvv),
        minOut: U256::ZERO,
    };
    world.ok(account, call);
}

fn initiate(world: &mut World, account: Address, amount: u128) -> u32 {
    let amount = u(amount);
    world.ok(account, initiateUnstakeVvvCall { amount }).ticket
}

/// Lets Bob mint until this many DIEM exist.
fn supply(world: &mut World, whole: u128) {
    let diem = u(whole * ONE);
    let call = getSVVVAmountInCall { diemOut: diem };
    let vvv = world.view(call).vvvToLock;
    mint(world, BOB, vvv.to());
    assert_eq!(world.view(totalSupplyCall {})._0, diem);
}

/// Alice holds 10 DIEM and more, and so does Bob.
fn holders(world: &mut World) {
    supply(world, 100);
    stake(world, ALICE, 10_000 * ONE);
    mint(world, ALICE, 5_000 * ONE);
}

fn transfer(to: Address) -> Vec<u8> {
    let value = u(ONE);
    transferCall { to, value }.abi_encode()
}

fn approve() -> Vec<u8> {
    approveCall {
        spender: NOBODY_YET,
        value: u(5 * ONE),
    }
    .abi_encode()
}

fn transfer_from(to: Address) -> Vec<u8> {
    transferFromCall {
        from: BOB,
        to,
        value: u(ONE),
    }
    .abi_encode()
}

fn allow(world: &mut World, value: U256) {
    let spender = ALICE;
    world.ok(BOB, approveCall { spender, value });
}

fn permit(world: &World, nonce: u64) -> Vec<u8> {
    signed_permit(world.diem, &signer(), ALICE, u(ONE), nonce, NOON + 9 * DAY).abi_encode()
}

fn stake_data(_: &World) -> Vec<u8> {
    stakeVvvCall {
        recipient: ALICE,
        amount: u(100 * ONE),
    }
    .abi_encode()
}

fn mint_data(_: &World) -> Vec<u8> {
    mintDiemCall {
        vvvToLock: u(100 * ONE),
        minOut: u(1),
    }
    .abi_encode()
}

fn stake_and_mint_data(_: &World) -> Vec<u8> {
    stakeAndMintCall {
        vvv: u(100 * ONE),
        minOut: u(1),
        activate: false,
    }
    .abi_encode()
}

fn initiate_data(_: &World) -> Vec<u8> {
    initiateUnstakeVvvCall {
        amount: u(10 * ONE),
    }
    .abi_encode()
}

fn cancel_data(_: &World) -> Vec<u8> {
    cancelUnstakeVvvCall { ticket: 0 }.abi_encode()
}

fn finalize_data(_: &World) -> Vec<u8> {
    finalizeUnstakeCall {}.abi_encode()
}

/// Alice has opened this many tickets, which have matured.
fn matured(world: &mut World, tickets: usize) {
    stake(world, ALICE, 1_000 * ONE);
    for _ in 0..tickets {
        initiate(world, ALICE, 10 * ONE);
    }
    world.pass(COOLDOWN);
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    let mut case = |call, state, floor, prepare, calldata| {
        cases.push(Case {
            call,
            state,
            floor,
            prepare,
            calldata,
        });
    };
    // --- the token ---
    case(
        "transfer",
        "first",
        CHANGED + NEW + log(3, 1),
        holders,
        |_| transfer(NOBODY_YET),
    );
    case(
        "transfer",
        "steady",
        2 * CHANGED + log(3, 1),
        holders,
        |_| transfer(BOB),
    );
    case("approve", "first", NEW + log(3, 1), |_| {}, |_| approve());
    case(
        "approve",
        "steady",
        CHANGED + log(3, 1),
        |world| {
            let value = u(1);
            let spender = NOBODY_YET;
            world.ok(ALICE, approveCall { spender, value });
        },
        |_| approve(),
    );
    case(
        "transferFrom",
        "first",
        2 * CHANGED + NEW + log(3, 1),
        |world| {
            holders(world);
            allow(world, u(2 * ONE));
        },
        |_| transfer_from(NOBODY_YET),
    );
    case(
        "transferFrom",
        "steady, finite allowance",
        3 * CHANGED + log(3, 1),
        |world| {
            holders(world);
            allow(world, u(2 * ONE));
        },
        |_| transfer_from(ALICE),
    );
    case(
        "transferFrom",
        "steady, infinite allowance",
        2 * CHANGED + READ + log(3, 1),
        |world| {
            holders(world);
            allow(world, U256::MAX);
        },
        |_| transfer_from(ALICE),
    );
    case(
        "permit",
        "first",
        2 * NEW + ECRECOVER + log(3, 1),
        |_| {},
        |world| permit(world, 0),
    );
    case(
        "permit",
        "steady",
        2 * CHANGED + ECRECOVER + log(3, 1),
        |world| {
            let first = permit(world, 0);
            assert!(world.raw(ALICE, first).is_success());
        },
        |world| permit(world, 1),
    );
    // --- the vault ---
    // The cooldown; the queue and the ticket come on top.
    let initiating = STAKER + READ + log(2, 3);
    let finalizing = CHANGED + READ + PUSH + log(2, 1);
    case(
        "stake",
        "first",
        NEW_STAKER + PULL + log(3, 1),
        |_| {},
        stake_data,
    );
    case(
        "stake",
        "steady",
        STAKER + PULL + log(3, 1),
        |world| stake(world, ALICE, ONE),
        stake_data,
    );
    case(
        "initiateUnstakeVvv",
        "first ticket",
        initiating + 2 * NEW,
        |world| stake(world, ALICE, 100 * ONE),
        initiate_data,
    );
    case(
        "initiateUnstakeVvv",
        "second ticket",
        initiating + CHANGED + NEW,
        |world| {
            stake(world, ALICE, 100 * ONE);
            initiate(world, ALICE, ONE);
        },
        initiate_data,
    );
    case(
        "initiateUnstakeVvv",
        "33rd ticket, places used",
        initiating + 2 * CHANGED,
        |world| {
            stake(world, ALICE, 100 * ONE);
            for _ in 0..32 {
                let ticket = initiate(world, ALICE, ONE);
                world.ok(ALICE, cancelUnstakeVvvCall { ticket });
            }
        },
        initiate_data,
    );
    case(
        "initiateUnstakeVvv",
        "32nd ticket",
        initiating + CHANGED + NEW,
        |world| {
            stake(world, ALICE, 100 * ONE);
            (0..31).for_each(|_| {
                initiate(world, ALICE, ONE);
            });
        },
        initiate_data,
    );
    // The queue, a ticket that is read, and stays as it is.
    case(
        "cancelUnstakeVvv",
        "the only ticket",
        STAKER + CHANGED + READ + log(2, 2),
        |world| {
            stake(world, ALICE, 100 * ONE);
            initiate(world, ALICE, 10 * ONE);
        },
        cancel_data,
    );
    case(
        "finalizeUnstake",
        "one ticket",
        finalizing,
        |world| matured(world, 1),
        finalize_data,
    );
    case(
        "finalizeUnstake",
        "32 tickets",
        finalizing + 31 * READ,
        |world| matured(world, 32),
        finalize_data,
    );
    // --- mint and burn ---
    // And the curve's parameters.
    let minting = STAKER + LOCKS + READ;
    case(
        "mintDiem",
        "the first of all, supply 0",
        minting + 2 * (NEW - CHANGED),
        |world| stake(world, ALICE, 1_000 * ONE),
        mint_data,
    );
    case(
        "mintDiem",
        "first, supply 1",
        minting + NEW - CHANGED,
        |world| first_mint(world, SUPPLIES[0]),
        mint_data,
    );
    case(
        "mintDiem",
        "first, supply 10,000",
        minting + NEW - CHANGED,
        |world| first_mint(world, SUPPLIES[1]),
        mint_data,
    );
    case(
        "mintDiem",
        "first, supply 37,713",
        minting + NEW - CHANGED,
        |world| first_mint(world, SUPPLIES[2]),
        mint_data,
    );
    case(
        "mintDiem",
        "steady, supply 1",
        minting,
        |world| steady_mint(world, SUPPLIES[0]),
        mint_data,
    );
    case(
        "mintDiem",
        "steady, supply 10,000",
        minting,
        |world| steady_mint(world, SUPPLIES[1]),
        mint_data,
    );
    case(
        "mintDiem",
        "steady, supply 37,713",
        minting,
        |world| steady_mint(world, SUPPLIES[2]),
        mint_data,
    );
    case(
        "mintDiem",
        "steady, beyond the target, supply 60,000",
        minting,
        |world| far_mint(world, 60_000),
        mint_data,
    );
    case(
        "mintDiem",
        "steady, beyond the target, supply 79,999",
        minting,
        |world| far_mint(world, 79_999),
        mint_data,
    );
    case(
        "mintDiem",
        "steady, beyond the target, 100 million VVV at once",
        minting,
        far_stake,
        |_| far_mint_data(100_000_000 * ONE, 50_000 * ONE),
    );
    case("mintDiem", ALL_AT_ONCE, minting, far_stake, |_| {
        far_mint_data(FAR / 4, 79_000 * ONE)
    });
    // Staking and minting at once.
    case(
        "stakeAndMint",
        "first, supply 10,000",
        NEW_STAKER + PULL + log(3, 1) + LOCKS + READ + NEW - CHANGED,
        |world| supply(world, SUPPLIES[1]),
        stake_and_mint_data,
    );
    case(
        "stakeAndMint",
        "steady, supply 10,000",
        STAKER + PULL + log(3, 1) + LOCKS + READ,
        |world| steady_mint(world, SUPPLIES[1]),
        stake_and_mint_data,
    );
    case("burnDiem", "part", STAKER + LOCKS, holders, |_| {
        burnDiemCall { amount: u(ONE) }.abi_encode()
    });
    case(
        "burnDiem",
        "all",
        STAKER + LOCKS - CLEARED,
        |world| {
            supply(world, 100);
            stake(world, ALICE, 10_000 * ONE);
            let vvv = world
                .view(getSVVVAmountInCall { diemOut: u(ONE) })
                .vvvToLock;
            mint(world, ALICE, vvv.to());
        },
        |_| burnDiemCall { amount: u(ONE) }.abi_encode(),
    );
    cases.extend(credits());
    cases.extend(vouchers());
    cases.extend(yield_and_earnings());
    cases
}

/// Claims, funds, earnings, the roll by itself.
fn yield_and_earnings() -> Vec<Case> {
    let mut cases = Vec::new();
    let mut case = |call, state, floor, prepare, calldata| {
        cases.push(Case {
            call,
            state,
            floor,
            prepare,
            calldata,
        });
    };
    let claim: fn(&World) -> Vec<u8> = |_| claimCall {}.abi_encode();
    // Neither stake changes.
    let claiming = STAKER - 2 * (CHANGED - READ) + PUSH + log(3, 1);
    case(
        "claim",
        "first payment to the wallet",
        claiming - CHANGED + NEW,
        |world| {
            stake(world, ALICE, 100_000 * ONE);
            world.pass(3_600);
        },
        claim,
    );
    case(
        "claim",
        "steady",
        claiming,
        |world| {
            stake(world, ALICE, 100_000 * ONE);
            world.fund_fee(ALICE, 1);
            world.pass(3_600);
        },
        claim,
    );
    // What waits for the roll; the day.
    case(
        "fund",
        "steady",
        CHANGED + READ + PULL + log(2, 1),
        |world| world.fund_fee(ALICE, 1_000_000),
        |_| fundCall { amount: u(1_000) }.abi_encode(),
    );
    case(
        "claimEarnings",
        "steady",
        CHANGED + PUSH + log(3, 1),
        |world| {
            users(world);
            world.fund_fee(ALICE, 1);
        },
        |_| claimEarningsCall { to: ALICE }.abi_encode(),
    );
    let checkpoint: fn(&World) -> Vec<u8> = |_| checkpointCall {}.abi_encode();
    // The index; the stream, all stakes.
    case(
        "checkpoint",
        "same day",
        CHANGED + 2 * READ,
        |_| {},
        checkpoint,
    );
    case(
        "checkpoint",
        "first call of the day",
        ROLL + READ,
        |world| {
            lived(world);
            world.pass(DAY);
        },
        checkpoint,
    );
    case(
        "checkpoint",
        "first call after 300 days",
        ROLL + READ,
        |world| {
            lived(world);
            world.pass(300 * DAY);
        },
        checkpoint,
    );
    cases
}

/// Alice has 100 active DIEM and 100 more in her wallet; the fee token's deposit and providers as told.
fn active(world: &mut World) {
    supply(world, 1_000);
    stake(world, ALICE, 100_000 * ONE);
    mint(world, ALICE, 50_000 * ONE);
    world.ok(ALICE, activate_call());
    world.ok(BOB, activate_call());
}

fn activate_call() -> stakeDiemCall {
    stakeDiemCall {
        amount: u(100 * ONE),
    }
}

fn deactivate_call() -> initiateUnstakeCall {
    initiateUnstakeCall { amount: u(ONE) }
}

fn grant_call() -> approveQuotaCall {
    approveQuotaCall {
        spender: NOBODY_YET,
        dailyLimit: u(5 * ONE),
        lastDay: u32::MAX,
        allowPaid: true,
    }
}

fn deposited(world: &mut World, account: Address) {
    world.fund_fee(ALICE, 1_000_000_000);
    let amount = u(100_000_000);
    world.ok(ALICE, depositCall { account, amount });
}

fn spend_data(_: &World) -> Vec<u8> {
    spendCall {
        account: ALICE,
        provider: BOB,
        credits: u(ONE),
        requestId: B256::repeat_byte(7),
    }
    .abi_encode()
}

/// Alice has spent a credit today, with Bob.
fn spending(world: &mut World) {
    active(world);
    world.admit(BOB);
    assert!(world.raw(ALICE, spend_data(world)).is_success());
}

/// Two days on which daily and paid credits were used: nothing is for the first time any more.
fn lived(world: &mut World) {
    spending(world);
    deposited(world, ALICE);
    for _ in 0..2 {
        let all = spendCall {
            account: ALICE,
            provider: BOB,
            credits: u(101 * ONE),
            requestId: B256::ZERO,
        };
        roll(world);
        assert!(world.raw(ALICE, all.abi_encode()).is_success());
    }
}

/// Activation, grants, deposits, spending.
fn credits() -> Vec<Case> {
    let mut cases = Vec::new();
    let mut case = |call, state, floor, prepare, calldata| {
        cases.push(Case {
            call,
            state,
            floor,
            prepare,
            calldata,
        });
    };
    let activate: fn(&World) -> Vec<u8> = |_| activate_call().abi_encode();
    // Wallet and contract balance, total; the account's meter.
    let activation = 3 * CHANGED + log(3, 1) + log(2, 1);
    case(
        "stake(uint256)",
        "first",
        activation + NEW,
        |world| {
            supply(world, 1_000);
            stake(world, ALICE, 100_000 * ONE);
            mint(world, ALICE, 50_000 * ONE);
            world.ok(BOB, activate_call());
        },
        activate,
    );
    case(
        "stake(uint256)",
        "steady",
        activation + CHANGED,
        active,
        activate,
    );
    let deactivate: fn(&World) -> Vec<u8> = |_| deactivate_call().abi_encode();
    // Meter and total; the parameters; the queue and the ticket come on top.
    let deactivation = 2 * CHANGED + READ + log(2, 1);
    case(
        "initiateUnstake",
        "first ticket",
        deactivation + 2 * NEW,
        active,
        deactivate,
    );
    case(
        "initiateUnstake",
        "33rd ticket, places used",
        deactivation + 2 * CHANGED,
        |world| {
            active(world);
            for _ in 0..32 {
                let ticket = world.ok(ALICE, deactivate_call()).ticket;
                world.ok(ALICE, cancelUnstakeCall { ticket });
            }
        },
        deactivate,
    );
    case(
        "cancelUnstake",
        "the only ticket",
        3 * CHANGED + READ + log(2, 2),
        |world| {
            active(world);
            world.ok(ALICE, deactivate_call());
        },
        |_| cancelUnstakeCall { ticket: 0 }.abi_encode(),
    );
    case(
        "unstake",
        "one ticket",
        3 * CHANGED + READ + log(3, 1) + log(2, 1),
        |world| {
            active(world);
            world.ok(ALICE, deactivate_call());
            roll(world);
        },
        |_| unstakeCall {}.abi_encode(),
    );
    let grant: fn(&World) -> Vec<u8> = |_| grant_call().abi_encode();
    case("approveQuota", "first", NEW + log(3, 3), |_| {}, grant);
    case(
        "approveQuota",
        "steady",
        CHANGED + log(3, 3),
        |world| {
            world.ok(ALICE, grant_call());
        },
        grant,
    );
    let deposit: fn(&World) -> Vec<u8> = |_| {
        let amount = u(1_000_000);
        depositCall {
            account: ALICE,
            amount,
        }
        .abi_encode()
    };
    // The account's deposit comes on top.
    let depositing = PULL + log(3, 1);
    case(
        "deposit",
        "first",
        depositing + NEW,
        |world| {
            deposited(world, BOB);
        },
        deposit,
    );
    case(
        "deposit",
        "steady",
        depositing + CHANGED,
        |world| deposited(world, ALICE),
        deposit,
    );
    case(
        "initiateWithdrawal",
        "first ticket",
        READ + 2 * NEW + log(2, 3),
        |world| deposited(world, ALICE),
        |_| initiateWithdrawalCall { amount: u(1_000) }.abi_encode(),
    );
    case(
        "withdraw",
        "one ticket",
        2 * CHANGED + READ + PUSH + log(2, 1),
        |world| {
            deposited(world, ALICE);
            let amount = u(1_000);
            world.ok(ALICE, initiateWithdrawalCall { amount });
            roll(world);
            roll(world);
        },
        |_| withdrawCall {}.abi_encode(),
    );
    // The meter, the day's budget, what the provider earns; the day, the price.
    let spend = 3 * CHANGED + 2 * READ + log(4, 4) + log(2, 2);
    case("spend", "same day", spend, spending, spend_data);
    case(
        "spend",
        "new day",
        spend,
        |world| {
            spending(world);
            roll(world);
        },
        spend_data,
    );
    // One of the roll's budgets is the one that pays.
    case(
        "spend",
        "first call of the day",
        spend + ROLL - CHANGED,
        |world| {
            lived(world);
            world.pass(DAY);
        },
        spend_data,
    );
    // The deposit, what the provider earns, what waits for the roll, the day's paid credits; the day, the price, the
    // meter.
    case(
        "spend",
        "paid, same day",
        4 * CHANGED + 3 * READ + log(4, 4) + log(2, 2),
        |world| {
            world.admit(BOB);
            deposited(world, ALICE);
            assert!(world.raw(ALICE, spend_data(world)).is_success());
        },
        spend_data,
    );
    // And the grant.
    case(
        "spend",
        "by an agent, same day",
        spend + CHANGED,
        |world| {
            active(world);
            world.admit(BOB);
            let call = approveQuotaCall {
                spender: ALICE,
                ..grant_call()
            };
            world.ok(BOB, call);
            assert!(world.raw(ALICE, agent_spend_data(world)).is_success());
        },
        agent_spend_data,
    );
    cases
}

fn agent_spend_data(_: &World) -> Vec<u8> {
    spendCall {
        account: BOB,
        provider: BOB,
        credits: u(ONE),
        requestId: B256::repeat_byte(7),
    }
    .abi_encode()
}

/// The `n`-th of the users whose vouchers Alice redeems.
fn user(n: u8) -> PrivateKeySigner {
    PrivateKeySigner::from_bytes(&B256::repeat_byte(n + 1)).expect("a valid key")
}

/// The vouchers of `users` over `credits` whole ones each, for today.
fn vouchers_data(world: &World, users: u8, credits: u128) -> redeemBatchCall {
    let (vouchers, signatures) = (0..users)
        .map(|n| {
            let user = user(n);
            let voucher = UsageVoucher {
                account: user.address(),
                spender: user.address(),
                provider: ALICE,
                day: world.today(),
                credits: u(credits * ONE),
            };
            let signature = signed_voucher(world.diem, &user, &voucher);
            (voucher, Bytes::from(signature))
        })
        .unzip();
    redeemBatchCall {
        vouchers,
        signatures,
    }
}

fn one_voucher_data(world: &World, credits: u128) -> Vec<u8> {
    let batch = vouchers_data(world, 1, credits);
    redeemCall {
        voucher: batch.vouchers[0].clone(),
        signature: batch.signatures[0].clone(),
    }
    .abi_encode()
}

/// Alice serves; 50 users have 100 active DIEM each, and have used a credit of them.
fn users(world: &mut World) {
    unused(world);
    let first = vouchers_data(world, 50, 1).abi_encode();
    assert!(world.raw(ALICE, first).is_success());
}

fn unused(world: &mut World) {
    supply(world, 10_000);
    world.admit(ALICE);
    for n in 0..50 {
        let to = user(n).address();
        let value = u(100 * ONE);
        world.ok(BOB, transferCall { to, value });
        world.pay(to);
        world.ok(to, activate_call());
    }
}

/// Vouchers of quota, one and many.
fn vouchers() -> Vec<Case> {
    let mut cases = Vec::new();
    let mut case = |call, state, floor, prepare, calldata| {
        cases.push(Case {
            call,
            state,
            floor,
            prepare,
            calldata,
        });
    };
    // The meter, what has been collected, the signature. Once a call: the day's budget, what the provider earns; the
    // day, the price.
    let voucher = 2 * CHANGED + ECRECOVER + log(4, 4);
    let once = 2 * CHANGED + 2 * READ + log(2, 2);
    let first: fn(&World) -> Vec<u8> = |world| one_voucher_data(world, 1);
    let second: fn(&World) -> Vec<u8> = |world| one_voucher_data(world, 2);
    case(
        "redeem",
        "first",
        once + voucher - CHANGED + NEW,
        unused,
        first,
    );
    case("redeem", "same day", once + voucher, users, second);
    case(
        "redeem",
        "new day",
        once + voucher,
        |world| {
            users(world);
            roll(world);
        },
        second,
    );
    case(
        "redeem",
        "paid, same day",
        4 * CHANGED + 3 * READ + log(2, 2) + CHANGED + ECRECOVER + log(4, 4),
        |world| {
            world.admit(ALICE);
            deposited(world, user(0).address());
            assert!(world.raw(ALICE, one_voucher_data(world, 1)).is_success());
        },
        second,
    );
    let batch: [fn(&World) -> Vec<u8>; 4] = [
        |world| vouchers_data(world, 1, 2).abi_encode(),
        |world| vouchers_data(world, 2, 2).abi_encode(),
        |world| vouchers_data(world, 10, 2).abi_encode(),
        |world| vouchers_data(world, 50, 2).abi_encode(),
    ];
    case(
        "redeemBatch",
        "1 voucher, same day",
        once + voucher,
        users,
        batch[0],
    );
    case(
        "redeemBatch",
        "2 vouchers, same day",
        once + 2 * voucher,
        users,
        batch[1],
    );
    case(
        "redeemBatch",
        "10 vouchers, same day",
        once + 10 * voucher,
        users,
        batch[2],
    );
    case(
        "redeemBatch",
        "50 vouchers, same day",
        once + 50 * voucher,
        users,
        batch[3],
    );
    cases
}

fn first_mint(world: &mut World, whole: u128) {
    supply(world, whole);
    stake(world, ALICE, 1_000 * ONE);
}

fn steady_mint(world: &mut World, whole: u128) {
    first_mint(world, whole);
    mint(world, ALICE, ONE);
}

/// A mint through nearly the whole curve: of ten thousand times all the VVV that there is. The one case in which the
/// search on the curve goes on for more than 15,000 gas.
const ALL_AT_ONCE: &str = "steady, beyond the target, 1.27 trillion VVV at once";

/// More VVV wei than the curve takes to its end.
const FAR: u128 = 1 << 102;

/// As [`steady_mint`], where there must be more VVV than there is.
fn far_mint(world: &mut World, whole: u128) {
    world.fund(BOB, FAR);
    stake(world, BOB, FAR);
    steady_mint(world, whole);
}

/// Alice has all of that, too, and DIEM has one holder.
fn far_stake(world: &mut World) {
    far_mint(world, 1);
    world.fund(ALICE, FAR);
    stake(world, ALICE, FAR);
}

fn far_mint_data(vvv: u128, least: u128) -> Vec<u8> {
    mintDiemCall {
        vvvToLock: u(vvv),
        minOut: u(least),
    }
    .abi_encode()
}

/// Runs a case from `start` on.
fn measure(
    world: &mut World,
    start: &diem_devnet::chain::Snapshot,
    case: &Case,
    cached: bool,
) -> Row {
    world.chain.restore(start.clone());
    (case.prepare)(world);
    let diem = to_evm(world.diem);
    assert!(world.chain.set_cached(diem, cached));
    world.pass(60);
    let calldata = (case.calldata)(world);
    let floor = case.floor + intrinsic(&calldata);
    world.chain.trace = true;
    let done = world.raw(ALICE, calldata);
    world.chain.trace = false;
    assert!(
        done.is_success(),
        "{} {}: {}",
        case.call,
        case.state,
        done.story()
    );
    let own = || done.trace.iter().filter(|host| host.address == diem);
    Row {
        call: case.call.to_owned(),
        state: case.state.to_owned(),
        gas: done.gas,
        floor,
        program_ink: own().map(|host| host.wasm_ink_before).sum(),
        host_ink: own().map(|host| host.ink).sum(),
        slots_read: own()
            .filter(|host| host.function == HostFn::StorageLoadBytes32 && host.ink >= FIRST_READ)
            .count(),
        stores: own()
            .filter(|host| host.function == HostFn::StorageCacheBytes32)
            .count(),
        longest_stretch_ink: own().map(|host| host.wasm_ink_before).max().unwrap_or(0),
    }
}

fn program(world: &mut World) -> Program {
    let mut ground = Ground::new();
    let together = ground.deploy(&ground.arguments());
    let mut apart = Ground::new();
    let deployed = apart
        .chain
        .deploy_program(to_evm(BUILDER), wasm())
        .expect("it is a program");
    let diem = to_evm(world.diem);
    let record = world.chain.program(diem).expect("it is active");
    Program {
        deploy: deployed.deploy_gas,
        activate: deployed.activate_gas,
        deploy_activate_construct: together.gas,
        start_cached: record.cached_gas(),
        start_uncached: record.uncached_gas(),
    }
}

/// Calls that are also measured with the program not cached.
const UNCACHED: [(&str, &str); 3] = [
    ("transfer", "steady"),
    ("stake", "steady"),
    ("mintDiem", "steady, supply 10,000"),
];

/// The snapshot for people: Markdown, with the floors and the program's sizes.
fn told(snapshot: &Snapshot) -> String {
    let sizes: serde_json::Value =
        serde_json::from_slice(&artifact("sizes.json")).expect("artifacts/sizes.json");
    let program = &snapshot.program;
    let mut text = String::from(
        "# Gas and size\n\n\
         Of the released program, on the development chain; written by \
         `DIEM_BLESS=1 cargo test -p diem-devnet --test gas`.\n\n\
         Gas is a transaction's, program cached, refunds taken off, without the parent chain's fee. The floor is the \
         least the EVM's price list allows for the job: intrinsic gas, slots on the best layout, logs, precompiles and \
         the token's own transfer, but no instruction, no hash and no start of a program. Slots are Diem's own. Code is \
         the program's own instructions, of them the longest stretch without a host call: in a mint, the curve.\n\n\
         | call | state | gas | floor | ratio | slots read | stores | code | longest stretch |\n\
         |---|---|---:|---:|---:|---:|---:|---:|---:|\n"
    );
    for row in &snapshot.calls {
        let ratio = row.gas as f64 / row.floor as f64;
        let _ = writeln!(
            text,
            "| `{}` | {} | {} | {} | {ratio:.2} | {} | {} | {} | {} |",
            row.call,
            row.state,
            row.gas,
            row.floor,
            row.slots_read,
            row.stores,
            row.program_ink / INK,
            row.longest_stretch_ink / INK,
        );
    }
    text.push_str("\nProgram not cached:\n\n| call | state | gas |\n|---|---|---:|\n");
    for row in &snapshot.uncached {
        let _ = writeln!(text, "| `{}` | {} | {} |", row.call, row.state, row.gas);
    }
    let _ = writeln!(
        text,
        "\nOnce: deployment {}, activation {}, both and the constructor in one transaction {}. Every call's start: {} \
         cached, {} not cached.\n\n| size | lean (released) | plain |\n|---|---:|---:|",
        program.deploy,
        program.activate,
        program.deploy_activate_construct,
        program.start_cached,
        program.start_uncached,
    );
    for (what, key) in [
        ("compressed bytes", "compressed"),
        ("raw bytes", "raw"),
        ("data bytes", "data_bytes"),
        ("functions", "functions"),
        ("memory pages at start", "memory_pages"),
    ] {
        let of = |build: &str| sizes[build][key].as_u64().expect("a number");
        let _ = writeln!(text, "| {what} | {} | {} |", of("lean"), of("plain"));
    }
    text.push_str(&starts(&sizes));
    text
}

/// Where the gas of a start goes, by Nitro's formula for it (`ProgramInfo` in `devnet/src/stylus/activate.rs`).
fn starts(sizes: &serde_json::Value) -> String {
    let mut text = String::from(
        "\nWhere the gas of a start goes; a call of a program that is not cached pays both parts:\n\n\
         | part | lean, cached | lean, not cached | plain, cached | plain, not cached |\n|---|---:|---:|---:|---:|\n",
    );
    // Millionths of a gas for each, cached and on top of that.
    let parts = [
        ("data bytes", "data_bytes", 752_440, 0),
        ("functions", "functions", 134_200, 8_252_000),
        ("bytes", "raw", 1_220, 128_600),
        ("memory pages", "memory_pages", 5_000_000, 0),
    ];
    let builds = ["lean", "plain"];
    let number = |build: &str, key: &str| sizes[build][key].as_u64().expect("a number");
    let mut rest = builds.map(|build| {
        let (cached, not) = (
            number(build, "start_gas_cached"),
            number(build, "start_gas_uncached"),
        );
        [cached - MIN_CACHED_INIT_GAS, not - cached - MIN_INIT_GAS]
    });
    let mut row = |what: &str, gas: [[u64; 2]; 2]| {
        let [lean, plain] = gas;
        let _ = writeln!(
            text,
            "| {what} | {} | {} | {} | {} |",
            lean[0], lean[1], plain[0], plain[1]
        );
    };
    row("every program", [[MIN_CACHED_INIT_GAS, MIN_INIT_GAS]; 2]);
    for (what, key, cached, more) in parts {
        let gas =
            builds.map(|build| [cached, more].map(|each| number(build, key) * each / 1_000_000));
        for (rest, gas) in rest.iter_mut().zip(gas) {
            rest[0] -= gas[0];
            rest[1] -= gas[1];
        }
        row(what, gas);
    }
    row("parameters and results of functions, globals", rest);
    text
}

/// What DESIGN asks of the program and its calls.
fn require_goals(snapshot: &Snapshot) {
    let Program {
        start_cached,
        start_uncached,
        ..
    } = snapshot.program;
    assert!(
        start_cached <= 4_000 && start_uncached <= 30_000,
        "a start: {start_cached}, {start_uncached}"
    );
    for row in &snapshot.calls {
        if row.state == ALL_AT_ONCE {
            assert!(
                row.longest_stretch_ink <= 17_000 * INK,
                "{}",
                row.longest_stretch_ink
            );
            continue;
        }
        let what = format!("{} {}: {}", row.call, row.state, row.gas);
        // Mints of more VVV than there is search longer on the curve: no floor knows of that.
        let ordinary = !row.state.ends_with("at once");
        assert!(
            !ordinary || row.gas * 100 <= row.floor * 115,
            "{what}, floor {}",
            row.floor
        );
        match (row.call.as_str(), row.state.as_str()) {
            ("mintDiem", state) => {
                assert!(!state.starts_with("steady") || row.gas <= 75_000, "{what}");
                let curve = if state.contains("beyond") {
                    15_000
                } else {
                    5_000
                };
                assert!(
                    row.longest_stretch_ink <= curve * INK,
                    "the curve in {what}"
                );
            }
            ("redeemBatch", "50 vouchers, same day") => assert!(row.gas <= 50 * 30_000, "{what}"),
            _ => {}
        }
    }
}

#[test]
fn every_call_costs_what_the_snapshot_says() {
    let mut world = world();
    let start = world.chain.snapshot();
    let cases = cases();
    let calls: Vec<_> = cases
        .iter()
        .map(|case| measure(&mut world, &start, case, true))
        .collect();
    let uncached: Vec<_> = cases
        .iter()
        .filter(|case| UNCACHED.contains(&(case.call, case.state)))
        .map(|case| measure(&mut world, &start, case, false))
        .collect();
    assert_eq!(uncached.len(), UNCACHED.len());
    let snapshot = Snapshot {
        about: "Gas of transactions, refunds taken off, without the parent chain's fee; 10,000 ink are one gas. \
                Written by `DIEM_BLESS=1 cargo test -p diem-devnet --test gas`."
            .to_owned(),
        program: program(&mut world),
        calls,
        uncached,
    };
    require_goals(&snapshot);
    let report = told(&snapshot);
    if report::is_blessed() {
        let json = serde_json::to_string_pretty(&snapshot).expect("it can be written");
        std::fs::write(FILE, json + "\n").expect("artifacts/ can be written");
        return report::holds(REPORT, &report);
    }
    let kept = std::fs::read_to_string(FILE).expect("artifacts/gas.json");
    let kept: Snapshot = serde_json::from_str(&kept).expect("it was written here");
    let drifted: Vec<_> = snapshot
        .calls
        .iter()
        .chain(&snapshot.uncached)
        .zip(kept.calls.iter().chain(&kept.uncached))
        .filter(|(now, then)| now != then)
        .map(|(now, then)| format!("{} {}: {} → {}", now.call, now.state, then.gas, now.gas))
        .collect();
    assert!(
        snapshot == kept,
        "artifacts/gas.json no longer holds. If that is meant: \
         DIEM_BLESS=1 cargo test -p diem-devnet --test gas\n{}",
        drifted.join("\n")
    );
    report::holds(REPORT, &report);
}

/// Whoever reads the numbers may take it that the whole is the sum of its parts.
#[test]
fn gas_is_intrinsic_gas_plus_start_plus_ink() {
    let mut world = world();
    let start = world.chain.snapshot();
    let cases = cases();
    // One without refunds.
    let case = cases
        .iter()
        .find(|case| (case.call, case.state) == ("stake", "steady"))
        .expect("it is measured");
    let row = measure(&mut world, &start, case, true);
    let intrinsic = intrinsic(&(case.calldata)(&world));
    let diem = to_evm(world.diem);
    let record = world.chain.program(diem).expect("it is active");
    let ink = row.program_ink + row.host_ink;
    let sum = intrinsic + record.cached_gas() + ink / INK;
    // What runs after the last host call is not traced.
    assert!(row.gas >= sum && row.gas - sum < 100, "{} {sum}", row.gas);
}
