// SPDX-License-Identifier: MIT OR Apache-2.0
//! Random scenarios of several accounts over weeks, on the contract and on an independent reference side by side:
//! errors, return values, events, all views, and the reference's invariants.
//!
//! The seed is fixed; set `DIEM_TEST_SEED` to a number to explore other scenarios. A failing scenario is shrunk and
//! printed, one action a line. `crates/devnet/tests/devnet/scenarios.rs` runs such scenarios on the released program
//! too.

use crate::support::native::{curve, Native};
use crate::support::{account, signer, FeeToken, Precompiles, CHAIN};
use diem_reference::abi_adapter::{AbiAdapter, AddressBook};
use diem_reference::accounts;
use diem_reference::driver::{run_random_scenarios, run_scenario};
use diem_reference::random;
use diem_reference::scenario::{scenarios, AmountChoice, Scenario, Step, TicketKind};
use proptest::strategy::Strategy;
use rstest::rstest;

/// The contract as deployed at the start of a scenario.
fn deploy(scenario: &Scenario) -> AbiAdapter<Native> {
    let names = || (0..accounts::COUNT).map(accounts::name);
    let vvv = account("VVV");
    let addresses = AddressBook {
        accounts: names().map(|name| account(&name)).collect(),
        contract: account("Diem"),
        vvv,
        fee: if scenario.one_token { vvv } else { account("the fee token") },
        other: account("another token"),
        chain_id: CHAIN,
    };
    let keys = names().map(|name| signer(&name)).collect();
    AbiAdapter { backend: Native::deploy(scenario, &addresses, keys), addresses }
}

/// Regression tests: shrunk scenarios in which contract and reference once differed. A new one is added together with
/// its fix.
#[test]
fn scenarios_that_once_failed() {
    let _precompiles = Precompiles::deploy();
    let burn = |by, amount| Step::BurnDiem { by, amount, force: false };
    let regressions = [
        // The burn's own event came after the token's.
        (
            false,
            1_000_000,
            vec![burn(3, AmountChoice::Thousandths(1)), burn(63, AmountChoice::Wei)],
        ),
        // A deposit in wei of VVV at a price of 3 covers more credits than fit 128 bits.
        (
            true,
            3,
            vec![Step::Exit {
                kind: TicketKind::Withdrawal,
                by: 0,
                amount: AmountChoice::Thousandths(4),
                force: false,
            }],
        ),
    ];
    for (one_token, price, steps) in regressions {
        let scenario = Scenario { one_token, price, starts_at: 0, steps };
        let counts = run_scenario(&scenario, &curve(), deploy)
            .unwrap_or_else(|mismatch| panic!("{mismatch}"));
        assert_eq!(counts.succeeded, scenario.steps.len());
    }
}

#[rstest]
fn the_contract_agrees_with_the_reference(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let _precompiles = Precompiles::deploy();
    let one_token = fee_token == FeeToken::Vvv;
    let scenarios = scenarios(100).prop_map(move |scenario| Scenario { one_token, ..scenario });
    let counts = run_random_scenarios(random::config(100), &scenarios, &curve(), deploy);
    println!("{counts}");
    assert!(
        counts.succeeded > 2_500 && counts.reverted > 500,
        "too few actions to be a good sample: {counts}"
    );
}
