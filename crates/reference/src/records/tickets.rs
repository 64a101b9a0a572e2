// SPDX-License-Identifier: MIT OR Apache-2.0
//! Tickets (§4): withdrawal requests that are paid after a cooldown. Every ticket is kept, with how it was closed.

use crate::error::DiemError;

/// Maximum number of open tickets in a queue.
pub const MAX_OPEN_TICKETS: usize = 32;

/// How a ticket was closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Closing {
    Paid { at: u64, amount: u128 },
    Cancelled,
}

/// A withdrawal request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ticket {
    pub id: u32,
    pub amount: u128,
    pub opened: u64,
    /// Set when the ticket is opened, and never changed afterwards.
    pub maturity: u64,
    /// At most one; an invariant checks that.
    pub closings: Vec<Closing>,
}

impl Ticket {
    pub fn is_open(&self) -> bool {
        self.closings.is_empty()
    }

    /// The slot that the contract stores a ticket in.
    fn slot(id: u32) -> usize {
        id as usize % MAX_OPEN_TICKETS
    }
}

/// The tickets of one account for one purpose, in the order they were opened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Queue {
    pub tickets: Vec<Ticket>,
}

impl Queue {
    pub fn open_tickets(&self) -> impl Iterator<Item = &Ticket> {
        self.tickets.iter().filter(|ticket| ticket.is_open())
    }

    pub fn open_amount(&self) -> u128 {
        self.open_tickets().map(|ticket| ticket.amount).sum()
    }

    /// The next number whose slot (number mod 32) is not taken by an open ticket.
    fn next_id(&self) -> u32 {
        let mut id = self.tickets.last().map_or(0, |last| last.id + 1);
        while self.open_tickets().any(|open| Ticket::slot(open.id) == Ticket::slot(id)) {
            id += 1;
        }
        id
    }

    pub fn open(&mut self, amount: u128, now: u64, maturity: u64) -> Result<u32, DiemError> {
        if self.open_tickets().count() >= MAX_OPEN_TICKETS {
            return Err(DiemError::TooManyTickets);
        }
        let id = self.next_id();
        self.tickets.push(Ticket { id, amount, opened: now, maturity, closings: Vec::new() });
        Ok(id)
    }

    /// Closes a ticket without paying it, before or after its maturity. Returns its amount.
    pub fn cancel(&mut self, ticket: u32) -> Result<u128, DiemError> {
        let found = self
            .tickets
            .iter_mut()
            .find(|candidate| candidate.id == ticket && candidate.is_open())
            .ok_or(DiemError::TicketNotFound { ticket })?;
        found.closings.push(Closing::Cancelled);
        Ok(found.amount)
    }

    /// Closes all matured tickets in order, paying each from what is left of `funds`. Returns the sum paid.
    pub fn pay_matured(&mut self, now: u64, mut funds: u128) -> Result<u128, DiemError> {
        if !self.open_tickets().any(|ticket| ticket.maturity <= now) {
            let next = self.open_tickets().map(|ticket| ticket.maturity).min();
            return Err(DiemError::NothingMatured { next: next.unwrap_or(0) });
        }
        let before = funds;
        for ticket in &mut self.tickets {
            if ticket.is_open() && ticket.maturity <= now {
                let amount = ticket.amount.min(funds);
                funds -= amount;
                ticket.closings.push(Closing::Paid { at: now, amount });
            }
        }
        Ok(before - funds)
    }
}
