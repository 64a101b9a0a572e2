// SPDX-License-Identifier: MIT OR Apache-2.0
//! Tickets pay once and not before maturity, and no id is reused.
//!
//! *Ids.* `open` assigns `id = next + skip` with `skip ≥ 0` and sets `next = id + 1`, both checked
//! against 2³²; nothing else writes `next`. So every id is larger than all before it in its queue.
//! `skip` leads to a free slot whichever slots are taken: `new_ticket_takes_the_next_free_slot`
//! tries every slot to start from and every distance to the first free one. Taken slots beyond that
//! one cannot affect `trailing_zeros`; they are tried all free, all taken, alternating and singly.
//!
//! *Payments.* The explorations follow a queue and its 32 slots, stored as the contract stores
//! them, next to a plain list of the open tickets. A state's key rotates the ring of slots so that
//! the slot of the next id comes first, and omits how often the ids went round, because the rules
//! use an id only for its slot, and `close` compares it with the stored one. The key also omits the
//! old content of slots without an open ticket, which only the bitmap protects: each state tries to
//! close every id assigned so far, and the next 32. Amounts are only added and subtracted, times
//! only compared.

use diem_model::cooldown::{Queue, Ticket, TooManyTickets, MAX_OPEN_TICKETS};
use packed_word::{Record, Wide};

use super::explore::closure;

/// The number of slots for tickets.
const SLOTS: usize = MAX_OPEN_TICKETS as usize;
/// A wait that no exploration reaches the end of.
const FAR: u64 = 1 << 40;
/// Amount and wait of a ticket that never matures here.
const LONG: (u128, u64) = (4, FAR);
/// Kinds of tickets, by amount and wait: a ticket opened later can mature first.
const KINDS: [(u128, u64); 3] = [(1, 1), (2, 2), LONG];

/// A queue in its slots, as the contract stores it, and a plain list of the open tickets.
#[derive(Clone)]
struct State {
    header: Wide,
    slots: [Wide; SLOTS],
    now: u64,
    open: Vec<Ticket>,
    /// All ids assigned so far are below this one.
    given: u64,
    first: u32,
}

impl State {
    /// An empty queue whose next id is `first`.
    fn new(first: u32) -> Self {
        Self {
            header: Wide::ZERO.with::<128, 32>(first.into()),
            slots: [Wide::ZERO; SLOTS],
            now: 1_000,
            open: Vec::new(),
            given: first.into(),
            first,
        }
    }

    fn queue(&self) -> Queue {
        Queue::unpack(self.header)
    }

    /// The next id.
    fn next(&self) -> u32 {
        self.header.field::<128, 32>() as u32
    }

    /// Four bits for each slot, starting with that of the next id: 0 without an open ticket, else
    /// its kind (1 to 3) and its remaining wait (0 to 2, or 3 for more).
    fn ring(&self) -> u128 {
        let mut ring = 0;
        for ticket in &self.open {
            let at = ticket.id.wrapping_sub(self.next()) % MAX_OPEN_TICKETS;
            let wait = ticket.maturity.saturating_sub(self.now).min(3);
            let kind = match ticket.amount {
                1 => 1,
                2 => 2,
                4 => 3,
                other => panic!("no kind of ticket has the amount {other}"),
            };
            ring |= (kind << 2 | u128::from(wait)) << (4 * at);
        }
        ring
    }

    /// The open tickets by slot.
    fn open_by_slot(&self) -> [Option<&Ticket>; SLOTS] {
        let mut slots = [None; SLOTS];
        for ticket in &self.open {
            let slot = &mut slots[Queue::slot_index(ticket.id) as usize];
            assert_eq!(slot.replace(ticket), None, "two open tickets share a slot");
        }
        slots
    }

    fn check(&self) {
        let queue = self.queue();
        assert_eq!(queue.len() as usize, self.open.len());
        assert_eq!(queue.is_empty(), self.open.is_empty());
        assert_eq!(queue.total(), self.open.iter().map(|t| t.amount).sum::<u128>());
        let slots = self.open_by_slot();
        assert!(queue.open_indices().all(|index| slots[index as usize].is_some()));
        for ticket in &self.open {
            // Unchanged since it was opened.
            let slot = self.slots[Queue::slot_index(ticket.id) as usize];
            assert_eq!(Ticket::unpack(slot), *ticket);
            assert_eq!(ticket.is_mature(self.now), self.now >= ticket.maturity);
        }
    }

    /// Opens a ticket; `None` if the queue rejects it.
    fn open(&self, amount: u128, maturity: u64) -> Option<Self> {
        let mut queue = self.queue();
        let outcome = queue.open(amount, maturity);
        let Ok(ticket) = outcome else {
            assert_eq!(queue, self.queue(), "a failed call changed the queue");
            return None;
        };
        assert_eq!((ticket.amount, ticket.maturity), (amount, maturity));
        assert!(u64::from(ticket.id) >= self.given, "an id was reused");
        let mut next = self.clone();
        next.given = u64::from(ticket.id) + 1;
        next.header = queue.pack();
        next.slots[Queue::slot_index(ticket.id) as usize] = ticket.pack();
        next.open.push(ticket);
        Some(next)
    }

    /// Closes a ticket as the contract's `Tickets::close` does and returns the amount paid; `None` if
    /// the contract rejects the id.
    fn close(&self, id: u32) -> Option<(u128, Self)> {
        let mut queue = self.queue();
        let index = Queue::slot_index(id);
        let ticket = Ticket::unpack(self.slots[index as usize]);
        if !queue.is_open(index) || ticket.id != id {
            return None;
        }
        queue.close(&ticket);
        let mut next = self.clone();
        next.header = queue.pack();
        next.open.retain(|open| open.id != id);
        Some((ticket.amount, next))
    }

    /// Closes the matured tickets as `Tickets::close_matured` does and returns the total paid.
    fn close_matured(&self) -> (u128, Self) {
        let mut queue = self.queue();
        let (mut paid, mut next) = (0, self.clone());
        let open = queue;
        for index in open.open_indices() {
            let ticket = Ticket::unpack(self.slots[index as usize]);
            if ticket.is_mature(self.now) {
                queue.close(&ticket);
                paid += ticket.amount;
            }
        }
        next.header = queue.pack();
        next.open.retain(|ticket| ticket.maturity > self.now);
        (paid, next)
    }

    /// Applies every operation, with tickets of these kinds (amount and wait).
    fn step(&self, kinds: &[(u128, u64)], allowed: impl Fn(&Self) -> bool, next: &mut Vec<Self>) {
        self.check();
        let mut push = |state: Self| {
            if allowed(&state) {
                next.push(state);
            }
        };
        for (amount, wait) in kinds {
            match self.open(*amount, self.now + wait) {
                Some(state) => push(state),
                None => assert!(
                    self.open.len() == SLOTS || self.next() > u32::MAX - MAX_OPEN_TICKETS,
                    "rejected although a slot and an id are free"
                ),
            }
        }
        // Every id assigned so far and the next 32: paid if and only if it is open.
        let slots = self.open_by_slot();
        let last = self.next().saturating_add(MAX_OPEN_TICKETS);
        for id in self.first..=last {
            let open = slots[Queue::slot_index(id) as usize].filter(|ticket| ticket.id == id);
            match self.close(id) {
                Some((paid, state)) => {
                    assert_eq!(Some(paid), open.map(|ticket| ticket.amount));
                    push(state);
                }
                None => assert_eq!(open, None, "an open ticket was rejected"),
            }
        }
        let (paid, state) = self.close_matured();
        let due = self.open.iter().filter(|ticket| ticket.maturity <= self.now);
        assert_eq!(paid, due.map(|ticket| ticket.amount).sum::<u128>());
        push(state);
        for seconds in [1, 2] {
            let mut waiting = self.clone();
            waiting.now += seconds;
            push(waiting);
        }
    }
}

/// At most three open tickets, at any distance from each other and from the next id.
#[test]
fn tickets_pay_once_and_not_before_maturity() {
    let explored = closure(State::new(0), State::ring, |state, next| {
        state.step(&KINDS, |state| state.open.len() <= 3, next);
    });
    explored.assert_is(87_117, 558_172);
}

/// A queue full of long tickets, except for at most three slots, which are free or hold short ones.
#[test]
fn tickets_of_a_full_queue_pay_once_and_not_before_maturity() {
    let mut full = State::new(0);
    for _ in 0..SLOTS {
        full = full.open(LONG.0, LONG.1).unwrap();
    }
    let explored = closure(full, State::ring, |state, next| {
        let others = |state: &State| {
            let long = state.open.iter().filter(|ticket| ticket.maturity >= FAR);
            SLOTS - long.count()
        };
        state.step(&[KINDS[0], LONG], |state| others(state) <= 3, next);
    });
    explored.assert_is(100_165, 788_006);
}

/// The last ids: once they are used up, no ticket can be opened but open ones are still paid. The
/// key contains the next id, so that states are not merged across rounds.
#[test]
fn tickets_pay_once_at_the_last_ids() {
    let mut ended = 0;
    let explored = closure(
        State::new(u32::MAX - 5),
        |state| (state.next(), state.ring()),
        |state, next| {
            state.step(&KINDS, |_| true, next);
            ended += usize::from(state.next() == u32::MAX);
        },
    );
    explored.assert_is(7_642, 56_642);
    assert!(ended > 0, "the ids were never used up");
}

/// A mask of `count` slots from `from` on, wrapping around.
fn ring_mask(from: u32, count: u32) -> u32 {
    let ones = if count == MAX_OPEN_TICKETS { u32::MAX } else { (1 << count) - 1 };
    ones.rotate_left(from)
}

#[test]
fn new_ticket_takes_the_next_free_slot() {
    // Every slot to start from, in the first two rounds of ids and in a late one.
    for from in 0..MAX_OPEN_TICKETS {
        for next in [from, from + MAX_OPEN_TICKETS, u32::MAX - 3 * MAX_OPEN_TICKETS + 1 + from] {
            for skip in 0..MAX_OPEN_TICKETS {
                let taken = ring_mask(from, skip);
                let behind = !ring_mask(from, skip + 1);
                let single = (0..MAX_OPEN_TICKETS).map(|index| behind & 1 << index);
                for others in single.chain([0, behind, behind & 0x5555_5555]) {
                    let open = taken | others;
                    let mut queue = Queue::unpack(
                        Wide::ZERO.with::<128, 32>(next.into()).with::<160, 32>(open.into()),
                    );
                    let ticket = queue.open(1, 0).unwrap();
                    assert_eq!(ticket.id, next + skip);
                    let indices: Vec<_> = queue.open_indices().collect();
                    let bits = open | 1 << Queue::slot_index(ticket.id);
                    assert!(indices.iter().all(|index| bits >> index & 1 == 1));
                    assert_eq!(indices.len() as u32, bits.count_ones());
                    assert_eq!(queue.pack().field::<128, 32>(), u128::from(ticket.id) + 1);
                }
            }
            let full = Wide::ZERO.with::<128, 32>(next.into()).with::<160, 32>(u32::MAX.into());
            let mut queue = Queue::unpack(full);
            assert_eq!(queue.open(1, 0), Err(TooManyTickets));
            assert_eq!(queue.pack(), full);
        }
    }
}
