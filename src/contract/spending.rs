//! Usage settled on chain, one call at a time: for contracts, and wallets that pay for their gas.

use alloy_primitives::{Address, B256};
use diem_model::time::{CreditDay, Day};

use super::grants::require_grant;
use super::quota::meter_of;
use super::require_some;
use super::settlement::{Settlement, Usage, UsageRequest};
use crate::errors::{Error, NotProvider};
use crate::events::Spent;
use crate::{grant, host, Account, Diem};

impl Diem {
    /// Uses `credits` (1e18 is one) of `account`'s today, all of them or none, with `provider`:
    /// of the day's quota first, then of the deposit. By the account itself or a spender it has
    /// granted them. The provider serves against the event, `Spent`, and its `request_id`, which
    /// means nothing here.
    ///
    /// # Errors
    /// `EnforcedPause`; `ZeroAmount`; `NotProvider`; `NoGrant`, `GrantExpired`, `GrantExceeded`; `PaidNotAllowed`;
    /// `InsufficientCredits`.
    pub fn spend(
        &mut self,
        account: Address,
        provider: Address,
        credits: u128,
        request_id: B256,
    ) -> Result<(), Error> {
        let now = host::now();
        let today = self.begin_unpaused(now)?;
        require_some(credits)?;
        let mut settlement = Settlement::begin(today, now, provider);
        if !settlement.record.is_admitted() {
            return Err(NotProvider { provider }.into());
        }
        let (spender, today) = (host::sender(), today.day);
        let wanted = UsageRequest {
            account,
            spender,
            grant: require_grant(account, spender, today, today.0.into())?,
            when: CreditDay::Today,
            needed: credits,
            allow_partial: false,
        };
        let Usage { quota, paid, fee } = settlement.draw(self, wanted)?;
        Spent {
            account,
            provider,
            spender,
            quotaCredits: quota,
            paidCredits: paid,
            fee,
            requestId: request_id,
        }
        .emit();
        settlement.finish(self);
        Ok(())
    }

    /// `(quota, paid)`: the most credits of `account` that `spender` can use now, of the day's
    /// quota and of the deposit. For the account itself, all there are.
    pub fn spendable_of(&self, account: Address, spender: Address) -> (u128, u128) {
        let today = Day::of(host::now());
        let (granted, may_pay) = if account == spender {
            (u128::MAX, true)
        } else {
            let grant = grant(account, spender).get().at(today);
            if !grant.covers(today.0.into()) {
                return (0, 0);
            }
            (grant.left(CreditDay::Today), grant.may_pay())
        };
        let quota = granted.min(meter_of(account, today).left(CreditDay::Today));
        let covered = if may_pay {
            let price = self.economy.get().credit_price;
            Account::of(account).deposit().get().covered_floor(price)
        } else {
            0
        };
        (quota, covered.min(granted - quota))
    }
}
