// SPDX-License-Identifier: MIT OR Apache-2.0
//! The contract's interface.

#![allow(missing_docs, reason = "generated from IDiem.sol")]

use alloy_sol_types::sol;

sol!("../../artifacts/IDiem.sol");

sol! {
    /// What an owner signs for `permitQuota`.
    struct QuotaPermit {
        address owner;
        address spender;
        uint256 dailyLimit;
        uint32 lastDay;
        bool allowPaid;
        uint256 nonce;
        uint256 deadline;
    }
}
