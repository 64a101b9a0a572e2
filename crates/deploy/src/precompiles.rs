// SPDX-License-Identifier: MIT OR Apache-2.0
//! The precompiles of an Arbitrum chain, and the contract that manages its program cache.

use alloy_primitives::{address, Address};
use alloy_sol_types::sol;

/// `ArbSys`.
pub const ARB_SYS: Address = address!("0000000000000000000000000000000000000064");
/// `ArbOwnerPublic`.
pub const ARB_OWNER_PUBLIC: Address = address!("000000000000000000000000000000000000006b");
/// `ArbGasInfo`.
pub const ARB_GAS_INFO: Address = address!("000000000000000000000000000000000000006c");
/// `ArbWasm`.
pub const ARB_WASM: Address = address!("0000000000000000000000000000000000000071");
/// `ArbWasmCache`.
pub const ARB_WASM_CACHE: Address = address!("0000000000000000000000000000000000000072");
/// `NodeInterface`, which exists only for `eth_call`.
pub const NODE_INTERFACE: Address = address!("00000000000000000000000000000000000000c8");

/// What `ArbSys.arbOSVersion` adds to the version.
pub const ARBOS_OFFSET: u64 = 55;
/// The first ArbOS that accepts programs in fragments.
pub const ARBOS_FRAGMENTS: u64 = 60;

sol! {
    function arbOSVersion() external view returns (uint256);
    function getMaxStylusContractFragments() external view returns (uint8);
    function getMaxTxGasLimit() external view returns (uint64);
    function gasEstimateL1Component(address to, bool contractCreation, bytes data)
        external payable returns (uint64 gasEstimateForL1, uint256 baseFee, uint256 l1BaseFeeEstimate);

    function stylusVersion() external view returns (uint16);
    function expiryDays() external view returns (uint16);
    function keepaliveDays() external view returns (uint16);
    function programTimeLeft(address program) external view returns (uint64);
    function activateProgram(address program) external payable returns (uint16 version, uint256 dataFee);
    function codehashKeepalive(bytes32 codehash) external payable;

    function allCacheManagers() external view returns (address[]);
    function codehashIsCached(bytes32 codehash) external view returns (bool);
    function isPaused() external view returns (bool);
    function getMinBid(address program) external view returns (uint192);
    function placeBid(address program) external payable;

    #[derive(Debug)]
    error ProgramNotActivated();
    #[derive(Debug)]
    error ProgramNeedsUpgrade(uint16 version, uint16 stylusVersion);
    #[derive(Debug)]
    error ProgramExpired(uint64 ageInSeconds);
    #[derive(Debug)]
    error ProgramUpToDate();
    #[derive(Debug)]
    error ProgramKeepaliveTooSoon(uint64 ageInSeconds);
    #[derive(Debug)]
    error ProgramInsufficientValue(uint256 have, uint256 want);
    #[derive(Debug)]
    error AlreadyCached(bytes32 codehash);
}

/// The errors of the precompiles, the cache manager and `Deployer.sol`, for [`crate::explain`].
pub const ERRORS: [&str; 13] = [
    "ProgramNotWasm()",
    "ProgramNotActivated()",
    "ProgramNeedsUpgrade(uint16 version, uint16 stylusVersion)",
    "ProgramExpired(uint64 ageInSeconds)",
    "ProgramUpToDate()",
    "ProgramKeepaliveTooSoon(uint64 ageInSeconds)",
    "ProgramInsufficientValue(uint256 have, uint256 want)",
    "AsmTooLarge(uint256 asm, uint256 queueSize, uint256 cacheSize)",
    "AlreadyCached(bytes32 codehash)",
    "BidTooSmall(uint192 bid, uint192 min)",
    "BidsArePaused()",
    "DeploymentFailed()",
    "RefundFailed()",
];
