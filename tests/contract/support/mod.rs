// SPDX-License-Identifier: MIT OR Apache-2.0
//! The test fixture: Diem with its tokens on motsu, called through its ABI.
//!
//! Every call is encoded and every result decoded by `alloy-sol-types` from `artifacts/IDiem.sol`, as a wallet would do
//! it, and passes through the contract's router.
//!
//! | to find | look in |
//! |---|---|
//! | deploy the contract with its tokens | [`fixture`] |
//! | call it, expect an error, read events | [`fixture::calls`] |
//! | bring an account into a state (staked, minted, deposited …) | [`fixture::setup`] |
//! | read a value through a view | [`fixture::views`] |
//! | compare everything before and after | [`snapshot`] |
//! | move the clock | [`time`] |
//! | sign and redeem vouchers | [`vouchers`] |
//! | tokens and wallets that misbehave | [`tokens`], [`wallets`] |
//! | seeds of random tests | [`random`] |

// Each target that includes this module uses only a part of it.
#![allow(dead_code, unused_imports)]

pub mod abi;
pub mod fixture;
pub mod native;
pub mod random;
pub mod router;
pub mod serial;
pub mod snapshot;
pub mod time;
pub mod tokens;
pub mod vouchers;
pub mod wallets;

use alloy_primitives::{address, b256, Address, Bytes, B256, U256};
use alloy_signer::SignerSync;
use alloy_signer_local::PrivateKeySigner;
use alloy_sol_types::{eip712_domain, sol, Eip712Domain, SolStruct};
use diem::model::time::DAY;
use motsu::prelude::*;

pub use fixture::{construct, ConstructorArgs, FeeToken, Fixture};
pub use random::proptest_config;
pub use router::route;
pub use serial::{serial_guard, Precompiles};
pub use snapshot::{AccountSnapshot, Snapshot};
pub use time::{advance, advance_to_midnight, now, today, NOON};
pub use tokens::Token;
pub use IDiem::*;

sol!("artifacts/IDiem.sol");

/// `stake(address,uint256)`, for VVV. `sol!` numbers overloads in the interface's order.
#[allow(non_camel_case_types)]
pub type stakeVvvCall = stake_0Call;
/// `stake(uint256)`, for DIEM.
#[allow(non_camel_case_types)]
pub type stakeDiemCall = stake_1Call;

sol! {
    /// The typed data of an ERC-2612 permit.
    struct Permit {
        address owner;
        address spender;
        uint256 value;
        uint256 nonce;
        uint256 deadline;
    }

    /// The typed data of a grant by signature.
    struct QuotaPermit {
        address owner;
        address spender;
        uint256 dailyLimit;
        uint32 lastDay;
        bool allowPaid;
        uint256 nonce;
        uint256 deadline;
    }
}

/// One VVV, one DIEM or one credit, in wei.
pub const ONE: u128 = 1_000_000_000_000_000_000;

/// One dollar of a fee token with 6 decimals; by default the price of a credit.
pub const USD: u128 = 1_000_000;

/// The default parameters' VVV cooldown, in seconds.
pub const COOLDOWN: u64 = 7 * DAY;

/// The default parameters, in the ABI's order. [`param`] names the indices.
pub const PARAMS: [u128; 8] = [
    90 * ONE,
    2 * ONE,
    40_000 * ONE,
    COOLDOWN as u128,
    DAY as u128,
    ONE * 15 / 100,
    ONE * 15 / 100,
    USD,
];

/// Indices into [`PARAMS`].
pub mod param {
    pub const BASE: usize = 0;
    pub const POWER: usize = 1;
    pub const TARGET: usize = 2;
    pub const VVV_COOLDOWN: usize = 3;
    pub const DIEM_COOLDOWN: usize = 4;
    pub const STAKER_SHARE: usize = 5;
    pub const POOL_SHARE: usize = 6;
    pub const PRICE: usize = 7;
}

/// The chain id on motsu: Arbitrum One's.
pub const CHAIN: u64 = 42_161;

/// The owner after construction.
pub const OWNER: Address = address!("000000000000000000000000000000000000bEEF");
/// The guardian after construction.
pub const GUARDIAN: Address = address!("000000000000000000000000000000000000CAFE");

/// An account without a key.
pub const ALICE: Address = address!("00000000000000000000000000000000000A11CE");
/// Another account without a key.
pub const BOB: Address = address!("0000000000000000000000000000000000000B0B");
/// The account that funds streams and budgets.
pub const TREASURY: Address = address!("0000000000000000000000000000000000007EA5");
/// The provider of most tests, whose earnings a [`Snapshot`] includes. Not admitted at first.
pub const PROVIDER: Address = address!("00000000000000000000000000000000000057EE");

/// A `uint256`.
pub fn u(value: u128) -> U256 {
    U256::from(value)
}

/// Data as hexadecimal digits, so that a failed assertion is readable.
pub fn hex(data: &[u8]) -> String {
    alloy_primitives::hex::encode(data)
}

/// The account with this name.
pub fn account(name: &str) -> Address {
    Account::from_seed(name).address()
}

/// The signing key of the account with this name.
pub fn signer(name: &str) -> PrivateKeySigner {
    Account::from_seed(name).signer()
}

/// The EIP-712 domain of a Diem at this address.
pub fn domain(contract: Address) -> Eip712Domain {
    eip712_domain! {
        name: "Diem",
        version: "1",
        chain_id: CHAIN,
        verifying_contract: contract,
    }
}

/// `voucher` signed by `key`, as a call of `redeem` that collects all of it.
pub fn sign_voucher(
    key: &PrivateKeySigner,
    domain: &Eip712Domain,
    voucher: UsageVoucher,
) -> redeemCall {
    let digest = voucher.eip712_signing_hash(domain);
    let signature = key.sign_hash_sync(&digest).expect("a signature");
    redeemCall { signature: Bytes::from(signature.as_bytes()), voucher, total: U256::MAX }
}

/// The calls of `redeem` as one call of `redeemBatch`.
pub fn batch_of(calls: impl IntoIterator<Item = redeemCall>) -> redeemBatchCall {
    let mut batch = redeemBatchCall { vouchers: vec![], signatures: vec![], totals: vec![] };
    for redeemCall { voucher, signature, total } in calls {
        batch.vouchers.push(voucher);
        batch.signatures.push(signature);
        batch.totals.push(total);
    }
    batch
}

/// `permit` signed by `key`, as a call of `permit`.
pub fn sign_permit(key: &PrivateKeySigner, domain: &Eip712Domain, permit: &Permit) -> permitCall {
    let digest = permit.eip712_signing_hash(domain);
    let signature = key.sign_hash_sync(&digest).expect("a signature");
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

/// `permit` signed by `key`, as a call of `permitQuota`.
pub fn sign_quota_permit(
    key: &PrivateKeySigner,
    domain: &Eip712Domain,
    permit: &QuotaPermit,
) -> permitQuotaCall {
    let digest = permit.eip712_signing_hash(domain);
    let signature = key.sign_hash_sync(&digest).expect("a signature");
    permitQuotaCall {
        owner: permit.owner,
        spender: permit.spender,
        dailyLimit: permit.dailyLimit,
        lastDay: permit.lastDay,
        allowPaid: permit.allowPaid,
        deadline: permit.deadline,
        signature: Bytes::from(signature.as_bytes()),
    }
}

/// Signatures that the contract accepts from no key, most of them other forms of a `good` one: the other `s`, another `v`,
/// another length.
pub fn malformed_signatures(good: &[u8]) -> Vec<Vec<u8>> {
    let order = b256!("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");
    let s = U256::from_be_bytes(order.0) - U256::from_be_slice(&good[32..64]);
    let mut twin = good.to_vec();
    twin[32..64].copy_from_slice(&s.to_be_bytes::<32>());
    twin[64] ^= 27 ^ 28;
    let other_v = [0, 1, 26, 29, 255].map(|v| [&good[..64], &[v]].concat());
    let others =
        [Vec::new(), good[..64].to_vec(), [good, &[0]].concat(), vec![0; 65], vec![0xff; 65]];
    [vec![twin], other_v.to_vec(), others.to_vec()].concat()
}

/// A call of `spend` without a request id.
pub fn spend(account: Address, provider: Address, credits: u128) -> spendCall {
    spendCall { account, provider, credits: u(credits), requestId: B256::ZERO }
}

/// A call of `proposeParams` with parameters in the order of [`PARAMS`].
pub fn propose(params: [u128; 8]) -> proposeParamsCall {
    let [base, power, target, vvv_cooldown, diem_cooldown, staker_share, pool_share, credit_price] =
        params.map(U256::from);
    let params = Params {
        base,
        power,
        target,
        vvvCooldown: vvv_cooldown,
        diemCooldown: diem_cooldown,
        stakerShare: staker_share,
        poolShare: pool_share,
        creditPrice: credit_price,
    };
    proposeParamsCall { params }
}
