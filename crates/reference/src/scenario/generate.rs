//! Random scenarios.

use proptest::collection::vec;
use proptest::prelude::*;

use crate::records::tickets::MAX_OPEN_TICKETS;
use crate::scenario::definition::Scenario;
use crate::scenario::generate_step::{amount, step, ticket_kind};
use crate::step::{
    AmountChoice, GovernanceStep, Pick, RevenueStep, Step, VoucherFlaw, VoucherPlan, WaitTime,
};
use crate::units::ONE;

/// Scenarios of up to `length` episodes; an episode is one step, or a few that belong together. Most
/// scenarios start with [`setup_steps`], so that later steps find something to act on.
pub fn scenarios(length: usize) -> impl Strategy<Value = Scenario> {
    let start = (any::<bool>(), price(), 0..86_400_u32);
    (start, setup_steps(), vec(episode(), 1..=length)).prop_map(
        |((one_token, price, starts_at), setup, episodes)| {
            let mut steps = setup;
            steps.extend(episodes.concat());
            Scenario { one_token, price, starts_at, steps }
        },
    )
}

/// The steps of [`all_setup_steps`], in most cases nearly all of them. Shrinking can remove each of them.
fn setup_steps() -> impl Strategy<Value = Vec<Step>> {
    let all = all_setup_steps();
    let included = |probability| vec(prop::bool::weighted(probability), all.len());
    prop_oneof![3 => included(0.97), 1 => included(0.1)].prop_map(move |included| {
        let steps = all.iter().zip(included).filter(|(_, included)| *included);
        steps.map(|(step, _)| step.clone()).collect()
    })
}

/// Admits the providers, and gives users active DIEM, a deposit and agents that may use both.
fn all_setup_steps() -> Vec<Step> {
    let mut steps = Vec::new();
    for by in 0..2 {
        steps.push(Step::SetProvider { by: 0, provider: by, admitted: true });
    }
    for by in 0..3 {
        let amount = AmountChoice::Thousandths(100);
        steps.push(Step::StakeAndMint { by, amount, activate: true });
        steps.push(Step::StakeVvv { by, to: 0, amount });
        steps.push(Step::Deposit { by, to: 0, amount });
        for spender in 0..2 {
            let paid = spender == 0;
            // One agent is bound by its grant, the other by the quota.
            let amount = AmountChoice::Thousandths(if paid { 200 } else { 900 });
            steps.push(Step::Approve { by, spender, amount, days: 9, paid });
        }
    }
    steps.push(Step::Revenue(RevenueStep::FundCapacity {
        by: 0,
        amount: AmountChoice::Thousandths(50),
    }));
    steps
}

/// One dollar in a token of 6 or 18 decimals, and prices that do not divide evenly.
fn price() -> impl Strategy<Value = u128> {
    prop_oneof![
        4 => Just(1_000_000),
        1 => Just(ONE),
        1 => Just(3),
        1 => 1..3_000_000_u128,
    ]
}

fn episode() -> impl Strategy<Value = Vec<Step>> {
    prop_oneof![
        240 => step().prop_map(|step| vec![step]),
        2 => more_tickets_than_fit(),
        2 => two_guardian_pauses(),
        8 => around_midnight(),
        1 => amount().prop_map(|amount| vec![Step::MintBeyondCap { amount }]),
    ]
}

/// Up to one ticket more than a queue holds.
fn more_tickets_than_fit() -> impl Strategy<Value = Vec<Step>> {
    (ticket_kind(), any::<Pick>(), 1..=MAX_OPEN_TICKETS + 1).prop_map(|(kind, by, count)| {
        let exit = |amount| Step::Exit { kind, by, amount, force: false };
        // The first step makes sure that there is something to withdraw.
        let mut steps = vec![exit(AmountChoice::Thousandths(300))];
        steps.resize(count + 1, exit(AmountChoice::Wei));
        steps
    })
}

/// Vouchers of one account and spender before midnight and after.
fn around_midnight() -> impl Strategy<Value = Vec<Step>> {
    let accounts = (any::<Pick>(), any::<Pick>(), any::<Pick>());
    let redeem = |yesterday| (amount(), Just(yesterday));
    let before = vec(redeem(false), 0..4);
    let after = vec(prop_oneof![2 => redeem(true), 1 => redeem(false)], 1..5);
    (accounts, before, after).prop_map(|((account, spender, provider), before, after)| {
        let step = |(amount, yesterday)| Step::Redeem {
            plan: VoucherPlan {
                account,
                spender,
                provider,
                yesterday,
                amount,
                flaw: VoucherFlaw::None,
            },
            force: false,
        };
        let mut steps: Vec<Step> = before.into_iter().map(step).collect();
        steps.push(Step::Wait(WaitTime::Midnight(0)));
        steps.extend(after.into_iter().map(step));
        steps
    })
}

/// Two pauses by the guardian, around the end of the first or of the interval between them.
fn two_guardian_pauses() -> impl Strategy<Value = Vec<Step>> {
    let between = prop::sample::select(vec![
        WaitTime::Days(1),
        WaitTime::AlmostDays(7),
        WaitTime::Days(7),
        WaitTime::AlmostDays(30),
        WaitTime::Days(30),
    ]);
    between.prop_map(|between| {
        let pause = Step::Governance(GovernanceStep::Pause { by: 0 });
        vec![pause.clone(), Step::Wait(between), pause]
    })
}
