//! What a call says and returns.

use crate::params::Params;
use crate::units::{Day, Token, Who};

/// The contract's events, by their names and with all their fields: amounts in base units of the
/// token or credits (1e18 = one), times in seconds, days since 1970.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it; the unit is the enum's")]
pub enum Event {
    // Vault
    VvvStaked {
        account: Who,
        payer: Who,
        amount: u128,
    },
    VvvUnstakeInitiated {
        account: Who,
        ticket: u32,
        amount: u128,
        maturity: u64,
    },
    VvvUnstakeCancelled {
        account: Who,
        ticket: u32,
        amount: u128,
    },
    VvvUnstaked {
        account: Who,
        amount: u128,
    },
    // Mint and token
    DiemMinted {
        account: Who,
        vvv_locked: u128,
        diem_minted: u128,
    },
    DiemBurned {
        account: Who,
        diem_burned: u128,
        vvv_unlocked: u128,
    },
    Transfer {
        from: Who,
        to: Who,
        value: u128,
    },
    // Daily credits
    Staked {
        account: Who,
        amount: u128,
    },
    UnstakeInitiated {
        account: Who,
        amount: u128,
    },
    UnstakeCancelled {
        account: Who,
        ticket: u32,
        amount: u128,
    },
    Unstaked {
        account: Who,
        amount: u128,
    },
    /// `daily_limit` and `last_day` as they are kept.
    QuotaApproved {
        owner: Who,
        spender: Who,
        daily_limit: u128,
        last_day: Day,
        allow_paid: bool,
    },
    // Deposits
    Deposited {
        account: Who,
        payer: Who,
        amount: u128,
    },
    WithdrawalInitiated {
        account: Who,
        ticket: u32,
        amount: u128,
        maturity: u64,
    },
    WithdrawalCancelled {
        account: Who,
        ticket: u32,
        amount: u128,
    },
    Withdrawn {
        account: Who,
        amount: u128,
    },
    // Usage
    Spent {
        account: Who,
        provider: Who,
        spender: Who,
        quota_credits: u128,
        paid_credits: u128,
        fee: u128,
        request_id: u64,
    },
    Settled {
        account: Who,
        provider: Who,
        spender: Who,
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
    // Providers
    ProviderAdmitted {
        provider: Who,
    },
    ProviderRemoved {
        provider: Who,
        last_day: Day,
    },
    ProviderAnnounced {
        provider: Who,
        uri: String,
    },
    // Revenue
    /// Of the day that closes: credits settled on it, and DIEM active on it.
    DayRolled {
        day: Day,
        quota_credits: u128,
        paid_credits: u128,
        issued: u128,
        /// What flows to stakers from now on.
        streaming: u128,
        /// What may pay for the new day's quota credits.
        budget: u128,
    },
    /// What one call earned its provider.
    ProviderEarned {
        provider: Who,
        fees: u128,
        reimbursed: u128,
    },
    Claimed {
        account: Who,
        to: Who,
        amount: u128,
    },
    Funded {
        payer: Who,
        amount: u128,
    },
    CapacityFunded {
        payer: Who,
        amount: u128,
    },
    EarningsClaimed {
        provider: Who,
        to: Who,
        amount: u128,
    },
    // Governance
    OwnershipTransferStarted {
        previous_owner: Who,
        new_owner: Who,
    },
    OwnershipTransferred {
        previous_owner: Who,
        new_owner: Who,
    },
    GuardianChanged {
        guardian: Who,
    },
    Paused {
        account: Who,
    },
    Unpaused {
        account: Who,
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
        to: Who,
        amount: u128,
    },
}

/// What a call returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Returned {
    /// No value.
    Nothing,
    /// One amount, in base units.
    Amount(u128),
    /// The number of a ticket.
    Ticket(u32),
    /// Collected credits, 1e18 = one.
    Credits {
        /// From the day's quota.
        quota: u128,
        /// From the deposit.
        paid: u128,
    },
}

/// What a call that went through says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Its return values.
    pub returned: Returned,
    /// Its events in the order of emission; those of the VVV and fee tokens are left out.
    pub events: Vec<Event>,
}
