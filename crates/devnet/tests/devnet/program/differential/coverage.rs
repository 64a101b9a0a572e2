// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the calls of a run exercised, to fail when a test stops testing.

use std::fmt::{self, Display, Formatter};

use super::*;

/// Counts of events and outcomes.
#[derive(Default)]
pub(super) struct Coverage {
    /// Selectors of the calls that succeeded.
    pub(super) calls: BTreeSet<Vec<u8>>,
    /// Selectors of the errors that calls reverted with.
    pub(super) errors: BTreeSet<Vec<u8>>,
    pub(super) succeeded: usize,
    pub(super) reverted: usize,
    /// The day of the last call.
    day: Option<u32>,
    pub(super) midnights: usize,
    pub(super) providers: BTreeSet<Address>,
    pub(super) spent: usize,
    pub(super) spent_by_others: usize,
    pub(super) settled: usize,
    pub(super) settled_for_others: usize,
    pub(super) settled_by_operators: usize,
    pub(super) late: usize,
    pub(super) paid: usize,
    pub(super) fees: usize,
    pub(super) rejected: usize,
    pub(super) rejections: BTreeSet<[u8; 4]>,
}

impl Coverage {
    pub(super) fn note(&mut self, outcome: Outcome) {
        let Outcome { today, from, succeeded, selector, logs } = outcome;
        if succeeded {
            self.succeeded += 1;
            self.calls.insert(selector);
        } else {
            self.reverted += 1;
            self.errors.insert(selector);
        }
        let day = self.day.replace(today);
        self.midnights += usize::from(day.is_some_and(|day| day != today));
        for log in &logs {
            match IDiemEvents::decode_raw_log(log.topics(), &log.data, true).expect("an event") {
                IDiemEvents::Spent(spent) => {
                    self.spent += 1;
                    self.spent_by_others += usize::from(spent.spender != spent.account);
                    self.note_paid(spent.provider, spent.paidCredits, spent.fee);
                }
                IDiemEvents::Settled(settled) => {
                    self.settled += 1;
                    self.settled_for_others += usize::from(settled.spender != settled.account);
                    self.settled_by_operators += usize::from(settled.provider != from);
                    self.late += usize::from(settled.day + 1 == today);
                    self.note_paid(settled.provider, settled.paidCredits, settled.fee);
                }
                IDiemEvents::VoucherRejected(rejected) => {
                    self.rejected += 1;
                    self.rejections.insert(rejected.selector.0);
                }
                _ => {}
            }
        }
    }

    fn note_paid(&mut self, provider: Address, paid: U256, fee: U256) {
        self.providers.insert(provider);
        self.paid += usize::from(!paid.is_zero());
        self.fees += usize::from(!fee.is_zero());
    }

    pub(super) fn add(&mut self, other: Self) {
        self.calls.extend(other.calls);
        self.errors.extend(other.errors);
        self.succeeded += other.succeeded;
        self.reverted += other.reverted;
        self.midnights += other.midnights;
        self.providers.extend(other.providers);
        self.spent += other.spent;
        self.spent_by_others += other.spent_by_others;
        self.settled += other.settled;
        self.settled_for_others += other.settled_for_others;
        self.settled_by_operators += other.settled_by_operators;
        self.late += other.late;
        self.paid += other.paid;
        self.fees += other.fees;
        self.rejected += other.rejected;
        self.rejections.extend(other.rejections);
    }

    /// Fails unless everything was exercised at least once.
    pub(super) fn assert_complete(&self) {
        for function in functions() {
            assert!(
                function.name == IN_VVV || self.calls.contains(&function.selector[..]),
                "{} never succeeded",
                function.signature
            );
        }
        let abi: JsonAbi = serde_json::from_slice(&artifact("diem.abi.json")).expect("an ABI");
        let missing: Vec<_> = abi
            .errors()
            .filter(|error| !UNREACHED.contains(&error.name.as_str()))
            .filter(|error| !self.errors.contains(&error.selector()[..]))
            .map(|error| &error.name)
            .collect();
        assert!(missing.is_empty(), "never seen: {missing:?}");
        assert!(self.rejections.len() >= 10, "{} rejections", self.rejections.len());
        assert_eq!(self.providers.len(), PROVIDERS);
        for (what, count) in [
            ("midnight", self.midnights),
            ("spend by another account", self.spent_by_others),
            ("voucher by another account", self.settled_for_others),
            ("voucher by an operator", self.settled_by_operators),
            ("voucher of the day before", self.late),
            ("paid use", self.paid),
            ("fee", self.fees),
        ] {
            assert!(count > 0, "no {what}");
        }
    }
}

impl Display for Coverage {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} calls succeeded and {} reverted, with {} errors, alike on both sides; {} midnights; {} spends, {} of them \
             by other accounts; {} vouchers settled, {} of them by other accounts, {} by operators, {} of the \
             day before; {} paid uses, {} with a fee; {} vouchers rejected for {} reasons",
            self.succeeded,
            self.reverted,
            self.errors.len(),
            self.midnights,
            self.spent,
            self.spent_by_others,
            self.settled,
            self.settled_for_others,
            self.settled_by_operators,
            self.late,
            self.paid,
            self.fees,
            self.rejected,
            self.rejections.len()
        )
    }
}
