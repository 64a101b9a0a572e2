// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.23;

interface ICredits {
    function spend(address account, address provider, uint256 credits, bytes32 requestId) external;
    function quotaOf(address account)
        external
        view
        returns (uint256 limit, uint256 left, uint256 leftYesterday, uint256 resetsAt);
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
    function spendableOf(address account, address spender)
        external
        view
        returns (uint256 quotaCredits, uint256 paidCredits);
    function depositOf(address account) external view returns (uint256 deposit, uint256 prepaid, uint256 openTickets);
}

/// @title An app that spends credits of its users, who have granted them to it
contract App {
    ICredits public immutable diem;
    address public immutable provider;

    /// @notice Credits that the app has spent for a user.
    mapping(address user => uint256) public used;

    error TooMuch(bytes reason);
    error TooLittle(uint256 quotaCredits, uint256 paidCredits);

    constructor(ICredits diem_, address provider_) {
        (diem, provider) = (diem_, provider_);
    }

    /// @notice Spends the caller's credits.
    function use(uint256 credits, bytes32 requestId) external {
        used[msg.sender] += credits;
        diem.spend(msg.sender, provider, credits, requestId);
    }

    /// @notice Same as `use`, but wraps Diem's revert data in `TooMuch`.
    function tryUse(uint256 credits, bytes32 requestId) external {
        used[msg.sender] += credits;
        try diem.spend(msg.sender, provider, credits, requestId) {}
        catch (bytes memory reason) {
            revert TooMuch(reason);
        }
    }

    /// @notice Spends all credits that the app may spend for the caller now. Reverts if they are fewer than `least`.
    function useAll(uint256 least, bytes32 requestId) external returns (uint256 credits) {
        (uint256 quota, uint256 paid) = diem.spendableOf(msg.sender, address(this));
        credits = quota + paid;
        require(credits >= least, TooLittle(quota, paid));
        used[msg.sender] += credits;
        diem.spend(msg.sender, provider, credits, requestId);
    }
}

/// @title Reads an account's credits and grants from a contract
contract Dashboard {
    ICredits public immutable diem;

    struct Credits {
        uint256 limit;
        uint256 left;
        uint256 leftYesterday;
        uint256 resetsAt;
        uint256 deposit;
        uint256 prepaid;
        uint256 openTickets;
    }

    struct Grant {
        uint256 dailyLimit;
        uint256 left;
        uint256 leftYesterday;
        uint32 lastDay;
        bool allowPaid;
        uint256 resetsAt;
        uint256 quotaCredits;
        uint256 paidCredits;
    }

    constructor(ICredits diem_) {
        diem = diem_;
    }

    function creditsOf(address account) external view returns (Credits memory seen) {
        (seen.limit, seen.left, seen.leftYesterday, seen.resetsAt) = diem.quotaOf(account);
        (seen.deposit, seen.prepaid, seen.openTickets) = diem.depositOf(account);
    }

    function grantOf(address owner, address spender) external view returns (Grant memory seen) {
        (seen.dailyLimit, seen.left, seen.leftYesterday, seen.lastDay, seen.allowPaid, seen.resetsAt) =
            diem.grantOf(owner, spender);
        (seen.quotaCredits, seen.paidCredits) = diem.spendableOf(owner, spender);
    }
}
