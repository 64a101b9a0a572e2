// SPDX-License-Identifier: MIT OR Apache-2.0
//! The WASM engine and the compiled modules.

use std::sync::Arc;

use revm::primitives::{Bytes, HashMap, B256};
use stylus_wasm::activate::ActivationError;
use stylus_wasm::hostio::{HostFn, IntType, HOST_MODULE};
use stylus_wasm::params::MAX_STACK_DEPTH;
use wasmi::{Caller, Config, Engine, FuncType, Linker, Module, Store, Val, ValType};

use super::program::{HostCall, Program};

/// Compiles metered modules and starts programs from them. A clone shares the modules compiled before it.
#[derive(Clone, Debug)]
pub struct Programs {
    engine: Engine,
    linker: Arc<Linker<()>>,
    modules: HashMap<B256, Module>,
}

impl Default for Programs {
    fn default() -> Self {
        let mut config = Config::default();
        config
            .floats(false)
            // A program must reach the metered stack limit before the engine's: a metered frame has at least five
            // words.
            .set_max_recursion_depth(MAX_STACK_DEPTH as usize / 4)
            .set_max_stack_height(1 << 20);
        let engine = Engine::new(&config);
        let mut linker = Linker::new(&engine);
        for function in HostFn::ALL {
            let suspend = |_: Caller<'_, ()>, params: &[Val], _: &mut [Val]| {
                Err(wasmi::Error::host(request(*function, params)))
            };
            linker
                .func_new(HOST_MODULE, function.name(), signature(*function), suspend)
                .expect("names are unique");
        }
        Self { engine, linker: Arc::new(linker), modules: HashMap::default() }
    }
}

impl Programs {
    /// Compiles a metered module and stores it under the hash of its account's code. Fails if it cannot be
    /// instantiated, for example because a data segment lies outside the memory.
    pub fn insert(&mut self, code_hash: B256, module: &[u8]) -> Result<(), ActivationError> {
        let invalid = |error: wasmi::Error| ActivationError::Invalid(error.to_string());
        let module = Module::new(&self.engine, module).map_err(invalid)?;
        let mut store = Store::new(&self.engine, ());
        self.linker.instantiate_and_start(&mut store, &module).map_err(invalid)?;
        self.modules.insert(code_hash, module);
        Ok(())
    }

    /// Returns whether a program's module has been compiled.
    pub fn contains(&self, code_hash: &B256) -> bool {
        self.modules.contains_key(code_hash)
    }

    /// Instantiates a program for one call, with calldata `args` and the ink that `gas` buys. Its module must have been
    /// inserted.
    pub fn instantiate(&self, code_hash: &B256, args: Bytes, gas: u64) -> Program {
        let mut store = Store::new(&self.engine, ());
        let instance = self.linker.instantiate_and_start(&mut store, &self.modules[code_hash]);
        let instance = instance.expect("a module is instantiated once when it is inserted");
        Program::new(store, instance, args, gas)
    }
}

fn signature(function: HostFn) -> FuncType {
    let value_type = |ty: &IntType| match ty {
        IntType::I32 => ValType::I32,
        IntType::I64 => ValType::I64,
    };
    FuncType::new(
        function.params().iter().map(value_type),
        function.results().iter().map(value_type),
    )
}

fn request(function: HostFn, params: &[Val]) -> HostCall {
    let mut args = [0; 6];
    for (arg, param) in args.iter_mut().zip(params) {
        *arg = match param {
            Val::I32(word) => u64::from(word.cast_unsigned()),
            Val::I64(word) => word.cast_unsigned(),
            other => unreachable!("host functions take integers, not {other:?}"),
        };
    }
    HostCall { function, args }
}
