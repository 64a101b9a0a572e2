// SPDX-License-Identifier: MIT OR Apache-2.0
//! The cooldown queue against a naive one that keeps a list of open tickets.

use crate::common::random_cases;
use diem_model::cooldown::{Queue, Ticket, TooManyTickets, MAX_OPEN_TICKETS};
use packed_word::{Record, Wide};
use proptest::prelude::*;

#[test]
fn ids_count_up_from_zero() {
    let mut queue = Queue::default();
    for id in 0..MAX_OPEN_TICKETS {
        assert_eq!(queue.open(7, 100), Ok(Ticket { id, maturity: 100, amount: 7 }));
    }
    assert_eq!(queue.total(), 7 * u128::from(MAX_OPEN_TICKETS));
}

#[test]
fn open_fails_for_the_33rd_ticket_until_one_is_closed() {
    let mut queue = Queue::default();
    let tickets: Vec<_> = (0..MAX_OPEN_TICKETS).map(|_| queue.open(1, 5).unwrap()).collect();
    let full = queue;
    assert_eq!(queue.open(1, 5), Err(TooManyTickets));
    assert_eq!(queue, full, "a failed call changes nothing");
    queue.close(&tickets[17]);
    let next = queue.open(1, 5).unwrap();
    assert_eq!(Queue::slot_index(next.id), 17, "only that slot was free");
    assert_eq!(next.id, 32 + 17, "the id is not reused");
    assert_eq!(queue.open(1, 5), Err(TooManyTickets));
}

#[test]
fn ticket_is_mature_from_its_maturity_on() {
    let ticket = Ticket { id: 0, maturity: 1_000, amount: 1 };
    assert!(!ticket.is_mature(999));
    assert!(ticket.is_mature(1_000));
    assert!(ticket.is_mature(u64::MAX));
}

#[test]
fn open_fails_if_the_total_would_overflow() {
    let mut queue = Queue::default();
    queue.open(u128::MAX - 1, 0).unwrap();
    let before = queue;
    assert_eq!(queue.open(2, 0), Err(TooManyTickets));
    assert_eq!(queue, before);
    assert!(queue.open(1, 0).is_ok());
}

#[test]
fn open_fails_instead_of_reusing_ids() {
    // The header after four billion tickets: next id 2³² − 2, none open.
    let mut queue = Queue::unpack(Wide::ZERO.with::<128, 32>((u32::MAX - 1).into()));
    assert_eq!(queue.open(1, 0).unwrap().id, u32::MAX - 1);
    assert_eq!(queue.open(1, 0), Err(TooManyTickets));
}

#[derive(Clone, Debug)]
enum Step {
    Open(u128, u64),
    Close(prop::sample::Index),
}

proptest! {
    #![proptest_config(random_cases(256))]

    #[test]
    fn queue_agrees_with_a_naive_queue(
        steps in prop::collection::vec(
            prop_oneof![
                3 => (0u128..1 << 100, any::<u64>()).prop_map(|(a, m)| Step::Open(a, m)),
                2 => any::<prop::sample::Index>().prop_map(Step::Close),
            ],
            0..200,
        )
    ) {
        let mut queue = Queue::default();
        let mut open: Vec<Ticket> = Vec::new();
        let mut seen = std::collections::HashSet::new();
        for step in steps {
            match step {
                Step::Open(amount, maturity) => match queue.open(amount, maturity) {
                    Ok(ticket) => {
                        prop_assert_eq!((ticket.amount, ticket.maturity), (amount, maturity));
                        prop_assert!(seen.insert(ticket.id), "an id was reused");
                        let index = Queue::slot_index(ticket.id);
                        prop_assert!(open.iter().all(|other| Queue::slot_index(other.id) != index));
                        open.push(ticket);
                    }
                    Err(TooManyTickets) => prop_assert_eq!(open.len(), MAX_OPEN_TICKETS as usize),
                },
                Step::Close(_) if open.is_empty() => {}
                Step::Close(index) => {
                    let ticket = open.swap_remove(index.index(open.len()));
                    queue.close(&ticket);
                }
            }
            prop_assert_eq!(queue.len() as usize, open.len());
            prop_assert_eq!(queue.is_empty(), open.is_empty());
            prop_assert_eq!(queue.total(), open.iter().map(|t| t.amount).sum::<u128>());
            let mut indices: Vec<_> = open.iter().map(|t| Queue::slot_index(t.id)).collect();
            indices.sort_unstable();
            prop_assert_eq!(queue.open_indices().collect::<Vec<_>>(), indices);
            prop_assert_eq!(Queue::unpack(queue.pack()), queue);
        }
    }

    #[test]
    fn ticket_packs_and_unpacks(id: u32, maturity: u64, amount: u128) {
        let ticket = Ticket { id, maturity, amount };
        prop_assert_eq!(Ticket::unpack(ticket.pack()), ticket);
    }
}

#[test]
fn unwritten_slot_is_the_default_record() {
    assert_eq!(Queue::unpack(Wide::ZERO), Queue::default());
    assert_eq!(Ticket::unpack(Wide::ZERO), Ticket::default());
}
