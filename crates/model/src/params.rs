//! The parameters governance may set, their bounds, and how they pack into two slots.

use crate::curve::{Curve, WAD};
use crate::time::DAY;
use packed_word::{Record, Wide};

/// One of the parameters, in the order of the ABI's `Params` struct.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name {
    /// [`Curve::base`].
    Base,
    /// [`Curve::power`].
    Power,
    /// [`Curve::target`].
    Target,
    /// [`CurveParams::vvv_cooldown`].
    VvvCooldown,
    /// [`EconomyParams::diem_cooldown`].
    DiemCooldown,
    /// [`EconomyParams::staker_share`].
    StakerShare,
    /// [`EconomyParams::pool_share`].
    PoolShare,
    /// [`EconomyParams::credit_price`].
    CreditPrice,
    /// The sum of both shares.
    Shares,
}

/// A parameter outside its bounds, both of which it may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfBounds {
    /// Which one.
    pub name: Name,
    /// The least allowed value.
    pub min: u128,
    /// The greatest allowed value.
    pub max: u128,
}

/// The least and the greatest value of each parameter, in the order of [`Name`]'s first eight.
pub const BOUNDS: [(u128, u128); 8] = [
    // A rate outside 10 … 10,000 VVV per DIEM at the start is a typing error, not a price; the
    // lower bound also makes each wei of DIEM cost at least 10 wei, so that the cost strictly
    // increases, and the upper one keeps base · supply within 154 bits.
    (10 * WAD, 10_000 * WAD),
    // A quarter keeps the domain within 4 · target; beyond 8 the rate at the target is 3,000
    // times the base and a smaller target says the same.
    (WAD / 4, 8 * WAD),
    // Below 1,000 DIEM single mints move the rate too far; 250,000 · 4 is the supply limit.
    (1_000 * WAD, 250_000 * WAD),
    // A day at least, so that leaving misses a day's yield; a month at most, so that nobody is
    // held longer than that.
    (DAY as u128, 30 * DAY as u128),
    // Never under a day, or one DIEM could be spent twice in a day by moving it.
    (DAY as u128, 7 * DAY as u128),
    // At most half each, and (checked apart) half together: providers bear the cost of compute.
    (0, WAD / 2),
    (0, WAD / 2),
    // A price of 0 would make paid credits free; 10³⁰ keeps price · credits within 256 bits.
    (1, 1_000_000_000_000 * WAD),
];

/// What minting and unstaking read: one slot.
///
/// | bits | field |
/// |---|---|
/// | 0–223 | [`Curve`] |
/// | 224–255 | VVV cooldown |
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CurveParams {
    /// The mint curve.
    pub curve: Curve,
    /// How long unstaked VVV waits, in seconds.
    pub vvv_cooldown: u64,
}

/// What metering and settling read: one slot.
///
/// | bits | field |
/// |---|---|
/// | 0–103 | credit price |
/// | 104–127 | DIEM cooldown |
/// | 128–191 | pool's share |
/// | 192–255 | stakers' share |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EconomyParams {
    /// How long deactivated DIEM waits, in seconds.
    pub diem_cooldown: u64,
    /// The VVV stakers' part of a fee, as a wad.
    pub staker_share: u128,
    /// The capacity pool's part of a fee, as a wad.
    pub pool_share: u128,
    /// Fee-token base units per 1e18 paid credits.
    pub credit_price: u128,
}

/// All parameters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Params {
    /// Minting and unstaking.
    pub curve: CurveParams,
    /// Metering and settling.
    pub economy: EconomyParams,
}

/// Shares of a fee that wait for the next roll: the shares are constants of a day.
///
/// | bits | field |
/// |---|---|
/// | 0 | whether there are any |
/// | 128–191 | pool's share |
/// | 192–255 | stakers' share |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NextShares(pub Option<Shares>);

/// The parts of a fee that do not go to the provider, as wads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shares {
    /// The VVV stakers'.
    pub stakers: u128,
    /// The capacity pool's.
    pub pool: u128,
}

impl EconomyParams {
    /// The shares.
    pub const fn shares(&self) -> Shares {
        Shares {
            stakers: self.staker_share,
            pool: self.pool_share,
        }
    }

    /// The same with other shares.
    #[must_use]
    pub const fn with_shares(self, shares: Shares) -> Self {
        Self {
            staker_share: shares.stakers,
            pool_share: shares.pool,
            ..self
        }
    }
}

impl Params {
    /// The greatest credit price that may follow `price`: a change at most doubles it.
    pub const fn max_price_after(price: u128) -> u128 {
        let (_, max) = BOUNDS[Name::CreditPrice as usize];
        let double = price.saturating_mul(2);
        if double < max {
            double
        } else {
            max
        }
    }

    /// Checks `values`, in the order of [`Name`]'s first eight, against [`BOUNDS`].
    ///
    /// # Errors
    /// [`OutOfBounds`] for the first one that is not, or for the shares' sum.
    pub fn checked(values: [u128; 8]) -> Result<Self, OutOfBounds> {
        let [base, power, target, vvv_cooldown, diem_cooldown, staker_share, pool_share, credit_price] =
            values;
        // One by one: as a table the bounds would lie in the program's data, which costs every call.
        within(Name::Base, base, BOUNDS[0])?;
        within(Name::Power, power, BOUNDS[1])?;
        within(Name::Target, target, BOUNDS[2])?;
        within(Name::VvvCooldown, vvv_cooldown, BOUNDS[3])?;
        within(Name::DiemCooldown, diem_cooldown, BOUNDS[4])?;
        within(Name::StakerShare, staker_share, BOUNDS[5])?;
        within(Name::PoolShare, pool_share, BOUNDS[6])?;
        within(Name::CreditPrice, credit_price, BOUNDS[7])?;
        if staker_share + pool_share > WAD / 2 {
            return Err(OutOfBounds {
                name: Name::Shares,
                min: 0,
                max: WAD / 2,
            });
        }
        Ok(Self {
            curve: CurveParams {
                curve: Curve {
                    base,
                    power,
                    target,
                },
                vvv_cooldown: vvv_cooldown as u64,
            },
            economy: EconomyParams {
                diem_cooldown: diem_cooldown as u64,
                staker_share,
                pool_share,
                credit_price,
            },
        })
    }

    /// The eight values in the order of [`Name`]: the inverse of [`checked`](Self::checked).
    pub fn values(&self) -> [u128; 8] {
        let Self {
            curve: CurveParams {
                curve,
                vvv_cooldown,
            },
            economy,
        } = self;
        [
            curve.base,
            curve.power,
            curve.target,
            (*vvv_cooldown).into(),
            economy.diem_cooldown.into(),
            economy.staker_share,
            economy.pool_share,
            economy.credit_price,
        ]
    }
}

impl Default for CurveParams {
    /// An unwritten slot: all zero, valid nowhere.
    fn default() -> Self {
        Self {
            curve: Curve {
                base: 0,
                power: 0,
                target: 0,
            },
            vvv_cooldown: 0,
        }
    }
}

impl Record for CurveParams {
    fn pack(&self) -> Wide {
        self.curve.pack().with::<224, 32>(self.vvv_cooldown.into())
    }

    fn unpack(word: Wide) -> Self {
        Self {
            curve: Curve::unpack(word),
            vvv_cooldown: word.field::<224, 32>() as u64,
        }
    }
}

impl Record for NextShares {
    fn pack(&self) -> Wide {
        match self.0 {
            None => Wide::ZERO,
            Some(shares) => Wide::ZERO
                .with::<0, 1>(1)
                .with::<128, 64>(shares.pool)
                .with::<192, 64>(shares.stakers),
        }
    }

    fn unpack(word: Wide) -> Self {
        let shares = Shares {
            stakers: word.field::<192, 64>(),
            pool: word.field::<128, 64>(),
        };
        Self((word.field::<0, 1>() != 0).then_some(shares))
    }
}

impl Record for EconomyParams {
    fn pack(&self) -> Wide {
        Wide::ZERO
            .with::<0, 104>(self.credit_price)
            .with::<104, 24>(self.diem_cooldown.into())
            .with::<128, 64>(self.pool_share)
            .with::<192, 64>(self.staker_share)
    }

    fn unpack(word: Wide) -> Self {
        Self {
            diem_cooldown: word.field::<104, 24>() as u64,
            staker_share: word.field::<192, 64>(),
            pool_share: word.field::<128, 64>(),
            credit_price: word.field::<0, 104>(),
        }
    }
}

/// Refuses a value outside its bounds.
#[inline(never)]
fn within(name: Name, value: u128, (min, max): (u128, u128)) -> Result<(), OutOfBounds> {
    if value < min || value > max {
        return Err(OutOfBounds { name, min, max });
    }
    Ok(())
}
