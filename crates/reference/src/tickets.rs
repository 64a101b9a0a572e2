//! Cooldown queues (§4): every ticket ever opened, and how it was closed.

use crate::refusal::Refusal;

/// Tickets open at a time, at most.
pub const PLACES: usize = 32;

/// How a ticket ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Closing {
    Paid { at: u64, amount: u128 },
    Cancelled,
}

/// One ticket, kept for ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ticket {
    pub id: u32,
    pub amount: u128,
    pub opened: u64,
    /// What was promised when it was opened; nothing writes to it again.
    pub maturity: u64,
    /// More than one entry would be a defect.
    pub closings: Vec<Closing>,
}

impl Ticket {
    pub fn is_open(&self) -> bool {
        self.closings.is_empty()
    }

    fn place(id: u32) -> usize {
        id as usize % PLACES
    }
}

/// The tickets of one person for one purpose, in the order they were opened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Queue {
    pub tickets: Vec<Ticket>,
}

impl Queue {
    pub fn open_tickets(&self) -> impl Iterator<Item = &Ticket> {
        self.tickets.iter().filter(|ticket| ticket.is_open())
    }

    pub fn sum(&self) -> u128 {
        self.open_tickets().map(|ticket| ticket.amount).sum()
    }

    /// The next number whose place (number mod 32) no open ticket holds.
    fn next_id(&self) -> u32 {
        let mut id = self.tickets.last().map_or(0, |last| last.id + 1);
        while self
            .open_tickets()
            .any(|open| Ticket::place(open.id) == Ticket::place(id))
        {
            id += 1;
        }
        id
    }

    pub fn open(&mut self, amount: u128, now: u64, maturity: u64) -> Result<u32, Refusal> {
        if self.open_tickets().count() >= PLACES {
            return Err(Refusal::TooManyTickets);
        }
        let id = self.next_id();
        self.tickets.push(Ticket {
            id,
            amount,
            opened: now,
            maturity,
            closings: Vec::new(),
        });
        Ok(id)
    }

    /// Closes a ticket unpaid, matured or not, and gives its amount.
    pub fn cancel(&mut self, ticket: u32) -> Result<u128, Refusal> {
        let found = self
            .tickets
            .iter_mut()
            .find(|candidate| candidate.id == ticket && candidate.is_open())
            .ok_or(Refusal::TicketNotFound { ticket })?;
        found.closings.push(Closing::Cancelled);
        Ok(found.amount)
    }

    /// Closes every matured ticket, paying each in full while `funds` last, and gives what they got.
    pub fn pay(&mut self, now: u64, mut funds: u128) -> Result<u128, Refusal> {
        if !self.open_tickets().any(|ticket| ticket.maturity <= now) {
            let next = self.open_tickets().map(|ticket| ticket.maturity).min();
            return Err(Refusal::NothingMatured {
                next: next.unwrap_or(0),
            });
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
