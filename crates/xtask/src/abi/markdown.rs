// SPDX-License-Identifier: MIT OR Apache-2.0
//! Markdown that forges and the site's generator read alike.

use anyhow::{ensure, Result};

/// Columns of a line, except in tables.
const WIDTH: usize = 120;

/// The anchor that GitHub gives to a heading.
pub fn anchor(heading: &str) -> String {
    let lower = heading.to_lowercase();
    let kept = lower.chars().filter(|char| char.is_alphanumeric() || " -_".contains(*char));
    kept.map(|char| if char == ' ' { '-' } else { char }).collect()
}

/// Plain text, so that no character of it is markup. Fails on `{{`, which the site's generator
/// evaluates and which no escape protects.
pub fn escape(text: &str) -> Result<String> {
    ensure!(!text.contains("{{"), "\"{{{{\" outside code: {text}");
    let mut escaped = String::new();
    for char in text.chars() {
        if r"\*_[]<>".contains(char) {
            escaped.push('\\');
        }
        escaped.push(char);
    }
    Ok(escaped)
}

/// A paragraph in lines. All but the first begin with `indent`.
pub fn wrap(text: &str, indent: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for word in words(text) {
        match lines.last_mut() {
            Some(line) if line.len() + 1 + word.len() <= WIDTH => {
                line.push(' ');
                line.push_str(&word);
            }
            Some(_) => lines.push(format!("{indent}{word}")),
            None => lines.push(word),
        }
    }
    lines.join("\n")
}

/// The parts between which a line may break: not in code, and not before what would begin a list, a
/// quotation or a heading.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut in_code = false;
    for word in text.split(' ') {
        match words.last_mut() {
            Some(last) if in_code || begins_a_block(word) => {
                last.push(' ');
                last.push_str(word);
            }
            _ => words.push(word.to_owned()),
        }
        in_code ^= word.matches('`').count() % 2 == 1;
    }
    words
}

fn begins_a_block(word: &str) -> bool {
    let is_number = word
        .strip_suffix(['.', ')'])
        .is_some_and(|digits| digits.chars().all(|char| char.is_ascii_digit()));
    is_number || word.starts_with(['-', '+', '*', '#', '>', '=', '|'])
}

/// A table, with an empty line before it.
pub fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let mut table = format!("\n| {} |\n|{}\n", head.join(" | "), "---|".repeat(head.len()));
    for row in rows {
        let cells = row.iter().map(|cell| cell.replace('|', "\\|").replace("\n\n", "<br>"));
        table.push_str(&format!("| {} |\n", cells.collect::<Vec<_>>().join(" | ")));
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_those_of_github() {
        for (heading, expected) in [
            ("`stake(address,uint256)`", "stakeaddressuint256"),
            ("event `DayRolled`", "event-dayrolled"),
            ("`DOMAIN_SEPARATOR`", "domain_separator"),
            ("DIEM token (ERC-20)", "diem-token-erc-20"),
            ("The day's rollover", "the-days-rollover"),
        ] {
            assert_eq!(anchor(heading), expected);
        }
    }

    #[test]
    fn no_character_of_plain_text_is_markup() {
        let text = r"a * b <c> [d] e_f \ g | h {i}";
        assert_eq!(escape(text).unwrap(), r"a \* b \<c\> \[d\] e\_f \\ g | h {i}");
        assert_eq!(escape("{{ a }}").unwrap_err().to_string(), "\"{{\" outside code: {{ a }}");
    }

    #[test]
    fn lines_break_at_the_width() {
        let [full, over] = [119, 120].map(|length| "a".repeat(length));
        assert_eq!(wrap(&format!("{} b c", &full[1..]), ""), format!("{} b\nc", &full[1..]));
        assert_eq!(wrap(&format!("{full} b"), "  "), format!("{full}\n  b"));
        assert_eq!(wrap(&format!("{over} b"), ""), format!("{over}\nb"));
    }

    #[test]
    fn no_line_begins_with_markup_or_inside_code() {
        let filler = "a".repeat(115);
        for part in ["2^80 - 1", "is 18.", "`a bcd`", "[`f(a, b)`](#f)"] {
            assert_eq!(wrap(&format!("{filler} {part}"), ""), format!("{filler}\n{part}"));
        }
    }

    #[test]
    fn bars_and_paragraphs_stay_in_their_cell() {
        let rows = [vec!["`a|b`".to_owned(), "One.\n\nTwo.".to_owned()]];
        let expected = "\n| A | B |\n|---|---|\n| `a\\|b` | One.<br>Two. |\n";
        assert_eq!(table(&["A", "B"], &rows), expected);
    }
}
