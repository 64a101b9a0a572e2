//! Approvals by signature (ERC-2612) and the EIP-712 domain they are signed for (ERC-5267).
//!
//! Follows OpenZeppelin's `Erc20Permit` and `Nonces` step by step; theirs are what the tests
//! compare them with.

use alloy_primitives::{Address, B256, U256};

use super::signature::{self, NAME, VERSION};
use super::token::allow;
use crate::abi::{flat, Encoded, Immediate, ToWord};
use crate::errors::{ERC2612ExpiredSignature, ERC2612InvalidSigner, Error};
use crate::storage::Uint;
use crate::{host, Account, Diem};

const PERMIT_TYPE: Immediate = Immediate::hash(
    "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)",
);

impl Diem {
    /// Sets what `spender` may move of `owner`'s DIEM to `value` wei, by `owner`'s EIP-712
    /// signature over the owner's next nonce. Emits `Approval`.
    ///
    /// # Errors
    /// `ERC2612ExpiredSignature` after `deadline` (unix seconds); `ERC2612InvalidSigner`;
    /// `ECDSAInvalidSignature`, `ECDSAInvalidSignatureS`; `ERC20InvalidSpender` for the zero
    /// address.
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
        if U256::from(host::now()) > deadline {
            return Err(ERC2612ExpiredSignature { deadline }.into());
        }
        let mut slot = Account::of(owner).nonce();
        let Uint(nonce) = slot.get();
        // No overflow: one a permit.
        slot.set(&Uint(nonce + U256::from(1)));
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
        allow(owner, spender, value)
    }

    /// How many permits of `owner` have been used: what the next one must be signed over.
    pub fn nonces(&self, owner: Address) -> U256 {
        Account::of(owner).nonce().get().0
    }

    /// The EIP-712 domain separator: name "Diem", version "1", this chain, this contract.
    pub fn domain_separator(&self) -> B256 {
        signature::domain_separator()
    }

    /// The fields of the domain (ERC-5267): `(fields, name, version, chainId, verifyingContract,
    /// salt, extensions)`; fields 0x0f says that the first four of five are in use.
    pub fn eip712_domain(&self) -> Encoded {
        let text = |content: &str| {
            let mut word = [0; 32];
            word[..content.len()].copy_from_slice(content.as_bytes());
            [(content.len() as u32).to_word(), word]
        };
        let mut fields = [0; 32];
        fields[0] = 0x0f;
        let ([name_length, name], [version_length, version]) = (text(NAME), text(VERSION));
        let words = [
            fields,
            (7 * 32u32).to_word(), // where the name stands
            (9 * 32u32).to_word(), // where the version stands
            host::chain_id().to_word(),
            host::this().to_word(),
            [0; 32],
            (11 * 32u32).to_word(), // where the (empty) list of extensions stands
            name_length,
            name,
            version_length,
            version,
            [0; 32],
        ];
        Encoded(flat(&words))
    }
}
