// SPDX-License-Identifier: MIT OR Apache-2.0
//! Each host function against the EVM's result for the same operation.

use diem_devnet::chain::{Chain, Config, Executed, Status};
use revm::context::TxEnv;
use revm::primitives::{address, keccak256, Address, Bytes, TxKind, U256};

const HOSTS: &str = include_str!("programs/hosts.wat");
const USER: Address = address!("00000000000000000000000000000000000000aa");
const CONTRACT: Address = address!("00000000000000000000000000000000000000cc");

fn setup() -> (Chain, Address) {
    let mut chain = Chain::new(Config::default());
    chain.set_balance(USER, U256::from(10).pow(U256::from(20)));
    let wasm = wat::parse_str(HOSTS).expect("valid text");
    let hosts = chain.deploy_program(USER, &wasm).expect("a valid program").address;
    (chain, hosts)
}

fn send(chain: &mut Chain, to: Address, data: &[u8]) -> Executed {
    let data = Bytes::copy_from_slice(data);
    let tx = TxEnv { kind: TxKind::Call(to), data, gas_limit: 10_000_000, ..chain.tx(USER) };
    let executed = chain.transact(tx).expect("a valid transaction").executed.clone();
    assert_eq!(executed.failure, None);
    executed
}

#[test]
fn arithmetic_matches_the_evm() {
    let (mut chain, hosts) = setup();
    let max = U256::MAX;
    let values =
        [U256::ZERO, U256::from(1), U256::from(7), U256::from(1) << 200, max - U256::from(3), max];
    let mut compared = 0;
    for (k, a) in (0..5_u8).flat_map(|k| values.map(|a| (k, a))) {
        for (b, c) in values.iter().flat_map(|b| values.map(|c| (*b, c))) {
            let expected = match k {
                0 => a.checked_div(b).unwrap_or_default(),
                1 => a.checked_rem(b).unwrap_or_default(),
                2 => a.wrapping_pow(b),
                3 => a.add_mod(b, c),
                _ => a.mul_mod(b, c),
            };
            if k < 3 && !c.is_zero() {
                continue;
            }
            let words = [a, b, c].map(|word| word.to_be_bytes::<32>()).concat();
            let tx = TxEnv {
                kind: TxKind::Call(hosts),
                data: [&[0, k], &words[..]].concat().into(),
                ..chain.tx(USER)
            };
            let output = chain.call(tx).expect("a valid call").output;
            assert_eq!(U256::from_be_slice(&output), expected, "{k}: {a} {b} {c}");
            compared += 1;
        }
    }
    assert_eq!(compared, 3 * 36 + 2 * 216);
}

#[test]
fn created_contracts_have_the_addresses_of_the_evm() {
    let (mut chain, hosts) = setup();
    // Returns one byte, STOP.
    let init_code = [0x60, 1, 0x5F, 0xF3];
    let nonce = chain.nonce(hosts);
    let executed = send(&mut chain, hosts, &[&[1], &init_code[..]].concat());
    let created = hosts.create(nonce);
    assert_eq!(executed.output[..20], created[..]);
    assert_eq!(chain.code(created)[..], [0]);
    assert_eq!(chain.nonce(hosts), nonce + 1);

    let executed = send(&mut chain, hosts, &[&[2], &init_code[..]].concat());
    let created = hosts.create2_from_code([0; 32], init_code);
    assert_eq!(executed.output[..20], created[..]);
    assert_eq!(chain.code(created)[..], [0]);
}

#[test]
fn a_failed_creation_returns_no_address_but_the_revert_data() {
    let (mut chain, hosts) = setup();
    // Reverts with five bytes.
    let executed = send(&mut chain, hosts, &[1, 0x60, 5, 0x5F, 0xFD]);
    assert_eq!(executed.output[..20], [0; 20]);
    assert_eq!(executed.output[20..], 5_u32.to_le_bytes());
    // Code that starts with EF and is not a program.
    let executed = send(&mut chain, hosts, &[1, 0x60, 0xEF, 0x5F, 0x53, 0x60, 1, 0x5F, 0xF3]);
    assert_eq!(executed.output[..], [0; 24]);
}

#[test]
fn a_delegate_call_writes_to_the_callers_storage() {
    let (mut chain, hosts) = setup();
    // Writes 9 to slot 0.
    chain.set_code(CONTRACT, vec![0x60, 9, 0x5F, 0x55, 0].into());
    let executed = send(&mut chain, hosts, &[&[3], CONTRACT.as_slice()].concat());
    assert_eq!((executed.status, &executed.output[..]), (Status::Success, &[0][..]));
    assert_eq!(chain.storage(hosts, U256::ZERO), U256::from(9));
    assert_eq!(chain.storage(CONTRACT, U256::ZERO), U256::ZERO);
}

#[test]
fn a_program_cannot_be_destroyed() {
    let (mut chain, hosts) = setup();
    // CALLER SELFDESTRUCT
    chain.set_code(CONTRACT, vec![0x33, 0xFF].into());
    let executed = send(&mut chain, hosts, &[&[3], CONTRACT.as_slice()].concat());
    assert_eq!(executed.output[..], [2], "the delegate call fails");
    // In an EVM contract the same code succeeds.
    assert_eq!(send(&mut chain, CONTRACT, &[]).status, Status::Success);
}

#[test]
fn transient_storage_lasts_for_the_transaction() {
    let (mut chain, hosts) = setup();
    let executed = send(&mut chain, hosts, &[4]);
    assert_eq!(U256::from_be_slice(&executed.output), U256::from(7));
    assert_eq!(chain.storage(hosts, U256::ZERO), U256::ZERO);
}

#[test]
fn balance_code_and_code_hash_of_accounts_are_correct() {
    let (mut chain, hosts) = setup();
    chain.set_balance(CONTRACT, U256::from(123));
    let code = [0x60, 9, 0x5F, 0x55, 0];
    chain.set_code(CONTRACT, code.to_vec().into());
    let output = send(&mut chain, hosts, &[&[5], CONTRACT.as_slice()].concat()).output;
    assert_eq!(U256::from_be_slice(&output[..32]), U256::from(123));
    assert_eq!(output[32..64], keccak256(code)[..]);
    assert_eq!(output[64..68], 5_u32.to_le_bytes());
    assert_eq!(output[68..], code[..4]);
    // A program's code is the deployed code object.
    let output = send(&mut chain, hosts, &[&[5], hosts.as_slice()].concat()).output;
    assert_eq!(output[68..], [0xEF, 0xF0, 0, 0]);
}

#[test]
fn call_and_block_values_are_correct() {
    let (mut chain, hosts) = setup();
    let (number, timestamp) = (chain.block_number(), chain.timestamp());
    let value = U256::from(5);
    let tx = TxEnv {
        kind: TxKind::Call(hosts),
        data: vec![6].into(),
        value,
        gas_limit: 1_000_000,
        ..chain.tx(USER)
    };
    let output = chain.transact(tx).expect("a valid transaction").executed.output.clone();
    let word = |at: usize| U256::from_be_slice(&output[at..at + 32]);
    let long = |at: usize| u64::from_le_bytes(output[at..at + 8].try_into().expect("eight bytes"));

    assert_eq!(
        (&output[..20], &output[20..40], &output[40..60]),
        (&USER[..], &USER[..], &hosts[..])
    );
    assert_eq!(output[60..80], [0; 20]);
    let price = U256::from(chain.base_fee());
    assert_eq!((word(80), word(112), word(144)), (value, price, price));
    assert_eq!((long(176), long(184), long(192)), (number, timestamp, chain.chain_id()));
    assert_eq!((long(200), long(208)), (Config::default().gas_limit, 10_000));
    let (gas, ink) = (long(216), long(224));
    assert!((900_000..1_000_000).contains(&gas), "{gas}");
    assert!(ink < gas * 10_000 + 10_000 && ink > (gas - 10) * 10_000, "{gas} {ink}");
}

#[test]
fn native_keccak256_matches() {
    let (mut chain, hosts) = setup();
    for len in [0, 1, 64, 65, 500] {
        let data = vec![0xAB; len];
        let executed = send(&mut chain, hosts, &[&[7], &data[..]].concat());
        assert_eq!(executed.output[..], keccak256(&data)[..]);
    }
}

#[test]
fn exit_early_keeps_the_output() {
    let (mut chain, hosts) = setup();
    let executed = send(&mut chain, hosts, &[8]);
    assert_eq!((executed.status, executed.output.len()), (Status::Revert, 1));
}

#[test]
fn reading_return_data_stops_at_its_end() {
    let (mut chain, hosts) = setup();
    // Returns its calldata.
    chain.set_code(CONTRACT, vec![0x36, 0x5F, 0x5F, 0x37, 0x36, 0x5F, 0xF3].into());
    let executed =
        send(&mut chain, hosts, &[&[9], CONTRACT.as_slice(), &[10, 11, 12, 13]].concat());
    assert_eq!(executed.output[..], [11, 12, 0]);
}
