//! Owner, guardian and pause (§11).
//!
//! # Readings
//! * Whoever is neither owner nor guardian is refused a pause as `OwnableUnauthorizedAccount`.
//! * An owner who confirms a guardian's pause while it holds keeps the day it began; one who
//!   pauses twice is refused as `EnforcedPause`, and so is a guardian during any pause.
//! * `unpause()` of no pause, or of a guardian's pause that has ended, is `ExpectedPause`.
//! * Where owner and guardian are one person, it acts as the owner.
//! * An owner may name anybody as the next, the zero address (which revokes the offer) included.

use crate::event::{Event, Returned};
use crate::reference::Reference;
use crate::refusal::Refusal;
use crate::token::require_recipient;
use crate::units::{day_of, Day, Token, Who, CONTRACT, DAY};

/// A guardian's pause ends by itself after this many seconds.
pub const GUARDIANS_PAUSE: u64 = 7 * DAY;

/// A guardian pauses again this many seconds after its last pause began.
pub const GUARDIANS_WAIT: u64 = 30 * DAY;

/// A pause, running or ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Halt {
    /// Unix seconds.
    pub began: u64,
    /// Ends by itself unless the owner confirms it.
    pub by_guardian: bool,
}

/// What the contract owes in either token, in base units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Owed {
    /// VVV staked or in tickets.
    pub vvv: u128,
    /// Fee tokens: deposits, earnings, rewards, stream, bucket and pool.
    pub fee: u128,
}

impl Reference {
    /// The owner.
    pub fn owner(&self) -> Who {
        self.owner
    }

    pub(crate) fn require_owner(&self, account: Who) -> Result<(), Refusal> {
        if account != self.owner {
            return Err(Refusal::OwnableUnauthorizedAccount { account });
        }
        Ok(())
    }

    /// The pause that holds now.
    fn halt(&self) -> Option<Halt> {
        let ends = |halt: &Halt| halt.by_guardian && self.now >= halt.began + GUARDIANS_PAUSE;
        self.halted.filter(|halt| !ends(halt))
    }

    /// Whether the contract is paused now.
    pub fn is_paused(&self) -> bool {
        self.halt().is_some()
    }

    pub(crate) fn require_unpaused(&self) -> Result<(), Refusal> {
        if self.is_paused() {
            return Err(Refusal::EnforcedPause);
        }
        Ok(())
    }

    /// Vouchers of the day a pause began, and before, are served work.
    pub(crate) fn require_served_before_pause(&self, day: Day) -> Result<(), Refusal> {
        match self.halt() {
            Some(halt) if day > day_of(halt.began) => Err(Refusal::EnforcedPause),
            _ => Ok(()),
        }
    }

    pub(crate) fn transfer_ownership(
        &mut self,
        caller: Who,
        new_owner: Who,
    ) -> Result<Returned, Refusal> {
        self.require_owner(caller)?;
        self.pending_owner = Some(new_owner);
        self.say(Event::OwnershipTransferStarted {
            previous_owner: caller,
            new_owner,
        });
        Ok(Returned::Nothing)
    }

    pub(crate) fn accept_ownership(&mut self, caller: Who) -> Result<Returned, Refusal> {
        if self.pending_owner != Some(caller) {
            return Err(Refusal::OwnableUnauthorizedAccount { account: caller });
        }
        let previous_owner = std::mem::replace(&mut self.owner, caller);
        self.pending_owner = None;
        self.say(Event::OwnershipTransferred {
            previous_owner,
            new_owner: caller,
        });
        Ok(Returned::Nothing)
    }

    pub(crate) fn set_guardian(&mut self, caller: Who, guardian: Who) -> Result<Returned, Refusal> {
        self.require_owner(caller)?;
        self.guardian = guardian;
        self.guardian_paused = None;
        self.say(Event::GuardianChanged { guardian });
        Ok(Returned::Nothing)
    }

    pub(crate) fn pause(&mut self, caller: Who) -> Result<Returned, Refusal> {
        let now = self.now;
        let is_owner = caller == self.owner;
        if !is_owner && caller != self.guardian {
            return Err(Refusal::OwnableUnauthorizedAccount { account: caller });
        }
        let began = match self.halt() {
            Some(halt) if is_owner && halt.by_guardian => halt.began,
            Some(_) => return Err(Refusal::EnforcedPause),
            None => now,
        };
        if !is_owner {
            let until = self.guardian_paused.map_or(0, |last| last + GUARDIANS_WAIT);
            if now < until {
                return Err(Refusal::GuardianMustWait { until });
            }
            self.guardian_paused = Some(now);
        }
        self.halted = Some(Halt {
            began,
            by_guardian: !is_owner,
        });
        self.say(Event::Paused { account: caller });
        Ok(Returned::Nothing)
    }

    pub(crate) fn unpause(&mut self, caller: Who) -> Result<Returned, Refusal> {
        self.require_owner(caller)?;
        if !self.is_paused() {
            return Err(Refusal::ExpectedPause);
        }
        self.halted = None;
        self.guardian_paused = None;
        self.say(Event::Unpaused { account: caller });
        Ok(Returned::Nothing)
    }

    /// Somebody sends tokens to the contract, outside of any call.
    pub(crate) fn give(
        &mut self,
        caller: Who,
        token: Token,
        amount: u128,
    ) -> Result<Returned, Refusal> {
        self.pull(token, caller, amount)?;
        *self.given.entry(self.known_as(token)).or_default() += amount;
        Ok(Returned::Nothing)
    }

    /// What the contract holds of a token beyond what it owes, in base units.
    pub fn recoverable(&self, token: Token) -> u128 {
        let token = self.known_as(token);
        let owed = match token {
            Token::Vvv if self.one_token => self.owed.vvv + self.owed.fee,
            Token::Vvv => self.owed.vvv,
            Token::Fee => self.owed.fee,
            Token::Other => 0,
            // All DIEM held is active or in tickets.
            Token::Diem => return 0,
        };
        self.wallet(CONTRACT, token) - owed
    }

    pub(crate) fn recover(
        &mut self,
        caller: Who,
        token: Token,
        to: Who,
    ) -> Result<Returned, Refusal> {
        self.require_owner(caller)?;
        require_recipient(to)?;
        let token = self.known_as(token);
        let amount = self.recoverable(token);
        if amount == 0 {
            return Err(Refusal::NothingToRecover);
        }
        *self.recovered.entry(token).or_default() += amount;
        self.say(Event::Recovered { token, to, amount });
        self.push(token, to, amount)?;
        Ok(Returned::Amount(amount))
    }
}
