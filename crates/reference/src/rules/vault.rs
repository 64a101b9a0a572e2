// SPDX-License-Identifier: MIT OR Apache-2.0
//! Staking VVV, minting and burning DIEM (§4, §5).

use crate::accounts::AccountId;
use crate::error::DiemError;
use crate::event::{Event, ReturnValue};
use crate::records::balances::Position;
use crate::reference::Reference;
use crate::rules::token::{require_amount, require_recipient};
use crate::units::{mul_div, Token};

impl Reference {
    pub(crate) fn position(&self, account: AccountId) -> Position {
        self.positions.get(&account).copied().unwrap_or_default()
    }

    pub(crate) fn position_mut(&mut self, account: AccountId) -> &mut Position {
        self.positions.entry(account).or_default()
    }

    pub(crate) fn total_staked(&self) -> u128 {
        self.positions.values().map(|position| position.staked).sum()
    }

    pub(crate) fn total_locked(&self) -> u128 {
        self.positions.values().map(|position| position.locked).sum()
    }

    pub(crate) fn stake_vvv(
        &mut self,
        caller: AccountId,
        recipient: AccountId,
        amount: u128,
    ) -> Result<ReturnValue, DiemError> {
        self.require_unpaused()?;
        require_amount(amount)?;
        require_recipient(recipient)?;
        self.add_stake(caller, recipient, amount)?;
        Ok(ReturnValue::Nothing)
    }

    fn add_stake(
        &mut self,
        payer: AccountId,
        account: AccountId,
        amount: u128,
    ) -> Result<(), DiemError> {
        self.settle_reward(account);
        self.position_mut(account).staked += amount;
        self.liabilities.vvv += amount;
        self.emit(Event::VvvStaked { account, payer, amount });
        self.transfer_in(Token::Vvv, payer, amount)
    }

    pub(crate) fn initiate_unstake_vvv(
        &mut self,
        account: AccountId,
        amount: u128,
    ) -> Result<ReturnValue, DiemError> {
        require_amount(amount)?;
        self.require_unlocked(account, amount)?;
        let maturity = self.now + self.params.vvv_cooldown;
        let ticket =
            self.vvv_queues.entry(account).or_default().open(amount, self.now, maturity)?;
        self.settle_reward(account);
        self.position_mut(account).staked -= amount;
        self.emit(Event::VvvUnstakeInitiated { account, ticket, amount, maturity });
        Ok(ReturnValue::Ticket(ticket))
    }

    pub(crate) fn cancel_unstake_vvv(
        &mut self,
        account: AccountId,
        ticket: u32,
    ) -> Result<ReturnValue, DiemError> {
        let amount = self.vvv_queues.entry(account).or_default().cancel(ticket)?;
        self.settle_reward(account);
        self.position_mut(account).staked += amount;
        self.emit(Event::VvvUnstakeCancelled { account, ticket, amount });
        Ok(ReturnValue::Nothing)
    }

    pub(crate) fn finalize_unstake(
        &mut self,
        account: AccountId,
    ) -> Result<ReturnValue, DiemError> {
        let amount =
            self.vvv_queues.entry(account).or_default().pay_matured(self.now, u128::MAX)?;
        self.liabilities.vvv -= amount;
        self.emit(Event::VvvUnstaked { account, amount });
        self.transfer_out(Token::Vvv, account, amount)?;
        Ok(ReturnValue::Amount(amount))
    }

    pub(crate) fn mint_diem(
        &mut self,
        caller: AccountId,
        vvv: u128,
        min_out: u128,
    ) -> Result<ReturnValue, DiemError> {
        self.require_unpaused()?;
        require_amount(vvv)?;
        self.require_unlocked(caller, vvv)?;
        let out = self.lock_and_mint(caller, vvv, min_out)?;
        Ok(ReturnValue::Amount(out))
    }

    pub(crate) fn stake_and_mint(
        &mut self,
        caller: AccountId,
        vvv: u128,
        min_out: u128,
        activate: bool,
    ) -> Result<ReturnValue, DiemError> {
        self.require_unpaused()?;
        require_amount(vvv)?;
        let staked = self.add_stake(caller, caller, vvv);
        let out = self.lock_and_mint(caller, vvv, min_out)?;
        // Tokens are transferred last, so an error of the curve takes precedence over one of the transfer.
        staked?;
        if activate {
            self.activate_held(caller, out);
        }
        Ok(ReturnValue::Amount(out))
    }

    fn lock_and_mint(
        &mut self,
        account: AccountId,
        vvv: u128,
        min_out: u128,
    ) -> Result<u128, DiemError> {
        let out =
            (self.curve)(&self.params, self.supply(), vvv).ok_or(DiemError::SupplyCapExceeded)?;
        let min_out = min_out.max(1);
        if out < min_out {
            return Err(DiemError::SlippageExceeded { out, min_out });
        }
        self.settle_pool_reward();
        self.settle_reward(account);
        let position = self.position_mut(account);
        position.locked += vvv;
        position.minted += out;
        self.curve_use.mints += 1;
        self.curve_use.most_locked = self.curve_use.most_locked.max(self.total_locked());
        self.emit(Event::DiemMinted { account, vvv_locked: vvv, diem_minted: out });
        self.mint(account, out);
        Ok(out)
    }

    pub(crate) fn burn_diem(
        &mut self,
        account: AccountId,
        amount: u128,
    ) -> Result<ReturnValue, DiemError> {
        require_amount(amount)?;
        let Position { locked, minted, .. } = self.position(account);
        if amount > minted {
            return Err(DiemError::ExceedsMinted { minted, amount });
        }
        self.require_diem(account, amount)?;
        // At the position's own average rate, rounded down; burning the last DIEM unlocks the whole rest.
        let unlocked = mul_div(amount, locked, minted);
        self.settle_pool_reward();
        self.settle_reward(account);
        let position = self.position_mut(account);
        position.locked -= unlocked;
        position.minted -= amount;
        self.emit(Event::DiemBurned { account, diem_burned: amount, vvv_unlocked: unlocked });
        self.burn(account, amount);
        Ok(ReturnValue::Amount(unlocked))
    }

    fn require_unlocked(&self, account: AccountId, needed: u128) -> Result<(), DiemError> {
        let available = self.position(account).unlocked();
        if available < needed {
            return Err(DiemError::InsufficientUnlocked { available, needed });
        }
        Ok(())
    }
}
