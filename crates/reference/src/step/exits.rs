// SPDX-License-Identifier: MIT OR Apache-2.0
//! Opening, cancelling and paying tickets, which are withdrawal requests paid after a cooldown.

use crate::accounts::AccountId;
use crate::action::Action;
use crate::reference::Reference;
use crate::step::choices::{AmountChoice, Pick, TicketKind};
use crate::step::funding::{deposit, stake_and_mint, third_of_balance};
use crate::units::Token;
use crate::views::TicketView;

pub(super) fn exit(
    reference: &Reference,
    kind: TicketKind,
    caller: AccountId,
    amount: AmountChoice,
    force: bool,
) -> Action {
    let view = reference.account_view(caller);
    let max = match kind {
        TicketKind::Vvv => view.unlocked,
        TicketKind::Diem => view.active,
        TicketKind::Withdrawal => view.deposit.deposit.saturating_sub(view.deposit.open_tickets),
    };
    match kind {
        TicketKind::Vvv if max == 0 && !force => Action::StakeVvv {
            caller,
            recipient: caller,
            amount: amount.of(third_of_balance(reference, caller, Token::Vvv, amount)),
        },
        TicketKind::Diem if max == 0 && !force => stake_and_mint(reference, caller, amount, true),
        TicketKind::Withdrawal if max == 0 && !force => deposit(reference, caller, caller, amount),
        TicketKind::Vvv => Action::InitiateUnstakeVvv { caller, amount: amount.of(max) },
        TicketKind::Diem => Action::InitiateUnstake { caller, amount: amount.of(max) },
        TicketKind::Withdrawal => Action::InitiateWithdrawal { caller, amount: amount.of(max) },
    }
}

fn tickets(reference: &Reference, kind: TicketKind, caller: AccountId) -> Vec<TicketView> {
    let view = reference.account_view(caller);
    match kind {
        TicketKind::Vvv => view.vvv_tickets,
        TicketKind::Diem => view.diem_tickets,
        TicketKind::Withdrawal => view.withdrawals,
    }
}

pub(super) fn cancel_exit(
    reference: &Reference,
    kind: TicketKind,
    caller: AccountId,
    which: Pick,
    force: bool,
) -> Action {
    let open = tickets(reference, kind, caller);
    if open.is_empty() && !force {
        return exit(reference, kind, caller, AmountChoice::Thousandths(300), force);
    }
    let ticket = if force || open.is_empty() {
        which.into()
    } else {
        open[usize::from(which) % open.len()].id
    };
    match kind {
        TicketKind::Vvv => Action::CancelUnstakeVvv { caller, ticket },
        TicketKind::Diem => Action::CancelUnstake { caller, ticket },
        TicketKind::Withdrawal => Action::CancelWithdrawal { caller, ticket },
    }
}

pub(super) fn finish_exit(
    reference: &Reference,
    kind: TicketKind,
    caller: AccountId,
    force: bool,
) -> Action {
    let open = tickets(reference, kind, caller);
    let now = reference.now();
    let next = open.iter().map(|ticket| ticket.maturity).min();
    match (kind, next) {
        (_, None) if !force => exit(reference, kind, caller, AmountChoice::Thousandths(300), force),
        (_, Some(next)) if next > now && !force => Action::Wait { seconds: next - now },
        (TicketKind::Vvv, _) => Action::FinalizeUnstake { caller },
        (TicketKind::Diem, _) => Action::Unstake { caller },
        (TicketKind::Withdrawal, _) => Action::Withdraw { caller },
    }
}
