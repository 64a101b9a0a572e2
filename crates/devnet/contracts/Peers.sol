// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.23;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title OpenZeppelin's ERC-20 without changes, to compare gas with
contract PeerToken is ERC20 {
    constructor(address holder, uint256 amount) ERC20("Peer", "PEER") {
        _mint(holder, amount);
    }
}
