// SPDX-License-Identifier: MIT OR Apache-2.0
//! The adapter between [`Action`]s and a [`Backend`].

use alloy_primitives::U256;
use alloy_sol_types::SolInterface;

use crate::abi_adapter::address_book::AddressBook;
use crate::abi_adapter::backend::Backend;
use crate::abi_adapter::bindings::IDiem::IDiemCalls;
use crate::abi_adapter::calls::encode_call;
use crate::abi_adapter::errors::decode_error;
use crate::abi_adapter::events::decode_event;
use crate::abi_adapter::views::query_views;
use crate::accounts::AccountId;
use crate::action::Action;
use crate::driver::Implementation;
use crate::error::{DiemError, ErrorData};
use crate::event::{Outcome, ReturnValue};
use crate::units::Token;
use crate::views::{Scope, Views};

/// A [`Backend`] with the addresses of its accounts.
pub struct AbiAdapter<B> {
    /// The addresses of accounts and tokens.
    pub addresses: AddressBook,
    /// Where the contract runs.
    pub backend: B,
}

impl<B: Backend> AbiAdapter<B> {
    fn donate(
        &mut self,
        caller: AccountId,
        token: Token,
        amount: u128,
    ) -> Result<Outcome, ErrorData> {
        let from = self.addresses.address(caller);
        let address = self.addresses.token_address(token);
        if self.backend.donate(from, address, amount) {
            return Ok(Outcome { returned: ReturnValue::Nothing, events: Vec::new() });
        }
        let token = self.addresses.token(address);
        Err(DiemError::SafeErc20FailedOperation { token }.data())
    }
}

impl<B: Backend> Implementation for AbiAdapter<B> {
    fn now(&mut self) -> u64 {
        self.backend.now()
    }

    fn wait(&mut self, seconds: u64) {
        self.backend.wait(seconds);
    }

    fn execute(&mut self, action: &Action) -> Result<Outcome, ErrorData> {
        let caller = action.caller().expect("waiting is not executed");
        if let &Action::Donate { token, amount, .. } = action {
            return self.donate(caller, token, amount);
        }
        let Self { addresses, backend } = self;
        let calldata =
            encode_call(action, addresses, &mut |account, digest| backend.sign(account, digest));
        // An address that is not UTF-8 has no Rust type in the bindings.
        debug_assert!(
            matches!(action, Action::Announce { .. })
                || IDiemCalls::abi_decode(&calldata, true).is_ok()
        );
        match backend.call(addresses.address(caller), &calldata) {
            Ok((data, logs)) => Ok(Outcome {
                returned: decode_return_value(action, &data),
                events: logs.iter().map(|log| decode_event(addresses, log)).collect(),
            }),
            Err(data) => Err(decode_error(addresses, &data)),
        }
    }

    fn views(&mut self, scope: &Scope) -> Views {
        query_views(&self.addresses, &mut self.backend, scope)
    }
}

/// Decodes return data, which has no, one or two words.
fn decode_return_value(action: &Action, data: &[u8]) -> ReturnValue {
    let words: Vec<U256> = data.chunks(32).map(U256::from_be_slice).collect();
    match (action, words[..].as_ref()) {
        (
            Action::InitiateUnstakeVvv { .. }
            | Action::InitiateUnstake { .. }
            | Action::InitiateWithdrawal { .. },
            [ticket],
        ) => ReturnValue::Ticket(ticket.to()),
        // `transfer` returns true.
        (Action::Transfer { .. }, [success]) if *success == U256::from(1) => ReturnValue::Nothing,
        (_, []) => ReturnValue::Nothing,
        (_, [amount]) => ReturnValue::Amount(amount.to()),
        (_, [quota, paid]) => ReturnValue::Credits { quota: quota.to(), paid: paid.to() },
        _ => panic!("unexpected return data of {} words: {action}", words.len()),
    }
}
