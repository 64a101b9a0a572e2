//! Diem: stake VVV, mint DIEM, own a daily credit of AI compute. One Arbitrum Stylus contract.
//!
//! This file is the map of the house: what the contract stores, what it can be called with, and
//! in which file the rule for each call stands. The arithmetic behind the rules is `diem_model`.
//!
//! Every call that changes state reads in the same order: *accrue → check → load → decide (model)
//! → store → emit → transfer*, where what it accrues is undone with everything else if it fails. Calls into this contract while one is running are refused by the SDK's
//! entry point (`reentrant` is off).

#![cfg_attr(target_arch = "wasm32", no_std)]
#![deny(unsafe_code)]

extern crate alloc;

#[allow(unsafe_code)]
mod host;
mod storage;

pub mod abi;
pub mod contract;
pub mod errors;
pub mod events;
#[cfg(not(target_arch = "wasm32"))]
pub mod export;

pub use diem_model as model;

use alloc::vec::Vec;

use alloy_primitives::{Address, U256};
use diem_model::capacity::Budget;
use diem_model::deposit::Deposit;
use diem_model::grant::Grant;
use diem_model::ledger::{Accounting, ClosedDay, Today};
use diem_model::meter::Meter;
use diem_model::params::{CurveParams, EconomyParams, NextShares};
use diem_model::position::{DiemBalance, Stake};
use diem_model::provider::Provider;
use diem_model::revenue::{Inflow, PaidCredits};
use diem_model::rewards::{Reward, Stream};
use diem_model::voucher::Collected;
use stylus_sdk::abi::Router;
use stylus_sdk::host::VM;
use stylus_sdk::prelude::*;
use stylus_sdk::storage::{StorageGuard, StorageGuardMut, StorageType};
use stylus_sdk::ArbResult;

use crate::abi::ToWord;
use crate::contract::owed::Owed;
use crate::contract::tickets::Tickets;
use crate::storage::{Entry, Fixed, Holder, Moment, Slot, Uint};

/// Everything the contract stores, slot by slot.
pub struct Diem {
    /// The collateral: an ERC-20 of 18 decimals. Set once.
    vvv: Fixed<0, Holder>,
    /// What paid credits are paid in: an ERC-20 of any decimals, which may be VVV. Set once.
    fee_token: Fixed<1, Holder>,
    /// Admits providers, may pause, and may change parameters with a public delay.
    owner: Fixed<2, Holder>,
    /// Who has been offered the owner's office.
    pending_owner: Fixed<3, Holder>,
    /// May pause; zero for none.
    guardian: Fixed<4, Holder>,
    /// What minting and unstaking follow.
    curve: Fixed<5, CurveParams>,
    /// What metering and settling follow.
    economy: Fixed<6, EconomyParams>,
    /// Shares of a fee that hold from the next roll on.
    next_shares: Fixed<7, NextShares>,
    /// When parameters were proposed, and which: slots 8, 9 and 10.
    proposed_at: Fixed<8, Moment>,
    proposed_curve: Fixed<9, CurveParams>,
    proposed_economy: Fixed<10, EconomyParams>,
    /// What the contract owes of each token.
    owed: Fixed<11, Owed>,
    /// The sum of all accounts' stakes.
    totals: Fixed<12, Stake>,
    /// What each staked VVV has earned; the DIEM supply; whether to look for a pause.
    accounting: Fixed<13, Accounting>,
    /// Rewards on their way to stakers.
    stream: Fixed<14, Stream>,
    /// The capacity pool's part of them, as far as it has been taken down since the roll.
    pool_reward: Fixed<15, Reward>,
    /// The day that has been rolled into, active DIEM, the pause.
    today: Fixed<16, Today>,
    /// What has come in since the roll.
    inflow: Fixed<17, Inflow>,
    /// Paid credits of today, and of the last closed day.
    paid: Fixed<18, PaidCredits>,
    /// The figures of the last closed day.
    closed: Fixed<19, ClosedDay>,
    /// The budget of even days.
    even_budget: Fixed<20, Budget>,
    /// The budget of odd days.
    odd_budget: Fixed<21, Budget>,
}

/// Slot numbers of mappings.
mod slot {
    pub const ACCOUNTS: u8 = 22;
    pub const ALLOWANCES: u8 = 23;
    pub const GRANTS: u8 = 24;
    pub const COLLECTED: u8 = 25;
}

/// Everything that belongs to one address: an entry of the mapping in slot 22.
struct Account(Entry);

impl Account {
    fn of(address: Address) -> Self {
        Self(Entry::new(&[address.to_word(), slot::ACCOUNTS.to_word()]))
    }

    /// VVV staked, and locked of it.
    fn stake(&self) -> Slot<Stake> {
        self.0.slot(0)
    }

    /// DIEM held, and minted against the locked VVV.
    fn purse(&self) -> Slot<DiemBalance> {
        self.0.slot(1)
    }

    /// Active DIEM and the credits it gives.
    fn meter(&self) -> Slot<Meter> {
        self.0.slot(2)
    }

    /// Fee tokens for paid credits.
    fn deposit(&self) -> Slot<Deposit> {
        self.0.slot(3)
    }

    /// Its record as a provider.
    fn provider(&self) -> Slot<Provider> {
        self.0.slot(4)
    }

    /// What its stake has earned.
    fn reward(&self) -> Slot<Reward> {
        self.0.slot(5)
    }

    /// How many of its permits have been used.
    fn nonce(&self) -> Slot<Uint> {
        self.0.slot(6)
    }

    /// VVV on its way out: slots 32 (the queue) to 64.
    fn unstaking(&self) -> Tickets {
        Tickets::new(self.0, 32)
    }

    /// DIEM on its way out: slots 96 (the queue) to 128.
    fn deactivating(&self) -> Tickets {
        Tickets::new(self.0, 96)
    }

    /// Deposit on its way out: slots 160 (the queue) to 192.
    fn withdrawing(&self) -> Tickets {
        Tickets::new(self.0, 160)
    }
}

/// How many DIEM wei `spender` may move of `owner`'s: an entry of the mapping in slot 23.
fn allowance(owner: Address, spender: Address) -> Slot<Uint> {
    let key = [
        owner.to_word(),
        spender.to_word(),
        slot::ALLOWANCES.to_word(),
    ];
    Entry::new(&key).slot(0)
}

/// What `owner` lets `spender` use: an entry of the mapping in slot 24.
fn grant(owner: Address, spender: Address) -> Slot<Grant> {
    let key = [owner.to_word(), spender.to_word(), slot::GRANTS.to_word()];
    Entry::new(&key).slot(0)
}

/// What `provider` has collected of `account`'s credits by vouchers of `spender`: an entry of the
/// mapping in slot 25.
fn collected(account: Address, spender: Address, provider: Address) -> Slot<Collected> {
    let key = [
        account.to_word(),
        spender.to_word(),
        provider.to_word(),
        slot::COLLECTED.to_word(),
    ];
    Entry::new(&key).slot(0)
}

abi::interface! { Diem;
    // DIEM, the token: contract/token.rs
    pure name() -> string = name;
    pure symbol() -> string = symbol;
    pure decimals() -> uint8 = decimals;
    view totalSupply() -> amount = total_supply;
    view balanceOf(address account) -> amount = balance_of;
    view allowance(address owner, address spender) -> uint256 = allowance;
    call transfer(address to, uint256 value) -> bool = transfer;
    call approve(address spender, uint256 value) -> bool = approve;
    call transferFrom(address from, address to, uint256 value) -> bool = transfer_from;
    pure supportsInterface(bytes4 interfaceId) -> bool = supports_interface;

    // Approvals by signature: contract/permit.rs
    call permit(
        address owner, address spender, uint256 value, uint256 deadline,
        uint8 v, bytes32 r, bytes32 s
    ) = permit;
    view nonces(address owner) -> uint256 = nonces;
    view DOMAIN_SEPARATOR() -> bytes32 = domain_separator;
    view eip712Domain() -> "bytes1,string,string,uint256,address,bytes32,uint256[]" = eip712_domain;

    // VVV in and out: contract/vault.rs
    call stake(address recipient, amount amount) = stake_vvv;
    call initiateUnstakeVvv(amount amount) -> uint32 = initiate_unstake_vvv;
    call cancelUnstakeVvv(uint32 ticket) = cancel_unstake_vvv;
    call finalizeUnstake() -> amount = finalize_unstake;
    view balanceOfUnlocked(address account) -> amount = balance_of_unlocked;
    view stakes(address account) -> (amount amount, time cooldownEnd, amount cooldownAmount) = stakes;
    view vvvTicketsOf(address account) -> "uint32[],uint256[],uint256[]" = vvv_tickets_of;
    view totalStakedVVV() -> amount = total_staked_vvv;
    view totalLockedStakedVVV() -> amount = total_locked_staked_vvv;
    view venice() -> address = venice;

    // DIEM against VVV: contract/mint.rs
    call mintDiem(amount vvvToLock, amount minOut) -> amount = mint_diem;
    call stakeAndMint(amount vvv, amount minOut, bool activate) -> amount = stake_and_mint;
    call burnDiem(amount amount) -> amount = burn_diem;
    view lockedStakes(address account) -> (amount locked, amount minted) = locked_stakes;
    view getDiemAmountOut(amount vvvToLock) -> amount = get_diem_amount_out;
    view getSVVVAmountIn(amount diem) -> amount = get_vvv_amount_in;
    view mintRate() -> amount = mint_rate;
    view diem() -> address = diem;

    // DIEM at work: contract/quota.rs
    call stake(amount amount) = stake_diem;
    call initiateUnstake(amount amount) -> uint32 = initiate_unstake_diem;
    call cancelUnstake(uint32 ticket) = cancel_unstake_diem;
    call unstake() -> amount = unstake_diem;
    view stakedInfos(address account)
        -> (amount amountStaked, time coolDownEnd, amount coolDownAmount) = staked_infos;
    view diemTicketsOf(address account) -> "uint32[],uint256[],uint256[]" = diem_tickets_of;
    view totalStaked() -> amount = total_staked;
    view cooldownDuration() -> time = cooldown_duration;
    view quotaOf(address account)
        -> (amount limit, amount left, amount leftYesterday, time resetsAt) = quota_of;

    // Credits for others to use: contract/grants.rs
    call approveQuota(address spender, uint256 dailyLimit, uint32 lastDay, bool allowPaid)
        = approve_quota;
    view grantOf(address owner, address spender)
        -> "uint256,uint256,uint256,uint32,bool,uint256" = grant_of;

    // Pay as you go: contract/deposits.rs
    call deposit(address account, amount amount) = deposit;
    call initiateWithdrawal(amount amount) -> uint32 = initiate_withdrawal;
    call cancelWithdrawal(uint32 ticket) = cancel_withdrawal;
    call withdraw() -> amount = withdraw;
    view depositOf(address account) -> (amount deposit, amount prepaid, amount openTickets)
        = deposit_of;
    view withdrawalTicketsOf(address account) -> "uint32[],uint256[],uint256[]"
        = withdrawal_tickets_of;

    // Usage settled on chain: contract/spending.rs
    call spend(address account, address provider, amount credits, bytes32 requestId) = spend;
    view spendableOf(address account, address spender) -> (amount quotaCredits, amount paidCredits)
        = spendable_of;

    // Usage settled by signed totals: contract/vouchers.rs
    call redeem(voucher voucher, bytes signature) -> (amount quotaCredits, amount paidCredits)
        = redeem;
    call redeemBatch(vouchers vouchers, signatures signatures)
        -> (amount quotaCredits, amount paidCredits) = redeem_batch;
    view collectedOf(address account, address spender, address provider, uint32 day) -> amount
        = collected_of;

    // The stakers' yield, and who adds to it: contract/rewards.rs
    call claim() -> amount = claim;
    call claimTo(address to) -> amount = claim_to;
    call claimAndStake() -> amount = claim_and_stake;
    view pendingRewards(address account) -> amount = pending_rewards;
    call fund(amount amount) = fund;
    call fundCapacity(amount amount) = fund_capacity;
    call checkpoint() = checkpoint;

    // Who serves: contract/providers.rs
    call setProvider(address provider, bool admitted) = set_provider;
    view isProvider(address provider) -> bool = is_provider;
    call announce(text uri) = announce;
    call claimEarnings(address to) -> amount = claim_earnings;
    view earningsOf(address provider) -> amount = earnings_of;

    // Who governs: contract/governance.rs
    view owner() -> address = owner;
    view pendingOwner() -> address = pending_owner;
    call transferOwnership(address newOwner) = transfer_ownership;
    call acceptOwnership() = accept_ownership;
    view guardian() -> address = guardian;
    call setGuardian(address guardian) = set_guardian;
    call pause() = pause;
    call unpause() = unpause;
    view paused() -> bool = paused;
    view feeToken() -> address = fee_token;
    call recover(address token, address to) -> uint256 = recover;

    // By what: contract/parameters.rs
    view params()
        -> "uint256,uint256,uint256,uint256,uint256,uint256,uint256,uint256" = params;
    call proposeParams(params params) = propose_params;
    call executeParams() = execute_params;
    call cancelParams() = cancel_params;
    view proposedParams()
        -> "(uint256,uint256,uint256,uint256,uint256,uint256,uint256,uint256),uint256"
        = proposed_params;

    // Everything at once, for a page: contract/views.rs
    view accountOf(address account)
        -> "(uint256,uint256,uint256,uint256,uint256,uint256,uint256,uint256,uint256,uint256,uint256,bool,uint256,(uint32,uint256,uint256)[],(uint32,uint256,uint256)[],(uint32,uint256,uint256)[])"
        = account_of;
    view protocol()
        -> "(uint256,uint256,uint256,uint256,uint256,uint32,uint256,uint256,uint256,uint256,uint256,uint32,uint256,uint256,uint256,uint256,uint256,uint256,uint256,(uint256,uint256,uint256,uint256,uint256,uint256,uint256,uint256),uint256,uint256,bool,uint256)"
        = protocol;
}

impl StorageType for Diem {
    type Wraps<'a> = StorageGuard<'a, Self>;
    type WrapsMut<'a> = StorageGuardMut<'a, Self>;

    /// The contract's own storage always begins at slot 0.
    #[allow(unsafe_code)]
    unsafe fn new(_: U256, _: u8, _: VM) -> Self {
        Self {
            vvv: Fixed::new(),
            fee_token: Fixed::new(),
            owner: Fixed::new(),
            guardian: Fixed::new(),
            curve: Fixed::new(),
            economy: Fixed::new(),
            totals: Fixed::new(),
            owed: Fixed::new(),
            today: Fixed::new(),
            accounting: Fixed::new(),
            stream: Fixed::new(),
            pool_reward: Fixed::new(),
            inflow: Fixed::new(),
            paid: Fixed::new(),
            closed: Fixed::new(),
            even_budget: Fixed::new(),
            odd_budget: Fixed::new(),
            next_shares: Fixed::new(),
            proposed_at: Fixed::new(),
            proposed_curve: Fixed::new(),
            proposed_economy: Fixed::new(),
            pending_owner: Fixed::new(),
        }
    }

    fn load<'s>(self) -> Self::Wraps<'s> {
        StorageGuard::new(self)
    }

    fn load_mut<'s>(self) -> Self::WrapsMut<'s> {
        StorageGuardMut::new(self)
    }
}

impl Router<Diem> for Diem {
    type Storage = Self;

    fn route(diem: &mut Diem, selector: u32, input: &[u8]) -> Option<ArbResult> {
        Some(guarded(|| dispatch(diem, selector, input)))
    }

    fn constructor(diem: &mut Diem, input: &[u8]) -> Option<ArbResult> {
        Some(guarded(|| diem.constructor(&mut abi::Args::new(input))))
    }

    /// No plain transfers.
    fn receive(_: &mut Diem) -> Option<Result<(), Vec<u8>>> {
        None
    }

    /// Calldata without a whole selector.
    fn fallback(_: &mut Diem, _: &[u8]) -> Option<ArbResult> {
        Some(Err(errors::Error::from(errors::InvalidCalldata {}).into()))
    }
}

/// Runs a call that takes no Ether: none does.
fn guarded(call: impl FnOnce() -> Result<Vec<u8>, errors::Error>) -> ArbResult {
    let value = host::value();
    if value != U256::ZERO {
        return Err(errors::Error::from(errors::ValueNotAccepted { value }).into());
    }
    call().map_err(Into::into)
}

/// Ether is refused for all calls in one place: see [`guarded`].
impl ValueDenier for Diem {
    fn deny_value(&self, _: &str) -> Result<(), Vec<u8>> {
        Ok(())
    }
}

// SAFETY: it is the entry point's own storage, of which there is one.
#[allow(unsafe_code)]
unsafe impl TopLevelStorage for Diem {}

/// The program's entry point on the chain.
#[cfg(target_arch = "wasm32")]
#[allow(missing_docs, unsafe_code)]
mod entry {
    use stylus_sdk::abi::router_entrypoint;

    use super::*;

    #[entrypoint]
    fn run(input: Vec<u8>, host: VM) -> ArbResult {
        router_entrypoint::<Diem, Diem>(input, host)
    }
}

/// A panic is a trap: nothing a caller can do causes one, so no message is worth its bytes.
#[cfg(target_arch = "wasm32")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
