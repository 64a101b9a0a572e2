// SPDX-License-Identifier: MIT OR Apache-2.0
//! Circular imports between the modules of a crate.
//!
//! A module that uses an item of another depends on it. Re-exports are followed to the module that
//! declares the item, so a parent that only gathers its submodules depends on none of them. Test
//! modules inside a file do not count: they may use everything.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{ensure, Result};

use super::tokens::{tokens, Token};

/// A path from the crate's root: `["rules", "token", "transfer"]`.
type Path = Vec<String>;

/// What a file declares and uses.
#[derive(Default)]
struct Module {
    submodules: BTreeSet<String>,
    /// Names from `use` declarations. `None` for those of other crates.
    imports: BTreeMap<String, Option<Path>>,
    /// Every path that the code uses, apart from re-exports.
    uses: BTreeSet<Path>,
}

/// The modules of a crate by their paths; the root's is empty.
type Modules = BTreeMap<Path, Module>;

/// The imports that are part of a circle, for all crates among the files.
pub fn circular_imports(files: &[(&str, &str)]) -> Result<Vec<String>> {
    let sources: BTreeMap<&str, &str> = files.iter().copied().collect();
    let mut findings = Vec::new();
    let mut imports = 0;
    for root in sources.keys().filter(|path| is_root(path)) {
        let modules = modules(&sources, root);
        let edges = edges(&modules);
        imports += edges.len();
        for (from, to) in edges.iter().filter(|(from, to)| reaches(&edges, to, from)) {
            findings.push(format!(
                "{root}: `{}` imports from `{}`, in a circle",
                display(from),
                display(to)
            ));
        }
    }
    ensure!(imports > 0, "no import was found");
    Ok(findings)
}

/// Whether a file is the root of a library or of a program. In tests, a fixture and the modules
/// that use it may import each other.
fn is_root(path: &str) -> bool {
    let mut names = path.rsplit('/');
    matches!(names.next(), Some("lib.rs" | "main.rs")) && names.next() == Some("src")
}

fn display(module: &Path) -> String {
    let root = "crate".to_owned();
    let path: Vec<String> = std::iter::once(root).chain(module.iter().cloned()).collect();
    path.join("::")
}

/// Reads the crate with this root, following `mod` declarations.
fn modules(sources: &BTreeMap<&str, &str>, root: &str) -> Modules {
    let (folder, _) = root.rsplit_once('/').unwrap_or(("", root));
    let mut modules = Modules::new();
    let mut unread: Vec<Path> = vec![Path::new()];
    while let Some(path) = unread.pop() {
        let file = format!("{folder}/{}", path.join("/"));
        let source = if path.is_empty() {
            sources.get(root)
        } else {
            let file = |end| sources.get(format!("{file}{end}").as_str());
            file(".rs").or_else(|| file("/mod.rs"))
        };
        // A module without a file is declared inside another or generated.
        let Some(source) = source else { continue };
        let module = Reader::read(&tokens(source), &path);
        unread.extend(module.submodules.iter().map(|name| child(&path, name)));
        modules.insert(path, module);
    }
    modules
}

fn child(path: &Path, name: &str) -> Path {
    let mut path = path.clone();
    path.push(name.to_owned());
    path
}

/// Pairs of modules, of which the first uses an item that the second declares.
fn edges(modules: &Modules) -> BTreeSet<(Path, Path)> {
    let mut edges = BTreeSet::new();
    for (from, module) in modules {
        for used in &module.uses {
            if let Some(to) = declaring(modules, used, 0).filter(|to| to != from) {
                edges.insert((from.clone(), to));
            }
        }
    }
    edges
}

/// The module that declares what a path names; `None` for another crate's items.
fn declaring(modules: &Modules, path: &Path, followed: usize) -> Option<Path> {
    let is_module = |length: &usize| modules.contains_key(&path[..*length]);
    let length = (0..=path.len()).rev().find(is_module)?;
    let (module, rest) = path.split_at(length);
    let Some((name, rest)) = rest.split_first() else {
        return Some(module.to_vec());
    };
    match modules[module].imports.get(name) {
        // Names that import each other in a circle do not compile, except through macros.
        Some(Some(import)) if followed < 16 => {
            declaring(modules, &[import, rest].concat(), followed + 1)
        }
        Some(None) => None,
        _ => Some(module.to_vec()),
    }
}

fn reaches(edges: &BTreeSet<(Path, Path)>, from: &Path, to: &Path) -> bool {
    let mut seen = BTreeSet::new();
    let mut unseen = vec![from];
    while let Some(module) = unseen.pop() {
        if module == to {
            return true;
        }
        if seen.insert(module) {
            unseen.extend(edges.iter().filter(|(from, _)| from == module).map(|(_, to)| to));
        }
    }
    false
}

/// Reads one file.
struct Reader<'a> {
    tokens: &'a [Token<'a>],
    at: usize,
    path: &'a Path,
    /// The modules declared inside the file that contain `at`, each with the index of its end.
    inline: Vec<(String, usize)>,
    module: Module,
    /// Paths of `use` declarations, with the names that they import, and whether they re-export.
    declarations: Vec<(Path, String, bool)>,
}

impl<'a> Reader<'a> {
    fn read(tokens: &[Token], path: &Path) -> Module {
        let mut reader = Reader {
            tokens,
            at: 0,
            path,
            inline: Vec::new(),
            module: Module::default(),
            declarations: Vec::new(),
        };
        let mut paths = Vec::new();
        while reader.at < tokens.len() {
            let at = reader.at;
            reader.inline.retain(|(_, end)| at < *end);
            match reader.text(0) {
                "mod" => reader.module_declaration(),
                "use" if reader.names_follow() => {
                    let public = at > 0 && matches!(tokens[at - 1].text, "pub" | ")");
                    reader.at += 1;
                    reader.use_tree(Path::new(), public);
                }
                _ if reader.path_begins() => {
                    let path = reader.path_here();
                    paths.push((path, reader.inline_path()));
                }
                _ => reader.at += 1,
            }
        }
        reader.resolve(paths)
    }

    fn text(&self, ahead: usize) -> &'a str {
        self.tokens.get(self.at + ahead).map_or("", |token| token.text)
    }

    /// Whether `use` is a keyword here, and not `use<'a>` in a type.
    fn names_follow(&self) -> bool {
        self.text(1) != "<"
    }

    /// `mod name;` declares a submodule; `mod name { … }` is read as part of this file.
    fn module_declaration(&mut self) {
        let (name, opening) = (self.text(1), self.text(2));
        if opening == ";" && self.inline.is_empty() {
            self.module.submodules.insert(name.to_owned());
        }
        if opening == "{" {
            let end = super::items::end_of_group(self.tokens, self.at + 2);
            if self.is_test_only() {
                self.at = end;
                return;
            }
            self.inline.push((name.to_owned(), end));
        }
        self.at += 1;
    }

    /// Whether `#[cfg(test)]` is right before.
    fn is_test_only(&self) -> bool {
        let attribute = ["#", "[", "cfg", "(", "test", ")", "]"];
        let before = self.tokens[..self.at].iter().map(|token| token.text);
        before.rev().take(attribute.len()).eq(attribute.into_iter().rev())
    }

    /// Reads the tree of a `use` declaration, whose paths all begin with `prefix`.
    fn use_tree(&mut self, prefix: Path, public: bool) {
        let mut path = prefix;
        loop {
            match self.text(0) {
                "{" => {
                    self.at += 1;
                    while !matches!(self.text(0), "}" | "") {
                        self.use_tree(path.clone(), public);
                        if self.text(0) == "," {
                            self.at += 1;
                        }
                    }
                    self.at += 1;
                    return;
                }
                ":" => self.at += 1,
                "self" if !path.is_empty() => self.at += 1,
                "*" => {
                    self.at += 1;
                    return self.declare(path, "*", public);
                }
                "as" => {
                    let name = self.text(1);
                    self.at += 2;
                    return self.declare(path, name, public);
                }
                name if self.tokens.get(self.at).is_some_and(Token::is_name) => {
                    path.push(name.to_owned());
                    self.at += 1;
                }
                _ => {
                    let name = path.last().cloned().unwrap_or_default();
                    // Skips what is no tree, so that reading goes on.
                    if !matches!(self.text(0), "," | "}" | ";") {
                        self.at += 1;
                    }
                    return self.declare(path, &name, public);
                }
            }
        }
    }

    fn declare(&mut self, path: Path, name: &str, public: bool) {
        let absolute = self.absolute(&path, &self.inline_path());
        self.declarations.push((absolute, name.to_owned(), public));
    }

    /// Whether a path of at least two names begins here. Those of macros (`$crate::`) belong to
    /// where they are expanded.
    fn path_begins(&self) -> bool {
        let before = self.at.checked_sub(1).map_or("", |at| self.tokens[at].text);
        self.tokens[self.at].is_name()
            && self.text(1) == ":"
            && self.text(2) == ":"
            && !matches!(before, ":" | "$" | ".")
    }

    fn path_here(&mut self) -> Path {
        let mut path = Path::new();
        while self.tokens.get(self.at).is_some_and(Token::is_name) {
            path.push(self.text(0).to_owned());
            self.at += 1;
            if !(self.text(0) == ":" && self.text(1) == ":") {
                break;
            }
            self.at += 2;
        }
        path
    }

    fn inline_path(&self) -> Path {
        self.inline.iter().map(|(name, _)| name.clone()).collect()
    }

    /// A path from the root of the crate, if it begins with `crate`, `self` or `super`.
    fn absolute(&self, path: &Path, inline: &Path) -> Path {
        let mut base = [self.path.as_slice(), inline].concat();
        let mut rest = path.as_slice();
        match rest.first().map(String::as_str) {
            Some("crate") => base.clear(),
            Some("self") => {}
            Some("super") => {
                while rest.get(1).is_some_and(|name| name == "super") {
                    base.pop();
                    rest = &rest[1..];
                }
                base.pop();
            }
            _ => return path.clone(),
        }
        [&["crate".to_owned()], base.as_slice(), &rest[1..]].concat()
    }

    /// Decides, once all declarations of the file are known, which paths stay inside the crate.
    fn resolve(mut self, paths: Vec<(Path, Path)>) -> Module {
        for (path, name, public) in std::mem::take(&mut self.declarations) {
            let inside = self.inside(&path);
            if let Some(path) = inside.clone().filter(|_| !public) {
                self.module.uses.insert(path);
            }
            self.module.imports.insert(name, inside);
        }
        for (path, inline) in paths {
            if let Some(path) = self.inside(&self.absolute(&path, &inline)) {
                self.module.uses.insert(path);
            }
        }
        self.module
    }

    /// The path from the crate's root; `None` if it leads to another crate, or to what the file
    /// itself declares.
    fn inside(&self, path: &Path) -> Option<Path> {
        let (first, rest) = path.split_first()?;
        if first == "crate" {
            return Some(rest.to_vec());
        }
        if self.module.submodules.contains(first) {
            return Some([self.path.as_slice(), path].concat());
        }
        let import = self.module.imports.get(first)?.as_ref()?;
        Some([import, rest].concat())
    }
}

#[cfg(test)]
mod tests {
    use super::circular_imports;

    fn circles(files: &[(&str, &str)]) -> Vec<String> {
        let shorten = |finding: String| finding.replace("src/lib.rs: ", "");
        let found = circular_imports(files).unwrap();
        found.into_iter().map(shorten).collect()
    }

    #[test]
    fn two_modules_that_import_each_other_are_a_circle() {
        let files = [
            ("src/lib.rs", "mod a; mod b; mod c;"),
            ("src/a.rs", "use crate::{b::{self, B}, c::C};"),
            ("src/b.rs", "fn f() { crate::a::g() }"),
            ("src/c.rs", "use std::fmt;"),
        ];
        assert_eq!(
            circles(&files),
            [
                "`crate::a` imports from `crate::b`, in a circle",
                "`crate::b` imports from `crate::a`, in a circle",
            ]
        );
    }

    #[test]
    fn longer_circles_and_relative_paths_are_found() {
        let files = [
            ("src/lib.rs", "mod p;"),
            ("src/p/mod.rs", "mod a; mod b; mod c;"),
            ("src/p/a.rs", "use super::b::B;"),
            ("src/p/b.rs", "mod inner { use super::super::c::C; }"),
            ("src/p/c.rs", "use super::a; fn f() { a::g() }"),
        ];
        assert_eq!(circles(&files).len(), 3);
    }

    #[test]
    fn one_direction_is_no_circle() {
        let files = [
            ("src/lib.rs", "mod a; mod b; pub use a::A;"),
            ("src/a.rs", "use crate::b; // crate::a\n"),
            ("src/b.rs", "#[cfg(test)] mod tests { use crate::a::A; }"),
        ];
        assert_eq!(circles(&files), [""; 0]);
    }

    #[test]
    fn a_re_export_leads_to_the_declaring_module() {
        let mut files = [
            ("src/lib.rs", "mod p; mod q;"),
            ("src/p/mod.rs", "mod a; mod b; pub use a::A;"),
            ("src/p/a.rs", ""),
            ("src/p/b.rs", "use super::A; use crate::q::Q;"),
            ("src/q.rs", "use crate::p::A;"),
        ];
        assert_eq!(circles(&files), [""; 0]);
        files[2].1 = "use crate::q;";
        assert_eq!(circles(&files).len(), 2);
    }

    #[test]
    fn a_child_may_not_use_what_a_parent_that_uses_it_declares() {
        let files =
            [("src/lib.rs", "mod a; fn f() { a::g() } struct S;"), ("src/a.rs", "use crate::S;")];
        assert_eq!(circles(&files).len(), 2);
    }

    #[test]
    fn finding_no_import_at_all_is_an_error() {
        assert!(circular_imports(&[("src/lib.rs", "mod a;"), ("src/a.rs", "")]).is_err());
    }
}
