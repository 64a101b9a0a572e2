// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.23;

interface ArbWasm {
    /// The program is active already.
    error ProgramUpToDate();

    function activateProgram(address program) external payable returns (uint16 version, uint256 dataFee);
}

/// @title Deploys, activates and constructs a Stylus program in one transaction
/// @notice A program's constructor is an ordinary call, so any account could call it right after the deployment. Doing
///         everything in one transaction prevents that. Activation belongs to the code, not to the address: if another
///         account has deployed and activated the same code before, there is nothing left to activate, which is no error.
contract Deployer {
    ArbWasm private constant ARB_WASM = ArbWasm(address(0x71));

    event Deployed(address indexed program);

    error DeploymentFailed();
    error RefundFailed();

    /// @notice The sent Ether pays for the activation; the rest is returned to the caller, and all of it if the code is
    ///         active already.
    /// @param initCode returns the program's code
    /// @param constructorCall calldata of the program's constructor; if it reverts, its revert data is returned
    function deploy(bytes memory initCode, bytes calldata constructorCall) external payable returns (address program) {
        assembly ("memory-safe") {
            program := create(0, add(initCode, 32), mload(initCode))
        }
        require(program != address(0), DeploymentFailed());
        activate(program);
        (bool constructed, bytes memory answer) = program.call(constructorCall);
        if (!constructed) revertWith(answer);
        emit Deployed(program);
        (bool refunded,) = msg.sender.call{value: address(this).balance}("");
        require(refunded, RefundFailed());
    }

    /// @notice Receives the part of the value that an activation returns.
    receive() external payable {}

    /// @dev Passes on every failure but one: that the code is active.
    function activate(address program) private {
        try ARB_WASM.activateProgram{value: msg.value}(program) {}
        catch (bytes memory failure) {
            if (bytes4(failure) != ArbWasm.ProgramUpToDate.selector) revertWith(failure);
        }
    }

    function revertWith(bytes memory data) private pure {
        assembly ("memory-safe") {
            revert(add(data, 32), mload(data))
        }
    }
}
