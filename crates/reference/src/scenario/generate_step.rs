// SPDX-License-Identifier: MIT OR Apache-2.0
//! Random steps.

use proptest::collection::vec;
use proptest::prelude::*;

use crate::step::{
    AmountChoice, BatchLengths, BurnOfferStep, CommitmentStep, GovernanceStep, ParamChange,
    PermitFlaw, PermitPlan, Pick, RevenueStep, Step, TicketKind, TotalChoice, VoucherFlaw,
    VoucherPlan, WaitTime,
};

/// A random step.
pub fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        18 => wait_time().prop_map(Step::Wait),
        30 => collateral(),
        20 => exits(),
        3 => offer().prop_map(Step::BurnOffer),
        9 => burn_for().prop_map(Step::BurnOffer),
        60 => usage(),
        6 => commitment().prop_map(Step::Commitment),
        14 => revenue().prop_map(Step::Revenue),
        3 => provider(),
        3 => operator(),
        14 => governance().prop_map(Step::Governance),
    ]
}

fn wait_time() -> impl Strategy<Value = WaitTime> {
    prop_oneof![
        8 => (1..21_600_u32).prop_map(WaitTime::Seconds),
        6 => (-1..=1_i8).prop_map(WaitTime::Midnight),
        3 => (1..=3_u8).prop_map(WaitTime::Days),
        1 => (4..=20_u8).prop_map(WaitTime::Days),
        2 => (any::<Pick>(), -1..=0_i8).prop_map(|(by, offset)| WaitTime::Maturity(by, offset)),
    ]
}

pub(super) fn amount() -> impl Strategy<Value = AmountChoice> {
    prop_oneof![
        12 => (1..1_000_u16).prop_map(AmountChoice::Thousandths),
        4 => Just(AmountChoice::All),
        2 => Just(AmountChoice::OneMore),
        1 => Just(AmountChoice::Wei),
        1 => Just(AmountChoice::Zero),
    ]
}

/// Mostly fractions, for steps where the whole amount would leave nothing for later steps.
fn fraction() -> impl Strategy<Value = AmountChoice> {
    prop_oneof![
        12 => (1..400_u16).prop_map(AmountChoice::Thousandths),
        1 => amount(),
    ]
}

fn rarely() -> impl Strategy<Value = bool> {
    prop::bool::weighted(0.1)
}

pub(super) fn ticket_kind() -> impl Strategy<Value = TicketKind> {
    prop_oneof![Just(TicketKind::Vvv), Just(TicketKind::Diem), Just(TicketKind::Withdrawal)]
}

fn collateral() -> impl Strategy<Value = Step> {
    let by = any::<Pick>;
    prop_oneof![
        2 => (by(), by(), fraction()).prop_map(|(by, to, amount)| Step::StakeVvv { by, to, amount }),
        2 => (by(), fraction(), any::<bool>()).prop_map(|(by, amount, activate)| Step::StakeAndMint { by, amount, activate }),
        2 => (by(), amount(), rarely(), rarely())
            .prop_map(|(by, amount, excessive_min_out, force)| Step::MintDiem { by, amount, excessive_min_out, force }),
        2 => (by(), amount(), rarely()).prop_map(|(by, amount, force)| Step::BurnDiem { by, amount, force }),
        1 => (by(), by(), amount(), rarely()).prop_map(|(by, to, amount, force)| Step::Transfer { by, to, amount, force }),
        3 => (by(), amount(), rarely()).prop_map(|(by, amount, force)| Step::Activate { by, amount, force }),
    ]
}

fn exits() -> impl Strategy<Value = Step> {
    let parts = || (ticket_kind(), any::<Pick>());
    let exit_amount = prop_oneof![5 => fraction(), 1 => amount()];
    prop_oneof![
        3 => (parts(), exit_amount, rarely()).prop_map(|((kind, by), amount, force)| Step::Exit { kind, by, amount, force }),
        1 => (parts(), any::<Pick>(), rarely())
            .prop_map(|((kind, by), ticket, force)| Step::CancelExit { kind, by, ticket, force }),
        2 => (parts(), rarely()).prop_map(|((kind, by), force)| Step::FinishExit { kind, by, force }),
    ]
}

fn usage() -> impl Strategy<Value = Step> {
    let by = any::<Pick>;
    let grant = (by(), by(), amount(), -3..=9_i8, prop::bool::weighted(0.7)).prop_map(
        |(by, spender, amount, days, paid)| Step::Approve { by, spender, amount, days, paid },
    );
    let spend = (by(), by(), by(), amount(), rarely()).prop_map(
        |(account, spender, provider, amount, force)| Step::Spend {
            account,
            spender,
            provider,
            amount,
            force,
        },
    );
    prop_oneof![
        2 => grant,
        1 => permit_plan().prop_map(Step::Permit),
        2 => (by(), by(), fraction()).prop_map(|(by, to, amount)| Step::Deposit { by, to, amount }),
        4 => spend,
        5 => (voucher_plan(), rarely()).prop_map(|(plan, force)| Step::Redeem { plan, force }),
        2 => (vec(voucher_plan(), 0..6), batch_lengths())
            .prop_map(|(plans, lengths)| Step::RedeemBatch { plans, lengths }),
    ]
}

fn batch_lengths() -> impl Strategy<Value = BatchLengths> {
    let differ = prop::sample::select(vec![
        BatchLengths::MoreSignatures,
        BatchLengths::MoreTotals,
        BatchLengths::FewerVouchers,
        BatchLengths::FewerTotals,
    ]);
    prop_oneof![14 => Just(BatchLengths::Equal), 1 => differ]
}

pub(super) fn total() -> impl Strategy<Value = TotalChoice> {
    prop_oneof![
        8 => Just(TotalChoice::Greatest),
        8 => (1..=999_u16).prop_map(TotalChoice::Thousandths),
        2 => Just(TotalChoice::Ceiling),
        1 => Just(TotalChoice::OneMore),
        1 => prop::sample::select(vec![TotalChoice::Collected, TotalChoice::Zero]),
    ]
}

pub(super) fn permit_plan() -> impl Strategy<Value = PermitPlan> {
    let flaw = prop_oneof![
        6 => Just(PermitFlaw::None),
        3 => prop::sample::select(vec![
            PermitFlaw::Signer, PermitFlaw::Nonce, PermitFlaw::Length, PermitFlaw::Owner, PermitFlaw::Expired,
        ]),
    ];
    let accounts = (any::<Pick>(), any::<Pick>(), any::<Pick>());
    let terms = (amount(), -1..=9_i8, prop::bool::weighted(0.7));
    (accounts, terms, 0..4_u8, flaw).prop_map(
        |((by, owner, spender), (amount, days, paid), lifetime, flaw)| PermitPlan {
            by,
            owner,
            spender,
            amount,
            days,
            paid,
            lifetime,
            flaw,
        },
    )
}

pub(super) fn commitment() -> impl Strategy<Value = CommitmentStep> {
    let by = any::<Pick>;
    prop_oneof![
        3 => (by(), by(), rarely())
            .prop_map(|(by, provider, force)| CommitmentStep::Commit { by, provider, force }),
        2 => (by(), rarely()).prop_map(|(by, force)| CommitmentStep::Release { by, force }),
    ]
}

/// An offer, often one that ends soon.
pub(super) fn offer() -> impl Strategy<Value = BurnOfferStep> {
    (any::<Pick>(), amount(), amount(), -1..=4_i8)
        .prop_map(|(by, rate, amount, days)| BurnOfferStep::Offer { by, rate, amount, days })
}

pub(super) fn burn_for() -> impl Strategy<Value = BurnOfferStep> {
    let accounts = (any::<Pick>(), any::<Pick>(), any::<Pick>());
    (accounts, amount(), prop::bool::weighted(0.05), prop::bool::weighted(0.2)).prop_map(
        |((by, account, recipient), amount, excessive_min, force)| BurnOfferStep::Burn {
            by,
            account,
            amount,
            recipient,
            excessive_min,
            force,
        },
    )
}

fn operator() -> impl Strategy<Value = Step> {
    (any::<Pick>(), any::<Pick>(), prop::bool::weighted(0.6))
        .prop_map(|(provider, operator, allowed)| Step::SetOperator { provider, operator, allowed })
}

fn voucher_plan() -> impl Strategy<Value = VoucherPlan> {
    let flaw = prop_oneof![
        12 => Just(VoucherFlaw::None),
        1 => prop::sample::select(vec![
            VoucherFlaw::Signature, VoucherFlaw::Caller, VoucherFlaw::Early, VoucherFlaw::Late, VoucherFlaw::Stale, VoucherFlaw::Large,
        ]),
    ];
    let accounts = (any::<Pick>(), any::<Pick>(), any::<Pick>());
    let size = (amount(), total());
    (accounts, any::<bool>(), size, prop::bool::weighted(0.3), flaw).prop_map(
        |((account, spender, provider), yesterday, (amount, total), by_operator, flaw)| {
            VoucherPlan { account, spender, provider, yesterday, amount, total, by_operator, flaw }
        },
    )
}

fn provider() -> impl Strategy<Value = Step> {
    (any::<Pick>(), any::<Pick>(), prop::bool::weighted(0.7))
        .prop_map(|(by, provider, admitted)| Step::SetProvider { by, provider, admitted })
}

fn revenue() -> impl Strategy<Value = RevenueStep> {
    let by = any::<Pick>;
    prop_oneof![
        3 => by().prop_map(|by| RevenueStep::Claim { by }),
        1 => (by(), by()).prop_map(|(by, to)| RevenueStep::ClaimTo { by, to }),
        2 => by().prop_map(|by| RevenueStep::ClaimAndStake { by }),
        2 => (by(), amount()).prop_map(|(by, amount)| RevenueStep::Fund { by, amount }),
        3 => (by(), amount()).prop_map(|(by, amount)| RevenueStep::FundCapacity { by, amount }),
        2 => by().prop_map(|by| RevenueStep::Checkpoint { by }),
        2 => (by(), by()).prop_map(|(by, to)| RevenueStep::ClaimEarnings { by, to }),
        2 => (by(), by()).prop_map(|(by, uri)| RevenueStep::Announce { by, uri }),
    ]
}

fn governance() -> impl Strategy<Value = GovernanceStep> {
    let by = any::<Pick>;
    prop_oneof![
        1 => by().prop_map(|by| GovernanceStep::Pause { by }),
        3 => (by(), rarely()).prop_map(|(by, force)| GovernanceStep::Unpause { by, force }),
        2 => (by(), by()).prop_map(|(by, guardian)| GovernanceStep::SetGuardian { by, guardian }),
        2 => (by(), by()).prop_map(|(by, to)| GovernanceStep::TransferOwnership { by, to }),
        2 => rarely().prop_map(|force| GovernanceStep::AcceptOwnership { force }),
        5 => (by(), param_change()).prop_map(|(by, change)| GovernanceStep::Propose { by, change }),
        7 => (by(), -1..=1_i8, rarely())
            .prop_map(|(by, offset, force)| GovernanceStep::Execute { by, offset, force }),
        1 => by().prop_map(|by| GovernanceStep::CancelParams { by }),
        2 => (by(), by(), by()).prop_map(|(by, token, to)| GovernanceStep::Recover { by, token, to }),
        2 => (by(), by(), fraction()).prop_map(|(by, token, amount)| GovernanceStep::Donate { by, token, amount }),
    ]
}

fn param_change() -> impl Strategy<Value = ParamChange> {
    let part = 0..=1_000_u16;
    prop_oneof![
        1 => part.clone().prop_map(ParamChange::Base),
        1 => part.clone().prop_map(ParamChange::Power),
        1 => part.clone().prop_map(ParamChange::Target),
        2 => part.clone().prop_map(ParamChange::Cooldowns),
        2 => part.clone().prop_map(ParamChange::Shares),
        3 => part.prop_map(ParamChange::Price),
        2 => any::<Pick>().prop_map(ParamChange::Edge),
        8 => any::<Pick>().prop_map(ParamChange::Beyond),
    ]
}
