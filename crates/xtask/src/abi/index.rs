// SPDX-License-Identifier: MIT OR Apache-2.0
//! `docs/reference/index.md`: what holds for the whole interface, and a way to every entry.

use std::fmt::Write;

use anyhow::Result;

use super::{
    interface::{Declaration, Interface, Kind},
    links::{page, Links, Place},
    markdown::{escape, table, wrap},
    natspec::first_sentence,
    pages::NOTE,
};

pub const FILE: &str = "index.md";

pub fn render(interface: &Interface, links: &Links) -> Result<String> {
    let place = Place { page: FILE, entry: None };
    let docs = &interface.docs;
    let mut document = format!("# Reference\n\n{NOTE}\n\n**{}**\n", escape(&docs.title)?);
    for paragraph in docs.notice.split("\n\n") {
        writeln!(document, "\n{}", wrap(&links.prose(paragraph, place)?, ""))?;
    }
    // The site's sidebar takes the order of the pages from this list.
    document += "\n## Pages\n\n";
    for title in interface.sections() {
        writeln!(document, "- [{}]({})", escape(title)?, page(title))?;
    }
    writeln!(document, "- [Errors by selector]({}), to read raw revert data", super::errors::FILE)?;
    document += "\n## Conventions\n";
    for paragraph in docs.details.split("\n\n").filter(|paragraph| !paragraph.is_empty()) {
        let text = match label(paragraph) {
            Some((label, text)) => format!("**{label}:** {}", links.prose(text, place)?),
            None => links.prose(paragraph, place)?,
        };
        writeln!(document, "\n{}", wrap(&text, ""))?;
    }

    document += "\n## All calls\n";
    document += &table(
        &["Call", "Selector", "State mutability", "Summary"],
        &rows(interface, links, Kind::Call, |call| {
            let mutability = call.entry.state_mutability.as_deref().unwrap_or_default();
            vec![format!("`{}`", call.selector), mutability.to_owned()]
        })?,
    );
    document += "\n## All events\n";
    document += &table(
        &["Event", "Topic 0", "Summary"],
        &rows(interface, links, Kind::Event, |event| vec![format!("`{}`", event.selector)])?,
    );
    Ok(document)
}

/// A row for each declaration of a kind, in alphabetical order: a link, what `columns` returns, and
/// the first sentence of the notice.
fn rows(
    interface: &Interface,
    links: &Links,
    kind: Kind,
    columns: impl Fn(&Declaration) -> Vec<String>,
) -> Result<Vec<Vec<String>>> {
    let mut declarations: Vec<&Declaration> = interface.of(kind).collect();
    declarations.sort_by_key(|declaration| links.label(declaration).to_lowercase());
    let row = |declaration: &Declaration| {
        let place = Place { page: FILE, entry: Some(declaration) };
        let mut row = vec![links.link(declaration, FILE)];
        row.extend(columns(declaration));
        row.push(links.prose(first_sentence(&declaration.docs.notice), place)?);
        Ok(row)
    };
    declarations.into_iter().map(row).collect()
}

/// The words before the first colon of a paragraph, if they are a short label, and the text after.
fn label(paragraph: &str) -> Option<(&str, &str)> {
    const MAX_WORDS: usize = 4;
    let (label, text) = paragraph.split_once(": ")?;
    let is_plain = label.chars().all(|char| char.is_alphabetic() || char == ' ');
    (is_plain && label.split(' ').count() <= MAX_WORDS).then_some((label, text))
}

#[cfg(test)]
mod tests {
    use super::{super::example::example, *};

    #[test]
    fn the_index_leads_to_every_page_call_and_event() {
        let interface = example();
        let expected = format!(
            "# Reference\n\n{NOTE}\n
**Diem**

A contract.

## Pages

- [Stakes: VVV](stakes.md)
- [Quotes (views)](quotes.md)
- [Errors by selector](errors.md), to read raw revert data

## Conventions

**Late calls:** [`TooLate`](stakes.md#error-toolate).

No more.

## All calls

| Call | Selector | State mutability | Summary |
|---|---|---|---|
| [`quotes`](quotes.md#quotes) | `0x0000004a` | view | Quotes of a `day`. |
| [`stake((uint32)[])`](quotes.md#stakeuint32) | `0x0000002f` | nonpayable | Owner only. Stakes pairs. |
| [`stake(address,uint256)`](stakes.md#stakeaddressuint256) | `0x00000034` | nonpayable | Stakes. |

## All events

| Event | Topic 0 | Summary |
|---|---|---|
| [`Staked`](stakes.md#event-staked) | `0x00000024` | Staked by [`stake(address,uint256)`](stakes.md#stakeaddressuint256). |
"
        );
        let links = Links::new(&interface).unwrap();
        assert_eq!(render(&interface, &links).unwrap(), expected);
    }

    #[test]
    fn capitals_do_not_change_the_order() {
        let mut interface = example();
        interface.declarations[4].entry.name = "URL".to_owned();
        let links = Links::new(&interface).unwrap();
        let rows = rows(&interface, &links, Kind::Call, |_| Vec::new()).unwrap();
        assert_eq!(rows[2][0], "[`URL`](quotes.md#url)");
    }

    #[test]
    fn a_label_is_a_few_words() {
        assert_eq!(label("Errors of every call: A."), Some(("Errors of every call", "A.")));
        assert_eq!(label("While it is paused, calls revert: A."), None);
        assert_eq!(label("The value, 0: A."), None);
        assert_eq!(label("No label."), None);
    }
}
