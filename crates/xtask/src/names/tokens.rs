// SPDX-License-Identifier: MIT OR Apache-2.0
//! Rust source as tokens: identifiers and single characters, without comments, strings and numbers.

/// A token and its line, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Token<'a> {
    pub text: &'a str,
    pub line: usize,
}

impl Token<'_> {
    pub fn is_name(&self) -> bool {
        self.text.starts_with(begins_name)
    }
}

fn begins_name(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

fn continues_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The tokens of a file, in order.
pub fn tokens(source: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut line = 1;
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let (length, kept) = match first {
            '/' if rest.starts_with("//") => (rest.find('\n').unwrap_or(rest.len()), false),
            '/' if rest.starts_with("/*") => (block_comment(rest), false),
            '"' => (string(rest), false),
            '\'' => (char_or_lifetime(rest), false),
            c if c.is_ascii_digit() => (name(rest), false),
            c if begins_name(c) => match prefixed_string(rest) {
                Some(length) => (length, false),
                None => (name(rest), true),
            },
            c => (c.len_utf8(), !c.is_whitespace()),
        };
        let (text, after) = rest.split_at(length);
        if kept {
            tokens.push(Token { text, line });
        }
        line += text.matches('\n').count();
        rest = after;
    }
    tokens
}

/// The length of the name, or of the number, at the start.
fn name(text: &str) -> usize {
    text.find(|c| !continues_name(c)).unwrap_or(text.len())
}

/// The length of the comment at the start. Block comments nest.
fn block_comment(text: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < text.len() {
        let rest = &text.as_bytes()[at..];
        if rest.starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    text.len()
}

/// The length of the string that begins with the quote at the start.
fn string(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The length of a string with a prefix (`b"…"`, `r#"…"#`) at the start, if there is one.
fn prefixed_string(text: &str) -> Option<usize> {
    let prefix = ["br", "cr", "b", "c", "r"].into_iter().find(|prefix| text.starts_with(prefix))?;
    let rest = &text[prefix.len()..];
    if !prefix.ends_with('r') {
        return rest.starts_with('"').then(|| prefix.len() + string(rest));
    }
    let hashes = rest.find(|c| c != '#')?;
    let body = rest[hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let length = body.find(&end).map_or(body.len(), |at| at + end.len());
    Some(prefix.len() + hashes + 1 + length)
}

/// The length of a character (`'a'`, `'\n'`) or of a lifetime (`'a`) at the start.
fn char_or_lifetime(text: &str) -> usize {
    let inner = &text[1..];
    if inner.starts_with('\\') {
        // The character after the backslash may be a quote itself.
        return inner.get(2..).and_then(|rest| rest.find('\'')).map_or(text.len(), |at| at + 4);
    }
    let Some(c) = inner.chars().next() else {
        return text.len();
    };
    if inner[c.len_utf8()..].starts_with('\'') {
        return c.len_utf8() + 2;
    }
    1 + name(inner)
}

#[cfg(test)]
mod tests {
    use super::{tokens, Token};

    fn texts(source: &str) -> Vec<&str> {
        tokens(source).into_iter().map(|token| token.text).collect()
    }

    #[test]
    fn comments_are_skipped() {
        assert_eq!(texts("a // b\nc /* d /* e */ f */ g"), ["a", "c", "g"]);
        assert_eq!(texts("/// [`Purse`]\na"), ["a"]);
    }

    #[test]
    fn strings_and_numbers_are_skipped() {
        assert_eq!(texts(r#"a "b \" c" d"#), ["a", "d"]);
        assert_eq!(texts(r##"a r#"b " c"# b"e" d 1_000u64"##), ["a", "d"]);
        assert_eq!(texts(r#"raw b r"x""#), ["raw", "b"]);
    }

    #[test]
    fn characters_are_not_lifetimes() {
        assert_eq!(texts(r"'a' b '\'' c '\u{1F600}' d '\\' e"), ["b", "c", "d", "e"]);
        assert_eq!(texts("&'static str '€'"), ["&", "str"]);
    }

    #[test]
    fn lines_are_counted_through_strings_and_comments() {
        let last = tokens("/*\n*/ \"\n\"\nx").pop();
        assert_eq!(last, Some(Token { text: "x", line: 4 }));
    }
}
