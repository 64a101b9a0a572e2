// SPDX-License-Identifier: MIT OR Apache-2.0
//! Types that all methods share: their context, their signature, and the encoding of numbers and answers.

use alloy_primitives::U256;
use jsonrpsee::types::{ErrorObjectOwned, ParamsSequence};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::error;
use super::filters::Filters;
use crate::node::Node;

/// The state that methods read and change.
pub struct Context {
    /// The node.
    pub node: Node,
    pub(super) filters: Filters,
}

impl Context {
    /// A context for `node`, without filters.
    pub fn new(node: Node) -> Self {
        Self { node, filters: Filters::default() }
    }
}

/// A method's answer.
pub type Answer = Result<Value, ErrorObjectOwned>;

/// A method. It reads its parameters from the sequence, in order.
pub type Method = fn(&mut Context, &mut ParamsSequence<'_>) -> Answer;

/// A number in any form that clients send: a JSON number, or a hexadecimal or decimal string.
#[derive(Clone, Copy, Debug)]
pub struct Number(pub u64);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = U256::deserialize(deserializer)?;
        let number = u64::try_from(value).map_err(serde::de::Error::custom)?;
        Ok(Self(number))
    }
}

/// Encodes an answer as JSON.
pub fn json(value: impl Serialize) -> Answer {
    serde_json::to_value(value).map_err(error::internal)
}

/// Encodes a number as JSON-RPC does.
pub fn quantity(value: impl TryInto<U256>) -> Value {
    let value = value.try_into().unwrap_or_default();
    Value::String(format!("{value:#x}"))
}
