//! Approvals by signature, against an established signer and OpenZeppelin's own permit.

use crate::support::*;
use alloy_primitives::{b256, keccak256, Address, B256, U256};
use alloy_signer::SignerSync;
use alloy_signer_local::PrivateKeySigner;
use alloy_sol_types::{sol, Eip712Domain, SolStruct};
use diem::model::time::clock;
use motsu::prelude::*;
use openzeppelin_stylus::token::erc20::extensions::permit::Erc20Permit;
use openzeppelin_stylus::token::erc20::{Erc20, IErc20};
use openzeppelin_stylus::utils::cryptography::eip712::IEip712;
use openzeppelin_stylus::utils::nonces::{INonces, Nonces};
use stylus_sdk::prelude::*;

both! {
    a_signed_permit_sets_the_allowance_once,
    a_permit_expires_after_its_deadline_not_at_it,
    a_permit_of_another_signer_contract_or_chain_is_refused,
    malformed_signatures_are_refused_by_name,
    a_permit_to_nobody_is_refused,
    the_domain_is_the_one_signed_for,
    permit_agrees_with_openzeppelins,
}

sol! {
    struct Permit {
        address owner;
        address spender;
        uint256 value;
        uint256 nonce;
        uint256 deadline;
    }
}

/// A permit signed by `key`, for the owner it names.
fn signed(key: &PrivateKeySigner, domain: &Eip712Domain, permit: &Permit) -> permitCall {
    let signature = key
        .sign_hash_sync(&permit.eip712_signing_hash(domain))
        .unwrap();
    permitCall {
        owner: permit.owner,
        spender: permit.spender,
        value: permit.value,
        deadline: permit.deadline,
        v: 27 + u8::from(signature.v()),
        r: signature.r().into(),
        s: signature.s().into(),
    }
}

fn permit_of(owner: Address, spender: Address) -> Permit {
    let deadline = U256::from(NOON + 60);
    Permit {
        owner,
        spender,
        value: u(5 * ONE),
        nonce: U256::ZERO,
        deadline,
    }
}

fn a_signed_permit_sets_the_allowance_once(fees: Fees) {
    let (world, _precompiles) = (World::new(fees), deploy_precompiles());
    let (owner, spender) = (signer("owner"), account("spender"));
    let permit = permit_of(owner.address(), spender);
    let call = signed(&owner, &domain(world.diem.address()), &permit);
    world.ok(spender, call.clone());
    let event: Approval = world.last();
    assert_eq!(
        (event.owner, event.spender, event.value),
        (permit.owner, spender, permit.value)
    );
    let allowance = allowanceCall {
        owner: permit.owner,
        spender,
    };
    assert_eq!(world.ok(spender, allowance)._0, permit.value);
    assert_eq!(world.position(permit.owner).nonce, u(1));
    // The token itself spends it.
    world.staked(permit.owner, 900 * ONE);
    world.ok(
        permit.owner,
        mintDiemCall {
            vvvToLock: u(900 * ONE),
            minOut: U256::ZERO,
        },
    );
    let take = transferFromCall {
        from: permit.owner,
        to: spender,
        value: u(5 * ONE),
    };
    world.ok(spender, take.clone());
    let empty = ERC20InsufficientAllowance {
        spender,
        allowance: U256::ZERO,
        needed: u(5 * ONE),
    };
    world.refused(spender, take, empty);
    // Replayed, it is a signature over another nonce: of some other address.
    match world.call(spender, call) {
        Err(data) => assert_eq!(
            data[..4],
            <ERC2612InvalidSigner as alloy_sol_types::SolError>::SELECTOR
        ),
        Ok(_) => panic!("replayed"),
    }
}

fn a_permit_expires_after_its_deadline_not_at_it(fees: Fees) {
    let (world, _precompiles) = (World::new(fees), deploy_precompiles());
    let (owner, spender) = (signer("owner"), account("spender"));
    let permit = permit_of(owner.address(), spender);
    let call = signed(&owner, &domain(world.diem.address()), &permit);
    clock::set(NOON + 61);
    let deadline = permit.deadline;
    world.refused(spender, call.clone(), ERC2612ExpiredSignature { deadline });
    clock::set(NOON + 60);
    world.ok(spender, call);
}

fn a_permit_of_another_signer_contract_or_chain_is_refused(fees: Fees) {
    let (world, _precompiles) = (World::new(fees), deploy_precompiles());
    let (owner, stranger, spender) = (signer("owner"), signer("stranger"), account("spender"));
    let permit = permit_of(owner.address(), spender);
    let here = domain(world.diem.address());
    let refusal = ERC2612InvalidSigner {
        signer: stranger.address(),
        owner: owner.address(),
    };
    world.refused(spender, signed(&stranger, &here, &permit), refusal);
    let elsewhere = domain(world.vvv.address());
    let other_chain = Eip712Domain {
        chain_id: Some(u(1)),
        ..here.clone()
    };
    let other_version = Eip712Domain {
        version: Some("2".into()),
        ..here.clone()
    };
    for domain in [elsewhere, other_chain, other_version] {
        let error = world
            .call(spender, signed(&owner, &domain, &permit))
            .err()
            .unwrap();
        assert_eq!(
            error[..4],
            <ERC2612InvalidSigner as alloy_sol_types::SolError>::SELECTOR
        );
    }
    // Any field changed after signing spoils it.
    let call = signed(&owner, &here, &permit);
    for spoiled in [
        permitCall {
            value: call.value + u(1),
            ..call.clone()
        },
        permitCall {
            spender: account("thief"),
            ..call.clone()
        },
        permitCall {
            deadline: call.deadline + u(1),
            ..call.clone()
        },
    ] {
        let error = world.call(spender, spoiled).err().unwrap();
        assert_eq!(
            error[..4],
            <ERC2612InvalidSigner as alloy_sol_types::SolError>::SELECTOR
        );
    }
    assert_eq!(world.position(owner.address()).nonce, U256::ZERO);
    world.ok(spender, call);
}

fn malformed_signatures_are_refused_by_name(fees: Fees) {
    let (world, _precompiles) = (World::new(fees), deploy_precompiles());
    let (owner, spender) = (signer("owner"), account("spender"));
    let call = signed(
        &owner,
        &domain(world.diem.address()),
        &permit_of(owner.address(), spender),
    );
    // The other form of the same signature: n − s, with the other v.
    let order = b256!("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");
    let s = B256::from(U256::from_be_bytes(order.0) - U256::from_be_bytes(call.s.0));
    let flipped = permitCall {
        s,
        v: 55 - call.v,
        ..call.clone()
    };
    world.refused(spender, flipped, ECDSAInvalidSignatureS { s });
    for v in [0, 1, 26, 29, 255] {
        let call = permitCall { v, ..call.clone() };
        world.refused(spender, call, ECDSAInvalidSignature {});
    }
    let zero = permitCall {
        r: B256::ZERO,
        s: B256::ZERO,
        ..call.clone()
    };
    world.refused(spender, zero, ECDSAInvalidSignature {});
}

fn a_permit_to_nobody_is_refused(fees: Fees) {
    let (world, _precompiles) = (World::new(fees), deploy_precompiles());
    let owner = signer("owner");
    let permit = permit_of(owner.address(), Address::ZERO);
    let call = signed(&owner, &domain(world.diem.address()), &permit);
    world.refused(
        owner.address(),
        call,
        ERC20InvalidSpender {
            spender: Address::ZERO,
        },
    );
}

fn the_domain_is_the_one_signed_for(fees: Fees) {
    let (world, _precompiles) = (World::new(fees), deploy_precompiles());
    let this = world.diem.address();
    let separator = world.ok(this, DOMAIN_SEPARATORCall {})._0;
    assert_eq!(separator, domain(this).hash_struct());
    let fields = world.ok(this, eip712DomainCall {});
    assert_eq!(fields.fields.0, [0x0f]);
    assert_eq!(
        (fields.name.as_str(), fields.version.as_str()),
        ("Diem", "1")
    );
    assert_eq!(
        (fields.chainId, fields.verifyingContract),
        (U256::from(CHAIN), this)
    );
    assert_eq!((fields.salt, fields.extensions), (B256::ZERO, vec![]));
}

/// OpenZeppelin's own permit, for the same domain name: the oracle.
#[storage]
struct Oracle {
    erc20: Erc20,
    nonces: Nonces,
    permit: Erc20Permit<Domain>,
}

#[storage]
struct Domain;

impl IEip712 for Domain {
    const NAME: &'static str = "Diem";
    const VERSION: &'static str = "1";
}

unsafe impl TopLevelStorage for Oracle {}

#[public]
impl Oracle {
    #[allow(clippy::too_many_arguments)]
    fn permit(
        &mut self,
        owner: Address,
        spender: Address,
        value: U256,
        deadline: U256,
        v: u8,
        r: B256,
        s: B256,
    ) -> Result<(), Vec<u8>> {
        let Self {
            erc20,
            nonces,
            permit,
            ..
        } = self;
        permit
            .permit(owner, spender, value, deadline, v, r, s, erc20, nonces)
            .map_err(Into::into)
    }
}

/// On the same inputs, good and bad, both give the same allowance, nonce and error bytes.
fn permit_agrees_with_openzeppelins(fees: Fees) {
    let (world, _precompiles) = (World::new(fees), deploy_precompiles());
    let oracle = Contract::<Oracle>::new();
    let (owner, stranger, spender) = (signer("owner"), signer("stranger"), account("spender"));
    let order = U256::from_be_bytes(
        b256!("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141").0,
    );
    let mut compared = [0, 0];
    for round in 0u8..60 {
        let nonce = world.position(owner.address()).nonce;
        let value = U256::from_be_bytes(keccak256([round]).0);
        let permit = Permit {
            nonce,
            value,
            ..permit_of(owner.address(), spender)
        };
        // Each contract has its own domain, so each gets its own signature of the same permit.
        let twist = |address| {
            let key = if round % 7 == 1 { &stranger } else { &owner };
            let mut call = signed(key, &domain(address), &permit);
            match round % 7 {
                2 => {
                    (call.s, call.v) = ((order - U256::from_be_bytes(call.s.0)).into(), 55 - call.v)
                }
                3 => call.v = round,
                4 => call.spender = Address::ZERO,
                5 => call.r = B256::ZERO,
                _ => {}
            }
            call
        };
        let ours = world.call(spender, twist(world.diem.address())).map(drop);
        let c = twist(oracle.address());
        let mut transaction = oracle.sender(spender);
        let theirs = transaction.permit(c.owner, c.spender, c.value, c.deadline, c.v, c.r, c.s);
        let theirs = theirs.map_err(|data| Err::<(), _>(data).motsu_unwrap_err());
        compared[usize::from(ours.is_err())] += 1;
        if matches!(round % 7, 2 | 4) {
            // The error names the signature's s, or the address a changed field recovers to: both
            // depend on the contract's own domain, so only the errors' kinds can agree.
            assert_eq!(ours.unwrap_err()[..4], theirs.unwrap_err()[..4]);
        } else {
            assert_eq!(ours, theirs, "round {round}");
        }
        let allowance = world
            .ok(
                spender,
                allowanceCall {
                    owner: owner.address(),
                    spender,
                },
            )
            ._0;
        assert_eq!(
            allowance,
            oracle
                .sender(spender)
                .erc20
                .allowance(owner.address(), spender)
        );
        let nonce = oracle.sender(spender).nonces.nonces(owner.address());
        assert_eq!(world.position(owner.address()).nonce, nonce);
    }
    assert!(
        compared[0] > 10 && compared[1] > 20,
        "both outcomes were compared: {compared:?}"
    );
}
