// SPDX-License-Identifier: MIT OR Apache-2.0
//! Contract wallets (EIP-1271) as spenders, hostile ones included.

use super::*;

/// `HostileWallet.Manner`
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(u8)]
pub(super) enum Manner {
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

/// Manners without re-entry, each with its amount and whether the wallet then accepts a signature.
pub(super) const MANNERS: [(Manner, u64, bool); 27] = [
    (Manner::Accept, 0, true),
    (Manner::Refuse, 0, false),
    (Manner::WrongMagic, 0, false),
    (Manner::RightAligned, 0, false),
    (Manner::DirtyMagic, 0, false),
    (Manner::TwoWords, 0, false),
    (Manner::OneByte, 0, false),
    (Manner::FourBytes, 0, false),
    (Manner::Nothing, 0, false),
    (Manner::Revert, 0, false),
    (Manner::RevertWithMagic, 0, false),
    // Memory that 100,000 gas can pay for, and more.
    (Manner::RevertLong, 150_000, false),
    (Manner::RevertLong, 1 << 20, false),
    (Manner::Long, 31, false),
    (Manner::Long, 32, true),
    (Manner::Long, 33, false),
    (Manner::Long, 64, false),
    (Manner::Long, 150_000, false),
    (Manner::Long, 1 << 20, false),
    (Manner::BurnGas, 0, false),
    (Manner::Invalid, 0, false),
    (Manner::Write, 0, false),
    (Manner::Use, 50_000, true),
    (Manner::Use, 95_000, true),
    (Manner::Use, 120_000, false),
    (Manner::Demand, 95_000, true),
    // It never gets more than the cap.
    (Manner::Demand, 100_000, false),
];

fn call_diem<C: SolCall>(diem: Address, call: C) -> (Address, alloy_primitives::Bytes) {
    (diem, call.abi_encode().into())
}

#[test]
fn a_wallets_owner_signs_for_the_wallet_and_as_an_agent() {
    let (mut fixture, [user, owner, _]) = fixture();
    let diem = fixture.diem;
    let wallet = fixture.create(bytecode("Wallet"), &(owner.address(),).abi_encode_params());
    fixture.fund_and_mint(ALICE, 5 * ONE);
    let value = u(5 * ONE);
    fixture.ok(ALICE, transferCall { to: wallet, value });
    let (to, data) = call_diem(diem, stakeDiemCall { amount: value });
    fixture.call_at(wallet, owner.address(), IWallet::executeCall { to, data });
    assert_eq!(fixture.quota(wallet), [5 * ONE, 5 * ONE, 0]);

    let own = voucher(&fixture, wallet, 2 * ONE);
    let signature_of_owner = signed_voucher(diem, &owner, &own);
    // A key that does not own the wallet.
    let spender = wallet;
    let call = redeem(own.clone(), signed_voucher(diem, &user, &own));
    assert_rejected(&mut fixture, call, InvalidVoucherSignature { spender });
    let (_, logs) = fixture.ok_with_logs(PROVIDER, redeem(own.clone(), signature_of_owner.clone()));
    assert_eq!(event::<Settled>(&logs[0]), settled(&own, 2 * ONE, 0, 0));
    // The wallet decides what it accepts as a signature: this one ignores trailing bytes.
    let more = voucher(&fixture, wallet, 3 * ONE);
    let signature_of_owner = signed_voucher(diem, &owner, &more);
    for long in [66, 96, 97, 1_000] {
        let mut signature = signature_of_owner.clone();
        signature.resize(long, 7);
        let start = fixture.chain.snapshot();
        fixture.ok(PROVIDER, redeem(more.clone(), signature));
        fixture.chain.restore(start);
    }
    let call = redeem(more.clone(), signature_of_owner[..64].to_vec());
    assert_rejected(&mut fixture, call, InvalidVoucherSignature { spender });

    // As an agent of the user.
    let agents = UsageVoucher { spender: wallet, ..voucher(&fixture, user.address(), ONE) };
    let call = redeem(agents.clone(), signed_voucher(diem, &owner, &agents));
    assert_rejected(
        &mut fixture,
        call.clone(),
        NoGrant { account: user.address(), spender: wallet },
    );
    let grant = approveQuotaCall {
        spender: wallet,
        dailyLimit: u(2 * ONE),
        lastDay: fixture.today(),
        allowPaid: false,
    };
    fixture.ok(user.address(), grant);
    let (_, logs) = fixture.ok_with_logs(PROVIDER, call);
    assert_eq!(event::<Settled>(&logs[0]), settled(&agents, ONE, 0, 0));
}

/// A wallet that misbehaves on request, with 5 active DIEM of its own.
pub(super) fn hostile_wallet(fixture: &mut Fixture) -> Address {
    let diem = fixture.diem;
    let wallet = fixture.create(bytecode("HostileWallet"), &[]);
    fixture.fund_and_mint(ALICE, 5 * ONE);
    let value = u(5 * ONE);
    fixture.ok(ALICE, transferCall { to: wallet, value });
    let (to, data) = call_diem(diem, stakeDiemCall { amount: value });
    fixture.call_at(wallet, ALICE, IHostileWallet::executeCall { to, data });
    wallet
}

pub(super) fn behave(fixture: &mut Fixture, wallet: Address, manner: Manner, amount: u64) {
    let call = IHostileWallet::behaveCall { manner: manner as u8, amount: U256::from(amount) };
    fixture.call_at(wallet, ALICE, call);
}

/// A batch with the wallet's voucher between two valid ones: the wallet can only affect its own.
#[test]
fn a_hostile_wallet_only_affects_its_own_voucher() {
    let (mut fixture, [first, second, _]) = fixture();
    let wallet = hostile_wallet(&mut fixture);
    let vouchers = [first.address(), wallet, second.address()];
    let [before, between, after] = vouchers.map(|account| voucher(&fixture, account, ONE));
    let calls = |signature: Vec<u8>| {
        batch([
            signed(&fixture, &first, before.clone()),
            redeem(between.clone(), signature),
            signed(&fixture, &second, after.clone()),
        ])
    };
    // The wallet ignores the signature.
    let call = calls(vec![0xee; 65]);
    let accepted = [&before, &between, &after]
        .map(|voucher| Outcome::Settled(settled(voucher, ONE, 0, 0)))
        .to_vec();
    let mut rejected = accepted.clone();
    rejected[1] = Outcome::Rejected(1, InvalidVoucherSignature::SELECTOR);

    let start = fixture.chain.snapshot();
    let mut ends = [BTreeSet::new(), BTreeSet::new()];
    let mut max_gas = 0;
    for (manner, amount, accepts) in MANNERS {
        fixture.chain.restore(start.clone());
        behave(&mut fixture, wallet, manner, amount);
        let written = fixture.chain.accounts()[&to_evm(wallet)].storage.clone();
        let result = fixture.call(PROVIDER, call.clone());
        assert!(result.is_success(), "{manner:?} {amount}: {}", result.describe());
        let seen = outcomes(&fixture.diem_logs(&result));
        let expected = if accepts { &accepted } else { &rejected };
        assert_eq!(seen, *expected, "{manner:?} {amount}");
        let storage = &fixture.chain.accounts()[&to_evm(wallet)].storage;
        assert_eq!(*storage, written, "the wallet's storage must not change");
        ends[usize::from(accepts)].insert(format!("{:?}", fixture.state(&[]).slots));
        max_gas = max_gas.max(result.gas);
        // The same in a call of its own.
        let single = fixture.call(PROVIDER, redeem(between.clone(), vec![]));
        if !accepts {
            single.assert_reverted_with(&InvalidVoucherSignature { spender: wallet });
        }
    }
    // All rejections lead to one state, and all acceptances to another.
    assert_eq!(ends.map(|ends| ends.len()), [1, 1]);
    // The most expensive batch includes the wallet's full gas cap.
    println!("the most expensive batch: {max_gas} gas");
    assert!(max_gas < 350_000);
}

/// A wallet that reenters during its signature check: every nested call fails, and the batch continues.
#[test]
fn a_wallet_cannot_reenter() {
    let (mut fixture, [first, second, _]) = fixture();
    let diem = fixture.diem;
    let wallet = hostile_wallet(&mut fixture);
    fixture.admit(wallet);
    let vouchers = [first.address(), wallet, second.address()];
    let [before, between, after] = vouchers.map(|account| voucher(&fixture, account, ONE));
    let call = batch([
        signed(&fixture, &first, before.clone()),
        redeem(between.clone(), vec![]),
        signed(&fixture, &second, after.clone()),
    ]);
    let wallets = UsageVoucher { provider: wallet, ..before.clone() };
    let payloads = [
        call.abi_encode(),
        signed(&fixture, &first, wallets).abi_encode(),
        unstakeCall {}.abi_encode(),
        transferCall { to: ALICE, value: U256::ZERO }.abi_encode(),
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
    let start = fixture.chain.snapshot();
    let mut expected = [&before, &between, &after]
        .map(|voucher| Outcome::Settled(settled(voucher, ONE, 0, 0)))
        .to_vec();
    for payload in payloads {
        for (manner, accepts) in [(Manner::Reenter, false), (Manner::ReenterAndAccept, true)] {
            fixture.chain.restore(start.clone());
            behave(&mut fixture, wallet, manner, 0);
            let aim = IHostileWallet::aimCall { target: diem, payload: payload.clone().into() };
            fixture.call_at(wallet, ALICE, aim);
            let (_, logs) = fixture.ok_with_logs(PROVIDER, call.clone());
            expected[1] = if accepts {
                Outcome::Settled(settled(&between, ONE, 0, 0))
            } else {
                Outcome::Rejected(1, InvalidVoucherSignature::SELECTOR)
            };
            assert_eq!(outcomes(&logs), expected);
        }
    }
    // Outside the signature check, the same call succeeds.
    let views = totalSupplyCall {}.abi_encode();
    let data = views.into();
    fixture.call_at(wallet, ALICE, IHostileWallet::executeCall { to: diem, data });
}

/// Without code, an address cannot accept a signature; with code, it can.
#[test]
fn a_wallet_must_have_code() {
    let (mut fixture, _) = fixture();
    let wallet = hostile_wallet(&mut fixture);
    let call = redeem(voucher(&fixture, wallet, ONE), vec![]);
    let code = fixture.chain.code(to_evm(wallet));
    fixture.chain.set_code(to_evm(wallet), Default::default());
    let spender = wallet;
    assert_rejected(&mut fixture, call.clone(), InvalidVoucherSignature { spender });
    fixture.chain.set_code(to_evm(wallet), code);
    fixture.ok(PROVIDER, call);
}
