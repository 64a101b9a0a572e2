//! Tickets pay once, in time, and no number comes back.
//!
//! *Numbers.* `open` gives `id = next + skip`, `skip ≥ 0`, and leaves `next = id + 1`, both checked
//! against 2³²; nothing else writes `next`. So every number is greater than all before it in its
//! queue. `skip` leads to a free place whatever is taken: `a_new_ticket_takes_the_next_free_place`
//! goes through every place to begin at and every distance to the first free one; the taken
//! places behind that one cannot matter to `trailing_zeros`, and are tried at both extremes and one by
//! one.
//!
//! *Paying.* The explorations follow a queue and its 32 slots, handled as the contract handles
//! them, against a plain list of open tickets. A state's key turns the ring of places so that the
//! next number's is first, and leaves out how often it went round: the rules see a number by its
//! place only, and `close` by comparison with the slot's. Nor does it keep what is left in the
//! slots of closed places, which only the bitmap guards: each state tries to close every number
//! ever given, and the ones to come. Amounts are only added and subtracted, times only compared.

use std::collections::HashSet;

use diem_model::cooldown::{Queue, Ticket, TooManyTickets, MAX_OPEN};
use packed_word::{Record, Wide};

use super::explore::closure;

/// Places of a queue.
const PLACES: usize = MAX_OPEN as usize;
/// Never reached here.
const FAR: u64 = 1 << 40;
/// A ticket that is never due here, by amount and wait.
const LONG: (u128, u64) = (4, FAR);
/// Kinds of tickets, by amount and wait: a later one may be due first.
const KINDS: [(u128, u64); 3] = [(1, 1), (2, 2), LONG];

/// A queue in its slots, as the contract keeps it, and a plain list of what is open.
#[derive(Clone)]
struct State {
    header: Wide,
    slots: [Wide; PLACES],
    now: u64,
    open: Vec<Ticket>,
    /// The numbers given so far are below this.
    given: u64,
    first: u32,
}

impl State {
    /// An empty queue whose next number is `first`.
    fn new(first: u32) -> Self {
        Self {
            header: Wide::ZERO.with::<128, 32>(first.into()),
            slots: [Wide::ZERO; PLACES],
            now: 1_000,
            open: Vec::new(),
            given: first.into(),
            first,
        }
    }

    fn queue(&self) -> Queue {
        Queue::unpack(self.header)
    }

    /// The next number.
    fn next(&self) -> u32 {
        self.header.field::<128, 32>() as u32
    }

    /// What each place holds, from the next number's on: nothing, or an amount and how long yet.
    fn ring(&self) -> [Option<(u128, u64)>; PLACES] {
        let mut ring = [None; PLACES];
        for ticket in &self.open {
            let at = ticket.id.wrapping_sub(self.next()) % MAX_OPEN;
            let wait = ticket.maturity.saturating_sub(self.now).min(3);
            ring[at as usize] = Some((ticket.amount, wait));
        }
        ring
    }

    fn check(&self) {
        let queue = self.queue();
        assert_eq!(queue.len() as usize, self.open.len());
        assert_eq!(queue.is_empty(), self.open.is_empty());
        assert_eq!(
            queue.total(),
            self.open.iter().map(|t| t.amount).sum::<u128>()
        );
        let places: HashSet<_> = self.open.iter().map(|t| Queue::place(t.id)).collect();
        assert_eq!(places.len(), self.open.len(), "two at one place");
        assert!(queue.places().all(|place| places.contains(&place)));
        for ticket in &self.open {
            // As it was opened, whatever has happened since.
            let slot = self.slots[Queue::place(ticket.id) as usize];
            assert_eq!(Ticket::unpack(slot), *ticket);
            assert_eq!(ticket.is_mature(self.now), self.now >= ticket.maturity);
        }
    }

    /// `None` where it is refused.
    fn open(&self, amount: u128, maturity: u64) -> Option<Self> {
        let mut queue = self.queue();
        let outcome = queue.open(amount, maturity);
        let Ok(ticket) = outcome else {
            assert_eq!(queue, self.queue(), "a refusal changes nothing");
            return None;
        };
        assert_eq!((ticket.amount, ticket.maturity), (amount, maturity));
        assert!(u64::from(ticket.id) >= self.given, "a number came back");
        let mut next = self.clone();
        next.given = u64::from(ticket.id) + 1;
        next.header = queue.pack();
        next.slots[Queue::place(ticket.id) as usize] = ticket.pack();
        next.open.push(ticket);
        Some(next)
    }

    /// As `Tickets::close` of the contract: what is paid, or `None` where it is refused.
    fn close(&self, id: u32) -> Option<(u128, Self)> {
        let mut queue = self.queue();
        let place = Queue::place(id);
        let ticket = Ticket::unpack(self.slots[place as usize]);
        if !queue.is_open(place) || ticket.id != id {
            return None;
        }
        queue.close(&ticket);
        let mut next = self.clone();
        next.header = queue.pack();
        next.open.retain(|open| open.id != id);
        Some((ticket.amount, next))
    }

    /// As `Tickets::close_matured`: what is paid, in all.
    fn close_matured(&self) -> (u128, Self) {
        let mut queue = self.queue();
        let (mut paid, mut next) = (0, self.clone());
        let open = queue;
        for place in open.places() {
            let ticket = Ticket::unpack(self.slots[place as usize]);
            if ticket.is_mature(self.now) {
                queue.close(&ticket);
                paid += ticket.amount;
            }
        }
        next.header = queue.pack();
        next.open.retain(|ticket| ticket.maturity > self.now);
        (paid, next)
    }

    /// Follows every operation, with tickets of these kinds: amount and wait.
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
                    self.open.len() == PLACES || self.next() > u32::MAX - MAX_OPEN,
                    "refused with a place and a number to give"
                ),
            }
        }
        // Every number given, and a round of those to come: paid exactly if it is open.
        let last = self.next().saturating_add(MAX_OPEN);
        for id in self.first..=last {
            let open = self.open.iter().find(|ticket| ticket.id == id);
            match self.close(id) {
                Some((paid, state)) => {
                    assert_eq!(Some(paid), open.map(|ticket| ticket.amount));
                    push(state);
                }
                None => assert_eq!(open, None, "an open ticket was refused"),
            }
        }
        let (paid, state) = self.close_matured();
        let due = self
            .open
            .iter()
            .filter(|ticket| ticket.maturity <= self.now);
        assert_eq!(paid, due.map(|ticket| ticket.amount).sum::<u128>());
        push(state);
        for seconds in [1, 2] {
            let mut waiting = self.clone();
            waiting.now += seconds;
            push(waiting);
        }
    }
}

/// At most three tickets open, at any distance from each other and from the next number.
#[test]
fn tickets_of_a_queue_pay_once_and_in_time() {
    let explored = closure(State::new(0), State::ring, |state, next| {
        state.step(&KINDS, |state| state.open.len() <= 3, next);
    });
    explored.assert_is(87_117, 558_172);
}

/// A queue that is full but for three places at most, whichever they are, or has short tickets there.
#[test]
fn tickets_of_a_full_queue_pay_once_and_in_time() {
    let mut full = State::new(0);
    for _ in 0..PLACES {
        full = full.open(LONG.0, LONG.1).unwrap();
    }
    let explored = closure(full, State::ring, |state, next| {
        let others = |state: &State| {
            let long = state.open.iter().filter(|ticket| ticket.maturity >= FAR);
            PLACES - long.count()
        };
        state.step(&[KINDS[0], LONG], |state| others(state) <= 3, next);
    });
    explored.assert_is(100_165, 788_006);
}

/// The last numbers there are: the key has the next one, so nothing is turned. Opening ends for
/// good, paying does not.
#[test]
fn tickets_pay_once_where_the_numbers_end() {
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
    assert!(ended > 0, "no number is left in some states");
}

/// The lowest `count` places from `from` on, going round.
fn ring_mask(from: u32, count: u32) -> u32 {
    let ones = if count == MAX_OPEN {
        u32::MAX
    } else {
        (1 << count) - 1
    };
    ones.rotate_left(from)
}

#[test]
fn a_new_ticket_takes_the_next_free_place() {
    // Every place to begin at, in the first and the last rounds of numbers but one.
    for from in 0..MAX_OPEN {
        for next in [from, from + MAX_OPEN, u32::MAX - 3 * MAX_OPEN + 1 + from] {
            for skip in 0..MAX_OPEN {
                let taken = ring_mask(from, skip);
                let behind = !ring_mask(from, skip + 1);
                let single = (0..MAX_OPEN).map(|place| behind & 1 << place);
                for others in single.chain([0, behind, behind & 0x5555_5555]) {
                    let open = taken | others;
                    let mut queue = Queue::unpack(
                        Wide::ZERO
                            .with::<128, 32>(next.into())
                            .with::<160, 32>(open.into()),
                    );
                    let ticket = queue.open(1, 0).unwrap();
                    assert_eq!(ticket.id, next + skip);
                    let places: Vec<_> = queue.places().collect();
                    let bits = open | 1 << Queue::place(ticket.id);
                    assert!(places.iter().all(|place| bits >> place & 1 == 1));
                    assert_eq!(places.len() as u32, bits.count_ones());
                    assert_eq!(queue.pack().field::<128, 32>(), u128::from(ticket.id) + 1);
                }
            }
            let full = Wide::ZERO
                .with::<128, 32>(next.into())
                .with::<160, 32>(u32::MAX.into());
            let mut queue = Queue::unpack(full);
            assert_eq!(queue.open(1, 0), Err(TooManyTickets));
            assert_eq!(queue.pack(), full);
        }
    }
}
