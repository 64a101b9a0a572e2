// SPDX-License-Identifier: MIT OR Apache-2.0
//! NatSpec, read from the comments of the source: `solc`'s output drops the breaks between
//! paragraphs, and contains nothing about structs. `solc` has checked the tags before.

use anyhow::{bail, Context, Result};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Natspec {
    /// `@title`
    pub title: String,
    /// `@notice`: paragraphs, separated by an empty line.
    pub notice: String,
    /// `@dev`: paragraphs, separated by an empty line.
    pub details: String,
    /// `@param`, in the order of the source: name and text.
    pub params: Vec<(String, String)>,
    /// `@return`, in the order of the source. The text about a named value begins with the name.
    pub returns: Vec<String>,
}

impl Natspec {
    /// Reads a comment of `///` lines.
    pub fn parse(comment: &str) -> Result<Self> {
        let mut tags: Vec<(&str, String)> = Vec::new();
        let mut is_new_paragraph = false;
        for line in comment.lines() {
            let line = line.trim().strip_prefix("///").context("a comment without `///`")?.trim();
            if let Some(tag) = line.strip_prefix('@') {
                let (tag, text) = tag.split_once(' ').unwrap_or((tag, ""));
                tags.push((tag, text.trim().to_owned()));
            } else if !line.is_empty() {
                let (_, text) = tags.last_mut().context("text before the first tag")?;
                text.push_str(if is_new_paragraph { "\n\n" } else { " " });
                text.push_str(line);
            }
            is_new_paragraph = line.is_empty();
        }

        let mut natspec = Self::default();
        for (tag, text) in tags {
            match tag {
                "title" => natspec.title = text,
                "notice" => natspec.notice = text,
                "dev" => natspec.details = text,
                "param" => {
                    let (name, text) = text.split_once(' ').unwrap_or((&text, ""));
                    natspec.params.push((name.to_owned(), text.to_owned()));
                }
                "return" => natspec.returns.push(text),
                _ => bail!("@{tag} is not supported"),
            }
        }
        Ok(natspec)
    }

    /// The text about a parameter or a field.
    pub fn param(&self, name: &str) -> Option<&str> {
        let (_, text) = self.params.iter().find(|(documented, _)| documented == name)?;
        Some(text)
    }
}

/// The first sentence of a notice. Who may call is no summary, so "Owner only." keeps the next
/// sentence with it.
pub fn first_sentence(notice: &str) -> &str {
    const ROLE: &str = "Owner only. ";
    let start = if notice.starts_with(ROLE) { ROLE.len() } else { 0 };
    let ends =
        notice.match_indices(['.', '\n']).map(|(at, end)| if end == "." { at + 1 } else { at });
    let is_end = |&end: &usize| end > start && notice[end..].starts_with([' ', '\n']);
    &notice[..ends.into_iter().find(is_end).unwrap_or(notice.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_has_its_tags_and_its_paragraphs() {
        let comment = "/// @title Tickets
            /// @notice Opens a ticket for a part
            ///         of the stake.
            /// @dev Reverts with Late.
            ///
            ///      A second paragraph,
            ///      of two lines.
            /// @param amount VVV wei.
            /// @param id
            /// @return ticket The ticket's number.
            /// @return Always 0.";
        let expected = Natspec {
            title: "Tickets".to_owned(),
            notice: "Opens a ticket for a part of the stake.".to_owned(),
            details: "Reverts with Late.\n\nA second paragraph, of two lines.".to_owned(),
            params: vec![
                ("amount".to_owned(), "VVV wei.".to_owned()),
                ("id".to_owned(), String::new()),
            ],
            returns: vec!["ticket The ticket's number.".to_owned(), "Always 0.".to_owned()],
        };
        assert_eq!(Natspec::parse(comment).unwrap(), expected);
        assert_eq!(expected.param("amount"), Some("VVV wei."));
        assert_eq!(expected.param("other"), None);
    }

    #[test]
    fn comments_of_another_form_are_refused() {
        for comment in ["/** @notice No. */", "/// No tag.", "/// @custom:security No."] {
            assert!(Natspec::parse(comment).is_err(), "{comment}");
        }
    }

    #[test]
    fn a_summary_is_one_sentence_that_says_something() {
        for (notice, summary) in [
            ("Burns DIEM. Emits Transfer.", "Burns DIEM."),
            ("Of 0.5 at most.\n\nMore.", "Of 0.5 at most."),
            ("Two lines\n\nMore.", "Two lines"),
            ("Owner only. Sends `a.b`. Emits Recovered.", "Owner only. Sends `a.b`."),
            ("The owner.", "The owner."),
        ] {
            assert_eq!(first_sentence(notice), summary);
        }
    }
}
