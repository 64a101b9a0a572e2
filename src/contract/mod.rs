//! The faces: one file for each group of calls. `lib.rs` lists the calls of each.

pub mod governance;
pub mod mint;
pub mod owed;
pub mod permit;
pub mod signature;
pub mod tickets;
pub mod token;
pub mod vault;

use alloy_primitives::Address;

use crate::errors::{Error, InvalidRecipient, ZeroAmount};
use crate::host;

/// Refuses an amount of 0.
fn require_some(amount: u128) -> Result<(), Error> {
    if amount == 0 {
        return Err(ZeroAmount {}.into());
    }
    Ok(())
}

/// Refuses the zero address and this contract as the receiver of value: nobody could ever take
/// it out again.
fn require_recipient(recipient: Address) -> Result<(), Error> {
    if recipient.is_zero() || recipient == host::this() {
        return Err(InvalidRecipient { recipient }.into());
    }
    Ok(())
}
