//! Strategies for single steps.

use proptest::collection::vec;
use proptest::prelude::*;

use super::{Flaw, GovernanceStep, Line, Pause, Pick, RevenueStep, Size, Slip, Step, Tweak};

/// One step.
pub fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        18 => pause().prop_map(Step::Wait),
        30 => collateral(),
        20 => exits(),
        60 => usage(),
        14 => revenue().prop_map(Step::Revenue),
        3 => provider(),
        8 => governance().prop_map(Step::Governance),
    ]
}

fn pause() -> impl Strategy<Value = Pause> {
    prop_oneof![
        8 => (1..21_600_u32).prop_map(Pause::Seconds),
        6 => (-1..=1_i8).prop_map(Pause::Midnight),
        3 => (1..=3_u8).prop_map(Pause::Days),
        1 => (4..=20_u8).prop_map(Pause::Days),
        2 => (any::<Pick>(), -1..=0_i8).prop_map(|(by, offset)| Pause::Maturity(by, offset)),
    ]
}

pub(super) fn size() -> impl Strategy<Value = Size> {
    prop_oneof![
        12 => (1..1_000_u16).prop_map(Size::Part),
        4 => Just(Size::All),
        2 => Just(Size::OneMore),
        1 => Just(Size::Wei),
        1 => Just(Size::Zero),
    ]
}

/// Mostly parts; for steps where all of it would leave nothing to go on with.
fn part() -> impl Strategy<Value = Size> {
    prop_oneof![
        12 => (1..400_u16).prop_map(Size::Part),
        1 => size(),
    ]
}

fn rarely() -> impl Strategy<Value = bool> {
    prop::bool::weighted(0.1)
}

pub(super) fn line() -> impl Strategy<Value = Line> {
    prop_oneof![Just(Line::Vvv), Just(Line::Diem), Just(Line::Withdrawal)]
}

fn collateral() -> impl Strategy<Value = Step> {
    let by = any::<Pick>;
    prop_oneof![
        2 => (by(), by(), part()).prop_map(|(by, to, size)| Step::StakeVvv { by, to, size }),
        2 => (by(), part(), any::<bool>()).prop_map(|(by, size, activate)| Step::StakeAndMint { by, size, activate }),
        2 => (by(), size(), rarely(), rarely())
            .prop_map(|(by, size, greedy, bold)| Step::MintDiem { by, size, greedy, bold }),
        2 => (by(), size(), rarely()).prop_map(|(by, size, bold)| Step::BurnDiem { by, size, bold }),
        1 => (by(), by(), size(), rarely()).prop_map(|(by, to, size, bold)| Step::Transfer { by, to, size, bold }),
        3 => (by(), size(), rarely()).prop_map(|(by, size, bold)| Step::Activate { by, size, bold }),
    ]
}

fn exits() -> impl Strategy<Value = Step> {
    let who = || (line(), any::<Pick>());
    prop_oneof![
        3 => (who(), part(), rarely()).prop_map(|((line, by), size, bold)| Step::Exit { line, by, size, bold }),
        1 => (who(), any::<Pick>(), rarely())
            .prop_map(|((line, by), ticket, bold)| Step::CancelExit { line, by, ticket, bold }),
        2 => (who(), rarely()).prop_map(|((line, by), bold)| Step::FinishExit { line, by, bold }),
    ]
}

fn usage() -> impl Strategy<Value = Step> {
    let by = any::<Pick>;
    let grant = (by(), by(), size(), -3..=9_i8, prop::bool::weighted(0.7)).prop_map(
        |(by, spender, size, days, paid)| Step::Approve {
            by,
            spender,
            size,
            days,
            paid,
        },
    );
    let spend = (by(), by(), by(), size(), rarely()).prop_map(
        |(account, spender, provider, size, bold)| Step::Spend {
            account,
            spender,
            provider,
            size,
            bold,
        },
    );
    prop_oneof![
        2 => grant,
        2 => (by(), by(), part()).prop_map(|(by, to, size)| Step::Deposit { by, to, size }),
        4 => spend,
        5 => (slip(), rarely()).prop_map(|(slip, bold)| Step::Redeem { slip, bold }),
        2 => (vec(slip(), 0..6), prop::bool::weighted(0.05))
            .prop_map(|(slips, lengths_differ)| Step::RedeemBatch { slips, lengths_differ }),
    ]
}

fn slip() -> impl Strategy<Value = Slip> {
    let flaw = prop_oneof![
        20 => Just(Flaw::None),
        1 => prop::sample::select(vec![
            Flaw::Signature, Flaw::Caller, Flaw::Early, Flaw::Late, Flaw::Stale, Flaw::Large,
        ]),
    ];
    let who = (any::<Pick>(), any::<Pick>(), any::<Pick>());
    (who, any::<bool>(), size(), flaw).prop_map(
        |((account, spender, provider), yesterday, size, flaw)| Slip {
            account,
            spender,
            provider,
            yesterday,
            size,
            flaw,
        },
    )
}

fn provider() -> impl Strategy<Value = Step> {
    (any::<Pick>(), any::<Pick>(), prop::bool::weighted(0.7)).prop_map(
        |(by, provider, admitted)| Step::SetProvider {
            by,
            provider,
            admitted,
        },
    )
}

fn revenue() -> impl Strategy<Value = RevenueStep> {
    let by = any::<Pick>;
    prop_oneof![
        3 => by().prop_map(|by| RevenueStep::Claim { by }),
        1 => (by(), by()).prop_map(|(by, to)| RevenueStep::ClaimTo { by, to }),
        2 => by().prop_map(|by| RevenueStep::ClaimAndStake { by }),
        2 => (by(), size()).prop_map(|(by, size)| RevenueStep::Fund { by, size }),
        3 => (by(), size()).prop_map(|(by, size)| RevenueStep::FundCapacity { by, size }),
        2 => by().prop_map(|by| RevenueStep::Checkpoint { by }),
        2 => (by(), by()).prop_map(|(by, to)| RevenueStep::ClaimEarnings { by, to }),
        1 => by().prop_map(|by| RevenueStep::Announce { by }),
    ]
}

fn governance() -> impl Strategy<Value = GovernanceStep> {
    let by = any::<Pick>;
    prop_oneof![
        1 => by().prop_map(|by| GovernanceStep::Pause { by }),
        3 => (by(), rarely()).prop_map(|(by, bold)| GovernanceStep::Unpause { by, bold }),
        1 => (by(), by()).prop_map(|(by, guardian)| GovernanceStep::SetGuardian { by, guardian }),
        1 => (by(), by()).prop_map(|(by, to)| GovernanceStep::TransferOwnership { by, to }),
        1 => rarely().prop_map(|bold| GovernanceStep::AcceptOwnership { bold }),
        3 => (by(), tweak()).prop_map(|(by, tweak)| GovernanceStep::Propose { by, tweak }),
        4 => (by(), -1..=1_i8, rarely())
            .prop_map(|(by, offset, bold)| GovernanceStep::Execute { by, offset, bold }),
        1 => by().prop_map(|by| GovernanceStep::CancelParams { by }),
        2 => (by(), by(), by()).prop_map(|(by, token, to)| GovernanceStep::Recover { by, token, to }),
        2 => (by(), by(), part()).prop_map(|(by, token, size)| GovernanceStep::Give { by, token, size }),
    ]
}

fn tweak() -> impl Strategy<Value = Tweak> {
    let part = 0..=1_000_u16;
    prop_oneof![
        1 => part.clone().prop_map(Tweak::Base),
        1 => part.clone().prop_map(Tweak::Power),
        1 => part.clone().prop_map(Tweak::Target),
        2 => part.clone().prop_map(Tweak::Cooldowns),
        2 => part.clone().prop_map(Tweak::Shares),
        3 => part.prop_map(Tweak::Price),
        2 => any::<Pick>().prop_map(Tweak::Beyond),
    ]
}
