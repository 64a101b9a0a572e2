// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.23;

/// @title A contract wallet: its owner's key signs for it (ERC-1271), and its owner can make calls from it
contract Wallet {
    address public immutable owner;

    error NotOwner();

    constructor(address owner_) {
        owner = owner_;
    }

    /// @notice Makes a call from the wallet. Owner only.
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

    /// @notice ERC-1271: accepts the owner's signature (r, s, v), followed by any number of bytes.
    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        if (signature.length < 65) return 0xffffffff;
        (bytes32 r, bytes32 s) = (bytes32(signature[:32]), bytes32(signature[32:64]));
        address signer = ecrecover(hash, uint8(signature[64]), r, s);
        return signer == owner ? this.isValidSignature.selector : bytes4(0xffffffff);
    }
}

/// @title A wallet for tests that answers signature checks in a chosen manner. Any account can make calls from it
contract HostileWallet {
    enum Manner {
        /// Accepts every signature.
        Accept,
        /// Returns the word 0.
        Refuse,
        /// Returns another word.
        WrongMagic,
        /// Returns the magic value right-aligned, like a uint.
        RightAligned,
        /// Returns the magic word with another bit set.
        DirtyMagic,
        /// Returns the magic word and another.
        TwoWords,
        /// Returns the first byte of the magic word.
        OneByte,
        /// Returns only the four bytes of the magic value.
        FourBytes,
        /// Returns no data.
        Nothing,
        /// Reverts without data.
        Revert,
        /// Reverts with the magic word.
        RevertWithMagic,
        /// Reverts with `amount` bytes.
        RevertLong,
        /// Never returns.
        BurnGas,
        /// Executes an invalid instruction, which uses all gas at once.
        Invalid,
        /// Returns `amount` bytes that begin with the magic word.
        Long,
        /// Makes a call first, accepts if it succeeded, and refuses if it failed.
        Reenter,
        /// Makes a call first, and accepts even if it failed.
        ReenterAndAccept,
        /// Writes to storage, which fails in a static call, and accepts.
        Write,
        /// Uses `amount` gas, and accepts.
        Use,
        /// Accepts if it receives at least `amount` gas, else refuses.
        Demand
    }

    bytes4 private constant MAGIC = 0x1626ba7e;

    Manner private manner;
    uint256 private amount;
    address private target;
    bytes private payload;
    uint256 private written;

    /// @param amount_ gas to use or to demand, or number of bytes to return, depending on the manner
    function behave(Manner manner_, uint256 amount_) external {
        (manner, amount) = (manner_, amount_);
    }

    /// @notice Sets the call to make.
    function aim(address target_, bytes calldata payload_) external {
        (target, payload) = (target_, payload_);
    }

    function execute(address to, bytes calldata data) external returns (bytes memory answer) {
        bool success;
        (success, answer) = to.call(data);
        require(success);
    }

    /// @dev Not `view`, so that it can try to write. The selector is that of the standard.
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
