// SPDX-License-Identifier: MIT OR Apache-2.0
//! Commitments: the credits of an account for one provider alone.

use super::*;

fn spend(account: Address, provider: Address) -> spendCall {
    spendCall { account, provider, credits: u(ONE), requestId: B256::ZERO }
}

/// From the day after the commitment to the day before its end, on the day's last second as on its first.
#[test]
fn other_providers_are_refused_on_the_days_in_force_and_on_no_other() {
    let (mut fixture, [key, ..]) = fixture();
    let account = key.address();
    let other = BOB;
    fixture.admit(other);
    let of = |fixture: &Fixture, provider, day, credits| {
        let own = voucher(fixture, account, credits);
        signed(fixture, &key, UsageVoucher { provider, day, ..own })
    };
    let first = fixture.today();
    let (_, logs) = fixture.ok_with_logs(account, commitToCall { provider: PROVIDER });
    let committed = Committed { account, provider: PROVIDER, fromDay: first + 1 };
    assert_eq!(event::<Committed>(&logs[0]), committed);
    let (_, logs) = fixture.ok_with_logs(account, commitToCall { provider: PROVIDER });
    assert_eq!(logs, [], "nothing changes");
    let open = fixture.view(commitmentOfCall { account });
    assert_eq!((open.provider, open.fromDay, open.untilDay), (PROVIDER, first + 1, u32::MAX));
    // Today the other provider can still collect.
    fixture.ok(account, spend(account, other));
    fixture.ok(other, of(&fixture, other, first, ONE));

    for day in [first + 1, first + 2] {
        fixture.set_time(u64::from(day) * DAY);
        fixture.ok(ALICE, checkpointCall {});
        if day == first + 1 {
            // Vouchers of the day before its first one are not bound.
            fixture.ok(other, of(&fixture, other, first, 2 * ONE));
        }
        for second in [1, DAY - 1] {
            let at = u64::from(day) * DAY + second;
            let elsewhere = CommittedElsewhere { provider: PROVIDER };
            let refused = of(&fixture, other, day, 2 * ONE);
            fixture.assert_unchanged(&[account], |fixture| {
                fixture.set_time(at);
                let result = fixture.call(other, refused.clone());
                result.assert_reverted_with(&elsewhere);
                fixture.set_time(at);
                let (_, logs) = fixture.ok_with_logs(other, batch([refused.clone()]));
                assert_eq!(outcomes(&logs), [Outcome::Rejected(0, CommittedElsewhere::SELECTOR)]);
                fixture.set_time(at);
                let result = fixture.call(account, spend(account, other));
                result.assert_reverted_with(&elsewhere);
            });
            fixture.set_time(at);
            fixture.ok(account, spend(account, PROVIDER));
        }
    }
    let last = first + 3;
    fixture.set_time(u64::from(first + 2) * DAY + DAY - 1);
    let (_, logs) = fixture.ok_with_logs(account, releaseCommitmentCall {});
    let released = CommitmentReleased { account, provider: PROVIDER, untilDay: last + 1 };
    assert_eq!(event::<CommitmentReleased>(&logs[0]), released);
    // The last day in force, then the first one after it, on which yesterday is still the provider's own.
    fixture.set_time(u64::from(last) * DAY);
    fixture.expect_revert(
        account,
        spend(account, other),
        CommittedElsewhere { provider: PROVIDER },
    );
    fixture.set_time(u64::from(last + 1) * DAY);
    let in_force = CommitmentInForce { until: last + 1 };
    fixture.call(account, commitToCall { provider: other }).assert_reverted_with(&in_force);
    fixture.call(account, releaseCommitmentCall {}).assert_reverted_with(&NoCommitment {});
    let elsewhere = CommittedElsewhere { provider: PROVIDER };
    fixture.call(other, of(&fixture, other, last, 3 * ONE)).assert_reverted_with(&elsewhere);
    fixture.ok(account, spend(account, other));
    fixture.ok(PROVIDER, of(&fixture, PROVIDER, last, ONE));
    fixture.set_time(u64::from(last + 2) * DAY);
    fixture.ok(account, commitToCall { provider: other });
}
