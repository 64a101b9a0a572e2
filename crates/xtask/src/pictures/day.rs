// SPDX-License-Identifier: MIT OR Apache-2.0
//! `day.svg`: three UTC days of an account's credits, of settlements, and of a fee's way to stakers.

use diem_model::{
    curve::WAD,
    ledger::Ledger,
    meter::Meter,
    params::CreditPrice,
    position::Stake,
    time::{CreditDay, Day, OutOfWindow, DAY},
};

use super::amount::{decimal, units, USD, USD_DECIMALS, WAD_DECIMALS};
use super::calendar::{hours, FIRST, HOUR};
use super::svg::{Point, Rect, Scale, Svg};

const HEIGHT: f64 = 570.0;
const DAYS: u16 = 3;
/// Seconds since the start of the first day.
const X: Scale = Scale { domain: (0.0, 3.0 * DAY as f64), range: (32.0, 608.0) };

/// What an account does with its credits.
#[derive(Clone, Copy)]
enum Event {
    /// Uses so many credits.
    Uses(u128),
    /// Activates so many DIEM.
    Activates(u128),
}

/// The account's active DIEM at the start.
const ACTIVE: u128 = 10;
/// Hours since the start of the first day, and what happens then.
const EVENTS: [(u64, Event); 4] = [
    (10, Event::Uses(6)),
    (24 + 5, Event::Activates(5)),
    (24 + 17, Event::Uses(9)),
    (48 + 12, Event::Uses(5)),
];

/// The stakers' parts of the first day's fees: hours, and base units of the fee token.
const FEES: [(u64, u128); 3] = [(7, 2 * USD), (13, 3 * USD), (20, USD)];

/// The credits left after a moment, in seconds since the start.
struct Level {
    time: u64,
    left: u128,
}

pub fn draw() -> Svg {
    let mut svg = Svg::new(
        "Three UTC days of daily credits",
        "An account's daily credits start each day at its active DIEM, fall with use, and rise when \
         it activates more DIEM. Vouchers of a day can be redeemed, and its budget pays for daily \
         credits, until the end of the next day. Fees of a day are released to stakers evenly during \
         the next. At 00:00 UTC the rollover closes one day and starts the next."
            .to_owned(),
        HEIGHT,
    );
    draw_days(&mut svg);
    draw_credits(&mut svg);
    draw_settlement(&mut svg);
    draw_fees(&mut svg);
    svg
}

fn draw_days(svg: &mut Svg) {
    for day in 0..=DAYS {
        let x = day_start(day);
        let inner = (1..DAYS).contains(&day);
        svg.line("rule", (x, 70.0), (x, HEIGHT - 24.0));
        let text = if inner { "00:00 rollover" } else { "00:00" };
        svg.text("note middle", (x, 60.0), text);
        if day < DAYS {
            let middle = (x + day_start(day + 1)) / 2.0;
            svg.text("name middle", (middle, 36.0), &format!("Day {}", day + 1));
        }
    }
}

fn draw_credits(svg: &mut Svg) {
    const Y: Scale = Scale { domain: (0.0, 15.0), range: (236.0, 136.0) };
    svg.text("name halo", (X.range.0 + 8.0, 98.0), "Daily credits left of an account");
    let levels = credit_levels();
    let mut line: Vec<Point> = Vec::new();
    for (at, level) in levels.iter().enumerate() {
        let until = levels.get(at + 1).map_or(u64::from(DAYS) * DAY, |next| next.time);
        let y = Y.at(units(level.left, WAD_DECIMALS));
        line.extend([(X.at(level.time as f64), y), (X.at(until as f64), y)]);
    }
    let mut area = line.clone();
    area.extend([(X.range.1, Y.range.0), (X.range.0, Y.range.0)]);
    svg.polygon("area diem", &area);
    svg.polyline("curve diem", &line);
    for level in &levels {
        let at = (X.at(level.time as f64) + 7.0, Y.at(units(level.left, WAD_DECIMALS)) - 8.0);
        svg.text("value diem", at, &decimal(level.left, WAD_DECIMALS, 0));
    }
    for (hour, event) in EVENTS {
        let text = match event {
            Event::Uses(credits) => format!("uses {credits}"),
            Event::Activates(diem) => format!("activates {diem}"),
        };
        svg.text("note", (X.at((hour * HOUR) as f64) + 7.0, Y.range.0 - 12.0), &text);
    }
}

/// The account's credits at the start, at every 00:00 UTC and after every event.
fn credit_levels() -> Vec<Level> {
    let mut meter = Meter::default().at(FIRST);
    meter.activate(ACTIVE * WAD);
    let mut times: Vec<(u64, Option<Event>)> =
        (0..DAYS).map(|day| (u64::from(day) * DAY, None)).collect();
    times.extend(EVENTS.map(|(hour, event)| (hour * HOUR, Some(event))));
    times.sort_by_key(|&(time, _)| time);
    let level = |(time, event)| {
        meter = meter.at(Day::of(hours(0) + time));
        match event {
            None => {}
            Some(Event::Uses(credits)) => meter.draw(CreditDay::Today, credits * WAD),
            Some(Event::Activates(diem)) => meter.activate(diem * WAD),
        }
        Level { time, left: meter.left(CreditDay::Today) }
    };
    times.into_iter().map(level).collect()
}

fn draw_settlement(svg: &mut Svg) {
    svg.text("name halo", (X.range.0 + 8.0, 284.0), "A day's vouchers and its budget");
    // Those of the last day outlive the picture.
    for day in 0..DAYS - 1 {
        let y = 300.0 + 40.0 * f64::from(day);
        for today in 0..DAYS {
            let x = day_start(today);
            let rect = Rect { x, y, width: day_start(today + 1) - x, height: 30.0 };
            let (x, y) = rect.middle();
            match FIRST.after(today).credit_day(FIRST.after(day).0.into()) {
                Ok(CreditDay::Today) => {
                    svg.rect("box fee", rect, 8.0);
                    svg.text("middle", (x, y + 5.0), &format!("of day {}", day + 1));
                }
                Ok(CreditDay::Yesterday) => {
                    svg.rect("back", rect, 8.0);
                    svg.rect("hatched fee", rect, 8.0);
                    svg.text("middle halo", (x, y + 5.0), "still redeemable");
                }
                Err(OutOfWindow::Past) => {
                    svg.text("note middle", (x, y + 5.0), "unused budget to pool");
                }
                Err(OutOfWindow::Future) => {}
            }
        }
    }
}

fn draw_fees(svg: &mut Svg) {
    let levels = fee_levels();
    let all = units(FEES.iter().map(|(_, fee)| fee).sum(), USD_DECIMALS);
    let y = Scale { domain: (0.0, all), range: (516.0, 446.0) };
    svg.text("name halo", (X.range.0 + 8.0, 418.0), "The stakers' part of day 1's fees");
    let line: Vec<Point> = levels
        .iter()
        .map(|&(time, amount)| (X.at(time as f64), y.at(units(amount, USD_DECIMALS))))
        .collect();
    let mut area = line.clone();
    area.push((X.range.0, y.range.0));
    svg.polygon("area vvv", &area);
    svg.polyline("curve vvv", &line);
    svg.text("note", (X.range.0 + 8.0, y.range.0 + 24.0), "collected on day 1");
    svg.text("note", (day_start(1) + 8.0, y.range.0 + 24.0), "released on day 2");
}

/// What the stakers' part of the first day's fees amounts to and is not released yet: seconds since
/// the start, and base units of the fee token. Settlements raise it in steps on the first day; the
/// stream releases it during the second.
fn fee_levels() -> Vec<(u64, u128)> {
    let start = hours(0);
    let mut stake = Stake::default();
    stake.add(1_000 * WAD).expect("a small stake");
    let mut ledger = Ledger::default();
    ledger.today.day = FIRST;
    ledger.accounting.index.last = start;
    let mut levels = vec![(0, 0)];
    for (hour, fee) in FEES {
        let time = hour * HOUR;
        levels.push((time, ledger.inflow.pending_stream));
        ledger.advance(start + time, &stake, CreditPrice(USD));
        ledger.inflow.add_fee(0, fee);
        levels.push((time, ledger.inflow.pending_stream));
    }
    for hour in 24..=48 {
        let time = hour * HOUR;
        ledger.advance(start + time, &stake, CreditPrice(USD));
        levels.push((time, ledger.stream.unreleased(&ledger.accounting.index)));
    }
    levels
}

/// The start of a day of the picture, counted from 0, in pixels.
fn day_start(day: u16) -> f64 {
    X.at((u64::from(day) * DAY) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credits_start_each_day_at_the_active_diem() {
        let levels: Vec<_> =
            credit_levels().iter().map(|level| (level.time / HOUR, level.left / WAD)).collect();
        let expected = [(0, 10), (10, 4), (24, 10), (29, 15), (41, 6), (48, 15), (60, 10)];
        assert_eq!(levels, expected);
    }

    #[test]
    fn the_fees_of_a_day_are_released_during_the_next() {
        let levels = fee_levels();
        let unreleased_at = |hour: u64| {
            let at = levels.iter().rfind(|(time, _)| *time == hour * HOUR);
            at.expect("a full hour").1
        };
        assert_eq!([20, 24, 36, 48].map(unreleased_at), [6 * USD, 6 * USD, 3 * USD, 0]);
    }
}
