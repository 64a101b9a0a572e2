//! DIEM, the token: ERC-20 with metadata, and ERC-165.
//!
//! OpenZeppelin's ERC-20 keeps the balances and allowances. What this file adds: DIEM cannot be
//! sent to this contract, so that what the contract holds is exactly what it owes.

use alloy_primitives::{Address, U256};
use openzeppelin_stylus::token::erc20::{self, ERC20InvalidReceiver, IErc20};

use crate::abi::selector;
use crate::errors::Error;
use crate::{host, Diem};

/// ERC-165 identifiers: the exclusive-or of an interface's selectors.
mod interface_id {
    use super::selector;

    pub const ERC165: u32 = selector("supportsInterface", &["bytes4"]);
    pub const ERC20: u32 = selector("totalSupply", &[])
        ^ selector("balanceOf", &["address"])
        ^ selector("transfer", &["address", "uint256"])
        ^ selector("allowance", &["address", "address"])
        ^ selector("approve", &["address", "uint256"])
        ^ selector("transferFrom", &["address", "address", "uint256"]);
    pub const ERC20_METADATA: u32 =
        selector("name", &[]) ^ selector("symbol", &[]) ^ selector("decimals", &[]);
    pub const ERC2612: u32 = selector("DOMAIN_SEPARATOR", &[])
        ^ selector("nonces", &["address"])
        ^ selector(
            "permit",
            &[
                "address", "address", "uint256", "uint256", "uint8", "bytes32", "bytes32",
            ],
        );
    pub const ERC5267: u32 = selector("eip712Domain", &[]);
}

impl Diem {
    /// `"Diem"`.
    pub fn name(&self) -> &'static str {
        "Diem"
    }

    /// `"DIEM"`.
    pub fn symbol(&self) -> &'static str {
        "DIEM"
    }

    /// 18.
    pub fn decimals(&self) -> u8 {
        18
    }

    /// All DIEM, in wei: what open positions have minted.
    pub fn total_supply(&self) -> U256 {
        self.token.total_supply()
    }

    /// `account`'s DIEM, in wei.
    pub fn balance_of(&self, account: Address) -> U256 {
        self.token.balance_of(account)
    }

    /// What `spender` may move of `owner`'s DIEM, in wei.
    pub fn allowance(&self, owner: Address, spender: Address) -> U256 {
        self.token.allowance(owner, spender)
    }

    /// Moves `value` DIEM wei from the caller to `to`. Emits `Transfer`.
    ///
    /// # Errors
    /// `ERC20InvalidReceiver` for the zero address and this contract;
    /// `ERC20InsufficientBalance`.
    pub fn transfer(&mut self, to: Address, value: U256) -> Result<bool, Error> {
        require_receiver(to)?;
        Ok(self.token.transfer(to, value)?)
    }

    /// Sets what `spender` may move of the caller's DIEM to `value` wei; the greatest value never
    /// decreases. Emits `Approval`.
    ///
    /// # Errors
    /// `ERC20InvalidSpender` for the zero address.
    pub fn approve(&mut self, spender: Address, value: U256) -> Result<bool, Error> {
        Ok(self.token.approve(spender, value)?)
    }

    /// Moves `value` DIEM wei from `from` to `to` out of the caller's allowance. Emits
    /// `Transfer`.
    ///
    /// # Errors
    /// `ERC20InsufficientAllowance`; those of [`transfer`](Self::transfer).
    pub fn transfer_from(
        &mut self,
        from: Address,
        to: Address,
        value: U256,
    ) -> Result<bool, Error> {
        require_receiver(to)?;
        Ok(self.token.transfer_from(from, to, value)?)
    }

    /// Whether the interface with this ERC-165 identifier is implemented: ERC-165, ERC-20, its
    /// metadata, ERC-2612, ERC-5267.
    pub fn supports_interface(&self, interface_id: [u8; 4]) -> bool {
        use interface_id::{ERC165, ERC20, ERC20_METADATA, ERC2612, ERC5267};
        let known = [ERC165, ERC20, ERC20_METADATA, ERC2612, ERC5267];
        known.contains(&u32::from_be_bytes(interface_id))
    }

    /// Moves `value` DIEM wei between an account and this contract, which only holds DIEM that is
    /// active or in tickets. Emits `Transfer`.
    ///
    /// # Errors
    /// `ERC20InsufficientBalance`.
    pub(crate) fn move_diem(
        &mut self,
        from: Address,
        to: Address,
        value: u128,
    ) -> Result<(), Error> {
        Ok(self.token._update(from, to, U256::from(value))?)
    }

    /// DIEM supply in wei as the rules take it.
    pub(crate) fn supply(&self) -> u128 {
        // The curve's domain ends at 10²⁴ wei, so saturation is unreachable.
        self.token.total_supply().saturating_to()
    }
}

fn require_receiver(to: Address) -> Result<(), Error> {
    if to == host::this() {
        let receiver = ERC20InvalidReceiver { receiver: to };
        return Err(erc20::Error::InvalidReceiver(receiver).into());
    }
    Ok(())
}
