// SPDX-License-Identifier: MIT OR Apache-2.0
//! The storage slots that settling usage reads and writes. They make up most of its gas.

use crate::program::support::*;
use alloy_primitives::U256;
use alloy_signer_local::PrivateKeySigner;
use alloy_sol_types::SolCall;
use diem_devnet::stylus::hostio::HostFn;

/// Ink of the first read of a slot in a transaction: at least 2,100 gas. Repeated reads cost far less.
const FIRST_READ: u64 = 2_100 * 10_000;
/// The price of a credit, in base units of the fee token.
const PRICE: u128 = PARAMS[7];

/// A call's use of Diem's storage.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Slots {
    /// Distinct slots read.
    read: usize,
    /// Words stored. A slot may be stored twice.
    stored: usize,
    /// Slots with another value afterwards.
    changed: usize,
}

fn slots(read: usize, stored: usize, changed: usize) -> Slots {
    Slots { read, stored, changed }
}

/// Sends a call and counts its use of storage. Returns the gas too.
#[track_caller]
fn count(
    fixture: &mut Fixture,
    by: alloy_primitives::Address,
    call: &impl SolCall,
) -> (Slots, u64) {
    let diem = to_evm(fixture.diem);
    let before = fixture.state(&[]).slots;
    fixture.chain.trace = true;
    let result = fixture.raw(by, call.abi_encode());
    fixture.chain.trace = false;
    assert!(result.is_success(), "{}", result.describe());
    assert!(!fixture.diem_logs(&result).is_empty());
    let after = fixture.state(&[]).slots;
    let own = |function| {
        result.trace.iter().filter(move |host| host.address == diem && host.function == function)
    };
    let changed = before
        .keys()
        .chain(after.keys())
        .collect::<std::collections::BTreeSet<_>>()
        .into_iter()
        .filter(|slot| before.get(slot) != after.get(slot))
        .count();
    let slots = Slots {
        read: own(HostFn::StorageLoadBytes32).filter(|host| host.ink >= FIRST_READ).count(),
        stored: own(HostFn::StorageCacheBytes32).count(),
        changed,
    };
    (slots, result.gas)
}

/// A provider, and `users` accounts with 10 active DIEM each.
fn fixture(users: u8) -> (Fixture, Vec<PrivateKeySigner>) {
    let mut fixture = Fixture::new();
    fixture.admit(PROVIDER);
    let keys: Vec<_> = (0..users).map(key).collect();
    for key in &keys {
        fixture.fund_and_activate(key.address(), 10 * ONE);
    }
    (fixture, keys)
}

/// A voucher of today, signed by `spender`.
fn voucher(
    fixture: &Fixture,
    account: &PrivateKeySigner,
    spender: &PrivateKeySigner,
    credits: u128,
) -> (UsageVoucher, Vec<u8>) {
    let voucher = UsageVoucher {
        account: account.address(),
        spender: spender.address(),
        provider: PROVIDER,
        day: fixture.today(),
        credits: u(credits),
    };
    let signature = signed_voucher(fixture.diem, spender, &voucher);
    (voucher, signature)
}

fn batch(vouchers: impl IntoIterator<Item = (UsageVoucher, Vec<u8>)>) -> redeemBatchCall {
    let (vouchers, signatures): (Vec<_>, Vec<_>) =
        vouchers.into_iter().map(|(voucher, signature)| (voucher, signature.into())).unzip();
    let totals = vouchers.iter().map(|voucher: &UsageVoucher| voucher.credits).collect();
    redeemBatchCall { vouchers, signatures, totals }
}

/// A grant by which `spender` may use the credits and the deposit of `owner`.
fn grant(fixture: &mut Fixture, owner: &PrivateKeySigner, spender: &PrivateKeySigner) {
    let call = approveQuotaCall {
        spender: spender.address(),
        dailyLimit: u(9 * ONE),
        lastDay: fixture.today() + 9,
        allowPaid: true,
    };
    fixture.ok(owner.address(), call);
}

#[test]
fn spend_touches_the_provider_the_meter_and_what_it_draws_on() {
    let (mut fixture, keys) = fixture(2);
    let [owner, agent] = [0, 1].map(|nth: usize| keys[nth].address());
    let spend = |credits: u128| spendCall {
        account: owner,
        provider: PROVIDER,
        credits: u(credits),
        requestId: Default::default(),
    };
    // Reads the day and the provider's record; writes the meter and the day's budget.
    assert_eq!(count(&mut fixture, owner, &spend(ONE)).0, slots(4, 2, 2));
    // Writes the grant too.
    grant(&mut fixture, &keys[0], &keys[1]);
    assert_eq!(count(&mut fixture, agent, &spend(ONE)).0, slots(5, 3, 3));
    // With paid credits it reads the price too, and writes the deposit, the inflow that waits for the day's rollover, the
    // day's paid credits and the provider's earnings.
    fixture.fund_and_deposit(owner, 100 * PRICE);
    assert_eq!(count(&mut fixture, agent, &spend(7 * ONE)).0, slots(5, 3, 3));
    assert_eq!(count(&mut fixture, owner, &spend(2 * ONE)).0, slots(8, 6, 6));
    // Only paid credits: the meter is only read, and the budget is not touched.
    assert_eq!(count(&mut fixture, owner, &spend(ONE)).0, slots(7, 4, 4));
}

#[test]
fn redeem_touches_the_provider_the_record_the_meter_and_what_it_draws_on() {
    let (mut fixture, keys) = fixture(2);
    let redeem = |fixture: &Fixture, spender: usize, credits: u128| {
        let (voucher, signature) = voucher(fixture, &keys[0], &keys[spender], credits);
        redeemCall { voucher, signature: signature.into(), total: u(credits) }
    };
    let call = redeem(&fixture, 0, ONE);
    assert_eq!(count(&mut fixture, PROVIDER, &call).0, slots(5, 3, 3));
    let call = redeem(&fixture, 0, 2 * ONE);
    assert_eq!(count(&mut fixture, PROVIDER, &call).0, slots(5, 3, 3));
    grant(&mut fixture, &keys[0], &keys[1]);
    let call = redeem(&fixture, 1, ONE);
    assert_eq!(count(&mut fixture, PROVIDER, &call).0, slots(6, 4, 4));
    fixture.fund_and_deposit(keys[0].address(), 100 * PRICE);
    let call = redeem(&fixture, 0, 10 * ONE);
    assert_eq!(count(&mut fixture, PROVIDER, &call).0, slots(9, 7, 7));
    let call = redeem(&fixture, 1, 2 * ONE);
    assert_eq!(count(&mut fixture, PROVIDER, &call).0, slots(9, 6, 6));
}

/// A batch reads and writes common slots once. Each voucher adds its own record and meter.
#[test]
fn one_more_voucher_in_a_batch_touches_its_own_slots_only() {
    const MAX: u8 = 50;
    let (mut fixture, keys) = fixture(MAX);
    for key in &keys {
        fixture.fund_and_deposit(key.address(), 100 * PRICE);
    }
    let of = |fixture: &Fixture, vouchers: u8, credits: u128| {
        let part = &keys[..usize::from(vouchers)];
        batch(part.iter().map(|key| voucher(fixture, key, key, credits)))
    };
    let start = fixture.chain.snapshot();
    // A voucher over daily credits adds two slots, to the day, the provider and the budget once a batch. One with paid
    // credits adds the deposit, and once a batch the price, the pending inflow, the day's paid credits and the earnings.
    for (credits, base, each) in [(5, slots(3, 1, 1), 2), (12, slots(6, 4, 4), 3)] {
        for vouchers in [1, 2, 10, MAX] {
            fixture.chain.restore(start.clone());
            let call = of(&fixture, vouchers, credits * ONE);
            let more = each * usize::from(vouchers);
            assert_eq!(
                count(&mut fixture, PROVIDER, &call).0,
                slots(base.read + more, base.stored + more, base.changed + more)
            );
        }
    }

    // The same in gas: the first vouchers of these accounts, then later ones.
    fixture.chain.restore(start.clone());
    let (mut gas, mut per) = (Vec::new(), Vec::new());
    for (nth, credits) in [ONE, 2 * ONE, 12 * ONE, 13 * ONE].into_iter().enumerate() {
        let now = fixture.chain.snapshot();
        let call = of(&fixture, 1, credits);
        let one = count(&mut fixture, PROVIDER, &call).1;
        fixture.chain.restore(now);
        let call = of(&fixture, MAX, credits);
        let all = count(&mut fixture, PROVIDER, &call).1;
        gas.push([one, all]);
        per.push(all / u64::from(MAX));
        println!("{nth}: one {one}, {MAX} {all}, each of them {}", per[nth]);
    }
    // The design's limit, for accounts that have had vouchers before.
    assert!(per[1] < 30_000 && per[2] < 30_000 && per[3] < 30_000, "{per:?}");
    // Writing an empty slot costs 17,100 more: each record, and the day's budget once.
    let first = (u64::from(MAX) + 1) * 17_100;
    assert!(gas[0][1].abs_diff(gas[1][1] + first) < 1_000, "{gas:?}");
}

/// Rejected vouchers read what their rejection takes, and write nothing.
#[test]
fn a_rejected_voucher_writes_nothing() {
    let (mut fixture, keys) = fixture(3);
    let valid = |fixture: &Fixture, nth: usize| voucher(fixture, &keys[nth], &keys[nth], ONE);
    let call = batch([valid(&fixture, 0)]);
    fixture.ok(PROVIDER, call);
    let (next, mut unsigned) = (valid(&fixture, 1), valid(&fixture, 2));
    unsigned.1[5] ^= 1;
    let stale = valid(&fixture, 0);
    let late = {
        let (mut voucher, signature) = valid(&fixture, 2);
        voucher.day -= 2;
        (voucher, signature)
    };
    let call = batch([stale, unsigned, late, next]);
    // Reads the day, the provider and the budget; the stale voucher's meter, which says whether there is a commitment, and
    // its record; the valid voucher's record and meter.
    assert_eq!(count(&mut fixture, PROVIDER, &call).0, slots(7, 3, 3));
    assert_eq!(fixture.quota(keys[2].address())[1], 10 * ONE);
    let fees = fixture.fees();
    assert_eq!(fees, U256::ZERO);
}

/// A commitment is one more slot to read. The provider it names is another, if somebody else collects on a day that the
/// commitment covers.
#[test]
fn only_committed_accounts_read_a_commitment() {
    let (mut fixture, keys) = fixture(1);
    let owner = keys[0].address();
    let redeem = |fixture: &Fixture, credits: u128| {
        let (voucher, signature) = voucher(fixture, &keys[0], &keys[0], credits);
        redeemCall { voucher, signature: signature.into(), total: u(credits) }
    };
    let spend = spendCall {
        account: owner,
        provider: PROVIDER,
        credits: u(ONE),
        requestId: Default::default(),
    };
    fixture.admit(BOB);
    // Reads the provider; writes the commitment and the meter.
    assert_eq!(count(&mut fixture, owner, &commitToCall { provider: PROVIDER }).0, slots(3, 2, 2));
    // One slot more than without a commitment, before it is in force and after.
    for day in 0..2 {
        let call = redeem(&fixture, ONE);
        assert_eq!(count(&mut fixture, PROVIDER, &call).0, slots(6, 3, 3), "day {day}");
        assert_eq!(count(&mut fixture, owner, &spend).0, slots(5, 2, 2), "day {day}");
        let midnight = fixture.next_midnight();
        fixture.set_time(midnight);
        fixture.ok(BOB, checkpointCall {});
    }
    assert_eq!(count(&mut fixture, owner, &releaseCommitmentCall {}).0, slots(1, 1, 1));

    // Committed to a provider that was removed: its record says that it does not bind.
    for _ in 0..3 {
        fixture.advance(DAY);
    }
    fixture.ok(owner, commitToCall { provider: BOB });
    fixture.ok(OWNER, setProviderCall { provider: BOB, admitted: false });
    fixture.advance(2 * DAY);
    fixture.ok(BOB, checkpointCall {});
    let call = redeem(&fixture, ONE);
    assert_eq!(count(&mut fixture, PROVIDER, &call).0, slots(7, 3, 3));
    assert_eq!(count(&mut fixture, owner, &spend).0, slots(6, 2, 2));

    // After the end: the first settlement still looks, and clears the meter's flag; the next need not look.
    fixture.ok(owner, releaseCommitmentCall {});
    fixture.advance(3 * DAY);
    fixture.ok(BOB, checkpointCall {});
    assert_eq!(count(&mut fixture, owner, &spend).0, slots(5, 3, 2));
    assert_eq!(count(&mut fixture, owner, &spend).0, slots(4, 2, 2));
}

/// A voucher for another provider than the account is committed to reads both records, and writes nothing.
#[test]
fn a_voucher_of_a_committed_account_for_somebody_else_writes_nothing() {
    let (mut fixture, keys) = fixture(2);
    fixture.admit(BOB);
    fixture.ok(keys[0].address(), commitToCall { provider: BOB });
    let midnight = fixture.next_midnight();
    fixture.set_time(midnight);
    fixture.ok(BOB, checkpointCall {});
    let of = |fixture: &Fixture, nth: usize| voucher(fixture, &keys[nth], &keys[nth], ONE);
    let (committed, free) = (of(&fixture, 0), of(&fixture, 1));
    let call = batch([committed, free.clone()]);
    let both = count(&mut fixture, PROVIDER, &call).0;
    // The day, the provider and the budget; the committed account's meter, its commitment and the other provider; the
    // valid voucher's meter and record.
    assert_eq!(both, slots(8, 3, 3));
}

/// An operator is one slot to read. A provider that redeems by itself does not read it.
#[test]
fn only_operators_read_whether_they_are_operators() {
    let (mut fixture, keys) = fixture(2);
    let operator = BOB;
    fixture.fund_ether(operator);
    let set = |allowed| setOperatorCall { operator, allowed };
    assert_eq!(count(&mut fixture, PROVIDER, &set(true)).0, slots(0, 1, 1));
    let of = |fixture: &Fixture, nth: usize| voucher(fixture, &keys[nth], &keys[nth], ONE);
    let calls = [0, 1].map(|nth| of(&fixture, nth));
    let start = fixture.chain.snapshot();
    let both = batch(calls.clone());
    let own = count(&mut fixture, PROVIDER, &both).0;
    assert_eq!(own, slots(7, 5, 5));
    fixture.chain.restore(start.clone());
    // Once, however many vouchers.
    assert_eq!(count(&mut fixture, operator, &both).0, slots(8, 5, 5));
    fixture.chain.restore(start);
    let [(voucher, signature), _] = calls;
    let call = redeemCall { voucher, signature: signature.into(), total: u(ONE) };
    assert_eq!(count(&mut fixture, operator, &call).0, slots(6, 3, 3));
}

#[test]
fn burning_for_another_account_touches_both_positions_and_the_recipients_stake() {
    let (mut fixture, keys) = fixture(1);
    let account = keys[0].address();
    fixture.fund_and_mint(ALICE, 5 * ONE);
    fixture.fund_and_stake(BOB, 1_000 * ONE);
    // Rewards stream, so that every reward record changes.
    fixture.fund_fee(BOB, 1_000_000_000);
    fixture.ok(BOB, fundCall { amount: u(1_000_000_000) });
    let midnight = fixture.next_midnight();
    fixture.set_time(midnight);
    for account in [account, ALICE, BOB] {
        fixture.ok(account, claimCall {});
    }
    fixture.advance(3_600);
    let offer = offerBurnCall { rate: u(50 * ONE), amount: u(3 * ONE), lastDay: u32::MAX };
    assert_eq!(count(&mut fixture, account, &offer).0, slots(0, 1, 1));
    let burn = |recipient| burnForCall { account, amount: u(ONE), minVvv: u(1), recipient };
    for recipient in [BOB, ALICE] {
        fixture.advance(3_600);
        // Reads the stream. Writes the account's stake, reward, DIEM and offer; the burner's DIEM; the recipient's stake and
        // reward; index and supply, total stake and the pool's share, the index once when it accrues.
        assert_eq!(count(&mut fixture, ALICE, &burn(recipient)).0, slots(11, 11, 10));
    }
}
