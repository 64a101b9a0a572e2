//! Grants, spending and vouchers.

use crate::accounts::{AccountId, STRANGER};
use crate::action::{Action, Voucher, VoucherKey};
use crate::reference::Reference;
use crate::step::choices::{pick, AmountChoice, Pick, AGENTS, PROVIDERS, USERS};
use crate::step::funding::deposit;
use crate::units::{cap, Day, ONE};

/// A deliberate flaw of a voucher.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VoucherFlaw {
    /// Nothing.
    None,
    /// The signature is not the spender's.
    Signature,
    /// The caller is not the voucher's provider.
    Caller,
    /// It is dated tomorrow.
    Early,
    /// It is dated the day before yesterday.
    Late,
    /// Its total was already collected.
    Stale,
    /// Its total is 2^120, one more than the largest accepted.
    Large,
}

/// A voucher whose accounts and total depend on the state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VoucherPlan {
    /// A user.
    pub account: Pick,
    /// The user or an agent.
    pub spender: Pick,
    /// A provider.
    pub provider: Pick,
    /// Dated yesterday instead of today.
    pub yesterday: bool,
    /// Credits beyond those collected, relative to what could be collected.
    pub amount: AmountChoice,
    /// Its flaw.
    pub flaw: VoucherFlaw,
}

/// The spender of an account's credits: for every other pick the account itself.
fn spender_for(account: AccountId, by: Pick) -> AccountId {
    if by.is_multiple_of(2) {
        account
    } else {
        pick(&AGENTS[..5], by / 2)
    }
}

pub(super) fn approve(
    reference: &Reference,
    caller: AccountId,
    spender: AccountId,
    amount: AmountChoice,
    last_day: Day,
    paid: bool,
) -> Action {
    // Around the owner's daily quota, so that sometimes the grant is the tighter bound and sometimes the quota.
    let quota = reference.active(caller).max(100 * ONE);
    Action::ApproveQuota {
        caller,
        spender,
        daily_limit: amount.of(2 * quota),
        last_day,
        allow_paid: paid,
    }
}

/// The accounts that a usage involves.
#[derive(Clone, Copy)]
struct UsageParties {
    account: AccountId,
    spender: AccountId,
    provider: AccountId,
    /// Whether a grant that has to be made first lets the spender use the deposit.
    paid: bool,
}

impl UsageParties {
    fn new(account: Pick, spender: Pick, provider: Pick) -> Self {
        let account = pick(&USERS, account);
        Self {
            account,
            spender: spender_for(account, spender),
            provider: pick(&PROVIDERS, provider),
            paid: spender < 128,
        }
    }

    /// Credits of a day that could be used now, from the quota and the deposit together.
    fn usable(self, reference: &Reference, day: Day) -> u128 {
        let left = reference.grant_left(self.account, self.spender, day);
        let quota = reference.quota_left(self.account, day).min(left);
        if !reference.allows_paid(self.account, self.spender) {
            return quota;
        }
        quota + cap(reference.credits_covered(self.account), (left - quota).min(1 << 100))
    }

    /// The call that is needed before any credits of a day can be used; `None` if they can be used now.
    fn prerequisite(self, reference: &Reference, day: Day) -> Option<Action> {
        let Self { account, spender, provider, paid } = self;
        if !reference.serves(provider, day) {
            return Some(Action::SetProvider {
                caller: reference.owner(),
                provider,
                admitted: true,
            });
        }
        let last_day = reference.today() + 2;
        let granted = reference.spender_view(account, spender);
        if account != spender && (granted.left == 0 || granted.last_day < day) {
            // Either the grant is the tighter bound, or the quota without the deposit is.
            let amount = AmountChoice::Thousandths(if paid { 300 } else { 800 });
            return Some(approve(reference, account, spender, amount, last_day, paid));
        }
        if self.usable(reference, day) == 0 {
            return Some(deposit(reference, account, account, AmountChoice::Thousandths(10)));
        }
        None
    }
}

pub(super) fn spend(
    reference: &Reference,
    (account, spender, provider): (Pick, Pick, Pick),
    amount: AmountChoice,
    force: bool,
) -> Action {
    let parties = UsageParties::new(account, spender, provider);
    let today = reference.today();
    let prerequisite = parties.prerequisite(reference, today).filter(|_| !force);
    prerequisite.unwrap_or_else(|| Action::Spend {
        caller: parties.spender,
        account: parties.account,
        provider: parties.provider,
        credits: amount.of(parties.usable(reference, today)),
        request_id: reference.settlements.len() as u64,
    })
}

impl VoucherPlan {
    fn parties(self) -> UsageParties {
        UsageParties::new(self.account, self.spender, self.provider)
    }

    /// Yesterday only if it has credits left, unless the flaw determines the day.
    fn day(self, reference: &Reference) -> Day {
        let today = reference.today();
        match self.flaw {
            VoucherFlaw::Early => today + 1,
            VoucherFlaw::Late => today - 2,
            _ if self.yesterday && self.parties().usable(reference, today - 1) > 0 => today - 1,
            _ => today,
        }
    }

    fn voucher(self, reference: &Reference) -> Voucher {
        let UsageParties { account, spender, provider, .. } = self.parties();
        let day = self.day(reference);
        let collected = reference.collected_of(&VoucherKey { account, spender, provider, day });
        let credits = match self.flaw {
            VoucherFlaw::Stale => collected,
            VoucherFlaw::Large => 1 << 120,
            VoucherFlaw::Early | VoucherFlaw::Late => ONE,
            _ => collected + self.amount.of(self.parties().usable(reference, day)),
        };
        Voucher { account, spender, provider, day, credits }
    }

    fn prerequisite(self, reference: &Reference) -> Option<Action> {
        let prerequisite = self.parties().prerequisite(reference, self.day(reference));
        prerequisite.filter(|_| self.flaw == VoucherFlaw::None)
    }

    pub(super) fn redeem(self, reference: &Reference, force: bool) -> Action {
        let prerequisite = self.prerequisite(reference).filter(|_| !force);
        prerequisite.unwrap_or_else(|| {
            let voucher = self.voucher(reference);
            let caller = if self.flaw == VoucherFlaw::Caller { STRANGER } else { voucher.provider };
            Action::Redeem { caller, voucher, signed: self.flaw != VoucherFlaw::Signature }
        })
    }
}

/// A batch of vouchers for one provider, except those whose flaw is another provider.
pub(super) fn redeem_batch(
    reference: &Reference,
    plans: &[VoucherPlan],
    lengths_differ: bool,
) -> Action {
    let first = plans.first().map_or(0, |plan| plan.provider);
    let plans: Vec<VoucherPlan> = plans
        .iter()
        .map(|plan| VoucherPlan {
            provider: if plan.flaw == VoucherFlaw::Caller { first.wrapping_add(1) } else { first },
            ..*plan
        })
        .collect();
    if let Some(prerequisite) = plans.first().and_then(|plan| plan.prerequisite(reference)) {
        return prerequisite;
    }
    let mut signed: Vec<bool> =
        plans.iter().map(|plan| plan.flaw != VoucherFlaw::Signature).collect();
    if lengths_differ {
        signed.push(true);
    }
    Action::RedeemBatch {
        caller: pick(&PROVIDERS, first),
        vouchers: plans.iter().map(|plan| plan.voucher(reference)).collect(),
        signed,
    }
}
