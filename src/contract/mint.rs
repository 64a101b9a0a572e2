//! DIEM against locked VVV: minting up the curve, burning down the position.

use alloy_primitives::{Address, U256};
use diem_model::curve::{CapExceeded, Curve};
use diem_model::position::{burn_release_floor, DiemBalance};

use super::day::StakerState;
use super::require_some;
use super::token::insufficient_balance;
use crate::errors::{Error, ExceedsMinted, SlippageExceeded, SupplyCapExceeded};
use crate::events::{DiemBurned, DiemMinted, Transfer, VvvStaked};
use crate::{host, Account, Diem};

impl Diem {
    /// Locks `vvv_to_lock` wei of the caller's unlocked stake and mints it the DIEM that the
    /// curve gives for it, rounded down; returns that amount in wei. Emits `DiemMinted` and
    /// `Transfer`.
    ///
    /// # Errors
    /// `EnforcedPause`; `ZeroAmount`; `InsufficientUnlocked`; `SupplyCapExceeded`;
    /// `SlippageExceeded` below `min_out` wei, or with nothing.
    pub fn mint_diem(&mut self, vvv_to_lock: u128, min_out: u128) -> Result<u128, Error> {
        let account = host::sender();
        let mut staker = self.load_staker(account);
        self.require_unpaused(&staker)?;
        require_some(vvv_to_lock)?;
        self.mint_to(account, &mut staker, vvv_to_lock, min_out)
    }

    /// Stakes `vvv` wei of the caller's VVV, locks all of it, mints and, if asked to, activates
    /// what was minted, as [`stake_vvv`](Self::stake_vvv), [`mint_diem`](Self::mint_diem) and
    /// [`stake_diem`](Self::stake_diem) would one after the other; returns the DIEM in wei. Emits
    /// what they emit.
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
        require_some(vvv)?;
        staker.add(vvv)?;
        VvvStaked {
            account,
            payer: account,
            amount: vvv,
        }
        .emit();
        let out = self.mint_to(account, &mut staker, vvv, min_out)?;
        if activate {
            let today = self.today.get();
            self.activate(account, out, today)?;
        }
        self.pull_vvv(account, vvv)?;
        Ok(out)
    }

    /// Burns `amount` DIEM wei of the caller's against its position, and unlocks the same part of
    /// the locked VVV, rounded down (all of it with the last DIEM); returns the freed VVV in wei.
    /// Emits `DiemBurned` and `Transfer`.
    ///
    /// Only the account that minted can burn its position down, with any DIEM.
    ///
    /// # Errors
    /// `ZeroAmount`; `ExceedsMinted`; `ERC20InsufficientBalance`.
    pub fn burn_diem(&mut self, amount: u128) -> Result<u128, Error> {
        require_some(amount)?;
        let account = host::sender();
        let mut staker = self.load_staker(account);
        let mut slot = staker.of.purse();
        let mut purse = slot.get();
        let DiemBalance { balance, minted } = purse;
        let freed = burn_release_floor(amount, staker.stake.locked(), minted)
            .ok_or(ExceedsMinted { minted, amount })?;
        let value = U256::from(amount);
        if amount > balance {
            return Err(insufficient_balance(account, balance, value));
        }
        purse.minted -= amount;
        purse.balance -= amount;
        // No underflow: what was minted is part of the supply.
        staker.accounting.supply -= amount;
        let mut pool_reward = self.pool_reward.get();
        staker.release(freed, &mut pool_reward);
        slot.set(&purse);
        self.store_position(&staker, &pool_reward);
        DiemBurned {
            account,
            diemBurned: amount,
            vvvUnlocked: freed,
        }
        .emit();
        Transfer {
            from: account,
            to: Address::ZERO,
            value,
        }
        .emit();
        Ok(freed)
    }

    /// `(locked VVV, outstanding DIEM)` of `account`'s position, in wei.
    pub fn locked_stakes(&self, account: Address) -> (u128, u128) {
        let of = Account::of(account);
        (of.stake().get().locked(), of.purse().get().minted)
    }

    /// The DIEM wei that locking `vvv_to_lock` wei would mint now: what
    /// [`mint_diem`](Self::mint_diem) gives in the same state, and 0 for 0.
    ///
    /// # Errors
    /// `SupplyCapExceeded`.
    pub fn get_diem_amount_out(&self, vvv_to_lock: u128) -> Result<u128, Error> {
        let (curve, supply) = (self.curve.get().curve, self.total_supply());
        curve
            .mint(supply, vvv_to_lock)
            .map_err(|CapExceeded| cap_exceeded(&curve, supply))
    }

    /// The least VVV wei that must be locked now to mint `diem` wei.
    ///
    /// # Errors
    /// `SupplyCapExceeded`.
    pub fn get_vvv_amount_in(&self, diem: u128) -> Result<u128, Error> {
        let (curve, supply) = (self.curve.get().curve, self.total_supply());
        curve
            .quote(supply, diem)
            .map_err(|CapExceeded| cap_exceeded(&curve, supply))
    }

    /// What the next DIEM costs, in VVV wei per DIEM, rounded down.
    pub fn mint_rate(&self) -> Result<u128, Error> {
        let (curve, supply) = (self.curve.get().curve, self.total_supply());
        curve
            .rate(supply)
            .ok_or_else(|| cap_exceeded(&curve, supply))
    }

    /// The DIEM token: this contract.
    pub fn diem(&self) -> Address {
        host::this()
    }

    /// Locks `locked` wei of a staker's unlocked stake, stores the staker and mints.
    fn mint_to(
        &mut self,
        account: Address,
        staker: &mut StakerState,
        locked: u128,
        min_out: u128,
    ) -> Result<u128, Error> {
        let (curve, supply) = (self.curve.get().curve, staker.accounting.supply);
        let mut pool_reward = self.pool_reward.get();
        staker.lock(locked, &mut pool_reward)?;
        let out = curve
            .mint(supply, locked)
            .map_err(|CapExceeded| cap_exceeded(&curve, supply))?;
        let min_out = min_out.max(1);
        if out < min_out {
            return Err(SlippageExceeded {
                out,
                minOut: min_out,
            }
            .into());
        }
        let mut slot = staker.of.purse();
        let mut purse = slot.get();
        // No overflow: all that is minted is within the curve's domain, 10²⁴ wei.
        purse.minted += out;
        purse.balance += out;
        staker.accounting.supply += out;
        slot.set(&purse);
        self.store_position(staker, &pool_reward);
        DiemMinted {
            account,
            vvvLocked: locked,
            diemMinted: out,
        }
        .emit();
        Transfer {
            from: Address::ZERO,
            to: account,
            value: U256::from(out),
        }
        .emit();
        Ok(out)
    }
}

pub(crate) fn cap_exceeded(curve: &Curve, supply: u128) -> Error {
    SupplyCapExceeded {
        supply,
        maxSupply: curve.max_supply(),
    }
    .into()
}
