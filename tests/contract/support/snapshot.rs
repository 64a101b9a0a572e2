// SPDX-License-Identifier: MIT OR Apache-2.0
//! Everything the views report about the contract and some accounts, to compare before and after a call.

use alloy_primitives::{Address, U256};
use motsu::prelude::*;
use openzeppelin_stylus::token::erc20::IErc20;

use super::*;

/// The state of the contract and of some accounts.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// DIEM minted and not burned.
    pub supply: U256,
    /// All staked VVV, locked included.
    pub staked: U256,
    /// VVV locked by minting.
    pub locked: U256,
    /// The contract's VVV balance. Includes fee tokens if they are VVV.
    pub held: U256,
    /// All active DIEM.
    pub active: U256,
    /// Fee tokens on their way: the earnings of [`PROVIDER`], the stream, what joins it with the next rollover, and the
    /// capacity pool with its budgets.
    pub revenue: U256,
    /// The contract's balance of fee tokens. Includes stake if they are VVV.
    pub fee_held: U256,
    /// The accounts, in the order asked for.
    pub accounts: Vec<AccountSnapshot>,
}

/// The state of an account.
#[derive(Clone, Debug, PartialEq)]
pub struct AccountSnapshot {
    /// VVV in the wallet.
    pub vvv: U256,
    /// DIEM in the wallet.
    pub diem: U256,
    /// The nonce of the next permit.
    pub nonce: U256,
    /// Staked VVV that is not locked.
    pub unlocked: U256,
    /// Staked VVV locked by minting.
    pub locked: U256,
    /// DIEM minted against the locked VVV and not burned.
    pub minted: U256,
    /// When the last open VVV ticket matures, and the VVV in tickets.
    pub cooldown: (U256, U256),
    /// The open VVV tickets: numbers, amounts, maturities.
    pub tickets: (Vec<u32>, Vec<U256>, Vec<U256>),
    /// Daily limit, credits left today, credits left of yesterday.
    pub quota: (u128, u128, u128),
    /// Active DIEM, when its last open ticket matures, DIEM in tickets.
    pub active: (U256, U256, U256),
    /// Deposit in base units, prepaid fraction of a unit, amount in open tickets.
    pub deposit: (u128, u128, u128),
    /// Fee tokens in the wallet. Equals `vvv` if they are VVV.
    pub fee: U256,
    /// The burn offer: rate, amount left, last day.
    pub burn_offer: (u128, u128, u32),
    /// The commitment: provider, first day, the day on which it ends.
    pub commitment: (Address, u32, u32),
}

impl Fixture {
    /// The state of the contract and of `accounts`.
    pub fn snapshot(&self, accounts: &[Address]) -> Snapshot {
        let caller = Address::ZERO;
        let diem = self.diem.address();
        let info = self.protocol();
        let earned = u(self.earnings_of(PROVIDER));
        Snapshot {
            supply: self.ok(caller, totalSupplyCall {})._0,
            staked: self.ok(caller, totalStakedVVVCall {})._0,
            locked: self.ok(caller, totalLockedStakedVVVCall {})._0,
            held: self.vvv.sender(caller).balance_of(diem),
            active: self.ok(caller, totalStakedCall {})._0,
            revenue: info.bucket + info.pool + info.stream + earned,
            fee_held: self.fee_token().sender(caller).balance_of(diem),
            accounts: accounts.iter().map(|account| self.account_snapshot(*account)).collect(),
        }
    }

    /// The state of `account`.
    pub fn account_snapshot(&self, account: Address) -> AccountSnapshot {
        let caller = Address::ZERO;
        let lockedStakesReturn { sVVVLockedAmount: locked, outstandingDiemAmount: minted } =
            self.ok(caller, lockedStakesCall { account });
        let stakesReturn { _0: zero, cooldownEnd, cooldownAmount } =
            self.ok(caller, stakesCall { account });
        assert_eq!(zero, U256::ZERO, "the live system's layout has a value here");
        let tickets = self.ok(caller, vvvTicketsOfCall { account });
        let active = self.ok(caller, stakedInfosCall { account });
        AccountSnapshot {
            vvv: self.vvv.sender(caller).balance_of(account),
            diem: self.ok(caller, balanceOfCall { account })._0,
            nonce: self.ok(caller, noncesCall { owner: account })._0,
            unlocked: self.ok(caller, balanceOfUnlockedCall { account })._0,
            locked,
            minted,
            cooldown: (cooldownEnd, cooldownAmount),
            tickets: (tickets.tickets, tickets.amounts, tickets.maturities),
            quota: self.quota_of(account),
            active: (active.amountStaked, active.coolDownEnd, active.coolDownAmount),
            deposit: self.deposit_of(account),
            fee: self.fee_token().sender(caller).balance_of(account),
            burn_offer: self.burn_offer_of(account),
            commitment: self.commitment_of(account),
        }
    }
}
