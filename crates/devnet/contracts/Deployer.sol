// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.23;

interface ArbWasm {
    function activateProgram(address program) external payable returns (uint16 version, uint256 dataFee);
}

/// @title Deploys, activates and constructs a Stylus program in one transaction
/// @notice A program's constructor is an ordinary call, so any account could call it right after the deployment. Doing
///         everything in one transaction prevents that.
contract Deployer {
    ArbWasm private constant ARB_WASM = ArbWasm(address(0x71));

    event Deployed(address indexed program);

    error DeploymentFailed();
    error RefundFailed();

    /// @notice The sent Ether pays for the activation; the rest is returned to the caller.
    /// @param initCode returns the program's code, which must not have been activated before
    /// @param constructorCall calldata of the program's constructor; if it reverts, its revert data is returned
    function deploy(bytes memory initCode, bytes calldata constructorCall) external payable returns (address program) {
        assembly ("memory-safe") {
            program := create(0, add(initCode, 32), mload(initCode))
        }
        require(program != address(0), DeploymentFailed());
        ARB_WASM.activateProgram{value: msg.value}(program);
        (bool constructed, bytes memory answer) = program.call(constructorCall);
        if (!constructed) {
            assembly ("memory-safe") {
                revert(add(answer, 32), mload(answer))
            }
        }
        emit Deployed(program);
        (bool refunded,) = msg.sender.call{value: address(this).balance}("");
        require(refunded, RefundFailed());
    }

    /// @notice Receives the part of the value that an activation returns.
    receive() external payable {}
}
