// SPDX-License-Identifier: MIT OR Apache-2.0
//! The rules, a file for each section of the design, and the dispatch of actions to them.

mod burn_offers;
mod commitments;
mod deposits;
mod governance;
mod pool;
mod proposals;
mod providers;
mod quota;
mod revenue;
mod roll;
mod stream;
mod token;
mod usage;
mod vault;

pub use governance::{GUARDIAN_PAUSE_DURATION, GUARDIAN_PAUSE_INTERVAL};
pub use proposals::{EXECUTION_INTERVAL, PROPOSAL_DELAY, PROPOSAL_LIFETIME};
pub use providers::{MAX_PROVIDERS_LISTED, MAX_URI_LENGTH};

use crate::action::Action;
use crate::error::DiemError;
use crate::event::{Outcome, ReturnValue};
use crate::reference::Reference;

impl Reference {
    /// Performs an action. A call that reverts changes nothing.
    pub fn apply(&mut self, action: &Action) -> Result<Outcome, DiemError> {
        let before = self.clone();
        match self.perform(action) {
            Ok(returned) => {
                self.record_quota_snapshot();
                let events = std::mem::take(&mut self.events);
                Ok(Outcome { returned, events })
            }
            Err(error) => {
                *self = before;
                Err(error)
            }
        }
    }

    fn perform(&mut self, action: &Action) -> Result<ReturnValue, DiemError> {
        self.update_before(action);
        match *action {
            Action::Wait { seconds } => self.wait(seconds),
            Action::StakeVvv { caller, recipient, amount } => {
                self.stake_vvv(caller, recipient, amount)
            }
            Action::InitiateUnstakeVvv { caller, amount } => {
                self.initiate_unstake_vvv(caller, amount)
            }
            Action::CancelUnstakeVvv { caller, ticket } => self.cancel_unstake_vvv(caller, ticket),
            Action::FinalizeUnstake { caller } => self.finalize_unstake(caller),
            Action::MintDiem { caller, vvv, min_out } => self.mint_diem(caller, vvv, min_out),
            Action::StakeAndMint { caller, vvv, min_out, activate } => {
                self.stake_and_mint(caller, vvv, min_out, activate)
            }
            Action::BurnDiem { caller, amount } => self.burn_diem(caller, amount),
            Action::OfferBurn { caller, rate, amount, last_day } => {
                self.offer_burn(caller, rate, amount, last_day)
            }
            Action::BurnFor { caller, account, amount, min_vvv, recipient } => {
                self.burn_for(caller, account, amount, min_vvv, recipient)
            }
            Action::Transfer { caller, to, value } => self.transfer(caller, to, value),
            Action::Activate { caller, amount } => self.activate(caller, amount),
            Action::InitiateUnstake { caller, amount } => self.initiate_unstake(caller, amount),
            Action::CancelUnstake { caller, ticket } => self.cancel_unstake(caller, ticket),
            Action::Unstake { caller } => self.unstake(caller),
            Action::ApproveQuota { caller, spender, daily_limit, last_day, allow_paid } => {
                self.approve_quota(caller, spender, daily_limit, last_day, allow_paid)
            }
            Action::PermitQuota {
                owner,
                spender,
                daily_limit,
                last_day,
                allow_paid,
                deadline,
                signature,
                ..
            } => {
                self.use_permit(owner, spender, deadline, signature)?;
                self.set_grant(owner, spender, daily_limit, last_day, allow_paid)
            }
            Action::Deposit { caller, account, amount } => self.deposit(caller, account, amount),
            Action::InitiateWithdrawal { caller, amount } => {
                self.initiate_withdrawal(caller, amount)
            }
            Action::CancelWithdrawal { caller, ticket } => self.cancel_withdrawal(caller, ticket),
            Action::Withdraw { caller } => self.withdraw(caller),
            Action::Spend { caller, account, provider, credits, request_id } => {
                self.spend(caller, account, provider, credits, request_id)
            }
            Action::Redeem { caller, ref voucher, signed, total } => {
                self.redeem(caller, voucher, signed, total)
            }
            Action::RedeemBatch { caller, ref vouchers, ref signed, ref totals } => {
                self.redeem_batch(caller, vouchers, signed, totals)
            }
            Action::CommitTo { caller, provider } => self.commit_to(caller, provider),
            Action::ReleaseCommitment { caller } => self.release_commitment(caller),
            Action::SetOperator { caller, operator, allowed } => {
                self.set_operator(caller, operator, allowed)
            }
            Action::SetProvider { caller, provider, admitted } => {
                self.set_provider(caller, provider, admitted)
            }
            Action::Claim { caller } => self.claim(caller, caller),
            Action::ClaimTo { caller, to } => self.claim(caller, to),
            Action::ClaimAndStake { caller } => self.claim_and_stake(caller),
            Action::Fund { caller, amount } => self.fund(caller, amount),
            Action::FundCapacity { caller, amount } => self.fund_capacity(caller, amount),
            Action::Checkpoint { .. } => Ok(ReturnValue::Nothing),
            Action::ClaimEarnings { caller, to } => self.claim_earnings(caller, to),
            Action::Announce { caller, ref uri } => self.announce(caller, uri),
            Action::TransferOwnership { caller, new_owner } => {
                self.transfer_ownership(caller, new_owner)
            }
            Action::AcceptOwnership { caller } => self.accept_ownership(caller),
            Action::SetGuardian { caller, guardian } => self.set_guardian(caller, guardian),
            Action::Pause { caller } => self.pause(caller),
            Action::Unpause { caller } => self.unpause(caller),
            Action::ProposeParams { caller, ref params } => self.propose_params(caller, params),
            Action::ExecuteParams { .. } => self.execute_params(),
            Action::CancelParams { caller } => self.cancel_params(caller),
            Action::Recover { caller, token, to } => self.recover(caller, token, to),
            Action::Donate { caller, token, amount } => self.donate(caller, token, amount),
        }
    }

    fn wait(&mut self, seconds: u64) -> Result<ReturnValue, DiemError> {
        self.now += seconds;
        Ok(ReturnValue::Nothing)
    }
}
