//! The WASM engine and the modules it has compiled.

use std::sync::Arc;

use revm::primitives::{Bytes, HashMap, B256};
use wasmi::{Caller, Config, Engine, Linker, Module, Store, Val};

use super::activate::{ActivationError, HOST_MODULE};
use super::hostio::HostFn;
use super::params::MAX_STACK_DEPTH;
use super::program::{HostCall, Program};

/// Compiles metered modules, once each, and starts programs from them. Clones share what is compiled so far.
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
            // The meter's stack limit is to be hit before the engine's: a frame has at least five words.
            .set_max_recursion_depth(MAX_STACK_DEPTH as usize / 4)
            .set_max_stack_height(1 << 20);
        let engine = Engine::new(&config);
        let mut linker = Linker::new(&engine);
        for function in HostFn::ALL {
            let suspend = |_: Caller<'_, ()>, params: &[Val], _: &mut [Val]| {
                Err(wasmi::Error::host(request(*function, params)))
            };
            linker
                .func_new(HOST_MODULE, function.name(), function.signature(), suspend)
                .expect("names are unique");
        }
        Self {
            engine,
            linker: Arc::new(linker),
            modules: HashMap::default(),
        }
    }
}

impl Programs {
    /// Compiles a metered module, to be found again by the hash of its account's code. Fails if it cannot be
    /// instantiated, as when a data segment lies outside of its memory.
    pub fn insert(&mut self, code_hash: B256, module: &[u8]) -> Result<(), ActivationError> {
        let refused = |error: wasmi::Error| ActivationError::Invalid(error.to_string());
        let module = Module::new(&self.engine, module).map_err(refused)?;
        let mut store = Store::new(&self.engine, ());
        self.linker
            .instantiate_and_start(&mut store, &module)
            .map_err(refused)?;
        self.modules.insert(code_hash, module);
        Ok(())
    }

    /// Whether a program's module has been compiled.
    pub fn contains(&self, code_hash: &B256) -> bool {
        self.modules.contains_key(code_hash)
    }

    /// Instantiates a program for one call. Its module must have been inserted.
    pub fn instantiate(&self, code_hash: &B256, args: Bytes, gas: u64) -> Program {
        let mut store = Store::new(&self.engine, ());
        let instance = self
            .linker
            .instantiate_and_start(&mut store, &self.modules[code_hash]);
        let instance = instance.expect("it was instantiated when inserted");
        Program::new(store, instance, args, gas)
    }
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
