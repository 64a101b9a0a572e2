//! Everything at once, for a page: one call an account, one for the protocol. Both answer as if
//! the day's roll had just happened.

use alloc::vec::Vec;

use alloy_primitives::Address;
use diem_model::ledger::budget_index;
use diem_model::time::CreditDay;

use super::quota::meter_of;
use crate::abi::{flat, Encoded, ToWord, Word};
use crate::errors::Error;
use crate::{host, Account, Diem};

impl Diem {
    /// All that `account` has: see `AccountInfo` in the interface for the fields and their units.
    pub fn account_of(&self, account: Address) -> Encoded {
        let of = Account::of(account);
        let (stake, deposit, provider) =
            (of.stake().get(), of.deposit().get(), of.provider().get());
        let ledger = self.ledger_at(host::now());
        let mut reward = of.reward().get();
        reward.settle_floor(&ledger.accounting.index, &stake);
        let purse = of.purse().get();
        let meter = meter_of(account, ledger.today.day);
        let mut words = Vec::from([
            32u32.to_word(),
            stake.staked().to_word(),
            stake.locked().to_word(),
            purse.minted.to_word(),
            reward.accrued.to_word(),
            purse.balance.to_word(),
            meter.limit().to_word(),
            meter.left(CreditDay::Today).to_word(),
            meter.left(CreditDay::Yesterday).to_word(),
            deposit.amount.to_word(),
            deposit.prepaid().to_word(),
            of.withdrawing().total().to_word(),
            provider.is_admitted().to_word(),
            provider.earnings.to_word(),
        ]);
        // The offsets of the lists, from the struct's own start, and then the lists.
        const HEAD: usize = 13 + 3;
        let queues = [of.unstaking(), of.deactivating(), of.withdrawing()];
        let lists = queues.map(|queue| queue.list());
        let mut at = HEAD;
        for list in &lists {
            words.push((32 * at as u32).to_word());
            at += list.len();
        }
        words.extend(lists.into_iter().flatten());
        Encoded(flat(&words))
    }

    /// How the whole stands: see `ProtocolInfo` in the interface for the fields and their units.
    ///
    /// # Errors
    /// None that can be reached.
    pub fn protocol(&self) -> Result<Encoded, Error> {
        let now = host::now();
        let (ledger, totals) = (self.ledger_at(now), self.totals.get());
        let today = &ledger.today;
        let [running, yesterday] = [CreditDay::Today, CreditDay::Yesterday]
            .map(|when| ledger.budgets[budget_index(today.settled_day(when))]);
        let shares = if today.day == self.today.get().day {
            self.economy.get().shares()
        } else {
            self.current_params().economy.shares()
        };
        let mut words: Vec<Word> = Vec::from([
            ledger.accounting.supply.to_word(),
            self.mint_rate()?.to_word(),
            totals.staked().to_word(),
            totals.locked().to_word(),
            today.active.to_word(),
            u32::from(today.day.0).to_word(),
            today.issued.to_word(),
            running.left.to_word(),
            running.open(today.issued).to_word(),
            yesterday.left.to_word(),
            yesterday.open(yesterday.issued).to_word(),
            u32::from(ledger.closed.day.0).to_word(),
            ledger.closed.issued.to_word(),
            ledger.closed.quota.to_word(),
            ledger.paid.closed.to_word(),
            ledger.stream.left(&ledger.accounting.index).to_word(),
            ledger.stream.end.to_word(),
            ledger.inflow.pending_stream.to_word(),
            ledger
                .inflow
                .pool
                .saturating_add(ledger.pool_reward.accrued)
                .to_word(),
        ]);
        words.extend(self.current_params().values().map(|value| value.to_word()));
        words.extend([
            shares.stakers.to_word(),
            shares.pool.to_word(),
            today.pause.holds(now).to_word(),
            today.pause.ends(now).to_word(),
        ]);
        Ok(Encoded(flat(&words)))
    }
}
