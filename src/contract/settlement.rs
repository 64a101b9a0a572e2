//! What a use of credits draws on, in one place for `spend` and vouchers: the grant, the day's
//! quota, the deposit; and where its fee goes.

use alloy_primitives::Address;
use diem_model::grant::Grant;
use diem_model::math::Wide;
use diem_model::time::{Day, When};
use diem_model::word::Record;

use crate::errors::{Error, GrantExceeded, InsufficientCredits, PaidNotAllowed};
use crate::{grant, host, Account, Diem};

/// What all accounts have active, and the fees of all paid usage.
///
/// | bits | field |
/// |---|---|
/// | 0–127 | fees |
/// | 128–207 | active DIEM |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Fees collected and given to nobody yet, in base units of the fee token: part of what is
    /// owed.
    pub fees: u128,
    /// DIEM that give credits on days to come, in wei.
    pub active: u128,
}

impl Record for Usage {
    fn pack(&self) -> Wide {
        Wide::ZERO
            .with::<0, 128>(self.fees)
            .with::<128, 80>(self.active)
    }

    fn unpack(word: Wide) -> Self {
        Self {
            fees: word.field::<0, 128>(),
            active: word.field::<128, 80>(),
        }
    }
}

/// Credits wanted of `account` by `spender`, whose grant has been checked.
pub(crate) struct Wanted {
    pub account: Address,
    pub spender: Address,
    /// The grant as it stands today; `None` where the account spends itself.
    pub grant: Option<Grant>,
    /// Whose day's credits.
    pub when: When,
    /// Credits, 1e18 is one; not 0.
    pub needed: u128,
    /// Whether less will do, if it is not nothing.
    pub partly: bool,
}

/// Credits that have been used.
pub(crate) struct Used {
    /// Of the day's quota.
    pub quota: u128,
    /// Of the deposit.
    pub paid: u128,
    /// Base units of the fee token that the paid ones cost.
    pub fee: u128,
}

/// One call's settlements: what they have in common is read once, and written once at its end.
pub(crate) struct Settlement {
    pub today: Day,
    /// Base units of the fee token a credit, once a paid one has asked for it.
    price: Option<u128>,
    fees: u128,
}

impl Settlement {
    pub fn begin() -> Self {
        Self {
            today: Day::of(host::now()),
            price: None,
            fees: 0,
        }
    }

    /// Uses what is wanted: of the day's quota first, of the deposit after that.
    ///
    /// # Errors
    /// `GrantExceeded`; `PaidNotAllowed`; `InsufficientCredits`. Nothing has changed then.
    pub fn draw(&mut self, diem: &Diem, wanted: Wanted) -> Result<Used, Error> {
        let Wanted {
            account,
            spender,
            grant: limits,
            when,
            needed,
            partly,
        } = wanted;
        let least = if partly { 1 } else { needed };
        let (granted, may_pay) = match &limits {
            None => (u128::MAX, true),
            Some(grant) => (grant.left(when), grant.may_pay()),
        };
        if granted < least {
            return Err(GrantExceeded {
                left: granted,
                needed,
            }
            .into());
        }
        let wished = needed.min(granted);
        let of = Account::of(account);
        let mut meter = of.meter().get().at(self.today);
        let quota = wished.min(meter.left(when));
        let mut deposit = None;
        let mut paid = 0;
        if quota < wished && may_pay {
            let price = self.price(diem);
            let source = of.deposit().get();
            paid = (wished - quota).min(source.covered_floor(price));
            deposit = Some((source, price));
        }
        // No overflow: the sum is at most what was wished.
        if quota + paid < least {
            return Err(if may_pay {
                InsufficientCredits {
                    quota,
                    paid,
                    needed,
                }
                .into()
            } else {
                PaidNotAllowed { quota, needed }.into()
            });
        }
        let mut fee = 0;
        if quota > 0 {
            meter.draw(when, quota);
            of.meter().set(&meter);
        }
        if let (Some((mut deposit, price)), true) = (deposit, paid > 0) {
            fee = deposit.charge_ceil(paid, price);
            of.deposit().set(&deposit);
            self.fees += fee;
        }
        if let Some(mut limits) = limits {
            limits.draw(when, quota + paid);
            grant(account, spender).set(&limits);
        }
        Ok(Used { quota, paid, fee })
    }

    /// Books what was settled.
    pub fn finish(self, diem: &mut Diem) {
        if self.fees > 0 {
            let mut usage = diem.usage.get();
            // Saturation is unreachable: fees come out of deposits, and what is owed fits.
            usage.fees = usage.fees.saturating_add(self.fees);
            diem.usage.set(&usage);
        }
    }

    fn price(&mut self, diem: &Diem) -> u128 {
        *self
            .price
            .get_or_insert_with(|| diem.economy.get().credit_price)
    }
}
