// SPDX-License-Identifier: MIT OR Apache-2.0
//! A contract's router: a table of its calls.
//!
//! The SDK's `#[public]` decodes with alloy's full codec, once for each list of types; with it Diem exceeds the size
//! limit (see the README). Here, a row of the table names a call of a `sol!` interface and the method that answers it:
//!
//! ```ignore
//! stylus_lean::router! {
//!     Diem: IDiem::IDiemCalls;
//!     view balanceOfCall => balance_of;
//!     call transferCall => transfer;
//! }
//! ```
//!
//! It does not compile if
//! * a method's arguments or result do not fit the types of its call,
//! * the method of a `view` or `pure` call takes `&mut self`,
//! * two calls share a selector,
//! * a call of the interface is missing, or one is listed twice.

use alloc::vec::Vec;

use alloy_sol_types::SolCall;

use crate::decode::{FromSol, Reader};
use crate::encode::Returns;
use crate::error::Error;

/// A method that can answer the call `C`: its arguments can be read from the Solidity types `S`, and its result encodes
/// as that of the call. `T` and `M` only let the compiler tell the implementations apart.
pub trait Method<'a, Receiver, C, S, T, M> {
    /// Decodes the arguments, calls the method and encodes its result.
    ///
    /// # Errors
    /// Those of [`decode`](crate::decode::decode), before the method is called; the method's own.
    fn answer(self, receiver: Receiver, reader: &mut Reader<'a>) -> Result<Vec<u8>, Error>;
}

macro_rules! methods {
    ($(($($S:ident $T:ident),*))*) => { $(
        impl<'a, Receiver, C, M, F, Output, $($S, $T: FromSol<'a, $S>),*>
            Method<'a, Receiver, C, ($($S,)*), ($($T,)*), M> for F
        where
            C: SolCall,
            F: FnOnce(Receiver, $($T),*) -> Output,
            Output: Reply<C, M>,
        {
            #[inline(always)]
            #[allow(non_snake_case)]
            fn answer(self, receiver: Receiver, reader: &mut Reader<'a>) -> Result<Vec<u8>, Error> {
                $(let $T = <$T as FromSol<'a, $S>>::read(reader);)*
                // Without arguments nothing can have failed.
                const ARGUMENTS: &[&str] = &[$(stringify!($T)),*];
                if !ARGUMENTS.is_empty() && reader.has_failed() {
                    return reader.reject();
                }
                self(receiver, $($T),*).reply()
            }
        }
    )* };
}

methods! {
    ()
    (S1 T1)
    (S1 T1, S2 T2)
    (S1 T1, S2 T2, S3 T3)
    (S1 T1, S2 T2, S3 T3, S4 T4)
    (S1 T1, S2 T2, S3 T3, S4 T4, S5 T5)
    (S1 T1, S2 T2, S3 T3, S4 T4, S5 T5, S6 T6)
    (S1 T1, S2 T2, S3 T3, S4 T4, S5 T5, S6 T6, S7 T7)
    (S1 T1, S2 T2, S3 T3, S4 T4, S5 T5, S6 T6, S7 T7, S8 T8)
}

/// The result of a method for the call `C`: what the call [returns](Returns), or a `Result` of it. `M` only lets the
/// compiler tell the implementations apart.
pub trait Reply<C: SolCall, M> {
    /// The return data, or the error.
    ///
    /// # Errors
    /// The method's own.
    fn reply(self) -> Result<Vec<u8>, Error>;
}

/// Marks a method that cannot fail.
pub struct Infallible;
/// Marks a method that can fail.
pub struct Fallible;

impl<C: SolCall, R: Returns<C, M>, M> Reply<C, (Infallible, M)> for R {
    #[inline(always)]
    fn reply(self) -> Result<Vec<u8>, Error> {
        Ok(self.encode())
    }
}

impl<C: SolCall, R: Returns<C, M>, M> Reply<C, (Fallible, M)> for Result<R, Error> {
    // Not inlined: the function is identical for all calls that return the same types, so the compiler merges the
    // copies.
    #[inline(never)]
    fn reply(self) -> Result<Vec<u8>, Error> {
        self.map(R::encode)
    }
}

/// Answers the call `C` with a method.
///
/// # Errors
/// Those of decoding; the method's own.
#[inline(always)]
pub fn answer<'a, C, Receiver, T, M, F>(
    method: F,
    receiver: Receiver,
    reader: &mut Reader<'a>,
) -> Result<Vec<u8>, Error>
where
    C: SolCall,
    F: Method<'a, Receiver, C, C::Parameters<'a>, T, M>,
{
    method.answer(receiver, reader)
}

/// Returns `true` if no selector occurs twice.
pub const fn are_distinct(selectors: &[u32]) -> bool {
    let mut at = 0;
    while at < selectors.len() {
        let mut other = at + 1;
        while other < selectors.len() {
            if selectors[at] == selectors[other] {
                return false;
            }
            other += 1;
        }
        at += 1;
    }
    true
}

/// Generates `dispatch(contract, selector, input)` from a table of calls: see the [module](crate::router).
#[macro_export]
macro_rules! router {
    ($contract:ty: $interface:ident :: $calls:ident; $($kind:ident $call:ident => $method:ident;)*) => {
        /// The calls of the table.
        #[allow(non_upper_case_globals)]
        mod selectors {
            use super::$interface;
            use $crate::reexport::alloy_sol_types::{SolCall, SolInterface};

            $(pub const $method: u32 = u32::from_be_bytes($interface::$call::SELECTOR);)*

            const SELECTORS: &[u32] = &[$($method),*];
            const _: () = assert!($crate::router::are_distinct(SELECTORS), "a call is listed twice");
            // With no call twice, equal counts mean that none is missing.
            const _: () = assert!(
                SELECTORS.len() == <$interface::$calls as SolInterface>::COUNT,
                "a call of the interface is missing in the table"
            );
        }

        /// Answers the call that `selector` names, with the arguments in `input`.
        ///
        /// # Errors
        /// `InvalidCalldata`, `AmountTooLarge`, `UnknownSelector`; the call's own.
        fn dispatch(
            contract: &mut $contract,
            selector: u32,
            input: &[u8],
        ) -> Result<$crate::reexport::Vec<u8>, $crate::Error> {
            // One reader for all rows: with one per row, every row would contain the code that drops it.
            let mut reader = $crate::decode::Reader::new(input);
            match selector {
                $(selectors::$method => $crate::router::answer::<$interface::$call, _, _, _, _>(
                    <$contract>::$method,
                    $crate::router!(@receiver $kind contract),
                    &mut reader,
                ),)*
                _ => Err($crate::UnknownSelector { selector: selector.to_be_bytes().into() })?,
            }
        }
    };

    (@receiver call $contract:ident) => { $contract };
    (@receiver view $contract:ident) => { (&*$contract) };
    (@receiver pure $contract:ident) => { (&*$contract) };
}
