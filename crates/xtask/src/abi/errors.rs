// SPDX-License-Identifier: MIT OR Apache-2.0
//! `docs/reference/errors.md`: the errors by selector, for readers of raw revert data.

use anyhow::Result;

use super::{
    interface::{Declaration, Interface, Kind},
    links::{Links, Place},
    markdown::{table, wrap},
    natspec::first_sentence,
    pages::NOTE,
};

pub const FILE: &str = "errors.md";

const HEAD: &str = "\
Revert data is the selector followed by one 32-byte word per argument. Amounts of VVV and DIEM are in wei (18 decimals),
credits in units of 1e-18, amounts of the fee token in its base units, times in Unix seconds, and days are
`floor(time / 86,400)` (UTC). The entry of an error says when it occurs, what its arguments mean, and what to do. The
entry of a call lists the errors that it reverts with; those of every call are among the
[conventions](index.md#conventions).
";

const BATCH: &str = "`redeemBatch` does not revert with the error of a single voucher, except for OutOfVoucherGas: it \
skips the voucher and emits VoucherRejected with the selector of the error.";

pub fn render(interface: &Interface, links: &Links) -> Result<String> {
    let mut errors: Vec<&Declaration> = interface.of(Kind::Error).collect();
    errors.sort_by_key(|error| &error.selector);
    let row = |error: &Declaration| {
        let Declaration { entry, selector, docs, .. } = error;
        let place = Place { page: FILE, entry: Some(error) };
        let arguments: Vec<String> =
            entry.inputs.iter().map(|input| format!("{} {}", input.ty, input.name)).collect();
        let signature = format!("{}({})", entry.name, arguments.join(", "));
        Ok(vec![
            format!("`{selector}`"),
            links.link_from(&signature, error, FILE),
            links.prose(first_sentence(&docs.notice), place)?,
        ])
    };
    let rows = errors.into_iter().map(row).collect::<Result<Vec<_>>>()?;
    let batch = wrap(&links.prose(BATCH, Place { page: FILE, entry: None })?, "");
    let table = table(&["Selector", "Error", "When"], &rows);
    Ok(format!("# Errors by selector\n\n{NOTE}\n\n{HEAD}\n{batch}\n{table}"))
}

#[cfg(test)]
mod tests {
    use super::{super::example::example, *};

    #[test]
    fn errors_are_rows_in_the_order_of_their_selectors() {
        let mut interface = example();
        let mut early = example().declarations.remove(2);
        early.entry.name = "Early".to_owned();
        early.entry.inputs.clear();
        early.selector = "0x00000001".to_owned();
        early.docs.notice = "Too | early.".to_owned();
        interface.declarations.push(early);

        let links = Links::new(&interface).unwrap();
        let document = render(&interface, &links).unwrap();
        let (head, table) = document.split_once("\n\n|").unwrap();
        assert!(head.starts_with(&format!("# Errors by selector\n\n{NOTE}\n\n{HEAD}")), "{head}");
        assert_eq!(
            format!("|{table}"),
            "\
| Selector | Error | When |
|---|---|---|
| `0x00000001` | [`Early()`](stakes.md#error-early) | Too \\| early. |
| `0x0000001d` | [`TooLate(uint256 until)`](stakes.md#error-toolate) | `TooLate` for [`quotes(day)`](quotes.md#quotes). |
"
        );
    }
}
