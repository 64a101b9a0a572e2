// SPDX-License-Identifier: MIT OR Apache-2.0
//! Actions as English sentences, so that a failing scenario can be read.

mod format;
mod revenue;

use std::fmt;

use crate::accounts::{name, AccountId};
use crate::action::{Action, Voucher};
use crate::display::format::{Decimal18, Duration};

impl fmt::Display for Voucher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "up to {} credits of {} on day {}",
            Decimal18(self.credits),
            name(self.account),
            self.day
        )?;
        if self.spender != self.account {
            write!(f, " used by {}", name(self.spender))?;
        }
        write!(f, ", served by {}", name(self.provider))
    }
}

fn recipient_suffix(caller: AccountId, recipient: AccountId) -> String {
    if caller == recipient {
        String::new()
    } else {
        format!(" for {}", name(recipient))
    }
}

fn signature(signed: bool) -> &'static str {
    if signed {
        ""
    } else {
        ", with an invalid signature"
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Action::Wait { seconds } => write!(f, "time advances by {}", Duration(seconds)),
            Action::StakeVvv { caller, recipient, amount } => {
                write!(
                    f,
                    "{} stakes {} VVV{}",
                    name(caller),
                    Decimal18(amount),
                    recipient_suffix(caller, recipient)
                )
            }
            Action::InitiateUnstakeVvv { caller, amount } => {
                write!(f, "{} starts to unstake {} VVV", name(caller), Decimal18(amount))
            }
            Action::CancelUnstakeVvv { caller, ticket } => {
                write!(f, "{} cancels VVV ticket {ticket}", name(caller))
            }
            Action::FinalizeUnstake { caller } => {
                write!(f, "{} withdraws matured VVV", name(caller))
            }
            Action::MintDiem { caller, vvv, min_out } => {
                write!(
                    f,
                    "{} locks {} VVV to mint at least {} DIEM",
                    name(caller),
                    Decimal18(vvv),
                    Decimal18(min_out)
                )
            }
            Action::StakeAndMint { caller, vvv, min_out, activate } => {
                let then = if activate { " and activates it" } else { "" };
                write!(
                    f,
                    "{} stakes and locks {} VVV to mint at least {} DIEM{then}",
                    name(caller),
                    Decimal18(vvv),
                    Decimal18(min_out)
                )
            }
            Action::BurnDiem { caller, amount } => {
                write!(f, "{} burns {} DIEM", name(caller), Decimal18(amount))
            }
            Action::OfferBurn { caller, rate: 0, .. } => {
                write!(f, "{} withdraws its burn offer", name(caller))
            }
            Action::OfferBurn { caller, rate, amount, last_day } => {
                write!(
                    f,
                    "{} offers {} VVV for each DIEM burned against its position, up to {} DIEM until day {last_day}",
                    name(caller),
                    Decimal18(rate),
                    Decimal18(amount)
                )
            }
            Action::BurnFor { caller, account, amount, min_vvv, recipient } => {
                write!(
                    f,
                    "{} burns {} DIEM against {}'s position for at least {} VVV{}",
                    name(caller),
                    Decimal18(amount),
                    name(account),
                    Decimal18(min_vvv),
                    recipient_suffix(caller, recipient)
                )
            }
            Action::Transfer { caller, to, value } => {
                write!(f, "{} sends {} DIEM to {}", name(caller), Decimal18(value), name(to))
            }
            Action::Activate { caller, amount } => {
                write!(f, "{} activates {} DIEM", name(caller), Decimal18(amount))
            }
            Action::InitiateUnstake { caller, amount } => {
                write!(f, "{} starts to deactivate {} DIEM", name(caller), Decimal18(amount))
            }
            Action::CancelUnstake { caller, ticket } => {
                write!(f, "{} cancels DIEM ticket {ticket}", name(caller))
            }
            Action::Unstake { caller } => write!(f, "{} withdraws matured DIEM", name(caller)),
            Action::ApproveQuota { caller, spender, daily_limit, last_day, allow_paid } => {
                let paid = if allow_paid { ", including paid credits" } else { "" };
                write!(
                    f,
                    "{} grants {} {} credits a day until day {last_day}{paid}",
                    name(caller),
                    name(spender),
                    Decimal18(daily_limit)
                )
            }
            Action::PermitQuota {
                caller,
                owner,
                spender,
                daily_limit,
                last_day,
                allow_paid,
                deadline,
                signature,
            } => {
                let paid = if allow_paid { ", including paid credits" } else { "" };
                write!(
                    f,
                    "{} brings a permit of {} for {} to use {} credits a day until day {last_day}{paid}, \
                     {} over nonce {}, valid until {deadline}",
                    name(caller),
                    name(owner),
                    name(spender),
                    Decimal18(daily_limit),
                    signature.signer.map_or_else(
                        || "with 64 bytes as signature".into(),
                        |signer| format!("signed by {}", name(signer))
                    ),
                    signature.nonce
                )
            }
            Action::Deposit { caller, account, amount } => {
                write!(
                    f,
                    "{} deposits {amount} fee units{}",
                    name(caller),
                    recipient_suffix(caller, account)
                )
            }
            Action::InitiateWithdrawal { caller, amount } => {
                write!(f, "{} starts to withdraw {amount} fee units", name(caller))
            }
            Action::CancelWithdrawal { caller, ticket } => {
                write!(f, "{} cancels withdrawal ticket {ticket}", name(caller))
            }
            Action::Withdraw { caller } => {
                write!(f, "{} withdraws matured parts of the deposit", name(caller))
            }
            Action::Spend { caller, account, provider, credits, request_id } => {
                let whose =
                    if caller == account { "own".into() } else { format!("{}'s", name(account)) };
                write!(
                    f,
                    "{} spends {} of {whose} credits at {} (request {request_id})",
                    name(caller),
                    Decimal18(credits),
                    name(provider)
                )
            }
            Action::Redeem { caller, ref voucher, signed, total } => {
                write!(
                    f,
                    "{} redeems {} of a voucher: {voucher}{}",
                    name(caller),
                    Decimal18(total),
                    signature(signed)
                )
            }
            Action::RedeemBatch { caller, ref vouchers, ref signed, ref totals } => {
                write!(
                    f,
                    "{} redeems {} vouchers with {} signatures and {} totals",
                    name(caller),
                    vouchers.len(),
                    signed.len(),
                    totals.len()
                )?;
                for (index, voucher) in vouchers.iter().enumerate() {
                    let good = signed.get(index).copied().unwrap_or(true);
                    let total = totals.get(index).copied().unwrap_or(0);
                    write!(f, "; {} of {voucher}{}", Decimal18(total), signature(good))?;
                }
                Ok(())
            }
            Action::CommitTo { caller, provider } => {
                write!(f, "{} commits its credits to {}", name(caller), name(provider))
            }
            Action::ReleaseCommitment { caller } => {
                write!(f, "{} releases its commitment", name(caller))
            }
            Action::SetOperator { caller, operator, allowed } => {
                let what = if allowed { "allows" } else { "removes" };
                write!(f, "{} {what} operator {}", name(caller), name(operator))
            }
            Action::SetProvider { caller, provider, admitted } => {
                let what = if admitted { "admits" } else { "removes" };
                write!(f, "{} {what} provider {}", name(caller), name(provider))
            }
            _ => revenue::fmt(self, f),
        }
    }
}
