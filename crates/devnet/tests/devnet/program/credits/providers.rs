// SPDX-License-Identifier: MIT OR Apache-2.0
//! Admission and removal of providers.

use super::*;

#[test]
fn the_owner_admits_and_removes_providers() {
    let mut fixture = Fixture::new();
    let today = fixture.today();
    let provider = PROVIDER;
    let set = |admitted| setProviderCall { provider, admitted };
    assert!(!fixture.view(isProviderCall { provider })._0);
    for account in [ALICE, GUARDIAN, BUILDER] {
        fixture.expect_revert(account, set(true), OwnableUnauthorizedAccount { account });
    }
    for recipient in [Address::ZERO, fixture.diem] {
        let call = setProviderCall { provider: recipient, admitted: true };
        fixture.expect_revert(OWNER, call, InvalidRecipient { recipient });
    }
    // Removing a provider that is not admitted, or admitting one twice, changes nothing.
    assert_eq!(fixture.ok_with_logs(OWNER, set(false)).1, []);
    let (_, logs) = fixture.ok_with_logs(OWNER, set(true));
    assert_eq!(only::<ProviderAdmitted>(&logs), ProviderAdmitted { provider });
    assert!(fixture.view(isProviderCall { provider })._0);
    assert_eq!(fixture.ok_with_logs(OWNER, set(true)).1, []);
    let (_, logs) = fixture.ok_with_logs(OWNER, set(false));
    assert_eq!(only::<ProviderRemoved>(&logs), ProviderRemoved { provider, lastDay: today });
    assert!(!fixture.view(isProviderCall { provider })._0);
    assert_eq!(fixture.ok_with_logs(OWNER, set(false)).1, []);
    for account in [ALICE, PROVIDER] {
        fixture.fund_ether(account);
        fixture.expect_revert(account, set(false), OwnableUnauthorizedAccount { account });
    }
}
