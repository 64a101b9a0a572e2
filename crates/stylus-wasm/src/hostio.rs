// SPDX-License-Identifier: MIT OR Apache-2.0
//! The interface between a program and its host: the exports that the host uses, and the host functions that a
//! program may import.
//!
//! The modules `console` and `debug`, which only development nodes of Nitro have, are left out.

/// Name of the exported function that runs a program.
pub const ENTRY_POINT: &str = "user_entrypoint";

/// Name of the exported memory.
pub const MEMORY: &str = "memory";

/// The module that host functions are imported from.
pub const HOST_MODULE: &str = "vm_hooks";

/// The type of a host function's parameter or result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntType {
    /// A 32-bit integer: a pointer, a length, a flag or a status.
    I32,
    /// A 64-bit integer: gas, ink, or a value of the block.
    I64,
}

macro_rules! host_functions {
    ($($(#[$doc:meta])* $function:ident = $name:literal ($($param:ident),*) $(-> $result:ident)?;)*) => {
        /// A host function.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum HostFn {
            $($(#[$doc])* $function,)*
        }

        impl HostFn {
            /// Every host function.
            pub const ALL: &[Self] = &[$(Self::$function),*];

            /// The name under which programs import it.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$function => $name,)* }
            }

            /// The types of its parameters.
            pub const fn params(self) -> &'static [IntType] {
                match self { $(Self::$function => &[$(IntType::$param),*],)* }
            }

            /// The type of its result: one, or none.
            pub const fn results(self) -> &'static [IntType] {
                match self { $(Self::$function => &[$(IntType::$result)?],)* }
            }
        }
    };
}

host_functions! {
    /// Copies the calldata to memory: destination.
    ReadArgs = "read_args" (I32);
    /// Sets the return or revert data.
    WriteResult = "write_result" (I32, I32);
    /// Ends the program with a status.
    ExitEarly = "exit_early" (I32);
    /// Reads a storage slot through the cache.
    StorageLoadBytes32 = "storage_load_bytes32" (I32, I32);
    /// Writes a storage slot in the cache.
    StorageCacheBytes32 = "storage_cache_bytes32" (I32, I32);
    /// Writes the cache to the state, and clears it if the flag is not zero.
    StorageFlushCache = "storage_flush_cache" (I32);
    /// Reads a transient slot.
    TransientLoadBytes32 = "transient_load_bytes32" (I32, I32);
    /// Writes a transient slot.
    TransientStoreBytes32 = "transient_store_bytes32" (I32, I32);
    /// Calls: contract, data, length, value, gas, destination of the return data's length.
    CallContract = "call_contract" (I32, I32, I32, I32, I64, I32) -> I32;
    /// Delegate-calls: contract, data, length, gas, destination of the return data's length.
    DelegateCallContract = "delegate_call_contract" (I32, I32, I32, I64, I32) -> I32;
    /// Static-calls: contract, data, length, gas, destination of the return data's length.
    StaticCallContract = "static_call_contract" (I32, I32, I32, I64, I32) -> I32;
    /// Deploys: code, length, value, destination of the address, destination of the revert data's length.
    Create1 = "create1" (I32, I32, I32, I32, I32);
    /// Deploys: code, length, value, salt, destination of the address, destination of the revert data's length.
    Create2 = "create2" (I32, I32, I32, I32, I32, I32);
    /// Copies return data: destination, offset, size.
    ReadReturnData = "read_return_data" (I32, I32, I32) -> I32;
    /// Size of the last call's return data.
    ReturnDataSize = "return_data_size" () -> I32;
    /// Emits a log: data (topics first), length, number of topics.
    EmitLog = "emit_log" (I32, I32, I32);
    /// Balance of an account.
    AccountBalance = "account_balance" (I32, I32);
    /// Copies an account's code: address, offset, size, destination.
    AccountCode = "account_code" (I32, I32, I32, I32) -> I32;
    /// Size of an account's code.
    AccountCodeSize = "account_code_size" (I32) -> I32;
    /// Hash of an account's code.
    AccountCodehash = "account_codehash" (I32, I32);
    /// Gas left.
    EvmGasLeft = "evm_gas_left" () -> I64;
    /// Ink left.
    EvmInkLeft = "evm_ink_left" () -> I64;
    /// Base fee of the block.
    BlockBasefee = "block_basefee" (I32);
    /// Beneficiary of the block.
    BlockCoinbase = "block_coinbase" (I32);
    /// Gas limit of the block.
    BlockGasLimit = "block_gas_limit" () -> I64;
    /// Number of the block.
    BlockNumber = "block_number" () -> I64;
    /// Timestamp of the block, seconds.
    BlockTimestamp = "block_timestamp" () -> I64;
    /// The chain's id.
    Chainid = "chainid" () -> I64;
    /// Address of the account whose storage and balance the program uses.
    ContractAddress = "contract_address" (I32);
    /// 256-bit division.
    MathDiv = "math_div" (I32, I32);
    /// 256-bit remainder.
    MathMod = "math_mod" (I32, I32);
    /// 256-bit power.
    MathPow = "math_pow" (I32, I32);
    /// 256-bit modular addition.
    MathAddMod = "math_add_mod" (I32, I32, I32);
    /// 256-bit modular multiplication.
    MathMulMod = "math_mul_mod" (I32, I32, I32);
    /// 1 if the account was already on the call stack, else 0.
    MsgReentrant = "msg_reentrant" () -> I32;
    /// The caller.
    MsgSender = "msg_sender" (I32);
    /// Value sent with the call.
    MsgValue = "msg_value" (I32);
    /// Keccak-256: input, length, output.
    NativeKeccak256 = "native_keccak256" (I32, I32, I32);
    /// Gas price of the transaction.
    TxGasPrice = "tx_gas_price" (I32);
    /// Ink that one gas buys.
    TxInkPrice = "tx_ink_price" () -> I32;
    /// Sender of the transaction.
    TxOrigin = "tx_origin" (I32);
    /// Pays for pages before they are added.
    PayForMemoryGrow = "pay_for_memory_grow" (I32);
}

impl HostFn {
    /// The host function with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|function| function.name() == name)
    }
}
