//! Solidity interfaces, read with alloy's parser.

use std::collections::HashMap;

use anyhow::{anyhow, bail, ensure, Context, Result};
use proc_macro2::TokenStream;
use syn_solidity::{
    FunctionKind, Item, ItemFunction, Mutability, SolPath, Type as SolType, VariableDeclaration,
};

use super::{Abi, Error, Event, Function, Param, Type};

/// Reads every interface in a source file as one ABI.
pub fn parse(text: &str) -> Result<Abi> {
    let tokens: TokenStream = text
        .parse()
        .map_err(|error| anyhow!("{error}"))
        .context("not Solidity")?;
    let file = syn_solidity::parse2(tokens).map_err(|error| {
        let at = error.span().start();
        anyhow!("{error} (line {}, column {})", at.line, at.column + 1)
    })?;
    let mut names = Names::default();
    for item in &file.items {
        names.learn(item, None);
    }
    let mut abi = Abi::default();
    for item in &file.items {
        read(item, &names, &mut abi).with_context(|| match item.name() {
            Some(name) => format!("in `{name}`"),
            None => "outside of an interface".to_owned(),
        })?;
    }
    Ok(abi)
}

fn read(item: &Item, names: &Names, abi: &mut Abi) -> Result<()> {
    match item {
        Item::Contract(interface) => {
            for item in &interface.body {
                read(item, names, abi).with_context(|| match item.name() {
                    Some(name) => format!("in `{name}`"),
                    None => format!("in `{}`", interface.name),
                })?;
            }
        }
        Item::Function(function) => match function.kind {
            FunctionKind::Function(_) => abi.functions.push(names.function(function)?),
            FunctionKind::Constructor(_) => abi.constructor = Some(names.function(function)?),
            _ => bail!("a `{}` has no place in an ABI", function.kind),
        },
        Item::Event(event) => abi.events.push(Event {
            name: event.name.as_string(),
            inputs: event
                .parameters
                .iter()
                .map(|input| {
                    Ok(Param {
                        name: input
                            .name
                            .as_ref()
                            .map(ToString::to_string)
                            .unwrap_or_default(),
                        ty: names.resolve(&input.ty)?,
                        indexed: input.is_indexed(),
                    })
                })
                .collect::<Result<_>>()?,
            anonymous: event.is_anonymous(),
        }),
        Item::Error(error) => abi.errors.push(Error {
            name: error.name.as_string(),
            inputs: names.params(&error.parameters)?,
        }),
        // Resolved where they are used, or of no weight in an ABI.
        Item::Struct(_) | Item::Enum(_) | Item::Udt(_) | Item::Pragma(_) => {}
        Item::Import(_) | Item::Using(_) | Item::Variable(_) => {
            bail!("an interface for integrators stands alone: no imports, `using` or variables")
        }
    }
    Ok(())
}

/// What a name in a type position means.
enum Meaning {
    Struct(Vec<VariableDeclaration>),
    Enum,
    Alias(SolType),
    Contract,
}

/// Names that the file declares, by their last part, with the name in full.
#[derive(Default)]
struct Names(HashMap<String, (String, Meaning)>);

impl Names {
    fn learn(&mut self, item: &Item, within: Option<&str>) {
        let (name, meaning) = match item {
            Item::Struct(item) => {
                let fields = item.fields.iter().cloned().collect();
                (item.name.as_string(), Meaning::Struct(fields))
            }
            Item::Enum(item) => (item.name.as_string(), Meaning::Enum),
            Item::Udt(item) => (item.name.as_string(), Meaning::Alias(item.ty.clone())),
            Item::Contract(item) => {
                let name = item.name.as_string();
                for inner in &item.body {
                    self.learn(inner, Some(&name));
                }
                (name, Meaning::Contract)
            }
            _ => return,
        };
        let full = within.map_or_else(|| name.clone(), |outer| format!("{outer}.{name}"));
        self.0.insert(name, (full, meaning));
    }

    fn function(&self, function: &ItemFunction) -> Result<Function> {
        let outputs = match &function.returns {
            Some(returns) => self.params(&returns.returns)?,
            None => Vec::new(),
        };
        Ok(Function {
            name: function
                .name
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
            inputs: self.params(&function.parameters)?,
            outputs,
            mutability: match function.attributes.mutability() {
                Some(Mutability::Pure(_) | Mutability::Constant(_)) => "pure",
                Some(Mutability::View(_)) => "view",
                Some(Mutability::Payable(_)) => "payable",
                None => "nonpayable",
            },
        })
    }

    fn params<'a>(
        &self,
        params: impl IntoIterator<Item = &'a VariableDeclaration>,
    ) -> Result<Vec<Param>> {
        params
            .into_iter()
            .map(|param| {
                Ok(Param {
                    name: param
                        .name
                        .as_ref()
                        .map(ToString::to_string)
                        .unwrap_or_default(),
                    ty: self.resolve(&param.ty)?,
                    indexed: false,
                })
            })
            .collect()
    }

    fn resolve(&self, ty: &SolType) -> Result<Type> {
        Ok(match ty {
            SolType::Array(array) => {
                let length = array.size();
                ensure!(
                    array.size.is_none() || length.is_some(),
                    "write the length of `{ty}` as a number"
                );
                Type::Array(Box::new(self.resolve(&array.ty)?), length)
            }
            SolType::Tuple(tuple) => Type::Tuple {
                internal: String::new(),
                fields: tuple
                    .types
                    .iter()
                    .map(|ty| {
                        Ok(Param {
                            name: String::new(),
                            ty: self.resolve(ty)?,
                            indexed: false,
                        })
                    })
                    .collect::<Result<_>>()?,
            },
            SolType::Custom(path) => self.custom(path)?,
            SolType::Function(_) | SolType::Mapping(_) => bail!("`{ty}` has no place in an ABI"),
            // `payable` is Solidity's own; the ABI says `address`.
            SolType::Address(..) => Type::elementary("address"),
            SolType::Uint(_, None) => Type::elementary("uint256"),
            SolType::Int(_, None) => Type::elementary("int256"),
            _ => Type::elementary(ty.to_string()),
        })
    }

    fn custom(&self, path: &SolPath) -> Result<Type> {
        let (full, meaning) = self
            .0
            .get(&path.last().as_string())
            .with_context(|| format!("`{path}` is not declared"))?;
        let elementary = |name: &str, internal: String| Type::Elementary {
            name: name.to_owned(),
            internal,
        };
        Ok(match meaning {
            Meaning::Struct(fields) => Type::Tuple {
                internal: format!("struct {full}"),
                fields: self.params(fields)?,
            },
            Meaning::Enum => elementary("uint8", format!("enum {full}")),
            Meaning::Contract => elementary("address", format!("contract {full}")),
            Meaning::Alias(ty) => {
                let underlying = self.resolve(ty)?;
                ensure!(
                    matches!(underlying, Type::Elementary { .. }),
                    "`{path}` must stand for an elementary type"
                );
                elementary(&underlying.to_string(), full.clone())
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_an_interface_with_natspec_structs_events_and_errors() {
        let abi = parse(
            "// SPDX-License-Identifier: MIT
            pragma solidity ^0.8.23;

            /// @title Diem's whole face; it's one contract.
            interface IDiem {
                /// @notice A signed claim.
                struct Voucher { address account; uint128 total; Kind kind; }
                enum Kind { Quota, Paid }

                /// @notice Redeems vouchers.
                /// @param vouchers What was signed
                function redeem(Voucher[] calldata vouchers, bytes[2] memory proofs)
                    external payable returns (uint256 collected);
                function kindOf(uint index) external view returns (Kind);

                event Redeemed(address indexed account, uint256 amount);
                error Late(uint256 day, Voucher voucher);
            }",
        )
        .unwrap();
        let redeem = &abi.functions[0];
        assert_eq!(
            redeem.full(),
            "redeem((address,uint128,uint8)[],bytes[2]) payable returns (uint256)"
        );
        assert_eq!(
            abi.functions[1].full(),
            "kindOf(uint256) view returns (uint8)"
        );
        assert_eq!(abi.events[0].full(), "Redeemed(address indexed,uint256)");
        assert_eq!(
            abi.errors[0].signature(),
            "Late(uint256,(address,uint128,uint8))"
        );
    }

    #[test]
    fn an_unknown_name_and_a_broken_line_are_told() {
        let error = parse("interface I { function f(Ghost g) external; }").unwrap_err();
        assert!(format!("{error:#}").contains("`Ghost` is not declared"));
        let error = parse("interface I {\n function f( external;\n}").unwrap_err();
        assert!(format!("{error:#}").contains("not Solidity"));
        let error = parse("interface I {\n funktion f() external;\n}").unwrap_err();
        assert!(format!("{error:#}").contains("line 2"), "{error:#}");
    }
}
