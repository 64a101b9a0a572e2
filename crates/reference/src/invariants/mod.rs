//! The design's invariants (§13), checked against the log of what happened rather than against
//! the counters that decided it.

mod money;

use std::collections::BTreeMap;

use crate::reference::Reference;
use crate::tickets::{Closing, Queue, PLACES};
use crate::units::{Day, Who};

impl Reference {
    /// Checks what §13 promises; panics with the number of the first invariant that does not hold.
    pub fn check_invariants(&self) {
        self.no_credit_is_spent_twice();
        self.grants_bound_their_spenders();
        self.vouchers_bound_what_is_collected();
        self.tickets_pay_once_and_in_time();
        self.money_is_accounted_for();
    }

    fn no_credit_is_spent_twice(&self) {
        let mut used: BTreeMap<(Who, Day), u128> = BTreeMap::new();
        let mut used_by_all: BTreeMap<Day, u128> = BTreeMap::new();
        for settled in &self.settlements {
            *used.entry((settled.account, settled.day)).or_default() += settled.quota;
            *used_by_all.entry(settled.day).or_default() += settled.quota;
        }
        for ((account, day), used) in used {
            let given = self.meters[&account].given(day);
            assert!(used <= given, "invariant 7: account {account} used {used} credits of day {day}, which gave {given}");
        }
        let given_to_all =
            |day| -> u128 { self.meters.values().map(|meter| meter.given(day)).sum() };
        for (day, used) in used_by_all {
            let issued = given_to_all(day);
            assert!(
                used <= issued,
                "invariant 7: {used} credits of day {day} used, {issued} issued"
            );
        }
        for moment in &self.moments {
            assert!(
                moment.issued <= moment.held,
                "invariant 7: more credits issued than DIEM held: {moment:?}"
            );
        }
    }

    fn grants_bound_their_spenders(&self) {
        let mut used: BTreeMap<(Who, Who, Day), u128> = BTreeMap::new();
        for settled in &self.settlements {
            let Some(terms) = settled.terms else { continue };
            let &crate::settle::Settlement {
                account,
                spender,
                day,
                paid,
                ..
            } = settled;
            let who = format!("spender {spender} of account {account} on day {day}");
            assert!(
                day <= terms.last_day,
                "invariant 8: {who}: the last day was {}",
                terms.last_day
            );
            assert!(
                paid == 0 || terms.allow_paid,
                "invariant 8: {who}: paid credits without leave"
            );
            *used.entry((account, spender, day)).or_default() += settled.credits();
        }
        for ((account, spender, day), used) in used {
            let most = self.grants[&(account, spender)].highest_limit(day);
            assert!(used <= most, "invariant 8: spender {spender} of account {account} used {used} on day {day}, granted {most}");
        }
    }

    fn vouchers_bound_what_is_collected(&self) {
        let mut settled: BTreeMap<_, u128> = BTreeMap::new();
        for used in self.settlements.iter().filter(|used| used.voucher) {
            let tally = crate::views::Tally {
                account: used.account,
                spender: used.spender,
                provider: used.provider,
                day: used.day,
            };
            *settled.entry(tally).or_default() += used.credits();
        }
        assert_eq!(
            settled, self.collected,
            "invariant 9: collected is what was settled"
        );
        for (tally, settled) in settled {
            let largest = self.largest[&tally];
            assert!(
                settled <= largest,
                "invariant 9: {settled} collected with vouchers up to {largest}: {tally:?}"
            );
        }
    }

    fn tickets_pay_once_and_in_time(&self) {
        let queues = [&self.vvv_queues, &self.diem_queues, &self.withdrawals];
        for (who, queue) in queues.into_iter().flatten() {
            check_queue(*who, queue);
        }
    }
}

fn check_queue(who: Who, queue: &Queue) {
    let open = queue.open_tickets().count();
    assert!(
        open <= PLACES,
        "invariant 14: {open} tickets of person {who} open"
    );
    for pair in queue.tickets.windows(2) {
        assert!(
            pair[0].id < pair[1].id,
            "invariant 14: ticket number used again: {pair:?}"
        );
    }
    for ticket in &queue.tickets {
        assert!(
            ticket.closings.len() <= 1,
            "invariant 14: closed twice: {ticket:?}"
        );
        assert!(
            ticket.maturity > ticket.opened,
            "invariant 14: matured at once: {ticket:?}"
        );
        if let Some(&Closing::Paid { at, amount }) = ticket.closings.first() {
            assert!(
                amount <= ticket.amount,
                "invariant 14: paid too much: {ticket:?}"
            );
            assert!(
                at >= ticket.maturity,
                "invariant 14: paid too early: {ticket:?}"
            );
        }
    }
}
