//! What tests of revenue and yield do to a world, and read from it.

use alloy_primitives::{Address, Bytes, B256, U256};
use alloy_signer::SignerSync;
use alloy_signer_local::PrivateKeySigner;
use alloy_sol_types::SolStruct;
use motsu::prelude::*;
use openzeppelin_stylus::token::erc20::IErc20;

use super::*;

/// One fee token, of 6 decimals; by default the price of a credit.
pub const USD: u128 = 1_000_000;

impl World {
    /// A world with these parameters.
    pub fn with(fees: Fees, params: [u128; 8]) -> Self {
        clock::set(NOON);
        let world = Self::unconstructed(fees);
        let arguments = Arguments {
            params: params.map(U256::from),
            ..world.arguments()
        };
        world.construct(&arguments).expect("valid parameters");
        world
    }

    #[track_caller]
    pub fn claimed(&self, by: Address) -> u128 {
        self.ok(by, claimCall {}).amount.to()
    }

    pub fn pending(&self, account: Address) -> u128 {
        self.ok(Address::ZERO, pendingRewardsCall { account })
            .amount
            .to()
    }

    pub fn earnings(&self, provider: Address) -> u128 {
        self.ok(Address::ZERO, earningsOfCall { provider })
            .amount
            .to()
    }

    pub fn protocol(&self) -> ProtocolInfo {
        self.ok(Address::ZERO, protocolCall {})._0
    }

    pub fn info(&self, account: Address) -> AccountInfo {
        self.ok(Address::ZERO, accountOfCall { account })._0
    }

    pub fn checkpoint(&self) {
        self.ok(Address::ZERO, checkpointCall {});
    }

    /// `payer` gets `amount` fee tokens and adds them to tomorrow's stream.
    pub fn streamed(&self, payer: Address, amount: u128) {
        self.fund_fee(payer, amount);
        self.ok(payer, fundCall { amount: u(amount) });
    }

    /// `payer` gets `amount` fee tokens and adds them to tomorrow's budget.
    pub fn budgeted(&self, payer: Address, amount: u128) {
        self.fund_fee(payer, amount);
        self.ok(payer, fundCapacityCall { amount: u(amount) });
    }

    /// `by` uses credits of its own.
    #[track_caller]
    pub fn spent(&self, by: Address, provider: Address, credits: u128) {
        self.ok(by, spend(by, provider, credits));
    }

    /// Redeems `key`'s voucher of `day` over its own credits.
    #[track_caller]
    pub fn redeemed(
        &self,
        key: &PrivateKeySigner,
        provider: Address,
        day: u32,
        credits: u128,
    ) -> (u128, u128) {
        let paid = self.ok(provider, self.voucher(key, provider, day, credits));
        (paid.quotaCredits.to(), paid.paidCredits.to())
    }

    /// `key`'s signed voucher of `day` over its own credits.
    pub fn voucher(
        &self,
        key: &PrivateKeySigner,
        provider: Address,
        day: u32,
        credits: u128,
    ) -> redeemCall {
        let voucher = UsageVoucher {
            account: key.address(),
            spender: key.address(),
            provider,
            day,
            credits: u(credits),
        };
        let digest = voucher.eip712_signing_hash(&domain(self.diem.address()));
        redeemCall {
            signature: Bytes::from(key.sign_hash_sync(&digest).unwrap().as_bytes()),
            voucher,
        }
    }

    /// Fee tokens in `account`'s wallet.
    pub fn purse(&self, account: Address) -> u128 {
        self.coin().sender(Address::ZERO).balance_of(account).to()
    }

    /// VVV in `account`'s wallet.
    pub fn wallet(&self, account: Address) -> u128 {
        self.vvv.sender(Address::ZERO).balance_of(account).to()
    }

    /// Proposes parameters and executes them as soon as that may be.
    pub fn set_params(&self, params: [u128; 8]) {
        self.ok(OWNER, propose(params));
        pass(2 * DAY);
        self.ok(OWNER, executeParamsCall {});
    }
}

pub fn spend(account: Address, provider: Address, credits: u128) -> spendCall {
    spendCall {
        account,
        provider,
        credits: u(credits),
        requestId: B256::ZERO,
    }
}

pub fn propose(params: [u128; 8]) -> proposeParamsCall {
    let [base, power, target, vvv_cooldown, diem_cooldown, staker_share, pool_share, credit_price] =
        params.map(U256::from);
    let params = Params {
        base,
        power,
        target,
        vvvCooldown: vvv_cooldown,
        diemCooldown: diem_cooldown,
        stakerShare: staker_share,
        poolShare: pool_share,
        creditPrice: credit_price,
    };
    proposeParamsCall { params }
}
