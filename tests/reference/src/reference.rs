//! The whole state, and the one way to change it.

use std::collections::BTreeMap;
use std::fmt;

use crate::curve::Curve;
use crate::deposits::Deposit;
use crate::event::{Event, Outcome, Returned};
use crate::grant::Grant;
use crate::meter::Meter;
use crate::op::Op;
use crate::params::Params;
use crate::providers::Provider;
use crate::quota::Moment;
use crate::refusal::Refusal;
use crate::settle::Settlement;
use crate::tickets::Queue;
use crate::units::{day_of, Day, Token, Who};
use crate::vault::Position;
use crate::views::Tally;

/// How a story begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setup {
    /// Unix seconds.
    pub now: u64,
    /// Who owns the contract.
    pub owner: Who,
    /// Whether fees are paid in VVV.
    pub one_token: bool,
    /// The first parameters.
    pub params: Params,
}

/// Diem as its design says it is.
#[derive(Clone)]
pub struct Reference {
    pub(crate) now: u64,
    pub(crate) owner: Who,
    pub(crate) one_token: bool,
    pub(crate) params: Params,
    pub(crate) curve: Curve,
    /// VVV, fee and stray tokens by holder, the contract among them.
    pub(crate) wallets: BTreeMap<(Token, Who), u128>,
    /// DIEM by holder, the contract among them.
    pub(crate) diem: BTreeMap<Who, u128>,
    pub(crate) positions: BTreeMap<Who, Position>,
    pub(crate) vvv_queues: BTreeMap<Who, Queue>,
    pub(crate) diem_queues: BTreeMap<Who, Queue>,
    pub(crate) withdrawals: BTreeMap<Who, Queue>,
    pub(crate) meters: BTreeMap<Who, Meter>,
    /// By owner and spender.
    pub(crate) grants: BTreeMap<(Who, Who), Grant>,
    pub(crate) deposits: BTreeMap<Who, Deposit>,
    pub(crate) providers: BTreeMap<Who, Provider>,
    /// Credits collected with vouchers.
    pub(crate) collected: BTreeMap<Tally, u128>,
    /// The largest voucher that was ever redeemed, if only in part.
    pub(crate) largest: BTreeMap<Tally, u128>,
    /// Every settlement, spent or redeemed.
    pub(crate) settlements: Vec<Settlement>,
    /// A note after every call.
    pub(crate) moments: Vec<Moment>,
    pub(crate) events: Vec<Event>,
}

impl Reference {
    /// A new contract; nobody holds anything yet.
    pub fn new(setup: &Setup, curve: Curve) -> Self {
        Self {
            now: setup.now,
            owner: setup.owner,
            one_token: setup.one_token,
            params: setup.params,
            curve,
            wallets: BTreeMap::new(),
            diem: BTreeMap::new(),
            positions: BTreeMap::new(),
            vvv_queues: BTreeMap::new(),
            diem_queues: BTreeMap::new(),
            withdrawals: BTreeMap::new(),
            meters: BTreeMap::new(),
            grants: BTreeMap::new(),
            deposits: BTreeMap::new(),
            providers: BTreeMap::new(),
            collected: BTreeMap::new(),
            largest: BTreeMap::new(),
            settlements: Vec::new(),
            moments: Vec::new(),
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

    /// Makes a call, or lets time pass. A refused call changes nothing.
    pub fn apply(&mut self, op: &Op) -> Result<Outcome, Refusal> {
        let before = self.clone();
        match self.perform(op) {
            Ok(returned) => {
                self.note_moment();
                let events = std::mem::take(&mut self.events);
                Ok(Outcome { returned, events })
            }
            Err(refusal) => {
                *self = before;
                Err(refusal)
            }
        }
    }

    fn perform(&mut self, op: &Op) -> Result<Returned, Refusal> {
        match *op {
            Op::Wait { seconds } => self.wait(seconds),
            Op::StakeVvv {
                caller,
                recipient,
                amount,
            } => self.stake_vvv(caller, recipient, amount),
            Op::InitiateUnstakeVvv { caller, amount } => self.initiate_unstake_vvv(caller, amount),
            Op::CancelUnstakeVvv { caller, ticket } => self.cancel_unstake_vvv(caller, ticket),
            Op::FinalizeUnstake { caller } => self.finalize_unstake(caller),
            Op::MintDiem {
                caller,
                vvv,
                min_out,
            } => self.mint_diem(caller, vvv, min_out),
            Op::StakeAndMint {
                caller,
                vvv,
                min_out,
                activate,
            } => self.stake_and_mint(caller, vvv, min_out, activate),
            Op::BurnDiem { caller, amount } => self.burn_diem(caller, amount),
            Op::Transfer { caller, to, value } => self.transfer(caller, to, value),
            Op::Activate { caller, amount } => self.activate(caller, amount),
            Op::InitiateUnstake { caller, amount } => self.initiate_unstake(caller, amount),
            Op::CancelUnstake { caller, ticket } => self.cancel_unstake(caller, ticket),
            Op::Unstake { caller } => self.unstake(caller),
            Op::ApproveQuota {
                caller,
                spender,
                daily_limit,
                last_day,
                allow_paid,
            } => self.approve_quota(caller, spender, daily_limit, last_day, allow_paid),
            Op::Deposit {
                caller,
                account,
                amount,
            } => self.deposit(caller, account, amount),
            Op::InitiateWithdrawal { caller, amount } => self.initiate_withdrawal(caller, amount),
            Op::CancelWithdrawal { caller, ticket } => self.cancel_withdrawal(caller, ticket),
            Op::Withdraw { caller } => self.withdraw(caller),
            Op::Spend {
                caller,
                account,
                provider,
                credits,
                request_id,
            } => self.spend(caller, account, provider, credits, request_id),
            Op::Redeem {
                caller,
                ref voucher,
                signed,
            } => self.redeem(caller, voucher, signed),
            Op::RedeemBatch {
                caller,
                ref vouchers,
                ref signed,
            } => self.redeem_batch(caller, vouchers, signed),
            Op::SetProvider {
                caller,
                provider,
                admitted,
            } => self.set_provider(caller, provider, admitted),
        }
    }

    fn wait(&mut self, seconds: u64) -> Result<Returned, Refusal> {
        self.now += seconds;
        Ok(Returned::Nothing)
    }

    pub(crate) fn say(&mut self, event: Event) {
        self.events.push(event);
    }
}

impl fmt::Debug for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reference")
            .field("now", &self.now)
            .finish_non_exhaustive()
    }
}
