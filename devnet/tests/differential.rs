//! The released WASM against the same contract run natively: random calldata by several accounts over days, after
//! each of which both must have answered and logged the same bytes.
//!
//! The token differs (OpenZeppelin's natively, `contracts/Token.sol` on the chain), which Diem must hide.

extern crate alloc;

mod support;
#[allow(dead_code, missing_docs)]
#[path = "../../tests/support/tokens.rs"]
mod tokens;

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use alloy_primitives::{Address, LogData, B256, U256};
use alloy_signer::SignerSync;
use alloy_signer_local::PrivateKeySigner;
use alloy_sol_types::{eip712_domain, sol, SolCall, SolStruct};
use diem::model::time::clock;
use diem::Diem;
use motsu::prelude::*;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use stylus_sdk::abi::{Router, CONSTRUCTOR_SELECTOR};
use support::*;

sol! {
    struct Permit {
        address owner;
        address spender;
        uint256 value;
        uint256 nonce;
        uint256 deadline;
    }
}

const PEOPLE: usize = 3;
const CASES: u32 = 100;

/// What somebody sends.
#[derive(Clone, Debug)]
enum Sent {
    /// A call with plausible arguments: it may well succeed.
    Fair(Fair),
    /// Any function with any arguments, one of many odd ones each.
    Odd { function: usize, words: Vec<Odd> },
    /// A fair call, spoiled.
    Spoiled(Fair, Spoil),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A fair call with Ether.
    Paid(Fair, u64),
}

#[derive(Clone, Debug)]
enum Fair {
    Stake { to: usize, amount: u128 },
    Mint { amount: u128, min_out: u128 },
    StakeAndMint { amount: u128 },
    Burn { part: u8 },
    Initiate { part: u8 },
    Cancel { ticket: u32 },
    Finalize,
    Transfer { to: usize, part: u8 },
    Approve { to: usize, value: u128 },
    TransferFrom { from: usize, to: usize, part: u8 },
    Permit { of: usize, to: usize, value: u128 },
    View { nth: usize, of: usize, amount: u128 },
}

#[derive(Clone, Debug)]
enum Odd {
    Zero,
    Small(u8),
    Person(usize),
    Diem,
    Vvv,
    Amount(u128),
    Full,
    Above128,
    Random([u8; 32]),
}

#[derive(Clone, Debug)]
enum Spoil {
    Cut(usize),
    Grow(Vec<u8>),
    Flip { bit: usize },
}

#[derive(Clone, Debug)]
struct Step {
    by: usize,
    wait: u64,
    sent: Sent,
}

fn amount() -> impl Strategy<Value = u128> {
    prop_oneof![
        1 => Just(0u128),
        1 => 1u128..1_000,
        8 => (0u32..84).prop_flat_map(|b| 1u128 << b..2u128 << b),
        1 => any::<u128>(),
    ]
}

fn fair() -> impl Strategy<Value = Fair> {
    let who = || 0..PEOPLE;
    prop_oneof![
        4 => (who(), amount()).prop_map(|(to, amount)| Fair::Stake { to, amount }),
        4 => (amount(), prop_oneof![3 => Just(0), 1 => amount()])
            .prop_map(|(amount, min_out)| Fair::Mint { amount, min_out }),
        2 => amount().prop_map(|amount| Fair::StakeAndMint { amount }),
        3 => any::<u8>().prop_map(|part| Fair::Burn { part }),
        3 => any::<u8>().prop_map(|part| Fair::Initiate { part }),
        2 => (0u32..20).prop_map(|ticket| Fair::Cancel { ticket }),
        2 => Just(Fair::Finalize),
        2 => (who(), any::<u8>()).prop_map(|(to, part)| Fair::Transfer { to, part }),
        1 => (who(), amount()).prop_map(|(to, value)| Fair::Approve { to, value }),
        2 => (who(), who(), any::<u8>())
            .prop_map(|(from, to, part)| Fair::TransferFrom { from, to, part }),
        1 => (who(), who(), amount()).prop_map(|(of, to, value)| Fair::Permit { of, to, value }),
        3 => (any::<usize>(), who(), amount())
            .prop_map(|(nth, of, amount)| Fair::View { nth, of, amount }),
    ]
}

fn odd() -> impl Strategy<Value = Odd> {
    prop_oneof![
        Just(Odd::Zero),
        any::<u8>().prop_map(Odd::Small),
        (0..PEOPLE).prop_map(Odd::Person),
        Just(Odd::Diem),
        Just(Odd::Vvv),
        amount().prop_map(Odd::Amount),
        Just(Odd::Full),
        Just(Odd::Above128),
        any::<[u8; 32]>().prop_map(Odd::Random),
    ]
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let spoil = prop_oneof![
        (1usize..70).prop_map(Spoil::Cut),
        prop::collection::vec(any::<u8>(), 1..40).prop_map(Spoil::Grow),
        any::<usize>().prop_map(|bit| Spoil::Flip { bit }),
    ];
    let sent = prop_oneof![
        12 => fair().prop_map(Sent::Fair),
        4 => (any::<usize>(), prop::collection::vec(odd(), 7))
            .prop_map(|(function, words)| Sent::Odd { function, words }),
        3 => (fair(), spoil).prop_map(|(fair, spoil)| Sent::Spoiled(fair, spoil)),
        1 => prop::collection::vec(any::<u8>(), 0..80).prop_map(Sent::Bytes),
        1 => (fair(), 1u64..).prop_map(|(fair, ether)| Sent::Paid(fair, ether)),
    ];
    let wait = prop_oneof![4 => 1u64..100, 2 => 1..2 * DAY, 1 => 1..2 * COOLDOWN];
    let step = (0..PEOPLE, wait, sent).prop_map(|(by, wait, sent)| Step { by, wait, sent });
    prop::collection::vec(step, 20..70)
}

/// The contract run natively, at the addresses it has on the chain.
struct Native {
    diem: Contract<Diem>,
    vvv: Contract<tokens::Token>,
    _usd: Contract<tokens::Token>,
}

impl Native {
    fn beside(world: &World) -> Self {
        let native = Self {
            diem: Contract::new_at(world.diem),
            vvv: Contract::new_at(world.vvv),
            _usd: Contract::new_at(world.usd),
        };
        clock::set(NOON);
        native
            .send(BUILDER, &world.arguments().calldata(), U256::ZERO)
            .expect("the default arguments are valid");
        native
    }

    fn fund(&self, account: Address, amount: u128) {
        let (mut vvv, value) = (self.vvv.sender(account), u(amount));
        vvv.mint(account, value).motsu_unwrap();
        use openzeppelin_stylus::token::erc20::IErc20;
        self.vvv
            .sender(account)
            .approve(self.diem.address(), U256::MAX)
            .motsu_unwrap();
        account.fund(U256::MAX >> 8);
    }

    /// Passes calldata through the contract's router as its entry point does.
    fn send(&self, from: Address, calldata: &[u8], value: U256) -> Result<Vec<u8>, Vec<u8>> {
        let mut call = if value.is_zero() {
            self.diem.sender(from)
        } else {
            self.diem.sender_and_value(from, value)
        };
        let diem: &mut Diem = &mut call;
        let result = match calldata.split_first_chunk() {
            Some((selector, input)) => match u32::from_be_bytes(*selector) {
                CONSTRUCTOR_SELECTOR => Diem::constructor(diem, input),
                selector => Diem::route(diem, selector, input),
            },
            None => Diem::fallback(diem, calldata),
        };
        match result.expect("the router always answers") {
            Ok(data) => Ok(Ok::<_, Vec<u8>>(data).motsu_unwrap()),
            Err(data) => Err(Err::<Vec<u8>, _>(data).motsu_unwrap_err()),
        }
    }

    fn logs(&self) -> Vec<LogData> {
        self.diem.all_events()
    }
}

struct Pair<'a> {
    native: Native,
    world: &'a mut World,
    keys: [PrivateKeySigner; PEOPLE],
}

impl Pair<'_> {
    fn person(&self, nth: usize) -> Address {
        self.keys[nth].address()
    }

    fn ask<C: SolCall>(&self, call: C) -> C::Return {
        let data = self
            .native
            .send(Address::ZERO, &call.abi_encode(), U256::ZERO)
            .expect("a view");
        C::abi_decode_returns(&data, true).expect("the ABI's return data")
    }

    fn fair(&self, by: usize, fair: &Fair) -> Vec<u8> {
        let me = self.person(by);
        let share = |part: u8, whole: U256| (whole / u(200) * U256::from(part)).max(u(1));
        match *fair {
            Fair::Stake { to, amount } => stakeVvvCall {
                recipient: self.person(to),
                amount: u(amount),
            }
            .abi_encode(),
            Fair::Mint { amount, min_out } => mintDiemCall {
                vvvToLock: u(amount),
                minOut: u(min_out),
            }
            .abi_encode(),
            Fair::StakeAndMint { amount } => stakeAndMintCall {
                vvv: u(amount),
                minOut: U256::ZERO,
                activate: false,
            }
            .abi_encode(),
            Fair::Burn { part } => {
                let position = self.ask(lockedStakesCall { account: me });
                let amount = share(part, position.outstandingDiemAmount);
                burnDiemCall { amount }.abi_encode()
            }
            Fair::Initiate { part } => {
                let unlocked = self.ask(balanceOfUnlockedCall { account: me })._0;
                let amount = share(part, unlocked);
                initiateUnstakeVvvCall { amount }.abi_encode()
            }
            Fair::Cancel { ticket } => cancelUnstakeVvvCall { ticket }.abi_encode(),
            Fair::Finalize => finalizeUnstakeCall {}.abi_encode(),
            Fair::Transfer { to, part } => transferCall {
                to: self.person(to),
                value: share(part, self.ask(balanceOfCall { account: me })._0),
            }
            .abi_encode(),
            Fair::Approve { to, value } => approveCall {
                spender: self.person(to),
                value: u(value),
            }
            .abi_encode(),
            Fair::TransferFrom { from, to, part } => {
                let account = self.person(from);
                transferFromCall {
                    from: account,
                    to: self.person(to),
                    value: share(part, self.ask(balanceOfCall { account })._0),
                }
                .abi_encode()
            }
            Fair::Permit { of, to, value } => self.permit(of, to, value).abi_encode(),
            Fair::View { nth, of, amount } => {
                let views: Vec<_> = diem::FUNCTIONS
                    .iter()
                    .filter(|function| !function.mutability.is_empty())
                    .collect();
                let view = views[nth % views.len()];
                let words = view.args.iter().map(|(kind, _)| match *kind {
                    "address" => self.person(of).into_word(),
                    "uint256" => u(amount).into(),
                    _ => B256::ZERO,
                });
                encode(view, words)
            }
        }
    }

    fn permit(&self, of: usize, to: usize, value: u128) -> permitCall {
        let (owner, spender) = (self.person(of), self.person(to));
        let now = clock::get().expect("it is set");
        let permit = Permit {
            owner,
            spender,
            value: u(value),
            nonce: self.ask(noncesCall { owner })._0,
            // Some are too late.
            deadline: U256::from(now - 1 + (value % 4) as u64),
        };
        let domain = eip712_domain! {
            name: "Diem",
            version: "1",
            chain_id: CHAIN_ID,
            verifying_contract: self.world.diem,
        };
        let signature = self.keys[of]
            .sign_hash_sync(&permit.eip712_signing_hash(&domain))
            .expect("a signature");
        permitCall {
            owner,
            spender,
            value: permit.value,
            deadline: permit.deadline,
            v: 27 + u8::from(signature.v()),
            r: signature.r().into(),
            s: signature.s().into(),
        }
    }

    fn odd(&self, odd: &Odd) -> B256 {
        match odd {
            Odd::Zero => B256::ZERO,
            Odd::Small(value) => U256::from(*value).into(),
            Odd::Person(nth) => self.person(*nth).into_word(),
            Odd::Diem => self.world.diem.into_word(),
            Odd::Vvv => self.world.vvv.into_word(),
            Odd::Amount(amount) => u(*amount).into(),
            Odd::Full => B256::repeat_byte(0xff),
            Odd::Above128 => (u(1) << 128usize).into(),
            Odd::Random(bytes) => B256::new(*bytes),
        }
    }

    /// Sends the same to both, and holds their answers against each other. Returns whether it succeeded, and the
    /// selector of the call, or of the error if it did not.
    fn step(&mut self, Step { by, wait, sent }: &Step) -> (bool, Vec<u8>) {
        clock::set(clock::get().expect("it is set") + wait);
        let (calldata, value) = match sent {
            Sent::Fair(fair) => (self.fair(*by, fair), U256::ZERO),
            Sent::Odd { function, words } => {
                let function = &diem::FUNCTIONS[function % diem::FUNCTIONS.len()];
                let words = words.iter().map(|word| self.odd(word));
                (encode(function, words), U256::ZERO)
            }
            Sent::Spoiled(fair, spoil) => {
                let mut calldata = self.fair(*by, fair);
                match spoil {
                    Spoil::Cut(bytes) => {
                        calldata.truncate(calldata.len().saturating_sub(*bytes));
                    }
                    Spoil::Grow(bytes) => calldata.extend(bytes),
                    Spoil::Flip { bit } => {
                        let bit = bit % (8 * calldata.len());
                        calldata[bit / 8] ^= 1 << (bit % 8);
                    }
                }
                (calldata, U256::ZERO)
            }
            Sent::Bytes(bytes) => (bytes.clone(), U256::ZERO),
            Sent::Paid(fair, ether) => (self.fair(*by, fair), U256::from(*ether)),
        };
        let from = self.person(*by);
        let seen = self.native.logs().len();
        let expected = self.native.send(from, &calldata, value);
        let logs = self.native.logs().split_off(seen);

        let diem = self.world.diem;
        self.world.set_time(clock::get().expect("it is set"));
        let done = self.world.send(from, diem, calldata.clone(), value);
        let story = || format!("{} by {by}: {}", hex(&calldata), done.story());
        assert_eq!(text(done.result()), text(expected.clone()), "{}", story());
        assert_eq!(self.world.own_logs(&done), logs, "{}", story());
        match expected {
            Ok(_) => (true, calldata[..4].to_vec()),
            Err(error) => (false, error[..4].to_vec()),
        }
    }

    /// Everything the views say, on both sides.
    fn compare(&mut self) {
        let zero = Address::ZERO;
        let mut subjects: Vec<_> = (0..PEOPLE).map(|nth| self.person(nth)).collect();
        subjects.extend([self.world.diem, zero]);
        for function in diem::FUNCTIONS.iter().filter(|f| !f.mutability.is_empty()) {
            for (at, subject) in subjects.iter().enumerate() {
                let other = subjects[(at + 1) % subjects.len()];
                let mut addresses = [*subject, other].into_iter();
                let words: Vec<_> = function
                    .args
                    .iter()
                    .map(|(kind, _)| match *kind {
                        "address" => addresses.next().expect("at most two").into_word(),
                        "uint256" => u(ONE << at).into(),
                        _ => B256::ZERO,
                    })
                    .collect();
                let calldata = encode(function, words.into_iter());
                let diem = self.world.diem;
                assert_eq!(
                    self.world.peek(zero, diem, calldata.clone()).result(),
                    self.native.send(zero, &calldata, U256::ZERO),
                    "{}",
                    function.name
                );
            }
        }
        for subject in subjects {
            use openzeppelin_stylus::token::erc20::IErc20;
            let vvv = self.world.vvv;
            assert_eq!(
                self.world.balance(vvv, subject),
                self.native.vvv.sender(zero).balance_of(subject)
            );
        }
    }
}

/// A result that can be read when it is the wrong one.
fn text(result: Result<Vec<u8>, Vec<u8>>) -> Result<String, String> {
    result.map(|data| hex(&data)).map_err(|data| hex(&data))
}

fn encode(function: &diem::abi::Function, words: impl Iterator<Item = B256>) -> Vec<u8> {
    let types: Vec<_> = function.args.iter().map(|(kind, _)| *kind).collect();
    let mut calldata = diem::abi::selector(function.name, &types)
        .to_be_bytes()
        .to_vec();
    words
        .take(types.len())
        .for_each(|word| calldata.extend_from_slice(&word[..]));
    calldata
}

#[test]
fn random_calldata_does_the_same_natively_and_on_the_chain() {
    let _precompiles = deploy_precompiles();
    let keys: [_; PEOPLE] = std::array::from_fn(|nth| {
        let secret = B256::repeat_byte(nth as u8 + 1);
        PrivateKeySigner::from_bytes(&secret).expect("a valid key")
    });
    let mut world = World::new();
    let wallet = 1u128 << 100;
    for key in &keys {
        world.fund(key.address(), wallet);
    }
    world.set_time(NOON);
    let start = world.chain.snapshot();
    let world = RefCell::new(world);
    // Calls that were refused, and that went through.
    let outcomes = Cell::new([0u32; 2]);
    // What went through, by selector, and with what errors the rest was refused.
    let seen = RefCell::new([BTreeSet::new(), BTreeSet::new()]);
    TestRunner::new(Config {
        cases: CASES,
        failure_persistence: None,
        max_shrink_iters: 200,
        ..Config::default()
    })
    .run(&steps(), |steps| {
        let mut world = world.borrow_mut();
        world.chain.restore(start.clone());
        let native = Native::beside(&world);
        keys.iter()
            .for_each(|key| native.fund(key.address(), wallet));
        let mut pair = Pair {
            native,
            world: &mut world,
            keys: keys.clone(),
        };
        let mut counted = outcomes.get();
        for step in &steps {
            let (went_through, selector) = pair.step(step);
            counted[usize::from(went_through)] += 1;
            seen.borrow_mut()[usize::from(went_through)].insert(selector);
        }
        outcomes.set(counted);
        pair.compare();
        Ok(())
    })
    .expect("both do the same");
    let [refused, done] = outcomes.get();
    println!("{done} calls went through, {refused} were refused, alike on both sides");
    assert!(done > 1_000 && refused > 1_000);
    let [errors, calls] = seen.into_inner();
    for function in diem::FUNCTIONS {
        let types: Vec<_> = function.args.iter().map(|(kind, _)| *kind).collect();
        let selector = diem::abi::selector(function.name, &types).to_be_bytes();
        assert!(
            calls.contains(&selector[..]),
            "no {} went through",
            function.name
        );
    }
    assert!(errors.len() >= 15, "{} kinds of errors", errors.len());
}
