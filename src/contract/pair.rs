// SPDX-License-Identifier: MIT OR Apache-2.0
//! The records of a pair of addresses, and their slots in its entry of [`Diem::pairs`](crate::Diem).

use diem_model::grant::Grant;
use stylus_lean::storage::{Field, PackedBool, PackedU256, PackedU64};

/// The DIEM (wei) of the first that the second may transfer.
pub const ALLOWANCE: Field<PackedU256> = Field::new(0);
/// The credits of the first that the second may use.
pub const GRANT: Field<Grant> = Field::new(1);
/// The number of nonces of grants by signature that the pair has used up.
pub const QUOTA_NONCE: Field<PackedU64> = Field::new(2);
/// Whether the second is an operator of the first, a provider.
pub const OPERATOR: Field<PackedBool> = Field::new(3);
