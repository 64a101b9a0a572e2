//! A first look: three people stake VVV, mint DIEM at rising rates, and one leaves.
//!
//! The contract's own code runs here, on a simulated chain, called through its ABI as a wallet
//! would. `cargo lifecycle` starts it.

#![allow(missing_docs)]

extern crate alloc;

#[path = "../tests/support/mod.rs"]
mod support;

use alloy_primitives::{Address, U256};
use diem::model::time::DAY;
use support::*;

const PEOPLE: [&str; 3] = ["Ada", "Ben", "Cleo"];

fn main() {
    let world = World::new();
    let [ada, ben, cleo] = PEOPLE.map(account);
    let story = Story {
        world: &world,
        people: [ada, ben, cleo],
        day: 0,
    };

    println!("DIEM: stake VVV, mint DIEM, own a daily credit of AI compute.\n");
    println!(
        "A Diem contract stands, with its default curve: the first DIEM costs 90 VVV, and the"
    );
    println!("price rises with every DIEM minted, to 665 VVV at a supply of 40,000.");
    for (person, vvv) in [(ada, 1_000_000), (ben, 2_500_000), (cleo, 2_500_000)] {
        world.fund(person, vvv * ONE);
    }
    story.table("Ada, Ben and Cleo hold VVV");

    world.ok(
        ada,
        stakeAndMintCall {
            vvv: u(900_000 * ONE),
            minOut: U256::ZERO,
            activate: false,
        },
    );
    story.table("Ada stakes 900,000 VVV and mints with all of it: she is early, and pays least");

    world.ok(
        ben,
        stakeVvvCall {
            recipient: ben,
            amount: u(2_500_000 * ONE),
        },
    );
    let quote = world
        .ok(
            ben,
            getDiemAmountOutCall {
                vvvToLock: u(2_000_000 * ONE),
            },
        )
        .diemOut;
    println!(
        "\nBen asks what 2,000,000 VVV would mint now: {} DIEM.",
        amount(quote)
    );
    world.ok(
        ben,
        mintDiemCall {
            vvvToLock: u(2_000_000 * ONE),
            minOut: quote,
        },
    );
    story.table("Ben stakes 2,500,000 and locks 2,000,000 of it: he gets what he was quoted");

    world.ok(
        cleo,
        stakeAndMintCall {
            vvv: u(2_500_000 * ONE),
            minOut: U256::ZERO,
            activate: false,
        },
    );
    story.table("Cleo does the same with 2,500,000, and pays the most for a DIEM");

    let half = u(4_000 * ONE);
    let freed = world.ok(cleo, burnDiemCall { amount: half }).vvvUnlocked;
    story.table(
        "Cleo burns 4,000 DIEM: her own average rate is freed, and the next mint is cheaper",
    );
    println!(
        "\nFreed by the burn: {} VVV. Cleo wants it back.",
        amount(freed)
    );

    world.ok(cleo, initiateUnstakeVvvCall { amount: freed });
    story.table("Cleo asks for it: a ticket opens, and matures in seven days");
    let error = world
        .call(cleo, finalizeUnstakeCall {})
        .err()
        .map(|data| reason(&data));
    println!(
        "\nToo early, the contract says: {}",
        error.unwrap_or_default()
    );

    pass(7 * DAY);
    let story = Story { day: 7, ..story };
    world.ok(cleo, finalizeUnstakeCall {});
    story.table("Seven days later Cleo takes it out");

    let Snapshot { held, staked, .. } = world.snapshot(&[]);
    println!(
        "\nThe contract holds {} VVV; staked are {}.",
        amount(held),
        amount(staked)
    );
}

struct Story<'a> {
    world: &'a World,
    people: [Address; 3],
    day: u64,
}

impl Story<'_> {
    /// What everybody has, and what the next DIEM costs.
    fn table(&self, title: &str) {
        println!("\nDay {}. {title}.\n", self.day);
        println!(
            "  {:<6}{:>16}{:>16}{:>16}{:>16}{:>14}{:>14}",
            "", "VVV in wallet", "staked, free", "locked", "in cooldown", "DIEM", "VVV per DIEM"
        );
        for (name, address) in PEOPLE.iter().zip(self.people) {
            let p = self.world.position(address);
            let average = if p.minted.is_zero() {
                String::from("-")
            } else {
                amount(p.locked * u(ONE) / p.minted)
            };
            println!(
                "  {name:<6}{:>16}{:>16}{:>16}{:>16}{:>14}{average:>14}",
                amount(p.vvv),
                amount(p.unlocked),
                amount(p.locked),
                amount(p.cooldown.1),
                amount(p.diem),
            );
        }
        let rate = self.world.ok(Address::ZERO, mintRateCall {})._0;
        let supply = self.world.ok(Address::ZERO, totalSupplyCall {})._0;
        println!(
            "  supply {} DIEM; the next DIEM costs {} VVV",
            amount(supply),
            amount(rate)
        );
    }
}

/// Wei as a number with two decimals, cut, and thousands apart.
fn amount(wei: U256) -> String {
    let hundredths: u128 = (wei / u(ONE / 100)).to();
    let (whole, fraction) = (hundredths / 100, hundredths % 100);
    let digits = whole.to_string();
    let groups: Vec<_> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .map(String::from_utf8_lossy)
        .collect();
    format!("{}.{fraction:02}", groups.join(","))
}

/// An error in words.
fn reason(data: &[u8]) -> String {
    use alloy_sol_types::SolInterface;
    match IDiemErrors::abi_decode(data, true) {
        Ok(IDiemErrors::NothingMatured(NothingMatured { next })) => {
            format!(
                "NothingMatured, the next ticket does in {} days",
                (next - U256::from(NOON)) / U256::from(DAY)
            )
        }
        _ => format!("0x{}", hex(data)),
    }
}
