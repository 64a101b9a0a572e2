// SPDX-License-Identifier: MIT OR Apache-2.0
//! One file for each group of calls. `lib.rs` lists the calls of each.

pub mod account;
pub mod burn_offers;
pub mod commitments;
pub mod day;
pub mod deposits;
pub mod governance;
pub mod grants;
pub mod mint;
pub mod owed;
pub mod pair;
pub mod parameters;
pub mod permit;
pub mod providers;
pub mod quota;
pub mod rewards;
pub mod settlement;
pub mod signature;
pub mod spending;
pub mod tickets;
pub mod token;
pub mod vault;
pub mod views;
pub mod vouchers;

use alloy_primitives::Address;
use stylus_lean::host;
use stylus_lean::word::to_u256;

use crate::errors::{AmountTooLarge, Error, InvalidRecipient, ZeroAmount};

/// Reverts for an amount of 0.
fn require_nonzero(amount: u128) -> Result<(), Error> {
    if amount == 0 {
        return Err(ZeroAmount {}.into());
    }
    Ok(())
}

/// Reverts if the recipient of value is the zero address or this contract: neither could ever use it.
fn require_recipient(recipient: Address) -> Result<(), Error> {
    if recipient.is_zero() || recipient == host::this() {
        return Err(InvalidRecipient { recipient }.into());
    }
    Ok(())
}

/// `a + b`, or `AmountTooLarge`.
fn checked_add(a: u128, b: u128) -> Result<u128, Error> {
    a.checked_add(b).ok_or_else(|| too_large(b))
}

/// The error for an `amount` that makes a sum exceed 128 bits.
fn too_large(amount: u128) -> Error {
    AmountTooLarge { amount: to_u256(amount) }.into()
}
