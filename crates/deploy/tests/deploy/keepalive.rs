// SPDX-License-Identifier: MIT OR Apache-2.0
//! `keepalive` over the life of a program.

use super::support::fixture::{path, Fixture, Run};
use super::support::node::CAROL;

const DAY: u64 = 86_400;

fn keepalive(fixture: &Fixture, options: &[&str]) -> Run {
    let record = fixture.record_path();
    let arguments = ["keepalive", path(&record), "--poll-interval", "5"];
    fixture.tool(&[&arguments, options].concat()).succeeds()
}

#[test]
fn a_program_is_extended_and_after_its_expiry_activated_again() {
    let fixture = Fixture::deployed();
    let sent = fixture.node.nonce(CAROL);
    keepalive(&fixture, &["--broadcast"])
        .says("The program expires in 36")
        .says("It can be extended in 30.")
        .says("Nothing to do yet");
    assert_eq!(fixture.node.nonce(CAROL), sent);

    // Activations are dated in whole hours.
    fixture.node.pass(32 * DAY);
    keepalive(&fixture, &[])
        .says("The program expires in 33")
        .says("To extend the program: the fee is 0.000")
        .says("nothing has been sent");
    assert_eq!(fixture.node.nonce(CAROL), sent);
    let run = keepalive(&fixture, &["--broadcast"]).says("Mined in block");
    assert_eq!(fixture.node.nonce(CAROL), sent + 1);
    let last = run.output.lines().last().expect("lines");
    assert!(last.starts_with("The program expires in 36"), "{last}");
    keepalive(&fixture, &["--broadcast"]).says("Nothing to do yet");

    fixture.node.pass(366 * DAY);
    keepalive(&fixture, &[])
        .says("The program has expired: it was activated 366.")
        .says("To activate the program again: the fee is 0.000");
    let run = keepalive(&fixture, &["--broadcast"]).says("Mined in block");
    let last = run.output.lines().last().expect("lines");
    assert!(last.starts_with("The program expires in 36"), "{last}");
    assert_eq!(fixture.node.nonce(CAROL), sent + 2);
    fixture.tool(&["verify", path(&fixture.record_path())]).succeeds();
}
