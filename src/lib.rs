// SPDX-License-Identifier: MIT OR Apache-2.0
//! Diem: stake VVV, mint DIEM, own a daily credit of AI compute. One Arbitrum Stylus contract.
//!
//! An overview of the contract: its storage layout, and its calls with the files that answer them. The rules themselves are
//! in [`diem_model`], one module each; the machinery of calls, events and storage in [`stylus_lean`].
//!
//! Every call that changes state has one order: *check → accrue → load → decide (model) → store → emit → transfer*.
//! * *Accrue* begins the day if it is new (the day's *roll*, or rollover) and, where stakes or rewards change, settles
//!   rewards. If a call fails, its accrual is reverted too.
//! * *Load → decide → store* may run once for each of several independent records, such as a ticket queue.
//! * *Transfer* moves VVV, fee tokens or DIEM and stores the liabilities and balances that change with it.
//!
//! Calls that a pause stops check it after accruing, which loads the record that holds the pause, and before their other
//! checks; vouchers check it after their day. Where a call differs otherwise, a comment says why.
//!
//! The SDK rejects calls into this contract while one is running (its feature `reentrant` is off).

#![cfg_attr(target_arch = "wasm32", no_std)]
#![deny(unsafe_code)]

extern crate alloc;

pub mod contract;
pub mod errors;
pub mod events;
pub mod interface;

pub use diem_model as model;
/// The clock that tests can set.
#[cfg(feature = "test-clock")]
pub use stylus_lean::clock;

use alloc::vec::Vec;

use alloy_primitives::{Address, U256};
use diem_model::capacity::Budget;
use diem_model::ledger::{Accounting, ClosedDay, Today};
use diem_model::owed::Owed;
use diem_model::params::{CurveParams, EconomyParams, NextShares};
use diem_model::position::Stake;
use diem_model::proposal::ProposalTimes;
use diem_model::revenue::{Inflow, PaidCredits};
use diem_model::rewards::{Reward, Stream};
use diem_model::voucher::Collected;
use stylus_lean::storage::{DynSlot, Entry, Key, PackedAddress, PackedU64, Position};
use stylus_lean::{host, layout, router};
use stylus_sdk::abi::Router;
use stylus_sdk::prelude::*;
use stylus_sdk::storage::{StorageGuard, StorageGuardMut};
use stylus_sdk::ArbResult;

use crate::errors::{Error, InvalidCalldata, ValueNotAccepted};
use crate::interface::IDiem;

layout! {
    /// Everything the contract stores. Slots are numbered from 0 in this order (`odd_budget` is 21), then the maps' roots.
    pub struct Diem {
        slots {
            /// The collateral: an ERC-20 with 18 decimals. Set once.
            vvv: PackedAddress,
            /// The ERC-20 that paid credits are paid in, which may be VVV. Set once.
            fee_token: PackedAddress,
            /// Admits providers, pauses, and changes parameters after a public delay.
            owner: PackedAddress,
            /// The address that may accept ownership; zero for none.
            pending_owner: PackedAddress,
            /// May pause; zero for none.
            guardian: PackedAddress,
            /// The parameters of minting and unstaking.
            curve: CurveParams,
            /// The parameters of metering and settling.
            economy: EconomyParams,
            /// The shares of a fee from the next roll on, if they change.
            next_shares: NextShares,
            /// When parameters were proposed, and when they were last applied.
            proposal_times: ProposalTimes,
            proposed_curve: CurveParams,
            proposed_economy: EconomyParams,
            /// The liabilities in each token.
            owed: Owed,
            /// The sum of all accounts' stakes.
            totals: Stake,
            /// The reward index, the DIEM supply, and whether a pause may be in force.
            accounting: Accounting,
            /// The rewards that are being released to stakers.
            stream: Stream,
            /// The capacity pool's settled part of the rewards released since the roll.
            pool_reward: Reward,
            /// The last day rolled into, active DIEM, the pause.
            today: Today,
            /// Fees and funds received since the roll.
            inflow: Inflow,
            /// Paid credits of today and of the last closed day.
            paid: PaidCredits,
            /// The figures of the last closed day.
            closed: ClosedDay,
            /// The capacity budget of even days.
            even_budget: Budget,
            /// The capacity budget of odd days.
            odd_budget: Budget,
            /// How many providers were ever admitted.
            provider_count: PackedU64,
        }
        maps {
            /// By account: see [`contract::account`].
            accounts: Key<1> => Entry,
            /// By two addresses, such as owner and spender: see [`contract::pair`].
            pairs: Key<2> => Entry,
            /// By account, spender and provider: the credits that the provider has collected.
            collected: Key<3> => DynSlot<Collected>,
            /// By position, counted from 0: all providers that were ever admitted.
            provider_list: Position => DynSlot<PackedAddress>,
        }
    }
}

impl Diem {
    /// Read access to an account's records.
    fn account(&self, account: Address) -> StorageGuard<'_, Entry> {
        self.accounts.getter(Key([account]))
    }

    /// Write access to an account's records.
    fn account_mut(&mut self, account: Address) -> StorageGuardMut<'_, Entry> {
        self.accounts.setter(Key([account]))
    }

    /// Read access to the records of a pair of addresses.
    fn pair(&self, first: Address, second: Address) -> StorageGuard<'_, Entry> {
        self.pairs.getter(Key([first, second]))
    }

    /// Write access to the records of a pair of addresses.
    fn pair_mut(&mut self, first: Address, second: Address) -> StorageGuardMut<'_, Entry> {
        self.pairs.setter(Key([first, second]))
    }
}

router! { Diem: IDiem::IDiemCalls;
    // The DIEM token: contract/token.rs
    pure nameCall => name;
    pure symbolCall => symbol;
    pure decimalsCall => decimals;
    view totalSupplyCall => total_supply;
    view balanceOfCall => balance_of;
    view allowanceCall => allowance;
    call transferCall => transfer;
    call approveCall => approve;
    call transferFromCall => transfer_from;
    pure supportsInterfaceCall => supports_interface;

    // Approvals by signature: contract/permit.rs
    call permitCall => permit;
    view noncesCall => nonces;
    view DOMAIN_SEPARATORCall => domain_separator;
    view eip712DomainCall => eip712_domain;

    // Staking VVV: contract/vault.rs
    call stake_0Call => stake_vvv;
    call initiateUnstakeVvvCall => initiate_unstake_vvv;
    call cancelUnstakeVvvCall => cancel_unstake_vvv;
    call finalizeUnstakeCall => finalize_unstake;
    view balanceOfUnlockedCall => balance_of_unlocked;
    view stakesCall => stakes;
    view vvvTicketsOfCall => vvv_tickets_of;
    view totalStakedVVVCall => total_staked_vvv;
    view totalLockedStakedVVVCall => total_locked_staked_vvv;
    view veniceCall => venice;

    // Minting and burning DIEM: contract/mint.rs
    call mintDiemCall => mint_diem;
    call stakeAndMintCall => stake_and_mint;
    call burnDiemCall => burn_diem;
    view lockedStakesCall => locked_stakes;
    view getDiemAmountOutCall => get_diem_amount_out;
    view getSVVVAmountInCall => get_vvv_amount_in;
    view mintRateCall => mint_rate;
    view diemCall => diem;

    // Burning against the positions of others: contract/burn_offers.rs
    call offerBurnCall => offer_burn;
    call burnForCall => burn_for;
    view burnOfferOfCall => burn_offer_of;

    // Active DIEM and daily credits: contract/quota.rs
    call stake_1Call => stake_diem;
    call initiateUnstakeCall => initiate_unstake_diem;
    call cancelUnstakeCall => cancel_unstake_diem;
    call unstakeCall => unstake_diem;
    view stakedInfosCall => staked_infos;
    view diemTicketsOfCall => diem_tickets_of;
    view totalStakedCall => total_staked;
    view cooldownDurationCall => cooldown_duration;
    view quotaOfCall => quota_of;

    // Credits for others to use: contract/grants.rs
    call approveQuotaCall => approve_quota;
    call permitQuotaCall => permit_quota;
    view quotaNoncesCall => quota_nonces;
    view grantOfCall => grant_of;

    // Pay as you go: contract/deposits.rs
    call depositCall => deposit;
    call initiateWithdrawalCall => initiate_withdrawal;
    call cancelWithdrawalCall => cancel_withdrawal;
    call withdrawCall => withdraw;
    view depositOfCall => deposit_of;
    view withdrawalTicketsOfCall => withdrawal_tickets_of;

    // Usage settled on chain: contract/spending.rs
    call spendCall => spend;
    view spendableOfCall => spendable_of;

    // Usage settled by vouchers: contract/vouchers.rs
    call redeemCall => redeem;
    call redeemBatchCall => redeem_batch;
    view collectedOfCall => collected_of;

    // Credits for one provider alone: contract/commitments.rs
    call commitToCall => commit_to;
    call releaseCommitmentCall => release_commitment;
    view commitmentOfCall => commitment_of;

    // Staking rewards: contract/rewards.rs
    call claimCall => claim;
    call claimToCall => claim_to;
    call claimAndStakeCall => claim_and_stake;
    view pendingRewardsCall => pending_rewards;
    call fundCall => fund;
    call fundCapacityCall => fund_capacity;

    // The day: contract/day.rs
    call checkpointCall => checkpoint;

    // Providers: contract/providers.rs
    call setProviderCall => set_provider;
    view isProviderCall => is_provider;
    view providersCall => providers;
    call announceCall => announce;
    call setOperatorCall => set_operator;
    view isOperatorCall => is_operator;
    call claimEarningsCall => claim_earnings;
    view earningsOfCall => earnings_of;

    // Owner, guardian, pause: contract/governance.rs
    view ownerCall => owner;
    view pendingOwnerCall => pending_owner;
    call transferOwnershipCall => transfer_ownership;
    call acceptOwnershipCall => accept_ownership;
    view guardianCall => guardian;
    call setGuardianCall => set_guardian;
    call pauseCall => pause;
    call unpauseCall => unpause;
    view pausedCall => paused;
    view feeTokenCall => fee_token;
    call recoverCall => recover;

    // Parameters: contract/parameters.rs
    view paramsCall => params;
    call proposeParamsCall => propose_params;
    call executeParamsCall => execute_params;
    call cancelParamsCall => cancel_params;
    view proposedParamsCall => proposed_params;

    // Views for applications: contract/views.rs
    view accountOfCall => account_of;
    view protocolCall => protocol;
}

impl Router<Diem> for Diem {
    type Storage = Self;

    fn route(diem: &mut Diem, selector: u32, input: &[u8]) -> Option<ArbResult> {
        Some(reject_value().and_then(|()| dispatch(diem, selector, input)).map_err(Into::into))
    }

    fn constructor(diem: &mut Diem, input: &[u8]) -> Option<ArbResult> {
        Some(reject_value().and_then(|()| diem.constructor(input)).map_err(Into::into))
    }

    /// The contract accepts no plain transfers of Ether.
    fn receive(_: &mut Diem) -> Option<Result<(), Vec<u8>>> {
        None
    }

    /// Rejects calldata that is shorter than a selector.
    fn fallback(_: &mut Diem, _: &[u8]) -> Option<ArbResult> {
        Some(Err(reject_value().err().unwrap_or_else(|| InvalidCalldata {}.into()).into()))
    }
}

/// Reverts if the call carries Ether: no function is payable.
fn reject_value() -> Result<(), Error> {
    let value = host::value();
    if value != U256::ZERO {
        return Err(ValueNotAccepted { value }.into());
    }
    Ok(())
}

/// Does nothing: [`reject_value`] rejects Ether for all calls.
impl ValueDenier for Diem {
    fn deny_value(&self, _: &str) -> Result<(), Vec<u8>> {
        Ok(())
    }
}

/// The program's entry point on the chain. The `unsafe` is the SDK's: its macro exports the function to the host.
#[cfg(target_arch = "wasm32")]
#[allow(missing_docs, unsafe_code)]
mod entry {
    use stylus_sdk::abi::router_entrypoint;
    use stylus_sdk::host::VM;

    use super::*;

    #[entrypoint]
    fn run(input: Vec<u8>, host: VM) -> ArbResult {
        router_entrypoint::<Diem, Diem>(input, host)
    }
}

/// Traps without a message, which would only enlarge the program: no caller can cause a panic.
#[cfg(target_arch = "wasm32")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
