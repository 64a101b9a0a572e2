//! Random stories: several people, over days and weeks.

mod steps;

use proptest::collection::vec;
use proptest::prelude::*;

use steps::{line, size};

use crate::curve::Curve;
use crate::params::Params;
use crate::reference::{Reference, Setup};
use crate::tickets::PLACES;
use crate::units::{cast, midnight, Day, Token, Who, ONE};

pub use crate::step::{
    Flaw, GovernanceStep, Line, Pause, Pick, RevenueStep, Size, Slip, Step, Tweak,
};
pub use steps::step;

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
