// SPDX-License-Identifier: MIT OR Apache-2.0
//! The fixture of tests of single rules: accounts with tokens, two providers, and credits at one dollar.

#![allow(dead_code, reason = "no test module uses all of it")]

use diem_reference::accounts::{COUNT, GUARDIAN, NORTH, OWNER, SOUTH};
use diem_reference::units::{day_of, midnight, ONE};
use diem_reference::{
    linear_curve, AccountId, Action, DiemError, Event, Outcome, Params, Reference, ReturnValue,
    Setup, Token, Voucher,
};

pub use diem_reference::Day;

/// The first day of every test.
pub const DAY_ONE: Day = 20_000;

#[derive(Clone)]
pub struct Fixture {
    pub reference: Reference,
}

impl Fixture {
    /// Noon of [`DAY_ONE`]; fees in a token of 6 decimals, one dollar a credit.
    pub fn new() -> Self {
        Self::with(false, Params::at_price(1_000_000))
    }

    pub fn with(one_token: bool, params: Params) -> Self {
        let setup = Setup {
            now: midnight(DAY_ONE) + 43_200,
            owner: OWNER,
            guardian: GUARDIAN,
            one_token,
            params,
        };
        let mut reference = Reference::new(&setup, linear_curve());
        for account in 0..COUNT {
            reference.add_balance(account, Token::Vvv, 1_000_000 * ONE);
            if !one_token {
                reference.add_balance(account, Token::Fee, 1_000_000_000_000);
            }
        }
        let mut fixture = Self { reference };
        for provider in [NORTH, SOUTH] {
            fixture.run(Action::SetProvider { caller: OWNER, provider, admitted: true });
        }
        fixture
    }

    /// A fixture in which an account has just minted and activated so much DIEM.
    pub fn with_active(account: AccountId, amount: u128) -> Self {
        let mut fixture = Self::new();
        fixture.activate(account, amount);
        fixture
    }

    /// Mints and activates DIEM.
    pub fn activate(&mut self, account: AccountId, amount: u128) {
        self.run(Action::StakeAndMint {
            caller: account,
            vvv: 1_000 * amount / 10,
            min_out: 0,
            activate: false,
        });
        assert!(
            self.reference.diem_balance(account) >= amount,
            "the fixture minted too little DIEM"
        );
        self.run(Action::Activate { caller: account, amount });
    }

    /// Performs an action that must succeed, and checks the invariants.
    pub fn run(&mut self, action: Action) -> Outcome {
        let outcome = self
            .reference
            .apply(&action)
            .unwrap_or_else(|error| panic!("{action}: reverted with {error:?}"));
        self.reference.check_invariants();
        outcome
    }

    /// The amount that a call returns.
    pub fn amount_of(&mut self, action: Action) -> u128 {
        match self.run(action).returned {
            ReturnValue::Amount(amount) => amount,
            other => panic!("expected an amount as return value, not {other:?}"),
        }
    }

    /// The number of the ticket that a call opens.
    pub fn ticket_of(&mut self, action: Action) -> u32 {
        match self.run(action).returned {
            ReturnValue::Ticket(ticket) => ticket,
            other => panic!("expected a ticket as return value, not {other:?}"),
        }
    }

    /// The events that a call emits.
    pub fn events_of(&mut self, action: Action) -> Vec<Event> {
        self.run(action).events
    }

    /// Makes a call that must revert with this error.
    pub fn expect_error(&mut self, action: Action, error: DiemError) {
        assert_eq!(self.reference.apply(&action), Err(error), "{action}");
    }

    pub fn wait(&mut self, seconds: u64) {
        self.run(Action::Wait { seconds });
    }

    /// Waits until a second of a later day.
    pub fn wait_until(&mut self, day: Day, second: u64) {
        self.wait(midnight(day) + second - self.reference.now());
        assert_eq!(day_of(self.reference.now()), day, "the second is not within the day");
    }

    pub fn approve(
        &mut self,
        caller: AccountId,
        spender: AccountId,
        daily_limit: u128,
        last_day: Day,
        allow_paid: bool,
    ) {
        self.run(Action::ApproveQuota { caller, spender, daily_limit, last_day, allow_paid });
    }

    /// Deposits fee-token base units for the caller itself.
    pub fn deposit(&mut self, caller: AccountId, amount: u128) {
        self.run(Action::Deposit { caller, account: caller, amount });
    }
}

/// A direct spend at [`NORTH`].
pub fn spend(caller: AccountId, account: AccountId, credits: u128) -> Action {
    Action::Spend { caller, account, provider: NORTH, credits, request_id: 7 }
}

/// Redeems all of a valid voucher of [`NORTH`].
pub fn redeem(account: AccountId, spender: AccountId, day: Day, credits: u128) -> Action {
    redeem_at(NORTH, account, spender, day, credits)
}

/// Redeems all of a valid voucher.
pub fn redeem_at(
    provider: AccountId,
    account: AccountId,
    spender: AccountId,
    day: Day,
    credits: u128,
) -> Action {
    let voucher = Voucher { account, spender, provider, day, credits };
    Action::Redeem { caller: provider, voucher, signed: true, total: u128::MAX }
}

/// The return value of a redemption: credits from the quota and from the deposit.
pub fn credits(quota: u128, paid: u128) -> ReturnValue {
    ReturnValue::Credits { quota, paid }
}
