// SPDX-License-Identifier: MIT OR Apache-2.0
//! Keys and passwords leave no trace.

use std::fs;

use alloy_primitives::hex;
use alloy_signer_local::PrivateKeySigner;

use super::interruption::kill_at_send;
use super::support::fixture::{path, Fixture, Run};
use super::support::node::{CAROL, CAROL_KEY};
use super::support::proxy::Action;

const PASSWORD: &str = "correct horse battery staple";

/// Asserts that neither the output nor any file of the tool contains a secret.
fn assert_no_secrets(fixture: &Fixture, run: &Run) {
    let mut texts = vec![run.output.clone().into_bytes()];
    if fixture.folder().exists() {
        for entry in fs::read_dir(fixture.folder()).expect("a folder") {
            texts.push(fs::read(entry.expect("an entry").path()).expect("a file"));
        }
    }
    let raw = hex::decode(CAROL_KEY).expect("hexadecimal");
    for text in texts {
        let contains = |secret: &[u8]| text.windows(secret.len()).any(|part| part == secret);
        let lower = text.to_ascii_lowercase();
        assert!(!contains(&raw) && !contains(PASSWORD.as_bytes()));
        // Not even a quarter of the key in hexadecimal.
        for part in CAROL_KEY.as_bytes().windows(16) {
            assert!(!lower.windows(16).any(|found| found == part));
        }
    }
}

#[test]
fn a_key_of_the_environment_leaves_no_trace() {
    let fixture = Fixture::new(&[]);
    let run = fixture.broadcast_through(kill_at_send(2, Action::KillBefore)).fails();
    assert_no_secrets(&fixture, &run);
    let run = fixture.broadcast().succeeds();
    assert_no_secrets(&fixture, &run);
}

#[test]
fn a_key_of_a_keystore_leaves_no_trace() {
    let fixture = Fixture::new(&[]);
    let secrets = tempfile::tempdir().expect("a folder");
    let key = hex::decode(CAROL_KEY).expect("hexadecimal");
    let name = Some("keystore");
    PrivateKeySigner::encrypt_keystore(&secrets, &mut rand::thread_rng(), key, PASSWORD, name)
        .expect("a keystore");
    let password = secrets.path().join("password");
    let keystore = secrets.path().join("keystore");
    let (config, folder) = (fixture.config(), fixture.folder());
    let arguments = [path(&config), "--deployments", path(&folder), "--keystore", path(&keystore)];
    let run = |password_in_file: &str, options: &[&str]| {
        fs::write(&password, password_in_file).expect("a file");
        let variables = [("DIEM_DEPLOY_PASSWORD_FILE", path(&password))];
        fixture.run(&[&arguments, options].concat(), &variables, |_, _| Action::Forward)
    };
    let refused = run("wrong\n", &[]).fails().says("wrong password, or not a keystore");
    assert_no_secrets(&fixture, &refused);
    let sent = run(&format!("{PASSWORD}\n"), &["--broadcast"]).succeeds().says(CAROL);
    assert_no_secrets(&fixture, &sent);
    fixture.assert_deployed_once(0);
}

#[test]
fn a_malformed_key_is_not_quoted() {
    let fixture = Fixture::new(&[]);
    let malformed = format!("{}zz", &CAROL_KEY[..62]);
    let config = fixture.config();
    let run =
        fixture.run(&[path(&config)], &[("DIEM_DEPLOY_KEY", &malformed)], |_, _| Action::Forward);
    let run =
        run.fails().says("DIEM_DEPLOY_KEY: not a private key: expected 64 hexadecimal digits");
    assert_no_secrets(&fixture, &run);
    assert!(!run.output.contains("zz"));
}

#[test]
fn a_key_is_no_argument() {
    let fixture = Fixture::new(&[]);
    let config = fixture.config();
    for option in ["--key", "--private-key"] {
        let run = fixture.tool(&[path(&config), option, "1"]).fails();
        run.says("unexpected argument");
    }
}
