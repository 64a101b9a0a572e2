//! The world the tests play in: Diem with its tokens on motsu, called through its ABI.
//!
//! Every call is encoded and every result decoded by `alloy-sol-types` from `artifacts/IDiem.sol`,
//! as a wallet would do it, and passes through the contract's router.

#![allow(dead_code, unused_imports, unused_macros)]

pub mod abi;
pub mod native;
pub mod router;
pub mod serial;
pub mod tokens;
pub mod wallets;

use std::cell::Cell;

use alloy_primitives::{address, Address, LogData, U256};
use alloy_signer_local::PrivateKeySigner;
use alloy_sol_types::{eip712_domain, sol, Eip712Domain, SolCall, SolError, SolEvent, SolValue};
use diem::model::time::{clock, DAY};
use diem::Diem;
use motsu::prelude::*;
use openzeppelin_stylus::token::erc20::IErc20;
use stylus_sdk::ArbResult;

pub use router::route;
pub use serial::serial_guard;
pub use tokens::Token;
pub use IDiem::*;

/// `stake(address,uint256)`, for VVV. The two `stake`s are told apart by number, in IDiem's order.
#[allow(non_camel_case_types)]
pub type stakeVvvCall = stake_0Call;
/// `stake(uint256)`, for DIEM.
#[allow(non_camel_case_types)]
pub type stakeDiemCall = stake_1Call;

sol!("artifacts/IDiem.sol");

/// One VVV, one DIEM, in wei.
pub const ONE: u128 = 1_000_000_000_000_000_000;
/// Where the clock stands when a world is made: 2026-01-01 12:00:00 UTC.
pub const NOON: u64 = 1_767_268_800;
/// The default parameters' VVV cooldown.
pub const COOLDOWN: u64 = 7 * DAY;

/// The default parameters, in the ABI's order.
pub const PARAMS: [u128; 8] = [
    90 * ONE,
    2 * ONE,
    40_000 * ONE,
    COOLDOWN as u128,
    DAY as u128,
    ONE * 15 / 100,
    ONE * 15 / 100,
    1_000_000,
];

/// The provider of most tests.
const SERVING: Address = address!("00000000000000000000000000000000000057EE");

/// motsu's chain.
pub const CHAIN: u64 = 42_161;

pub const OWNER: Address = address!("000000000000000000000000000000000000bEEF");
pub const GUARDIAN: Address = address!("000000000000000000000000000000000000CAFE");

/// In what fees are paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fees {
    /// In a token of their own.
    Apart,
    /// In VVV, the token that is staked.
    InVvv,
}

/// Makes two tests of each of these functions: `apart` and `in_vvv`, in a module of its name.
macro_rules! both {
    ($($test:ident),+ $(,)?) => {$(
        mod $test {
            use crate::support::{serial_guard, Fees};

            #[test]
            fn apart() {
                let _guard = serial_guard();
                super::$test(Fees::Apart);
            }

            #[test]
            fn in_vvv() {
                let _guard = serial_guard();
                super::$test(Fees::InVvv);
            }
        }
    )+};
}
pub(crate) use both;

/// Diem, its VVV and its fee token.
pub struct World {
    pub diem: Contract<Diem>,
    pub vvv: Contract<Token>,
    /// In what fees are paid here; the token is [`coin`](Self::coin).
    pub fees: Fees,
    /// The fee token where it is apart, and otherwise a token nobody deployed Diem with.
    pub apart: Contract<Token>,
    /// Whether Diem may hold something else than what it owes.
    uneven: Cell<bool>,
}

/// When a test is over, Diem holds what it owes of each token, to the unit.
impl Drop for World {
    fn drop(&mut self) {
        let nobody = Address::ZERO;
        let constructed = || self.ok(nobody, veniceCall {})._0 != nobody;
        if std::thread::panicking() || self.uneven.get() || !constructed() {
            return;
        }
        let (diem, to) = (self.diem.address(), OWNER);
        let owner = self.ok(nobody, ownerCall {})._0;
        for coin in [&self.vvv, self.coin()] {
            // If it owed more, not even a gift could be recovered.
            coin.sender(to).mint(diem, u(1)).motsu_unwrap();
            let token = coin.address();
            let spare = self.ok(owner, recoverCall { token, to }).amount;
            assert_eq!(spare, u(1), "held and owed to nobody, but for a gift of 1");
        }
    }
}

impl World {
    /// The contracts, before Diem's constructor has run.
    pub fn unconstructed(fees: Fees) -> Self {
        Self {
            diem: Contract::new(),
            vvv: Contract::new(),
            fees,
            apart: Contract::new(),
            uneven: Cell::new(false),
        }
    }

    /// Diem may hold something else than what it owes: somebody gave it tokens, or a token is odd.
    pub fn uneven(&self) {
        self.uneven.set(true);
    }

    /// Somebody gives Diem `amount` of a token, which nobody is owed.
    pub fn gift(&self, coin: &Contract<Token>, amount: u128) {
        self.uneven();
        let diem = self.diem.address();
        coin.sender(OWNER).mint(diem, u(amount)).motsu_unwrap();
    }

    /// A deployed Diem with default parameters at [`NOON`].
    pub fn new(fees: Fees) -> Self {
        clock::set(NOON);
        let world = Self::unconstructed(fees);
        world
            .construct(&world.arguments())
            .expect("the default arguments are valid");
        world
    }

    /// The token that fees are paid in.
    pub fn coin(&self) -> &Contract<Token> {
        match self.fees {
            Fees::Apart => &self.apart,
            Fees::InVvv => &self.vvv,
        }
    }

    /// The constructor's arguments for this world.
    pub fn arguments(&self) -> Arguments {
        Arguments {
            vvv: self.vvv.address(),
            fee_token: self.coin().address(),
            owner: OWNER,
            guardian: GUARDIAN,
            params: PARAMS.map(U256::from),
        }
    }

    pub fn construct(&self, arguments: &Arguments) -> ArbResult {
        construct(&self.diem, arguments)
    }

    /// Gives `account` VVV and lets Diem take all of it.
    pub fn fund(&self, account: Address, amount: u128) {
        self.vvv
            .sender(account)
            .mint(account, U256::from(amount))
            .motsu_unwrap();
        self.vvv
            .sender(account)
            .approve(self.diem.address(), U256::MAX)
            .motsu_unwrap();
    }

    /// Funds `account` and stakes all of it.
    pub fn staked(&self, account: Address, amount: u128) {
        self.fund(account, amount);
        self.ok(
            account,
            stakeVvvCall {
                recipient: account,
                amount: U256::from(amount),
            },
        );
    }

    /// Gives `account` exactly `amount` DIEM wei, minted against VVV of its own.
    pub fn minted(&self, account: Address, amount: u128) {
        let quote = getSVVVAmountInCall { diemOut: u(amount) };
        let vvv = self.ok(account, quote).vvvToLock;
        self.fund(account, vvv.to());
        let call = stakeAndMintCall {
            vvv,
            minOut: u(amount),
            activate: false,
        };
        assert_eq!(self.ok(account, call).diemOut, u(amount));
    }

    /// Gives `account` exactly `amount` DIEM wei, and activates them.
    pub fn active(&self, account: Address, amount: u128) {
        self.minted(account, amount);
        self.ok(account, stakeDiemCall { amount: u(amount) });
    }

    /// Gives `account` fee tokens, and deposits all of them.
    pub fn deposited(&self, account: Address, amount: u128) {
        self.fund_fee(account, amount);
        let amount = u(amount);
        self.ok(account, depositCall { account, amount });
    }

    /// Gives `account` fee tokens and lets Diem take all it has.
    pub fn fund_fee(&self, account: Address, amount: u128) {
        let coin = self.coin();
        coin.sender(account).mint(account, u(amount)).motsu_unwrap();
        coin.sender(account)
            .approve(self.diem.address(), U256::MAX)
            .motsu_unwrap();
    }

    /// Admits a provider.
    pub fn admit(&self, provider: Address) {
        let admitted = true;
        self.ok(OWNER, setProviderCall { provider, admitted });
    }

    /// `account`'s quota: its limit, what is left today, what is left of yesterday.
    pub fn quota(&self, account: Address) -> (u128, u128, u128) {
        let quota = self.ok(Address::ZERO, quotaOfCall { account });
        assert_eq!(quota.resetsAt, u(u128::from((now() / DAY + 1) * DAY)));
        (quota.limit.to(), quota.left.to(), quota.leftYesterday.to())
    }

    /// What `owner` lets `spender` use: a day, what is left today, what is left of yesterday.
    pub fn grant(&self, owner: Address, spender: Address) -> (u128, u128, u128) {
        let grant = self.ok(Address::ZERO, grantOfCall { owner, spender });
        (
            grant.dailyLimit.to(),
            grant.left.to(),
            grant.leftYesterday.to(),
        )
    }

    /// What `spender` can use of `account`'s credits: of the quota, and of the deposit.
    pub fn spendable(&self, account: Address, spender: Address) -> (u128, u128) {
        let found = self.ok(Address::ZERO, spendableOfCall { account, spender });
        (found.quotaCredits.to(), found.paidCredits.to())
    }

    /// `account`'s deposit: base units, prepaid part, open tickets.
    pub fn deposit(&self, account: Address) -> (u128, u128, u128) {
        let found = self.ok(Address::ZERO, depositOfCall { account });
        (
            found.deposit.to(),
            found.prepaid.to(),
            found.openTickets.to(),
        )
    }

    /// Runs a call from `caller`: what it returns, or its revert data, with every change undone.
    pub fn call<C: SolCall>(&self, caller: Address, call: C) -> Result<C::Return, Vec<u8>> {
        self.raw(caller, &call.abi_encode())
            .map(|data| C::abi_decode_returns(&data, true).expect("the ABI's return data"))
    }

    /// As [`call`](Self::call), with any calldata.
    pub fn raw(&self, caller: Address, calldata: &[u8]) -> ArbResult {
        route(&mut self.diem.sender(caller), calldata)
    }

    /// Runs a call that must succeed.
    #[track_caller]
    pub fn ok<C: SolCall>(&self, caller: Address, call: C) -> C::Return {
        self.call(caller, call)
            .unwrap_or_else(|data| panic!("{} reverted: 0x{}", C::SIGNATURE, hex(&data)))
    }

    /// Runs a call that must fail with exactly `error`, leave storage as it was and log nothing.
    #[track_caller]
    pub fn refused<C: SolCall, E: SolError>(&self, caller: Address, call: C, error: E) {
        let (before, logs) = (self.snapshot(&[caller]), self.diem.all_events().len());
        match self.call(caller, call) {
            Ok(_) => panic!("{} succeeded", C::SIGNATURE),
            Err(data) => assert_eq!(hex(&data), hex(&error.abi_encode()), "{}", C::SIGNATURE),
        }
        assert_eq!(self.snapshot(&[caller]), before, "an error changes nothing");
        assert_eq!(self.diem.all_events().len(), logs, "an error logs nothing");
    }

    /// The last event, which must be an `E`; what a provider has earned, which is told at the end of a call, does not
    /// count unless it is asked for.
    #[track_caller]
    pub fn last<E: SolEvent>(&self) -> E {
        let events = self.diem.all_events();
        let asked = |log: &&LogData| {
            let earned = ProviderEarned::SIGNATURE_HASH;
            E::SIGNATURE_HASH == earned || log.topics().first() != Some(&earned)
        };
        decode(events.iter().rev().find(asked).expect("an event"))
    }

    /// The `n`-th event from the end (0 is the last), which must be an `E`.
    #[track_caller]
    pub fn nth_last<E: SolEvent>(&self, n: usize) -> E {
        let events = self.diem.all_events();
        decode(&events[events.len() - 1 - n])
    }

    /// Everything that can be seen of the contract and these accounts.
    pub fn snapshot(&self, accounts: &[Address]) -> Snapshot {
        let nobody = Address::ZERO;
        Snapshot {
            supply: self.ok(nobody, totalSupplyCall {})._0,
            staked: self.ok(nobody, totalStakedVVVCall {})._0,
            locked: self.ok(nobody, totalLockedStakedVVVCall {})._0,
            held: self.vvv.sender(nobody).balance_of(self.diem.address()),
            active: self.ok(nobody, totalStakedCall {})._0,
            fees: {
                let info = self.ok(nobody, protocolCall {})._0;
                let earned = earningsOfCall { provider: SERVING };
                let waiting = info.bucket + info.pool + info.stream;
                waiting + info.budget + info.budgetYesterday + self.ok(nobody, earned).amount
            },
            fee_held: self.coin().sender(nobody).balance_of(self.diem.address()),
            accounts: accounts
                .iter()
                .map(|account| self.position(*account))
                .collect(),
        }
    }

    pub fn position(&self, account: Address) -> Position {
        let nobody = Address::ZERO;
        let lockedStakesReturn {
            sVVVLockedAmount: locked,
            outstandingDiemAmount: minted,
        } = self.ok(nobody, lockedStakesCall { account });
        let stakesReturn {
            _0: zero,
            cooldownEnd,
            cooldownAmount,
        } = self.ok(nobody, stakesCall { account });
        assert_eq!(zero, U256::ZERO, "kept for the live system's layout");
        let tickets = self.ok(nobody, vvvTicketsOfCall { account });
        Position {
            vvv: self.vvv.sender(nobody).balance_of(account),
            diem: self.ok(nobody, balanceOfCall { account })._0,
            nonce: self.ok(nobody, noncesCall { owner: account })._0,
            unlocked: self.ok(nobody, balanceOfUnlockedCall { account })._0,
            locked,
            minted,
            cooldown: (cooldownEnd, cooldownAmount),
            tickets: (tickets.tickets, tickets.amounts, tickets.maturities),
            quota: self.quota(account),
            active: {
                let found = self.ok(nobody, stakedInfosCall { account });
                (found.amountStaked, found.coolDownEnd, found.coolDownAmount)
            },
            deposit: self.deposit(account),
            fee: self.coin().sender(nobody).balance_of(account),
        }
    }
}

/// What the constructor takes.
#[derive(Clone)]
pub struct Arguments {
    pub vvv: Address,
    pub fee_token: Address,
    pub owner: Address,
    pub guardian: Address,
    pub params: [U256; 8],
}

/// Runs the constructor of a Diem that has not been constructed yet.
pub fn construct(diem: &Contract<Diem>, arguments: &Arguments) -> ArbResult {
    let Arguments {
        vvv,
        fee_token,
        owner,
        guardian,
        params,
    } = arguments.clone();
    let [a, b, c, d, e, f, g, h] = params;
    let input = (vvv, fee_token, owner, guardian, a, b, c, d, e, f, g, h).abi_encode_params();
    let deployer = address!("00000000000000000000000000000000000de910");
    router::construct(&mut diem.sender(deployer), &input)
}

/// Everything that can be seen of the contract and some accounts, to compare before and after.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    pub supply: U256,
    pub staked: U256,
    pub locked: U256,
    /// VVV, and of fee tokens all, where they are VVV.
    pub held: U256,
    pub active: U256,
    /// What fees and funds have become: the provider's earnings, and what is on its way to stakers and budgets.
    pub fees: U256,
    /// Fee tokens, and of VVV all, where it is the fee token.
    pub fee_held: U256,
    pub accounts: Vec<Position>,
}

/// Everything that can be seen of an account.
#[derive(Clone, Debug, PartialEq)]
pub struct Position {
    pub vvv: U256,
    pub diem: U256,
    pub nonce: U256,
    pub unlocked: U256,
    pub locked: U256,
    pub minted: U256,
    pub cooldown: (U256, U256),
    pub tickets: (Vec<u32>, Vec<U256>, Vec<U256>),
    /// Limit, left, left of yesterday.
    pub quota: (u128, u128, u128),
    /// Active DIEM, the end of its cooldown, DIEM in tickets.
    pub active: (U256, U256, U256),
    /// Base units, prepaid part, open tickets.
    pub deposit: (u128, u128, u128),
    /// Fee tokens in the wallet, where they are VVV all of it.
    pub fee: U256,
}

#[track_caller]
fn decode<E: SolEvent>(log: &LogData) -> E {
    E::decode_log_data(log, true).unwrap_or_else(|error| panic!("not {}: {error}", E::SIGNATURE))
}

pub fn hex(data: &[u8]) -> String {
    alloy_primitives::hex::encode(data)
}

/// A `uint256` from a number.
pub fn u(value: u128) -> U256 {
    U256::from(value)
}

/// A key and its account by name.
pub fn signer(name: &str) -> PrivateKeySigner {
    Account::from_seed(name).signer()
}

/// Diem's EIP-712 domain on motsu's chain.
pub fn domain(contract: Address) -> Eip712Domain {
    eip712_domain! {
        name: "Diem",
        version: "1",
        chain_id: CHAIN,
        verifying_contract: contract,
    }
}

/// The time.
pub fn now() -> u64 {
    clock::get().expect("a world sets the clock")
}

/// The day's number, as the ABI takes it.
pub fn today() -> u32 {
    (now() / DAY) as u32
}

/// Moves the clock on.
pub fn pass(seconds: u64) {
    clock::set(now() + seconds);
}

/// Moves the clock to the next 00:00 UTC.
pub fn to_midnight() {
    clock::set((now() / DAY + 1) * DAY);
}

/// An account's address by its name.
pub fn account(name: &str) -> Address {
    Account::from_seed(name).address()
}

pub mod economy;
