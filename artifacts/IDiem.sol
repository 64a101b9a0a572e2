// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.23;

/// @title Diem: stake VVV, mint DIEM, own a daily credit of AI compute
/// @notice One contract with the DIEM token, the VVV vault, the mint curve, the daily credits of active DIEM, and the
///         fees of paid usage, which are shared among providers, VVV stakers and the capacity pool. The capacity pool
///         reimburses providers for daily credits.
/// @dev Units: VVV and DIEM in wei (18 decimals); credits in units of 1e-18; amounts of the fee token in its base
///      units; times in Unix seconds; days as floor(time / 86,400), in UTC; rates in VVV wei per DIEM; shares as wads
///      (1e18 is 100 %).
///
///      Tickets: a ticket is a withdrawal request with a cooldown. An account has one queue of tickets each for VVV,
///      DIEM and its deposit, with at most 32 open tickets in each. The number of a ticket is never reused within its
///      queue. A ticket can be paid from its maturity on.
///
///      Rollover: each day, the first call that needs the day's figures closes the previous day and emits DayRolled, in
///      addition to its own effects. The documentation of such calls does not repeat it. View functions that depend on
///      the rollover return values as if it had already happened.
///
///      Errors of every call: UnknownSelector, InvalidCalldata, and ValueNotAccepted (no function is payable).
///      Parameters that are amounts of VVV, DIEM, credits or fee tokens must be below 2^128; a greater value reverts
///      with AmountTooLarge, unless the function's documentation says otherwise. Reentrant calls revert.
///
///      While new business is paused, the functions that list EnforcedPause revert with it. No other function is
///      affected: exits, claims, grants and DIEM transfers are never paused.
interface IDiem {
    // --- DIEM token (ERC-20)

    /// @notice DIEM moved between accounts.
    /// @param from The sender; the zero address when DIEM is minted.
    /// @param to The receiver; the zero address when DIEM is burned.
    /// @param value DIEM wei.
    event Transfer(address indexed from, address indexed to, uint256 value);

    /// @notice The allowance of `spender` over `owner`'s DIEM was set by `approve` or `permit`.
    /// @param owner The account whose DIEM may be moved.
    /// @param spender The account that may move it.
    /// @param value The new allowance, in DIEM wei.
    event Approval(address indexed owner, address indexed spender, uint256 value);

    /// @notice The account holds less DIEM than the call would move.
    /// @dev Reduce the amount. Active DIEM and DIEM in tickets are held by the contract and are not part of the
    ///      balance.
    /// @param sender The account that DIEM would move from.
    /// @param balance Its balance, in wei.
    /// @param needed The amount to move, in wei.
    error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed);

    /// @notice DIEM cannot be moved from the zero address.
    /// @dev Transactions cannot cause it. In a simulated call, set the caller.
    /// @param sender The zero address.
    error ERC20InvalidSender(address sender);

    /// @notice DIEM cannot be sent to the zero address or to this contract.
    /// @dev Choose another receiver. To destroy DIEM use `burnDiem`; to activate it use `stake(uint256)`.
    /// @param receiver The rejected receiver.
    error ERC20InvalidReceiver(address receiver);

    /// @notice The caller's allowance is below the amount to move.
    /// @dev Ask the owner of the DIEM for a greater allowance, by `approve` or `permit`.
    /// @param spender The caller.
    /// @param allowance Its allowance, in DIEM wei.
    /// @param needed The amount to move, in DIEM wei.
    error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed);

    /// @notice The zero address cannot receive an allowance.
    /// @dev Pass the address of the account that is to spend.
    /// @param spender The zero address.
    error ERC20InvalidSpender(address spender);

    /// @notice The zero address cannot give an allowance. `transferFrom` of 0 from it causes this error.
    /// @dev Pass the address of the account whose DIEM is to move.
    /// @param approver The zero address.
    error ERC20InvalidApprover(address approver);

    /// @notice The token's name.
    /// @return "Diem".
    function name() external pure returns (string memory);

    /// @notice The token's symbol.
    /// @return "DIEM".
    function symbol() external pure returns (string memory);

    /// @notice The token's number of decimals.
    /// @return 18.
    function decimals() external pure returns (uint8);

    /// @notice All DIEM in existence, which is what all positions have minted and not burned.
    /// @return The supply, in wei.
    function totalSupply() external view returns (uint256);

    /// @notice The DIEM of an account, without its active DIEM and its tickets.
    /// @param account The account.
    /// @return Its balance, in wei.
    function balanceOf(address account) external view returns (uint256);

    /// @notice How much of `owner`'s DIEM `spender` may move.
    /// @param owner The account whose DIEM it is.
    /// @param spender The account that may move it.
    /// @return The allowance, in DIEM wei.
    function allowance(address owner, address spender) external view returns (uint256);

    /// @notice Moves DIEM from the caller to `to`. Emits Transfer.
    /// @dev Reverts with ERC20InvalidReceiver if `to` is the zero address or this contract, and with
    ///      ERC20InsufficientBalance. `value` may be 0 and may exceed 128 bits.
    /// @param to The receiver.
    /// @param value DIEM wei.
    /// @return Always true.
    function transfer(address to, uint256 value) external returns (bool);

    /// @notice Sets the allowance of `spender` over the caller's DIEM. Emits Approval.
    /// @dev Reverts with ERC20InvalidSpender if `spender` is the zero address.
    /// @param spender The account that may move the caller's DIEM.
    /// @param value The new allowance, in DIEM wei. The maximum, 2^256 - 1, is never reduced by use.
    /// @return Always true.
    function approve(address spender, uint256 value) external returns (bool);

    /// @notice Moves DIEM from `from` to `to` and reduces the caller's allowance. Emits Transfer.
    /// @dev Reverts with ERC20InsufficientAllowance; with ERC20InvalidApprover if `from` is the zero address and
    ///      `value` is 0; and with the errors of `transfer`.
    /// @param from The account that the DIEM moves from.
    /// @param to The receiver.
    /// @param value DIEM wei.
    /// @return Always true.
    function transferFrom(address from, address to, uint256 value) external returns (bool);

    /// @notice Returns true for the supported interfaces (ERC-165): ERC-165, ERC-20, ERC-20 metadata, ERC-2612 and
    ///         ERC-5267.
    /// @param interfaceId The interface's identifier.
    /// @return True if the interface is one of them.
    function supportsInterface(bytes4 interfaceId) external pure returns (bool);

    // --- Approvals by signature (ERC-2612)

    /// @notice The deadline of a `permit` or `permitQuota` has passed.
    /// @dev Ask the owner for a new signature with a later deadline.
    /// @param deadline The deadline, in Unix seconds.
    error ERC2612ExpiredSignature(uint256 deadline);

    /// @notice A `permit` or `permitQuota` was not signed by `owner`, or not over the given values and the current
    ///         nonce.
    /// @dev Read `eip712Domain()` and the nonce, `nonces(owner)` or `quotaNonces(owner, spender)`, and have the owner
    ///      sign again.
    /// @param signer The address that the signature recovers to; zero if it recovers to none.
    /// @param owner The account that had to sign.
    error ERC2612InvalidSigner(address signer, address owner);

    /// @notice The signature does not recover to an address.
    /// @dev Check that `v` is 27 or 28 and that `r` and `s` are the signature's halves in this order.
    error ECDSAInvalidSignature();

    /// @notice The signature's `s` is in the upper half of the curve's order. Such signatures are rejected, so that
    ///         every signature has one form.
    /// @dev Normalise the signature: replace `s` by the curve's order minus `s`, and flip `v`.
    /// @param s The rejected value.
    error ECDSAInvalidSignatureS(bytes32 s);

    /// @notice Sets the allowance of `spender` over `owner`'s DIEM by the owner's signature. Permissionless. Emits
    ///         Approval.
    /// @dev The signature is over the EIP-712 struct `Permit(address owner,address spender,uint256 value,uint256
    ///      nonce,uint256 deadline)`, and uses up the nonce. Reverts with ERC2612ExpiredSignature,
    ///      ECDSAInvalidSignature, ECDSAInvalidSignatureS, ERC2612InvalidSigner, or ERC20InvalidSpender if `spender` is
    ///      the zero address.
    /// @param owner The account whose DIEM may be moved.
    /// @param spender The account that may move it.
    /// @param value The new allowance, in DIEM wei.
    /// @param deadline The last second at which the signature is valid.
    /// @param v The signature's recovery byte, 27 or 28.
    /// @param r The signature's first half.
    /// @param s The signature's second half.
    function permit(
        address owner,
        address spender,
        uint256 value,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external;

    /// @notice The nonce that the next permit of an account must be signed over.
    /// @param owner The account.
    /// @return The number of permits it has used.
    function nonces(address owner) external view returns (uint256);

    /// @notice The EIP-712 domain separator of this contract on this chain.
    /// @return The separator.
    function DOMAIN_SEPARATOR() external view returns (bytes32);

    /// @notice The fields of the EIP-712 domain, by ERC-5267.
    /// @return fields 0x0f: name, version, chain and contract are in use.
    /// @return name "Diem".
    /// @return version "1".
    /// @return chainId The chain's identifier.
    /// @return verifyingContract This contract.
    /// @return salt Unused, 0.
    /// @return extensions Unused, empty.
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

    // --- Staking VVV

    /// @notice VVV was staked.
    /// @param account The account whose stake grew.
    /// @param payer The account that paid; `account` itself when rewards were staked.
    /// @param amount VVV wei.
    event VvvStaked(address indexed account, address indexed payer, uint256 amount);

    /// @notice A ticket for unlocked stake was opened.
    /// @param account The account that unstakes.
    /// @param ticket The ticket's number.
    /// @param amount VVV wei.
    /// @param maturity When it can be paid, in Unix seconds.
    event VvvUnstakeInitiated(address indexed account, uint32 ticket, uint256 amount, uint256 maturity);

    /// @notice A ticket was closed, and its VVV is staked again.
    /// @param account The ticket's owner.
    /// @param ticket The ticket's number.
    /// @param amount VVV wei.
    event VvvUnstakeCancelled(address indexed account, uint32 ticket, uint256 amount);

    /// @notice All matured VVV tickets of an account were paid.
    /// @param account The tickets' owner.
    /// @param amount The sum, in VVV wei.
    event VvvUnstaked(address indexed account, uint256 amount);

    /// @notice The amount exceeds the account's unlocked stake.
    /// @dev Reduce the amount, or burn DIEM to unlock stake. `balanceOfUnlocked` returns what is available.
    /// @param available The account's unlocked stake, in VVV wei.
    /// @param needed The requested amount, in VVV wei.
    error InsufficientUnlocked(uint256 available, uint256 needed);

    /// @notice The queue has 32 open tickets, has used all 2^32 numbers, or would exceed 128 bits in its sum.
    /// @dev Withdraw matured tickets or cancel one, and try again.
    error TooManyTickets();

    /// @notice The caller has no open ticket with this number in the queue.
    /// @dev Look up the open tickets with the view function of the queue.
    /// @param ticket The number.
    error TicketNotFound(uint32 ticket);

    /// @notice None of the caller's tickets in the queue has matured.
    /// @dev Try again at `next`.
    /// @param next When the first ticket matures, in Unix seconds; 0 if none is open.
    error NothingMatured(uint256 next);

    /// @notice Stakes the caller's VVV, which the caller has approved, for `recipient`. Permissionless: it only adds
    ///         unlocked stake. Emits VvvStaked.
    /// @dev Reverts with EnforcedPause; ZeroAmount; InvalidRecipient; AmountTooLarge if a sum exceeds 128 bits;
    ///      SafeErc20FailedOperation, for example without approval.
    /// @param recipient The account whose stake grows.
    /// @param amount VVV wei.
    function stake(address recipient, uint256 amount) external;

    /// @notice Opens a ticket for a part of the caller's unlocked stake. The VVV stops earning rewards now, and can be
    ///         paid out after the current cooldown. Emits VvvUnstakeInitiated.
    /// @dev Reverts with ZeroAmount; InsufficientUnlocked; TooManyTickets.
    /// @param amount VVV wei.
    /// @return ticket The ticket's number.
    function initiateUnstakeVvv(uint256 amount) external returns (uint32 ticket);

    /// @notice Closes one of the caller's tickets, matured or not, and returns its VVV to the unlocked stake. Emits
    ///         VvvUnstakeCancelled.
    /// @dev Reverts with TicketNotFound.
    /// @param ticket The ticket's number.
    function cancelUnstakeVvv(uint32 ticket) external;

    /// @notice Pays out all of the caller's matured VVV tickets. Emits VvvUnstaked.
    /// @dev Reverts with NothingMatured; SafeErc20FailedOperation.
    /// @return amount The sum, in VVV wei.
    function finalizeUnstake() external returns (uint256 amount);

    /// @notice An account's stake without its locked part and its tickets.
    /// @param account The account.
    /// @return VVV wei.
    function balanceOfUnlocked(address account) external view returns (uint256);

    /// @notice Summary of an account's VVV tickets, with the return layout of Venice's staking contract.
    /// @param account The account.
    /// @return Always 0.
    /// @return cooldownEnd When the last open ticket matures, in Unix seconds; 0 if none is open.
    /// @return cooldownAmount VVV wei in open tickets.
    function stakes(address account) external view returns (uint256, uint256 cooldownEnd, uint256 cooldownAmount);

    /// @notice An account's open VVV tickets, as three lists of equal length.
    /// @param account The account.
    /// @return tickets Their numbers.
    /// @return amounts VVV wei.
    /// @return maturities When each can be paid, in Unix seconds.
    function vvvTicketsOf(address account)
        external
        view
        returns (uint32[] memory tickets, uint256[] memory amounts, uint256[] memory maturities);

    /// @notice All staked VVV, including locked stake, without tickets.
    /// @return VVV wei.
    function totalStakedVVV() external view returns (uint256);

    /// @notice All locked VVV.
    /// @return VVV wei.
    function totalLockedStakedVVV() external view returns (uint256);

    /// @notice The VVV token.
    /// @return Its address, set by the constructor.
    function venice() external view returns (address);

    // --- Minting and burning DIEM

    /// @notice DIEM was minted against locked VVV.
    /// @param account The minter.
    /// @param vvvLocked VVV wei that were locked.
    /// @param diemMinted DIEM wei.
    event DiemMinted(address indexed account, uint256 vvvLocked, uint256 diemMinted);

    /// @notice DIEM was burned, and VVV unlocked.
    /// @param account The owner of the position.
    /// @param diemBurned DIEM wei.
    /// @param vvvUnlocked VVV wei.
    event DiemBurned(address indexed account, uint256 diemBurned, uint256 vvvUnlocked);

    /// @notice An account has set its burn offer, or withdrawn it.
    /// @param account The account whose position may be burned.
    /// @param rate VVV wei that it pays per 1e18 DIEM wei burned; 0 if the offer was withdrawn.
    /// @param amount DIEM wei that may be burned, as stored.
    /// @param lastDay The last day of the offer, as stored.
    event BurnOffered(address indexed account, uint256 rate, uint256 amount, uint32 lastDay);

    /// @notice DIEM was burned against another account's position, by that account's offer.
    /// @param account The account whose position became smaller.
    /// @param burner The account whose DIEM was burned.
    /// @param recipient The account whose unlocked stake grew.
    /// @param diemBurned DIEM wei.
    /// @param vvvUnlocked VVV wei that the burn freed of the position.
    /// @param vvvPaid VVV wei of these that moved to the stake of `recipient`; the rest is unlocked stake of `account`.
    event DiemBurnedFor(
        address indexed account,
        address indexed burner,
        address indexed recipient,
        uint256 diemBurned,
        uint256 vvvUnlocked,
        uint256 vvvPaid
    );

    /// @notice The call yields less than the caller demands, or nothing: less DIEM for `mintDiem` and `stakeAndMint`,
    ///         less VVV for `burnFor`.
    /// @dev Lower the minimum, or use a greater amount. `getDiemAmountOut` returns what a mint yields now, and
    ///      `burnOfferOf` what a burn by offer is paid.
    /// @param out What the call yields, in wei of DIEM or VVV.
    /// @param minOut The demanded minimum, in the same unit; at least 1.
    error SlippageExceeded(uint256 out, uint256 minOut);

    /// @notice The account offers to have less DIEM burned against its position, or none: it has made no offer, the
    ///         offer has ended, or earlier burns have used it.
    /// @dev Burn at most what is left; `burnOfferOf` returns the offer.
    /// @param account The account.
    /// @param left DIEM wei left of the offer; 0 without an offer and after its last day.
    error NoBurnOffer(address account, uint256 left);

    /// @notice The DIEM supply would exceed the maximum of the mint curve: the mint is too large, or the proposed curve
    ///         does not reach the current supply.
    /// @dev Mint less, or propose a curve with a greater maximum.
    /// @param supply The current DIEM supply, in wei.
    /// @param maxSupply The greatest supply of the curve, in DIEM wei.
    error SupplyCapExceeded(uint256 supply, uint256 maxSupply);

    /// @notice The amount exceeds the DIEM that the position has minted and not burned.
    /// @dev Burn at most `minted`. A burn by offer may have reduced it; withdraw the offer first to burn all at once.
    /// @param minted The position's outstanding DIEM, in wei.
    /// @param amount The requested amount, in DIEM wei.
    error ExceedsMinted(uint256 minted, uint256 amount);

    /// @notice Locks a part of the caller's unlocked stake and mints DIEM for it along the curve. Emits DiemMinted and
    ///         Transfer.
    /// @dev Reverts with EnforcedPause; ZeroAmount; InsufficientUnlocked; SupplyCapExceeded; SlippageExceeded. Minting
    ///      in several calls never yields more than minting at once.
    /// @param vvvToLock VVV wei.
    /// @param minOut The least acceptable amount, in DIEM wei. 0 counts as 1.
    /// @return diemOut DIEM wei, rounded down.
    function mintDiem(uint256 vvvToLock, uint256 minOut) external returns (uint256 diemOut);

    /// @notice Stakes the caller's VVV, mints DIEM for all of it and, on request, activates this DIEM: the same as
    ///         `stake(caller, vvv)`, `mintDiem(vvv, minOut)` and `stake(diemOut)` in one call. Emits what these emit.
    /// @dev Reverts with EnforcedPause; ZeroAmount; AmountTooLarge if a sum exceeds 128 bits; SupplyCapExceeded;
    ///      SlippageExceeded; SafeErc20FailedOperation, for example without approval.
    /// @param vvv VVV wei.
    /// @param minOut The least acceptable amount, in DIEM wei. 0 counts as 1.
    /// @param activate True to activate the DIEM.
    /// @return diemOut DIEM wei, rounded down.
    function stakeAndMint(uint256 vvv, uint256 minOut, bool activate) external returns (uint256 diemOut);

    /// @notice Burns DIEM of the caller against its own position and unlocks the same fraction of the position's locked
    ///         VVV. Emits DiemBurned and Transfer.
    /// @dev Reverts with ZeroAmount; ExceedsMinted; ERC20InsufficientBalance. Any DIEM will do, not only what the
    ///      account minted itself.
    /// @param amount DIEM wei.
    /// @return vvvUnlocked VVV wei, rounded down; the last burn of a position unlocks all that is left.
    function burnDiem(uint256 amount) external returns (uint256 vvvUnlocked);

    /// @notice Invites anyone to burn DIEM against the caller's position, in place of an earlier offer. Whoever burns
    ///         is paid from the stake that the burn frees. A rate of 0 withdraws the offer. Emits BurnOffered.
    /// @dev Reverts with ZeroAmount if `amount` is 0 and `rate` is not. `amount` may exceed 128 bits. Amounts above
    ///      2^80 - 1 are stored as 2^80 - 1, days above 65535 as 65535.
    ///
    ///      An offer is a standing order. If the mint rate falls below `rate`, anyone can mint DIEM in order to burn it
    ///      for the difference, up to `amount` and until `lastDay`, and supply does not contract. Offer below the mint
    ///      rate, in parts, and for days. An offer outlives changes of the curve.
    /// @param rate VVV wei paid per 1e18 DIEM wei burned, at most what the burn frees.
    /// @param amount DIEM wei that may be burned in total.
    /// @param lastDay The last day of the offer.
    function offerBurn(uint256 rate, uint256 amount, uint32 lastDay) external;

    /// @notice Burns DIEM of the caller against the position of `account`, by its offer. The burn frees as much locked
    ///         VVV as the account's own `burnDiem` would. Of that, `paid` becomes unlocked stake of `recipient`, and
    ///         the rest unlocked stake of `account`. Not affected by a pause. Emits DiemBurnedFor and Transfer.
    /// @dev Reverts, in this order, with ZeroAmount; InvalidRecipient if `recipient` is the zero address, this contract
    ///      or `account`, or if `account` is the caller; NoBurnOffer; ExceedsMinted; ERC20InsufficientBalance;
    ///      SlippageExceeded. It also reverts with AmountTooLarge if the recipient's stake would exceed 128 bits, which
    ///      existing VVV cannot reach.
    /// @param account The account with the offer.
    /// @param amount DIEM wei.
    /// @param minVvv The least acceptable payment, in VVV wei. 0 counts as 1.
    /// @param recipient The account that is paid.
    /// @return paid VVV wei: `min(floor(amount * rate / 1e18), freed)`, where `freed` is what the burn frees.
    function burnFor(address account, uint256 amount, uint256 minVvv, address recipient)
        external
        returns (uint256 paid);

    /// @notice An account's burn offer as stored, ended or not, and the position that it applies to.
    /// @param account The account.
    /// @return rate VVV wei per 1e18 DIEM wei burned; 0 if there is no offer.
    /// @return amount DIEM wei left of the offer.
    /// @return lastDay The last day of the offer.
    /// @return minted Outstanding DIEM of the position, in wei.
    /// @return locked VVV wei locked behind it. A burn of `x` DIEM wei frees
    ///                `floor(x * locked / minted)`.
    function burnOfferOf(address account)
        external
        view
        returns (uint256 rate, uint256 amount, uint32 lastDay, uint256 minted, uint256 locked);

    /// @notice An account's position: its locked VVV, and the DIEM minted against it.
    /// @param account The account.
    /// @return sVVVLockedAmount Locked VVV, in wei.
    /// @return outstandingDiemAmount DIEM minted against it and not burned, in wei.
    function lockedStakes(address account)
        external
        view
        returns (uint256 sVVVLockedAmount, uint256 outstandingDiemAmount);

    /// @notice The amount that `mintDiem` would yield now.
    /// @dev Reverts with SupplyCapExceeded.
    /// @param vvvToLock VVV wei.
    /// @return diemOut DIEM wei, rounded down; 0 for 0.
    function getDiemAmountOut(uint256 vvvToLock) external view returns (uint256 diemOut);

    /// @notice The least VVV that mints `diemOut` now: `getDiemAmountOut(getSVVVAmountIn(x)) == x`.
    /// @dev Reverts with SupplyCapExceeded.
    /// @param diemOut DIEM wei.
    /// @return vvvToLock VVV wei.
    function getSVVVAmountIn(uint256 diemOut) external view returns (uint256 vvvToLock);

    /// @notice The curve's rate at the current supply: the marginal cost of DIEM.
    /// @return VVV wei per DIEM, rounded down.
    function mintRate() external view returns (uint256);

    /// @notice The address of the DIEM token, which is this contract.
    /// @return This contract's address.
    function diem() external view returns (address);

    // --- Activating DIEM: daily credits

    /// @notice DIEM was activated.
    /// @param account Its owner.
    /// @param amount DIEM wei.
    event Staked(address indexed account, uint256 amount);

    /// @notice A ticket for active DIEM was opened.
    /// @param account Its owner.
    /// @param amount DIEM wei.
    event UnstakeInitiated(address indexed account, uint256 amount);

    /// @notice A ticket was closed, and its DIEM is active again from the next day on.
    /// @param account The ticket's owner.
    /// @param ticket The ticket's number.
    /// @param amount DIEM wei.
    event UnstakeCancelled(address indexed account, uint32 ticket, uint256 amount);

    /// @notice All matured DIEM tickets of an account were paid.
    /// @param account The tickets' owner.
    /// @param amount The sum, in DIEM wei.
    event Unstaked(address indexed account, uint256 amount);

    /// @notice The cooldown of DIEM tickets opened from now on has changed.
    /// @param duration The new cooldown, in seconds.
    event CooldownDurationUpdated(uint256 duration);

    /// @notice The amount exceeds the account's active DIEM.
    /// @dev Reduce the amount. DIEM in tickets is no longer active.
    /// @param active The account's active DIEM, in wei.
    /// @param needed The requested amount, in DIEM wei.
    error InsufficientActive(uint256 active, uint256 needed);

    /// @notice Activates DIEM of the caller, without approval: it moves into this contract, and each DIEM gives one
    ///         credit every UTC day, today included. Emits Staked and Transfer.
    /// @dev Reverts with EnforcedPause; ZeroAmount; ERC20InsufficientBalance.
    /// @param amount DIEM wei.
    function stake(uint256 amount) external;

    /// @notice Opens a ticket for a part of the caller's active DIEM. It gives no credits from the next day on; today's
    ///         remain. The ticket can be paid after the current cooldown. Emits UnstakeInitiated.
    /// @dev Reverts with ZeroAmount; InsufficientActive; TooManyTickets.
    /// @param amount DIEM wei.
    /// @return ticket The ticket's number.
    function initiateUnstake(uint256 amount) external returns (uint32 ticket);

    /// @notice Closes one of the caller's tickets, matured or not. Its DIEM is active again and gives credits from the
    ///         next day on. Emits UnstakeCancelled.
    /// @dev Reverts with TicketNotFound.
    /// @param ticket The ticket's number.
    function cancelUnstake(uint32 ticket) external;

    /// @notice Pays out all of the caller's matured DIEM tickets. Emits Unstaked and Transfer.
    /// @dev Reverts with NothingMatured.
    /// @return amount The sum, in DIEM wei.
    function unstake() external returns (uint256 amount);

    /// @notice Summary of an account's active DIEM and its tickets.
    /// @param account The account.
    /// @return amountStaked Active DIEM, in wei.
    /// @return coolDownEnd When the last open ticket matures, in Unix seconds; 0 if none is open.
    /// @return coolDownAmount DIEM wei in open tickets.
    function stakedInfos(address account)
        external
        view
        returns (uint256 amountStaked, uint256 coolDownEnd, uint256 coolDownAmount);

    /// @notice An account's open DIEM tickets, as three lists of equal length.
    /// @param account The account.
    /// @return tickets Their numbers.
    /// @return amounts DIEM wei.
    /// @return maturities When each can be paid, in Unix seconds.
    function diemTicketsOf(address account)
        external
        view
        returns (uint32[] memory tickets, uint256[] memory amounts, uint256[] memory maturities);

    /// @notice The active DIEM of all accounts.
    /// @return DIEM wei.
    function totalStaked() external view returns (uint256);

    /// @notice The cooldown of DIEM tickets opened now. It is never less than a day.
    /// @return Seconds.
    function cooldownDuration() external view returns (uint256);

    /// @notice An account's daily credits.
    /// @param account The account.
    /// @return limit Credits of each full day: its active DIEM.
    /// @return left Credits left today.
    /// @return leftYesterday Credits of yesterday that can still be settled by vouchers.
    /// @return resetsAt When the next day begins, in Unix seconds.
    function quotaOf(address account)
        external
        view
        returns (uint256 limit, uint256 left, uint256 leftYesterday, uint256 resetsAt);

    // --- Grants: credits for other accounts

    /// @notice A grant was set.
    /// @param owner The account that gives credits.
    /// @param spender The account that may use them.
    /// @param dailyLimit Credits per day, rounded as stored.
    /// @param lastDay The last day of the grant.
    /// @param allowPaid True if the spender may also use the owner's deposit.
    event QuotaApproved(
        address indexed owner, address indexed spender, uint256 dailyLimit, uint32 lastDay, bool allowPaid
    );

    /// @notice A grant cannot be given to the zero address or to its owner.
    /// @dev Pass another account. An account needs no grant to use its own credits.
    /// @param spender The rejected spender.
    error InvalidSpender(address spender);

    /// @notice The account has given the spender no grant.
    /// @dev Ask the account to call `approveQuota`, or to sign for `permitQuota`.
    /// @param account The owner of the credits.
    /// @param spender The account that tried to use them.
    error NoGrant(address account, address spender);

    /// @notice The grant ended before the day of the usage.
    /// @dev Ask the account to extend the grant.
    /// @param lastDay The last day of the grant.
    /// @param day The day of the usage.
    error GrantExpired(uint32 lastDay, uint32 day);

    /// @notice The grant's limit for the day leaves fewer credits than needed.
    /// @dev Use fewer credits, wait for the next day, or ask the account for a greater limit.
    /// @param left Credits left of the grant for that day.
    /// @param needed Credits requested.
    error GrantExceeded(uint256 left, uint256 needed);

    /// @notice Lets `spender` use the caller's credits, in place of an earlier grant. Credits that the spender has used
    ///         today count against the new limit. A limit of 0 ends the grant at once, so that vouchers for yesterday
    ///         cannot be settled either, and voids every signature for `permitQuota` over the current nonce of the
    ///         pair. Emits QuotaApproved.
    /// @dev Reverts with InvalidSpender. The limit may exceed 128 bits: it is rounded down to a multiple of 2^17, and
    ///      to at most 2^80 - 2^17. Days after 65535 count as 65535. A limit that rounds to 0 counts as 0. A lower
    ///      limit other than 0 does not void an earlier signature for a higher one.
    /// @param spender The account that may use credits.
    /// @param dailyLimit Credits per day.
    /// @param lastDay The last day of the grant.
    /// @param allowPaid True to let the spender also use the caller's deposit, within the same limit.
    function approveQuota(address spender, uint256 dailyLimit, uint32 lastDay, bool allowPaid) external;

    /// @notice Sets a grant as `approveQuota` does, by the owner's signature. Permissionless: an agent or a provider
    ///         can send it, so the owner needs no gas. Emits QuotaApproved.
    /// @dev The signature is over the EIP-712 struct `QuotaPermit(address owner,address spender,uint256
    ///      dailyLimit,uint32 lastDay,bool allowPaid,uint256 nonce,uint256 deadline)` in the domain of `eip712Domain`,
    ///      with the limit and the day as passed, before rounding. It uses up the nonce of the pair, whatever the
    ///      limit. Reverts with ERC2612ExpiredSignature; OutOfVoucherGas; ERC2612InvalidSigner; InvalidSpender.
    /// @param owner The account that gives credits.
    /// @param spender The account that may use them.
    /// @param dailyLimit Credits per day.
    /// @param lastDay The last day of the grant.
    /// @param allowPaid True to let the spender also use the owner's deposit, within the same limit.
    /// @param deadline The last second at which the signature is valid.
    /// @param signature The owner's signature r, s, v (65 bytes), or one that its ERC-1271 wallet accepts.
    function permitQuota(
        address owner,
        address spender,
        uint256 dailyLimit,
        uint32 lastDay,
        bool allowPaid,
        uint256 deadline,
        bytes calldata signature
    ) external;

    /// @notice The nonce that the next `permitQuota` of a pair must be signed over.
    /// @param owner The account that gives credits.
    /// @param spender The account that may use them.
    /// @return The number of times that `permitQuota`, or `approveQuota` with a limit of 0, has set the pair's grant.
    function quotaNonces(address owner, address spender) external view returns (uint256);

    /// @notice The grant of `owner` to `spender`. The credits left are 0 for a day that it does not cover.
    /// @param owner The account that gives credits.
    /// @param spender The account that may use them.
    /// @return dailyLimit Credits per day; 0 if there is no grant.
    /// @return left Credits left of it today.
    /// @return leftYesterday Credits of yesterday that can still be settled by vouchers.
    /// @return lastDay The last day of the grant.
    /// @return allowPaid True if the spender may also use the owner's deposit.
    /// @return resetsAt When the next day begins, in Unix seconds.
    function grantOf(address owner, address spender)
        external
        view
        returns (
            uint256 dailyLimit,
            uint256 left,
            uint256 leftYesterday,
            uint32 lastDay,
            bool allowPaid,
            uint256 resetsAt
        );

    // --- Deposits: paid credits

    /// @notice Fee tokens were deposited.
    /// @param account The account whose deposit grew.
    /// @param payer The account that paid.
    /// @param amount Base units of the fee token.
    event Deposited(address indexed account, address indexed payer, uint256 amount);

    /// @notice A ticket for a part of a deposit was opened.
    /// @param account The owner of the deposit.
    /// @param ticket The ticket's number.
    /// @param amount Base units of the fee token.
    /// @param maturity When it can be paid, in Unix seconds.
    event WithdrawalInitiated(address indexed account, uint32 ticket, uint256 amount, uint256 maturity);

    /// @notice A withdrawal ticket was closed without payment.
    /// @param account The ticket's owner.
    /// @param ticket The ticket's number.
    /// @param amount Base units of the fee token that are no longer reserved for withdrawal.
    event WithdrawalCancelled(address indexed account, uint32 ticket, uint256 amount);

    /// @notice All matured withdrawal tickets of an account were closed and paid.
    /// @param account The tickets' owner.
    /// @param amount Base units of the fee token that were paid: less than the tickets' sum, down to 0, if settlements
    ///               used a part of the deposit.
    event Withdrawn(address indexed account, uint256 amount);

    /// @notice The amount exceeds the part of the deposit that is not in open tickets.
    /// @dev Reduce the amount, or cancel a ticket.
    /// @param available The deposit less the open tickets, in base units of the fee token.
    /// @param needed The requested amount, in base units of the fee token.
    error InsufficientDeposit(uint256 available, uint256 needed);

    /// @notice Adds fee tokens of the caller, which the caller has approved, to the deposit of `account`.
    ///         Permissionless. Emits Deposited.
    /// @dev Reverts with EnforcedPause; ZeroAmount; InvalidRecipient; AmountTooLarge if a sum exceeds 128 bits;
    ///      SafeErc20FailedOperation, for example without approval.
    /// @param account The owner of the deposit.
    /// @param amount Base units of the fee token.
    function deposit(address account, uint256 amount) external;

    /// @notice Opens a ticket for a part of the caller's deposit. It can be paid from 00:00 UTC of the day after
    ///         tomorrow, when all of today's vouchers have expired. Until it is paid, settlements can still use the
    ///         amount. Emits WithdrawalInitiated.
    /// @dev Reverts with ZeroAmount; InsufficientDeposit; TooManyTickets.
    /// @param amount Base units of the fee token.
    /// @return ticket The ticket's number.
    function initiateWithdrawal(uint256 amount) external returns (uint32 ticket);

    /// @notice Closes one of the caller's withdrawal tickets, matured or not. Its amount stays in the deposit. Emits
    ///         WithdrawalCancelled.
    /// @dev Reverts with TicketNotFound.
    /// @param ticket The ticket's number.
    function cancelWithdrawal(uint32 ticket) external;

    /// @notice Closes all of the caller's matured withdrawal tickets and pays them, as far as the deposit suffices.
    ///         Emits Withdrawn.
    /// @dev Reverts with NothingMatured; SafeErc20FailedOperation.
    /// @return amount Base units of the fee token that were paid; 0 if settlements have used all of the deposit.
    function withdraw() external returns (uint256 amount);

    /// @notice An account's deposit. A provider can rely on `deposit` less `openTickets`.
    /// @param account The account.
    /// @return deposit Base units of the fee token, including those in open tickets.
    /// @return prepaid The fraction of a base unit that earlier fees, rounded up, have paid in advance, in 1e-18 of a
    ///                 base unit. The next fee uses it first.
    /// @return openTickets The sum of the open tickets, in base units of the fee token.
    function depositOf(address account)
        external
        view
        returns (uint256 deposit, uint256 prepaid, uint256 openTickets);

    /// @notice An account's open withdrawal tickets, as three lists of equal length.
    /// @param account The account.
    /// @return tickets Their numbers.
    /// @return amounts Base units of the fee token.
    /// @return maturities When each can be paid, in Unix seconds.
    function withdrawalTicketsOf(address account)
        external
        view
        returns (uint32[] memory tickets, uint256[] memory amounts, uint256[] memory maturities);

    // --- Usage settled on chain

    /// @notice Credits were used by `spend`.
    /// @param account The owner of the credits.
    /// @param provider The provider that serves the request.
    /// @param spender The caller: the owner or the holder of a grant.
    /// @param quotaCredits Daily credits used.
    /// @param paidCredits Paid credits used.
    /// @param fee The price of the paid credits, in base units of the fee token, rounded up.
    /// @param requestId The caller's identifier of the request.
    event Spent(
        address indexed account,
        address indexed provider,
        address indexed spender,
        uint256 quotaCredits,
        uint256 paidCredits,
        uint256 fee,
        bytes32 requestId
    );

    /// @notice The address is not an admitted provider, or was not on the day of the usage.
    /// @dev Choose an admitted provider. A removed provider can redeem vouchers of days up to its removal.
    /// @param provider The address.
    error NotProvider(address provider);

    /// @notice The day's quota is not enough, and the grant does not allow the use of the deposit.
    /// @dev Use fewer credits, wait for the next day, or ask the account to allow paid credits in the grant.
    /// @param quota Daily credits that can be used.
    /// @param needed Credits requested.
    error PaidNotAllowed(uint256 quota, uint256 needed);

    /// @notice The day's quota and the deposit together are not enough.
    /// @dev Use fewer credits, wait for the next day, activate DIEM, or deposit fee tokens.
    /// @param quota Daily credits that can be used.
    /// @param paid Further credits that the deposit covers.
    /// @param needed Credits requested.
    error InsufficientCredits(uint256 quota, uint256 paid, uint256 needed);

    /// @notice Uses credits of `account` today, all of them or none: daily credits first, then paid ones. The caller is
    ///         the account itself or holds a grant. The provider serves the request once it sees the event. Emits
    ///         Spent, and ProviderEarned if the provider earns something.
    /// @dev Reverts, in this order, with EnforcedPause; ZeroAmount; NotProvider; CommittedElsewhere; NoGrant,
    ///      GrantExpired or GrantExceeded; PaidNotAllowed; InsufficientCredits. For paid credits, the fee is taken from
    ///      the account's deposit, rounded up to a base unit; the excess is kept as `prepaid`. For daily credits, the
    ///      capacity pool reimburses the provider with the smaller of two amounts, both rounded down: the price of the
    ///      credits, and the day's remaining budget times the used credits divided by the day's unsettled credits.
    /// @param account The owner of the credits.
    /// @param provider The provider that is to serve the request.
    /// @param credits Credits in units of 1e-18.
    /// @param requestId An identifier for the provider; the contract does not interpret it.
    function spend(address account, address provider, uint256 credits, bytes32 requestId) external;

    /// @notice The most that `spender` can use of `account`'s credits now, with a provider that the account's
    ///         commitment, if it has one, permits.
    /// @dev The deposit covers at most 2^128 - 1 credits here, as in settlements.
    /// @param account The owner of the credits.
    /// @param spender The account itself or the holder of a grant.
    /// @return quotaCredits Daily credits, limited by quota and grant.
    /// @return paidCredits Further credits that the deposit covers, rounded down, limited by the grant.
    function spendableOf(address account, address spender)
        external
        view
        returns (uint256 quotaCredits, uint256 paidCredits);

    // --- Usage settled by vouchers

    /// @notice A voucher: a ceiling. `spender` permits `provider` to collect up to `credits` of `account` in total for
    ///         its usage on `day`. The provider states how much of that was really used when it redeems the voucher. A
    ///         later voucher with a greater ceiling replaces the earlier ones, so only the last one of a day is needed.
    /// @dev Until the end of the following day, a ceiling is worth its full amount to the provider and cannot be
    ///      revoked by its signer. Sign a little ahead of use, not for a whole day.
    ///
    ///      Signed over the EIP-712 struct `UsageVoucher(address account,address spender,address provider,uint32
    ///      day,uint256 credits)` in the domain of `eip712Domain`.
    /// @param account The owner of the credits.
    /// @param spender The account that uses them and signs: the owner or the holder of a grant.
    /// @param provider The provider that serves.
    /// @param day The day of the usage.
    /// @param credits The most that may be collected for that day in total, in units of 1e-18; below 2^120.
    struct UsageVoucher {
        address account;
        address spender;
        address provider;
        uint32 day;
        uint256 credits;
    }

    /// @notice A voucher was settled.
    /// @param account The owner of the credits.
    /// @param provider The provider.
    /// @param spender The signer of the voucher.
    /// @param day The day of the usage.
    /// @param quotaCredits Daily credits collected now.
    /// @param paidCredits Paid credits collected now.
    /// @param fee The price of the paid credits, in base units of the fee token, rounded up.
    event Settled(
        address indexed account,
        address indexed provider,
        address indexed spender,
        uint32 day,
        uint256 quotaCredits,
        uint256 paidCredits,
        uint256 fee
    );

    /// @notice `redeemBatch` skipped a voucher.
    /// @param index The voucher's position in the batch, from 0.
    /// @param selector The selector of the error that `redeem` would have reverted with.
    event VoucherRejected(uint256 index, bytes4 selector);

    /// @notice The caller is neither the voucher's provider nor one of its operators; or, in a batch, the voucher's
    ///         provider is not the batch's.
    /// @dev Send the voucher from the provider that it names, or from an address that it has allowed by `setOperator`.
    ///      A batch holds the vouchers of one provider.
    /// @param provider The provider in the voucher.
    error OnlyProvider(address provider);

    /// @notice The voucher's day is before yesterday. Vouchers can be redeemed on their day and on the next.
    /// @dev It can no longer be redeemed. Redeem vouchers earlier.
    /// @param day The voucher's day.
    /// @param today The current day.
    error VoucherExpired(uint32 day, uint32 today);

    /// @notice The voucher's day has not begun.
    /// @dev Redeem it on its day, or ask for a voucher for today.
    /// @param day The voucher's day.
    /// @param today The current day.
    error VoucherNotYetValid(uint32 day, uint32 today);

    /// @notice The voucher's credits are 2^120 or more.
    /// @dev Ask for a voucher with a smaller ceiling.
    /// @param credits The voucher's credits.
    error VoucherTooLarge(uint256 credits);

    /// @notice No more was used than has been collected, or the voucher permits no more.
    /// @dev Nothing is due for this voucher. Redeem one with a greater ceiling, or with a greater total.
    /// @param collected Credits collected for the voucher's account, spender, provider and day.
    /// @param credits The smaller of the voucher's credits and the given total.
    error VoucherNotNewer(uint256 collected, uint256 credits);

    /// @notice The signature is not the spender's, and the spender is not a wallet contract that accepts it.
    /// @dev Ask the spender to sign the voucher with its exact values, in the domain of `eip712Domain`.
    /// @param spender The account that had to sign.
    error InvalidVoucherSignature(address spender);

    /// @notice The remaining gas cannot guarantee a wallet contract its full allowance of 100,000 gas for checking the
    ///         signature of a voucher or of a `permitQuota`.
    /// @dev Send the transaction with a greater gas limit, or fewer vouchers.
    /// @param left Gas left.
    /// @param needed Gas needed at this point.
    error OutOfVoucherGas(uint256 left, uint256 needed);

    /// @notice The batch has unequal numbers of vouchers, signatures and totals.
    /// @dev Send one signature and one total for each voucher, in the same order.
    /// @param vouchers The number of vouchers.
    /// @param signatures The number of signatures.
    /// @param totals The number of totals.
    error LengthMismatch(uint256 vouchers, uint256 signatures, uint256 totals);

    /// @notice Collects the credits by which the smaller of the voucher's ceiling and `total` exceeds those collected
    ///         before for the same account, spender, provider and day, as far as quota, grant and deposit cover them.
    ///         The rest can be collected later. Only the voucher's provider and its operators can call it, on the
    ///         voucher's day or the next. Emits Settled, and ProviderEarned if the provider earns something.
    /// @dev Reverts, in this order, with VoucherExpired or VoucherNotYetValid; EnforcedPause for days after the day on
    ///      which a pause began; VoucherTooLarge; OnlyProvider; NotProvider; OutOfVoucherGas; InvalidVoucherSignature;
    ///      CommittedElsewhere; NoGrant or GrantExpired; VoucherNotNewer; and, if nothing can be collected,
    ///      GrantExceeded, PaidNotAllowed or InsufficientCredits. Fees and reimbursements are those of `spend`.
    /// @param voucher The voucher. Its `credits` do not revert with AmountTooLarge above 128 bits.
    /// @param signature The spender's signature r, s, v (65 bytes), or one that its ERC-1271 wallet accepts.
    /// @param total All credits used for the voucher's account, spender, provider and day so far, in units of 1e-18, at
    ///              all gateways of the provider together. The contract does not verify it. Any number is allowed: one
    ///              above the ceiling collects up to the ceiling.
    /// @return quotaCredits Daily credits collected.
    /// @return paidCredits Paid credits collected.
    function redeem(UsageVoucher calldata voucher, bytes calldata signature, uint256 total)
        external
        returns (uint256 quotaCredits, uint256 paidCredits);

    /// @notice Redeems several vouchers of one provider: that of the first voucher whose provider is the caller or has
    ///         allowed the caller as an operator. A voucher that `redeem` would revert for is skipped with
    ///         VoucherRejected; the other vouchers are unaffected. Emits Settled or VoucherRejected for each, and at
    ///         most one ProviderEarned.
    /// @dev Reverts with LengthMismatch; InvalidCalldata if the encoding of an element is malformed; OutOfVoucherGas.
    /// @param vouchers The vouchers.
    /// @param signatures Their signatures, in the same order.
    /// @param totals Their totals, as for `redeem`, in the same order.
    /// @return quotaCredits Daily credits collected by all of them.
    /// @return paidCredits Paid credits collected by all of them.
    function redeemBatch(
        UsageVoucher[] calldata vouchers,
        bytes[] calldata signatures,
        uint256[] calldata totals
    ) external returns (uint256 quotaCredits, uint256 paidCredits);

    /// @notice Credits collected by vouchers for one account, spender, provider and day.
    /// @param account The owner of the credits.
    /// @param spender The signer of the vouchers.
    /// @param provider The provider.
    /// @param day Today or yesterday.
    /// @return credits Credits in units of 1e-18; 0 for any other day.
    function collectedOf(address account, address spender, address provider, uint32 day)
        external
        view
        returns (uint256 credits);

    // --- Commitments: credits for one provider alone

    /// @notice An account has committed its credits to a provider, or taken back the release of a commitment.
    /// @param account The account.
    /// @param provider The provider.
    /// @param fromDay The first day on which the commitment is in force.
    event Committed(address indexed account, address indexed provider, uint32 fromDay);

    /// @notice An account has released its commitment.
    /// @param account The account.
    /// @param provider The provider.
    /// @param untilDay The first day on which the commitment is no longer in force.
    event CommitmentReleased(address indexed account, address indexed provider, uint32 untilDay);

    /// @notice On the day of the usage, the account's credits are committed to another provider.
    /// @dev Use that provider, or have the account release its commitment and wait until it has ended.
    /// @param provider The provider that the account is committed to.
    error CommittedElsewhere(address provider);

    /// @notice The account is committed to another provider, or its commitment has ended today, so that its last day is
    ///         still being settled.
    /// @dev Release the commitment. A new one can be made on the days after `until`.
    /// @param until The first day on which the commitment is no longer in force; 2^32 - 1 if it has not been released.
    error CommitmentInForce(uint32 until);

    /// @notice The caller has no commitment, or it has ended.
    /// @dev Nothing needs to be done.
    error NoCommitment();

    /// @notice Commits the caller's credits to `provider` from tomorrow on: no other provider can collect credits of a
    ///         day on which the commitment is in force, while `provider` is admitted. Committing again to the same
    ///         provider takes back a release, and otherwise changes nothing. Emits Committed if anything changes.
    /// @dev Reverts, in this order, with NotProvider; CommitmentInForce. Vouchers of days before tomorrow stay
    ///      redeemable by all providers. The commitment covers vouchers that the account signs with its own key: a
    ///      grant can be ended, and a contract wallet can change its mind about a signature.
    /// @param provider An admitted provider.
    function commitTo(address provider) external;

    /// @notice Ends the caller's commitment: tomorrow is the last day on which it is in force. Releasing it a second
    ///         time changes nothing. Emits CommitmentReleased if anything changes.
    /// @dev Reverts with NoCommitment.
    function releaseCommitment() external;

    /// @notice An account's commitment as stored, ended or not. It is in force on the days from `fromDay` to the one
    ///         before `untilDay`, while the provider is admitted. A removed provider keeps it for the days up to that
    ///         of its removal.
    /// @param account The account.
    /// @return provider The provider; zero if there is no commitment.
    /// @return fromDay The first day on which it is in force.
    /// @return untilDay The first day on which it is no longer in force; 2^32 - 1 if it has not been released.
    function commitmentOf(address account)
        external
        view
        returns (address provider, uint32 fromDay, uint32 untilDay);

    // --- The day's rollover

    /// @notice A day was closed and the next one began.
    /// @param day The closed day: the last one that had a rollover.
    /// @param issued Credits issued for it.
    /// @param quotaCredits Daily credits settled on it, its own and the previous day's.
    /// @param paidCredits Paid credits settled on it.
    /// @param streaming What the new stream holds at the end of the closed day, to be released to stakers over the 24
    ///                  hours after it, in base units of the fee token.
    /// @param budget The amount that can reimburse providers for the new day's credits, in base units of the fee token.
    /// @param pool The capacity pool at the rollover, of which the budget is a part, without what the day before still
    ///             keeps, in base units of the fee token.
    event DayRolled(
        uint32 indexed day,
        uint256 issued,
        uint256 quotaCredits,
        uint256 paidCredits,
        uint256 streaming,
        uint256 budget,
        uint256 pool
    );

    /// @notice Performs the day's rollover if it is due and releases rewards that have accrued. Permissionless. Other
    ///         calls do this when needed, but a day without any of them has no budget: its daily credits are not
    ///         reimbursed. Emits DayRolled on a new day.
    function checkpoint() external;

    // --- Staking rewards

    /// @notice Rewards of an account were paid, or staked by `claimAndStake`.
    /// @param account The staker.
    /// @param to The receiver; `account` when rewards were staked.
    /// @param amount Base units of the fee token.
    event Claimed(address indexed account, address indexed to, uint256 amount);

    /// @notice Fee tokens were added to the stakers' rewards.
    /// @param payer The account that paid.
    /// @param amount Base units of the fee token.
    event Funded(address indexed payer, uint256 amount);

    /// @notice Fee tokens were added to the capacity pool.
    /// @param payer The account that paid.
    /// @param amount Base units of the fee token.
    event CapacityFunded(address indexed payer, uint256 amount);

    /// @notice Rewards cannot be staked, because the fee token is not VVV.
    /// @dev Use `claim`.
    error RewardNotStakeable();

    /// @notice Pays the caller's rewards to the caller. Succeeds with 0 if nothing has accrued. Emits Claimed unless
    ///         the amount is 0.
    /// @dev Reverts with SafeErc20FailedOperation.
    /// @return amount Base units of the fee token, rounded down.
    function claim() external returns (uint256 amount);

    /// @notice Pays the caller's rewards to another account. Succeeds with 0 if nothing has accrued. Emits Claimed
    ///         unless the amount is 0.
    /// @dev Reverts with InvalidRecipient; SafeErc20FailedOperation.
    /// @param to The receiver.
    /// @return amount Base units of the fee token, rounded down.
    function claimTo(address to) external returns (uint256 amount);

    /// @notice Stakes the caller's rewards, where the fee token is VVV. No token moves. Succeeds with 0 if nothing has
    ///         accrued. Emits Claimed and VvvStaked unless the amount is 0.
    /// @dev Reverts with EnforcedPause; RewardNotStakeable; AmountTooLarge if a sum exceeds 128 bits.
    /// @return amount VVV wei, rounded down.
    function claimAndStake() external returns (uint256 amount);

    /// @notice The amount that `claim` would pay now.
    /// @param account The staker.
    /// @return amount Base units of the fee token, rounded down.
    function pendingRewards(address account) external view returns (uint256 amount);

    /// @notice Adds fee tokens of the caller, which the caller has approved, to the rewards that flow to stakers from
    ///         the next rollover on. Permissionless. Emits Funded.
    /// @dev Reverts with EnforcedPause; ZeroAmount; AmountTooLarge if a sum exceeds 128 bits; SafeErc20FailedOperation,
    ///      for example without approval.
    /// @param amount Base units of the fee token.
    function fund(uint256 amount) external;

    /// @notice Adds fee tokens of the caller, which the caller has approved, to the capacity pool: they are part of the
    ///         budget from the next rollover on. Permissionless. Emits CapacityFunded.
    /// @dev Reverts with the errors of `fund`; AmountTooLarge also if the pool would reach 2^127.
    /// @param amount Base units of the fee token.
    function fundCapacity(uint256 amount) external;

    // --- Providers

    /// @notice A provider was admitted.
    /// @param provider The provider.
    event ProviderAdmitted(address indexed provider);

    /// @notice A provider was removed.
    /// @param provider The provider.
    /// @param lastDay The day of the removal, which is the last day whose vouchers it can redeem.
    event ProviderRemoved(address indexed provider, uint32 lastDay);

    /// @notice A provider has published the address of its service.
    /// @param provider The provider.
    /// @param uri The address: valid UTF-8 of 1 to 256 bytes, otherwise not checked by the contract.
    event ProviderAnnounced(address indexed provider, string uri);

    /// @notice A provider has allowed or removed an operator.
    /// @param provider The provider.
    /// @param operator The operator.
    /// @param allowed True if it may redeem vouchers for the provider.
    event OperatorSet(address indexed provider, address indexed operator, bool allowed);

    /// @notice A provider has earned fees or reimbursements by a call of `spend`, `redeem` or `redeemBatch`.
    /// @param provider The provider.
    /// @param fees Its share of the fees for paid credits, in base units of the fee token.
    /// @param reimbursed The amount that the capacity pool paid for daily credits, in base units of the fee token.
    event ProviderEarned(address indexed provider, uint256 fees, uint256 reimbursed);

    /// @notice A provider's earnings were paid.
    /// @param provider The provider.
    /// @param to The receiver.
    /// @param amount Base units of the fee token.
    event EarningsClaimed(address indexed provider, address indexed to, uint256 amount);

    /// @notice The announced address is empty, longer than 256 bytes, or not valid UTF-8.
    /// @dev Announce another address.
    /// @param length Its length in bytes.
    error InvalidUri(uint256 length);

    /// @notice A provider that was ever admitted.
    /// @param provider Its address.
    /// @param admitted True if it is admitted now.
    /// @param uri The address of its service as last announced; empty if it has announced none.
    struct ProviderInfo {
        address provider;
        bool admitted;
        string uri;
    }

    /// @notice Owner only. Admits or removes a provider. `spend` with a removed provider reverts at once; vouchers of
    ///         days up to its removal stay redeemable until they expire. Emits ProviderAdmitted or ProviderRemoved,
    ///         unless nothing changes.
    /// @dev Reverts with OwnableUnauthorizedAccount; InvalidRecipient.
    /// @param provider The provider.
    /// @param admitted True to admit, false to remove.
    function setProvider(address provider, bool admitted) external;

    /// @notice Returns true if the account is an admitted provider.
    /// @param provider The account.
    /// @return True if it is.
    function isProvider(address provider) external view returns (bool);

    /// @notice Lists the providers that were ever admitted, each once, in the order of their first admission.
    /// @param start The position of the first one to return, from 0.
    /// @param count How many to return, at most; more than 100 counts as 100. Positions beyond the end are left out.
    /// @return The providers, with their last announced addresses.
    function providers(uint256 start, uint256 count) external view returns (ProviderInfo[] memory);

    /// @notice Publishes the address of the service of the caller, an admitted provider, in place of an earlier one.
    ///         Emits ProviderAnnounced.
    /// @dev Reverts, in this order, with NotProvider; InvalidUri.
    /// @param uri The address of the service: valid UTF-8 of 1 to 256 bytes, otherwise not checked by the contract.
    function announce(string calldata uri) external;

    /// @notice Allows an address to redeem vouchers for the caller as their provider, or withdraws that permission.
    ///         Earnings stay the caller's. Permissionless: it has an effect only for a provider. Emits OperatorSet.
    /// @param operator The address.
    /// @param allowed True to allow, false to remove.
    function setOperator(address operator, bool allowed) external;

    /// @notice Returns true if an address may redeem vouchers for a provider by `setOperator`.
    /// @param provider The provider.
    /// @param operator The address.
    /// @return True if it is allowed. A provider needs no entry for itself.
    function isOperator(address provider, address operator) external view returns (bool);

    /// @notice Pays out the caller's earnings as a provider, admitted or removed. Succeeds with 0 if there are none.
    ///         Emits EarningsClaimed unless the amount is 0.
    /// @dev Reverts with InvalidRecipient; SafeErc20FailedOperation.
    /// @param to The receiver.
    /// @return amount Base units of the fee token.
    function claimEarnings(address to) external returns (uint256 amount);

    /// @notice A provider's earnings that have not been claimed.
    /// @param provider The provider.
    /// @return amount Base units of the fee token.
    function earningsOf(address provider) external view returns (uint256 amount);

    // --- Ownership, pause and recovery

    /// @notice An ownership transfer was started, or cancelled.
    /// @param previousOwner The current owner.
    /// @param newOwner The account that may accept; the zero address if a transfer was cancelled.
    event OwnershipTransferStarted(address indexed previousOwner, address indexed newOwner);

    /// @notice The owner has changed.
    /// @param previousOwner The previous owner; the zero address in the constructor.
    /// @param newOwner The new owner.
    event OwnershipTransferred(address indexed previousOwner, address indexed newOwner);

    /// @notice The guardian was set.
    /// @param guardian The guardian; the zero address if there is none.
    event GuardianChanged(address indexed guardian);

    /// @notice New business was paused, or the owner confirmed a pause of the guardian.
    /// @param account The owner or the guardian.
    event Paused(address account);

    /// @notice A pause was lifted.
    /// @param account The owner.
    event Unpaused(address account);

    /// @notice The surplus of a token was sent to an account.
    /// @param token The token.
    /// @param to The receiver.
    /// @param amount Base units of the token.
    event Recovered(address indexed token, address indexed to, uint256 amount);

    /// @notice The caller does not have the required role: owner, pending owner or, for `pause`, owner or guardian.
    /// @dev Call from the account with that role.
    /// @param account The caller.
    error OwnableUnauthorizedAccount(address account);

    /// @notice New business is paused. Exits and claims are not affected.
    /// @dev Wait until the pause ends: `protocol().pauseEnds`.
    error EnforcedPause();

    /// @notice There is no pause to lift.
    /// @dev Nothing needs to be done. `setGuardian` ends the guardian's waiting time after an expired pause.
    error ExpectedPause();

    /// @notice The guardian has paused within the last 30 days.
    /// @dev Wait until the given time, or ask the owner to pause.
    /// @param until When the guardian may pause again, in Unix seconds.
    error GuardianMustWait(uint256 until);

    /// @notice The contract's balance of the token does not exceed its liabilities. All DIEM held by the contract is
    ///         owed.
    /// @dev Nothing can be recovered.
    /// @param token The token.
    error NothingToRecover(address token);

    /// @notice The owner.
    /// @return Its address, never zero.
    function owner() external view returns (address);

    /// @notice The account that may accept ownership.
    /// @return Its address; zero if no transfer is in progress.
    function pendingOwner() external view returns (address);

    /// @notice Owner only. Starts a two-step ownership transfer, in place of an earlier one. Ownership cannot be
    ///         renounced. Emits OwnershipTransferStarted.
    /// @dev Reverts with OwnableUnauthorizedAccount.
    /// @param newOwner The account that may accept; the zero address cancels a transfer.
    function transferOwnership(address newOwner) external;

    /// @notice Completes an ownership transfer. Only the pending owner can call it. Emits OwnershipTransferred.
    /// @dev Reverts with OwnableUnauthorizedAccount.
    function acceptOwnership() external;

    /// @notice The guardian, who can only pause.
    /// @return Its address; zero if there is none.
    function guardian() external view returns (address);

    /// @notice Owner only. Sets the guardian, who may pause at once. Emits GuardianChanged.
    /// @dev Reverts with OwnableUnauthorizedAccount; InvalidGuardian.
    /// @param guardian The guardian; the zero address for none.
    function setGuardian(address guardian) external;

    /// @notice Pauses new business. A pause by the owner lasts until it is lifted. A pause by the guardian lasts 7
    ///         days, and the guardian cannot pause again within 30 days of its start. The owner can confirm a
    ///         guardian's pause by calling this too: then it lasts until it is lifted. Emits Paused.
    /// @dev Reverts with OwnableUnauthorizedAccount; EnforcedPause if a pause is active that the caller cannot confirm;
    ///      GuardianMustWait. Vouchers for days up to the start of the pause stay redeemable.
    function pause() external;

    /// @notice Owner only. Lifts the pause, and ends the guardian's waiting time. Emits Unpaused.
    /// @dev Reverts with OwnableUnauthorizedAccount; ExpectedPause.
    function unpause() external;

    /// @notice Returns true if new business is paused.
    /// @return True if a pause is active.
    function paused() external view returns (bool);

    /// @notice The token that paid credits, rewards and earnings are paid in. It may be VVV.
    /// @return Its address, set by the constructor.
    function feeToken() external view returns (address);

    /// @notice Owner only. Sends the surplus of a token, that is, the contract's balance less its liabilities, to `to`.
    ///         Emits Recovered.
    /// @dev Reverts with OwnableUnauthorizedAccount; InvalidRecipient; NothingToRecover, also if the contract would
    ///      hold less VVV or fee tokens than it owes afterwards, which a token with two addresses could cause;
    ///      SafeErc20FailedOperation. Liabilities exist in VVV, the fee token and DIEM only.
    /// @param token Any token.
    /// @param to The receiver.
    /// @return amount Base units of the token.
    function recover(address token, address to) external returns (uint256 amount);

    // --- Constructor and parameters

    /// @notice The parameters that governance can change.
    /// @dev Each bound is inclusive. One change may lower `base` and `power/target^3`, with the target in whole units
    ///      of 1e12 wei, by at most a quarter and raise them by at most a third; it may at most halve (rounded down) or
    ///      double `creditPrice`.
    /// @param base The mint rate at supply 0, in VVV wei per DIEM: 10e18 to 10,000e18.
    /// @param power The exponent of the curve at `target`, a wad: 0.25e18 to 8e18. The rate at supply S is
    ///              `base * e^(power * (S / target)^3)`.
    /// @param target The supply at which the rate is base * e^power, in DIEM wei: 1,000e18 to 250,000e18.
    /// @param vvvCooldown The cooldown of VVV tickets, in seconds: 1 to 30 days.
    /// @param diemCooldown The cooldown of DIEM tickets, in seconds: 1 to 7 days.
    /// @param stakerShare The stakers' share of a fee, a wad: at most 0.5e18.
    /// @param poolShare The capacity pool's share of a fee, a wad: at most 0.5e18. Both shares together are at most
    ///                  0.5e18; the rest belongs to the provider.
    /// @param creditPrice Base units of the fee token per 1e18 paid credits: 1 to 1e30.
    struct Params {
        uint256 base;
        uint256 power;
        uint256 target;
        uint256 vvvCooldown;
        uint256 diemCooldown;
        uint256 stakerShare;
        uint256 poolShare;
        uint256 creditPrice;
    }

    /// @notice The arguments of the constructor, with the fields of `params` in their order. The constructor emits
    ///         OwnershipTransferred, GuardianChanged, ParamsChanged and CooldownDurationUpdated.
    /// @dev A Solidity interface cannot declare a constructor. It reverts with AlreadyConstructed; InvalidVvv;
    ///      InvalidFeeToken; InvalidOwner; InvalidGuardian; or the error of a parameter out of bounds.
    /// @param vvv The VVV token, an ERC-20 with 18 decimals, without fees on transfer and without rebasing.
    /// @param feeToken The token that fees are paid in, an ERC-20 with the same restrictions, of at most 18 decimals
    ///                 and preferably at least 6: rounding costs less than one base unit a call. May be VVV.
    /// @param owner The owner: neither the zero address nor this contract.
    /// @param guardian The guardian; the zero address for none. Not this contract.
    /// @param params The first parameters.
    struct ConstructorArgs {
        address vvv;
        address feeToken;
        address owner;
        address guardian;
        Params params;
    }

    /// @notice The owner proposed parameters.
    /// @param base See `Params`.
    /// @param power See `Params`.
    /// @param target See `Params`.
    /// @param vvvCooldown See `Params`.
    /// @param diemCooldown See `Params`.
    /// @param stakerShare See `Params`.
    /// @param poolShare See `Params`.
    /// @param creditPrice See `Params`.
    /// @param executableAt When they can be applied, in Unix seconds.
    event ParamsProposed(
        uint256 base,
        uint256 power,
        uint256 target,
        uint256 vvvCooldown,
        uint256 diemCooldown,
        uint256 stakerShare,
        uint256 poolShare,
        uint256 creditPrice,
        uint256 executableAt
    );

    /// @notice The owner cancelled the pending proposal.
    event ParamsCancelled();

    /// @notice Parameters were set. The shares apply from the next rollover on; in the constructor, at once.
    /// @param base See `Params`.
    /// @param power See `Params`.
    /// @param target See `Params`.
    /// @param vvvCooldown See `Params`.
    /// @param diemCooldown See `Params`.
    /// @param stakerShare See `Params`.
    /// @param poolShare See `Params`.
    /// @param creditPrice See `Params`.
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

    /// @notice The constructor has already run.
    /// @dev Deploy a new contract.
    error AlreadyConstructed();

    /// @notice The VVV token is not a contract, is this contract, or does not report 18 decimals.
    /// @dev Deploy again with the address of the VVV token.
    /// @param vvv The rejected address.
    error InvalidVvv(address vvv);

    /// @notice The fee token is not a contract, is this contract, or does not report a number of decimals up to 18.
    /// @dev Deploy again with the address of a token.
    /// @param feeToken The rejected address.
    error InvalidFeeToken(address feeToken);

    /// @notice The owner is the zero address or this contract.
    /// @dev Deploy again with another owner.
    /// @param owner The rejected address.
    error InvalidOwner(address owner);

    /// @notice The guardian is this contract.
    /// @dev Choose another guardian, or the zero address for none.
    /// @param guardian The rejected address.
    error InvalidGuardian(address guardian);

    /// @notice `base` is outside of the parameter's bounds, or the change is too large: one change may lower it by at
    ///         most a quarter and raise it by at most a third.
    /// @dev Choose a value within the bounds; for a greater change, propose several times.
    /// @param value The rejected value, in VVV wei per DIEM.
    /// @param min The least value.
    /// @param max The greatest value.
    error BaseOutOfBounds(uint256 value, uint256 min, uint256 max);

    /// @notice `power` is out of bounds.
    /// @dev Choose a value within the bounds.
    /// @param value The rejected value, a wad.
    /// @param min The least value.
    /// @param max The greatest value.
    error PowerOutOfBounds(uint256 value, uint256 min, uint256 max);

    /// @notice `target` is out of bounds.
    /// @dev Choose a value within the bounds.
    /// @param value The rejected value, in DIEM wei.
    /// @param min The least value.
    /// @param max The greatest value.
    error TargetOutOfBounds(uint256 value, uint256 min, uint256 max);

    /// @notice `vvvCooldown` is out of bounds.
    /// @dev Choose a value within the bounds.
    /// @param value The rejected value, in seconds.
    /// @param min The least value.
    /// @param max The greatest value.
    error VvvCooldownOutOfBounds(uint256 value, uint256 min, uint256 max);

    /// @notice `diemCooldown` is out of bounds.
    /// @dev Choose a value within the bounds.
    /// @param value The rejected value, in seconds.
    /// @param min The least value.
    /// @param max The greatest value.
    error DiemCooldownOutOfBounds(uint256 value, uint256 min, uint256 max);

    /// @notice `stakerShare` is out of bounds.
    /// @dev Choose a value within the bounds.
    /// @param value The rejected value, a wad.
    /// @param min The least value.
    /// @param max The greatest value.
    error StakerShareOutOfBounds(uint256 value, uint256 min, uint256 max);

    /// @notice `poolShare` is out of bounds.
    /// @dev Choose a value within the bounds.
    /// @param value The rejected value, a wad.
    /// @param min The least value.
    /// @param max The greatest value.
    error PoolShareOutOfBounds(uint256 value, uint256 min, uint256 max);

    /// @notice `power/target^3` would fall by more than a quarter or rise by more than a third. Together with `base` it
    ///         determines the mint curve.
    /// @dev Propose a smaller change of `power` or `target`; for a greater one, propose several times.
    /// @param power The rejected power, a wad.
    /// @param target The rejected target, in DIEM wei.
    error GrowthOutOfBounds(uint256 power, uint256 target);

    /// @notice `creditPrice` is outside of the parameter's bounds, or the change is too large: one change may at most
    ///         halve or double it.
    /// @dev Choose a value within the bounds; for a greater change, propose several times.
    /// @param value The rejected value, in base units of the fee token per 1e18 credits.
    /// @param min The least value.
    /// @param max The greatest value.
    error CreditPriceOutOfBounds(uint256 value, uint256 min, uint256 max);

    /// @notice The sum of `stakerShare` and `poolShare` is out of bounds.
    /// @dev Reduce one of the shares.
    /// @param value The sum, a wad.
    /// @param min The least sum.
    /// @param max The greatest sum.
    error SharesOutOfBounds(uint256 value, uint256 min, uint256 max);

    /// @notice There is no pending proposal.
    /// @dev The owner has to propose parameters first.
    error NoProposal();

    /// @notice The proposal cannot be applied yet.
    /// @dev Try again from the given time on.
    /// @param from When it can be applied, in Unix seconds.
    error ProposalNotReady(uint256 from);

    /// @notice The proposal has expired.
    /// @dev The owner has to propose the parameters again.
    /// @param until The last Unix second at which it could be applied.
    error ProposalExpired(uint256 until);

    /// @notice Owner only. Proposes parameters, in place of an earlier proposal. They can be applied 48 hours after the
    ///         proposal at the earliest and 14 days after it at the latest, and not within 7 days of the last
    ///         application. Emits ParamsProposed.
    /// @dev Reverts with OwnableUnauthorizedAccount; the error of a parameter out of bounds; BaseOutOfBounds,
    ///      GrowthOutOfBounds or CreditPriceOutOfBounds if the change is too great; SupplyCapExceeded if the DIEM
    ///      supply exceeds the new curve's maximum.
    /// @param params The parameters.
    function proposeParams(Params calldata params) external;

    /// @notice Applies the pending proposal. Permissionless. The curve and the credit price change at once, cooldowns
    ///         for new tickets, shares at the next rollover. Emits ParamsChanged, and CooldownDurationUpdated if the
    ///         cooldown of DIEM changes.
    /// @dev Reverts with NoProposal; ProposalNotReady; ProposalExpired; SupplyCapExceeded, as when proposing.
    function executeParams() external;

    /// @notice Owner only. Cancels the pending or expired proposal. Emits ParamsCancelled.
    /// @dev Reverts with OwnableUnauthorizedAccount; NoProposal.
    function cancelParams() external;

    /// @notice The proposal, pending or expired.
    /// @return params The proposed parameters; zeros if there are none.
    /// @return executableAt When they can be applied, in Unix seconds; 0 if there are none.
    function proposedParams() external view returns (Params memory params, uint256 executableAt);

    /// @notice The parameters as they were last set.
    /// @return base See `Params`.
    /// @return power See `Params`.
    /// @return target See `Params`.
    /// @return vvvCooldown See `Params`.
    /// @return diemCooldown See `Params`.
    /// @return stakerShare See `Params`; applies from the first rollover after it was set.
    /// @return poolShare See `Params`; applies from the first rollover after it was set.
    /// @return creditPrice See `Params`.
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

    // --- Views for applications

    /// @notice An open ticket.
    /// @param id Its number, unique within its queue.
    /// @param amount VVV wei, DIEM wei or base units of the fee token, depending on the queue.
    /// @param maturity When it can be paid, in Unix seconds.
    struct Ticket {
        uint32 id;
        uint256 amount;
        uint256 maturity;
    }

    /// @notice Everything about an account, as if the day's rollover had just happened.
    /// @param staked VVV wei, including the locked part.
    /// @param locked VVV wei behind outstanding DIEM.
    /// @param minted Outstanding DIEM of the position, in wei.
    /// @param rewards The amount that `claim` would pay, in base units of the fee token.
    /// @param diem The DIEM balance, in wei.
    /// @param active Active DIEM, in wei, which is also the number of credits of each full day.
    /// @param left Daily credits left today.
    /// @param leftYesterday Daily credits of yesterday that can still be settled by vouchers.
    /// @param deposit The deposit, in base units of the fee token.
    /// @param prepaid The fraction of a base unit paid in advance, in 1e-18 of a base unit; see `depositOf`.
    /// @param openWithdrawals The sum of the open withdrawal tickets, in base units of the fee token.
    /// @param isProvider True if the account is an admitted provider.
    /// @param earnings Its earnings as a provider that have not been claimed, in base units of the fee token.
    /// @param vvvTickets Open tickets for VVV.
    /// @param diemTickets Open tickets for DIEM.
    /// @param withdrawalTickets Open tickets for the deposit.
    struct AccountInfo {
        uint256 staked;
        uint256 locked;
        uint256 minted;
        uint256 rewards;
        uint256 diem;
        uint256 active;
        uint256 left;
        uint256 leftYesterday;
        uint256 deposit;
        uint256 prepaid;
        uint256 openWithdrawals;
        bool isProvider;
        uint256 earnings;
        Ticket[] vvvTickets;
        Ticket[] diemTickets;
        Ticket[] withdrawalTickets;
    }

    /// @notice The state of the protocol, as if the day's rollover had just happened.
    /// @param supply The DIEM supply, in wei.
    /// @param mintRate VVV wei per DIEM, rounded down.
    /// @param staked All staked VVV, including locked stake, in wei.
    /// @param locked All locked VVV, in wei.
    /// @param active All active DIEM, in wei.
    /// @param day The current day.
    /// @param issued Daily credits issued today.
    /// @param budget The amount left to reimburse providers for today's credits, in base units of the fee token.
    /// @param open Today's daily credits that have not been settled.
    /// @param budgetYesterday The amount left to reimburse providers for yesterday's credits, in base units of the fee
    ///                        token.
    /// @param openYesterday Yesterday's daily credits that have not been settled.
    /// @param lastDay The last closed day.
    /// @param lastIssued Daily credits issued for it.
    /// @param lastQuota Daily credits settled on it, its own and the previous day's.
    /// @param lastPaid Paid credits settled on it.
    /// @param stream The amount not yet released to stakers, in base units of the fee token.
    /// @param streamEnd When all of it will have been released, in Unix seconds.
    /// @param bucket The amount that joins the stream at the next rollover, in base units of the fee token.
    /// @param pool The capacity pool, including `budget` and `budgetYesterday`, in base units of the fee token.
    /// @param params The parameters as they were last set.
    /// @param stakerShare The stakers' share in force today, a wad.
    /// @param poolShare The capacity pool's share in force today, a wad.
    /// @param paused True if new business is paused.
    /// @param pauseEnds When the pause expires, in Unix seconds; 0 if it does not expire, or if there is none.
    struct ProtocolInfo {
        uint256 supply;
        uint256 mintRate;
        uint256 staked;
        uint256 locked;
        uint256 active;
        uint32 day;
        uint256 issued;
        uint256 budget;
        uint256 open;
        uint256 budgetYesterday;
        uint256 openYesterday;
        uint32 lastDay;
        uint256 lastIssued;
        uint256 lastQuota;
        uint256 lastPaid;
        uint256 stream;
        uint256 streamEnd;
        uint256 bucket;
        uint256 pool;
        Params params;
        uint256 stakerShare;
        uint256 poolShare;
        bool paused;
        uint256 pauseEnds;
    }

    /// @notice Everything about an account in one call.
    /// @param account The account.
    /// @return Its balances, credits, tickets, rewards and earnings.
    function accountOf(address account) external view returns (AccountInfo memory);

    /// @notice The state of the protocol in one call.
    /// @return Supply, totals, day, budgets, parameters and pause.
    function protocol() external view returns (ProtocolInfo memory);

    // --- Errors of any call

    /// @notice The contract has no function with this selector.
    /// @dev Check the ABI and the contract's address.
    /// @param selector The first four bytes of the calldata.
    error UnknownSelector(bytes4 selector);

    /// @notice The calldata is too short or malformed, or a value has bits set outside its type.
    /// @dev Encode the call according to the ABI.
    error InvalidCalldata();

    /// @notice The call sends Ether, and no function accepts any.
    /// @dev Send the call without value.
    /// @param value The Ether sent, in wei.
    error ValueNotAccepted(uint256 value);

    /// @notice The amount is 0.
    /// @dev Use an amount of at least 1.
    error ZeroAmount();

    /// @notice The amount, or a sum that includes it, exceeds 128 bits.
    /// @dev Use a smaller amount.
    /// @param amount The amount.
    error AmountTooLarge(uint256 amount);

    /// @notice The receiver of value is the zero address or this contract. In `burnFor`, also if the receiver is the
    ///         account with the offer, or if that account is the caller.
    /// @dev Choose another receiver, and burn against the caller's own position with `burnDiem`.
    /// @param recipient The rejected address.
    error InvalidRecipient(address recipient);

    /// @notice A call to a token failed: the token has no code, reverted, or returned data other than one true word.
    /// @dev Check the payer's balance and its approval for this contract.
    /// @param token The token.
    error SafeErc20FailedOperation(address token);
}
