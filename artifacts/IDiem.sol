// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.23;

/// @title Diem: stake VVV, mint DIEM, own a daily credit of AI compute
/// @notice One contract: the DIEM token, the VVV vault, the mint curve, the daily credits that active DIEM give, and
///         the fees of paid usage: for providers, VVV stakers and the pool that pays for daily credits.
/// @dev Units: VVV and DIEM in wei (18 decimals), credits in 1e-18 of one, fee tokens in their base units, times in
///      unix seconds, days as floor(time / 86,400) (UTC), rates in VVV wei per DIEM, shares as wads (1e18 is all).
///      An amount beyond 128 bits is AmountTooLarge. No call takes Ether.
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

    /// @notice stake(caller, vvv), then mintDiem(vvv, minOut), then, if asked to, stake(diemOut).
    function stakeAndMint(uint256 vvv, uint256 minOut, bool activate) external returns (uint256 diemOut);

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

    // ---------------------------------------------------- DIEM at work: the live system's DIEM face

    event Staked(address indexed account, uint256 amount);
    event UnstakeInitiated(address indexed account, uint256 amount);
    event UnstakeCancelled(address indexed account, uint32 ticket, uint256 amount);
    event Unstaked(address indexed account, uint256 amount);
    event CooldownDurationUpdated(uint256 duration);

    /// @notice More DIEM than the account has active.
    error InsufficientActive(uint256 active, uint256 needed);

    /// @notice Activates DIEM of the caller's (no approval needed): each gives one credit every UTC day, today too.
    function stake(uint256 amount) external;

    /// @notice Opens a ticket over active DIEM: no credits from it from tomorrow on; today's stay.
    function initiateUnstake(uint256 amount) external returns (uint32 ticket);

    /// @notice Makes an open ticket's DIEM active again, from tomorrow on; matured or not.
    function cancelUnstake(uint32 ticket) external;

    /// @notice Pays the caller the DIEM of all its matured tickets.
    function unstake() external returns (uint256 amount);

    /// @notice Active DIEM; when the last open ticket is free, 0 with none; DIEM in open tickets.
    function stakedInfos(address account)
        external
        view
        returns (uint256 amountStaked, uint256 coolDownEnd, uint256 coolDownAmount);

    /// @notice The open DIEM tickets, as three lists of equal length.
    function diemTicketsOf(address account)
        external
        view
        returns (uint32[] memory tickets, uint256[] memory amounts, uint256[] memory maturities);

    /// @notice All active DIEM.
    function totalStaked() external view returns (uint256);

    /// @notice How long DIEM that is deactivated now waits; never under a day.
    function cooldownDuration() external view returns (uint256);

    /// @notice The account's daily credits: a day's limit, what is left of today's, what of yesterday's can still be
    ///         settled, and when the next day begins.
    function quotaOf(address account)
        external
        view
        returns (uint256 limit, uint256 left, uint256 leftYesterday, uint256 resetsAt);

    // ------------------------------------------------------------------ credits for others to use

    event QuotaApproved(
        address indexed owner, address indexed spender, uint256 dailyLimit, uint32 lastDay, bool allowPaid
    );

    /// @notice A grant to oneself, or to the zero address.
    error InvalidSpender(address spender);
    /// @notice The account lets this spender use nothing.
    error NoGrant(address account, address spender);
    /// @notice The grant's last day is before the day of the usage.
    error GrantExpired(uint32 lastDay, uint32 day);
    /// @notice Less is left of the grant for that day.
    error GrantExceeded(uint256 left, uint256 needed);

    /// @notice Lets `spender` use up to `dailyLimit` of the caller's credits a day, up to and including day `lastDay`;
    ///         with `allowPaid` from the caller's deposit too. A limit of 0 ends it at once, yesterday's usage
    ///         included. What was used today stays used.
    /// @dev The limit is rounded down to a multiple of 2^17 and to 2^80 - 2^17; days beyond 65535 count as that day.
    function approveQuota(address spender, uint256 dailyLimit, uint32 lastDay, bool allowPaid) external;

    /// @notice What `owner` lets `spender` use a day, what is left of it today and of yesterday (0 on days the grant
    ///         does not cover), its last day, whether it may draw on the deposit, and when the next day begins.
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

    // ----------------------------------------------------------------------------- pay as you go

    event Deposited(address indexed account, address indexed payer, uint256 amount);
    event WithdrawalInitiated(address indexed account, uint32 ticket, uint256 amount, uint256 maturity);
    event WithdrawalCancelled(address indexed account, uint32 ticket, uint256 amount);
    event Withdrawn(address indexed account, uint256 amount);

    /// @notice More than the deposit holds beyond open tickets.
    error InsufficientDeposit(uint256 available, uint256 needed);

    /// @notice Puts fee tokens of the caller's (who has approved them) into anybody's deposit.
    function deposit(address account, uint256 amount) external;

    /// @notice Opens a ticket over a part of the caller's deposit, free at 00:00 UTC of the second day after. Until it
    ///         is paid, vouchers can still collect it.
    function initiateWithdrawal(uint256 amount) external returns (uint32 ticket);

    /// @notice Closes an open ticket: its amount stays deposited.
    function cancelWithdrawal(uint32 ticket) external;

    /// @notice Closes the caller's matured tickets and pays them, as far as the deposit still reaches.
    function withdraw() external returns (uint256 amount);

    /// @notice The deposit; the part of a base unit that has been paid ahead (in 1e-18 of it); the open tickets' sum,
    ///         which is part of the deposit. A provider can count on the deposit less the tickets.
    function depositOf(address account)
        external
        view
        returns (uint256 deposit, uint256 prepaid, uint256 openTickets);

    /// @notice The open withdrawal tickets, as three lists of equal length.
    function withdrawalTicketsOf(address account)
        external
        view
        returns (uint32[] memory tickets, uint256[] memory amounts, uint256[] memory maturities);

    // ------------------------------------------------------------------- usage, settled on chain

    event Spent(
        address indexed account,
        address indexed provider,
        address indexed spender,
        uint256 quotaCredits,
        uint256 paidCredits,
        uint256 fee,
        bytes32 requestId
    );

    /// @notice No provider, or none any more on the day of the usage.
    error NotProvider(address provider);
    /// @notice `quota` credits are left of the day, and the grant may not draw on the deposit.
    error PaidNotAllowed(uint256 quota, uint256 needed);
    /// @notice `quota` credits are left of the day, and the deposit covers `paid` of the rest.
    error InsufficientCredits(uint256 quota, uint256 paid, uint256 needed);

    /// @notice Uses credits of `account`'s today, all of them or none: the day's first, then paid ones. By the account
    ///         or a spender it has granted them. The provider serves against the event.
    function spend(address account, address provider, uint256 credits, bytes32 requestId) external;

    /// @notice The most that `spender` can use of `account`'s credits now: of the day's quota, and of the deposit.
    function spendableOf(address account, address spender)
        external
        view
        returns (uint256 quotaCredits, uint256 paidCredits);

    // --------------------------------------------------------- usage, settled by signed totals

    /// @notice `spender` says: by now, `credits` of `account`'s have been used with `provider` on `day`.
    /// @dev EIP-712: UsageVoucher(address account,address spender,address provider,uint32 day,uint256 credits) in the
    ///      domain of eip712Domain(). `credits` is a growing total: only the last voucher need be sent.
    struct UsageVoucher {
        address account;
        address spender;
        address provider;
        uint32 day;
        uint256 credits;
    }

    event Settled(
        address indexed account,
        address indexed provider,
        address indexed spender,
        uint32 day,
        uint256 quotaCredits,
        uint256 paidCredits,
        uint256 fee
    );
    event VoucherRejected(uint256 index, bytes4 selector);

    /// @notice The voucher is for another provider than the caller.
    error OnlyProvider(address provider);
    /// @notice The voucher's day ended before yesterday.
    error VoucherExpired(uint32 day, uint32 today);
    /// @notice The voucher's day has not begun.
    error VoucherNotYetValid(uint32 day, uint32 today);
    /// @notice 2^120 credits or more.
    error VoucherTooLarge(uint256 credits);
    /// @notice The voucher's total is at or below what has been collected.
    error VoucherNotNewer(uint256 collected, uint256 credits);
    /// @notice The spender did not sign the voucher.
    error InvalidVoucherSignature(address spender);
    /// @notice Too little gas is left to give a wallet its full allowance for checking a signature.
    error OutOfVoucherGas(uint256 left, uint256 needed);
    /// @notice There must be as many signatures as vouchers.
    error LengthMismatch(uint256 vouchers, uint256 signatures);

    /// @notice Collects, by the voucher's provider, what its total is above what was collected before; as much of it as
    ///         quota, grant and deposit cover, and the rest stays collectable. Today's vouchers and yesterday's.
    /// @param signature the spender's (r, s, v), 65 bytes, or what its ERC-1271 wallet accepts
    function redeem(UsageVoucher calldata voucher, bytes calldata signature)
        external
        returns (uint256 quotaCredits, uint256 paidCredits);

    /// @notice As redeem for each, and the sums. One that redeem would refuse is skipped with VoucherRejected.
    function redeemBatch(UsageVoucher[] calldata vouchers, bytes[] calldata signatures)
        external
        returns (uint256 quotaCredits, uint256 paidCredits);

    /// @notice Collected by vouchers on that day: today or yesterday, 0 for others.
    function collectedOf(address account, address spender, address provider, uint32 day)
        external
        view
        returns (uint256 credits);

    // ------------------------------------------------------------------------------------ the day

    /// @notice `day` has closed: the credits issued for it, the quota and paid credits settled on it. The next begins:
    ///         `streaming` flows to stakers over 24 hours, and `budget` may pay for daily credits.
    event DayRolled(
        uint32 indexed day,
        uint256 issued,
        uint256 quotaCredits,
        uint256 paidCredits,
        uint256 streaming,
        uint256 budget
    );

    /// @notice Rolls into the day, if nobody has yet, and releases what has flowed to stakers. Any call that needs it
    ///         does the same.
    function checkpoint() external;

    // -------------------------------------------------------------------------- the stakers' yield

    event Claimed(address indexed account, address indexed to, uint256 amount);
    event Funded(address indexed payer, uint256 amount);
    event CapacityFunded(address indexed payer, uint256 amount);

    /// @notice Rewards are not paid in VVV: they cannot be staked.
    error RewardNotStakeable();

    /// @notice Pays the caller what its stake has earned, in the fee token; 0 is no error.
    function claim() external returns (uint256 amount);
    function claimTo(address to) external returns (uint256 amount);

    /// @notice Stakes what the caller's stake has earned, where the fee token is VVV.
    function claimAndStake() external returns (uint256 amount);

    /// @notice Exactly what claim would pay now.
    function pendingRewards(address account) external view returns (uint256 amount);

    /// @notice Adds fee tokens of the caller's to what flows to stakers from the next roll on.
    function fund(uint256 amount) external;

    /// @notice Adds fee tokens of the caller's to the next day's budget for daily credits.
    function fundCapacity(uint256 amount) external;

    // ------------------------------------------------------------------------------- who serves

    event ProviderAdmitted(address indexed provider);
    event ProviderRemoved(address indexed provider, uint32 lastDay);
    event ProviderAnnounced(address indexed provider, string uri);
    /// @notice By one call, `provider` has earned `fees` for paid credits, and `reimbursed` for daily ones.
    event ProviderEarned(address indexed provider, uint256 fees, uint256 reimbursed);
    event EarningsClaimed(address indexed provider, address indexed to, uint256 amount);

    /// @notice Admits or removes a provider, by the owner. A removed one redeems vouchers of days up to this one.
    function setProvider(address provider, bool admitted) external;
    function isProvider(address provider) external view returns (bool);

    /// @notice Says where the caller, an admitted provider, serves.
    function announce(string calldata uri) external;

    /// @notice Pays `to` what the caller has earned as a provider; 0 is no error.
    function claimEarnings(address to) external returns (uint256 amount);
    function earningsOf(address provider) external view returns (uint256 amount);

    // ------------------------------------------------------------------------------- who governs

    event OwnershipTransferStarted(address indexed previousOwner, address indexed newOwner);
    event OwnershipTransferred(address indexed previousOwner, address indexed newOwner);
    event GuardianChanged(address indexed guardian);
    event Paused(address account);
    event Unpaused(address account);
    event Recovered(address indexed token, address indexed to, uint256 amount);

    /// @notice The caller is not the owner, or not the one the call is for.
    error OwnableUnauthorizedAccount(address account);
    /// @notice New business is paused.
    error EnforcedPause();
    /// @notice There is no pause to lift.
    error ExpectedPause();
    /// @notice The guardian may not pause before this time.
    error GuardianMustWait(uint256 until);
    /// @notice The contract holds no more of this token than it owes.
    error NothingToRecover(address token);

    function owner() external view returns (address);
    function pendingOwner() external view returns (address);

    /// @notice Offers the owner's office, which must be accepted; the zero address takes an offer back.
    function transferOwnership(address newOwner) external;
    function acceptOwnership() external;
    function guardian() external view returns (address);

    /// @notice Changes the guardian, by the owner; the zero address for none. The new one may pause at once.
    function setGuardian(address guardian) external;

    /// @notice Stops new business, never an exit: by the owner until it is lifted, by the guardian for 7 days and not
    ///         again within 30 days of its start. The owner confirms a guardian's pause by calling this too.
    function pause() external;

    /// @notice Lifts any pause, by the owner.
    function unpause() external;
    function paused() external view returns (bool);
    function feeToken() external view returns (address);

    /// @notice Sends what the contract holds of a token beyond what it owes, by the owner.
    function recover(address token, address to) external returns (uint256 amount);

    // -------------------------------------------------------------------------------- parameters

    /// @param base VVV wei per DIEM at supply 0
    /// @param power wad
    /// @param target DIEM wei
    /// @param vvvCooldown seconds
    /// @param diemCooldown seconds
    /// @param stakerShare wad: the stakers' part of a fee
    /// @param poolShare wad: the capacity pool's part of a fee; the rest is the provider's
    /// @param creditPrice fee-token base units per 1e18 paid credits
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
    event ParamsCancelled();
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

    /// @notice No parameters are proposed.
    error NoProposal();
    /// @notice The proposal may be executed from this time on.
    error ProposalNotReady(uint256 from);
    /// @notice The proposal could be executed until this time.
    error ProposalExpired(uint256 until);

    /// @notice Proposes parameters, by the owner, in place of what was proposed before.
    function proposeParams(Params calldata params) external;

    /// @notice Makes the proposal hold, by anybody, from 48 hours to 14 days after it was made: price and curve at
    ///         once, cooldowns for new tickets, shares from the next day's roll on.
    function executeParams() external;

    /// @notice Takes the proposal back, by the owner.
    function cancelParams() external;

    /// @notice The proposal, and from when on it may be executed; zeros for none.
    function proposedParams() external view returns (Params memory params, uint256 executableAt);

    /// @notice The parameters as they were last set.
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

    // ------------------------------------------------------------------- everything at once, for a page

    /// @param id unique in its queue for ever
    /// @param amount of the queue's token
    /// @param maturity when it may be paid
    struct Ticket {
        uint32 id;
        uint256 amount;
        uint256 maturity;
    }

    /// @param staked VVV, locked included
    /// @param locked VVV behind outstanding DIEM
    /// @param minted DIEM outstanding against it
    /// @param rewards fee tokens: what claim would pay now
    /// @param diem in the wallet
    /// @param active DIEM: credits a day
    /// @param left credits left today
    /// @param leftYesterday credits of yesterday that can still be settled
    /// @param deposit fee tokens for paid credits
    /// @param prepaid the part of a base unit that has been paid ahead, in 1e-18 of it
    /// @param openWithdrawals the part of the deposit in open tickets
    /// @param isProvider whether it is admitted
    /// @param earnings fee tokens earned as a provider and not claimed
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

    /// @dev All as if the day's roll had just happened.
    /// @param supply DIEM
    /// @param mintRate VVV wei per DIEM
    /// @param staked VVV, locked included
    /// @param locked VVV
    /// @param active DIEM
    /// @param day it is
    /// @param issued credits of the day
    /// @param budget what may still pay for the day's credits
    /// @param open credits of the day that are not settled
    /// @param budgetYesterday the same of the day before
    /// @param openYesterday the same of the day before
    /// @param lastDay the last day that had a roll and is over
    /// @param lastIssued its credits
    /// @param lastQuota quota credits settled on it: its own and the day before's
    /// @param lastPaid paid credits settled on it
    /// @param stream fee tokens on their way to stakers
    /// @param streamEnd when they will have arrived
    /// @param bucket fee tokens that join the stream at the next roll
    /// @param pool fee tokens that join the next day's budget
    /// @param params as last set
    /// @param stakerShare in force today
    /// @param poolShare in force today
    /// @param paused whether new business is
    /// @param pauseEnds when it ends by itself, 0 if it does not
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

    function accountOf(address account) external view returns (AccountInfo memory);
    function protocol() external view returns (ProtocolInfo memory);

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
