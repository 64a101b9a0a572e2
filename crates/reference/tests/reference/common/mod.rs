//! A stage for the tests of single rules: people with tokens, two providers, a price of one unit.

#![allow(dead_code, reason = "no test file needs all of it")]

use diem_reference::units::cast::{COUNT, GUARDIAN, NORTH, OWNER, SOUTH};
use diem_reference::units::{day_of, midnight, ONE};
use diem_reference::{
    toy_curve, Event, Op, Outcome, Params, Reference, Refusal, Returned, Setup, Token, Voucher, Who,
};

pub use diem_reference::Day;

/// The first day of every test.
pub const DAY_ONE: Day = 20_000;

pub struct Stage(pub Reference);

impl Stage {
    /// Noon of [`DAY_ONE`]; fee tokens of 6 decimals, one dollar a credit.
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
        let mut reference = Reference::new(&setup, toy_curve());
        for who in 0..COUNT {
            reference.endow(who, Token::Vvv, 1_000_000 * ONE);
            if !one_token {
                reference.endow(who, Token::Fee, 1_000_000_000_000);
            }
        }
        let mut stage = Self(reference);
        for provider in [NORTH, SOUTH] {
            stage.does(Op::SetProvider {
                caller: OWNER,
                provider,
                admitted: true,
            });
        }
        stage
    }

    /// An account with this much active DIEM, having just minted it.
    pub fn with_active(who: Who, amount: u128) -> Self {
        let mut stage = Self::new();
        stage.activates(who, amount);
        stage
    }

    pub fn activates(&mut self, who: Who, amount: u128) {
        self.does(Op::StakeAndMint {
            caller: who,
            vvv: 1_000 * amount / 10,
            min_out: 0,
            activate: false,
        });
        assert!(self.0.diem_of(who) >= amount);
        self.does(Op::Activate {
            caller: who,
            amount,
        });
    }

    pub fn does(&mut self, op: Op) -> Outcome {
        let outcome = self
            .0
            .apply(&op)
            .unwrap_or_else(|refusal| panic!("{op}: {refusal:?}"));
        self.0.check_invariants();
        outcome
    }

    pub fn gets(&mut self, op: Op) -> u128 {
        match self.does(op).returned {
            Returned::Amount(amount) => amount,
            other => panic!("no amount: {other:?}"),
        }
    }

    pub fn opens(&mut self, op: Op) -> u32 {
        match self.does(op).returned {
            Returned::Ticket(ticket) => ticket,
            other => panic!("no ticket: {other:?}"),
        }
    }

    pub fn says(&mut self, op: Op) -> Vec<Event> {
        self.does(op).events
    }

    pub fn refuses(&mut self, op: Op, refusal: Refusal) {
        assert_eq!(self.0.apply(&op), Err(refusal), "{op}");
    }

    pub fn waits(&mut self, seconds: u64) {
        self.does(Op::Wait { seconds });
    }

    /// Until a second of a later day.
    pub fn goes_to(&mut self, day: Day, second: u64) {
        self.waits(midnight(day) + second - self.0.now());
        assert_eq!(day_of(self.0.now()), day);
    }

    pub fn grants(
        &mut self,
        caller: Who,
        spender: Who,
        daily_limit: u128,
        last_day: Day,
        allow_paid: bool,
    ) {
        self.does(Op::ApproveQuota {
            caller,
            spender,
            daily_limit,
            last_day,
            allow_paid,
        });
    }

    pub fn deposits(&mut self, caller: Who, amount: u128) {
        self.does(Op::Deposit {
            caller,
            account: caller,
            amount,
        });
    }
}

pub fn spend(caller: Who, account: Who, credits: u128) -> Op {
    Op::Spend {
        caller,
        account,
        provider: NORTH,
        credits,
        request_id: 7,
    }
}

pub fn voucher(account: Who, spender: Who, day: Day, credits: u128) -> Op {
    Op::Redeem {
        caller: NORTH,
        voucher: Voucher {
            account,
            spender,
            provider: NORTH,
            day,
            credits,
        },
        signed: true,
    }
}

pub fn credits(quota: u128, paid: u128) -> Returned {
    Returned::Credits { quota, paid }
}
