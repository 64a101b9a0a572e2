// SPDX-License-Identifier: MIT OR Apache-2.0
//! Standard output. A closed pipe must not end a deployment between two transactions.

use std::fmt::Arguments;
use std::io::Write;

/// Prints text and flushes it. Errors are ignored.
pub fn print(text: Arguments) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_fmt(text).and_then(|()| out.flush());
}

/// `println!` without its panic.
macro_rules! say {
    ($($text:tt)*) => {
        $crate::output::print(format_args!("{}\n", format_args!($($text)*)))
    };
}

pub(crate) use say;
