//! EIP-712 digests for this contract's domain, and who signed them.
//!
//! Follows OpenZeppelin's `Eip712` and `ECDSA` step by step, in words instead of the general
//! codec; theirs is what the tests compare it with.

use alloc::vec::Vec;

use alloy_primitives::{address, uint, Address, B256, U256};

use crate::abi::{encode, selector, Immediate, ToWord, Word};
use crate::errors::{ECDSAInvalidSignature, ECDSAInvalidSignatureS, Error, OutOfVoucherGas};
use crate::host;

/// The domain's name.
pub const NAME: &str = "Diem";
/// The domain's version.
pub const VERSION: &str = "1";

const NAME_HASH: Immediate = Immediate::hash(NAME);
const VERSION_HASH: Immediate = Immediate::hash(VERSION);
const DOMAIN_TYPE: Immediate = Immediate::hash(
    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)",
);

const ECRECOVER: Address = address!("0000000000000000000000000000000000000001");
/// More than the precompile's 3,000: what it leaves comes back.
const ECRECOVER_GAS: u64 = 10_000;
/// What a contract may use to check a signature.
const WALLET_GAS: u64 = 100_000;
/// What must be left to be sure that it gets that much: a call passes on 63 of 64 parts, after the
/// price of touching an account (2,600) and the call's own work.
const GAS_NEEDED: u64 = WALLET_GAS + WALLET_GAS / 63 + 5_000;
/// Half the order of secp256k1. A greater `s` is the other form of a signature with a smaller
/// one, and is refused so that each signature has one form.
const S_LIMIT: U256 =
    uint!(0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0_U256);

/// The domain separator. Computed at every use: a chain that forks changes its id.
pub fn domain_separator() -> B256 {
    let words = [
        DOMAIN_TYPE.word(),
        NAME_HASH.word(),
        VERSION_HASH.word(),
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

/// Whether `signer` signed `digest`: with its own key, 65 bytes `r · s · v` in their one form, or,
/// if it is a contract, by accepting `signature` (ERC-1271).
///
/// A contract gets [`WALLET_GAS`] in a static call and must answer with exactly one word, the
/// magic one; anything else, however large, is a refusal and is not even read.
///
/// # Errors
/// `OutOfVoucherGas` where too little is left to give a contract that much: without it, a caller
/// could make a good signature look bad.
pub fn is_signed_by(signer: Address, digest: B256, signature: &[u8]) -> Result<bool, Error> {
    if let Ok(signature) = <&[u8; 65]>::try_from(signature) {
        let (r, s, v) = (&signature[..32], &signature[32..64], signature[64]);
        let recovered = recover(digest, v, B256::from_slice(r), B256::from_slice(s));
        if recovered.is_ok_and(|recovered| recovered == signer) {
            return Ok(true);
        }
    }
    if !host::has_code(signer) {
        return Ok(false);
    }
    const IS_VALID_SIGNATURE: u32 = selector("isValidSignature", &["bytes32", "bytes"]);
    let head = [
        digest.0,
        64u32.to_word(),
        (signature.len() as u32).to_word(),
    ];
    let mut data = encode(IS_VALID_SIGNATURE, &head);
    data.extend_from_slice(signature);
    let padding = signature.len().next_multiple_of(32) - signature.len();
    data.extend_from_slice(&[0; 32][..padding]);
    // Last, so that nothing comes out of what the wallet is promised.
    let left = host::gas_left_for_call();
    if left < GAS_NEEDED {
        return Err(OutOfVoucherGas {
            left: left.into(),
            needed: GAS_NEEDED.into(),
        }
        .into());
    }
    let answer = host::static_call(signer, &data, WALLET_GAS);
    let magic = IS_VALID_SIGNATURE.to_be_bytes().to_word();
    Ok(answer.success && answer.word() == Some(magic))
}
