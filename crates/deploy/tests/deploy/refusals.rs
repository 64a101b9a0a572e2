// SPDX-License-Identifier: MIT OR Apache-2.0
//! Chains, tokens and accounts with which a deployment cannot work: a clear error, and nothing is sent.

use serde_json::json;

use super::support::fixture::Fixture;
use super::support::node::{ALICE, CAROL};

/// Asserts that both a dry run and a run that sends are refused with a sentence.
#[track_caller]
fn assert_refused(fixture: &Fixture, sentence: &str) {
    fixture.dry_run().fails().says(sentence);
    let before = fixture.node.block();
    let run = fixture.broadcast().fails().says(sentence);
    assert!(!run.methods.iter().any(|method| method.starts_with("eth_send")));
    assert_eq!(fixture.node.block(), before);
    fixture.assert_untouched();
}

#[test]
fn a_chain_with_too_few_fragments() {
    let fixture = Fixture::new(&["--max-fragments", "1"]);
    assert_refused(
        &fixture,
        "error: the program needs 2 fragments, and this chain accepts at most 1",
    );
}

#[test]
fn a_chain_without_fragments() {
    let fixture = Fixture::new(&["--arbos", "51"]);
    assert_refused(
        &fixture,
        "error: the program needs 2 fragments, and ArbOS 51 accepts none: ArbOS 60 is the first that does",
    );
}

#[test]
fn a_vvv_without_code() {
    let fixture = Fixture::new(&[]);
    let empty = "0x000000000000000000000000000000000000dEaD";
    fixture.configure(|text| text.replace(&fixture.vvv.to_string(), empty));
    assert_refused(&fixture, &format!("error: tokens.vvv: there is no contract at {empty}"));
}

#[test]
fn tokens_with_other_decimals() {
    let fixture = Fixture::new(&[]);
    let (vvv, fee) = (fixture.vvv.to_string(), fixture.fee_token.to_string());
    fixture.configure(|text| text.replace(&vvv, &fee));
    assert_refused(&fixture, &format!("error: tokens.vvv: {fee} has 6 decimals; VVV has 18"));

    let large = fixture.node.token(19).to_string();
    fixture.configure(|text| text.replace(&fee, &large));
    let sentence =
        format!("error: tokens.fee_token: {large} has 19 decimals; Diem accepts at most 18");
    assert_refused(&fixture, &sentence);
}

#[test]
fn too_little_money() {
    let fixture = Fixture::new(&[]);
    // A thousandth of an ETH.
    fixture.node.request("anvil_setBalance", json!([CAROL, "0x38d7ea4c68000"]));
    let sentence =
        format!("error: the account {CAROL} has 0.001000 ETH, and the deployment may need up to");
    assert_refused(&fixture, &sentence);
}

#[test]
fn another_chain_than_the_file_is_for() {
    let fixture = Fixture::new(&[]);
    fixture.configure(|text| text.replace("chain_id = 412346", "chain_id = 42161"));
    let run = fixture.dry_run().fails().says("is a node of chain 412346, and");
    run.says("is for chain 42161").says("error: wrong chain:");
    fixture.broadcast().fails().says("error: wrong chain:");
    fixture.assert_untouched();
}

/// The constructor itself is simulated, so its bounds need no copy here.
#[test]
fn parameters_out_of_bounds() {
    let fixture = Fixture::new(&[]);
    fixture.configure(|text| text.replace("base = \"90\"", "base = \"1\""));
    assert_refused(
        &fixture,
        "error: deploy, activate, construct would fail: BaseOutOfBounds(value 1000000000000000000, min 10000000000000000000",
    );
}

#[test]
fn an_owner_that_is_zero() {
    let fixture = Fixture::new(&[]);
    fixture.configure(|text| text.replace(ALICE, "0x0000000000000000000000000000000000000000"));
    assert_refused(&fixture, "error: offices.owner is the zero address");
}

#[test]
fn a_cache_bid_where_there_is_no_cache_manager() {
    let fixture = Fixture::new(&[]);
    fixture.configure(|text| format!("{text}\n[cache]\nbid = \"0\"\n"));
    assert_refused(&fixture, "error: cache.bid: this chain has no cache manager");
}

#[test]
fn a_node_that_does_not_answer() {
    let fixture = Fixture::new(&[]);
    let config = fixture.config();
    let arguments = [config.to_str().expect("text"), "--from", CAROL];
    // Nothing listens on the discard port. The URL's secret part stays out of the message.
    let rpc = ["--rpc", "http://127.0.0.1:9/v2/api-key"];
    let run = fixture.tool(&[&arguments[..], &rpc].concat()).fails();
    let run = run.says("no answer from the node").says("127.0.0.1:9");
    assert!(!run.output.contains("api-key"), "{}", run.output);
}
