//! The records of an account, and their slots in its entry of [`Diem::accounts`](crate::Diem).

use diem_model::deposit::Deposit;
use diem_model::meter::Meter;
use diem_model::position::{DiemBalance, Stake};
use diem_model::provider::Provider;
use diem_model::rewards::Reward;
use stylus_lean::storage::{Field, PackedU256};

use super::tickets::TicketQueue;

/// VVV staked, and how much of it is locked.
pub const STAKE: Field<Stake> = Field::new(0);
/// DIEM held, and DIEM minted against the locked VVV.
pub const DIEM_BALANCE: Field<DiemBalance> = Field::new(1);
/// Active DIEM, and the daily credits left.
pub const METER: Field<Meter> = Field::new(2);
/// Fee tokens for paid credits.
pub const DEPOSIT: Field<Deposit> = Field::new(3);
/// The account's record as a provider.
pub const PROVIDER: Field<Provider> = Field::new(4);
/// The rewards of its stake.
pub const REWARD: Field<Reward> = Field::new(5);
/// The number of permits used.
pub const NONCE: Field<PackedU256> = Field::new(6);
/// Withdrawal requests for staked VVV: slots 32 (the queue) to 64.
pub const VVV_TICKETS: TicketQueue = TicketQueue::at(32);
/// Withdrawal requests for active DIEM: slots 96 (the queue) to 128.
pub const DIEM_TICKETS: TicketQueue = TicketQueue::at(96);
/// Withdrawal requests for the deposit: slots 160 (the queue) to 192.
pub const DEPOSIT_TICKETS: TicketQueue = TicketQueue::at(160);
