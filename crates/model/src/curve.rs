//! The mint curve: what a DIEM costs, and how many DIEM some VVV buys.
//!
//! ```text
//! rate(S) = base · e^z                          VVV per DIEM at a DIEM supply of S
//! C(S)    = ∫₀^S rate(s) ds = base · S · H(z)   VVV behind a supply of S
//! z       = power · (S / target)³
//! H(z)    = Σ_{k≥0} z^k / (k! · (3k + 1))
//! ```
//!
//! The rate's shape and its default parameters are those of the live VVV/DIEM system, which
//! tabulates it in 256 steps; here it is computed. `H` follows by integrating the exponential's
//! power series term by term: `∫₀^S s^(3k) ds = S^(3k+1) / (3k + 1)`.
//!
//! # Laws
//! [`Curve::cost`] is **one** deterministic integer function, and everything else is defined by
//! it. It is strictly increasing, and `0 ≤ real − cost < 1 wei + 10⁻²⁵ · real` over the whole
//! domain at every allowed parameter set. Therefore, exactly:
//! * minting in k parts never yields more DIEM than minting at once, because both end at the
//!   greatest supply whose cost is covered;
//! * [`Curve::mint`] of [`Curve::quote`] of `x` is `x`, in the same state, to the wei.
//!
//! # How it is computed
//! `z`, `H` and `e^z` are fixed-point with 104 fractional bits in a `u128`. `H` is summed by
//! Horner's rule from the far end, `a ← 1 + a·z·(3k+1)/((k+1)(3k+4))`: every step is a floor of
//! operations that do not decrease in non-negative arguments, and the number of terms never
//! falls as `z` grows, so the sum never falls either: monotone by construction, not by
//! precision. Multiplying by `base·S`, which grows by at least 10 a wei, makes it strict.
//! Error: `z` carries less than 2⁻¹⁰³; a step of Horner's rule adds less than 2⁻¹⁰³, which later
//! steps scale like the term it belongs to, so that together they stay below 2⁻¹⁰³ of the sum; the
//! terms left out are below 2⁻¹⁰⁰ of it: all far below 10⁻²⁵ ≈ 2⁻⁸³.

use packed_word::{scale_floor, Wide};

/// One DIEM, and one VVV, in wei.
pub const WAD: u128 = 1_000_000_000_000_000_000;

/// The greatest DIEM supply at any parameters, in wei: a million DIEM. Keeps every DIEM amount
/// within 80 bits.
pub const SUPPLY_LIMIT: u128 = 1_000_000 * WAD;

/// The greatest exponent `z`. There the rate is 8.9·10⁶ times the base, more VVV for a DIEM than
/// will ever exist, so the end of the domain binds arithmetic, not people.
const Z_LIMIT: u128 = 16;

/// Fractional bits of `z`, `H` and `e^z`: `e¹⁶ < 2^23.1`, which leaves room in 128 bits for every
/// product `a·z` of Horner's rule before it is scaled (at most `e¹⁶`, or 2^19.6 for `H`).
const Q: u32 = 104;
/// Fractional bits of `S / target`, which is at most 4.
const Q_RATIO: u32 = 120;
/// Fractional bits of `1 / target`: the most with which it fits 128 bits at the least target.
const Q_INVERSE: u32 = 197;

/// The curve's parameters.
///
/// Their bounds ([`crate::params`]) are what the widths and error bounds here rest on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Curve {
    /// The rate at supply 0, in VVV wei per DIEM.
    pub base: u128,
    /// The exponent at supply `target`, as a wad (1e18 is 1).
    pub power: u128,
    /// The supply at which the rate is `base · e^power`, in DIEM wei.
    pub target: u128,
}

/// The asked-for supply lies beyond the curve's domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CapExceeded;

impl Curve {
    /// `C(supply)`: the VVV wei behind `supply` DIEM wei. Rounded down, by less than
    /// `1 + 10⁻²⁵ · real` wei. `None` outside the domain.
    pub fn cost(&self, supply: u128) -> Option<u128> {
        let curve = Prepared::new(self);
        curve.point(supply).map(|point| curve.cost(point))
    }

    /// `rate(supply)` in VVV wei per DIEM, rounded down by less than `1 + 10⁻²⁵ · real` wei.
    /// `None` outside the domain.
    pub fn rate(&self, supply: u128) -> Option<u128> {
        let curve = Prepared::new(self);
        curve.point(supply).map(|point| curve.rate(point))
    }

    /// The VVV wei that must be locked to mint exactly `out` DIEM wei at `supply`:
    /// `C(supply + out) − C(supply)`.
    ///
    /// # Errors
    /// [`CapExceeded`] when `supply + out` is outside the domain.
    pub fn quote(&self, supply: u128, out: u128) -> Result<u128, CapExceeded> {
        let curve = Prepared::new(self);
        let after = curve.point(supply.saturating_add(out)).ok_or(CapExceeded)?;
        let before = curve.point(supply).ok_or(CapExceeded)?;
        // No underflow: the cost increases.
        Ok(curve.cost(after) - curve.cost(before))
    }

    /// The DIEM wei that locking `locked` VVV wei mints at `supply`: the greatest `out` with
    /// `C(supply + out) − C(supply) ≤ locked`. Rounded down: the minter never gets a wei more
    /// than is paid for.
    ///
    /// # Errors
    /// [`CapExceeded`] when that supply, or the present one, is outside the domain.
    pub fn mint(&self, supply: u128, locked: u128) -> Result<u128, CapExceeded> {
        let curve = Prepared::new(self);
        let end = curve.greatest_supply(supply, locked).ok_or(CapExceeded)?;
        Ok(end - supply)
    }

    /// Whether `supply` (DIEM wei) lies in the domain: `z ≤ 16` and `supply ≤ 10²⁴` wei.
    pub fn contains(&self, supply: u128) -> bool {
        Prepared::new(self).point(supply).is_some()
    }

    /// The greatest supply in the domain, in DIEM wei.
    pub fn max_supply(&self) -> u128 {
        let curve = Prepared::new(self);
        let (mut inside, mut outside) = (0, curve.bound());
        while outside - inside > 1 {
            let middle = inside + (outside - inside) / 2;
            *(if curve.point(middle).is_some() {
                &mut inside
            } else {
                &mut outside
            }) = middle;
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

/// A curve with what all its points share.
struct Prepared<'a> {
    curve: &'a Curve,
    /// `1 / target`, with [`Q_INVERSE`] fractional bits, rounded down.
    inverse: u128,
}

impl<'a> Prepared<'a> {
    fn new(curve: &'a Curve) -> Self {
        const ONE: Wide = Wide {
            high: 1 << (Q_INVERSE - 128),
            low: 0,
        };
        // Fits: every allowed target is above 2⁶⁹.
        let inverse = ONE.div_floor(curve.target).unwrap_or(u128::MAX);
        Self { curve, inverse }
    }

    /// A supply just outside of what `z` can be asked for: past four times the target it is over
    /// 64 · 0.25 whatever the power.
    fn bound(&self) -> u128 {
        (4 * self.curve.target).min(SUPPLY_LIMIT) + 1
    }

    /// The point of the curve at `supply`, if that is in the domain.
    fn point(&self, supply: u128) -> Option<Point> {
        if supply >= self.bound() {
            return None;
        }
        let point = self.point_within_bound(supply);
        (point.z <= Z_LIMIT << Q).then_some(point)
    }

    /// The point at a supply of at most [`bound`](Self::bound).
    fn point_within_bound(&self, supply: u128) -> Point {
        let ratio = Wide::product(supply, self.inverse)
            .shift_right(Q_INVERSE - Q_RATIO)
            .low;
        let square = Wide::product(ratio, ratio).shift_right(Q_RATIO).low;
        let cube = Wide::product(square, ratio).shift_right(Q_RATIO).low;
        let z = Wide::product(cube, self.curve.power).shift_right(Q_RATIO - Q);
        Point {
            supply,
            z: div_wad_floor(z),
        }
    }

    /// `C` at a point.
    fn cost(&self, Point { supply, z }: Point) -> u128 {
        let h = power_series(Series::H, z);
        // base · supply · h / 2¹⁰⁴ / 10¹⁸, kept whole until the last division: base · supply has
        // up to 154 bits, so its upper half is multiplied on its own; shifting that product left
        // by 128 − 104 is exact.
        let paid = Wide::product(self.curve.base, supply);
        let upper = Wide::product(paid.high, h);
        let upper = Wide {
            high: (upper.high << (128 - Q)) | (upper.low >> Q),
            low: upper.low << (128 - Q),
        };
        div_wad_floor(Wide::product(paid.low, h).shift_right(Q).plus(upper))
    }

    /// The rate at a point.
    fn rate(&self, Point { z, .. }: Point) -> u128 {
        Wide::product(self.curve.base, power_series(Series::Exp, z))
            .shift_right(Q)
            .low
    }

    /// The greatest `y` with `C(y) − C(supply) ≤ locked`, or `None` if it, or `supply`, is not in
    /// the domain.
    ///
    /// Newton's method inside a bracket. The cost is convex: from the left a tangent step lands
    /// on or right of the answer, from the right it comes down towards it. Far above or below the
    /// budget, where tangents of an exponential are poor, the step is taken for the cost's
    /// logarithm instead. The bracket `C(low) ≤ budget < C(high)`, where a supply outside the
    /// domain costs more than anybody has, shrinks with every step whatever the steps are, and is
    /// halved if it should not have closed after 24: so the loop ends, and its result is right
    /// even if a step is not. In practice 2 to 12 points are priced.
    fn greatest_supply(&self, supply: u128, locked: u128) -> Option<u128> {
        let mut at = self.point(supply)?;
        let mut cost = self.cost(at);
        // A sum beyond 128 bits is beyond any cost, and stays so saturated.
        let budget = cost.saturating_add(locked);
        let (mut low, mut high) = (supply, self.bound());
        let (mut steps, mut priced) = (0, true);
        while high - low > 1 {
            let next = if priced && steps < 24 {
                let step = newton_step(at.supply, cost, budget, self.rate(at));
                step.clamp(low + 1, high - 1)
            } else {
                low + (high - low) / 2
            };
            let point = self.point(next);
            priced = point.is_some();
            if let Some(point) = point {
                (at, cost) = (point, self.cost(point));
            }
            // Outside the domain there is no price, and nothing to take a step from.
            *(if priced && cost <= budget {
                &mut low
            } else {
                &mut high
            }) = next;
            steps += 1;
        }
        // At the end of the domain: the next wei, whose price can still be computed, must be too
        // dear, or the answer lies beyond.
        let beyond = self.point_within_bound(high);
        let inside = self.point(high).is_some();
        (inside || self.cost(beyond) > budget).then_some(low)
    }
}

/// Where to look next, in DIEM wei, seeing `cost` VVV wei at supply `at` and `rate` there.
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
    // The tangent rounds its step down to at most one wei short: one more wei lands on the answer.
    at.saturating_sub(if octaves > 1 {
        logarithmic
    } else {
        tangent.saturating_add(1)
    })
}

/// How many terms of the power series to sum where `z` has this whole part: enough for a remainder
/// below 2⁻¹⁰⁰ of the sum everywhere, and never fewer at a greater `z`, which monotonicity rests on.
fn terms(whole: u128) -> u32 {
    match whole as u32 {
        0 => 28,
        whole @ 1..=5 => 33 + 5 * whole,
        whole => 43 + 3 * whole,
    }
}

/// A power series of the curve.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Series {
    /// `H`: the ratio of its k-th coefficient over the one before is `(3k+1)/((k+1)(3k+4))`.
    H,
    /// `e^z`: that ratio is `1/(k+1)`.
    Exp,
}

/// `1 + r₀·z·(1 + r₁·z·(1 + …))` by Horner's rule, where `r_k` is the series' ratio of neighbouring
/// coefficients. `z` and the result have [`Q`] fractional bits; every operation rounds down.
///
/// The one hot loop of a mint: one copy of it, with its arithmetic inlined and free of branches.
#[inline(never)]
fn power_series(series: Series, z: u128) -> u128 {
    const ONE: u128 = 1 << Q;
    let mut sum = ONE;
    let mut k = terms(z >> Q);
    while k > 0 {
        // With k one too high: k is the ratio's k + 1.
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

/// `floor(value / 10¹⁸)`; the result must fit 128 bits. Two divisions by 10⁹ are exact, because
/// floors of quotients nest, and need no 64-bit divisor.
fn div_wad_floor(value: Wide) -> u128 {
    const HALF: u32 = 1_000_000_000;
    value.div_rem_small(HALF).0.div_rem_small(HALF).0.low
}

/// | bits | field |
/// |---|---|
/// | 0–79 | base (80 bits hold 10,000 VVV) |
/// | 80–159 | target (80 bits hold 250,000 DIEM) |
/// | 160–223 | power (64 bits hold 8) |
/// | 224–255 | free for a neighbour: see [`crate::params`] |
impl Curve {
    pub(crate) const fn pack(&self) -> Wide {
        Wide::ZERO
            .with::<0, 80>(self.base)
            .with::<80, 80>(self.target)
            .with::<160, 64>(self.power)
    }

    pub(crate) const fn unpack(word: Wide) -> Self {
        Self {
            base: word.field::<0, 80>(),
            target: word.field::<80, 80>(),
            power: word.field::<160, 64>(),
        }
    }
}
