// SPDX-License-Identifier: MIT OR Apache-2.0
//! Random scenarios.

use proptest::collection::vec;
use proptest::prelude::*;

use crate::records::tickets::MAX_OPEN_TICKETS;
use crate::scenario::definition::Scenario;
use crate::scenario::generate_step::{
    amount, burn_for, commitment, offer, permit_plan, step, ticket_kind, total,
};
use crate::step::{
    AmountChoice, BurnOfferStep, CommitmentStep, GovernanceStep, PermitFlaw, PermitPlan, Pick,
    RevenueStep, Step, VoucherFlaw, VoucherPlan, WaitTime,
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

/// Admits the providers, with the same operator, and gives users active DIEM, a deposit, agents that may use both, and DIEM
/// that they can burn by each other's offers.
fn all_setup_steps() -> Vec<Step> {
    let mut steps = Vec::new();
    for by in 0..2 {
        steps.push(Step::SetProvider { by: 0, provider: by, admitted: true });
        steps.push(Step::SetOperator { provider: by, operator: 0, allowed: true });
    }
    for by in 0..3 {
        let amount = AmountChoice::Thousandths(100);
        steps.push(Step::StakeAndMint { by, amount, activate: true });
        steps.push(Step::StakeAndMint {
            by,
            amount: AmountChoice::Thousandths(50),
            activate: false,
        });
        steps.push(Step::BurnOffer(BurnOfferStep::Offer {
            by,
            rate: AmountChoice::Thousandths(300),
            amount: AmountChoice::Thousandths(600),
            days: 9,
        }));
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
        2 => removable(two_guardian_pauses()),
        8 => removable(around_midnight()),
        6 => removable(committed_over_days()),
        4 => removable(offer_burned_in_parts()),
        3 => removable(permits_of_one_pair()),
        1 => amount().prop_map(|amount| vec![Step::MintBeyondCap { amount }]),
    ]
}

/// Nearly all of at most 16 steps. Shrinking can remove each of them.
fn removable(steps: impl Strategy<Value = Vec<Step>>) -> impl Strategy<Value = Vec<Step>> {
    (steps, vec(prop::bool::weighted(0.98), 16)).prop_map(|(steps, included)| {
        let steps = steps.into_iter().zip(included).filter(|(_, included)| *included);
        steps.map(|(step, _)| step).collect()
    })
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

/// Vouchers of one account and spender before midnight and after, redeemed by the provider and its operators.
fn around_midnight() -> impl Strategy<Value = Vec<Step>> {
    let accounts = (any::<Pick>(), any::<Pick>(), any::<Pick>());
    let redeem = |yesterday| (amount(), total(), any::<bool>(), Just(yesterday));
    let before = vec(redeem(false), 0..4);
    let after = vec(prop_oneof![2 => redeem(true), 1 => redeem(false)], 1..5);
    (accounts, before, after).prop_map(|((account, spender, provider), before, after)| {
        let step = |(amount, total, by_operator, yesterday)| Step::Redeem {
            plan: VoucherPlan {
                account,
                spender,
                provider,
                yesterday,
                amount,
                total,
                by_operator,
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

/// One account's usage at several providers over days, while it commits to one of them and releases the commitment,
/// and while that one is removed and admitted again.
fn committed_over_days() -> impl Strategy<Value = Vec<Step>> {
    let then = prop_oneof![
        8 => usage_by_owner(),
        3 => (-1..=1_i8).prop_map(|offset| Step::Wait(WaitTime::Midnight(offset))),
        2 => prop::bool::weighted(0.35)
            .prop_map(|admitted| Step::SetProvider { by: 0, provider: 0, admitted }),
        2 => commitment().prop_map(Step::Commitment),
    ];
    (any::<Pick>(), 0..2_u8, vec(then, 3..14)).prop_map(|(account, provider, then)| {
        let commit = CommitmentStep::Commit { by: account, provider, force: false };
        let mut steps = vec![Step::Commitment(commit)];
        steps.extend(then.into_iter().map(|step| match step {
            Step::SetProvider { by, admitted, .. } => Step::SetProvider { by, provider, admitted },
            step => with_account(step, account),
        }));
        steps
    })
}

/// A spend or a voucher, in most cases by the account itself.
fn usage_by_owner() -> impl Strategy<Value = Step> {
    let parties = (any::<Pick>(), any::<Pick>());
    let size = (amount(), total());
    (parties, size, any::<bool>(), any::<bool>()).prop_map(
        |((spender, provider), (amount, total), yesterday, by_voucher)| {
            if !by_voucher {
                return Step::Spend { account: 0, spender, provider, amount, force: false };
            }
            let plan = VoucherPlan {
                account: 0,
                spender,
                provider,
                yesterday,
                amount,
                total,
                by_operator: false,
                flaw: VoucherFlaw::None,
            };
            Step::Redeem { plan, force: false }
        },
    )
}

/// The same step by or for another account.
fn with_account(step: Step, account: Pick) -> Step {
    match step {
        Step::Spend { spender, provider, amount, force, .. } => {
            Step::Spend { account, spender, provider, amount, force }
        }
        Step::Redeem { plan, force } => {
            Step::Redeem { plan: VoucherPlan { account, ..plan }, force }
        }
        Step::Commitment(CommitmentStep::Commit { provider, force, .. }) => {
            Step::Commitment(CommitmentStep::Commit { by: account, provider, force })
        }
        Step::Commitment(CommitmentStep::Release { force, .. }) => {
            Step::Commitment(CommitmentStep::Release { by: account, force })
        }
        Step::BurnOffer(BurnOfferStep::Offer { rate, amount, days, .. }) => {
            Step::BurnOffer(BurnOfferStep::Offer { by: account, rate, amount, days })
        }
        Step::BurnOffer(BurnOfferStep::Burn {
            by,
            amount,
            recipient,
            excessive_min,
            force,
            ..
        }) => Step::BurnOffer(BurnOfferStep::Burn {
            by,
            account,
            amount,
            recipient,
            excessive_min,
            force,
        }),
        other => other,
    }
}

/// A burn offer, and burns by it through its last day and after.
fn offer_burned_in_parts() -> impl Strategy<Value = Vec<Step>> {
    let then = prop_oneof![
        4 => burn_for().prop_map(Step::BurnOffer),
        1 => (-1..=0_i8).prop_map(|offset| Step::Wait(WaitTime::Midnight(offset))),
    ];
    (any::<Pick>(), offer(), vec(then, 1..6)).prop_map(|(account, offer, then)| {
        let mut steps = vec![Step::BurnOffer(offer)];
        steps.extend(then);
        steps.into_iter().map(|step| with_account(step, account)).collect()
    })
}

/// Permits of one owner for one spender, some of them used already, and approvals that void them.
fn permits_of_one_pair() -> impl Strategy<Value = Vec<Step>> {
    let flaw = prop_oneof![3 => Just(PermitFlaw::None), 2 => Just(PermitFlaw::Nonce)];
    let part = (any::<Pick>(), amount(), flaw, prop::bool::weighted(0.25));
    (permit_plan(), vec(part, 1..5)).prop_map(|(first, parts)| {
        let mut steps = vec![Step::Permit(first)];
        for (by, amount, flaw, by_owner) in parts {
            steps.push(if by_owner {
                let PermitPlan { owner, spender, paid, .. } = first;
                Step::Approve { by: owner, spender, amount: AmountChoice::Zero, days: 2, paid }
            } else {
                Step::Permit(PermitPlan { by, amount, flaw, ..first })
            });
        }
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
