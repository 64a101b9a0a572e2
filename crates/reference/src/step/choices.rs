// SPDX-License-Identifier: MIT OR Apache-2.0
//! Choices that a step leaves open until its state is known: accounts, amounts and waiting times.

use crate::accounts::{
    AccountId, AGENT, ALICE, BOB, CAROL, CONTRACT, NORTH, ROBOT, SOUTH, STRANGER, ZERO_ADDRESS,
};
use crate::reference::Reference;
use crate::units::{midnight, mul_div, DAY};

/// An index into a list, taken modulo the length of the list.
pub type Pick = u8;

/// An amount, relative to the highest one that would succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AmountChoice {
    /// All of it.
    All,
    /// This many thousandths of it, rounded down.
    Thousandths(u16),
    /// One wei more than all of it.
    OneMore,
    /// One wei.
    Wei,
    /// Zero.
    Zero,
}

/// How long to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitTime {
    /// This many seconds.
    Seconds(u32),
    /// Until the next midnight plus the offset in seconds.
    Midnight(i8),
    /// This many whole days.
    Days(u8),
    /// This many whole days minus one second.
    AlmostDays(u8),
    /// Until the next maturity among a user's tickets plus the offset in seconds.
    Maturity(Pick, i8),
}

/// The kinds of tickets, which are withdrawal requests paid after a cooldown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TicketKind {
    /// Unstaked VVV.
    Vvv,
    /// Deactivated DIEM.
    Diem,
    /// A part of the deposit.
    Withdrawal,
}

pub(crate) const USERS: [AccountId; 3] = [ALICE, BOB, CAROL];
/// Providers. One of them is a user too.
pub(crate) const PROVIDERS: [AccountId; 8] = [NORTH, SOUTH, NORTH, SOUTH, NORTH, SOUTH, NORTH, BOB];
/// Operators of providers. Some of them are users, agents or providers too.
pub(super) const OPERATORS: [AccountId; 8] =
    [ROBOT, AGENT, NORTH, ROBOT, SOUTH, ALICE, ZERO_ADDRESS, CONTRACT];
/// Mostly users. The others have little to act on, or revert.
pub(super) const SENDERS: [AccountId; 8] = [ALICE, BOB, CAROL, ALICE, BOB, CAROL, AGENT, STRANGER];
pub(super) const RECEIVERS: [AccountId; 12] =
    [ALICE, BOB, CAROL, ALICE, BOB, CAROL, ALICE, BOB, CAROL, AGENT, ZERO_ADDRESS, CONTRACT];
pub(super) const AGENTS: [AccountId; 8] =
    [AGENT, ROBOT, AGENT, ROBOT, AGENT, BOB, ALICE, ZERO_ADDRESS];
pub(super) const ADMITTED: [AccountId; 12] =
    [NORTH, SOUTH, NORTH, SOUTH, NORTH, SOUTH, NORTH, SOUTH, BOB, STRANGER, ZERO_ADDRESS, CONTRACT];

pub(crate) fn pick(list: &[AccountId], by: Pick) -> AccountId {
    list[usize::from(by) % list.len()]
}

impl AmountChoice {
    /// The amount, given the highest one that would succeed.
    pub fn of(self, max: u128) -> u128 {
        match self {
            Self::All => max,
            Self::Thousandths(thousandths) => mul_div(max, thousandths.into(), 1_000),
            Self::OneMore => max.saturating_add(1),
            Self::Wei => 1,
            Self::Zero => 0,
        }
    }
}

impl WaitTime {
    /// Seconds to wait.
    pub fn seconds(self, reference: &Reference) -> u64 {
        let now = reference.now();
        let around =
            |time: u64, offset: i8| time.saturating_add_signed(offset.into()).saturating_sub(now);
        match self {
            Self::Seconds(seconds) => seconds.into(),
            Self::Midnight(offset) => around(midnight(reference.today() + 1), offset),
            Self::Days(days) => u64::from(days) * DAY,
            Self::AlmostDays(days) => u64::from(days) * DAY - 1,
            Self::Maturity(by, offset) => {
                let view = reference.account_view(pick(&USERS, by));
                let tickets = [&view.vvv_tickets, &view.diem_tickets, &view.withdrawals];
                let times = tickets.into_iter().flatten().map(|ticket| ticket.maturity);
                let next = times.filter(|&maturity| maturity > now).min();
                next.map_or(3_600, |time| around(time, offset))
            }
        }
    }
}
