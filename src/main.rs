// SPDX-License-Identifier: MIT OR Apache-2.0
//! Prints the contract's interface or its constructor's signature, for `cargo stylus`.

/// The constructor's signature. `ConstructorArgs` in `IDiem.sol` documents the arguments.
const CONSTRUCTOR: &str =
    "constructor(address vvv, address feeToken, address owner, address guardian, \
     uint256 base, uint256 power, uint256 target, uint256 vvvCooldown, uint256 diemCooldown, \
     uint256 stakerShare, uint256 poolShare, uint256 creditPrice)";

fn main() {
    match std::env::args().nth(1).as_deref() {
        None | Some("abi") => print!("{}", include_str!("../artifacts/IDiem.sol")),
        Some("constructor") => println!("{CONSTRUCTOR}"),
        Some(other) => {
            eprintln!("unknown argument `{other}`: expected `abi` (the default) or `constructor`");
            std::process::exit(2);
        }
    }
}
