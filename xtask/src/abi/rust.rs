//! The contract's functions, read from its source.
//!
//! The SDK's own export leaves out the functions of implemented traits, which here are nearly
//! all of them. So this reads what the SDK's router is made from: the `#[public]` blocks of the
//! `#[entrypoint]` struct, and only those traits that its `#[implements(…)]` names.

use std::{
    collections::{BTreeSet, HashMap},
    fs,
    path::Path,
};

use anyhow::{bail, ensure, Context, Result};
use convert_case::{Case, Casing};
use syn::{
    punctuated::Punctuated, visit::Visit, Attribute, Expr, ExprLit, FnArg, GenericArgument,
    ImplItem, ImplItemFn, Item, ItemImpl, Lit, LitStr, Meta, Pat, PathArguments, PathSegment,
    ReturnType, Token, Type as RustType,
};

use super::{solidity, Function, Param, Type};

/// Reads the files of a crate, its model apart: the model knows no chain.
pub fn functions(src: &Path) -> Result<Vec<Function>> {
    let mut files = Vec::new();
    collect(src, &mut files)?;
    read(&files)
}

fn collect(folder: &Path, files: &mut Vec<syn::File>) -> Result<()> {
    for entry in
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?
    {
        let path = entry?.path();
        if path.is_dir() {
            // A crate of its own, such as the model, is another's source.
            if !path.join("Cargo.toml").exists() {
                collect(&path, files)?;
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path)?;
            files.push(syn::parse_file(&text).with_context(|| path.display().to_string())?);
        }
    }
    Ok(())
}

fn read(files: &[syn::File]) -> Result<Vec<Function>> {
    let mut crate_ = Crate::default();
    for file in files {
        crate_.learn(&file.items)?;
    }
    let Some(contract) = &crate_.entrypoint else {
        bail!("no `#[entrypoint]` struct in the contract's source");
    };

    let mut functions = Vec::new();
    let mut routed = BTreeSet::new();
    let mut written = BTreeSet::new();
    for block in &crate_.public_blocks {
        if last_segment(&block.self_ty)?.ident != *contract {
            continue;
        }
        if let Some((_, path, _)) = &block.trait_ {
            let name = path
                .segments
                .last()
                .context("an empty path")?
                .ident
                .to_string();
            written.insert(name);
        }
        for attribute in named(&block.attrs, "implements") {
            let paths =
                attribute.parse_args_with(Punctuated::<syn::Path, Token![,]>::parse_terminated)?;
            routed.extend(
                paths
                    .iter()
                    .filter_map(|path| Some(path.segments.last()?.ident.to_string())),
            );
        }
        for item in &block.items {
            if let ImplItem::Fn(function) = item {
                if let Some(function) = crate_
                    .function(function)
                    .with_context(|| format!("in `fn {}`", function.sig.ident))?
                {
                    functions.push(function);
                }
            }
        }
    }
    let unrouted: Vec<_> = written
        .symmetric_difference(&routed)
        .map(String::as_str)
        .collect();
    ensure!(
        unrouted.is_empty(),
        "`#[implements(…)]` and the `#[public] impl … for {contract}` blocks do not name the same \
         traits: {}",
        unrouted.join(", ")
    );
    Ok(functions)
}

/// What the source says that bears on the ABI.
#[derive(Default)]
struct Crate {
    entrypoint: Option<syn::Ident>,
    public_blocks: Vec<ItemImpl>,
    aliases: HashMap<String, RustType>,
    /// Types with an `AbiType` written by hand, and the Solidity type it states.
    stated: HashMap<String, String>,
}

impl Crate {
    fn learn(&mut self, items: &[Item]) -> Result<()> {
        for item in items {
            match item {
                Item::Mod(module) if !is_test(&module.attrs) => {
                    if let Some((_, items)) = &module.content {
                        self.learn(items)?;
                    }
                }
                Item::Struct(item) if named(&item.attrs, "entrypoint").next().is_some() => {
                    self.entrypoint = Some(item.ident.clone());
                }
                Item::Type(alias) if alias.generics.params.is_empty() => {
                    self.aliases
                        .insert(alias.ident.to_string(), (*alias.ty).clone());
                }
                Item::Impl(block) if named(&block.attrs, "public").next().is_some() => {
                    self.public_blocks.push(block.clone());
                }
                Item::Impl(block) => self.learn_abi_type(block)?,
                _ => {}
            }
        }
        Ok(())
    }

    /// `impl AbiType for Voucher { const ABI: ConstString = ConstString::new("(address,…)"); }`
    fn learn_abi_type(&mut self, block: &ItemImpl) -> Result<()> {
        let is_abi_type = block.trait_.as_ref().is_some_and(|(_, path, _)| {
            path.segments
                .last()
                .is_some_and(|segment| segment.ident == "AbiType")
        });
        if !is_abi_type {
            return Ok(());
        }
        let name = last_segment(&block.self_ty)?.ident.to_string();
        for item in &block.items {
            if let ImplItem::Const(constant) = item {
                if constant.ident == "ABI" {
                    let mut literal = FirstString(None);
                    literal.visit_expr(&constant.expr);
                    let literal = literal.0.with_context(|| {
                        format!("`AbiType::ABI` of `{name}` must hold its tuple as a string")
                    })?;
                    self.stated.insert(name.clone(), literal);
                }
            }
        }
        Ok(())
    }

    /// `None` for the constructor and the fallbacks, which have no selector of their own.
    fn function(&self, function: &ImplItemFn) -> Result<Option<Function>> {
        let has = |name| named(&function.attrs, name).next().is_some();
        if has("constructor") || has("fallback") || has("receive") {
            return Ok(None);
        }
        let mut inputs = Vec::new();
        let mut mutability = "pure";
        for input in &function.sig.inputs {
            match input {
                FnArg::Receiver(receiver) if receiver.mutability.is_some() => {
                    mutability = "nonpayable";
                }
                FnArg::Receiver(_) => mutability = "view",
                FnArg::Typed(argument) => inputs.push(Param {
                    name: match &*argument.pat {
                        Pat::Ident(name) => name.ident.to_string(),
                        _ => String::new(),
                    },
                    ty: self.resolve(&argument.ty)?,
                    indexed: false,
                }),
            }
        }
        if has("payable") {
            mutability = "payable";
        }
        let outputs = match &function.sig.output {
            ReturnType::Default => Vec::new(),
            ReturnType::Type(_, ty) => self.outputs(ty)?,
        };
        Ok(Some(Function {
            name: sol_name(function)?,
            inputs,
            outputs,
            mutability,
        }))
    }

    /// A tuple is several results; a `Result` is what it holds when all is well.
    fn outputs(&self, ty: &RustType) -> Result<Vec<Param>> {
        let unnamed = |ty| Param {
            name: String::new(),
            ty,
            indexed: false,
        };
        if let RustType::Tuple(tuple) = ty {
            return tuple
                .elems
                .iter()
                .map(|ty| Ok(unnamed(self.resolve(ty)?)))
                .collect();
        }
        let segment = last_segment(ty)?;
        if segment.ident == "Result" {
            return self.outputs(argument(segment, 0)?);
        }
        Ok(vec![unnamed(self.resolve(ty)?)])
    }

    fn resolve(&self, ty: &RustType) -> Result<Type> {
        match ty {
            RustType::Tuple(tuple) => Ok(Type::Tuple {
                internal: String::new(),
                fields: tuple
                    .elems
                    .iter()
                    .map(|ty| {
                        Ok(Param {
                            name: String::new(),
                            ty: self.resolve(ty)?,
                            indexed: false,
                        })
                    })
                    .collect::<Result<_>>()?,
            }),
            RustType::Array(array) => {
                let Expr::Lit(ExprLit {
                    lit: Lit::Int(length),
                    ..
                }) = &array.len
                else {
                    bail!("write the length of an array in the ABI as a number");
                };
                Ok(Type::Array(
                    Box::new(self.resolve(&array.elem)?),
                    Some(length.base10_parse()?),
                ))
            }
            _ => self.resolve_name(last_segment(ty)?),
        }
    }

    fn resolve_name(&self, segment: &PathSegment) -> Result<Type> {
        let name = segment.ident.to_string();
        if let Some(stated) = self.stated.get(&name) {
            return solidity::parse_type(stated);
        }
        if let Some(alias) = self.aliases.get(&name) {
            return self.resolve(alias);
        }
        let bits = |prefix: &str| name.strip_prefix(prefix)?.parse::<u16>().ok();
        let elementary = match name.as_str() {
            "Address" => "address".to_owned(),
            "bool" => name,
            "String" => "string".to_owned(),
            "Bytes" => "bytes".to_owned(),
            "Vec" => return Ok(Type::Array(Box::new(self.resolve(argument(segment, 0)?)?), None)),
            "FixedBytes" => format!("bytes{}", number(segment)?),
            "Uint" => format!("uint{}", number(segment)?),
            "Signed" => format!("int{}", number(segment)?),
            _ => match (bits("U").or(bits("u")), bits("I").or(bits("i")), bits("B")) {
                (Some(bits), ..) => format!("uint{bits}"),
                (_, Some(bits), _) => format!("int{bits}"),
                (.., Some(bits)) => format!("bytes{}", bits / 8),
                _ => bail!(
                    "no Solidity type is known for `{name}`; state it in an `impl AbiType for {name}`"
                ),
            },
        };
        Ok(Type::elementary(elementary))
    }
}

/// `#[selector(name = "…")]`, or the Rust name in camel case as the SDK does it.
fn sol_name(function: &ImplItemFn) -> Result<String> {
    let Some(attribute) = named(&function.attrs, "selector").next() else {
        return Ok(function.sig.ident.to_string().to_case(Case::Camel));
    };
    match attribute.parse_args::<Meta>()? {
        Meta::NameValue(value) => match value.value {
            Expr::Lit(ExprLit {
                lit: Lit::Str(name),
                ..
            }) => Ok(name.value()),
            _ => bail!("the name in `#[selector]` must be a string"),
        },
        _ => bail!("`#[selector]` without a name"),
    }
}

fn named<'a>(attributes: &'a [Attribute], name: &'a str) -> impl Iterator<Item = &'a Attribute> {
    attributes.iter().filter(move |attribute| {
        attribute
            .path()
            .segments
            .last()
            .is_some_and(|segment| segment.ident == name)
    })
}

fn is_test(attributes: &[Attribute]) -> bool {
    named(attributes, "cfg").any(|attribute| {
        attribute
            .parse_args::<syn::Path>()
            .is_ok_and(|path| path.is_ident("test"))
    })
}

fn last_segment(ty: &RustType) -> Result<&PathSegment> {
    match ty {
        RustType::Path(path) => path.path.segments.last().context("an empty path"),
        _ => bail!("a type the ABI has no form for"),
    }
}

fn argument(segment: &PathSegment, at: usize) -> Result<&RustType> {
    if let PathArguments::AngleBracketed(arguments) = &segment.arguments {
        if let Some(GenericArgument::Type(ty)) = arguments.args.get(at) {
            return Ok(ty);
        }
    }
    bail!("`{}` needs its type argument spelled out", segment.ident)
}

fn number(segment: &PathSegment) -> Result<u16> {
    if let PathArguments::AngleBracketed(arguments) = &segment.arguments {
        if let Some(GenericArgument::Const(Expr::Lit(ExprLit {
            lit: Lit::Int(number),
            ..
        }))) = arguments.args.first()
        {
            return Ok(number.base10_parse()?);
        }
    }
    bail!("`{}` needs its size spelled out", segment.ident)
}

/// The first string literal inside an expression.
struct FirstString(Option<String>);

impl Visit<'_> for FirstString {
    fn visit_lit_str(&mut self, literal: &LitStr) {
        self.0.get_or_insert_with(|| literal.value());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = r#"
        type Wei = U128;
        pub struct Voucher;
        impl AbiType for Voucher {
            type SolType = Inner;
            const ABI: ConstString = ConstString::new("(address,uint128)");
        }
        #[storage]
        #[entrypoint]
        pub struct Diem { erc20: Erc20 }
        #[public]
        #[implements(IVault<Error = Error>, IViews)]
        impl Diem {
            #[constructor]
            pub fn constructor(&mut self, vvv: Address) -> Result<(), Error> { Ok(()) }
            pub fn mint_diem(&mut self, amount: U256, least: Wei) -> Result<U256, Error> { todo!() }
        }
        #[public]
        impl IVault for Diem {
            type Error = Error;
            fn redeem(&mut self, list: Vec<Voucher>, sig: Bytes) -> Result<(), Self::Error> { todo!() }
            #[payable]
            fn pay(&mut self, kind: u8) {}
        }
        #[public]
        impl IViews for Diem {
            #[selector(name = "DOMAIN_SEPARATOR")]
            fn domain_separator(&self) -> B256 { todo!() }
            fn account_of(&self, who: Address) -> (U256, [U64; 4], FixedBytes<4>, (bool, I32)) { todo!() }
            fn version() -> String { todo!() }
        }
        impl Diem { fn helper(&self) -> Hidden { todo!() } }
        #[cfg(test)]
        mod tests { #[public] impl Diem { fn in_a_test(&self) {} } }
    "#;

    fn read_text(text: &str) -> Result<Vec<String>> {
        let functions = read(&[syn::parse_file(text).unwrap()])?;
        Ok(functions.iter().map(Function::full).collect())
    }

    #[test]
    fn reads_the_routed_functions_and_no_other() {
        assert_eq!(
            read_text(SOURCE).unwrap(),
            [
                "mintDiem(uint256,uint128) returns (uint256)",
                "redeem((address,uint128)[],bytes)",
                "pay(uint8) payable",
                "DOMAIN_SEPARATOR() view returns (bytes32)",
                "accountOf(address) view returns (uint256,uint64[4],bytes4,(bool,int32))",
                "version() pure returns (string)",
            ]
        );
    }

    #[test]
    fn a_face_that_the_router_does_not_know_is_told() {
        let error = read_text(&SOURCE.replace(", IViews)", ")")).unwrap_err();
        assert!(error.to_string().contains("IViews"), "{error}");
        let error = read_text(&SOURCE.replace("IViews)", "IViews, IGhost)")).unwrap_err();
        assert!(error.to_string().contains("IGhost"), "{error}");
    }

    #[test]
    fn a_type_without_a_solidity_form_is_told() {
        let error = read_text(&SOURCE.replace("impl AbiType", "impl Other")).unwrap_err();
        assert!(
            format!("{error:#}").contains("impl AbiType for Voucher"),
            "{error:#}"
        );
    }
}
