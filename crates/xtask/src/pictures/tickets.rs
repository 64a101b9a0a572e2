// SPDX-License-Identifier: MIT OR Apache-2.0
//! `tickets.svg`: withdrawal requests of the three queues on one time line.

use diem_model::{
    cooldown::{Queue, Ticket},
    time::{Day, DAY},
};

use super::amount::defaults;
use super::calendar::{days, hours, weekday, HOUR};
use super::svg::{Rect, Scale, Svg};

const HEIGHT: f64 = 530.0;
/// Days that are shown.
const DAYS: u64 = 11;
/// Seconds since the start of the first day.
const X: Scale = Scale { domain: (0.0, (DAYS * DAY) as f64), range: (26.0, 614.0) };

/// When the tickets of each queue are opened: hours since the start of the first day.
const VVV: [u64; 3] = [12, 24 + 6, 48 + 9];
const DIEM: [u64; 3] = [18, 24 + 6, 96 + 12];
const DEPOSIT: [u64; 3] = [6, 20, 72 + 15];

/// A ticket and when it was opened (unix seconds).
struct Opened {
    at: u64,
    ticket: Ticket,
}

pub fn draw() -> Svg {
    let params = defaults();
    let (vvv, diem) = (params.curve.vvv_cooldown, params.economy.diem_cooldown);
    let mut svg = Svg::new(
        "Tickets of the three withdrawal queues",
        format!(
            "Each withdrawal request is a ticket with its own maturity, whatever else is in its \
             queue. Unstaked VVV is payable after {}, deactivated DIEM after {}, and part of a \
             deposit from the second 00:00 UTC on.",
            days(vvv),
            days(diem)
        ),
        HEIGHT,
    );
    draw_days(&mut svg);
    let queues = [
        ("vvv", format!("VVV: {} after `initiateUnstakeVvv`", days(vvv)), vvv_tickets()),
        ("diem", format!("DIEM: {} after `initiateUnstake`", days(diem)), diem_tickets()),
        (
            "fee",
            "Deposit: the second 00:00 UTC after `initiateWithdrawal`".to_owned(),
            deposit_tickets(),
        ),
    ];
    let mut y = 74.0;
    for (class, title, tickets) in &queues {
        svg.text("name halo", (X.range.0 + 8.0, y + 16.0), title);
        y += 30.0;
        for opened in tickets {
            draw_ticket(&mut svg, class, opened, y);
            y += 34.0;
        }
        y += 18.0;
    }
    svg
}

fn vvv_tickets() -> Vec<Opened> {
    let cooldown = defaults().curve.vvv_cooldown;
    open(&VVV, |now| now + cooldown)
}

fn diem_tickets() -> Vec<Opened> {
    let cooldown = defaults().economy.diem_cooldown;
    open(&DIEM, |now| now + cooldown)
}

fn deposit_tickets() -> Vec<Opened> {
    open(&DEPOSIT, |now| Day::of(now).start_after(2))
}

/// Opens one queue's tickets at these hours since the start.
fn open(opened: &[u64], maturity: impl Fn(u64) -> u64) -> Vec<Opened> {
    let mut queue = Queue::default();
    let ticket = |&hour: &u64| {
        let at = hours(hour);
        let ticket = queue.open(1, maturity(at)).expect("a few tickets");
        Opened { at, ticket }
    };
    opened.iter().map(ticket).collect()
}

fn draw_days(svg: &mut Svg) {
    for day in 0..=DAYS {
        let x = X.at((day * DAY) as f64);
        svg.line("rule", (x, 52.0), (x, HEIGHT - 22.0));
        if day < DAYS {
            let middle = (x + X.at(((day + 1) * DAY) as f64)) / 2.0;
            svg.text("note middle", (middle, 38.0), weekday(day));
        }
    }
}

fn draw_ticket(svg: &mut Svg, class: &str, Opened { at, ticket }: &Opened, y: f64) {
    let start = hours(0);
    let [from, to] = [*at, ticket.maturity].map(|time| X.at((time - start) as f64));
    let height = 26.0;
    svg.rect(&format!("box {class}"), Rect { x: from, y, width: to - from, height }, 6.0);
    svg.text("middle", ((from + to) / 2.0, y + 18.0), &format!("#{}", ticket.id));
    let matures = ticket.maturity - start;
    // One explanation for each queue.
    let prefix = if ticket.id == 0 { "payable from " } else { "" };
    let text = format!("{prefix}{} {:02}:00", weekday(matures / DAY), matures % DAY / HOUR);
    svg.text("note halo", (to + 9.0, y + 18.0), &text);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tickets_mature_by_the_rule_of_their_queue() {
        let maturities = |tickets: Vec<Opened>| -> Vec<u64> {
            let start = hours(0);
            tickets.iter().map(|opened| (opened.ticket.maturity - start) / HOUR).collect()
        };
        assert_eq!(maturities(vvv_tickets()), VVV.map(|hour| hour + 7 * 24));
        assert_eq!(maturities(diem_tickets()), DIEM.map(|hour| hour + 24));
        assert_eq!(maturities(deposit_tickets()), [48, 48, 5 * 24]);
    }
}
