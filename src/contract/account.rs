// SPDX-License-Identifier: MIT OR Apache-2.0
//! The records of an account, and their slots in its entry of [`Diem::accounts`](crate::Diem).

use diem_model::burn_offer::BurnOffer;
use diem_model::commitment::Commitment;
use diem_model::deposit::Deposit;
use diem_model::meter::Meter;
use diem_model::position::{DiemBalance, Stake};
use diem_model::provider::Provider;
use diem_model::rewards::Reward;
use stylus_lean::storage::{BytesField, Field, PackedU64};

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
pub const NONCE: Field<PackedU64> = Field::new(6);
/// What it pays others for burning DIEM against its position.
pub const BURN_OFFER: Field<BurnOffer> = Field::new(7);
/// The provider that its credits are bound to.
pub const COMMITMENT: Field<Commitment> = Field::new(8);
/// Withdrawal requests for staked VVV: slots 32 (the queue) to 64.
pub const VVV_TICKETS: TicketQueue = TicketQueue::at(32);
/// Withdrawal requests for active DIEM: slots 96 (the queue) to 128.
pub const DIEM_TICKETS: TicketQueue = TicketQueue::at(96);
/// Withdrawal requests for the deposit: slots 160 (the queue) to 192.
pub const DEPOSIT_TICKETS: TicketQueue = TicketQueue::at(160);
/// The URI that it announced as a provider: slots 200 to 207. Its length is in [`PROVIDER`].
pub const URI: BytesField = BytesField::new(200);
