// SPDX-License-Identifier: MIT OR Apache-2.0
//! The results of the contract's views, for comparing an implementation with the reference.

use std::collections::{BTreeMap, BTreeSet};

use crate::accounts::{AccountId, CONTRACT, ZERO_ADDRESS};
use crate::action::VoucherKey;
use crate::params::Params;
use crate::records::balances::Position;
use crate::records::burn_offer::BurnOffer;
use crate::records::commitment::Commitment;
use crate::records::tickets::Queue;
use crate::reference::Reference;
use crate::rules::MAX_PROVIDERS_LISTED;
use crate::units::{cap, Day, Token};

/// Which views to query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Accounts to query one by one.
    pub accounts: BTreeSet<AccountId>,
    /// Owners with a spender, which may be the owner itself.
    pub spenders: BTreeSet<(AccountId, AccountId)>,
    /// Keys of vouchers of today and yesterday.
    pub voucher_keys: BTreeSet<VoucherKey>,
    /// Providers with a possible operator.
    pub operators: BTreeSet<(AccountId, AccountId)>,
    /// Positions in the list of providers to start from, and how many to list. 2^128 - 1 stands for 2^256 - 1.
    pub provider_pages: BTreeSet<(u128, u128)>,
}

/// An open ticket: a withdrawal request that is neither paid nor cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TicketView {
    /// Its number.
    pub id: u32,
    /// The requested amount, in base units.
    pub amount: u128,
    /// When it can be paid, in unix seconds.
    pub maturity: u64,
}

/// `quotaOf`: credits, 1e18 = one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuotaView {
    /// Credits of a whole day: active DIEM.
    pub limit: u128,
    /// Left today.
    pub left: u128,
    /// Left of yesterday, for vouchers only.
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

/// `burnOfferOf`, as stored; all zero but the position without an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BurnOfferView {
    /// VVV wei paid for 1e18 DIEM wei.
    pub rate: u128,
    /// DIEM wei left of the offer.
    pub amount: u128,
    /// The last day of the offer.
    pub last_day: Day,
    /// DIEM outstanding against the position, in wei.
    pub minted: u128,
    /// VVV locked in the position, in wei.
    pub locked: u128,
}

/// `commitmentOf`, as stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommitmentView {
    /// The zero address without a commitment.
    pub provider: AccountId,
    /// The first day on which it is in force; 0 without a commitment.
    pub from_day: Day,
    /// The first day on which it no longer is; 0 without a commitment, 2^32 - 1 if it was not released.
    pub until_day: Day,
}

/// An element of `providers`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderView {
    /// Its address.
    pub provider: AccountId,
    /// Whether it is admitted now.
    pub admitted: bool,
    /// The address of its service; empty if it has announced none.
    pub uri: String,
}

/// The views of one account; amounts in base units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountView {
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
    /// VVV balance.
    pub vvv: u128,
    /// Fee-token balance; the same as `vvv` if fees are paid in VVV.
    pub fee_tokens: u128,
    /// `isProvider`.
    pub is_provider: bool,
    /// `pendingRewards`, in fee-token base units.
    pub rewards: u128,
    /// `earningsOf`, in fee-token base units.
    pub earnings: u128,
    /// `burnOfferOf`.
    pub burn_offer: BurnOfferView,
    /// `commitmentOf`.
    pub commitment: CommitmentView,
}

/// The views of an owner with a spender; credits, 1e18 = one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpenderView {
    /// `grantOf`: the limit as stored.
    pub daily_limit: u128,
    /// `grantOf`: left today, 0 after the last day.
    pub left: u128,
    /// `grantOf`: left of yesterday, 0 if that was after the last day.
    pub left_yesterday: u128,
    /// `grantOf`: the last day on which the grant is valid.
    pub last_day: Day,
    /// `grantOf`: the spender may use the deposit.
    pub allow_paid: bool,
    /// `quotaNonces`: the nonce of the next permit.
    pub nonce: u64,
    /// `spendableOf`: credits that a spend could use from the quota now.
    pub spendable_quota: u128,
    /// `spendableOf`: credits that it could use from the deposit in addition; the sum is at most 2^128 - 1.
    pub spendable_paid: u128,
}

/// The views of the contract as a whole; amounts in base units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContractView {
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
    /// Fee tokens held by the contract; the same as `vvv_held` if fees are paid in VVV.
    pub fee_tokens_held: u128,
    /// DIEM held by the contract.
    pub diem_held: u128,
    /// Set while the contract is paused.
    pub paused: bool,
    /// The owner.
    pub owner: AccountId,
    /// The account that may accept ownership; the zero address for none.
    pub pending_owner: AccountId,
    /// The guardian, which may pause.
    pub guardian: AccountId,
    /// The parameters in force.
    pub params: Params,
    /// `proposedParams`: the proposal, expired or not, and when it can be executed, in unix seconds.
    pub proposal: Option<(Params, u64)>,
    /// `protocol`: the revenue side as after a checkpoint now.
    pub revenue: RevenueView,
}

/// `protocol`: the day, its budgets and the stream; amounts in fee-token base units, credits 1e18 = one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RevenueView {
    /// The current day, as after its roll (rollover).
    pub day: Day,
    /// Credits issued for it.
    pub issued: u128,
    /// What is left of its budget, and its credits that are not settled yet.
    pub budget: (u128, u128),
    /// The same for the day before.
    pub budget_yesterday: (u128, u128),
    /// The last past day that had a roll: number, issued, quota and paid credits.
    pub closed: (Day, u128, u128, u128),
    /// What is left in the stream.
    pub stream: u128,
    /// What the next roll adds to it.
    pub pending_stream: u128,
    /// The pool as it stands, with both budgets and the pool's part of locked stakes' rewards.
    pub pool: u128,
    /// The shares of fees in force: stakers', pool's.
    pub shares: (u128, u128),
}

/// The results of all views in a [`Scope`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Views {
    /// By account.
    pub accounts: BTreeMap<AccountId, AccountView>,
    /// By owner and spender.
    pub spenders: BTreeMap<(AccountId, AccountId), SpenderView>,
    /// `collectedOf`, 1e18 = one credit.
    pub collected: BTreeMap<VoucherKey, u128>,
    /// `isOperator`, by provider and operator.
    pub operators: BTreeMap<(AccountId, AccountId), bool>,
    /// `providers`, by start and count.
    pub provider_pages: BTreeMap<(u128, u128), Vec<ProviderView>>,
    /// The contract as a whole.
    pub contract: ContractView,
}

/// The pages of the list of providers that a scope includes: all of it, a part, and one beyond its end.
const PROVIDER_PAGES: [(u128, u128); 3] = [(0, u128::MAX), (1, 1), (u128::MAX, u128::MAX)];

impl Scope {
    /// The given accounts, all pairs of them, and all their vouchers of today and yesterday with these providers.
    pub fn all(accounts: &[AccountId], providers: &[AccountId], today: Day) -> Self {
        let mut scope = Self::of_accounts(accounts);
        for &account in accounts {
            for &spender in accounts {
                scope.spenders.insert((account, spender));
                scope.operators.insert((account, spender));
                for &provider in providers {
                    scope.add_voucher_keys(account, spender, provider, today);
                }
            }
        }
        scope
    }

    /// The given accounts, but only the pairs and voucher keys that have a history.
    pub fn with_history(reference: &Reference, accounts: &[AccountId]) -> Self {
        let mut scope = Self::of_accounts(accounts);
        scope.spenders.extend(accounts.iter().map(|&account| (account, account)));
        scope.spenders.extend(reference.grants.keys());
        scope.operators.extend(reference.operators.keys());
        for used in &reference.settlements {
            let today = reference.today();
            scope.add_voucher_keys(used.account, used.spender, used.provider, today);
        }
        scope
    }

    fn of_accounts(accounts: &[AccountId]) -> Self {
        Self {
            accounts: accounts.iter().copied().collect(),
            provider_pages: PROVIDER_PAGES.into(),
            ..Self::default()
        }
    }

    fn add_voucher_keys(
        &mut self,
        account: AccountId,
        spender: AccountId,
        provider: AccountId,
        today: Day,
    ) {
        for day in [today - 1, today] {
            self.voucher_keys.insert(VoucherKey { account, spender, provider, day });
        }
    }
}

impl Reference {
    /// The results of the views now.
    pub fn views(&self, scope: &Scope) -> Views {
        let ahead = self.after_checkpoint();
        Views {
            accounts: scope
                .accounts
                .iter()
                .map(|&account| (account, self.account_view_with(account, &ahead)))
                .collect(),
            spenders: scope
                .spenders
                .iter()
                .map(|&(owner, spender)| ((owner, spender), self.spender_view(owner, spender)))
                .collect(),
            collected: scope
                .voucher_keys
                .iter()
                .map(|key| (*key, self.collected_of(key)))
                .collect(),
            operators: scope
                .operators
                .iter()
                .map(|&(provider, operator)| {
                    ((provider, operator), self.is_operator(provider, operator))
                })
                .collect(),
            provider_pages: scope
                .provider_pages
                .iter()
                .map(|&(start, count)| ((start, count), self.provider_page(start, count)))
                .collect(),
            contract: self.contract_view(&ahead),
        }
    }

    /// The views of an account.
    pub fn account_view(&self, account: AccountId) -> AccountView {
        self.account_view_with(account, &self.after_checkpoint())
    }

    /// `ahead` is the state after a checkpoint now.
    fn account_view_with(&self, account: AccountId, ahead: &Self) -> AccountView {
        let position = self.position(account);
        let deposit = self.deposit_of(account);
        AccountView {
            unlocked: position.unlocked(),
            locked: position.locked,
            minted: position.minted,
            vvv_tickets: open_tickets(self.vvv_queues.get(&account)),
            diem: self.diem_balance(account),
            active: self.active(account),
            diem_tickets: open_tickets(self.diem_queues.get(&account)),
            quota: QuotaView {
                limit: self.active(account),
                left: self.quota_left(account, self.today()),
                left_yesterday: self.quota_left(account, self.today() - 1),
            },
            deposit: DepositView {
                deposit: deposit.amount,
                prepaid: deposit.prepaid,
                open_tickets: self.withdrawals.get(&account).map_or(0, Queue::open_amount),
            },
            withdrawals: open_tickets(self.withdrawals.get(&account)),
            vvv: self.token_balance(account, Token::Vvv),
            fee_tokens: self.token_balance(account, Token::Fee),
            is_provider: self.is_provider(account),
            rewards: ahead.reward(account),
            earnings: self.earnings_of(account),
            burn_offer: self.burn_offer_view(account),
            commitment: self.commitment_view(account),
        }
    }

    fn burn_offer_view(&self, account: AccountId) -> BurnOfferView {
        let BurnOffer { rate, amount, last_day } = self.burn_offer(account);
        let Position { minted, locked, .. } = self.position(account);
        BurnOfferView { rate, amount, last_day, minted, locked }
    }

    fn commitment_view(&self, account: AccountId) -> CommitmentView {
        match self.commitments.get(&account) {
            None => CommitmentView { provider: ZERO_ADDRESS, from_day: 0, until_day: 0 },
            Some(&Commitment { provider, from, until }) => {
                CommitmentView { provider, from_day: from, until_day: until.unwrap_or(Day::MAX) }
            }
        }
    }

    /// `providers`: up to `count` providers from position `start` on, at most [`MAX_PROVIDERS_LISTED`].
    pub fn provider_page(&self, start: u128, count: u128) -> Vec<ProviderView> {
        let size = |value: u128| usize::try_from(value).unwrap_or(usize::MAX);
        let listed = self.listed_providers().into_iter();
        let page = listed.skip(size(start)).take(size(count).min(MAX_PROVIDERS_LISTED));
        page.map(|(provider, record)| ProviderView {
            provider,
            admitted: record.admitted,
            uri: record.uri.clone(),
        })
        .collect()
    }

    /// The views of an owner with a spender.
    pub fn spender_view(&self, owner: AccountId, spender: AccountId) -> SpenderView {
        let today = self.today();
        let grant = self.grants.get(&(owner, spender)).cloned().unwrap_or_default();
        let terms = grant.current_terms();
        let left_of = |day| {
            if terms.last_day < day {
                0
            } else {
                grant.left(day, today)
            }
        };
        let bound = if owner == spender { u128::MAX } else { left_of(today) };
        let spendable_quota = bound.min(self.quota_left(owner, today));
        let covered = self.credits_covered(owner);
        let spendable_paid = match self.allows_paid(owner, spender) {
            // Amounts have 128 bits (§1), even without the bound of a grant.
            true => cap(covered, bound - spendable_quota),
            false => 0,
        };
        SpenderView {
            daily_limit: terms.limit,
            left: left_of(today),
            left_yesterday: left_of(today - 1),
            last_day: terms.last_day,
            allow_paid: terms.allow_paid,
            nonce: grant.nonce,
            spendable_quota,
            spendable_paid,
        }
    }

    /// `collectedOf`: credits collected with vouchers so far, 1e18 = one.
    pub fn collected_of(&self, key: &VoucherKey) -> u128 {
        self.collected.get(key).copied().unwrap_or(0)
    }

    fn contract_view(&self, ahead: &Self) -> ContractView {
        ContractView {
            supply: self.supply(),
            staked: self.total_staked(),
            locked: self.total_locked(),
            active: self.total_active(),
            vvv_held: self.token_balance(CONTRACT, Token::Vvv),
            fee_tokens_held: self.token_balance(CONTRACT, Token::Fee),
            diem_held: self.diem_balance(CONTRACT),
            paused: self.is_paused(),
            owner: self.owner,
            pending_owner: self.pending_owner.unwrap_or(ZERO_ADDRESS),
            guardian: self.guardian,
            params: self.params,
            proposal: self.proposal.map(|proposal| proposal.params).zip(self.executable_at()),
            revenue: ahead.revenue(),
        }
    }

    fn revenue(&self) -> RevenueView {
        let revenue_state = self.revenue_state();
        let budget = revenue_state.budget.unwrap_or_default();
        let before = revenue_state.budget_yesterday.unwrap_or_default();
        let closed = revenue_state.closed.map(|day| (day.day, day.issued, day.quota, day.paid));
        RevenueView {
            day: revenue_state.day_totals.day,
            issued: revenue_state.day_totals.issued,
            budget: (budget.left, budget.open),
            budget_yesterday: (before.left, before.open),
            closed: closed.unwrap_or_default(),
            stream: revenue_state.stream,
            pending_stream: revenue_state.pending_stream,
            pool: revenue_state.pool,
            shares: (revenue_state.day_totals.staker_share, revenue_state.day_totals.pool_share),
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
