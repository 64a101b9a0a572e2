// SPDX-License-Identifier: MIT OR Apache-2.0
//! The cooldown queue: numbered tickets (withdrawal requests), each with its own maturity.
//!
//! A queue is one [`Queue`] header and up to [`MAX_OPEN_TICKETS`] [`Ticket`]s, one storage slot
//! each. A ticket's amount and maturity are fixed when it is opened. Nothing restarts, delays or
//! enlarges it later, and a long ticket does not delay a shorter one opened after it.
//!
//! **Ids are never reused.** A ticket is stored in slot `id mod 32`, and a new ticket takes the
//! next id whose slot is free. A ticket is therefore found without a search, and a closed ticket's
//! slot is overwritten later, which is cheaper than clearing it and filling another. Only the
//! header's bitmap says which slots hold an open ticket.

use packed_word::{Record, Wide};

/// How many tickets one queue can have open at once: the number of bits in the header's bitmap.
pub const MAX_OPEN_TICKETS: u32 = 32;

/// A queue's header.
///
/// | bits | field |
/// |---|---|
/// | 0–127 | sum of the open tickets' amounts |
/// | 128–159 | next id |
/// | 160–191 | bitmap of open tickets, by slot |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Queue {
    open: u32,
    next: u32,
    total: u128,
}

/// One ticket (a withdrawal request): `amount` can be paid out from `maturity` on.
///
/// | bits | field |
/// |---|---|
/// | 0–127 | amount |
/// | 128–191 | maturity |
/// | 192–223 | id |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ticket {
    /// The ticket's id, never reused within its queue.
    pub id: u32,
    /// The earliest time (unix seconds) at which it can be paid out.
    pub maturity: u64,
    /// What it pays, in base units of the queue's token.
    pub amount: u128,
}

/// The queue cannot take another ticket: see [`Queue::open`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyTickets;

impl Ticket {
    /// Returns `true` if it can be paid out at `now` (unix seconds): `now ≥ maturity`.
    pub const fn is_mature(&self, now: u64) -> bool {
        now >= self.maturity
    }
}

impl Queue {
    /// The sum of the open tickets' amounts, in base units of the token.
    pub const fn total(&self) -> u128 {
        self.total
    }

    /// The index, `0..32`, of the slot that stores ticket `id`.
    pub const fn slot_index(id: u32) -> u32 {
        id % MAX_OPEN_TICKETS
    }

    /// Returns `true` if the slot at `index` (`0..32`) holds an open ticket.
    pub const fn is_open(&self, index: u32) -> bool {
        self.open >> index & 1 == 1
    }

    /// The indices of the slots that hold an open ticket, in ascending order.
    pub fn open_indices(&self) -> impl Iterator<Item = u32> {
        let mut open = self.open;
        core::iter::from_fn(move || {
            (open != 0).then(|| {
                let index = open.trailing_zeros();
                open &= open - 1;
                index
            })
        })
    }

    /// The number of open tickets.
    pub const fn len(&self) -> u32 {
        self.open.count_ones()
    }

    /// Returns `true` if no ticket is open.
    pub const fn is_empty(&self) -> bool {
        self.open == 0
    }

    /// Opens a ticket for `amount` base units that matures at `maturity` (unix seconds).
    ///
    /// # Errors
    /// [`TooManyTickets`] if [`MAX_OPEN_TICKETS`] tickets are open, if all 2³² ids are used, or if
    /// the open amounts would sum to 2¹²⁸ or more. The queue is then unchanged.
    pub fn open(&mut self, amount: u128, maturity: u64) -> Result<Ticket, TooManyTickets> {
        if self.open == u32::MAX {
            return Err(TooManyTickets);
        }
        // The distance from the slot of `next` to the first free one, wrapping around at 32.
        let skip = (!self.open).rotate_right(Self::slot_index(self.next)).trailing_zeros();
        let id = self.next.checked_add(skip).ok_or(TooManyTickets)?;
        let next = id.checked_add(1).ok_or(TooManyTickets)?;
        let total = self.total.checked_add(amount).ok_or(TooManyTickets)?;
        *self = Self { open: self.open | 1 << Self::slot_index(id), next, total };
        Ok(Ticket { id, maturity, amount })
    }

    /// Closes `ticket`, which must be an open ticket of this queue. The caller pays out or returns
    /// its amount. The slot keeps its old content, which is never read as an open ticket.
    pub fn close(&mut self, ticket: &Ticket) {
        debug_assert!(self.is_open(Self::slot_index(ticket.id)) && self.total >= ticket.amount);
        self.open &= !(1 << Self::slot_index(ticket.id));
        // Saturation is unreachable: `total` is the sum of the open amounts.
        self.total = self.total.saturating_sub(ticket.amount);
    }
}

impl Record for Queue {
    fn pack(&self) -> Wide {
        Wide::ZERO
            .with::<0, 128>(self.total)
            .with::<128, 32>(self.next.into())
            .with::<160, 32>(self.open.into())
    }

    fn unpack(word: Wide) -> Self {
        Self {
            open: word.field::<160, 32>() as u32,
            next: word.field::<128, 32>() as u32,
            total: word.field::<0, 128>(),
        }
    }
}

impl Record for Ticket {
    fn pack(&self) -> Wide {
        Wide::ZERO
            .with::<0, 128>(self.amount)
            .with::<128, 64>(self.maturity.into())
            .with::<192, 32>(self.id.into())
    }

    fn unpack(word: Wide) -> Self {
        Self {
            id: word.field::<192, 32>() as u32,
            maturity: word.field::<128, 64>() as u64,
            amount: word.field::<0, 128>(),
        }
    }
}
