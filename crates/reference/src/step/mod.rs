//! Abstract steps: who and how much are picks and fractions, so that a step makes sense in any
//! state, and a story still makes sense when parts of it are left out.

mod exits;
mod governance;
mod resolve;
mod revenue;
mod usage;

pub use governance::{GovernanceStep, Tweak};
pub use revenue::RevenueStep;

use crate::reference::Reference;
use crate::units::cast::{AGENT, ALICE, BOB, CAROL, NORTH, ROBOT, SOUTH, STRANGER};
use crate::units::{midnight, mul_div, Who, CONTRACT, DAY, ZERO};

/// A number to pick by, modulo the length of a list.
pub type Pick = u8;

/// How much, of the most that would go through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// All of it.
    All,
    /// Thousandths.
    Part(u16),
    /// One wei more than all of it.
    OneMore,
    /// One wei.
    Wei,
    /// Nothing.
    Zero,
}

/// How long to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pause {
    /// Seconds.
    Seconds(u32),
    /// Until as many seconds before or after the next midnight.
    Midnight(i8),
    /// Whole days.
    Days(u8),
    /// Whole days but for a second.
    AlmostDays(u8),
    /// Until as many seconds before or after the next of a user's tickets matures.
    Maturity(Pick, i8),
}

/// The three kinds of ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// VVV.
    Vvv,
    /// DIEM.
    Diem,
    /// The deposit.
    Withdrawal,
}

/// What is wrong with a voucher.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// Nothing.
    None,
    /// Not signed by its spender.
    Signature,
    /// Brought by somebody else than its provider.
    Caller,
    /// Of tomorrow.
    Early,
    /// Of the day before yesterday.
    Late,
    /// At what was collected already.
    Stale,
    /// Of 2^120 credits.
    Large,
}

/// A voucher to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slip {
    /// A user.
    pub account: Pick,
    /// The user or an agent.
    pub spender: Pick,
    /// A provider.
    pub provider: Pick,
    /// Of yesterday rather than today.
    pub yesterday: bool,
    /// Of what could be collected.
    pub size: Size,
    /// What is wrong with it.
    pub flaw: Flaw,
}

/// What to do. `bold` steps are taken whatever the state; others make way for what they lack.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "each is the call of its name, by a user, with its arguments as picks"
)]
pub enum Step {
    Wait(Pause),
    StakeVvv {
        by: Pick,
        to: Pick,
        size: Size,
    },
    StakeAndMint {
        by: Pick,
        size: Size,
        activate: bool,
    },
    /// The stranger stakes and locks more VVV than there should be.
    MintTheWorld {
        size: Size,
    },
    MintDiem {
        by: Pick,
        size: Size,
        greedy: bool,
        bold: bool,
    },
    BurnDiem {
        by: Pick,
        size: Size,
        bold: bool,
    },
    Transfer {
        by: Pick,
        to: Pick,
        size: Size,
        bold: bool,
    },
    Activate {
        by: Pick,
        size: Size,
        bold: bool,
    },
    Exit {
        line: Line,
        by: Pick,
        size: Size,
        bold: bool,
    },
    CancelExit {
        line: Line,
        by: Pick,
        ticket: Pick,
        bold: bool,
    },
    FinishExit {
        line: Line,
        by: Pick,
        bold: bool,
    },
    Approve {
        by: Pick,
        spender: Pick,
        size: Size,
        days: i8,
        paid: bool,
    },
    Deposit {
        by: Pick,
        to: Pick,
        size: Size,
    },
    Spend {
        account: Pick,
        spender: Pick,
        provider: Pick,
        size: Size,
        bold: bool,
    },
    Redeem {
        slip: Slip,
        bold: bool,
    },
    RedeemBatch {
        slips: Vec<Slip>,
        lengths_differ: bool,
    },
    SetProvider {
        by: Pick,
        provider: Pick,
        admitted: bool,
    },
    Revenue(RevenueStep),
    Governance(GovernanceStep),
}

pub(crate) const USERS: [Who; 3] = [ALICE, BOB, CAROL];
pub(crate) const PROVIDERS: [Who; 2] = [NORTH, SOUTH];
/// Mostly users; the odd others are refused or have little to say.
const SENDERS: [Who; 8] = [ALICE, BOB, CAROL, ALICE, BOB, CAROL, AGENT, STRANGER];
const RECEIVERS: [Who; 12] = [
    ALICE, BOB, CAROL, ALICE, BOB, CAROL, ALICE, BOB, CAROL, AGENT, ZERO, CONTRACT,
];
const AGENTS: [Who; 8] = [AGENT, ROBOT, AGENT, ROBOT, AGENT, BOB, ALICE, ZERO];
const ADMITTED: [Who; 10] = [
    NORTH, SOUTH, NORTH, SOUTH, NORTH, SOUTH, NORTH, SOUTH, ZERO, CONTRACT,
];

pub(crate) fn pick(list: &[Who], by: Pick) -> Who {
    list[usize::from(by) % list.len()]
}

impl Size {
    /// The amount, where `most` is what would go through.
    pub fn of(self, most: u128) -> u128 {
        match self {
            Self::All => most,
            Self::Part(thousandths) => mul_div(most, thousandths.into(), 1_000),
            Self::OneMore => most.saturating_add(1),
            Self::Wei => 1,
            Self::Zero => 0,
        }
    }
}

impl Pause {
    /// Seconds to wait.
    pub fn seconds(self, reference: &Reference) -> u64 {
        let now = reference.now();
        let around = |time: u64, offset: i8| {
            time.saturating_add_signed(offset.into())
                .saturating_sub(now)
        };
        match self {
            Self::Seconds(seconds) => seconds.into(),
            Self::Midnight(offset) => around(midnight(reference.today() + 1), offset),
            Self::Days(days) => u64::from(days) * DAY,
            Self::AlmostDays(days) => u64::from(days) * DAY - 1,
            Self::Maturity(by, offset) => {
                let person = reference.person(pick(&USERS, by));
                let tickets = [
                    &person.vvv_tickets,
                    &person.diem_tickets,
                    &person.withdrawals,
                ];
                let times = tickets.into_iter().flatten().map(|ticket| ticket.maturity);
                let next = times.filter(|&maturity| maturity > now).min();
                next.map_or(3_600, |time| around(time, offset))
            }
        }
    }
}
