// SPDX-License-Identifier: MIT OR Apache-2.0
//! EIP-712 digests in this contract's domain, and checks of their signatures.
//!
//! They behave like OpenZeppelin's `Eip712` and `ECDSA`; the tests compare both.

use alloc::vec::Vec;

use alloy_primitives::{address, uint, Address, B256, U256};
use alloy_sol_types::{sol, SolCall};
use stylus_lean::host;
use stylus_lean::word::{address_from_word, encode_call, u256_from_word, Immediate, ToWord, Word};

use crate::errors::{ECDSAInvalidSignature, ECDSAInvalidSignatureS, Error, OutOfVoucherGas};

sol! {
    interface IERC1271 {
        function isValidSignature(bytes32 hash, bytes signature) external view returns (bytes4);
    }
}

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
/// More than the precompile's price of 3,000; unused gas is returned.
const ECRECOVER_GAS: u64 = 10_000;
/// The gas that a wallet contract may use to check a signature.
const WALLET_GAS: u64 = 100_000;
/// The gas that must be left so that a wallet can receive [`WALLET_GAS`]: a call passes on 63/64 of the gas that
/// remains after accessing the account (2,600) and the overhead of the call.
const GAS_NEEDED: u64 = WALLET_GAS + WALLET_GAS / 63 + 5_000;
/// Half the order of secp256k1. A signature with a greater `s` is the second form of one with a smaller `s`; it is
/// rejected, so that each signature has one form.
const S_LIMIT: U256 =
    uint!(0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0_U256);

/// The domain separator. Computed at every use, because a fork changes the chain's id.
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

/// The digest to sign for a struct of static fields, given as its type hash and its values.
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
/// `ECDSAInvalidSignatureS` for a high `s`; `ECDSAInvalidSignature` if the signature does not recover to an address.
pub fn recover(digest: B256, v: u8, r: B256, s: B256) -> Result<Address, Error> {
    if u256_from_word(&s.0) > S_LIMIT {
        return Err(ECDSAInvalidSignatureS { s }.into());
    }
    let words = [digest.0, v.to_word(), r.0, s.0];
    // The precompile returns an address as a word, or nothing if the signature is invalid, for example if `v` is
    // neither 27 nor 28.
    host::static_call(ECRECOVER, words.as_flattened(), ECRECOVER_GAS)
        .word()
        .map(|word| address_from_word(&word))
        .filter(|signer| !signer.is_zero())
        .ok_or_else(|| ECDSAInvalidSignature {}.into())
}

/// A signature that is not `signer`'s.
pub struct Unsigned {
    /// The address that it recovers to if it is 65 bytes; otherwise zero.
    pub recovered: Address,
}

/// Checks that `signature` is 65 bytes `r · s · v` with a low `s`, signed with `signer`'s key, or that `signer` is a
/// contract that accepts it (ERC-1271). Returns [`Unsigned`] otherwise.
///
/// A contract gets [`WALLET_GAS`] in a static call and must return exactly one word, the magic value. Everything else
/// counts as a rejection. Return data of another size is never copied.
///
/// # Errors
/// `OutOfVoucherGas` if too little gas is left to give a contract that much. Otherwise a caller could make a valid
/// signature fail by limiting the gas.
pub fn check(
    signer: Address,
    digest: B256,
    signature: &[u8],
) -> Result<Result<(), Unsigned>, Error> {
    let mut recovered = Address::ZERO;
    if let ([r, s], &[v]) = signature.as_chunks::<32>() {
        if let Ok(address) = recover(digest, v, B256::new(*r), B256::new(*s)) {
            if address == signer {
                return Ok(Ok(()));
            }
            recovered = address;
        }
    }
    if !host::has_code(signer) {
        return Ok(Err(Unsigned { recovered }));
    }
    const IS_VALID_SIGNATURE: [u8; 4] = IERC1271::isValidSignatureCall::SELECTOR;
    let head = [digest.0, 64u32.to_word(), (signature.len() as u32).to_word()];
    let mut data = encode_call(u32::from_be_bytes(IS_VALID_SIGNATURE), &head);
    data.extend_from_slice(signature);
    data.resize(data.len() + signature.len().next_multiple_of(32) - signature.len(), 0);
    // Checked last, so that no gas is used between the check and the call.
    let left = host::gas_left_for_call();
    if left < GAS_NEEDED {
        return Err(OutOfVoucherGas { left, needed: GAS_NEEDED }.into());
    }
    let answer = host::static_call(signer, &data, WALLET_GAS);
    let magic = answer.word().is_some_and(|word| {
        let (value, padding) = word.split_at(4);
        value == IS_VALID_SIGNATURE && padding.iter().all(|byte| *byte == 0)
    });
    Ok(if answer.success && magic { Ok(()) } else { Err(Unsigned { recovered }) })
}
