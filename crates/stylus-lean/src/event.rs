// SPDX-License-Identifier: MIT OR Apache-2.0
//! Logs, declared with the Rust types that a contract computes with and checked against a `sol!` interface.
//!
//! A `sol!` event holds every amount as a `U256` and places its hash in the data segment. Here an event holds a `u128`
//! where 128 bits suffice, its words are one array, and the hash is part of the code
//! ([`Immediate`](crate::word::Immediate)).

use stylus_sdk::keccak_const::Keccak256;

use crate::host;
use crate::word::{Immediate, ToWord, Word};

/// An event whose arguments are words.
pub trait Event {
    /// Emits it.
    fn emit(self);
}

/// Emits an event.
#[inline(always)]
pub fn emit(event: impl Event) {
    event.emit();
}

/// Emits an event whose only argument that is not indexed is a `bytes` or `string`, given as `content`.
pub fn log_with_bytes(hash: Immediate, indexed: &[Word], content: &[u8]) {
    let mut log = hash.word().to_vec();
    log.extend_from_slice(indexed.as_flattened());
    // The offset of the content, its length, and the content, padded to whole words.
    log.extend_from_slice(&32u32.to_word());
    log.extend_from_slice(&(content.len() as u32).to_word());
    log.extend_from_slice(content);
    log.resize(log.len().next_multiple_of(32), 0);
    host::log(&log, 1 + indexed.len());
}

/// The hash of the signature `name(type,type,…)`.
pub const fn hash(name: &str, types: &[&str]) -> Word {
    let mut hasher = Keccak256::new().update(name.as_bytes()).update(b"(");
    let mut at = 0;
    while at < types.len() {
        if at > 0 {
            hasher = hasher.update(b",");
        }
        hasher = hasher.update(types[at].as_bytes());
        at += 1;
    }
    hasher.update(b")").finalize()
}

/// Returns `true` if `hash` is that of the event `name(type,type,…)`.
pub const fn is_hash_of(hash: &Word, name: &str, types: &[&str]) -> bool {
    let expected = self::hash(name, types);
    let mut same = 0;
    while same < 32 && hash[same] == expected[same] {
        same += 1;
    }
    same == 32
}

/// Declares the events of a `sol!` interface with Rust types; indexed arguments come first, in brackets.
///
/// ```ignore
/// stylus_lean::events! { IDiem::IDiemEvents, dynamic: [];
///     Transfer[from: Address, to: Address](value: U256);
/// }
/// ```
///
/// It does not compile if an event of the interface is missing, or if the names, the types, the order or the number of
/// indexed arguments differ from the interface's. Events listed as `dynamic` have arguments that are not words; the
/// contract emits them with [`log_with_bytes`].
#[macro_export]
macro_rules! events {
    (
        $interface:ident :: $all:ident, dynamic: [$($dynamic:ident),*];
        $($name:ident[$($topic:ident: $topic_type:ty),*]($($field:ident: $field_type:ty),*);)*
    ) => {
        $(
            #[doc = concat!("The event `", stringify!($name), "`.")]
            #[allow(missing_docs, non_snake_case)]
            pub struct $name {
                $(pub $topic: $topic_type,)*
                $(pub $field: $field_type,)*
            }

            impl $crate::event::Event for $name {
                #[inline(always)]
                #[allow(non_snake_case)]
                fn emit(self) {
                    const HASH: $crate::word::Immediate = $crate::word::Immediate::new(
                        <$interface::$name as $crate::reexport::alloy_sol_types::SolEvent>::SIGNATURE_HASH.0,
                    );
                    const TOPICS: &[&str] = &["hash", $(stringify!($topic)),*];
                    use $crate::word::ToWord;
                    let Self { $($topic,)* $($field),* } = self;
                    $crate::host::log_words(
                        &[HASH.word(), $($topic.to_word(),)* $($field.to_word()),*],
                        TOPICS.len(),
                    );
                }
            }

            const _: () = {
                use $crate::reexport::alloy_sol_types::{SolEvent, TopicList};
                use $crate::word::ToWord;

                type Declared = $interface::$name;
                const TOPICS: &[&str] = &["hash", $(stringify!($topic)),*];
                assert!(
                    $crate::event::is_hash_of(
                        &Declared::SIGNATURE_HASH.0,
                        stringify!($name),
                        &[$(<$topic_type as ToWord>::SOL_NAME,)* $(<$field_type as ToWord>::SOL_NAME),*],
                    ),
                    concat!("the types of ", stringify!($name), " are not the interface's")
                );
                assert!(
                    <<Declared as SolEvent>::TopicList as TopicList>::COUNT == TOPICS.len(),
                    concat!("the indexed arguments of ", stringify!($name), " are not the interface's")
                );
                #[allow(non_snake_case, unused_variables)]
                fn same_names(declared: Declared) {
                    let Declared { $($topic,)* $($field),* } = declared;
                }
            };
        )*

        const _: () = {
            use $crate::reexport::alloy_sol_types::SolEventInterface;

            assert!(
                [$(stringify!($name),)* $(stringify!($dynamic)),*].len()
                    == <$interface::$all as SolEventInterface>::COUNT,
                "an event of the interface is missing"
            );
        };
    };
}
