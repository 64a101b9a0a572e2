//! The contract's interface.

#![allow(missing_docs, reason = "generated from IDiem.sol")]

use alloy_sol_types::sol;

sol!("../../artifacts/IDiem.sol");
