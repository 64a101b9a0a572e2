// SPDX-License-Identifier: MIT OR Apache-2.0
//! The collateral behind the supply (§13: 16).

use crate::reference::Reference;

/// The curve's relative error is below one part in this.
const CURVE_PRECISION: u128 = 10_000_000_000_000_000_000_000_000;

impl Reference {
    /// What is locked would mint the whole supply at once, up to the curve's errors. Where the most that was ever
    /// locked stands for the cost of the largest supply, the allowance is a little larger than the design's.
    pub(super) fn check_collateral(&self) {
        let uses = self.curve_use;
        if uses.changed {
            return;
        }
        let allowance = uses.mints * (1 + uses.most_locked.div_ceil(CURVE_PRECISION));
        let locked = self.total_locked() + allowance;
        // Without a result, the locked VVV buys more than any supply of the curve.
        if let Some(out) = (self.curve)(&self.params, 0, locked) {
            let supply = self.supply();
            assert!(
                out >= supply,
                "invariant 16: the VVV locked would mint {out} wei of DIEM at once, less than the supply of {supply}"
            );
        }
    }
}
