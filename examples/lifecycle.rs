// SPDX-License-Identifier: MIT OR Apache-2.0
//! A first look: three people stake VVV and mint DIEM at rising rates, and one of them leaves. Then credits are used and
//! paid for, and the fees reach providers and stakers.
//!
//! The contract's own code runs here on a simulated chain, called through its ABI as a wallet would call it. Start it
//! with `cargo lifecycle`.

#![allow(missing_docs)]

extern crate alloc;

#[path = "../tests/contract/support/mod.rs"]
mod support;

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolInterface;
use diem::model::time::DAY;
use support::*;

const PEOPLE: [&str; 3] = ["Ada", "Ben", "Cleo"];

fn main() {
    let fixture = Fixture::new(FeeToken::Separate);
    let people = PEOPLE.map(account);

    println!("DIEM: stake VVV, mint DIEM, own a daily credit of AI compute.");
    println!();
    println!(
        "A walk through the contract with its default parameters and real numbers. The first DIEM"
    );
    println!("costs 90 VVV. The rate rises with the supply, to 665 VVV per DIEM at 40,000 DIEM.");

    chapter("Part 1: stake, mint, burn, leave");
    mint_and_leave(&fixture, people);
    chapter("Part 2: use credits, earn fees");
    use_credits(&fixture, people);
}

/// Staking, minting at rising rates, burning, and withdrawing VVV after the cooldown.
fn mint_and_leave(fixture: &Fixture, people: [Address; 3]) {
    let [ada, ben, cleo] = people;
    for (person, vvv) in [(ada, 1_000_000), (ben, 2_500_000), (cleo, 2_500_000)] {
        fixture.fund_vvv(person, vvv * ONE);
    }
    heading(0, "Ada, Ben and Cleo hold VVV.");
    table(fixture, people);

    heading(0, "Ada stakes 900,000 VVV and locks all of it to mint DIEM.");
    stake_and_mint(fixture, ada, 900_000);
    table(fixture, people);
    println!("  She is the first, so she pays the lowest rate.");

    heading(0, "Ben stakes 2,500,000 VVV and locks 2,000,000 of it to mint DIEM.");
    let stake = stakeVvvCall { recipient: ben, amount: u(2_500_000 * ONE) };
    fixture.ok(ben, stake);
    let vvv_to_lock = u(2_000_000 * ONE);
    let quote = getDiemAmountOutCall { vvvToLock: vvv_to_lock };
    let quoted = fixture.ok(ben, quote).diemOut;
    let mint = mintDiemCall { vvvToLock: vvv_to_lock, minOut: quoted };
    assert_eq!(fixture.ok(ben, mint).diemOut, quoted);
    table(fixture, people);
    println!("  The quote was {} DIEM, and that is exactly what he gets.", tokens(quoted));

    heading(0, "Cleo stakes 2,500,000 VVV and locks all of it to mint DIEM.");
    stake_and_mint(fixture, cleo, 2_500_000);
    table(fixture, people);
    println!("  She is the last, so she pays the highest rate.");

    heading(0, "Cleo burns 4,000 DIEM to unlock VVV.");
    let burn = burnDiemCall { amount: u(4_000 * ONE) };
    let unlocked = fixture.ok(cleo, burn).vvvUnlocked;
    table(fixture, people);
    println!(
        "  The burn unlocks {} VVV, at her own average rate. The smaller supply",
        tokens(unlocked)
    );
    println!("  lowers the rate of the next mint.");

    heading(0, "Cleo requests to withdraw the unlocked VVV.");
    fixture.ok(cleo, initiateUnstakeVvvCall { amount: unlocked });
    table(fixture, people);
    println!("  The contract opens a ticket (a withdrawal request) that matures after 7 days.");
    let error = fixture.call(cleo, finalizeUnstakeCall {}).err();
    println!("  Withdrawing now reverts with {}.", explain(&error.expect("too early")));

    advance(7 * DAY);
    heading(7, "The ticket has matured. Cleo withdraws.");
    assert_eq!(fixture.ok(cleo, finalizeUnstakeCall {}).amount, unlocked);
    table(fixture, people);
    let Snapshot { held, staked, .. } = fixture.snapshot(&[]);
    assert_eq!(held, staked);
    println!("  The contract holds {} VVV, which is exactly what is staked.", tokens(held));
}

/// Daily and paid credits, how providers are paid for them, and how fees become rewards.
fn use_credits(fixture: &Fixture, people: [Address; 3]) {
    let _precompiles = Precompiles::deploy();
    let [_, ben, _] = people;
    let (north, treasury, dora) = (account("North"), account("Treasury"), signer("Dora"));

    heading(7, "Preparations.");
    fixture.admit_provider(north);
    println!("  The owner admits a provider of AI compute, North.");
    let activate = stakeDiemCall { amount: u(2_000 * ONE) };
    fixture.ok(ben, activate);
    println!("  Ben activates 2,000 DIEM, which grant him 2,000 credits every day.");
    fixture.fund_capacity(treasury, 1_200 * USD);
    println!("  A treasury funds tomorrow's budget for daily credits with 1,200 USD.");
    fixture.deposit_fees(dora.address(), 500 * USD);
    println!("  Dora has no DIEM. She deposits 500 USD to pay as she goes, at 1 USD per credit.");

    advance_to_midnight();
    advance(9 * 3_600);
    heading(8, "Ben spends 900 of his 2,000 daily credits with North, on chain.");
    fixture.spend(ben, north, 900 * ONE);
    let reimbursed = fixture.last_event::<ProviderEarned>().reimbursed;
    row("North is reimbursed: 900/2,000 of the day's budget", usd(reimbursed));

    heading(8, "Dora uses 300 credits in a thousand calls to North, off chain.");
    println!(
        "  With each call she signs a voucher with a greater ceiling. North redeems only the last."
    );
    fixture.redeem_own(&dora, north, today(), 300 * ONE);
    let fee = fixture.nth_last_event::<Settled>(1).fee;
    let earned = fixture.last_event::<ProviderEarned>().fees;
    let pending = fixture.protocol();
    let to_pool = pending.pool - pending.budget - pending.budgetYesterday;
    assert_eq!(fee, earned + pending.bucket + to_pool);
    row("Dora pays from her deposit", usd(fee));
    row("  of which North earns 70 %", usd(earned));
    row("  stakers get 15 %, streamed from tomorrow on", usd(pending.bucket));
    row("  and the pool for daily credits gets 15 %", usd(to_pool));

    advance_to_midnight();
    fixture.checkpoint();
    heading(9, "A new day begins: the rollover closes the day before.");
    let rolled: DayRolled = fixture.last_event();
    assert_eq!(rolled.quotaCredits, u(900 * ONE));
    row("Daily credits issued yesterday", credits(rolled.issued));
    row("Daily credits used", credits(rolled.quotaCredits));
    row("Paid credits used", credits(rolled.paidCredits));
    row("Streams to stakers over the next 24 hours", usd(rolled.streaming));
    row("Budget for today's daily credits", usd(rolled.budget));

    advance(DAY);
    heading(10, "The stakers claim their rewards; North claims its earnings.");
    let mut paid = U256::ZERO;
    for (name, person) in PEOPLE.iter().zip(people) {
        let pending = fixture.pending_rewards(person);
        assert_eq!(fixture.claim(person), pending);
        paid += u(pending);
        row(&format!("{name} claims"), usd(u(pending)));
    }
    let pool_reward = rolled.streaming - paid;
    row("Goes to the pool for daily credits", usd(pool_reward));
    let earnings = fixture.ok(north, claimEarningsCall { to: north }).amount;
    assert_eq!(earnings, reimbursed + earned);
    row("North claims", usd(earnings));
    println!();
    println!("  Locked VVV earns four fifths of the reward rate; the last fifth (and rounding dust) pays");
    println!("  for daily credits. Minters give it up in exchange for the credits of their DIEM.");
}

/// Stakes `vvv` whole VVV and locks all of it to mint DIEM.
fn stake_and_mint(fixture: &Fixture, account: Address, vvv: u128) {
    let call = stakeAndMintCall { vvv: u(vvv * ONE), minOut: U256::ZERO, activate: false };
    fixture.ok(account, call);
}

/// Prints the title of a part.
fn chapter(title: &str) {
    println!();
    println!("{title}");
    println!("{}", "=".repeat(title.len()));
}

/// Prints what happens, and on which day.
fn heading(day: u64, text: &str) {
    println!();
    println!("Day {day}: {text}");
    println!();
}

/// Prints a labelled amount.
fn row(label: &str, amount: String) {
    println!("  {label:<52}{amount:>22}");
}

/// Prints what each person has, in whole tokens with two decimals, and the state of the curve.
fn table(fixture: &Fixture, people: [Address; 3]) {
    let columns = [
        ["VVV", "in wallet"],
        ["VVV staked,", "unlocked"],
        ["VVV staked,", "locked"],
        ["VVV in", "tickets"],
        ["DIEM", "in wallet"],
        ["VVV locked", "per DIEM"],
    ];
    for line in 0..2 {
        let cells = columns.map(|column| format!("{:>14}", column[line]));
        println!("  {:<5}{}", "", cells.concat());
    }
    for (name, address) in PEOPLE.iter().zip(people) {
        let found = fixture.account_snapshot(address);
        let average = match found.minted {
            U256::ZERO => String::from("-"),
            minted => tokens(found.locked * u(ONE) / minted),
        };
        let cells = [
            tokens(found.vvv),
            tokens(found.unlocked),
            tokens(found.locked),
            tokens(found.cooldown.1),
            tokens(found.diem),
            average,
        ];
        let cells = cells.map(|cell| format!("{cell:>14}"));
        println!("  {name:<5}{}", cells.concat());
    }
    let info = fixture.protocol();
    println!();
    println!(
        "  Supply: {} DIEM. The next DIEM costs {} VVV.",
        tokens(info.supply),
        tokens(info.mintRate)
    );
}

/// Wei as whole tokens with two decimals (rounded down) and thousands separators.
fn tokens(wei: U256) -> String {
    let hundredths: u128 = (wei / u(ONE / 100)).to();
    let (whole, fraction) = (hundredths / 100, hundredths % 100);
    let digits = whole.to_string();
    let groups: Vec<_> = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy).collect();
    format!("{}.{fraction:02}", groups.join(","))
}

/// Credit wei as credits.
fn credits(wei: U256) -> String {
    format!("{} credits", tokens(wei))
}

/// Base units of the fee token as dollars, exactly.
fn usd(units: U256) -> String {
    let units: u128 = units.to();
    format!("{}.{:06} USD", units / USD, units % USD)
}

/// Revert data in words.
fn explain(data: &[u8]) -> String {
    match IDiemErrors::abi_decode(data, true) {
        Ok(IDiemErrors::NothingMatured(NothingMatured { next })) => {
            let days = (next - u(u128::from(now()))) / U256::from(DAY);
            format!("NothingMatured (the next ticket matures in {days} days)")
        }
        _ => format!("0x{}", hex(data)),
    }
}
