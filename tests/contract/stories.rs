//! Random stories of several people over weeks, on the contract and on an independent reference
//! side by side: refusals, returned values, events, all views, and the reference's invariants.
//!
//! A failing story shrinks to a short one and is printed a line a call. `devnet/tests/stories.rs` tells such stories
//! to the released program, too.

use crate::support::native::{curve, Native};
use crate::support::{account, both, serial_guard, signer, Fees, CHAIN};
use diem_reference::driver::{follow, search};
use diem_reference::story::{story, Line, Size, Step, Story};
use diem_reference::units::cast;
use diem_reference::wire::{Book, Wire};
use motsu::prelude::*;
use proptest::strategy::Strategy;
use proptest::test_runner::Config;

both! {
    the_contract_does_what_the_reference_does,
}

/// The contract as a story begins with it.
fn stage(story: &Story) -> Wire<Native> {
    let people = || (0..cast::COUNT).map(cast::name);
    let vvv = account("VVV");
    let book = Book {
        people: people().map(|name| account(&name)).collect(),
        contract: account("Diem"),
        vvv,
        fee: if story.one_token {
            vvv
        } else {
            account("the fee token")
        },
        other: account("another token"),
        chain_id: CHAIN,
    };
    let keys = people().map(|name| signer(&name)).collect();
    Wire {
        link: Native::stage(story, &book, keys),
        book,
    }
}

/// Short stories that contract and reference once told differently, as the search had shrunk them. A new one is
/// added with its fix.
#[test]
fn stories_that_once_failed() {
    let _guard = serial_guard();
    let _precompiles = deploy_precompiles();
    let burn = |by, size| Step::BurnDiem {
        by,
        size,
        bold: false,
    };
    let stories = [
        // The burn's own event came after the token's.
        (
            false,
            1_000_000,
            vec![burn(3, Size::Part(1)), burn(63, Size::Wei)],
        ),
        // A deposit of VVV wei at a price of 3 covers more credits than 128 bits can say.
        (
            true,
            3,
            vec![Step::Exit {
                line: Line::Withdrawal,
                by: 0,
                size: Size::Part(4),
                bold: false,
            }],
        ),
    ];
    for (one_token, price, steps) in stories {
        let story = Story {
            one_token,
            price,
            starts_at: 0,
            steps,
        };
        let tale = follow(&story, &curve(), stage).unwrap_or_else(|mismatch| panic!("{mismatch}"));
        assert_eq!(tale.went_through, story.steps.len());
    }
}

fn the_contract_does_what_the_reference_does(fees: Fees) {
    let _precompiles = deploy_precompiles();
    let one_token = fees == Fees::InVvv;
    let stories = story(100).prop_map(move |story| Story { one_token, ..story });
    let config = Config {
        cases: 150,
        failure_persistence: None,
        ..Config::default()
    };
    let tale = search(config, &stories, &curve(), stage);
    println!("{tale}");
    assert!(tale.went_through > 2_500 && tale.refused > 500);
}
