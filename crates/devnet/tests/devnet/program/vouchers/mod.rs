// SPDX-License-Identifier: MIT OR Apache-2.0
//! Vouchers on the released program: signed by keys and wallets, one by one and in batches, valid and invalid.

mod batches;
mod calldata;
mod commitments;
mod gas;
mod operators;
mod parties;
mod permits;
mod settlement;
mod signatures;
mod wallets;

use std::collections::BTreeSet;

use crate::program::support::*;
use alloy_dyn_abi::TypedData;
use alloy_primitives::{uint, Address, LogData, B256, U256};
use alloy_signer_local::PrivateKeySigner;
use alloy_sol_types::{sol, SolCall, SolError, SolEventInterface, SolInterface, SolValue};
use diem_devnet::chain::Status;

sol! {
    interface IWallet {
        function execute(address to, bytes data) returns (bytes answer);
    }

    interface IHostileWallet {
        function behave(uint8 manner, uint256 amount);
        function aim(address target, bytes payload);
        function execute(address to, bytes data) returns (bytes answer);
    }
}

/// The price of a credit, in base units of the fee token.
const PRICE: u128 = PARAMS[7];

/// A provider, and the keys of three users with 10 active DIEM each.
fn fixture() -> (Fixture, [PrivateKeySigner; 3]) {
    let mut fixture = Fixture::new();
    fixture.admit(PROVIDER);
    let keys = [key(1), key(2), key(3)];
    for key in &keys {
        fixture.fund_and_activate(key.address(), 10 * ONE);
    }
    (fixture, keys)
}

/// A voucher of `account` over its own usage today.
fn voucher(fixture: &Fixture, account: Address, credits: u128) -> UsageVoucher {
    UsageVoucher {
        account,
        spender: account,
        provider: PROVIDER,
        day: fixture.today(),
        credits: u(credits),
    }
}

/// Collects all of a voucher.
fn redeem(voucher: UsageVoucher, signature: Vec<u8>) -> redeemCall {
    redeemCall { voucher, signature: signature.into(), total: U256::MAX }
}

/// A voucher with a valid signature.
fn signed(fixture: &Fixture, signer: &PrivateKeySigner, voucher: UsageVoucher) -> redeemCall {
    let signature = signed_voucher(fixture.diem, signer, &voucher);
    redeem(voucher, signature)
}

fn batch(calls: impl IntoIterator<Item = redeemCall>) -> redeemBatchCall {
    let mut batch =
        redeemBatchCall { vouchers: Vec::new(), signatures: Vec::new(), totals: Vec::new() };
    for redeemCall { voucher, signature, total } in calls {
        batch.vouchers.push(voucher);
        batch.signatures.push(signature);
        batch.totals.push(total);
    }
    batch
}

fn settled(voucher: &UsageVoucher, quota: u128, paid: u128, fee: u128) -> Settled {
    Settled {
        account: voucher.account,
        provider: voucher.provider,
        spender: voucher.spender,
        day: voucher.day,
        quotaCredits: u(quota),
        paidCredits: u(paid),
        fee: u(fee),
    }
}

/// The outcome of a voucher in a batch.
#[derive(Clone, Debug, PartialEq)]
enum Outcome {
    Settled(Settled),
    Rejected(usize, [u8; 4]),
}

fn outcomes(logs: &[LogData]) -> Vec<Outcome> {
    let outcome = |log: &LogData| match IDiemEvents::decode_raw_log(log.topics(), &log.data, true) {
        Ok(IDiemEvents::Settled(settled)) => Some(Outcome::Settled(settled)),
        Ok(IDiemEvents::VoucherRejected(VoucherRejected { index, selector })) => {
            Some(Outcome::Rejected(index.to(), selector.0))
        }
        // Events of the day, and of all vouchers together.
        Ok(IDiemEvents::DayRolled(_) | IDiemEvents::ProviderEarned(_)) => None,
        other => panic!("{other:?}"),
    };
    logs.iter().filter_map(outcome).collect()
}

fn collected(fixture: &mut Fixture, voucher: &UsageVoucher) -> u128 {
    let &UsageVoucher { account, spender, provider, day, .. } = voucher;
    let call = collectedOfCall { account, spender, provider, day };
    fixture.view(call).credits.to()
}

/// The provider's call must revert with exactly `error` and change nothing. In a batch, the voucher must be skipped with
/// the same error.
#[track_caller]
fn assert_rejected(fixture: &mut Fixture, call: redeemCall, error: impl SolError) {
    let voucher = call.voucher.clone();
    let before = collected(fixture, &voucher);
    let selector = error.abi_encode()[..4].try_into().expect("a selector");
    fixture.assert_unchanged(&[PROVIDER, voucher.account, voucher.spender], |fixture| {
        let (sums, logs) = fixture.ok_with_logs(PROVIDER, batch([call.clone()]));
        assert_eq!([sums.quotaCredits, sums.paidCredits], [U256::ZERO; 2]);
        assert_eq!(outcomes(&logs), [Outcome::Rejected(0, selector)]);
    });
    fixture.expect_revert(PROVIDER, call, error);
    assert_eq!(collected(fixture, &voucher), before);
}
