// SPDX-License-Identifier: MIT OR Apache-2.0
//! The released program on a chain, called by its ABI.

use std::ops::{Deref, DerefMut};

use alloy_primitives::{Address, LogData, U256};
use alloy_sol_types::{SolCall, SolError};

use super::*;

/// A [`BaseFixture`] with Diem deployed on it.
pub struct Fixture {
    pub base: BaseFixture,
    pub diem: Address,
}

impl Deref for Fixture {
    type Target = BaseFixture;

    fn deref(&self) -> &BaseFixture {
        &self.base
    }
}

impl DerefMut for Fixture {
    fn deref_mut(&mut self) -> &mut BaseFixture {
        &mut self.base
    }
}

impl Fixture {
    /// Diem with default parameters, at [`NOON`].
    pub fn new() -> Self {
        Self::deploy_on(BaseFixture::new())
    }

    /// Deploys Diem on `base`, with the tokens of `base`.
    pub fn deploy_on(mut base: BaseFixture) -> Self {
        let result = base.deploy(&base.constructor_arguments());
        assert!(result.is_success(), "{}", result.describe());
        let diem = Deployer::deployCall::abi_decode_returns(&result.output, true)
            .expect("an address")
            .program;
        base.set_time(NOON);
        Self { base, diem }
    }

    /// Gives `account` Ether and VVV, with an unlimited allowance for Diem.
    pub fn fund(&mut self, account: Address, amount: u128) {
        let (vvv, spender) = (self.vvv, self.diem);
        self.fund_ether(account);
        let value = u(amount);
        self.call_at(vvv, account, Erc20::mintCall { to: account, value });
        let value = U256::MAX;
        self.call_at(vvv, account, Erc20::approveCall { spender, value });
    }

    /// Funds `account` and stakes all of it.
    pub fn fund_and_stake(&mut self, account: Address, amount: u128) {
        self.fund(account, amount);
        let call = stakeVvvCall { recipient: account, amount: u(amount) };
        self.ok(account, call);
    }

    /// Gives `account` Ether and fee tokens, with an unlimited allowance for Diem.
    pub fn fund_fee(&mut self, account: Address, amount: u128) {
        let (usd, spender) = (self.usd, self.diem);
        self.fund_ether(account);
        let value = u(amount);
        self.call_at(usd, account, Erc20::mintCall { to: account, value });
        let value = U256::MAX;
        self.call_at(usd, account, Erc20::approveCall { spender, value });
    }

    /// Gives `account` Ether and fee tokens, and deposits all of them.
    pub fn fund_and_deposit(&mut self, account: Address, amount: u128) {
        self.fund_fee(account, amount);
        let amount = u(amount);
        self.ok(account, depositCall { account, amount });
    }

    /// Gives `account` exactly `diem` wei of DIEM, minted against new VVV of its own.
    pub fn fund_and_mint(&mut self, account: Address, diem: u128) {
        let vvv = self.view(getSVVVAmountInCall { diemOut: u(diem) }).vvvToLock;
        self.fund(account, vvv.to());
        let call = stakeAndMintCall { vvv, minOut: u(diem), activate: false };
        assert_eq!(self.ok(account, call).diemOut, u(diem));
    }

    /// Gives `account` `diem` wei of active DIEM, and with them today's credits.
    pub fn fund_and_activate(&mut self, account: Address, diem: u128) {
        self.fund_and_mint(account, diem);
        self.ok(account, stakeDiemCall { amount: u(diem) });
    }

    /// Admits a provider and gives it Ether.
    pub fn admit(&mut self, provider: Address) {
        self.fund_ether(provider);
        let admitted = true;
        self.ok(OWNER, setProviderCall { provider, admitted });
    }

    /// The day of the next transaction.
    pub fn today(&self) -> u32 {
        (self.chain.timestamp() / DAY) as u32
    }

    /// The first second of the day after the next transaction's.
    pub fn next_midnight(&self) -> u64 {
        (u64::from(self.today()) + 1) * DAY
    }

    /// An account's daily credits: `[limit, left, left of yesterday]`.
    pub fn quota(&mut self, account: Address) -> [u128; 3] {
        let resets = U256::from(self.next_midnight());
        let quotaOfReturn { limit, left, leftYesterday, resetsAt } =
            self.view(quotaOfCall { account });
        assert_eq!(resetsAt, resets);
        [limit.to(), left.to(), leftYesterday.to()]
    }

    /// `[deposit, prepaid, amount in withdrawal tickets]` of an account.
    pub fn deposit_of(&mut self, account: Address) -> [u128; 3] {
        let depositOfReturn { deposit, prepaid, openTickets } =
            self.view(depositOfCall { account });
        [deposit.to(), prepaid.to(), openTickets.to()]
    }

    /// Sends arbitrary calldata to Diem.
    pub fn raw(&mut self, from: Address, calldata: Vec<u8>) -> TxResult {
        let diem = self.diem;
        self.send(from, diem, calldata, U256::ZERO)
    }

    /// Sends a call to Diem.
    pub fn call<C: SolCall>(&mut self, from: Address, call: C) -> TxResult {
        self.raw(from, call.abi_encode())
    }

    /// Sends a call to Diem that must succeed. Returns its decoded return data.
    #[track_caller]
    pub fn ok<C: SolCall>(&mut self, from: Address, call: C) -> C::Return {
        self.ok_with_logs(from, call).0
    }

    /// Sends a call to Diem that must succeed. Returns its decoded return data and Diem's logs.
    #[track_caller]
    pub fn ok_with_logs<C: SolCall>(
        &mut self,
        from: Address,
        call: C,
    ) -> (C::Return, Vec<LogData>) {
        let result = self.call(from, call);
        assert!(result.is_success(), "{}: {}", C::SIGNATURE, result.describe());
        let returned = C::abi_decode_returns(&result.output, true).expect("the ABI's return data");
        (returned, self.diem_logs(&result))
    }

    /// The logs that Diem emitted, without those of other contracts.
    pub fn diem_logs(&self, result: &TxResult) -> Vec<LogData> {
        let own = result.logs.iter().filter(|(emitter, _)| *emitter == self.diem);
        own.map(|(_, log)| log.clone()).collect()
    }

    /// Calls a view of Diem.
    #[track_caller]
    pub fn view<C: SolCall>(&mut self, call: C) -> C::Return {
        let diem = self.diem;
        self.read(diem, call)
    }

    /// All fees that paid usage has brought in: [`PROVIDER`]'s earnings, and what is on its way to stakers and budgets.
    pub fn fees(&mut self) -> U256 {
        let earned = self.view(earningsOfCall { provider: PROVIDER }).amount;
        let info = self.view(protocolCall {})._0;
        // The pool includes what the budgets hold.
        earned + info.bucket + info.stream + info.pool
    }

    /// Sends a call to Diem that must revert with exactly `error` and change nothing.
    #[track_caller]
    pub fn expect_revert<C: SolCall, E: SolError>(&mut self, from: Address, call: C, error: E) {
        self.assert_unchanged(&[from], |fixture| {
            fixture.call(from, call).assert_reverted_with(&error);
        });
    }

    /// Runs `act` and fails if it changes Diem or one of these accounts.
    #[track_caller]
    pub fn assert_unchanged<T>(
        &mut self,
        accounts: &[Address],
        act: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let before = self.state(accounts);
        let returned = act(self);
        assert_eq!(self.state(accounts), before, "the state must not change");
        returned
    }

    /// The state of Diem and of these accounts.
    pub fn state(&mut self, accounts: &[Address]) -> StateSnapshot {
        let (vvv, usd, diem) = (self.vvv, self.usd, self.diem);
        let slots = self.chain.accounts()[&to_evm(diem)].storage.clone();
        StateSnapshot {
            slots,
            supply: self.view(totalSupplyCall {})._0,
            staked: self.view(totalStakedVVVCall {})._0,
            locked: self.view(totalLockedStakedVVVCall {})._0,
            held: self.balance(vvv, diem),
            fees_held: self.balance(usd, diem),
            ether: self.chain.balance(to_evm(diem)),
            accounts: accounts
                .iter()
                .map(|account| (*account, self.account_state(*account)))
                .collect(),
        }
    }

    /// The balance of any token.
    pub fn balance(&mut self, token: Address, account: Address) -> U256 {
        self.read(token, Erc20::balanceOfCall { account })._0
    }

    pub fn account_state(&mut self, account: Address) -> AccountState {
        let (vvv, usd) = (self.vvv, self.usd);
        let lockedStakesReturn { sVVVLockedAmount: locked, outstandingDiemAmount: minted } =
            self.view(lockedStakesCall { account });
        let stakesReturn { _0: zero, cooldownEnd, cooldownAmount } =
            self.view(stakesCall { account });
        assert_eq!(zero, U256::ZERO, "a field that only the live system uses");
        let tickets = self.view(vvvTicketsOfCall { account });
        AccountState {
            vvv: self.balance(vvv, account),
            usd: self.balance(usd, account),
            diem: self.view(balanceOfCall { account })._0,
            nonce: self.view(noncesCall { owner: account })._0,
            unlocked: self.view(balanceOfUnlockedCall { account })._0,
            locked,
            minted,
            cooldown: (cooldownEnd, cooldownAmount),
            tickets: (tickets.tickets, tickets.amounts, tickets.maturities),
        }
    }
}
