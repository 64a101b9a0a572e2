// SPDX-License-Identifier: MIT OR Apache-2.0
//! Grants, spending and vouchers.

use crate::accounts::{AccountId, COUNT, ROBOT, STRANGER};
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
    /// Its ceiling was already collected.
    Stale,
    /// Its ceiling is 2^120, one more than the largest accepted.
    Large,
}

/// What the provider states as the total used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TotalChoice {
    /// The greatest number, which collects up to the ceiling.
    Greatest,
    /// The ceiling.
    Ceiling,
    /// One more than the ceiling.
    OneMore,
    /// This many thousandths of what the ceiling adds to the collected credits, in addition to these.
    Thousandths(u16),
    /// What was collected before.
    Collected,
    /// Zero.
    Zero,
}

impl TotalChoice {
    fn of(self, collected: u128, ceiling: u128) -> u128 {
        match self {
            Self::Greatest => u128::MAX,
            Self::Ceiling => ceiling,
            Self::OneMore => ceiling + 1,
            Self::Thousandths(part) => {
                collected + AmountChoice::Thousandths(part).of(ceiling.saturating_sub(collected))
            }
            Self::Collected => collected,
            Self::Zero => 0,
        }
    }
}

/// How the three lists of a batch differ in length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BatchLengths {
    /// Not at all.
    Equal,
    /// There is a signature too many.
    MoreSignatures,
    /// There is a total too many.
    MoreTotals,
    /// The last voucher is missing, if there is any.
    FewerVouchers,
    /// The last total is missing, if there is any.
    FewerTotals,
}

/// A voucher whose accounts, ceiling and total depend on the state.
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
    /// Credits of its ceiling beyond those collected, relative to what could be collected.
    pub amount: AmountChoice,
    /// The total that the provider states.
    pub total: TotalChoice,
    /// Redeemed by an operator of the provider.
    pub by_operator: bool,
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
    Action::ApproveQuota {
        caller,
        spender,
        daily_limit: grant_limit(reference, caller, amount),
        last_day,
        allow_paid: paid,
    }
}

/// Around the owner's daily quota, so that sometimes the grant is the tighter bound and sometimes the quota.
pub(super) fn grant_limit(reference: &Reference, owner: AccountId, amount: AmountChoice) -> u128 {
    amount.of(2 * reference.active(owner).max(100 * ONE))
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

    /// Mostly with the provider that the account is committed to on a day, if it is to any, or with another one if
    /// that one does not serve.
    fn following(self, reference: &Reference, day: Day, by: Pick) -> Self {
        let commitment = reference.commitments.get(&self.account);
        let Some(bound) = commitment.filter(|commitment| commitment.covers(day) && by % 64 < 44)
        else {
            return self;
        };
        let others = PROVIDERS.into_iter().filter(|&other| other != bound.provider);
        let serving = std::iter::once(bound.provider)
            .chain(others)
            .find(|&provider| reference.serves(provider, day));
        Self { provider: serving.unwrap_or(self.provider), ..self }
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
    let today = reference.today();
    let parties =
        UsageParties::new(account, spender, provider).following(reference, today, provider);
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
    fn named_parties(self) -> UsageParties {
        UsageParties::new(self.account, self.spender, self.provider)
    }

    fn parties(self, reference: &Reference) -> UsageParties {
        self.named_parties().following(reference, self.day(reference), self.provider)
    }

    /// Yesterday only if it has credits left, unless the flaw determines the day.
    fn day(self, reference: &Reference) -> Day {
        let today = reference.today();
        match self.flaw {
            VoucherFlaw::Early => today + 1,
            VoucherFlaw::Late => today - 2,
            _ if self.yesterday && self.named_parties().usable(reference, today - 1) > 0 => {
                today - 1
            }
            _ => today,
        }
    }

    /// The voucher of these parties, and the total that its provider states.
    fn voucher(self, reference: &Reference, parties: UsageParties) -> (Voucher, u128) {
        let UsageParties { account, spender, provider, .. } = parties;
        let day = self.day(reference);
        let collected = reference.collected_of(&VoucherKey { account, spender, provider, day });
        let credits = match self.flaw {
            VoucherFlaw::Stale => collected,
            VoucherFlaw::Large => 1 << 120,
            VoucherFlaw::Early | VoucherFlaw::Late => ONE,
            _ => collected + self.amount.of(parties.usable(reference, day)),
        };
        let voucher = Voucher { account, spender, provider, day, credits };
        (voucher, self.total.of(collected, credits))
    }

    /// The call that is needed before the voucher can be redeemed.
    fn prerequisite(self, reference: &Reference, parties: UsageParties) -> Option<Action> {
        let provider = parties.provider;
        let unstaffed = self.by_operator && operator_of(reference, provider, 0).is_none();
        let allow = unstaffed.then_some(Action::SetOperator {
            caller: provider,
            operator: ROBOT,
            allowed: true,
        });
        let needed = parties.prerequisite(reference, self.day(reference)).or(allow);
        needed.filter(|_| self.flaw == VoucherFlaw::None)
    }

    /// The account that redeems: the provider or, if the plan says so and there is one, an operator.
    fn caller(self, reference: &Reference, provider: AccountId) -> AccountId {
        let operator = operator_of(reference, provider, self.spender);
        operator.filter(|_| self.by_operator).unwrap_or(provider)
    }

    pub(super) fn redeem(self, reference: &Reference, force: bool) -> Action {
        let parties = self.parties(reference);
        let prerequisite = self.prerequisite(reference, parties).filter(|_| !force);
        prerequisite.unwrap_or_else(|| {
            let (voucher, total) = self.voucher(reference, parties);
            let caller = match self.flaw {
                VoucherFlaw::Caller => STRANGER,
                _ => self.caller(reference, voucher.provider),
            };
            let signed = self.flaw != VoucherFlaw::Signature;
            Action::Redeem { caller, voucher, signed, total }
        })
    }
}

/// One of a provider's operators that can make calls.
fn operator_of(reference: &Reference, provider: AccountId, by: Pick) -> Option<AccountId> {
    let operators: Vec<AccountId> =
        (0..COUNT).filter(|&account| reference.is_operator(provider, account)).collect();
    (!operators.is_empty()).then(|| pick(&operators, by))
}

/// A batch of vouchers for one provider, except those whose flaw is another provider.
pub(super) fn redeem_batch(
    reference: &Reference,
    plans: &[VoucherPlan],
    lengths: BatchLengths,
) -> Action {
    let first = plans.first().map_or(0, |plan| plan.provider);
    let plans: Vec<VoucherPlan> = plans
        .iter()
        .map(|plan| VoucherPlan {
            provider: if plan.flaw == VoucherFlaw::Caller { first.wrapping_add(1) } else { first },
            ..*plan
        })
        .collect();
    let needed = plans.first().and_then(|plan| plan.prerequisite(reference, plan.named_parties()));
    if let Some(prerequisite) = needed {
        return prerequisite;
    }
    let mut signed: Vec<bool> =
        plans.iter().map(|plan| plan.flaw != VoucherFlaw::Signature).collect();
    let (mut vouchers, mut totals): (Vec<Voucher>, Vec<u128>) =
        plans.iter().map(|plan| plan.voucher(reference, plan.named_parties())).unzip();
    match lengths {
        BatchLengths::Equal => {}
        BatchLengths::MoreSignatures => signed.push(true),
        BatchLengths::MoreTotals => totals.push(0),
        BatchLengths::FewerVouchers => drop(vouchers.pop()),
        BatchLengths::FewerTotals => drop(totals.pop()),
    }
    let provider = pick(&PROVIDERS, first);
    let caller = plans.first().map_or(provider, |plan| plan.caller(reference, provider));
    Action::RedeemBatch { caller, vouchers, signed, totals }
}
