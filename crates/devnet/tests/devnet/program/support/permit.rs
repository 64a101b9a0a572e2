//! Permits (EIP-2612), signed as a wallet signs them.

use alloy_primitives::{Address, U256};
use alloy_signer::SignerSync;
use alloy_signer_local::PrivateKeySigner;
use alloy_sol_types::{eip712_domain, sol, SolStruct};

use super::{permitCall, CHAIN_ID};

sol! {
    struct Permit {
        address owner;
        address spender;
        uint256 value;
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
