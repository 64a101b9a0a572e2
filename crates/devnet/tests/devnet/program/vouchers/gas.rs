// SPDX-License-Identifier: MIT OR Apache-2.0
//! A call with too little gas for a wallet's signature check reverts as a whole; it never blames the wallet.

use super::wallets::{behave, hostile_wallet, Manner};
use super::*;

/// The gas that a call must have left before it lets a wallet check a signature: the wallet's 100,000 and what passing
/// them on takes.
pub(super) const NEEDED: u64 = 106_587;

/// The outcome of a transaction with a given gas limit.
#[derive(Clone, Debug, PartialEq)]
enum GasOutcome {
    /// Out of gas: all of it is consumed.
    Halted,
    /// [`OutOfVoucherGas`], with the gas that was left.
    Short(u64),
    /// Success, with the numbers of vouchers settled and rejected.
    TxResult { settled: usize, rejected: usize },
}

fn with_gas(fixture: &mut Fixture, call: &impl SolCall, gas_limit: u64) -> GasOutcome {
    let diem = fixture.diem;
    let mut tx = fixture.tx(PROVIDER, diem, call.abi_encode(), U256::ZERO);
    tx.gas_limit = gas_limit;
    let result = fixture.transact(tx);
    match &result.status {
        Status::Halt(_) => GasOutcome::Halted,
        Status::Revert => {
            let error = OutOfVoucherGas::abi_decode(&result.output, true)
                .unwrap_or_else(|_| panic!("with {gas_limit}: {}", result.describe()));
            assert_eq!(error.needed, U256::from(NEEDED));
            assert!(error.left < error.needed);
            GasOutcome::Short(error.left.to())
        }
        Status::Success => {
            let seen = outcomes(&fixture.diem_logs(&result));
            let settled =
                seen.iter().filter(|outcome| matches!(outcome, Outcome::Settled(_))).count();
            GasOutcome::TxResult { settled, rejected: seen.len() - settled }
        }
    }
}

/// Checks that with each gas limit the call either settles all vouchers or changes nothing. Returns the lowest limit with
/// which it reverts with [`OutOfVoucherGas`], and the lowest with which it succeeds.
fn sweep(
    fixture: &mut Fixture,
    call: &impl SolCall,
    vouchers: usize,
    limits: Vec<u64>,
) -> [Option<u64>; 2] {
    let start = fixture.chain.snapshot();
    let complete = GasOutcome::TxResult { settled: vouchers, rejected: 0 };
    let mut lowest = [None; 2];
    for limit in limits {
        fixture.chain.restore(start.clone());
        let before = fixture.state(&[]).slots;
        let end = with_gas(fixture, call, limit);
        if let GasOutcome::TxResult { .. } = end {
            assert_eq!(end, complete, "with {limit} gas");
            lowest[1].get_or_insert(limit);
        } else {
            assert_eq!(lowest[1], None, "fails with {limit} gas, but succeeds with less");
            assert_eq!(fixture.state(&[]).slots, before);
            if let GasOutcome::Short(_) = end {
                lowest[0].get_or_insert(limit);
            }
        }
    }
    fixture.chain.restore(start);
    lowest
}

/// The lowest gas limit with which `call` succeeds, by bisection between two limits.
fn threshold(fixture: &mut Fixture, call: &impl SolCall, mut fails: u64, mut succeeds: u64) -> u64 {
    let start = fixture.chain.snapshot();
    while succeeds - fails > 1 {
        let limit = (fails + succeeds) / 2;
        fixture.chain.restore(start.clone());
        match with_gas(fixture, call, limit) {
            GasOutcome::TxResult { .. } => succeeds = limit,
            _ => fails = limit,
        }
    }
    fixture.chain.restore(start);
    succeeds
}

/// The wallets here reject a signature if they get less than nearly the gas cap, so that too little gas would show.
#[test]
fn too_little_gas_for_a_wallet_reverts_instead_of_rejecting_the_signature() {
    let (mut fixture, _) = fixture();
    let wallet = hostile_wallet(&mut fixture);
    behave(&mut fixture, wallet, Manner::Demand, 99_000);
    let own = voucher(&fixture, wallet, ONE);
    for signature in [vec![], vec![1; 65], vec![1; 66], vec![1; 1_000]] {
        let length = signature.len();
        let call = redeem(own.clone(), signature);
        let enough = threshold(&mut fixture, &call, 50_000, 1_000_000);
        let around = (enough - 1_000..enough + 1_000).step_by(37);
        let limits: Vec<_> = (50_000..400_000)
            .step_by(997)
            .chain(around)
            .chain([enough - 1, enough])
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        let [short, lowest] = sweep(&mut fixture, &call, 1, limits);
        assert_eq!(lowest, Some(enough));
        assert!(short.is_some_and(|short| short < enough));
        // With one gas less, the gas left is one below what is needed.
        let GasOutcome::Short(left) = with_gas(&mut fixture, &call, enough - 1) else {
            panic!("OutOfVoucherGas was expected");
        };
        println!(
            "signature of {length} bytes: OutOfVoucherGas from {short:?}, enough from {enough}"
        );
        assert_eq!(left, NEEDED - 1);
    }
}

#[test]
fn too_little_gas_never_rejects_a_voucher_in_a_batch() {
    let (mut fixture, [first, second, third]) = fixture();
    let wallet = hostile_wallet(&mut fixture);
    behave(&mut fixture, wallet, Manner::Demand, 99_000);
    let of = |key: &PrivateKeySigner| signed(&fixture, key, voucher(&fixture, key.address(), ONE));
    let wallets = |signature: Vec<u8>| redeem(voucher(&fixture, wallet, ONE), signature);
    let keys = [&first, &second, &third].map(of);
    let [a, b, c] = keys.clone();
    let batches = [
        batch(keys),
        batch([a.clone(), wallets(vec![1; 65]), b.clone()]),
        batch([wallets(vec![1; 65]), a.clone()]),
        batch([a.clone(), b.clone(), c.clone(), wallets(vec![1; 65])]),
    ];
    for call in batches {
        let vouchers = call.vouchers.len();
        let enough = threshold(&mut fixture, &call, 50_000, 2_000_000);
        let around = (enough.saturating_sub(3_000)..enough + 3_000).step_by(61);
        let limits: Vec<_> = (50_000..600_000)
            .step_by(1_009)
            .chain(around)
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        let ends = sweep(&mut fixture, &call, vouchers, limits);
        println!("{vouchers} vouchers: {ends:?}, exactly {enough}");
        assert!(ends[1].is_some());
    }
}

/// Storage written by earlier vouchers is paid before the wallet gets its gas.
#[test]
fn earlier_vouchers_of_a_batch_do_not_reduce_a_wallets_gas() {
    let (mut fixture, [first, second, third]) = fixture();
    let wallet = hostile_wallet(&mut fixture);
    behave(&mut fixture, wallet, Manner::Demand, 99_000);
    let of = |key: &PrivateKeySigner| signed(&fixture, key, voucher(&fixture, key.address(), ONE));
    let calls = [&first, &second, &third].map(of);
    // Not 65 bytes long, so that no key recovery comes first.
    let wallets = redeem(voucher(&fixture, wallet, ONE), vec![]);
    let call = batch(calls.into_iter().chain([wallets]));
    let limits = (100_000..400_000).step_by(509).collect();
    let ends = sweep(&mut fixture, &call, 4, limits);
    assert!(ends.iter().all(Option::is_some));
}

#[test]
fn a_long_signature_does_not_reduce_a_wallets_gas() {
    let (mut fixture, _) = fixture();
    let wallet = hostile_wallet(&mut fixture);
    behave(&mut fixture, wallet, Manner::Demand, 99_000);
    let call = batch([redeem(voucher(&fixture, wallet, ONE), vec![0; 300_000])]);
    let limits = (1_300_000..1_400_000).step_by(509).collect();
    let ends = sweep(&mut fixture, &call, 1, limits);
    assert!(ends.iter().all(Option::is_some));
}

/// Wallets that use up their whole allowance and accept, among keys. With any gas limit between what one voucher takes and
/// what all take, the batch settles all vouchers or reverts; none is dropped for want of gas.
#[test]
fn a_batch_of_wallets_that_use_all_their_gas_settles_all_or_reverts() {
    let (mut fixture, [first, second, _]) = fixture();
    let wallets: [Address; 4] = std::array::from_fn(|_| {
        let wallet = hostile_wallet(&mut fixture);
        behave(&mut fixture, wallet, Manner::Use, 97_000);
        wallet
    });
    let of = |key: &PrivateKeySigner| signed(&fixture, key, voucher(&fixture, key.address(), ONE));
    let [a, b] = [&first, &second].map(of);
    let [w, x, y, z] = wallets.map(|wallet| redeem(voucher(&fixture, wallet, ONE), vec![1; 65]));
    let call = batch([w.clone(), a, x, y, b, z]);
    let one = threshold(&mut fixture, &batch([w]), 50_000, 2_000_000);
    let all = threshold(&mut fixture, &call, 50_000, 2_000_000);
    // A wallet's voucher takes more than 100,000 gas, of which each step is a small part; and every limit near the end.
    assert!(all - one > 3 * 100_000, "{one} {all}");
    let limits: BTreeSet<_> =
        (one..all + 20_000).step_by(4_001).chain(all - 200..all + 200).collect();
    println!("{} limits from {one}; enough from {all}", limits.len());
    let [short, lowest] = sweep(&mut fixture, &call, 6, limits.into_iter().collect());
    assert!(short.is_some());
    assert_eq!(lowest, Some(all));
}
