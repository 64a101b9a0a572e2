// SPDX-License-Identifier: MIT OR Apache-2.0
//! What is known before anything is sent: the chain, the costs, errors and warnings.

use alloy_primitives::{Address, Bytes, U256};
use anyhow::Result;

use crate::amount::{days, decimal, ether};
use crate::chain::{Chain, Request, Viewed};
use crate::config::Config;
use crate::diem::{decimalsCall, Arguments, Params};
use crate::journal::Journal;
use crate::precompiles::{
    allCacheManagersCall, arbOSVersionCall, gasEstimateL1ComponentCall,
    getMaxStylusContractFragmentsCall, getMaxTxGasLimitCall, stylusVersionCall, ARBOS_FRAGMENTS,
    ARBOS_OFFSET, ARB_GAS_INFO, ARB_OWNER_PUBLIC, ARB_SYS, ARB_WASM, ARB_WASM_CACHE,
    NODE_INTERFACE,
};
use crate::program::{init_code, Program};
use crate::simulation::{
    data_fee, deploy_request, deployer_code, deployer_init_code, unused, with_margin, Overrides,
};
use crate::steps::Step;

/// Chains on which keys and money are worth nothing.
const DEVELOPMENT_CHAINS: [u64; 3] = [412_346, 31_337, 1_337];

/// The findings.
#[derive(Default)]
pub struct Preflight {
    /// Facts to be read by a person: name and value.
    pub facts: Vec<(String, String)>,
    /// The transactions that remain.
    pub costs: Vec<Cost>,
    /// What forbids sending.
    pub errors: Vec<String>,
    /// What looks wrong.
    pub warnings: Vec<String>,
}

/// A transaction and the most that it may cost.
pub struct Cost {
    /// The step.
    pub step: Step,
    /// The receiver; `None` creates a contract, or is not known yet.
    pub to: Option<Address>,
    /// Estimated gas, including the parent chain's part.
    pub gas: u64,
    /// The part of `gas` that pays for the parent chain, if the node tells.
    pub parent: Option<u64>,
    /// Wei sent with it.
    pub value: U256,
    /// The most that it may cost with the value, in wei.
    pub at_most: U256,
}

/// The versions of a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Versions {
    /// ArbOS.
    pub arbos: u64,
    /// Stylus.
    pub stylus: u16,
}

/// Everything that a preflight reads.
pub struct Inputs<'a> {
    /// The chain.
    pub chain: &'a Chain,
    /// The file.
    pub config: &'a Config,
    /// The program.
    pub program: &'a Program,
    /// The sending account.
    pub account: Address,
    /// What has been sent already.
    pub journal: &'a Journal,
}

impl Inputs<'_> {
    /// Checks everything.
    ///
    /// # Errors
    /// If the node does not answer. What the checks find is in the result.
    pub async fn check(&self) -> Result<Preflight> {
        let mut found = Preflight::default();
        self.describe_program(&mut found);
        let accepts_program = self.check_chain(&mut found).await?;
        let balance = self.chain.balance(self.account).await?;
        let nonce = self.chain.nonce(self.account).await?;
        found.fact("account", format!("{}, {} ETH, nonce {nonce}", self.account, ether(balance)));
        let arguments = self.check_tokens(&mut found).await?;
        self.check_offices(&mut found).await?;
        self.check_cache(&mut found).await?;
        if let Some(arguments) = arguments.filter(|_| accepts_program) {
            self.price(&mut found, &arguments, balance).await?;
        }
        Ok(found)
    }

    fn describe_program(&self, found: &mut Preflight) {
        let program = self.program;
        found.fact("module", format!("sha256 {}", program.wasm_sha256));
        let objects = match program.fragments().len() {
            0 => "one code object".to_owned(),
            count => format!("{count} fragments"),
        };
        let packaged = program.packaged_sha256;
        found.fact(
            "program",
            format!("sha256 {packaged}, {} bytes, {objects}", program.packaged_len),
        );
    }

    /// Checks the versions and limits. Returns whether the program can be deployed, as far as they tell.
    async fn check_chain(&self, found: &mut Preflight) -> Result<bool> {
        let Some(Versions { arbos, stylus }) = versions(self.chain).await? else {
            found.error(
                "this chain has no ArbSys or no ArbWasm: it is not an Arbitrum chain with Stylus",
            );
            return Ok(false);
        };
        let needed = self.program.fragments().len();
        let allowed = if arbos < ARBOS_FRAGMENTS {
            0
        } else {
            let call = getMaxStylusContractFragmentsCall {};
            let answer = self.chain.view(ARB_OWNER_PUBLIC, &call).await?.value();
            answer.map_or(0, |answer| answer._0)
        };
        found.fact("chain", format!("ArbOS {arbos}, Stylus {stylus}, up to {allowed} fragments"));
        if needed == 0 || needed <= usize::from(allowed) {
            return Ok(true);
        }
        found.error(if arbos < ARBOS_FRAGMENTS {
            format!(
                "the program needs {needed} fragments, and ArbOS {arbos} accepts none: ArbOS {ARBOS_FRAGMENTS} is the first that does"
            )
        } else {
            format!("the program needs {needed} fragments, and this chain accepts at most {allowed}")
        });
        Ok(false)
    }

    /// Checks the tokens, and computes the constructor's arguments if the fee token's decimals are known.
    async fn check_tokens(&self, found: &mut Preflight) -> Result<Option<Arguments>> {
        let tokens = self.config.tokens;
        let vvv = self.decimals(found, "tokens.vvv", tokens.vvv).await?;
        let fee = self.decimals(found, "tokens.fee_token", tokens.fee_token).await?;
        if let Some(decimals) = vvv.filter(|decimals| *decimals != 18) {
            found.error(format!("tokens.vvv: {} has {decimals} decimals; VVV has 18", tokens.vvv));
        }
        let Some(decimals) = fee else { return Ok(None) };
        if decimals > 18 {
            let token = tokens.fee_token;
            found.error(format!(
                "tokens.fee_token: {token} has {decimals} decimals; Diem accepts at most 18"
            ));
            return Ok(None);
        }
        if decimals < 6 {
            found.warning(format!(
                "tokens.fee_token has only {decimals} decimals: each call may lose almost one base unit to rounding"
            ));
        }
        match self.config.arguments(decimals) {
            Ok(arguments) => {
                self.check_parameters(found, &arguments.params, decimals);
                Ok(Some(arguments).filter(|_| vvv == Some(18)))
            }
            Err(error) => {
                found.error(error.to_string());
                Ok(None)
            }
        }
    }

    async fn decimals(
        &self,
        found: &mut Preflight,
        key: &str,
        token: Address,
    ) -> Result<Option<u8>> {
        if self.chain.code(token).await?.is_empty() {
            found.error(format!("{key}: there is no contract at {token}"));
            return Ok(None);
        }
        // A token that answers with more than a byte is no token.
        match self.chain.view(token, &decimalsCall {}).await {
            Ok(Viewed::Value(answer)) => {
                found.fact(key, format!("{token}, {} decimals", answer._0));
                Ok(Some(answer._0))
            }
            Err(failure @ crate::chain::Failure::Unreachable(_)) => Err(failure.into()),
            _ => {
                found.error(format!("{key}: the contract at {token} does not report its decimals"));
                Ok(None)
            }
        }
    }

    fn check_parameters(&self, found: &mut Preflight, params: &Params, fee_decimals: u8) {
        let usual = Params::usual(fee_decimals).values();
        for ((name, value), usual) in Params::NAMES.into_iter().zip(params.values()).zip(usual) {
            let shown = |value: U256| match name {
                "vvvCooldown" | "diemCooldown" => days(value.saturating_to()),
                "creditPrice" => decimal(value, fee_decimals),
                _ => decimal(value, 18),
            };
            found.fact(name, shown(value));
            if value < usual / U256::from(2) || value > usual * U256::from(2) {
                found.warning(format!(
                    "{name} is {}, far from the usual {}",
                    shown(value),
                    shown(usual)
                ));
            }
        }
    }

    async fn check_offices(&self, found: &mut Preflight) -> Result<()> {
        let offices = self.config.offices;
        found.fact("owner", offices.owner.to_string());
        found.fact("guardian", offices.guardian.to_string());
        for (key, holder) in [("owner", offices.owner), ("guardian", offices.guardian)] {
            if holder == self.account {
                found.warning(format!(
                    "offices.{key} is the deploying account, whose key is on this machine"
                ));
            }
        }
        if offices.owner.is_zero() {
            found.error("offices.owner is the zero address");
        } else if !DEVELOPMENT_CHAINS.contains(&self.config.chain_id)
            && self.chain.code(offices.owner).await?.is_empty()
        {
            found.warning(
                "offices.owner has no code on this chain: a single key would own Diem; use a multisig",
            );
        }
        if offices.guardian.is_zero() {
            found.warning(
                "offices.guardian is the zero address: only the owner will be able to pause",
            );
        } else if offices.guardian == offices.owner {
            found.warning(
                "offices.guardian is the owner: a guardian is meant to be another account",
            );
        }
        Ok(())
    }

    async fn check_cache(&self, found: &mut Preflight) -> Result<()> {
        let Some(bid) = self.config.bid()? else { return Ok(()) };
        found.fact("cache bid", format!("{} ETH, kept in full", ether(bid)));
        let managers = self.chain.view(ARB_WASM_CACHE, &allCacheManagersCall {}).await?.value();
        if managers.is_none_or(|managers| managers._0.is_empty()) {
            found.error("cache.bid: this chain has no cache manager; remove [cache] from the file");
        }
        Ok(())
    }

    /// Simulates what remains, and compares its cost with the balance.
    async fn price(
        &self,
        found: &mut Preflight,
        arguments: &Arguments,
        balance: U256,
    ) -> Result<()> {
        let priced = match self.simulate(arguments).await {
            Ok(requests) => requests,
            Err(error) => {
                found.error(format!("{error:#}"));
                return Ok(());
            }
        };
        let price = U256::from(self.chain.gas_price().await?);
        found.fact("gas price", format!("{} gwei", decimal(price, 9)));
        for (step, request, gas) in priced {
            let parent = self.parent_gas(&request).await?;
            let most_gas = with_margin(U256::from(gas)) * max_fee(price);
            let to = (step == Step::CacheBid).then_some(request.to).flatten();
            let at_most = most_gas + request.value;
            found.costs.push(Cost { step, to, gas, parent, value: request.value, at_most });
        }
        self.check_gas_limit(found).await?;
        let bid =
            self.config.bid()?.filter(|_| self.journal.mined(&Step::CacheBid.key()).is_none());
        let total = found.total() + bid.unwrap_or_default();
        if balance < total {
            found.error(format!(
                "the account {} has {} ETH, and the deployment may need up to {} ETH",
                self.account,
                ether(balance),
                ether(total)
            ));
        }
        Ok(())
    }

    /// The remaining transactions with their gas. The last one is executed with the fragments and `Deployer.sol` at
    /// unused addresses.
    async fn simulate(&self, arguments: &Arguments) -> Result<Vec<(Step, Request, u64)>> {
        let fragments = self.program.fragments();
        let addresses: Vec<_> =
            (0..fragments.len()).map(|index| unused(&format!("fragment {index}"))).collect();
        let root = self.program.root(&addresses);
        let state = fragments.iter().zip(&addresses);
        let state = state.fold(Overrides::default(), |state, (code, at)| state.code(*at, code));
        let fee = data_fee(self.chain, &root, state.clone()).await?;
        let deployer = unused("deployer");
        let state = state
            .code(deployer, &deployer_code(self.chain, self.account).await?)
            .rich(self.account);

        let mut priced = Vec::new();
        for step in Step::all(self.program) {
            if self.journal.mined(&step.key()).is_some() {
                continue;
            }
            let create = |data: Bytes| Request { data, ..Request::default() };
            let request = match step {
                Step::Fragment(index) => create(init_code(&fragments[index])),
                Step::Deployer => create(deployer_init_code()),
                Step::Diem => deploy_request(deployer, &root, arguments, with_margin(fee)),
                Step::CacheBid => continue,
            };
            let gas = self.chain.estimate(self.account, &request, &state.json()).await;
            let gas = gas.map_err(|failure| anyhow::anyhow!("{step} would fail: {failure}"))?;
            priced.push((step, request, gas));
        }
        Ok(priced)
    }

    /// The gas that a transaction pays for the parent chain, if the node tells. It is part of every estimate.
    async fn parent_gas(&self, request: &Request) -> Result<Option<u64>> {
        let call = gasEstimateL1ComponentCall {
            to: request.to.unwrap_or_default(),
            contractCreation: request.to.is_none(),
            data: request.data.clone(),
        };
        let answer = self.chain.view(NODE_INTERFACE, &call).await;
        Ok(answer.ok().and_then(Viewed::value).map(|answer| answer.gasEstimateForL1))
    }

    /// Compares the transactions with the chain's limit, if it tells.
    async fn check_gas_limit(&self, found: &mut Preflight) -> Result<()> {
        let limit = self.chain.view(ARB_GAS_INFO, &getMaxTxGasLimitCall {}).await?.value();
        let Some(limit) = limit.map(|answer| answer._0).filter(|limit| *limit > 0) else {
            return Ok(());
        };
        let above: Vec<_> = (found.costs.iter())
            .filter(|cost| cost.gas - cost.parent.unwrap_or_default().min(cost.gas) > limit)
            .map(|cost| {
                format!("{} needs {} gas, and the chain allows {limit}", cost.step, cost.gas)
            })
            .collect();
        found.errors.extend(above);
        Ok(())
    }
}

impl Preflight {
    /// The most that the remaining transactions may cost, in wei.
    pub fn total(&self) -> U256 {
        self.costs.iter().map(|cost| cost.at_most).sum()
    }

    fn fact(&mut self, name: impl Into<String>, value: String) {
        self.facts.push((name.into(), value));
    }

    fn error(&mut self, text: impl Into<String>) {
        self.errors.push(text.into());
    }

    fn warning(&mut self, text: impl Into<String>) {
        self.warnings.push(text.into());
    }
}

/// The highest price of gas that a transaction offers: the base fee may double before it is mined.
pub fn max_fee(price: U256) -> U256 {
    price * U256::from(2)
}

/// The versions of a chain; `None` if it is no Arbitrum chain with Stylus.
pub async fn versions(chain: &Chain) -> Result<Option<Versions>> {
    let arbos = chain.view(ARB_SYS, &arbOSVersionCall {}).await?.value();
    let stylus = chain.view(ARB_WASM, &stylusVersionCall {}).await?.value();
    Ok(arbos.zip(stylus).map(|(arbos, stylus)| Versions {
        arbos: arbos._0.saturating_to::<u64>().saturating_sub(ARBOS_OFFSET),
        stylus: stylus._0,
    }))
}
