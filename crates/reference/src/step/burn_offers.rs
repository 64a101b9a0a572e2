// SPDX-License-Identifier: MIT OR Apache-2.0
//! Burn offers, and burning by them.

use crate::accounts::AccountId;
use crate::action::Action;
use crate::reference::Reference;
use crate::step::choices::{pick, AmountChoice, Pick, RECEIVERS, SENDERS, USERS};
use crate::step::funding::stake_and_mint;
use crate::units::{mul_div, ONE};

/// A call about burn offers. `force` as in [`crate::step::Step`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "each variant is the call of that name; its fields choose the arguments"
)]
pub enum BurnOfferStep {
    /// A user offers a part of its position, for a rate relative to twice its average, through a day relative to
    /// today.
    Offer { by: Pick, rate: AmountChoice, amount: AmountChoice, days: i8 },
    /// Somebody burns a part of what it can burn by a user's offer.
    Burn {
        by: Pick,
        account: Pick,
        amount: AmountChoice,
        recipient: Pick,
        excessive_min: bool,
        force: bool,
    },
}

impl BurnOfferStep {
    pub(super) fn resolve(self, reference: &Reference) -> Action {
        match self {
            Self::Offer { by, rate, amount, days } => {
                offer(reference, pick(&USERS, by), rate, amount, days)
            }
            Self::Burn { by, account, amount, recipient, excessive_min, force } => {
                let account = pick(&USERS, account);
                let caller = pick(&SENDERS, by);
                // No account burns by its own offer.
                let caller = if caller == account && !force {
                    pick(&SENDERS, by.wrapping_add(1))
                } else {
                    caller
                };
                // In some cases somebody tries an offer that has ended.
                let has_ended = reference.burn_offer(account).last_day < reference.today();
                let skip = force || (has_ended && recipient % 3 == 0);
                if let Some(needed) = prerequisite(reference, caller, account).filter(|_| !skip) {
                    return needed;
                }
                let to = if recipient % 8 < 6 { caller } else { pick(&RECEIVERS, recipient / 8) };
                Action::BurnFor {
                    caller,
                    account,
                    amount: amount.of(burnable(reference, caller, account)),
                    min_vvv: if excessive_min { u128::MAX } else { 0 },
                    recipient: to,
                }
            }
        }
    }
}

/// DIEM wei that an account can burn by another one's offer, were it not for its last day.
fn burnable(reference: &Reference, caller: AccountId, account: AccountId) -> u128 {
    let left = reference.burn_offer(account).amount;
    left.min(reference.position(account).minted).min(reference.diem_balance(caller))
}

fn offer(
    reference: &Reference,
    caller: AccountId,
    rate: AmountChoice,
    amount: AmountChoice,
    days: i8,
) -> Action {
    let position = reference.position(caller);
    if position.minted == 0 {
        return stake_and_mint(reference, caller, AmountChoice::Thousandths(200), false);
    }
    let average = mul_div(position.locked, ONE, position.minted);
    Action::OfferBurn {
        caller,
        rate: rate.of(2 * average),
        // The greatest number instead of one wei more, which is a valid offer.
        amount: match amount {
            AmountChoice::OneMore => u128::MAX,
            other => other.of(position.minted),
        },
        last_day: reference.today().saturating_add_signed(days.into()),
    }
}

/// The call that is needed before an account can burn by another one's offer.
fn prerequisite(reference: &Reference, caller: AccountId, account: AccountId) -> Option<Action> {
    let part = AmountChoice::Thousandths;
    let kept = reference.burn_offer(account);
    if reference.position(account).minted == 0 || kept.left(reference.today()) == 0 {
        return Some(offer(reference, account, part(400), part(500), 3));
    }
    (reference.diem_balance(caller) == 0)
        .then(|| stake_and_mint(reference, caller, part(100), false))
}
