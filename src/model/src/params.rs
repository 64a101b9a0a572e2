//! The parameters governance may set, their bounds, and how they pack into two slots.

use crate::curve::{Curve, WAD};
use crate::time::DAY;
use crate::word::{get, put, Record, Word};

/// One of the parameters, in the order of the ABI's `Params` struct.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name {
    /// [`Curve::base`].
    Base,
    /// [`Curve::power`].
    Power,
    /// [`Curve::target`].
    Target,
    /// [`CurveParams::vvv_cooldown`].
    VvvCooldown,
    /// [`EconomyParams::diem_cooldown`].
    DiemCooldown,
    /// [`EconomyParams::staker_share`].
    StakerShare,
    /// [`EconomyParams::pool_share`].
    PoolShare,
    /// [`EconomyParams::credit_price`].
    CreditPrice,
    /// The sum of both shares.
    Shares,
}

/// A parameter outside its bounds, both of which it may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfBounds {
    /// Which one.
    pub name: Name,
    /// The least allowed value.
    pub min: u128,
    /// The greatest allowed value.
    pub max: u128,
}

/// The least and the greatest value of each parameter, in the order of [`Name`]'s first eight.
pub const BOUNDS: [(u128, u128); 8] = [
    // A rate outside 10 … 10,000 VVV per DIEM at the start is a typing error, not a price; the
    // lower bound also makes each wei of DIEM cost at least 10 wei, so that the cost strictly
    // increases, and the upper one keeps base · supply within 154 bits.
    (10 * WAD, 10_000 * WAD),
    // A quarter keeps the domain within 4 · target; beyond 8 the rate at the target is 3,000
    // times the base and a smaller target says the same.
    (WAD / 4, 8 * WAD),
    // Below 1,000 DIEM single mints move the rate too far; 250,000 · 4 is the supply limit.
    (1_000 * WAD, 250_000 * WAD),
    // A day at least, so that leaving misses a day's yield; a month at most, so that nobody is
    // held longer than that.
    (DAY as u128, 30 * DAY as u128),
    // Never under a day, or one DIEM could be spent twice in a day by moving it.
    (DAY as u128, 7 * DAY as u128),
    // At most half each, and (checked apart) half together: providers bear the cost of compute.
    (0, WAD / 2),
    (0, WAD / 2),
    // A price of 0 would make paid credits free; 10³⁰ keeps price · credits within 256 bits.
    (1, 1_000_000_000_000 * WAD),
];

/// What minting and unstaking read: one slot.
///
/// | bytes | field |
/// |---|---|
/// | 0–27 | [`Curve`] |
/// | 28–31 | VVV cooldown |
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CurveParams {
    /// The mint curve.
    pub curve: Curve,
    /// How long unstaked VVV waits, in seconds.
    pub vvv_cooldown: u64,
}

/// What metering and settling read: one slot.
///
/// | bytes | field |
/// |---|---|
/// | 0–2 | DIEM cooldown |
/// | 3–10 | stakers' share |
/// | 11–18 | pool's share |
/// | 19–31 | credit price |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EconomyParams {
    /// How long deactivated DIEM waits, in seconds.
    pub diem_cooldown: u64,
    /// The VVV stakers' part of a fee, as a wad.
    pub staker_share: u128,
    /// The capacity pool's part of a fee, as a wad.
    pub pool_share: u128,
    /// Fee-token base units per 1e18 paid credits.
    pub credit_price: u128,
}

/// All parameters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Params {
    /// Minting and unstaking.
    pub curve: CurveParams,
    /// Metering and settling.
    pub economy: EconomyParams,
}

impl Params {
    /// Checks `values`, in the order of [`Name`]'s first eight, against [`BOUNDS`].
    ///
    /// # Errors
    /// [`OutOfBounds`] for the first one that is not, or for the shares' sum.
    pub fn checked(values: [u128; 8]) -> Result<Self, OutOfBounds> {
        const NAMES: [Name; 8] = [
            Name::Base,
            Name::Power,
            Name::Target,
            Name::VvvCooldown,
            Name::DiemCooldown,
            Name::StakerShare,
            Name::PoolShare,
            Name::CreditPrice,
        ];
        for ((value, (min, max)), name) in values.into_iter().zip(BOUNDS).zip(NAMES) {
            if value < min || value > max {
                return Err(OutOfBounds { name, min, max });
            }
        }
        let [base, power, target, vvv_cooldown, diem_cooldown, staker_share, pool_share, credit_price] =
            values;
        if staker_share + pool_share > WAD / 2 {
            return Err(OutOfBounds {
                name: Name::Shares,
                min: 0,
                max: WAD / 2,
            });
        }
        Ok(Self {
            curve: CurveParams {
                curve: Curve {
                    base,
                    power,
                    target,
                },
                vvv_cooldown: vvv_cooldown as u64,
            },
            economy: EconomyParams {
                diem_cooldown: diem_cooldown as u64,
                staker_share,
                pool_share,
                credit_price,
            },
        })
    }

    /// The eight values in the order of [`Name`]: the inverse of [`checked`](Self::checked).
    pub fn values(&self) -> [u128; 8] {
        let Self {
            curve: CurveParams {
                curve,
                vvv_cooldown,
            },
            economy,
        } = self;
        [
            curve.base,
            curve.power,
            curve.target,
            (*vvv_cooldown).into(),
            economy.diem_cooldown.into(),
            economy.staker_share,
            economy.pool_share,
            economy.credit_price,
        ]
    }
}

impl Default for CurveParams {
    /// An unwritten slot: all zero, valid nowhere.
    fn default() -> Self {
        Self {
            curve: Curve {
                base: 0,
                power: 0,
                target: 0,
            },
            vvv_cooldown: 0,
        }
    }
}

impl Record for CurveParams {
    fn pack(&self) -> Word {
        let mut word = [0; 32];
        self.curve.pack_into(&mut word);
        put::<28, 4>(&mut word, self.vvv_cooldown.into());
        word
    }

    fn unpack(word: &Word) -> Self {
        Self {
            curve: Curve::unpack_from(word),
            vvv_cooldown: get::<28, 4>(word) as u64,
        }
    }
}

impl Record for EconomyParams {
    fn pack(&self) -> Word {
        let mut word = [0; 32];
        put::<0, 3>(&mut word, self.diem_cooldown.into());
        put::<3, 8>(&mut word, self.staker_share);
        put::<11, 8>(&mut word, self.pool_share);
        put::<19, 13>(&mut word, self.credit_price);
        word
    }

    fn unpack(word: &Word) -> Self {
        Self {
            diem_cooldown: get::<0, 3>(word) as u64,
            staker_share: get::<3, 8>(word),
            pool_share: get::<11, 8>(word),
            credit_price: get::<19, 13>(word),
        }
    }
}
