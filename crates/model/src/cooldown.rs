//! The cooldown queue: numbered tickets, each with its own maturity.
//!
//! A queue is one [`Queue`] header and up to [`MAX_OPEN`] [`Ticket`]s, one slot each. A ticket's
//! amount and maturity are fixed when it is opened; nothing that happens later restarts, delays
//! or enlarges it, and a long ticket does not hold up a shorter one opened after it.
//!
//! **Ids are never reused.** A ticket lives at place `id mod 32`; a new ticket takes the next id
//! whose place is free. So a ticket is found without a search, a closed place's slot is written
//! over instead of a fresh one (cheaper than clearing it), and the header's bitmap alone says
//! which places hold an open ticket.

use packed_word::{Record, Wide};

/// Tickets that may be open at once in one queue: the bits of the header's map.
pub const MAX_OPEN: u32 = 32;

/// A queue's header.
///
/// | bits | field |
/// |---|---|
/// | 0–127 | sum of the open tickets' amounts |
/// | 128–159 | next id |
/// | 160–191 | bitmap of open places |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Queue {
    open: u32,
    next: u32,
    total: u128,
}

/// One ticket: `amount` leaves at `maturity` or later.
///
/// | bits | field |
/// |---|---|
/// | 0–127 | amount |
/// | 128–191 | maturity |
/// | 192–223 | id |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ticket {
    /// The ticket's number, unique within its queue for ever.
    pub id: u32,
    /// The first second (unix time) at which it may be paid.
    pub maturity: u64,
    /// What it pays, in the queue's token's base units.
    pub amount: u128,
}

/// All places are taken, or the ids are used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyTickets;

impl Ticket {
    /// Whether it may be paid at time `now` (seconds): from its maturity on.
    pub const fn is_mature(&self, now: u64) -> bool {
        now >= self.maturity
    }
}

impl Queue {
    /// The sum of the open tickets' amounts, in the token's base units.
    pub const fn total(&self) -> u128 {
        self.total
    }

    /// The place, `0..32`, of the ticket numbered `id`.
    pub const fn place(id: u32) -> u32 {
        id % MAX_OPEN
    }

    /// Whether a ticket is open at `place` (`0..32`).
    pub const fn is_open(&self, place: u32) -> bool {
        self.open >> place & 1 == 1
    }

    /// The places that hold an open ticket, lowest first.
    pub fn places(&self) -> impl Iterator<Item = u32> {
        let mut open = self.open;
        core::iter::from_fn(move || {
            (open != 0).then(|| {
                let place = open.trailing_zeros();
                open &= open - 1;
                place
            })
        })
    }

    /// How many tickets are open.
    pub const fn len(&self) -> u32 {
        self.open.count_ones()
    }

    /// Whether no ticket is open.
    pub const fn is_empty(&self) -> bool {
        self.open == 0
    }

    /// Opens a ticket over `amount` that matures at `maturity` (seconds).
    ///
    /// # Errors
    /// [`TooManyTickets`] when [`MAX_OPEN`] are open, when the ids are used up, or when the open
    /// amounts would sum to 2¹²⁸ or more. The queue is then unchanged.
    pub fn open(&mut self, amount: u128, maturity: u64) -> Result<Ticket, TooManyTickets> {
        if self.open == u32::MAX {
            return Err(TooManyTickets);
        }
        // The distance from `next`'s place to the first free one, going round.
        let skip = (!self.open)
            .rotate_right(Self::place(self.next))
            .trailing_zeros();
        let id = self.next.checked_add(skip).ok_or(TooManyTickets)?;
        let next = id.checked_add(1).ok_or(TooManyTickets)?;
        let total = self.total.checked_add(amount).ok_or(TooManyTickets)?;
        *self = Self {
            open: self.open | 1 << Self::place(id),
            next,
            total,
        };
        Ok(Ticket {
            id,
            maturity,
            amount,
        })
    }

    /// Closes `ticket`, which must be an open one of this queue. The caller pays or returns its
    /// amount; a closed ticket's slot keeps its old content, which nothing reads.
    pub fn close(&mut self, ticket: &Ticket) {
        debug_assert!(self.is_open(Self::place(ticket.id)) && self.total >= ticket.amount);
        self.open &= !(1 << Self::place(ticket.id));
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
