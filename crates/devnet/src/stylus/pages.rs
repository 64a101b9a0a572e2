// SPDX-License-Identifier: MIT OR Apache-2.0
//! The cost of WASM memory.
//!
//! Pages are counted over the whole transaction: `open` is the number in use, `ever` its maximum so far.
//! The first [`FREE_PAGES`] are free. Beyond them, each page pays a flat price whenever it is opened, and each new
//! maximum pays along an exponential ramp, on which 8 MiB (128 pages) cost 32 million gas. Source: Nitro v3.9,
//! `arbos/programs/memory.go`.

use stylus_wasm::params::{FREE_PAGES, PAGE_GAS};

/// Gas of the ramp at [`RAMP_PAGES`] pages: `ramp(n) = RAMP_TOP^(n / RAMP_PAGES)`, rounded down.
const RAMP_TOP: f64 = 31_874_000.0;
const RAMP_PAGES: u16 = 128;

/// The pages that a transaction uses and has used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pages {
    /// In use by the programs on the call stack.
    pub open: u16,
    /// The maximum number open at once. Reverts do not lower it.
    pub ever: u16,
}

impl Pages {
    /// Opens `new` pages and returns their gas. Beyond 128 pages it is `u64::MAX`, which no program can pay.
    pub fn add(&mut self, new: u16) -> u64 {
        let before = *self;
        self.open = self.open.saturating_add(new);
        self.ever = self.ever.max(self.open);
        if self.ever <= FREE_PAGES {
            return 0;
        }
        let paid = |pages: u16| u64::from(pages.saturating_sub(FREE_PAGES));
        let flat = (paid(self.open) - paid(before.open)) * PAGE_GAS;
        flat.saturating_add(ramp(self.ever) - ramp(before.ever))
    }
}

/// Gas of the ramp up to `pages` pages.
#[allow(clippy::cast_sign_loss)]
fn ramp(pages: u16) -> u64 {
    if pages > RAMP_PAGES {
        return u64::MAX;
    }
    let base = (RAMP_TOP.ln() / f64::from(RAMP_PAGES)).exp();
    base.powi(i32::from(pages)) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_two_pages_are_free() {
        let mut pages = Pages::default();
        assert_eq!(pages.add(2), 0);
        assert_eq!(pages.add(1), 1000);
    }

    #[test]
    fn ramp_follows_the_published_table() {
        let known = [
            (0, 1),
            (5, 1),
            (6, 2),
            (20, 14),
            (64, 5645),
            (100, 727_880),
            (127, 27_849_408),
            (128, 31_873_999),
        ];
        for (pages, gas) in known {
            assert_eq!(ramp(pages), gas, "{pages} pages");
        }
    }

    #[test]
    fn the_total_cost_does_not_depend_on_the_step_size() {
        for step in [1, 2, 4, 8, 16, 32, 64, 128] {
            let mut pages = Pages::default();
            let total: u64 = (0..128 / step).map(|_| pages.add(step)).sum();
            assert_eq!(total, 31_999_998, "{step} pages at a time");
        }
    }

    #[test]
    fn reopened_pages_pay_only_the_flat_price() {
        let mut pages = Pages::default();
        pages.add(20);
        pages.open = 0;
        assert_eq!(pages.add(20), 18_000);
    }

    #[test]
    fn more_than_eight_mebibytes_cannot_be_paid() {
        assert_eq!(Pages::default().add(129), u64::MAX);
        assert_eq!(Pages::default().add(u16::MAX), u64::MAX);
    }
}
