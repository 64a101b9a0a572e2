// SPDX-License-Identifier: MIT OR Apache-2.0
//! The design's invariants (§13), checked against the recorded settlements and tickets rather than against
//! the counters that the rules use.

mod commitments;
mod curve;
mod money;

use std::collections::BTreeMap;

use crate::accounts::AccountId;
use crate::action::VoucherKey;
use crate::records::settlement::Settlement;
use crate::records::tickets::{Closing, Queue, MAX_OPEN_TICKETS};
use crate::reference::Reference;
use crate::units::Day;

impl Reference {
    /// Checks the invariants of §13.
    ///
    /// # Panics
    /// With the number of the first invariant that does not hold.
    pub fn check_invariants(&self) {
        self.check_quota_usage();
        self.check_grants();
        self.check_vouchers();
        self.check_tickets();
        self.check_money();
        self.check_collateral();
        self.check_commitments();
    }

    fn check_quota_usage(&self) {
        let mut used: BTreeMap<(AccountId, Day), u128> = BTreeMap::new();
        let mut used_by_all: BTreeMap<Day, u128> = BTreeMap::new();
        for settled in &self.settlements {
            *used.entry((settled.account, settled.day)).or_default() += settled.quota;
            *used_by_all.entry(settled.day).or_default() += settled.quota;
        }
        for ((account, day), used) in used {
            let issued = self.quota_histories[&account].issued(day);
            assert!(used <= issued, "invariant 7: account {account} used {used} quota credits of day {day}, but only {issued} were issued to it");
        }
        let issued_to_all = |day| -> u128 {
            self.quota_histories.values().map(|history| history.issued(day)).sum()
        };
        for (day, used) in used_by_all {
            let issued = issued_to_all(day);
            assert!(
                used <= issued,
                "invariant 7: {used} quota credits of day {day} used, but only {issued} issued"
            );
        }
        for snapshot in &self.quota_snapshots {
            assert!(
                snapshot.issued <= snapshot.held,
                "invariant 7: more credits issued than DIEM held: {snapshot:?}"
            );
        }
    }

    fn check_grants(&self) {
        let mut used: BTreeMap<(AccountId, AccountId, Day), u128> = BTreeMap::new();
        for settled in &self.settlements {
            let Some(terms) = settled.terms else { continue };
            let &Settlement { account, spender, day, paid, .. } = settled;
            let usage = format!("spender {spender} of account {account} on day {day}");
            assert!(
                day <= terms.last_day,
                "invariant 8: {usage}: used after the grant's last day, {}",
                terms.last_day
            );
            assert!(
                paid == 0 || terms.allow_paid,
                "invariant 8: {usage}: used paid credits that the grant does not allow"
            );
            *used.entry((account, spender, day)).or_default() += settled.credits();
        }
        for ((account, spender, day), used) in used {
            let limit = self.grants[&(account, spender)].highest_limit(day);
            assert!(used <= limit, "invariant 8: spender {spender} of account {account} used {used} credits of day {day}, but the limit was {limit}");
        }
    }

    fn check_vouchers(&self) {
        let mut settled: BTreeMap<_, u128> = BTreeMap::new();
        for used in self.settlements.iter().filter(|used| used.voucher) {
            let key = VoucherKey {
                account: used.account,
                spender: used.spender,
                provider: used.provider,
                day: used.day,
            };
            *settled.entry(key).or_default() += used.credits();
        }
        assert_eq!(
            settled, self.collected,
            "invariant 9: the collected totals differ from the settled vouchers (left: settled)"
        );
        for (key, settled) in settled {
            let largest = self.largest[&key];
            assert!(
                settled <= largest,
                "invariant 9: {settled} credits collected, but at most {largest} of a voucher was redeemed: {key:?}"
            );
        }
    }

    fn check_tickets(&self) {
        let queues = [&self.vvv_queues, &self.diem_queues, &self.withdrawals];
        for (account, queue) in queues.into_iter().flatten() {
            check_queue(*account, queue);
        }
    }
}

fn check_queue(account: AccountId, queue: &Queue) {
    let open = queue.open_tickets().count();
    assert!(open <= MAX_OPEN_TICKETS, "invariant 14: account {account} has {open} open tickets");
    for pair in queue.tickets.windows(2) {
        assert!(pair[0].id < pair[1].id, "invariant 14: ticket numbers do not increase: {pair:?}");
    }
    for ticket in &queue.tickets {
        assert!(ticket.closings.len() <= 1, "invariant 14: ticket closed twice: {ticket:?}");
        assert!(
            ticket.maturity > ticket.opened,
            "invariant 14: ticket without a cooldown: {ticket:?}"
        );
        if let Some(&Closing::Paid { at, amount }) = ticket.closings.first() {
            assert!(
                amount <= ticket.amount,
                "invariant 14: ticket paid more than its amount: {ticket:?}"
            );
            assert!(
                at >= ticket.maturity,
                "invariant 14: ticket paid before its maturity: {ticket:?}"
            );
        }
    }
}
