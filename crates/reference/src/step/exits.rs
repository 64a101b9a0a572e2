//! Opening, cancelling and paying tickets.

use super::resolve::{stake_and_mint, third_of_wallet};
use super::usage::deposit;
use super::{Line, Pick, Size};
use crate::op::Op;
use crate::reference::Reference;
use crate::units::{Token, Who};
use crate::views::TicketView;

pub(super) fn exit(reference: &Reference, line: Line, caller: Who, size: Size, bold: bool) -> Op {
    let person = reference.person(caller);
    let most = match line {
        Line::Vvv => person.unlocked,
        Line::Diem => person.active,
        Line::Withdrawal => person
            .deposit
            .deposit
            .saturating_sub(person.deposit.open_tickets),
    };
    let amount = size.of(most);
    match line {
        Line::Vvv if most == 0 && !bold => {
            let amount = size.of(third_of_wallet(reference, caller, Token::Vvv, size));
            Op::StakeVvv {
                caller,
                recipient: caller,
                amount,
            }
        }
        Line::Diem if most == 0 && !bold => stake_and_mint(reference, caller, size, true),
        Line::Withdrawal if most == 0 && !bold => deposit(reference, caller, caller, size),
        Line::Vvv => Op::InitiateUnstakeVvv { caller, amount },
        Line::Diem => Op::InitiateUnstake { caller, amount },
        Line::Withdrawal => Op::InitiateWithdrawal { caller, amount },
    }
}

fn tickets(reference: &Reference, line: Line, caller: Who) -> Vec<TicketView> {
    let person = reference.person(caller);
    match line {
        Line::Vvv => person.vvv_tickets,
        Line::Diem => person.diem_tickets,
        Line::Withdrawal => person.withdrawals,
    }
}

pub(super) fn cancel_exit(
    reference: &Reference,
    line: Line,
    caller: Who,
    which: Pick,
    bold: bool,
) -> Op {
    let open = tickets(reference, line, caller);
    if open.is_empty() && !bold {
        return exit(reference, line, caller, Size::Part(300), bold);
    }
    let ticket = if bold || open.is_empty() {
        which.into()
    } else {
        open[usize::from(which) % open.len()].id
    };
    match line {
        Line::Vvv => Op::CancelUnstakeVvv { caller, ticket },
        Line::Diem => Op::CancelUnstake { caller, ticket },
        Line::Withdrawal => Op::CancelWithdrawal { caller, ticket },
    }
}

pub(super) fn finish_exit(reference: &Reference, line: Line, caller: Who, bold: bool) -> Op {
    let open = tickets(reference, line, caller);
    let now = reference.now();
    let next = open.iter().map(|ticket| ticket.maturity).min();
    match (line, next) {
        (_, None) if !bold => exit(reference, line, caller, Size::Part(300), bold),
        (_, Some(next)) if next > now && !bold => Op::Wait {
            seconds: next - now,
        },
        (Line::Vvv, _) => Op::FinalizeUnstake { caller },
        (Line::Diem, _) => Op::Unstake { caller },
        (Line::Withdrawal, _) => Op::Withdraw { caller },
    }
}
