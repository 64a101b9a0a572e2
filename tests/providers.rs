//! Who serves.

extern crate alloc;

mod support;

use alloy_primitives::{address, Address, B256};
use support::*;

const ALICE: Address = address!("00000000000000000000000000000000000A11CE");
const PROVIDER: Address = address!("00000000000000000000000000000000000057EE");

fn set(provider: Address, admitted: bool) -> setProviderCall {
    setProviderCall { provider, admitted }
}

fn is_provider(world: &World) -> bool {
    let provider = PROVIDER;
    world.ok(ALICE, isProviderCall { provider })._0
}

#[test]
fn the_owner_admits_and_removes() {
    let world = World::new();
    assert!(!is_provider(&world));
    world.ok(OWNER, set(PROVIDER, true));
    assert_eq!(world.last::<ProviderAdmitted>().provider, PROVIDER);
    assert!(is_provider(&world));
    world.ok(OWNER, set(PROVIDER, false));
    let event: ProviderRemoved = world.last();
    assert_eq!((event.provider, event.lastDay), (PROVIDER, today()));
    assert!(!is_provider(&world));
}

#[test]
fn what_is_so_already_says_nothing() {
    let world = World::new();
    let logs = world.diem.all_events().len();
    world.ok(OWNER, set(PROVIDER, false));
    assert_eq!(world.diem.all_events().len(), logs);
    world.ok(OWNER, set(PROVIDER, true));
    world.ok(OWNER, set(PROVIDER, true));
    assert_eq!(world.diem.all_events().len(), logs + 1);
}

#[test]
fn nobody_else_does() {
    let world = World::new();
    for account in [ALICE, PROVIDER, GUARDIAN] {
        let refusal = || OwnableUnauthorizedAccount { account };
        world.refused(account, set(PROVIDER, true), refusal());
        world.refused(account, set(PROVIDER, false), refusal());
    }
}

#[test]
fn nobody_and_the_contract_itself_cannot_serve() {
    let world = World::new();
    for recipient in [Address::ZERO, world.diem.address()] {
        let refusal = InvalidRecipient { recipient };
        world.refused(OWNER, set(recipient, true), refusal);
    }
}

#[test]
fn one_removed_is_spent_with_no_more_from_that_moment() {
    let world = World::new();
    world.active(ALICE, 10 * ONE);
    let provider = PROVIDER;
    let spend = spendCall {
        account: ALICE,
        provider,
        credits: u(ONE),
        requestId: B256::ZERO,
    };
    world.refused(ALICE, spend.clone(), NotProvider { provider });
    world.ok(OWNER, set(PROVIDER, true));
    world.ok(ALICE, spend.clone());
    world.ok(OWNER, set(PROVIDER, false));
    world.refused(ALICE, spend, NotProvider { provider });
}
