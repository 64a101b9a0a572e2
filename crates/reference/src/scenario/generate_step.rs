//! Random steps.

use proptest::collection::vec;
use proptest::prelude::*;

use crate::step::{
    AmountChoice, GovernanceStep, ParamChange, Pick, RevenueStep, Step, TicketKind, VoucherFlaw,
    VoucherPlan, WaitTime,
};

/// A random step.
pub fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        18 => wait_time().prop_map(Step::Wait),
        30 => collateral(),
        20 => exits(),
        60 => usage(),
        14 => revenue().prop_map(Step::Revenue),
        3 => provider(),
        8 => governance().prop_map(Step::Governance),
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
    prop_oneof![
        3 => (parts(), fraction(), rarely()).prop_map(|((kind, by), amount, force)| Step::Exit { kind, by, amount, force }),
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
        2 => (by(), by(), fraction()).prop_map(|(by, to, amount)| Step::Deposit { by, to, amount }),
        4 => spend,
        5 => (voucher_plan(), rarely()).prop_map(|(plan, force)| Step::Redeem { plan, force }),
        2 => (vec(voucher_plan(), 0..6), prop::bool::weighted(0.05))
            .prop_map(|(plans, lengths_differ)| Step::RedeemBatch { plans, lengths_differ }),
    ]
}

fn voucher_plan() -> impl Strategy<Value = VoucherPlan> {
    let flaw = prop_oneof![
        20 => Just(VoucherFlaw::None),
        1 => prop::sample::select(vec![
            VoucherFlaw::Signature, VoucherFlaw::Caller, VoucherFlaw::Early, VoucherFlaw::Late, VoucherFlaw::Stale, VoucherFlaw::Large,
        ]),
    ];
    let accounts = (any::<Pick>(), any::<Pick>(), any::<Pick>());
    (accounts, any::<bool>(), amount(), flaw).prop_map(
        |((account, spender, provider), yesterday, amount, flaw)| VoucherPlan {
            account,
            spender,
            provider,
            yesterday,
            amount,
            flaw,
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
        1 => by().prop_map(|by| RevenueStep::Announce { by }),
    ]
}

fn governance() -> impl Strategy<Value = GovernanceStep> {
    let by = any::<Pick>;
    prop_oneof![
        1 => by().prop_map(|by| GovernanceStep::Pause { by }),
        3 => (by(), rarely()).prop_map(|(by, force)| GovernanceStep::Unpause { by, force }),
        1 => (by(), by()).prop_map(|(by, guardian)| GovernanceStep::SetGuardian { by, guardian }),
        1 => (by(), by()).prop_map(|(by, to)| GovernanceStep::TransferOwnership { by, to }),
        1 => rarely().prop_map(|force| GovernanceStep::AcceptOwnership { force }),
        3 => (by(), param_change()).prop_map(|(by, change)| GovernanceStep::Propose { by, change }),
        4 => (by(), -1..=1_i8, rarely())
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
        2 => any::<Pick>().prop_map(ParamChange::Beyond),
    ]
}
