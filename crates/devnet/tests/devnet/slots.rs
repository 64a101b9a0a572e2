//! Which slots of Diem's the settling of usage touches: on an L2, most of what it costs.

use crate::support::*;
use alloy_primitives::U256;
use alloy_signer_local::PrivateKeySigner;
use alloy_sol_types::SolCall;
use diem_devnet::stylus::hostio::HostFn;

/// Ink of the cheapest first read of a slot in a transaction: 2,100 gas. Reads of a slot already read are far below.
const FIRST_READ: u64 = 2_100 * 10_000;
/// What a credit costs, in base units of the fee token.
const PRICE: u128 = PARAMS[7];

/// What a call did with Diem's storage.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Slots {
    /// Slots read, each once.
    read: usize,
    /// Words handed over to be stored; a slot may be stored twice.
    stored: usize,
    /// Slots whose words are different afterwards.
    changed: usize,
}

fn slots(read: usize, stored: usize, changed: usize) -> Slots {
    Slots {
        read,
        stored,
        changed,
    }
}

/// Sends a call, and counts. Returns its gas, too.
#[track_caller]
fn count(world: &mut World, by: alloy_primitives::Address, call: &impl SolCall) -> (Slots, u64) {
    let diem = to_evm(world.diem);
    let before = world.sight(&[]).slots;
    world.chain.trace = true;
    let done = world.raw(by, call.abi_encode());
    world.chain.trace = false;
    assert!(done.is_success(), "{}", done.story());
    assert!(!world.own_logs(&done).is_empty());
    let after = world.sight(&[]).slots;
    let own = |function| {
        done.trace
            .iter()
            .filter(move |host| host.address == diem && host.function == function)
    };
    let changed = before
        .keys()
        .chain(after.keys())
        .collect::<std::collections::BTreeSet<_>>()
        .into_iter()
        .filter(|slot| before.get(slot) != after.get(slot))
        .count();
    let slots = Slots {
        read: own(HostFn::StorageLoadBytes32)
            .filter(|host| host.ink >= FIRST_READ)
            .count(),
        stored: own(HostFn::StorageCacheBytes32).count(),
        changed,
    };
    (slots, done.gas)
}

/// As many users with 10 active DIEM each; there is a provider.
fn world(users: u8) -> (World, Vec<PrivateKeySigner>) {
    let mut world = World::new();
    world.admit(PROVIDER);
    let keys: Vec<_> = (0..users).map(key).collect();
    for key in &keys {
        world.active(key.address(), 10 * ONE);
    }
    (world, keys)
}

/// A voucher signed by `spender`.
fn voucher(
    world: &World,
    account: &PrivateKeySigner,
    spender: &PrivateKeySigner,
    credits: u128,
) -> (UsageVoucher, Vec<u8>) {
    let voucher = UsageVoucher {
        account: account.address(),
        spender: spender.address(),
        provider: PROVIDER,
        day: world.today(),
        credits: u(credits),
    };
    let signature = signed_voucher(world.diem, spender, &voucher);
    (voucher, signature)
}

fn batch(vouchers: impl IntoIterator<Item = (UsageVoucher, Vec<u8>)>) -> redeemBatchCall {
    let (vouchers, signatures) = vouchers
        .into_iter()
        .map(|(voucher, signature)| (voucher, signature.into()))
        .unzip();
    redeemBatchCall {
        vouchers,
        signatures,
    }
}

/// Lets the second key use the first's credits.
fn grant(world: &mut World, owner: &PrivateKeySigner, spender: &PrivateKeySigner) {
    let call = approveQuotaCall {
        spender: spender.address(),
        dailyLimit: u(9 * ONE),
        lastDay: world.today() + 9,
        allowPaid: true,
    };
    world.ok(owner.address(), call);
}

#[test]
fn a_spend_touches_its_provider_its_meter_and_what_it_draws_on() {
    let (mut world, keys) = world(2);
    let [owner, agent] = [0, 1].map(|nth: usize| keys[nth].address());
    let spend = |credits: u128| spendCall {
        account: owner,
        provider: PROVIDER,
        credits: u(credits),
        requestId: Default::default(),
    };
    // The day and the provider's record; the meter and the day's budget, which it writes.
    assert_eq!(count(&mut world, owner, &spend(ONE)).0, slots(4, 2, 2));
    // And the grant.
    grant(&mut world, &keys[0], &keys[1]);
    assert_eq!(count(&mut world, agent, &spend(ONE)).0, slots(5, 3, 3));
    // And the price; the deposit, what waits for the roll and the day's paid credits, which it writes, as it does what
    // the provider has earned.
    world.deposited(owner, 100 * PRICE);
    assert_eq!(count(&mut world, agent, &spend(7 * ONE)).0, slots(5, 3, 3));
    assert_eq!(count(&mut world, owner, &spend(2 * ONE)).0, slots(8, 6, 6));
    // Paid ones alone: the meter is read only, the budget not at all.
    assert_eq!(count(&mut world, owner, &spend(ONE)).0, slots(7, 4, 4));
}

#[test]
fn a_voucher_touches_its_provider_its_record_its_meter_and_what_it_draws_on() {
    let (mut world, keys) = world(2);
    let redeem = |world: &World, spender: usize, credits: u128| {
        let (voucher, signature) = voucher(world, &keys[0], &keys[spender], credits);
        redeemCall {
            voucher,
            signature: signature.into(),
        }
    };
    let call = redeem(&world, 0, ONE);
    assert_eq!(count(&mut world, PROVIDER, &call).0, slots(5, 3, 3));
    let call = redeem(&world, 0, 2 * ONE);
    assert_eq!(count(&mut world, PROVIDER, &call).0, slots(5, 3, 3));
    grant(&mut world, &keys[0], &keys[1]);
    let call = redeem(&world, 1, ONE);
    assert_eq!(count(&mut world, PROVIDER, &call).0, slots(6, 4, 4));
    world.deposited(keys[0].address(), 100 * PRICE);
    let call = redeem(&world, 0, 10 * ONE);
    assert_eq!(count(&mut world, PROVIDER, &call).0, slots(9, 7, 7));
    let call = redeem(&world, 1, 2 * ONE);
    assert_eq!(count(&mut world, PROVIDER, &call).0, slots(9, 6, 6));
}

/// What a call's vouchers have in common is read and written once: each costs its own record and meter.
#[test]
fn one_more_voucher_in_a_batch_touches_its_own_slots_only() {
    const MOST: u8 = 50;
    let (mut world, keys) = world(MOST);
    for key in &keys {
        world.deposited(key.address(), 100 * PRICE);
    }
    let of = |world: &World, vouchers: u8, credits: u128| {
        let part = &keys[..usize::from(vouchers)];
        batch(part.iter().map(|key| voucher(world, key, key, credits)))
    };
    let start = world.chain.snapshot();
    // From the day's credits: two more of each, and once the day, the provider and the budget. With paid ones, the
    // deposits as well, and once the price, what waits for the roll, the day's paid credits and what was earned.
    for (credits, base, each) in [(5, slots(3, 1, 1), 2), (12, slots(6, 4, 4), 3)] {
        for vouchers in [1, 2, 10, MOST] {
            world.chain.restore(start.clone());
            let call = of(&world, vouchers, credits * ONE);
            let more = each * usize::from(vouchers);
            assert_eq!(
                count(&mut world, PROVIDER, &call).0,
                slots(base.read + more, base.stored + more, base.changed + more)
            );
        }
    }

    // And so gas: the first vouchers there are, then steady ones.
    world.chain.restore(start.clone());
    let (mut gas, mut per) = (Vec::new(), Vec::new());
    for (nth, credits) in [ONE, 2 * ONE, 12 * ONE, 13 * ONE].into_iter().enumerate() {
        let now = world.chain.snapshot();
        let call = of(&world, 1, credits);
        let one = count(&mut world, PROVIDER, &call).1;
        world.chain.restore(now);
        let call = of(&world, MOST, credits);
        let all = count(&mut world, PROVIDER, &call).1;
        gas.push([one, all]);
        per.push(all / u64::from(MOST));
        println!("{nth}: one {one}, {MOST} {all}, each of them {}", per[nth]);
    }
    // The goal of the design, for vouchers of accounts that have had some before.
    assert!(
        per[1] < 30_000 && per[2] < 30_000 && per[3] < 30_000,
        "{per:?}"
    );
    // 17,100 more for a slot that was empty: each record, and once the day's budget.
    let first = (u64::from(MOST) + 1) * 17_100;
    assert!(gas[0][1].abs_diff(gas[1][1] + first) < 1_000, "{gas:?}");
}

/// Refused vouchers read what it takes to refuse them, and write nothing.
#[test]
fn a_refused_voucher_writes_nothing() {
    let (mut world, keys) = world(3);
    let good = |world: &World, nth: usize| voucher(world, &keys[nth], &keys[nth], ONE);
    let call = batch([good(&world, 0)]);
    world.ok(PROVIDER, call);
    let (next, mut unsigned) = (good(&world, 1), good(&world, 2));
    unsigned.1[5] ^= 1;
    let stale = good(&world, 0);
    let late = {
        let (mut voucher, signature) = good(&world, 2);
        voucher.day -= 2;
        (voucher, signature)
    };
    let call = batch([stale, unsigned, late, next]);
    // The provider, the stale one's record; the good one's record and meter.
    assert_eq!(count(&mut world, PROVIDER, &call).0, slots(6, 3, 3));
    assert_eq!(world.quota(keys[2].address())[1], 10 * ONE);
    let fees = world.fees();
    assert_eq!(fees, U256::ZERO);
}
