// SPDX-License-Identifier: MIT OR Apache-2.0
//! The interface as `artifacts/diem.abi.json` lists it.

use std::sync::OnceLock;

use alloy_json_abi::{JsonAbi, StateMutability};
use alloy_primitives::Selector;

/// A function of the interface.
pub struct Function {
    /// Its name, without arguments.
    pub name: String,
    /// For example `stake(address,uint256)`.
    pub signature: String,
    /// The first four bytes of the signature's hash.
    pub selector: Selector,
    /// The canonical types of its arguments.
    pub args: Vec<String>,
    /// `true` if it is `view` or `pure`.
    pub is_view: bool,
}

/// The parsed ABI.
fn abi() -> &'static JsonAbi {
    static ABI: OnceLock<JsonAbi> = OnceLock::new();
    ABI.get_or_init(|| {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = path.ancestors().find(|path| path.join("artifacts").is_dir());
        let path = root.expect("a checkout").join("artifacts/diem.abi.json");
        serde_json::from_slice(&std::fs::read(path).expect("the ABI file")).expect("a valid ABI")
    })
}

/// Every function of the interface.
pub fn functions() -> &'static [Function] {
    static FUNCTIONS: OnceLock<Vec<Function>> = OnceLock::new();
    FUNCTIONS.get_or_init(|| {
        abi()
            .functions()
            .map(|function| Function {
                name: function.name.clone(),
                signature: function.signature(),
                selector: function.selector(),
                args: function
                    .inputs
                    .iter()
                    .map(|input| input.selector_type().into_owned())
                    .collect(),
                is_view: matches!(
                    function.state_mutability,
                    StateMutability::View | StateMutability::Pure
                ),
            })
            .collect()
    })
}

/// The name of the error with this selector.
pub fn error_name(selector: Selector) -> Option<&'static str> {
    abi().errors().find(|error| error.selector() == selector).map(|error| error.name.as_str())
}
