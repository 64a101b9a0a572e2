// SPDX-License-Identifier: MIT OR Apache-2.0
//! Operators: keys that redeem for a provider.

use super::*;

const OPERATOR: Address = Address::repeat_byte(0x0e);

/// [`PROVIDER`] and [`BOB`] are providers. [`OPERATOR`] redeems for both.
fn fixture_with_operator() -> (Fixture, [PrivateKeySigner; 3]) {
    let (mut fixture, keys) = fixture();
    fixture.admit(BOB);
    fixture.fund_ether(OPERATOR);
    for provider in [PROVIDER, BOB] {
        let (_, logs) = fixture.ok_with_logs(provider, allow(true));
        let set = OperatorSet { provider, operator: OPERATOR, allowed: true };
        assert_eq!(event::<OperatorSet>(&logs[0]), set);
        assert!(fixture.view(isOperatorCall { provider, operator: OPERATOR })._0);
    }
    (fixture, keys)
}

fn allow(allowed: bool) -> setOperatorCall {
    setOperatorCall { operator: OPERATOR, allowed }
}

#[test]
fn an_operator_redeems_for_the_provider_until_it_is_removed() {
    let (mut fixture, [key, ..]) = fixture_with_operator();
    let user = key.address();
    fixture.fund_and_deposit(user, 100 * PRICE);
    let of = |fixture: &Fixture, credits| signed(fixture, &key, voucher(fixture, user, credits));
    let call = of(&fixture, 12 * ONE);
    let (_, logs) = fixture.ok_with_logs(OPERATOR, call.clone());
    assert_eq!(event::<Settled>(&logs[0]), settled(&call.voucher, 10 * ONE, 2 * ONE, 2 * PRICE));
    // What it earns is the provider's.
    let earned = |fixture: &mut Fixture, provider| fixture.view(earningsOfCall { provider }).amount;
    assert_eq!(earned(&mut fixture, PROVIDER), u(2 * PRICE * 7 / 10));
    assert_eq!(earned(&mut fixture, OPERATOR), U256::ZERO);
    fixture.ok(OPERATOR, batch([of(&fixture, 13 * ONE)]));

    fixture.ok(PROVIDER, allow(false));
    let provider = PROVIDER;
    let late = of(&fixture, 14 * ONE);
    fixture.expect_revert(OPERATOR, late.clone(), OnlyProvider { provider });
    fixture.assert_unchanged(&[user], |fixture| {
        let (_, logs) = fixture.ok_with_logs(OPERATOR, batch([late.clone()]));
        assert_eq!(outcomes(&logs), [Outcome::Rejected(0, OnlyProvider::SELECTOR)]);
    });
    // The user, who has named itself an operator of its own, is none of the provider's.
    fixture.ok(user, setOperatorCall { operator: user, allowed: true });
    fixture.expect_revert(user, late.clone(), OnlyProvider { provider });
    fixture.ok(PROVIDER, late);
}

/// The provider of a batch is that of the first voucher that the caller may redeem, valid or not. The rest of the batch is
/// unaffected by bad vouchers before it.
#[test]
fn an_operators_batch_is_of_the_first_provider_that_it_may_redeem_for() {
    let (mut fixture, keys) = fixture_with_operator();
    let stranger = ALICE;
    fixture.admit(stranger);
    let of = |fixture: &Fixture, nth: usize, provider: Address| {
        let own = voucher(fixture, keys[nth].address(), ONE);
        signed(fixture, &keys[nth], UsageVoucher { provider, ..own })
    };
    let with_bad_signature = |mut call: redeemCall| {
        call.signature = vec![1; 65].into();
        call
    };
    let late = |fixture: &Fixture, mut call: redeemCall| {
        call.voucher.day = fixture.today() - 2;
        call
    };
    let good = |call: &redeemCall| Outcome::Settled(settled(&call.voucher, ONE, 0, 0));
    let only = |index| Outcome::Rejected(index, OnlyProvider::SELECTOR);
    let [first, second, third] = [0, 1, 2].map(|nth| of(&fixture, nth, PROVIDER));
    let [of_bob, of_stranger] = [BOB, stranger].map(|provider| of(&fixture, 2, provider));
    let bad_of_bob = with_bad_signature(of_bob.clone());
    let late_of_bob = late(&fixture, of_bob.clone());
    let invalid = |index| Outcome::Rejected(index, InvalidVoucherSignature::SELECTOR);
    let expired = |index| Outcome::Rejected(index, VoucherExpired::SELECTOR);
    let start = fixture.chain.snapshot();
    for (calls, expected) in [
        // A voucher of a provider that the caller has nothing to do with does not decide.
        (vec![&of_stranger, &first, &second], vec![only(0), good(&first), good(&second)]),
        // A bad voucher of the batch's provider.
        (
            vec![&with_bad_signature(first.clone()), &second, &first],
            vec![invalid(0), good(&second), good(&first)],
        ),
        // A bad voucher of another provider that the caller is an operator of decides, too.
        (vec![&bad_of_bob, &first, &of_bob], vec![invalid(0), only(1), good(&of_bob)]),
        (vec![&late_of_bob, &first, &of_bob], vec![expired(0), only(1), good(&of_bob)]),
        (vec![&first, &of_bob, &third], vec![good(&first), only(1), good(&third)]),
        (vec![&of_stranger], vec![only(0)]),
    ] {
        fixture.chain.restore(start.clone());
        let calls: Vec<_> = calls.into_iter().cloned().collect();
        let (_, logs) = fixture.ok_with_logs(OPERATOR, batch(calls));
        assert_eq!(outcomes(&logs), expected);
    }
    // A provider that is an operator of another one: what comes first decides.
    fixture.chain.restore(start);
    fixture.ok(PROVIDER, setOperatorCall { operator: BOB, allowed: true });
    let (_, logs) = fixture.ok_with_logs(BOB, batch([of_bob.clone(), first.clone()]));
    assert_eq!(outcomes(&logs), [good(&of_bob), only(1)]);
    let (_, logs) = fixture.ok_with_logs(BOB, batch([first.clone(), of_bob]));
    assert_eq!(outcomes(&logs), [good(&first), only(1)]);
}
