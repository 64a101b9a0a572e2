//! Wallets that are contracts (ERC-1271).

use alloy_primitives::{B256, U256, U8};
use alloy_sol_types::SolValue;
use stylus_sdk::prelude::*;
use stylus_sdk::storage::{StorageB256, StorageU8};
use stylus_sdk::ArbResult;

/// `isValidSignature(bytes32,bytes)`: its selector, and the answer that means yes.
const MAGIC: [u8; 4] = [0x16, 0x26, 0xba, 0x7e];

/// What a [`Wallet`] answers when asked about the digest it knows.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(u8)]
pub enum Verdict {
    /// The magic word.
    Yes,
    /// Another word.
    No,
    /// The magic word as a number, at the wrong end.
    RightAligned,
    /// The magic word with a bit set behind it.
    Dirty,
    /// The magic word, and one more.
    TwoWords,
    /// The four bytes alone.
    Short,
    /// Nothing.
    Silence,
    /// A revert, with the magic word as its data.
    Revert,
}

impl Verdict {
    pub const ALL: [Self; 8] = [
        Self::Yes,
        Self::No,
        Self::RightAligned,
        Self::Dirty,
        Self::TwoWords,
        Self::Short,
        Self::Silence,
        Self::Revert,
    ];
}

/// A wallet that accepts one digest, with the signature `b"mine"`.
#[storage]
pub struct Wallet {
    digest: StorageB256,
    verdict: StorageU8,
}

unsafe impl TopLevelStorage for Wallet {}

impl Wallet {
    pub fn accept(&mut self, digest: B256, verdict: Verdict) {
        self.digest.set(digest);
        self.verdict.set(U8::from(verdict as u8));
    }
}

#[public]
impl Wallet {
    #[fallback]
    fn fallback(&mut self, calldata: &[u8]) -> ArbResult {
        assert_eq!(calldata[..4], MAGIC, "only ever asked this");
        let (digest, signature) =
            <(B256, alloy_primitives::Bytes)>::abi_decode_params(&calldata[4..], true).unwrap();
        let mut magic = [0; 32];
        magic[..4].copy_from_slice(&MAGIC);
        if digest != self.digest.get() || &signature[..] != b"mine" {
            return Ok(U256::ZERO.abi_encode());
        }
        match Verdict::ALL[self.verdict.get().to::<usize>()] {
            Verdict::Yes => Ok(magic.to_vec()),
            Verdict::No => Ok(U256::MAX.abi_encode()),
            Verdict::RightAligned => Ok(U256::from(u32::from_be_bytes(MAGIC)).abi_encode()),
            Verdict::Dirty => {
                magic[31] = 1;
                Ok(magic.to_vec())
            }
            Verdict::TwoWords => Ok([magic, magic].concat()),
            Verdict::Short => Ok(MAGIC.to_vec()),
            Verdict::Silence => Ok(Vec::new()),
            Verdict::Revert => Err(magic.to_vec()),
        }
    }
}
