//! Cooldown queues in storage, around the rules of [`diem_model::cooldown`].

use alloc::vec::Vec;

use diem_model::cooldown::{Queue, Ticket, TooManyTickets as QueueFull};

use crate::abi::{flat, Encoded, ToWord, Word};
use crate::errors::{Error, NothingMatured, TicketNotFound, TooManyTickets};
use crate::storage::{Entry, Slot};

/// A queue's header and the places of its tickets, in 33 slots of an account's entry.
pub struct Tickets {
    entry: Entry,
    first: u8,
}

impl Tickets {
    /// The queue whose header is slot `first` of `entry`.
    pub fn new(entry: Entry, first: u8) -> Self {
        Self { entry, first }
    }

    fn queue(&self) -> Slot<Queue> {
        self.entry.slot(self.first)
    }

    fn place(&self, place: u32) -> Slot<Ticket> {
        self.entry.slot(self.first + 1 + place as u8)
    }

    /// The sum of the open tickets' amounts, in the token's base units.
    pub fn total(&self) -> u128 {
        self.queue().get().total()
    }

    /// When the last open ticket matures (unix seconds); 0 with none.
    pub fn last_maturity(&self) -> u64 {
        self.open_tickets()
            .map(|ticket| ticket.maturity)
            .max()
            .unwrap_or(0)
    }

    /// Opens a ticket over `amount` that matures at `maturity` (unix seconds).
    ///
    /// # Errors
    /// `TooManyTickets`.
    pub fn open(&self, amount: u128, maturity: u64) -> Result<Ticket, Error> {
        let mut queue = self.queue().get();
        let ticket = queue
            .open(amount, maturity)
            .map_err(|QueueFull| TooManyTickets {})?;
        self.queue().set(&queue);
        self.place(Queue::place(ticket.id)).set(&ticket);
        Ok(ticket)
    }

    /// Closes the open ticket numbered `id` and returns its amount.
    ///
    /// # Errors
    /// `TicketNotFound`.
    pub fn close(&self, id: u32) -> Result<u128, Error> {
        let mut queue = self.queue().get();
        let place = Queue::place(id);
        let ticket = self.place(place).get();
        if !queue.is_open(place) || ticket.id != id {
            return Err(TicketNotFound { ticket: id }.into());
        }
        queue.close(&ticket);
        self.queue().set(&queue);
        Ok(ticket.amount)
    }

    /// Closes every ticket that has matured at `now` (unix seconds) and returns the sum of their
    /// amounts.
    ///
    /// # Errors
    /// `NothingMatured`, with the time of the next.
    pub fn close_matured(&self, now: u64) -> Result<u128, Error> {
        let mut queue = self.queue().get();
        let (mut paid, mut next) = (0u128, u64::MAX);
        let open = queue;
        for place in open.places() {
            let ticket = self.place(place).get();
            if ticket.is_mature(now) {
                queue.close(&ticket);
                // No overflow: the sum of all open amounts fits.
                paid = paid.saturating_add(ticket.amount);
            } else {
                next = next.min(ticket.maturity);
            }
        }
        if paid == 0 {
            let next = if open.is_empty() { 0 } else { next };
            return Err(NothingMatured { next }.into());
        }
        self.queue().set(&queue);
        Ok(paid)
    }

    /// The open tickets, by place.
    fn open_tickets(&self) -> impl Iterator<Item = Ticket> + '_ {
        self.queue()
            .get()
            .places()
            .map(|place| self.place(place).get())
    }

    /// The open tickets as a list of the ABI's: how many, then number, amount and maturity of each.
    pub fn list(&self) -> Vec<Word> {
        let mut words = Vec::from([0u32.to_word()]);
        let mut count = 0u32;
        for ticket in self.open_tickets() {
            words.extend([
                ticket.id.to_word(),
                ticket.amount.to_word(),
                ticket.maturity.to_word(),
            ]);
            count += 1;
        }
        words[0] = count.to_word();
        words
    }

    /// The ABI encoding of the open tickets' numbers, amounts and maturities as three lists.
    pub fn encode(&self) -> Encoded {
        let tickets: Vec<Ticket> = self.open_tickets().collect();
        let count = tickets.len() as u32;
        let list = |nth: u32| ((3 + nth * (count + 1)) * 32).to_word();
        let mut words: Vec<Word> = [list(0), list(1), list(2)].into();
        let columns: [fn(&Ticket) -> Word; 3] = [
            |t| t.id.to_word(),
            |t| t.amount.to_word(),
            |t| t.maturity.to_word(),
        ];
        for column in columns {
            words.push(count.to_word());
            words.extend(tickets.iter().map(column));
        }
        Encoded(flat(&words))
    }
}
