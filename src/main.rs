//! Prints the contract's interface as Solidity, as deployment tools ask for it.

use diem::export;

fn main() {
    match std::env::args().nth(1).as_deref() {
        None | Some("abi") => print!("{}", export::interface()),
        Some("constructor") => println!("{}", export::constructor()),
        Some(other) => {
            eprintln!("unknown argument `{other}`: expected `abi` (the default) or `constructor`");
            std::process::exit(2);
        }
    }
}
