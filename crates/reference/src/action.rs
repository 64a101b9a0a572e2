// SPDX-License-Identifier: MIT OR Apache-2.0
//! The actions of a scenario: calls of the contract, token transfers to it, and waiting.

use crate::accounts::AccountId;
use crate::params::Params;
use crate::units::{Day, Token};

/// A usage voucher (§8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Voucher {
    /// The account whose credits are used.
    pub account: AccountId,
    /// The signer.
    pub spender: AccountId,
    /// The provider that did the work.
    pub provider: AccountId,
    /// The day of the usage.
    pub day: Day,
    /// The ceiling of what may be collected for that day in total, 1e18 = one credit.
    pub credits: u128,
}

impl Voucher {
    /// The key of the collected total that this voucher raises.
    pub fn key(&self) -> VoucherKey {
        let &Self { account, spender, provider, day, .. } = self;
        VoucherKey { account, spender, provider, day }
    }
}

/// Vouchers with the same key raise the same collected total.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct VoucherKey {
    /// The account whose credits are used.
    pub account: AccountId,
    /// The signer.
    pub spender: AccountId,
    /// The provider that did the work.
    pub provider: AccountId,
    /// The day of the usage.
    pub day: Day,
}

/// The signature of a `permitQuota` call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PermitSignature {
    /// The account whose key signs; `None` for a signature of 64 bytes, which recovers to no address.
    pub signer: Option<AccountId>,
    /// The nonce that is signed over.
    pub nonce: u64,
}

/// A call with its caller, a token transfer to the contract, or waiting. Amounts are in base
/// units of the token, or credits (1e18 = one).
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "fields are the arguments of the contract's calls")]
pub enum Action {
    /// Advances the time.
    Wait { seconds: u64 },
    /// `stake(address,uint256)`: stakes VVV.
    StakeVvv { caller: AccountId, recipient: AccountId, amount: u128 },
    /// `initiateUnstakeVvv(uint256)`.
    InitiateUnstakeVvv { caller: AccountId, amount: u128 },
    /// `cancelUnstakeVvv(uint32)`.
    CancelUnstakeVvv { caller: AccountId, ticket: u32 },
    /// `finalizeUnstake()`.
    FinalizeUnstake { caller: AccountId },
    /// `mintDiem(uint256,uint256)`.
    MintDiem { caller: AccountId, vvv: u128, min_out: u128 },
    /// `stakeAndMint(uint256,uint256,bool)`.
    StakeAndMint { caller: AccountId, vvv: u128, min_out: u128, activate: bool },
    /// `burnDiem(uint256)`.
    BurnDiem { caller: AccountId, amount: u128 },
    /// `offerBurn(uint256,uint256,uint32)`. An `amount` of 2^128 - 1 stands for 2^256 - 1.
    OfferBurn { caller: AccountId, rate: u128, amount: u128, last_day: Day },
    /// `burnFor(address,uint256,uint256,address)`.
    BurnFor {
        caller: AccountId,
        account: AccountId,
        amount: u128,
        min_vvv: u128,
        recipient: AccountId,
    },
    /// `transfer(address,uint256)`: transfers DIEM.
    Transfer { caller: AccountId, to: AccountId, value: u128 },
    /// `stake(uint256)`: stakes DIEM, which activates it.
    Activate { caller: AccountId, amount: u128 },
    /// `initiateUnstake(uint256)`: deactivates DIEM.
    InitiateUnstake { caller: AccountId, amount: u128 },
    /// `cancelUnstake(uint32)`.
    CancelUnstake { caller: AccountId, ticket: u32 },
    /// `unstake()`.
    Unstake { caller: AccountId },
    /// `approveQuota(address,uint256,uint32,bool)`.
    ApproveQuota {
        caller: AccountId,
        spender: AccountId,
        daily_limit: u128,
        last_day: Day,
        allow_paid: bool,
    },
    /// `permitQuota(address,address,uint256,uint32,bool,uint256,bytes)`.
    PermitQuota {
        caller: AccountId,
        owner: AccountId,
        spender: AccountId,
        daily_limit: u128,
        last_day: Day,
        allow_paid: bool,
        deadline: u64,
        signature: PermitSignature,
    },
    /// `deposit(address,uint256)`.
    Deposit { caller: AccountId, account: AccountId, amount: u128 },
    /// `initiateWithdrawal(uint256)`.
    InitiateWithdrawal { caller: AccountId, amount: u128 },
    /// `cancelWithdrawal(uint32)`.
    CancelWithdrawal { caller: AccountId, ticket: u32 },
    /// `withdraw()`.
    Withdraw { caller: AccountId },
    /// `spend(address,address,uint256,bytes32)`.
    Spend {
        caller: AccountId,
        account: AccountId,
        provider: AccountId,
        credits: u128,
        request_id: u64,
    },
    /// `redeem(voucher,bytes,uint256)`; the signature is the spender's if `signed`, else an invalid one.
    /// A `total` of 2^128 - 1 stands for 2^256 - 1.
    Redeem { caller: AccountId, voucher: Voucher, signed: bool, total: u128 },
    /// `redeemBatch(vouchers,bytes[],uint256[])`; `signed` and `totals` as for [`Self::Redeem`], one for each
    /// signature and each total.
    RedeemBatch { caller: AccountId, vouchers: Vec<Voucher>, signed: Vec<bool>, totals: Vec<u128> },
    /// `commitTo(address)`.
    CommitTo { caller: AccountId, provider: AccountId },
    /// `releaseCommitment()`.
    ReleaseCommitment { caller: AccountId },
    /// `setProvider(address,bool)`.
    SetProvider { caller: AccountId, provider: AccountId, admitted: bool },
    /// `setOperator(address,bool)`.
    SetOperator { caller: AccountId, operator: AccountId, allowed: bool },
    /// `claim()`.
    Claim { caller: AccountId },
    /// `claimTo(address)`.
    ClaimTo { caller: AccountId, to: AccountId },
    /// `claimAndStake()`.
    ClaimAndStake { caller: AccountId },
    /// `fund(uint256)`.
    Fund { caller: AccountId, amount: u128 },
    /// `fundCapacity(uint256)`.
    FundCapacity { caller: AccountId, amount: u128 },
    /// `checkpoint()`.
    Checkpoint { caller: AccountId },
    /// `claimEarnings(address)`.
    ClaimEarnings { caller: AccountId, to: AccountId },
    /// `announce(string)`, also with bytes that are not UTF-8.
    Announce { caller: AccountId, uri: Vec<u8> },
    /// `transferOwnership(address)`.
    TransferOwnership { caller: AccountId, new_owner: AccountId },
    /// `acceptOwnership()`.
    AcceptOwnership { caller: AccountId },
    /// `setGuardian(address)`.
    SetGuardian { caller: AccountId, guardian: AccountId },
    /// `pause()`.
    Pause { caller: AccountId },
    /// `unpause()`.
    Unpause { caller: AccountId },
    /// `proposeParams(params)`.
    ProposeParams { caller: AccountId, params: Params },
    /// `executeParams()`.
    ExecuteParams { caller: AccountId },
    /// `cancelParams()`.
    CancelParams { caller: AccountId },
    /// `recover(address,address)`.
    Recover { caller: AccountId, token: Token, to: AccountId },
    /// A plain transfer of VVV, fee or unrelated tokens to the contract, without calling it.
    Donate { caller: AccountId, token: Token, amount: u128 },
}

impl Action {
    /// The caller; `None` for waiting.
    pub fn caller(&self) -> Option<AccountId> {
        match *self {
            Self::Wait { .. } => None,
            Self::StakeVvv { caller, .. }
            | Self::InitiateUnstakeVvv { caller, .. }
            | Self::CancelUnstakeVvv { caller, .. }
            | Self::FinalizeUnstake { caller, .. }
            | Self::MintDiem { caller, .. }
            | Self::StakeAndMint { caller, .. }
            | Self::BurnDiem { caller, .. }
            | Self::OfferBurn { caller, .. }
            | Self::BurnFor { caller, .. }
            | Self::Transfer { caller, .. }
            | Self::Activate { caller, .. }
            | Self::InitiateUnstake { caller, .. }
            | Self::CancelUnstake { caller, .. }
            | Self::Unstake { caller, .. }
            | Self::ApproveQuota { caller, .. }
            | Self::PermitQuota { caller, .. }
            | Self::Deposit { caller, .. }
            | Self::InitiateWithdrawal { caller, .. }
            | Self::CancelWithdrawal { caller, .. }
            | Self::Withdraw { caller, .. }
            | Self::Spend { caller, .. }
            | Self::Redeem { caller, .. }
            | Self::RedeemBatch { caller, .. }
            | Self::CommitTo { caller, .. }
            | Self::ReleaseCommitment { caller, .. }
            | Self::SetProvider { caller, .. }
            | Self::SetOperator { caller, .. }
            | Self::Claim { caller, .. }
            | Self::ClaimTo { caller, .. }
            | Self::ClaimAndStake { caller, .. }
            | Self::Fund { caller, .. }
            | Self::FundCapacity { caller, .. }
            | Self::Checkpoint { caller, .. }
            | Self::ClaimEarnings { caller, .. }
            | Self::Announce { caller, .. }
            | Self::TransferOwnership { caller, .. }
            | Self::AcceptOwnership { caller, .. }
            | Self::SetGuardian { caller, .. }
            | Self::Pause { caller, .. }
            | Self::Unpause { caller, .. }
            | Self::ProposeParams { caller, .. }
            | Self::ExecuteParams { caller, .. }
            | Self::CancelParams { caller, .. }
            | Self::Recover { caller, .. }
            | Self::Donate { caller, .. } => Some(caller),
        }
    }
}
