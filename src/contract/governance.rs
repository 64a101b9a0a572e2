// SPDX-License-Identifier: MIT OR Apache-2.0
//! The constructor, the owner, the guardian and the pause.

use alloc::vec::Vec;

use alloy_primitives::{Address, U256};
use alloy_sol_types::sol_data;
use diem_model::ledger::{Accounting, Today};
use diem_model::pause::PauseError;
use diem_model::rewards::Index;
use diem_model::time::Day;
use stylus_lean::decode::decode;
use stylus_lean::host;
use stylus_lean::storage::PackedAddress;

use super::owed::decimals;
use super::parameters::checked;
use super::require_recipient;
use crate::errors::{
    AlreadyConstructed, EnforcedPause, Error, ExpectedPause, GuardianMustWait, InvalidFeeToken,
    InvalidGuardian, InvalidOwner, InvalidVvv, OwnableUnauthorizedAccount,
};
use crate::events::{
    emit, GuardianChanged, OwnershipTransferStarted, OwnershipTransferred, Paused, Unpaused,
};
use crate::interface::IDiem::{ConstructorArgs, Params};
use crate::Diem;

/// The types of [`ConstructorArgs`].
type ConstructorTypes =
    (sol_data::Address, sol_data::Address, sol_data::Address, sol_data::Address, Params);

impl Diem {
    /// Runs once, at deployment, with [`ConstructorArgs`]. The caller may be a deployer contract, so owner and guardian are
    /// arguments. Emits `OwnershipTransferred`, `GuardianChanged`, `ParamsChanged` and `CooldownDurationUpdated`.
    ///
    /// # Errors
    /// `AlreadyConstructed`; `InvalidVvv` and `InvalidFeeToken` unless each is a contract other than this one that
    /// reports 18 decimals, or at most 18;
    /// `InvalidOwner` for the zero address and this contract; `InvalidGuardian` for this contract; one error for each
    /// parameter outside its bounds.
    pub(crate) fn constructor(&mut self, input: &[u8]) -> Result<Vec<u8>, Error> {
        if self.vvv.get().0 != Address::ZERO {
            return Err(AlreadyConstructed {}.into());
        }
        let values: (Address, Address, Address, Address, Params) =
            decode::<ConstructorTypes, _>(input)?;
        let ConstructorArgs { vvv, feeToken: fee_token, owner, guardian, params } = values.into();
        let this = host::this();
        let is_token = |token| token != this && host::has_code(token);
        if !is_token(vvv) || decimals(vvv) != Some(18) {
            return Err(InvalidVvv { vvv }.into());
        }
        if !is_token(fee_token) || decimals(fee_token).is_none_or(|decimals| decimals > 18) {
            return Err(InvalidFeeToken { feeToken: fee_token }.into());
        }
        if owner == Address::ZERO || owner == this {
            return Err(InvalidOwner { owner }.into());
        }
        if guardian == this {
            return Err(InvalidGuardian { guardian }.into());
        }
        let params = checked(&params)?;
        // Nothing can fail from here on: each group of values is stored and then emitted.
        self.vvv.set(&PackedAddress(vvv));
        self.fee_token.set(&PackedAddress(fee_token));
        self.owner.set(&PackedAddress(owner));
        self.guardian.set(&PackedAddress(guardian));
        emit(OwnershipTransferred { previousOwner: Address::ZERO, newOwner: owner });
        emit(GuardianChanged { guardian });
        let now = host::now();
        self.today.set(&Today { day: Day::of(now), ..Today::default() });
        self.accounting.set(&Accounting {
            index: Index { last: now, ..Index::default() },
            ..Accounting::default()
        });
        self.set_params(&params);
        Ok(Vec::new())
    }

    /// Owner only. Starts a two-step ownership transfer; the zero address cancels one. Ownership cannot be renounced. Emits
    /// `OwnershipTransferStarted`.
    ///
    /// # Errors
    /// `OwnableUnauthorizedAccount`.
    pub fn transfer_ownership(&mut self, new_owner: Address) -> Result<(), Error> {
        self.require_owner()?;
        self.pending_owner.set(&PackedAddress(new_owner));
        emit(OwnershipTransferStarted { previousOwner: host::sender(), newOwner: new_owner });
        Ok(())
    }

    /// Pending owner only. Completes the ownership transfer. Emits `OwnershipTransferred`.
    ///
    /// # Errors
    /// `OwnableUnauthorizedAccount`.
    pub fn accept_ownership(&mut self) -> Result<(), Error> {
        let account = host::sender();
        // The zero address, which only a simulated call can come from, stands for none.
        if account != self.pending_owner() || account.is_zero() {
            return Err(OwnableUnauthorizedAccount { account }.into());
        }
        let previous_owner = self.owner();
        self.owner.set(&PackedAddress(account));
        self.pending_owner.set(&PackedAddress(Address::ZERO));
        emit(OwnershipTransferred { previousOwner: previous_owner, newOwner: account });
        Ok(())
    }

    /// Owner only. Sets the guardian, which may pause at once; the zero address for none. Emits `GuardianChanged`.
    ///
    /// # Errors
    /// `OwnableUnauthorizedAccount`; `InvalidGuardian` for this contract.
    pub fn set_guardian(&mut self, guardian: Address) -> Result<(), Error> {
        self.require_owner()?;
        if guardian == host::this() {
            return Err(InvalidGuardian { guardian }.into());
        }
        self.guardian.set(&PackedAddress(guardian));
        let mut today = self.today.get();
        today.pause.reset_guardian_wait();
        self.today.set(&today);
        emit(GuardianChanged { guardian });
        Ok(())
    }

    /// Owner and guardian only. Stops new business: staking, minting, activating, spending, depositing, funding. Exits,
    /// claims and vouchers for usage already served stay open. The owner's pause lasts until it is lifted, the
    /// guardian's for 7 days; the guardian may not pause again within 30 days of its start. If the owner calls this
    /// during the guardian's pause, that pause lasts until it is lifted. Emits `Paused`.
    ///
    /// # Errors
    /// `OwnableUnauthorizedAccount`; `EnforcedPause`; `GuardianMustWait`.
    pub fn pause(&mut self) -> Result<(), Error> {
        let account = host::sender();
        let now = host::now();
        let mut today = self.today.get();
        // The role is checked here because it selects the rule.
        let paused = if account == self.owner() {
            today.pause.set_by_owner(now)
        } else if account == self.guardian() && !account.is_zero() {
            today.pause.set_by_guardian(now)
        } else {
            return Err(OwnableUnauthorizedAccount { account }.into());
        };
        paused.map_err(|error| -> Error {
            match error {
                PauseError::AlreadyPaused => EnforcedPause {}.into(),
                PauseError::GuardianMustWait(until) => GuardianMustWait { until }.into(),
            }
        })?;
        self.set_pause(&today, now);
        emit(Paused { account });
        Ok(())
    }

    /// Owner only. Lifts the active pause; the guardian may pause again at once. (After a guardian's pause has expired,
    /// `setGuardian` ends the guardian's wait.) Emits `Unpaused`.
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
        emit(Unpaused { account: host::sender() });
        Ok(())
    }

    /// Owner only. Sends the surplus of `token` over liabilities to `to` and returns it in base units. The surplus of
    /// VVV and of the fee token is what was sent here by mistake; DIEM has no surplus. Emits `Recovered`.
    ///
    /// # Errors
    /// `OwnableUnauthorizedAccount`; `InvalidRecipient`; `NothingToRecover`, also if the contract would hold less VVV or
    /// fee tokens than it owes afterwards; `SafeErc20FailedOperation`.
    pub fn recover(&mut self, token: Address, to: Address) -> Result<U256, Error> {
        self.require_owner()?;
        require_recipient(to)?;
        self.push_surplus(token, to)
    }

    /// Returns `true` if new business is paused.
    pub fn paused(&self) -> bool {
        self.today.get().pause.is_active(host::now())
    }

    /// The address that may accept ownership, or zero.
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

    /// Reverts unless the caller is the owner.
    ///
    /// # Errors
    /// `OwnableUnauthorizedAccount`.
    pub(crate) fn require_owner(&self) -> Result<(), Error> {
        let account = host::sender();
        if account != self.owner() {
            return Err(OwnableUnauthorizedAccount { account }.into());
        }
        Ok(())
    }
}
