//! Who serves.

use crate::support::economy::{self, USD};
use crate::support::*;
use alloy_primitives::{address, Address, B256, U256};

both! {
    the_owner_admits_and_removes,
    what_is_so_already_says_nothing,
    nobody_else_does,
    nobody_and_the_contract_itself_cannot_serve,
    one_removed_is_spent_with_no_more_from_that_moment,
    an_admitted_provider_says_where_it_serves,
    earnings_are_claimed_once_by_the_provider_alone_even_after_removal,
}

const ALICE: Address = address!("00000000000000000000000000000000000A11CE");
const PROVIDER: Address = address!("00000000000000000000000000000000000057EE");

fn set(provider: Address, admitted: bool) -> setProviderCall {
    setProviderCall { provider, admitted }
}

fn is_provider(world: &World) -> bool {
    let provider = PROVIDER;
    world.ok(ALICE, isProviderCall { provider })._0
}

fn the_owner_admits_and_removes(fees: Fees) {
    let world = World::new(fees);
    assert!(!is_provider(&world));
    world.ok(OWNER, set(PROVIDER, true));
    assert_eq!(world.last::<ProviderAdmitted>().provider, PROVIDER);
    assert!(is_provider(&world));
    world.ok(OWNER, set(PROVIDER, false));
    let event: ProviderRemoved = world.last();
    assert_eq!((event.provider, event.lastDay), (PROVIDER, today()));
    assert!(!is_provider(&world));
}

fn what_is_so_already_says_nothing(fees: Fees) {
    let world = World::new(fees);
    let logs = world.diem.all_events().len();
    world.ok(OWNER, set(PROVIDER, false));
    assert_eq!(world.diem.all_events().len(), logs);
    world.ok(OWNER, set(PROVIDER, true));
    world.ok(OWNER, set(PROVIDER, true));
    assert_eq!(world.diem.all_events().len(), logs + 1);
}

fn nobody_else_does(fees: Fees) {
    let world = World::new(fees);
    for account in [ALICE, PROVIDER, GUARDIAN] {
        let refusal = || OwnableUnauthorizedAccount { account };
        world.refused(account, set(PROVIDER, true), refusal());
        world.refused(account, set(PROVIDER, false), refusal());
    }
}

fn nobody_and_the_contract_itself_cannot_serve(fees: Fees) {
    let world = World::new(fees);
    for recipient in [Address::ZERO, world.diem.address()] {
        let refusal = InvalidRecipient { recipient };
        world.refused(OWNER, set(recipient, true), refusal);
    }
}

fn one_removed_is_spent_with_no_more_from_that_moment(fees: Fees) {
    let world = World::new(fees);
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

fn an_admitted_provider_says_where_it_serves(fees: Fees) {
    let world = World::new(fees);
    let announce = |uri: &str| announceCall { uri: uri.into() };
    let provider = PROVIDER;
    world.refused(PROVIDER, announce("https://a"), NotProvider { provider });
    world.admit(PROVIDER);
    for uri in ["", "https://a", &"x".repeat(32), &"y".repeat(1_000)] {
        world.ok(PROVIDER, announce(uri));
        let event: ProviderAnnounced = world.last();
        assert_eq!((event.provider, event.uri.as_str()), (PROVIDER, uri));
    }
    world.ok(OWNER, set(PROVIDER, false));
    world.refused(PROVIDER, announce("https://a"), NotProvider { provider });
}

fn earnings_are_claimed_once_by_the_provider_alone_even_after_removal(fees: Fees) {
    let world = World::new(fees);
    world.admit(PROVIDER);
    world.deposited(ALICE, 10 * USD);
    world.ok(ALICE, economy::spend(ALICE, PROVIDER, 10 * ONE));
    assert_eq!(world.earnings(PROVIDER), 7 * USD);
    world.ok(OWNER, set(PROVIDER, false));
    let claim = |to| claimEarningsCall { to };
    for recipient in [Address::ZERO, world.diem.address()] {
        world.refused(PROVIDER, claim(recipient), InvalidRecipient { recipient });
    }
    assert_eq!(
        world.ok(ALICE, claim(ALICE)).amount,
        U256::ZERO,
        "she has earned nothing"
    );
    world.ok(OWNER, pauseCall {});
    assert_eq!(world.ok(PROVIDER, claim(ALICE)).amount, u(7 * USD));
    let event: EarningsClaimed = world.last();
    assert_eq!(
        (event.provider, event.to, event.amount),
        (PROVIDER, ALICE, u(7 * USD))
    );
    assert_eq!((world.purse(ALICE), world.earnings(PROVIDER)), (7 * USD, 0));
    let logs = world.diem.all_events().len();
    assert_eq!(world.ok(PROVIDER, claim(PROVIDER)).amount, U256::ZERO);
    assert_eq!(world.diem.all_events().len(), logs);
}
