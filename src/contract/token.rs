// SPDX-License-Identifier: MIT OR Apache-2.0
//! The DIEM token: ERC-20 with metadata, and ERC-165.
//!
//! It behaves like OpenZeppelin's `Erc20` (the tests compare both), but its storage is packed: an account's balance
//! shares a slot with the DIEM it has minted, and the supply is in a slot that every mint writes anyway. Accounts
//! cannot send DIEM to this contract, so the contract's balance is exactly active DIEM plus DIEM tickets.

use alloy_primitives::{Address, FixedBytes, U256};
use alloy_sol_types::SolCall;
use stylus_lean::host;
use stylus_lean::storage::PackedU256;

use super::account::DIEM_BALANCE;
use super::pair::ALLOWANCE;
use crate::errors::{
    ERC20InsufficientAllowance, ERC20InsufficientBalance, ERC20InvalidApprover,
    ERC20InvalidReceiver, ERC20InvalidSender, ERC20InvalidSpender, Error,
};
use crate::events::{emit, Approval, Transfer};
use crate::Diem;

/// ERC-165 identifiers: the exclusive-or of an interface's selectors.
mod interface_id {
    use super::SolCall;
    use crate::interface::IDiem::*;

    const fn selector<C: SolCall>() -> u32 {
        u32::from_be_bytes(C::SELECTOR)
    }

    pub const ERC165: u32 = selector::<supportsInterfaceCall>();
    pub const ERC20: u32 = selector::<totalSupplyCall>()
        ^ selector::<balanceOfCall>()
        ^ selector::<transferCall>()
        ^ selector::<allowanceCall>()
        ^ selector::<approveCall>()
        ^ selector::<transferFromCall>();
    pub const ERC20_METADATA: u32 =
        selector::<nameCall>() ^ selector::<symbolCall>() ^ selector::<decimalsCall>();
    pub const ERC2612: u32 =
        selector::<DOMAIN_SEPARATORCall>() ^ selector::<noncesCall>() ^ selector::<permitCall>();
    pub const ERC5267: u32 = selector::<eip712DomainCall>();
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

    /// The DIEM supply (wei): the sum of what all positions have minted and not burned.
    pub fn total_supply(&self) -> u128 {
        self.accounting.get().supply
    }

    /// The DIEM (wei) that `account` holds.
    pub fn balance_of(&self, account: Address) -> u128 {
        self.account(account).get(DIEM_BALANCE).balance
    }

    /// The DIEM (wei) that `spender` may transfer from `owner`.
    pub fn allowance(&self, owner: Address, spender: Address) -> U256 {
        self.pair(owner, spender).get(ALLOWANCE).0
    }

    /// Transfers `value` DIEM wei from the caller to `to`. Emits `Transfer`.
    ///
    /// # Errors
    /// `ERC20InvalidSender` for calls from the zero address; `ERC20InvalidReceiver` for the zero address and this contract;
    /// `ERC20InsufficientBalance`.
    pub fn transfer(&mut self, to: Address, value: U256) -> Result<bool, Error> {
        self.transfer_diem(host::sender(), to, value)?;
        Ok(true)
    }

    /// Sets the caller's allowance for `spender` to `value` DIEM wei; the maximum, 2²⁵⁶ − 1, is never reduced by use.
    /// Emits `Approval`.
    ///
    /// # Errors
    /// `ERC20InvalidApprover` for calls from the zero address; `ERC20InvalidSpender` for the zero address.
    pub fn approve(&mut self, spender: Address, value: U256) -> Result<bool, Error> {
        self.approve_diem(host::sender(), spender, value)?;
        Ok(true)
    }

    /// Transfers `value` DIEM wei from `from` to `to` and deducts it from the caller's allowance. Emits `Transfer`.
    ///
    /// # Errors
    /// `ERC20InsufficientAllowance`; `ERC20InvalidApprover` if `from` is the zero address and `value` is 0;
    /// `ERC20InvalidSpender` for calls from the zero address; those of [`transfer`](Self::transfer).
    pub fn transfer_from(
        &mut self,
        from: Address,
        to: Address,
        value: U256,
    ) -> Result<bool, Error> {
        let spender = host::sender();
        let allowance = self.allowance(from, spender);
        if allowance != U256::MAX {
            if allowance < value {
                return Err(ERC20InsufficientAllowance { spender, allowance, needed: value }.into());
            }
            // Stored before the transfer is checked, as OpenZeppelin does: a failed transfer reverts it.
            self.set_allowance(from, spender, allowance - value)?;
        }
        self.transfer_diem(from, to, value)?;
        Ok(true)
    }

    /// Returns `true` if the contract implements the interface with this ERC-165 identifier: ERC-165, ERC-20, its
    /// metadata, ERC-2612, ERC-5267.
    pub fn supports_interface(&self, interface_id: FixedBytes<4>) -> bool {
        use interface_id::{ERC165, ERC20, ERC20_METADATA, ERC2612, ERC5267};
        let supported = [ERC165, ERC20, ERC20_METADATA, ERC2612, ERC5267];
        supported.contains(&u32::from_be_bytes(interface_id.0))
    }

    /// Transfers `value` DIEM wei between accounts other than this contract. Emits `Transfer`.
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

    /// Moves `value` DIEM wei between any two addresses. Emits `Transfer`.
    ///
    /// # Errors
    /// `ERC20InsufficientBalance`.
    pub(crate) fn move_diem(
        &mut self,
        from: Address,
        to: Address,
        value: U256,
    ) -> Result<(), Error> {
        let mut sender = self.account_mut(from);
        let mut diem = sender.get(DIEM_BALANCE);
        let amount = match u128::try_from(value) {
            Ok(amount) if amount <= diem.balance => amount,
            _ => return Err(insufficient_balance(from, diem.balance, value)),
        };
        if from != to {
            diem.balance -= amount;
            sender.set(DIEM_BALANCE, &diem);
            let mut receiver = self.account_mut(to);
            let mut diem = receiver.get(DIEM_BALANCE);
            // No overflow: the sum of all balances is the supply.
            diem.balance += amount;
            receiver.set(DIEM_BALANCE, &diem);
        }
        emit(Transfer { from, to, value });
        Ok(())
    }

    /// Sets `owner`'s allowance for `spender` to `value` DIEM wei. Emits `Approval`.
    ///
    /// # Errors
    /// `ERC20InvalidApprover`; `ERC20InvalidSpender`.
    pub(crate) fn approve_diem(
        &mut self,
        owner: Address,
        spender: Address,
        value: U256,
    ) -> Result<(), Error> {
        self.set_allowance(owner, spender, value)?;
        emit(Approval { owner, spender, value });
        Ok(())
    }

    fn set_allowance(
        &mut self,
        owner: Address,
        spender: Address,
        value: U256,
    ) -> Result<(), Error> {
        if owner.is_zero() {
            return Err(ERC20InvalidApprover { approver: owner }.into());
        }
        if spender.is_zero() {
            return Err(ERC20InvalidSpender { spender }.into());
        }
        self.pair_mut(owner, spender).set(ALLOWANCE, &PackedU256(value));
        Ok(())
    }
}

/// The error for an account that holds only `balance` of the `needed` DIEM wei.
pub(crate) fn insufficient_balance(sender: Address, balance: u128, needed: U256) -> Error {
    ERC20InsufficientBalance { sender, balance, needed }.into()
}
