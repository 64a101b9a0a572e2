// SPDX-License-Identifier: MIT OR Apache-2.0
//! `redeemBatch`: valid and invalid vouchers in one call.

use super::*;

#[test]
fn a_batch_needs_as_many_signatures_and_totals_as_vouchers() {
    let (mut fixture, [key, ..]) = fixture();
    let call = signed(&fixture, &key, voucher(&fixture, key.address(), ONE));
    let lengths = (0..27).map(|nth| [nth / 9, nth / 3 % 3, nth % 3]);
    for [vouchers, signatures, totals] in lengths.filter(|[a, b, c]| a != b || b != c) {
        let call = redeemBatchCall {
            vouchers: vec![call.voucher.clone(); vouchers],
            signatures: vec![call.signature.clone(); signatures],
            totals: vec![call.total; totals],
        };
        let [vouchers, signatures, totals] = [vouchers, signatures, totals].map(U256::from);
        let error = LengthMismatch { vouchers, signatures, totals };
        fixture.expect_revert(PROVIDER, call, error);
    }
    let (sums, logs) = fixture.ok_with_logs(PROVIDER, batch([]));
    assert_eq!([sums.quotaCredits, sums.paidCredits], [U256::ZERO; 2]);
    assert_eq!(logs, []);
}

/// 50 vouchers of every kind: the valid ones lead to the same state as they would without the others.
#[test]
fn a_batch_of_50_settles_the_valid_vouchers_and_rejects_the_others() {
    let (mut fixture, [owner, agent, third]) = fixture();
    let today = fixture.today();
    let (account, spender) = (owner.address(), agent.address());
    fixture.fund_and_deposit(account, 30 * PRICE);
    let approve = |limit: u128, last_day: u32, paid: bool| approveQuotaCall {
        spender,
        dailyLimit: u(limit),
        lastDay: last_day,
        allowPaid: paid,
    };
    fixture.ok(account, approve(1 << 60, today + 1, true));
    // Another grant has expired, and a third does not allow paid credits.
    let third_user = third.address();
    fixture.ok(spender, approveQuotaCall { spender: third_user, ..approve(ONE, today - 1, true) });
    fixture.ok(third_user, approveQuotaCall { spender: account, ..approve(ONE, today, false) });
    let midnight = fixture.next_midnight();
    fixture.set_time(midnight - 3_600);

    let of = |account: Address, spender: Address, day: u32, credits: u128| UsageVoucher {
        account,
        spender,
        provider: PROVIDER,
        day,
        credits: u(credits),
    };
    let own = |credits| signed(&fixture, &owner, of(account, account, today, credits));
    let agents = |credits| signed(&fixture, &agent, of(account, spender, today, credits));
    let with_invalid_signature = |mut call: redeemCall| {
        call.signature = [&call.signature[..64], &[0]].concat().into();
        call
    };
    // The quota credits, paid credits and fee that a call settles, or the selector of its error.
    type Expected = Result<[u128; 3], [u8; 4]>;
    let grant = 1u128 << 60;
    let mut calls: Vec<(redeemCall, Expected)> = vec![
        (own(4 * ONE), Ok([4 * ONE, 0, 0])),
        (own(3 * ONE), Err(VoucherNotNewer::SELECTOR)),
        (own(4 * ONE), Err(VoucherNotNewer::SELECTOR)),
        (with_invalid_signature(own(9 * ONE)), Err(InvalidVoucherSignature::SELECTOR)),
        (agents(grant / 2), Ok([grant / 2, 0, 0])),
        (agents(2 * grant), Ok([grant / 2, 0, 0])),
        (agents(2 * grant), Err(GrantExceeded::SELECTOR)),
        (signed(&fixture, &agent, of(third_user, spender, today, ONE)), Err(NoGrant::SELECTOR)),
        (
            signed(&fixture, &third, of(spender, third_user, today, ONE)),
            Err(GrantExpired::SELECTOR),
        ),
        (
            signed(&fixture, &owner, of(account, account, today - 2, ONE)),
            Err(VoucherExpired::SELECTOR),
        ),
        (
            signed(&fixture, &owner, of(account, account, today + 1, ONE)),
            Err(VoucherNotYetValid::SELECTOR),
        ),
        (own(1 << 120), Err(VoucherTooLarge::SELECTOR)),
        (
            signed(
                &fixture,
                &owner,
                UsageVoucher { provider: BOB, ..of(account, account, today, 9 * ONE) },
            ),
            Err(OnlyProvider::SELECTOR),
        ),
        // All of this user's quota, then nothing is left, then paid credits are not allowed.
        (
            signed(&fixture, &third, of(third_user, third_user, today, 11 * ONE)),
            Ok([10 * ONE, 0, 0]),
        ),
        (
            signed(&fixture, &third, of(third_user, third_user, today, 11 * ONE)),
            Err(InsufficientCredits::SELECTOR),
        ),
        (
            signed(&fixture, &owner, of(third_user, account, today, ONE)),
            Err(PaidNotAllowed::SELECTOR),
        ),
    ];
    // The rest of the quota, then paid credits one by one, every other voucher with an invalid signature.
    let rest = 10 * ONE - grant;
    calls.push((own(rest + ONE), Ok([rest - 4 * ONE, ONE, PRICE])));
    let mut total = rest + ONE;
    while calls.len() < 50 {
        let nth = calls.len();
        if nth.is_multiple_of(2) {
            total += ONE;
            calls.push((own(total), Ok([0, ONE, PRICE])));
        } else {
            calls.push((
                with_invalid_signature(own(total + ONE)),
                Err(InvalidVoucherSignature::SELECTOR),
            ));
        }
    }
    let rejected = calls.iter().filter(|(_, expected)| expected.is_err());
    assert_eq!((calls.len(), rejected.clone().count()), (50, 29));
    let kinds: BTreeSet<_> = rejected.map(|(_, expected)| *expected).collect();
    assert_eq!(kinds.len(), 11, "number of different errors");

    let start = fixture.chain.snapshot();
    let all = batch(calls.iter().map(|(call, _)| call.clone()));
    let (sums, logs) = fixture.ok_with_logs(PROVIDER, all);
    let expected: Vec<_> = calls
        .iter()
        .enumerate()
        .map(|(index, (call, expected))| match *expected {
            Ok([quota, paid, fee]) => Outcome::Settled(settled(&call.voucher, quota, paid, fee)),
            Err(selector) => Outcome::Rejected(index, selector),
        })
        .collect();
    assert_eq!(outcomes(&logs), expected);
    let sum = |part: usize| {
        calls
            .iter()
            .filter_map(|(_, expected)| expected.ok())
            .map(|settled| settled[part])
            .sum::<u128>()
    };
    assert_eq!([sums.quotaCredits, sums.paidCredits], [u(sum(0)), u(sum(1))]);
    assert_eq!(fixture.fees(), u(sum(2)));
    let together = fixture.state(&[account, spender, third_user]);

    // Only the valid ones, in a batch.
    let valid = || calls.iter().filter(|(_, expected)| expected.is_ok());
    fixture.chain.restore(start.clone());
    fixture.ok(PROVIDER, batch(valid().map(|(call, _)| call.clone())));
    assert_eq!(fixture.state(&[account, spender, third_user]), together);
    // Only the valid ones, one by one.
    fixture.chain.restore(start);
    for (call, expected) in valid() {
        let (_, logs) = fixture.ok_with_logs(PROVIDER, call.clone());
        let [quota, paid, fee] = expected.expect("a valid voucher");
        let expected = settled(&call.voucher, quota, paid, fee);
        assert_eq!(event::<Settled>(&logs[0]), expected);
    }
    assert_eq!(fixture.state(&[account, spender, third_user]), together);
}
