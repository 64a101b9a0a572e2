// SPDX-License-Identifier: MIT OR Apache-2.0
//! The reference's whole state. The rules that change it are in [`crate::rules`].

use std::collections::BTreeMap;
use std::fmt;

use crate::accounts::AccountId;
use crate::action::VoucherKey;
use crate::curve::Curve;
use crate::event::Event;
use crate::params::Params;
use crate::records::balances::{Deposit, Liabilities, Position};
use crate::records::burn_offer::BurnOffer;
use crate::records::commitment::{BindingChange, Commitment};
use crate::records::curve_use::CurveUse;
use crate::records::governance::{PauseRecord, Proposal};
use crate::records::grant::Grant;
use crate::records::provider::Provider;
use crate::records::quota_history::{QuotaHistory, QuotaSnapshot};
use crate::records::revenue::{Budget, DayTotals};
use crate::records::settlement::Settlement;
use crate::records::stream::{Reward, RewardTotals, Stream};
use crate::records::tickets::Queue;
use crate::units::{day_of, Day, Token};

/// How the contract is deployed at the start of a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setup {
    /// The time of the deployment, in unix seconds.
    pub now: u64,
    /// The owner of the contract.
    pub owner: AccountId,
    /// The account that may pause besides the owner; [`crate::accounts::ZERO_ADDRESS`] for none.
    pub guardian: AccountId,
    /// Set if fees are paid in VVV.
    pub one_token: bool,
    /// The initial parameters.
    pub params: Params,
}

/// The reference implementation of Diem.
#[derive(Clone)]
pub struct Reference {
    pub(crate) now: u64,
    pub(crate) owner: AccountId,
    pub(crate) one_token: bool,
    pub(crate) params: Params,
    pub(crate) curve: Curve,
    /// VVV, fee and unrelated tokens by token and holder, which may be the contract.
    pub(crate) token_balances: BTreeMap<(Token, AccountId), u128>,
    /// DIEM by holder, which may be the contract.
    pub(crate) diem: BTreeMap<AccountId, u128>,
    pub(crate) positions: BTreeMap<AccountId, Position>,
    pub(crate) burn_offers: BTreeMap<AccountId, BurnOffer>,
    pub(crate) vvv_queues: BTreeMap<AccountId, Queue>,
    pub(crate) diem_queues: BTreeMap<AccountId, Queue>,
    pub(crate) withdrawals: BTreeMap<AccountId, Queue>,
    pub(crate) quota_histories: BTreeMap<AccountId, QuotaHistory>,
    /// By owner and spender.
    pub(crate) grants: BTreeMap<(AccountId, AccountId), Grant>,
    pub(crate) deposits: BTreeMap<AccountId, Deposit>,
    pub(crate) providers: BTreeMap<AccountId, Provider>,
    /// By provider and operator; the last value set.
    pub(crate) operators: BTreeMap<(AccountId, AccountId), bool>,
    pub(crate) commitments: BTreeMap<AccountId, Commitment>,
    /// All changes of commitments and admissions, in order.
    pub(crate) binding_changes: Vec<BindingChange>,
    /// Credits collected with vouchers.
    pub(crate) collected: BTreeMap<VoucherKey, u128>,
    /// The largest `min(credits, total)` redeemed so far, in full or in part.
    pub(crate) largest: BTreeMap<VoucherKey, u128>,
    /// All settlements, from direct spends and from vouchers.
    pub(crate) settlements: Vec<Settlement>,
    /// One after each call.
    pub(crate) quota_snapshots: Vec<QuotaSnapshot>,
    // Revenue
    pub(crate) day_totals: DayTotals,
    /// The totals of past days that had a roll.
    pub(crate) closed: Vec<DayTotals>,
    pub(crate) stream: Stream,
    /// What the next roll adds to the stream, in fee-token base units.
    pub(crate) pending_stream: u128,
    /// The capacity pool including its budgets, in fee-token base units.
    pub(crate) pool: u128,
    pub(crate) budgets: BTreeMap<Day, Budget>,
    /// The reward index: fee-token base units per staked wei of VVV, times 2^96.
    pub(crate) index: u128,
    /// The reward index up to which the pool has received its part of locked stakes' rewards.
    pub(crate) pool_index: u128,
    pub(crate) rewards: BTreeMap<AccountId, Reward>,
    /// Unclaimed earnings of providers, in fee-token base units.
    pub(crate) earnings: BTreeMap<AccountId, u128>,
    pub(crate) reward_totals: RewardTotals,
    // Governance
    pub(crate) pending_owner: Option<AccountId>,
    pub(crate) guardian: AccountId,
    pub(crate) pause_record: Option<PauseRecord>,
    /// When the guardian's last pause began; `None` once the owner has lifted the wait for the next.
    pub(crate) guardian_paused: Option<u64>,
    pub(crate) proposal: Option<Proposal>,
    /// When parameters were last executed, in unix seconds.
    pub(crate) last_execution: Option<u64>,
    pub(crate) curve_use: CurveUse,
    pub(crate) liabilities: Liabilities,
    /// Tokens transferred to the contract without calling it.
    pub(crate) donated: BTreeMap<Token, u128>,
    pub(crate) recovered: BTreeMap<Token, u128>,
    pub(crate) events: Vec<Event>,
}

impl Reference {
    /// A newly deployed contract. No account holds any tokens yet.
    pub fn new(setup: &Setup, curve: Curve) -> Self {
        Self {
            now: setup.now,
            owner: setup.owner,
            one_token: setup.one_token,
            params: setup.params,
            curve,
            token_balances: BTreeMap::new(),
            diem: BTreeMap::new(),
            positions: BTreeMap::new(),
            burn_offers: BTreeMap::new(),
            vvv_queues: BTreeMap::new(),
            diem_queues: BTreeMap::new(),
            withdrawals: BTreeMap::new(),
            quota_histories: BTreeMap::new(),
            grants: BTreeMap::new(),
            deposits: BTreeMap::new(),
            providers: BTreeMap::new(),
            operators: BTreeMap::new(),
            commitments: BTreeMap::new(),
            binding_changes: Vec::new(),
            collected: BTreeMap::new(),
            largest: BTreeMap::new(),
            settlements: Vec::new(),
            quota_snapshots: Vec::new(),
            day_totals: DayTotals {
                day: day_of(setup.now),
                quota: 0,
                paid: 0,
                issued: 0,
                staker_share: setup.params.staker_share,
                pool_share: setup.params.pool_share,
            },
            closed: Vec::new(),
            stream: Stream { amount: 0, released: 0, flowed: 0, last: setup.now, end: setup.now },
            pending_stream: 0,
            pool: 0,
            budgets: BTreeMap::from([(day_of(setup.now), Budget::default())]),
            index: 0,
            pool_index: 0,
            rewards: BTreeMap::new(),
            earnings: BTreeMap::new(),
            reward_totals: RewardTotals::default(),
            pending_owner: None,
            guardian: setup.guardian,
            pause_record: None,
            guardian_paused: None,
            proposal: None,
            last_execution: None,
            curve_use: CurveUse::default(),
            liabilities: Liabilities::default(),
            donated: BTreeMap::new(),
            recovered: BTreeMap::new(),
            events: Vec::new(),
        }
    }

    /// The time, in unix seconds.
    pub fn now(&self) -> u64 {
        self.now
    }

    /// The day of [`Self::now`].
    pub fn today(&self) -> Day {
        day_of(self.now)
    }

    /// Records an event of the current call.
    pub(crate) fn emit(&mut self, event: Event) {
        self.events.push(event);
    }
}

impl fmt::Debug for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reference").field("now", &self.now).finish_non_exhaustive()
    }
}
