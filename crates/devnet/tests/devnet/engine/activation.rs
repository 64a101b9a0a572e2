// SPDX-License-Identifier: MIT OR Apache-2.0
//! Which programs activation accepts and which it rejects.

use diem_devnet::chain::{Chain, Config, DeployError, Executed, Status};
use diem_devnet::stylus::activate::{activate, ActivationError};
use revm::context::TxEnv;
use revm::primitives::{address, keccak256, Address, TxKind, U256};

const USER: Address = address!("00000000000000000000000000000000000000aa");

/// A minimal program with `extra` items added.
fn module(extra: &str) -> Vec<u8> {
    let text = format!(
        r#"(module
            (import "vm_hooks" "pay_for_memory_grow" (func (param i32)))
            (memory (export "memory") 1)
            (func (export "user_entrypoint") (param i32) (result i32) i32.const 0)
            {extra})"#
    );
    wat::parse_str(text).expect("valid text")
}

fn rejection(wasm: &[u8]) -> ActivationError {
    activate(wasm).expect_err("a rejection")
}

#[test]
fn a_minimal_program_is_accepted() {
    let info = activate(&module("")).expect("a program").info;
    assert_eq!(info.footprint, 1);
}

#[test]
fn allowed_extensions_are_accepted() {
    for body in [
        "(i32.const 1) (i32.extend8_s) drop",
        "(i64.const 1) (i64.extend32_s) drop",
        "(i32.const 0) (i32.const 1) (i32.const 8) memory.copy",
        "(i32.const 0) (i32.const 1) (i32.const 8) memory.fill",
    ] {
        activate(&module(&format!("(func {body})")))
            .unwrap_or_else(|error| panic!("{body}: {error}"));
    }
}

#[test]
fn floating_point_is_rejected() {
    for body in [
        "(f64.const 1) drop",
        "(f32.const 1) (i32.trunc_sat_f32_s) drop",
        "(i32.const 0) (f64.load) drop",
    ] {
        let error = rejection(&module(&format!("(func {body})")));
        assert!(matches!(error, ActivationError::Instruction(_)), "{body}: {error}");
    }
}

#[test]
fn unsupported_wasm_extensions_are_rejected() {
    for extra in [
        // SIMD
        "(func (v128.const i64x2 0 0) drop)",
        // multi-value
        "(func (result i32 i32) (i32.const 1) (i32.const 2))",
        "(func (param i32) (local.get 0) (block (param i32) drop))",
        // reference types
        "(func (param externref))",
        // threads
        "(func (i32.const 0) (i32.atomic.load) drop)",
        // multi-memory
        "(memory 1)",
        // tail calls
        "(func $f (return_call $f))",
    ] {
        let error = rejection(&module(extra));
        assert!(matches!(error, ActivationError::Invalid(_)), "{extra}: {error}");
    }
}

#[test]
fn bulk_operations_other_than_copy_and_fill_are_rejected() {
    let error = rejection(&module(
        "(table 1 funcref) (func (i32.const 0) (i32.const 0) (i32.const 0) (table.copy 0 0))",
    ));
    assert!(
        matches!(error, ActivationError::Instruction(_) | ActivationError::Invalid(_)),
        "{error}"
    );
}

#[test]
fn imports_must_be_host_functions() {
    let import = |module: &str, name: &str, ty: &str| {
        let text = format!(
            r#"(module (import "{module}" "{name}" (func {ty}))
                (memory (export "memory") 1 1)
                (func (export "user_entrypoint") (param i32) (result i32) i32.const 0))"#
        );
        activate(&wat::parse_str(text).expect("valid text"))
    };
    assert!(import("vm_hooks", "read_args", "(param i32)").is_ok());
    for (module, name, ty) in [
        ("env", "read_args", "(param i32)"),
        ("vm_hooks", "read_arg", "(param i32)"),
        ("vm_hooks", "read_args", "(param i64)"),
    ] {
        assert!(
            matches!(import(module, name, ty), Err(ActivationError::Import(_))),
            "{module}::{name} {ty}"
        );
    }
}

#[test]
fn growable_memory_requires_pay_for_memory_grow() {
    let memory = |limits: &str| {
        let text = format!(
            r#"(module (memory (export "memory") {limits})
                (func (export "user_entrypoint") (param i32) (result i32) i32.const 0))"#
        );
        activate(&wat::parse_str(text).expect("valid text"))
    };
    assert!(memory("1 1").is_ok());
    assert!(matches!(memory("1"), Err(ActivationError::Import(_))));
    assert!(memory("128 128").is_ok());
    assert!(matches!(memory("129 129"), Err(ActivationError::Limit { limit: 128, .. })));
}

#[test]
fn memory_and_entrypoint_must_be_exported() {
    let exporting = |memory: &str, main: &str| {
        let text = format!(
            r#"(module (memory (export "{memory}") 1 1)
                (func (export "{main}") (param i32) (result i32) i32.const 0))"#
        );
        activate(&wat::parse_str(text).expect("valid text"))
    };
    assert!(exporting("memory", "user_entrypoint").is_ok());
    for (memory, main) in [("heap", "user_entrypoint"), ("memory", "main")] {
        let result = exporting(memory, main);
        assert!(matches!(result, Err(ActivationError::Export(_))), "{memory} {main}");
    }
    let error = rejection(&module(r#"(func (export "stylus_ink_left"))"#));
    assert!(matches!(error, ActivationError::Export(_)), "{error}");
}

#[test]
fn start_functions_are_rejected() {
    assert_eq!(rejection(&module("(func $f) (start $f)")), ActivationError::Start);
}

#[test]
fn limits_hold_at_the_boundary_and_one_beyond() {
    let locals = |count: usize| module(&format!("(func (local {}))", "i32 ".repeat(count)));
    assert!(activate(&locals(348)).is_ok());
    assert!(matches!(rejection(&locals(349)), ActivationError::Limit { count: 349, .. }));

    let functions = |count: usize| module(&"(func)".repeat(count - 1));
    assert!(activate(&functions(4096)).is_ok());
    assert!(matches!(rejection(&functions(4097)), ActivationError::Limit { count: 4097, .. }));

    let too_large = module(&format!("(data (i32.const 0) \"{}\")", "a".repeat(131_072)));
    assert!(matches!(rejection(&too_large), ActivationError::Limit { limit: 131_072, .. }));
}

#[test]
fn a_rejected_program_is_deployed_but_not_activated() {
    let mut chain = Chain::new(Config::default());
    chain.set_balance(USER, U256::from(10).pow(U256::from(20)));
    let error =
        chain.deploy_program(USER, &module("(func (f64.const 1) drop)")).expect_err("a rejection");
    let DeployError::Failed { step: "activation", executed } = error else { panic!("{error}") };
    assert!(
        executed.failure.as_deref().is_some_and(|reason| reason.contains("F64Const")),
        "{:?}",
        executed.failure
    );
}

#[test]
fn a_data_segment_outside_the_memory_is_rejected() {
    let mut chain = Chain::new(Config::default());
    chain.set_balance(USER, U256::from(10).pow(U256::from(20)));
    let wasm = module("(data (i32.const 65536) \"a\")");
    assert!(matches!(
        chain.deploy_program(USER, &wasm),
        Err(DeployError::Failed { step: "activation", .. })
    ));
}

/// Calls the function `signature` of `ArbWasm` with an address.
fn arb_wasm(chain: &mut Chain, signature: &str, program: Address, value: U256) -> Executed {
    let data = [&keccak256(signature)[..4], program.into_word().as_slice()].concat().into();
    let kind = TxKind::Call(address!("0000000000000000000000000000000000000071"));
    let tx = TxEnv { kind, data, value, ..chain.tx(USER) };
    chain.transact(tx).expect("a valid transaction").executed.clone()
}

fn selector(signature: &str) -> [u8; 4] {
    keccak256(signature)[..4].try_into().expect("four bytes")
}

#[test]
fn arb_wasm_reports_active_programs() {
    let mut chain = Chain::new(Config::default());
    chain.set_balance(USER, U256::from(10).pow(U256::from(20)));
    let program = chain.deploy_program(USER, &module("")).expect("a program").address;
    let record = chain.program(program).expect("active");

    let version = arb_wasm(&mut chain, "programVersion(address)", program, U256::ZERO);
    assert_eq!(U256::from_be_slice(&version.output), U256::from(3));
    let gas = arb_wasm(&mut chain, "programInitGas(address)", program, U256::ZERO).output;
    assert_eq!(U256::from_be_slice(&gas[..32]), U256::from(record.uncached_gas()));
    assert_eq!(U256::from_be_slice(&gas[32..]), U256::from(record.cached_gas()));
    let none = arb_wasm(&mut chain, "programVersion(address)", USER, U256::ZERO);
    assert_eq!(
        (none.status, &none.output[..]),
        (Status::Revert, &selector("ProgramNotActivated()")[..])
    );
}

#[test]
fn activation_lasts_a_year_and_cannot_be_repeated_before() {
    let mut chain = Chain::new(Config::default());
    chain.set_balance(USER, U256::from(10).pow(U256::from(20)));
    let program = chain.deploy_program(USER, &module("")).expect("a program").address;
    let again = arb_wasm(&mut chain, "activateProgram(address)", program, U256::ZERO);
    assert_eq!(
        (again.status, &again.output[..]),
        (Status::Revert, &selector("ProgramUpToDate()")[..])
    );

    let call = |chain: &mut Chain| {
        let tx = TxEnv { kind: TxKind::Call(program), ..chain.tx(USER) };
        chain.transact(tx).expect("a valid transaction").executed.status.clone()
    };
    assert_eq!(call(&mut chain), Status::Success);
    chain.set_timestamp(chain.timestamp() + 366 * 86_400);
    assert!(matches!(call(&mut chain), Status::Halt(_)), "expired");
    chain.activate(USER, program).expect("an activation after expiry");
    assert_eq!(call(&mut chain), Status::Success);
}

#[test]
fn activation_charges_the_data_fee_and_returns_the_surplus() {
    let mut chain = Chain::new(Config { base_fee: 0, ..Config::default() });
    let funds = U256::from(10).pow(U256::from(20));
    chain.set_balance(USER, funds);
    let error =
        chain.deploy_program(Address::ZERO, &module("")).expect_err("no Ether for the data fee");
    let DeployError::Failed { step: "activation", executed } = error else { panic!("{error}") };
    let (name, words) = executed.output.split_at(4);
    assert_eq!(name, selector("ProgramInsufficientValue(uint256,uint256)"));
    let fee = U256::from_be_slice(&words[32..]);

    let program = executed_program(&chain);
    let activated = arb_wasm(&mut chain, "activateProgram(address)", program, funds);
    assert_eq!(activated.status, Status::Success);
    assert_eq!(U256::from_be_slice(&activated.output[32..]), fee);
    assert_eq!(chain.balance(USER), funds - fee);
}

/// The contract created by the first transaction of the chain.
fn executed_program(chain: &Chain) -> Address {
    chain.receipts()[0].executed.created.expect("a deployment")
}
