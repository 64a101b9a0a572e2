//! The world the end-to-end tests play in: Diem's WASM on the chain, behind its deployer, called by its ABI.
//!
//! Calls are encoded and answers decoded by `alloy-sol-types` from `artifacts/IDiem.sol`. Addresses are those of the
//! contract's own libraries; they become the EVM's at the chain.

#![allow(dead_code)]

mod permit;
pub mod report;
mod voucher;

use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};
use std::sync::OnceLock;

use crate::motsu_support::abi::error_name;
use alloy_primitives::{address, Address, LogData, B256, U256};
use alloy_sol_types::{
    sol, SolCall, SolError, SolEvent, SolEventInterface, SolInterface, SolValue,
};
use diem_devnet::chain::{Chain, Config, Executed, Status};
use diem_devnet::stylus::code::{self, CodeObjects};
use diem_devnet::stylus::package::package;
use diem_devnet::stylus::session::HostTrace;
use revm::context::TxEnv;
use revm::primitives as evm;

#[allow(unused_imports)]
pub use permit::signed_permit;
#[allow(unused_imports)]
pub use voucher::{domain, key, signature, signed_voucher, voucher_digest};
pub use IDiem::*;

/// `stake(address,uint256)`, for VVV. The two `stake`s are told apart by number, in IDiem's order.
#[allow(non_camel_case_types)]
pub type stakeVvvCall = stake_0Call;
/// `stake(uint256)`, for DIEM.
#[allow(non_camel_case_types)]
pub type stakeDiemCall = stake_1Call;

sol! {
    #![sol(all_derives)]
    "../../artifacts/IDiem.sol"
}

sol! {
    /// `contracts/Token.sol`, and what it shares with every token.
    interface Erc20 {
        function mint(address to, uint256 value);
        function approve(address spender, uint256 value) returns (bool);
        function transfer(address to, uint256 value) returns (bool);
        function transferFrom(address from, address to, uint256 value) returns (bool);
        function balanceOf(address account) returns (uint256);
    }

    /// `contracts/Deployer.sol`
    interface Deployer {
        event Deployed(address indexed program);
        error DeploymentFailed();
        function deploy(bytes initCode, bytes constructorCall) payable returns (address program);
    }
}

/// The released program, byte for byte.
pub fn wasm() -> &'static [u8] {
    static WASM: OnceLock<Vec<u8>> = OnceLock::new();
    WASM.get_or_init(|| artifact("diem.wasm"))
}

/// A file of `artifacts/`, read when a test runs: a change of it recompiles nothing.
pub fn artifact(name: &str) -> Vec<u8> {
    let path = format!("{}/../../artifacts/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The chain's id: that of the network the native tests imitate, so that signatures are the same.
pub const CHAIN_ID: u64 = 42_161;
/// One VVV, one DIEM, in wei.
pub const ONE: u128 = 1_000_000_000_000_000_000;
/// Where the clock stands when a world is made: 2026-01-01 12:00:00 UTC.
pub const NOON: u64 = 1_767_268_800;
/// Seconds in a day.
pub const DAY: u64 = 86_400;
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

pub const OWNER: Address = address!("000000000000000000000000000000000000bEEF");
pub const GUARDIAN: Address = address!("000000000000000000000000000000000000CAFE");
/// Who deploys, and holds no office for it.
pub const BUILDER: Address = address!("00000000000000000000000000000000000B111D");
pub const ALICE: Address = address!("00000000000000000000000000000000000A11CE");
pub const BOB: Address = address!("0000000000000000000000000000000000000B0B");
/// Who serves, once [`World::admit`]ted.
pub const PROVIDER: Address = address!("0000000000000000000000000000000000005E1F");

/// What a transaction or a call did.
#[derive(Clone, Debug)]
pub struct Done {
    pub status: Status,
    /// Return data, or revert data.
    pub output: Vec<u8>,
    pub gas: u64,
    /// Who logged what.
    pub logs: Vec<(Address, LogData)>,
    pub created: Option<Address>,
    pub failure: Option<String>,
    pub trace: Vec<HostTrace>,
}

impl Done {
    fn new(executed: Executed) -> Self {
        let Executed {
            status,
            output,
            gas_used,
            logs,
            created,
            failure,
            trace,
        } = executed;
        let logs = logs.iter().map(|log| {
            let topics = log
                .topics()
                .iter()
                .map(|topic| B256::new(topic.0))
                .collect();
            let data = LogData::new(topics, log.data.data.to_vec().into());
            (from_evm(log.address), data.expect("at most four topics"))
        });
        Self {
            status,
            output: output.to_vec(),
            gas: gas_used,
            logs: logs.collect(),
            created: created.map(from_evm),
            failure,
            trace,
        }
    }

    pub fn is_success(&self) -> bool {
        self.status == Status::Success
    }

    /// What it returned, or its revert data.
    pub fn result(&self) -> Result<Vec<u8>, Vec<u8>> {
        match self.status {
            Status::Success => Ok(self.output.clone()),
            _ => Err(self.output.clone()),
        }
    }

    /// Fails unless it reverted with exactly `error`.
    #[track_caller]
    pub fn reverted_with(&self, error: &impl SolError) {
        assert_eq!(self.status, Status::Revert, "{}", self.story());
        assert_eq!(
            hex(&self.output),
            hex(&error.abi_encode()),
            "{}",
            self.story()
        );
    }

    /// What happened, for a person.
    pub fn story(&self) -> String {
        let error = IDiemErrors::abi_decode(&self.output, true)
            .map(|error| format!("{:?}", Typed(&error)))
            .unwrap_or_else(|_| format!("0x{}", hex(&self.output[..self.output.len().min(300)])));
        format!("{:?}, {error}, {:?}", self.status, self.failure)
    }
}

/// Names an error: the generated ones have no text of their own.
struct Typed<'a>(&'a IDiemErrors);

impl std::fmt::Debug for Typed<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let data = self.0.abi_encode();
        let name = error_name(data[..4].try_into().expect("a selector")).unwrap_or("?");
        write!(f, "{name}(0x{})", hex(&data[4..]))
    }
}

/// A chain with Diem's tokens and its deployer on it.
pub struct Ground {
    pub chain: Chain,
    pub vvv: Address,
    pub usd: Address,
    pub deployer: Address,
    /// Init code of the released program; its fragments, if it has any, are on the chain.
    pub program: Vec<u8>,
}

impl Ground {
    pub fn new() -> Self {
        let mut ground = Self {
            chain: Chain::new(Config {
                chain_id: CHAIN_ID,
                timestamp: NOON - 100,
                ..Config::default()
            }),
            vvv: Address::ZERO,
            usd: Address::ZERO,
            deployer: Address::ZERO,
            program: Vec::new(),
        };
        for account in [BUILDER, OWNER, GUARDIAN, ALICE, BOB] {
            ground.pay(account);
        }
        ground.vvv = ground.token("Venice Token", "VVV", 18);
        ground.usd = ground.token("USD Coin", "USDC", 6);
        ground.deployer = ground.create(bytecode("Deployer"), &[]);
        let (module, objects) = packaged();
        ground.program = match objects {
            CodeObjects::Whole(code) => code::init_code(code),
            CodeObjects::Fragments(parts) => {
                let fragments = parts
                    .iter()
                    .map(|part| to_evm(ground.create(code::init_code(part), &[])));
                let fragments: Vec<_> = fragments.collect();
                code::init_code(&code::root(module.len(), &fragments))
            }
        };
        ground
    }

    /// Gives `account` the Ether to pay for its transactions.
    pub fn pay(&mut self, account: Address) {
        self.chain
            .set_balance(to_evm(account), U256::from(10).pow(U256::from(24)));
    }

    fn token(&mut self, name: &str, symbol: &str, decimals: u8) -> Address {
        let nobody: Vec<Address> = Vec::new();
        let arguments = (name, symbol, U256::from(decimals), nobody, U256::ZERO);
        self.create(bytecode("Token"), &arguments.abi_encode_params())
    }

    /// Deploys an EVM contract.
    pub fn create(&mut self, mut init_code: Vec<u8>, arguments: &[u8]) -> Address {
        init_code.extend_from_slice(arguments);
        let (address, _) = self
            .chain
            .deploy(to_evm(BUILDER), init_code.into())
            .expect("it can be deployed");
        from_evm(address)
    }

    /// Sends a transaction with this much Ether.
    pub fn send(&mut self, from: Address, to: Address, data: Vec<u8>, value: U256) -> Done {
        let tx = self.tx(from, to, data, value);
        self.transact(tx)
    }

    /// A transaction, to be completed.
    pub fn tx(&mut self, from: Address, to: Address, data: Vec<u8>, value: U256) -> TxEnv {
        TxEnv {
            kind: evm::TxKind::Call(to_evm(to)),
            data: data.into(),
            value,
            ..self.chain.tx(to_evm(from))
        }
    }

    pub fn transact(&mut self, tx: TxEnv) -> Done {
        let receipt = self.chain.transact(tx).expect("a valid transaction");
        Done::new(receipt.executed.clone())
    }

    /// Calls a contract that is not Diem; it must succeed.
    #[track_caller]
    pub fn at<C: SolCall>(&mut self, to: Address, from: Address, call: C) -> C::Return {
        let done = self.send(from, to, call.abi_encode(), U256::ZERO);
        assert!(done.is_success(), "{}: {}", C::SIGNATURE, done.story());
        C::abi_decode_returns(&done.output, true).expect("the ABI's return data")
    }

    /// Reads from a contract without a transaction.
    #[track_caller]
    pub fn read<C: SolCall>(&mut self, to: Address, call: C) -> C::Return {
        let done = self.peek(Address::ZERO, to, call.abi_encode());
        assert!(done.is_success(), "{}: {}", C::SIGNATURE, done.story());
        C::abi_decode_returns(&done.output, true).expect("the ABI's return data")
    }

    /// Runs a call and forgets what it did.
    pub fn peek(&mut self, from: Address, to: Address, data: Vec<u8>) -> Done {
        let tx = self.tx(from, to, data, U256::ZERO);
        Done::new(self.chain.call(tx).expect("a valid call"))
    }

    /// The default arguments of the constructor here.
    pub fn arguments(&self) -> Arguments {
        Arguments {
            vvv: self.vvv,
            fee_token: self.usd,
            owner: OWNER,
            guardian: GUARDIAN,
            params: PARAMS.map(U256::from),
        }
    }

    /// Deploys, activates and constructs Diem in one transaction of [`BUILDER`]'s.
    pub fn deploy(&mut self, arguments: &Arguments) -> Done {
        let call = Deployer::deployCall {
            initCode: self.program.clone().into(),
            constructorCall: arguments.calldata().into(),
        };
        self.send(BUILDER, self.deployer, call.abi_encode(), u(ONE))
    }

    /// Lets the next transaction be at `timestamp`.
    pub fn set_time(&mut self, timestamp: u64) {
        self.chain.set_timestamp(timestamp);
    }

    /// Moves the clock on.
    pub fn pass(&mut self, seconds: u64) {
        let now = self.chain.timestamp();
        self.chain.set_timestamp(now + seconds);
    }
}

/// A [`Ground`] with Diem on it.
pub struct World {
    pub ground: Ground,
    pub diem: Address,
}

impl Deref for World {
    type Target = Ground;

    fn deref(&self) -> &Ground {
        &self.ground
    }
}

impl DerefMut for World {
    fn deref_mut(&mut self) -> &mut Ground {
        &mut self.ground
    }
}

impl World {
    /// A Diem with default parameters at [`NOON`].
    pub fn new() -> Self {
        Self::on(Ground::new())
    }

    /// Diem on `ground`, with the tokens that are there.
    pub fn on(mut ground: Ground) -> Self {
        let done = ground.deploy(&ground.arguments());
        assert!(done.is_success(), "{}", done.story());
        let diem = Deployer::deployCall::abi_decode_returns(&done.output, true)
            .expect("an address")
            .program;
        ground.set_time(NOON);
        Self { ground, diem }
    }

    /// Gives `account` Ether, and VVV of which Diem may take all.
    pub fn fund(&mut self, account: Address, amount: u128) {
        let (vvv, diem) = (self.vvv, self.diem);
        self.pay(account);
        let value = u(amount);
        self.at(vvv, account, Erc20::mintCall { to: account, value });
        let value = U256::MAX;
        self.at(
            vvv,
            account,
            Erc20::approveCall {
                spender: diem,
                value,
            },
        );
    }

    /// Funds `account` and stakes all of it.
    pub fn staked(&mut self, account: Address, amount: u128) {
        self.fund(account, amount);
        let call = stakeVvvCall {
            recipient: account,
            amount: u(amount),
        };
        self.ok(account, call);
    }

    /// Gives `account` Ether, and fee tokens of which Diem may take all.
    pub fn fund_fee(&mut self, account: Address, amount: u128) {
        let (usd, spender) = (self.usd, self.diem);
        self.pay(account);
        let value = u(amount);
        self.at(usd, account, Erc20::mintCall { to: account, value });
        let value = U256::MAX;
        self.at(usd, account, Erc20::approveCall { spender, value });
    }

    /// Gives `account` Ether and fee tokens, and deposits all of them.
    pub fn deposited(&mut self, account: Address, amount: u128) {
        self.fund_fee(account, amount);
        let amount = u(amount);
        self.ok(account, depositCall { account, amount });
    }

    /// Gives `account` exactly so many DIEM wei, minted against VVV of its own.
    pub fn minted(&mut self, account: Address, diem: u128) {
        let vvv = self
            .view(getSVVVAmountInCall { diemOut: u(diem) })
            .vvvToLock;
        self.fund(account, vvv.to());
        let call = stakeAndMintCall {
            vvv,
            minOut: u(diem),
            activate: false,
        };
        assert_eq!(self.ok(account, call).diemOut, u(diem));
    }

    /// Gives `account` so many active DIEM (wei), and with them the day's credits.
    pub fn active(&mut self, account: Address, diem: u128) {
        self.minted(account, diem);
        self.ok(account, stakeDiemCall { amount: u(diem) });
    }

    /// Admits a provider, and gives it Ether.
    pub fn admit(&mut self, provider: Address) {
        self.pay(provider);
        let admitted = true;
        self.ok(OWNER, setProviderCall { provider, admitted });
    }

    /// The number of the day of the next transaction.
    pub fn today(&self) -> u32 {
        (self.chain.timestamp() / DAY) as u32
    }

    /// When the day of the next transaction ends.
    pub fn midnight(&self) -> u64 {
        (u64::from(self.today()) + 1) * DAY
    }

    /// `(limit, left, left of yesterday)` of an account's credits.
    pub fn quota(&mut self, account: Address) -> [u128; 3] {
        let resets = U256::from(self.midnight());
        let quotaOfReturn {
            limit,
            left,
            leftYesterday,
            resetsAt,
        } = self.view(quotaOfCall { account });
        assert_eq!(resetsAt, resets);
        [limit.to(), left.to(), leftYesterday.to()]
    }

    /// `(deposit, prepaid, open tickets)` of an account.
    pub fn deposit_of(&mut self, account: Address) -> [u128; 3] {
        let depositOfReturn {
            deposit,
            prepaid,
            openTickets,
        } = self.view(depositOfCall { account });
        [deposit.to(), prepaid.to(), openTickets.to()]
    }

    /// Sends any calldata to Diem.
    pub fn raw(&mut self, from: Address, calldata: Vec<u8>) -> Done {
        let diem = self.diem;
        self.send(from, diem, calldata, U256::ZERO)
    }

    /// Sends a call to Diem.
    pub fn call<C: SolCall>(&mut self, from: Address, call: C) -> Done {
        self.raw(from, call.abi_encode())
    }

    /// Sends a call to Diem that must succeed; returns its answer.
    #[track_caller]
    pub fn ok<C: SolCall>(&mut self, from: Address, call: C) -> C::Return {
        self.logged(from, call).0
    }

    /// Sends a call to Diem that must succeed; returns its answer, and what Diem logged.
    #[track_caller]
    pub fn logged<C: SolCall>(&mut self, from: Address, call: C) -> (C::Return, Vec<LogData>) {
        let done = self.call(from, call);
        assert!(done.is_success(), "{}: {}", C::SIGNATURE, done.story());
        let answer = C::abi_decode_returns(&done.output, true).expect("the ABI's return data");
        (answer, self.own_logs(&done))
    }

    /// What Diem itself logged.
    pub fn own_logs(&self, done: &Done) -> Vec<LogData> {
        let own = done.logs.iter().filter(|(by, _)| *by == self.diem);
        own.map(|(_, log)| log.clone()).collect()
    }

    /// Asks Diem, as `account`.
    #[track_caller]
    pub fn view<C: SolCall>(&mut self, call: C) -> C::Return {
        let diem = self.diem;
        self.read(diem, call)
    }

    /// All that paid usage has earned: the provider's part, and what is on its way to stakers and budgets.
    pub fn fees(&mut self) -> U256 {
        let earned = self.view(earningsOfCall { provider: PROVIDER }).amount;
        let info = self.view(protocolCall {})._0;
        let waiting = info.bucket + info.pool;
        earned + waiting + info.stream + info.budget + info.budgetYesterday
    }

    /// Sends a call to Diem that must fail with exactly `error` and change nothing.
    #[track_caller]
    pub fn refused<C: SolCall, E: SolError>(&mut self, from: Address, call: C, error: E) {
        self.unmoved(&[from], |world| {
            world.call(from, call).reverted_with(&error);
        });
    }

    /// Runs `act`, after which nothing of Diem or these accounts may be different.
    #[track_caller]
    pub fn unmoved<T>(&mut self, accounts: &[Address], act: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.sight(accounts);
        let result = act(self);
        assert_eq!(self.sight(accounts), before, "an error changes nothing");
        result
    }

    /// Everything that can be seen of Diem and these accounts.
    pub fn sight(&mut self, accounts: &[Address]) -> Sight {
        let (vvv, usd, diem) = (self.vvv, self.usd, self.diem);
        // All the contract stores, and what its views say.
        let slots = self.chain.accounts()[&to_evm(diem)].storage.clone();
        Sight {
            slots,
            supply: self.view(totalSupplyCall {})._0,
            staked: self.view(totalStakedVVVCall {})._0,
            locked: self.view(totalLockedStakedVVVCall {})._0,
            held: self.balance(vvv, diem),
            fees_held: self.balance(usd, diem),
            ether: self.chain.balance(to_evm(diem)),
            accounts: accounts
                .iter()
                .map(|account| (*account, self.position(*account)))
                .collect(),
        }
    }

    /// A balance of any token.
    pub fn balance(&mut self, token: Address, account: Address) -> U256 {
        self.read(token, Erc20::balanceOfCall { account })._0
    }

    pub fn position(&mut self, account: Address) -> Position {
        let (vvv, usd) = (self.vvv, self.usd);
        let lockedStakesReturn {
            sVVVLockedAmount: locked,
            outstandingDiemAmount: minted,
        } = self.view(lockedStakesCall { account });
        let stakesReturn {
            _0: zero,
            cooldownEnd,
            cooldownAmount,
        } = self.view(stakesCall { account });
        assert_eq!(zero, U256::ZERO, "kept for the live system's layout");
        let tickets = self.view(vvvTicketsOfCall { account });
        Position {
            vvv: self.balance(vvv, account),
            usd: self.balance(usd, account),
            diem: self.view(balanceOfCall { account })._0,
            nonce: self.view(noncesCall { owner: account })._0,
            unlocked: self.view(balanceOfUnlockedCall { account })._0,
            locked,
            minted,
            cooldown: (cooldownEnd, cooldownAmount),
            tickets: (tickets.tickets, tickets.amounts, tickets.maturities),
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

impl Arguments {
    /// The constructor's arguments, encoded.
    pub fn encode(&self) -> Vec<u8> {
        let Self {
            vvv,
            fee_token,
            owner,
            guardian,
            params: [a, b, c, d, e, f, g, h],
        } = self.clone();
        (vvv, fee_token, owner, guardian, a, b, c, d, e, f, g, h).abi_encode_params()
    }

    /// The constructor's call, as deployment tools make it.
    pub fn calldata(&self) -> Vec<u8> {
        let selector = stylus_sdk::abi::CONSTRUCTOR_SELECTOR;
        [&selector.to_be_bytes()[..], &self.encode()].concat()
    }
}

/// Everything that can be seen of Diem and some accounts, to compare before and after.
#[derive(Clone, Debug, PartialEq)]
pub struct Sight {
    /// Diem's storage, without zeros.
    pub slots: BTreeMap<U256, U256>,
    pub supply: U256,
    pub staked: U256,
    pub locked: U256,
    /// Diem's own VVV.
    pub held: U256,
    /// Diem's own fee tokens.
    pub fees_held: U256,
    /// Diem's own Ether.
    pub ether: U256,
    pub accounts: BTreeMap<Address, Position>,
}

/// Everything that can be seen of an account.
#[derive(Clone, Debug, PartialEq)]
pub struct Position {
    pub vvv: U256,
    pub usd: U256,
    pub diem: U256,
    pub nonce: U256,
    pub unlocked: U256,
    pub locked: U256,
    pub minted: U256,
    pub cooldown: (U256, U256),
    pub tickets: (Vec<u32>, Vec<U256>, Vec<U256>),
}

/// The released program, packaged as deployment tools do, and the code objects it takes.
fn packaged() -> &'static (Vec<u8>, CodeObjects) {
    static PACKAGED: OnceLock<(Vec<u8>, CodeObjects)> = OnceLock::new();
    PACKAGED.get_or_init(|| {
        let module = package(wasm(), evm::keccak256(wasm())).expect("it is a program");
        let objects = code::code_objects(&module).expect("it fits");
        (module, objects)
    })
}

/// Init code of a contract of `contracts/`.
pub fn bytecode(name: &str) -> Vec<u8> {
    #[derive(serde::Deserialize)]
    struct Compiled {
        bytecode: String,
    }
    let path = format!("{}/contracts/out/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let json = std::fs::read_to_string(path).expect("compiled");
    let compiled: Compiled = serde_json::from_str(&json).expect("written by contracts/build.mjs");
    alloy_primitives::hex::decode(compiled.bytecode).expect("hex")
}

/// A log as the event it must be.
#[track_caller]
pub fn event<E: SolEvent>(log: &LogData) -> E {
    E::decode_log_data(log, true).unwrap_or_else(|error| panic!("not {}: {error}", E::SIGNATURE))
}

/// Whether a log is one of Diem's events.
pub fn is_known(log: &LogData) -> bool {
    IDiemEvents::decode_log(
        &alloy_primitives::Log {
            address: Address::ZERO,
            data: log.clone(),
        },
        true,
    )
    .is_ok()
}

pub fn to_evm(address: Address) -> evm::Address {
    evm::Address::new(address.0 .0)
}

pub fn from_evm(address: evm::Address) -> Address {
    Address::new(address.0 .0)
}

pub fn hex(data: &[u8]) -> String {
    alloy_primitives::hex::encode(data)
}

/// A `uint256` from a number.
pub fn u(value: u128) -> U256 {
    U256::from(value)
}
