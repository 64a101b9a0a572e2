//! The invariants of §13 that compare several states: 11, 12 and 13.

use crate::fixture::{spend, Fixture, DAY_ONE};
use diem_reference::accounts::{ALICE, BOB, CAROL, COUNT};
use diem_reference::random;
use diem_reference::scenario::scenarios;
use diem_reference::units::{midnight, DAY, ONE};
use diem_reference::{linear_curve, AccountId, Action, Event, Reference, RevenueState};
use proptest::prelude::*;

/// The amounts that an account can withdraw, now or after cooldowns, in base units of each token.
#[derive(Debug)]
struct Holdings {
    vvv: u128,
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

proptest! {
    #![proptest_config(random::config(48))]

    #[test]
    fn invariant_13_no_call_takes_from_other_accounts(scenario in scenarios(120)) {
        let mut reference = scenario.reference(linear_curve());
        for step in &scenario.steps {
            let action = step.resolve(&reference);
            let before: Vec<Holdings> = (0..COUNT).map(|account| Holdings::of(&reference, account)).collect();
            let Ok(outcome) = reference.apply(&action) else { continue };
            let Some(caller) = action.caller() else { continue };
            let users = used_credits(&outcome.events);
            for other in (0..COUNT).filter(|&other| other != caller) {
                let after = Holdings::of(&reference, other);
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
        // Reimbursements are all that leaves the pool, except for decay, which goes to the stakers.
        let received = |state: &RevenueState| state.fees_to_stakers + state.fees_to_pool + 1 + funds;
        let kept = |state: &RevenueState| state.pending_stream + state.stream + state.pool + state.reimbursed;
        prop_assert!(kept(&with) <= received(&with) && kept(&without) <= received(&without));
    }
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
