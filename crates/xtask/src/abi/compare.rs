//! Two ABIs, line by line, in both directions.

use std::collections::BTreeSet;

use super::{Abi, Error, Event, Function};

/// What only one of the two has. Argument names are free: clients never send them.
pub fn differences(declared: &Abi, contract: &Abi) -> Vec<String> {
    let declared = lines(declared);
    let contract = lines(contract);
    let only_declared = declared
        .difference(&contract)
        .map(|line| format!("declared, but not in the contract: {line}"));
    let only_contract = contract
        .difference(&declared)
        .map(|line| format!("in the contract, but not declared: {line}"));
    only_declared.chain(only_contract).collect()
}

fn lines(abi: &Abi) -> BTreeSet<String> {
    let functions = abi.functions.iter().map(Function::full);
    let events = abi.events.iter().map(Event::full);
    let errors = abi.errors.iter().map(Error::signature);
    functions
        .map(|line| format!("function {line}"))
        .chain(events.map(|line| format!("event {line}")))
        .chain(errors.map(|line| format!("error {line}")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::abi::solidity;

    const DECLARED: &str = "interface IDiem {
        function stake(uint256 amount) external;
        function totalStaked() external view returns (uint256);
        function stakedInfos(address account) external view returns (uint256, uint256);
        event Staked(address indexed account, uint256 amount);
        error SlippageExceeded(uint256 out, uint256 least);
    }";

    /// How the declared interface differs from the same text with one thing changed.
    fn against(from: &str, to: &str) -> Vec<String> {
        assert!(DECLARED.contains(from));
        let contract = solidity::parse(&DECLARED.replace(from, to)).unwrap();
        differences(&solidity::parse(DECLARED).unwrap(), &contract)
    }

    #[test]
    fn argument_names_do_not_matter() {
        assert_eq!(
            against("uint256 amount) external", "uint256 a) external"),
            [""; 0]
        );
    }

    #[test]
    fn a_missing_function_shows_on_its_side() {
        let stake = "function stake(uint256 amount) external;";
        assert_eq!(
            against(stake, ""),
            ["declared, but not in the contract: function stake(uint256)"]
        );
        let one_more = format!("{stake} function unstake() external;");
        assert_eq!(
            against(stake, &one_more),
            ["in the contract, but not declared: function unstake()"]
        );
    }

    #[test]
    fn wrong_mutability_shows() {
        let found = against(
            "external view returns (uint256);",
            "external returns (uint256);",
        );
        assert_eq!(
            found,
            [
                "declared, but not in the contract: function totalStaked() view returns (uint256)",
                "in the contract, but not declared: function totalStaked() returns (uint256)",
            ]
        );
    }

    #[test]
    fn wrong_results_show() {
        assert_eq!(against("(uint256, uint256)", "(uint256, uint64)").len(), 2);
        assert_eq!(against("returns (uint256)", "returns (uint128)").len(), 2);
    }

    #[test]
    fn events_and_errors_show() {
        let error = "error SlippageExceeded(uint256 out, uint256 least);";
        assert_eq!(
            against(error, ""),
            ["declared, but not in the contract: error SlippageExceeded(uint256,uint256)"]
        );
        assert_eq!(against("uint256 least", "uint128 least").len(), 2);
        assert_eq!(
            against("address indexed account", "address account").len(),
            2
        );
    }
}
