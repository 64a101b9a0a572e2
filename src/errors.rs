//! Every error a caller can meet, as Solidity declares it.
//!
//! An error is kept as its encoding, selector and words: three machine words to pass up the
//! stack instead of an enum as large as its largest variant, and nothing left to encode.

use alloc::vec::Vec;

use crate::abi::{encode, rust_type, selector, solidity_type, ToWord};

/// An encoded error: what the caller receives as revert data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error(pub Vec<u8>);

impl Error {
    /// Which error it is: the first four bytes.
    pub fn selector(&self) -> [u8; 4] {
        self.0.first_chunk().copied().unwrap_or_default()
    }
}

impl From<Error> for Vec<u8> {
    fn from(error: Error) -> Self {
        error.0
    }
}

/// Declares errors: a struct each, its encoding, and the list of them all.
macro_rules! errors {
    ($($(#[$doc:meta])* $name:ident($($type:ident $arg:ident),*);)*) => {
        $(
            $(#[$doc])*
            #[allow(missing_docs, non_snake_case)]
            pub struct $name { $(pub $arg: rust_type!($type)),* }

            impl $name {
                /// The first four bytes of its encoding, big-endian.
                pub const SELECTOR: u32 = selector(stringify!($name), &[$(solidity_type!($type)),*]);
            }

            impl From<$name> for Error {
                #[allow(non_snake_case)]
                fn from(error: $name) -> Self {
                    let $name { $($arg),* } = error;
                    Self(encode($name::SELECTOR, &[$($arg.to_word()),*]))
                }
            }
        )*

        /// The errors declared here: names and argument types.
        pub const DECLARED: &[(&str, &[&str])] =
            &[$((stringify!($name), &[$(solidity_type!($type)),*])),*];
    };
}

errors! {
    // --- the call itself ---

    /// No call has this selector.
    UnknownSelector(bytes4 selector);
    /// The calldata is too short, or a value has bits outside its type.
    InvalidCalldata();
    /// Ether was sent (wei): nothing here takes any.
    ValueNotAccepted(uint256 value);

    // --- amounts and addresses ---

    /// An amount of 0 where something must move.
    ZeroAmount();
    /// An amount (or a sum with it) that 128 bits cannot hold.
    AmountTooLarge(uint256 amount);
    /// The zero address, or this contract, as the receiver of value.
    InvalidRecipient(address recipient);

    // --- DIEM, the token ---

    /// Less DIEM (wei) than must move.
    ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed);
    /// DIEM cannot move from the zero address. No transaction gets this far.
    ERC20InvalidSender(address sender);
    /// DIEM cannot be sent to the zero address, nor to this contract.
    ERC20InvalidReceiver(address receiver);
    /// Less DIEM (wei) than must move is allowed to the spender.
    ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed);
    /// The zero address cannot be allowed anything.
    ERC20InvalidSpender(address spender);
    /// The zero address cannot allow anything: `transferFrom` of 0 from it.
    ERC20InvalidApprover(address approver);

    // --- vault ---

    /// More VVV (wei) than the account has staked and not locked.
    InsufficientUnlocked(amount available, amount needed);
    /// 32 tickets are open: the account must let one be paid, or cancel one, first. (Also when the
    /// queue's 2³² numbers or its 128-bit sum are used up.)
    TooManyTickets();
    /// No ticket of the caller with this number is open.
    TicketNotFound(uint32 ticket);
    /// No open ticket has matured; the first does at this time (unix seconds), 0 if none is open.
    NothingMatured(time next);

    // --- mint and burn ---

    /// The curve gives less DIEM (wei) than the caller asks for, or none.
    SlippageExceeded(amount out, amount minOut);
    /// The DIEM supply (wei) would lie beyond the curve's domain: a mint too large, or a new curve
    /// too short for what exists.
    SupplyCapExceeded(amount supply, amount maxSupply);
    /// More DIEM (wei) than the account's position has minted.
    ExceedsMinted(amount minted, amount amount);

    // --- daily credits ---

    /// More DIEM (wei) than the account has active.
    InsufficientActive(amount active, amount needed);
    /// A grant to oneself, or to the zero address.
    InvalidSpender(address spender);
    /// The account lets this spender use nothing.
    NoGrant(address account, address spender);
    /// The grant's last day is before the day of the usage.
    GrantExpired(uint32 lastDay, uint32 day);
    /// Less credits of that day are left of the grant.
    GrantExceeded(amount left, amount needed);
    /// `quota` credits are left of the day, and the grant may not draw on the deposit.
    PaidNotAllowed(amount quota, amount needed);
    /// `quota` credits are left of the day, and the deposit covers `paid` of the rest.
    InsufficientCredits(amount quota, amount paid, amount needed);
    /// More fee tokens (base units) than the deposit holds beyond open tickets.
    InsufficientDeposit(amount available, amount needed);

    // --- providers and vouchers ---

    /// No provider, or none any more on the day of the usage.
    NotProvider(address provider);
    /// The voucher is for another provider than the caller.
    OnlyProvider(address provider);
    /// The voucher's day ended before yesterday.
    VoucherExpired(uint32 day, uint32 today);
    /// The voucher's day has not begun.
    VoucherNotYetValid(uint32 day, uint32 today);
    /// 2¹²⁰ credits or more.
    VoucherTooLarge(uint256 credits);
    /// The voucher's total is at or below what has been collected.
    VoucherNotNewer(amount collected, amount credits);
    /// The spender did not sign the voucher.
    InvalidVoucherSignature(address spender);
    /// Too little gas is left to give a contract its full allowance for checking a signature.
    OutOfVoucherGas(amount left, amount needed);
    /// There must be as many signatures as vouchers.
    LengthMismatch(uint256 vouchers, uint256 signatures);

    // --- rewards ---

    /// Rewards are not paid in VVV: they cannot be staked.
    RewardNotStakeable();

    // --- governance ---

    /// The caller is not the owner, or not the one the call is for.
    OwnableUnauthorizedAccount(address account);
    /// New business is paused.
    EnforcedPause();
    /// There is no pause to lift.
    ExpectedPause();
    /// The guardian may not pause before this time (unix seconds).
    GuardianMustWait(time until);
    /// No parameters are proposed.
    NoProposal();
    /// The proposed parameters may be executed from this time on (unix seconds).
    ProposalNotReady(time from);
    /// The proposed parameters could be executed until this time (unix seconds).
    ProposalExpired(time until);
    /// The contract holds no more of this token than it owes.
    NothingToRecover(address token);

    // --- signatures ---

    /// The permit's deadline (unix seconds) has passed.
    ERC2612ExpiredSignature(uint256 deadline);
    /// The permit was signed by somebody else than its owner.
    ERC2612InvalidSigner(address signer, address owner);
    /// The signature recovers to no address.
    ECDSAInvalidSignature();
    /// The signature's `s` is in the upper half of the curve's order: a second form of another.
    ECDSAInvalidSignatureS(bytes32 s);

    // --- tokens ---

    /// A token has no code, reverted, or returned something else than nothing or true.
    SafeErc20FailedOperation(address token);

    // --- constructor and offices ---

    /// The constructor has run already.
    AlreadyConstructed();
    /// VVV: not a contract, or this one.
    InvalidVvv(address vvv);
    /// Fee token: not a contract, or this one.
    InvalidFeeToken(address feeToken);
    /// Owner: the zero address, or this contract.
    InvalidOwner(address owner);
    /// Guardian: this contract. (The zero address means: no guardian.)
    InvalidGuardian(address guardian);

    // --- parameters, in the constructor and in proposals ---

    /// Base, in VVV wei per DIEM.
    BaseOutOfBounds(uint256 value, amount min, amount max);
    /// Power, as a wad.
    PowerOutOfBounds(uint256 value, amount min, amount max);
    /// Target, in DIEM wei.
    TargetOutOfBounds(uint256 value, amount min, amount max);
    /// VVV cooldown, in seconds.
    VvvCooldownOutOfBounds(uint256 value, amount min, amount max);
    /// DIEM cooldown, in seconds.
    DiemCooldownOutOfBounds(uint256 value, amount min, amount max);
    /// Stakers' share of a fee, as a wad.
    StakerShareOutOfBounds(uint256 value, amount min, amount max);
    /// Pool's share of a fee, as a wad.
    PoolShareOutOfBounds(uint256 value, amount min, amount max);
    /// Credit price, in fee-token base units per 1e18 credits.
    CreditPriceOutOfBounds(uint256 value, amount min, amount max);
    /// The sum of both shares, as a wad.
    SharesOutOfBounds(uint256 value, amount min, amount max);
}
