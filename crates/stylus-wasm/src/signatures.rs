// SPDX-License-Identifier: MIT OR Apache-2.0
//! Function signatures of a module, as far as prices and the stack limit depend on them.

/// The numbers of results and parameters of every function type, and the type of every function, imports first.
#[derive(Debug, Default)]
pub struct Signatures {
    types: Vec<(u32, u32)>,
    functions: Vec<u32>,
}

impl Signatures {
    /// Adds the next function type.
    pub fn push_type(&mut self, results: usize, params: usize) {
        self.types.push((results as u32, params as u32));
    }

    /// Adds the next function of the index space.
    pub fn push_function(&mut self, type_index: u32) {
        self.functions.push(type_index);
    }

    /// Results and parameters of a function type. The module has been validated, so the index exists.
    pub fn of_type(&self, type_index: u32) -> (u32, u32) {
        self.types[type_index as usize]
    }

    /// Results and parameters of a function.
    pub fn of_function(&self, function_index: u32) -> (u32, u32) {
        self.of_type(self.functions[function_index as usize])
    }
}
