// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a voucher collects, on which days, and what remains collectable.

use super::*;

#[test]
fn redeem_collects_only_the_difference() {
    let (mut fixture, [key, ..]) = fixture();
    let user = key.address();
    for (total, more) in [(3, 3), (5, 2), (10, 5)] {
        let voucher = voucher(&fixture, user, total * ONE);
        let (sums, logs) = fixture.ok_with_logs(PROVIDER, signed(&fixture, &key, voucher.clone()));
        assert_eq!(sums.quotaCredits, u(more * ONE));
        assert_eq!(sums.paidCredits, U256::ZERO);
        assert_eq!(logs.len(), 1);
        assert_eq!(event::<Settled>(&logs[0]), settled(&voucher, more * ONE, 0, 0));
        assert_eq!(collected(&mut fixture, &voucher), total * ONE);
        assert_eq!(fixture.quota(user), [10 * ONE, (10 - total) * ONE, 0]);
    }
}

#[test]
fn replays_and_lower_totals_revert() {
    let (mut fixture, [key, ..]) = fixture();
    let user = key.address();
    let [three, five, four] =
        [3, 5, 4].map(|total| signed(&fixture, &key, voucher(&fixture, user, total * ONE)));
    fixture.ok(PROVIDER, three.clone());
    fixture.ok(PROVIDER, five.clone());
    for late in [three, four, five] {
        let credits = late.voucher.credits;
        assert_rejected(&mut fixture, late, VoucherNotNewer { collected: u(5 * ONE), credits });
    }
    // A total of 0 is never newer.
    let nothing = signed(&fixture, &key, voucher(&fixture, user, 0));
    assert_rejected(
        &mut fixture,
        nothing,
        VoucherNotNewer { collected: u(5 * ONE), credits: U256::ZERO },
    );
    assert_eq!(fixture.quota(user)[1], 5 * ONE);
}

/// A voucher is a ceiling, of which the provider collects what was used.
#[test]
fn redeem_collects_no_more_than_the_total_that_the_provider_states() {
    let (mut fixture, [key, ..]) = fixture();
    let user = key.address();
    let ceiling = voucher(&fixture, user, 8 * ONE);
    let of = |fixture: &Fixture, total: U256| redeemCall {
        total,
        ..signed(fixture, &key, ceiling.clone())
    };
    let not_newer = |credits: u128| VoucherNotNewer { collected: u(3 * ONE), credits: u(credits) };
    let nothing = of(&fixture, U256::ZERO);
    let error = VoucherNotNewer { collected: U256::ZERO, credits: U256::ZERO };
    assert_rejected(&mut fixture, nothing, error);
    let three = of(&fixture, u(3 * ONE));
    assert_eq!(fixture.ok(PROVIDER, three.clone()).quotaCredits, u(3 * ONE));
    // The error has the smaller of ceiling and total.
    assert_rejected(&mut fixture, three, not_newer(3 * ONE));
    let less = of(&fixture, u(ONE));
    assert_rejected(&mut fixture, less, not_newer(ONE));
    let one_more = of(&fixture, u(3 * ONE + 1));
    assert_eq!(fixture.ok(PROVIDER, one_more).quotaCredits, u(1));
    // Each voucher of a batch has its own total. Beyond the ceiling nothing is collected, however great the total.
    let four = of(&fixture, u(4 * ONE));
    let all = of(&fixture, U256::MAX);
    let (sums, logs) = fixture.ok_with_logs(PROVIDER, batch([four, all.clone(), all]));
    assert_eq!(sums.quotaCredits, u(5 * ONE - 1));
    let expected = [
        Outcome::Settled(settled(&ceiling, ONE - 1, 0, 0)),
        Outcome::Settled(settled(&ceiling, 4 * ONE, 0, 0)),
        Outcome::Rejected(2, VoucherNotNewer::SELECTOR),
    ];
    assert_eq!(outcomes(&logs), expected);
    assert_eq!(collected(&mut fixture, &ceiling), 8 * ONE);
    // The ceiling must fit, whatever the total.
    let credits = U256::from(1) << 120;
    let wide = UsageVoucher { credits, ..ceiling.clone() };
    let wide = redeemCall { total: u(9 * ONE), ..signed(&fixture, &key, wide) };
    assert_rejected(&mut fixture, wide, VoucherTooLarge { credits });
}

/// In any order, every credit is collected once.
#[test]
fn any_order_and_batching_leads_to_the_same_state() {
    let (mut fixture, keys) = fixture();
    let totals = [1, 4, 9];
    let calls: Vec<_> = keys
        .iter()
        .flat_map(|key| {
            totals.map(|total| signed(&fixture, key, voucher(&fixture, key.address(), total * ONE)))
        })
        .collect();
    let start = fixture.chain.snapshot();
    let orders: [&[usize]; 4] = [
        &[0, 1, 2, 3, 4, 5, 6, 7, 8],
        &[8, 7, 6, 5, 4, 3, 2, 1, 0],
        &[2, 5, 8],
        &[4, 2, 0, 7, 5, 3, 1, 8, 6],
    ];
    let mut ends = Vec::new();
    for order in orders {
        for size in [1, 3, 9] {
            fixture.chain.restore(start.clone());
            let mut sum = U256::ZERO;
            for part in order.chunks(size) {
                let call = batch(part.iter().map(|nth| calls[*nth].clone()));
                sum += fixture.ok(PROVIDER, call).quotaCredits;
            }
            assert_eq!(sum, u(27 * ONE));
            ends.push(fixture.state(&[]).slots);
        }
    }
    assert_eq!(ends.len(), 12);
    assert!(ends.iter().all(|end| *end == ends[0]));
}

#[test]
fn a_voucher_is_valid_on_its_day_and_the_next() {
    let (mut fixture, [key, ..]) = fixture();
    let user = key.address();
    let today = fixture.today();
    let midnight = fixture.next_midnight();
    let of = |fixture: &Fixture, day: u32, credits: u128| {
        let voucher = UsageVoucher { day, ..voucher(fixture, user, credits) };
        signed(fixture, &key, voucher)
    };
    let tomorrows = of(&fixture, today + 1, ONE);
    let todays = of(&fixture, today, 2 * ONE);
    // The last second of today, for the transaction and the views before it.
    fixture.set_time(midnight - 1);
    let day = today + 1;
    fixture.expect_revert(PROVIDER, tomorrows.clone(), VoucherNotYetValid { day, today });
    let far = of(&fixture, u32::MAX, ONE);
    let day = u32::MAX;
    fixture.set_time(midnight - 1);
    fixture.expect_revert(PROVIDER, far, VoucherNotYetValid { day, today });
    fixture.set_time(midnight - 1);
    fixture.ok(PROVIDER, todays.clone());
    assert_eq!(fixture.chain.timestamp(), midnight);

    // The first second of tomorrow: vouchers of both days are valid, in any order, each for its own quota.
    fixture.ok(PROVIDER, tomorrows.clone());
    let more = of(&fixture, today, 6 * ONE);
    fixture.ok(PROVIDER, more.clone());
    assert_eq!(collected(&mut fixture, &more.voucher), 6 * ONE);
    assert_eq!(collected(&mut fixture, &tomorrows.voucher), ONE);
    assert_eq!(fixture.quota(user), [10 * ONE, 9 * ONE, 4 * ONE]);
    assert_rejected(
        &mut fixture,
        todays,
        VoucherNotNewer { collected: u(6 * ONE), credits: u(2 * ONE) },
    );
    // The last second of its validity, and the next.
    let last = of(&fixture, today, 7 * ONE);
    fixture.set_time(midnight + DAY - 1);
    fixture.ok(PROVIDER, last);
    let day = today;
    let over = of(&fixture, day, 8 * ONE);
    let today = day + 2;
    assert_eq!(fixture.today(), today);
    // Rolls the day over, so that a batch of rejected vouchers changes nothing.
    fixture.ok(PROVIDER, checkpointCall {});
    assert_rejected(&mut fixture, over.clone(), VoucherExpired { day, today });
    assert_eq!(
        collected(&mut fixture, &over.voucher),
        0,
        "the record of an expired day reads as 0"
    );
    // Days later: old records count as empty.
    fixture.set_time(midnight + 9 * DAY);
    let (day, today) = (0, fixture.today());
    let ancient = of(&fixture, 0, ONE);
    fixture.ok(PROVIDER, checkpointCall {});
    assert_rejected(&mut fixture, ancient, VoucherExpired { day, today });
    let yesterdays = of(&fixture, today - 1, 10 * ONE);
    fixture.ok(PROVIDER, yesterdays);
    assert_eq!(fixture.quota(user), [10 * ONE, 10 * ONE, 0]);
}

#[test]
fn uncovered_credits_stay_collectable() {
    let (mut fixture, [key, ..]) = fixture();
    let user = key.address();
    let usd = fixture.usd;
    let voucher = voucher(&fixture, user, 20 * ONE);
    let call = signed(&fixture, &key, voucher.clone());
    fixture.fund_and_deposit(user, 3 * PRICE);
    // A withdrawal ticket (withdrawal request) does not protect the deposit from vouchers.
    fixture.ok(user, initiateWithdrawalCall { amount: u(3 * PRICE) });
    let (sums, logs) = fixture.ok_with_logs(PROVIDER, call.clone());
    assert_eq!([sums.quotaCredits, sums.paidCredits], [u(10 * ONE), u(3 * ONE)]);
    assert_eq!(event::<Settled>(&logs[0]), settled(&voucher, 10 * ONE, 3 * ONE, 3 * PRICE));
    assert_eq!(fixture.deposit_of(user), [0, 0, 3 * PRICE]);
    assert_eq!(fixture.fees(), u(3 * PRICE));
    assert_rejected(
        &mut fixture,
        call.clone(),
        InsufficientCredits { quota: U256::ZERO, paid: U256::ZERO, needed: u(7 * ONE) },
    );
    // The same voucher, after more deposits.
    fixture.fund_and_deposit(user, 7 * PRICE - 1);
    let (sums, _) = fixture.ok_with_logs(PROVIDER, call.clone());
    let part = (7 * PRICE - 1) * ONE / PRICE;
    assert_eq!(sums.paidCredits, u(part));
    assert_eq!(collected(&mut fixture, &voucher), 13 * ONE + part);
    fixture.fund_and_deposit(user, 100);
    fixture.ok(PROVIDER, call);
    assert_eq!(collected(&mut fixture, &voucher), 20 * ONE);
    assert_eq!(fixture.deposit_of(user)[0], 99);
    let diem = fixture.diem;
    assert_eq!(fixture.balance(usd, diem), u(10 * PRICE + 99));
}

#[test]
fn the_largest_voucher_collects_all_that_is_available() {
    let (mut fixture, [key, ..]) = fixture();
    let user = key.address();
    for credits in [1 << 120, u128::MAX] {
        let call = signed(&fixture, &key, voucher(&fixture, user, credits));
        let credits = u(credits);
        assert_rejected(&mut fixture, call, VoucherTooLarge { credits });
    }
    let credits = U256::MAX;
    let beyond = UsageVoucher { credits, ..voucher(&fixture, user, 0) };
    let call = signed(&fixture, &key, beyond);
    assert_rejected(&mut fixture, call, VoucherTooLarge { credits });
    let call = signed(&fixture, &key, voucher(&fixture, user, (1 << 120) - 1));
    let (sums, _) = fixture.ok_with_logs(PROVIDER, call);
    assert_eq!(sums.quotaCredits, u(10 * ONE));
}
