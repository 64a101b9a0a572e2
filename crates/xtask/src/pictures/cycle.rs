// SPDX-License-Identifier: MIT OR Apache-2.0
//! `cycle.svg`: how VVV, DIEM, credits and fees move between accounts, providers and the contract.

use diem_model::time::DAY;

use super::amount::defaults;
use super::calendar::{days, HOUR};
use super::svg::{Rect, Svg};

const HEIGHT: f64 = 584.0;
/// The tops of the four rows.
const ROWS: [f64; 4] = [28.0, 184.0, 340.0, 496.0];
const BOX_HEIGHT: f64 = 60.0;
/// The left column: what an account holds.
const LEFT: (f64, f64) = (24.0, 232.0);
/// The right column: what pays for compute.
const RIGHT: (f64, f64) = (388.0, 228.0);
const POOL_WIDTH: f64 = 154.0;

pub fn draw() -> Svg {
    let params = defaults();
    let [vvv_cooldown, diem_cooldown] =
        [params.curve.vvv_cooldown, params.economy.diem_cooldown].map(days);
    // A fee of 100 is split into percentages.
    let parts = params.economy.split_fee(100);
    let [to_provider, to_pool, to_stakers] =
        [parts.provider, parts.pool, parts.stakers].map(|part| format!("{part} %"));
    let hours = DAY / HOUR;

    let mut svg = Svg::new(
        "The cycle of VVV, DIEM, credits and fees",
        format!(
            "VVV is staked and locked to mint DIEM. Active DIEM gives one credit of AI compute each \
             UTC day. Burning DIEM unlocks the VVV, which can be unstaked within {vvv_cooldown}. \
             Credits beyond the daily ones are paid from a deposit. Of each fee the provider gets \
             {to_provider}, VVV stakers {to_stakers} over {hours} hours, and the capacity pool \
             {to_pool}, from which it pays providers for daily credits."
        ),
        HEIGHT,
    );
    let left = |row: usize| row_box(LEFT, row);
    let right = |row: usize| row_box(RIGHT, row);
    let pool = Rect { width: POOL_WIDTH, ..right(2) };

    svg.labelled_box("vvv", left(0), "VVV", "in a wallet");
    svg.labelled_box("vvv", left(1), "Staked VVV", "earns fees, backs DIEM");
    svg.labelled_box("diem", left(2), "DIEM", "an ERC-20 token");
    svg.labelled_box("diem", left(3), "Active DIEM", "a credit each per UTC day");
    svg.labelled_box("fee", right(0), "Deposit", "in the fee token");
    svg.labelled_box("fee", right(1), "Fee", "of paid credits");
    svg.labelled_box("fee", pool, "Capacity pool", "a budget a day");
    svg.labelled_box("plain", right(3), "Provider", "serves AI compute");

    let unstakes = format!("after {vvv_cooldown}");
    let deactivates = format!("after {diem_cooldown}");
    for (row, down, tone_down, up, tone_up, when) in [
        (0, "`stake`", "vvv", "`initiateUnstakeVvv`", "vvv", unstakes.as_str()),
        (1, "`mintDiem`", "diem", "`burnDiem`", "vvv", "unlocks the VVV"),
        (2, "`stake`", "diem", "`initiateUnstake`", "diem", deactivates.as_str()),
    ] {
        let (top, bottom) = (left(row).bottom(), left(row + 1).y);
        let middle = (top + bottom) / 2.0;
        let (down_at, up_at) = (LEFT.0 + 24.0, LEFT.0 + 124.0);
        svg.arrow(tone_down, &[(down_at, top), (down_at, bottom)]);
        svg.text("", (down_at + 12.0, middle + 5.0), down);
        svg.arrow(tone_up, &[(up_at, bottom), (up_at, top)]);
        svg.text("", (up_at + 12.0, middle - 4.0), up);
        svg.text("note", (up_at + 12.0, middle + 16.0), when);
    }

    // Between the columns.
    let between = (LEFT.0 + LEFT.1 + RIGHT.0) / 2.0;
    let into = right(0).middle().1;
    svg.arrow("fee", &[(LEFT.0 + LEFT.1 + 60.0, into), (RIGHT.0, into)]);
    svg.text("middle", (between + 24.0, into - 10.0), "`deposit`");
    let streamed = right(1).middle().1;
    svg.arrow("fee", &[(RIGHT.0, streamed), (LEFT.0 + LEFT.1, streamed)]);
    svg.text("value fee middle", (between, streamed - 10.0), &to_stakers);
    svg.text("note middle", (between, streamed + 22.0), "to stakers,");
    svg.text("note middle", (between, streamed + 40.0), &format!("over {hours} hours"));
    let used = right(3).middle().1;
    svg.arrow("diem", &[(LEFT.0 + LEFT.1, used), (RIGHT.0, used)]);
    svg.text("value diem middle", (between, used - 10.0), "daily credits");
    svg.text("middle", (between, used + 24.0), "`spend`, `redeem`");

    // Down the right column.
    let down = RIGHT.0 + 64.0;
    svg.arrow("fee", &[(down, right(0).bottom()), (down, right(1).y)]);
    svg.text("value fee", (down + 12.0, middle_below(0) - 4.0), "paid credits");
    svg.text("", (down + 12.0, middle_below(0) + 16.0), "`spend`, `redeem`");
    svg.arrow("fee", &[(down, right(1).bottom()), (down, pool.y)]);
    svg.text("value fee", (down + 12.0, middle_below(1) + 5.0), &to_pool);
    svg.arrow("fee", &[(down, pool.bottom()), (down, right(3).y)]);
    svg.text("note", (down + 12.0, middle_below(2) - 4.0), "pays for");
    svg.text("note", (down + 12.0, middle_below(2) + 14.0), "daily credits");
    let provider = RIGHT.0 + 174.0;
    svg.arrow("fee", &[(provider, right(1).bottom()), (provider, right(3).y)]);
    svg.text("value fee", (provider + 12.0, middle_below(1) + 5.0), &to_provider);
    svg
}

fn row_box((x, width): (f64, f64), row: usize) -> Rect {
    Rect { x, y: ROWS[row], width, height: BOX_HEIGHT }
}

/// The middle of the gap below a row.
fn middle_below(row: usize) -> f64 {
    (ROWS[row] + BOX_HEIGHT + ROWS[row + 1]) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_and_cooldowns_are_the_defaults() {
        let document = draw().finish();
        for text in [">70 %<", ">15 %<", ">after 7 days<", ">after 1 day<", ">over 24 hours<"] {
            assert!(document.contains(text), "{text}");
        }
    }
}
