//! Staking VVV, minting and burning (§4, §5).

use crate::event::{Event, Returned};
use crate::reference::Reference;
use crate::refusal::Refusal;
use crate::token::{require_amount, require_recipient};
use crate::units::{mul_div, Token, Who};

/// What an account has staked, in wei.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Position {
    /// All its VVV, locked included.
    pub staked: u128,
    /// VVV locked against `minted`.
    pub locked: u128,
    /// DIEM outstanding.
    pub minted: u128,
}

impl Position {
    pub fn unlocked(&self) -> u128 {
        self.staked - self.locked
    }
}

impl Reference {
    pub(crate) fn position(&self, who: Who) -> Position {
        self.positions.get(&who).copied().unwrap_or_default()
    }

    fn position_mut(&mut self, who: Who) -> &mut Position {
        self.positions.entry(who).or_default()
    }

    pub(crate) fn total_staked(&self) -> u128 {
        self.positions
            .values()
            .map(|position| position.staked)
            .sum()
    }

    pub(crate) fn total_locked(&self) -> u128 {
        self.positions
            .values()
            .map(|position| position.locked)
            .sum()
    }

    pub(crate) fn stake_vvv(
        &mut self,
        caller: Who,
        recipient: Who,
        amount: u128,
    ) -> Result<Returned, Refusal> {
        self.require_unpaused()?;
        require_amount(amount)?;
        require_recipient(recipient)?;
        self.add_stake(caller, recipient, amount)?;
        Ok(Returned::Nothing)
    }

    fn add_stake(&mut self, payer: Who, account: Who, amount: u128) -> Result<(), Refusal> {
        self.settle_reward(account);
        self.position_mut(account).staked += amount;
        self.owed.vvv += amount;
        self.say(Event::VvvStaked {
            account,
            payer,
            amount,
        });
        self.pull(Token::Vvv, payer, amount)
    }

    pub(crate) fn initiate_unstake_vvv(
        &mut self,
        account: Who,
        amount: u128,
    ) -> Result<Returned, Refusal> {
        require_amount(amount)?;
        self.require_unlocked(account, amount)?;
        let maturity = self.now + self.params.vvv_cooldown;
        let ticket = self
            .vvv_queues
            .entry(account)
            .or_default()
            .open(amount, self.now, maturity)?;
        self.settle_reward(account);
        self.position_mut(account).staked -= amount;
        self.say(Event::VvvUnstakeInitiated {
            account,
            ticket,
            amount,
            maturity,
        });
        Ok(Returned::Ticket(ticket))
    }

    pub(crate) fn cancel_unstake_vvv(
        &mut self,
        account: Who,
        ticket: u32,
    ) -> Result<Returned, Refusal> {
        let amount = self.vvv_queues.entry(account).or_default().cancel(ticket)?;
        self.settle_reward(account);
        self.position_mut(account).staked += amount;
        self.say(Event::VvvUnstakeCancelled {
            account,
            ticket,
            amount,
        });
        Ok(Returned::Nothing)
    }

    pub(crate) fn finalize_unstake(&mut self, account: Who) -> Result<Returned, Refusal> {
        let amount = self
            .vvv_queues
            .entry(account)
            .or_default()
            .pay(self.now, u128::MAX)?;
        self.owed.vvv -= amount;
        self.say(Event::VvvUnstaked { account, amount });
        self.push(Token::Vvv, account, amount)?;
        Ok(Returned::Amount(amount))
    }

    pub(crate) fn mint_diem(
        &mut self,
        caller: Who,
        vvv: u128,
        min_out: u128,
    ) -> Result<Returned, Refusal> {
        self.require_unpaused()?;
        require_amount(vvv)?;
        self.require_unlocked(caller, vvv)?;
        let out = self.lock_and_mint(caller, vvv, min_out)?;
        Ok(Returned::Amount(out))
    }

    pub(crate) fn stake_and_mint(
        &mut self,
        caller: Who,
        vvv: u128,
        min_out: u128,
        activate: bool,
    ) -> Result<Returned, Refusal> {
        self.require_unpaused()?;
        require_amount(vvv)?;
        let staked = self.add_stake(caller, caller, vvv);
        let out = self.lock_and_mint(caller, vvv, min_out)?;
        // The tokens are asked for last, so a refusal of the curve shows first.
        staked?;
        if activate {
            self.activate_held(caller, out);
        }
        Ok(Returned::Amount(out))
    }

    fn lock_and_mint(&mut self, account: Who, vvv: u128, min_out: u128) -> Result<u128, Refusal> {
        let out =
            (self.curve)(&self.params, self.supply(), vvv).ok_or(Refusal::SupplyCapExceeded)?;
        let min_out = min_out.max(1);
        if out < min_out {
            return Err(Refusal::SlippageExceeded { out, min_out });
        }
        self.settle_fifths();
        self.settle_reward(account);
        let position = self.position_mut(account);
        position.locked += vvv;
        position.minted += out;
        self.say(Event::DiemMinted {
            account,
            vvv_locked: vvv,
            diem_minted: out,
        });
        self.mint(account, out);
        Ok(out)
    }

    pub(crate) fn burn_diem(&mut self, account: Who, amount: u128) -> Result<Returned, Refusal> {
        require_amount(amount)?;
        let Position { locked, minted, .. } = self.position(account);
        if amount > minted {
            return Err(Refusal::ExceedsMinted { minted, amount });
        }
        self.require_diem(account, amount)?;
        // The position's own average rate; the last DIEM frees what is left.
        let unlocked = mul_div(amount, locked, minted);
        self.settle_fifths();
        self.settle_reward(account);
        let position = self.position_mut(account);
        position.locked -= unlocked;
        position.minted -= amount;
        self.say(Event::DiemBurned {
            account,
            diem_burned: amount,
            vvv_unlocked: unlocked,
        });
        self.burn(account, amount);
        Ok(Returned::Amount(unlocked))
    }

    fn require_unlocked(&self, account: Who, needed: u128) -> Result<(), Refusal> {
        let available = self.position(account).unlocked();
        if available < needed {
            return Err(Refusal::InsufficientUnlocked { available, needed });
        }
        Ok(())
    }
}
