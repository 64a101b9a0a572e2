// SPDX-License-Identifier: MIT OR Apache-2.0
//! Programs and EVM contracts on one chain: calls in both directions, reverts, limits.

use diem_devnet::chain::{Chain, Config, Executed, Status};
use diem_devnet::stylus::code::{self, CodeObjects};
use diem_devnet::stylus::hostio::HostFn;
use revm::context::TxEnv;
use revm::context_interface::result::HaltReason;
use revm::primitives::{address, Address, Bytes, TxKind, U256};

use super::large_probe;

const PROBE: &str = include_str!("programs/probe.wat");
const USER: Address = address!("00000000000000000000000000000000000000aa");
const FORWARDER: Address = address!("00000000000000000000000000000000000000ff");

const REENTRANT: u8 = 0;
const CALL: u8 = 1;
const STORE_AND_REVERT: u8 = 2;
const LOOP: u8 = 3;
const GROW: u8 = 4;
const STORE: u8 = 5;
const RECURSE: u8 = 6;
const STATIC_CALL: u8 = 7;
const TRAP: u8 = 8;

/// A chain with the probe program and an EVM contract that forwards its calldata to it.
fn setup() -> (Chain, Address) {
    let mut chain = Chain::new(Config::default());
    chain.set_balance(USER, U256::from(10).pow(U256::from(20)));
    let wasm = wat::parse_str(PROBE).expect("valid text");
    let probe = chain.deploy_program(USER, &wasm).expect("a valid program").address;
    chain.set_code(FORWARDER, forwarder(probe));
    chain.trace = true;
    (chain, probe)
}

/// EVM code that forwards its calldata to `target` with all gas, and returns or reverts with the result.
fn forwarder(target: Address) -> Bytes {
    let mut code = vec![0x36, 0x5F, 0x5F, 0x37, 0x5F, 0x5F, 0x36, 0x5F, 0x5F, 0x73];
    code.extend(target.0);
    // GAS CALL, copy the return data, jump over the revert if the call succeeded.
    code.extend([
        0x5A, 0xF1, 0x3D, 0x5F, 0x5F, 0x3E, 0x60, 0x2A, 0x57, 0x3D, 0x5F, 0xFD, 0x5B, 0x3D, 0x5F,
        0xF3,
    ]);
    code.into()
}

fn send(chain: &mut Chain, to: Address, data: Vec<u8>) -> Executed {
    let tx = TxEnv {
        kind: TxKind::Call(to),
        data: data.into(),
        gas_limit: 10_000_000,
        ..chain.tx(USER)
    };
    chain.transact(tx).expect("a valid transaction").executed.clone()
}

/// Calldata that makes the probe call `to` with `data`.
fn via(op: u8, to: Address, data: &[u8]) -> Vec<u8> {
    [&[op], to.as_slice(), data].concat()
}

fn slot_0(chain: &mut Chain, address: Address) -> U256 {
    chain.storage(address, U256::ZERO)
}

#[test]
fn a_program_can_be_called_by_a_transaction_and_by_a_contract() {
    let (mut chain, probe) = setup();
    for to in [probe, FORWARDER] {
        let executed = send(&mut chain, to, vec![STORE]);
        assert_eq!(executed.status, Status::Success, "{:?}", executed.failure);
        assert_eq!(executed.logs.len(), 1);
        assert_eq!(executed.logs[0].address, probe);
    }
    assert_eq!(slot_0(&mut chain, probe), U256::from(7));
    assert_eq!(slot_0(&mut chain, FORWARDER), U256::ZERO);
}

#[test]
fn msg_reentrant_is_true_only_while_a_call_to_the_program_is_open() {
    let (mut chain, probe) = setup();
    assert_eq!(send(&mut chain, probe, vec![REENTRANT]).output[..], [0]);
    assert_eq!(send(&mut chain, FORWARDER, vec![REENTRANT]).output[..], [0]);
    // Program, EVM contract, program.
    assert_eq!(send(&mut chain, probe, via(CALL, FORWARDER, &[REENTRANT])).output[..], [1]);
    // EVM contract, program, EVM contract, program.
    assert_eq!(send(&mut chain, FORWARDER, via(CALL, FORWARDER, &[REENTRANT])).output[..], [1]);
    assert_eq!(send(&mut chain, probe, vec![REENTRANT]).output[..], [0]);
}

#[test]
fn a_revert_discards_storage_and_logs() {
    let (mut chain, probe) = setup();
    for to in [probe, FORWARDER] {
        let executed = send(&mut chain, to, vec![STORE_AND_REVERT]);
        assert_eq!(executed.status, Status::Revert);
        assert_eq!(executed.logs, []);
        assert_eq!(slot_0(&mut chain, probe), U256::ZERO);
    }
}

#[test]
fn an_inner_revert_is_a_status_to_the_caller() {
    let (mut chain, probe) = setup();
    let executed = send(&mut chain, probe, via(CALL, FORWARDER, &[STORE_AND_REVERT]));
    assert_eq!(executed.status, Status::Revert);
    let inner = executed.trace.iter().filter(|call| call.function == HostFn::StorageFlushCache);
    assert_eq!(inner.count(), 1, "the inner program stored before it reverted");
    assert_eq!(slot_0(&mut chain, probe), U256::ZERO);
}

#[test]
fn a_trap_reverts_without_data_and_returns_unused_gas() {
    let (mut chain, probe) = setup();
    let executed = send(&mut chain, probe, vec![TRAP]);
    assert_eq!((executed.status, executed.output.len()), (Status::Revert, 0));
    assert!(executed.gas_used < 50_000, "{}", executed.gas_used);
    assert!(executed.failure.is_some());
}

#[test]
fn running_out_of_ink_consumes_the_gas_of_the_call() {
    let (mut chain, probe) = setup();
    let executed = send(&mut chain, probe, vec![LOOP]);
    assert!(
        matches!(executed.status, Status::Halt(HaltReason::OutOfGas(_))),
        "{:?}",
        executed.status
    );
    assert_eq!(executed.gas_used, 10_000_000);

    // The calling contract keeps 1/64 of the gas.
    let executed = send(&mut chain, FORWARDER, vec![LOOP]);
    assert_eq!(executed.status, Status::Revert);
    assert!((9_500_000..10_000_000).contains(&executed.gas_used), "{}", executed.gas_used);
}

#[test]
fn unbounded_recursion_hits_the_stack_limit() {
    let (mut chain, probe) = setup();
    let executed = send(&mut chain, probe, vec![RECURSE]);
    assert_eq!(executed.status, Status::Halt(HaltReason::StackOverflow));
}

#[test]
fn static_calls_cannot_write() {
    let (mut chain, probe) = setup();
    let executed = send(&mut chain, probe, via(STATIC_CALL, FORWARDER, &[REENTRANT]));
    assert_eq!((executed.status, &executed.output[..]), (Status::Success, &[1][..]));
    let executed = send(&mut chain, probe, via(STATIC_CALL, probe, &[STORE]));
    assert_eq!(executed.status, Status::Revert);
    assert_eq!(executed.failure.as_deref(), Some("write protection"));
    let logged =
        |executed: &Executed| executed.trace.iter().any(|call| call.function == HostFn::EmitLog);
    assert!(!logged(&executed), "the storage flush fails before the log");
    // A static call stays static through an EVM contract.
    let executed = send(&mut chain, probe, via(STATIC_CALL, FORWARDER, &[STORE]));
    assert_eq!(executed.status, Status::Revert);
    assert_eq!(slot_0(&mut chain, probe), U256::ZERO);
}

#[test]
fn memory_beyond_the_free_pages_costs_gas() {
    let (mut chain, probe) = setup();
    // The first two pages are free, and one is open from the start.
    for (pages, gas) in [(1, 0), (2, 1000), (9, 8002)] {
        let executed = send(&mut chain, probe, vec![GROW, pages]);
        assert_eq!(executed.status, Status::Success);
        let grow = executed
            .trace
            .iter()
            .find(|call| call.function == HostFn::PayForMemoryGrow)
            .expect("a memory growth");
        assert_eq!(grow.ink, gas * 10_000, "{pages} pages");
    }
    let executed = send(&mut chain, probe, vec![GROW, 200]);
    assert!(
        matches!(executed.status, Status::Halt(HaltReason::OutOfGas(_))),
        "{:?}",
        executed.status
    );
}

#[test]
fn memory_pages_count_while_the_call_is_open() {
    let (mut chain, probe) = setup();
    let grown = |executed: &Executed| {
        let grow = executed.trace.iter().filter(|call| call.function == HostFn::PayForMemoryGrow);
        grow.map(|call| call.ink).collect::<Vec<_>>()
    };
    // The outer call's page and the inner call's are free; the new page is the third and costs gas.
    assert_eq!(grown(&send(&mut chain, probe, via(CALL, probe, &[GROW, 1]))), [10_000_000]);

    // Two calls in sequence have both free pages each. The EVM code makes two calls with its calldata, then stops.
    let call =
        [&[0x5F, 0x5F, 0x36, 0x5F, 0x5F, 0x73], probe.as_slice(), &[0x5A, 0xF1, 0x50]].concat();
    let twice = [&[0x36, 0x5F, 0x5F, 0x37], &call[..], &call[..], &[0]].concat();
    chain.set_code(FORWARDER, twice.into());
    assert_eq!(grown(&send(&mut chain, FORWARDER, vec![GROW, 1])), [0, 0]);
}

/// Each open call holds at least one page, and 128 pages are the limit.
#[test]
fn calls_nest_until_the_page_limit() {
    let (mut chain, probe) = setup();
    let nested = |levels: usize| {
        let call = via(CALL, probe, &[]);
        [call.repeat(levels), vec![REENTRANT]].concat()
    };
    let mut deep = |levels| {
        let tx = TxEnv {
            kind: TxKind::Call(probe),
            data: nested(levels).into(),
            gas_limit: 1 << 48,
            ..chain.tx(USER)
        };
        chain.call(tx).expect("a valid call")
    };
    let executed = deep(127);
    assert_eq!((executed.status, &executed.output[..]), (Status::Success, &[1][..]));
    assert_eq!(deep(128).status, Status::Revert);
}

#[test]
fn the_second_start_in_a_transaction_costs_the_cached_price() {
    let gas = |cache_programs| {
        let mut chain = Chain::new(Config { cache_programs, ..Config::default() });
        chain.set_balance(USER, U256::from(10).pow(U256::from(20)));
        let probe = chain
            .deploy_program(USER, &wat::parse_str(PROBE).expect("valid text"))
            .expect("a program")
            .address;
        let record = chain.program(probe).expect("active");
        let once = send(&mut chain, probe, vec![REENTRANT]).gas_used;
        let twice = send(&mut chain, probe, via(CALL, probe, &[REENTRANT])).gas_used;
        (once, twice, record.uncached_gas() - record.cached_gas())
    };
    let (cached, uncached) = (gas(true), gas(false));
    assert_eq!(uncached.0 - cached.0, cached.2);
    assert_eq!(uncached.1 - cached.1, cached.2, "only the first start is uncached");
}

#[test]
fn a_program_in_two_fragments_can_be_called() {
    let wasm = large_probe();
    assert!(
        matches!(code::code_objects(&wasm), Ok(CodeObjects::Fragments(parts)) if parts.len() == 2)
    );

    let (mut chain, _) = setup();
    let probe = chain.deploy_program(USER, &wasm).expect("a valid program").address;
    assert_eq!(send(&mut chain, probe, vec![STORE]).status, Status::Success);
    assert_eq!(slot_0(&mut chain, probe), U256::from(7));
}

#[test]
fn snapshots_restore_state_block_number_and_receipts() {
    let (mut chain, probe) = setup();
    let (snapshot, block, mined) = (chain.snapshot(), chain.block_number(), chain.receipts().len());
    send(&mut chain, probe, vec![STORE]);
    assert_eq!(slot_0(&mut chain, probe), U256::from(7));
    chain.restore(snapshot);
    assert_eq!(slot_0(&mut chain, probe), U256::ZERO);
    assert_eq!((chain.block_number(), chain.receipts().len()), (block, mined));
    assert_eq!(send(&mut chain, probe, vec![STORE]).status, Status::Success);
}

#[test]
fn calls_without_a_transaction_change_nothing() {
    let (mut chain, probe) = setup();
    let nonce = chain.nonce(USER);
    let tx = TxEnv { kind: TxKind::Call(probe), data: vec![STORE].into(), ..chain.tx(USER) };
    assert!(chain.call(tx).expect("a valid call").is_success());
    assert_eq!(slot_0(&mut chain, probe), U256::ZERO);
    assert_eq!(chain.nonce(USER), nonce);
}
