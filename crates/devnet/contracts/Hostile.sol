// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.23;

/// @title A token for tests that misbehaves in a chosen manner. Diem must not be deployed with such a token
contract Hostile {
    enum Manner {
        Plain,
        /// Reverts without data.
        Revert,
        /// Reverts with a string.
        RevertWithData,
        /// Moves nothing and returns the word 0.
        False,
        /// Moves the tokens and returns the word 2.
        Two,
        /// Moves the tokens and returns the words 1, 1.
        TwoWords,
        /// Moves the tokens and returns the byte 1.
        Short,
        /// Moves the tokens and returns nothing.
        Nothing,
        /// Never returns.
        BurnGas,
        /// Moves the tokens and returns a megabyte that begins with the word 1.
        Megabyte,
        /// Reverts with a megabyte.
        RevertWithMegabyte,
        /// Makes a call first, stores its result, and moves the tokens.
        Reenter,
        /// Makes a call first, and reverts with its revert data if it failed.
        ReenterOrRevert,
        /// Deducts a fee of one hundredth from each transfer.
        Fee
    }

    uint256 private constant MEGABYTE = 1 << 20;

    /// @notice As Diem requires of VVV; enough for a fee token too.
    uint8 public constant decimals = 18;

    mapping(address account => uint256) public balanceOf;

    Manner private manner;
    address private target;
    bytes private payload;
    bool private viewOnly;

    /// @notice Number of calls that the token has made.
    uint256 public attempts;
    /// @notice Whether the last call succeeded, and its return or revert data.
    bool public succeeded;
    bytes public answer;

    function mint(address to, uint256 value) external {
        balanceOf[to] += value;
    }

    function behave(Manner manner_) external {
        manner = manner_;
    }

    /// @notice Sets the call to make, and whether it is a static call.
    function aim(address target_, bytes calldata payload_, bool viewOnly_) external {
        (target, payload, viewOnly) = (target_, payload_, viewOnly_);
    }

    /// @notice Does nothing: `transferFrom` checks no allowance.
    function approve(address, uint256) external pure returns (bool) {
        return true;
    }

    function transfer(address to, uint256 value) external returns (bool) {
        return act(msg.sender, to, value);
    }

    /// @notice Moves the tokens of any account. Permissionless: for a {SecondAddress}.
    function transferOf(address from, address to, uint256 value) external returns (bool) {
        return act(from, to, value);
    }

    function transferFrom(address from, address to, uint256 value) external returns (bool) {
        return act(from, to, value);
    }

    function act(address from, address to, uint256 value) private returns (bool) {
        if (manner == Manner.Revert) {
            assembly {
                revert(0, 0)
            }
        } else if (manner == Manner.RevertWithData) {
            revert("no");
        } else if (manner == Manner.RevertWithMegabyte) {
            assembly {
                revert(0, MEGABYTE)
            }
        } else if (manner == Manner.BurnGas) {
            while (true) {}
        } else if (manner == Manner.False) {
            return false;
        } else if (manner == Manner.Reenter || manner == Manner.ReenterOrRevert) {
            callBack();
        }
        move(from, to, value);
        answerOddly();
        return true;
    }

    function callBack() private {
        attempts += 1;
        (succeeded, answer) = viewOnly ? target.staticcall(payload) : target.call(payload);
        if (!succeeded && manner == Manner.ReenterOrRevert) {
            bytes memory data = answer;
            assembly ("memory-safe") {
                revert(add(data, 32), mload(data))
            }
        }
    }

    function move(address from, address to, uint256 value) private {
        balanceOf[from] -= value;
        balanceOf[to] += manner == Manner.Fee ? value - value / 100 : value;
    }

    function answerOddly() private view {
        if (manner == Manner.Nothing) {
            assembly {
                return(0, 0)
            }
        } else if (manner == Manner.Short) {
            assembly {
                mstore8(0, 1)
                return(0, 1)
            }
        } else if (manner == Manner.Two) {
            assembly {
                mstore(0, 2)
                return(0, 32)
            }
        } else if (manner == Manner.TwoWords) {
            assembly {
                mstore(0, 1)
                mstore(32, 1)
                return(0, 64)
            }
        } else if (manner == Manner.Megabyte) {
            assembly {
                mstore(0, 1)
                return(0, MEGABYTE)
            }
        }
    }
}

/// @title A second address of a {Hostile} token, as tokens with two entry points have: it reports and moves the same
///        balances
contract SecondAddress {
    Hostile private immutable TOKEN;

    constructor(Hostile token) {
        TOKEN = token;
    }

    function balanceOf(address account) external view returns (uint256) {
        return TOKEN.balanceOf(account);
    }

    function transfer(address to, uint256 value) external returns (bool) {
        return TOKEN.transferOf(msg.sender, to, value);
    }
}
