// SPDX-License-Identifier: MIT OR Apache-2.0
//! Grants by signature: `permitQuota` sets a grant for whoever brings the owner's signature.

use crate::support::vouchers::{VoucherFixture, C};
use crate::support::wallets::{Wallet, WalletResponse, SIGNATURE};
use crate::support::*;
use alloy_dyn_abi::TypedData;
use alloy_primitives::{Address, Bytes, B256, U256};
use alloy_sol_types::{Eip712Domain, SolError, SolStruct};
use diem::clock;
use diem::model::grant::Grant;
use motsu::prelude::*;
use rstest::rstest;

/// Alice's signed grant to the agent: 10 C a day for ten days, not from the deposit, over the pair's next nonce. Its
/// deadline is a minute after the start.
fn permit_of(fixture: &VoucherFixture) -> QuotaPermit {
    let (owner, spender) = (fixture.alice.address(), fixture.agent.address());
    QuotaPermit {
        owner,
        spender,
        dailyLimit: u(10 * C),
        lastDay: today() + 9,
        allowPaid: false,
        nonce: fixture.quota_nonce(owner, spender),
        deadline: U256::from(NOON + 60),
    }
}

/// The grant signed by Alice, as a call.
fn sign(fixture: &VoucherFixture, permit: &QuotaPermit) -> permitQuotaCall {
    sign_quota_permit(&fixture.alice, &fixture.domain(), permit)
}

/// The call must revert with `ERC2612InvalidSigner`, whatever address the signature recovers to, and change nothing.
#[track_caller]
fn assert_invalid_signer(fixture: &VoucherFixture, call: permitQuotaCall) {
    let (owner, spender) = (call.owner, call.spender);
    let state = || {
        let grant = fixture.grant_of(owner, spender);
        (grant, fixture.quota_nonce(owner, spender), fixture.event_count())
    };
    let before = state();
    let data = fixture.call(BOB, call).err().expect("an invalid signer");
    assert_eq!(data[..4], ERC2612InvalidSigner::SELECTOR);
    assert_eq!(data[36..68], owner.into_word()[..], "the error names the owner");
    assert_eq!(state(), before);
}

#[rstest]
fn anyone_brings_a_signed_grant_once(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = VoucherFixture::new(fee_token);
    let permit = permit_of(&fixture);
    let (owner, spender) = (permit.owner, permit.spender);
    assert_eq!(permit.nonce, U256::ZERO);
    let call = sign(&fixture, &permit);
    let logs = fixture.event_count();
    fixture.ok(BOB, call.clone());
    assert_eq!(fixture.event_count(), logs + 1);
    let event: QuotaApproved = fixture.last_event();
    assert_eq!((event.owner, event.spender), (owner, spender));
    assert_eq!((event.dailyLimit, event.lastDay), (u(10 * C), today() + 9));
    assert!(!event.allowPaid);
    assert_eq!(fixture.grant_of(owner, spender), (10 * C, 10 * C, 0));
    assert_eq!(fixture.quota_nonce(owner, spender), u(1));
    fixture.ok(spender, spend(owner, PROVIDER, 10 * C));
    assert_eq!(fixture.redeem(fixture.own_voucher(C)), (C, 0), "the owner is not limited");
    // Attack: the agent replays the signature to have the limit again.
    assert_invalid_signer(&fixture, call);
    // The next nonce gives a new grant, which does not forget what was used today.
    let more = QuotaPermit { dailyLimit: u(12 * C), allowPaid: true, ..permit_of(&fixture) };
    assert_eq!(more.nonce, u(1));
    fixture.ok(spender, sign(&fixture, &more));
    assert_eq!(fixture.grant_of(owner, spender), (12 * C, 2 * C, 0));
    assert!(fixture.last_event::<QuotaApproved>().allowPaid);
}

/// Attack: a signature is used for another chain, contract, version or values.
#[rstest]
fn a_signature_is_bound_to_every_value_and_the_domain(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = VoucherFixture::new(fee_token);
    let permit = permit_of(&fixture);
    let here = fixture.domain();
    let other_chain = Eip712Domain { chain_id: Some(u(1)), ..here.clone() };
    let other_contract = domain(fixture.vvv.address());
    let other_version = Eip712Domain { version: Some("2".into()), ..here.clone() };
    for domain in [other_chain, other_contract, other_version] {
        let call = sign_quota_permit(&fixture.alice, &domain, &permit);
        assert_invalid_signer(&fixture, call);
    }
    let call = sign(&fixture, &permit);
    for changed in [
        permitQuotaCall { owner: BOB, ..call.clone() },
        permitQuotaCall { spender: BOB, ..call.clone() },
        permitQuotaCall { dailyLimit: call.dailyLimit + u(1), ..call.clone() },
        permitQuotaCall { lastDay: call.lastDay + 1, ..call.clone() },
        permitQuotaCall { allowPaid: true, ..call.clone() },
        permitQuotaCall { deadline: call.deadline + u(1), ..call.clone() },
    ] {
        assert_invalid_signer(&fixture, changed);
    }
    for nonce in [u(1), U256::MAX] {
        let later = QuotaPermit { nonce, ..permit.clone() };
        assert_invalid_signer(&fixture, sign(&fixture, &later));
    }
    // The token's permit has another type, and a voucher too.
    let token = Permit {
        owner: permit.owner,
        spender: permit.spender,
        value: permit.dailyLimit,
        nonce: U256::ZERO,
        deadline: permit.deadline,
    };
    let token = sign_permit(&fixture.alice, &here, &token);
    let signature: Bytes = [&token.r[..], &token.s[..], &[token.v]].concat().into();
    assert_invalid_signer(&fixture, permitQuotaCall { signature, ..call.clone() });
    let signature = fixture.sign(fixture.own_voucher(C)).signature;
    assert_invalid_signer(&fixture, permitQuotaCall { signature, ..call.clone() });
    fixture.ok(BOB, call);
}

#[rstest]
fn a_malformed_signature_recovers_to_no_address(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = VoucherFixture::new(fee_token);
    let permit = permit_of(&fixture);
    let call = sign(&fixture, &permit);
    let error = |signer| ERC2612InvalidSigner { signer, owner: permit.owner };
    let assert_malformed = |signature: Vec<u8>| {
        let call = permitQuotaCall { signature: signature.into(), ..call.clone() };
        fixture.assert_reverts(BOB, call, error(Address::ZERO));
    };
    for signature in malformed_signatures(&call.signature) {
        assert_malformed(signature);
    }
    // A signature of another key recovers to its address.
    let stranger = signer("stranger");
    let forged = sign_quota_permit(&stranger, &fixture.domain(), &permit);
    fixture.assert_reverts(BOB, forged, error(stranger.address()));
    // No signature is the zero address's.
    let owner = Address::ZERO;
    let signature = Bytes::from(vec![0; 65]);
    let call = permitQuotaCall { owner, signature, ..call.clone() };
    fixture.assert_reverts(BOB, call, ERC2612InvalidSigner { signer: Address::ZERO, owner });
}

#[rstest]
fn deadline_signature_and_spender_are_checked_in_this_order(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = VoucherFixture::new(fee_token);
    let owner = fixture.alice.address();
    for spender in [Address::ZERO, owner] {
        let permit = QuotaPermit { spender, ..permit_of(&fixture) };
        let call = sign(&fixture, &permit);
        clock::set(NOON + 61);
        let bad = permitQuotaCall { signature: Bytes::new(), ..call.clone() };
        let deadline = permit.deadline;
        fixture.assert_reverts(BOB, bad.clone(), ERC2612ExpiredSignature { deadline });
        clock::set(NOON + 60);
        let error = ERC2612InvalidSigner { signer: Address::ZERO, owner };
        fixture.assert_reverts(BOB, bad, error);
        fixture.assert_reverts(BOB, call, InvalidSpender { spender });
        assert_eq!(fixture.quota_nonce(owner, spender), U256::ZERO);
    }
    // The deadline itself is in time.
    fixture.ok(BOB, sign(&fixture, &permit_of(&fixture)));
}

#[rstest]
fn the_raw_limit_and_day_are_signed_and_kept_as_approve_quota_keeps_them(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = VoucherFixture::new(fee_token);
    let (owner, spender) = (fixture.alice.address(), fixture.agent.address());
    for (limit, kept) in [
        (U256::MAX, Grant::MAX_LIMIT),
        (U256::from(1) << 128, Grant::MAX_LIMIT),
        (u((1 << 18) + 5), 1 << 18),
        (u((1 << 17) - 1), 0),
    ] {
        let permit = QuotaPermit { dailyLimit: limit, lastDay: u32::MAX, ..permit_of(&fixture) };
        fixture.ok(BOB, sign(&fixture, &permit));
        let event: QuotaApproved = fixture.last_event();
        assert_eq!((event.dailyLimit, event.lastDay), (u(kept), 65_535));
        assert_eq!(fixture.grant_of(owner, spender).0, kept);
    }
    assert_eq!(fixture.quota_nonce(owner, spender), u(4), "one for each, whatever its limit");
}

/// Attack: an agent whose grant was stopped keeps back a signature, and brings it later.
#[rstest]
fn stopping_a_grant_voids_signatures_given_before(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    for limit in [0, 1, (1 << 17) - 1] {
        let fixture = VoucherFixture::new(fee_token);
        let (owner, spender) = (fixture.alice.address(), fixture.agent.address());
        let kept_back = sign(&fixture, &permit_of(&fixture));
        fixture.approve_agent(limit, today() + 9, false);
        assert_eq!(fixture.quota_nonce(owner, spender), u(1), "a limit of {limit} rounds to 0");
        assert_invalid_signer(&fixture, kept_back.clone());
        // Stopping it again uses another one; a grant by transaction none.
        fixture.approve_agent(limit, today() + 9, false);
        assert_eq!(fixture.quota_nonce(owner, spender), u(2));
        fixture.approve_agent(C, today() + 9, false);
        assert_eq!(fixture.quota_nonce(owner, spender), u(2));
        assert_invalid_signer(&fixture, kept_back);
    }
}

/// Documented: a lower limit by transaction does not void a signature over a higher one. A limit of 0 does.
#[rstest]
fn lowering_a_limit_leaves_older_signatures_valid(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = VoucherFixture::new(fee_token);
    let kept_back = sign(&fixture, &permit_of(&fixture));
    fixture.approve_agent(C, today() + 9, false);
    fixture.ok(BOB, kept_back);
    let grant = fixture.grant_of(fixture.alice.address(), fixture.agent.address());
    assert_eq!(grant.0, 10 * C);
}

#[rstest]
fn a_signed_limit_of_0_stops_a_grant_and_uses_one_nonce(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = VoucherFixture::new(fee_token);
    let (account, spender) = (fixture.alice.address(), fixture.agent.address());
    fixture.approve_agent(10 * C, today() + 9, false);
    let voucher = fixture.agent_voucher(C);
    advance_to_midnight();
    let stop = QuotaPermit { dailyLimit: U256::ZERO, deadline: U256::MAX, ..permit_of(&fixture) };
    fixture.ok(BOB, sign(&fixture, &stop));
    assert_eq!(fixture.quota_nonce(account, spender), u(1));
    assert_eq!(fixture.grant_of(account, spender), (0, 0, 0));
    fixture.assert_redeem_reverts(voucher, NoGrant { account, spender });
}

#[rstest]
fn nonces_of_other_pairs_and_of_the_tokens_permit_are_independent(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = VoucherFixture::new(fee_token);
    let owner = fixture.alice.address();
    let first = sign(&fixture, &permit_of(&fixture));
    let second = sign(&fixture, &QuotaPermit { spender: BOB, ..permit_of(&fixture) });
    let deadline = U256::MAX;
    let token = Permit { owner, spender: BOB, value: u(1), nonce: U256::ZERO, deadline };
    let token = sign_permit(&fixture.alice, &fixture.domain(), &token);
    // In any order.
    fixture.ok(BOB, second);
    fixture.ok(BOB, token);
    fixture.ok(BOB, first);
    let nonces = [fixture.agent.address(), BOB, ALICE].map(|s| fixture.quota_nonce(owner, s));
    assert_eq!(nonces, [u(1), u(1), u(0)]);
    assert_eq!(fixture.account_snapshot(owner).nonce, u(1));
    assert_eq!(fixture.quota_nonce(BOB, owner), U256::ZERO);
}

#[rstest]
fn a_contract_wallet_grants_by_returning_the_magic_value(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = VoucherFixture::new(fee_token);
    let wallet: Contract<Wallet> = Contract::new();
    let owner = wallet.address();
    let permit = QuotaPermit { owner, ..permit_of(&fixture) };
    let digest = permit.eip712_signing_hash(&fixture.domain());
    let call = permitQuotaCall { signature: SIGNATURE.into(), owner, ..sign(&fixture, &permit) };
    let error = || ERC2612InvalidSigner { signer: Address::ZERO, owner };
    for response in &WalletResponse::ALL[1..] {
        wallet.sender(OWNER).accept(digest, *response);
        fixture.assert_reverts(BOB, call.clone(), error());
    }
    wallet.sender(OWNER).accept(digest, WalletResponse::Magic);
    let other = permitQuotaCall { signature: b"another".into(), ..call.clone() };
    fixture.assert_reverts(BOB, other, error());
    fixture.ok(BOB, call.clone());
    assert_eq!(fixture.grant_of(owner, permit.spender).0, 10 * C);
    // A wallet that accepts a digest for ever still grants once: the nonce is part of the digest.
    fixture.assert_reverts(BOB, call, error());
}

/// Signs as a wallet does when it is given the typed data as JSON (`eth_signTypedData_v4`).
#[rstest]
fn typed_data_from_a_wallet_gives_the_same_digest(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    use alloy_signer::SignerSync;
    let fixture = VoucherFixture::new(fee_token);
    let permit = QuotaPermit { allowPaid: true, ..permit_of(&fixture) };
    let field = |name: &str, kind: &str| serde_json::json!({"name": name, "type": kind});
    let json = serde_json::json!({
        "types": {
            "EIP712Domain": [
                field("name", "string"),
                field("version", "string"),
                field("chainId", "uint256"),
                field("verifyingContract", "address"),
            ],
            "QuotaPermit": [
                field("owner", "address"),
                field("spender", "address"),
                field("dailyLimit", "uint256"),
                field("lastDay", "uint32"),
                field("allowPaid", "bool"),
                field("nonce", "uint256"),
                field("deadline", "uint256"),
            ],
        },
        "primaryType": "QuotaPermit",
        "domain": {
            "name": "Diem",
            "version": "1",
            "chainId": CHAIN,
            "verifyingContract": fixture.diem.address(),
        },
        "message": {
            "owner": permit.owner,
            "spender": permit.spender,
            "dailyLimit": permit.dailyLimit.to_string(),
            "lastDay": permit.lastDay,
            "allowPaid": permit.allowPaid,
            "nonce": permit.nonce.to_string(),
            "deadline": permit.deadline.to_string(),
        },
    });
    let typed: TypedData = serde_json::from_value(json).unwrap();
    let digest: B256 = typed.eip712_signing_hash().unwrap();
    assert_eq!(digest, permit.eip712_signing_hash(&fixture.domain()));
    let signature = Bytes::from(fixture.alice.sign_hash_sync(&digest).unwrap().as_bytes());
    fixture.ok(BOB, permitQuotaCall { signature, ..sign(&fixture, &permit) });
}

#[rstest]
fn grants_by_signature_are_open_during_a_pause_and_do_not_roll_the_day(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let fixture = VoucherFixture::new(fee_token);
    fixture.ok(OWNER, pauseCall {});
    advance_to_midnight();
    let permit = QuotaPermit { deadline: U256::MAX, ..permit_of(&fixture) };
    fixture.ok(BOB, sign(&fixture, &permit));
    assert_eq!(fixture.count_of::<DayRolled>(), 0);
}
