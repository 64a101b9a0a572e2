//! What Diem's calls cost beside the contracts that are known for the same jobs, on one chain: OpenZeppelin's ERC-20 in
//! Solidity and Synthetix' StakingRewards, both as published. Kept for people in `artifacts/peers.md`.
//!
//! The test fails when a goal is missed or a number drifts. `DIEM_BLESS=1 cargo test -p diem-devnet --test peers` writes
//! the new ones; a goal it does not move.

use std::fmt::Write;

use crate::support::*;
use alloy_primitives::{Address, U256};
use alloy_sol_types::{sol, SolCall, SolEvent, SolValue};
use diem_devnet::chain::Snapshot;

const REPORT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../artifacts/peers.md");

sol! {
    /// `synthetix/contracts/StakingRewards.sol`
    interface StakingRewards {
        function stake(uint256 amount);
        function getReward();
        function notifyRewardAmount(uint256 reward);
    }
}

/// What Diem must stay below, in hundredths of what its peer costs; none where no goal is set.
type Goal = Option<u64>;

/// A token may cost a tenth more for being a program; a vault must cost less.
const TOKEN: Goal = Some(110);
const VAULT: Goal = Some(100);

/// Who does the jobs on one side of the comparison.
struct Side {
    token: Address,
    vault: Address,
    stake: fn(u128) -> Vec<u8>,
    claim: fn() -> Vec<u8>,
}

impl Side {
    /// Alice stakes 1,000 VVV; rewards flow meanwhile.
    fn stakes(&self, world: &mut World) {
        self.does(world, (self.stake)(1_000 * ONE));
    }

    fn claims(&self, world: &mut World) {
        self.does(world, (self.claim)());
    }

    fn does(&self, world: &mut World, calldata: Vec<u8>) {
        let done = world.send(ALICE, self.vault, calldata, U256::ZERO);
        assert!(done.is_success(), "{}", done.story());
        world.pass(3_600);
    }

    fn allows(&self, world: &mut World, owner: Address, spender: Address, value: U256) {
        world.at(self.token, owner, Erc20::approveCall { spender, value });
    }
}

/// A job that both sides do, by Alice.
struct Case {
    job: &'static str,
    state: &'static str,
    goal: Goal,
    prepare: fn(&mut World, &Side),
    call: fn(&Side) -> (Address, Vec<u8>),
}

/// Addresses as people have them: without rows of zeros, which are cheap in calldata.
const ALICE: Address = Address::repeat_byte(0xa1);
const BOB: Address = Address::repeat_byte(0xb0);
const NOBODY_YET: Address = Address::repeat_byte(0x99);

fn transfer(side: &Side, to: Address) -> (Address, Vec<u8>) {
    let value = u(ONE);
    (side.token, Erc20::transferCall { to, value }.abi_encode())
}

fn approve(side: &Side) -> (Address, Vec<u8>) {
    let call = Erc20::approveCall {
        spender: NOBODY_YET,
        value: u(5 * ONE),
    };
    (side.token, call.abi_encode())
}

fn transfer_from(side: &Side, to: Address) -> (Address, Vec<u8>) {
    let call = Erc20::transferFromCall {
        from: BOB,
        to,
        value: u(ONE),
    };
    (side.token, call.abi_encode())
}

fn stake(side: &Side) -> (Address, Vec<u8>) {
    (side.vault, (side.stake)(100 * ONE))
}

fn claim(side: &Side) -> (Address, Vec<u8>) {
    (side.vault, (side.claim)())
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    let mut case = |job, state, goal, prepare, call| {
        cases.push(Case {
            job,
            state,
            goal,
            prepare,
            call,
        });
    };
    case(
        "transfer",
        "first",
        TOKEN,
        |_, _| {},
        |side| transfer(side, NOBODY_YET),
    );
    case(
        "transfer",
        "steady",
        TOKEN,
        |_, _| {},
        |side| transfer(side, BOB),
    );
    case("approve", "first", TOKEN, |_, _| {}, approve);
    case(
        "approve",
        "steady",
        TOKEN,
        |world, side| side.allows(world, ALICE, NOBODY_YET, u(1)),
        approve,
    );
    let finite: fn(&mut World, &Side) = |world, side| side.allows(world, BOB, ALICE, u(2 * ONE));
    case("transferFrom", "first", None, finite, |side| {
        transfer_from(side, NOBODY_YET)
    });
    case(
        "transferFrom",
        "steady, finite allowance",
        None,
        finite,
        |side| transfer_from(side, ALICE),
    );
    case(
        "transferFrom",
        "steady, infinite allowance",
        None,
        |world, side| side.allows(world, BOB, ALICE, U256::MAX),
        |side| transfer_from(side, ALICE),
    );
    case("stake", "first", VAULT, |_, _| {}, stake);
    case(
        "stake",
        "steady",
        VAULT,
        // What has been earned has a slot after the second.
        |world, side| (0..2).for_each(|_| side.stakes(world)),
        stake,
    );
    case(
        "claim",
        "first payment to the wallet",
        VAULT,
        |world, side| side.stakes(world),
        claim,
    );
    case(
        "claim",
        "steady",
        VAULT,
        |world, side| {
            side.stakes(world);
            side.claims(world);
        },
        claim,
    );
    // What has been earned had a slot before, which the peer clears.
    case(
        "claim",
        "first payment to the wallet, after two stakes",
        VAULT,
        |world, side| (0..2).for_each(|_| side.stakes(world)),
        claim,
    );
    case(
        "claim",
        "steady, after another stake",
        VAULT,
        |world, side| {
            side.stakes(world);
            side.claims(world);
            side.stakes(world);
        },
        claim,
    );
    cases
}

/// Both sides on one chain, with the same tokens to stake and to earn. Bob has staked with both and rewards flow; Alice
/// and Bob hold both tokens; Alice has VVV, has staked nothing, and has earned nothing.
fn world() -> (World, [Side; 2]) {
    let mut world = World::new();
    let (vvv, usd, diem) = (world.vvv, world.usd, world.diem);
    let held = u(1_000 * ONE);
    let arguments = (BOB, held + held).abi_encode_params();
    let token = world.create(bytecode("PeerToken"), &arguments);
    let arguments = (OWNER, BOB, usd, vvv).abi_encode_params();
    let vault = world.create(bytecode("StakingRewards"), &arguments);

    let (to, value) = (ALICE, held);
    world.minted(BOB, 2_000 * ONE);
    for token in [token, diem] {
        world.at(token, BOB, Erc20::transferCall { to, value });
    }
    world.staked(BOB, 1_000_000 * ONE);
    world.fund(BOB, 1_000_000 * ONE);
    world.fund(ALICE, 1_000_000 * ONE);
    for staker in [ALICE, BOB] {
        let (spender, value) = (vault, U256::MAX);
        world.at(vvv, staker, Erc20::approveCall { spender, value });
    }
    let amount = u(1_000_000 * ONE);
    world.at(vault, BOB, StakingRewards::stakeCall { amount });

    // A thousand dollars a day each.
    let reward = u(7_000_000_000);
    let (to, value) = (vault, reward);
    world.at(usd, BOB, Erc20::mintCall { to, value });
    world.at(
        vault,
        BOB,
        StakingRewards::notifyRewardAmountCall { reward },
    );
    world.fund_fee(BOB, 1_000_000_000);
    let amount = u(1_000_000_000);
    world.ok(BOB, fundCall { amount });
    world.pass(DAY);
    world.ok(BOB, checkpointCall {});
    // Some of it has been given out on both sides.
    world.pass(3_600);
    world.ok(BOB, checkpointCall {});
    world.at(vault, BOB, StakingRewards::getRewardCall {});
    world.pass(3_600);

    let peers = Side {
        token,
        vault,
        stake: |amount| StakingRewards::stakeCall { amount: u(amount) }.abi_encode(),
        claim: || StakingRewards::getRewardCall {}.abi_encode(),
    };
    let ours = Side {
        token: diem,
        vault: diem,
        stake: |amount| {
            let (recipient, amount) = (ALICE, u(amount));
            stakeVvvCall { recipient, amount }.abi_encode()
        },
        claim: || claimCall {}.abi_encode(),
    };
    (world, [peers, ours])
}

/// Gas of the job on one side, from `start` on.
fn measure(world: &mut World, start: &Snapshot, case: &Case, side: &Side) -> u64 {
    world.chain.restore(start.clone());
    (case.prepare)(world, side);
    let (to, calldata) = (case.call)(side);
    let done = world.send(ALICE, to, calldata, U256::ZERO);
    assert!(done.is_success(), "{}: {}", case.job, done.story());
    // It did what it is called for: a token says so.
    let expected = match case.job {
        "approve" => Approval::SIGNATURE_HASH,
        _ => Transfer::SIGNATURE_HASH,
    };
    let mut logs = done.logs.iter();
    assert!(
        logs.any(|(_, log)| log.topics()[0] == expected),
        "{}",
        case.job
    );
    done.gas
}

#[test]
fn diem_costs_what_the_goals_allow_beside_its_peers() {
    let (mut world, [peers, ours]) = world();
    let start = world.chain.snapshot();
    let mut report = String::from(
        "# Beside its peers\n\n\
         Gas of the same job done by Diem and by the contract that is known for it, on one development chain; written by \
         `DIEM_BLESS=1 cargo test -p diem-devnet --test peers`.\n\n\
         The peers are Solidity, compiled with the optimizer (200 runs): OpenZeppelin's `ERC20` 5.7.0 by solc 0.8.30, \
         Synthetix' `StakingRewards` 2.102.1 by the solc 0.5.16 it was written for. Staked and earned are the same two \
         tokens on both sides, and rewards flow. Gas is a transaction's, Diem's program cached, refunds taken off, without \
         the parent chain's fee.\n\n\
         | job | state | peer | peer's gas | Diem's gas | ratio | goal |\n\
         |---|---|---|---:|---:|---:|---|\n",
    );
    let mut failures = Vec::new();
    for case in cases() {
        let theirs = measure(&mut world, &start, &case, &peers);
        let diem = measure(&mut world, &start, &case, &ours);
        let ratio = diem as f64 / theirs as f64;
        let met = case.goal.map(|most| diem * 100 < theirs * most);
        let goal = case
            .goal
            .map_or("–".into(), |most| format!("< {:.2}", most as f64 / 100.0));
        let (job, state) = (case.job, case.state);
        let peer = match job {
            "stake" | "claim" => "StakingRewards",
            _ => "ERC20",
        };
        let _ = writeln!(
            report,
            "| `{job}` | {state} | `{peer}` | {theirs} | {diem} | {ratio:.3} | {goal} |"
        );
        if met == Some(false) {
            failures.push(format!("{job} {state}: {ratio:.3}"));
        }
    }
    assert!(failures.is_empty(), "{failures:#?}\n{report}");
    report::holds(REPORT, &report);
}
