// SPDX-License-Identifier: MIT OR Apache-2.0
//! Burning DIEM against another account's position, by its offer (§5).
//!
//! # Interpretation
//! * `burnFor` against the caller's own position reverts with `InvalidRecipient` of that account.
//! * An offer that has been used up keeps its rate and its last day, with an amount of 0.
//! * `DiemBurnedFor` comes before `Transfer`, as `DiemBurned` does.

use alloy_primitives::U256;

use crate::accounts::AccountId;
use crate::error::DiemError;
use crate::event::{Event, ReturnValue};
use crate::records::balances::Position;
use crate::records::burn_offer::{stored_offer_amount, BurnOffer};
use crate::records::grant::stored_last_day;
use crate::reference::Reference;
use crate::rules::token::{require_amount, require_recipient};
use crate::units::{cap, mul_div, Day, ONE};

impl Reference {
    /// The account's offer as stored, ended or not.
    pub(crate) fn burn_offer(&self, account: AccountId) -> BurnOffer {
        self.burn_offers.get(&account).copied().unwrap_or_default()
    }

    pub(crate) fn offer_burn(
        &mut self,
        account: AccountId,
        rate: u128,
        amount: u128,
        last_day: Day,
    ) -> Result<ReturnValue, DiemError> {
        let offer = if rate == 0 {
            BurnOffer::default()
        } else {
            require_amount(amount)?;
            BurnOffer {
                rate,
                amount: stored_offer_amount(amount),
                last_day: stored_last_day(last_day),
            }
        };
        self.burn_offers.insert(account, offer);
        let BurnOffer { rate, amount, last_day } = offer;
        self.emit(Event::BurnOffered { account, rate, amount, last_day });
        Ok(ReturnValue::Nothing)
    }

    /// Burns the caller's DIEM against the position of `account`. Returns what `recipient` is paid, in VVV wei,
    /// rounded down.
    pub(crate) fn burn_for(
        &mut self,
        caller: AccountId,
        account: AccountId,
        amount: u128,
        min_vvv: u128,
        recipient: AccountId,
    ) -> Result<ReturnValue, DiemError> {
        require_amount(amount)?;
        require_recipient(recipient)?;
        if recipient == account {
            return Err(DiemError::InvalidRecipient { recipient });
        }
        if account == caller {
            return Err(DiemError::InvalidRecipient { recipient: account });
        }
        let offer = self.burn_offer(account);
        let left = offer.left(self.today());
        if amount > left {
            return Err(DiemError::NoBurnOffer { account, left });
        }
        let Position { locked, minted, .. } = self.position(account);
        if amount > minted {
            return Err(DiemError::ExceedsMinted { minted, amount });
        }
        self.require_diem(caller, amount)?;
        let freed = mul_div(amount, locked, minted);
        let price: U256 = U256::from(amount) * U256::from(offer.rate) / U256::from(ONE);
        let paid = cap(price, freed);
        let min_out = min_vvv.max(1);
        if paid < min_out {
            return Err(DiemError::SlippageExceeded { out: paid, min_out });
        }
        self.settle_pool_reward();
        self.settle_reward(account);
        self.settle_reward(recipient);
        self.burn_offers.insert(account, BurnOffer { amount: offer.amount - amount, ..offer });
        let position = self.position_mut(account);
        position.locked -= freed;
        position.minted -= amount;
        position.staked -= paid;
        self.position_mut(recipient).staked += paid;
        self.emit(Event::DiemBurnedFor {
            account,
            burner: caller,
            recipient,
            diem_burned: amount,
            vvv_unlocked: freed,
            vvv_paid: paid,
        });
        self.burn(caller, amount);
        Ok(ReturnValue::Amount(paid))
    }
}
