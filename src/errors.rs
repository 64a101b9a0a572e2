//! The errors of the interface, documented in `artifacts/IDiem.sol`.

use crate::interface::IDiem;

pub use stylus_lean::Error;

stylus_lean::errors! { IDiem::IDiemErrors:
    // The call itself
    UnknownSelector, InvalidCalldata, ValueNotAccepted,
    // Amounts and addresses
    ZeroAmount, AmountTooLarge, InvalidRecipient,
    // DIEM, the token
    ERC20InsufficientBalance, ERC20InvalidSender, ERC20InvalidReceiver, ERC20InsufficientAllowance, ERC20InvalidSpender,
    ERC20InvalidApprover,
    // Vault
    InsufficientUnlocked, TooManyTickets, TicketNotFound, NothingMatured,
    // Mint and burn
    SlippageExceeded, SupplyCapExceeded, ExceedsMinted,
    // Daily credits
    InsufficientActive, InvalidSpender, NoGrant, GrantExpired, GrantExceeded, PaidNotAllowed, InsufficientCredits,
    InsufficientDeposit,
    // Providers and vouchers
    NotProvider, OnlyProvider, VoucherExpired, VoucherNotYetValid, VoucherTooLarge, VoucherNotNewer,
    InvalidVoucherSignature, OutOfVoucherGas, LengthMismatch,
    // Rewards
    RewardNotStakeable,
    // Governance
    OwnableUnauthorizedAccount, EnforcedPause, ExpectedPause, GuardianMustWait, NoProposal, ProposalNotReady,
    ProposalExpired, NothingToRecover,
    // Signatures
    ERC2612ExpiredSignature, ERC2612InvalidSigner, ECDSAInvalidSignature, ECDSAInvalidSignatureS,
    // Tokens
    SafeErc20FailedOperation,
    // Constructor and roles
    AlreadyConstructed, InvalidVvv, InvalidFeeToken, InvalidOwner, InvalidGuardian,
    // Parameters
    BaseOutOfBounds, PowerOutOfBounds, TargetOutOfBounds, VvvCooldownOutOfBounds, DiemCooldownOutOfBounds,
    StakerShareOutOfBounds, PoolShareOutOfBounds, CreditPriceOutOfBounds, SharesOutOfBounds,
}
