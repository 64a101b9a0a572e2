// SPDX-License-Identifier: MIT OR Apache-2.0
//! The interface: calls, structs, errors and events, read from `artifacts/IDiem.sol` at compile time.

#![allow(missing_docs, clippy::too_many_arguments)]

use alloc::string::String;
use alloc::vec::Vec;

use alloy_primitives::{Address, U256};

alloy_sol_types::sol! {
    #![sol(all_derives)]
    "artifacts/IDiem.sol"
}

stylus_lean::struct_arguments! {
    IDiem::Params: U256, U256, U256, U256, U256, U256, U256, U256;
    IDiem::UsageVoucher: Address, Address, Address, u32, U256;
}

stylus_lean::struct_results! {
    IDiem::Params {
        base: U256,
        power: U256,
        target: U256,
        vvvCooldown: U256,
        diemCooldown: U256,
        stakerShare: U256,
        poolShare: U256,
        creditPrice: U256,
    }
    IDiem::Ticket { id: u32, amount: U256, maturity: U256 }
    IDiem::AccountInfo {
        staked: U256,
        locked: U256,
        minted: U256,
        rewards: U256,
        diem: U256,
        active: U256,
        left: U256,
        leftYesterday: U256,
        deposit: U256,
        prepaid: U256,
        openWithdrawals: U256,
        isProvider: bool,
        earnings: U256,
        vvvTickets: Vec<IDiem::Ticket>,
        diemTickets: Vec<IDiem::Ticket>,
        withdrawalTickets: Vec<IDiem::Ticket>,
    }
    IDiem::ProtocolInfo {
        supply: U256,
        mintRate: U256,
        staked: U256,
        locked: U256,
        active: U256,
        day: u32,
        issued: U256,
        budget: U256,
        open: U256,
        budgetYesterday: U256,
        openYesterday: U256,
        lastDay: u32,
        lastIssued: U256,
        lastQuota: U256,
        lastPaid: U256,
        stream: U256,
        streamEnd: U256,
        bucket: U256,
        pool: U256,
        params: IDiem::Params,
        stakerShare: U256,
        poolShare: U256,
        paused: bool,
        pauseEnds: U256,
    }
    IDiem::ProviderInfo { provider: Address, admitted: bool, uri: String }
}
