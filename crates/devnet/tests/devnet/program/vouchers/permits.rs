// SPDX-License-Identifier: MIT OR Apache-2.0
//! `permitQuota`: grants by signature, of keys and of ERC-1271 wallets, hostile ones included.

use super::gas::NEEDED;
use super::wallets::{behave, hostile_wallet, Manner, MANNERS};
use super::*;
use alloy_sol_types::Eip712Domain;

fn grant(fixture: &Fixture) -> approveQuotaCall {
    approveQuotaCall {
        spender: BOB,
        dailyLimit: u(1 << 60),
        lastDay: fixture.today() + 5,
        allowPaid: true,
    }
}

fn permit(
    fixture: &Fixture,
    signer: &PrivateKeySigner,
    owner: Address,
    nonce: u64,
) -> permitQuotaCall {
    let domain = domain(fixture.diem);
    let deadline = fixture.chain.timestamp() + 3_600;
    signed_quota_permit(&domain, signer, owner, &grant(fixture), nonce, deadline)
}

fn nonce(fixture: &mut Fixture, owner: Address) -> U256 {
    fixture.view(quotaNoncesCall { owner, spender: BOB })._0
}

#[test]
fn anybody_brings_the_owners_signature_once() {
    let (mut fixture, [key, ..]) = fixture();
    let owner = key.address();
    let [first, second] = [0, 1].map(|nonce| permit(&fixture, &key, owner, nonce));
    let (_, logs) = fixture.ok_with_logs(ALICE, first.clone());
    let &permitQuotaCall { spender, dailyLimit: limit, lastDay: last_day, .. } = &first;
    let approved =
        QuotaApproved { owner, spender, dailyLimit: limit, lastDay: last_day, allowPaid: true };
    assert_eq!(event::<QuotaApproved>(&logs[0]), approved);
    let seen = fixture.view(grantOfCall { owner, spender });
    assert_eq!((seen.dailyLimit, seen.lastDay, seen.allowPaid), (limit, last_day, true));
    assert_eq!(nonce(&mut fixture, owner), u(1));
    // Used; the token's own nonces are another sequence.
    let result = fixture.assert_unchanged(&[owner], |fixture| fixture.call(ALICE, first.clone()));
    assert_eq!(result.output[..4], ERC2612InvalidSigner::SELECTOR);
    assert_eq!(fixture.view(noncesCall { owner })._0, U256::ZERO);
    // Ending the grant voids the signature over the next nonce.
    fixture.ok(owner, approveQuotaCall { dailyLimit: U256::ZERO, ..grant(&fixture) });
    assert_eq!(nonce(&mut fixture, owner), u(2));
    let result = fixture.call(ALICE, second);
    assert_eq!(result.output[..4], ERC2612InvalidSigner::SELECTOR);
    // A limit below one unit is stored as 0, and ends it too.
    fixture.ok(owner, approveQuotaCall { dailyLimit: u((1 << 17) - 1), ..grant(&fixture) });
    assert_eq!(nonce(&mut fixture, owner), u(3));
    fixture.ok(owner, approveQuotaCall { dailyLimit: u(1 << 17), ..grant(&fixture) });
    assert_eq!(nonce(&mut fixture, owner), u(3));
    // At the deadline, and a second later.
    let mut call = permit(&fixture, &key, owner, 3);
    let deadline = call.deadline;
    fixture.set_time(deadline.to::<u64>() + 1);
    fixture.call(ALICE, call.clone()).assert_reverted_with(&ERC2612ExpiredSignature { deadline });
    fixture.set_time(deadline.to());
    fixture.ok(ALICE, call.clone());
    // Not to oneself or to the zero address, even if signed.
    for spender in [owner, Address::ZERO] {
        let grant = approveQuotaCall { spender, ..grant(&fixture) };
        let deadline = fixture.chain.timestamp() + 9;
        call = signed_quota_permit(&domain(fixture.diem), &key, owner, &grant, 0, deadline);
        fixture.expect_revert(ALICE, call, InvalidSpender { spender });
    }
}

/// What is signed binds every field, the chain and the contract.
#[test]
fn a_changed_field_or_another_domain_is_refused() {
    let (mut fixture, [key, other, _]) = fixture();
    let owner = key.address();
    let valid = permit(&fixture, &key, owner, 0);
    let own = domain(fixture.diem);
    let resigned = |fixture: &Fixture, domain: Eip712Domain| {
        let deadline = valid.deadline.to();
        signed_quota_permit(&domain, &key, owner, &grant(fixture), 0, deadline)
    };
    let flipped = |bit: usize| {
        let mut signature = valid.signature.to_vec();
        signature[bit / 8] ^= 1 << (bit % 8);
        permitQuotaCall { signature: signature.into(), ..valid.clone() }
    };
    let invalid = [
        permitQuotaCall { owner: other.address(), ..valid.clone() },
        permitQuotaCall { spender: ALICE, ..valid.clone() },
        permitQuotaCall { dailyLimit: valid.dailyLimit + u(1), ..valid.clone() },
        permitQuotaCall { lastDay: valid.lastDay + 1, ..valid.clone() },
        permitQuotaCall { allowPaid: false, ..valid.clone() },
        permitQuotaCall { deadline: valid.deadline + u(1), ..valid.clone() },
        permit(&fixture, &key, owner, 1),
        permit(&fixture, &other, owner, 0),
        resigned(&fixture, Eip712Domain { chain_id: Some(u(1)), ..own.clone() }),
        resigned(&fixture, Eip712Domain { verifying_contract: Some(BOB), ..own.clone() }),
        resigned(&fixture, Eip712Domain { name: Some("DIEM".into()), ..own.clone() }),
        permitQuotaCall { signature: vec![].into(), ..valid.clone() },
        permitQuotaCall { signature: valid.signature[..64].to_vec().into(), ..valid.clone() },
        flipped(3),
        flipped(300),
        flipped(8 * 64 + 7),
    ];
    for call in invalid {
        let result = fixture.assert_unchanged(&[owner], |fixture| fixture.call(ALICE, call));
        let error = ERC2612InvalidSigner::abi_decode(&result.output, true);
        assert_ne!(error.expect("the one error of a bad signature").signer, owner);
    }
    fixture.ok(ALICE, valid);
}

/// The same contract at the same address on another chain, with the same keys: nothing signed for one is good on the
/// other.
#[test]
fn signatures_of_one_chain_are_refused_on_another() {
    let (fixture, [key, ..]) = fixture();
    let owner = key.address();
    let quota = permit(&fixture, &key, owner, 0);
    let redeem = signed(&fixture, &key, voucher(&fixture, owner, ONE));
    let token = signed_permit(fixture.diem, &key, BOB, u(ONE), 0, NOON + DAY);

    let mut other = Fixture::deploy_on(BaseFixture::on_chain(CHAIN_ID + 1));
    assert_eq!(other.diem, fixture.diem, "the same address");
    other.admit(PROVIDER);
    other.fund_and_activate(owner, 10 * ONE);
    let spender = owner;
    other.expect_revert(PROVIDER, redeem.clone(), InvalidVoucherSignature { spender });
    for call in [quota.abi_encode(), token.abi_encode()] {
        let result = other.assert_unchanged(&[owner], |other| other.raw(ALICE, call));
        assert_eq!(result.output[..4], ERC2612InvalidSigner::SELECTOR);
    }
    // They are good where they belong.
    let mut fixture = fixture;
    fixture.ok(PROVIDER, redeem);
    fixture.ok(ALICE, quota);
    fixture.ok(ALICE, token);
}

#[test]
fn a_wallets_owner_signs_for_the_wallet() {
    let (mut fixture, [stranger, owner, _]) = fixture();
    let wallet = fixture.create(bytecode("Wallet"), &(owner.address(),).abi_encode_params());
    let call = permit(&fixture, &stranger, wallet, 0);
    // The error says whose key signed.
    let error = ERC2612InvalidSigner { signer: stranger.address(), owner: wallet };
    fixture.expect_revert(ALICE, call, error);
    let call = permit(&fixture, &owner, wallet, 0);
    fixture.ok(ALICE, call.clone());
    assert_eq!(nonce(&mut fixture, wallet), u(1));
    let error = ERC2612InvalidSigner { signer: owner.address(), owner: wallet };
    // Over the next nonce the digest differs, so that the signature recovers to some other address.
    let result = fixture.call(ALICE, call);
    assert_eq!(result.output[..4], error.abi_encode()[..4]);
}

#[test]
fn a_hostile_wallet_can_only_refuse_its_own_grant() {
    let (mut fixture, [key, ..]) = fixture();
    let wallet = hostile_wallet(&mut fixture);
    let call = permit(&fixture, &key, wallet, 0);
    let mut none = call.clone();
    none.signature = vec![].into();
    let start = fixture.chain.snapshot();
    for (manner, amount, accepts) in MANNERS {
        fixture.chain.restore(start.clone());
        behave(&mut fixture, wallet, manner, amount);
        // The signature's own key is reported for 65 bytes, and the zero address otherwise.
        for (call, signer) in [(&call, key.address()), (&none, Address::ZERO)] {
            let before = fixture.chain.snapshot();
            if accepts {
                fixture.ok(ALICE, call.clone());
                assert_eq!(nonce(&mut fixture, wallet), u(1));
            } else {
                let error = ERC2612InvalidSigner { signer, owner: wallet };
                fixture.expect_revert(ALICE, call.clone(), error);
            }
            fixture.chain.restore(before);
        }
    }
    // A nested call fails, whatever the wallet makes of it.
    for (manner, accepts) in [(Manner::Reenter, false), (Manner::ReenterAndAccept, true)] {
        for payload in
            [none.abi_encode(), quotaNoncesCall { owner: wallet, spender: BOB }.abi_encode()]
        {
            fixture.chain.restore(start.clone());
            behave(&mut fixture, wallet, manner, 0);
            let aim = IHostileWallet::aimCall { target: fixture.diem, payload: payload.into() };
            fixture.call_at(wallet, ALICE, aim);
            let result = fixture.call(ALICE, none.clone());
            assert_eq!(result.is_success(), accepts, "{}", result.describe());
            assert_eq!(nonce(&mut fixture, wallet), u(accepts.into()));
        }
    }
}

/// With too little gas for the wallet's full allowance the call reverts; it never blames the wallet.
#[test]
fn too_little_gas_for_a_wallet_never_refuses_its_signature() {
    let (mut fixture, [key, ..]) = fixture();
    let wallet = hostile_wallet(&mut fixture);
    behave(&mut fixture, wallet, Manner::Demand, 99_000);
    let call = permit(&fixture, &key, wallet, 0);
    let start = fixture.chain.snapshot();
    let mut counts = [0; 3];
    for limit in (30_000..260_000).step_by(487) {
        fixture.chain.restore(start.clone());
        let diem = fixture.diem;
        let mut tx = fixture.tx(ALICE, diem, call.abi_encode(), U256::ZERO);
        tx.gas_limit = limit;
        let result = fixture.transact(tx);
        let outcome = match &result.status {
            Status::Halt(_) => 0,
            Status::Revert => {
                let error = OutOfVoucherGas::abi_decode(&result.output, true);
                let error = error.unwrap_or_else(|_| panic!("{limit}: {}", result.describe()));
                assert!(error.left < error.needed && error.needed == U256::from(NEEDED));
                1
            }
            Status::Success => 2,
        };
        counts[outcome] += 1;
        assert_eq!(nonce(&mut fixture, wallet), u((outcome == 2).into()), "{limit}");
    }
    println!("out of gas, short, enough: {counts:?}");
    assert!(counts.iter().all(|count| *count > 10));
}
