// SPDX-License-Identifier: MIT OR Apache-2.0
//! 256-bit integer arithmetic: full products of 128-bit values, and their quotients.
//!
//! Exact division rounds down and has `floor` in its name. Nothing panics if the documented
//! preconditions hold. A quotient that does not fit 128 bits is `None`, unless a function documents
//! otherwise.

/// A 256-bit unsigned integer, `high · 2¹²⁸ + low`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wide {
    /// The upper 128 bits.
    pub high: u128,
    /// The lower 128 bits.
    pub low: u128,
}

/// `a · b`, exact, as `(high, low)`.
///
/// It multiplies 32-bit halves because WebAssembly has no 64-bit multiplication with a 128-bit
/// result, and the compiler's substitute multiplies full 128-bit operands.
#[inline(always)]
const fn mul_64(a: u64, b: u64) -> (u64, u64) {
    const LOW: u64 = 0xffff_ffff;
    let (a_high, a_low, b_high, b_low) = (a >> 32, a & LOW, b >> 32, b & LOW);
    let low = a_low * b_low;
    // Each sum is at most (2³² − 1)² + 2·(2³² − 1) = 2⁶⁴ − 1.
    let mid = a_high * b_low + (low >> 32);
    let mid_2 = a_low * b_high + (mid & LOW);
    (a_high * b_high + (mid >> 32) + (mid_2 >> 32), (mid_2 << 32) | (low & LOW))
}

impl Wide {
    /// `a · b`, exact.
    #[inline(never)]
    pub const fn product(a: u128, b: u128) -> Self {
        Self::product_inline(a, b)
    }

    /// `a · b`, exact: [`product`](Self::product) inlined, for hot loops. Each use adds 400 bytes to
    /// the program.
    #[inline(always)]
    pub const fn product_inline(a: u128, b: u128) -> Self {
        let (a_high, a_low) = ((a >> 64) as u64, a as u64);
        let (b_high, b_low) = ((b >> 64) as u64, b as u64);
        let (carry, word_0) = mul_64(a_low, b_low);
        let (cross_high, cross_low) = mul_64(a_high, b_low);
        let (other_high, other_low) = mul_64(a_low, b_high);
        let (top_high, top_low) = mul_64(a_high, b_high);
        // No overflow: each column sums at most four 64-bit values.
        let word_1 = carry as u128 + cross_low as u128 + other_low as u128;
        let word_2 = cross_high as u128 + other_high as u128 + top_low as u128 + (word_1 >> 64);
        let word_3 = top_high as u128 + (word_2 >> 64);
        Self {
            high: (word_3 << 64) | (word_2 as u64 as u128),
            low: (word_1 << 64) | word_0 as u128,
        }
    }

    /// `floor(self / 2^bits)` for `0 < bits < 128`.
    #[inline(always)]
    pub const fn shift_right(self, bits: u32) -> Self {
        Self { high: self.high >> bits, low: (self.low >> bits) | (self.high << (128 - bits)) }
    }

    /// `self + other` modulo 2²⁵⁶.
    #[inline]
    pub const fn wrapping_add(self, other: Self) -> Self {
        let (low, carry) = self.low.overflowing_add(other.low);
        Self { high: self.high.wrapping_add(other.high).wrapping_add(carry as u128), low }
    }

    /// `floor(self / divisor)`, or `None` if that exceeds 128 bits or `divisor` is 0.
    ///
    /// Long division bit by bit: about 40 gas on Stylus, and short enough to read.
    pub const fn div_floor(self, divisor: u128) -> Option<u128> {
        if self.high >= divisor {
            return None;
        }
        // Invariant: rest < divisor. So 2·rest + 1 needs at most one bit more than 128: the carry.
        let (mut rest, mut low, mut step) = (self.high, self.low, 0);
        while step < 128 {
            let carry = rest >> 127;
            rest = (rest << 1) | (low >> 127);
            // 1 if the divisor fits. A branch would cost more than the rest of the step.
            let fits = carry | (rest >= divisor) as u128;
            rest = rest.wrapping_sub(divisor & fits.wrapping_neg());
            low = (low << 1) | fits;
            step += 1;
        }
        Some(low)
    }

    /// An approximation of `floor(self / divisor)`: never above it, and at most `2⁻⁵⁹` of it plus two
    /// below. For searches that verify their result. Saturates at 128 bits; `divisor` must not be 0.
    ///
    /// Long division by the divisor's leading 31 bits, first of `self` and then of the remainder: a
    /// sixth of the cost of [`div_floor`](Self::div_floor).
    pub const fn div_approx(self, divisor: u128) -> u128 {
        let drop = (128 - divisor.leading_zeros()).saturating_sub(31);
        // The divisor is rounded up, so that the quotient is not too large.
        let leading = (divisor >> drop) as u32 + (drop > 0) as u32;
        let (quotient, _) = self.shift_right_any(drop).div_rem_small(leading);
        if quotient.high > 0 {
            return u128::MAX;
        }
        let rest = self.saturating_sub(Self::product(quotient.low, divisor));
        let (more, _) = rest.shift_right_any(drop).div_rem_small(leading);
        quotient.low.saturating_add(more.low)
    }

    /// `floor(self / 2^bits)` for `bits < 128`.
    const fn shift_right_any(self, bits: u32) -> Self {
        if bits == 0 {
            return self;
        }
        self.shift_right(bits)
    }

    /// `self − other`, or zero if `other` is larger.
    pub const fn saturating_sub(self, other: Self) -> Self {
        let (low, borrow) = self.low.overflowing_sub(other.low);
        match self.high.checked_sub(other.high) {
            Some(high) if high >= borrow as u128 => Self { high: high - borrow as u128, low },
            _ => Self::ZERO,
        }
    }

    /// `(floor(self / divisor), remainder)` for a 32-bit divisor, which must not be 0.
    ///
    /// Long division in 32-bit digits, so that each step is one machine division.
    #[inline]
    pub const fn div_rem_small(self, divisor: u32) -> (Self, u32) {
        let (high, rest) = div_rem_small_from(0, self.high, divisor);
        let (low, rest) = div_rem_small_from(rest, self.low, divisor);
        (Self { high, low }, rest)
    }
}

/// `((carry · 2¹²⁸ + value) / divisor, remainder)` for `carry < divisor`.
///
/// The four digits are unrolled because this is the mint curve's inner loop, where a branch costs as
/// much as ten additions. Remainders are computed by multiplication for the same reason.
#[inline(always)]
const fn div_rem_small_from(carry: u32, value: u128, divisor: u32) -> (u128, u32) {
    const LOW: u64 = 0xffff_ffff;
    let divisor = divisor as u64;
    let (high, low) = ((value >> 64) as u64, value as u64);
    let digit = ((carry as u64) << 32) | (high >> 32);
    let part_3 = digit / divisor;
    let digit = ((digit - part_3 * divisor) << 32) | (high & LOW);
    let part_2 = digit / divisor;
    let digit = ((digit - part_2 * divisor) << 32) | (low >> 32);
    let part_1 = digit / divisor;
    let digit = ((digit - part_1 * divisor) << 32) | (low & LOW);
    let part_0 = digit / divisor;
    let quotient = (((part_3 << 32) | part_2) as u128) << 64 | ((part_1 << 32) | part_0) as u128;
    (quotient, (digit - part_0 * divisor) as u32)
}

/// `floor(value · numerator / denominator)`. The result must fit 128 bits, and `denominator` must
/// not be 0.
///
/// It divides first, so that no intermediate value exceeds the result:
/// with `value = q·denominator + r`, the result is `q·numerator + floor(r·numerator/denominator)`.
#[inline(always)]
pub const fn scale_floor(value: u128, numerator: u32, denominator: u32) -> u128 {
    let (quotient, rest) = div_rem_small_from(0, value, denominator);
    let numerator = numerator as u64;
    let (carry, low) = mul_64(quotient as u64, numerator);
    let high = ((quotient >> 64) as u64).wrapping_mul(numerator).wrapping_add(carry);
    let rest = rest as u64 * numerator / denominator as u64;
    (((high as u128) << 64) | low as u128).wrapping_add(rest as u128)
}

/// `floor(a · b / divisor)`, or `None` if that exceeds 128 bits or `divisor` is 0.
pub const fn mul_div_floor(a: u128, b: u128, divisor: u128) -> Option<u128> {
    Wide::product(a, b).div_floor(divisor)
}
