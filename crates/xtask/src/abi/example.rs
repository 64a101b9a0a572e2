// SPDX-License-Identifier: MIT OR Apache-2.0
//! An interface for the tests of the documents.

use super::{
    interface::{Declaration, Interface, Kind},
    json::{Entry, Param},
    natspec::Natspec,
};

/// Two sections, an overloaded name, a call named like its section, and every kind of declaration.
pub fn example() -> Interface {
    let param = |ty: &str, name: &str| Param {
        name: name.to_owned(),
        ty: ty.to_owned(),
        indexed: None,
        internal_type: ty.to_owned(),
        components: None,
    };
    let declare = |kind, section: &str, source: &str, inputs: Vec<Param>, comment: &str| {
        let (_, declared) = source.split_once(' ').unwrap();
        let (name, _) = declared.split_once(['(', ' ']).unwrap();
        Declaration {
            kind,
            entry: Entry {
                kind: String::new(),
                name: name.to_owned(),
                inputs,
                outputs: None,
                state_mutability: (kind == Kind::Call).then(|| "nonpayable".to_owned()),
                anonymous: None,
            },
            selector: format!("0x{:08x}", source.len()),
            section: section.to_owned(),
            source: source.to_owned(),
            docs: Natspec::parse(comment).unwrap(),
        }
    };

    let pair = || Param {
        components: Some(vec![param("uint32", "day")]),
        internal_type: "struct IDiem.Pair[]".to_owned(),
        ..param("tuple[]", "pairs")
    };
    let mut staked = declare(
        Kind::Event,
        "Stakes: VVV",
        "event Staked(address indexed owner);",
        vec![param("address", "owner")],
        "/// @notice Staked by `stake(address,uint256)`. Emitted after Staked | Late.\n/// @param owner The owner.",
    );
    staked.entry.inputs[0].indexed = Some(true);
    let mut quotes = declare(
        Kind::Call,
        "Quotes (views)",
        "function quotes(uint32 day) external view returns (uint256, uint256 left);",
        vec![param("uint32", "day")],
        "/// @notice Quotes of a `day`. Reverts with TooLate.\n\
         /// @param day Never TooLate for `stake`.\n\
         /// @return Always 0.\n/// @return left Of a<b.",
    );
    quotes.entry.state_mutability = Some("view".to_owned());
    quotes.entry.outputs = Some(vec![param("uint256", ""), param("uint256", "left")]);
    Interface {
        docs: Natspec::parse(
            "/// @title Diem\n/// @notice A contract.\n/// @dev Late calls: TooLate.\n///\n///      No more.",
        )
        .unwrap(),
        constructor: staked.entry.clone(),
        declarations: vec![
            declare(
                Kind::Call,
                "Stakes: VVV",
                "function stake(address to, uint256 amount) external;",
                vec![param("address", "to"), param("uint256", "amount")],
                "/// @notice Stakes. Emits Staked.\n\
                 /// @dev First.\n///\n///      Then `stake(amount)`.\n\
                 /// @param to The receiver.\n/// @param amount VVV wei.",
            ),
            staked,
            declare(
                Kind::Error,
                "Stakes: VVV",
                "error TooLate(uint256 until);",
                vec![param("uint256", "until")],
                "/// @notice TooLate for `quotes(day)`. Or not.\n/// @dev Stake less.\n/// @param until Unix seconds.",
            ),
            declare(
                Kind::Call,
                "Quotes (views)",
                "function stake(Pair[] calldata pairs) external;",
                vec![pair()],
                "/// @notice Owner only. Stakes pairs.\n/// @param pairs The pairs.",
            ),
            quotes,
            declare(
                Kind::Struct,
                "Quotes (views)",
                "struct Pair { uint32 day; }",
                vec![param("uint32", "day")],
                "/// @notice A pair.\n/// @param day The day.",
            ),
        ],
    }
}
