// SPDX-License-Identifier: MIT OR Apache-2.0
//! `fee.svg`: how a fee is split, and how the stakers' part is released.

use diem_model::{curve::WAD, ledger::Ledger, position::Stake, revenue::FeeParts, rewards::Reward};

use super::amount::{decimal, defaults, units, USD, USD_DECIMALS};
use super::calendar::{hours, FIRST};
use super::svg::{Point, Rect, Scale, Svg};

const HEIGHT: f64 = 476.0;
const LEFT: f64 = 26.0;
/// The width of the whole fee.
const BAR_WIDTH: f64 = 588.0;
/// The fee, in base units of the fee token.
const FEE: u128 = USD;
/// All staked VVV, in wei.
const STAKED: u128 = 1_000 * WAD;
/// Hours since the rollover.
const X: Scale = Scale { domain: (0.0, 24.0), range: (LEFT + 44.0, 440.0) };

/// What has become of the stakers' part a while after the rollover, in base units.
struct Released {
    stakers: u128,
    pool: u128,
}

pub fn draw() -> Svg {
    let parts = defaults().economy.split_fee(FEE);
    let end = released(24);
    let mut svg = Svg::new(
        "What becomes of a fee",
        format!(
            "A fee of {} USD is split: {} to the provider, {} to the capacity pool, {} to VVV \
             stakers. The stakers' part is released evenly over 24 hours. If all VVV is locked, a \
             fifth of it goes to the pool, so that stakers get {} and the pool {} in total.",
            usd(FEE),
            usd(parts.provider),
            usd(parts.pool),
            usd(parts.stakers),
            usd(end.stakers),
            usd(parts.pool + end.pool),
        ),
        HEIGHT,
    );
    svg.text("name", (LEFT, 40.0), &format!("A fee of {} USD is split", usd(FEE)));
    draw_parts(&mut svg, 56.0, &parts);
    svg.arrow("vvv", &[(X.range.0, 108.0), (X.range.0, 172.0)]);
    svg.text("name", (X.range.0 + 22.0, 146.0), "Stakers' part: released over the next 24 hours");
    draw_release(&mut svg, &parts);
    svg.text("name", (LEFT, 382.0), "After 24 hours, if all VVV is locked");
    let finally =
        FeeParts { provider: parts.provider, pool: parts.pool + end.pool, stakers: end.stakers };
    draw_parts(&mut svg, 398.0, &finally);
    svg
}

/// A bar of the three parts.
fn draw_parts(svg: &mut Svg, y: f64, parts: &FeeParts) {
    let total = parts.provider + parts.pool + parts.stakers;
    let mut x = LEFT;
    for (class, name, part) in [
        ("vvv", "Stakers", parts.stakers),
        ("fee", "Pool", parts.pool),
        ("plain", "Provider", parts.provider),
    ] {
        let width = BAR_WIDTH * part as f64 / total as f64;
        let rect = Rect { x: x + 2.0, y, width: width - 4.0, height: 52.0 };
        svg.rect(&format!("box {class}"), rect, 8.0);
        let (middle, _) = rect.middle();
        svg.text("middle", (middle, y + 22.0), name);
        svg.text(&format!("value {class} middle"), (middle, y + 42.0), &usd(part));
        x += width;
    }
}

fn draw_release(svg: &mut Svg, parts: &FeeParts) {
    let y = Scale { domain: (0.0, units(parts.stakers, USD_DECIMALS)), range: (304.0, 182.0) };
    let hours = [0, 6, 12, 18, 24];
    let mut stakers: Vec<Point> = Vec::new();
    let mut all: Vec<Point> = Vec::new();
    for hour in hours {
        let released = released(hour);
        let x = X.at(hour as f64);
        let level = |amount| y.at(units(amount, USD_DECIMALS));
        stakers.push((x, level(released.stakers)));
        all.push((x, level(released.stakers + released.pool)));
        svg.line("rule", (x, y.range.1), (x, y.range.0));
        svg.text("note middle", (x, y.range.0 + 24.0), &format!("{hour} h"));
    }
    let base = (X.range.1, y.range.0);
    let mut lower = stakers.clone();
    lower.push(base);
    let mut upper = all.clone();
    upper.extend(stakers.iter().rev());
    svg.polygon("box vvv", &lower);
    svg.polygon("area fee", &upper);
    svg.polygon("hatched fee", &upper);
    svg.line("axis", (X.range.0, y.range.0), base);
    let end = released(24);
    let x = X.range.1 + 14.0;
    let pool = y.at(units(end.stakers + end.pool / 2, USD_DECIMALS));
    svg.text("value fee", (x, pool - 2.0), &format!("{} to the pool", usd(end.pool)));
    svg.text("note", (x, pool + 17.0), "a fifth of rewards");
    svg.text("note", (x, pool + 35.0), "on locked VVV");
    let stakers = y.at(units(end.stakers / 2, USD_DECIMALS));
    svg.text("value vvv", (x, stakers + 20.0), &format!("{} to stakers", usd(end.stakers)));
}

/// Splits a fee of one day and releases the stakers' part, with all VVV locked, up to some hours
/// after the rollover.
fn released(after: u64) -> Released {
    let params = defaults().economy;
    let parts = params.split_fee(FEE);
    let mut stake = Stake::default();
    stake.add(STAKED).expect("fits");
    stake.lock(STAKED).expect("unlocked");
    let mut ledger = Ledger::default();
    ledger.today.day = FIRST;
    ledger.accounting.index.last = hours(0);
    ledger.inflow.add_fee(parts.pool, parts.stakers);
    ledger.roll(hours(24), &stake, params.credit_price);
    ledger.accrue(hours(24 + after), &stake);
    let mut stakers = Reward::default();
    stakers.settle_floor(&ledger.accounting.index, &stake);
    Released { stakers: stakers.accrued, pool: ledger.pool_reward.accrued }
}

fn usd(amount: u128) -> String {
    decimal(amount, USD_DECIMALS, 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fifth_of_the_rewards_on_locked_stake_goes_to_the_pool() {
        for (after, stakers, pool) in
            [(0, "0.00", "0.00"), (8, "0.04", "0.01"), (24, "0.12", "0.03")]
        {
            let released = released(after);
            assert_eq!((usd(released.stakers), usd(released.pool)), (stakers.into(), pool.into()));
        }
    }
}
