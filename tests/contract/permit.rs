// SPDX-License-Identifier: MIT OR Apache-2.0
//! Approvals by signature (ERC-2612), checked against alloy's signer and OpenZeppelin's permit.

use crate::support::*;
use alloy_primitives::{b256, keccak256, Address, B256, U256};
use alloy_sol_types::{Eip712Domain, SolError};
use diem::clock;
use motsu::prelude::*;
use openzeppelin_stylus::token::erc20::extensions::permit::Erc20Permit;
use openzeppelin_stylus::token::erc20::{Erc20, IErc20};
use openzeppelin_stylus::utils::cryptography::eip712::IEip712;
use openzeppelin_stylus::utils::nonces::{INonces, Nonces};
use rstest::rstest;
use stylus_sdk::prelude::*;

/// A permit over 5 DIEM that expires a minute after the start.
fn permit_of(owner: Address, spender: Address) -> Permit {
    let deadline = U256::from(NOON + 60);
    Permit { owner, spender, value: u(5 * ONE), nonce: U256::ZERO, deadline }
}

/// The call must revert with `ERC2612InvalidSigner`, whatever address the signature recovers to, and change nothing.
#[track_caller]
fn assert_invalid_signer(fixture: &Fixture, caller: Address, call: permitCall) {
    let owner = call.owner;
    let before = (fixture.snapshot(&[owner, caller]), fixture.event_count());
    let data = fixture.call(caller, call).err().expect("an invalid signer");
    assert_eq!(data[..4], ERC2612InvalidSigner::SELECTOR);
    let after = (fixture.snapshot(&[owner, caller]), fixture.event_count());
    assert_eq!(after, before, "a revert changes no state and emits no event");
}

#[rstest]
fn a_signed_permit_sets_the_allowance_once(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let (fixture, _precompiles) = (Fixture::new(fee_token), Precompiles::deploy());
    let (owner, spender) = (signer("owner"), account("spender"));
    let permit = permit_of(owner.address(), spender);
    let call = sign_permit(&owner, &domain(fixture.diem.address()), &permit);
    fixture.ok(spender, call.clone());
    let event: Approval = fixture.last_event();
    assert_eq!((event.owner, event.spender, event.value), (permit.owner, spender, permit.value));
    let allowance = allowanceCall { owner: permit.owner, spender };
    assert_eq!(fixture.ok(spender, allowance)._0, permit.value);
    assert_eq!(fixture.account_snapshot(permit.owner).nonce, u(1));
    // The spender uses the allowance.
    fixture.stake_vvv(permit.owner, 900 * ONE);
    fixture.ok(permit.owner, mintDiemCall { vvvToLock: u(900 * ONE), minOut: U256::ZERO });
    let take = transferFromCall { from: permit.owner, to: spender, value: u(5 * ONE) };
    fixture.ok(spender, take.clone());
    let empty = ERC20InsufficientAllowance { spender, allowance: U256::ZERO, needed: u(5 * ONE) };
    fixture.assert_reverts(spender, take, empty);
    // The nonce has changed, so a replayed signature recovers to some other address.
    assert_invalid_signer(&fixture, spender, call);
}

#[rstest]
fn a_permit_is_valid_through_its_deadline(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let (fixture, _precompiles) = (Fixture::new(fee_token), Precompiles::deploy());
    let (owner, spender) = (signer("owner"), account("spender"));
    let permit = permit_of(owner.address(), spender);
    let call = sign_permit(&owner, &domain(fixture.diem.address()), &permit);
    clock::set(NOON + 61);
    let deadline = permit.deadline;
    fixture.assert_reverts(spender, call.clone(), ERC2612ExpiredSignature { deadline });
    clock::set(NOON + 60);
    fixture.ok(spender, call);
}

#[rstest]
fn permits_for_another_signer_contract_or_chain_revert(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let (fixture, _precompiles) = (Fixture::new(fee_token), Precompiles::deploy());
    let (owner, stranger, spender) = (signer("owner"), signer("stranger"), account("spender"));
    let permit = permit_of(owner.address(), spender);
    let here = domain(fixture.diem.address());
    let error = ERC2612InvalidSigner { signer: stranger.address(), owner: owner.address() };
    fixture.assert_reverts(spender, sign_permit(&stranger, &here, &permit), error);
    let other_contract = domain(fixture.vvv.address());
    let other_chain = Eip712Domain { chain_id: Some(u(1)), ..here.clone() };
    let other_version = Eip712Domain { version: Some("2".into()), ..here.clone() };
    for domain in [other_contract, other_chain, other_version] {
        assert_invalid_signer(&fixture, spender, sign_permit(&owner, &domain, &permit));
    }
    // Changing any field after signing invalidates the signature.
    let call = sign_permit(&owner, &here, &permit);
    for changed in [
        permitCall { value: call.value + u(1), ..call.clone() },
        permitCall { spender: account("thief"), ..call.clone() },
        permitCall { deadline: call.deadline + u(1), ..call.clone() },
    ] {
        assert_invalid_signer(&fixture, spender, changed);
    }
    assert_eq!(fixture.account_snapshot(owner.address()).nonce, U256::ZERO);
    fixture.ok(spender, call);
}

#[rstest]
fn malformed_signatures_revert_with_specific_errors(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let (fixture, _precompiles) = (Fixture::new(fee_token), Precompiles::deploy());
    let (owner, spender) = (signer("owner"), account("spender"));
    let call =
        sign_permit(&owner, &domain(fixture.diem.address()), &permit_of(owner.address(), spender));
    // The malleated form of the same signature: n − s, with the other v.
    let order = b256!("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");
    let s = B256::from(U256::from_be_bytes(order.0) - U256::from_be_bytes(call.s.0));
    let flipped = permitCall { s, v: 55 - call.v, ..call.clone() };
    fixture.assert_reverts(spender, flipped, ECDSAInvalidSignatureS { s });
    for v in [0, 1, 26, 29, 255] {
        let call = permitCall { v, ..call.clone() };
        fixture.assert_reverts(spender, call, ECDSAInvalidSignature {});
    }
    let zero = permitCall { r: B256::ZERO, s: B256::ZERO, ..call.clone() };
    fixture.assert_reverts(spender, zero, ECDSAInvalidSignature {});
}

#[rstest]
fn a_permit_for_the_zero_address_reverts(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let (fixture, _precompiles) = (Fixture::new(fee_token), Precompiles::deploy());
    let owner = signer("owner");
    let permit = permit_of(owner.address(), Address::ZERO);
    let call = sign_permit(&owner, &domain(fixture.diem.address()), &permit);
    fixture.assert_reverts(owner.address(), call, ERC20InvalidSpender { spender: Address::ZERO });
}

#[rstest]
fn the_domain_views_match_the_signed_domain(
    #[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken,
) {
    let (fixture, _precompiles) = (Fixture::new(fee_token), Precompiles::deploy());
    let this = fixture.diem.address();
    let separator = fixture.ok(this, DOMAIN_SEPARATORCall {})._0;
    assert_eq!(separator, domain(this).hash_struct());
    let fields = fixture.ok(this, eip712DomainCall {});
    assert_eq!(fields.fields.0, [0x0f]);
    assert_eq!((fields.name.as_str(), fields.version.as_str()), ("Diem", "1"));
    assert_eq!((fields.chainId, fields.verifyingContract), (U256::from(CHAIN), this));
    assert_eq!((fields.salt, fields.extensions), (B256::ZERO, vec![]));
}

/// OpenZeppelin's permit with the same domain name, as the oracle.
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
        let Self { erc20, nonces, permit, .. } = self;
        permit.permit(owner, spender, value, deadline, v, r, s, erc20, nonces).map_err(Into::into)
    }
}

/// For the same valid and invalid inputs, this contract and OpenZeppelin's give the same allowance, nonce and error
/// bytes.
#[rstest]
fn permit_matches_openzeppelin(#[values(FeeToken::Separate, FeeToken::Vvv)] fee_token: FeeToken) {
    let (fixture, _precompiles) = (Fixture::new(fee_token), Precompiles::deploy());
    let oracle = Contract::<Oracle>::new();
    let (owner, stranger, spender) = (signer("owner"), signer("stranger"), account("spender"));
    let order = U256::from_be_bytes(
        b256!("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141").0,
    );
    let mut compared = [0, 0];
    for round in 0u8..60 {
        let nonce = fixture.account_snapshot(owner.address()).nonce;
        let value = U256::from_be_bytes(keccak256([round]).0);
        let permit = Permit { nonce, value, ..permit_of(owner.address(), spender) };
        // Each contract has its own domain, so the same permit is signed for each.
        let signed_with_defect = |address| {
            let key = if round % 7 == 1 { &stranger } else { &owner };
            let mut call = sign_permit(key, &domain(address), &permit);
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
        let ours = fixture.call(spender, signed_with_defect(fixture.diem.address())).map(drop);
        let c = signed_with_defect(oracle.address());
        let mut transaction = oracle.sender(spender);
        let theirs = transaction.permit(c.owner, c.spender, c.value, c.deadline, c.v, c.r, c.s);
        let theirs = theirs.map_err(|data| Err::<(), _>(data).motsu_unwrap_err());
        compared[usize::from(ours.is_err())] += 1;
        if matches!(round % 7, 2 | 4) {
            // The error contains the signature's s, or the address to which it recovers. Both depend on the contract's
            // domain, so only the selectors can be equal.
            assert_eq!(ours.unwrap_err()[..4], theirs.unwrap_err()[..4]);
        } else {
            assert_eq!(ours, theirs, "round {round}");
        }
        let allowance = fixture.ok(spender, allowanceCall { owner: owner.address(), spender })._0;
        assert_eq!(allowance, oracle.sender(spender).erc20.allowance(owner.address(), spender));
        let nonce = oracle.sender(spender).nonces.nonces(owner.address());
        assert_eq!(fixture.account_snapshot(owner.address()).nonce, nonce);
    }
    assert!(compared[0] > 10 && compared[1] > 20, "successes and errors compared: {compared:?}");
}
