//! Using credits: spending and redeeming vouchers (§6, §8).

use crate::event::{Event, Returned};
use crate::grant::Setting;
use crate::op::Voucher;
use crate::reference::Reference;
use crate::refusal::Refusal;
use crate::revenue::Parts;
use crate::token::require_amount;
use crate::units::{cap, Day, Who};
use crate::views::Tally;

/// One settlement, with the terms it was made under; the log that invariants are checked against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Settlement {
    pub account: Who,
    pub spender: Who,
    pub provider: Who,
    /// The day of the usage.
    pub day: Day,
    pub quota: u128,
    pub paid: u128,
    pub fee: u128,
    pub parts: Parts,
    pub reimbursed: u128,
    /// The grant as it stood, unless the account used its own credits.
    pub terms: Option<Setting>,
    pub voucher: bool,
}

impl Settlement {
    pub fn credits(&self) -> u128 {
        self.quota + self.paid
    }
}

/// Whose credits are to be used, by whom, for which day.
#[derive(Clone, Copy)]
struct Usage {
    account: Who,
    spender: Who,
    provider: Who,
    day: Day,
    voucher: bool,
}

impl Reference {
    fn terms(&self, account: Who, spender: Who) -> Option<Setting> {
        let grant = self.grants.get(&(account, spender));
        (account != spender).then(|| grant.map(|grant| grant.now()).unwrap_or_default())
    }

    /// What a grant leaves of a day; the account itself knows no such bound.
    pub(crate) fn grant_left(&self, account: Who, spender: Who, day: Day) -> u128 {
        if account == spender {
            return u128::MAX;
        }
        let grant = self.grants.get(&(account, spender));
        grant.map_or(0, |grant| grant.left(day, self.today()))
    }

    /// The grant exists and covers the day.
    fn require_grant(&self, account: Who, spender: Who, day: Day) -> Result<(), Refusal> {
        match self.terms(account, spender) {
            Some(terms) if terms.limit == 0 => Err(Refusal::NoGrant { account, spender }),
            Some(terms) if terms.last_day < day => Err(Refusal::GrantExpired {
                last_day: terms.last_day,
                day,
            }),
            _ => Ok(()),
        }
    }

    pub(crate) fn may_pay(&self, account: Who, spender: Who) -> bool {
        self.terms(account, spender)
            .is_none_or(|terms| terms.allow_paid)
    }

    pub(crate) fn spend(
        &mut self,
        spender: Who,
        account: Who,
        provider: Who,
        credits: u128,
        request_id: u64,
    ) -> Result<Returned, Refusal> {
        self.require_unpaused()?;
        require_amount(credits)?;
        if !self.is_provider(provider) {
            return Err(Refusal::NotProvider { provider });
        }
        let day = self.today();
        self.require_grant(account, spender, day)?;
        let left = self.grant_left(account, spender, day);
        if left < credits {
            return Err(Refusal::GrantExceeded {
                left,
                needed: credits,
            });
        }
        let quota = credits.min(self.quota_left(account, day));
        let paid = credits - quota;
        if paid > 0 && !self.may_pay(account, spender) {
            return Err(Refusal::PaidNotAllowed {
                quota,
                needed: credits,
            });
        }
        let covered = cap(self.deposit_covers(account), paid);
        if covered < paid {
            return Err(Refusal::InsufficientCredits {
                quota,
                paid: covered,
                needed: credits,
            });
        }
        let before = self.settlements.len();
        let fee = self.settle(
            Usage {
                account,
                spender,
                provider,
                day,
                voucher: false,
            },
            quota,
            paid,
        );
        self.say(Event::Spent {
            account,
            provider,
            spender,
            quota_credits: quota,
            paid_credits: paid,
            fee,
            request_id,
        });
        self.say_earned(provider, before);
        Ok(Returned::Nothing)
    }

    pub(crate) fn redeem(
        &mut self,
        caller: Who,
        voucher: &Voucher,
        signed: bool,
    ) -> Result<Returned, Refusal> {
        let before = self.settlements.len();
        let (quota, paid) = self.collect(caller, voucher, signed)?;
        self.say_earned(caller, before);
        Ok(Returned::Credits { quota, paid })
    }

    pub(crate) fn redeem_batch(
        &mut self,
        caller: Who,
        vouchers: &[Voucher],
        signed: &[bool],
    ) -> Result<Returned, Refusal> {
        if vouchers.len() != signed.len() {
            return Err(Refusal::LengthMismatch {
                vouchers: vouchers.len() as u64,
                signatures: signed.len() as u64,
            });
        }
        let (mut quota, mut paid) = (0, 0);
        let before = self.settlements.len();
        for (index, (voucher, &signed)) in vouchers.iter().zip(signed).enumerate() {
            match self.collect(caller, voucher, signed) {
                Ok((more_quota, more_paid)) => {
                    quota += more_quota;
                    paid += more_paid;
                }
                Err(refusal) => self.say(Event::VoucherRejected {
                    index: index as u64,
                    error: refusal.name().into(),
                }),
            }
        }
        self.say_earned(caller, before);
        Ok(Returned::Credits { quota, paid })
    }

    /// One event for all that a call's settlements earned their provider, unless it is nothing.
    fn say_earned(&mut self, provider: Who, before: usize) {
        let settled = &self.settlements[before..];
        let fees = settled.iter().map(|used| used.parts.provider).sum();
        let reimbursed = settled.iter().map(|used| used.reimbursed).sum();
        if (fees, reimbursed) != (0, 0) {
            self.say(Event::ProviderEarned {
                provider,
                fees,
                reimbursed,
            });
        }
    }

    /// Collects what a voucher and the account's means allow. All checks come before any change.
    fn collect(
        &mut self,
        caller: Who,
        voucher: &Voucher,
        signed: bool,
    ) -> Result<(u128, u128), Refusal> {
        let &Voucher {
            account,
            spender,
            provider,
            day,
            credits,
        } = voucher;
        let today = self.today();
        if day > today {
            return Err(Refusal::VoucherNotYetValid { day, today });
        }
        if day + 1 < today {
            return Err(Refusal::VoucherExpired { day, today });
        }
        self.require_served_before_pause(day)?;
        if credits >= 1 << 120 {
            return Err(Refusal::VoucherTooLarge { credits });
        }
        if caller != provider {
            return Err(Refusal::OnlyProvider { provider });
        }
        if !self.serves(provider, day) {
            return Err(Refusal::NotProvider { provider });
        }
        if !signed {
            return Err(Refusal::InvalidVoucherSignature { spender });
        }
        self.require_grant(account, spender, day)?;
        let tally = Tally {
            account,
            spender,
            provider,
            day,
        };
        let collected = self.collected_of(&tally);
        if credits <= collected {
            return Err(Refusal::VoucherNotNewer { collected, credits });
        }
        let needed = credits - collected;
        let (quota, paid) = self.collectable(account, spender, day, needed)?;

        *self.collected.entry(tally).or_default() += quota + paid;
        let largest = self.largest.entry(tally).or_default();
        *largest = credits.max(*largest);
        let fee = self.settle(
            Usage {
                account,
                spender,
                provider,
                day,
                voucher: true,
            },
            quota,
            paid,
        );
        self.say(Event::Settled {
            account,
            provider,
            spender,
            day,
            quota_credits: quota,
            paid_credits: paid,
            fee,
        });
        Ok((quota, paid))
    }

    /// How much of what a voucher asks for can be had now, from quota and from the deposit.
    fn collectable(
        &self,
        account: Who,
        spender: Who,
        day: Day,
        needed: u128,
    ) -> Result<(u128, u128), Refusal> {
        let left = self.grant_left(account, spender, day);
        if left == 0 {
            return Err(Refusal::GrantExceeded { left, needed });
        }
        let want = needed.min(left);
        let quota = want.min(self.quota_left(account, day));
        let may_pay = self.may_pay(account, spender);
        let paid = if may_pay {
            cap(self.deposit_covers(account), want - quota)
        } else {
            0
        };
        match (quota + paid, may_pay) {
            (0, false) => Err(Refusal::PaidNotAllowed { quota, needed }),
            (0, true) => Err(Refusal::InsufficientCredits {
                quota,
                paid,
                needed,
            }),
            _ => Ok((quota, paid)),
        }
    }

    /// Takes the credits from where they are counted, and the fee from the deposit.
    fn settle(&mut self, usage: Usage, quota: u128, paid: u128) -> u128 {
        let Usage {
            account,
            spender,
            provider,
            day,
            voucher,
        } = usage;
        let today = self.today();
        let price = self.params.credit_price;
        let terms = self.terms(account, spender);
        self.meters.entry(account).or_default().settle(day, quota);
        if terms.is_some() {
            let grant = self.grants.entry((account, spender)).or_default();
            grant.settle(day, today, quota + paid);
        }
        let fee = self
            .deposits
            .entry(account)
            .or_default()
            .charge(paid, price);
        let parts = self.share_fee(provider, fee);
        let reimbursed = self.reimburse(provider, day, quota);
        self.figures.quota += quota;
        self.figures.paid += paid;
        self.settlements.push(Settlement {
            account,
            spender,
            provider,
            day,
            quota,
            paid,
            fee,
            parts,
            reimbursed,
            terms,
            voucher,
        });
        fee
    }
}
