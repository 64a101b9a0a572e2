// SPDX-License-Identifier: MIT OR Apache-2.0
//! The calls of Diem and of its tokens that the tool makes.

use alloy_primitives::{keccak256, Bytes, U256};
use alloy_sol_types::{sol, SolValue};

sol! {
    #[derive(Debug, PartialEq, Eq)]
    struct Params {
        uint256 base;
        uint256 power;
        uint256 target;
        uint256 vvvCooldown;
        uint256 diemCooldown;
        uint256 stakerShare;
        uint256 poolShare;
        uint256 creditPrice;
    }

    #[derive(Debug, PartialEq, Eq)]
    struct Arguments {
        address vvv;
        address feeToken;
        address owner;
        address guardian;
        Params params;
    }

    function owner() external view returns (address);
    function guardian() external view returns (address);
    function venice() external view returns (address);
    function feeToken() external view returns (address);
    function params() external view returns (Params);

    function decimals() external view returns (uint8);

    function deploy(bytes initCode, bytes constructorCall) external payable returns (address program);
    event Deployed(address indexed program);
}

/// The ABI of Diem.
pub const ABI: &str = include_str!("../../../artifacts/diem.abi.json");
/// The interface of Diem in Solidity.
pub const INTERFACE: &str = include_str!("../../../artifacts/IDiem.sol");

impl Arguments {
    /// Calldata of the constructor, which every Stylus program has under this name. All arguments have a fixed size, so
    /// the structure is encoded as its fields in their order.
    pub fn constructor_call(&self) -> Bytes {
        let mut call = keccak256("stylus_constructor()")[..4].to_vec();
        call.extend(self.abi_encode());
        call.into()
    }
}

impl Params {
    /// The names of the parameters, in their order.
    pub const NAMES: [&str; 8] = [
        "base",
        "power",
        "target",
        "vvvCooldown",
        "diemCooldown",
        "stakerShare",
        "poolShare",
        "creditPrice",
    ];

    /// The values in the order of [`Self::NAMES`].
    pub fn values(&self) -> [U256; 8] {
        [
            self.base,
            self.power,
            self.target,
            self.vvvCooldown,
            self.diemCooldown,
            self.stakerShare,
            self.poolShare,
            self.creditPrice,
        ]
    }

    /// The parameters of the live system, for a fee token with `fee_decimals` decimals: what unusual values are compared
    /// with.
    pub fn usual(fee_decimals: u8) -> Self {
        let wad = U256::from(10).pow(U256::from(18));
        Self {
            base: U256::from(90) * wad,
            power: U256::from(2) * wad,
            target: U256::from(40_000) * wad,
            vvvCooldown: U256::from(7 * 86_400),
            diemCooldown: U256::from(86_400),
            stakerShare: U256::from(15) * wad / U256::from(100),
            poolShare: U256::from(15) * wad / U256::from(100),
            creditPrice: U256::from(10).pow(U256::from(fee_decimals)),
        }
    }
}
