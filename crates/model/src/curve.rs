// SPDX-License-Identifier: MIT OR Apache-2.0
//! The mint curve: the price of DIEM in VVV, and how many DIEM a lock of VVV mints.
//!
//! ```text
//! rate(S) = base · e^z                          VVV per DIEM at a DIEM supply of S
//! C(S)    = ∫₀^S rate(s) ds = base · S · H(z)   VVV that a supply of S costs
//! z       = power · (S / target)³
//! H(z)    = Σ_{k≥0} z^k / (k! · (3k + 1))
//! ```
//!
//! The rate's formula and default parameters are those of the live VVV/DIEM system, which stores
//! it as a table of 256 steps; here it is computed. `H` follows by integrating the exponential's
//! power series term by term: `∫₀^S s^(3k) ds = S^(3k+1) / (3k + 1)`.
//!
//! # Laws
//! [`Curve::cost`] is **one** deterministic integer function, and mints and quotes are defined by
//! it. It is strictly increasing, and `0 ≤ real − cost < 1 wei + 10⁻²⁵ · real` over the whole
//! domain for all allowed parameters. Two properties follow exactly:
//! * minting in k parts never yields more DIEM than minting at once, because both end at the
//!   largest supply whose cost is covered;
//! * [`Curve::mint`] of [`Curve::quote`] of `x` is `x` in the same state, to the wei.
//!
//! # How it is computed
//! `z`, `H` and `e^z` are fixed-point numbers with 104 fractional bits in a `u128`. `H` is summed
//! by Horner's rule from the last term on, `a ← 1 + a·z·(3k+1)/((k+1)(3k+4))`. Every step is a
//! floor of operations that are monotone in non-negative arguments, and the number of terms never
//! decreases as `z` grows, so the sum is monotone by construction, whatever its precision.
//! `base` is at least 10 VVV per DIEM, so each wei of DIEM costs at least 10 wei: the cost strictly increases.
//! Error: `z` is off by less than 2⁻¹⁰³. A step of Horner's rule adds less than 2⁻¹⁰³, which later
//! steps scale like the term it belongs to, so that all steps together add less than 2⁻¹⁰³ of the
//! sum. The omitted terms are below 2⁻¹⁰⁰ of it. All this is far below 10⁻²⁵ ≈ 2⁻⁸³.

use packed_word::{scale_floor, Wide};

/// 10¹⁸: one VVV or one DIEM in wei, one credit, and the whole of a share (a "wad").
pub const WAD: u128 = 1_000_000_000_000_000_000;

/// The largest DIEM supply for any parameters, in wei: a million DIEM. It keeps every DIEM amount
/// within 80 bits.
pub const SUPPLY_LIMIT: u128 = 1_000_000 * WAD;

/// The largest exponent `z`. There the rate is 8.9·10⁶ times the base (8·10⁸ VVV per DIEM at the
/// default base, more than exists), so the domain limits the arithmetic only.
const Z_LIMIT: u128 = 16;

/// Fractional bits of `z`, `H` and `e^z`: `e¹⁶ < 2^23.1`, which leaves room in 128 bits for every
/// product `a·z` of Horner's rule before it is scaled (at most `e¹⁶`, or 2^19.6 for `H`).
const Q: u32 = 104;
/// Fractional bits of `S / target`, which is at most 4.
const Q_RATIO: u32 = 120;
/// Fractional bits of `1 / target`: as many as fit 128 bits at the smallest target.
const Q_INVERSE: u32 = 197;

/// The curve's parameters.
///
/// The widths and error bounds of this module hold within their bounds: see [`crate::params`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Curve {
    /// The rate at supply 0, in VVV wei per DIEM.
    pub base: u128,
    /// The exponent at supply `target`, as a wad (1e18 is 1).
    pub power: u128,
    /// The supply at which the rate is `base · e^power`, in DIEM wei.
    pub target: u128,
}

/// The supply is, or would be, outside the curve's domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CapExceeded;

impl Curve {
    /// `C(supply)`: what `supply` DIEM wei cost in VVV wei, minted from 0. Rounded down, by less
    /// than `1 + 10⁻²⁵ · real` wei. Returns `None` outside the domain.
    pub fn cost(&self, supply: u128) -> Option<u128> {
        let curve = Prepared::new(self);
        curve.point(supply).map(|point| curve.cost(point))
    }

    /// `rate(supply)` in VVV wei per DIEM, rounded down by less than `1 + 10⁻²⁵ · real` wei.
    /// `supply` is in DIEM wei. Returns `None` outside the domain.
    pub fn rate(&self, supply: u128) -> Option<u128> {
        let curve = Prepared::new(self);
        curve.point(supply).map(|point| curve.rate(point))
    }

    /// The VVV wei to lock in order to mint exactly `out` DIEM wei at a supply of `supply` DIEM wei:
    /// `C(supply + out) − C(supply)`.
    ///
    /// # Errors
    /// [`CapExceeded`] if `supply + out` is outside the domain.
    pub fn quote(&self, supply: u128, out: u128) -> Result<u128, CapExceeded> {
        let curve = Prepared::new(self);
        let after = curve.point(supply.saturating_add(out)).ok_or(CapExceeded)?;
        let before = curve.point(supply).ok_or(CapExceeded)?;
        // No underflow: the cost increases.
        Ok(curve.cost(after) - curve.cost(before))
    }

    /// The DIEM wei that locking `locked` VVV wei mints at a supply of `supply` DIEM wei: the largest
    /// `out` with `C(supply + out) − C(supply) ≤ locked`. Rounded down: a minter never receives a
    /// wei that `locked` does not pay for.
    ///
    /// # Errors
    /// [`CapExceeded`] if the supply before or after the mint is outside the domain.
    pub fn mint(&self, supply: u128, locked: u128) -> Result<u128, CapExceeded> {
        let curve = Prepared::new(self);
        let end = curve.max_affordable_supply(supply, locked).ok_or(CapExceeded)?;
        Ok(end - supply)
    }

    /// Returns `true` if `supply` (DIEM wei) is in the domain: `z ≤ 16` and `supply ≤ 10²⁴` wei.
    pub fn contains(&self, supply: u128) -> bool {
        Prepared::new(self).point(supply).is_some()
    }

    /// The largest supply in the domain, in DIEM wei.
    pub fn max_supply(&self) -> u128 {
        let curve = Prepared::new(self);
        let (mut inside, mut outside) = (0, curve.bound());
        while outside - inside > 1 {
            let middle = inside + (outside - inside) / 2;
            *(if curve.point(middle).is_some() { &mut inside } else { &mut outside }) = middle;
        }
        inside
    }
}

/// A supply and its exponent `z`, with [`Q`] fractional bits.
#[derive(Clone, Copy)]
struct Point {
    supply: u128,
    z: u128,
}

/// A curve with a precomputed `1 / target`, which all its points need.
struct Prepared<'a> {
    curve: &'a Curve,
    /// `1 / target`, with [`Q_INVERSE`] fractional bits, rounded down.
    inverse: u128,
}

impl<'a> Prepared<'a> {
    fn new(curve: &'a Curve) -> Self {
        const ONE: Wide = Wide { high: 1 << (Q_INVERSE - 128), low: 0 };
        // Fits: every allowed target is above 2⁶⁹.
        let inverse = ONE.div_floor(curve.target).unwrap_or(u128::MAX);
        Self { curve, inverse }
    }

    /// A supply (DIEM wei) just outside the domain: beyond four times the target, `z` exceeds
    /// 64 · 0.25 = 16 for every allowed power. Up to here no intermediate value of `z` overflows.
    fn bound(&self) -> u128 {
        (4 * self.curve.target).min(SUPPLY_LIMIT) + 1
    }

    /// The point of the curve at `supply`, if it is in the domain.
    fn point(&self, supply: u128) -> Option<Point> {
        if supply >= self.bound() {
            return None;
        }
        let point = self.point_within_bound(supply);
        (point.z <= Z_LIMIT << Q).then_some(point)
    }

    /// The point at a supply of at most [`bound`](Self::bound), inside the domain or not.
    fn point_within_bound(&self, supply: u128) -> Point {
        let ratio = Wide::product(supply, self.inverse).shift_right(Q_INVERSE - Q_RATIO).low;
        let square = Wide::product(ratio, ratio).shift_right(Q_RATIO).low;
        let cube = Wide::product(square, ratio).shift_right(Q_RATIO).low;
        let z = Wide::product(cube, self.curve.power).shift_right(Q_RATIO - Q);
        Point { supply, z: div_wad_floor(z) }
    }

    /// `C` at a point, in VVV wei.
    fn cost(&self, Point { supply, z }: Point) -> u128 {
        let h = power_series(Series::H, z);
        // base · supply · h / 2¹⁰⁴ / 10¹⁸, exact until the last division. base · supply has up to
        // 154 bits, so its upper and lower halves are multiplied separately; shifting the upper
        // product left by 128 − 104 bits is exact.
        let paid = Wide::product(self.curve.base, supply);
        let upper = Wide::product(paid.high, h);
        let upper = Wide {
            high: (upper.high << (128 - Q)) | (upper.low >> Q),
            low: upper.low << (128 - Q),
        };
        div_wad_floor(Wide::product(paid.low, h).shift_right(Q).wrapping_add(upper))
    }

    /// The rate at a point, in VVV wei per DIEM.
    fn rate(&self, Point { z, .. }: Point) -> u128 {
        Wide::product(self.curve.base, power_series(Series::Exp, z)).shift_right(Q).low
    }

    /// The largest `y` with `C(y) − C(supply) ≤ locked`, or `None` if `y` or `supply` is outside
    /// the domain.
    ///
    /// Newton's method inside a bracket. The cost is convex: a tangent step from the left lands on
    /// or to the right of the answer, and one from the right descends towards it. Far above the
    /// budget, where the tangent of an exponential is a poor guide, the step is taken on the
    /// logarithm of the cost instead.
    ///
    /// The steps affect only the speed. The loop keeps `C(low) ≤ budget < C(high)`, where the cost
    /// outside the domain counts as infinite. Each step shrinks the bracket, and after 24 steps each
    /// halves it, so the loop ends with the correct answer. In practice it evaluates 2 to 12 points.
    ///
    fn max_affordable_supply(&self, supply: u128, locked: u128) -> Option<u128> {
        let mut at = self.point(supply)?;
        let mut cost = self.cost(at);
        // Every cost fits 128 bits, so a saturated sum still exceeds all of them.
        let budget = cost.saturating_add(locked);
        let (mut low, mut high) = (supply, self.bound());
        let (mut steps, mut in_domain) = (0, true);
        while high - low > 1 {
            let next = if in_domain && steps < 24 {
                let step = newton_step(at.supply, cost, budget, self.rate(at));
                step.clamp(low + 1, high - 1)
            } else {
                low + (high - low) / 2
            };
            let point = self.point(next);
            in_domain = point.is_some();
            if let Some(point) = point {
                (at, cost) = (point, self.cost(point));
            }
            // Outside the domain there is no cost to take a step from: the next step bisects.
            *(if in_domain && cost <= budget { &mut low } else { &mut high }) = next;
            steps += 1;
        }
        // If `high` is outside the domain, `low` is the answer only if the budget does not pay for
        // `high`, whose cost can still be computed. Otherwise the domain does not hold the answer.
        //
        let beyond = self.point_within_bound(high);
        let inside = self.point(high).is_some();
        (inside || self.cost(beyond) > budget).then_some(low)
    }
}

/// The next supply to evaluate, in DIEM wei. At supply `at` the cost is `cost` VVV wei and the rate
/// `rate` VVV wei per DIEM; `budget` is the cost to reach.
fn newton_step(at: u128, cost: u128, budget: u128, rate: u128) -> u128 {
    let distance = cost.abs_diff(budget);
    let octaves = (128 - cost.leading_zeros()).abs_diff(128 - budget.leading_zeros());
    let supply_for = |vvv| Wide::product(vvv, WAD).div_approx(rate);
    let tangent = supply_for(distance);
    if budget >= cost {
        return at.saturating_add(tangent);
    }
    // d(ln C)/dS = rate / C, and each octave is ln 2 ≈ 709/1024 of a step of C / rate.
    let logarithmic = (supply_for(cost) >> 10).saturating_mul(709 * u128::from(octaves));
    // Rounding down leaves the tangent step at most one wei short, so one more wei is added.
    at.saturating_sub(if octaves > 1 { logarithmic } else { tangent.saturating_add(1) })
}

/// How many terms of the power series to sum for a `z` with this whole part. Enough for a remainder
/// below 2⁻¹⁰⁰ of the sum, and never fewer for a larger `z`, which makes the sum monotone.
fn terms(whole: u128) -> u32 {
    match whole as u32 {
        0 => 28,
        whole @ 1..=5 => 33 + 5 * whole,
        whole => 43 + 3 * whole,
    }
}

/// A power series of the curve, described by the ratio of coefficient k + 1 to coefficient k.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Series {
    /// `H`, with the ratio `(3k+1)/((k+1)(3k+4))`.
    H,
    /// `e^z`, with the ratio `1/(k+1)`.
    Exp,
}

/// `1 + r₀·z·(1 + r₁·z·(1 + …))` by Horner's rule, where `r_k` is the ratio of the coefficients
/// k + 1 and k. `z` and the result have [`Q`] fractional bits; every operation rounds down.
///
/// This is the only hot loop of a mint. There is one copy of it in the program, with its
/// arithmetic inlined and without branches.
#[inline(never)]
fn power_series(series: Series, z: u128) -> u128 {
    const ONE: u128 = 1 << Q;
    let mut sum = ONE;
    let mut k = terms(z >> Q);
    while k > 0 {
        // `k` is the ratio's k + 1 here.
        let (numerator, denominator) = match series {
            Series::H => (3 * k - 2, k * (3 * k + 1)),
            Series::Exp => (1, k),
        };
        // sum · z fits 128 bits at every step: see `Q`.
        let product = Wide::product_inline(sum, z).shift_right(Q).low;
        sum = ONE + scale_floor(product, numerator, denominator);
        k -= 1;
    }
    sum
}

/// `floor(value / 10¹⁸)`; the result must fit 128 bits. Two divisions by 10⁹ give the same result,
/// because nested floors compose, and need only a 32-bit divisor.
fn div_wad_floor(value: Wide) -> u128 {
    const HALF: u32 = 1_000_000_000;
    value.div_rem_small(HALF).0.div_rem_small(HALF).0.low
}

/// | bits | field |
/// |---|---|
/// | 0–79 | base (80 bits hold 10,000 VVV) |
/// | 80–159 | target (80 bits hold 250,000 DIEM) |
/// | 160–223 | power (64 bits hold 8) |
/// | 224–255 | left free: [`CurveParams`](crate::params::CurveParams) stores its cooldown here |
impl Curve {
    pub(crate) const fn pack(&self) -> Wide {
        Wide::ZERO.with::<0, 80>(self.base).with::<80, 80>(self.target).with::<160, 64>(self.power)
    }

    pub(crate) const fn unpack(word: Wide) -> Self {
        Self {
            base: word.field::<0, 80>(),
            target: word.field::<80, 80>(),
            power: word.field::<160, 64>(),
        }
    }
}
