// SPDX-License-Identifier: MIT OR Apache-2.0
//! Ticket queues (withdrawal requests) in storage. The rules are in [`diem_model::cooldown`].

use alloc::vec::Vec;

use alloy_primitives::U256;
use diem_model::cooldown::{Queue, Ticket, TooManyTickets as QueueFull};
use stylus_lean::storage::{Entry, Field};
use stylus_lean::word::to_u256;

use crate::errors::{Error, NothingMatured, TicketNotFound, TooManyTickets};
use crate::interface::IDiem;

/// The slots of a queue in an account's entry: one for its header, then one for each of its 32 tickets.
pub struct TicketQueue {
    header: u8,
}

impl TicketQueue {
    /// The queue whose header is the entry's slot number `header`.
    pub const fn at(header: u8) -> Self {
        Self { header }
    }

    const fn queue(&self) -> Field<Queue> {
        Field::new(self.header)
    }

    const fn ticket(&self, index: u32) -> Field<Ticket> {
        Field::new(self.header + 1 + index as u8)
    }

    /// The sum of the open tickets' amounts, in base units.
    pub fn total(&self, account: &Entry) -> u128 {
        account.get(self.queue()).total()
    }

    /// When the last of the open tickets matures (unix seconds); 0 without one.
    pub fn last_maturity(&self, account: &Entry) -> u64 {
        self.open_tickets(account).map(|ticket| ticket.maturity).max().unwrap_or(0)
    }

    /// Opens a ticket for `amount` base units that matures at `maturity` (unix seconds).
    ///
    /// # Errors
    /// `TooManyTickets`.
    pub fn open(&self, account: &mut Entry, amount: u128, maturity: u64) -> Result<Ticket, Error> {
        let mut queue = account.get(self.queue());
        let ticket = queue.open(amount, maturity).map_err(|QueueFull| TooManyTickets {})?;
        account.set(self.queue(), &queue);
        account.set(self.ticket(Queue::slot_index(ticket.id)), &ticket);
        Ok(ticket)
    }

    /// Closes the open ticket numbered `id` and returns its amount in base units.
    ///
    /// # Errors
    /// `TicketNotFound`.
    pub fn close(&self, account: &mut Entry, id: u32) -> Result<u128, Error> {
        let mut queue = account.get(self.queue());
        let index = Queue::slot_index(id);
        let ticket = account.get(self.ticket(index));
        if !queue.is_open(index) || ticket.id != id {
            return Err(TicketNotFound { ticket: id }.into());
        }
        queue.close(&ticket);
        account.set(self.queue(), &queue);
        Ok(ticket.amount)
    }

    /// Closes every ticket that has matured at `now` (unix seconds) and returns the sum of their amounts in base units.
    ///
    /// # Errors
    /// `NothingMatured`, with the maturity of the next ticket.
    pub fn close_matured(&self, account: &mut Entry, now: u64) -> Result<u128, Error> {
        let mut queue = account.get(self.queue());
        let (mut paid, mut next) = (0u128, u64::MAX);
        let open = queue;
        for index in open.open_indices() {
            let ticket = account.get(self.ticket(index));
            if ticket.is_mature(now) {
                queue.close(&ticket);
                // Saturation is unreachable: the sum of all open amounts fits 128 bits.
                paid = paid.saturating_add(ticket.amount);
            } else {
                next = next.min(ticket.maturity);
            }
        }
        if paid == 0 {
            let next = if open.is_empty() { 0 } else { next };
            return Err(NothingMatured { next }.into());
        }
        account.set(self.queue(), &queue);
        Ok(paid)
    }

    /// The open tickets, in the order of their slots.
    fn open_tickets<'a>(&'a self, account: &'a Entry) -> impl Iterator<Item = Ticket> + 'a {
        account.get(self.queue()).open_indices().map(|index| account.get(self.ticket(index)))
    }

    /// The open tickets, as `accountOf` returns them.
    pub fn list(&self, account: &Entry) -> Vec<IDiem::Ticket> {
        self.open_tickets(account)
            .map(|ticket| IDiem::Ticket {
                id: ticket.id,
                amount: to_u256(ticket.amount),
                maturity: to_u256(ticket.maturity),
            })
            .collect()
    }

    /// The open tickets' numbers, amounts and maturities, as three lists of equal length.
    pub fn columns(&self, account: &Entry) -> (Vec<u32>, Vec<U256>, Vec<U256>) {
        let mut columns = (Vec::new(), Vec::new(), Vec::new());
        for ticket in self.open_tickets(account) {
            columns.0.push(ticket.id);
            columns.1.push(to_u256(ticket.amount));
            columns.2.push(to_u256(ticket.maturity));
        }
        columns
    }
}
