// SPDX-License-Identifier: MIT OR Apache-2.0
//! The contract's events, and what a successful call returns.

use crate::accounts::AccountId;
use crate::params::Params;
use crate::units::{Day, Token};

/// The contract's events, by their names and with all their fields: amounts in base units of the
/// token or credits (1e18 = one), times in seconds, days since 1970.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "names are the contract's; units are those of the enum")]
pub enum Event {
    // Vault
    VvvStaked {
        account: AccountId,
        payer: AccountId,
        amount: u128,
    },
    VvvUnstakeInitiated {
        account: AccountId,
        ticket: u32,
        amount: u128,
        maturity: u64,
    },
    VvvUnstakeCancelled {
        account: AccountId,
        ticket: u32,
        amount: u128,
    },
    VvvUnstaked {
        account: AccountId,
        amount: u128,
    },
    // Mint and token
    DiemMinted {
        account: AccountId,
        vvv_locked: u128,
        diem_minted: u128,
    },
    DiemBurned {
        account: AccountId,
        diem_burned: u128,
        vvv_unlocked: u128,
    },
    /// All zero but the account if the offer was withdrawn; else as stored.
    BurnOffered {
        account: AccountId,
        rate: u128,
        amount: u128,
        last_day: Day,
    },
    DiemBurnedFor {
        account: AccountId,
        burner: AccountId,
        recipient: AccountId,
        diem_burned: u128,
        vvv_unlocked: u128,
        vvv_paid: u128,
    },
    Transfer {
        from: AccountId,
        to: AccountId,
        value: u128,
    },
    // Daily credits
    Staked {
        account: AccountId,
        amount: u128,
    },
    UnstakeInitiated {
        account: AccountId,
        amount: u128,
    },
    UnstakeCancelled {
        account: AccountId,
        ticket: u32,
        amount: u128,
    },
    Unstaked {
        account: AccountId,
        amount: u128,
    },
    /// `daily_limit` and `last_day` as stored.
    QuotaApproved {
        owner: AccountId,
        spender: AccountId,
        daily_limit: u128,
        last_day: Day,
        allow_paid: bool,
    },
    // Deposits
    Deposited {
        account: AccountId,
        payer: AccountId,
        amount: u128,
    },
    WithdrawalInitiated {
        account: AccountId,
        ticket: u32,
        amount: u128,
        maturity: u64,
    },
    WithdrawalCancelled {
        account: AccountId,
        ticket: u32,
        amount: u128,
    },
    Withdrawn {
        account: AccountId,
        amount: u128,
    },
    // Usage
    Spent {
        account: AccountId,
        provider: AccountId,
        spender: AccountId,
        quota_credits: u128,
        paid_credits: u128,
        fee: u128,
        request_id: u64,
    },
    Settled {
        account: AccountId,
        provider: AccountId,
        spender: AccountId,
        day: Day,
        quota_credits: u128,
        paid_credits: u128,
        fee: u128,
    },
    /// `error` is the name of the error whose selector the event carries.
    VoucherRejected {
        index: u64,
        error: String,
    },
    // Commitments
    Committed {
        account: AccountId,
        provider: AccountId,
        from_day: Day,
    },
    CommitmentReleased {
        account: AccountId,
        provider: AccountId,
        until_day: Day,
    },
    // Providers
    ProviderAdmitted {
        provider: AccountId,
    },
    ProviderRemoved {
        provider: AccountId,
        last_day: Day,
    },
    ProviderAnnounced {
        provider: AccountId,
        uri: String,
    },
    OperatorSet {
        provider: AccountId,
        operator: AccountId,
        allowed: bool,
    },
    // Revenue
    /// Emitted by the roll, the rollover to a new day on its first call: the totals of the day that closes
    /// (credits settled on it, DIEM active on it), and what the new day starts with.
    DayRolled {
        day: Day,
        quota_credits: u128,
        paid_credits: u128,
        issued: u128,
        /// What the new stream holds at the end of the closing day, to be released over the 24 hours after it.
        streaming: u128,
        /// What the pool may pay for the new day's quota credits.
        budget: u128,
        /// What is in the pool at the roll, less what the day before still keeps. The budget is a part of it.
        pool: u128,
    },
    /// A provider's earnings from one call: its share of fees, and reimbursements from the pool.
    ProviderEarned {
        provider: AccountId,
        fees: u128,
        reimbursed: u128,
    },
    Claimed {
        account: AccountId,
        to: AccountId,
        amount: u128,
    },
    Funded {
        payer: AccountId,
        amount: u128,
    },
    CapacityFunded {
        payer: AccountId,
        amount: u128,
    },
    EarningsClaimed {
        provider: AccountId,
        to: AccountId,
        amount: u128,
    },
    // Governance
    OwnershipTransferStarted {
        previous_owner: AccountId,
        new_owner: AccountId,
    },
    OwnershipTransferred {
        previous_owner: AccountId,
        new_owner: AccountId,
    },
    GuardianChanged {
        guardian: AccountId,
    },
    Paused {
        account: AccountId,
    },
    Unpaused {
        account: AccountId,
    },
    ParamsProposed {
        params: Params,
        executable_at: u64,
    },
    ParamsExecuted {
        params: Params,
    },
    ParamsCancelled,
    CooldownDurationUpdated {
        seconds: u64,
    },
    Recovered {
        token: Token,
        to: AccountId,
        amount: u128,
    },
}

/// What a call returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReturnValue {
    /// No value.
    Nothing,
    /// One amount, in base units.
    Amount(u128),
    /// The number of a new ticket.
    Ticket(u32),
    /// Credits collected by vouchers, 1e18 = one.
    Credits {
        /// From the day's quota.
        quota: u128,
        /// From the deposit.
        paid: u128,
    },
}

/// The result of a successful call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Its return values.
    pub returned: ReturnValue,
    /// Its events in the order of emission, without those of the VVV and fee tokens.
    pub events: Vec<Event>,
}
