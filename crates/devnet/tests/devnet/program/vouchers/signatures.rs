// SPDX-License-Identifier: MIT OR Apache-2.0
//! The digest that is signed, and the one form of signature that is accepted.

use super::*;

/// The order of secp256k1. A signature with `s` above half of it is not accepted.
const ORDER: U256 = uint!(0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141_U256);

#[test]
fn typed_data_signed_by_a_wallet_is_accepted() {
    let (mut fixture, [key, ..]) = fixture();
    let (user, day) = (key.address(), fixture.today());
    // As `eth_signTypedData_v4` takes it, with the domain that `eip712Domain()` returns.
    let eip712DomainReturn { name, version, chainId, verifyingContract, .. } =
        fixture.view(eip712DomainCall {});
    assert_eq!(verifyingContract, fixture.diem);
    let field = |name: &str, kind: &str| serde_json::json!({"name": name, "type": kind});
    let json = serde_json::json!({
        "types": {
            "EIP712Domain": [
                field("name", "string"),
                field("version", "string"),
                field("chainId", "uint256"),
                field("verifyingContract", "address"),
            ],
            "UsageVoucher": [
                field("account", "address"),
                field("spender", "address"),
                field("provider", "address"),
                field("day", "uint32"),
                field("credits", "uint256"),
            ],
        },
        "primaryType": "UsageVoucher",
        "domain": {
            "name": name,
            "version": version,
            "chainId": chainId.to::<u64>(),
            "verifyingContract": verifyingContract,
        },
        "message": {
            "account": user,
            "spender": user,
            "provider": PROVIDER,
            "day": day,
            "credits": (2 * ONE).to_string(),
        },
    });
    let data: TypedData = serde_json::from_value(json).expect("typed data");
    let digest = data.eip712_signing_hash().expect("a digest");
    let voucher = voucher(&fixture, user, 2 * ONE);
    assert_eq!(digest, voucher_digest(&domain(fixture.diem), &voucher));
    let call = redeem(voucher.clone(), signature(&key, digest));
    let (_, logs) = fixture.ok_with_logs(PROVIDER, call);
    assert_eq!(event::<Settled>(&logs[0]), settled(&voucher, 2 * ONE, 0, 0));
}

#[test]
fn a_signature_over_another_domain_or_voucher_is_rejected() {
    let (mut fixture, [key, other, _]) = fixture();
    let diem = fixture.diem;
    let voucher = voucher(&fixture, key.address(), ONE);
    let refuse = |fixture: &mut Fixture, signature: Vec<u8>| {
        let spender = key.address();
        let call = redeem(voucher.clone(), signature);
        assert_rejected(fixture, call, InvalidVoucherSignature { spender });
    };
    // Other domains.
    let own = domain(diem);
    for domain in [
        alloy_sol_types::Eip712Domain { name: Some("DIEM".into()), ..own.clone() },
        alloy_sol_types::Eip712Domain { version: Some("2".into()), ..own.clone() },
        alloy_sol_types::Eip712Domain { chain_id: Some(u(1)), ..own.clone() },
        alloy_sol_types::Eip712Domain { verifying_contract: Some(PROVIDER), ..own.clone() },
        alloy_sol_types::Eip712Domain { salt: Some(B256::ZERO), ..own.clone() },
    ] {
        refuse(&mut fixture, signature(&key, voucher_digest(&domain, &voucher)));
    }
    // Other vouchers.
    for signed in [
        UsageVoucher { account: other.address(), ..voucher.clone() },
        UsageVoucher { spender: other.address(), ..voucher.clone() },
        UsageVoucher { provider: BOB, ..voucher.clone() },
        UsageVoucher { day: voucher.day - 1, ..voucher.clone() },
        UsageVoucher { day: voucher.day + 1, ..voucher.clone() },
        UsageVoucher { credits: u(ONE + 1), ..voucher.clone() },
    ] {
        refuse(&mut fixture, signed_voucher(diem, &key, &signed));
    }
    // Another key, and the digest signed as a message (EIP-191).
    refuse(&mut fixture, signed_voucher(diem, &other, &voucher));
    let digest = voucher_digest(&own, &voucher);
    let message = alloy_primitives::eip191_hash_message(digest);
    refuse(&mut fixture, signature(&key, message));
    fixture.ok(PROVIDER, signed(&fixture, &key, voucher.clone()));
}

#[test]
fn a_signature_has_only_one_valid_encoding() {
    let (mut fixture, [key, ..]) = fixture();
    let spender = key.address();
    let voucher = voucher(&fixture, spender, ONE);
    let valid = signed_voucher(fixture.diem, &key, &voucher);
    assert_eq!(valid.len(), 65);
    let (rs, v) = (valid[..64].to_vec(), valid[64]);
    let s = U256::from_be_slice(&valid[32..64]);
    let high = (ORDER - s).to_be_bytes::<32>();
    let with = |tail: &[u8]| [&rs[..], tail].concat();
    // EIP-2098: the parity in the highest bit of s.
    let mut compact = rs.clone();
    compact[32] |= (v - 27) << 7;
    let mut all = vec![
        ("a high s", [&rs[..32], &high, &[27 + 28 - v]].concat()),
        ("a high s, v kept", [&rs[..32], &high, &[v]].concat()),
        ("the other v", with(&[27 + 28 - v])),
        ("v from 0", with(&[v - 27])),
        ("v 29", with(&[29])),
        ("v of a chain", with(&[(v - 27) + 35])),
        ("compact", compact),
        ("no v", rs.clone()),
        ("two v", with(&[v, v])),
        ("padded to words", with(&[vec![v], vec![0; 31]].concat())),
        ("nothing", vec![]),
        ("one byte", vec![v]),
        ("zeros", vec![0; 65]),
        ("zeros with a v", [vec![0; 64], vec![27]].concat()),
        ("ones", vec![0xff; 65]),
        ("long", vec![1; 10_000]),
    ];
    all.extend((0..65).map(|byte| {
        let mut flipped = valid.clone();
        flipped[byte] ^= 1;
        ("a flipped bit", flipped)
    }));
    for (what, signature) in all {
        println!("{what}");
        let call = redeem(voucher.clone(), signature);
        assert_rejected(&mut fixture, call, InvalidVoucherSignature { spender });
    }
    fixture.ok(PROVIDER, redeem(voucher, valid));
}

/// `ecrecover` returns zero for an invalid signature, which must not match a spender of zero.
#[test]
fn no_signature_is_valid_for_the_zero_address() {
    let (mut fixture, _) = fixture();
    let spender = Address::ZERO;
    for signature in [vec![], vec![0; 65], [vec![0; 64], vec![28]].concat()] {
        let call = redeem(voucher(&fixture, spender, ONE), signature);
        assert_rejected(&mut fixture, call, InvalidVoucherSignature { spender });
    }
}
