// SPDX-License-Identifier: MIT OR Apache-2.0
//! `cargo xtask abi`: everything generated from `artifacts/IDiem.sol`, the one source of the
//! interface: the JSON ABI, the TypeScript ABI and the reference in `docs/reference/`.

mod errors;
#[cfg(test)]
mod example;
mod index;
mod interface;
mod json;
mod links;
mod markdown;
mod natspec;
mod pages;
mod solc;

use std::{collections::BTreeMap, fs, io::ErrorKind};

use anyhow::{ensure, Context, Result};

use crate::{
    build::Workspace,
    generated::{self, File},
    paths,
};
use interface::Interface;
use links::Links;

/// `cargo xtask abi`
pub fn refresh(workspace: &Workspace) -> Result<()> {
    generated::write(&workspace.root, &files(workspace)?)
}

/// `cargo xtask abi --check`
pub fn check(workspace: &Workspace) -> Result<()> {
    generated::check(&workspace.root, &files(workspace)?, "cargo xtask abi")?;
    println!("The ABI and the reference match {}.", paths::INTERFACE);
    Ok(())
}

/// The generated files and their expected content.
pub fn files(workspace: &Workspace) -> Result<Vec<File>> {
    let source = fs::read_to_string(workspace.root.join(paths::INTERFACE))
        .with_context(|| format!("cannot read {}", paths::INTERFACE))?;
    let interface = solc::compile(workspace, &source)?;
    interface.require_documentation()?;
    let entries = interface.entries();
    let mut files = vec![
        File::new(paths::ABI_JSON, json::render(&entries)?),
        File::new(paths::ABI_TYPESCRIPT, json::render_typescript(&entries)?),
    ];
    let reference = reference(&interface)?;
    let abandoned = pages(workspace)?.into_iter().filter(|page| !reference.contains_key(page));
    files.extend(abandoned.map(|page| File::absent(path(&page))));
    files.extend(reference.iter().map(|(page, text)| File::new(path(page), text.as_str())));
    Ok(files)
}

/// The pages of the reference: file names and texts.
fn reference(interface: &Interface) -> Result<BTreeMap<String, String>> {
    let links = Links::new(interface)?;
    let mut pages = BTreeMap::from([
        (index::FILE.to_owned(), index::render(interface, &links)?),
        (errors::FILE.to_owned(), errors::render(interface, &links)?),
    ]);
    for title in interface.sections() {
        let page = links::page(title);
        let text = pages::render(interface, &links, title)?;
        ensure!(pages.insert(page.clone(), text).is_none(), "a second page {page}: {title}");
    }
    Ok(pages)
}

/// The pages that exist.
fn pages(workspace: &Workspace) -> Result<Vec<String>> {
    let folder = match fs::read_dir(workspace.root.join(paths::REFERENCE)) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        folder => folder.with_context(|| format!("cannot list {}", paths::REFERENCE))?,
    };
    let mut pages = Vec::new();
    for file in folder {
        let name = file?.file_name();
        pages.extend(name.to_str().filter(|name| name.ends_with(".md")).map(str::to_owned));
    }
    pages.sort();
    Ok(pages)
}

fn path(page: &str) -> String {
    format!("{}/{page}", paths::REFERENCE)
}

#[cfg(test)]
mod tests {
    use super::{example::example, *};

    #[test]
    fn the_reference_has_an_index_the_errors_and_a_page_a_section() {
        let reference = reference(&example()).unwrap();
        let pages: Vec<&str> = reference.keys().map(String::as_str).collect();
        assert_eq!(pages, ["errors.md", "index.md", "quotes.md", "stakes.md"]);
    }

    #[test]
    fn no_section_takes_the_page_of_another() {
        let mut interface = example();
        interface.declarations[5].section = "Stakes (more)".to_owned();
        let error = reference(&interface).unwrap_err().to_string();
        assert_eq!(error, "a second page stakes.md: Stakes (more)");
        interface.declarations[5].section = "Errors".to_owned();
        assert!(reference(&interface).is_err());
    }

    #[test]
    fn pages_that_exist_are_found() {
        let root = tempfile::tempdir().unwrap();
        let workspace = Workspace::at(root.path());
        assert!(pages(&workspace).unwrap().is_empty());
        let folder = root.path().join(paths::REFERENCE);
        fs::create_dir_all(&folder).unwrap();
        for name in ["b.md", "a.md", "c.txt"] {
            fs::write(folder.join(name), "").unwrap();
        }
        assert_eq!(pages(&workspace).unwrap(), ["a.md", "b.md"]);
    }
}
