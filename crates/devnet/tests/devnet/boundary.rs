//! The boundary of the real program under fire: any calldata by anybody, fair calls spoiled in every way, Ether, too
//! little gas. Whatever is sent, the program answers, or says with one of its own errors why not and changes nothing;
//! and what it answers was meant by the calldata.
//!
//! Cases are numbered, and the same in every run. `cargo test` runs [`CASES`]; `DIEM_BOUNDARY=1000000` runs more.
//!
//! Two things alone fail without data: want of gas (here), and a call back while a call runs (`hostile.rs`).

use std::collections::BTreeMap;
use std::ops::Range;

use crate::support::*;
use alloy_json_abi::{JsonAbi, StateMutability};
use alloy_primitives::{Address, Bytes, B256, U256};
use alloy_sol_types::{SolCall, SolError, SolInterface, SolValue};
use diem_devnet::chain::{Account, Snapshot, Status};
use revm::context_interface::result::HaltReason;
use revm::primitives as evm;

/// What a test run can afford.
const CASES: u64 = 30_000;

/// Needs a fee token that is VVV.
const NEVER_ANSWERED: &[&str] = &["claimAndStake()"];

/// What takes arguments by offset.
const DYNAMIC: [[u8; 4]; 3] = [
    redeemCall::SELECTOR,
    redeemBatchCall::SELECTOR,
    announceCall::SELECTOR,
];
/// How many of [`people`] send calls.
const SENDERS: usize = 8;
const STRANGER: Address = Address::repeat_byte(0x77);

/// A call as somebody sends it.
#[derive(Clone, Debug)]
struct Case {
    from: Address,
    data: Bytes,
    value: U256,
    /// All that a call can need, unless it is to run short.
    gas: Option<u64>,
}

impl Case {
    fn selector(&self) -> Option<[u8; 4]> {
        self.data.first_chunk().copied()
    }
}

/// A state to start from, and calls that somebody can make in it.
struct Start {
    snapshot: Snapshot,
    accounts: BTreeMap<evm::Address, Account>,
    fair: Vec<Case>,
}

/// Random numbers from a seed: SplitMix64.
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

    /// A word that means something somewhere, or nothing.
    fn word(&mut self, people: &[Address]) -> [u8; 32] {
        let number = match self.below(9) {
            0 => U256::ZERO,
            1 => U256::from(self.below(40)),
            2 => U256::from_be_bytes(self.of(people).into_word().0),
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

/// Somebody who signs vouchers and permits, and has something of everything.
fn user() -> Address {
    key(0).address()
}

/// Who may use the user's credits.
fn agent() -> Address {
    key(1).address()
}

/// Who sends calls, and then the tokens, which do not.
fn people(world: &World, wallet: Address) -> Vec<Address> {
    let tokens = [world.vvv, world.usd, world.diem, wallet, Address::ZERO];
    let offices = [OWNER, GUARDIAN, PROVIDER, ALICE, BOB, STRANGER];
    [&[user(), agent()][..], &offices, &tokens].concat()
}

/// A user with VVV, stake, DIEM, credits, a deposit, rewards, and a ticket in each queue that has matured and one that
/// has not; its agent; a provider with earnings; an offer of the owner's office; a proposal. The wallet may use the
/// user's credits too, and takes any signature for its own.
fn world() -> (World, Address) {
    let mut world = World::new();
    let (user, diem, usd) = (user(), world.diem, world.usd);
    world.admit(PROVIDER);
    for account in [agent(), STRANGER] {
        world.pay(account);
    }
    world.active(user, 20 * ONE);
    world.minted(user, 20 * ONE);
    world.staked(user, 1_000 * ONE);
    world.fund(user, 1_000 * ONE);
    world.deposited(user, 50_000_000);
    world.fund_fee(user, 1_000_000_000);
    let wallet = world.create(bytecode("HostileWallet"), &[]);
    let value = u(5 * ONE);
    for spender in [agent(), wallet] {
        world.ok(user, approveCall { spender, value });
        let call = approveQuotaCall {
            spender,
            dailyLimit: value,
            lastDay: u32::MAX,
            allowPaid: true,
        };
        world.ok(user, call);
    }
    for round in 0..2 {
        let amount = u(ONE);
        world.ok(user, initiateUnstakeVvvCall { amount });
        world.ok(user, initiateUnstakeCall { amount });
        world.ok(user, initiateWithdrawalCall { amount: u(1_000) });
        let amount = u(10_000_000);
        world.ok(user, fundCall { amount });
        world.ok(user, fundCapacityCall { amount });
        world.pass([8 * DAY, 60][round]);
        world.ok(user, checkpointCall {});
        let call = voucher(&world, 0, [ONE, 2 * ONE][round]);
        world.ok(PROVIDER, call);
    }
    world.ok(OWNER, transferOwnershipCall { newOwner: BOB });
    world.ok(OWNER, propose());
    let value = u(1_000);
    world.at(usd, BOB, Erc20::mintCall { to: diem, value });
    (world, wallet)
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

/// A voucher over the user's credits of today, signed by that key.
fn voucher(world: &World, signer: u8, credits: u128) -> redeemCall {
    let voucher = UsageVoucher {
        account: user(),
        spender: key(signer).address(),
        provider: PROVIDER,
        day: world.today(),
        credits: u(credits),
    };
    let signature = signed_voucher(world.diem, &key(signer), &voucher).into();
    redeemCall { voucher, signature }
}

/// A call of everything that changes something, most of which succeed.
#[rustfmt::skip]
fn fair(world: &World, abi: &JsonAbi, wallet: Address) -> Vec<Case> {
    let (user, agent, usd) = (user(), agent(), world.usd);
    let (one, account, recipient, provider, ticket) = (u(ONE), user, user, PROVIDER, 1);
    let [first, second] = [voucher(world, 0, 4 * ONE), voucher(world, 1, ONE)];
    let permit = signed_permit(world.diem, &key(0), BOB, one, 0, NOON + 999 * DAY);
    let grant = approveQuotaCall { spender: BOB, dailyLimit: one, lastDay: 99_999, allowPaid: false };
    let spend = spendCall { account, provider, credits: one, requestId: B256::repeat_byte(7) };
    let mut third = second.clone();
    third.voucher.spender = wallet;
    let batch = [&first, &second, &third].map(|call| (call.voucher.clone(), call.signature.clone()));
    let (vouchers, signatures) = batch.into_iter().unzip();
    let batch = redeemBatchCall { vouchers, signatures };
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
        (user, stakeDiemCall { amount: one }.abi_encode()),
        (user, initiateUnstakeCall { amount: one }.abi_encode()),
        (user, cancelUnstakeCall { ticket }.abi_encode()),
        (user, unstakeCall {}.abi_encode()),
        (user, grant.abi_encode()),
        (user, depositCall { account, amount: u(1_000) }.abi_encode()),
        (user, initiateWithdrawalCall { amount: u(1_000) }.abi_encode()),
        (user, cancelWithdrawalCall { ticket }.abi_encode()),
        (user, withdrawCall {}.abi_encode()),
        (user, spend.abi_encode()),
        (agent, spend.abi_encode()),
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
        (BUILDER, world.arguments().calldata()),
    ];
    // Those with offsets, which have the most to spoil, several times.
    let dynamic = calls.iter().filter(|(_, data)| DYNAMIC.iter().any(|selector| data.starts_with(selector)));
    let dynamic: Vec<_> = dynamic.cloned().collect();
    calls.extend(vec![dynamic; 5].concat());
    // And of every view, about the user.
    calls.extend(abi.functions().filter(|f| is_view(f)).map(|function| {
        let words = function.inputs.iter().map(|input| match input.ty.as_str() {
            "address" => user.into_word().0,
            "bytes4" => [0; 32],
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

/// The day the world was made; three days later, in the first call of the day; paused.
fn starts(world: &mut World, abi: &JsonAbi, wallet: Address) -> Vec<Start> {
    let first = world.chain.snapshot();
    let then: [fn(&mut World); 3] = [
        |_| {},
        |world| world.pass(3 * DAY),
        |world| _ = world.ok(GUARDIAN, pauseCall {}),
    ];
    let starts = then.into_iter().map(|then| {
        world.chain.restore(first.clone());
        then(world);
        Start {
            snapshot: world.chain.snapshot(),
            accounts: accounts(world),
            fair: fair(world, abi, wallet),
        }
    });
    starts.collect()
}

/// The next case.
fn case(random: &mut Random, start: &Start, people: &[Address], selectors: &[[u8; 4]]) -> Case {
    let fair = random.of(&start.fair).clone();
    let from = people[random.below(SENDERS)];
    let (from, mut data) = match random.below(8) {
        0 => {
            let length = [random.below(5), random.below(300)][random.below(2)];
            (from, random.bytes(length))
        }
        1 | 2 => {
            let words = (0..random.below(12)).flat_map(|_| random.word(people));
            let words: Vec<_> = words.collect();
            (from, [&random.of(selectors)[..], &words].concat())
        }
        3 => (from, fair.data.to_vec()),
        _ => (fair.from, fair.data.to_vec()),
    };
    for _ in 0..random.below(4) {
        spoil(random, &mut data, people, selectors);
    }
    let value = match random.one_in(20) {
        true => u(random.next().into()),
        false => U256::ZERO,
    };
    let gas = random
        .one_in(10)
        .then(|| intrinsic(&data) + random.below(150_000) as u64);
    Case {
        from,
        data: data.into(),
        value,
        gas,
    }
}

/// Changes calldata as a mistake or an attacker would.
fn spoil(random: &mut Random, data: &mut Vec<u8>, people: &[Address], selectors: &[[u8; 4]]) {
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
    let place = 4 + 32 * random.below(words);
    let word = place..place + 32;
    match random.below(5) {
        0 => data[word].copy_from_slice(&random.word(people)),
        1 => data[word][random.below(32)] ^= 1 << random.below(8),
        // Bits where a narrow type has none.
        2 => data[word][random.below(28)] = 1,
        // An offset or a length a little off.
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
            data.copy_within(from..from + 32, place);
        }
    }
}

fn intrinsic(data: &[u8]) -> u64 {
    let bytes = data.iter().map(|byte| if *byte == 0 { 4 } else { 16 });
    21_000 + bytes.sum::<u64>()
}

/// Everything there is. An account with nothing is none: a call of the precompile at 3 leaves one behind even where all
/// is reverted, by a rule of Ethereum's as old as EIP-161. (The owner can make one, with `recover`.)
fn accounts(world: &World) -> BTreeMap<evm::Address, Account> {
    let mut accounts = world.chain.accounts();
    accounts.retain(|_, account| *account != Account::default());
    accounts
}

/// Sends the case from `start`. Returns what came of it, and what there is afterwards but for what the sender paid.
fn send(world: &mut World, start: &Start, case: &Case) -> (Done, BTreeMap<evm::Address, Account>) {
    world.chain.restore(start.snapshot.clone());
    let diem = world.diem;
    let mut tx = world.tx(case.from, diem, case.data.to_vec(), case.value);
    tx.gas_limit = case.gas.unwrap_or(tx.gas_limit);
    let price = U256::from(tx.gas_price);
    let done = world.transact(tx);
    let mut accounts = accounts(world);
    let sender = accounts.get_mut(&to_evm(case.from)).expect("it has sent");
    sender.nonce -= 1;
    sender.balance += U256::from(done.gas) * price;
    (done, accounts)
}

/// Sends the case and checks all that is promised. Returns the function that answered, or the name of the error.
fn check(world: &mut World, start: &Start, abi: &Abi, case: &Case) -> String {
    let (done, accounts) = send(world, start, case);
    let function = case
        .selector()
        .and_then(|selector| abi.functions.get(&selector));
    if !done.is_success() {
        assert!(accounts == start.accounts, "an error changes nothing");
    }
    match &done.status {
        Status::Success => {
            assert_eq!(case.value, U256::ZERO, "no call takes Ether");
            let function = function.expect("only what is published answers");
            if is_view(function) {
                assert!(accounts == start.accounts, "a view changes nothing");
                assert_eq!(done.logs, [], "a view logs nothing");
            }
            // Storage of Diem and of the tokens is all that a call changes.
            let own = [world.diem, world.vvv, world.usd].map(to_evm);
            for (address, account) in &accounts {
                let before = &start.accounts[address];
                let storage = if own.contains(address) {
                    &account.storage
                } else {
                    &before.storage
                };
                let before = Account {
                    storage: storage.clone(),
                    ..before.clone()
                };
                assert!(*account == before, "{address}");
            }
            meant(world, start, case, &done, &accounts);
            function.signature()
        }
        Status::Revert => {
            let error =
                IDiemErrors::abi_decode(&done.output, true).expect("one of the ABI's errors");
            assert_eq!(
                hex(&error.abi_encode()),
                hex(&done.output),
                "to the last byte"
            );
            let expected = match case.selector() {
                None => Some(InvalidCalldata {}.abi_encode()),
                Some(_) if case.value > U256::ZERO => {
                    Some(ValueNotAccepted { value: case.value }.abi_encode())
                }
                Some(selector) if function.is_none() && selector != abi.constructor => {
                    let selector = selector.into();
                    Some(UnknownSelector { selector }.abi_encode())
                }
                Some(_) => None,
            };
            let name = abi.errors[&done.output[..4]].clone();
            match expected {
                Some(expected) => assert_eq!(hex(&done.output), hex(&expected)),
                None => assert!(
                    name != "UnknownSelector" && name != "ValueNotAccepted",
                    "{name}"
                ),
            }
            name
        }
        Status::Halt(HaltReason::OutOfGas(_)) => {
            assert_eq!(Some(done.gas), case.gas, "want of gas takes all there was");
            "out of gas".into()
        }
        other => panic!("{other:?}"),
    }
}

/// Checks that a call which succeeded did what its calldata says: sent again as the ABI encodes its arguments, and with
/// gas to spare, it does the same.
fn meant(
    world: &mut World,
    start: &Start,
    case: &Case,
    done: &Done,
    accounts: &BTreeMap<evm::Address, Account>,
) {
    let canonical = canonical(&case.data).expect("arguments that can be decoded");
    if case
        .selector()
        .is_some_and(|selector| DYNAMIC.contains(&selector))
    {
        assert_eq!(
            hex(&case.data[vouchers(&case.data)]),
            hex(&canonical[vouchers(&canonical)]),
            "no bit outside a type"
        );
    } else {
        // What follows the arguments is not looked at.
        assert!(case.data.starts_with(&canonical), "no bit outside a type");
    }
    if case.gas.is_none() && case.data.starts_with(&canonical) {
        return;
    }
    let again = Case {
        data: canonical.into(),
        gas: None,
        ..case.clone()
    };
    let (again, after) = send(world, start, &again);
    assert_eq!(hex(&again.output), hex(&done.output), "the same answer");
    assert_eq!(again.logs, done.logs, "the same logs");
    assert!(after == *accounts, "the same state");
}

/// The call encoded as the ABI has it.
fn canonical(data: &[u8]) -> Option<Vec<u8>> {
    // Nothing is said about the padding of the last bytes.
    let data = [data, &[0; 31]].concat();
    let Some(arguments) = data.strip_prefix(&announceCall::SELECTOR) else {
        let call = IDiemCalls::abi_decode(&data, false).ok()?;
        return Some(call.abi_encode());
    };
    // What an address consists of is the provider's own business.
    let (uri,) = <(Bytes,)>::abi_decode_params(arguments, false).ok()?;
    Some([&announceCall::SELECTOR[..], &(uri,).abi_encode_params()].concat())
}

/// Where the vouchers are in calldata that was accepted.
fn vouchers(data: &[u8]) -> Range<usize> {
    let number = |at: usize| U256::from_be_slice(&data[at..at + 32]).to::<usize>();
    if data.starts_with(&redeemCall::SELECTOR) {
        4..4 + 5 * 32
    } else if data.starts_with(&redeemBatchCall::SELECTOR) {
        let list = 4 + number(4);
        list + 32..list + 32 + number(list) * 5 * 32
    } else {
        0..0
    }
}

/// What is published, by selector.
struct Abi {
    functions: BTreeMap<[u8; 4], alloy_json_abi::Function>,
    errors: BTreeMap<Vec<u8>, String>,
    constructor: [u8; 4],
}

impl Abi {
    fn new(abi: &JsonAbi) -> Self {
        Self {
            functions: abi
                .functions()
                .map(|f| (f.selector().0, f.clone()))
                .collect(),
            errors: abi
                .errors()
                .map(|e| (e.selector().to_vec(), e.name.clone()))
                .collect(),
            constructor: stylus_sdk::abi::CONSTRUCTOR_SELECTOR.to_be_bytes(),
        }
    }
}

#[test]
fn whatever_is_sent_is_answered_or_refused_with_a_reason() {
    let json: JsonAbi = serde_json::from_slice(&artifact("diem.abi.json")).expect("an ABI");
    let abi = Abi::new(&json);
    let selectors: Vec<_> = abi
        .functions
        .keys()
        .copied()
        .chain([abi.constructor])
        .collect();
    let (mut world, wallet) = world();
    let starts = starts(&mut world, &json, wallet);
    let people = people(&world, wallet);
    let cases =
        std::env::var("DIEM_BOUNDARY").map_or(CASES, |count| count.parse().expect("a number"));

    let mut came = BTreeMap::<String, u64>::new();
    // The fair calls first, as they are.
    for start in &starts {
        for case in &start.fair {
            *came
                .entry(check(&mut world, start, &abi, case))
                .or_default() += 1;
        }
    }
    for nth in 0..cases {
        let mut random = Random(nth << 32);
        let start = random.of(&starts);
        let case = case(&mut random, start, &people, &selectors);
        let check = || check(&mut world, start, &abi, &case);
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(check));
        let outcome = outcome.unwrap_or_else(|_| panic!("case {nth}: {case:?}"));
        *came.entry(outcome).or_default() += 1;
    }
    println!("{cases} cases: {came:#?}");
    for function in json.functions() {
        let function = function.signature();
        let never = NEVER_ANSWERED.contains(&function.as_str());
        assert_ne!(came.contains_key(&function), never, "{function}");
    }
}

/// Up to what 32 million gas, Arbitrum's limit for a block, can pay for.
#[test]
fn calldata_of_any_size_is_answered_or_refused_with_a_reason() {
    let (mut world, _) = world();
    for selector in [[0; 4], transferCall::SELECTOR].iter().chain(&DYNAMIC) {
        for size in [10_000, 100_000, 1_000_000, 3_000_000, 7_000_000] {
            let mut data = [&selector[..], &vec![0; size]].concat();
            // All of it is what the first argument, or the last, consists of.
            let (offset, length) = match *selector {
                redeemCall::SELECTOR => (4 + 5 * 32, size - 7 * 32),
                _ => (4, size - 2 * 32),
            };
            let words = [offset + 28, length].map(|word| U256::from(word).to_be_bytes::<32>());
            data[offset..offset + 64].copy_from_slice(words.as_flattened());
            let done = world.raw(PROVIDER, data);
            match done.status {
                Status::Success => assert_eq!(*selector, announceCall::SELECTOR),
                Status::Revert => {
                    let error = IDiemErrors::abi_decode(&done.output, true);
                    assert!(error.is_ok(), "{}", done.story());
                }
                Status::Halt(HaltReason::OutOfGas(_)) => assert_eq!(done.gas, 32_000_000),
                other => panic!("{other:?}"),
            }
        }
    }
}
