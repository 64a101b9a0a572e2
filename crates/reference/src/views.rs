//! All that the contract's views say, gathered so that two of them can be compared.

use std::collections::{BTreeMap, BTreeSet};

use crate::params::Params;
use crate::reference::Reference;
use crate::tickets::Queue;
use crate::units::{cap, Day, Token, Who, CONTRACT};

/// Whose credits, used by whom, served by whom, on which day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tally {
    /// Whose credits.
    pub account: Who,
    /// Who used them.
    pub spender: Who,
    /// Who served.
    pub provider: Who,
    /// The day of the usage.
    pub day: Day,
}

/// What to look at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// People to look at one by one.
    pub people: BTreeSet<Who>,
    /// Accounts with a spender, which may be the account itself.
    pub pairs: BTreeSet<(Who, Who)>,
    /// Tallies of today and yesterday.
    pub tallies: BTreeSet<Tally>,
}

/// An open ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TicketView {
    /// Its number.
    pub id: u32,
    /// Base units.
    pub amount: u128,
    /// Unix seconds.
    pub maturity: u64,
}

/// `quotaOf`: credits, 1e18 = one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuotaView {
    /// What a fresh day gives: active DIEM.
    pub limit: u128,
    /// Left today.
    pub left: u128,
    /// Left of yesterday, for vouchers.
    pub left_yesterday: u128,
}

/// `depositOf`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DepositView {
    /// Fee-token base units.
    pub deposit: u128,
    /// The part of a base unit already paid for, in 1e-18 units.
    pub prepaid: u128,
    /// Sum of the open withdrawal tickets, in base units.
    pub open_tickets: u128,
}

/// One person; amounts in base units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonView {
    /// `balanceOfUnlocked`.
    pub unlocked: u128,
    /// `lockedStakes`: VVV locked.
    pub locked: u128,
    /// `lockedStakes`: DIEM outstanding against it.
    pub minted: u128,
    /// Open VVV tickets by number.
    pub vvv_tickets: Vec<TicketView>,
    /// `balanceOf`.
    pub diem: u128,
    /// Active DIEM.
    pub active: u128,
    /// Open DIEM tickets by number.
    pub diem_tickets: Vec<TicketView>,
    /// `quotaOf`.
    pub quota: QuotaView,
    /// `depositOf`.
    pub deposit: DepositView,
    /// Open withdrawal tickets by number.
    pub withdrawals: Vec<TicketView>,
    /// VVV in the wallet.
    pub vvv: u128,
    /// Fee tokens in the wallet; the same as `vvv` where they are the same token.
    pub fee_tokens: u128,
    /// `isProvider`.
    pub is_provider: bool,
    /// `pendingRewards`, in fee-token base units.
    pub rewards: u128,
    /// `earningsOf`, in fee-token base units.
    pub earnings: u128,
}

/// An account with a spender; credits, 1e18 = one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PairView {
    /// `grantOf`: the limit as it is kept.
    pub daily_limit: u128,
    /// `grantOf`: left today, 0 after the last day.
    pub left: u128,
    /// `grantOf`: left of yesterday, 0 if that was after the last day.
    pub left_yesterday: u128,
    /// `grantOf`.
    pub last_day: Day,
    /// `grantOf`.
    pub allow_paid: bool,
    /// `spendableOf`: credits that a spend could take from the quota now.
    pub spendable_quota: u128,
    /// `spendableOf`: credits that it could then take from the deposit; together at most 2^128 - 1.
    pub spendable_paid: u128,
}

/// The contract as a whole; amounts in base units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WholeView {
    /// DIEM supply.
    pub supply: u128,
    /// All VVV staked.
    pub staked: u128,
    /// All VVV locked.
    pub locked: u128,
    /// All active DIEM.
    pub active: u128,
    /// VVV held by the contract.
    pub vvv_held: u128,
    /// Fee tokens held by the contract; the same as `vvv_held` where they are the same token.
    pub fee_tokens_held: u128,
    /// DIEM held by the contract.
    pub diem_held: u128,
    /// Whether the contract is paused.
    pub paused: bool,
    /// Who owns the contract.
    pub owner: Who,
    /// Who may pause it.
    pub guardian: Who,
    /// The parameters as last set.
    pub params: Params,
    /// `protocol`: the revenue side, as after a checkpoint of now.
    pub revenue: RevenueView,
}

/// The day, its budgets and what flows; amounts in fee-token base units, credits 1e18 = one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RevenueView {
    /// The day that has been rolled into.
    pub day: Day,
    /// Its credits.
    pub issued: u128,
    /// What its budget still holds, and its credits that are not settled.
    pub budget: (u128, u128),
    /// The same of the day before.
    pub budget_yesterday: (u128, u128),
    /// The last day that had a roll and is over: number, issued, quota and paid credits.
    pub closed: (Day, u128, u128, u128),
    /// What the stream holds.
    pub stream: u128,
    /// What joins it at the next roll.
    pub bucket: u128,
    /// What the pool holds beyond both budgets.
    pub pool: u128,
    /// The shares in force: stakers', pool's.
    pub shares: (u128, u128),
}

/// Everything in a [`Scope`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Views {
    /// By person.
    pub people: BTreeMap<Who, PersonView>,
    /// By account and spender.
    pub pairs: BTreeMap<(Who, Who), PairView>,
    /// `collectedOf`, 1e18 = one credit.
    pub tallies: BTreeMap<Tally, u128>,
    /// The rest.
    pub whole: WholeView,
}

impl Scope {
    /// People, all pairs of them, and all tallies of today and yesterday with these providers.
    pub fn all(people: &[Who], providers: &[Who], today: Day) -> Self {
        let mut scope = Self {
            people: people.iter().copied().collect(),
            ..Self::default()
        };
        for &account in people {
            for &spender in people {
                scope.pairs.insert((account, spender));
                for &provider in providers {
                    scope.add_tallies(account, spender, provider, today);
                }
            }
        }
        scope
    }

    /// All people, but only pairs and tallies that something ever happened to.
    pub fn touched(reference: &Reference, people: &[Who]) -> Self {
        let mut scope = Self {
            people: people.iter().copied().collect(),
            ..Self::default()
        };
        scope.pairs.extend(people.iter().map(|&who| (who, who)));
        scope.pairs.extend(reference.grants.keys());
        for used in &reference.settlements {
            let today = reference.today();
            scope.add_tallies(used.account, used.spender, used.provider, today);
        }
        scope
    }

    fn add_tallies(&mut self, account: Who, spender: Who, provider: Who, today: Day) {
        for day in [today - 1, today] {
            self.tallies.insert(Tally {
                account,
                spender,
                provider,
                day,
            });
        }
    }
}

impl Reference {
    /// What the views say now.
    pub fn views(&self, scope: &Scope) -> Views {
        let ahead = self.brought_up_to_date();
        Views {
            people: scope
                .people
                .iter()
                .map(|&who| (who, self.person_with(who, &ahead)))
                .collect(),
            pairs: scope
                .pairs
                .iter()
                .map(|&(owner, spender)| ((owner, spender), self.pair(owner, spender)))
                .collect(),
            tallies: scope
                .tallies
                .iter()
                .map(|tally| (*tally, self.collected_of(tally)))
                .collect(),
            whole: self.whole(&ahead),
        }
    }

    /// Everything about a person.
    pub fn person(&self, who: Who) -> PersonView {
        self.person_with(who, &self.brought_up_to_date())
    }

    /// `ahead` is the state after a checkpoint of now.
    fn person_with(&self, who: Who, ahead: &Self) -> PersonView {
        let position = self.position(who);
        let deposit = self.deposit_of(who);
        PersonView {
            unlocked: position.unlocked(),
            locked: position.locked,
            minted: position.minted,
            vvv_tickets: open_tickets(self.vvv_queues.get(&who)),
            diem: self.diem_of(who),
            active: self.active(who),
            diem_tickets: open_tickets(self.diem_queues.get(&who)),
            quota: QuotaView {
                limit: self.active(who),
                left: self.quota_left(who, self.today()),
                left_yesterday: self.quota_left(who, self.today() - 1),
            },
            deposit: DepositView {
                deposit: deposit.amount,
                prepaid: deposit.prepaid,
                open_tickets: self.withdrawals.get(&who).map_or(0, Queue::sum),
            },
            withdrawals: open_tickets(self.withdrawals.get(&who)),
            vvv: self.wallet(who, Token::Vvv),
            fee_tokens: self.wallet(who, Token::Fee),
            is_provider: self.is_provider(who),
            rewards: ahead.reward(who),
            earnings: self.earnings_of(who),
        }
    }

    /// Everything about what an owner lets a spender use.
    pub fn pair(&self, owner: Who, spender: Who) -> PairView {
        let today = self.today();
        let grant = self
            .grants
            .get(&(owner, spender))
            .cloned()
            .unwrap_or_default();
        let terms = grant.now();
        let left_of = |day| {
            if terms.last_day < day {
                0
            } else {
                grant.left(day, today)
            }
        };
        let bound = if owner == spender {
            u128::MAX
        } else {
            left_of(today)
        };
        let spendable_quota = bound.min(self.quota_left(owner, today));
        let covered = self.deposit_covers(owner);
        let spendable_paid = match self.may_pay(owner, spender) {
            // Amounts have 128 bits (§1), for those whom no grant binds too.
            true => cap(covered, bound - spendable_quota),
            false => 0,
        };
        PairView {
            daily_limit: terms.limit,
            left: left_of(today),
            left_yesterday: left_of(today - 1),
            last_day: terms.last_day,
            allow_paid: terms.allow_paid,
            spendable_quota,
            spendable_paid,
        }
    }

    /// Credits collected with vouchers so far, 1e18 = one.
    pub fn collected_of(&self, tally: &Tally) -> u128 {
        self.collected.get(tally).copied().unwrap_or(0)
    }

    fn whole(&self, ahead: &Self) -> WholeView {
        WholeView {
            supply: self.supply(),
            staked: self.total_staked(),
            locked: self.total_locked(),
            active: self.total_active(),
            vvv_held: self.wallet(CONTRACT, Token::Vvv),
            fee_tokens_held: self.wallet(CONTRACT, Token::Fee),
            diem_held: self.diem_of(CONTRACT),
            paused: self.is_paused(),
            owner: self.owner,
            guardian: self.guardian,
            params: self.params,
            revenue: ahead.revenue(),
        }
    }

    fn revenue(&self) -> RevenueView {
        let economy = self.economy();
        let budget = economy.budget.unwrap_or_default();
        let before = economy.budget_yesterday.unwrap_or_default();
        let closed = economy
            .closed
            .map(|day| (day.day, day.issued, day.quota, day.paid));
        RevenueView {
            day: economy.figures.day,
            issued: economy.figures.issued,
            budget: (budget.left, budget.open),
            budget_yesterday: (before.left, before.open),
            closed: closed.unwrap_or_default(),
            stream: economy.stream,
            bucket: economy.bucket,
            pool: economy.pool - budget.left - before.left,
            shares: (economy.figures.staker_share, economy.figures.pool_share),
        }
    }
}

fn open_tickets(queue: Option<&Queue>) -> Vec<TicketView> {
    let tickets = queue.into_iter().flat_map(Queue::open_tickets);
    tickets
        .map(|ticket| TicketView {
            id: ticket.id,
            amount: ticket.amount,
            maturity: ticket.maturity,
        })
        .collect()
}
