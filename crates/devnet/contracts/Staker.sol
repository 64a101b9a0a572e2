// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.23;

interface IToken {
    function approve(address spender, uint256 value) external returns (bool);
    function transfer(address to, uint256 value) external returns (bool);
    function transferFrom(address from, address to, uint256 value) external returns (bool);
}

interface IVault is IToken {
    function stake(address recipient, uint256 amount) external;
    function mintDiem(uint256 vvvToLock, uint256 minOut) external returns (uint256 diemOut);
    function burnDiem(uint256 amount) external returns (uint256 vvvUnlocked);
    function initiateUnstakeVvv(uint256 amount) external returns (uint32 ticket);
    function finalizeUnstake() external returns (uint256 amount);
}

/// @title A contract that stakes and mints in its own position and sends the DIEM to its users
contract Staker {
    IToken public immutable vvv;
    IVault public immutable diem;

    /// @notice VVV that is being unstaked for a user.
    mapping(address user => uint256) public leaving;

    constructor(IToken vvv_, IVault diem_) {
        (vvv, diem) = (vvv_, diem_);
        vvv_.approve(address(diem_), type(uint256).max);
    }

    /// @notice Pulls VVV from the caller, locks it, and sends the minted DIEM to the caller.
    function mint(uint256 amount, uint256 minOut) external returns (uint256 diemOut) {
        vvv.transferFrom(msg.sender, address(this), amount);
        diem.stake(address(this), amount);
        diemOut = diem.mintDiem(amount, minOut);
        diem.transfer(msg.sender, diemOut);
    }

    /// @notice Pulls DIEM from the caller, burns it, and starts to unstake the VVV that this unlocks.
    function burn(uint256 amount) external returns (uint256 vvvUnlocked) {
        diem.transferFrom(msg.sender, address(this), amount);
        vvvUnlocked = diem.burnDiem(amount);
        diem.initiateUnstakeVvv(vvvUnlocked);
        leaving[msg.sender] += vvvUnlocked;
    }

    /// @notice Pays the caller's unstaked VVV.
    function withdraw() external returns (uint256 amount) {
        diem.finalizeUnstake();
        amount = leaving[msg.sender];
        leaving[msg.sender] = 0;
        vvv.transfer(msg.sender, amount);
    }
}

/// @title A contract that stakes on behalf of its users
contract StakeFor {
    IToken public immutable vvv;
    IVault public immutable diem;

    error TooMuch(bytes reason);

    constructor(IToken vvv_, IVault diem_) {
        (vvv, diem) = (vvv_, diem_);
        vvv_.approve(address(diem_), type(uint256).max);
    }

    /// @notice Pulls VVV from the caller and stakes it for the caller.
    function stake(uint256 amount) external {
        vvv.transferFrom(msg.sender, address(this), amount);
        diem.stake(msg.sender, amount);
    }

    /// @notice Pulls VVV from the caller and tries to stake more than that; wraps Diem's revert data in `TooMuch`.
    function overstake(uint256 amount) external {
        vvv.transferFrom(msg.sender, address(this), amount);
        try diem.stake(msg.sender, amount + 1) {}
        catch (bytes memory reason) {
            revert TooMuch(reason);
        }
    }
}
