//! The released WASM against the same contract run natively: random calldata by several accounts over days, after
//! each of which both must have answered and logged the same bytes.
//!
//! The token differs (OpenZeppelin's natively, `contracts/Token.sol` on the chain), which Diem must hide.

extern crate alloc;

#[allow(missing_docs)]
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use crate::motsu_support::abi::{functions, Function};
use crate::motsu_support::router::{construct, route};
use crate::motsu_support::tokens;
use crate::support::*;
use alloy_primitives::{uint, Address, LogData, B256, U256};
use alloy_signer::SignerSync;
use alloy_signer_local::PrivateKeySigner;
use alloy_sol_types::{eip712_domain, sol, SolCall, SolEventInterface, SolStruct};
use diem::model::time::clock;
use diem::Diem;
use motsu::prelude::*;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use stylus_sdk::abi::CONSTRUCTOR_SELECTOR;

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
/// Providers; the people of the last numbers are some of them.
const PROVIDERS: usize = 2;
/// Calls that need an office, or a fee token that is VVV: random people seldom get through. The stories of
/// `stories.rs` are about them too.
const OFFICES: [&str; 11] = [
    "acceptOwnership",
    "announce",
    "cancelParams",
    "claimAndStake",
    "executeParams",
    "pause",
    "proposeParams",
    "recover",
    "setGuardian",
    "transferOwnership",
    "unpause",
];
const CASES: u32 = 150;
/// Of secp256k1: a signature's twin has this less `s`.
const ORDER: U256 = uint!(0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141_U256);

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
    Stake {
        to: usize,
        amount: u128,
    },
    Mint {
        amount: u128,
        min_out: u128,
    },
    StakeAndMint {
        amount: u128,
        activate: bool,
    },
    Burn {
        part: u8,
    },
    Initiate {
        part: u8,
    },
    Cancel {
        ticket: u32,
    },
    Finalize,
    Transfer {
        to: usize,
        part: u8,
    },
    Approve {
        to: usize,
        value: u128,
    },
    TransferFrom {
        from: usize,
        to: usize,
        part: u8,
    },
    Permit {
        of: usize,
        to: usize,
        value: u128,
    },
    View {
        nth: usize,
        of: usize,
        amount: u128,
    },
    Activate {
        part: u8,
    },
    Deactivate {
        part: u8,
    },
    Reactivate {
        ticket: u32,
    },
    Unstake,
    Grant {
        to: usize,
        limit: u128,
        days: u32,
        paid: bool,
    },
    Deposit {
        to: usize,
        amount: u128,
    },
    Leave {
        part: u8,
    },
    Stay {
        ticket: u32,
    },
    Withdraw,
    Spend {
        /// Whose credits: so many people on.
        of: usize,
        provider: usize,
        part: u8,
    },
    Redeem {
        provider: usize,
        said: Said,
    },
    RedeemBatch {
        provider: usize,
        said: Vec<Said>,
    },
    Admit {
        provider: usize,
        admitted: bool,
    },
}

/// A voucher, to be made out when it is sent.
#[derive(Clone, Debug)]
struct Said {
    account: usize,
    spender: usize,
    /// For another provider than the one that sends it.
    misled: bool,
    /// Of the days before today, 2 to 0, and tomorrow.
    day: u32,
    /// Of what can be collected, in 200ths, above what was.
    part: u8,
    signed: Signed,
}

#[derive(Clone, Copy, Debug)]
enum Signed {
    Well,
    ByAnother,
    Flipped { bit: usize },
    Cut { length: usize },
    Twin,
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
        2 => (amount(), any::<bool>())
            .prop_map(|(amount, activate)| Fair::StakeAndMint { amount, activate }),
        3 => any::<u8>().prop_map(|part| Fair::Burn { part }),
        3 => any::<u8>().prop_map(|part| Fair::Initiate { part }),
        2 => (0u32..20).prop_map(|ticket| Fair::Cancel { ticket }),
        2 => Just(Fair::Finalize),
        2 => (who(), any::<u8>()).prop_map(|(to, part)| Fair::Transfer { to, part }),
        2 => (who(), amount()).prop_map(|(to, value)| Fair::Approve { to, value }),
        3 => (who(), who(), any::<u8>())
            .prop_map(|(from, to, part)| Fair::TransferFrom { from, to, part }),
        1 => (who(), who(), amount()).prop_map(|(of, to, value)| Fair::Permit { of, to, value }),
        3 => (any::<usize>(), who(), amount())
            .prop_map(|(nth, of, amount)| Fair::View { nth, of, amount }),
        40 => usage(),
    ]
}

/// The calls of daily credits.
fn usage() -> impl Strategy<Value = Fair> {
    let who = || 0..PEOPLE;
    let provider = || 0..PROVIDERS;
    let limit = prop_oneof![1 => amount(), 2 => ONE / 10..5 * ONE];
    // Fee tokens, of 6 decimals.
    let fee = || (0u32..30).prop_flat_map(|b| 1u128 << b..2u128 << b);
    prop_oneof![
        3 => any::<u8>().prop_map(|part| Fair::Activate { part }),
        3 => any::<u8>().prop_map(|part| Fair::Deactivate { part }),
        3 => (0u32..9).prop_map(|ticket| Fair::Reactivate { ticket }),
        4 => Just(Fair::Unstake),
        3 => (who(), limit, prop_oneof![1 => 0u32..4, 2 => Just(500)], any::<bool>())
            .prop_map(|(to, limit, days, paid)| Fair::Grant { to, limit, days, paid }),
        3 => (who(), fee()).prop_map(|(to, amount)| Fair::Deposit { to, amount }),
        4 => any::<u8>().prop_map(|part| Fair::Leave { part }),
        2 => (0u32..9).prop_map(|ticket| Fair::Stay { ticket }),
        4 => Just(Fair::Withdraw),
        // One's own, somebody's who may have granted them, somebody's who may not.
        12 => (prop_oneof![3 => Just(0), 2 => Just(PEOPLE - 1), 1 => who()], provider(), any::<u8>())
            .prop_map(|(of, provider, part)| Fair::Spend { of, provider, part }),
        8 => (provider(), said()).prop_map(|(provider, said)| Fair::Redeem { provider, said }),
        6 => (provider(), prop::collection::vec(said(), 0..6))
            .prop_map(|(provider, said)| Fair::RedeemBatch { provider, said }),
        2 => (provider(), prop::bool::weighted(0.7))
            .prop_map(|(provider, admitted)| Fair::Admit { provider, admitted }),
    ]
}

fn said() -> impl Strategy<Value = Said> {
    let signed = prop_oneof![
        12 => Just(Signed::Well),
        1 => Just(Signed::ByAnother),
        1 => (0..8 * 65usize).prop_map(|bit| Signed::Flipped { bit }),
        1 => (0..65usize).prop_map(|length| Signed::Cut { length }),
        1 => Just(Signed::Twin),
    ];
    let day = prop_oneof![8 => Just(2u32), 4 => Just(1), 1 => Just(0), 1 => Just(3)];
    // Oneself, mostly.
    let spender = prop_oneof![3 => Just(0), 2 => 1..PEOPLE];
    let misled = prop::bool::weighted(0.05);
    (0..PEOPLE, spender, misled, day, any::<u8>(), signed).prop_map(
        |(account, spender, misled, day, part, signed)| Said {
            account,
            spender: (account + spender) % PEOPLE,
            misled,
            day,
            part,
            signed,
        },
    )
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
        4 => (any::<usize>(), prop::collection::vec(odd(), 14))
            .prop_map(|(function, words)| Sent::Odd { function, words }),
        3 => (fair(), spoil).prop_map(|(fair, spoil)| Sent::Spoiled(fair, spoil)),
        1 => prop::collection::vec(any::<u8>(), 0..80).prop_map(Sent::Bytes),
        1 => (fair(), 1u64..).prop_map(|(fair, ether)| Sent::Paid(fair, ether)),
    ];
    let wait = prop_oneof![8 => 1u64..100, 3 => 1..2 * DAY, 1 => 1..2 * COOLDOWN];
    let step = (0..PEOPLE, wait, sent).prop_map(|(by, wait, sent)| Step { by, wait, sent });
    let steps = prop::collection::vec(step, 40..120);
    // Mostly, everybody has credits and there are providers from the start.
    (prop::bool::weighted(0.8), steps).prop_map(|(equipped, steps)| {
        let mut all = if equipped { equipment() } else { Vec::new() };
        all.extend(steps);
        all
    })
}

fn equipment() -> Vec<Step> {
    let step = |by, fair| Step {
        by,
        wait: 1,
        sent: Sent::Fair(fair),
    };
    let mut steps = Vec::new();
    for provider in 0..PROVIDERS {
        steps.push(step(
            0,
            Fair::Admit {
                provider,
                admitted: true,
            },
        ));
    }
    for by in 0..PEOPLE {
        steps.push(step(
            by,
            Fair::StakeAndMint {
                amount: 1_000 * ONE,
                // The last keeps it at hand.
                activate: by + 1 < PEOPLE,
            },
        ));
        steps.push(step(
            by,
            Fair::Grant {
                to: (by + 1) % PEOPLE,
                limit: 3 * ONE,
                days: 500,
                paid: by == 0,
            },
        ));
    }
    steps.push(step(
        0,
        Fair::Deposit {
            to: 0,
            amount: 10 * PARAMS[7],
        },
    ));
    steps
}

/// The contract run natively, at the addresses it has on the chain.
struct Native {
    diem: Contract<Diem>,
    vvv: Contract<tokens::Token>,
    usd: Contract<tokens::Token>,
}

impl Native {
    fn beside(world: &World) -> Self {
        let native = Self {
            diem: Contract::new_at(world.diem),
            vvv: Contract::new_at(world.vvv),
            usd: Contract::new_at(world.usd),
        };
        clock::set(NOON);
        native
            .send(BUILDER, &world.arguments().calldata(), U256::ZERO)
            .expect("the default arguments are valid");
        native
    }

    fn fund(&self, account: Address, amount: u128) {
        use openzeppelin_stylus::token::erc20::IErc20;
        for token in [&self.vvv, &self.usd] {
            token
                .sender(account)
                .mint(account, u(amount))
                .motsu_unwrap();
            token
                .sender(account)
                .approve(self.diem.address(), U256::MAX)
                .motsu_unwrap();
        }
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
        match calldata.strip_prefix(&CONSTRUCTOR_SELECTOR.to_be_bytes()) {
            Some(arguments) => construct(diem, arguments),
            None => route(diem, calldata),
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

    /// The first providers are nobody else, the last is one of the people.
    fn provider(&self, nth: usize) -> Address {
        if nth + 1 == PROVIDERS {
            self.person(PEOPLE - 1)
        } else {
            Address::with_last_byte(nth as u8 + 0x51)
        }
    }

    /// Whoever sends it, if it is not whose turn it is.
    fn sender(&self, by: usize, fair: &Fair) -> Address {
        match *fair {
            Fair::Redeem { provider, .. } | Fair::RedeemBatch { provider, .. } => {
                self.provider(provider)
            }
            Fair::Admit { .. } => OWNER,
            _ => self.person(by),
        }
    }

    /// The day it is.
    fn today(&self) -> u32 {
        (clock::get().expect("it is set") / DAY) as u32
    }

    /// Makes out a voucher and signs it as told.
    fn voucher(&self, provider: usize, said: &Said) -> (UsageVoucher, Vec<u8>) {
        let (account, spender) = (self.person(said.account), self.person(said.spender));
        let provider = self.provider((provider + usize::from(said.misled)) % PROVIDERS);
        let day = self.today() + said.day - 2;
        let collected = self.ask(collectedOfCall {
            account,
            spender,
            provider,
            day,
        });
        let left = self.ask(spendableOfCall { account, spender });
        let left = left.quotaCredits + left.paidCredits;
        let voucher = UsageVoucher {
            account,
            spender,
            provider,
            day,
            credits: collected.credits + left / u(200) * u(said.part.into()) + u(said.part.into()),
        };
        let signer = match said.signed {
            Signed::ByAnother => (said.spender + 1) % PEOPLE,
            _ => said.spender,
        };
        let mut signature = signed_voucher(self.world.diem, &self.keys[signer], &voucher);
        match said.signed {
            Signed::Flipped { bit } => signature[bit / 8] ^= 1 << (bit % 8),
            Signed::Cut { length } => signature.truncate(length),
            Signed::Twin => {
                let s = U256::from_be_slice(&signature[32..64]);
                signature[32..64].copy_from_slice(&(ORDER - s).to_be_bytes::<32>());
                signature[64] = 27 + 28 - signature[64];
            }
            Signed::Well | Signed::ByAnother => {}
        }
        (voucher, signature)
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
            Fair::StakeAndMint { amount, activate } => stakeAndMintCall {
                vvv: u(amount),
                minOut: U256::ZERO,
                activate,
            }
            .abi_encode(),
            Fair::Activate { part } => stakeDiemCall {
                amount: share(part, self.ask(balanceOfCall { account: me })._0),
            }
            .abi_encode(),
            Fair::Deactivate { part } => initiateUnstakeCall {
                amount: share(part, self.ask(quotaOfCall { account: me }).limit),
            }
            .abi_encode(),
            Fair::Reactivate { ticket } => {
                let tickets = self.ask(diemTicketsOfCall { account: me }).tickets;
                let ticket = one_of(&tickets, ticket);
                cancelUnstakeCall { ticket }.abi_encode()
            }
            Fair::Unstake => unstakeCall {}.abi_encode(),
            Fair::Grant {
                to,
                limit,
                days,
                paid,
            } => approveQuotaCall {
                spender: self.person(to),
                dailyLimit: u(limit),
                lastDay: self.today() + days - 1,
                allowPaid: paid,
            }
            .abi_encode(),
            Fair::Deposit { to, amount } => depositCall {
                account: self.person(to),
                amount: u(amount),
            }
            .abi_encode(),
            Fair::Leave { part } => initiateWithdrawalCall {
                amount: share(part, self.ask(depositOfCall { account: me }).deposit),
            }
            .abi_encode(),
            Fair::Stay { ticket } => {
                let tickets = self.ask(withdrawalTicketsOfCall { account: me }).tickets;
                let ticket = one_of(&tickets, ticket);
                cancelWithdrawalCall { ticket }.abi_encode()
            }
            Fair::Withdraw => withdrawCall {}.abi_encode(),
            Fair::Spend { of, provider, part } => {
                let account = self.person((by + of) % PEOPLE);
                let left = self.ask(spendableOfCall {
                    account,
                    spender: me,
                });
                spendCall {
                    account,
                    provider: self.provider(provider),
                    credits: share(part, left.quotaCredits + left.paidCredits),
                    requestId: B256::with_last_byte(part),
                }
                .abi_encode()
            }
            Fair::Redeem { provider, ref said } => {
                let (voucher, signature) = self.voucher(provider, said);
                let signature = signature.into();
                redeemCall { voucher, signature }.abi_encode()
            }
            Fair::RedeemBatch { provider, ref said } => {
                let signed = said.iter().map(|said| self.voucher(provider, said));
                let (vouchers, signatures) = signed
                    .map(|(voucher, signature)| (voucher, signature.into()))
                    .unzip();
                redeemBatchCall {
                    vouchers,
                    signatures,
                }
                .abi_encode()
            }
            Fair::Admit { provider, admitted } => setProviderCall {
                provider: self.provider(provider),
                admitted,
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
            Fair::Cancel { ticket } => {
                let tickets = self.ask(vvvTicketsOfCall { account: me }).tickets;
                let ticket = one_of(&tickets, ticket);
                cancelUnstakeVvvCall { ticket }.abi_encode()
            }
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
                let views: Vec<_> = functions().iter().filter(|f| f.is_view).collect();
                let view = views[nth % views.len()];
                let words = view.args.iter().map(|kind| match kind.as_str() {
                    "address" => self.person(of).into_word(),
                    "uint256" => u(amount).into(),
                    "uint32" => U256::from(self.today()).into(),
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

    /// Sends the same to both, and holds their answers against each other. Returns whether it succeeded, the selector of
    /// the call, or of the error if it did not, and what was logged.
    fn step(&mut self, Step { by, wait, sent }: &Step) -> (bool, Vec<u8>, Vec<LogData>) {
        clock::set(clock::get().expect("it is set") + wait);
        let from = match sent {
            Sent::Fair(fair) | Sent::Spoiled(fair, _) | Sent::Paid(fair, _) => {
                self.sender(*by, fair)
            }
            Sent::Odd { .. } | Sent::Bytes(_) => self.person(*by),
        };
        let (calldata, value) = match sent {
            Sent::Fair(fair) => (self.fair(*by, fair), U256::ZERO),
            Sent::Odd { function, words } => {
                let function = &functions()[function % functions().len()];
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
            Ok(_) => (true, calldata[..4].to_vec(), logs),
            Err(error) => (false, error[..4].to_vec(), logs),
        }
    }

    /// Everything the views say, on both sides.
    fn compare(&mut self) {
        let zero = Address::ZERO;
        // A block has passed on the chain, and some views tell the second.
        let now = clock::get().expect("it is set");
        self.world.chain.set_timestamp(now);
        let mut subjects: Vec<_> = (0..PEOPLE).map(|nth| self.person(nth)).collect();
        subjects.extend([self.provider(0), self.world.diem, zero]);
        for function in functions().iter().filter(|f| f.is_view) {
            let addresses = function.args.iter().filter(|kind| *kind == "address");
            // Where there are several, each with itself and with others.
            let places: &[[usize; 3]] = match addresses.count() {
                0 | 1 => &[[0; 3]],
                _ => &[[0, 0, 1], [0, 0, 3], [0, 1, 2], [0, 2, 3]],
            };
            for (at, places) in
                (0..subjects.len()).flat_map(|at| places.iter().map(move |places| (at, places)))
            {
                let mut places = places.iter();
                let words: Vec<_> = function
                    .args
                    .iter()
                    .map(|kind| match kind.as_str() {
                        "address" => {
                            let place = at + places.next().expect("at most three");
                            subjects[place % subjects.len()].into_word()
                        }
                        "uint256" => u(ONE << at).into(),
                        "uint32" => U256::from(self.today() - at as u32 % 2).into(),
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
            let (vvv, usd) = (self.world.vvv, self.world.usd);
            for (there, here) in [(vvv, &self.native.vvv), (usd, &self.native.usd)] {
                assert_eq!(
                    self.world.balance(there, subject),
                    here.sender(zero).balance_of(subject)
                );
            }
        }
    }
}

/// What the sequences have used, to see that they did.
#[derive(Default)]
struct Usage {
    day: u32,
    midnights: usize,
    providers: BTreeSet<Address>,
    spent: usize,
    spent_by_others: usize,
    settled: usize,
    settled_for_others: usize,
    late: usize,
    paid: usize,
    fees: usize,
    rejected: usize,
    rejections: BTreeSet<[u8; 4]>,
}

impl Usage {
    fn note(&mut self, today: u32, logs: &[LogData]) {
        self.midnights += usize::from(self.day != today);
        self.day = today;
        for log in logs {
            match IDiemEvents::decode_raw_log(log.topics(), &log.data, true).expect("an event") {
                IDiemEvents::Spent(spent) => {
                    self.spent += 1;
                    self.spent_by_others += usize::from(spent.spender != spent.account);
                    self.note_paid(spent.provider, spent.paidCredits, spent.fee);
                }
                IDiemEvents::Settled(settled) => {
                    self.settled += 1;
                    self.settled_for_others += usize::from(settled.spender != settled.account);
                    self.late += usize::from(settled.day + 1 == today);
                    self.note_paid(settled.provider, settled.paidCredits, settled.fee);
                }
                IDiemEvents::VoucherRejected(rejected) => {
                    self.rejected += 1;
                    self.rejections.insert(rejected.selector.0);
                }
                _ => {}
            }
        }
    }

    fn note_paid(&mut self, provider: Address, paid: U256, fee: U256) {
        self.providers.insert(provider);
        self.paid += usize::from(!paid.is_zero());
        self.fees += usize::from(!fee.is_zero());
    }

    fn story(&self) -> String {
        format!(
            "{} midnights; spent {} times, {} of them by others; {} vouchers settled, {} of others', {} of the day before; \
             {} uses paid for, {} with a fee; {} vouchers rejected for {} reasons",
            self.midnights,
            self.spent,
            self.spent_by_others,
            self.settled,
            self.settled_for_others,
            self.late,
            self.paid,
            self.fees,
            self.rejected,
            self.rejections.len()
        )
    }
}

/// A result that can be read when it is the wrong one.
fn text(result: Result<Vec<u8>, Vec<u8>>) -> Result<String, String> {
    result.map(|data| hex(&data)).map_err(|data| hex(&data))
}

/// One of these tickets, or a number that may be none.
fn one_of(tickets: &[u32], nth: u32) -> u32 {
    let found = tickets.get(nth as usize % (tickets.len() + 1));
    found.copied().unwrap_or(nth)
}

fn encode(function: &Function, words: impl Iterator<Item = B256>) -> Vec<u8> {
    let types = &function.args;
    let mut calldata = function.selector.to_vec();
    // A struct stands for its words; what has no fixed size, for an offset and all that follows.
    let dynamic = types
        .iter()
        .any(|kind| *kind == "bytes" || kind.ends_with("[]"));
    let count = if dynamic { usize::MAX } else { types.len() };
    words
        .take(count)
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
    let (usd, diem) = (world.usd, world.diem);
    for key in &keys {
        let account = key.address();
        world.fund(account, wallet);
        let (value, spender) = (u(wallet), diem);
        world.at(usd, account, Erc20::mintCall { to: account, value });
        let value = U256::MAX;
        world.at(usd, account, Erc20::approveCall { spender, value });
    }
    for provider in 0..PROVIDERS as u8 {
        world.pay(Address::with_last_byte(provider + 0x51));
    }
    world.set_time(NOON);
    let start = world.chain.snapshot();
    let world = RefCell::new(world);
    // Calls that were refused, and that went through.
    let outcomes = Cell::new([0u32; 2]);
    // What went through, by selector, and with what errors the rest was refused.
    let seen = RefCell::new([BTreeSet::new(), BTreeSet::new()]);
    let usage = RefCell::new(Usage::default());
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
        for rich in (0..PROVIDERS as u8).map(|nth| Address::with_last_byte(nth + 0x51)) {
            rich.fund(U256::MAX >> 8);
        }
        OWNER.fund(U256::MAX >> 8);
        let mut pair = Pair {
            native,
            world: &mut world,
            keys: keys.clone(),
        };
        let mut counted = outcomes.get();
        for step in &steps {
            let (went_through, selector, logs) = pair.step(step);
            usage.borrow_mut().note(pair.today(), &logs);
            counted[usize::from(went_through)] += 1;
            seen.borrow_mut()[usize::from(went_through)].insert(selector);
        }
        outcomes.set(counted);
        pair.compare();
        Ok(())
    })
    .expect("both do the same");
    let [refused, done] = outcomes.get();
    let usage = usage.into_inner();
    println!("{done} calls went through, {refused} were refused, alike on both sides");
    println!("{}", usage.story());
    assert!(done > 1_000 && refused > 1_000);
    let [errors, calls] = seen.into_inner();
    for function in functions() {
        if OFFICES.contains(&function.name.as_str()) {
            continue;
        }
        assert!(
            calls.contains(&function.selector[..]),
            "no {} went through",
            function.name
        );
    }
    assert!(errors.len() >= 30, "{} kinds of errors", errors.len());
    assert_eq!(usage.providers.len(), PROVIDERS);
    assert!(usage.midnights > 1_000);
    assert!(usage.spent > 200 && usage.spent_by_others > 60);
    assert!(usage.settled > 300 && usage.settled_for_others > 50);
    assert!(usage.late > 80, "of the day before");
    assert!(usage.paid > 80 && usage.fees > 80);
    assert!(usage.rejected > 400 && usage.rejections.len() >= 9);
}
