//! Calls as readable English, so that a failing sequence prints as a story.

mod revenue;

use std::fmt;

use crate::op::{Op, Voucher};
use crate::units::cast::name;
use crate::units::{Who, ONE};

/// An amount with 18 decimals, without needless zeros.
pub(crate) struct Whole(pub u128);

impl fmt::Display for Whole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0 / ONE, self.0 % ONE);
        if rest == 0 {
            return write!(f, "{whole}");
        }
        let decimals = format!("{rest:018}");
        write!(f, "{whole}.{}", decimals.trim_end_matches('0'))
    }
}

/// A duration in its largest units.
struct Span(u64);

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [
            (self.0 / 86_400, "d"),
            (self.0 / 3_600 % 24, "h"),
            (self.0 / 60 % 60, "min"),
            (self.0 % 60, "s"),
        ];
        let said: Vec<String> = parts
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, unit)| format!("{count} {unit}"))
            .collect();
        f.write_str(&if said.is_empty() {
            "0 s".into()
        } else {
            said.join(" ")
        })
    }
}

impl fmt::Display for Voucher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} credits of {} on day {}",
            Whole(self.credits),
            name(self.account),
            self.day
        )?;
        if self.spender != self.account {
            write!(f, " used by {}", name(self.spender))?;
        }
        write!(f, ", served by {}", name(self.provider))
    }
}

fn for_whom(caller: Who, whom: Who) -> String {
    if caller == whom {
        String::new()
    } else {
        format!(" for {}", name(whom))
    }
}

fn signature(signed: bool) -> &'static str {
    if signed {
        ""
    } else {
        ", badly signed"
    }
}

impl fmt::Display for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Op::Wait { seconds } => write!(f, "{} pass", Span(seconds)),
            Op::StakeVvv {
                caller,
                recipient,
                amount,
            } => {
                write!(
                    f,
                    "{} stakes {} VVV{}",
                    name(caller),
                    Whole(amount),
                    for_whom(caller, recipient)
                )
            }
            Op::InitiateUnstakeVvv { caller, amount } => {
                write!(
                    f,
                    "{} starts to unstake {} VVV",
                    name(caller),
                    Whole(amount)
                )
            }
            Op::CancelUnstakeVvv { caller, ticket } => {
                write!(f, "{} stakes VVV ticket {ticket} again", name(caller))
            }
            Op::FinalizeUnstake { caller } => write!(f, "{} takes matured VVV out", name(caller)),
            Op::MintDiem {
                caller,
                vvv,
                min_out,
            } => {
                write!(
                    f,
                    "{} locks {} VVV to mint at least {} DIEM",
                    name(caller),
                    Whole(vvv),
                    Whole(min_out)
                )
            }
            Op::StakeAndMint {
                caller,
                vvv,
                min_out,
                activate,
            } => {
                let then = if activate { " and activates them" } else { "" };
                write!(
                    f,
                    "{} stakes and locks {} VVV to mint at least {} DIEM{then}",
                    name(caller),
                    Whole(vvv),
                    Whole(min_out)
                )
            }
            Op::BurnDiem { caller, amount } => {
                write!(f, "{} burns {} DIEM", name(caller), Whole(amount))
            }
            Op::Transfer { caller, to, value } => {
                write!(
                    f,
                    "{} sends {} DIEM to {}",
                    name(caller),
                    Whole(value),
                    name(to)
                )
            }
            Op::Activate { caller, amount } => {
                write!(f, "{} activates {} DIEM", name(caller), Whole(amount))
            }
            Op::InitiateUnstake { caller, amount } => {
                write!(
                    f,
                    "{} starts to deactivate {} DIEM",
                    name(caller),
                    Whole(amount)
                )
            }
            Op::CancelUnstake { caller, ticket } => {
                write!(f, "{} activates DIEM ticket {ticket} again", name(caller))
            }
            Op::Unstake { caller } => write!(f, "{} takes matured DIEM out", name(caller)),
            Op::ApproveQuota {
                caller,
                spender,
                daily_limit,
                last_day,
                allow_paid,
            } => {
                let paid = if allow_paid { ", paid too" } else { "" };
                write!(
                    f,
                    "{} lets {} use {} credits a day until day {last_day}{paid}",
                    name(caller),
                    name(spender),
                    Whole(daily_limit)
                )
            }
            Op::Deposit {
                caller,
                account,
                amount,
            } => {
                write!(
                    f,
                    "{} deposits {amount} fee units{}",
                    name(caller),
                    for_whom(caller, account)
                )
            }
            Op::InitiateWithdrawal { caller, amount } => {
                write!(f, "{} starts to withdraw {amount} fee units", name(caller))
            }
            Op::CancelWithdrawal { caller, ticket } => {
                write!(f, "{} cancels withdrawal ticket {ticket}", name(caller))
            }
            Op::Withdraw { caller } => write!(f, "{} takes matured withdrawals out", name(caller)),
            Op::Spend {
                caller,
                account,
                provider,
                credits,
                request_id,
            } => {
                let whose = if caller == account {
                    "own".into()
                } else {
                    format!("{}'s", name(account))
                };
                write!(
                    f,
                    "{} spends {} of {whose} credits at {} (request {request_id})",
                    name(caller),
                    Whole(credits),
                    name(provider)
                )
            }
            Op::Redeem {
                caller,
                ref voucher,
                signed,
            } => {
                write!(
                    f,
                    "{} redeems a voucher: {voucher}{}",
                    name(caller),
                    signature(signed)
                )
            }
            Op::RedeemBatch {
                caller,
                ref vouchers,
                ref signed,
            } => {
                write!(
                    f,
                    "{} redeems {} vouchers with {} signatures",
                    name(caller),
                    vouchers.len(),
                    signed.len()
                )?;
                for (index, voucher) in vouchers.iter().enumerate() {
                    let good = signed.get(index).copied().unwrap_or(true);
                    write!(f, "; {voucher}{}", signature(good))?;
                }
                Ok(())
            }
            Op::SetProvider {
                caller,
                provider,
                admitted,
            } => {
                let what = if admitted { "admits" } else { "removes" };
                write!(f, "{} {what} provider {}", name(caller), name(provider))
            }
            _ => revenue::tell(self, f),
        }
    }
}
