// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.23;

/// @title A wallet in a contract: its owner's key signs for it (ERC-1271) and makes its calls
contract Wallet {
    address public immutable owner;

    error NotOwner();

    constructor(address owner_) {
        owner = owner_;
    }

    /// @notice Calls anything in the wallet's name.
    function execute(address to, bytes calldata data) external returns (bytes memory answer) {
        require(msg.sender == owner, NotOwner());
        bool success;
        (success, answer) = to.call(data);
        if (!success) {
            assembly ("memory-safe") {
                revert(add(answer, 32), mload(answer))
            }
        }
    }

    /// @notice ERC-1271: accepts the owner's (r, s, v), whatever the length of what follows it.
    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        if (signature.length < 65) return 0xffffffff;
        (bytes32 r, bytes32 s) = (bytes32(signature[:32]), bytes32(signature[32:64]));
        address signer = ecrecover(hash, uint8(signature[64]), r, s);
        return signer == owner ? this.isValidSignature.selector : bytes4(0xffffffff);
    }
}

/// @title A wallet that nobody should have, for it answers as it is told to: anybody calls anything in its name
contract HostileWallet {
    enum Manner {
        /// Accepts everything.
        Accept,
        /// Returns the word 0.
        Refuse,
        /// Returns another word.
        WrongMagic,
        /// Returns the magic number where a uint would stand.
        RightAligned,
        /// Returns the magic word with one more bit.
        DirtyMagic,
        /// Returns the magic word and another.
        TwoWords,
        /// Returns the first byte of the magic word.
        OneByte,
        /// Returns the magic number alone.
        FourBytes,
        Nothing,
        Revert,
        /// Reverts with the magic word.
        RevertWithMagic,
        /// Reverts with so many bytes.
        RevertLong,
        /// Never returns.
        BurnGas,
        /// Never returns, in a way that costs nothing but its gas.
        Invalid,
        /// Returns so many bytes that begin with the magic word.
        Long,
        /// Makes a call first; accepts if it succeeded, and refuses if it failed.
        Reenter,
        /// Makes a call first, and accepts whatever came of it.
        ReenterAndAccept,
        /// Writes to its storage, which a static call may not, and accepts.
        Write,
        /// Uses up some gas, and accepts.
        Use,
        /// Accepts if it has been given some gas, and refuses at once if less.
        Demand
    }

    bytes4 private constant MAGIC = 0x1626ba7e;

    Manner private manner;
    uint256 private amount;
    address private target;
    bytes private payload;
    uint256 private written;

    /// @param amount_ gas to use up or to demand, or bytes to answer with
    function behave(Manner manner_, uint256 amount_) external {
        (manner, amount) = (manner_, amount_);
    }

    /// @notice What to call back.
    function aim(address target_, bytes calldata payload_) external {
        (target, payload) = (target_, payload_);
    }

    function execute(address to, bytes calldata data) external returns (bytes memory answer) {
        bool success;
        (success, answer) = to.call(data);
        require(success);
    }

    /// @dev Not `view`, so that it may try to write; the selector is the standard's.
    function isValidSignature(bytes32, bytes calldata) external returns (bytes4) {
        uint256 given = gasleft();
        Manner how = manner;
        if (how == Manner.Refuse) {
            return 0;
        } else if (how == Manner.WrongMagic) {
            return 0xffffffff;
        } else if (how == Manner.Revert) {
            revert();
        } else if (how == Manner.BurnGas) {
            while (true) {}
        } else if (how == Manner.Reenter || how == Manner.ReenterAndAccept) {
            (bool success,) = target.call(payload);
            if (!success && how == Manner.Reenter) return 0;
        } else if (how == Manner.Write) {
            written += 1;
        } else if (how == Manner.Use) {
            for (uint256 end = given - amount; gasleft() > end;) {}
        } else if (how == Manner.Demand) {
            if (given < amount) return 0;
        }
        answerOddly(how);
        return MAGIC;
    }

    function answerOddly(Manner how) private view {
        bytes32 magic = MAGIC;
        if (how == Manner.RightAligned) {
            assembly {
                mstore(0, shr(224, magic))
                return(0, 32)
            }
        } else if (how == Manner.DirtyMagic) {
            assembly {
                mstore(0, or(magic, 1))
                return(0, 32)
            }
        } else if (how == Manner.TwoWords) {
            assembly {
                mstore(0, magic)
                mstore(32, magic)
                return(0, 64)
            }
        } else if (how == Manner.OneByte || how == Manner.FourBytes) {
            uint256 size = how == Manner.OneByte ? 1 : 4;
            assembly {
                mstore(0, magic)
                return(0, size)
            }
        } else if (how == Manner.Nothing) {
            assembly {
                return(0, 0)
            }
        } else if (how == Manner.RevertWithMagic) {
            assembly {
                mstore(0, magic)
                revert(0, 32)
            }
        } else if (how == Manner.RevertLong) {
            uint256 size = amount;
            assembly {
                revert(0, size)
            }
        } else if (how == Manner.Invalid) {
            assembly {
                invalid()
            }
        } else if (how == Manner.Long) {
            uint256 size = amount;
            assembly {
                mstore(0, magic)
                return(0, size)
            }
        }
    }
}
