// SPDX-License-Identifier: MIT OR Apache-2.0
//! The events of the interface, with the Rust types of the values that the contract computes. Documented in
//! `artifacts/IDiem.sol`.

use alloy_primitives::{Address, FixedBytes, B256, U256};
use alloy_sol_types::SolEvent;
use stylus_lean::event::log_with_bytes;
use stylus_lean::word::{Immediate, ToWord};

use crate::interface::IDiem;

pub use stylus_lean::event::emit;

stylus_lean::events! { IDiem::IDiemEvents, dynamic: [ProviderAnnounced];
    // Vault
    VvvStaked[account: Address, payer: Address](amount: u128);
    VvvUnstakeInitiated[account: Address](ticket: u32, amount: u128, maturity: u64);
    VvvUnstakeCancelled[account: Address](ticket: u32, amount: u128);
    VvvUnstaked[account: Address](amount: u128);

    // The DIEM token
    Transfer[from: Address, to: Address](value: U256);
    Approval[owner: Address, spender: Address](value: U256);

    // Mint and burn
    DiemMinted[account: Address](vvvLocked: u128, diemMinted: u128);
    DiemBurned[account: Address](diemBurned: u128, vvvUnlocked: u128);
    BurnOffered[account: Address](rate: u128, amount: u128, lastDay: u32);
    DiemBurnedFor[account: Address, burner: Address, recipient: Address](
        diemBurned: u128, vvvUnlocked: u128, vvvPaid: u128
    );

    // Active DIEM: the events of the live system
    Staked[account: Address](amount: u128);
    UnstakeInitiated[account: Address](amount: u128);
    UnstakeCancelled[account: Address](ticket: u32, amount: u128);
    Unstaked[account: Address](amount: u128);
    CooldownDurationUpdated[](duration: u64);

    // Usage
    QuotaApproved[owner: Address, spender: Address](dailyLimit: u128, lastDay: u32, allowPaid: bool);
    Deposited[account: Address, payer: Address](amount: u128);
    WithdrawalInitiated[account: Address](ticket: u32, amount: u128, maturity: u64);
    WithdrawalCancelled[account: Address](ticket: u32, amount: u128);
    Withdrawn[account: Address](amount: u128);
    Spent[account: Address, provider: Address, spender: Address](
        quotaCredits: u128, paidCredits: u128, fee: u128, requestId: B256
    );
    Settled[account: Address, provider: Address, spender: Address](
        day: u32, quotaCredits: u128, paidCredits: u128, fee: u128
    );
    VoucherRejected[](index: U256, selector: FixedBytes<4>);
    Committed[account: Address, provider: Address](fromDay: u32);
    CommitmentReleased[account: Address, provider: Address](untilDay: u32);

    // The day
    DayRolled[day: u32](
        issued: u128, quotaCredits: u128, paidCredits: u128, streaming: u128, budget: u128,
        pool: u128
    );

    // Rewards
    Claimed[account: Address, to: Address](amount: u128);
    Funded[payer: Address](amount: u128);
    CapacityFunded[payer: Address](amount: u128);

    // Providers
    ProviderEarned[provider: Address](fees: u128, reimbursed: u128);
    EarningsClaimed[provider: Address, to: Address](amount: u128);
    ProviderAdmitted[provider: Address]();
    ProviderRemoved[provider: Address](lastDay: u32);
    OperatorSet[provider: Address, operator: Address](allowed: bool);

    // Governance
    OwnershipTransferStarted[previousOwner: Address, newOwner: Address]();
    OwnershipTransferred[previousOwner: Address, newOwner: Address]();
    GuardianChanged[guardian: Address]();
    Paused[](account: Address);
    Unpaused[](account: Address);
    Recovered[token: Address, to: Address](amount: U256);
    ParamsProposed[](
        base: u128, power: u128, target: u128, vvvCooldown: u128,
        diemCooldown: u128, stakerShare: u128, poolShare: u128, creditPrice: u128,
        executableAt: u64
    );
    ParamsCancelled[]();
    ParamsChanged[](
        base: u128, power: u128, target: u128, vvvCooldown: u128,
        diemCooldown: u128, stakerShare: u128, poolShare: u128, creditPrice: u128
    );
}

/// Emits `ProviderAnnounced` with `uri` unchanged.
pub fn announce_provider(provider: Address, uri: &[u8]) {
    const HASH: Immediate = Immediate::new(IDiem::ProviderAnnounced::SIGNATURE_HASH.0);
    log_with_bytes(HASH, &[provider.to_word()], uri);
}
