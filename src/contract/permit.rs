// SPDX-License-Identifier: MIT OR Apache-2.0
//! Approvals by signature (ERC-2612), and the EIP-712 domain they are signed for (ERC-5267).
//!
//! They behave like OpenZeppelin's `Erc20Permit` and `Nonces`; the tests compare both.

use alloc::string::ToString;
use alloc::vec::Vec;

use alloy_primitives::{Address, FixedBytes, B256, U256};
use stylus_lean::host;
use stylus_lean::storage::PackedU64;
use stylus_lean::word::{to_u256, Immediate, ToWord};

use super::account::NONCE;
use super::signature::{self, NAME, VERSION};
use crate::errors::{ERC2612ExpiredSignature, ERC2612InvalidSigner, Error};
use crate::interface::IDiem::eip712DomainReturn;
use crate::Diem;

const PERMIT_TYPE: Immediate = Immediate::hash(
    "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)",
);

impl Diem {
    /// Sets `owner`'s allowance for `spender` to `value` DIEM wei, by `owner`'s EIP-712 signature over its next nonce.
    /// Emits `Approval`.
    ///
    /// # Errors
    /// `ERC2612ExpiredSignature` after `deadline` (unix seconds); `ERC2612InvalidSigner`; `ECDSAInvalidSignature`,
    /// `ECDSAInvalidSignatureS`; `ERC20InvalidSpender` for the zero address.
    #[allow(clippy::too_many_arguments)]
    pub fn permit(
        &mut self,
        owner: Address,
        spender: Address,
        value: U256,
        deadline: U256,
        v: u8,
        r: B256,
        s: B256,
    ) -> Result<(), Error> {
        if to_u256(host::now()) > deadline {
            return Err(ERC2612ExpiredSignature { deadline }.into());
        }
        let mut account = self.account_mut(owner);
        let PackedU64(nonce) = account.get(NONCE);
        // Stored before the signature is checked, as OpenZeppelin does: an invalid permit reverts it.
        // No overflow: each permit adds one.
        account.set(NONCE, &PackedU64(nonce + 1));
        let digest = signature::digest(&[
            PERMIT_TYPE.word(),
            owner.to_word(),
            spender.to_word(),
            value.to_word(),
            nonce.to_word(),
            deadline.to_word(),
        ]);
        let signer = signature::recover(digest, v, r, s)?;
        if signer != owner {
            return Err(ERC2612InvalidSigner { signer, owner }.into());
        }
        self.approve_diem(owner, spender, value)
    }

    /// The nonce that `owner`'s next permit must be signed over: the number of permits used.
    pub fn nonces(&self, owner: Address) -> u64 {
        self.account(owner).get(NONCE).0
    }

    /// The EIP-712 domain separator: name "Diem", version "1", this chain, this contract.
    pub fn domain_separator(&self) -> B256 {
        signature::domain_separator()
    }

    /// The fields of the EIP-712 domain (ERC-5267).
    pub fn eip712_domain(&self) -> eip712DomainReturn {
        eip712DomainReturn {
            // The first four of the five fields are in use: all but the salt.
            fields: FixedBytes([0x0f]),
            name: NAME.to_string(),
            version: VERSION.to_string(),
            chainId: to_u256(host::chain_id()),
            verifyingContract: host::this(),
            salt: B256::ZERO,
            extensions: Vec::new(),
        }
    }
}
