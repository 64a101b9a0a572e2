// SPDX-License-Identifier: MIT OR Apache-2.0
//! Permits (EIP-2612) and grants by signature, signed as a wallet signs them.

use alloy_primitives::{Address, U256};
use alloy_signer::SignerSync;
use alloy_signer_local::PrivateKeySigner;
use alloy_sol_types::{eip712_domain, sol, Eip712Domain, SolStruct};

use super::{approveQuotaCall, permitCall, permitQuotaCall, signature, CHAIN_ID};

sol! {
    struct Permit {
        address owner;
        address spender;
        uint256 value;
        uint256 nonce;
        uint256 deadline;
    }

    struct QuotaPermit {
        address owner;
        address spender;
        uint256 dailyLimit;
        uint32 lastDay;
        bool allowPaid;
        uint256 nonce;
        uint256 deadline;
    }
}

/// A permit by `owner` for the DIEM token at `diem`, signed over `nonce`.
pub fn signed_permit(
    diem: Address,
    owner: &PrivateKeySigner,
    spender: Address,
    value: U256,
    nonce: u64,
    deadline: u64,
) -> permitCall {
    let permit = Permit {
        owner: owner.address(),
        spender,
        value,
        nonce: U256::from(nonce),
        deadline: U256::from(deadline),
    };
    let domain = eip712_domain! {
        name: "Diem",
        version: "1",
        chain_id: CHAIN_ID,
        verifying_contract: diem,
    };
    let signature =
        owner.sign_hash_sync(&permit.eip712_signing_hash(&domain)).expect("a signature");
    permitCall {
        owner: permit.owner,
        spender,
        value,
        deadline: permit.deadline,
        v: 27 + u8::from(signature.v()),
        r: signature.r().into(),
        s: signature.s().into(),
    }
}

/// `grant` for the credits of `owner`, signed by `signer` over `nonce`. The owner is the signer, or its wallet.
pub fn signed_quota_permit(
    domain: &Eip712Domain,
    signer: &PrivateKeySigner,
    owner: Address,
    grant: &approveQuotaCall,
    nonce: u64,
    deadline: u64,
) -> permitQuotaCall {
    let &approveQuotaCall { spender, dailyLimit: limit, lastDay: last_day, allowPaid: paid } =
        grant;
    let permit = QuotaPermit {
        owner,
        spender,
        dailyLimit: limit,
        lastDay: last_day,
        allowPaid: paid,
        nonce: U256::from(nonce),
        deadline: U256::from(deadline),
    };
    permitQuotaCall {
        owner,
        spender,
        dailyLimit: limit,
        lastDay: last_day,
        allowPaid: paid,
        deadline: permit.deadline,
        signature: signature(signer, permit.eip712_signing_hash(domain)).into(),
    }
}
