// SPDX-License-Identifier: MIT OR Apache-2.0
//! The TOML file of a chain: `deploy/<name>.toml`.
//!
//! Amounts are text in whole units (VVV, DIEM, fee token, ETH); cooldowns are text with a unit, or seconds. Unknown
//! keys are errors.

use std::path::Path;

use alloy_primitives::{Address, B256, U256};
use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::amount::{Amount, Seconds};
use crate::diem::{Arguments, Params};
use crate::program::sha256;

/// The contents of the file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The chain's id; the tool refuses to send to another.
    pub chain_id: u64,
    /// The node's URL. An option or an environment variable overrides it.
    pub rpc: Option<String>,
    /// The tokens.
    pub tokens: Tokens,
    /// Who may do what.
    pub offices: Offices,
    /// The first parameters.
    pub parameters: Parameters,
    /// The bid for the program cache, if there is to be one.
    pub cache: Option<Cache>,
}

/// The two tokens, which cannot be changed after the deployment.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tokens {
    /// The VVV token.
    pub vvv: Address,
    /// The token that fees are paid in.
    pub fee_token: Address,
}

/// The accounts with a role.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Offices {
    /// The owner.
    pub owner: Address,
    /// The guardian; the zero address for none.
    pub guardian: Address,
}

/// The parameters that governance can change later.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// VVV per DIEM at supply 0.
    pub base: Amount,
    /// Exponent of the mint curve at the target.
    pub power: Amount,
    /// Supply, in DIEM, at which the rate is `base * e^power`.
    pub target: Amount,
    /// Cooldown of VVV tickets.
    pub vvv_cooldown: Seconds,
    /// Cooldown of DIEM tickets.
    pub diem_cooldown: Seconds,
    /// The stakers' share of a fee.
    pub staker_share: Amount,
    /// The capacity pool's share of a fee.
    pub pool_share: Amount,
    /// Fee tokens per credit.
    pub credit_price: Amount,
}

/// The bid for the program cache.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cache {
    /// ETH. All of it is kept by the chain, even if a lower bid would have sufficed.
    pub bid: Amount,
}

impl Config {
    /// Reads a file.
    pub fn load(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read {}", path.display()))?;
        Self::parse(&text).with_context(|| path.display().to_string())
    }

    fn parse(text: &str) -> Result<Self> {
        Ok(toml::from_str(text)?)
    }

    /// The constructor's arguments, for a fee token with `fee_decimals` decimals.
    pub fn arguments(&self, fee_decimals: u8) -> Result<Arguments> {
        let parameters = &self.parameters;
        let params = Params {
            base: units("parameters.base", &parameters.base, 18)?,
            power: units("parameters.power", &parameters.power, 18)?,
            target: units("parameters.target", &parameters.target, 18)?,
            vvvCooldown: U256::from(parameters.vvv_cooldown.0),
            diemCooldown: U256::from(parameters.diem_cooldown.0),
            stakerShare: units("parameters.staker_share", &parameters.staker_share, 18)?,
            poolShare: units("parameters.pool_share", &parameters.pool_share, 18)?,
            creditPrice: units("parameters.credit_price", &parameters.credit_price, fee_decimals)?,
        };
        Ok(Arguments {
            vvv: self.tokens.vvv,
            feeToken: self.tokens.fee_token,
            owner: self.offices.owner,
            guardian: self.offices.guardian,
            params,
        })
    }

    /// SHA-256 of everything that the constructor is given. The RPC and the bid may change while a deployment is under
    /// way.
    pub fn identity(&self) -> B256 {
        let parts = (&self.tokens, &self.offices, &self.parameters);
        sha256(&serde_json::to_vec(&parts).expect("plain data"))
    }

    /// The bid for the program cache in wei, if the file asks for one.
    pub fn bid(&self) -> Result<Option<U256>> {
        self.cache.as_ref().map(|cache| units("cache.bid", &cache.bid, 18)).transpose()
    }
}

fn units(key: &str, amount: &Amount, decimals: u8) -> Result<U256> {
    amount.to_units(decimals).with_context(|| {
        format!("{key}: the amount is too large or has more than {decimals} decimals")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEVNET: &str = include_str!("../../../deploy/devnet.toml");
    const ARBITRUM_ONE: &str = include_str!("../../../deploy/arbitrum-one.example.toml");

    fn error(text: &str) -> String {
        format!("{:#}", Config::parse(text).expect_err("an error"))
    }

    #[test]
    fn the_files_in_deploy_are_valid() {
        assert_eq!(Config::parse(DEVNET).unwrap().chain_id, 412_346);
        assert_eq!(Config::parse(ARBITRUM_ONE).unwrap().chain_id, 42_161);
    }

    #[test]
    fn amounts_become_base_units() {
        let arguments = Config::parse(DEVNET).unwrap().arguments(6).unwrap();
        let ether = U256::from(10).pow(U256::from(18));
        assert_eq!(arguments.params.base, U256::from(90) * ether);
        assert_eq!(arguments.params.poolShare, U256::from(15) * ether / U256::from(100));
        assert_eq!(arguments.params.vvvCooldown, U256::from(604_800));
        assert_eq!(arguments.params.creditPrice, U256::from(1_000_000));
    }

    #[test]
    fn the_identity_ignores_what_may_change_and_notation() {
        let identity = |text: &str| Config::parse(text).unwrap().identity();
        let same = DEVNET.replace("\"90\"", "\"90.00\"").replace("127.0.0.1", "localhost");
        assert_eq!(identity(&same), identity(DEVNET));
        assert_ne!(identity(&DEVNET.replace("\"90\"", "\"91\"")), identity(DEVNET));
    }

    #[test]
    fn an_unknown_key_is_named() {
        let text = DEVNET.replace("[offices]", "[offices]\nguardain = \"0x00\"");
        assert!(error(&text).contains("unknown field `guardain`"), "{}", error(&text));
        let text = format!("gas = 1\n{DEVNET}");
        assert!(error(&text).contains("unknown field `gas`"), "{}", error(&text));
    }

    #[test]
    fn a_missing_key_is_named() {
        let lines = DEVNET.lines().filter(|line| !line.starts_with("pool_share"));
        let text = lines.collect::<Vec<_>>().join("\n");
        assert!(error(&text).contains("missing field `pool_share`"), "{}", error(&text));
    }

    #[test]
    fn a_wrong_value_is_shown_with_its_line() {
        let text = DEVNET.replace("base = \"90\"", "base = 90");
        let found = error(&text);
        assert!(
            found.contains("base = 90") && found.contains("an amount in whole units"),
            "{found}"
        );
        let text = DEVNET.replace("base = \"90\"", "base = \"90e18\"");
        assert!(error(&text).contains("base = \"90e18\""), "{}", error(&text));
        let text = DEVNET.replace("\"7d\"", "\"7 days\"");
        assert!(error(&text).contains("a duration such as"), "{}", error(&text));
    }

    #[test]
    fn an_amount_with_too_many_decimals_names_its_key() {
        let text = DEVNET.replace("credit_price = \"1\"", "credit_price = \"1.0000001\"");
        let error = Config::parse(&text).unwrap().arguments(6).expect_err("an error");
        let expected =
            "parameters.credit_price: the amount is too large or has more than 6 decimals";
        assert_eq!(error.to_string(), expected);
    }
}
