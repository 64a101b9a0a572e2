//! Who governs: the constructor, the owner, the guardian, the pause.

use alloc::vec::Vec;

use alloy_primitives::{Address, U256};
use diem_model::ledger::{Accounting, Today};
use diem_model::pause::Refused;
use diem_model::rewards::Index;
use diem_model::time::Day;

use super::parameters::checked;
use super::require_recipient;
use crate::abi::Args;
use crate::errors::{
    AlreadyConstructed, EnforcedPause, Error, ExpectedPause, GuardianMustWait, InvalidFeeToken,
    InvalidGuardian, InvalidOwner, InvalidVvv, OwnableUnauthorizedAccount,
};
use crate::events::{
    GuardianChanged, OwnershipTransferStarted, OwnershipTransferred, Paused, Unpaused,
};
use crate::storage::Holder;
use crate::{host, Diem};

/// The constructor, as Solidity declares it.
pub const CONSTRUCTOR: &str = "constructor(address vvv, address feeToken, address owner, \
     address guardian, uint256 base, uint256 power, uint256 target, uint256 vvvCooldown, \
     uint256 diemCooldown, uint256 stakerShare, uint256 poolShare, uint256 creditPrice)";

impl Diem {
    /// Runs once, at deployment. The caller may be a deployer contract, so nobody is given an
    /// office for calling: owner and guardian are arguments. Emits `OwnershipTransferred`,
    /// `GuardianChanged`, `ParamsChanged` and `CooldownDurationUpdated`.
    ///
    /// Arguments: see [`CONSTRUCTOR`]; units: see [`diem_model::params`].
    ///
    /// # Errors
    /// `AlreadyConstructed`; `InvalidVvv`, `InvalidFeeToken` unless each is a contract other than this one;
    /// `InvalidOwner` for the zero address and this contract; `InvalidGuardian` for this
    /// contract; one error a parameter outside its bounds.
    pub(crate) fn constructor(&mut self, args: &mut Args) -> Result<Vec<u8>, Error> {
        if self.vvv.get().0 != Address::ZERO {
            return Err(AlreadyConstructed {}.into());
        }
        let (vvv, fee_token) = (args.take(), args.take());
        let (owner, guardian) = (args.take(), args.take());
        let given = args.take();
        args.all_read()?;
        let this = host::this();
        let is_token = |token| token != this && host::has_code(token);
        if !is_token(vvv) {
            return Err(InvalidVvv { vvv }.into());
        }
        if !is_token(fee_token) {
            return Err(InvalidFeeToken {
                feeToken: fee_token,
            }
            .into());
        }
        if owner == Address::ZERO || owner == this {
            return Err(InvalidOwner { owner }.into());
        }
        if guardian == this {
            return Err(InvalidGuardian { guardian }.into());
        }
        let params = checked(&given)?;
        self.vvv.set(&Holder(vvv));
        self.fee_token.set(&Holder(fee_token));
        self.owner.set(&Holder(owner));
        self.guardian.set(&Holder(guardian));
        OwnershipTransferred {
            previousOwner: Address::ZERO,
            newOwner: owner,
        }
        .emit();
        GuardianChanged { guardian }.emit();
        let now = host::now();
        self.today.set(&Today {
            day: Day::of(now),
            ..Today::default()
        });
        self.accounting.set(&Accounting {
            index: Index {
                last: now,
                ..Index::default()
            },
            ..Accounting::default()
        });
        self.set_params(&params);
        Ok(Vec::new())
    }

    /// Offers the owner's office to `new_owner`, by the owner; whoever is offered it must accept.
    /// The zero address takes an offer back. There is no way to leave the office empty. Emits
    /// `OwnershipTransferStarted`.
    ///
    /// # Errors
    /// `OwnableUnauthorizedAccount`.
    pub fn transfer_ownership(&mut self, new_owner: Address) -> Result<(), Error> {
        self.require_owner()?;
        self.pending_owner.set(&Holder(new_owner));
        OwnershipTransferStarted {
            previousOwner: host::sender(),
            newOwner: new_owner,
        }
        .emit();
        Ok(())
    }

    /// Takes the owner's office, by whom it was offered to. Emits `OwnershipTransferred`.
    ///
    /// # Errors
    /// `OwnableUnauthorizedAccount`.
    pub fn accept_ownership(&mut self) -> Result<(), Error> {
        let account = host::sender();
        if account != self.pending_owner() {
            return Err(OwnableUnauthorizedAccount { account }.into());
        }
        let previous = self.owner();
        self.owner.set(&Holder(account));
        self.pending_owner.set(&Holder(Address::ZERO));
        OwnershipTransferred {
            previousOwner: previous,
            newOwner: account,
        }
        .emit();
        Ok(())
    }

    /// Gives the guardian's office to `guardian`, or to nobody, by the owner. The new one may pause
    /// at once. Emits `GuardianChanged`.
    ///
    /// # Errors
    /// `OwnableUnauthorizedAccount`; `InvalidGuardian` for this contract.
    pub fn set_guardian(&mut self, guardian: Address) -> Result<(), Error> {
        self.require_owner()?;
        if guardian == host::this() {
            return Err(InvalidGuardian { guardian }.into());
        }
        self.guardian.set(&Holder(guardian));
        let mut today = self.today.get();
        today.pause.free_guardian();
        self.today.set(&today);
        GuardianChanged { guardian }.emit();
        Ok(())
    }

    /// Stops new business: staking, minting, activating, spending, depositing, funding. Exits,
    /// claims and what has been served stay open. By the owner, until it is lifted; by the
    /// guardian, for 7 days, and not again within 30 days of its start. The owner confirms a
    /// guardian's pause by calling this too. Emits `Paused`.
    ///
    /// # Errors
    /// `OwnableUnauthorizedAccount`; `EnforcedPause`; `GuardianMustWait`.
    pub fn pause(&mut self) -> Result<(), Error> {
        let account = host::sender();
        let now = host::now();
        let mut today = self.today.get();
        let paused = if account == self.owner() {
            today.pause.by_owner(now)
        } else if account == self.guardian() {
            today.pause.by_guardian(now)
        } else {
            return Err(OwnableUnauthorizedAccount { account }.into());
        };
        paused.map_err(|refused| -> Error {
            match refused {
                Refused::Paused => EnforcedPause {}.into(),
                Refused::MustWait(until) => GuardianMustWait { until }.into(),
            }
        })?;
        self.set_pause(&today, now);
        Paused { account }.emit();
        Ok(())
    }

    /// Lifts a pause that holds, by the owner; the guardian may pause again at once. (After one that
    /// has run out, `setGuardian` ends the guardian's wait.) Emits `Unpaused`.
    ///
    /// # Errors
    /// `OwnableUnauthorizedAccount`; `ExpectedPause`.
    pub fn unpause(&mut self) -> Result<(), Error> {
        self.require_owner()?;
        let mut today = self.today.get();
        let now = host::now();
        if !today.pause.lift(now) {
            return Err(ExpectedPause {}.into());
        }
        self.set_pause(&today, now);
        Unpaused {
            account: host::sender(),
        }
        .emit();
        Ok(())
    }

    /// Sends `to` what the contract holds of `token` beyond what it owes, by the owner; returns
    /// how much, in base units. Of VVV and the fee token that is what was sent here by mistake; of
    /// DIEM it is nothing. Emits `Recovered`.
    ///
    /// # Errors
    /// `OwnableUnauthorizedAccount`; `InvalidRecipient`; `NothingToRecover`;
    /// `SafeErc20FailedOperation`.
    pub fn recover(&mut self, token: Address, to: Address) -> Result<U256, Error> {
        self.require_owner()?;
        require_recipient(to)?;
        self.push_surplus(token, to)
    }

    /// Whether new business is paused.
    pub fn paused(&self) -> bool {
        self.today.get().pause.holds(host::now())
    }

    /// Who has been offered the owner's office, or zero.
    pub fn pending_owner(&self) -> Address {
        self.pending_owner.get().0
    }

    /// The owner.
    pub fn owner(&self) -> Address {
        self.owner.get().0
    }

    /// The guardian, or zero.
    pub fn guardian(&self) -> Address {
        self.guardian.get().0
    }

    /// The fee token.
    pub fn fee_token(&self) -> Address {
        self.fee_token.get().0
    }

    /// Refuses every caller but the owner.
    pub(crate) fn require_owner(&self) -> Result<(), Error> {
        let account = host::sender();
        if account != self.owner() {
            return Err(OwnableUnauthorizedAccount { account }.into());
        }
        Ok(())
    }
}
