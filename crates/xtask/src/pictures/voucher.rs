// SPDX-License-Identifier: MIT OR Apache-2.0
//! `voucher.svg`: the signed ceiling of a day, what is used below it, and what is collected.

use diem_model::{
    curve::WAD,
    time::{Day, DAY},
    voucher::Collected,
};

use super::amount::{decimal, units, WAD_DECIMALS};
use super::calendar::{hours, FIRST, HOUR};
use super::svg::{Point, Scale, Svg};

const HEIGHT: f64 = 412.0;
/// Hours since the start of the first day, that of the vouchers.
const X: Scale = Scale { domain: (0.0, 48.0), range: (56.0, 604.0) };
/// Credits.
const Y: Scale = Scale { domain: (0.0, 7.0), range: (366.0, 78.0) };

/// A tenth of a credit.
const TENTH: u128 = WAD / 10;

/// The ceilings that the spender signs: the hour, and tenths of credits.
const CEILINGS: [(u64, u128); 3] = [(9, 20), (10, 40), (13, 60)];
/// The total that is used by an hour, in tenths of credits.
const USED: [(u64, u128); 6] = [(9, 0), (10, 18), (12, 31), (13, 36), (15, 46), (18, 58)];
/// When the provider redeems the newest voucher.
const REDEMPTIONS: [u64; 2] = [12, 24 + 8];

/// A redemption: its hour, and the collected total before and after it.
struct Redemption {
    hour: u64,
    before: u128,
    after: u128,
}

pub fn draw() -> Svg {
    let redemptions = redemptions();
    let deadline = deadline();
    let (_, ceiling) = CEILINGS[CEILINGS.len() - 1];
    let used = used_by(deadline);
    let mut svg = Svg::new(
        "Vouchers of one day",
        format!(
            "During the day the spender signs a growing ceiling, up to {} credits, a little ahead of \
             the total that is really used, {} in the end. Each of two redemptions collects the \
             difference between that total and what was collected before: {}. The deadline is the \
             end of the next day.",
            tenths(ceiling),
            credits(used),
            redemptions
                .iter()
                .map(|redemption| credits(redemption.after - redemption.before))
                .collect::<Vec<_>>()
                .join(", then "),
        ),
        HEIGHT,
    );
    draw_axes(&mut svg, deadline);
    draw_lines(&mut svg, &redemptions, deadline);
    redemptions.iter().for_each(|redemption| draw_redemption(&mut svg, redemption));
    let x = X.at(19.0);
    let labels = [tenths(ceiling), credits(used)];
    svg.text("halo", (x, level(ceiling * TENTH) - 10.0), &format!("signed ceiling: {}", labels[0]));
    svg.text("value diem halo", (x, level(used) + 24.0), &format!("really used: {}", labels[1]));
    svg
}

fn draw_lines(svg: &mut Svg, redemptions: &[Redemption], deadline: u64) {
    let at = |hour: u64| X.at(hour as f64);

    let mut collected = vec![at_zero(0)];
    for &Redemption { hour, before, after } in redemptions {
        collected.extend([before, after].map(|total| (at(hour), level(total))));
    }
    let last_redeemed = collected[collected.len() - 1];
    collected.push((at(deadline), last_redeemed.1));
    let mut area = collected.clone();
    area.push(at_zero(deadline));
    svg.polygon("area fee", &area);
    svg.polyline("curve fee", &collected);

    let mut ceilings = vec![at_zero(CEILINGS[0].0)];
    for (hour, ceiling) in CEILINGS {
        let (_, before) = ceilings[ceilings.len() - 1];
        ceilings.extend([(at(hour), before), (at(hour), level(ceiling * TENTH))]);
    }
    ceilings.push((at(deadline), ceilings[ceilings.len() - 1].1));
    svg.polyline("curve plain dashed", &ceilings);

    let mut used: Vec<Point> =
        USED.iter().map(|&(hour, used)| (at(hour), level(used * TENTH))).collect();
    let end = (at(24), used[used.len() - 1].1);
    used.push(end);
    svg.line("guide", end, last_redeemed);
    svg.polyline("curve diem", &used);
}

fn draw_redemption(svg: &mut Svg, &Redemption { hour, before, after }: &Redemption) {
    let x = X.at(hour as f64);
    svg.circle("dot fee", (x, level(after)), 6.5);
    let (x, y) = (x + 12.0, level((before + after) / 2));
    let [before, after, difference] = [before, after, after - before].map(credits);
    svg.text("", (x, y - 2.0), &format!("`redeem`, total {after}"));
    svg.text("note", (x, y + 18.0), &format!("{after} − {before}: collects {difference}"));
}

fn draw_axes(svg: &mut Svg, deadline: u64) {
    for credits in (0..=6).step_by(2) {
        let y = Y.at(f64::from(credits));
        svg.line("rule", (X.range.0, y), (X.range.1, y));
        svg.text("note end", (X.range.0 - 10.0, y + 5.0), &credits.to_string());
    }
    for hour in (0..=48).step_by(12) {
        let x = X.at(f64::from(hour));
        svg.text("note middle", (x, Y.range.0 + 24.0), &format!("{:02}:00", hour % 24));
    }
    svg.line("axis", (X.range.0, Y.range.0), (X.range.1, Y.range.0));
    svg.line("rule", (X.at(24.0), 52.0), (X.at(24.0), Y.range.0));
    let deadline = X.at(deadline as f64);
    svg.line("guide", (deadline, 52.0), (deadline, Y.range.0));
    svg.text("note end", (deadline - 8.0, 66.0), "deadline");
    svg.text("note", (24.0, 66.0), "credits");
    svg.text("name middle", (X.at(12.0), 34.0), "The day");
    svg.text("name middle", (X.at(36.0), 34.0), "The next day");
}

/// Each redemption brings the collected total up to what is used.
fn redemptions() -> Vec<Redemption> {
    let mut record = Collected::default();
    let redemption = |hour| {
        let today = Day::of(hours(hour));
        let when = today.credit_day(FIRST.0.into()).expect("before the deadline");
        record = record.at(today);
        let before = record.total(when);
        record.add(when, used_by(hour) - before);
        Redemption { hour, before, after: record.total(when) }
    };
    REDEMPTIONS.into_iter().map(redemption).collect()
}

/// The hour from which the day's vouchers can no longer be redeemed.
fn deadline() -> u64 {
    let days = (0..).find(|&days| FIRST.after(days).credit_day(FIRST.0.into()).is_err());
    u64::from(days.expect("vouchers expire")) * DAY / HOUR
}

/// The credits that are used by an hour at which a redemption takes place, or at the end.
fn used_by(hour: u64) -> u128 {
    let used = USED.iter().rev().find(|&&(at, _)| at <= hour);
    used.map_or(0, |(_, tenths)| tenths * TENTH)
}

/// The point of an hour on the axis.
fn at_zero(hour: u64) -> Point {
    (X.at(hour as f64), Y.range.0)
}

fn level(credits: u128) -> f64 {
    Y.at(units(credits, WAD_DECIMALS))
}

fn credits(amount: u128) -> String {
    decimal(amount, WAD_DECIMALS, u32::from(!amount.is_multiple_of(WAD)))
}

fn tenths(amount: u128) -> String {
    credits(amount * TENTH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redemptions_collect_the_difference() {
        let collected: Vec<_> = redemptions()
            .iter()
            .map(|redemption| credits(redemption.after - redemption.before))
            .collect();
        assert_eq!(collected, ["3.1", "2.7"]);
    }

    #[test]
    fn usage_stays_below_the_ceiling() {
        for (hour, used) in USED {
            // A ceiling that is signed at that hour does not cover what was used before.
            let ceiling = CEILINGS.iter().rev().find(|&&(signed, _)| signed < hour);
            assert!(used <= ceiling.map_or(0, |&(_, ceiling)| ceiling), "at {hour}:00");
        }
    }

    #[test]
    fn the_deadline_is_the_end_of_the_next_day() {
        assert_eq!(deadline(), 48);
    }
}
