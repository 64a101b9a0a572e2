// SPDX-License-Identifier: MIT OR Apache-2.0
//! The Stylus engine: activation, metering and host functions, without Diem.

mod activation;
mod calibration;
mod execution;
mod hosts;
mod precompiles;

/// The probe program with data that does not compress, which makes it too large for one code object.
pub fn large_probe() -> Vec<u8> {
    let mut state = 1_u64;
    let noise = (0..26_000).map(|_| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        format!("\\{:02x}", state >> 56)
    });
    let data = format!("(data (i32.const 39000) \"{}\")", noise.collect::<String>());
    let text = include_str!("programs/probe.wat")
        .replace("(data (i32.const 63)", &format!("{data} (data (i32.const 63)"));
    wat::parse_str(text).expect("valid text")
}
