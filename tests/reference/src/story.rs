//! Random stories: several people, over days and weeks.

use proptest::collection::vec;
use proptest::prelude::*;

use crate::curve::Curve;
use crate::params::Params;
use crate::reference::{Reference, Setup};
pub use crate::step::{
    Flaw, GovernanceStep, Line, Pause, Pick, RevenueStep, Size, Slip, Step, Tweak,
};
use crate::tickets::PLACES;
use crate::units::{cast, midnight, Day, Token, Who, ONE};

/// The day every story begins: 1 January 2026.
pub const FIRST_DAY: Day = 20_454;

/// VVV that everybody has in the beginning, in wei.
pub const VVV_ENDOWMENT: u128 = 1_000_000 * ONE;

/// VVV of the stranger, in wei: more than any curve can mint against.
pub const STRANGERS_ENDOWMENT: u128 = 100_000_000_000_000 * ONE;

/// Fee tokens that everybody has in the beginning, in base units; none extra where they are VVV.
pub const FEE_ENDOWMENT: u128 = 1_000_000_000_000;

/// A beginning, and what happens then.
#[derive(Clone, Debug)]
pub struct Story {
    /// Whether fees are paid in VVV.
    pub one_token: bool,
    /// Fee-token base units for 1e18 credits.
    pub price: u128,
    /// Seconds after midnight of the first day.
    pub starts_at: u32,
    /// What happens.
    pub steps: Vec<Step>,
}

impl Story {
    /// How the contract stands when the story begins.
    pub fn setup(&self) -> Setup {
        Setup {
            now: midnight(FIRST_DAY) + u64::from(self.starts_at),
            owner: cast::OWNER,
            guardian: cast::GUARDIAN,
            one_token: self.one_token,
            params: Params::at_price(self.price),
        }
    }

    /// What everybody holds when the story begins.
    pub fn endowments(&self) -> Vec<(Who, Token, u128)> {
        let mut given = Vec::new();
        for who in 0..cast::COUNT {
            let vvv = if who == cast::STRANGER {
                STRANGERS_ENDOWMENT
            } else {
                VVV_ENDOWMENT
            };
            given.push((who, Token::Vvv, vvv));
            given.push((who, Token::Other, ONE));
            if !self.one_token {
                given.push((who, Token::Fee, FEE_ENDOWMENT));
            }
        }
        given
    }

    /// A reference at the beginning of the story.
    pub fn reference(&self, curve: Curve) -> Reference {
        let mut reference = Reference::new(&self.setup(), curve);
        for (who, token, amount) in self.endowments() {
            reference.endow(who, token, amount);
        }
        reference
    }
}

/// Stories of up to `length` scenes; a scene is one step or a few that belong together. Most begin
/// in a settled life, so that more than beginnings is told.
pub fn story(length: usize) -> impl Strategy<Value = Story> {
    let beginning = (any::<bool>(), price(), 0..86_400_u32);
    (beginning, settled_life(), vec(scene(), 1..=length)).prop_map(
        |((one_token, price, starts_at), settled, scenes)| {
            let mut steps = settled;
            steps.extend(scenes.concat());
            Story {
                one_token,
                price,
                starts_at,
                steps,
            }
        },
    )
}

/// The settled life, most of the time all of it. Each of its steps can be shrunk away.
fn settled_life() -> impl Strategy<Value = Vec<Step>> {
    let all = whole_settled_life();
    let lived = |often| vec(prop::bool::weighted(often), all.len());
    prop_oneof![3 => lived(0.97), 1 => lived(0.1)].prop_map(move |lived| {
        let kept = all.iter().zip(lived).filter(|(_, lived)| *lived);
        kept.map(|(step, _)| step.clone()).collect()
    })
}

/// Providers are admitted; users have active DIEM, a deposit, and agents who may use both.
fn whole_settled_life() -> Vec<Step> {
    let mut steps = Vec::new();
    for by in 0..2 {
        steps.push(Step::SetProvider {
            by: 0,
            provider: by,
            admitted: true,
        });
    }
    for by in 0..3 {
        let some = Size::Part(100);
        steps.push(Step::StakeAndMint {
            by,
            size: some,
            activate: true,
        });
        steps.push(Step::StakeVvv {
            by,
            to: 0,
            size: some,
        });
        steps.push(Step::Deposit {
            by,
            to: 0,
            size: some,
        });
        for spender in 0..2 {
            let paid = spender == 0;
            // One is held by its grant, the other by the quota.
            let size = Size::Part(if paid { 200 } else { 900 });
            steps.push(Step::Approve {
                by,
                spender,
                size,
                days: 9,
                paid,
            });
        }
    }
    steps.push(Step::Revenue(RevenueStep::FundCapacity {
        by: 0,
        size: Size::Part(50),
    }));
    steps
}

/// A US dollar in a token of 6 or 18 decimals, and prices that do not come out even.
fn price() -> impl Strategy<Value = u128> {
    prop_oneof![
        4 => Just(1_000_000),
        1 => Just(ONE),
        1 => Just(3),
        1 => 1..3_000_000_u128,
    ]
}

fn scene() -> impl Strategy<Value = Vec<Step>> {
    prop_oneof![
        240 => step().prop_map(|step| vec![step]),
        2 => flood(),
        2 => guardians_pauses(),
        8 => around_midnight(),
        1 => size().prop_map(|size| vec![Step::MintTheWorld { size }]),
    ]
}

/// As many tickets as fit, and one more.
fn flood() -> impl Strategy<Value = Vec<Step>> {
    (line(), any::<Pick>(), 1..=PLACES + 1).prop_map(|(line, by, count)| {
        let exit = |size| Step::Exit {
            line,
            by,
            size,
            bold: false,
        };
        // The first one makes sure that there is something to take out.
        let mut steps = vec![exit(Size::Part(300))];
        steps.resize(count + 1, exit(Size::Wei));
        steps
    })
}

/// One account and one hand at work, before midnight and after.
fn around_midnight() -> impl Strategy<Value = Vec<Step>> {
    let who = (any::<Pick>(), any::<Pick>(), any::<Pick>());
    let redeem = |yesterday| (size(), Just(yesterday));
    let before = vec(redeem(false), 0..4);
    let after = vec(prop_oneof![2 => redeem(true), 1 => redeem(false)], 1..5);
    (who, before, after).prop_map(|((account, spender, provider), before, after)| {
        let step = |(size, yesterday)| Step::Redeem {
            slip: Slip {
                account,
                spender,
                provider,
                yesterday,
                size,
                flaw: Flaw::None,
            },
            bold: false,
        };
        let mut steps: Vec<Step> = before.into_iter().map(step).collect();
        steps.push(Step::Wait(Pause::Midnight(0)));
        steps.extend(after.into_iter().map(step));
        steps
    })
}

/// Two pauses by the guardian, around the end of the first or of the wait.
fn guardians_pauses() -> impl Strategy<Value = Vec<Step>> {
    let between = prop::sample::select(vec![
        Pause::Days(1),
        Pause::AlmostDays(7),
        Pause::Days(7),
        Pause::AlmostDays(30),
        Pause::Days(30),
    ]);
    between.prop_map(|between| {
        let pause = Step::Governance(GovernanceStep::Pause { by: 0 });
        vec![pause.clone(), Step::Wait(between), pause]
    })
}

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

fn size() -> impl Strategy<Value = Size> {
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

fn line() -> impl Strategy<Value = Line> {
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
