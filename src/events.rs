//! Every event, as Solidity declares it. Amounts are in wei of the named token, times in unix
//! seconds.

use alloy_primitives::Address;

use crate::abi::{rust_type, signature_hash, solidity_type, Immediate, ToWord};
use crate::host;

/// Declares events: a struct each, its log, and the list of them all. Arguments in brackets are
/// indexed; they come first.
macro_rules! events {
    ($(
        $(#[$doc:meta])*
        $name:ident[$($topic:ident $topic_name:ident),*]($($type:ident $arg:ident),*);
    )*) => {
        $(
            $(#[$doc])*
            #[allow(missing_docs, non_snake_case)]
            pub struct $name {
                $(pub $topic_name: rust_type!($topic),)*
                $(pub $arg: rust_type!($type),)*
            }

            impl $name {
                /// Writes it to the chain's log.
                #[inline(always)]
                #[allow(non_snake_case)]
                pub fn emit(self) {
                    const SIGNATURE: Immediate = Immediate::new(signature_hash(
                        stringify!($name),
                        &[$(solidity_type!($topic),)* $(solidity_type!($type)),*],
                    ));
                    let Self { $($topic_name,)* $($arg),* } = self;
                    const TOPICS: &[&str] = &["signature", $(stringify!($topic_name)),*];
                    host::log(
                        &[SIGNATURE.word(), $($topic_name.to_word(),)* $($arg.to_word()),*],
                        TOPICS.len(),
                    );
                }
            }
        )*

        /// The events declared here: names, indexed and other argument types.
        pub const DECLARED: &[(&str, &[&str], &[&str])] = &[$((
            stringify!($name),
            &[$(solidity_type!($topic)),*],
            &[$(solidity_type!($type)),*],
        )),*];
    };
}

events! {
    // --- vault ---

    /// `amount` VVV was staked for `account`, paid by `payer`.
    VvvStaked[address account, address payer](amount amount);
    /// A ticket over `amount` VVV was opened; it may be paid from `maturity` on.
    VvvUnstakeInitiated[address account](uint32 ticket, amount amount, time maturity);
    /// A ticket's VVV went back to stake.
    VvvUnstakeCancelled[address account](uint32 ticket, amount amount);
    /// All matured tickets of `account` were paid, `amount` VVV together.
    VvvUnstaked[address account](amount amount);

    // --- token ---

    /// `value` DIEM wei moved from `from` to `to`: minted from the zero address, burned to it.
    Transfer[address from, address to](uint256 value);
    /// `spender` may move `value` DIEM wei of `owner`'s.
    Approval[address owner, address spender](uint256 value);

    // --- mint and burn ---

    /// `vvvLocked` VVV was locked and `diemMinted` DIEM minted for it.
    DiemMinted[address account](amount vvvLocked, amount diemMinted);
    /// `diemBurned` DIEM was burned and `vvvUnlocked` VVV freed by it.
    DiemBurned[address account](amount diemBurned, amount vvvUnlocked);

    // --- active DIEM, as the live system logs it ---

    /// `account` activated `amount` DIEM.
    Staked[address account](amount amount);
    /// `account` opened a ticket over `amount` active DIEM.
    UnstakeInitiated[address account](amount amount);
    /// A ticket's DIEM is active again, for the days to come.
    UnstakeCancelled[address account](uint32 ticket, amount amount);
    /// All matured tickets of `account` were paid, `amount` DIEM together.
    Unstaked[address account](amount amount);
    /// DIEM deactivated from now on waits this long (seconds).
    CooldownDurationUpdated[](time duration);

    // --- usage ---

    /// `spender` may use `dailyLimit` credits of `owner`'s a day, up to day `lastDay`, as kept.
    QuotaApproved[address owner, address spender](amount dailyLimit, uint32 lastDay, bool allowPaid);
    /// `payer` put `amount` fee tokens into the deposit of `account`.
    Deposited[address account, address payer](amount amount);
    /// A ticket over `amount` of the deposit was opened; it may be paid from `maturity` on.
    WithdrawalInitiated[address account](uint32 ticket, amount amount, time maturity);
    /// A ticket was closed and its amount stays in the deposit.
    WithdrawalCancelled[address account](uint32 ticket, amount amount);
    /// All matured tickets of `account` were closed and `amount` fee tokens paid.
    Withdrawn[address account](amount amount);
    /// Credits of `account` were spent on chain; `fee` (base units) was taken for the paid ones.
    Spent[address account, address provider, address spender](
        amount quotaCredits, amount paidCredits, amount fee, bytes32 requestId
    );
    /// Credits of `account` were collected for that day by voucher.
    Settled[address account, address provider, address spender](
        uint32 day, amount quotaCredits, amount paidCredits, amount fee
    );
    /// The voucher at this place of a batch was skipped, for the error with this selector.
    VoucherRejected[](uint256 index, bytes4 selector);

    // --- the day ---

    /// `day` has closed: credits issued for it, quota and paid credits settled on it. The next
    /// begins: `streaming` flows to stakers over 24 hours, `budget` may pay for daily credits.
    DayRolled[uint32 day](
        amount issued, amount quotaCredits, amount paidCredits, amount streaming, amount budget
    );

    // --- rewards ---

    /// `amount` of `account`'s rewards was paid to `to`.
    Claimed[address account, address to](amount amount);
    /// `payer` added `amount` to tomorrow's stream.
    Funded[address payer](amount amount);
    /// `payer` added `amount` to tomorrow's budget.
    CapacityFunded[address payer](amount amount);

    // --- providers ---

    /// By one call, `provider` has earned `fees` for paid credits and `reimbursed` for daily ones.
    ProviderEarned[address provider](amount fees, amount reimbursed);
    /// `amount` of `provider`'s earnings was paid to `to`.
    EarningsClaimed[address provider, address to](amount amount);

    /// `provider` may settle usage.
    ProviderAdmitted[address provider]();
    /// `provider` may settle usage of days up to `lastDay` only.
    ProviderRemoved[address provider](uint32 lastDay);

    // --- governance ---

    /// `newOwner` has been offered the owner's office; the zero address takes an offer back.
    OwnershipTransferStarted[address previousOwner, address newOwner]();
    /// The owner is another.
    OwnershipTransferred[address previousOwner, address newOwner]();
    /// The guardian is another; the zero address means none.
    GuardianChanged[address guardian]();
    /// `account` has paused new business, or confirmed a pause.
    Paused[](address account);
    /// `account` has lifted the pause.
    Unpaused[](address account);
    /// `amount` of a token that nobody was owed was sent to `to`.
    Recovered[address token, address to](uint256 amount);
    /// These parameters may be executed from `executableAt` on.
    ParamsProposed[](
        amount base, amount power, amount target, amount vvvCooldown,
        amount diemCooldown, amount stakerShare, amount poolShare, amount creditPrice,
        time executableAt
    );
    /// The proposal was taken back.
    ParamsCancelled[]();
    /// These parameters hold from now on (units: see the errors of the same names); the shares
    /// from the next roll on.
    ParamsChanged[](
        amount base, amount power, amount target, amount vvvCooldown,
        amount diemCooldown, amount stakerShare, amount poolShare, amount creditPrice
    );
}

/// `ProviderAnnounced(address indexed provider, string uri)`: `provider` serves at `uri`.
pub fn announce(provider: Address, uri: &[u8]) {
    const SIGNATURE: Immediate =
        Immediate::new(signature_hash("ProviderAnnounced", &["address", "string"]));
    let head = [
        SIGNATURE.word(),
        provider.to_word(),
        32u32.to_word(),
        (uri.len() as u32).to_word(),
    ];
    let mut data = head.as_flattened().to_vec();
    data.extend_from_slice(uri);
    data.resize(data.len().next_multiple_of(32), 0);
    host::log_bytes(&data, 2);
}

/// The events with data that is not words.
pub const DYNAMIC: &[(&str, &[&str], &[&str])] =
    &[("ProviderAnnounced", &["address"], &["string"])];
