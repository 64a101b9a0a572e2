// SPDX-License-Identifier: MIT OR Apache-2.0
//! Contract wallets, which validate signatures themselves (ERC-1271).

use alloy_primitives::{B256, U256, U8};
use alloy_sol_types::SolValue;
use stylus_sdk::prelude::*;
use stylus_sdk::storage::{StorageB256, StorageU8};
use stylus_sdk::ArbResult;

/// The selector of `isValidSignature(bytes32,bytes)`, which is also the magic value for a valid signature.
const MAGIC: [u8; 4] = [0x16, 0x26, 0xba, 0x7e];

/// How a [`Wallet`] responds to a valid signature of its digest.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(u8)]
pub enum WalletResponse {
    /// The magic value. The only response that accepts the signature.
    Magic,
    /// Another word.
    OtherWord,
    /// The magic value, right-aligned in its word.
    RightAligned,
    /// The magic value, with another bit of its word set.
    Dirty,
    /// The magic value, followed by another word.
    TwoWords,
    /// The four bytes without padding.
    Short,
    /// Success without data.
    Empty,
    /// A revert with the magic value as its data.
    Revert,
}

impl WalletResponse {
    /// All responses, [`Magic`](Self::Magic) first.
    pub const ALL: [Self; 8] = [
        Self::Magic,
        Self::OtherWord,
        Self::RightAligned,
        Self::Dirty,
        Self::TwoWords,
        Self::Short,
        Self::Empty,
        Self::Revert,
    ];
}

/// The only signature that a [`Wallet`] accepts.
pub const SIGNATURE: &[u8] = b"signature of the wallet";

/// A wallet that accepts [`SIGNATURE`] for one digest.
#[storage]
pub struct Wallet {
    digest: StorageB256,
    response: StorageU8,
}

unsafe impl TopLevelStorage for Wallet {}

impl Wallet {
    /// Responds in this way to a valid signature of `digest` from now on.
    pub fn accept(&mut self, digest: B256, response: WalletResponse) {
        self.digest.set(digest);
        self.response.set(U8::from(response as u8));
    }
}

#[public]
impl Wallet {
    #[fallback]
    fn fallback(&mut self, calldata: &[u8]) -> ArbResult {
        assert_eq!(calldata[..4], MAGIC, "only this function is called");
        let (digest, signature) =
            <(B256, alloy_primitives::Bytes)>::abi_decode_params(&calldata[4..], true).unwrap();
        let mut magic = [0; 32];
        magic[..4].copy_from_slice(&MAGIC);
        if digest != self.digest.get() || &signature[..] != SIGNATURE {
            return Ok(U256::ZERO.abi_encode());
        }
        match WalletResponse::ALL[self.response.get().to::<usize>()] {
            WalletResponse::Magic => Ok(magic.to_vec()),
            WalletResponse::OtherWord => Ok(U256::MAX.abi_encode()),
            WalletResponse::RightAligned => Ok(U256::from(u32::from_be_bytes(MAGIC)).abi_encode()),
            WalletResponse::Dirty => {
                magic[31] = 1;
                Ok(magic.to_vec())
            }
            WalletResponse::TwoWords => Ok([magic, magic].concat()),
            WalletResponse::Short => Ok(MAGIC.to_vec()),
            WalletResponse::Empty => Ok(Vec::new()),
            WalletResponse::Revert => Err(magic.to_vec()),
        }
    }
}
