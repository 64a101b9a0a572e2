//! The functions a program may import from `vm_hooks`, and their WASM signatures.

use wasmi::{FuncType, ValType};

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

            /// The name that programs import it by.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$function => $name,)* }
            }

            /// Its parameters and result.
            pub fn signature(self) -> FuncType {
                match self {
                    $(Self::$function => {
                        let params: &[ValType] = &[$(ValType::$param),*];
                        let results: &[ValType] = &[$(ValType::$result)?];
                        FuncType::new(params.iter().copied(), results.iter().copied())
                    })*
                }
            }
        }
    };
}

host_functions! {
    /// Copies the calldata to a pointer.
    ReadArgs = "read_args" (I32);
    /// Sets the return or revert data.
    WriteResult = "write_result" (I32, I32);
    /// Ends the program with a status.
    ExitEarly = "exit_early" (I32);
    /// Reads a slot through the cache.
    StorageLoadBytes32 = "storage_load_bytes32" (I32, I32);
    /// Writes a slot in the cache.
    StorageCacheBytes32 = "storage_cache_bytes32" (I32, I32);
    /// Writes the cache to the state; with a nonzero flag, forgets it.
    StorageFlushCache = "storage_flush_cache" (I32);
    /// Reads a transient slot.
    TransientLoadBytes32 = "transient_load_bytes32" (I32, I32);
    /// Writes a transient slot.
    TransientStoreBytes32 = "transient_store_bytes32" (I32, I32);
    /// Calls: contract, data, length, value, gas, where to put the length of the return data.
    CallContract = "call_contract" (I32, I32, I32, I32, I64, I32) -> I32;
    /// Delegate-calls: contract, data, length, gas, return data length.
    DelegateCallContract = "delegate_call_contract" (I32, I32, I32, I64, I32) -> I32;
    /// Static-calls: contract, data, length, gas, return data length.
    StaticCallContract = "static_call_contract" (I32, I32, I32, I64, I32) -> I32;
    /// Deploys: code, length, value, where to put the address, revert data length.
    Create1 = "create1" (I32, I32, I32, I32, I32);
    /// Deploys: code, length, value, salt, where to put the address, revert data length.
    Create2 = "create2" (I32, I32, I32, I32, I32, I32);
    /// Copies return data: destination, offset, size.
    ReadReturnData = "read_return_data" (I32, I32, I32) -> I32;
    /// Size of the last call's return data.
    ReturnDataSize = "return_data_size" () -> I32;
    /// Emits a log: data (topics first), length, topics.
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
    /// Address whose storage and balance the program acts on.
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
    /// Whether the program's address was on the call stack already.
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
    /// Pays for pages about to be added.
    PayForMemoryGrow = "pay_for_memory_grow" (I32);
}

impl HostFn {
    /// The host function with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|function| function.name() == name)
    }
}
