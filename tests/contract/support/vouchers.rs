// SPDX-License-Identifier: MIT OR Apache-2.0
//! A fixture for tests with vouchers.

use std::ops::Deref;

use alloy_primitives::{address, Address};
use alloy_signer_local::PrivateKeySigner;
use alloy_sol_types::{Eip712Domain, SolError};

use super::*;

/// Another provider.
pub const RIVAL: Address = address!("00000000000000000000000000000000000057EF");
/// About 1.15 credits: a multiple of 2^17 wei, the unit to which limits are rounded.
pub const C: u128 = 1 << 60;

/// A fixture with two providers, and keys for Alice, who has 100 C active, and for an agent.
pub struct VoucherFixture {
    base: Fixture,
    pub alice: PrivateKeySigner,
    pub agent: PrivateKeySigner,
    _precompiles: Precompiles,
}

impl Deref for VoucherFixture {
    type Target = Fixture;

    fn deref(&self) -> &Fixture {
        &self.base
    }
}

impl VoucherFixture {
    /// The fixture at the start.
    pub fn new(fee_token: FeeToken) -> Self {
        let base = Fixture::new(fee_token);
        let (alice, agent) = (signer("alice"), signer("agent"));
        base.admit_provider(PROVIDER);
        base.admit_provider(RIVAL);
        base.activate_diem(alice.address(), 100 * C);
        Self { base, alice, agent, _precompiles: Precompiles::deploy() }
    }

    /// The contract's EIP-712 domain.
    pub fn domain(&self) -> Eip712Domain {
        domain(self.diem.address())
    }

    /// Alice's voucher of today over her own credits.
    pub fn own_voucher(&self, credits: u128) -> UsageVoucher {
        UsageVoucher {
            account: self.alice.address(),
            spender: self.alice.address(),
            provider: PROVIDER,
            day: today(),
            credits: u(credits),
        }
    }

    /// The agent's voucher of today over Alice's credits.
    pub fn agent_voucher(&self, credits: u128) -> UsageVoucher {
        UsageVoucher { spender: self.agent.address(), ..self.own_voucher(credits) }
    }

    /// Alice grants the agent `limit` credits a day.
    pub fn approve_agent(&self, limit: u128, last_day: u32, allow_paid: bool) {
        let call = approveQuotaCall {
            spender: self.agent.address(),
            dailyLimit: u(limit),
            lastDay: last_day,
            allowPaid: allow_paid,
        };
        self.ok(self.alice.address(), call);
    }

    /// Signs the voucher with the key of its spender.
    pub fn sign(&self, voucher: UsageVoucher) -> redeemCall {
        let key = if voucher.spender == self.alice.address() { &self.alice } else { &self.agent };
        sign_voucher(key, &self.domain(), voucher)
    }

    /// Signs and redeems a voucher as its provider, which must succeed. Returns the credits collected from the quota and
    /// from the deposit.
    #[track_caller]
    pub fn redeem(&self, voucher: UsageVoucher) -> (u128, u128) {
        let provider = voucher.provider;
        let paid = self.ok(provider, self.sign(voucher));
        (paid.quotaCredits.to(), paid.paidCredits.to())
    }

    /// Signs and redeems a voucher of which `total` was used, as its provider. Returns the credits collected from the quota
    /// and from the deposit.
    #[track_caller]
    pub fn redeem_total(&self, voucher: UsageVoucher, total: u128) -> (u128, u128) {
        let provider = voucher.provider;
        let paid = self.ok(provider, redeemCall { total: u(total), ..self.sign(voucher) });
        (paid.quotaCredits.to(), paid.paidCredits.to())
    }

    /// Redeeming the voucher must revert with exactly `error`, and change neither the collected total nor the quota.
    #[track_caller]
    pub fn assert_redeem_reverts(&self, voucher: UsageVoucher, error: impl SolError) {
        let provider = voucher.provider;
        let (account, spender, day) = (voucher.account, voucher.spender, voucher.day);
        let before = self.collected(account, spender, provider, day);
        let quota = self.quota_of(account);
        self.assert_reverts(provider, self.sign(voucher), error);
        assert_eq!(self.collected(account, spender, provider, day), before);
        assert_eq!(self.quota_of(account), quota);
    }

    /// The credits collected by vouchers of `day`.
    pub fn collected(
        &self,
        account: Address,
        spender: Address,
        provider: Address,
        day: u32,
    ) -> u128 {
        let call = collectedOfCall { account, spender, provider, day };
        self.ok(Address::ZERO, call).credits.to()
    }

    /// The credits that the provider has collected by Alice's own vouchers of `day`.
    pub fn collected_own(&self, day: u32) -> u128 {
        let alice = self.alice.address();
        self.collected(alice, alice, PROVIDER, day)
    }
}
