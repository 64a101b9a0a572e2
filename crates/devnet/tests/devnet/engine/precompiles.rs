// SPDX-License-Identifier: MIT OR Apache-2.0
//! Arbitrum's precompiles, as a deployment tool finds them on a chain.

use diem_devnet::chain::{Chain, Config, Executed, Status};
use diem_devnet::stylus::code::{self, CodeObjects};
use diem_devnet::stylus::rules::Rules;
use revm::context::TxEnv;
use revm::primitives::{address, keccak256, Address, Bytes, TxKind, B256, U256};

use super::large_probe;

const USER: Address = address!("00000000000000000000000000000000000000aa");
const CONTRACT: Address = address!("00000000000000000000000000000000000000cc");
const ARB_SYS: Address = address!("0000000000000000000000000000000000000064");
const ARB_OWNER_PUBLIC: Address = address!("000000000000000000000000000000000000006b");
const ARB_GAS_INFO: Address = address!("000000000000000000000000000000000000006c");
const ARB_WASM: Address = address!("0000000000000000000000000000000000000071");
const ARB_WASM_CACHE: Address = address!("0000000000000000000000000000000000000072");
const ALL: [Address; 5] = [ARB_SYS, ARB_OWNER_PUBLIC, ARB_GAS_INFO, ARB_WASM, ARB_WASM_CACHE];

const DAY: u64 = 86_400;
/// Start of the hours in which activation times are recorded.
const RECORD_START: u64 = 1_421_388_000;
const GAS: u64 = 32_000_000;

fn chain_with(rules: Rules) -> Chain {
    let config = Config { rules, base_fee: 0, cache_programs: false, ..Config::default() };
    let mut chain = Chain::new(config);
    chain.set_balance(USER, ether());
    chain
}

fn chain() -> Chain {
    chain_with(Rules::default())
}

fn ether() -> U256 {
    U256::from(10).pow(U256::from(18))
}

fn selector(signature: &str) -> [u8; 4] {
    keccak256(signature)[..4].try_into().expect("four bytes")
}

fn calldata(signature: &str, args: &[B256]) -> Bytes {
    [&selector(signature)[..], args.concat().as_slice()].concat().into()
}

fn tx(chain: &mut Chain, to: Address, data: Bytes) -> TxEnv {
    TxEnv { kind: TxKind::Call(to), data, gas_limit: GAS, ..chain.tx(USER) }
}

/// Calls without a transaction.
fn read(chain: &mut Chain, to: Address, signature: &str, args: &[B256]) -> Executed {
    let tx = tx(chain, to, calldata(signature, args));
    chain.call(tx).expect("a valid call")
}

/// The words that a view returns.
fn words(chain: &mut Chain, to: Address, signature: &str, args: &[B256]) -> Vec<U256> {
    let executed = read(chain, to, signature, args);
    assert!(executed.is_success(), "{signature}: {executed:?}");
    executed.output.chunks_exact(32).map(U256::from_be_slice).collect()
}

fn send(chain: &mut Chain, to: Address, signature: &str, args: &[B256], value: U256) -> Executed {
    let tx = TxEnv { value, ..tx(chain, to, calldata(signature, args)) };
    chain.transact(tx).expect("a valid transaction").executed.clone()
}

/// Checks that a call reverted with a Solidity error, and returned gas.
fn assert_error(executed: &Executed, signature: &str, args: &[u64]) {
    let args: Vec<_> = args.iter().map(|word| B256::from(U256::from(*word))).collect();
    assert_eq!(executed.status, Status::Revert);
    assert_eq!(executed.output, calldata(signature, &args), "not {signature}");
    assert!(executed.gas_used < GAS);
}

/// Checks that a call reverted without data, and used all gas or returned some.
fn assert_empty(executed: &Executed, all_gas: bool) {
    assert_eq!((&executed.status, executed.output.len()), (&Status::Revert, 0));
    assert_eq!(executed.gas_used == GAS, all_gas, "{} gas", executed.gas_used);
}

fn code_hash(chain: &mut Chain, program: Address) -> B256 {
    keccak256(chain.code(program))
}

/// Deploys the fragments of the large probe and their root. Returns all addresses, the root last.
fn deploy_fragments(chain: &mut Chain) -> Vec<Address> {
    let wasm = large_probe();
    let Ok(CodeObjects::Fragments(parts)) = code::code_objects(&wasm) else { panic!("fragments") };
    let mut deploy =
        |code: &[u8]| chain.deploy(USER, code::init_code(code).into()).expect("a deployment").0;
    let mut addresses: Vec<_> = parts.iter().map(|part| deploy(part)).collect();
    let fragments: Vec<_> = addresses.iter().map(|address| address.into_array()).collect();
    addresses.push(deploy(&code::root(wasm.len(), &fragments)));
    addresses
}

fn deploy_probe(chain: &mut Chain) -> Address {
    let wasm = wat::parse_str(include_str!("programs/probe.wat")).expect("valid text");
    chain.deploy_module(USER, &wasm).expect("a program").address
}

#[test]
fn unknown_methods_revert_without_data_and_use_all_gas() {
    let mut chain = chain();
    for precompile in ALL {
        let executed = read(&mut chain, precompile, "unknown()", &[]);
        assert_empty(&executed, true);
        let short = tx(&mut chain, precompile, Bytes::from_static(&[1, 2, 3]));
        assert_empty(&chain.call(short).expect("a valid call"), true);
    }
}

#[test]
fn calls_that_a_method_does_not_allow_use_all_gas() {
    let mut chain = chain();
    let value = send(&mut chain, ARB_SYS, "arbOSVersion()", &[], U256::from(1));
    assert_empty(&value, true);
    assert_empty(&read(&mut chain, ARB_WASM_CACHE, "isCacheManager(address)", &[]), true);
    let dirty =
        read(&mut chain, ARB_WASM_CACHE, "isCacheManager(address)", &[B256::repeat_byte(1)]);
    assert_empty(&dirty, true);

    // Forwards the calldata to ArbSys by DELEGATECALL or STATICCALL, and returns whether the call succeeded.
    let forward = |instruction: &str, to: u8| {
        let hex = format!("365f5f375f5f365f60{to:02x}6103e8{instruction}5f5260205ff3");
        Bytes::from(revm::primitives::hex::decode(hex).expect("hexadecimal"))
    };
    for (instruction, to, signature, succeeds) in [
        ("fa", 0x64, "arbOSVersion()", true),
        ("f4", 0x64, "arbOSVersion()", false),
        ("fa", 0x72, "evictCodehash(bytes32)", false),
    ] {
        chain.set_code(CONTRACT, forward(instruction, to));
        let found = words(&mut chain, CONTRACT, signature, &[B256::ZERO]);
        assert_eq!(found, [U256::from(succeeds)], "{instruction} {signature}");
    }
}

#[test]
fn arb_sys_identifies_the_chain() {
    for arbos in [51, 60, 61] {
        let mut chain = chain_with(Rules { arbos, ..Rules::default() });
        let version = words(&mut chain, ARB_SYS, "arbOSVersion()", &[]);
        assert_eq!(version, [U256::from(55 + arbos)]);
        let stylus = words(&mut chain, ARB_WASM, "stylusVersion()", &[]);
        assert_eq!(stylus, [U256::from(if arbos < 59 { 2 } else { 3 })]);
    }
    let mut chain = chain();
    assert_eq!(words(&mut chain, ARB_SYS, "arbChainID()", &[]), [U256::from(412_346)]);
    let block = U256::from(chain.block_number());
    assert_eq!(words(&mut chain, ARB_SYS, "arbBlockNumber()", &[]), [block]);
}

#[test]
fn the_limit_of_fragments_is_public_since_arbos_60() {
    const LIMIT: &str = "getMaxStylusContractFragments()";
    assert_eq!(words(&mut chain(), ARB_OWNER_PUBLIC, LIMIT, &[]), [U256::from(2)]);
    let mut raised = chain_with(Rules { arbos: 60, max_fragments: 4 });
    assert_eq!(words(&mut raised, ARB_OWNER_PUBLIC, LIMIT, &[]), [U256::from(4)]);
    let mut old = chain_with(Rules { arbos: 59, ..Rules::default() });
    assert_empty(&read(&mut old, ARB_OWNER_PUBLIC, LIMIT, &[]), true);
}

#[test]
fn arb_gas_info_reports_prices_without_a_parent_chain() {
    let mut chain = Chain::new(Config::default());
    chain.set_balance(USER, ether());
    let price = U256::from(100_000_000);
    let slot = price * U256::from(20_000);
    let prices = words(&mut chain, ARB_GAS_INFO, "getPricesInWei()", &[]);
    assert_eq!(prices, [U256::ZERO, U256::ZERO, slot, price, U256::ZERO, price]);
    for (signature, value) in [
        ("getL1BaseFeeEstimate()", U256::ZERO),
        ("getMinimumGasPrice()", price),
        ("getMaxTxGasLimit()", U256::from(32_000_000)),
    ] {
        assert_eq!(words(&mut chain, ARB_GAS_INFO, signature, &[]), [value], "{signature}");
    }
}

#[test]
fn arb_wasm_reports_the_parameters() {
    let mut chain = chain();
    for (signature, value) in [
        ("inkPrice()", 10_000),
        ("maxStackDepth()", 22_000),
        ("freePages()", 2),
        ("pageGas()", 1000),
        ("pageRamp()", 620_674_314),
        ("pageLimit()", 128),
        ("initCostScalar()", 100),
        ("expiryDays()", 365),
        ("keepaliveDays()", 31),
        ("blockCacheSize()", 32),
        ("activationGas()", 0),
    ] {
        assert_eq!(words(&mut chain, ARB_WASM, signature, &[]), [U256::from(value)], "{signature}");
    }
    let gas = words(&mut chain, ARB_WASM, "minInitGas()", &[]);
    assert_eq!(gas, [U256::from(8832), U256::from(352)]);
    let mut old = chain_with(Rules { arbos: 58, ..Rules::default() });
    assert_empty(&read(&mut old, ARB_WASM, "activationGas()", &[]), true);
}

#[test]
fn the_life_of_a_program_can_be_extended_after_31_days() {
    const KEEPALIVE: &str = "codehashKeepalive(bytes32)";
    let mut chain = chain();
    let none = read(&mut chain, ARB_WASM, KEEPALIVE, &[B256::repeat_byte(1)]);
    assert_error(&none, "ProgramNotActivated()", &[]);
    let program = deploy_probe(&mut chain);
    let record = chain.program(program).expect("active");
    let hash = code_hash(&mut chain, program);
    let size = words(&mut chain, ARB_WASM, "codehashAsmSize(bytes32)", &[hash]);
    assert_eq!(size, [U256::from(record.info.asm_estimate.div_ceil(1024) * 1024)]);

    let activated = RECORD_START + u64::from(record.activated_hours) * 3600;
    let early = 31 * DAY - 1;
    chain.set_timestamp(activated + early);
    let refused = send(&mut chain, ARB_WASM, KEEPALIVE, &[hash], ether() / U256::from(2));
    assert_error(&refused, "ProgramKeepaliveTooSoon(uint64)", &[early]);

    chain.set_timestamp(activated + 31 * DAY);
    let unpaid = send(&mut chain, ARB_WASM, KEEPALIVE, &[hash], U256::from(5));
    assert_eq!(unpaid.output[..4], selector("ProgramInsufficientValue(uint256,uint256)"));
    assert_eq!(U256::from_be_slice(&unpaid.output[4..36]), U256::from(5));
    let fee = U256::from_be_slice(&unpaid.output[36..]);
    assert!(fee > U256::from(5));

    // Demand has fallen to zero long before, so the fee is the same a second later.
    let before = chain.balance(USER);
    chain.set_timestamp(activated + 31 * DAY + 1);
    let paid = send(&mut chain, ARB_WASM, KEEPALIVE, &[hash], before);
    assert_eq!((&paid.status, paid.output.len()), (&Status::Success, 0));
    assert_eq!(chain.balance(USER), before - fee);
    let [log] = &paid.logs[..] else { panic!("one event") };
    assert_eq!(log.topics(), [keccak256("ProgramLifetimeExtended(bytes32,uint256)"), hash]);
    assert_eq!(U256::from_be_slice(&log.data.data), fee);
    chain.set_timestamp(activated + 31 * DAY + 3599);
    let left = words(&mut chain, ARB_WASM, "programTimeLeft(address)", &[program.into_word()]);
    assert_eq!(left, [U256::from(365 * DAY - 3599)]);

    let expiry = activated + (31 + 365) * DAY;
    chain.set_timestamp(expiry + 1);
    let expired = read(&mut chain, ARB_WASM, KEEPALIVE, &[hash]);
    assert_error(&expired, "ProgramExpired(uint64)", &[365 * DAY + 1]);
}

#[test]
fn only_cache_managers_put_programs_into_the_cache() {
    let mut chain = chain();
    let program = deploy_probe(&mut chain);
    let hash = code_hash(&mut chain, program);
    let (user, program_word) = (USER.into_word(), program.into_word());
    let cached = |chain: &mut Chain| {
        words(chain, ARB_WASM_CACHE, "codehashIsCached(bytes32)", &[hash]) == [U256::from(1)]
    };
    let managers = |chain: &mut Chain| words(chain, ARB_WASM_CACHE, "allCacheManagers()", &[]);
    let is_manager =
        |chain: &mut Chain| words(chain, ARB_WASM_CACHE, "isCacheManager(address)", &[user]);
    let change = |chain: &mut Chain, signature: &str, arg: B256| {
        send(chain, ARB_WASM_CACHE, signature, &[arg], U256::ZERO)
    };

    assert_eq!(managers(&mut chain), [U256::from(32), U256::ZERO]);
    assert_eq!(is_manager(&mut chain), [U256::ZERO]);
    assert_empty(&change(&mut chain, "cacheProgram(address)", program_word), true);
    assert!(!cached(&mut chain));

    chain.add_cache_manager(USER);
    assert_eq!(managers(&mut chain), [U256::from(32), U256::from(1), user.into()]);
    assert_eq!(is_manager(&mut chain), [U256::from(1)]);
    let done = change(&mut chain, "cacheProgram(address)", program_word);
    let event = keccak256("UpdateProgramCache(address,bytes32,bool)");
    assert_eq!(done.logs.len(), 1);
    assert_eq!(done.logs[0].topics(), [event, user, hash]);
    assert_eq!(U256::from_be_slice(&done.logs[0].data.data), U256::from(1));
    assert!(cached(&mut chain));
    // Again: nothing to change.
    let again = change(&mut chain, "cacheProgram(address)", program_word);
    assert_eq!((again.status, again.logs.len()), (Status::Success, 0));
    let none = change(&mut chain, "cacheProgram(address)", user);
    assert_error(&none, "ProgramNeedsUpgrade(uint16,uint16)", &[0, 3]);
    assert!(change(&mut chain, "evictCodehash(bytes32)", hash).is_success());
    assert!(!cached(&mut chain));
    let unknown = words(&mut chain, ARB_WASM_CACHE, "codehashIsCached(bytes32)", &[B256::ZERO]);
    assert_eq!(unknown, [U256::ZERO]);

    let activated = chain.program(program).expect("active").activated_hours;
    let now = RECORD_START + u64::from(activated) * 3600 + 365 * DAY + 1;
    chain.set_timestamp(now);
    let expired = change(&mut chain, "cacheProgram(address)", program_word);
    assert_error(&expired, "ProgramExpired(uint64)", &[365 * DAY + 1]);
}

#[test]
fn fragments_cannot_be_created_before_arbos_60() {
    for (prefix, since) in
        [([0xEF, 0xF0, 0x00], 0), ([0xEF, 0xF0, 0x01], 60), ([0xEF, 0xF0, 0x02], 60)]
    {
        for arbos in [59, 60] {
            let mut chain = chain_with(Rules { arbos, ..Rules::default() });
            let init_code = code::init_code(&[&prefix[..], &[0]].concat());
            let created = chain.deploy(USER, init_code.into());
            assert_eq!(created.is_ok(), arbos >= since, "{prefix:?} at {arbos}");
        }
    }
}

#[test]
fn a_root_is_not_a_program_before_arbos_60() {
    let mut chain = chain();
    let addresses = deploy_fragments(&mut chain);
    let root = addresses[addresses.len() - 1];
    let mut old = chain_with(Rules { arbos: 59, ..Rules::default() });
    for address in addresses {
        let code = chain.code(address);
        old.set_code(address, code);
    }
    let refused =
        send(&mut old, ARB_WASM, "activateProgram(address)", &[root.into_word()], ether());
    assert_empty(&refused, false);
    assert_eq!(old.program(root), None);
    // Other code reverts without data too, but an account without code with the typed error.
    old.set_code(CONTRACT, Bytes::from_static(&[0x60, 0, 0, 0]));
    let activate = |chain: &mut Chain, program: Address| {
        read(chain, ARB_WASM, "activateProgram(address)", &[program.into_word()])
    };
    assert_empty(&activate(&mut old, CONTRACT), false);
    assert_error(&activate(&mut old, USER), "ProgramNotWasm()", &[]);
}

#[test]
fn activation_enforces_the_limit_of_fragments() {
    for max_fragments in [1, 2] {
        let mut chain = chain_with(Rules { max_fragments, ..Rules::default() });
        let root = deploy_fragments(&mut chain)[2].into_word();
        let balance = chain.balance(USER);
        let activated = send(&mut chain, ARB_WASM, "activateProgram(address)", &[root], balance);
        if max_fragments == 2 {
            assert!(activated.is_success(), "{activated:?}");
        } else {
            assert_empty(&activated, false);
            assert!(activated.failure.is_some_and(|reason| reason.contains("fragments 2 > 1")));
            assert_eq!(chain.balance(USER), balance);
        }
    }
}

#[test]
fn activation_rejects_code_that_is_no_program() {
    let mut chain = chain();
    let fragment = deploy_fragments(&mut chain)[0];
    let activate = |chain: &mut Chain, program: Address| {
        read(chain, ARB_WASM, "activateProgram(address)", &[program.into_word()])
    };
    assert_empty(&activate(&mut chain, fragment), false);
    assert_error(&activate(&mut chain, USER), "ProgramNotWasm()", &[]);
    chain.set_code(CONTRACT, Bytes::from_static(&[0x60, 0, 0, 0]));
    assert_error(&activate(&mut chain, CONTRACT), "ProgramNotWasm()", &[]);
    // Not brotli, and brotli of bytes that are not WASM.
    chain.set_code(CONTRACT, Bytes::from_static(&[0xEF, 0xF0, 0, 0, 0xFF, 0xFF]));
    assert_empty(&activate(&mut chain, CONTRACT), false);
    let Ok(CodeObjects::Whole(no_wasm)) = code::code_objects(b"no module") else { panic!("whole") };
    chain.set_code(CONTRACT, no_wasm.into());
    let rejected = activate(&mut chain, CONTRACT);
    assert!(matches!(rejected.status, Status::Halt(_)));
    assert_eq!(rejected.gas_used, GAS);
}
