// SPDX-License-Identifier: MIT OR Apache-2.0
//! `curve.svg`: the mint rate by DIEM supply, and a mint as the area below it.

use diem_model::curve::{Curve, WAD};

use super::amount::{decimal, defaults, units, WAD_DECIMALS};
use super::svg::{Point, Scale, Svg};
use crate::format::grouped;

const HEIGHT: f64 = 430.0;
/// Whole DIEM.
const X: Scale = Scale { domain: (0.0, 50_000.0), range: (72.0, 604.0) };
/// VVV per DIEM. The curve leaves the picture at the top.
const Y: Scale = Scale { domain: (0.0, 1_200.0), range: (370.0, 58.0) };

/// The mint that is shown: the DIEM supply before, and the VVV that it locks, both whole.
const SUPPLY: u128 = 30_000;
const LOCKED: u128 = 1_500_000;

/// How far apart the points are that are computed, in whole DIEM.
const STEP: u128 = 250;

pub fn draw() -> Svg {
    let curve = defaults().curve.curve;
    let target = curve.target / WAD;
    let end = X.domain.1 as u128;
    let minted = curve.mint(SUPPLY * WAD, LOCKED * WAD).expect("in the domain");
    let [base, at_target, at_end] = [0, target, end].map(|supply| rate_text(&curve, supply));

    let mut svg = Svg::new(
        "The mint rate by DIEM supply",
        format!(
            "The price of one DIEM in VVV rises with supply along an exponential curve: {base} VVV \
             at the start, {at_target} at the target of {} DIEM, {at_end} at {}. The VVV that a mint \
             locks is the area under the curve: at a supply of {}, locking {} VVV mints {} DIEM.",
            grouped(target as u64),
            grouped(end as u64),
            grouped(SUPPLY as u64),
            grouped(LOCKED as u64),
            decimal(minted, WAD_DECIMALS, 0),
        ),
        HEIGHT,
    );
    draw_axes(&mut svg);
    draw_mint(&mut svg, &curve, minted);

    // The curve, up to where it leaves the picture.
    let visible = (0..=end)
        .step_by(STEP as usize)
        .take_while(|&supply| rate(&curve, supply * WAD) <= Y.domain.1);
    let points: Vec<Point> = visible.map(|supply| point(&curve, supply * WAD)).collect();
    svg.polyline("curve diem", &points);
    let (x, y) = points[points.len() - 1];
    let to_end = format!("on to {at_end} at {}", grouped(end as u64));
    svg.text("note halo end", (x - 14.0, y + 9.0), &to_end);

    let (x, y) = point(&curve, 0);
    svg.circle("dot diem", (x, y), 6.5);
    svg.text("value diem halo", (x + 8.0, y - 12.0), &base);
    let (x, y) = point(&curve, curve.target);
    svg.line("guide", (x, y), (x, Y.range.0));
    svg.circle("dot diem", (x, y), 6.5);
    svg.text("value diem halo", (x + 14.0, y + 8.0), &at_target);
    svg.text("note halo", (x + 14.0, y + 26.0), "at the target");
    svg
}

fn draw_mint(svg: &mut Svg, curve: &Curve, minted: u128) {
    let area = mint_area(curve, minted);
    svg.polygon("area vvv", &area);
    svg.polygon("hatched vvv", &area);

    let (x, y) = (X.at(25_000.0), Y.at(720.0));
    let middle = (area[0].0 + area[area.len() - 1].0) / 2.0;
    svg.arrow("vvv", &[(x + 12.0, y), (middle, y), (middle, Y.at(100.0))]);
    let lines = [
        format!("Area: {} VVV locked,", grouped(LOCKED as u64)),
        format!("which mint {} DIEM", decimal(minted, WAD_DECIMALS, 0)),
        format!("at a supply of {}", grouped(SUPPLY as u64)),
    ];
    for (text, y) in lines.iter().zip([y - 15.0, y + 5.0, y + 25.0]) {
        svg.text("halo end", (x, y), text);
    }
}

/// The area under the curve between the supplies before and after the mint.
fn mint_area(curve: &Curve, minted: u128) -> Vec<Point> {
    let after = SUPPLY * WAD + minted;
    let supplies = (SUPPLY..).step_by(STEP as usize).map(|supply| supply * WAD);
    let mut area: Vec<Point> =
        supplies.take_while(|&supply| supply < after).map(|supply| point(curve, supply)).collect();
    area.push(point(curve, after));
    let (left, right) = (area[0].0, area[area.len() - 1].0);
    area.insert(0, (left, Y.range.0));
    area.push((right, Y.range.0));
    area
}

fn draw_axes(svg: &mut Svg) {
    for rate in (0..=Y.domain.1 as u64).step_by(300) {
        let y = Y.at(rate as f64);
        svg.line("rule", (X.range.0, y), (X.range.1, y));
        svg.text("note end", (X.range.0 - 10.0, y + 5.0), &grouped(rate));
    }
    svg.line("axis", (X.range.0, Y.range.0), (X.range.1, Y.range.0));
    svg.text("note", (20.0, Y.range.1 - 24.0), "VVV per DIEM");
    for supply in (0..=X.domain.1 as u64).step_by(10_000) {
        let x = X.at(supply as f64);
        svg.line("axis", (x, Y.range.0), (x, Y.range.0 + 6.0));
        svg.text("note middle", (x, Y.range.0 + 24.0), &grouped(supply));
    }
    svg.text("note middle", (X.at(25_000.0), Y.range.0 + 46.0), "DIEM supply");
}

fn point(curve: &Curve, supply: u128) -> Point {
    (X.at(units(supply, WAD_DECIMALS)), Y.at(rate(curve, supply)))
}

fn rate(curve: &Curve, supply: u128) -> f64 {
    units(curve.rate(supply).expect("in the domain"), WAD_DECIMALS)
}

/// The rate with one decimal, or none if it is whole. `supply` is in whole DIEM.
fn rate_text(curve: &Curve, supply: u128) -> String {
    let rate = curve.rate(supply * WAD).expect("in the domain");
    decimal(rate, WAD_DECIMALS, u32::from(!rate.is_multiple_of(WAD)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_marked_points_are_the_models() {
        let curve = defaults().curve.curve;
        assert_eq!(curve.rate(0), Some(90 * WAD));
        assert_eq!(rate_text(&curve, 0), "90");
        assert_eq!(rate_text(&curve, 40_000), "665.0");
        let document = draw().finish();
        for supply in [0, curve.target] {
            let (x, y) = point(&curve, supply);
            assert!(document.contains(&format!(r#"cx="{x:.1}" cy="{y:.1}""#)), "{supply}");
        }
        assert!(document.contains(">665.0</text>"));
    }

    #[test]
    fn the_shaded_area_is_the_vvv_that_the_mint_locks() {
        let curve = defaults().curve.curve;
        let minted = curve.mint(SUPPLY * WAD, LOCKED * WAD).unwrap();
        let text = format!("mint {} DIEM", decimal(minted, WAD_DECIMALS, 0));
        assert!(draw().finish().contains(&text), "{text}");

        // Between neighbouring points the area is a trapezium.
        let area = mint_area(&curve, minted);
        let pixels: f64 = area
            .windows(2)
            .map(|pair| (pair[1].0 - pair[0].0) * (2.0 * Y.range.0 - pair[0].1 - pair[1].1) / 2.0)
            .sum();
        let vvv_of_pixel =
            X.domain.1 / (X.range.1 - X.range.0) * Y.domain.1 / (Y.range.0 - Y.range.1);
        let shaded = pixels * vvv_of_pixel;
        assert!((shaded / LOCKED as f64 - 1.0).abs() < 0.001, "{shaded}");
    }
}
