//! Deposits, grants, spending and vouchers.

use super::resolve::third_of_wallet;
use super::{pick, Flaw, Pick, Size, Slip, AGENTS, PROVIDERS, USERS};
use crate::op::{Op, Voucher};
use crate::reference::Reference;
use crate::units::cast::STRANGER;
use crate::units::{cap, Day, Token, Who, ONE};
use crate::views::Tally;

/// Who uses an account's credits: as often as not the account itself.
fn hand(account: Who, by: Pick) -> Who {
    if by.is_multiple_of(2) {
        account
    } else {
        pick(&AGENTS[..5], by / 2)
    }
}

pub(super) fn deposit(reference: &Reference, caller: Who, account: Who, size: Size) -> Op {
    let amount = size.of(third_of_wallet(reference, caller, Token::Fee, size));
    Op::Deposit {
        caller,
        account,
        amount,
    }
}

pub(super) fn approve(
    reference: &Reference,
    caller: Who,
    spender: Who,
    size: Size,
    last_day: Day,
    paid: bool,
) -> Op {
    // Around the owner's own day, so that now the grant and now the quota is the tighter bound.
    let day = reference.active(caller).max(100 * ONE);
    Op::ApproveQuota {
        caller,
        spender,
        daily_limit: size.of(2 * day),
        last_day,
        allow_paid: paid,
    }
}

/// Who uses whose credits, and where.
#[derive(Clone, Copy)]
struct Deal {
    account: Who,
    spender: Who,
    provider: Who,
    /// Whether a grant made for this deal lets the spender pay.
    paid: bool,
}

impl Deal {
    fn new(account: Pick, spender: Pick, provider: Pick) -> Self {
        let whose = pick(&USERS, account);
        Self {
            account: whose,
            spender: hand(whose, spender),
            provider: pick(&PROVIDERS, provider),
            paid: spender < 128,
        }
    }

    /// What could be used of a day, however the quota and the deposit share it.
    fn most(self, reference: &Reference, day: Day) -> u128 {
        let left = reference.grant_left(self.account, self.spender, day);
        let quota = reference.quota_left(self.account, day).min(left);
        if !reference.may_pay(self.account, self.spender) {
            return quota;
        }
        quota
            + cap(
                reference.deposit_covers(self.account),
                (left - quota).min(1 << 100),
            )
    }

    /// What has to happen before any credits of a day can be used.
    fn lacks(self, reference: &Reference, day: Day) -> Option<Op> {
        let Self {
            account,
            spender,
            provider,
            paid,
        } = self;
        if !reference.serves(provider, day) {
            return Some(Op::SetProvider {
                caller: reference.owner(),
                provider,
                admitted: true,
            });
        }
        let last_day = reference.today() + 2;
        let granted = reference.pair(account, spender);
        if account != spender && (granted.left == 0 || granted.last_day < day) {
            // Either the grant is the tighter bound, or the quota with no leave to pay beyond it.
            let size = Size::Part(if paid { 300 } else { 800 });
            return Some(approve(reference, account, spender, size, last_day, paid));
        }
        if self.most(reference, day) == 0 {
            return Some(deposit(reference, account, account, Size::Part(10)));
        }
        None
    }
}

pub(super) fn spend(
    reference: &Reference,
    (account, spender, provider): (Pick, Pick, Pick),
    size: Size,
    bold: bool,
) -> Op {
    let deal = Deal::new(account, spender, provider);
    let today = reference.today();
    let lacking = deal.lacks(reference, today).filter(|_| !bold);
    lacking.unwrap_or_else(|| Op::Spend {
        caller: deal.spender,
        account: deal.account,
        provider: deal.provider,
        credits: size.of(deal.most(reference, today)),
        request_id: reference.settlements.len() as u64,
    })
}

impl Slip {
    fn deal(self) -> Deal {
        Deal::new(self.account, self.spender, self.provider)
    }

    /// Yesterday only where it has something left, unless something is wrong anyway.
    fn day(self, reference: &Reference) -> Day {
        let today = reference.today();
        match self.flaw {
            Flaw::Early => today + 1,
            Flaw::Late => today - 2,
            _ if self.yesterday && self.deal().most(reference, today - 1) > 0 => today - 1,
            _ => today,
        }
    }

    fn voucher(self, reference: &Reference) -> Voucher {
        let Deal {
            account,
            spender,
            provider,
            ..
        } = self.deal();
        let day = self.day(reference);
        let collected = reference.collected_of(&Tally {
            account,
            spender,
            provider,
            day,
        });
        let credits = match self.flaw {
            Flaw::Stale => collected,
            Flaw::Large => 1 << 120,
            Flaw::Early | Flaw::Late => ONE,
            _ => collected + self.size.of(self.deal().most(reference, day)),
        };
        Voucher {
            account,
            spender,
            provider,
            day,
            credits,
        }
    }

    fn lacks(self, reference: &Reference) -> Option<Op> {
        let lacking = self.deal().lacks(reference, self.day(reference));
        lacking.filter(|_| self.flaw == Flaw::None)
    }

    pub(super) fn redeem(self, reference: &Reference, bold: bool) -> Op {
        let lacking = self.lacks(reference).filter(|_| !bold);
        lacking.unwrap_or_else(|| {
            let voucher = self.voucher(reference);
            let caller = if self.flaw == Flaw::Caller {
                STRANGER
            } else {
                voucher.provider
            };
            Op::Redeem {
                caller,
                voucher,
                signed: self.flaw != Flaw::Signature,
            }
        })
    }
}

/// All of one provider, unless the flaw is just that.
pub(super) fn redeem_batch(reference: &Reference, slips: &[Slip], lengths_differ: bool) -> Op {
    let first = slips.first().map_or(0, |slip| slip.provider);
    let slips: Vec<Slip> = slips
        .iter()
        .map(|slip| Slip {
            provider: if slip.flaw == Flaw::Caller {
                first.wrapping_add(1)
            } else {
                first
            },
            ..*slip
        })
        .collect();
    if let Some(lacking) = slips.first().and_then(|slip| slip.lacks(reference)) {
        return lacking;
    }
    let mut signed: Vec<bool> = slips
        .iter()
        .map(|slip| slip.flaw != Flaw::Signature)
        .collect();
    if lengths_differ {
        signed.push(true);
    }
    Op::RedeemBatch {
        caller: pick(&PROVIDERS, first),
        vouchers: slips.iter().map(|slip| slip.voucher(reference)).collect(),
        signed,
    }
}
