// SPDX-License-Identifier: MIT OR Apache-2.0
//! The preflight as text.

use std::fmt::Write;

use alloy_primitives::U256;

use crate::amount::ether;
use crate::preflight::Preflight;

/// The whole text: facts, transactions with their costs, warnings, errors.
pub fn render(title: &str, preflight: &Preflight) -> String {
    let mut text = format!("{title}\n\n");
    let width = preflight.facts.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
    for (name, value) in &preflight.facts {
        line(&mut text, format_args!("  {name:<width$}  {value}"));
    }
    if !preflight.costs.is_empty() {
        text.push('\n');
        transactions(&mut text, preflight);
    }
    if !preflight.warnings.is_empty() || !preflight.errors.is_empty() {
        text.push('\n');
    }
    for warning in &preflight.warnings {
        line(&mut text, format_args!("warning: {warning}"));
    }
    for error in &preflight.errors {
        line(&mut text, format_args!("error: {error}"));
    }
    text
}

fn transactions(text: &mut String, preflight: &Preflight) {
    let row = |text: &mut String, cells: [String; 6]| {
        let [step, to, gas, parent, value, most] = cells;
        let cells = format_args!(
            "  {step:<28}  {to:<42}  {gas:>11}  {parent:>12}  {value:>10}  {most:>12}"
        );
        line(text, cells);
    };
    let titles = ["transaction", "to", "gas", "parent chain", "ETH sent", "at most, ETH"];
    row(text, titles.map(str::to_owned));
    for cost in &preflight.costs {
        let to = cost.to.map_or_else(
            || if cost.value.is_zero() { "new contract" } else { "Deployer.sol" }.to_owned(),
            |to| to.to_string(),
        );
        let parent = cost.parent.map_or_else(|| "unknown".to_owned(), thousands);
        let (value, most) = (ether(cost.value), ether(cost.at_most));
        row(text, [cost.step.to_string(), to, thousands(cost.gas), parent, value, most]);
    }
    let gas = preflight.costs.iter().map(|cost| cost.gas).sum();
    let value: U256 = preflight.costs.iter().map(|cost| cost.value).sum();
    let (value, most) = (ether(value), ether(preflight.total()));
    row(text, ["total".to_owned(), String::new(), thousands(gas), String::new(), value, most]);
    line(
        text,
        format_args!(
            "\n  Gas includes the parent chain's part. The value pays the activation, with a fifth more than it costs now;\n  \
             the rest returns. \"At most\" allows a fifth more gas at twice the price."
        ),
    );
}

fn line(text: &mut String, line: std::fmt::Arguments) {
    writeln!(text, "{}", line.to_string().trim_end()).expect("text grows");
}

/// A number with separators.
fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preflight::Cost;
    use crate::steps::Step;

    #[test]
    fn numbers_have_separators() {
        assert_eq!(thousands(0), "0");
        assert_eq!(thousands(999), "999");
        assert_eq!(thousands(1_234_567), "1,234,567");
    }

    #[test]
    fn every_transaction_has_a_row_and_findings_come_last() {
        let cost = |step, value: u64| Cost {
            step,
            to: None,
            gas: 1_000,
            parent: None,
            value: U256::from(value),
            at_most: U256::from(3_000_000_000_000_000_u64),
        };
        let preflight = Preflight {
            costs: vec![cost(Step::Fragment(0), 0), cost(Step::Diem, 1)],
            errors: vec!["e".to_owned()],
            warnings: vec!["w".to_owned()],
            ..Preflight::default()
        };
        let text = render("Title", &preflight);
        let row = |start: &str| {
            let row = text.lines().find(|line| line.trim_start().starts_with(start)).expect(start);
            row.split_whitespace().last().expect("a cell").to_owned()
        };
        assert!(text.contains("new contract") && text.contains("Deployer.sol"));
        assert_eq!(
            (row("create fragment 1"), row("total")),
            ("0.003000".into(), "0.006000".into())
        );
        assert!(text.ends_with("\nwarning: w\nerror: e\n"));
    }
}
