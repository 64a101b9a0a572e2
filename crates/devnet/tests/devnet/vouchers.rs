//! Vouchers on the real program: signed totals by keys and wallets, one by one and in batches, with everything that
//! can be wrong with them.

use std::collections::BTreeSet;

use crate::support::*;
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

/// `HostileWallet.Manner`
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(u8)]
enum Manner {
    Accept,
    Refuse,
    WrongMagic,
    RightAligned,
    DirtyMagic,
    TwoWords,
    OneByte,
    FourBytes,
    Nothing,
    Revert,
    RevertWithMagic,
    RevertLong,
    BurnGas,
    Invalid,
    Long,
    Reenter,
    ReenterAndAccept,
    Write,
    Use,
    Demand,
}

/// What a credit costs, in base units of the fee token.
const PRICE: u128 = PARAMS[7];
/// Half the order of secp256k1 is where `s` ends; the twin of a signature has the order less `s`.
const ORDER: U256 = uint!(0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141_U256);
/// Gas that a call must have left to let a wallet check a signature: its 100,000, and what it takes to pass them on.
const NEEDED: u64 = 106_587;

/// The keys of three users with 10 active DIEM each; there is a provider.
fn world() -> (World, [PrivateKeySigner; 3]) {
    let mut world = World::new();
    world.admit(PROVIDER);
    let keys = [key(1), key(2), key(3)];
    for key in &keys {
        world.active(key.address(), 10 * ONE);
    }
    (world, keys)
}

/// What `account` says of its own usage today.
fn voucher(world: &World, account: Address, credits: u128) -> UsageVoucher {
    UsageVoucher {
        account,
        spender: account,
        provider: PROVIDER,
        day: world.today(),
        credits: u(credits),
    }
}

fn redeem(voucher: UsageVoucher, signature: Vec<u8>) -> redeemCall {
    redeemCall {
        voucher,
        signature: signature.into(),
    }
}

/// A voucher signed as it should be.
fn good(world: &World, signer: &PrivateKeySigner, voucher: UsageVoucher) -> redeemCall {
    let signature = signed_voucher(world.diem, signer, &voucher);
    redeem(voucher, signature)
}

fn batch(calls: impl IntoIterator<Item = redeemCall>) -> redeemBatchCall {
    let (vouchers, signatures) = calls
        .into_iter()
        .map(|call| (call.voucher, call.signature))
        .unzip();
    redeemBatchCall {
        vouchers,
        signatures,
    }
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

/// What became of a voucher in a batch.
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
        // Of the day, and of all vouchers together.
        Ok(IDiemEvents::DayRolled(_) | IDiemEvents::ProviderEarned(_)) => None,
        other => panic!("{other:?}"),
    };
    logs.iter().filter_map(outcome).collect()
}

fn collected(world: &mut World, voucher: &UsageVoucher) -> u128 {
    let &UsageVoucher {
        account,
        spender,
        provider,
        day,
        ..
    } = voucher;
    let call = collectedOfCall {
        account,
        spender,
        provider,
        day,
    };
    world.view(call).credits.to()
}

/// The provider's call must fail with exactly `error` and change nothing.
#[track_caller]
fn refused(world: &mut World, call: redeemCall, error: impl SolError) {
    let voucher = call.voucher.clone();
    let before = collected(world, &voucher);
    // In a batch it is skipped with the same error.
    let selector = error.abi_encode()[..4].try_into().expect("a selector");
    world.unmoved(&[PROVIDER, voucher.account, voucher.spender], |world| {
        let (sums, logs) = world.logged(PROVIDER, batch([call.clone()]));
        assert_eq!([sums.quotaCredits, sums.paidCredits], [U256::ZERO; 2]);
        assert_eq!(outcomes(&logs), [Outcome::Rejected(0, selector)]);
    });
    world.refused(PROVIDER, call, error);
    assert_eq!(collected(world, &voucher), before);
}

// --- one voucher ---

#[test]
fn a_voucher_collects_what_it_is_above_the_last() {
    let (mut world, [key, ..]) = world();
    let user = key.address();
    for (total, more) in [(3, 3), (5, 2), (10, 5)] {
        let voucher = voucher(&world, user, total * ONE);
        let (sums, logs) = world.logged(PROVIDER, good(&world, &key, voucher.clone()));
        assert_eq!(sums.quotaCredits, u(more * ONE));
        assert_eq!(sums.paidCredits, U256::ZERO);
        assert_eq!(logs.len(), 1);
        assert_eq!(
            event::<Settled>(&logs[0]),
            settled(&voucher, more * ONE, 0, 0)
        );
        assert_eq!(collected(&mut world, &voucher), total * ONE);
        assert_eq!(world.quota(user), [10 * ONE, (10 - total) * ONE, 0]);
    }
}

#[test]
fn totals_only_grow_and_every_replay_is_refused() {
    let (mut world, [key, ..]) = world();
    let user = key.address();
    let [three, five, four] =
        [3, 5, 4].map(|total| good(&world, &key, voucher(&world, user, total * ONE)));
    world.ok(PROVIDER, three.clone());
    world.ok(PROVIDER, five.clone());
    for late in [three, four, five] {
        let credits = late.voucher.credits;
        refused(
            &mut world,
            late,
            VoucherNotNewer {
                collected: u(5 * ONE),
                credits,
            },
        );
    }
    // Nothing is never newer.
    let nothing = good(&world, &key, voucher(&world, user, 0));
    refused(
        &mut world,
        nothing,
        VoucherNotNewer {
            collected: u(5 * ONE),
            credits: U256::ZERO,
        },
    );
    assert_eq!(world.quota(user)[1], 5 * ONE);
}

/// Whatever the order, all of it is collected once.
#[test]
fn any_order_and_batching_ends_in_the_same_state() {
    let (mut world, keys) = world();
    let totals = [1, 4, 9];
    let calls: Vec<_> = keys
        .iter()
        .flat_map(|key| {
            totals.map(|total| good(&world, key, voucher(&world, key.address(), total * ONE)))
        })
        .collect();
    let start = world.chain.snapshot();
    let orders: [&[usize]; 4] = [
        &[0, 1, 2, 3, 4, 5, 6, 7, 8],
        &[8, 7, 6, 5, 4, 3, 2, 1, 0],
        &[2, 5, 8],
        &[4, 2, 0, 7, 5, 3, 1, 8, 6],
    ];
    let mut ends = Vec::new();
    for order in orders {
        for size in [1, 3, 9] {
            world.chain.restore(start.clone());
            let mut sum = U256::ZERO;
            for part in order.chunks(size) {
                let call = batch(part.iter().map(|nth| calls[*nth].clone()));
                sum += world.ok(PROVIDER, call).quotaCredits;
            }
            assert_eq!(sum, u(27 * ONE));
            ends.push(world.sight(&[]).slots);
        }
    }
    assert_eq!(ends.len(), 12);
    assert!(ends.iter().all(|end| *end == ends[0]));
}

#[test]
fn typed_data_as_wallets_are_given_it_is_what_diem_checks() {
    let (mut world, [key, ..]) = world();
    let (user, day) = (key.address(), world.today());
    // As `eth_signTypedData_v4` takes it, domain as `eip712Domain()` tells it.
    let eip712DomainReturn {
        name,
        version,
        chainId,
        verifyingContract,
        ..
    } = world.view(eip712DomainCall {});
    assert_eq!(verifyingContract, world.diem);
    let field = |name: &str, kind: &str| serde_json::json!({"name": name, "type": kind});
    let json = serde_json::json!({
        "types": {
            "EIP712Domain": [
                field("name", "string"),
                field("version", "string"),
                field("chainId", "uint256"),
                field("verifyingContract", "address"),
            ],
            "UsageVoucher": [
                field("account", "address"),
                field("spender", "address"),
                field("provider", "address"),
                field("day", "uint32"),
                field("credits", "uint256"),
            ],
        },
        "primaryType": "UsageVoucher",
        "domain": {
            "name": name,
            "version": version,
            "chainId": chainId.to::<u64>(),
            "verifyingContract": verifyingContract,
        },
        "message": {
            "account": user,
            "spender": user,
            "provider": PROVIDER,
            "day": day,
            "credits": (2 * ONE).to_string(),
        },
    });
    let data: TypedData = serde_json::from_value(json).expect("typed data");
    let digest = data.eip712_signing_hash().expect("it has a digest");
    let voucher = voucher(&world, user, 2 * ONE);
    assert_eq!(digest, voucher_digest(&domain(world.diem), &voucher));
    let call = redeem(voucher.clone(), signature(&key, digest));
    let (_, logs) = world.logged(PROVIDER, call);
    assert_eq!(event::<Settled>(&logs[0]), settled(&voucher, 2 * ONE, 0, 0));
}

// --- signatures ---

#[test]
fn a_voucher_signed_for_anything_else_is_refused() {
    let (mut world, [key, other, _]) = world();
    let diem = world.diem;
    let voucher = voucher(&world, key.address(), ONE);
    let refuse = |world: &mut World, signature: Vec<u8>| {
        let spender = key.address();
        let call = redeem(voucher.clone(), signature);
        refused(world, call, InvalidVoucherSignature { spender });
    };
    // Another domain.
    let own = domain(diem);
    for domain in [
        alloy_sol_types::Eip712Domain {
            name: Some("DIEM".into()),
            ..own.clone()
        },
        alloy_sol_types::Eip712Domain {
            version: Some("2".into()),
            ..own.clone()
        },
        alloy_sol_types::Eip712Domain {
            chain_id: Some(u(1)),
            ..own.clone()
        },
        alloy_sol_types::Eip712Domain {
            verifying_contract: Some(PROVIDER),
            ..own.clone()
        },
        alloy_sol_types::Eip712Domain {
            salt: Some(B256::ZERO),
            ..own.clone()
        },
    ] {
        refuse(
            &mut world,
            signature(&key, voucher_digest(&domain, &voucher)),
        );
    }
    // Other words.
    for signed in [
        UsageVoucher {
            account: other.address(),
            ..voucher.clone()
        },
        UsageVoucher {
            spender: other.address(),
            ..voucher.clone()
        },
        UsageVoucher {
            provider: BOB,
            ..voucher.clone()
        },
        UsageVoucher {
            day: voucher.day - 1,
            ..voucher.clone()
        },
        UsageVoucher {
            day: voucher.day + 1,
            ..voucher.clone()
        },
        UsageVoucher {
            credits: u(ONE + 1),
            ..voucher.clone()
        },
    ] {
        refuse(&mut world, signed_voucher(diem, &key, &signed));
    }
    // Another key, and a signature of the digest as a message.
    refuse(&mut world, signed_voucher(diem, &other, &voucher));
    let digest = voucher_digest(&own, &voucher);
    let message = alloy_primitives::eip191_hash_message(digest);
    refuse(&mut world, signature(&key, message));
    world.ok(PROVIDER, good(&world, &key, voucher.clone()));
}

#[test]
fn a_signature_has_one_form() {
    let (mut world, [key, ..]) = world();
    let spender = key.address();
    let voucher = voucher(&world, spender, ONE);
    let sound = signed_voucher(world.diem, &key, &voucher);
    assert_eq!(sound.len(), 65);
    let (rs, v) = (sound[..64].to_vec(), sound[64]);
    let s = U256::from_be_slice(&sound[32..64]);
    let high = (ORDER - s).to_be_bytes::<32>();
    let with = |tail: &[u8]| [&rs[..], tail].concat();
    // EIP-2098: the parity in the highest bit of s.
    let mut compact = rs.clone();
    compact[32] |= (v - 27) << 7;
    let mut all = vec![
        ("a high s", [&rs[..32], &high, &[27 + 28 - v]].concat()),
        ("a high s, v kept", [&rs[..32], &high, &[v]].concat()),
        ("the other v", with(&[27 + 28 - v])),
        ("v from 0", with(&[v - 27])),
        ("v 29", with(&[29])),
        ("v of a chain", with(&[(v - 27) + 35])),
        ("compact", compact),
        ("no v", rs.clone()),
        ("two v", with(&[v, v])),
        ("padded to words", with(&[vec![v], vec![0; 31]].concat())),
        ("nothing", vec![]),
        ("one byte", vec![v]),
        ("zeros", vec![0; 65]),
        ("zeros with a v", [vec![0; 64], vec![27]].concat()),
        ("ones", vec![0xff; 65]),
        ("long", vec![1; 10_000]),
    ];
    all.extend((0..65).map(|byte| {
        let mut flipped = sound.clone();
        flipped[byte] ^= 1;
        ("a flipped bit", flipped)
    }));
    for (what, signature) in all {
        println!("{what}");
        let call = redeem(voucher.clone(), signature);
        refused(&mut world, call, InvalidVoucherSignature { spender });
    }
    world.ok(PROVIDER, redeem(voucher, sound));
}

/// A spender of zero is what a broken signature would recover to.
#[test]
fn nobody_signs_for_the_zero_address() {
    let (mut world, _) = world();
    let spender = Address::ZERO;
    for signature in [vec![], vec![0; 65], [vec![0; 64], vec![28]].concat()] {
        let call = redeem(voucher(&world, spender, ONE), signature);
        refused(&mut world, call, InvalidVoucherSignature { spender });
    }
}

// --- the window ---

#[test]
fn a_voucher_holds_on_its_day_and_the_next() {
    let (mut world, [key, ..]) = world();
    let user = key.address();
    let today = world.today();
    let midnight = world.midnight();
    let of = |world: &World, day: u32, credits: u128| {
        let voucher = UsageVoucher {
            day,
            ..voucher(world, user, credits)
        };
        good(world, &key, voucher)
    };
    let tomorrows = of(&world, today + 1, ONE);
    let todays = of(&world, today, 2 * ONE);
    // The last second of today: both that transaction, and the views before it.
    world.set_time(midnight - 1);
    let day = today + 1;
    world.refused(
        PROVIDER,
        tomorrows.clone(),
        VoucherNotYetValid { day, today },
    );
    let far = of(&world, u32::MAX, ONE);
    let day = u32::MAX;
    world.set_time(midnight - 1);
    world.refused(PROVIDER, far, VoucherNotYetValid { day, today });
    world.set_time(midnight - 1);
    world.ok(PROVIDER, todays.clone());
    assert_eq!(world.chain.timestamp(), midnight);

    // The first second of tomorrow: both days hold, each on its own; after today's, yesterday's.
    world.ok(PROVIDER, tomorrows.clone());
    let more = of(&world, today, 6 * ONE);
    world.ok(PROVIDER, more.clone());
    assert_eq!(collected(&mut world, &more.voucher), 6 * ONE);
    assert_eq!(collected(&mut world, &tomorrows.voucher), ONE);
    assert_eq!(world.quota(user), [10 * ONE, 9 * ONE, 4 * ONE]);
    refused(
        &mut world,
        todays,
        VoucherNotNewer {
            collected: u(6 * ONE),
            credits: u(2 * ONE),
        },
    );
    // Its last second, and the one after.
    let last = of(&world, today, 7 * ONE);
    world.set_time(midnight + DAY - 1);
    world.ok(PROVIDER, last);
    let day = today;
    let over = of(&world, day, 8 * ONE);
    let today = day + 2;
    assert_eq!(world.today(), today);
    // The day has begun: a batch of refused vouchers changes nothing then.
    world.ok(PROVIDER, checkpointCall {});
    refused(&mut world, over.clone(), VoucherExpired { day, today });
    assert_eq!(collected(&mut world, &over.voucher), 0, "of no interest");
    // Days go by: a record of long ago is none.
    world.set_time(midnight + 9 * DAY);
    let (day, today) = (0, world.today());
    let ancient = of(&world, 0, ONE);
    world.ok(PROVIDER, checkpointCall {});
    refused(&mut world, ancient, VoucherExpired { day, today });
    let yesterdays = of(&world, today - 1, 10 * ONE);
    world.ok(PROVIDER, yesterdays);
    assert_eq!(world.quota(user), [10 * ONE, 10 * ONE, 0]);
}

// --- coverage ---

#[test]
fn what_quota_and_deposit_do_not_cover_stays_collectable() {
    let (mut world, [key, ..]) = world();
    let user = key.address();
    let usd = world.usd;
    let voucher = voucher(&world, user, 20 * ONE);
    let call = good(&world, &key, voucher.clone());
    world.deposited(user, 3 * PRICE);
    // A ticket does not keep it from being collected.
    world.ok(
        user,
        initiateWithdrawalCall {
            amount: u(3 * PRICE),
        },
    );
    let (sums, logs) = world.logged(PROVIDER, call.clone());
    assert_eq!(
        [sums.quotaCredits, sums.paidCredits],
        [u(10 * ONE), u(3 * ONE)]
    );
    assert_eq!(
        event::<Settled>(&logs[0]),
        settled(&voucher, 10 * ONE, 3 * ONE, 3 * PRICE)
    );
    assert_eq!(world.deposit_of(user), [0, 0, 3 * PRICE]);
    assert_eq!(world.fees(), u(3 * PRICE));
    refused(
        &mut world,
        call.clone(),
        InsufficientCredits {
            quota: U256::ZERO,
            paid: U256::ZERO,
            needed: u(7 * ONE),
        },
    );
    // The same voucher, when there is more.
    world.deposited(user, 7 * PRICE - 1);
    let (sums, _) = world.logged(PROVIDER, call.clone());
    let part = (7 * PRICE - 1) * ONE / PRICE;
    assert_eq!(sums.paidCredits, u(part));
    assert_eq!(collected(&mut world, &voucher), 13 * ONE + part);
    world.deposited(user, 100);
    world.ok(PROVIDER, call);
    assert_eq!(collected(&mut world, &voucher), 20 * ONE);
    assert_eq!(world.deposit_of(user)[0], 99);
    let diem = world.diem;
    assert_eq!(world.balance(usd, diem), u(10 * PRICE + 99));
}

#[test]
fn the_greatest_voucher_collects_all_there_is() {
    let (mut world, [key, ..]) = world();
    let user = key.address();
    for credits in [1 << 120, u128::MAX] {
        let call = good(&world, &key, voucher(&world, user, credits));
        let credits = u(credits);
        refused(&mut world, call, VoucherTooLarge { credits });
    }
    let credits = U256::MAX;
    let beyond = UsageVoucher {
        credits,
        ..voucher(&world, user, 0)
    };
    let call = good(&world, &key, beyond);
    refused(&mut world, call, VoucherTooLarge { credits });
    let call = good(&world, &key, voucher(&world, user, (1 << 120) - 1));
    let (sums, _) = world.logged(PROVIDER, call);
    assert_eq!(sums.quotaCredits, u(10 * ONE));
}

// --- spenders ---

#[test]
fn an_agent_signs_within_its_grant() {
    let (mut world, [owner, agent, _]) = world();
    let (account, spender) = (owner.address(), agent.address());
    let today = world.today();
    let limit = 1u128 << 61;
    let of = |world: &World, day: u32, credits: u128| {
        let voucher = UsageVoucher {
            spender,
            day,
            ..voucher(world, account, credits)
        };
        good(world, &agent, voucher)
    };
    let approve = |limit: u128, last_day: u32, paid: bool| approveQuotaCall {
        spender,
        dailyLimit: u(limit),
        lastDay: last_day,
        allowPaid: paid,
    };
    let call = of(&world, today, 3 * limit);
    refused(&mut world, call.clone(), NoGrant { account, spender });
    world.ok(account, approve(limit, today - 1, true));
    refused(
        &mut world,
        call.clone(),
        GrantExpired {
            lastDay: today - 1,
            day: today,
        },
    );
    // Up to the limit, of the owner's credits, not its own.
    world.ok(account, approve(limit, today, false));
    let (sums, logs) = world.logged(PROVIDER, call.clone());
    assert_eq!(sums.quotaCredits, u(limit));
    assert_eq!(
        event::<Settled>(&logs[0]),
        settled(&call.voucher, limit, 0, 0)
    );
    assert_eq!(world.quota(account)[1], 10 * ONE - limit);
    assert_eq!(world.quota(spender)[1], 10 * ONE);
    refused(
        &mut world,
        call.clone(),
        GrantExceeded {
            left: U256::ZERO,
            needed: u(2 * limit),
        },
    );
    // The owner uses up the day; only what may be paid is left.
    world.ok(account, approve(3 * limit, today, false));
    let rest = 10 * ONE - limit;
    let own = good(&world, &owner, voucher(&world, account, rest));
    world.ok(PROVIDER, own);
    world.deposited(account, 100 * PRICE);
    refused(
        &mut world,
        call.clone(),
        PaidNotAllowed {
            quota: U256::ZERO,
            needed: u(2 * limit),
        },
    );
    world.ok(account, approve(3 * limit, today, true));
    let (sums, _) = world.logged(PROVIDER, call.clone());
    assert_eq!(
        [sums.quotaCredits, sums.paidCredits],
        [U256::ZERO, u(2 * limit)]
    );
    // The day after the last: today's usage is still settled, tomorrow's not.
    let midnight = world.midnight();
    world.set_time(midnight);
    world.ok(account, approve(4 * limit, today, true));
    let call = of(&world, today + 1, ONE);
    world.ok(PROVIDER, checkpointCall {});
    refused(
        &mut world,
        call,
        GrantExpired {
            lastDay: today,
            day: today + 1,
        },
    );
    let late = of(&world, today, 3 * limit + 1);
    refused(
        &mut world,
        late.clone(),
        GrantExceeded {
            left: U256::ZERO,
            needed: u(1),
        },
    );
    // A grant that is withdrawn is withdrawn for yesterday too.
    world.ok(account, approve(0, today, true));
    refused(&mut world, late, NoGrant { account, spender });
}

// --- providers ---

#[test]
fn only_the_vouchers_own_provider_collects_while_it_serves() {
    let (mut world, [key, ..]) = world();
    let user = key.address();
    let today = world.today();
    let provider = PROVIDER;
    let call = good(&world, &key, voucher(&world, user, ONE));
    world.admit(BOB);
    for from in [user, BOB, OWNER] {
        world.unmoved(&[user], |world| {
            let done = world.call(from, call.clone());
            done.reverted_with(&OnlyProvider { provider });
        });
    }
    let strangers = UsageVoucher {
        provider: ALICE,
        ..voucher(&world, user, ONE)
    };
    let strangers = good(&world, &key, strangers);
    world.unmoved(&[user], |world| {
        let done = world.call(ALICE, strangers.clone());
        done.reverted_with(&NotProvider { provider: ALICE });
    });
    // Removed today: vouchers of today, not those of tomorrow; admitted again, both.
    let set = |admitted| setProviderCall { provider, admitted };
    world.ok(OWNER, set(false));
    world.ok(PROVIDER, call);
    let midnight = world.midnight();
    world.set_time(midnight);
    let todays = UsageVoucher {
        day: today,
        ..voucher(&world, user, 2 * ONE)
    };
    world.ok(PROVIDER, good(&world, &key, todays));
    let tomorrows = good(&world, &key, voucher(&world, user, ONE));
    refused(&mut world, tomorrows.clone(), NotProvider { provider });
    world.ok(OWNER, set(true));
    world.ok(PROVIDER, tomorrows);
}

// --- batches ---

#[test]
fn as_many_signatures_as_vouchers() {
    let (mut world, [key, ..]) = world();
    let call = good(&world, &key, voucher(&world, key.address(), ONE));
    for (vouchers, signatures) in [(0, 1), (1, 0), (2, 1), (1, 2)] {
        let call = redeemBatchCall {
            vouchers: vec![call.voucher.clone(); vouchers],
            signatures: vec![call.signature.clone(); signatures],
        };
        let [vouchers, signatures] = [vouchers, signatures].map(U256::from);
        let error = LengthMismatch {
            vouchers,
            signatures,
        };
        world.refused(PROVIDER, call, error);
    }
    let (sums, logs) = world.logged(PROVIDER, batch([]));
    assert_eq!([sums.quotaCredits, sums.paidCredits], [U256::ZERO; 2]);
    assert_eq!(logs, []);
}

/// 50 vouchers of every kind: the good ones settle as they would without the others, to the last slot.
#[test]
fn a_batch_of_50_settles_the_good_and_names_the_bad() {
    let (mut world, [owner, agent, poor]) = world();
    let today = world.today();
    let (account, spender) = (owner.address(), agent.address());
    world.deposited(account, 30 * PRICE);
    let approve = |limit: u128, last_day: u32, paid: bool| approveQuotaCall {
        spender,
        dailyLimit: u(limit),
        lastDay: last_day,
        allowPaid: paid,
    };
    world.ok(account, approve(1 << 60, today + 1, true));
    // Another grant is over, and a third allows nothing paid.
    let frugal = poor.address();
    world.ok(
        spender,
        approveQuotaCall {
            spender: frugal,
            ..approve(ONE, today - 1, true)
        },
    );
    world.ok(
        frugal,
        approveQuotaCall {
            spender: account,
            ..approve(ONE, today, false)
        },
    );
    let midnight = world.midnight();
    world.set_time(midnight - 3_600);

    let of = |account: Address, spender: Address, day: u32, credits: u128| UsageVoucher {
        account,
        spender,
        provider: PROVIDER,
        day,
        credits: u(credits),
    };
    let own = |credits| good(&world, &owner, of(account, account, today, credits));
    let agents = |credits| good(&world, &agent, of(account, spender, today, credits));
    let spoiled = |mut call: redeemCall| {
        call.signature = [&call.signature[..64], &[0]].concat().into();
        call
    };
    // Call, and how it ends: what it settles, or the error's name.
    type Expected = Result<[u128; 3], [u8; 4]>;
    let grant = 1u128 << 60;
    let mut calls: Vec<(redeemCall, Expected)> = vec![
        (own(4 * ONE), Ok([4 * ONE, 0, 0])),
        (own(3 * ONE), Err(VoucherNotNewer::SELECTOR)),
        (own(4 * ONE), Err(VoucherNotNewer::SELECTOR)),
        (
            spoiled(own(9 * ONE)),
            Err(InvalidVoucherSignature::SELECTOR),
        ),
        (agents(grant / 2), Ok([grant / 2, 0, 0])),
        (agents(2 * grant), Ok([grant / 2, 0, 0])),
        (agents(2 * grant), Err(GrantExceeded::SELECTOR)),
        (
            good(&world, &agent, of(frugal, spender, today, ONE)),
            Err(NoGrant::SELECTOR),
        ),
        (
            good(&world, &poor, of(spender, frugal, today, ONE)),
            Err(GrantExpired::SELECTOR),
        ),
        (
            good(&world, &owner, of(account, account, today - 2, ONE)),
            Err(VoucherExpired::SELECTOR),
        ),
        (
            good(&world, &owner, of(account, account, today + 1, ONE)),
            Err(VoucherNotYetValid::SELECTOR),
        ),
        (own(1 << 120), Err(VoucherTooLarge::SELECTOR)),
        (
            good(
                &world,
                &owner,
                UsageVoucher {
                    provider: BOB,
                    ..of(account, account, today, 9 * ONE)
                },
            ),
            Err(OnlyProvider::SELECTOR),
        ),
        // All of the poor one's quota, then nothing of it, then nothing paid.
        (
            good(&world, &poor, of(frugal, frugal, today, 11 * ONE)),
            Ok([10 * ONE, 0, 0]),
        ),
        (
            good(&world, &poor, of(frugal, frugal, today, 11 * ONE)),
            Err(InsufficientCredits::SELECTOR),
        ),
        (
            good(&world, &owner, of(frugal, account, today, ONE)),
            Err(PaidNotAllowed::SELECTOR),
        ),
    ];
    // The day's rest, then paid credits one by one, every other one spoiled by its form.
    let rest = 10 * ONE - grant;
    calls.push((own(rest + ONE), Ok([rest - 4 * ONE, ONE, PRICE])));
    let mut total = rest + ONE;
    while calls.len() < 50 {
        let nth = calls.len();
        if nth.is_multiple_of(2) {
            total += ONE;
            calls.push((own(total), Ok([0, ONE, PRICE])));
        } else {
            calls.push((
                spoiled(own(total + ONE)),
                Err(InvalidVoucherSignature::SELECTOR),
            ));
        }
    }
    let bad = calls.iter().filter(|(_, expected)| expected.is_err());
    assert_eq!((calls.len(), bad.clone().count()), (50, 29));
    let kinds: BTreeSet<_> = bad.map(|(_, expected)| *expected).collect();
    assert_eq!(kinds.len(), 11, "kinds of errors");

    let start = world.chain.snapshot();
    let all = batch(calls.iter().map(|(call, _)| call.clone()));
    let (sums, logs) = world.logged(PROVIDER, all);
    let expected: Vec<_> = calls
        .iter()
        .enumerate()
        .map(|(index, (call, expected))| match *expected {
            Ok([quota, paid, fee]) => Outcome::Settled(settled(&call.voucher, quota, paid, fee)),
            Err(selector) => Outcome::Rejected(index, selector),
        })
        .collect();
    assert_eq!(outcomes(&logs), expected);
    let sum = |part: usize| {
        calls
            .iter()
            .filter_map(|(_, expected)| expected.ok())
            .map(|settled| settled[part])
            .sum::<u128>()
    };
    assert_eq!(
        [sums.quotaCredits, sums.paidCredits],
        [u(sum(0)), u(sum(1))]
    );
    assert_eq!(world.fees(), u(sum(2)));
    let together = world.sight(&[account, spender, frugal]);

    // The good ones among themselves.
    let kept = || calls.iter().filter(|(_, expected)| expected.is_ok());
    world.chain.restore(start.clone());
    world.ok(PROVIDER, batch(kept().map(|(call, _)| call.clone())));
    assert_eq!(world.sight(&[account, spender, frugal]), together);
    // And one by one.
    world.chain.restore(start);
    for (call, expected) in kept() {
        let (_, logs) = world.logged(PROVIDER, call.clone());
        let [quota, paid, fee] = expected.expect("a good one");
        let expected = settled(&call.voucher, quota, paid, fee);
        assert_eq!(event::<Settled>(&logs[0]), expected);
    }
    assert_eq!(world.sight(&[account, spender, frugal]), together);
}

// --- wallets ---

fn call_diem<C: SolCall>(diem: Address, call: C) -> (Address, alloy_primitives::Bytes) {
    (diem, call.abi_encode().into())
}

#[test]
fn a_wallet_signs_by_its_owner_for_itself_and_as_an_agent() {
    let (mut world, [user, owner, _]) = world();
    let diem = world.diem;
    let wallet = world.create(bytecode("Wallet"), &(owner.address(),).abi_encode_params());
    world.minted(ALICE, 5 * ONE);
    let value = u(5 * ONE);
    world.ok(ALICE, transferCall { to: wallet, value });
    let (to, data) = call_diem(diem, stakeDiemCall { amount: value });
    world.at(wallet, owner.address(), IWallet::executeCall { to, data });
    assert_eq!(world.quota(wallet), [5 * ONE, 5 * ONE, 0]);

    let own = voucher(&world, wallet, 2 * ONE);
    let sound = signed_voucher(diem, &owner, &own);
    // Another's key, or another's wallet, does not do.
    let spender = wallet;
    let call = redeem(own.clone(), signed_voucher(diem, &user, &own));
    refused(&mut world, call, InvalidVoucherSignature { spender });
    let (_, logs) = world.logged(PROVIDER, redeem(own.clone(), sound.clone()));
    assert_eq!(event::<Settled>(&logs[0]), settled(&own, 2 * ONE, 0, 0));
    // The wallet decides what a signature is: this one may have more behind it.
    let more = voucher(&world, wallet, 3 * ONE);
    let sound = signed_voucher(diem, &owner, &more);
    for long in [66, 96, 97, 1_000] {
        let mut signature = sound.clone();
        signature.resize(long, 7);
        let start = world.chain.snapshot();
        world.ok(PROVIDER, redeem(more.clone(), signature));
        world.chain.restore(start);
    }
    let call = redeem(more.clone(), sound[..64].to_vec());
    refused(&mut world, call, InvalidVoucherSignature { spender });

    // As an agent of the user's.
    let agents = UsageVoucher {
        spender: wallet,
        ..voucher(&world, user.address(), ONE)
    };
    let call = redeem(agents.clone(), signed_voucher(diem, &owner, &agents));
    refused(
        &mut world,
        call.clone(),
        NoGrant {
            account: user.address(),
            spender: wallet,
        },
    );
    let grant = approveQuotaCall {
        spender: wallet,
        dailyLimit: u(2 * ONE),
        lastDay: world.today(),
        allowPaid: false,
    };
    world.ok(user.address(), grant);
    let (_, logs) = world.logged(PROVIDER, call);
    assert_eq!(event::<Settled>(&logs[0]), settled(&agents, ONE, 0, 0));
}

/// A wallet that answers as it is told to, with 5 active DIEM of its own.
fn hostile_wallet(world: &mut World) -> Address {
    let diem = world.diem;
    let wallet = world.create(bytecode("HostileWallet"), &[]);
    world.minted(ALICE, 5 * ONE);
    let value = u(5 * ONE);
    world.ok(ALICE, transferCall { to: wallet, value });
    let (to, data) = call_diem(diem, stakeDiemCall { amount: value });
    world.at(wallet, ALICE, IHostileWallet::executeCall { to, data });
    wallet
}

fn behave(world: &mut World, wallet: Address, manner: Manner, amount: u64) {
    let call = IHostileWallet::behaveCall {
        manner: manner as u8,
        amount: U256::from(amount),
    };
    world.at(wallet, ALICE, call);
}

/// Between two good vouchers: whatever the wallet does, it loses its own and no other.
#[test]
fn a_hostile_wallet_spoils_its_own_voucher_and_no_other() {
    use Manner::*;
    let (mut world, [first, second, _]) = world();
    let wallet = hostile_wallet(&mut world);
    let vouchers = [first.address(), wallet, second.address()];
    let [before, between, after] = vouchers.map(|account| voucher(&world, account, ONE));
    let calls = |signature: Vec<u8>| {
        batch([
            good(&world, &first, before.clone()),
            redeem(between.clone(), signature),
            good(&world, &second, after.clone()),
        ])
    };
    // Anything will do: the wallet looks at none of it.
    let call = calls(vec![0xee; 65]);
    let accepted = [&before, &between, &after]
        .map(|voucher| Outcome::Settled(settled(voucher, ONE, 0, 0)))
        .to_vec();
    let mut refused = accepted.clone();
    refused[1] = Outcome::Rejected(1, InvalidVoucherSignature::SELECTOR);

    let start = world.chain.snapshot();
    let mut ends = [BTreeSet::new(), BTreeSet::new()];
    let mut dearest = 0;
    for (manner, amount, accepts) in [
        (Accept, 0, true),
        (Refuse, 0, false),
        (WrongMagic, 0, false),
        (RightAligned, 0, false),
        (DirtyMagic, 0, false),
        (TwoWords, 0, false),
        (OneByte, 0, false),
        (FourBytes, 0, false),
        (Nothing, 0, false),
        (Revert, 0, false),
        (RevertWithMagic, 0, false),
        // What 100,000 gas pay for, and what they do not.
        (RevertLong, 150_000, false),
        (RevertLong, 1 << 20, false),
        (Long, 31, false),
        (Long, 32, true),
        (Long, 33, false),
        (Long, 64, false),
        (Long, 150_000, false),
        (Long, 1 << 20, false),
        (BurnGas, 0, false),
        (Invalid, 0, false),
        (Write, 0, false),
        (Use, 50_000, true),
        (Use, 95_000, true),
        (Use, 120_000, false),
        (Demand, 95_000, true),
        // It gets no more than the cap, however much there is.
        (Demand, 100_000, false),
    ] {
        world.chain.restore(start.clone());
        behave(&mut world, wallet, manner, amount);
        let written = world.chain.accounts()[&to_evm(wallet)].storage.clone();
        let done = world.call(PROVIDER, call.clone());
        assert!(done.is_success(), "{manner:?} {amount}: {}", done.story());
        let seen = outcomes(&world.own_logs(&done));
        let expected = if accepts { &accepted } else { &refused };
        assert_eq!(seen, *expected, "{manner:?} {amount}");
        let storage = &world.chain.accounts()[&to_evm(wallet)].storage;
        assert_eq!(*storage, written, "it has changed nothing of its own");
        ends[usize::from(accepts)].insert(format!("{:?}", world.sight(&[]).slots));
        dearest = dearest.max(done.gas);
        // On its own, too.
        let alone = world.call(PROVIDER, redeem(between.clone(), vec![]));
        if !accepts {
            alone.reverted_with(&InvalidVoucherSignature { spender: wallet });
        }
    }
    // However it is refused, the same state; however it is accepted, too.
    assert_eq!(ends.map(|ends| ends.len()), [1, 1]);
    // The dearest takes its cap.
    println!("the dearest of these batches: {dearest} gas");
    assert!(dearest < 350_000);
}

/// A wallet that calls back while it is asked: refused, whatever it calls, and the batch goes on.
#[test]
fn a_wallet_cannot_call_back() {
    let (mut world, [first, second, _]) = world();
    let diem = world.diem;
    let wallet = hostile_wallet(&mut world);
    world.admit(wallet);
    let vouchers = [first.address(), wallet, second.address()];
    let [before, between, after] = vouchers.map(|account| voucher(&world, account, ONE));
    let call = batch([
        good(&world, &first, before.clone()),
        redeem(between.clone(), vec![]),
        good(&world, &second, after.clone()),
    ]);
    let wallets = UsageVoucher {
        provider: wallet,
        ..before.clone()
    };
    let payloads = [
        call.abi_encode(),
        good(&world, &first, wallets).abi_encode(),
        unstakeCall {}.abi_encode(),
        transferCall {
            to: ALICE,
            value: U256::ZERO,
        }
        .abi_encode(),
        approveQuotaCall {
            spender: ALICE,
            dailyLimit: U256::MAX,
            lastDay: u32::MAX,
            allowPaid: true,
        }
        .abi_encode(),
        withdrawCall {}.abi_encode(),
        totalSupplyCall {}.abi_encode(),
        quotaOfCall { account: wallet }.abi_encode(),
        vec![],
    ];
    let start = world.chain.snapshot();
    let mut expected = [&before, &between, &after]
        .map(|voucher| Outcome::Settled(settled(voucher, ONE, 0, 0)))
        .to_vec();
    for payload in payloads {
        for (manner, accepts) in [(Manner::Reenter, false), (Manner::ReenterAndAccept, true)] {
            world.chain.restore(start.clone());
            behave(&mut world, wallet, manner, 0);
            let aim = IHostileWallet::aimCall {
                target: diem,
                payload: payload.clone().into(),
            };
            world.at(wallet, ALICE, aim);
            let (_, logs) = world.logged(PROVIDER, call.clone());
            expected[1] = if accepts {
                Outcome::Settled(settled(&between, ONE, 0, 0))
            } else {
                Outcome::Rejected(1, InvalidVoucherSignature::SELECTOR)
            };
            assert_eq!(outcomes(&logs), expected);
        }
    }
    // Where it is not refused, the wallet would have accepted: the same call back, outside.
    let views = totalSupplyCall {}.abi_encode();
    let data = views.into();
    world.at(
        wallet,
        ALICE,
        IHostileWallet::executeCall { to: diem, data },
    );
}

/// An address without code has no opinion; one that gets code has one from then on.
#[test]
fn a_wallet_needs_code() {
    let (mut world, _) = world();
    let wallet = hostile_wallet(&mut world);
    let call = redeem(voucher(&world, wallet, ONE), vec![]);
    let code = world.chain.code(to_evm(wallet));
    world.chain.set_code(to_evm(wallet), Default::default());
    let spender = wallet;
    refused(
        &mut world,
        call.clone(),
        InvalidVoucherSignature { spender },
    );
    world.chain.set_code(to_evm(wallet), code);
    world.ok(PROVIDER, call);
}

// --- gas ---

/// How a transaction with this much gas ends.
#[derive(Clone, Debug, PartialEq)]
enum End {
    /// The chain's own: all gas is gone.
    Halted,
    /// [`OutOfVoucherGas`], with what was left.
    Short(u64),
    /// What was settled, and what rejected.
    Done { settled: usize, rejected: usize },
}

fn with_gas(world: &mut World, call: &impl SolCall, gas_limit: u64) -> End {
    let diem = world.diem;
    let mut tx = world.tx(PROVIDER, diem, call.abi_encode(), U256::ZERO);
    tx.gas_limit = gas_limit;
    let done = world.transact(tx);
    match &done.status {
        Status::Halt(_) => End::Halted,
        Status::Revert => {
            let error = OutOfVoucherGas::abi_decode(&done.output, true)
                .unwrap_or_else(|_| panic!("with {gas_limit}: {}", done.story()));
            assert_eq!(error.needed, U256::from(NEEDED));
            assert!(error.left < error.needed);
            End::Short(error.left.to())
        }
        Status::Success => {
            let seen = outcomes(&world.own_logs(&done));
            let settled = seen
                .iter()
                .filter(|outcome| matches!(outcome, Outcome::Settled(_)))
                .count();
            End::Done {
                settled,
                rejected: seen.len() - settled,
            }
        }
    }
}

/// With any gas, a call either settles everything or changes nothing. Returns the least gas that it says
/// [`OutOfVoucherGas`] with, if any, and the least that it succeeds with.
fn sweep(
    world: &mut World,
    call: &impl SolCall,
    vouchers: usize,
    limits: Vec<u64>,
) -> [Option<u64>; 2] {
    let start = world.chain.snapshot();
    let complete = End::Done {
        settled: vouchers,
        rejected: 0,
    };
    let mut least = [None; 2];
    for limit in limits {
        world.chain.restore(start.clone());
        let before = world.sight(&[]).slots;
        let end = with_gas(world, call, limit);
        if let End::Done { .. } = end {
            assert_eq!(end, complete, "with {limit} gas");
            least[1].get_or_insert(limit);
        } else {
            assert_eq!(least[1], None, "{limit} is enough, and less is too");
            assert_eq!(world.sight(&[]).slots, before);
            if let End::Short(_) = end {
                least[0].get_or_insert(limit);
            }
        }
    }
    world.chain.restore(start);
    least
}

/// The least gas with which `call` succeeds, between two limits.
fn threshold(world: &mut World, call: &impl SolCall, mut fails: u64, mut succeeds: u64) -> u64 {
    let start = world.chain.snapshot();
    while succeeds - fails > 1 {
        let limit = (fails + succeeds) / 2;
        world.chain.restore(start.clone());
        match with_gas(world, call, limit) {
            End::Done { .. } => succeeds = limit,
            _ => fails = limit,
        }
    }
    world.chain.restore(start);
    succeeds
}

/// Wallets that need nearly all that they may have, and refuse at once when they get less: if one ever gets less, it
/// shows.
#[test]
fn with_too_little_gas_for_a_wallet_the_call_reverts_and_never_blames_the_wallet() {
    let (mut world, _) = world();
    let wallet = hostile_wallet(&mut world);
    behave(&mut world, wallet, Manner::Demand, 99_000);
    let own = voucher(&world, wallet, ONE);
    for signature in [vec![], vec![1; 65], vec![1; 66], vec![1; 1_000]] {
        let length = signature.len();
        let call = redeem(own.clone(), signature);
        let enough = threshold(&mut world, &call, 50_000, 1_000_000);
        let around = (enough - 1_000..enough + 1_000).step_by(37);
        let limits: Vec<_> = (50_000..400_000)
            .step_by(997)
            .chain(around)
            .chain([enough - 1, enough])
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        let [short, least] = sweep(&mut world, &call, 1, limits);
        assert_eq!(least, Some(enough));
        assert!(short.is_some_and(|short| short < enough));
        // One gas less is one too little.
        let End::Short(left) = with_gas(&mut world, &call, enough - 1) else {
            panic!("it names what is missing");
        };
        println!(
            "signature of {length} bytes: OutOfVoucherGas from {short:?}, enough from {enough}"
        );
        assert_eq!(left, NEEDED - 1);
    }
}

#[test]
fn a_batch_never_blames_a_wallet_or_a_key_for_too_little_gas() {
    let (mut world, [first, second, third]) = world();
    let wallet = hostile_wallet(&mut world);
    behave(&mut world, wallet, Manner::Demand, 99_000);
    let of = |key: &PrivateKeySigner| good(&world, key, voucher(&world, key.address(), ONE));
    let wallets = |signature: Vec<u8>| redeem(voucher(&world, wallet, ONE), signature);
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
        let enough = threshold(&mut world, &call, 50_000, 2_000_000);
        let around = (enough.saturating_sub(3_000)..enough + 3_000).step_by(61);
        let limits: Vec<_> = (50_000..600_000)
            .step_by(1_009)
            .chain(around)
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        let ends = sweep(&mut world, &call, vouchers, limits);
        println!("{vouchers} vouchers: {ends:?}, exactly {enough}");
        assert!(ends[1].is_some());
    }
}

// --- calldata ---

/// Calldata with its `nth` word after the selector replaced.
fn with_word(calldata: &[u8], nth: usize, word: U256) -> Vec<u8> {
    let mut calldata = calldata.to_vec();
    calldata[4 + 32 * nth..][..32].copy_from_slice(&word.to_be_bytes::<32>());
    calldata
}

/// Offsets and lengths that lead out of the calldata are its sender's mistake, and are told as such.
#[test]
fn offsets_and_lengths_beyond_the_calldata_are_invalid() {
    let (mut world, [first, second, _]) = world();
    let of = |key: &PrivateKeySigner| good(&world, key, voucher(&world, key.address(), ONE));
    let (a, b) = (of(&first), of(&second));
    let one = a.abi_encode();
    let two = batch([a, b]).abi_encode();
    // Five words of the voucher, an offset, a length, three words of signature.
    assert_eq!(one.len(), 4 + 32 * 10);
    // Two offsets; a length and ten words; a length, two offsets, twice a length and three words.
    assert_eq!(two.len(), 4 + 32 * 24);
    let word = |calldata: &[u8], nth: usize| U256::from_be_slice(&calldata[4 + 32 * nth..][..32]);
    assert_eq!([word(&one, 5), word(&one, 6)], [u(192), u(65)]);
    assert_eq!([word(&two, 0), word(&two, 1)], [u(64), u(416)]);
    assert_eq!([word(&two, 2), word(&two, 13)], [u(2), u(2)]);
    assert_eq!([word(&two, 14), word(&two, 15)], [u(64), u(192)]);
    assert_eq!([word(&two, 16), word(&two, 20)], [u(65), u(65)]);

    let mut bad = Vec::new();
    let huge = [
        u(u32::MAX.into()),
        u(1 << 32),
        (u(1) << 64usize) + u(64),
        u(1) << 255usize,
        U256::MAX,
    ];
    // Of the one: the signature's offset, and its length; the words that pad it may be read.
    for offset in [320 - 31, 320, 321, 100_000].map(u).into_iter().chain(huge) {
        bad.push(with_word(&one, 5, offset));
    }
    for length in [97, 100_000].map(u).into_iter().chain(huge) {
        bad.push(with_word(&one, 6, length));
    }
    // Of the two: the lists' offsets.
    for (place, end) in [(0, 768), (1, 768)] {
        for offset in [end - 31, end, end + 1, 100_000]
            .map(u)
            .into_iter()
            .chain(huge)
        {
            bad.push(with_word(&two, place, offset));
        }
    }
    // Their lengths, both alike or they would be compared first.
    for length in [1_000].map(u).into_iter().chain(huge) {
        bad.push(with_word(&with_word(&two, 2, length), 13, length));
    }
    for length in huge.into_iter().skip(1) {
        bad.push(with_word(&two, 2, length));
        bad.push(with_word(&two, 13, length));
    }
    // The signatures' own offsets and lengths.
    for place in [14, 15] {
        for offset in [320 - 31, 320, 100_000].map(u).into_iter().chain(huge) {
            bad.push(with_word(&two, place, offset));
        }
    }
    for length in [97, 100_000].map(u).into_iter().chain(huge) {
        bad.push(with_word(&two, 20, length));
    }
    for length in [225, 100_000].map(u).into_iter().chain(huge) {
        bad.push(with_word(&two, 16, length));
    }
    // Words with bits outside their types, of the second voucher too.
    for (calldata, place) in [(&one, 0), (&two, 3), (&two, 8)] {
        for field in 0..4 {
            let dirty = word(calldata, place + field) + (u(1) << 160usize);
            bad.push(with_word(calldata, place + field, dirty));
        }
        let day = word(calldata, place + 3) + (u(1) << 32usize);
        bad.push(with_word(calldata, place + 3, day));
    }
    // Cut anywhere before the last byte of the last signature: what pads it may be missing, nothing else.
    for calldata in [&one, &two] {
        bad.extend((4..calldata.len() - 31).map(|length| calldata[..length].to_vec()));
    }
    let tried = bad.len();
    let users = [PROVIDER, first.address(), second.address()];
    world.unmoved(&users, |world| {
        for calldata in bad {
            let done = world.raw(PROVIDER, calldata.clone());
            assert_eq!(
                (done.status.clone(), hex(&done.output)),
                (Status::Revert, hex(&InvalidCalldata {}.abi_encode())),
                "{}: {}",
                hex(&calldata),
                done.story()
            );
        }
    });
    println!("{tried} kinds of bad calldata");
    assert!(tried > 1_000);
    // What they were made of is good, without the padding too.
    let start = world.chain.snapshot();
    for calldata in [&one, &two] {
        for cut in [0, 31] {
            world.chain.restore(start.clone());
            let done = world.raw(PROVIDER, calldata[..calldata.len() - cut].to_vec());
            let settled = done.is_success() && outcomes(&world.own_logs(&done)).len() < 3;
            assert!(settled, "{}", done.story());
        }
    }
}

/// Any word of a batch replaced by an odd one: a typed error, or a batch with another voucher in it; never a trap.
#[test]
fn odd_words_in_a_batch_meet_typed_errors() {
    let (mut world, [first, second, _]) = world();
    let of = |key: &PrivateKeySigner| good(&world, key, voucher(&world, key.address(), ONE));
    let calldata = batch([of(&first), of(&second)]).abi_encode();
    let start = world.chain.snapshot();
    let before = world.sight(&[]).slots;
    let mut ends = [0; 2];
    for place in 0..calldata.len() / 32 {
        for word in [
            u(0),
            u(1),
            u(2),
            u(31),
            u(32),
            u(33),
            u(64),
            u(192),
            u(416),
            u(u32::MAX.into()),
            u(1) << 128usize,
            U256::MAX,
        ] {
            world.chain.restore(start.clone());
            let done = world.raw(PROVIDER, with_word(&calldata, place, word));
            match &done.status {
                Status::Success => {
                    for outcome in outcomes(&world.own_logs(&done)) {
                        // Only what was signed.
                        if let Outcome::Settled(settled) = outcome {
                            assert_eq!(settled.quotaCredits, u(ONE));
                        }
                    }
                }
                Status::Revert => {
                    let error = IDiemErrors::abi_decode(&done.output, true);
                    assert!(error.is_ok(), "{}", done.story());
                    assert_eq!(world.sight(&[]).slots, before);
                }
                Status::Halt(_) => panic!("word {place} as {word}: {}", done.story()),
            }
            ends[usize::from(done.is_success())] += 1;
        }
    }
    println!("{ends:?} reverted and went through");
    assert!(ends.iter().all(|count| *count > 50));
}

/// What the vouchers before have stored is paid for before the wallet is given its gas.
#[test]
fn what_a_batch_wrote_before_does_not_come_out_of_a_wallets_gas() {
    let (mut world, [first, second, third]) = world();
    let wallet = hostile_wallet(&mut world);
    behave(&mut world, wallet, Manner::Demand, 99_000);
    let of = |key: &PrivateKeySigner| good(&world, key, voucher(&world, key.address(), ONE));
    let calls = [&first, &second, &third].map(of);
    // Not 65 bytes: no key is looked for first.
    let wallets = redeem(voucher(&world, wallet, ONE), vec![]);
    let call = batch(calls.into_iter().chain([wallets]));
    let limits = (100_000..400_000).step_by(509).collect();
    let ends = sweep(&mut world, &call, 4, limits);
    assert!(ends.iter().all(Option::is_some));
}

#[test]
fn a_long_signature_does_not_come_out_of_a_wallets_gas() {
    let (mut world, _) = world();
    let wallet = hostile_wallet(&mut world);
    behave(&mut world, wallet, Manner::Demand, 99_000);
    let call = batch([redeem(voucher(&world, wallet, ONE), vec![0; 300_000])]);
    let limits = (1_300_000..1_400_000).step_by(509).collect();
    let ends = sweep(&mut world, &call, 1, limits);
    assert!(ends.iter().all(Option::is_some));
}
