// SPDX-License-Identifier: MIT OR Apache-2.0
//! Usage settled by vouchers: cumulative totals that the spender signs.

use crate::support::vouchers::{VoucherFixture, C, RIVAL};
use crate::support::wallets::{Wallet, WalletResponse, SIGNATURE};
use crate::support::*;
use alloy_dyn_abi::TypedData;
use alloy_primitives::{address, Address, Bytes, B256, U256};
use alloy_signer::SignerSync;
use alloy_sol_types::{Eip712Domain, SolCall, SolError, SolStruct};
use diem::model::time::DAY;
use motsu::prelude::*;
use rstest::rstest;

const PRICE: u128 = PARAMS[param::PRICE];

#[rstest]
fn redeem_collects_a_signed_total_and_emits_settled(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = VoucherFixture::new(fee_token);
    assert_eq!(fixture.redeem(fixture.own_voucher(30 * C)), (30 * C, 0));
    let event: Settled = fixture.last_event();
    let alice = fixture.alice.address();
    assert_eq!((event.account, event.provider, event.spender), (alice, PROVIDER, alice));
    assert_eq!(event.day, today());
    assert_eq!(
        (event.quotaCredits, event.paidCredits, event.fee),
        (u(30 * C), U256::ZERO, U256::ZERO)
    );
    assert_eq!(fixture.collected_own(today()), 30 * C);
    assert_eq!(fixture.quota_of(alice), (100 * C, 70 * C, 0));
}

#[rstest]
fn redeem_collects_only_the_difference(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = VoucherFixture::new(fee_token);
    fixture.redeem(fixture.own_voucher(30 * C));
    assert_eq!(fixture.redeem(fixture.own_voucher(50 * C)), (20 * C, 0));
    assert_eq!(fixture.redeem(fixture.own_voucher(50 * C + 1)), (1, 0));
    assert_eq!(fixture.collected_own(today()), 50 * C + 1);
}

/// Attack: a provider replays a voucher, or redeems an older one after a newer one.
#[rstest]
fn replayed_and_reordered_vouchers_revert(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = VoucherFixture::new(fee_token);
    fixture.redeem(fixture.own_voucher(30 * C));
    let stale = |credits| VoucherNotNewer { collected: u(30 * C), credits: u(credits) };
    fixture.assert_redeem_reverts(fixture.own_voucher(30 * C), stale(30 * C));
    fixture.assert_redeem_reverts(fixture.own_voucher(30 * C - 1), stale(30 * C - 1));
    fixture.assert_redeem_reverts(fixture.own_voucher(1), stale(1));
}

/// A voucher is a ceiling: the provider states how much of it was used.
#[rstest]
fn redeem_collects_up_to_the_smaller_of_ceiling_and_total(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = VoucherFixture::new(fee_token);
    let ceiling = || fixture.own_voucher(50 * C);
    assert_eq!(fixture.redeem_total(ceiling(), 20 * C), (20 * C, 0));
    assert_eq!(fixture.last_event::<Settled>().quotaCredits, u(20 * C));
    assert_eq!(fixture.redeem_total(ceiling(), 20 * C + 1), (1, 0));
    assert_eq!(fixture.collected_own(today()), 20 * C + 1);
    // A total above the ceiling collects the ceiling, and a later, higher one goes on from there.
    assert_eq!(fixture.redeem_total(ceiling(), 60 * C), (30 * C - 1, 0));
    assert_eq!(fixture.redeem_total(fixture.own_voucher(70 * C), 60 * C), (10 * C, 0));
    assert_eq!(fixture.quota_of(fixture.alice.address()).1, 40 * C);
}

/// Attack: a provider lowers and raises its total to collect a part twice, or more than was signed.
#[rstest]
fn totals_lowered_and_raised_collect_the_greatest_once(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = VoucherFixture::new(fee_token);
    let call = fixture.sign(fixture.own_voucher(50 * C));
    let mut greatest = 0;
    for total in [10, 5, 10, 0, 12, 11, 49, 12, 50, 51, 1_000, 50] {
        let used = total.min(50) * C;
        let call = redeemCall { total: u(total * C), ..call.clone() };
        if used > greatest {
            let collected = fixture.ok(PROVIDER, call);
            assert_eq!((collected.quotaCredits, collected.paidCredits), (u(used - greatest), u(0)));
            greatest = used;
        } else {
            let stale = VoucherNotNewer { collected: u(greatest), credits: u(used) };
            fixture.assert_reverts(PROVIDER, call, stale);
        }
        assert_eq!(fixture.collected_own(today()), greatest);
    }
    assert_eq!(fixture.quota_of(fixture.alice.address()).1, 50 * C);
}

#[rstest]
fn totals_have_no_limit_and_a_total_of_0_collects_nothing(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = VoucherFixture::new(fee_token);
    let with = |credits, total| redeemCall { total, ..fixture.sign(fixture.own_voucher(credits)) };
    let nothing = VoucherNotNewer { collected: U256::ZERO, credits: U256::ZERO };
    fixture.assert_reverts(PROVIDER, with(C, U256::ZERO), nothing);
    let totals = [u(1 << 120), u(u128::MAX), U256::from(1) << 128, (U256::from(1) << 128) + u(1)];
    for (n, total) in totals.into_iter().enumerate() {
        let collected = fixture.ok(PROVIDER, with((n as u128 + 1) * C, total));
        assert_eq!(collected.quotaCredits, u(C));
    }
    // The width is that of the ceiling, whatever the total.
    let credits = u(1 << 120);
    let call = redeemCall { total: u(5 * C), ..fixture.sign(fixture.own_voucher(1 << 120)) };
    fixture.assert_reverts(PROVIDER, call, VoucherTooLarge { credits });
}

#[rstest]
fn a_batch_applies_each_total_to_its_voucher(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = VoucherFixture::new(fee_token);
    fixture.approve_agent(100 * C, today(), false);
    let own = |total| redeemCall { total, ..fixture.sign(fixture.own_voucher(50 * C)) };
    let agents = |total| redeemCall { total, ..fixture.sign(fixture.agent_voucher(50 * C)) };
    let calls = [own(u(10 * C)), agents(u(20 * C)), own(u(5 * C)), agents(U256::MAX)];
    assert_eq!(fixture.ok(PROVIDER, batch_of(calls)).quotaCredits, u(60 * C));
    let rejected: VoucherRejected = fixture.nth_last_event(1);
    assert_eq!((rejected.index, rejected.selector), (u(2), VoucherNotNewer::SELECTOR.into()));
    assert_eq!(fixture.collected_own(today()), 10 * C);
}

/// Each voucher is refused for its own reason and for all reasons after it.
#[rstest]
fn vouchers_are_checked_in_the_documented_order(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = VoucherFixture::new(fee_token);
    let (account, spender) = (fixture.alice.address(), fixture.agent.address());
    let never = address!("0000000000000000000000000000000000009999");
    fixture.commit(account, RIVAL);
    let first = today();
    advance_to_midnight();
    fixture.ok(OWNER, pauseCall {});
    advance_to_midnight();
    let day = today();
    let assert_error = |call: redeemCall, caller, error: Vec<u8>| {
        let data = fixture.call(caller, call).err().expect("a refusal");
        assert_eq!(hex(&data), hex(&error));
    };
    // The signature is wrong, the width too great, the provider unknown, and the contract paused.
    let everything = |day| redeemCall {
        voucher: UsageVoucher {
            provider: never,
            day,
            credits: U256::MAX,
            ..fixture.agent_voucher(0)
        },
        signature: Bytes::new(),
        total: U256::ZERO,
    };
    assert_error(everything(first), BOB, VoucherExpired { day: first, today: day }.abi_encode());
    let early = VoucherNotYetValid { day: day + 1, today: day };
    assert_error(everything(day + 1), BOB, early.abi_encode());
    assert_error(everything(day), BOB, EnforcedPause {}.abi_encode());
    let wide = everything(day - 1);
    assert_error(wide, BOB, VoucherTooLarge { credits: U256::MAX }.abi_encode());
    fixture.ok(OWNER, unpauseCall {});
    let narrow = |provider| {
        let mut call = everything(day);
        call.voucher = UsageVoucher { provider, credits: U256::ZERO, ..call.voucher };
        call
    };
    assert_error(narrow(never), BOB, OnlyProvider { provider: never }.abi_encode());
    assert_error(narrow(never), never, NotProvider { provider: never }.abi_encode());
    assert_error(narrow(PROVIDER), PROVIDER, InvalidVoucherSignature { spender }.abi_encode());
    let signed = || fixture.sign(fixture.agent_voucher(0));
    assert_error(signed(), PROVIDER, CommittedElsewhere { provider: RIVAL }.abi_encode());
    let signed = || {
        let voucher = UsageVoucher { provider: RIVAL, ..fixture.agent_voucher(0) };
        fixture.sign(voucher)
    };
    assert_error(signed(), RIVAL, NoGrant { account, spender }.abi_encode());
    fixture.approve_agent(C, day - 1, false);
    assert_error(signed(), RIVAL, GrantExpired { lastDay: day - 1, day }.abi_encode());
    fixture.approve_agent(C, day, false);
    let stale = VoucherNotNewer { collected: U256::ZERO, credits: U256::ZERO };
    assert_error(signed(), RIVAL, stale.abi_encode());
    let of = |credits| UsageVoucher { provider: RIVAL, ..fixture.agent_voucher(credits) };
    fixture.ok(RIVAL, fixture.sign(of(C)));
    let more = fixture.sign(of(2 * C));
    assert_error(more, RIVAL, GrantExceeded { left: U256::ZERO, needed: u(C) }.abi_encode());
}

#[rstest]
fn a_voucher_over_zero_credits_reverts(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = VoucherFixture::new(fee_token);
    let nothing = VoucherNotNewer { collected: U256::ZERO, credits: U256::ZERO };
    fixture.assert_redeem_reverts(fixture.own_voucher(0), nothing);
}

/// Any order and batching of the same vouchers collects the same total (invariant 9).
#[rstest]
fn any_order_and_batching_collects_the_same_total(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let orders: [&[&[u128]]; 5] = [
        &[&[10], &[20], &[30]],
        &[&[30], &[20], &[10]],
        &[&[20, 10, 30]],
        &[&[30, 10], &[20]],
        &[&[10, 20, 30]],
    ];
    for order in orders {
        let fixture = VoucherFixture::new(fee_token);
        for batch in order {
            let calls: Vec<_> = batch
                .iter()
                .map(|credits| fixture.sign(fixture.own_voucher(credits * C)))
                .collect();
            fixture.ok(PROVIDER, batch_of(calls));
        }
        assert_eq!(fixture.collected_own(today()), 30 * C);
        assert_eq!(fixture.quota_of(fixture.alice.address()).1, 70 * C);
    }
}

#[rstest]
fn only_the_named_provider_redeems_a_voucher(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = VoucherFixture::new(fee_token);
    let call = fixture.sign(fixture.own_voucher(C));
    let provider = PROVIDER;
    for caller in [RIVAL, fixture.alice.address(), OWNER] {
        fixture.assert_reverts(caller, call.clone(), OnlyProvider { provider });
    }
}

#[rstest]
fn each_provider_has_its_own_collected_total(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = VoucherFixture::new(fee_token);
    fixture.redeem(fixture.own_voucher(30 * C));
    let rivals = UsageVoucher { provider: RIVAL, ..fixture.own_voucher(20 * C) };
    assert_eq!(fixture.redeem(rivals), (20 * C, 0));
    assert_eq!(fixture.collected_own(today()), 30 * C);
    assert_eq!(fixture.quota_of(fixture.alice.address()).1, 50 * C);
}

#[rstest]
fn only_vouchers_of_today_and_yesterday_are_redeemable(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = VoucherFixture::new(fee_token);
    let day = today();
    let of = |day| UsageVoucher { day, ..fixture.own_voucher(C) };
    let early = VoucherNotYetValid { day: day + 1, today: day };
    fixture.assert_redeem_reverts(of(day + 1), early);
    advance_to_midnight();
    // The last second in which yesterday's voucher is redeemable.
    advance(DAY - 1);
    assert_eq!(fixture.redeem(of(day)), (C, 0));
    advance(1);
    let late = VoucherExpired { day, today: day + 2 };
    fixture.assert_redeem_reverts(UsageVoucher { credits: u(2 * C), ..of(day) }, late);
    fixture.assert_redeem_reverts(of(0), VoucherExpired { day: 0, today: day + 2 });
    fixture
        .assert_redeem_reverts(of(u32::MAX), VoucherNotYetValid { day: u32::MAX, today: day + 2 });
}

/// Attack: a provider redeems yesterday's voucher after today's, to collect one quota twice. Each day has its own
/// credits and totals.
#[rstest]
fn yesterdays_voucher_redeemed_after_todays_uses_yesterdays_quota(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = VoucherFixture::new(fee_token);
    let first = fixture.own_voucher(100 * C);
    advance_to_midnight();
    assert_eq!(fixture.redeem(fixture.own_voucher(40 * C)), (40 * C, 0));
    assert_eq!(fixture.redeem(first.clone()), (100 * C, 0));
    let alice = fixture.alice.address();
    assert_eq!(fixture.quota_of(alice), (100 * C, 60 * C, 0));
    assert_eq!(fixture.collected_own(today()), 40 * C);
    assert_eq!(fixture.collected_own(today() - 1), 100 * C);
    // Both totals can still grow.
    assert_eq!(fixture.redeem(fixture.own_voucher(41 * C)), (C, 0));
    let more = UsageVoucher { credits: u(101 * C), ..first };
    let none = InsufficientCredits { quota: U256::ZERO, paid: U256::ZERO, needed: u(C) };
    fixture.assert_redeem_reverts(more, none);
    advance_to_midnight();
    assert_eq!(fixture.collected_own(today() - 1), 41 * C);
    assert_eq!(fixture.collected_own(today()), 0);
    assert_eq!(fixture.collected_own(today() - 2), 0, "totals before yesterday read as 0");
}

/// Attack: a signature is used for another chain, contract, version, provider, day, account, spender or amount.
#[rstest]
fn a_signature_is_bound_to_every_field_and_the_domain(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = VoucherFixture::new(fee_token);
    let here = fixture.domain();
    let voucher = fixture.own_voucher(30 * C);
    let spender = voucher.spender;
    let assert_invalid = |domain: &Eip712Domain, signed_for: &UsageVoucher| {
        let signature = sign_voucher(&fixture.alice, domain, signed_for.clone()).signature;
        let call = redeemCall { voucher: voucher.clone(), signature, total: U256::MAX };
        let error = InvalidVoucherSignature { spender };
        fixture.assert_reverts(PROVIDER, call, error);
    };
    let other_chain = Eip712Domain { chain_id: Some(u(1)), ..here.clone() };
    assert_invalid(&other_chain, &voucher);
    assert_invalid(&domain(fixture.vvv.address()), &voucher);
    let other_version = Eip712Domain { version: Some("2".into()), ..here.clone() };
    assert_invalid(&other_version, &voucher);
    for other in [
        UsageVoucher { account: RIVAL, ..voucher.clone() },
        UsageVoucher { spender: RIVAL, ..voucher.clone() },
        UsageVoucher { provider: RIVAL, ..voucher.clone() },
        UsageVoucher { day: voucher.day - 1, ..voucher.clone() },
        UsageVoucher { credits: u(30 * C + 1), ..voucher.clone() },
    ] {
        assert_invalid(&here, &other);
    }
    assert_eq!(fixture.redeem(voucher.clone()), (30 * C, 0));
}

/// Attack: a signature is malleated: the other `s`, another `v`, another length.
#[rstest]
fn a_signature_has_exactly_one_valid_encoding(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = VoucherFixture::new(fee_token);
    let call = fixture.sign(fixture.own_voucher(C));
    let spender = fixture.alice.address();
    let assert_invalid = |signature: Vec<u8>| {
        let call = redeemCall { signature: signature.into(), ..call.clone() };
        let error = InvalidVoucherSignature { spender };
        fixture.assert_reverts(PROVIDER, call, error);
    };
    for signature in malformed_signatures(&call.signature) {
        assert_invalid(signature);
    }
    fixture.ok(PROVIDER, call);
}

#[rstest]
fn only_the_spender_can_sign_a_voucher(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = VoucherFixture::new(fee_token);
    let stranger = signer("stranger");
    let call = sign_voucher(&stranger, &fixture.domain(), fixture.own_voucher(C));
    let spender = fixture.alice.address();
    fixture.assert_reverts(PROVIDER, call, InvalidVoucherSignature { spender });
    // A signature that recovers to no address is not valid for the zero address either.
    let call = redeemCall {
        voucher: UsageVoucher {
            account: Address::ZERO,
            spender: Address::ZERO,
            ..fixture.own_voucher(C)
        },
        signature: vec![0; 65].into(),
        total: U256::MAX,
    };
    let spender = Address::ZERO;
    fixture.assert_reverts(PROVIDER, call, InvalidVoucherSignature { spender });
}

/// Signs as a wallet does when it is given the typed data as JSON (`eth_signTypedData_v4`).
#[rstest]
fn typed_data_from_a_wallet_gives_the_same_digest(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = VoucherFixture::new(fee_token);
    let voucher = fixture.own_voucher(30 * C);
    let json = serde_json::json!({
        "types": {
            "EIP712Domain": [
                {"name": "name", "type": "string"},
                {"name": "version", "type": "string"},
                {"name": "chainId", "type": "uint256"},
                {"name": "verifyingContract", "type": "address"},
            ],
            "UsageVoucher": [
                {"name": "account", "type": "address"},
                {"name": "spender", "type": "address"},
                {"name": "provider", "type": "address"},
                {"name": "day", "type": "uint32"},
                {"name": "credits", "type": "uint256"},
            ],
        },
        "primaryType": "UsageVoucher",
        "domain": {
            "name": "Diem",
            "version": "1",
            "chainId": CHAIN,
            "verifyingContract": fixture.diem.address(),
        },
        "message": {
            "account": voucher.account,
            "spender": voucher.spender,
            "provider": voucher.provider,
            "day": voucher.day,
            "credits": voucher.credits.to_string(),
        },
    });
    let typed: TypedData = serde_json::from_value(json).unwrap();
    let digest = typed.eip712_signing_hash().unwrap();
    assert_eq!(digest, voucher.eip712_signing_hash(&fixture.domain()));
    let call = redeemCall {
        signature: Bytes::from(fixture.alice.sign_hash_sync(&digest).unwrap().as_bytes()),
        voucher,
        total: U256::MAX,
    };
    assert_eq!(fixture.ok(PROVIDER, call).quotaCredits, u(30 * C));
}

#[rstest]
fn redeem_collects_what_is_covered_and_the_rest_stays_collectable(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = VoucherFixture::new(fee_token);
    let alice = fixture.alice.address();
    fixture.deposit_fees(alice, 5 * PRICE);
    let call = fixture.own_voucher(100 * C + 9 * ONE);
    assert_eq!(fixture.redeem(call.clone()), (100 * C, 5 * ONE));
    let event: Settled = fixture.last_event();
    assert_eq!(event.fee, u(5 * PRICE));
    assert_eq!(fixture.collected_own(today()), 100 * C + 5 * ONE);
    let none = InsufficientCredits { quota: U256::ZERO, paid: U256::ZERO, needed: u(4 * ONE) };
    fixture.assert_redeem_reverts(call.clone(), none);
    fixture.deposit_fees(alice, 3 * PRICE);
    assert_eq!(fixture.redeem(call.clone()), (0, 3 * ONE));
    fixture.activate_diem(alice, C);
    assert_eq!(fixture.redeem(call.clone()), (ONE.min(C), 0));
    let stale = VoucherNotNewer { collected: call.credits, credits: call.credits };
    fixture.assert_redeem_reverts(call, stale);
    assert_eq!(fixture.snapshot(&[]).revenue, u(8 * PRICE));
}

#[rstest]
fn vouchers_of_2_to_the_120_credits_or_more_revert(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = VoucherFixture::new(fee_token);
    let limit = 1 << 120;
    for credits in [u(limit), U256::from(1) << 128, U256::MAX] {
        let voucher = UsageVoucher { credits, ..fixture.own_voucher(0) };
        fixture.assert_redeem_reverts(voucher, VoucherTooLarge { credits });
    }
    // One credit wei less is valid, and is collected in full.
    let alice = fixture.alice.address();
    fixture.deposit_fees(alice, u128::MAX);
    let all = limit - 1;
    assert_eq!(fixture.redeem(fixture.own_voucher(all)), (100 * C, all - 100 * C));
    assert_eq!(fixture.collected_own(today()), all);
    advance_to_midnight();
    assert_eq!(fixture.redeem(fixture.own_voucher(all)), (100 * C, all - 100 * C));
    assert_eq!(fixture.collected_own(today() - 1), all);
}

#[rstest]
fn an_agents_voucher_requires_a_grant_for_its_day(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = VoucherFixture::new(fee_token);
    let (account, spender) = (fixture.alice.address(), fixture.agent.address());
    fixture.assert_redeem_reverts(fixture.agent_voucher(C), NoGrant { account, spender });
    let day = today();
    fixture.approve_agent(10 * C, day - 1, false);
    let expired = GrantExpired { lastDay: day - 1, day };
    fixture.assert_redeem_reverts(fixture.agent_voucher(C), expired);
    fixture.approve_agent(10 * C, day, false);
    assert_eq!(fixture.redeem(fixture.agent_voucher(4 * C)), (4 * C, 0));
    assert_eq!(fixture.grant_of(account, spender), (10 * C, 6 * C, 0));
    // On the day after the last day, vouchers of the last day can still collect what it left.
    let of_first = fixture.agent_voucher(12 * C);
    advance_to_midnight();
    let expired = GrantExpired { lastDay: day, day: day + 1 };
    fixture.assert_redeem_reverts(fixture.agent_voucher(C), expired);
    assert_eq!(fixture.redeem(of_first.clone()), (6 * C, 0));
    let exceeded = GrantExceeded { left: U256::ZERO, needed: u(2 * C) };
    fixture.assert_redeem_reverts(of_first, exceeded);
}

#[rstest]
fn shortening_or_revoking_a_grant_blocks_yesterdays_vouchers(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = VoucherFixture::new(fee_token);
    let (account, spender) = (fixture.alice.address(), fixture.agent.address());
    let day = today();
    fixture.approve_agent(10 * C, day + 9, false);
    let voucher = fixture.agent_voucher(C);
    advance_to_midnight();
    fixture.approve_agent(10 * C, day - 1, false);
    let expired = GrantExpired { lastDay: day - 1, day };
    fixture.assert_redeem_reverts(voucher.clone(), expired);
    fixture.approve_agent(0, day + 9, false);
    fixture.assert_redeem_reverts(voucher.clone(), NoGrant { account, spender });
    // A new grant has nothing left of yesterday.
    fixture.approve_agent(10 * C, day + 9, false);
    let nothing = GrantExceeded { left: U256::ZERO, needed: u(C) };
    fixture.assert_redeem_reverts(voucher, nothing);
    assert_eq!(fixture.redeem(fixture.agent_voucher(C)), (C, 0));
}

#[rstest]
fn lowering_a_limit_keeps_yesterdays_vouchers_redeemable(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = VoucherFixture::new(fee_token);
    fixture.approve_agent(10 * C, today() + 9, false);
    let voucher = fixture.agent_voucher(9 * C);
    advance_to_midnight();
    fixture.approve_agent(C, today() + 9, false);
    assert_eq!(fixture.redeem(voucher), (9 * C, 0));
    assert_eq!(fixture.redeem(fixture.agent_voucher(5 * C)), (C, 0));
}

/// Attack: an agent uses paid credits without permission. The permission is read at settlement, for yesterday's
/// vouchers too.
#[rstest]
fn an_agents_voucher_uses_the_deposit_only_with_allow_paid(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = VoucherFixture::new(fee_token);
    fixture.deposit_fees(fixture.alice.address(), 100 * PRICE);
    fixture.approve_agent(150 * C, today() + 9, false);
    let voucher = fixture.agent_voucher(101 * C);
    assert_eq!(fixture.redeem(voucher.clone()), (100 * C, 0));
    let error = || PaidNotAllowed { quota: U256::ZERO, needed: u(C) };
    fixture.assert_redeem_reverts(voucher.clone(), error());
    advance_to_midnight();
    fixture.assert_redeem_reverts(voucher.clone(), error());
    fixture.approve_agent(150 * C, today() + 9, true);
    assert_eq!(fixture.redeem(voucher.clone()), (0, C));
    let more = UsageVoucher { credits: u(102 * C), ..voucher };
    fixture.approve_agent(150 * C, today() + 9, false);
    fixture.assert_redeem_reverts(more, error());
}

/// Attack: the owner and an agent sign vouchers over the same credits. The first settlement takes them, the rest
/// stays uncovered.
#[rstest]
fn racing_agent_and_owner_vouchers_share_one_quota(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = VoucherFixture::new(fee_token);
    fixture.approve_agent(80 * C, today(), false);
    assert_eq!(fixture.redeem(fixture.agent_voucher(80 * C)), (80 * C, 0));
    assert_eq!(fixture.redeem(fixture.own_voucher(80 * C)), (20 * C, 0));
    let rivals = UsageVoucher { provider: RIVAL, ..fixture.own_voucher(80 * C) };
    let none = InsufficientCredits { quota: U256::ZERO, paid: U256::ZERO, needed: u(80 * C) };
    fixture.assert_redeem_reverts(rivals, none);
}

/// Attack: one address is account, spender and provider. It can use its credits once, as any account can.
#[rstest]
fn one_address_may_be_account_spender_and_provider(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = VoucherFixture::new(fee_token);
    let alice = fixture.alice.address();
    fixture.admit_provider(alice);
    fixture.deposit_fees(alice, PRICE);
    let voucher = UsageVoucher { provider: alice, ..fixture.own_voucher(100 * C + ONE) };
    assert_eq!(fixture.redeem(voucher.clone()), (100 * C, ONE));
    let stale = VoucherNotNewer { collected: voucher.credits, credits: voucher.credits };
    fixture.assert_redeem_reverts(voucher, stale);
    assert_eq!(fixture.quota_of(alice).1, 0);
    assert_eq!(fixture.deposit_of(alice), (0, 0, 0));
}

#[rstest]
fn vouchers_and_spend_share_the_quota_but_not_the_collected_total(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = VoucherFixture::new(fee_token);
    let alice = fixture.alice.address();
    let spend =
        spendCall { account: alice, provider: PROVIDER, credits: u(60 * C), requestId: B256::ZERO };
    fixture.ok(alice, spend);
    assert_eq!(fixture.collected_own(today()), 0);
    assert_eq!(fixture.redeem(fixture.own_voucher(60 * C)), (40 * C, 0));
}

#[rstest]
fn a_removed_provider_redeems_the_days_it_served(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = VoucherFixture::new(fee_token);
    let day = today();
    let remove = setProviderCall { provider: PROVIDER, admitted: false };
    let before = fixture.own_voucher(C);
    fixture.ok(OWNER, remove);
    assert_eq!(fixture.redeem(before.clone()), (C, 0));
    advance_to_midnight();
    let provider = PROVIDER;
    fixture.assert_redeem_reverts(fixture.own_voucher(C), NotProvider { provider });
    let more = UsageVoucher { credits: u(2 * C), ..before };
    assert_eq!(fixture.redeem(more), (C, 0));
    // Once admitted again, it redeems vouchers of yesterday and today, including days while it was removed.
    advance_to_midnight();
    let missed = UsageVoucher { day: day + 1, ..fixture.own_voucher(C) };
    fixture.assert_redeem_reverts(missed.clone(), NotProvider { provider });
    fixture.admit_provider(PROVIDER);
    assert_eq!(fixture.redeem(missed), (C, 0));
    assert_eq!(fixture.redeem(fixture.own_voucher(C)), (C, 0));
}

#[rstest]
fn an_address_never_admitted_redeems_nothing(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = VoucherFixture::new(fee_token);
    let provider = address!("0000000000000000000000000000000000009999");
    let voucher = UsageVoucher { provider, ..fixture.own_voucher(C) };
    fixture.assert_redeem_reverts(voucher, NotProvider { provider });
}

#[rstest]
fn a_batch_collects_valid_vouchers_and_reports_rejected_ones(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = VoucherFixture::new(fee_token);
    let day = today();
    let stranger = signer("stranger");
    let bad_signature = sign_voucher(&stranger, &fixture.domain(), fixture.own_voucher(50 * C));
    let expired = UsageVoucher { day: day - 2, ..fixture.own_voucher(C) };
    let rivals = UsageVoucher { provider: RIVAL, ..fixture.own_voucher(C) };
    let calls = vec![
        fixture.sign(fixture.own_voucher(10 * C)),
        bad_signature,
        fixture.sign(fixture.own_voucher(20 * C)),
        fixture.sign(expired),
        fixture.sign(fixture.agent_voucher(C)),
        fixture.sign(rivals),
        fixture.sign(fixture.own_voucher(20 * C)),
        fixture.sign(fixture.own_voucher(30 * C)),
    ];
    let sums = fixture.ok(PROVIDER, batch_of(calls));
    assert_eq!((sums.quotaCredits, sums.paidCredits), (u(30 * C), U256::ZERO));
    // From the last event to the first.
    let settled = |n, credits| {
        let event: Settled = fixture.nth_last_event(n);
        assert_eq!(event.quotaCredits, u(credits));
    };
    let rejected = |n, index, selector: [u8; 4]| {
        let event: VoucherRejected = fixture.nth_last_event(n);
        assert_eq!((event.index, event.selector), (u(index), selector.into()));
    };
    settled(0, 10 * C);
    rejected(1, 6, VoucherNotNewer::SELECTOR);
    rejected(2, 5, OnlyProvider::SELECTOR);
    rejected(3, 4, NoGrant::SELECTOR);
    rejected(4, 3, VoucherExpired::SELECTOR);
    settled(5, 10 * C);
    rejected(6, 1, InvalidVoucherSignature::SELECTOR);
    settled(7, 10 * C);
    assert_eq!(fixture.collected_own(day), 30 * C);
}

#[rstest]
fn a_batch_of_many_accounts_records_all_fees(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = VoucherFixture::new(fee_token);
    let before = fixture.snapshot(&[]).fee_held;
    let mut calls = Vec::new();
    for n in 0..20u32 {
        let user = signer(&format!("user {n}"));
        fixture.deposit_fees(user.address(), 3 * PRICE);
        let voucher = UsageVoucher {
            account: user.address(),
            spender: user.address(),
            ..fixture.own_voucher(ONE + 1)
        };
        calls.push(sign_voucher(&user, &fixture.domain(), voucher));
    }
    let sums = fixture.ok(PROVIDER, batch_of(calls));
    assert_eq!(sums.paidCredits, u(20 * (ONE + 1)));
    let Snapshot { revenue, fee_held, .. } = fixture.snapshot(&[]);
    assert_eq!(revenue, u(20 * (PRICE + 1)), "rounded up for each account");
    assert_eq!(fee_held - before, u(60 * PRICE));
}

#[rstest]
fn an_empty_batch_does_nothing_and_unequal_lengths_revert(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = VoucherFixture::new(fee_token);
    let logs = fixture.event_count();
    let sums = fixture.ok(PROVIDER, batch_of(Vec::new()));
    assert_eq!((sums.quotaCredits, sums.paidCredits), (U256::ZERO, U256::ZERO));
    assert_eq!(fixture.event_count(), logs);
    let call = || fixture.sign(fixture.own_voucher(C));
    for lengths in [[2, 1, 1], [1, 2, 1], [1, 1, 2], [2, 2, 1], [0, 0, 1], [1, 0, 0]] {
        let mut unequal = batch_of((0..2).map(|_| call()));
        unequal.vouchers.truncate(lengths[0]);
        unequal.signatures.truncate(lengths[1]);
        unequal.totals.truncate(lengths[2]);
        let [vouchers, signatures, totals] = lengths.map(U256::from);
        let mismatch = LengthMismatch { vouchers, signatures, totals };
        fixture.assert_reverts(PROVIDER, unequal, mismatch);
    }
}

#[rstest]
fn a_contract_wallet_signs_only_by_returning_the_magic_value(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = VoucherFixture::new(fee_token);
    let wallet: Contract<Wallet> = Contract::new();
    let account = wallet.address();
    fixture.deposit_fees(PROVIDER, PRICE);
    fixture.fund_fee_token(PROVIDER, 100 * PRICE);
    let amount = u(100 * PRICE);
    fixture.ok(PROVIDER, depositCall { account, amount });
    let voucher = UsageVoucher { account, spender: account, ..fixture.own_voucher(ONE) };
    let digest = voucher.eip712_signing_hash(&fixture.domain());
    let call =
        redeemCall { voucher: voucher.clone(), signature: SIGNATURE.into(), total: U256::MAX };
    let spender = account;
    let error = || InvalidVoucherSignature { spender };
    for response in &WalletResponse::ALL[1..] {
        wallet.sender(OWNER).accept(digest, *response);
        fixture.assert_reverts(PROVIDER, call.clone(), error());
    }
    wallet.sender(OWNER).accept(digest, WalletResponse::Magic);
    let other = redeemCall { signature: b"another signature".into(), ..call.clone() };
    fixture.assert_reverts(PROVIDER, other, error());
    assert_eq!(fixture.ok(PROVIDER, call).paidCredits, u(ONE));
}

#[rstest]
fn a_contract_wallet_can_be_an_agent(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = VoucherFixture::new(fee_token);
    let wallet: Contract<Wallet> = Contract::new();
    let alice = fixture.alice.address();
    let grant = approveQuotaCall {
        spender: wallet.address(),
        dailyLimit: u(5 * C),
        lastDay: today(),
        allowPaid: false,
    };
    fixture.ok(alice, grant);
    let voucher = UsageVoucher { spender: wallet.address(), ..fixture.own_voucher(9 * C) };
    let digest = voucher.eip712_signing_hash(&fixture.domain());
    wallet.sender(OWNER).accept(digest, WalletResponse::Magic);
    let call = redeemCall { voucher, signature: SIGNATURE.into(), total: U256::MAX };
    assert_eq!(fixture.ok(PROVIDER, call).quotaCredits, u(5 * C));
}

#[rstest]
fn malformed_voucher_calldata_reverts(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = VoucherFixture::new(fee_token);
    let good = batch_of(vec![fixture.sign(fixture.own_voucher(C))]).abi_encode();
    let assert_invalid = |calldata: &[u8]| {
        let data = fixture.raw(PROVIDER, calldata).unwrap_err();
        assert_eq!(hex(&data), hex(&InvalidCalldata {}.abi_encode()));
    };
    let before = (fixture.snapshot(&[fixture.alice.address()]), fixture.event_count());
    for length in 4..good.len() {
        assert_invalid(&good[..length]);
    }
    // Corrupted offsets and lengths. The words are: three offsets; a length; a voucher of five words; a length; an
    // offset; a length; a signature of three words; a length; a total.
    for word in [0, 1, 2, 3, 9, 10, 11, 15] {
        for value in [u(1 << 31), u(u128::MAX), U256::MAX, U256::from(1) << 32] {
            let mut corrupted = good.clone();
            corrupted[4 + 32 * word..][..32].copy_from_slice(&value.to_be_bytes::<32>());
            let data = fixture.raw(PROVIDER, &corrupted).unwrap_err();
            assert!(
                data == InvalidCalldata {}.abi_encode() || data[..4] == LengthMismatch::SELECTOR,
                "word {word}: {}",
                hex(&data)
            );
        }
    }
    // Bits outside the types of `account` and `day`.
    for (word, byte) in [(4, 11), (7, 27)] {
        let mut dirty = good.clone();
        dirty[4 + 32 * word + byte] = 1;
        assert_invalid(&dirty);
    }
    let after = (fixture.snapshot(&[fixture.alice.address()]), fixture.event_count());
    assert_eq!(after, before, "a revert changes no state and emits no event");
    assert!(fixture.raw(PROVIDER, &good).is_ok());
}
