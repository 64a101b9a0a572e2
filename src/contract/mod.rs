//! The faces: one file for each group of calls. `lib.rs` lists the calls of each.

pub mod day;
pub mod deposits;
pub mod governance;
pub mod grants;
pub mod mint;
pub mod owed;
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
