// SPDX-License-Identifier: MIT OR Apache-2.0
//! Owner, guardian, pause and recovery (§11).

use crate::fixture::{redeem, spend, Fixture, DAY_ONE};
use diem_reference::accounts::{
    ALICE, BOB, CONTRACT, GUARDIAN, NORTH, OWNER, STRANGER, ZERO_ADDRESS,
};
use diem_reference::units::ONE;
use diem_reference::{
    Action, DiemError, Params, Token, GUARDIAN_PAUSE_DURATION, GUARDIAN_PAUSE_INTERVAL,
};

const PAUSE: Action = Action::Pause { caller: GUARDIAN };
const OWNER_PAUSE: Action = Action::Pause { caller: OWNER };
const UNPAUSE: Action = Action::Unpause { caller: OWNER };

#[test]
fn a_guardians_pause_ends_after_7_days_and_can_be_repeated_after_30() {
    let mut fixture = Fixture::new();
    let began = fixture.reference.now();
    fixture.expect_error(
        Action::Pause { caller: STRANGER },
        DiemError::OwnableUnauthorizedAccount { account: STRANGER },
    );
    fixture.run(PAUSE);
    fixture.expect_error(PAUSE, DiemError::EnforcedPause);
    fixture.wait(GUARDIAN_PAUSE_DURATION - 1);
    assert!(fixture.reference.is_paused());
    fixture.wait(1);
    assert!(!fixture.reference.is_paused());
    fixture.expect_error(UNPAUSE, DiemError::ExpectedPause);
    let until = began + GUARDIAN_PAUSE_INTERVAL;
    fixture.expect_error(PAUSE, DiemError::GuardianMustWait { until });
    fixture.wait(until - fixture.reference.now() - 1);
    fixture.expect_error(PAUSE, DiemError::GuardianMustWait { until });
    fixture.wait(1);
    fixture.run(PAUSE);
}

#[test]
fn the_owner_can_confirm_a_guardians_pause_and_lift_the_interval_before_the_next() {
    let mut fixture = Fixture::new();
    fixture.run(PAUSE);
    fixture.run(OWNER_PAUSE);
    fixture.expect_error(OWNER_PAUSE, DiemError::EnforcedPause);
    fixture.wait(GUARDIAN_PAUSE_DURATION);
    assert!(fixture.reference.is_paused());
    fixture.run(UNPAUSE);
    fixture.run(PAUSE);
    fixture.wait(GUARDIAN_PAUSE_DURATION);
    // The interval binds any guardian, unless the owner sets a new one.
    fixture.run(Action::SetGuardian { caller: OWNER, guardian: BOB });
    fixture.run(Action::Pause { caller: BOB });
    fixture.wait(GUARDIAN_PAUSE_DURATION);
    fixture.run(Action::SetGuardian { caller: OWNER, guardian: ALICE });
    fixture.run(Action::Pause { caller: ALICE });
}

#[test]
fn a_pause_stops_deposits_stakes_and_spends_but_not_exits_and_earlier_vouchers() {
    let mut fixture = Fixture::with_active(ALICE, 10 * ONE);
    fixture.deposit(ALICE, 100);
    fixture.run(Action::StakeVvv { caller: ALICE, recipient: ALICE, amount: ONE });
    fixture.run(OWNER_PAUSE);
    let stopped = [
        Action::StakeVvv { caller: ALICE, recipient: ALICE, amount: ONE },
        Action::MintDiem { caller: ALICE, vvv: ONE, min_out: 0 },
        Action::StakeAndMint { caller: ALICE, vvv: ONE, min_out: 0, activate: false },
        Action::Activate { caller: ALICE, amount: 1 },
        spend(ALICE, ALICE, ONE),
        Action::Deposit { caller: ALICE, account: ALICE, amount: 1 },
        Action::Fund { caller: ALICE, amount: 1 },
        Action::FundCapacity { caller: ALICE, amount: 1 },
        Action::ClaimAndStake { caller: ALICE },
    ];
    for action in stopped {
        fixture.expect_error(action, DiemError::EnforcedPause);
    }
    let open = [
        Action::InitiateUnstakeVvv { caller: ALICE, amount: ONE },
        Action::CancelUnstakeVvv { caller: ALICE, ticket: 0 },
        Action::InitiateUnstake { caller: ALICE, amount: ONE },
        Action::CancelUnstake { caller: ALICE, ticket: 0 },
        Action::InitiateWithdrawal { caller: ALICE, amount: 1 },
        Action::CancelWithdrawal { caller: ALICE, ticket: 0 },
        Action::BurnDiem { caller: ALICE, amount: 1 },
        Action::Transfer { caller: ALICE, to: BOB, value: 1 },
        Action::ApproveQuota {
            caller: ALICE,
            spender: BOB,
            daily_limit: ONE,
            last_day: DAY_ONE,
            allow_paid: true,
        },
        Action::Claim { caller: ALICE },
        Action::ClaimEarnings { caller: NORTH, to: NORTH },
        Action::Checkpoint { caller: STRANGER },
        redeem(ALICE, ALICE, DAY_ONE, ONE),
    ];
    for action in open {
        fixture.run(action);
    }
    fixture.wait_until(DAY_ONE + 1, 0);
    fixture.expect_error(redeem(ALICE, ALICE, DAY_ONE + 1, ONE), DiemError::EnforcedPause);
    fixture.run(redeem(ALICE, ALICE, DAY_ONE, 2 * ONE));
}

#[test]
fn ownership_is_transferred_in_two_steps() {
    let mut fixture = Fixture::new();
    fixture.run(Action::TransferOwnership { caller: OWNER, new_owner: BOB });
    fixture.expect_error(
        Action::AcceptOwnership { caller: ALICE },
        DiemError::OwnableUnauthorizedAccount { account: ALICE },
    );
    fixture.run(OWNER_CALL);
    fixture.run(Action::AcceptOwnership { caller: BOB });
    fixture.expect_error(OWNER_PAUSE, DiemError::OwnableUnauthorizedAccount { account: OWNER });
    fixture.expect_error(
        Action::AcceptOwnership { caller: BOB },
        DiemError::OwnableUnauthorizedAccount { account: BOB },
    );
}

/// A call that the previous owner can make until the transfer is accepted.
const OWNER_CALL: Action = Action::SetGuardian { caller: OWNER, guardian: GUARDIAN };

#[test]
fn only_donated_tokens_can_be_recovered() {
    for one_token in [false, true] {
        let mut fixture = Fixture::with(one_token, Params::at_price(1_000_000));
        fixture.run(Action::StakeVvv { caller: ALICE, recipient: ALICE, amount: ONE });
        fixture.deposit(ALICE, 1_000);
        fixture.run(Action::Fund { caller: ALICE, amount: 1_000 });
        let recover = |token| Action::Recover { caller: OWNER, token, to: BOB };
        for token in [Token::Vvv, Token::Fee, Token::Diem, Token::Other] {
            // With one token, both names stand for the same.
            let canonical = if one_token && token == Token::Fee { Token::Vvv } else { token };
            fixture.expect_error(recover(token), DiemError::NothingToRecover { token: canonical });
        }
        fixture.run(Action::Donate { caller: ALICE, token: Token::Fee, amount: 5 });
        fixture.run(Action::Donate { caller: ALICE, token: Token::Vvv, amount: 7 });
        if one_token {
            assert_eq!(fixture.amount_of(recover(Token::Fee)), 12);
            let token = Token::Vvv;
            fixture.expect_error(recover(token), DiemError::NothingToRecover { token });
        } else {
            assert_eq!(fixture.amount_of(recover(Token::Fee)), 5);
            assert_eq!(fixture.amount_of(recover(Token::Vvv)), 7);
        }
    }
}

#[test]
fn the_zero_address_holds_no_office() {
    let mut fixture = Fixture::new();
    fixture.run(Action::SetGuardian { caller: OWNER, guardian: ZERO_ADDRESS });
    fixture.run(Action::TransferOwnership { caller: OWNER, new_owner: ZERO_ADDRESS });
    let refused = DiemError::OwnableUnauthorizedAccount { account: ZERO_ADDRESS };
    fixture.expect_error(Action::Pause { caller: ZERO_ADDRESS }, refused.clone());
    fixture.expect_error(Action::AcceptOwnership { caller: ZERO_ADDRESS }, refused);
}

#[test]
fn the_contract_cannot_be_the_guardian() {
    let mut fixture = Fixture::new();
    fixture.expect_error(
        Action::SetGuardian { caller: OWNER, guardian: CONTRACT },
        DiemError::InvalidGuardian { guardian: CONTRACT },
    );
}
