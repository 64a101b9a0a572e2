// SPDX-License-Identifier: MIT OR Apache-2.0
//! The interface: its declarations in the order of the source, and their documentation.

use anyhow::{ensure, Result};

use super::{
    json::{Entry, Param},
    natspec::Natspec,
};
use crate::paths;

/// The interface in the order of its source.
pub struct Interface {
    /// About the interface as a whole.
    pub docs: Natspec,
    pub constructor: Entry,
    pub declarations: Vec<Declaration>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Call,
    Struct,
    Event,
    Error,
}

pub struct Declaration {
    pub kind: Kind,
    /// As in the ABI. A struct is not in it: its fields are `inputs`.
    pub entry: Entry,
    /// `0x` and eight digits; for events, the hash of the signature; for structs, nothing.
    pub selector: String,
    /// The title of the comment that begins its part of the source.
    pub section: String,
    /// The declaration in Solidity, without the indentation of the interface.
    pub source: String,
    pub docs: Natspec,
}

impl Interface {
    pub fn of(&self, kind: Kind) -> impl Iterator<Item = &Declaration> {
        self.declarations.iter().filter(move |declaration| declaration.kind == kind)
    }

    /// What the ABI contains: the constructor, then functions, events and errors.
    pub fn entries(&self) -> Vec<&Entry> {
        let declared = [Kind::Call, Kind::Event, Kind::Error].into_iter();
        let declared =
            declared.flat_map(|kind| self.of(kind)).map(|declaration| &declaration.entry);
        std::iter::once(&self.constructor).chain(declared).collect()
    }

    /// The titles of the sections.
    pub fn sections(&self) -> Vec<&str> {
        let mut sections: Vec<&str> = Vec::new();
        for Declaration { section, .. } in &self.declarations {
            if !sections.contains(&section.as_str()) {
                sections.push(section);
            }
        }
        sections
    }

    /// Fails if a declaration, a parameter, a field or a return value has no NatSpec, or an error no
    /// advice.
    pub fn require_documentation(&self) -> Result<()> {
        let mut missing = Vec::new();
        for (tag, text) in [("title", &self.docs.title), ("notice", &self.docs.notice)] {
            if text.is_empty() {
                missing.push(format!("the interface: @{tag}"));
            }
        }
        missing.extend(self.declarations.iter().flat_map(Declaration::undocumented));
        ensure!(
            missing.is_empty(),
            "{} lacks documentation:\n  {}",
            paths::INTERFACE,
            missing.join("\n  ")
        );
        Ok(())
    }
}

impl Declaration {
    /// The text about a return value. In the comment, the name of a named value comes first.
    pub fn return_text(&self, at: usize) -> Option<&str> {
        let Param { name, .. } = self.entry.outputs.as_ref()?.get(at)?;
        let text = self.docs.returns.get(at)?;
        if name.is_empty() {
            return Some(text);
        }
        let (first, text) = text.split_once(' ')?;
        (first == name).then_some(text)
    }

    /// The parts that lack NatSpec, and the fields in the NatSpec that the struct does not have.
    fn undocumented(&self) -> Vec<String> {
        let Self { kind, entry, docs, .. } = self;
        let described = match kind {
            Kind::Struct => format!("struct {}", entry.name),
            Kind::Call | Kind::Event | Kind::Error => entry.signature(),
        };
        let mut missing = Vec::new();
        if docs.notice.is_empty() {
            missing.push(format!("{described}: @notice"));
        }
        if *kind == Kind::Error && docs.details.is_empty() {
            missing.push(format!("{described}: @dev, what the caller can do about it"));
        }
        for Param { name, .. } in &entry.inputs {
            if docs.param(name).is_none_or(str::is_empty) {
                missing.push(format!("{described}: @param {name}"));
            }
        }
        for (at, Param { name, .. }) in entry.outputs.iter().flatten().enumerate() {
            if self.return_text(at).is_none_or(str::is_empty) {
                let value = if name.is_empty() { format!("number {at}") } else { name.clone() };
                missing.push(format!("{described}: @return {value}"));
            }
        }
        for (name, _) in &docs.params {
            if !entry.inputs.iter().any(|input| input.name == *name) {
                missing.push(format!("{described}: a declaration of {name}"));
            }
        }
        missing
    }
}

#[cfg(test)]
mod tests {
    use super::{super::example::example, *};

    fn complaint(interface: &Interface) -> String {
        interface.require_documentation().unwrap_err().to_string()
    }

    #[test]
    fn the_example_is_documented() {
        example().require_documentation().unwrap();
        assert_eq!(example().sections(), ["Stakes: VVV", "Quotes (views)"]);
    }

    #[test]
    fn missing_documentation_is_listed() {
        let mut interface = example();
        interface.docs = Natspec::default();
        for declaration in &mut interface.declarations {
            declaration.docs = Natspec::default();
        }
        assert_eq!(
            complaint(&interface).lines().skip(1).map(str::trim).collect::<Vec<_>>(),
            [
                "the interface: @title",
                "the interface: @notice",
                "stake(address,uint256): @notice",
                "stake(address,uint256): @param to",
                "stake(address,uint256): @param amount",
                "Staked(address): @notice",
                "Staked(address): @param owner",
                "TooLate(uint256): @notice",
                "TooLate(uint256): @dev, what the caller can do about it",
                "TooLate(uint256): @param until",
                "stake((uint32)[]): @notice",
                "stake((uint32)[]): @param pairs",
                "quotes(uint32): @notice",
                "quotes(uint32): @param day",
                "quotes(uint32): @return number 0",
                "quotes(uint32): @return left",
                "struct Pair: @notice",
                "struct Pair: @param day",
            ]
        );
    }

    #[test]
    fn tags_without_text_document_nothing() {
        let mut interface = example();
        interface.declarations[2].docs.params[0].1.clear();
        for text in ["left", "left ", "right What is left."] {
            interface.declarations[4].docs.returns[1] = text.to_owned();
            let complaint = complaint(&interface);
            let expected = ["TooLate(uint256): @param until", "quotes(uint32): @return left"];
            assert!(complaint.ends_with(&expected.join("\n  ")), "{complaint}");
        }
    }

    #[test]
    fn a_comment_cannot_document_a_field_that_does_not_exist() {
        let mut interface = example();
        interface.declarations[5].docs.params.push(("month".to_owned(), "The month.".to_owned()));
        let complaint = complaint(&interface);
        assert!(complaint.ends_with("struct Pair: a declaration of month"), "{complaint}");
    }
}
