// SPDX-License-Identifier: MIT OR Apache-2.0
//! `commitment.svg`: on which days a commitment is in force, and what it secures.

use diem_model::{commitment::Commitment, time::Day};
use packed_word::Wide;

use super::calendar::{weekday, FIRST};
use super::svg::{Rect, Svg};

const HEIGHT: f64 = 430.0;
const LEFT: f64 = 26.0;
const COLUMN: f64 = 84.0;
const DAYS: u16 = 7;
/// The day of the release, counted from day D, the first, on which the account commits itself.
const RELEASE: u16 = 3;

/// The provider's address as a number.
const PROVIDER: Wide = Wide { high: 0, low: 1 };
const ANOTHER: Wide = Wide { high: 0, low: 2 };

pub fn draw() -> Svg {
    let commitment = commitment();
    let in_force = days(|day| commitment.covers(day.0.into()));
    let secured = days(|today| is_deposit_secured(&commitment, today));
    let last = *in_force.last().expect("in force");
    let redeemable = days(|today| today.credit_day(FIRST.after(last).0.into()).is_ok());
    let free = days(|today| today > FIRST && commitment.clone().commit(ANOTHER, today).is_ok());

    let mut svg = Svg::new(
        "The days of a commitment",
        format!(
            "commitTo on day D is in force from D + {} on. releaseCommitment on day R, here D + \
             {RELEASE}, makes D + {last} the last day in force. Only this provider can collect \
             credits of the days in force, and the deposit is secured from D + {} to D + {}. Another \
             commitment is possible from D + {} on.",
            in_force[0], secured[0], secured[secured.len() - 1], free[0],
        ),
        HEIGHT,
    );
    draw_days(&mut svg);
    let rows: [(&str, &str, &[u16], &str); 4] = [
        (
            "box diem",
            "In force: only this provider collects the day's credits",
            &in_force,
            "in force",
        ),
        ("box fee", "No other provider can draw on the deposit", &secured, "secured"),
        ("hatched diem", "Vouchers of the last day in force", &redeemable, "redeemable"),
        ("box plain", "A commitment to another provider", &free, "possible"),
    ];
    for (row, (class, title, days, label)) in rows.into_iter().enumerate() {
        let y = 110.0 + 76.0 * row as f64;
        svg.text("name halo", (LEFT + 8.0, y + 16.0), title);
        let rect = Rect {
            x: column(days[0]) + 3.0,
            y: y + 28.0,
            width: COLUMN * days.len() as f64 - 6.0,
            height: 32.0,
        };
        svg.rect("back", rect, 8.0);
        svg.rect(class, rect, 8.0);
        let (x, y) = rect.middle();
        let halo = if class.starts_with("hatched") { "halo" } else { "" };
        svg.text(&format!("middle {halo}"), (x, y + 5.0), label);
    }
    svg
}

fn draw_days(svg: &mut Svg) {
    for day in 0..=DAYS {
        svg.line("rule", (column(day), 98.0), (column(day), HEIGHT - 22.0));
    }
    for day in 0..DAYS {
        let middle = column(day) + COLUMN / 2.0;
        svg.text("name middle", (middle, 38.0), weekday(day.into()));
        let (from, days) = if day < RELEASE { ("D", day) } else { ("R", day - RELEASE) };
        let number = if days == 0 { from.to_owned() } else { format!("{from} + {days}") };
        svg.text("note middle", (middle, 58.0), &number);
    }
    for (day, call) in [(0, "`commitTo`"), (RELEASE, "`releaseCommitment`")] {
        let middle = column(day) + COLUMN / 2.0;
        svg.text("middle", (middle, 84.0), call);
    }
}

/// The commitment of the picture, released.
fn commitment() -> Commitment {
    let mut commitment = Commitment::default();
    commitment.commit(PROVIDER, FIRST).expect("no other commitment");
    commitment.release(FIRST.after(RELEASE)).expect("in force");
    commitment
}

/// Both days whose credits can be settled are covered, so no other provider can draw on the deposit.
fn is_deposit_secured(commitment: &Commitment, today: Day) -> bool {
    let settled = |day: Day| today.credit_day(day.0.into()).is_ok();
    (0..=DAYS)
        .map(|day| FIRST.after(day))
        .filter(|&day| settled(day))
        .all(|day| commitment.covers(day.0.into()))
}

/// The days of the picture, counted from D, that satisfy a condition.
fn days(condition: impl Fn(Day) -> bool) -> Vec<u16> {
    (0..DAYS).filter(|&day| condition(FIRST.after(day))).collect()
}

/// The left edge of a day's column, in pixels.
fn column(day: u16) -> f64 {
    LEFT + COLUMN * f64::from(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_days_in_force_end_on_the_day_after_the_release() {
        let commitment = commitment();
        assert_eq!(days(|day| commitment.covers(day.0.into())), [1, 2, 3, 4]);
        assert_eq!(days(|day| commitment.is_over(day)), [6]);
    }

    #[test]
    fn the_deposit_is_secured_from_the_second_day_in_force() {
        let commitment = commitment();
        assert_eq!(days(|day| is_deposit_secured(&commitment, day)), [2, 3, 4]);
    }
}
