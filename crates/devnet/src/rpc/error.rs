//! Refusals as JSON-RPC errors, with geth's codes.

use alloy_dyn_abi::DynSolType;
use alloy_primitives::Bytes;
use jsonrpsee::types::error::{INTERNAL_ERROR_CODE, INVALID_PARAMS_CODE};
use jsonrpsee::types::ErrorObjectOwned;

use crate::node::Refused;

/// What goes wrong in the chain's own terms.
const SERVER_ERROR: i32 = -32000;
/// A revert, with its data.
const REVERTED: i32 = 3;

impl From<Refused> for ErrorObjectOwned {
    fn from(refused: Refused) -> Self {
        let message = refused.to_string();
        match refused {
            Refused::Reverted(data) => {
                let message = match reason(&data) {
                    Some(reason) => format!("{message}: {reason}"),
                    None => message,
                };
                Self::owned(REVERTED, message, Some(data))
            }
            Refused::Request(_) | Refused::Undecodable(_) => invalid_params(message),
            _ => server_error(message),
        }
    }
}

/// The text of an `Error(string)`.
fn reason(data: &Bytes) -> Option<String> {
    let text = data.strip_prefix(&[0x08, 0xC3, 0x79, 0xA0])?;
    let value = DynSolType::String.abi_decode(text).ok()?;
    value.as_str().map(Into::into)
}

/// A parameter that cannot be used.
pub fn invalid_params(message: impl ToString) -> ErrorObjectOwned {
    ErrorObjectOwned::owned(INVALID_PARAMS_CODE, message.to_string(), None::<()>)
}

/// A request that is understood and cannot be fulfilled.
pub fn server_error(message: impl ToString) -> ErrorObjectOwned {
    ErrorObjectOwned::owned(SERVER_ERROR, message.to_string(), None::<()>)
}

/// A defect of this node.
pub fn internal(error: impl ToString) -> ErrorObjectOwned {
    ErrorObjectOwned::owned(INTERNAL_ERROR_CODE, error.to_string(), None::<()>)
}
