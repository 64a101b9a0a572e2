// SPDX-License-Identifier: MIT OR Apache-2.0
//! Decoding events.

use alloy_primitives::{LogData, U256};
use alloy_sol_types::SolEventInterface;

use crate::abi_adapter::address_book::AddressBook;
use crate::abi_adapter::bindings::IDiem::IDiemEvents;
use crate::abi_adapter::errors::error_name;
use crate::abi_adapter::params::params_of;
use crate::event::Event;

/// Decodes a log of the contract.
pub(super) fn decode_event(addresses: &AddressBook, log: &LogData) -> Event {
    let account = |address| addresses.account(address);
    let event = IDiemEvents::decode_raw_log(log.topics(), &log.data, true);
    match event.expect("the log is an event of the ABI") {
        IDiemEvents::VvvStaked(e) => Event::VvvStaked {
            account: account(e.account),
            payer: account(e.payer),
            amount: e.amount.to(),
        },
        IDiemEvents::VvvUnstakeInitiated(e) => Event::VvvUnstakeInitiated {
            account: account(e.account),
            ticket: e.ticket,
            amount: e.amount.to(),
            maturity: e.maturity.to(),
        },
        IDiemEvents::VvvUnstakeCancelled(e) => Event::VvvUnstakeCancelled {
            account: account(e.account),
            ticket: e.ticket,
            amount: e.amount.to(),
        },
        IDiemEvents::VvvUnstaked(e) => {
            Event::VvvUnstaked { account: account(e.account), amount: e.amount.to() }
        }
        IDiemEvents::DiemMinted(e) => Event::DiemMinted {
            account: account(e.account),
            vvv_locked: e.vvvLocked.to(),
            diem_minted: e.diemMinted.to(),
        },
        IDiemEvents::DiemBurned(e) => Event::DiemBurned {
            account: account(e.account),
            diem_burned: e.diemBurned.to(),
            vvv_unlocked: e.vvvUnlocked.to(),
        },
        IDiemEvents::BurnOffered(e) => Event::BurnOffered {
            account: account(e.account),
            rate: e.rate.to(),
            amount: e.amount.to(),
            last_day: e.lastDay,
        },
        IDiemEvents::DiemBurnedFor(e) => Event::DiemBurnedFor {
            account: account(e.account),
            burner: account(e.burner),
            recipient: account(e.recipient),
            diem_burned: e.diemBurned.to(),
            vvv_unlocked: e.vvvUnlocked.to(),
            vvv_paid: e.vvvPaid.to(),
        },
        IDiemEvents::Transfer(e) => {
            Event::Transfer { from: account(e.from), to: account(e.to), value: e.value.to() }
        }
        IDiemEvents::Staked(e) => {
            Event::Staked { account: account(e.account), amount: e.amount.to() }
        }
        IDiemEvents::UnstakeInitiated(e) => {
            Event::UnstakeInitiated { account: account(e.account), amount: e.amount.to() }
        }
        IDiemEvents::UnstakeCancelled(e) => Event::UnstakeCancelled {
            account: account(e.account),
            ticket: e.ticket,
            amount: e.amount.to(),
        },
        IDiemEvents::Unstaked(e) => {
            Event::Unstaked { account: account(e.account), amount: e.amount.to() }
        }
        IDiemEvents::QuotaApproved(e) => Event::QuotaApproved {
            owner: account(e.owner),
            spender: account(e.spender),
            daily_limit: e.dailyLimit.to(),
            last_day: e.lastDay,
            allow_paid: e.allowPaid,
        },
        IDiemEvents::Deposited(e) => Event::Deposited {
            account: account(e.account),
            payer: account(e.payer),
            amount: e.amount.to(),
        },
        IDiemEvents::WithdrawalInitiated(e) => Event::WithdrawalInitiated {
            account: account(e.account),
            ticket: e.ticket,
            amount: e.amount.to(),
            maturity: e.maturity.to(),
        },
        IDiemEvents::WithdrawalCancelled(e) => Event::WithdrawalCancelled {
            account: account(e.account),
            ticket: e.ticket,
            amount: e.amount.to(),
        },
        IDiemEvents::Withdrawn(e) => {
            Event::Withdrawn { account: account(e.account), amount: e.amount.to() }
        }
        IDiemEvents::Spent(e) => Event::Spent {
            account: account(e.account),
            provider: account(e.provider),
            spender: account(e.spender),
            quota_credits: e.quotaCredits.to(),
            paid_credits: e.paidCredits.to(),
            fee: e.fee.to(),
            request_id: U256::from_be_bytes(e.requestId.0).to(),
        },
        IDiemEvents::Settled(e) => Event::Settled {
            account: account(e.account),
            provider: account(e.provider),
            spender: account(e.spender),
            day: e.day,
            quota_credits: e.quotaCredits.to(),
            paid_credits: e.paidCredits.to(),
            fee: e.fee.to(),
        },
        IDiemEvents::VoucherRejected(e) => {
            Event::VoucherRejected { index: e.index.to(), error: error_name(&e.selector[..]) }
        }
        IDiemEvents::Committed(e) => Event::Committed {
            account: account(e.account),
            provider: account(e.provider),
            from_day: e.fromDay,
        },
        IDiemEvents::CommitmentReleased(e) => Event::CommitmentReleased {
            account: account(e.account),
            provider: account(e.provider),
            until_day: e.untilDay,
        },
        IDiemEvents::OperatorSet(e) => Event::OperatorSet {
            provider: account(e.provider),
            operator: account(e.operator),
            allowed: e.allowed,
        },
        IDiemEvents::ProviderAdmitted(e) => {
            Event::ProviderAdmitted { provider: account(e.provider) }
        }
        IDiemEvents::ProviderRemoved(e) => {
            Event::ProviderRemoved { provider: account(e.provider), last_day: e.lastDay }
        }
        IDiemEvents::ProviderAnnounced(e) => {
            Event::ProviderAnnounced { provider: account(e.provider), uri: e.uri }
        }
        IDiemEvents::DayRolled(e) => Event::DayRolled {
            day: e.day,
            quota_credits: e.quotaCredits.to(),
            paid_credits: e.paidCredits.to(),
            issued: e.issued.to(),
            streaming: e.streaming.to(),
            budget: e.budget.to(),
            pool: e.pool.to(),
        },
        IDiemEvents::ProviderEarned(e) => Event::ProviderEarned {
            provider: account(e.provider),
            fees: e.fees.to(),
            reimbursed: e.reimbursed.to(),
        },
        IDiemEvents::Claimed(e) => {
            Event::Claimed { account: account(e.account), to: account(e.to), amount: e.amount.to() }
        }
        IDiemEvents::Funded(e) => Event::Funded { payer: account(e.payer), amount: e.amount.to() },
        IDiemEvents::CapacityFunded(e) => {
            Event::CapacityFunded { payer: account(e.payer), amount: e.amount.to() }
        }
        IDiemEvents::EarningsClaimed(e) => Event::EarningsClaimed {
            provider: account(e.provider),
            to: account(e.to),
            amount: e.amount.to(),
        },
        IDiemEvents::OwnershipTransferStarted(e) => Event::OwnershipTransferStarted {
            previous_owner: account(e.previousOwner),
            new_owner: account(e.newOwner),
        },
        IDiemEvents::OwnershipTransferred(e) => Event::OwnershipTransferred {
            previous_owner: account(e.previousOwner),
            new_owner: account(e.newOwner),
        },
        IDiemEvents::GuardianChanged(e) => Event::GuardianChanged { guardian: account(e.guardian) },
        IDiemEvents::Paused(e) => Event::Paused { account: account(e.account) },
        IDiemEvents::Unpaused(e) => Event::Unpaused { account: account(e.account) },
        IDiemEvents::ParamsProposed(e) => {
            Event::ParamsProposed { params: params_of!(e), executable_at: e.executableAt.to() }
        }
        IDiemEvents::ParamsChanged(e) => Event::ParamsExecuted { params: params_of!(e) },
        IDiemEvents::ParamsCancelled(_) => Event::ParamsCancelled,
        IDiemEvents::CooldownDurationUpdated(e) => {
            Event::CooldownDurationUpdated { seconds: e.duration.to() }
        }
        IDiemEvents::Recovered(e) => Event::Recovered {
            token: addresses.token(e.token),
            to: account(e.to),
            amount: e.amount.to(),
        },
        IDiemEvents::Approval(_) => panic!("no action of a scenario calls approve"),
    }
}
