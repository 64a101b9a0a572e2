// SPDX-License-Identifier: MIT OR Apache-2.0
//! Usage settled on chain, one call at a time: for contracts, and for wallets that pay for their own gas.

use alloy_primitives::{Address, B256};
use diem_model::settlement::{Sources, Usage, UsageRequest};
use diem_model::time::{CreditDay, Day};
use stylus_lean::host;
use stylus_lean::word::to_u256;

use super::account::DEPOSIT;
use super::require_nonzero;
use super::settlement::ProviderSettlement;
use crate::errors::{Error, NotProvider};
use crate::events::{emit, Spent};
use crate::interface::IDiem::spendableOfReturn;
use crate::Diem;

impl Diem {
    /// Uses exactly `credits` (1e18 is one) of `account` today with `provider`: daily credits first, then the deposit. The
    /// caller is the account or a spender with its grant. The provider serves against the event `Spent` and its
    /// `request_id`, which the contract does not interpret.
    ///
    /// # Errors
    /// `EnforcedPause`; `ZeroAmount`; `NotProvider`; `CommittedElsewhere`; `NoGrant`, `GrantExpired`, `GrantExceeded`;
    /// `PaidNotAllowed`; `InsufficientCredits`.
    pub fn spend(
        &mut self,
        account: Address,
        provider: Address,
        credits: u128,
        request_id: B256,
    ) -> Result<(), Error> {
        let now = host::now();
        let today = self.begin_day_unpaused(now)?;
        require_nonzero(credits)?;
        let mut settlement = ProviderSettlement::begin(self, today, provider);
        if !settlement.record.is_admitted() {
            return Err(NotProvider { provider }.into());
        }
        let (spender, today) = (host::sender(), today.day);
        let meter = self.meter_for(account, provider, today, today.0.into())?;
        let grant = self.require_grant(account, spender, today, today.0.into())?;
        let sources = Sources { meter, grant };
        let request = UsageRequest { day: CreditDay::Today, credits, allow_partial: false };
        let Usage { quota, paid, fee } =
            settlement.draw(self, account, spender, sources, request)?;
        // Emitted before `finish` stores the rest: `ProviderEarned` comes last, as after a batch of vouchers.
        emit(Spent {
            account,
            provider,
            spender,
            quotaCredits: quota,
            paidCredits: paid,
            fee,
            requestId: request_id,
        });
        settlement.finish(self);
        Ok(())
    }

    /// The most credits of `account` that `spender` can use now: daily credits, and paid credits that the deposit
    /// covers, at most 2¹²⁸ − 1. An account can use all of its own credits. Commitments are not considered.
    pub fn spendable_of(&self, account: Address, spender: Address) -> spendableOfReturn {
        let today = Day::of(host::now());
        let (granted, allow_paid) = if account == spender {
            (u128::MAX, true)
        } else {
            let grant = self.grant(account, spender, today);
            if grant.covers(today.0.into()) {
                (grant.left(CreditDay::Today), grant.allow_paid())
            } else {
                (0, false)
            }
        };
        let quota = granted.min(self.meter_of(account, today).left(CreditDay::Today));
        let covered = if allow_paid {
            let price = self.economy.get().credit_price;
            self.account(account).get(DEPOSIT).covered_floor(price)
        } else {
            0
        };
        spendableOfReturn {
            quotaCredits: to_u256(quota),
            paidCredits: to_u256(covered.min(granted - quota)),
        }
    }
}
