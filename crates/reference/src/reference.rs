//! The whole state, and the one way to change it.

use std::collections::BTreeMap;
use std::fmt;

use crate::curve::Curve;
use crate::deposits::Deposit;
use crate::event::{Event, Outcome, Returned};
use crate::governance::{Halt, Owed};
use crate::grant::Grant;
use crate::meter::Meter;
use crate::op::Op;
use crate::params::Params;
use crate::pool::Budget;
use crate::proposals::Proposal;
use crate::providers::Provider;
use crate::quota::Moment;
use crate::refusal::Refusal;
use crate::roll::Figures;
use crate::settle::Settlement;
use crate::stream::{Flow, Reward, Stream};
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
    /// Who may pause beside the owner; nobody where it is [`crate::units::ZERO`].
    pub guardian: Who,
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
    // Revenue
    pub(crate) figures: Figures,
    /// The days that had a roll and are over.
    pub(crate) closed: Vec<Figures>,
    pub(crate) stream: Stream,
    /// What joins the stream at the next roll, in fee-token base units.
    pub(crate) bucket: u128,
    /// The capacity pool, in fee-token base units; its budgets are parts of it.
    pub(crate) pool: u128,
    pub(crate) budgets: BTreeMap<Day, Budget>,
    /// Fee-token base units per staked wei of VVV, times 2^96.
    pub(crate) index: u128,
    /// The index up to which the pool has been given the lockers' fifths.
    pub(crate) pool_index: u128,
    pub(crate) rewards: BTreeMap<Who, Reward>,
    /// Of providers, in fee-token base units.
    pub(crate) earnings: BTreeMap<Who, u128>,
    pub(crate) flow: Flow,
    // Governance
    pub(crate) pending_owner: Option<Who>,
    pub(crate) guardian: Who,
    pub(crate) halted: Option<Halt>,
    /// When the guardian's last pause began, unless the owner has lifted the wait.
    pub(crate) guardian_paused: Option<u64>,
    pub(crate) proposal: Option<Proposal>,
    pub(crate) owed: Owed,
    /// Sent to the contract outside of any call.
    pub(crate) given: BTreeMap<Token, u128>,
    pub(crate) recovered: BTreeMap<Token, u128>,
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
            figures: Figures {
                day: day_of(setup.now),
                quota: 0,
                paid: 0,
                issued: 0,
                staker_share: setup.params.staker_share,
                pool_share: setup.params.pool_share,
            },
            closed: Vec::new(),
            stream: Stream {
                amount: 0,
                released: 0,
                flowed: 0,
                last: setup.now,
                end: setup.now,
            },
            bucket: 0,
            pool: 0,
            budgets: BTreeMap::from([(day_of(setup.now), Budget::default())]),
            index: 0,
            pool_index: 0,
            rewards: BTreeMap::new(),
            earnings: BTreeMap::new(),
            flow: Flow::default(),
            pending_owner: None,
            guardian: setup.guardian,
            halted: None,
            guardian_paused: None,
            proposal: None,
            owed: Owed::default(),
            given: BTreeMap::new(),
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
        self.bring_up_to_date_for(op);
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
            Op::Claim { caller } => self.claim(caller, caller),
            Op::ClaimTo { caller, to } => self.claim(caller, to),
            Op::ClaimAndStake { caller } => self.claim_and_stake(caller),
            Op::Fund { caller, amount } => self.fund(caller, amount),
            Op::FundCapacity { caller, amount } => self.fund_capacity(caller, amount),
            Op::Checkpoint { .. } => Ok(Returned::Nothing),
            Op::ClaimEarnings { caller, to } => self.claim_earnings(caller, to),
            Op::Announce { caller, ref uri } => self.announce(caller, uri),
            Op::TransferOwnership { caller, new_owner } => {
                self.transfer_ownership(caller, new_owner)
            }
            Op::AcceptOwnership { caller } => self.accept_ownership(caller),
            Op::SetGuardian { caller, guardian } => self.set_guardian(caller, guardian),
            Op::Pause { caller } => self.pause(caller),
            Op::Unpause { caller } => self.unpause(caller),
            Op::ProposeParams { caller, ref params } => self.propose_params(caller, params),
            Op::ExecuteParams { .. } => self.execute_params(),
            Op::CancelParams { caller } => self.cancel_params(caller),
            Op::Recover { caller, token, to } => self.recover(caller, token, to),
            Op::Give {
                caller,
                token,
                amount,
            } => self.give(caller, token, amount),
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
