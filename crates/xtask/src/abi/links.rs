// SPDX-License-Identifier: MIT OR Apache-2.0
//! Where each declaration is documented, and links to it from the text of NatSpec.

use std::collections::BTreeMap;

use anyhow::{ensure, Result};

use super::{
    interface::{Declaration, Interface, Kind},
    json::Param,
    markdown::{anchor, escape},
};

/// The headings that a page has beside its title and its entries.
pub const PARTS: [(Kind, &str); 4] = [
    (Kind::Call, "Calls"),
    (Kind::Struct, "Structs"),
    (Kind::Event, "Events"),
    (Kind::Error, "Errors"),
];

pub struct Links<'a> {
    /// More than one for an overloaded name.
    by_name: BTreeMap<&'a str, Vec<&'a Declaration>>,
}

/// Where a text stands.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    /// The name of the page's file.
    pub page: &'a str,
    /// The declaration that the text is about.
    pub entry: Option<&'a Declaration>,
}

/// The file for a section: its title up to ` (` or `:`, in lower case, with `-` between words.
pub fn page(title: &str) -> String {
    let end = [" (", ":"].iter().filter_map(|mark| title.find(mark)).min().unwrap_or(title.len());
    let lower = title[..end].to_lowercase();
    let words = lower.split(|char: char| !char.is_ascii_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    format!("{}.md", words.join("-"))
}

impl<'a> Links<'a> {
    /// Fails if two headings of a page would have the same anchor.
    pub fn new(interface: &'a Interface) -> Result<Self> {
        let mut by_name: BTreeMap<&str, Vec<&Declaration>> = BTreeMap::new();
        for declaration in &interface.declarations {
            by_name.entry(&declaration.entry.name).or_default().push(declaration);
        }
        let links = Self { by_name };
        for section in interface.sections() {
            let mut anchors = vec![anchor(section)];
            anchors.extend(PARTS.iter().map(|(_, heading)| anchor(heading)));
            for declaration in interface.declarations.iter().filter(|it| it.section == section) {
                let anchor = anchor(&links.heading(declaration));
                ensure!(!anchors.contains(&anchor), "two headings #{anchor} in {section}");
                anchors.push(anchor);
            }
        }
        Ok(links)
    }

    /// The name of a declaration, or the signature where the name alone says too little: for an
    /// overloaded call, and for one whose anchor would be that of another heading.
    pub fn label(&self, declaration: &Declaration) -> String {
        let Declaration { kind, entry, section, .. } = declaration;
        let is_heading = |name: &str| {
            let headings = PARTS.iter().map(|(_, heading)| *heading).chain([section.as_str()]);
            headings.map(anchor).any(|taken| taken == anchor(name))
        };
        let is_ambiguous = self.by_name[entry.name.as_str()].len() > 1 || is_heading(&entry.name);
        if *kind == Kind::Call && is_ambiguous {
            entry.signature()
        } else {
            entry.name.clone()
        }
    }

    /// The heading of a declaration's entry.
    pub fn heading(&self, declaration: &Declaration) -> String {
        let label = self.label(declaration);
        match declaration.kind {
            Kind::Call => format!("`{label}`"),
            Kind::Struct => format!("struct `{label}`"),
            Kind::Event => format!("event `{label}`"),
            Kind::Error => format!("error `{label}`"),
        }
    }

    /// A link with its usual text.
    pub fn link(&self, declaration: &Declaration, from: &str) -> String {
        self.link_from(&self.label(declaration), declaration, from)
    }

    /// A link with another text, which is code.
    pub fn link_from(&self, text: &str, to: &Declaration, from: &str) -> String {
        let page = page(&to.section);
        let page = if page == from { "" } else { &page };
        format!("[`{text}`]({page}#{})", anchor(&self.heading(to)))
    }

    /// The type of a parameter, as a link if it is a struct.
    pub fn ty(&self, param: &Param, from: &str) -> String {
        // `struct IDiem.Ticket[]`
        let Some((_, ty)) = param.internal_type.split_once('.') else {
            return format!("`{}`", param.internal_type);
        };
        let name = ty.trim_end_matches(['[', ']']);
        match self.by_name.get(name).map(Vec::as_slice) {
            Some([declaration]) => self.link_from(ty, declaration, from),
            _ => format!("`{ty}`"),
        }
    }

    /// NatSpec as Markdown: code, and names of errors, events and structs, become links.
    pub fn prose(&self, text: &str, place: Place) -> Result<String> {
        ensure!(text.matches('`').count().is_multiple_of(2), "code without an end: {text}");
        let mut markdown = String::new();
        for (at, part) in text.split('`').enumerate() {
            if at.is_multiple_of(2) {
                self.push_plain(&mut markdown, part, place)?;
            } else {
                markdown.push_str(&self.code(part, self.named(part, place), place));
            }
        }
        Ok(markdown)
    }

    /// Appends text outside code. Links its CamelCase words, unless they may begin a sentence as an
    /// ordinary word, or begin an expression like `Permit(address owner)`.
    fn push_plain(&self, markdown: &mut String, text: &str, place: Place) -> Result<()> {
        let mut rest = text;
        while !rest.is_empty() {
            let is_word = |char: char| char.is_ascii_alphanumeric() || char == '_';
            let in_word = rest.starts_with(is_word);
            let end = rest.find(|char| is_word(char) != in_word).unwrap_or(rest.len());
            let (part, after) = rest.split_at(end);
            let begins_sentence = || {
                let before = markdown.trim_end();
                before.is_empty() || before.ends_with(['.', '!', '?', ':'])
            };
            let declared = self.by_name.get(part).map_or(&[][..], Vec::as_slice);
            match declared {
                [declaration]
                    if declaration.kind != Kind::Call
                        && !after.starts_with('(')
                        && (is_compound(part) || !begins_sentence()) =>
                {
                    let link = self.code(part, Some(declaration), place);
                    markdown.push_str(&link);
                }
                _ => markdown.push_str(&escape(part)?),
            }
            rest = after;
        }
        Ok(())
    }

    /// Code, as a link to a declaration unless the text is in the declaration's own entry.
    fn code(&self, text: &str, declaration: Option<&Declaration>, place: Place) -> String {
        let is_own = |it: &Declaration| place.entry.is_some_and(|entry| std::ptr::eq(entry, it));
        match declaration {
            Some(declaration) if !is_own(declaration) => {
                self.link_from(text, declaration, place.page)
            }
            _ => format!("`{text}`"),
        }
    }

    /// The declaration that code names: `claim`, `stake(uint256)`, `stake(to, amount)` or
    /// `protocol().pauseEnds`. A parameter of the entry hides a declaration of the same name.
    fn named(&self, code: &str, place: Place) -> Option<&'a Declaration> {
        let end = code.find(|char: char| !(char.is_ascii_alphanumeric() || char == '_'));
        let (name, rest) = code.split_at(end.unwrap_or(code.len()));
        if rest.is_empty() && place.entry.is_some_and(|entry| has_parameter(entry, name)) {
            return None;
        }
        let declared = self.by_name.get(name)?;
        if rest.is_empty() {
            let [declaration] = declared.as_slice() else { return None };
            return Some(declaration);
        }
        if let Some(exact) = declared.iter().find(|declared| declared.entry.signature() == code) {
            return Some(exact);
        }
        let (arguments, _) = rest.strip_prefix('(')?.split_once(')')?;
        let count = arguments.split(',').filter(|argument| !argument.is_empty()).count();
        let mut fitting = declared.iter().filter(|declared| declared.entry.inputs.len() == count);
        let declaration = fitting.next()?;
        fitting.next().is_none().then_some(declaration)
    }
}

/// A word of several, as no ordinary word is: `DayRolled`.
fn is_compound(name: &str) -> bool {
    name.chars().filter(char::is_ascii_uppercase).count() > 1
}

fn has_parameter(declaration: &Declaration, name: &str) -> bool {
    let entry = &declaration.entry;
    entry.inputs.iter().chain(entry.outputs.iter().flatten()).any(|param| param.name == name)
}

#[cfg(test)]
mod tests {
    use super::{super::example::example, *};

    /// Text as Markdown in the entry of the declaration at `entry`.
    fn prose(text: &str, entry: Option<usize>) -> String {
        let interface = example();
        let entry = entry.map(|at| &interface.declarations[at]);
        let place = Place { page: "stakes.md", entry };
        Links::new(&interface).unwrap().prose(text, place).unwrap()
    }

    #[test]
    fn a_page_is_named_after_its_section() {
        for (title, expected) in [
            ("DIEM token (ERC-20)", "diem-token.md"),
            ("Activating DIEM: daily credits", "activating-diem.md"),
            ("The day's rollover", "the-day-s-rollover.md"),
            ("Ownership, pause and recovery", "ownership-pause-and-recovery.md"),
        ] {
            assert_eq!(page(title), expected);
        }
    }

    #[test]
    fn a_heading_is_a_name_unless_it_is_ambiguous() {
        let mut interface = example();
        let headings = |interface: &Interface| -> Vec<String> {
            let links = Links::new(interface).unwrap();
            interface.declarations.iter().map(|it| links.heading(it)).collect()
        };
        let expected = [
            "`stake(address,uint256)`",
            "event `Staked`",
            "error `TooLate`",
            "`stake((uint32)[])`",
            "`quotes`",
            "struct `Pair`",
        ];
        assert_eq!(headings(&interface), expected);
        for declaration in &mut interface.declarations[3..] {
            declaration.section = "Quotes".to_owned();
        }
        assert_eq!(headings(&interface)[4], "`quotes(uint32)`");
    }

    #[test]
    fn headings_with_one_anchor_are_refused() {
        let mut interface = example();
        interface.declarations[0].section = "Event `Staked`".to_owned();
        interface.declarations[1].section = "Event `Staked`".to_owned();
        let error = Links::new(&interface).err().unwrap().to_string();
        assert_eq!(error, "two headings #event-staked in Event `Staked`");
    }

    #[test]
    fn code_that_names_a_declaration_is_a_link() {
        for (code, expected) in [
            ("`quotes`", "[`quotes`](quotes.md#quotes)"),
            ("`quotes(day)`", "[`quotes(day)`](quotes.md#quotes)"),
            ("`quotes(day).left`", "[`quotes(day).left`](quotes.md#quotes)"),
            ("`stake(to, 1)`", "[`stake(to, 1)`](#stakeaddressuint256)"),
            ("`stake((uint32)[])`", "[`stake((uint32)[])`](quotes.md#stakeuint32)"),
            ("`Pair`", "[`Pair`](quotes.md#struct-pair)"),
            ("`Staked`", "[`Staked`](#event-staked)"),
        ] {
            assert_eq!(prose(code, None), expected);
        }
    }

    #[test]
    fn ambiguous_and_other_code_is_not_a_link() {
        for code in
            ["`stake`", "`stake(1, 2, 3)`", "`quotes()`", "`quotes + 1`", "`other`", "`1 | <a>`"]
        {
            assert_eq!(prose(code, None), code);
        }
    }

    #[test]
    fn arguments_do_not_tell_calls_of_equally_many_parameters_apart() {
        let mut interface = example();
        let day = interface.declarations[4].entry.inputs[0].clone();
        interface.declarations[3].entry.inputs.push(day);
        let links = Links::new(&interface).unwrap();
        let place = Place { page: "stakes.md", entry: None };
        let text = links.prose("`stake(to, 1)` `stake(address,uint256)`", place).unwrap();
        assert_eq!(text, "`stake(to, 1)` [`stake(address,uint256)`](#stakeaddressuint256)");
    }

    #[test]
    fn a_parameter_hides_a_declaration_of_its_name() {
        let mut interface = example();
        interface.declarations[0].entry.inputs[0].name = "quotes".to_owned();
        let links = Links::new(&interface).unwrap();
        let place = Place { page: "stakes.md", entry: Some(&interface.declarations[0]) };
        let text = links.prose("`quotes` and `quotes(day)`", place).unwrap();
        assert_eq!(text, "`quotes` and [`quotes(day)`](quotes.md#quotes)");
    }

    #[test]
    fn no_entry_links_to_itself() {
        assert_eq!(prose("See `quotes`, `quotes(day)`.", Some(4)), "See `quotes`, `quotes(day)`.");
        assert_eq!(prose("Emits Staked.", Some(1)), "Emits `Staked`.");
        // Another call of the same name.
        assert_eq!(prose("`stake(to, 1)`", Some(3)), "[`stake(to, 1)`](#stakeaddressuint256)");
    }

    #[test]
    fn bare_names_are_links_unless_they_may_be_ordinary_words() {
        let link = "[`TooLate`](#error-toolate)";
        assert_eq!(prose("TooLate. TooLate", None), format!("{link}. {link}"));
        let link = "[`Staked`](#event-staked)";
        assert_eq!(
            prose("Staked. Staked: Staked, Staked", None),
            format!("Staked. Staked: Staked, {link}")
        );
        let text = "A StakedPair, a quotes, a Pair(uint32 day), DIEM";
        assert_eq!(prose(text, None), text);
    }

    #[test]
    fn text_is_escaped_and_code_is_not() {
        assert_eq!(prose("a<b, `a<b`", None), "a\\<b, `a<b`");
        let interface = example();
        let links = Links::new(&interface).unwrap();
        let place = Place { page: "stakes.md", entry: None };
        for text in ["{{ a }}", "an `end"] {
            assert!(links.prose(text, place).is_err(), "{text}");
        }
    }

    #[test]
    fn the_type_of_a_struct_is_a_link() {
        let interface = example();
        let links = Links::new(&interface).unwrap();
        let pairs = &interface.declarations[3].entry.inputs[0];
        assert_eq!(links.ty(pairs, "quotes.md"), "[`Pair[]`](#struct-pair)");
        assert_eq!(links.ty(&interface.declarations[0].entry.inputs[0], ""), "`address`");
    }
}
