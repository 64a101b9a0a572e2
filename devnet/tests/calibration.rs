//! The engine against measurements of Nitro.
//!
//! `fixtures/erc20.trace.json` holds, for six calls of `fixtures/erc20.wasm`, the gas and the ink that Nitro's own
//! crates (v3.9.5) charge. They were made on fresh state, so the chain is set up anew for each start price.

use diem_devnet::chain::{Chain, Config, Deployed, Receipt, Status};
use revm::context::TxEnv;
use revm::primitives::{Address, Bytes, TxKind, U256};
use serde::Deserialize;

const WASM: &[u8] = include_bytes!("fixtures/erc20.wasm");
const TRACE: &str = include_str!("fixtures/erc20.trace.json");

#[derive(Deserialize)]
struct Fixture {
    deploy_gas: u64,
    activate_gas: u64,
    calls: Vec<Call>,
}

#[derive(Deserialize)]
struct Call {
    name: String,
    calldata: String,
    sender: String,
    status: String,
    output: String,
    gas_used_program_uncached: u64,
    gas_used_program_cached: u64,
    trace: Vec<HostCall>,
}

#[derive(Deserialize)]
struct HostCall {
    host: String,
    ink: u64,
    wasm_ink_before: Option<u64>,
}

fn fixture() -> Fixture {
    serde_json::from_str(TRACE).expect("the fixture is valid")
}

fn deploy(cache_programs: bool) -> (Chain, Deployed) {
    let mut chain = Chain::new(Config { cache_programs, ..Config::default() });
    let sender: Address = fixture().calls[0].sender.parse().expect("an address");
    chain.set_balance(sender, U256::from(10).pow(U256::from(20)));
    let program = chain.deploy_program(sender, WASM).expect("it is a program");
    chain.trace = true;
    (chain, program)
}

fn run(chain: &mut Chain, program: Address, call: &Call) -> Receipt {
    let tx = TxEnv { kind: TxKind::Call(program), data: call.calldata.parse().expect("hex"), ..chain.tx(call.sender.parse().expect("an address")) };
    chain.transact(tx).expect("a valid transaction").clone()
}

#[test]
fn dbg() {
    for cached in [true, false] {
        let (mut chain, program) = deploy(cached);
        println!("{program:?} want {} {}", fixture().deploy_gas, fixture().activate_gas);
        for call in &fixture().calls {
            let receipt = run(&mut chain, program.address, call);
            let e = &receipt.executed;
            println!("{} {:?} {} want {} {:?}", call.name, e.status, e.gas_used, if cached {call.gas_used_program_cached} else {call.gas_used_program_uncached}, e.failure);
            if cached {
            for (i, t) in e.trace.iter().enumerate() {
                let w = call.trace.get(i);
                println!("   {} {} {} | {:?}", t.function.name(), t.ink, t.wasm_ink_before, w.map(|w| (&w.host, w.ink as i64 - t.ink as i64, w.wasm_ink_before.map(|x| x as i64 - t.wasm_ink_before as i64))));
            }}
        }
    }
}
