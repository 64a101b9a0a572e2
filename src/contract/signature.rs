//! EIP-712 digests for this contract's domain, and who signed them.
//!
//! Follows OpenZeppelin's `Eip712` and `ECDSA` step by step, in words instead of the general
//! codec; theirs is what the tests compare it with.

use alloc::vec::Vec;

use alloy_primitives::{address, uint, Address, B256, U256};
use stylus_sdk::keccak_const::Keccak256;

use crate::abi::{ToWord, Word};
use crate::errors::{ECDSAInvalidSignature, ECDSAInvalidSignatureS, Error};
use crate::host;

/// The domain's name.
pub const NAME: &str = "Diem";
/// The domain's version.
pub const VERSION: &str = "1";

const NAME_HASH: Word = Keccak256::new().update(NAME.as_bytes()).finalize();
const VERSION_HASH: Word = Keccak256::new().update(VERSION.as_bytes()).finalize();
const DOMAIN_TYPE: Word = Keccak256::new()
    .update(b"EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)")
    .finalize();

const ECRECOVER: Address = address!("0000000000000000000000000000000000000001");
/// More than the precompile's 3,000: what it leaves comes back.
const ECRECOVER_GAS: u64 = 10_000;
/// Half the order of secp256k1. A greater `s` is the other form of a signature with a smaller
/// one, and is refused so that each signature has one form.
const S_LIMIT: U256 =
    uint!(0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0_U256);

/// The domain separator. Computed at every use: a chain that forks changes its id.
pub fn domain_separator() -> B256 {
    let words = [
        DOMAIN_TYPE,
        NAME_HASH,
        VERSION_HASH,
        host::chain_id().to_word(),
        host::this().to_word(),
    ];
    host::keccak(words.as_flattened())
}

/// The digest to sign for a struct of static fields: `fields` is its type hash and its values.
pub fn digest(fields: &[Word]) -> B256 {
    let words = [domain_separator().0, host::keccak(fields.as_flattened()).0];
    let mut message = Vec::with_capacity(66);
    message.extend_from_slice(&[0x19, 0x01]);
    message.extend_from_slice(words.as_flattened());
    host::keccak(&message)
}

/// The address whose key signed `digest`.
///
/// # Errors
/// `ECDSAInvalidSignatureS` for a high `s`; `ECDSAInvalidSignature` when nobody's key did.
pub fn recover(digest: B256, v: u8, r: B256, s: B256) -> Result<Address, Error> {
    if U256::from_be_bytes(s.0) > S_LIMIT {
        return Err(ECDSAInvalidSignatureS { s }.into());
    }
    let words = [digest.0, v.to_word(), r.0, s.0];
    // The precompile gives an address as a word, or nothing: for a `v` other than 27 and 28 too.
    host::static_call(ECRECOVER, words.as_flattened(), ECRECOVER_GAS)
        .word()
        .map(|word| Address::from_word(word.into()))
        .filter(|signer| !signer.is_zero())
        .ok_or_else(|| ECDSAInvalidSignature {}.into())
}
