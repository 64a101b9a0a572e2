// SPDX-License-Identifier: MIT OR Apache-2.0
//! The released program against hostile calldata: random bytes and words, mutated valid calls, any sender, Ether, too
//! little gas. For every input the program either succeeds, with an effect that the calldata encodes, or reverts with one
//! of its own errors and changes nothing.
//!
//! First come valid calls of every function, which cover the interface. Then come numbered random cases from
//! `DIEM_TEST_SEED`. `cargo test` runs [`CASES`] of them; `DIEM_BOUNDARY=1000000` runs more.
//!
//! Only two failures have no revert data: too little gas (tested here), and a reentrant call (`hostile.rs`).

use std::collections::BTreeMap;
use std::ops::Range;

use crate::program::support::*;
use alloy_json_abi::{JsonAbi, StateMutability};
use alloy_primitives::{Address, Bytes, B256, U256};
use alloy_sol_types::{SolCall, SolError, SolInterface};
use diem_devnet::chain::{Account, Snapshot, Status};
use revm::context_interface::result::HaltReason;
use revm::primitives as evm;

/// Random cases in a test run.
const CASES: u64 = 30_000;

/// Functions that cannot succeed here: this one needs VVV as the fee token.
const NEVER_SUCCEED: &[&str] = &["claimAndStake()"];

/// Functions with dynamic arguments.
const DYNAMIC: [[u8; 4]; 4] = [
    redeemCall::SELECTOR,
    redeemBatchCall::SELECTOR,
    announceCall::SELECTOR,
    permitQuotaCall::SELECTOR,
];
/// The number of [`accounts_of_interest`] that send calls; they come first.
const SENDERS: usize = 8;
const STRANGER: Address = Address::repeat_byte(0x77);

/// A transaction to Diem.
#[derive(Clone, Debug)]
struct Case {
    from: Address,
    data: Bytes,
    value: U256,
    /// A gas limit that may be too low, or `None` for plenty.
    gas: Option<u64>,
}

impl Case {
    fn selector(&self) -> Option<[u8; 4]> {
        self.data.first_chunk().copied()
    }
}

/// A state to start from, and valid calls in it.
struct Start {
    snapshot: Snapshot,
    accounts: BTreeMap<evm::Address, Account>,
    valid_calls: Vec<Case>,
}

/// A random number generator: SplitMix64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        word ^ (word >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    fn of<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    fn bytes(&mut self, length: usize) -> Vec<u8> {
        (0..length).map(|_| self.next() as u8).collect()
    }

    /// A word that is likely to mean something: a small number, an address, an offset, a limit, an amount, a day.
    fn word(&mut self, accounts_of_interest: &[Address]) -> [u8; 32] {
        let number = match self.below(9) {
            0 => U256::ZERO,
            1 => U256::from(self.below(40)),
            2 => U256::from_be_bytes(self.of(accounts_of_interest).into_word().0),
            3 => U256::from(32 * self.below(20)),
            4 => (U256::from(1) << self.below(256)).wrapping_sub(U256::from(self.below(2))),
            5 => U256::MAX - U256::from(self.below(100)),
            6 => U256::from(self.next()) * U256::from(self.below(100_000)),
            // A day, a time.
            7 => {
                let days = NOON / DAY + self.below(20) as u64;
                U256::from(days * [1, DAY][self.below(2)])
            }
            _ => return self.bytes(32).try_into().expect("32 bytes"),
        };
        number.to_be_bytes()
    }
}

/// The account that signs vouchers and permits.
fn user() -> Address {
    key(0).address()
}

/// An account that may use the user's credits.
fn agent() -> Address {
    key(1).address()
}

/// Addresses for senders and arguments: first the [`SENDERS`], then contracts and zero.
fn accounts_of_interest(fixture: &Fixture, wallet: Address) -> Vec<Address> {
    let tokens = [fixture.vvv, fixture.usd, fixture.diem, wallet, Address::ZERO];
    let offices = [OWNER, GUARDIAN, PROVIDER, ALICE, BOB, STRANGER];
    [&[user(), agent()][..], &offices, &tokens].concat()
}

/// A user with VVV, a stake, DIEM, credits, a deposit, rewards, and in each queue a matured and an immature withdrawal
/// ticket (withdrawal request); an agent of the user; a provider with earnings; a pending owner; a proposal; and surplus
/// fee tokens. The wallet contract, second result, may use the user's credits too and accepts any signature.
fn fixture() -> (Fixture, Address) {
    let mut fixture = Fixture::new();
    let (user, diem, usd) = (user(), fixture.diem, fixture.usd);
    fixture.admit(PROVIDER);
    for account in [agent(), STRANGER] {
        fixture.fund_ether(account);
    }
    fixture.fund_and_activate(user, 20 * ONE);
    fixture.fund_and_mint(user, 20 * ONE);
    fixture.fund_and_stake(user, 1_000 * ONE);
    fixture.fund(user, 1_000 * ONE);
    fixture.fund_and_deposit(user, 50_000_000);
    fixture.fund_fee(user, 1_000_000_000);
    let wallet = fixture.create(bytecode("HostileWallet"), &[]);
    let value = u(5 * ONE);
    for spender in [agent(), wallet] {
        fixture.ok(user, approveCall { spender, value });
        let call =
            approveQuotaCall { spender, dailyLimit: value, lastDay: u32::MAX, allowPaid: true };
        fixture.ok(user, call);
    }
    for round in 0..2 {
        let amount = u(ONE);
        fixture.ok(user, initiateUnstakeVvvCall { amount });
        fixture.ok(user, initiateUnstakeCall { amount });
        fixture.ok(user, initiateWithdrawalCall { amount: u(1_000) });
        let amount = u(10_000_000);
        fixture.ok(user, fundCall { amount });
        fixture.ok(user, fundCapacityCall { amount });
        fixture.advance([8 * DAY, 60][round]);
        fixture.ok(user, checkpointCall {});
        let call = voucher(&fixture, 0, [ONE, 2 * ONE][round]);
        fixture.ok(PROVIDER, call);
    }
    // An offer to burn, DIEM to burn, an operator, and a commitment that can be released.
    fixture.ok(user, offer_burn());
    fixture.fund_and_mint(BOB, 2 * ONE);
    fixture.ok(PROVIDER, setOperatorCall { operator: ALICE, allowed: true });
    fixture.ok(agent(), commitToCall { provider: PROVIDER });
    fixture.ok(OWNER, transferOwnershipCall { newOwner: BOB });
    fixture.ok(OWNER, propose());
    let value = u(1_000);
    fixture.call_at(usd, BOB, Erc20::mintCall { to: diem, value });
    (fixture, wallet)
}

fn offer_burn() -> offerBurnCall {
    offerBurnCall { rate: u(60 * ONE), amount: u(5 * ONE), lastDay: 60_000 }
}

fn propose() -> proposeParamsCall {
    let [_, power, target, vvv, diem, stakers, pool, price] = PARAMS.map(U256::from);
    let params = Params {
        base: u(100 * ONE),
        power,
        target,
        vvvCooldown: vvv,
        diemCooldown: diem,
        stakerShare: stakers,
        poolShare: pool,
        creditPrice: price,
    };
    proposeParamsCall { params }
}

/// A voucher over the user's credits of today, signed by `key(signer)`.
fn voucher(fixture: &Fixture, signer: u8, credits: u128) -> redeemCall {
    let voucher = UsageVoucher {
        account: user(),
        spender: key(signer).address(),
        provider: PROVIDER,
        day: fixture.today(),
        credits: u(credits),
    };
    let signature = signed_voucher(fixture.diem, &key(signer), &voucher).into();
    redeemCall { voucher, signature, total: U256::MAX }
}

/// A valid call of every function. Each succeeds in at least one of the [`starts`].
#[rustfmt::skip]
fn valid_calls(fixture: &Fixture, abi: &JsonAbi, wallet: Address) -> Vec<Case> {
    let (user, agent, usd) = (user(), agent(), fixture.usd);
    let (one, account, recipient, provider, ticket) = (u(ONE), user, user, PROVIDER, 1);
    let [first, second] = [voucher(fixture, 0, 4 * ONE), voucher(fixture, 1, ONE)];
    let permit = signed_permit(fixture.diem, &key(0), BOB, one, 0, NOON + 999 * DAY);
    let grant = approveQuotaCall { spender: BOB, dailyLimit: one, lastDay: 99_999, allowPaid: false };
    let domain = domain(fixture.diem);
    let quota_permit = signed_quota_permit(&domain, &key(0), user, &grant, 0, NOON + 999 * DAY);
    // By the wallet contract, which accepts any signature.
    let by_wallet = permitQuotaCall { owner: wallet, ..quota_permit.clone() };
    let burn_for = burnForCall { account, amount: one, minVvv: u(1), recipient: BOB };
    let spend = spendCall { account, provider, credits: one, requestId: B256::repeat_byte(7) };
    let mut third = second.clone();
    third.voucher.spender = wallet;
    let batch = [&first, &second, &third].map(|call| (call.voucher.clone(), call.signature.clone()));
    let (vouchers, signatures) = batch.into_iter().unzip();
    let batch = redeemBatchCall { vouchers, signatures, totals: vec![U256::MAX; 3] };
    let activating = stakeAndMintCall { vvv: one, minOut: u(1), activate: true };
    let mut calls = vec![
        (user, transferCall { to: BOB, value: one }.abi_encode()),
        (user, approveCall { spender: BOB, value: one }.abi_encode()),
        (agent, transferFromCall { from: user, to: BOB, value: one }.abi_encode()),
        (BOB, permit.abi_encode()),
        (user, stakeVvvCall { recipient, amount: one }.abi_encode()),
        (user, initiateUnstakeVvvCall { amount: one }.abi_encode()),
        (user, cancelUnstakeVvvCall { ticket }.abi_encode()),
        (user, finalizeUnstakeCall {}.abi_encode()),
        (user, mintDiemCall { vvvToLock: one, minOut: u(1) }.abi_encode()),
        (user, activating.abi_encode()),
        (user, burnDiemCall { amount: one }.abi_encode()),
        (user, offer_burn().abi_encode()),
        (BOB, burn_for.abi_encode()),
        (user, stakeDiemCall { amount: one }.abi_encode()),
        (user, initiateUnstakeCall { amount: one }.abi_encode()),
        (user, cancelUnstakeCall { ticket }.abi_encode()),
        (user, unstakeCall {}.abi_encode()),
        (user, grant.abi_encode()),
        (STRANGER, quota_permit.abi_encode()),
        (STRANGER, by_wallet.abi_encode()),
        (user, depositCall { account, amount: u(1_000) }.abi_encode()),
        (user, initiateWithdrawalCall { amount: u(1_000) }.abi_encode()),
        (user, cancelWithdrawalCall { ticket }.abi_encode()),
        (user, withdrawCall {}.abi_encode()),
        (user, spend.abi_encode()),
        (agent, spend.abi_encode()),
        (ALICE, first.abi_encode()),
        (ALICE, batch.abi_encode()),
        (user, commitToCall { provider }.abi_encode()),
        (agent, releaseCommitmentCall {}.abi_encode()),
        (provider, setOperatorCall { operator: BOB, allowed: true }.abi_encode()),
        (provider, first.abi_encode()),
        (provider, second.abi_encode()),
        (provider, third.abi_encode()),
        (provider, batch.abi_encode()),
        (STRANGER, checkpointCall {}.abi_encode()),
        (user, claimCall {}.abi_encode()),
        (user, claimToCall { to: BOB }.abi_encode()),
        (user, claimAndStakeCall {}.abi_encode()),
        (user, fundCall { amount: u(1_000) }.abi_encode()),
        (user, fundCapacityCall { amount: u(1_000) }.abi_encode()),
        (OWNER, setProviderCall { provider: BOB, admitted: true }.abi_encode()),
        (provider, announceCall { uri: "https://provider.example/v1".into() }.abi_encode()),
        (provider, claimEarningsCall { to: BOB }.abi_encode()),
        (OWNER, transferOwnershipCall { newOwner: ALICE }.abi_encode()),
        (BOB, acceptOwnershipCall {}.abi_encode()),
        (OWNER, setGuardianCall { guardian: ALICE }.abi_encode()),
        (GUARDIAN, pauseCall {}.abi_encode()),
        (OWNER, unpauseCall {}.abi_encode()),
        (OWNER, recoverCall { token: usd, to: ALICE }.abi_encode()),
        (OWNER, propose().abi_encode()),
        (OWNER, cancelParamsCall {}.abi_encode()),
        (STRANGER, executeParamsCall {}.abi_encode()),
        (BUILDER, fixture.constructor_arguments().calldata()),
    ];
    // Calls with dynamic arguments several times: they can be mutated in the most ways.
    let dynamic = calls.iter().filter(|(_, data)| DYNAMIC.iter().any(|selector| data.starts_with(selector)));
    let dynamic: Vec<_> = dynamic.cloned().collect();
    calls.extend(vec![dynamic; 5].concat());
    // Every view, about the user.
    calls.extend(abi.functions().filter(|f| is_view(f)).map(|function| {
        let words = function.inputs.iter().map(|input| match input.ty.as_str() {
            "address" => user.into_word().0,
            "bytes4" => [0; 32],
            "uint32" => U256::from(fixture.today()).to_be_bytes(),
            _ => one.to_be_bytes(),
        });
        let words: Vec<_> = words.collect();
        (STRANGER, [&function.selector()[..], &words.concat()].concat())
    }));
    let case = |(from, data)| Case { from, data: Vec::into(data), value: U256::ZERO, gas: None };
    calls.into_iter().map(case).collect()
}

fn is_view(function: &alloy_json_abi::Function) -> bool {
    use StateMutability::{Pure, View};
    matches!(function.state_mutability, Pure | View)
}

/// Three states: right after setup; three days later, before the day's rollover; and paused.
fn starts(fixture: &mut Fixture, abi: &JsonAbi, wallet: Address) -> Vec<Start> {
    let first = fixture.chain.snapshot();
    let then: [fn(&mut Fixture); 3] = [
        |_| {},
        |fixture| fixture.advance(3 * DAY),
        |fixture| _ = fixture.ok(GUARDIAN, pauseCall {}),
    ];
    let starts = then.into_iter().map(|then| {
        fixture.chain.restore(first.clone());
        then(fixture);
        Start {
            snapshot: fixture.chain.snapshot(),
            accounts: accounts(fixture),
            valid_calls: valid_calls(fixture, abi, wallet),
        }
    });
    starts.collect()
}

/// A random case.
fn case(
    random: &mut Random,
    start: &Start,
    accounts_of_interest: &[Address],
    selectors: &[[u8; 4]],
) -> Case {
    let valid = random.of(&start.valid_calls).clone();
    let from = accounts_of_interest[random.below(SENDERS)];
    let (from, mut data) = match random.below(8) {
        0 => {
            let length = [random.below(5), random.below(300)][random.below(2)];
            (from, random.bytes(length))
        }
        1 | 2 => {
            let words = (0..random.below(12)).flat_map(|_| random.word(accounts_of_interest));
            let words: Vec<_> = words.collect();
            (from, [&random.of(selectors)[..], &words].concat())
        }
        3 => (from, valid.data.to_vec()),
        _ => (valid.from, valid.data.to_vec()),
    };
    for _ in 0..random.below(4) {
        mutate(random, &mut data, accounts_of_interest, selectors);
    }
    let value = match random.one_in(20) {
        true => u(random.next().into()),
        false => U256::ZERO,
    };
    let gas = random.one_in(10).then(|| intrinsic(&data) + random.below(150_000) as u64);
    Case { from, data: data.into(), value, gas }
}

/// Mutates calldata as a faulty client or an attacker would.
fn mutate(
    random: &mut Random,
    data: &mut Vec<u8>,
    accounts_of_interest: &[Address],
    selectors: &[[u8; 4]],
) {
    let words = data.len().saturating_sub(4) / 32;
    if words == 0 || random.one_in(4) {
        match random.below(3) {
            0 => data.truncate(random.below(data.len() + 1)),
            1 => {
                let length = random.below(100);
                data.extend(random.bytes(length));
            }
            _ if data.len() < 4 => {}
            _ => data[..4].copy_from_slice(random.of::<[u8; 4]>(selectors)),
        }
        return;
    }
    let offset = 4 + 32 * random.below(words);
    let word = offset..offset + 32;
    match random.below(5) {
        0 => data[word].copy_from_slice(&random.word(accounts_of_interest)),
        1 => data[word][random.below(32)] ^= 1 << random.below(8),
        // Sets a bit outside a narrow type.
        2 => data[word][random.below(28)] = 1,
        // Moves an offset or a length by a little.
        3 => {
            let off = *random.of(&[1, 31, 32, 33, 64]);
            let number = U256::from_be_slice(&data[word.clone()]);
            let moved = match random.one_in(2) {
                true => number.wrapping_add(U256::from(off)),
                false => number.wrapping_sub(U256::from(off)),
            };
            data[word].copy_from_slice(&moved.to_be_bytes::<32>());
        }
        _ => {
            let from = 4 + 32 * random.below(words);
            data.copy_within(from..from + 32, offset);
        }
    }
}

fn intrinsic(data: &[u8]) -> u64 {
    let bytes = data.iter().map(|byte| if *byte == 0 { 4 } else { 16 });
    21_000 + bytes.sum::<u64>()
}

/// All accounts of the chain that are not empty. Empty ones are ignored because a call to the precompile at address 3
/// leaves one behind even if it is reverted, an exception to EIP-161. (`recover` by the owner can cause it.)
fn accounts(fixture: &Fixture) -> BTreeMap<evm::Address, Account> {
    let mut accounts = fixture.chain.accounts();
    accounts.retain(|_, account| *account != Account::default());
    accounts
}

/// Sends the case from `start`. Returns the result and all accounts afterwards, without the sender's nonce and gas costs.
fn send(
    fixture: &mut Fixture,
    start: &Start,
    case: &Case,
) -> (TxResult, BTreeMap<evm::Address, Account>) {
    fixture.chain.restore(start.snapshot.clone());
    let diem = fixture.diem;
    let mut tx = fixture.tx(case.from, diem, case.data.to_vec(), case.value);
    tx.gas_limit = case.gas.unwrap_or(tx.gas_limit);
    let price = U256::from(tx.gas_price);
    let result = fixture.transact(tx);
    let mut accounts = accounts(fixture);
    let sender = accounts.get_mut(&to_evm(case.from)).expect("the sender");
    sender.nonce -= 1;
    sender.balance += U256::from(result.gas) * price;
    (result, accounts)
}

/// Sends the case and checks every guarantee. Returns the signature of the function that succeeded, or the name of the
/// error.
fn check(fixture: &mut Fixture, start: &Start, abi: &Abi, case: &Case) -> String {
    let (result, accounts) = send(fixture, start, case);
    let function = case.selector().and_then(|selector| abi.functions.get(&selector));
    if !result.is_success() {
        assert!(accounts == start.accounts, "a failed call must not change the state");
    }
    match &result.status {
        Status::Success => {
            assert_eq!(case.value, U256::ZERO, "no call accepts Ether");
            let function = function.expect("only functions of the ABI succeed");
            if is_view(function) {
                assert!(accounts == start.accounts, "a view must not change the state");
                assert_eq!(result.logs, [], "a view must not emit events");
            }
            // A call changes only the storage of Diem and of the tokens.
            let own = [fixture.diem, fixture.vvv, fixture.usd].map(to_evm);
            for (address, account) in &accounts {
                let before = &start.accounts[address];
                let storage =
                    if own.contains(address) { &account.storage } else { &before.storage };
                let before = Account { storage: storage.clone(), ..before.clone() };
                assert!(*account == before, "{address}");
            }
            assert_canonical_effect(fixture, start, case, &result, &accounts);
            function.signature()
        }
        Status::Revert => {
            let error =
                IDiemErrors::abi_decode(&result.output, true).expect("one of the ABI's errors");
            assert_eq!(
                hex(&error.abi_encode()),
                hex(&result.output),
                "exactly the encoding of the error"
            );
            let expected = match case.selector() {
                _ if case.value > U256::ZERO => {
                    Some(ValueNotAccepted { value: case.value }.abi_encode())
                }
                None => Some(InvalidCalldata {}.abi_encode()),
                Some(selector) if function.is_none() && selector != abi.constructor => {
                    let selector = selector.into();
                    Some(UnknownSelector { selector }.abi_encode())
                }
                Some(_) => None,
            };
            let name = abi.errors[&result.output[..4]].clone();
            match expected {
                Some(expected) => assert_eq!(hex(&result.output), hex(&expected)),
                None => assert!(name != "UnknownSelector" && name != "ValueNotAccepted", "{name}"),
            }
            name
        }
        Status::Halt(HaltReason::OutOfGas(_)) => {
            assert_eq!(Some(result.gas), case.gas, "running out of gas consumes the limit");
            "out of gas".into()
        }
        other => panic!("{other:?}"),
    }
}

/// Checks that a successful call did what its calldata encodes: the canonical encoding of the same arguments, with enough
/// gas, has the same effect.
fn assert_canonical_effect(
    fixture: &mut Fixture,
    start: &Start,
    case: &Case,
    result: &TxResult,
    accounts: &BTreeMap<evm::Address, Account>,
) {
    let canonical = canonical(&case.data).expect("decodable arguments");
    if case.selector().is_some_and(|selector| DYNAMIC.contains(&selector)) {
        assert_eq!(
            hex(&case.data[fixed_arguments(&case.data)]),
            hex(&canonical[fixed_arguments(&canonical)]),
            "no bit outside a type"
        );
    } else {
        // Bytes after the arguments are ignored.
        assert!(case.data.starts_with(&canonical), "no bit outside a type");
    }
    if case.gas.is_none() && case.data.starts_with(&canonical) {
        return;
    }
    let again = Case { data: canonical.into(), gas: None, ..case.clone() };
    let (again, after) = send(fixture, start, &again);
    assert_eq!(hex(&again.output), hex(&result.output), "the same return data");
    assert_eq!(again.logs, result.logs, "the same logs");
    assert!(after == *accounts, "the same state");
}

/// The canonical encoding of a call.
fn canonical(data: &[u8]) -> Option<Vec<u8>> {
    // The padding of the last argument may be missing.
    let data = [data, &[0; 31]].concat();
    let call = IDiemCalls::abi_decode(&data, false).ok()?;
    Some(call.abi_encode())
}

/// The byte range of arguments of fixed size in accepted calldata with dynamic ones: vouchers, and what a permit grants.
fn fixed_arguments(data: &[u8]) -> Range<usize> {
    let number = |at: usize| U256::from_be_slice(&data[at..at + 32]).to::<usize>();
    if data.starts_with(&redeemCall::SELECTOR) {
        4..4 + 5 * 32
    } else if data.starts_with(&redeemBatchCall::SELECTOR) {
        let list = 4 + number(4);
        list + 32..list + 32 + number(list) * 5 * 32
    } else if data.starts_with(&permitQuotaCall::SELECTOR) {
        4..4 + 6 * 32
    } else {
        0..0
    }
}

/// Functions and errors of the ABI, by selector.
struct Abi {
    functions: BTreeMap<[u8; 4], alloy_json_abi::Function>,
    errors: BTreeMap<Vec<u8>, String>,
    constructor: [u8; 4],
}

impl Abi {
    fn new(abi: &JsonAbi) -> Self {
        Self {
            functions: abi.functions().map(|f| (f.selector().0, f.clone())).collect(),
            errors: abi.errors().map(|e| (e.selector().to_vec(), e.name.clone())).collect(),
            constructor: stylus_sdk::abi::CONSTRUCTOR_SELECTOR.to_be_bytes(),
        }
    }
}

/// Fails unless every function of the ABI succeeded at least once, except [`NEVER_SUCCEED`], which must not.
fn assert_all_succeeded(abi: &JsonAbi, outcomes: &BTreeMap<String, u64>) {
    for function in abi.functions() {
        let function = function.signature();
        let never = NEVER_SUCCEED.contains(&function.as_str());
        assert_ne!(outcomes.contains_key(&function), never, "{function}");
    }
}

#[test]
fn any_calldata_succeeds_as_encoded_or_reverts_with_a_typed_error() {
    let json: JsonAbi = serde_json::from_slice(&artifact("diem.abi.json")).expect("an ABI");
    let abi = Abi::new(&json);
    let selectors: Vec<_> = abi.functions.keys().copied().chain([abi.constructor]).collect();
    let (mut fixture, wallet) = fixture();
    let starts = starts(&mut fixture, &json, wallet);
    let accounts_of_interest = accounts_of_interest(&fixture, wallet);
    let cases =
        std::env::var("DIEM_BOUNDARY").map_or(CASES, |count| count.parse().expect("a number"));

    let mut outcomes = BTreeMap::<String, u64>::new();
    // The valid calls first: they cover every function, whatever the seed.
    for start in &starts {
        for case in &start.valid_calls {
            *outcomes.entry(check(&mut fixture, start, &abi, case)).or_default() += 1;
        }
    }
    assert_all_succeeded(&json, &outcomes);
    let seed = seed::seed();
    println!("DIEM_TEST_SEED={seed}");
    for nth in 0..cases {
        let mut random = Random(seed.wrapping_add(nth << 32));
        let start = random.of(&starts);
        let case = case(&mut random, start, &accounts_of_interest, &selectors);
        let check = || check(&mut fixture, start, &abi, &case);
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(check));
        let outcome = outcome.unwrap_or_else(|_| panic!("case {nth} of seed {seed}: {case:?}"));
        *outcomes.entry(outcome).or_default() += 1;
    }
    println!("{cases} cases: {outcomes:#?}");
    assert_all_succeeded(&json, &outcomes);
}

/// Sizes up to what 32 million gas, Arbitrum's block limit, can pay for.
#[test]
fn calldata_of_any_size_succeeds_or_reverts_with_a_typed_error() {
    let (mut fixture, _) = fixture();
    for selector in [[0; 4], transferCall::SELECTOR].iter().chain(&DYNAMIC) {
        for size in [10_000, 100_000, 1_000_000, 3_000_000, 7_000_000] {
            let mut data = [&selector[..], &vec![0; size]].concat();
            // One dynamic argument covers all of the calldata.
            let (offset, length) = match *selector {
                redeemCall::SELECTOR => (4 + 5 * 32, size - 7 * 32),
                permitQuotaCall::SELECTOR => (4 + 6 * 32, size - 8 * 32),
                _ => (4, size - 2 * 32),
            };
            let words = [offset + 28, length].map(|word| U256::from(word).to_be_bytes::<32>());
            data[offset..offset + 64].copy_from_slice(words.as_flattened());
            let result = fixture.raw(PROVIDER, data);
            match result.status {
                Status::Revert => {
                    let error = IDiemErrors::abi_decode(&result.output, true);
                    assert!(error.is_ok(), "{}", result.describe());
                }
                Status::Halt(HaltReason::OutOfGas(_)) => assert_eq!(result.gas, 32_000_000),
                other => panic!("{other:?}"),
            }
        }
    }
}
