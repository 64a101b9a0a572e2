// SPDX-License-Identifier: MIT OR Apache-2.0
//! The gas of Diem's calls compared with well-known contracts for the same jobs, on one chain: OpenZeppelin's ERC-20 and
//! Synthetix' StakingRewards in Solidity, both as published. The report is `artifacts/peers.md`.
//!
//! The test fails if a limit is exceeded or a number changes. `UPDATE_SNAPSHOTS=1 cargo test --workspace --test devnet
//! peers` writes the new numbers; it does not change the limits.

use std::fmt::Write;

use crate::program::support::*;
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

/// The limit for Diem's gas, exclusive, in percent of its peer's. `None` where none is set.
type Limit = Option<u64>;

/// The token may cost a tenth more than its peer, for the program's start; the vault must cost less.
const TOKEN: Limit = Some(110);
const VAULT: Limit = Some(100);

/// The contracts on one side of the comparison.
struct Side {
    token: Address,
    vault: Address,
    stake: fn(u128) -> Vec<u8>,
    claim: fn() -> Vec<u8>,
}

impl Side {
    /// Alice stakes 1,000 VVV, and rewards accrue for an hour.
    fn stake_as_alice(&self, fixture: &mut Fixture) {
        self.send(fixture, (self.stake)(1_000 * ONE));
    }

    fn claim_as_alice(&self, fixture: &mut Fixture) {
        self.send(fixture, (self.claim)());
    }

    fn send(&self, fixture: &mut Fixture, calldata: Vec<u8>) {
        let result = fixture.send(ALICE, self.vault, calldata, U256::ZERO);
        assert!(result.is_success(), "{}", result.describe());
        fixture.advance(3_600);
    }

    fn set_allowance(&self, fixture: &mut Fixture, owner: Address, spender: Address, value: U256) {
        fixture.call_at(self.token, owner, Erc20::approveCall { spender, value });
    }
}

/// A job that Alice does on both sides.
struct Case {
    job: &'static str,
    state: &'static str,
    limit: Limit,
    prepare: fn(&mut Fixture, &Side),
    call: fn(&Side) -> (Address, Vec<u8>),
}

/// Realistic addresses, without the zero bytes that are cheap in calldata.
const ALICE: Address = Address::repeat_byte(0xa1);
const BOB: Address = Address::repeat_byte(0xb0);
const UNUSED_ACCOUNT: Address = Address::repeat_byte(0x99);

fn transfer(side: &Side, to: Address) -> (Address, Vec<u8>) {
    let value = u(ONE);
    (side.token, Erc20::transferCall { to, value }.abi_encode())
}

fn approve(side: &Side) -> (Address, Vec<u8>) {
    let call = Erc20::approveCall { spender: UNUSED_ACCOUNT, value: u(5 * ONE) };
    (side.token, call.abi_encode())
}

fn transfer_from(side: &Side, to: Address) -> (Address, Vec<u8>) {
    let call = Erc20::transferFromCall { from: BOB, to, value: u(ONE) };
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
    let mut case = |job, state, limit, prepare, call| {
        cases.push(Case { job, state, limit, prepare, call });
    };
    case("transfer", "first", TOKEN, |_, _| {}, |side| transfer(side, UNUSED_ACCOUNT));
    case("transfer", "steady", TOKEN, |_, _| {}, |side| transfer(side, BOB));
    case("approve", "first", TOKEN, |_, _| {}, approve);
    case(
        "approve",
        "steady",
        TOKEN,
        |fixture, side| side.set_allowance(fixture, ALICE, UNUSED_ACCOUNT, u(1)),
        approve,
    );
    let finite: fn(&mut Fixture, &Side) =
        |fixture, side| side.set_allowance(fixture, BOB, ALICE, u(2 * ONE));
    case("transferFrom", "first", None, finite, |side| transfer_from(side, UNUSED_ACCOUNT));
    case("transferFrom", "steady, finite allowance", None, finite, |side| {
        transfer_from(side, ALICE)
    });
    case(
        "transferFrom",
        "steady, infinite allowance",
        None,
        |fixture, side| side.set_allowance(fixture, BOB, ALICE, U256::MAX),
        |side| transfer_from(side, ALICE),
    );
    case("stake", "first", VAULT, |_, _| {}, stake);
    case(
        "stake",
        "steady",
        VAULT,
        // The second stake fills the slot of accrued rewards.
        |fixture, side| (0..2).for_each(|_| side.stake_as_alice(fixture)),
        stake,
    );
    case(
        "claim",
        "first payment to the wallet",
        VAULT,
        |fixture, side| side.stake_as_alice(fixture),
        claim,
    );
    case(
        "claim",
        "steady",
        VAULT,
        |fixture, side| {
            side.stake_as_alice(fixture);
            side.claim_as_alice(fixture);
        },
        claim,
    );
    // The peer clears its slot of accrued rewards, which was filled before.
    case(
        "claim",
        "first payment to the wallet, after two stakes",
        VAULT,
        |fixture, side| (0..2).for_each(|_| side.stake_as_alice(fixture)),
        claim,
    );
    case(
        "claim",
        "steady, after another stake",
        VAULT,
        |fixture, side| {
            side.stake_as_alice(fixture);
            side.claim_as_alice(fixture);
            side.stake_as_alice(fixture);
        },
        claim,
    );
    cases
}

/// Both sides on one chain, with the same staking and reward tokens. Bob has staked with both, and rewards accrue. Alice
/// and Bob hold both ERC-20 tokens. Alice has VVV, has not staked and has no rewards.
fn fixture() -> (Fixture, [Side; 2]) {
    let mut fixture = Fixture::new();
    let (vvv, usd, diem) = (fixture.vvv, fixture.usd, fixture.diem);
    let held = u(1_000 * ONE);
    let arguments = (BOB, held + held).abi_encode_params();
    let token = fixture.create(bytecode("PeerToken"), &arguments);
    let arguments = (OWNER, BOB, usd, vvv).abi_encode_params();
    let vault = fixture.create(bytecode("StakingRewards"), &arguments);

    let (to, value) = (ALICE, held);
    fixture.fund_and_mint(BOB, 2_000 * ONE);
    for token in [token, diem] {
        fixture.call_at(token, BOB, Erc20::transferCall { to, value });
    }
    fixture.fund_and_stake(BOB, 1_000_000 * ONE);
    fixture.fund(BOB, 1_000_000 * ONE);
    fixture.fund(ALICE, 1_000_000 * ONE);
    for staker in [ALICE, BOB] {
        let (spender, value) = (vault, U256::MAX);
        fixture.call_at(vvv, staker, Erc20::approveCall { spender, value });
    }
    let amount = u(1_000_000 * ONE);
    fixture.call_at(vault, BOB, StakingRewards::stakeCall { amount });

    // 1,000 USD a day on each side.
    let reward = u(7_000_000_000);
    let (to, value) = (vault, reward);
    fixture.call_at(usd, BOB, Erc20::mintCall { to, value });
    fixture.call_at(vault, BOB, StakingRewards::notifyRewardAmountCall { reward });
    fixture.fund_fee(BOB, 1_000_000_000);
    let amount = u(1_000_000_000);
    fixture.ok(BOB, fundCall { amount });
    fixture.advance(DAY);
    fixture.ok(BOB, checkpointCall {});
    // Part of the rewards has been paid out on both sides.
    fixture.advance(3_600);
    fixture.ok(BOB, checkpointCall {});
    fixture.call_at(vault, BOB, StakingRewards::getRewardCall {});
    fixture.advance(3_600);

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
    (fixture, [peers, ours])
}

/// The gas of the job on one side, starting from `start`.
fn measure(fixture: &mut Fixture, start: &Snapshot, case: &Case, side: &Side) -> u64 {
    fixture.chain.restore(start.clone());
    (case.prepare)(fixture, side);
    let (to, calldata) = (case.call)(side);
    let result = fixture.send(ALICE, to, calldata, U256::ZERO);
    assert!(result.is_success(), "{}: {}", case.job, result.describe());
    // A token's event shows that the call had its effect.
    let expected = match case.job {
        "approve" => Approval::SIGNATURE_HASH,
        _ => Transfer::SIGNATURE_HASH,
    };
    let mut logs = result.logs.iter();
    assert!(logs.any(|(_, log)| log.topics()[0] == expected), "{}", case.job);
    result.gas
}

#[test]
fn gas_is_below_the_limits_relative_to_peers() {
    let (mut fixture, [peers, ours]) = fixture();
    let start = fixture.chain.snapshot();
    let mut report = String::from(
        "# Gas compared with peers\n\n\
         Gas of the same job done by Diem and by a well-known contract, on one development chain. Written by \
         `UPDATE_SNAPSHOTS=1 cargo test --workspace --test devnet peers`.\n\n\
         The peers are Solidity, compiled with the optimizer (200 runs): OpenZeppelin's `ERC20` 5.7.0 by solc 0.8.30, \
         Synthetix' `StakingRewards` 2.102.1 by the solc 0.5.16 it was written for. Both sides use the same staking token and \
         reward token, and rewards accrue. Gas is that of the whole transaction, with Diem's program cached and refunds \
         deducted, without the parent chain's data fee.\n\n\
         | job | state | peer | peer's gas | Diem's gas | ratio | limit |\n\
         |---|---|---|---:|---:|---:|---|\n",
    );
    let mut failures = Vec::new();
    for case in cases() {
        let theirs = measure(&mut fixture, &start, &case, &peers);
        let diem = measure(&mut fixture, &start, &case, &ours);
        let ratio = diem as f64 / theirs as f64;
        let met = case.limit.map(|most| diem * 100 < theirs * most);
        let limit = case.limit.map_or("–".into(), |most| format!("< {:.2}", most as f64 / 100.0));
        let (job, state) = (case.job, case.state);
        let peer = match job {
            "stake" | "claim" => "StakingRewards",
            _ => "ERC20",
        };
        let _ = writeln!(
            report,
            "| `{job}` | {state} | `{peer}` | {theirs} | {diem} | {ratio:.3} | {limit} |"
        );
        if met == Some(false) {
            failures.push(format!("{job} {state}: {ratio:.3}"));
        }
    }
    assert!(failures.is_empty(), "{failures:#?}\n{report}");
    report::assert_matches(REPORT, &report);
}
