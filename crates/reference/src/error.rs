// SPDX-License-Identifier: MIT OR Apache-2.0
//! The contract's errors.

use alloy_primitives::U256;

use crate::accounts::AccountId;
use crate::units::{Day, Token};

/// An error as decoded from revert data: its name, and its arguments in order. An address appears
/// as the number of its account or token: see [`ToWord`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorData {
    /// The error's name, without its argument types.
    pub name: String,
    /// Its arguments.
    pub words: Vec<U256>,
}

/// How a value appears among the arguments of an error.
pub trait ToWord {
    /// The value as a number. An account is its number; tokens count from 0 in the order of [`Token`].
    fn to_word(self) -> U256;
}

impl ToWord for u128 {
    fn to_word(self) -> U256 {
        U256::from(self)
    }
}

impl ToWord for u64 {
    fn to_word(self) -> U256 {
        U256::from(self)
    }
}

impl ToWord for Day {
    fn to_word(self) -> U256 {
        U256::from(self)
    }
}

impl ToWord for AccountId {
    fn to_word(self) -> U256 {
        U256::from(self)
    }
}

impl ToWord for Token {
    fn to_word(self) -> U256 {
        U256::from(self as u8)
    }
}

macro_rules! errors {
    ($($name:ident $({ $($field:ident: $type:ty),* })?),* $(,)?) => {
        /// The contract's errors, by their names and with their arguments: amounts in base units of
        /// the token or credits (1e18 = one), times in seconds, days since 1970.
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[expect(missing_docs, reason = "names are the contract's; units are those of the enum")]
        pub enum DiemError {
            $($name $({ $($field: $type),* })?),*
        }

        impl DiemError {
            /// The names of all errors.
            pub const NAMES: &[&str] = &[$(stringify!($name)),*];

            /// The error's name.
            pub fn name(&self) -> &'static str {
                match self {
                    $(Self::$name $({ $($field: _),* })? => stringify!($name)),*
                }
            }

            /// The error as it would be decoded from revert data.
            pub fn data(&self) -> ErrorData {
                let words = match *self {
                    $(Self::$name $({ $($field),* })? => vec![$($($field.to_word()),*)?]),*
                };
                ErrorData { name: self.name().into(), words }
            }
        }
    };
}

errors! {
    ZeroAmount,
    InvalidRecipient { recipient: AccountId },
    InvalidSpender { spender: AccountId },
    InsufficientUnlocked { available: u128, needed: u128 },
    TooManyTickets,
    TicketNotFound { ticket: u32 },
    NothingMatured { next: u64 },
    NoBurnOffer { account: AccountId, left: u128 },
    SlippageExceeded { out: u128, min_out: u128 },
    SupplyCapExceeded,
    ExceedsMinted { minted: u128, amount: u128 },
    ERC20InsufficientBalance { sender: AccountId, balance: u128, needed: u128 },
    ERC20InvalidReceiver { receiver: AccountId },
    SafeErc20FailedOperation { token: Token },
    InsufficientActive { active: u128, needed: u128 },
    InsufficientDeposit { available: u128, needed: u128 },
    NotProvider { provider: AccountId },
    ERC2612ExpiredSignature { deadline: u64 },
    ERC2612InvalidSigner { signer: AccountId, owner: AccountId },
    NoGrant { account: AccountId, spender: AccountId },
    GrantExpired { last_day: Day, day: Day },
    GrantExceeded { left: u128, needed: u128 },
    PaidNotAllowed { quota: u128, needed: u128 },
    InsufficientCredits { quota: u128, paid: u128, needed: u128 },
    VoucherNotYetValid { day: Day, today: Day },
    VoucherExpired { day: Day, today: Day },
    VoucherTooLarge { credits: u128 },
    OnlyProvider { provider: AccountId },
    InvalidVoucherSignature { spender: AccountId },
    CommittedElsewhere { provider: AccountId },
    CommitmentInForce { until: Day },
    NoCommitment,
    VoucherNotNewer { collected: u128, credits: u128 },
    LengthMismatch { vouchers: u64, signatures: u64, totals: u64 },
    InvalidUri { length: u64 },
    OwnableUnauthorizedAccount { account: AccountId },
    EnforcedPause,
    ExpectedPause,
    GuardianMustWait { until: u64 },
    RewardNotStakeable,
    NothingToRecover { token: Token },
    InvalidGuardian { guardian: AccountId },
    BaseOutOfBounds { value: u128, min: u128, max: u128 },
    PowerOutOfBounds { value: u128, min: u128, max: u128 },
    TargetOutOfBounds { value: u128, min: u128, max: u128 },
    VvvCooldownOutOfBounds { value: u128, min: u128, max: u128 },
    DiemCooldownOutOfBounds { value: u128, min: u128, max: u128 },
    StakerShareOutOfBounds { value: u128, min: u128, max: u128 },
    PoolShareOutOfBounds { value: u128, min: u128, max: u128 },
    SharesOutOfBounds { value: u128, min: u128, max: u128 },
    CreditPriceOutOfBounds { value: u128, min: u128, max: u128 },
    GrowthOutOfBounds { power: u128, target: u128 },
    NoProposal,
    ProposalNotReady { from: u64 },
    ProposalExpired { until: u64 },
}

impl DiemError {
    /// Compares with an error of the implementation under test. Compares only the name if the
    /// arguments come from the curve, which this crate does not implement.
    pub fn matches(&self, data: &ErrorData) -> bool {
        match self {
            Self::SupplyCapExceeded => data.name == self.name(),
            _ => *data == self.data(),
        }
    }
}
