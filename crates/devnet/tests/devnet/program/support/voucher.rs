// SPDX-License-Identifier: MIT OR Apache-2.0
//! Vouchers signed as a wallet signs them. The EIP-712 type is declared here independently of the contract.

use alloy_primitives::{Address, B256};
use alloy_signer::SignerSync;
use alloy_signer_local::PrivateKeySigner;
use alloy_sol_types::{eip712_domain, Eip712Domain, SolStruct};

use super::CHAIN_ID;

mod typed {
    alloy_sol_types::sol! {
        struct UsageVoucher {
            address account;
            address spender;
            address provider;
            uint32 day;
            uint256 credits;
        }
    }
}

/// The EIP-712 domain of the contract at `diem`.
pub fn domain(diem: Address) -> Eip712Domain {
    eip712_domain! {
        name: "Diem",
        version: "1",
        chain_id: CHAIN_ID,
        verifying_contract: diem,
    }
}

/// The EIP-712 digest of a voucher.
pub fn voucher_digest(domain: &Eip712Domain, voucher: &super::UsageVoucher) -> B256 {
    let super::UsageVoucher { account, spender, provider, day, credits } = *voucher;
    typed::UsageVoucher { account, spender, provider, day, credits }.eip712_signing_hash(domain)
}

/// The 65 bytes `r · s · v`, with `v` 27 or 28.
pub fn signature(signer: &PrivateKeySigner, digest: B256) -> Vec<u8> {
    let signature = signer.sign_hash_sync(&digest).expect("a signature");
    signature.as_bytes().to_vec()
}

/// The signature of a voucher for the contract at `diem`.
pub fn signed_voucher(
    diem: Address,
    signer: &PrivateKeySigner,
    voucher: &super::UsageVoucher,
) -> Vec<u8> {
    signature(signer, voucher_digest(&domain(diem), voucher))
}

/// A distinct key for each number.
pub fn key(nth: u8) -> PrivateKeySigner {
    PrivateKeySigner::from_bytes(&B256::repeat_byte(nth + 1)).expect("a valid key")
}
