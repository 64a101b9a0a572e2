// SPDX-License-Identifier: MIT OR Apache-2.0
//! The errors of the interface, with the Rust types of the values that the contract computes. Documented in
//! `artifacts/IDiem.sol`.

use alloy_primitives::{Address, B256, U256};

use crate::interface::IDiem;

pub use stylus_lean::Error;

stylus_lean::errors! { IDiem::IDiemErrors;
    // Amounts and addresses
    ZeroAmount();
    InvalidRecipient(recipient: Address);

    // DIEM, the token
    ERC20InsufficientBalance(sender: Address, balance: u128, needed: U256);
    ERC20InvalidSender(sender: Address);
    ERC20InvalidReceiver(receiver: Address);
    ERC20InsufficientAllowance(spender: Address, allowance: U256, needed: U256);
    ERC20InvalidSpender(spender: Address);
    ERC20InvalidApprover(approver: Address);

    // Vault
    InsufficientUnlocked(available: u128, needed: u128);
    TooManyTickets();
    TicketNotFound(ticket: u32);
    NothingMatured(next: u64);

    // Mint and burn
    SlippageExceeded(out: u128, minOut: u128);
    SupplyCapExceeded(supply: u128, maxSupply: u128);
    ExceedsMinted(minted: u128, amount: u128);
    NoBurnOffer(account: Address, left: u128);

    // Daily credits
    InsufficientActive(active: u128, needed: u128);
    InvalidSpender(spender: Address);
    NoGrant(account: Address, spender: Address);
    GrantExpired(lastDay: u32, day: u32);
    GrantExceeded(left: u128, needed: u128);
    PaidNotAllowed(quota: u128, needed: u128);
    InsufficientCredits(quota: u128, paid: u128, needed: u128);
    InsufficientDeposit(available: u128, needed: u128);

    // Providers and vouchers
    NotProvider(provider: Address);
    OnlyProvider(provider: Address);
    VoucherExpired(day: u32, today: u32);
    VoucherNotYetValid(day: u32, today: u32);
    VoucherTooLarge(credits: U256);
    VoucherNotNewer(collected: u128, credits: u128);
    InvalidVoucherSignature(spender: Address);
    OutOfVoucherGas(left: u64, needed: u64);
    LengthMismatch(vouchers: u64, signatures: u64, totals: u64);
    InvalidUri(length: u64);

    // Commitments
    CommittedElsewhere(provider: Address);
    CommitmentInForce(until: u32);
    NoCommitment();

    // Rewards
    RewardNotStakeable();

    // Governance
    OwnableUnauthorizedAccount(account: Address);
    EnforcedPause();
    ExpectedPause();
    GuardianMustWait(until: u64);
    NoProposal();
    ProposalNotReady(from: u64);
    ProposalExpired(until: u64);
    NothingToRecover(token: Address);

    // Signatures
    ERC2612ExpiredSignature(deadline: U256);
    ERC2612InvalidSigner(signer: Address, owner: Address);
    ECDSAInvalidSignature();
    ECDSAInvalidSignatureS(s: B256);

    // Tokens
    SafeErc20FailedOperation(token: Address);

    // Constructor and roles
    AlreadyConstructed();
    InvalidVvv(vvv: Address);
    InvalidFeeToken(feeToken: Address);
    InvalidOwner(owner: Address);
    InvalidGuardian(guardian: Address);

    // Parameters
    BaseOutOfBounds(value: U256, min: u128, max: u128);
    PowerOutOfBounds(value: U256, min: u128, max: u128);
    TargetOutOfBounds(value: U256, min: u128, max: u128);
    VvvCooldownOutOfBounds(value: U256, min: u128, max: u128);
    DiemCooldownOutOfBounds(value: U256, min: u128, max: u128);
    StakerShareOutOfBounds(value: U256, min: u128, max: u128);
    PoolShareOutOfBounds(value: U256, min: u128, max: u128);
    CreditPriceOutOfBounds(value: U256, min: u128, max: u128);
    SharesOutOfBounds(value: U256, min: u128, max: u128);
    GrowthOutOfBounds(power: U256, target: U256);
}
