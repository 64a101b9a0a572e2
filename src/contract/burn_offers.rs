// SPDX-License-Identifier: MIT OR Apache-2.0
//! Burn offers: an account invites others to burn DIEM against its position, and pays them in staked VVV.

use alloy_primitives::{Address, U256};
use diem_model::burn_offer::{BurnOffer, Exceeded};
use diem_model::time::Day;
use stylus_lean::host;
use stylus_lean::word::{saturated, to_u256};

use super::account::{BURN_OFFER, DIEM_BALANCE, STAKE};
use super::mint::{exceeds_minted, require_out};
use super::token::insufficient_balance;
use super::{require_nonzero, require_recipient};
use crate::errors::{Error, InvalidRecipient, NoBurnOffer};
use crate::events::{emit, BurnOffered, DiemBurnedFor, Transfer};
use crate::interface::IDiem::burnOfferOfReturn;
use crate::Diem;

impl Diem {
    /// Invites anyone to burn up to `amount` DIEM wei against the caller's position, up to and including day `last_day`, for
    /// `rate` VVV wei per 1e18 DIEM wei. Replaces an earlier offer; a rate of 0 withdraws it. Emits `BurnOffered`.
    ///
    /// Amounts above 80 bits are stored as 2⁸⁰ − 1, days beyond 65535 as 65535.
    ///
    /// # Errors
    /// `ZeroAmount` for an amount of 0, unless the rate is 0.
    pub fn offer_burn(&mut self, rate: u128, amount: U256, last_day: u32) -> Result<(), Error> {
        let amount = saturated(&amount);
        if rate != 0 {
            require_nonzero(amount)?;
        }
        let account = host::sender();
        let offer = BurnOffer::new(rate, amount, Day::saturating_from(last_day.into()));
        self.account_mut(account).set(BURN_OFFER, &offer);
        emit(BurnOffered {
            account,
            rate: offer.rate(),
            amount: offer.amount(),
            lastDay: offer.last_day().0.into(),
        });
        Ok(())
    }

    /// Burns `amount` DIEM wei of the caller against the position of `account`, by its offer. The burn frees as much locked
    /// VVV as [`burn_diem`](Self::burn_diem) of the account itself would. Of that, the payment, which is returned in wei,
    /// becomes unlocked stake of `recipient`, and the rest unlocked stake of `account`. Emits `DiemBurnedFor` and
    /// `Transfer`.
    ///
    /// The payment is `min(floor(amount · rate / 1e18), freed)`. No token leaves the contract.
    ///
    /// # Errors
    /// In this order: `ZeroAmount`; `InvalidRecipient` for the zero address, this contract and `account` as recipient, and
    /// for the caller as `account`; `NoBurnOffer`; `ExceedsMinted`; `ERC20InsufficientBalance`; `SlippageExceeded` for
    /// a payment below `min_vvv` wei, or of 0.
    pub fn burn_for(
        &mut self,
        account: Address,
        amount: u128,
        min_vvv: u128,
        recipient: Address,
    ) -> Result<u128, Error> {
        require_nonzero(amount)?;
        require_recipient(recipient)?;
        let burner = host::sender();
        if recipient == account || account == burner {
            return Err(InvalidRecipient { recipient: account }.into());
        }
        let mut staker = self.load_staker(account);
        let index = staker.accounting.index;
        let records = self.account(account);
        let (mut offer, mut position) = (records.get(BURN_OFFER), records.get(DIEM_BALANCE));
        offer
            .take(amount, Day::of(staker.now))
            .map_err(|Exceeded(left)| NoBurnOffer { account, left })?;
        let freed = position
            .burn_release_floor(amount, &staker.stake)
            .ok_or_else(|| exceeds_minted(position.minted, amount))?;
        let mut burned = self.account(burner).get(DIEM_BALANCE);
        if amount > burned.balance {
            return Err(insufficient_balance(burner, burned.balance, to_u256(amount)));
        }
        let paid = offer.payment_floor(amount, freed);
        require_out(paid, min_vvv)?;

        position.minted -= amount;
        burned.balance -= amount;
        // No underflow: what an account has minted is part of the supply.
        staker.accounting.supply -= amount;
        let mut pool_reward = self.pool_reward.get();
        staker.release(freed, &mut pool_reward);
        let mut paid_stake = self.settle_rewards(recipient, &index);
        staker.pay(paid, &mut paid_stake)?;

        let mut records = self.account_mut(account);
        records.set(BURN_OFFER, &offer);
        records.set(DIEM_BALANCE, &position);
        self.account_mut(burner).set(DIEM_BALANCE, &burned);
        self.account_mut(recipient).set(STAKE, &paid_stake);
        self.store_position(&staker, &pool_reward);
        emit(DiemBurnedFor {
            account,
            burner,
            recipient,
            diemBurned: amount,
            vvvUnlocked: freed,
            vvvPaid: paid,
        });
        emit(Transfer { from: burner, to: Address::ZERO, value: to_u256(amount) });
        Ok(paid)
    }

    /// `account`'s burn offer as stored, ended or not: the rate (VVV wei per 1e18 DIEM wei), the DIEM (wei) left of it and
    /// its last day; and the position: the DIEM (wei) minted, and the VVV (wei) locked behind it.
    pub fn burn_offer_of(&self, account: Address) -> burnOfferOfReturn {
        let account = self.account(account);
        let offer = account.get(BURN_OFFER);
        burnOfferOfReturn {
            rate: to_u256(offer.rate()),
            amount: to_u256(offer.amount()),
            lastDay: offer.last_day().0.into(),
            minted: to_u256(account.get(DIEM_BALANCE).minted),
            locked: to_u256(account.get(STAKE).locked()),
        }
    }
}
