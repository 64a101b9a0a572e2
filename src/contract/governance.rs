//! Who governs, and by what: the constructor, the offices, the parameters.

use alloc::vec::Vec;

use alloy_primitives::{Address, U256};
use diem_model::params::{Name, OutOfBounds, Params};

use crate::abi::{encode, Args, Encoded, ToWord};
use crate::errors::{
    AlreadyConstructed, BaseOutOfBounds, CreditPriceOutOfBounds, DiemCooldownOutOfBounds, Error,
    InvalidFeeToken, InvalidGuardian, InvalidOwner, InvalidVvv, OwnableUnauthorizedAccount,
    PoolShareOutOfBounds, PowerOutOfBounds, SharesOutOfBounds, StakerShareOutOfBounds,
    TargetOutOfBounds, VvvCooldownOutOfBounds,
};
use crate::events::{
    CooldownDurationUpdated, GuardianChanged, OwnershipTransferred, ParamsChanged,
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
        let (vvv, fee_token) = (args.take()?, args.take()?);
        let (owner, guardian) = (args.take()?, args.take()?);
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
        let params = read_params(args)?;
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
        self.set_params(&params);
        Ok(Vec::new())
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

    /// The parameters: base (VVV wei per DIEM), power (wad), target (DIEM wei), VVV and DIEM
    /// cooldown (seconds), stakers' and pool's share (wads), credit price (fee-token base units
    /// per 1e18 credits).
    pub fn params(&self) -> Encoded {
        let params = Params {
            curve: self.curve.get(),
            economy: self.economy.get(),
        };
        Encoded(
            params
                .values()
                .map(|value| value.to_word())
                .as_flattened()
                .to_vec(),
        )
    }

    /// Refuses every caller but the owner.
    pub(crate) fn require_owner(&self) -> Result<(), Error> {
        let account = host::sender();
        if account != self.owner() {
            return Err(OwnableUnauthorizedAccount { account }.into());
        }
        Ok(())
    }

    fn set_params(&mut self, params: &Params) {
        self.curve.set(&params.curve);
        self.economy.set(&params.economy);
        let [base, power, target, vvv_cooldown, diem_cooldown, staker_share, pool_share, credit_price] =
            params.values();
        ParamsChanged {
            base,
            power,
            target,
            vvvCooldown: vvv_cooldown,
            diemCooldown: diem_cooldown,
            stakerShare: staker_share,
            poolShare: pool_share,
            creditPrice: credit_price,
        }
        .emit();
        CooldownDurationUpdated {
            duration: params.economy.diem_cooldown,
        }
        .emit();
    }
}

/// Reads the eight parameters and checks their bounds.
fn read_params(args: &mut Args) -> Result<Params, Error> {
    let mut given = [U256::ZERO; 8];
    for value in &mut given {
        *value = args.take()?;
    }
    let mut values = [0; 8];
    for (value, given) in values.iter_mut().zip(&given) {
        // A value beyond 128 bits is beyond every bound, and stays so saturated.
        *value = given.saturating_to();
    }
    Params::checked(values).map_err(|refused| out_of_bounds(&given, refused))
}

fn out_of_bounds(given: &[U256; 8], OutOfBounds { name, min, max }: OutOfBounds) -> Error {
    // One error a parameter, all of one shape, in the order of `Name`.
    const SELECTORS: [u32; 9] = [
        BaseOutOfBounds::SELECTOR,
        PowerOutOfBounds::SELECTOR,
        TargetOutOfBounds::SELECTOR,
        VvvCooldownOutOfBounds::SELECTOR,
        DiemCooldownOutOfBounds::SELECTOR,
        StakerShareOutOfBounds::SELECTOR,
        PoolShareOutOfBounds::SELECTOR,
        CreditPriceOutOfBounds::SELECTOR,
        SharesOutOfBounds::SELECTOR,
    ];
    let value = match name {
        // Both are at most a half here: no overflow.
        Name::Shares => given[5] + given[6],
        single => given[single as usize],
    };
    let words = [value.to_word(), min.to_word(), max.to_word()];
    Error(encode(SELECTORS[name as usize], &words))
}
