// SPDX-License-Identifier: MIT OR Apache-2.0
//! The gas of a call does not grow with the number of accounts, with the days Diem has run, or with an account's history.
//! The measurements are in `artifacts/growth.md`.
//!
//! The test fails if gas grows or a number changes. `UPDATE_SNAPSHOTS=1 cargo test --workspace --test devnet growth`
//! writes the new numbers; it does not change the allowed growth.

use std::fmt::Write;

use crate::program::support::*;
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolCall;
use diem_devnet::chain::Snapshot;

const REPORT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../artifacts/growth.md");

/// The numbers of accounts, days and tickets that are compared.
const COUNTS: [u32; 3] = [1, 100, 10_000];
/// Gas that other numbers in calldata and arithmetic may cost.
const SLACK: u64 = 300;

/// The account whose calls are measured.
fn user() -> Address {
    key(0).address()
}

fn voucher(fixture: &Fixture, credits: u128) -> redeemCall {
    let voucher = UsageVoucher {
        account: user(),
        spender: user(),
        provider: PROVIDER,
        day: fixture.today(),
        credits: u(credits),
    };
    let signature = signed_voucher(fixture.diem, &key(0), &voucher).into();
    redeemCall { voucher, signature, total: u(credits) }
}

fn spend() -> spendCall {
    spendCall {
        account: user(),
        provider: PROVIDER,
        credits: u(ONE),
        requestId: B256::repeat_byte(7),
    }
}

fn offer_burn() -> offerBurnCall {
    offerBurnCall { rate: u(50 * ONE), amount: u(10 * ONE), lastDay: u32::MAX }
}

fn burn_for(account: Address, recipient: Address) -> burnForCall {
    burnForCall { account, amount: u(1_000_000), minVvv: u(1), recipient }
}

fn set_operator(operator: Address) -> setOperatorCall {
    setOperatorCall { operator, allowed: true }
}

/// A grant of the user to Alice, by signature.
fn permit_quota(fixture: &mut Fixture) -> permitQuotaCall {
    let (owner, spender) = (user(), ALICE);
    let grant =
        approveQuotaCall { spender, dailyLimit: u(ONE), lastDay: u32::MAX, allowPaid: true };
    let nonce = fixture.view(quotaNoncesCall { owner, spender })._0.to();
    let deadline = fixture.chain.timestamp() + DAY;
    signed_quota_permit(&domain(fixture.diem), &key(0), owner, &grant, nonce, deadline)
}

/// The user and Bob, each with VVV, a stake, DIEM, credits and a deposit; and a provider.
fn fixture() -> Fixture {
    let mut fixture = Fixture::new();
    let user = user();
    fixture.admit(PROVIDER);
    for account in [BOB, user] {
        fixture.fund_and_activate(account, 100 * ONE);
        fixture.fund_and_mint(account, 100 * ONE);
        fixture.fund_and_stake(account, 100_000 * ONE);
        fixture.fund(account, 100_000 * ONE);
        fixture.fund_fee(account, 100_000_000_000_000);
        let amount = u(1_000_000_000);
        fixture.ok(BOB, depositCall { account, amount });
    }
    fixture
}

/// Two days with usage, funding and claims, so that every slot is in its usual state; then until noon.
fn use_for_two_days(fixture: &mut Fixture) {
    let user = user();
    for _ in 0..2 {
        let morning = fixture.next_midnight() + 600;
        fixture.set_time(morning);
        fixture.ok(BOB, checkpointCall {});
        let amount = u(1_000_000_000);
        fixture.ok(BOB, fundCall { amount });
        fixture.ok(BOB, fundCapacityCall { amount });
        fixture.ok(user, spend());
        let call = voucher(fixture, ONE);
        fixture.ok(PROVIDER, call);
        fixture.advance(3_600);
        fixture.ok(user, claimCall {});
    }
    let noon = fixture.next_midnight() - DAY / 2;
    fixture.set_time(noon);
}

/// A call to measure, and its preparation.
struct Case {
    call: &'static str,
    from: Address,
    prepare: fn(&mut Fixture),
    calldata: fn(&mut Fixture) -> Vec<u8>,
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    let mut case = |call, prepare, calldata| {
        let from = match call {
            "redeem" => PROVIDER,
            "redeem by an operator" => ALICE,
            "setProvider, a new provider" => OWNER,
            _ => user(),
        };
        cases.push(Case { call, from, prepare, calldata });
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
            let call = mintDiemCall { vvvToLock: u(100 * ONE), minOut: u(1) };
            call.abi_encode()
        },
    );
    case("burnDiem", |_| {}, |_| burnDiemCall { amount: u(ONE) }.abi_encode());
    case("spend", |_| {}, |_| spend().abi_encode());
    case("redeem", |_| {}, |fixture| voucher(fixture, 2 * ONE).abi_encode());
    case("claim", |_| {}, |_| claimCall {}.abi_encode());
    case("initiateUnstakeVvv", |_| {}, |_| initiateUnstakeVvvCall { amount: u(ONE) }.abi_encode());
    case(
        "finalizeUnstake",
        |fixture| {
            let amount = u(ONE);
            fixture.ok(user(), initiateUnstakeVvvCall { amount });
            fixture.advance(COOLDOWN);
            fixture.ok(BOB, checkpointCall {});
        },
        |_| finalizeUnstakeCall {}.abi_encode(),
    );
    case("checkpoint", |_| {}, |_| checkpointCall {}.abi_encode());
    case(
        "checkpoint, first call of a day",
        |fixture| fixture.advance(DAY),
        |_| checkpointCall {}.abi_encode(),
    );
    case("offerBurn", |_| {}, |_| offer_burn().abi_encode());
    case(
        "burnFor",
        |fixture| _ = fixture.ok(BOB, offer_burn()),
        |_| burn_for(BOB, user()).abi_encode(),
    );
    case("commitTo", |_| {}, |_| commitToCall { provider: PROVIDER }.abi_encode());
    case(
        "releaseCommitment",
        |fixture| _ = fixture.ok(user(), commitToCall { provider: PROVIDER }),
        |_| releaseCommitmentCall {}.abi_encode(),
    );
    case("setOperator", |_| {}, |_| set_operator(BOB).abi_encode());
    case(
        "redeem by an operator",
        |fixture| _ = fixture.ok(PROVIDER, set_operator(ALICE)),
        |fixture| voucher(fixture, 2 * ONE).abi_encode(),
    );
    case("permitQuota", |_| {}, |fixture| permit_quota(fixture).abi_encode());
    case(
        "announce",
        |fixture| fixture.admit(user()),
        |_| announceCall { uri: "https://provider.example".into() }.abi_encode(),
    );
    case(
        "setProvider, a new provider",
        |_| {},
        |_| setProviderCall { provider: Address::repeat_byte(0x99), admitted: true }.abi_encode(),
    );
    cases
}

/// The gas of each call, from the present state.
fn costs(fixture: &mut Fixture) -> Vec<u64> {
    use_for_two_days(fixture);
    let start = fixture.chain.snapshot();
    let cost = |case: Case| {
        fixture.chain.restore(start.clone());
        (case.prepare)(fixture);
        let calldata = (case.calldata)(fixture);
        let result = fixture.raw(case.from, calldata);
        assert!(result.is_success(), "{}: {}", case.call, result.describe());
        assert!(!result.logs.is_empty() || case.call == "checkpoint", "{}", case.call);
        result.gas
    };
    cases().into_iter().map(cost).collect()
}

/// Adds accounts with a stake, active DIEM, a deposit, a grant, a burn offer, a commitment and an operator each, which are
/// providers too. Their sums, which the mint rate depends on, are the same for every count.
fn accounts(fixture: &mut Fixture, count: u32) {
    let part = |all: u128| all / u128::from(count);
    for nth in 0..count {
        let account = Address::from_word(B256::from(U256::from(nth) + (U256::from(1) << 150)));
        let vvv = part(900_000 * ONE);
        fixture.fund(account, vvv);
        let call = stakeAndMintCall { vvv: u(vvv), minOut: u(1), activate: true };
        fixture.ok(account, call);
        let amount = u(part(10_000_000_000));
        fixture.ok(BOB, depositCall { account, amount });
        let call = approveQuotaCall {
            spender: BOB,
            dailyLimit: u(ONE),
            lastDay: u32::MAX,
            allowPaid: true,
        };
        fixture.ok(account, call);
        fixture.ok(account, offer_burn());
        fixture.ok(account, commitToCall { provider: PROVIDER });
        fixture.ok(account, set_operator(ALICE));
        fixture.ok(OWNER, setProviderCall { provider: account, admitted: true });
    }
}

/// The user makes and takes back offers, commitments and grants, is an operator or not, and others burn against its
/// position.
fn offers(fixture: &mut Fixture, count: u32) {
    let user = user();
    for _ in 0..count {
        fixture.ok(user, offer_burn());
        fixture.ok(BOB, burn_for(user, BOB));
        fixture.ok(BOB, offer_burn());
        fixture.ok(user, burn_for(BOB, user));
        fixture.ok(user, offerBurnCall { rate: U256::ZERO, ..offer_burn() });
        fixture.ok(user, commitToCall { provider: PROVIDER });
        fixture.ok(user, releaseCommitmentCall {});
        fixture.ok(user, set_operator(BOB));
        fixture.ok(user, setOperatorCall { allowed: false, ..set_operator(BOB) });
        let call = permit_quota(fixture);
        fixture.ok(BOB, call);
    }
    // The commitment is over, and its flag cleared.
    pass(fixture, 3 * DAY);
}

/// Lets days pass, two in three of them with a call.
fn days(fixture: &mut Fixture, count: u32) {
    for day in 0..count {
        pass(fixture, DAY);
        if day % 3 != 0 {
            fixture.ok(BOB, checkpointCall {});
        }
    }
}

/// The user opens withdrawal tickets (withdrawal requests) of each kind and withdraws them.
fn tickets(fixture: &mut Fixture, count: u32) {
    let (user, amount) = (user(), u(1_000));
    for nth in 1..=count {
        fixture.ok(user, initiateUnstakeVvvCall { amount });
        fixture.ok(user, initiateUnstakeCall { amount });
        fixture.ok(user, initiateWithdrawalCall { amount });
        if nth % 32 == 0 || nth == count {
            pass(fixture, COOLDOWN);
            fixture.ok(user, finalizeUnstakeCall {});
            fixture.ok(user, unstakeCall {});
            fixture.ok(user, withdrawCall {});
        }
    }
}

/// Lets time pass, and activates the program again when its year is over.
fn pass(fixture: &mut Fixture, seconds: u64) {
    fixture.advance(seconds);
    let (now, diem) = (fixture.chain.timestamp(), to_evm(fixture.diem));
    let program = fixture.chain.program(diem).expect("a program");
    if program.is_expired(now) {
        let result = fixture.chain.activate(to_evm(BUILDER), diem);
        result.expect("an activation");
    }
}

/// The gas of each call for each count of what `add` adds, starting from `start`.
fn series(fixture: &mut Fixture, start: &Snapshot, add: fn(&mut Fixture, u32)) -> [Vec<u64>; 3] {
    COUNTS.map(|count| {
        fixture.chain.restore(start.clone());
        add(fixture, count);
        costs(fixture)
    })
}

/// Whether the costs are equal within [`SLACK`].
fn is_constant(costs: &[u64]) -> bool {
    let (least, most) = (costs.iter().min(), costs.iter().max());
    most.zip(least).is_some_and(|(most, least)| most - least <= SLACK)
}

#[test]
fn gas_does_not_grow_with_accounts_days_or_history() {
    let mut fixture = fixture();
    let start = fixture.chain.snapshot();
    let accounts = series(&mut fixture, &start, accounts);
    let days = series(&mut fixture, &start, days);
    let tickets = series(&mut fixture, &start, tickets);
    let offers = series(&mut fixture, &start, offers);

    let [few, some, many] = COUNTS;
    let mut report = format!(
        "# Gas does not grow\n\n\
         Gas of the released program's calls on the development chain, with the program cached and refunds deducted, \
         without the parent chain's data fee. Written by \
         `UPDATE_SNAPSHOTS=1 cargo test --workspace --test devnet growth`.\n\n\
         Each call is made by an account that has used Diem before: with the given number of other accounts that have a \
         stake, active DIEM, a deposit, a grant, a burn offer, a commitment and an operator each, are providers, and have \
         the same VVV and DIEM in total; after the given number of days, two in three of them with a call; after the \
         account has opened and withdrawn the given number of tickets (withdrawal requests) of each kind; and after it has \
         made and taken back the given number of burn offers, commitments, operators and grants by signature, with burns \
         against its position in between. Values in a row may differ by {SLACK} gas, for other numbers in calldata \
         and arithmetic; a ticket may cost less once the storage slots of all 32 have been used.\n\n\
         | call | {few} account | {some} | {many} | {few} day | {some} | {many} | {few} ticket | {some} | {many} | {few} offer | {some} | {many} |\n\
         |---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n"
    );
    let mut grown = Vec::new();
    for (nth, Case { call, .. }) in cases().into_iter().enumerate() {
        let [accounts, days, tickets, offers] = [&accounts, &days, &tickets, &offers]
            .map(|series| series.each_ref().map(|costs| costs[nth]));
        let no_dearer = tickets[1] <= tickets[0] + SLACK;
        if !(is_constant(&accounts)
            && is_constant(&days)
            && is_constant(&offers)
            && is_constant(&tickets[1..])
            && no_dearer)
        {
            grown.push(call);
        }
        let row = [accounts, days, tickets, offers].concat();
        let row: Vec<_> = row.iter().map(u64::to_string).collect();
        let _ = writeln!(report, "| {call} | {} |", row.join(" | "));
    }
    assert!(grown.is_empty(), "{grown:?}\n{report}");
    report::assert_matches(REPORT, &report);
}
