// SPDX-License-Identifier: MIT OR Apache-2.0
//! `cargo xtask pictures`: the pictures of the documents, drawn from the numbers of the contract's
//! own rules (`diem-model`).

mod amount;
mod calendar;
mod commitment;
mod curve;
mod cycle;
mod day;
mod fee;
mod svg;
mod tickets;
mod voucher;

use anyhow::Result;

use crate::{
    build::Workspace,
    generated::{self, File},
};
use svg::Svg;

/// Draws a picture.
type Draw = fn() -> Svg;

const PICTURES: [(&str, Draw); 7] = [
    ("docs/images/commitment.svg", commitment::draw),
    ("docs/images/curve.svg", curve::draw),
    ("docs/images/cycle.svg", cycle::draw),
    ("docs/images/day.svg", day::draw),
    ("docs/images/fee.svg", fee::draw),
    ("docs/images/tickets.svg", tickets::draw),
    ("docs/images/voucher.svg", voucher::draw),
];

/// `cargo xtask pictures`
pub fn refresh(workspace: &Workspace) -> Result<()> {
    generated::write(&workspace.root, &files())
}

/// `cargo xtask pictures --check`
pub fn check(workspace: &Workspace) -> Result<()> {
    generated::check(&workspace.root, &files(), "cargo xtask pictures")?;
    println!("The pictures match the rules.");
    Ok(())
}

fn files() -> Vec<File> {
    PICTURES.iter().map(|&(path, draw)| File::new(path, draw().finish())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pictures_match_the_rules() {
        check(&Workspace::current().unwrap()).unwrap();
    }

    #[test]
    fn screen_readers_have_a_title_and_a_description() {
        for (path, draw) in PICTURES {
            let document = draw().finish();
            assert!(
                document.contains(r#"role="img" aria-labelledby="title description""#),
                "{path}"
            );
            for empty in ["></title>", "></desc>"] {
                assert!(!document.contains(empty), "{path}");
            }
        }
    }

    #[test]
    fn looks_come_from_the_style_sheet_only() {
        for (path, draw) in PICTURES {
            let document = draw().finish();
            let (_, body) = document.split_once("</style>").unwrap();
            for attribute in [" fill=", " stroke=", " style=", " font"] {
                assert!(!body.contains(attribute), "{path} has{attribute}");
            }
        }
    }
}
