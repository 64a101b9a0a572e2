//! Every event, as Solidity declares it. Amounts are in wei of the named token, times in unix
//! seconds.

use crate::abi::{rust_type, signature_hash, solidity_type, ToWord, Word};
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
                #[allow(non_snake_case)]
                pub fn emit(self) {
                    const SIGNATURE: Word = signature_hash(
                        stringify!($name),
                        &[$(solidity_type!($topic),)* $(solidity_type!($type)),*],
                    );
                    let Self { $($topic_name,)* $($arg),* } = self;
                    const TOPICS: &[&str] = &["signature", $(stringify!($topic_name)),*];
                    host::log(
                        &[SIGNATURE, $($topic_name.to_word(),)* $($arg.to_word()),*],
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

    /// `spender` may move `value` DIEM wei of `owner`'s.
    Approval[address owner, address spender](uint256 value);

    // --- mint and burn ---

    /// `vvvLocked` VVV was locked and `diemMinted` DIEM minted for it.
    DiemMinted[address account](amount vvvLocked, amount diemMinted);
    /// `diemBurned` DIEM was burned and `vvvUnlocked` VVV freed by it.
    DiemBurned[address account](amount diemBurned, amount vvvUnlocked);

    // --- governance ---

    /// The owner is another.
    OwnershipTransferred[address previousOwner, address newOwner]();
    /// The guardian is another; the zero address means none.
    GuardianChanged[address guardian]();
    /// These parameters hold from now on (units: see the errors of the same names).
    ParamsChanged[](
        amount base, amount power, amount target, amount vvvCooldown,
        amount diemCooldown, amount stakerShare, amount poolShare, amount creditPrice
    );
}

/// The events that OpenZeppelin's ERC-20 emits through this contract.
pub const INHERITED: &[(&str, &[&str], &[&str])] =
    &[("Transfer", &["address", "address"], &["uint256"])];
