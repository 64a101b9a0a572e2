// SPDX-License-Identifier: MIT OR Apache-2.0
//! Declarations of names that were replaced by plainer ones.

use super::tokens::Token;

/// Names of the first version of this code that only its authors understood.
const REPLACED: [&str; 40] = [
    "DIEM_BLESS",
    "Book",
    "Closed",
    "Fixed",
    "Holder",
    "Holding",
    "Link",
    "Moment",
    "Paid",
    "Purse",
    "Stage",
    "Uint",
    "Used",
    "Vault",
    "Wanted",
    "When",
    "Wire",
    "World",
    "all_read",
    "alone",
    "both",
    "bucket",
    "elsewhere",
    "faces",
    "fifths",
    "flat",
    "guarded",
    "hold",
    "joined",
    "keep",
    "keep_locks",
    "partly",
    "place",
    "seam",
    "settle_fifths_floor",
    "story",
    "tamper",
    "tell",
    "uneven",
    "watch",
];

const KEYWORDS: [&str; 9] =
    ["const", "enum", "fn", "mod", "static", "struct", "trait", "type", "union"];

/// The replaced names that a file declares as an item or a field, with their lines.
///
/// `sol!` contains Solidity, whose names belong to the interface, and is skipped.
pub fn replaced<'a>(tokens: &[Token<'a>]) -> Vec<(&'a str, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if tokens[at].text == "sol" && text(tokens, at + 1) == "!" {
            at = end_of_group(tokens, at + 2);
            continue;
        }
        if let Some(name) = declared(tokens, at) {
            found.push(name);
        }
        if matches!(tokens[at].text, "struct" | "enum" | "union") {
            found.extend(fields(tokens, at + 1));
        }
        at += 1;
    }
    found.retain(|name| REPLACED.contains(&name.text));
    found.sort_by_key(|name| name.line);
    found.into_iter().map(|name| (name.text, name.line)).collect()
}

/// The name of the item whose keyword is at `at`.
fn declared<'a>(tokens: &[Token<'a>], at: usize) -> Option<Token<'a>> {
    let name = match tokens[at].text {
        "macro_rules" if text(tokens, at + 1) == "!" => at + 2,
        "static" if text(tokens, at + 1) == "mut" => at + 2,
        keyword if KEYWORDS.contains(&keyword) => at + 1,
        _ => return None,
    };
    tokens.get(name).filter(|token| token.is_name()).copied()
}

/// The names of the fields of the struct or enum whose name is at `at`: those before a colon, at
/// the start of the body or after a comma, a visibility or an attribute.
fn fields<'a>(tokens: &[Token<'a>], at: usize) -> Vec<Token<'a>> {
    let opens = |token: &Token| matches!(token.text, "{" | "(" | ";");
    let Some(body) = tokens[at..].iter().position(opens).map(|open| at + open) else {
        return Vec::new();
    };
    if tokens[body].text != "{" {
        return Vec::new();
    }
    (body + 1..end_of_group(tokens, body))
        .filter(|&at| tokens[at].is_name())
        .filter(|&at| text(tokens, at + 1) == ":" && text(tokens, at + 2) != ":")
        .filter(|&at| matches!(tokens[at - 1].text, "{" | "," | ")" | "]" | "pub"))
        .map(|at| tokens[at])
        .collect()
}

/// The index after the bracket that closes the one at `open`.
pub fn end_of_group(tokens: &[Token], open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match token.text {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    tokens.len()
}

fn text<'a>(tokens: &[Token<'a>], at: usize) -> &'a str {
    tokens.get(at).map_or("", |token| token.text)
}

#[cfg(test)]
mod tests {
    use super::replaced;
    use crate::names::tokens::tokens;

    fn names(source: &str) -> Vec<&str> {
        let found = replaced(&tokens(source));
        found.into_iter().map(|(name, _)| name).collect()
    }

    #[test]
    fn every_kind_of_item_is_found() {
        let items = "pub struct Purse; enum Used {} trait Link {} async fn hold() {} mod story {}
            macro_rules! both { () => {} } const DIEM_BLESS: u8 = 0; static mut flat: u8 = 0;
            type Uint = u8;";
        let expected =
            ["Purse", "Used", "Link", "hold", "story", "both", "DIEM_BLESS", "flat", "Uint"];
        assert_eq!(names(items), expected);
    }

    #[test]
    fn fields_are_found_in_structs_and_variants() {
        assert_eq!(
            names("struct A<T> where T: B { #[c] pub(crate) keep: u8, watch: T }"),
            ["keep", "watch",]
        );
        assert_eq!(names("enum A { B { place: u8 }, C }"), ["place"]);
    }

    #[test]
    fn uses_and_foreign_names_are_not_declarations() {
        assert_eq!(names("fn f(keep: u8) -> Views { Views { bucket: keep.place } }"), [""; 0]);
        assert_eq!(names("use proptest::RngSeed::Fixed; let x: fn(Used) = watch::f();"), [""; 0]);
        assert_eq!(names("sol! { struct Purse { uint8 keep; } } struct B(Holding);"), [""; 0]);
        assert_eq!(names("// struct Purse\nconst A: &str = \"fn hold\"; struct Purses;"), [""; 0]);
    }

    #[test]
    fn the_line_is_the_one_of_the_name() {
        assert_eq!(replaced(&tokens("\nstruct A {\n  keep: u8,\n}")), [("keep", 3)]);
    }
}
