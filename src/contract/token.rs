//! DIEM, the token: ERC-20 with metadata, and ERC-165.
//!
//! Follows OpenZeppelin's `Erc20` step by step, which the tests compare it with, over storage of
//! its own: a balance shares its slot with what the account has minted, the supply its slot with
//! what every mint writes anyway. DIEM cannot be sent to this contract, so that what the contract
//! holds is exactly what it owes.

use alloy_primitives::{Address, U256};

use crate::abi::selector;
use crate::errors::{
    ERC20InsufficientAllowance, ERC20InsufficientBalance, ERC20InvalidApprover,
    ERC20InvalidReceiver, ERC20InvalidSender, ERC20InvalidSpender, Error,
};
use crate::events::{Approval, Transfer};
use crate::storage::Uint;
use crate::{allowance, host, Account, Diem};

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
    pub fn total_supply(&self) -> u128 {
        self.accounting.get().supply
    }

    /// `account`'s DIEM, in wei.
    pub fn balance_of(&self, account: Address) -> u128 {
        Account::of(account).purse().get().balance
    }

    /// What `spender` may move of `owner`'s DIEM, in wei.
    pub fn allowance(&self, owner: Address, spender: Address) -> U256 {
        allowance(owner, spender).get().0
    }

    /// Moves `value` DIEM wei from the caller to `to`. Emits `Transfer`.
    ///
    /// # Errors
    /// `ERC20InvalidSender` for calls by nobody; `ERC20InvalidReceiver` for the zero address and
    /// this contract; `ERC20InsufficientBalance`.
    pub fn transfer(&mut self, to: Address, value: U256) -> Result<bool, Error> {
        self.transfer_diem(host::sender(), to, value)?;
        Ok(true)
    }

    /// Sets what `spender` may move of the caller's DIEM to `value` wei; the greatest value never
    /// decreases. Emits `Approval`.
    ///
    /// # Errors
    /// `ERC20InvalidApprover` for calls by nobody; `ERC20InvalidSpender` for the zero address.
    pub fn approve(&mut self, spender: Address, value: U256) -> Result<bool, Error> {
        allow(host::sender(), spender, value)?;
        Ok(true)
    }

    /// Moves `value` DIEM wei from `from` to `to` out of the caller's allowance. Emits
    /// `Transfer`.
    ///
    /// # Errors
    /// `ERC20InsufficientAllowance`; `ERC20InvalidApprover` for nothing from the zero address,
    /// `ERC20InvalidSpender` for calls by nobody; those of [`transfer`](Self::transfer).
    pub fn transfer_from(
        &mut self,
        from: Address,
        to: Address,
        value: U256,
    ) -> Result<bool, Error> {
        let spender = host::sender();
        let allowed = self.allowance(from, spender);
        if allowed != U256::MAX {
            if allowed < value {
                return Err(ERC20InsufficientAllowance {
                    spender,
                    allowance: allowed,
                    needed: value,
                }
                .into());
            }
            set_allowance(from, spender, allowed - value)?;
        }
        self.transfer_diem(from, to, value)?;
        Ok(true)
    }

    /// Whether the interface with this ERC-165 identifier is implemented: ERC-165, ERC-20, its
    /// metadata, ERC-2612, ERC-5267.
    pub fn supports_interface(&self, interface_id: [u8; 4]) -> bool {
        use interface_id::{ERC165, ERC20, ERC20_METADATA, ERC2612, ERC5267};
        let known = [ERC165, ERC20, ERC20_METADATA, ERC2612, ERC5267];
        known.contains(&u32::from_be_bytes(interface_id))
    }

    /// Moves `value` DIEM wei between accounts other than this contract. Emits `Transfer`.
    ///
    /// # Errors
    /// `ERC20InvalidSender`; `ERC20InvalidReceiver`; `ERC20InsufficientBalance`.
    fn transfer_diem(&mut self, from: Address, to: Address, value: U256) -> Result<(), Error> {
        if from.is_zero() {
            return Err(ERC20InvalidSender { sender: from }.into());
        }
        if to.is_zero() || to == host::this() {
            return Err(ERC20InvalidReceiver { receiver: to }.into());
        }
        self.move_diem(from, to, value)
    }

    /// Moves `value` DIEM wei, wherever from and to. Emits `Transfer`.
    ///
    /// # Errors
    /// `ERC20InsufficientBalance`.
    pub(crate) fn move_diem(
        &mut self,
        from: Address,
        to: Address,
        value: U256,
    ) -> Result<(), Error> {
        let mut slot = Account::of(from).purse();
        let mut purse = slot.get();
        let amount = match u128::try_from(value) {
            Ok(amount) if amount <= purse.balance => amount,
            _ => return Err(insufficient_balance(from, purse.balance, value)),
        };
        if from != to {
            purse.balance -= amount;
            slot.set(&purse);
            let mut slot = Account::of(to).purse();
            let mut purse = slot.get();
            // No overflow: all balances sum to the supply.
            purse.balance += amount;
            slot.set(&purse);
        }
        Transfer { from, to, value }.emit();
        Ok(())
    }
}

/// `sender` has only `balance` DIEM wei of what it must give.
pub(crate) fn insufficient_balance(sender: Address, balance: u128, needed: U256) -> Error {
    ERC20InsufficientBalance {
        sender,
        balance: U256::from(balance),
        needed,
    }
    .into()
}

/// Lets `spender` move `value` DIEM wei of `owner`'s. Emits `Approval`.
///
/// # Errors
/// `ERC20InvalidApprover`; `ERC20InvalidSpender`.
pub(crate) fn allow(owner: Address, spender: Address, value: U256) -> Result<(), Error> {
    set_allowance(owner, spender, value)?;
    Approval {
        owner,
        spender,
        value,
    }
    .emit();
    Ok(())
}

fn set_allowance(owner: Address, spender: Address, value: U256) -> Result<(), Error> {
    if owner.is_zero() {
        return Err(ERC20InvalidApprover { approver: owner }.into());
    }
    if spender.is_zero() {
        return Err(ERC20InvalidSpender { spender }.into());
    }
    allowance(owner, spender).set(&Uint(value));
    Ok(())
}
