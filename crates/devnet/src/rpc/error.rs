// SPDX-License-Identifier: MIT OR Apache-2.0
//! JSON-RPC errors, with geth's codes.

use alloy_dyn_abi::DynSolType;
use alloy_primitives::Bytes;
use jsonrpsee::types::error::{INTERNAL_ERROR_CODE, INVALID_PARAMS_CODE};
use jsonrpsee::types::ErrorObjectOwned;

use crate::node::Rejected;

/// Code of errors that the chain reports, such as an invalid transaction.
const SERVER_ERROR: i32 = -32000;
/// Code of a revert; the error carries the revert data.
const REVERTED: i32 = 3;

impl From<Rejected> for ErrorObjectOwned {
    fn from(rejected: Rejected) -> Self {
        let message = rejected.to_string();
        match rejected {
            Rejected::Reverted(data) => {
                let message = match reason(&data) {
                    Some(reason) => format!("{message}: {reason}"),
                    None => message,
                };
                Self::owned(REVERTED, message, Some(data))
            }
            Rejected::Request(_) | Rejected::Undecodable(_) => invalid_params(message),
            _ => server_error(message),
        }
    }
}

/// The reason in revert data, if it is an `Error(string)`.
fn reason(data: &Bytes) -> Option<String> {
    let text = data.strip_prefix(&[0x08, 0xC3, 0x79, 0xA0])?;
    let value = DynSolType::String.abi_decode(text).ok()?;
    value.as_str().map(Into::into)
}

/// An invalid parameter.
pub fn invalid_params(message: impl ToString) -> ErrorObjectOwned {
    ErrorObjectOwned::owned(INVALID_PARAMS_CODE, message.to_string(), None::<()>)
}

/// A valid request that the node cannot fulfil.
pub fn server_error(message: impl ToString) -> ErrorObjectOwned {
    ErrorObjectOwned::owned(SERVER_ERROR, message.to_string(), None::<()>)
}

/// A bug in the node.
pub fn internal(error: impl ToString) -> ErrorObjectOwned {
    ErrorObjectOwned::owned(INTERNAL_ERROR_CODE, error.to_string(), None::<()>)
}
