//! Everything people can do.

use crate::params::Params;
use crate::units::{Day, Token, Who};

/// A usage voucher (§8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Voucher {
    /// Whose credits.
    pub account: Who,
    /// Who signed.
    pub spender: Who,
    /// Who served.
    pub provider: Who,
    /// The day of the usage.
    pub day: Day,
    /// The growing total of that day, 1e18 = one credit.
    pub credits: u128,
}

/// One call with its caller, or the passing of time. Amounts are in base units of the token or
/// credits (1e18 = one).
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "fields are the arguments of the contract's calls"
)]
pub enum Op {
    /// Seconds pass.
    Wait { seconds: u64 },
    /// `stake(address,uint256)`: VVV.
    StakeVvv {
        caller: Who,
        recipient: Who,
        amount: u128,
    },
    /// `initiateUnstakeVvv(uint256)`.
    InitiateUnstakeVvv { caller: Who, amount: u128 },
    /// `cancelUnstakeVvv(uint32)`.
    CancelUnstakeVvv { caller: Who, ticket: u32 },
    /// `finalizeUnstake()`.
    FinalizeUnstake { caller: Who },
    /// `mintDiem(uint256,uint256)`.
    MintDiem {
        caller: Who,
        vvv: u128,
        min_out: u128,
    },
    /// `stakeAndMint(uint256,uint256,bool)`.
    StakeAndMint {
        caller: Who,
        vvv: u128,
        min_out: u128,
        activate: bool,
    },
    /// `burnDiem(uint256)`.
    BurnDiem { caller: Who, amount: u128 },
    /// `transfer(address,uint256)`: DIEM.
    Transfer { caller: Who, to: Who, value: u128 },
    /// `stake(uint256)`: DIEM.
    Activate { caller: Who, amount: u128 },
    /// `initiateUnstake(uint256)`: DIEM.
    InitiateUnstake { caller: Who, amount: u128 },
    /// `cancelUnstake(uint32)`.
    CancelUnstake { caller: Who, ticket: u32 },
    /// `unstake()`.
    Unstake { caller: Who },
    /// `approveQuota(address,uint256,uint32,bool)`.
    ApproveQuota {
        caller: Who,
        spender: Who,
        daily_limit: u128,
        last_day: Day,
        allow_paid: bool,
    },
    /// `deposit(address,uint256)`.
    Deposit {
        caller: Who,
        account: Who,
        amount: u128,
    },
    /// `initiateWithdrawal(uint256)`.
    InitiateWithdrawal { caller: Who, amount: u128 },
    /// `cancelWithdrawal(uint32)`.
    CancelWithdrawal { caller: Who, ticket: u32 },
    /// `withdraw()`.
    Withdraw { caller: Who },
    /// `spend(address,address,uint256,bytes32)`.
    Spend {
        caller: Who,
        account: Who,
        provider: Who,
        credits: u128,
        request_id: u64,
    },
    /// `redeem(voucher,bytes)`; `signed` says whether the signature is the spender's.
    Redeem {
        caller: Who,
        voucher: Voucher,
        signed: bool,
    },
    /// `redeemBatch(vouchers,bytes[])`.
    RedeemBatch {
        caller: Who,
        vouchers: Vec<Voucher>,
        signed: Vec<bool>,
    },
    /// `setProvider(address,bool)`.
    SetProvider {
        caller: Who,
        provider: Who,
        admitted: bool,
    },
    /// `claim()`.
    Claim { caller: Who },
    /// `claimTo(address)`.
    ClaimTo { caller: Who, to: Who },
    /// `claimAndStake()`.
    ClaimAndStake { caller: Who },
    /// `fund(uint256)`.
    Fund { caller: Who, amount: u128 },
    /// `fundCapacity(uint256)`.
    FundCapacity { caller: Who, amount: u128 },
    /// `checkpoint()`.
    Checkpoint { caller: Who },
    /// `claimEarnings(address)`.
    ClaimEarnings { caller: Who, to: Who },
    /// `announce(string)`.
    Announce { caller: Who, uri: String },
    /// `transferOwnership(address)`.
    TransferOwnership { caller: Who, new_owner: Who },
    /// `acceptOwnership()`.
    AcceptOwnership { caller: Who },
    /// `setGuardian(address)`.
    SetGuardian { caller: Who, guardian: Who },
    /// `pause()`.
    Pause { caller: Who },
    /// `unpause()`.
    Unpause { caller: Who },
    /// `proposeParams(params)`.
    ProposeParams { caller: Who, params: Params },
    /// `executeParams()`.
    ExecuteParams { caller: Who },
    /// `cancelParams()`.
    CancelParams { caller: Who },
    /// `recover(address,address)`.
    Recover { caller: Who, token: Token, to: Who },
    /// Not a call of the contract: a plain transfer of VVV, fee or stray tokens to it.
    Give {
        caller: Who,
        token: Token,
        amount: u128,
    },
}
