// SPDX-License-Identifier: MIT OR Apache-2.0
//! The invariants of §13 that compare several states: 11, 12, 13, 15 and a part of 17.

use alloy_primitives::U256;

use crate::fixture::{redeem_at, spend, Fixture, DAY_ONE};
use diem_reference::accounts::{ALICE, BOB, CAROL, COUNT, NORTH, SOUTH};
use diem_reference::random;
use diem_reference::scenario::scenarios;
use diem_reference::units::{midnight, DAY, ONE};
use diem_reference::{linear_curve, AccountId, Action, Event, Reference, RevenueState};
use proptest::prelude::*;

/// The amounts that an account can withdraw, now or after cooldowns, in base units of each token.
#[derive(Debug, PartialEq, Eq)]
struct Holdings {
    vvv: u128,
    locked: u128,
    minted: u128,
    diem: u128,
    deposit: u128,
    rewards: u128,
    earnings: u128,
}

impl Holdings {
    fn of(reference: &Reference, account: AccountId) -> Self {
        let view = reference.account_view(account);
        let sum = |tickets: &[diem_reference::TicketView]| {
            tickets.iter().map(|ticket| ticket.amount).sum::<u128>()
        };
        Self {
            locked: view.locked,
            minted: view.minted,
            vvv: view.unlocked + view.locked + sum(&view.vvv_tickets),
            diem: view.diem + view.active + sum(&view.diem_tickets),
            deposit: view.deposit.deposit,
            rewards: view.rewards,
            earnings: view.earnings,
        }
    }

    /// None of the amounts is lower than before, except that a settlement of rewards rounds down, and that used credits
    /// are paid from the deposit.
    fn at_least(&self, before: &Self, used_credits: bool) -> bool {
        self.vvv >= before.vvv
            && self.diem >= before.diem
            && (used_credits || self.deposit >= before.deposit)
            && self.rewards + 1 >= before.rewards
            && self.earnings >= before.earnings
    }
}

/// The accounts whose credits a call used.
fn used_credits(events: &[Event]) -> Vec<AccountId> {
    let accounts = events.iter().filter_map(|event| match event {
        Event::Settled { account, .. } | Event::Spent { account, .. } => Some(*account),
        _ => None,
    });
    accounts.collect()
}

/// What a burn by offer took from another account's stake, in VVV wei: the account, and the payment.
fn taken_by_offer(events: &[Event]) -> Option<(AccountId, u128)> {
    events.iter().find_map(|event| match *event {
        Event::DiemBurnedFor { account, vvv_paid, .. } => Some((account, vvv_paid)),
        _ => None,
    })
}

proptest! {
    #![proptest_config(random::config(48))]

    #[test]
    fn invariant_13_no_call_takes_from_other_accounts(scenario in scenarios(120)) {
        let mut reference = scenario.reference(linear_curve());
        for step in &scenario.steps {
            let action = step.resolve(&reference);
            let before: Vec<Holdings> = (0..COUNT).map(|account| Holdings::of(&reference, account)).collect();
            let offers: Vec<_> =
                (0..COUNT).map(|account| reference.account_view(account).burn_offer).collect();
            let Ok(outcome) = reference.apply(&action) else { continue };
            let Some(caller) = action.caller() else { continue };
            let users = used_credits(&outcome.events);
            let taken = taken_by_offer(&outcome.events);
            if let (Some((account, paid)), Action::BurnFor { amount, .. }) = (taken, &action) {
                let rate = offers[account].rate;
                let most = U256::from(*amount) * U256::from(rate) / U256::from(ONE);
                prop_assert!(U256::from(paid) <= most, "invariant 13: {action}: {paid} paid at {rate}");
                let freed = before[account].locked - Holdings::of(&reference, account).locked;
                prop_assert!(paid <= freed, "invariant 13: {action}: {paid} paid of {freed}");
            }
            for other in (0..COUNT).filter(|&other| other != caller) {
                let mut after = Holdings::of(&reference, other);
                after.vvv += taken.filter(|&(account, _)| account == other).map_or(0, |(_, paid)| paid);
                prop_assert!(
                    after.at_least(&before[other], users.contains(&other)),
                    "invariant 13: {action}: account {other} had {:?} and now has {after:?}", before[other]
                );
            }
        }
    }

    #[test]
    fn invariant_12_every_account_can_withdraw_everything(scenario in scenarios(100)) {
        let mut reference = scenario.reference(linear_curve());
        for step in &scenario.steps {
            let _ = reference.apply(&step.resolve(&reference));
        }
        // Close old tickets first: the queue may be full.
        reference.apply(&Action::Wait { seconds: 40 * DAY }).expect("waiting cannot fail");
        for account in 0..COUNT {
            for action in withdraw_all(account) {
                let _ = reference.apply(&action);
            }
            let view = reference.account_view(account);
            let exits = [
                (view.active, Action::InitiateUnstake { caller: account, amount: view.active }),
                (view.unlocked, Action::InitiateUnstakeVvv { caller: account, amount: view.unlocked }),
                (
                    view.deposit.deposit,
                    Action::InitiateWithdrawal { caller: account, amount: view.deposit.deposit },
                ),
            ];
            for (_, action) in exits.iter().filter(|(amount, _)| *amount > 0) {
                let result = reference.apply(action);
                prop_assert!(result.is_ok(), "invariant 12: {action}: {result:?}");
            }
        }
        reference.apply(&Action::Wait { seconds: 40 * DAY }).expect("waiting cannot fail");
        for account in 0..COUNT {
            for action in withdraw_all(account) {
                let _ = reference.apply(&action);
            }
            let view = reference.account_view(account);
            prop_assert_eq!((view.unlocked, view.active, view.deposit.deposit, view.rewards), (0, 0, 0, 0));
            prop_assert!(view.vvv_tickets.is_empty() && view.diem_tickets.is_empty());
            // An account can only burn the DIEM it still holds.
            let amount = view.minted.min(view.diem);
            if amount > 0 {
                let action = Action::BurnDiem { caller: account, amount };
                let result = reference.apply(&action);
                prop_assert!(result.is_ok(), "invariant 12: {action}: {result:?}");
            }
        }
        reference.check_invariants();
    }

    /// No call of the owner or the guardian changes what an account holds, or its position.
    #[test]
    fn invariant_15_owner_and_guardian_cannot_move_funds_or_change_positions(scenario in scenarios(120)) {
        let mut reference = scenario.reference(linear_curve());
        for step in &scenario.steps {
            let action = step.resolve(&reference);
            let before: Vec<Holdings> = (0..COUNT).map(|account| Holdings::of(&reference, account)).collect();
            if reference.apply(&action).is_err() || !is_governance(&action) {
                continue;
            }
            for (account, before) in before.iter().enumerate() {
                let after = Holdings::of(&reference, account);
                prop_assert_eq!(&after, before, "invariant 15: {}: account {}", action, account);
            }
        }
    }

    /// A commitment changes nothing about credits of the days before it begins.
    #[test]
    fn invariant_17_a_commitment_lowers_nothing_of_days_before_it_began(scenario in scenarios(150)) {
        let mut reference = scenario.reference(linear_curve());
        for step in &scenario.steps {
            let action = step.resolve(&reference);
            let before = reference.clone();
            if reference.apply(&action).is_err() {
                continue;
            }
            let Action::CommitTo { caller: account, .. } = action else { continue };
            let began = reference.account_view(account).commitment.from_day;
            if began <= reference.today() {
                continue;
            }
            for wait in [0, DAY] {
                for (provider, day) in [NORTH, SOUTH, BOB]
                    .into_iter()
                    .flat_map(|provider| [(provider, began - 2), (provider, began - 1)])
                {
                    let redeem = redeem_at(provider, account, account, day, (1 << 120) - 1);
                    let collect = |reference: &Reference| {
                        let mut ahead = reference.clone();
                        ahead.apply(&Action::Wait { seconds: wait }).expect("waiting cannot fail");
                        ahead.apply(&redeem)
                    };
                    prop_assert_eq!(collect(&reference), collect(&before), "invariant 17: {}", action);
                }
            }
        }
    }

    /// One more settlement never lowers the fees that stakers and pool receive.
    #[test]
    fn invariant_11_more_usage_never_lowers_the_fees_of_stakers_and_pool(
        uses in prop::collection::vec((1..20 * ONE, 0..2_u32), 1..6),
        more in 1..20 * ONE,
        funds in 0..50_000_000_u128,
    ) {
        let run = |extra: bool| {
            let mut fixture = Fixture::with_active(ALICE, 10 * ONE);
            for account in [ALICE, BOB] {
                fixture.deposit(account, 400_000_000);
            }
            fixture.run(Action::FundCapacity { caller: CAROL, amount: 1 + funds });
            fixture.wait_until(DAY_ONE + 1, 0);
            if extra {
                fixture.run(spend(BOB, BOB, more));
            }
            for &(credits, days) in &uses {
                fixture.run(spend(ALICE, ALICE, credits));
                fixture.wait(u64::from(days) * DAY);
            }
            fixture.reference
        };
        let (with, without) = (run(true), run(false));
        prop_assert!(with.now() < midnight(DAY_ONE + 20));
        let (with, without) = (with.revenue_state(), without.revenue_state());
        prop_assert!(with.fees_to_stakers >= without.fees_to_stakers);
        prop_assert!(with.fees_to_pool >= without.fees_to_pool);
        // Reimbursements are all that leaves the pool.
        let received = |state: &RevenueState| state.fees_to_stakers + state.fees_to_pool + 1 + funds;
        let kept = |state: &RevenueState| state.pending_stream + state.stream + state.pool + state.reimbursed;
        prop_assert!(kept(&with) <= received(&with) && kept(&without) <= received(&without));
    }
}

/// Calls of the owner and the guardian, and the execution of what the owner proposed.
fn is_governance(action: &Action) -> bool {
    matches!(
        action,
        Action::SetProvider { .. }
            | Action::TransferOwnership { .. }
            | Action::AcceptOwnership { .. }
            | Action::SetGuardian { .. }
            | Action::Pause { .. }
            | Action::Unpause { .. }
            | Action::ProposeParams { .. }
            | Action::ExecuteParams { .. }
            | Action::CancelParams { .. }
            | Action::Recover { .. }
    )
}

/// The calls that collect everything that has matured or accrued.
fn withdraw_all(account: AccountId) -> [Action; 5] {
    [
        Action::Unstake { caller: account },
        Action::FinalizeUnstake { caller: account },
        Action::Withdraw { caller: account },
        Action::Claim { caller: account },
        Action::ClaimEarnings { caller: account, to: account },
    ]
}
