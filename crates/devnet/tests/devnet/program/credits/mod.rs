// SPDX-License-Identifier: MIT OR Apache-2.0
//! Daily credits on the released program: activation, quota around midnight, grants, spending by accounts and contracts,
//! deposits, paid credits.

mod activation;
mod apps;
mod deposits;
mod grants;
mod providers;
mod quota;

use crate::program::support::*;
use alloy_primitives::{keccak256, Address, LogData, B256, U256};
use alloy_sol_types::{sol, SolCall, SolError, SolEvent, SolValue};

sol! {
    interface App {
        error TooMuch(bytes reason);
        error TooLittle(uint256 quotaCredits, uint256 paidCredits);
        function use(uint256 credits, bytes32 requestId);
        function tryUse(uint256 credits, bytes32 requestId);
        function useAll(uint256 least, bytes32 requestId) returns (uint256 credits);
        function used(address user) returns (uint256);
    }

    #[derive(Debug, PartialEq)]
    struct Credits {
        uint256 limit;
        uint256 left;
        uint256 leftYesterday;
        uint256 resetsAt;
        uint256 deposit;
        uint256 prepaid;
        uint256 openTickets;
    }

    #[derive(Debug, PartialEq)]
    struct Grant {
        uint256 dailyLimit;
        uint256 left;
        uint256 leftYesterday;
        uint32 lastDay;
        bool allowPaid;
        uint256 resetsAt;
        uint256 quotaCredits;
        uint256 paidCredits;
    }

    interface Dashboard {
        function creditsOf(address account) returns (Credits);
        function grantOf(address owner, address spender) returns (Grant);
    }
}

/// The price of a credit, in base units of the fee token.
const PRICE: u128 = PARAMS[7];
const REQUEST: B256 = B256::repeat_byte(0xab);

/// A provider, and Alice with 10 active DIEM.
fn fixture() -> Fixture {
    let mut fixture = Fixture::new();
    fixture.admit(PROVIDER);
    fixture.fund_and_activate(ALICE, 10 * ONE);
    fixture
}

fn spend(account: Address, credits: u128) -> spendCall {
    spendCall { account, provider: PROVIDER, credits: u(credits), requestId: REQUEST }
}

fn approve(spender: Address, limit: u128, last_day: u32, allow_paid: bool) -> approveQuotaCall {
    approveQuotaCall { spender, dailyLimit: u(limit), lastDay: last_day, allowPaid: allow_paid }
}

fn spent(spender: Address, quota: u128, paid: u128, fee: u128) -> Spent {
    Spent {
        account: ALICE,
        provider: PROVIDER,
        spender,
        quotaCredits: u(quota),
        paidCredits: u(paid),
        fee: u(fee),
        requestId: REQUEST,
    }
}

/// The only log of event `E`. There may be others, about the day and the provider's earnings.
#[track_caller]
fn only<E: SolEvent>(logs: &[LogData]) -> E {
    let mut found = logs.iter().filter(|log| log.topics()[0] == E::SIGNATURE_HASH);
    let one = found.next().expect("the event");
    assert!(found.next().is_none(), "{logs:?}");
    event(one)
}

fn spendable(fixture: &mut Fixture, account: Address, spender: Address) -> [u128; 2] {
    let found = fixture.view(spendableOfCall { account, spender });
    [found.quotaCredits.to(), found.paidCredits.to()]
}
