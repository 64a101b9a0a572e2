// SPDX-License-Identifier: MIT OR Apache-2.0
//! The governance parameters, their bounds, and how they pack into two storage slots.

use crate::curve::{Curve, WAD};
use crate::time::DAY;
use packed_word::{scale_floor, Record, Wide};

/// Names a parameter, in the order of the ABI's `Params` struct.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Param {
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
    /// The sum of both shares, which has a bound of its own.
    Shares,
}

/// A parameter is outside its bounds, which are inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfBounds {
    /// The parameter.
    pub param: Param,
    /// The smallest allowed value.
    pub min: u128,
    /// The largest allowed value.
    pub max: u128,
}

/// A change of parameters is too large.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepTooLarge {
    /// `base` or the price; the bounds are those of this change.
    Parameter(OutOfBounds),
    /// `power / target³`.
    Growth,
}

/// The smallest and the largest value of each parameter, in the order of [`Param`]'s first eight.
pub const BOUNDS: [(u128, u128); 8] = [
    // A starting rate outside 10 … 10,000 VVV per DIEM is assumed to be a typing error. The lower
    // bound also makes each wei of DIEM cost at least 10 wei, so that the cost strictly increases,
    // and the upper one keeps base · supply within 154 bits.
    (10 * WAD, 10_000 * WAD),
    // With a power of at least a quarter, the domain ends at 4 · target at most. At 8 the rate at
    // the target is 3,000 times the base; a steeper curve is better described by a smaller target.
    (WAD / 4, 8 * WAD),
    // Below 1,000 DIEM a single mint moves the rate too far; 4 · 250,000 DIEM is the supply limit.
    (1_000 * WAD, 250_000 * WAD),
    // At least a day, so that unstaking forgoes a day's yield; at most 30, which limits how long an
    // exit can take.
    (DAY as u128, 30 * DAY as u128),
    // At least a day, or one DIEM could give two accounts credits on the same day.
    (DAY as u128, 7 * DAY as u128),
    // At most half each, and at most half together (checked separately): providers bear the cost
    // of compute.
    (0, WAD / 2),
    (0, WAD / 2),
    // A price of 0 would make paid credits free; 10³⁰ keeps price · credits within 256 bits.
    (1, 1_000_000_000_000 * WAD),
];

/// A price of paid credits, in base units of the fee token per 1e18 credits.
///
/// A type of its own, because prices and credits appear side by side as arguments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(transparent)]
pub struct CreditPrice(pub u128);

/// The parameters that minting and unstaking read: one slot.
///
/// | bits | field |
/// |---|---|
/// | 0–223 | [`Curve`] |
/// | 224–255 | VVV cooldown |
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CurveParams {
    /// The mint curve.
    pub curve: Curve,
    /// The cooldown of unstaked VVV, in seconds.
    pub vvv_cooldown: u64,
}

/// The parameters that metering and settling read: one slot.
///
/// | bits | field |
/// |---|---|
/// | 0–103 | credit price |
/// | 104–127 | DIEM cooldown |
/// | 128–191 | pool's share |
/// | 192–255 | stakers' share |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EconomyParams {
    /// The cooldown of deactivated DIEM, in seconds.
    pub diem_cooldown: u64,
    /// The VVV stakers' share of a fee, as a wad.
    pub staker_share: u128,
    /// The capacity pool's share of a fee, as a wad.
    pub pool_share: u128,
    /// The price of paid credits.
    pub credit_price: CreditPrice,
}

/// All parameters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Params {
    /// The parameters of minting and unstaking.
    pub curve: CurveParams,
    /// The parameters of metering and settling.
    pub economy: EconomyParams,
}

/// New shares that take effect at the next roll, so that the shares are constant within a day.
///
/// | bits | field |
/// |---|---|
/// | 0 | whether there are new shares |
/// | 128–191 | pool's share |
/// | 192–255 | stakers' share |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NextShares(pub Option<Shares>);

/// The shares of a fee that do not go to the provider, as wads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shares {
    /// The VVV stakers' share.
    pub stakers: u128,
    /// The capacity pool's share.
    pub pool: u128,
}

impl EconomyParams {
    /// The shares in force.
    pub const fn shares(&self) -> Shares {
        Shares { stakers: self.staker_share, pool: self.pool_share }
    }

    /// These parameters with other shares.
    #[must_use]
    pub const fn with_shares(self, shares: Shares) -> Self {
        Self { staker_share: shares.stakers, pool_share: shares.pool, ..self }
    }
}

impl Params {
    /// Checks `values`, in the order of [`Param`]'s first eight, against [`BOUNDS`].
    ///
    /// # Errors
    /// [`OutOfBounds`] for the first value outside its bounds, or for the sum of the shares.
    pub fn checked(values: [u128; 8]) -> Result<Self, OutOfBounds> {
        let [base, power, target, vvv_cooldown, diem_cooldown, staker_share, pool_share, credit_price] =
            values;
        // One by one: a loop over the table would put it into the program's data segment, which
        // every call pays for.
        require_within(Param::Base, base, BOUNDS[0])?;
        require_within(Param::Power, power, BOUNDS[1])?;
        require_within(Param::Target, target, BOUNDS[2])?;
        require_within(Param::VvvCooldown, vvv_cooldown, BOUNDS[3])?;
        require_within(Param::DiemCooldown, diem_cooldown, BOUNDS[4])?;
        require_within(Param::StakerShare, staker_share, BOUNDS[5])?;
        require_within(Param::PoolShare, pool_share, BOUNDS[6])?;
        require_within(Param::Shares, staker_share + pool_share, (0, WAD / 2))?;
        require_within(Param::CreditPrice, credit_price, BOUNDS[7])?;
        Ok(Self {
            curve: CurveParams {
                curve: Curve { base, power, target },
                vvv_cooldown: vvv_cooldown as u64,
            },
            economy: EconomyParams {
                diem_cooldown: diem_cooldown as u64,
                staker_share,
                pool_share,
                credit_price: CreditPrice(credit_price),
            },
        })
    }

    /// Checks that one change may lead from `old` to these parameters, which are within [`BOUNDS`]:
    /// `base` and `power / target³`, which together are the whole curve, fall by a quarter or rise by a
    /// third at most, and the price at most halves, rounded down, or doubles.
    ///
    /// # Errors
    /// [`StepTooLarge`], in this order of the parameters.
    pub fn check_step(&self, old: &Self) -> Result<(), StepTooLarge> {
        let step = |param, value, min, max| {
            require_within(param, value, (min, max)).map_err(StepTooLarge::Parameter)
        };
        let old_base = old.curve.curve.base;
        let (min, max) = (old_base - old_base / 4, third_floor(4 * old_base));
        step(Param::Base, self.curve.curve.base, min, max)?;
        if !is_growth_step(&self.curve.curve, &old.curve.curve) {
            return Err(StepTooLarge::Growth);
        }
        let old_price = old.economy.credit_price.0;
        step(Param::CreditPrice, self.economy.credit_price.0, old_price / 2, 2 * old_price)
    }

    /// The eight values, in the order of [`Param`]: the inverse of [`checked`](Self::checked).
    pub fn values(&self) -> [u128; 8] {
        let Self { curve: CurveParams { curve, vvv_cooldown }, economy } = self;
        [
            curve.base,
            curve.power,
            curve.target,
            (*vvv_cooldown).into(),
            economy.diem_cooldown.into(),
            economy.staker_share,
            economy.pool_share,
            economy.credit_price.0,
        ]
    }
}

impl Default for CurveParams {
    /// The record of an unwritten slot: all zero, which is not a valid curve.
    fn default() -> Self {
        Self { curve: Curve { base: 0, power: 0, target: 0 }, vvv_cooldown: 0 }
    }
}

impl Record for CurveParams {
    fn pack(&self) -> Wide {
        self.curve.pack().with::<224, 32>(self.vvv_cooldown.into())
    }

    fn unpack(word: Wide) -> Self {
        Self { curve: Curve::unpack(word), vvv_cooldown: word.field::<224, 32>() as u64 }
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
        let shares = Shares { stakers: word.field::<192, 64>(), pool: word.field::<128, 64>() };
        Self((word.field::<0, 1>() != 0).then_some(shares))
    }
}

impl Record for EconomyParams {
    fn pack(&self) -> Wide {
        Wide::ZERO
            .with::<0, 104>(self.credit_price.0)
            .with::<104, 24>(self.diem_cooldown.into())
            .with::<128, 64>(self.pool_share)
            .with::<192, 64>(self.staker_share)
    }

    fn unpack(word: Wide) -> Self {
        Self {
            diem_cooldown: word.field::<104, 24>() as u64,
            staker_share: word.field::<192, 64>(),
            pool_share: word.field::<128, 64>(),
            credit_price: CreditPrice(word.field::<0, 104>()),
        }
    }
}

/// Returns `true` if `power / target³` falls by a quarter or rises by a third at most. Targets count in
/// whole units of 10¹² wei, so that the products fit: a target is below 2³⁸ units, its third power below
/// 2¹¹⁴, and four times a power below 2⁶⁵.
fn is_growth_step(new: &Curve, old: &Curve) -> bool {
    let (new_cube, old_cube) = (target_cube(new), target_cube(old));
    let growth = |times: u128, of: &Curve, cube| Wide::product(times * of.power, cube);
    growth(3, old, new_cube) <= growth(4, new, old_cube)
        && growth(3, new, old_cube) <= growth(4, old, new_cube)
}

/// The third power of the target, in whole units of 10¹² wei.
fn target_cube(curve: &Curve) -> u128 {
    const UNIT_ROOT: u32 = 1_000_000;
    let target = scale_floor(scale_floor(curve.target, 1, UNIT_ROOT), 1, UNIT_ROOT);
    target * target * target
}

/// `floor(value / 3)`.
fn third_floor(value: u128) -> u128 {
    scale_floor(value, 1, 3)
}

/// Rejects a value outside its bounds.
#[inline(never)]
fn require_within(param: Param, value: u128, (min, max): (u128, u128)) -> Result<(), OutOfBounds> {
    if value < min || value > max {
        return Err(OutOfBounds { param, min, max });
    }
    Ok(())
}
