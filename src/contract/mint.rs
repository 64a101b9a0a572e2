// SPDX-License-Identifier: MIT OR Apache-2.0
//! Minting DIEM against locked VVV along the curve, and burning it against the position.

use alloy_primitives::Address;
use diem_model::curve::{CapExceeded, Curve};
use stylus_lean::host;
use stylus_lean::word::to_u256;

use super::account::{DIEM_BALANCE, STAKE};
use super::day::StakerState;
use super::require_nonzero;
use super::token::insufficient_balance;
use crate::errors::{Error, ExceedsMinted, SlippageExceeded, SupplyCapExceeded};
use crate::events::{emit, DiemBurned, DiemMinted, Transfer, VvvStaked};
use crate::interface::IDiem::lockedStakesReturn;
use crate::Diem;

impl Diem {
    /// Locks `vvv_to_lock` wei of the caller's unlocked stake and mints the DIEM that the curve gives for it, rounded down;
    /// returns that amount in wei. Emits `DiemMinted` and `Transfer`.
    ///
    /// # Errors
    /// `EnforcedPause`; `ZeroAmount`; `InsufficientUnlocked`; `SupplyCapExceeded`; `SlippageExceeded` if the mint
    /// yields less than `min_out` wei, or 0.
    pub fn mint_diem(&mut self, vvv_to_lock: u128, min_out: u128) -> Result<u128, Error> {
        let mut staker = self.load_staker(host::sender());
        self.require_unpaused(&staker)?;
        require_nonzero(vvv_to_lock)?;
        self.mint_to(&mut staker, vvv_to_lock, min_out)
    }

    /// Stakes `vvv` wei of the caller's VVV, locks all of it, mints DIEM and optionally activates it, as
    /// [`stake_vvv`](Self::stake_vvv), [`mint_diem`](Self::mint_diem) and [`stake_diem`](Self::stake_diem) do in
    /// sequence; returns the DIEM in wei. Emits their events.
    ///
    /// # Errors
    /// `EnforcedPause`; `ZeroAmount`; `AmountTooLarge`; `SupplyCapExceeded`; `SlippageExceeded`;
    /// `SafeErc20FailedOperation`.
    pub fn stake_and_mint(
        &mut self,
        vvv: u128,
        min_out: u128,
        activate: bool,
    ) -> Result<u128, Error> {
        let account = host::sender();
        let mut staker = self.load_staker(account);
        self.require_unpaused(&staker)?;
        require_nonzero(vvv)?;
        staker.add(vvv)?;
        // Emitted before `mint_to` stores the stake: the three steps emit their events in sequence.
        emit(VvvStaked { account, payer: account, amount: vvv });
        let out = self.mint_to(&mut staker, vvv, min_out)?;
        if activate {
            let today = self.today.get();
            self.activate(account, out, today)?;
        }
        self.pull_vvv(account, vvv)?;
        Ok(out)
    }

    /// Burns `amount` DIEM wei of the caller against its position and unlocks the same fraction of its locked VVV,
    /// rounded down, or all of it with the last DIEM; returns the unlocked VVV in wei. Emits `DiemBurned` and
    /// `Transfer`.
    ///
    /// It may burn any DIEM. Others can burn against its position only by its [offer](Self::offer_burn).
    ///
    /// # Errors
    /// `ZeroAmount`; `ExceedsMinted`; `ERC20InsufficientBalance`.
    pub fn burn_diem(&mut self, amount: u128) -> Result<u128, Error> {
        require_nonzero(amount)?;
        let account = host::sender();
        let mut staker = self.load_staker(account);
        let mut diem = self.account(account).get(DIEM_BALANCE);
        let value = to_u256(amount);
        let unlocked = diem
            .burn_release_floor(amount, &staker.stake)
            .ok_or_else(|| exceeds_minted(diem.minted, amount))?;
        if amount > diem.balance {
            return Err(insufficient_balance(account, diem.balance, value));
        }
        diem.minted -= amount;
        diem.balance -= amount;
        // No underflow: what an account has minted is part of the supply.
        staker.accounting.supply -= amount;
        let mut pool_reward = self.pool_reward.get();
        staker.release(unlocked, &mut pool_reward);
        self.account_mut(account).set(DIEM_BALANCE, &diem);
        self.store_position(&staker, &pool_reward);
        emit(DiemBurned { account, diemBurned: amount, vvvUnlocked: unlocked });
        emit(Transfer { from: account, to: Address::ZERO, value });
        Ok(unlocked)
    }

    /// `account`'s position: its locked VVV and the DIEM minted against it and not burned, in wei.
    pub fn locked_stakes(&self, account: Address) -> lockedStakesReturn {
        let account = self.account(account);
        lockedStakesReturn {
            sVVVLockedAmount: to_u256(account.get(STAKE).locked()),
            outstandingDiemAmount: to_u256(account.get(DIEM_BALANCE).minted),
        }
    }

    /// The DIEM (wei) that locking `vvv_to_lock` wei would mint now, as [`mint_diem`](Self::mint_diem) does in the same
    /// state; 0 for 0.
    ///
    /// # Errors
    /// `SupplyCapExceeded`.
    pub fn get_diem_amount_out(&self, vvv_to_lock: u128) -> Result<u128, Error> {
        let (curve, supply) = (self.curve.get().curve, self.total_supply());
        curve.mint(supply, vvv_to_lock).map_err(|CapExceeded| cap_exceeded(&curve, supply))
    }

    /// The least VVV (wei) that must be locked now to mint `diem` wei.
    ///
    /// # Errors
    /// `SupplyCapExceeded`.
    pub fn get_vvv_amount_in(&self, diem: u128) -> Result<u128, Error> {
        let (curve, supply) = (self.curve.get().curve, self.total_supply());
        curve.quote(supply, diem).map_err(|CapExceeded| cap_exceeded(&curve, supply))
    }

    /// The mint rate at the current supply, in VVV wei per DIEM, rounded down.
    ///
    /// # Errors
    /// None is reachable.
    pub fn mint_rate(&self) -> Result<u128, Error> {
        let (curve, supply) = (self.curve.get().curve, self.total_supply());
        curve.rate(supply).ok_or_else(|| cap_exceeded(&curve, supply))
    }

    /// The DIEM token: this contract.
    pub fn diem(&self) -> Address {
        host::this()
    }

    /// Locks `locked` wei of the staker's unlocked stake, mints DIEM and stores the position.
    fn mint_to(
        &mut self,
        staker: &mut StakerState,
        locked: u128,
        min_out: u128,
    ) -> Result<u128, Error> {
        let (curve, supply) = (self.curve.get().curve, staker.accounting.supply);
        let mut pool_reward = self.pool_reward.get();
        staker.lock(locked, &mut pool_reward)?;
        let out = curve.mint(supply, locked).map_err(|CapExceeded| cap_exceeded(&curve, supply))?;
        require_out(out, min_out)?;
        let account = staker.account;
        let mut records = self.account_mut(account);
        let mut diem = records.get(DIEM_BALANCE);
        // No overflow: the supply is within the curve's domain, 10²⁴ wei.
        diem.minted += out;
        diem.balance += out;
        staker.accounting.supply += out;
        records.set(DIEM_BALANCE, &diem);
        self.store_position(staker, &pool_reward);
        emit(DiemMinted { account, vvvLocked: locked, diemMinted: out });
        emit(Transfer { from: Address::ZERO, to: account, value: to_u256(out) });
        Ok(out)
    }
}

/// Reverts if a call yields less than its caller demands, or nothing.
pub(crate) fn require_out(out: u128, min_out: u128) -> Result<(), Error> {
    let min_out = min_out.max(1);
    if out < min_out {
        return Err(SlippageExceeded { out, minOut: min_out }.into());
    }
    Ok(())
}

/// The error for a burn of `amount` DIEM wei against a position that has `minted` less.
pub(crate) fn exceeds_minted(minted: u128, amount: u128) -> Error {
    ExceedsMinted { minted, amount }.into()
}

/// The error for a supply beyond the curve's domain.
pub(crate) fn cap_exceeded(curve: &Curve, supply: u128) -> Error {
    SupplyCapExceeded { supply, maxSupply: curve.max_supply() }.into()
}
