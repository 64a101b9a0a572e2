// SPDX-License-Identifier: MIT OR Apache-2.0
//! The constructor, called through a deployer contract.

use crate::program::support::*;
use alloy_primitives::{keccak256, Address, U256};
use alloy_sol_types::{SolCall, SolError, SolEvent};
use diem_devnet::chain::Status;

#[test]
fn the_constructor_assigns_roles_from_its_arguments_not_to_the_deployer() {
    let mut fixture = Fixture::new();
    let (vvv, usd, diem) = (fixture.vvv, fixture.usd, fixture.diem);
    assert_eq!(fixture.view(ownerCall {})._0, OWNER);
    assert_eq!(fixture.view(guardianCall {})._0, GUARDIAN);
    assert_eq!(fixture.view(veniceCall {})._0, vvv);
    assert_eq!(fixture.view(feeTokenCall {})._0, usd);
    assert_eq!(fixture.view(diemCall {})._0, diem);
    let params = fixture.view(paramsCall {});
    assert_eq!(
        [
            params.base,
            params.power,
            params.target,
            params.vvvCooldown,
            params.diemCooldown,
            params.stakerShare,
            params.poolShare,
            params.creditPrice,
        ],
        PARAMS.map(U256::from)
    );
    assert_eq!(fixture.view(totalSupplyCall {})._0, U256::ZERO);
}

#[test]
fn deployment_emits_roles_and_parameters_once() {
    let mut base = BaseFixture::new();
    let result = base.deploy(&base.constructor_arguments());
    assert!(result.is_success(), "{}", result.describe());
    let diem = event::<Deployer::Deployed>(&result.logs.last().expect("logs").1).program;
    let logs: Vec<_> = result.logs.iter().filter(|(by, _)| *by == diem).collect();
    let [owner, guardian, params, cooldown] = &logs[..] else {
        panic!("four events, not {logs:?}");
    };
    let owner: OwnershipTransferred = event(&owner.1);
    assert_eq!((owner.previousOwner, owner.newOwner), (Address::ZERO, OWNER));
    assert_eq!(event::<GuardianChanged>(&guardian.1).guardian, GUARDIAN);
    let params: ParamsChanged = event(&params.1);
    assert_eq!(params.base, u(PARAMS[0]));
    assert_eq!(params.creditPrice, u(PARAMS[7]));
    // An event of the live system, which its clients expect.
    let cooldown: CooldownDurationUpdated = event(&cooldown.1);
    assert_eq!(cooldown.duration, u(PARAMS[4]));
}

#[test]
fn the_guardian_may_be_the_zero_address() {
    let mut base = BaseFixture::new();
    let arguments =
        ConstructorArguments { guardian: Address::ZERO, ..base.constructor_arguments() };
    let result = base.deploy(&arguments);
    assert!(result.is_success(), "{}", result.describe());
}

#[test]
fn one_token_may_serve_as_vvv_and_fee_token() {
    let mut base = BaseFixture::new();
    base.usd = base.vvv;
    let mut fixture = Fixture::deploy_on(base);
    let vvv = fixture.vvv;
    assert_eq!(fixture.view(feeTokenCall {})._0, vvv);
}

/// Deploys with changed arguments. The constructor must revert with exactly `error`, and no contract may remain.
#[track_caller]
fn assert_rejected(
    base: &mut BaseFixture,
    change: impl FnOnce(&mut ConstructorArguments),
    error: impl SolError,
) {
    let mut arguments = base.constructor_arguments();
    change(&mut arguments);
    let result = base.deploy(&arguments);
    result.assert_reverted_with(&error);
    let deployer = to_evm(base.deployer);
    let nonce = base.chain.nonce(deployer);
    assert_eq!(nonce, 1, "the deployer has not created a contract");
    assert_eq!(base.chain.balance(deployer), U256::ZERO);
}

/// The address of the deployer's next contract.
fn next_address(base: &mut BaseFixture) -> Address {
    let deployer = base.deployer;
    let nonce = base.chain.nonce(to_evm(deployer));
    deployer.create(nonce)
}

#[test]
fn each_invalid_address_has_its_own_error() {
    let base = &mut BaseFixture::new();
    let itself = next_address(base);
    for vvv in [Address::ZERO, ALICE, itself] {
        assert_rejected(base, |a| a.vvv = vvv, InvalidVvv { vvv });
    }
    for fee_token in [Address::ZERO, BOB, itself] {
        assert_rejected(base, |a| a.fee_token = fee_token, InvalidFeeToken { feeToken: fee_token });
    }
    for owner in [Address::ZERO, itself] {
        assert_rejected(base, |a| a.owner = owner, InvalidOwner { owner });
    }
    let guardian = itself;
    assert_rejected(base, |a| a.guardian = guardian, InvalidGuardian { guardian });
    // The same program with valid arguments is deployed at the address that was rejected above.
    let result = base.deploy(&base.constructor_arguments());
    let deployed: Deployer::Deployed = event(&result.logs.last().expect("logs").1);
    assert_eq!(deployed.program, itself);
}

/// A contract that answers every call with these bytes, or reverts with them.
fn answering(base: &mut BaseFixture, nth: u8, answer: &[u8], reverts: bool) -> Address {
    const CODECOPY: u8 = 0x39;
    let size = u8::try_from(answer.len()).expect("a short answer");
    let end = if reverts { 0xfd } else { 0xf3 };
    // Copies the bytes that follow the code to memory, and ends with them.
    let code = [0x60, size, 0x60, 12, 0x5f, CODECOPY, 0x60, size, 0x5f, end, 0xfe, 0xfe];
    let address = Address::repeat_byte(nth);
    base.chain.set_code(to_evm(address), [&code[..], answer].concat().into());
    address
}

/// VVV must report 18 decimals, and a fee token at most 18, in one word.
#[test]
fn tokens_must_report_their_decimals() {
    let base = &mut BaseFixture::new();
    let word = |value: U256| value.to_be_bytes::<32>().to_vec();
    // The answer to `decimals()`, whether the call reverts, and whether it suits VVV and a fee token.
    let answers = [
        (word(u(18)), false, [true, true]),
        (word(u(17)), false, [false, true]),
        (word(u(0)), false, [false, true]),
        (word(u(19)), false, [false, false]),
        (word(u(255)), false, [false, false]),
        // 18 in the lowest bits only.
        (word(u(256 + 18)), false, [false, false]),
        (word((u(1) << 128) + u(18)), false, [false, false]),
        (word((u(1) << 255) + u(18)), false, [false, false]),
        (word(U256::MAX), false, [false, false]),
        // No number, less than a word, more than a word, and a revert with the right word.
        (vec![], false, [false, false]),
        (word(u(18))[..31].to_vec(), false, [false, false]),
        ([word(u(18)), vec![0]].concat(), false, [false, false]),
        ([word(u(18)), word(u(18))].concat(), false, [false, false]),
        (word(u(18)), true, [false, false]),
        (vec![], true, [false, false]),
    ];
    for (nth, (answer, reverts, [suits_vvv, suits_fees])) in answers.into_iter().enumerate() {
        let token = answering(base, 0x80 + nth as u8, &answer, reverts);
        if !suits_vvv {
            assert_rejected(base, |a| a.vvv = token, InvalidVvv { vvv: token });
        }
        if !suits_fees {
            assert_rejected(base, |a| a.fee_token = token, InvalidFeeToken { feeToken: token });
        }
        let mut arguments = base.constructor_arguments();
        arguments.vvv = if suits_vvv { token } else { arguments.vvv };
        arguments.fee_token = if suits_fees { token } else { arguments.fee_token };
        let start = base.chain.snapshot();
        let result = base.deploy(&arguments);
        assert!(result.is_success(), "{nth}: {}", result.describe());
        base.chain.restore(start);
    }
}

/// Activation belongs to the code. A stranger who deploys and activates the same code first must not prevent the
/// deployment.
#[test]
fn code_that_is_active_already_can_be_deployed() {
    let mut base = BaseFixture::new();
    let stranger = ALICE;
    let (program, diem) = (base.program.clone(), next_address(&mut base));
    let (twin, _) = base.chain.deploy(to_evm(stranger), program.into()).expect("a deployment");
    base.chain.activate(to_evm(stranger), twin).expect("an activation");
    let before = base.chain.balance(to_evm(BUILDER));
    let price = U256::from(base.tx(BUILDER, diem, Vec::new(), U256::ZERO).gas_price);
    let result = base.deploy(&base.constructor_arguments());
    assert!(result.is_success(), "{}", result.describe());
    let deployed: Deployer::Deployed = event(&result.logs.last().expect("logs").1);
    assert_eq!(deployed.program, diem);
    // Nothing was paid for an activation: all of the value comes back.
    let paid = U256::from(result.gas) * price;
    assert_eq!(base.chain.balance(to_evm(BUILDER)), before - paid);
    assert_eq!(base.chain.balance(to_evm(base.deployer)), U256::ZERO);
    let mut fixture = Fixture { base, diem };
    assert_eq!(fixture.view(ownerCall {})._0, OWNER);
    fixture.fund_and_stake(ALICE, ONE);
    // The twin is a contract of its own, which is not constructed.
    assert_eq!(fixture.read(from_evm(twin), ownerCall {})._0, Address::ZERO);
}

/// The part of the value that the activation does not cost comes back. Its other failures are passed on.
#[test]
fn the_deployer_returns_the_rest_of_the_value_and_passes_on_failures() {
    let mut base = BaseFixture::new();
    let start = base.chain.snapshot();
    let before = base.chain.balance(to_evm(BUILDER));
    let price = U256::from(base.tx(BUILDER, ALICE, Vec::new(), U256::ZERO).gas_price);
    let result = base.deploy(&base.constructor_arguments());
    let fee = before - base.chain.balance(to_evm(BUILDER)) - U256::from(result.gas) * price;
    assert!(fee > U256::ZERO && fee < u(ONE / 10), "the activation's data fee: {fee}");
    assert_eq!(base.chain.balance(to_evm(base.deployer)), U256::ZERO);

    base.chain.restore(start);
    let failure = |base: &mut BaseFixture, init_code: Vec<u8>, value: U256| {
        let call = Deployer::deployCall {
            initCode: init_code.into(),
            constructorCall: base.constructor_arguments().calldata().into(),
        };
        let result = base.send(BUILDER, base.deployer, call.abi_encode(), value);
        assert_eq!(result.status, Status::Revert, "{}", result.describe());
        result.output[..4].to_vec()
    };
    let selector = |error: &str| keccak256(error)[..4].to_vec();
    // Returns one zero byte as code.
    let no_program = vec![0x60, 1, 0x5f, 0xf3];
    assert_eq!(failure(&mut base, no_program, u(ONE)), selector("ProgramNotWasm()"));
    let program = base.program.clone();
    assert_eq!(
        failure(&mut base, program, u(1)),
        selector("ProgramInsufficientValue(uint256,uint256)")
    );
    assert_eq!(failure(&mut base, vec![0xfe], u(ONE)), selector("DeploymentFailed()"));
}

/// Takes the bounds from the error, and tries one below and one above them.
#[test]
fn each_parameter_out_of_bounds_has_its_own_error() {
    const NAMES: [&str; 8] = [
        "BaseOutOfBounds",
        "PowerOutOfBounds",
        "TargetOutOfBounds",
        "VvvCooldownOutOfBounds",
        "DiemCooldownOutOfBounds",
        "StakerShareOutOfBounds",
        "PoolShareOutOfBounds",
        "CreditPriceOutOfBounds",
    ];
    let base = &mut BaseFixture::new();
    for (index, name) in NAMES.into_iter().enumerate() {
        let given = U256::MAX;
        let [min, max] = bounds(base, index, given, name);
        assert!(min <= u(PARAMS[index]) && u(PARAMS[index]) <= max, "{name}");
        for outside in [max + u(1), u(1) << 128, (u(1) << 255) + u(PARAMS[index])] {
            assert_eq!(bounds(base, index, outside, name), [min, max]);
        }
        if min > U256::ZERO {
            assert_eq!(bounds(base, index, min - u(1), name), [min, max]);
        }
    }
}

/// Deploys with a parameter out of bounds, and returns the bounds from the error `name`.
#[track_caller]
fn bounds(base: &mut BaseFixture, index: usize, given: U256, name: &str) -> [U256; 2] {
    let mut arguments = base.constructor_arguments();
    arguments.params[index] = given;
    let result = base.deploy(&arguments);
    assert_eq!(result.status, Status::Revert);
    let selector = keccak256(format!("{name}(uint256,uint256,uint256)"));
    assert_eq!(result.output[..4], selector[..4], "{name}: {}", result.describe());
    let words: Vec<_> = result.output[4..].chunks(32).map(U256::from_be_slice).collect();
    assert_eq!((words.len(), words[0]), (3, given), "{name}");
    [words[1], words[2]]
}

#[test]
fn truncated_arguments_and_dirty_words_are_rejected() {
    let base = &mut BaseFixture::new();
    let calldata = base.constructor_arguments().calldata();
    let mut tries: Vec<Vec<u8>> =
        (4..calldata.len()).step_by(31).map(|length| calldata[..length].to_vec()).collect();
    for address in 0..4 {
        let mut dirty = calldata.clone();
        dirty[4 + 32 * address] = 1;
        tries.push(dirty);
    }
    for constructor_call in tries {
        let call = Deployer::deployCall {
            initCode: base.program.clone().into(),
            constructorCall: constructor_call.into(),
        };
        let result = base.send(BUILDER, base.deployer, call.abi_encode(), u(ONE));
        result.assert_reverted_with(&InvalidCalldata {});
    }
}

#[test]
fn the_constructor_runs_once() {
    let mut fixture = Fixture::new();
    let again = fixture.constructor_arguments().calldata();
    for from in [BUILDER, OWNER, ALICE] {
        fixture.assert_unchanged(&[from], |fixture| {
            fixture.raw(from, again.clone()).assert_reverted_with(&AlreadyConstructed {});
            // This error precedes checks of the arguments.
            fixture.raw(from, again[..4].to_vec()).assert_reverted_with(&AlreadyConstructed {});
        });
    }
    assert_eq!(fixture.view(ownerCall {})._0, OWNER);
}

/// Why deployer contracts must construct in the same transaction: until then any account may.
#[test]
fn an_unconstructed_program_reverts_with_typed_errors_and_any_account_may_construct_it() {
    let mut base = BaseFixture::new();
    let deployed = base.chain.deploy_program(to_evm(BUILDER), wasm()).expect("a deployment");
    let diem = from_evm(deployed.address);
    let mut fixture = Fixture { base, diem };
    let stake = stakeVvvCall { recipient: ALICE, amount: u(ONE) };
    fixture
        .call(ALICE, stake)
        .assert_reverted_with(&SafeErc20FailedOperation { token: Address::ZERO });
    let result = fixture.raw(ALICE, fixture.constructor_arguments().calldata());
    assert!(result.is_success(), "{}", result.describe());
    assert_eq!(fixture.view(ownerCall {})._0, OWNER, "the argument, not the caller");
    let logs = fixture.diem_logs(&result);
    assert_eq!(logs[0].topics()[0], OwnershipTransferred::SIGNATURE_HASH, "{logs:?}");
}
