// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.23;

/// @title Diem: stake VVV, mint DIEM, own a daily credit of AI compute
/// @notice One contract: the DIEM token, the VVV vault and the mint curve.
/// @dev Units: VVV and DIEM in wei (18 decimals), times in unix seconds, rates in VVV wei per DIEM, shares as wads
///      (1e18 is all). An amount of VVV beyond 128 bits is AmountTooLarge. No call takes Ether.
interface IDiem {
    // ------------------------------------------------------------------ DIEM, the token (ERC-20)

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);

    error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed);
    error ERC20InvalidSender(address sender);
    error ERC20InvalidReceiver(address receiver);
    error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed);
    error ERC20InvalidSpender(address spender);
    error ERC20InvalidApprover(address approver);

    function name() external pure returns (string memory);
    function symbol() external pure returns (string memory);
    function decimals() external pure returns (uint8);
    function totalSupply() external view returns (uint256);
    function balanceOf(address account) external view returns (uint256);
    function allowance(address owner, address spender) external view returns (uint256);

    /// @notice Moves DIEM. Not to the zero address, and not to this contract (ERC20InvalidReceiver).
    function transfer(address to, uint256 value) external returns (bool);
    function approve(address spender, uint256 value) external returns (bool);
    function transferFrom(address from, address to, uint256 value) external returns (bool);

    /// @notice ERC-165: ERC-165, ERC-20, its metadata, ERC-2612 and ERC-5267.
    function supportsInterface(bytes4 interfaceId) external pure returns (bool);

    // ------------------------------------------------------------- approvals by signature (ERC-2612)

    error ERC2612ExpiredSignature(uint256 deadline);
    error ERC2612InvalidSigner(address signer, address owner);
    error ECDSAInvalidSignature();
    error ECDSAInvalidSignatureS(bytes32 s);

    function permit(
        address owner,
        address spender,
        uint256 value,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external;
    function nonces(address owner) external view returns (uint256);
    function DOMAIN_SEPARATOR() external view returns (bytes32);

    /// @notice ERC-5267: the EIP-712 domain is ("Diem", "1", this chain, this contract).
    function eip712Domain()
        external
        view
        returns (
            bytes1 fields,
            string memory name,
            string memory version,
            uint256 chainId,
            address verifyingContract,
            bytes32 salt,
            uint256[] memory extensions
        );

    // ---------------------------------------------------------------------------- VVV in and out

    event VvvStaked(address indexed account, address indexed payer, uint256 amount);
    event VvvUnstakeInitiated(address indexed account, uint32 ticket, uint256 amount, uint256 maturity);
    event VvvUnstakeCancelled(address indexed account, uint32 ticket, uint256 amount);
    event VvvUnstaked(address indexed account, uint256 amount);

    /// @notice More than the account's unlocked stake.
    error InsufficientUnlocked(uint256 available, uint256 needed);
    /// @notice 32 tickets are open already.
    error TooManyTickets();
    /// @notice The caller has no open ticket with this number.
    error TicketNotFound(uint32 ticket);
    /// @notice No open ticket has matured; the first does at `next`, 0 if none is open.
    error NothingMatured(uint256 next);

    /// @notice Stakes VVV of the caller's (who has approved it) for anybody.
    function stake(address recipient, uint256 amount) external;

    /// @notice Opens a ticket over unlocked stake: it stops earning now and can leave after the cooldown.
    /// @return ticket its number, unique for the account for ever
    function initiateUnstakeVvv(uint256 amount) external returns (uint32 ticket);

    /// @notice Puts an open ticket's VVV back to stake, matured or not.
    function cancelUnstakeVvv(uint32 ticket) external;

    /// @notice Pays the caller all its matured tickets.
    function finalizeUnstake() external returns (uint256 amount);

    /// @notice Staked VVV that is not locked.
    function balanceOfUnlocked(address account) external view returns (uint256);

    /// @notice VVV in open tickets, and when the last of it is free. The first value is always 0: it keeps the layout
    ///         of the live system.
    function stakes(address account) external view returns (uint256, uint256 cooldownEnd, uint256 cooldownAmount);

    /// @notice The open tickets, as three lists of equal length.
    function vvvTicketsOf(address account)
        external
        view
        returns (uint32[] memory tickets, uint256[] memory amounts, uint256[] memory maturities);

    /// @notice All staked VVV, locked included, tickets not.
    function totalStakedVVV() external view returns (uint256);
    function totalLockedStakedVVV() external view returns (uint256);

    /// @notice The VVV token.
    function venice() external view returns (address);

    // --------------------------------------------------------------------------- DIEM against VVV

    event DiemMinted(address indexed account, uint256 vvvLocked, uint256 diemMinted);
    event DiemBurned(address indexed account, uint256 diemBurned, uint256 vvvUnlocked);

    /// @notice The curve gives `out`, below what was asked for or none at all.
    error SlippageExceeded(uint256 out, uint256 minOut);
    /// @notice The mint would pass the end of the curve.
    error SupplyCapExceeded(uint256 supply, uint256 maxSupply);
    /// @notice More than the account's position has minted.
    error ExceedsMinted(uint256 minted, uint256 amount);

    /// @notice Locks unlocked stake of the caller's and mints it DIEM along the curve.
    function mintDiem(uint256 vvvToLock, uint256 minOut) external returns (uint256 diemOut);

    /// @notice stake(caller, vvv), then mintDiem(vvv, minOut).
    function stakeAndMint(uint256 vvv, uint256 minOut) external returns (uint256 diemOut);

    /// @notice Burns DIEM of the caller's against its position and frees the same part of its locked VVV.
    function burnDiem(uint256 amount) external returns (uint256 vvvUnlocked);

    /// @notice The position: locked VVV, and the DIEM minted against it and not burned.
    function lockedStakes(address account)
        external
        view
        returns (uint256 sVVVLockedAmount, uint256 outstandingDiemAmount);

    /// @notice What mintDiem would give now.
    function getDiemAmountOut(uint256 vvvToLock) external view returns (uint256 diemOut);

    /// @notice The least VVV that mints this much now: getDiemAmountOut(getSVVVAmountIn(x)) == x.
    function getSVVVAmountIn(uint256 diemOut) external view returns (uint256 vvvToLock);

    /// @notice What the next DIEM costs, in VVV wei per DIEM.
    function mintRate() external view returns (uint256);

    /// @notice The DIEM token: this contract.
    function diem() external view returns (address);

    // ------------------------------------------------------------------- who governs, and by what

    event OwnershipTransferred(address indexed previousOwner, address indexed newOwner);
    event GuardianChanged(address indexed guardian);
    event ParamsChanged(
        uint256 base,
        uint256 power,
        uint256 target,
        uint256 vvvCooldown,
        uint256 diemCooldown,
        uint256 stakerShare,
        uint256 poolShare,
        uint256 creditPrice
    );

    error AlreadyConstructed();
    error InvalidVvv(address vvv);
    error InvalidFeeToken(address feeToken);
    error InvalidOwner(address owner);
    error InvalidGuardian(address guardian);
    error BaseOutOfBounds(uint256 value, uint256 min, uint256 max);
    error PowerOutOfBounds(uint256 value, uint256 min, uint256 max);
    error TargetOutOfBounds(uint256 value, uint256 min, uint256 max);
    error VvvCooldownOutOfBounds(uint256 value, uint256 min, uint256 max);
    error DiemCooldownOutOfBounds(uint256 value, uint256 min, uint256 max);
    error StakerShareOutOfBounds(uint256 value, uint256 min, uint256 max);
    error PoolShareOutOfBounds(uint256 value, uint256 min, uint256 max);
    error CreditPriceOutOfBounds(uint256 value, uint256 min, uint256 max);
    error SharesOutOfBounds(uint256 value, uint256 min, uint256 max);

    function owner() external view returns (address);
    function guardian() external view returns (address);
    function feeToken() external view returns (address);
    function params()
        external
        view
        returns (
            uint256 base,
            uint256 power,
            uint256 target,
            uint256 vvvCooldown,
            uint256 diemCooldown,
            uint256 stakerShare,
            uint256 poolShare,
            uint256 creditPrice
        );

    // ---------------------------------------------------------------------------- errors of any call

    /// @notice No call has this selector.
    error UnknownSelector(bytes4 selector);
    /// @notice Calldata too short, or a value with bits outside its type.
    error InvalidCalldata();
    /// @notice Ether was sent.
    error ValueNotAccepted(uint256 value);
    error ZeroAmount();
    error AmountTooLarge(uint256 amount);
    /// @notice The zero address, or this contract, as the receiver of value.
    error InvalidRecipient(address recipient);
    /// @notice A token has no code, reverted, or returned something else than nothing or true.
    error SafeErc20FailedOperation(address token);
}
