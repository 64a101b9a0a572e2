//! Pay as you go (§7).

use alloy_primitives::U256;

use crate::event::{Event, Returned};
use crate::reference::Reference;
use crate::refusal::Refusal;
use crate::token::{require_amount, require_recipient};
use crate::units::{midnight, Token, Who, ONE};

/// What an account has paid in advance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Deposit {
    /// Fee-token base units.
    pub amount: u128,
    /// The part of the next base unit that is already paid for, in 1e-18 units; below 1e18.
    pub prepaid: u128,
}

impl Deposit {
    /// Credits that the deposit covers at a price, rounded down.
    pub fn covers(&self, price: u128) -> U256 {
        (U256::from(self.amount) * U256::from(ONE) + U256::from(self.prepaid)) / U256::from(price)
    }

    /// Pays for credits that the deposit covers; the fee in whole base units, rounded up.
    pub fn charge(&mut self, credits: u128, price: u128) -> u128 {
        let cost = U256::from(credits) * U256::from(price);
        let prepaid = U256::from(self.prepaid);
        let one = U256::from(ONE);
        let due = cost.saturating_sub(prepaid);
        let fee = due.div_ceil(one);
        self.prepaid = (fee * one + prepaid - cost).to();
        let fee: u128 = fee.to();
        self.amount -= fee;
        fee
    }
}

impl Reference {
    pub(crate) fn deposit_of(&self, who: Who) -> Deposit {
        self.deposits.get(&who).copied().unwrap_or_default()
    }

    /// Credits that an account's deposit covers at the price of now, rounded down.
    pub fn deposit_covers(&self, who: Who) -> U256 {
        self.deposit_of(who).covers(self.params.credit_price)
    }

    pub(crate) fn deposit(
        &mut self,
        caller: Who,
        account: Who,
        amount: u128,
    ) -> Result<Returned, Refusal> {
        self.require_unpaused()?;
        require_amount(amount)?;
        require_recipient(account)?;
        self.owed.fee += amount;
        self.deposits.entry(account).or_default().amount += amount;
        self.say(Event::Deposited {
            account,
            payer: caller,
            amount,
        });
        self.pull(Token::Fee, caller, amount)?;
        Ok(Returned::Nothing)
    }

    pub(crate) fn initiate_withdrawal(
        &mut self,
        account: Who,
        amount: u128,
    ) -> Result<Returned, Refusal> {
        require_amount(amount)?;
        let deposit = self.deposit_of(account).amount;
        let (now, today) = (self.now, self.today());
        let queue = self.withdrawals.entry(account).or_default();
        let available = deposit.saturating_sub(queue.sum());
        if available < amount {
            return Err(Refusal::InsufficientDeposit {
                available,
                needed: amount,
            });
        }
        // By then every voucher of today has expired.
        let maturity = midnight(today + 2);
        let ticket = queue.open(amount, now, maturity)?;
        self.say(Event::WithdrawalInitiated {
            account,
            ticket,
            amount,
            maturity,
        });
        Ok(Returned::Ticket(ticket))
    }

    pub(crate) fn cancel_withdrawal(
        &mut self,
        account: Who,
        ticket: u32,
    ) -> Result<Returned, Refusal> {
        let amount = self
            .withdrawals
            .entry(account)
            .or_default()
            .cancel(ticket)?;
        self.say(Event::WithdrawalCancelled {
            account,
            ticket,
            amount,
        });
        Ok(Returned::Nothing)
    }

    pub(crate) fn withdraw(&mut self, account: Who) -> Result<Returned, Refusal> {
        let deposit = self.deposits.entry(account).or_default();
        let amount = self
            .withdrawals
            .entry(account)
            .or_default()
            .pay(self.now, deposit.amount)?;
        deposit.amount -= amount;
        self.owed.fee -= amount;
        self.say(Event::Withdrawn { account, amount });
        self.push(Token::Fee, account, amount)?;
        Ok(Returned::Amount(amount))
    }
}
