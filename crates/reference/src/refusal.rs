//! Why a call was refused.

use alloy_primitives::U256;

use crate::units::{Day, Token, Who};

/// A refused call as a chain reports it: the error's name and its words in order.
/// Where a word is an address, it is the number of that person or token: see [`Word`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The error's name, without its argument types.
    pub name: String,
    /// Its arguments.
    pub words: Vec<U256>,
}

/// How a value appears among the words of an error.
pub trait Word {
    /// The value as a number. People are their number; tokens count from 0 as [`Token`] lists them.
    fn word(&self) -> U256;
}

impl Word for u128 {
    fn word(&self) -> U256 {
        U256::from(*self)
    }
}

impl Word for u64 {
    fn word(&self) -> U256 {
        U256::from(*self)
    }
}

impl Word for Day {
    fn word(&self) -> U256 {
        U256::from(*self)
    }
}

impl Word for Who {
    fn word(&self) -> U256 {
        U256::from(*self)
    }
}

impl Word for Token {
    fn word(&self) -> U256 {
        U256::from(*self as u8)
    }
}

macro_rules! refusals {
    ($($name:ident $({ $($field:ident: $type:ty),* })?),* $(,)?) => {
        /// The contract's errors, by their names and with their arguments: amounts in base units of
        /// the token or credits (1e18 = one), times in seconds, days since 1970.
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[expect(missing_docs, reason = "the names say it; the unit is the enum's")]
        pub enum Refusal {
            $($name $({ $($field: $type),* })?),*
        }

        impl Refusal {
            /// The error's name.
            pub fn name(&self) -> &'static str {
                match self {
                    $(Self::$name $({ $($field: _),* })? => stringify!($name)),*
                }
            }

            /// The error as a chain would report it.
            pub fn refused(&self) -> Refused {
                let words = match self {
                    $(Self::$name $({ $($field),* })? => vec![$($($field.word()),*)?]),*
                };
                Refused { name: self.name().into(), words }
            }
        }
    };
}

refusals! {
    ZeroAmount,
    InvalidRecipient { recipient: Who },
    InvalidSpender { spender: Who },
    InsufficientUnlocked { available: u128, needed: u128 },
    TooManyTickets,
    TicketNotFound { ticket: u32 },
    NothingMatured { next: u64 },
    SlippageExceeded { out: u128, min_out: u128 },
    SupplyCapExceeded,
    ExceedsMinted { minted: u128, amount: u128 },
    ERC20InsufficientBalance { sender: Who, balance: u128, needed: u128 },
    ERC20InvalidReceiver { receiver: Who },
    SafeErc20FailedOperation { token: Token },
    InsufficientActive { active: u128, needed: u128 },
    InsufficientDeposit { available: u128, needed: u128 },
    NotProvider { provider: Who },
    NoGrant { account: Who, spender: Who },
    GrantExpired { last_day: Day, day: Day },
    GrantExceeded { left: u128, needed: u128 },
    PaidNotAllowed { quota: u128, needed: u128 },
    InsufficientCredits { quota: u128, paid: u128, needed: u128 },
    VoucherNotYetValid { day: Day, today: Day },
    VoucherExpired { day: Day, today: Day },
    VoucherTooLarge { credits: u128 },
    OnlyProvider { provider: Who },
    InvalidVoucherSignature { spender: Who },
    VoucherNotNewer { collected: u128, credits: u128 },
    LengthMismatch { vouchers: u64, signatures: u64 },
    OwnableUnauthorizedAccount { account: Who },
    EnforcedPause,
    ExpectedPause,
    GuardianMustWait { until: u64 },
    RewardNotStakeable,
    NothingToRecover,
    ParamsOutOfBounds,
    NoProposal,
    ProposalNotReady { from: u64 },
    ProposalExpired { until: u64 },
}

impl Refusal {
    /// Whether a chain's report says the same. Where the numbers belong to the curve, which is not
    /// rewritten here, or the design does not tell them, only the name is compared.
    pub fn matches(&self, refused: &Refused) -> bool {
        match self {
            Self::SupplyCapExceeded
            | Self::GuardianMustWait { .. }
            | Self::NothingToRecover
            | Self::ParamsOutOfBounds
            | Self::NoProposal
            | Self::ProposalNotReady { .. }
            | Self::ProposalExpired { .. } => refused.name == self.name(),
            _ => *refused == self.refused(),
        }
    }
}
