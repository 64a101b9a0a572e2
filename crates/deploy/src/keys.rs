// SPDX-License-Identifier: MIT OR Apache-2.0
//! The deploying key: from a keystore file, an environment variable, or a hidden prompt. Never from an argument.
//!
//! No error and no output contains any part of the key or of a password.

use std::path::{Path, PathBuf};

use alloy_primitives::Address;
use alloy_signer_local::PrivateKeySigner;
use anyhow::{anyhow, bail, Context, Result};
use clap::Args;
use zeroize::Zeroizing;

/// The environment variable with the private key.
const KEY: &str = "DIEM_DEPLOY_KEY";
/// The environment variable that names the file with the keystore's password.
const PASSWORD_FILE: &str = "DIEM_DEPLOY_PASSWORD_FILE";

/// Where the key comes from. Without options: DIEM_DEPLOY_KEY, or a prompt.
#[derive(Clone, Debug, Args)]
pub struct KeyOptions {
    /// Encrypted key file; its password is asked for, or read from the file that DIEM_DEPLOY_PASSWORD_FILE names
    #[arg(long, value_name = "FILE")]
    pub keystore: Option<PathBuf>,

    /// Sending account, for a dry run without its key
    #[arg(long, value_name = "ADDRESS", conflicts_with = "keystore")]
    pub from: Option<Address>,
}

/// The sending account, with its key if it is needed.
pub enum Account {
    /// An address, which suffices for a dry run.
    Address(Address),
    /// A key.
    Key(PrivateKeySigner),
}

impl Account {
    /// The account's address.
    pub fn address(&self) -> Address {
        match self {
            Self::Address(address) => *address,
            Self::Key(signer) => signer.address(),
        }
    }

    /// The key.
    pub fn signer(&self) -> Result<&PrivateKeySigner> {
        match self {
            Self::Address(_) => bail!(
                "--broadcast needs a key: --keystore FILE, the environment variable {KEY}, or the prompt; not --from"
            ),
            Self::Key(signer) => Ok(signer),
        }
    }
}

impl KeyOptions {
    /// The account. Asks for a key only if `sends` is set.
    pub fn account(&self, sends: bool) -> Result<Account> {
        if let Some(address) = self.from {
            return Ok(Account::Address(address));
        }
        if let Some(path) = &self.keystore {
            return Ok(Account::Key(open_keystore(path)?));
        }
        if let Some(key) = std::env::var_os(KEY) {
            let text = Zeroizing::new(key.into_string().unwrap_or_default());
            return Ok(Account::Key(parse(&text).context(KEY)?));
        }
        if !sends {
            bail!("a dry run needs an account: --from ADDRESS, --keystore FILE, or {KEY}");
        }
        let text = Zeroizing::new(prompt("Private key of the deploying account: ")?);
        Ok(Account::Key(parse(&text)?))
    }
}

fn prompt(text: &str) -> Result<String> {
    rpassword::prompt_password(text).context("cannot read from the terminal")
}

/// The error of the parser is dropped, because it quotes the text.
fn parse(text: &str) -> Result<PrivateKeySigner> {
    let digits = text.trim();
    digits.parse().map_err(|_| anyhow!("not a private key: expected 64 hexadecimal digits"))
}

fn open_keystore(path: &Path) -> Result<PrivateKeySigner> {
    let password = Zeroizing::new(match std::env::var_os(PASSWORD_FILE) {
        Some(file) => std::fs::read_to_string(&file)
            .with_context(|| format!("{PASSWORD_FILE}: cannot read {}", file.display()))?
            .trim_end_matches(['\r', '\n'])
            .to_owned(),
        None => prompt(&format!("Password of {}: ", path.display()))?,
    });
    PrivateKeySigner::decrypt_keystore(path, password.as_bytes())
        .map_err(|_| anyhow!("cannot open {}: wrong password, or not a keystore", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invalid_key_is_not_quoted() {
        let secret = "zz0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
        let error = format!("{:?}", parse(secret).map(|_| ()).expect_err("an error"));
        assert!(!error.contains("zz") && !error.contains("0974"), "{error}");
    }

    #[test]
    fn a_key_may_have_a_prefix_and_a_newline() {
        let key = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80\n";
        let expected = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
        assert_eq!(parse(key).unwrap().address().to_string(), expected);
    }
}
