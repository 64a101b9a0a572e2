//! A first look: three people stake VVV, mint DIEM at rising rates, and one leaves; credits are used
//! and paid for, and the fees become yield.
//!
//! The contract's own code runs here, on a simulated chain, called through its ABI as a wallet
//! would. `cargo lifecycle` starts it.

#![allow(missing_docs)]

extern crate alloc;

#[path = "../tests/contract/support/mod.rs"]
mod support;

use alloy_primitives::{Address, U256};
use alloy_signer::SignerSync;
use alloy_sol_types::SolStruct;
use diem::model::time::DAY;
use motsu::prelude::deploy_precompiles;
use support::*;

const PEOPLE: [&str; 3] = ["Ada", "Ben", "Cleo"];

fn main() {
    let world = World::new(Fees::Apart);
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
    usage(&world, [ada, ben, cleo]);
}

/// What DIEM is for: daily credits, paid ones, and what becomes of the fees.
fn usage(world: &World, [ada, ben, cleo]: [Address; 3]) {
    let _signatures_are_checked = deploy_precompiles();
    let (north, treasury, dora) = (account("North"), account("Treasury"), signer("Dora"));
    println!("\n--- What DIEM is for\n");

    world.admit(north);
    world.ok(
        ben,
        stakeDiemCall {
            amount: u(2_000 * ONE),
        },
    );
    println!(
        "Day 7. The owner admits a provider, North. Ben activates 2,000 DIEM: 2,000 credits a day."
    );
    world.fund_fee(treasury, 1_200 * USD);
    world.ok(
        treasury,
        fundCapacityCall {
            amount: u(1_200 * USD),
        },
    );
    println!("A treasury stands behind the daily credits with 1,200 dollars, for the next day.");
    world.deposited(dora.address(), 500 * USD);
    println!("Dora has no DIEM. She deposits 500 dollars, to pay as she goes: one a credit.");

    to_midnight();
    pass(9 * 3_600);
    let spend = spendCall {
        account: ben,
        provider: north,
        credits: u(900 * ONE),
        requestId: Default::default(),
    };
    world.ok(ben, spend);
    let reimbursed = world.last::<ProviderEarned>().reimbursed;
    println!(
        "\nDay 8. Ben spends 900 of his 2,000 credits on chain. North is paid {} dollars for them: 900\n\
         of 2,000 parts of the day's budget.",
        dollars(reimbursed)
    );
    let voucher = UsageVoucher {
        account: dora.address(),
        spender: dora.address(),
        provider: north,
        day: today(),
        credits: u(300 * ONE),
    };
    let digest = voucher.eip712_signing_hash(&domain(world.diem.address()));
    let signature = dora
        .sign_hash_sync(&digest)
        .expect("a signature")
        .as_bytes();
    let call = redeemCall {
        voucher,
        signature: signature.into(),
    };
    world.ok(north, call);
    let fee = world.nth_last::<Settled>(1).fee;
    let earned = world.last::<ProviderEarned>().fees;
    let waiting = world.ok(north, protocolCall {})._0;
    println!(
        "Dora makes a thousand calls for 300 credits, and signs one growing total. North redeems the\n\
         last: a fee of {} dollars. {} of it are North's, {} go to the stakers\n\
         and {} to the capacity pool, both from tomorrow on.",
        dollars(fee),
        dollars(earned),
        dollars(waiting.bucket),
        dollars(waiting.pool)
    );

    to_midnight();
    world.ok(ada, checkpointCall {});
    let event: DayRolled = world.last();
    let rolled = world.ok(ada, protocolCall {})._0;
    println!(
        "\nDay 9 begins. Of yesterday's {} credits {} were used, and {} were paid for.\n\
         {} dollars flow to the stakers over the next 24 hours; the new day's budget is {}.",
        amount(event.issued),
        amount(event.quotaCredits),
        amount(event.paidCredits),
        dollars(event.streaming),
        dollars(event.budget)
    );
    assert_eq!(rolled.lastQuota, u(900 * ONE));

    pass(DAY);
    println!("\nDay 10. What each staked VVV has earned; locked VVV earns four fifths:");
    let mut paid = U256::ZERO;
    for (name, person) in PEOPLE.iter().zip([ada, ben, cleo]) {
        let pending = world
            .ok(person, pendingRewardsCall { account: person })
            .amount;
        let claimed = world.ok(person, claimCall {}).amount;
        assert_eq!(claimed, pending, "to the unit");
        paid += claimed;
        println!("  {name:<6}{:>12} dollars", dollars(claimed));
    }
    let pool = event.streaming - paid;
    println!(
        "The lockers' last fifth, {} dollars with what rounding left, feeds the capacity pool.",
        dollars(pool)
    );
    let earnings = world.ok(north, claimEarningsCall { to: north }).amount;
    assert_eq!(earnings, reimbursed + earned);
    println!(
        "North takes out what it earned: {} dollars.",
        dollars(earnings)
    );
}

/// One dollar of the fee token, in its base units.
const USD: u128 = 1_000_000;

/// Base units of the fee token as dollars.
fn dollars(units: U256) -> String {
    let units: u128 = units.to();
    format!("{}.{:06}", units / USD, units % USD)
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
