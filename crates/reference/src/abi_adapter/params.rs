// SPDX-License-Identifier: MIT OR Apache-2.0
//! Parameters as words of the ABI.

use alloy_primitives::U256;

use crate::params::Params;

/// Parameters in the order of the ABI.
pub fn params_to_words(params: &Params) -> [u128; 8] {
    [
        params.base,
        params.power,
        params.target,
        params.vvv_cooldown.into(),
        params.diem_cooldown.into(),
        params.staker_share,
        params.pool_share,
        params.credit_price,
    ]
}

/// The parameters in a value of the interface, which has several types with these fields.
macro_rules! params_of {
    ($value:expr) => {
        $crate::abi_adapter::params::params_from_words([
            $value.base,
            $value.power,
            $value.target,
            $value.vvvCooldown,
            $value.diemCooldown,
            $value.stakerShare,
            $value.poolShare,
            $value.creditPrice,
        ])
    };
}
pub(super) use params_of;

pub(super) fn params_from_words(words: [U256; 8]) -> Params {
    let [base, power, target, vvv_cooldown, diem_cooldown, staker_share, pool_share, credit_price] =
        words;
    Params {
        base: base.to(),
        power: power.to(),
        target: target.to(),
        vvv_cooldown: vvv_cooldown.to(),
        diem_cooldown: diem_cooldown.to(),
        staker_share: staker_share.to(),
        pool_share: pool_share.to(),
        credit_price: credit_price.to(),
    }
}
