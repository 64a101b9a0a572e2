// SPDX-License-Identifier: MIT OR Apache-2.0
//! Unpacking a packed record returns it: no field is truncated, none overlaps another, and each is
//! at the bits that its type's table documents.
//!
//! # Why testing single bits is a proof
//! A record is packed with `Wide::with` and unpacked with `Wide::field`, or consists of two halves.
//! Each bit of a field is one bit of the word, shifted by a constant, and depends on no other bit.
//! So `keep(w) = pack(unpack(w))` satisfies `keep(a | b) = keep(a) | keep(b)` and is determined by
//! its values on the 256 single bits: the bit itself where a field is, and 0 elsewhere. `keep` is
//! thus the intersection with a mask. In case a record is ever packed in another way, the equation
//! is tested for all pairs of bits and for random words, and `with` and `field` are tested bit by bit
//! at the positions in use.
//!
//! It follows that `unpack(pack(x)) = x` for every `x` whose fields fit their widths: `x` is
//! `unpack(w)` for the word `w` of its bits, and `unpack` reads only the bits that `keep` keeps, so
//! `unpack(pack(unpack(w))) = unpack(w & mask) = unpack(w)`. Fields are also independent: the bits of
//! a row of the table change one field only, each bit counts twice the one below, and no field is in
//! two rows.
//!
//! Two records have bits that depend on others: new shares count only if the bit that announces them
//! is set, and the two bits of the role that paused are 0, 1 or 2. These records are tested with that
//! bit set, and with each value of the role.
//!
//! Layouts are read from the documentation in `src/`, and fields from `Debug`. A record that changes
//! its layout and its table needs no change here, and a missing record fails a test.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::ops::RangeInclusive;
use std::path::Path;
use std::sync::OnceLock;

use crate::common::random_cases;
use diem_model::burn_offer::BurnOffer;
use diem_model::capacity::Budget;
use diem_model::commitment::Commitment;
use diem_model::cooldown::{Queue, Ticket};
use diem_model::deposit::Deposit;
use diem_model::grant::Grant;
use diem_model::ledger::{Accounting, ClosedDay, Today};
use diem_model::meter::Meter;
use diem_model::owed::Owed;
use diem_model::params::{CurveParams, EconomyParams, NextShares};
use diem_model::position::{DiemBalance, Stake};
use diem_model::proposal::ProposalTimes;
use diem_model::provider::Provider;
use diem_model::revenue::{Inflow, PaidCredits};
use diem_model::rewards::{Reward, Stream};
use diem_model::voucher::Collected;
use packed_word::{Record, Wide};
use proptest::prelude::*;

const ALL: Wide = Wide { high: u128::MAX, low: u128::MAX };

fn bit(at: u32) -> Wide {
    match at {
        0..128 => Wide { high: 0, low: 1 << at },
        _ => Wide { high: 1 << (at - 128), low: 0 },
    }
}

fn or(a: Wide, b: Wide) -> Wide {
    Wide { high: a.high | b.high, low: a.low | b.low }
}

fn and(a: Wide, b: Wide) -> Wide {
    Wide { high: a.high & b.high, low: a.low & b.low }
}

fn without(a: Wide, b: Wide) -> Wide {
    and(a, Wide { high: !b.high, low: !b.low })
}

fn has(word: Wide, at: u32) -> bool {
    and(word, bit(at)) != Wide::ZERO
}

/// A record type, with its type erased.
struct Subject {
    name: &'static str,
    round_trip: fn(Wide) -> Wide,
    shown: fn(Wide) -> String,
    /// Whether two words unpack to the same record.
    same: fn(Wide, Wide) -> bool,
    empty: fn() -> Wide,
    /// Whether an unwritten slot unpacks to the default.
    zero_is_default: fn() -> bool,
}

const fn subject<T: Record + Debug + PartialEq>(name: &'static str) -> Subject {
    Subject {
        name,
        round_trip: |word| T::unpack(word).pack(),
        shown: |word| format!("{:?}", T::unpack(word)),
        same: |a, b| T::unpack(a) == T::unpack(b),
        empty: || T::default().pack(),
        zero_is_default: || T::unpack(Wide::ZERO) == T::default(),
    }
}

macro_rules! subjects {
    ($($name:ident)*) => { [$(subject::<$name>(stringify!($name))),*] };
}

/// All records of the model.
const SUBJECTS: [Subject; 24] = subjects![
    Stake DiemBalance Queue Ticket Meter Grant Deposit Provider Collected Budget Today ClosedDay Inflow PaidCredits
    Stream Accounting Reward CurveParams EconomyParams NextShares Owed BurnOffer Commitment
    ProposalTimes
];

/// The bits that must be set for the others to matter.
fn base(name: &str) -> Wide {
    match name {
        "NextShares" => bit(0),
        _ => always(name),
    }
}

/// The bits that are set in every packed record of the type.
fn always(name: &str) -> Wide {
    match name {
        "Inflow" => bit(127),
        _ => Wide::ZERO,
    }
}

/// Bits of which not every combination is a value, by their lowest bit and their number. All
/// combinations but the highest are values.
fn choice(subject: &Subject) -> Option<(u32, u32)> {
    let (bits, _) = rows(subject.name).iter().find(|(_, field)| field == "pause")?;
    // The role that paused: the lowest two bits of the pause.
    Some((*bits.start(), 2))
}

/// For each value of a choice: its bits in the word, and the mask of the choice.
fn chosen(choice: Option<(u32, u32)>) -> Vec<(Wide, Wide)> {
    let Some((at, bits)) = choice else {
        return vec![(Wide::ZERO, Wide::ZERO)];
    };
    let word = |value: u32| {
        (0..bits)
            .filter(|bit| value >> bit & 1 == 1)
            .fold(Wide::ZERO, |word, nth| or(word, bit(at + nth)))
    };
    let all = word((1 << bits) - 1);
    (0..(1 << bits) - 1).map(|value| (word(value), all)).collect()
}

/// The files of `src/`.
fn sources() -> &'static [String] {
    static SOURCES: OnceLock<Vec<String>> = OnceLock::new();
    SOURCES.get_or_init(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let files = std::fs::read_dir(folder).unwrap();
        files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect()
    })
}

/// A table's row: the bits, and the field's name.
type Row = (RangeInclusive<u32>, String);

/// The rows of the table in the documentation of record `name`.
fn rows(name: &str) -> &'static [Row] {
    static TABLES: OnceLock<BTreeMap<&'static str, Vec<Row>>> = OnceLock::new();
    let tables = TABLES.get_or_init(|| {
        let names = SUBJECTS.iter().map(|subject| subject.name);
        names.map(|name| (name, read_rows(name))).collect()
    });
    &tables[name]
}

fn read_rows(name: &str) -> Vec<Row> {
    let is_head = |line: &&str| {
        let rest = line.strip_prefix("pub struct ");
        let rest = rest.and_then(|line| line.strip_prefix(name));
        rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    };
    let source =
        sources().iter().find(|source| source.lines().any(|line| is_head(&line))).expect(name);
    // The documentation lines directly above it.
    let above: Vec<_> = source.lines().take_while(|line| !is_head(line)).collect();
    let from = above
        .iter()
        .rposition(|line| !line.starts_with("///") && !line.starts_with("#["))
        .map_or(0, |at| at + 1);
    let mut rows = Vec::new();
    for line in &above[from..] {
        let cells: Vec<_> = line.split('|').map(str::trim).collect();
        let ["///", bits, field, ""] = cells[..] else {
            continue;
        };
        let ends: Vec<u32> = bits.split('–').flat_map(str::parse).collect();
        match ends[..] {
            [at] => rows.push((at..=at, field.into())),
            [first, last] => rows.push((first..=last, field.into())),
            _ => assert!(bits == "bits" || bits == "---", "{name}: {line}"),
        }
    }
    rows
}

/// The bits of the rows.
fn documented(name: &str) -> Wide {
    let mut mask = Wide::ZERO;
    for (bits, field) in rows(name) {
        for at in bits.clone() {
            assert!(!has(mask, at), "{name}: {field} overlaps at bit {at}");
            mask = or(mask, bit(at));
        }
    }
    mask
}

/// The text of the fields that `Debug` prints, in order.
fn fields(shown: &str) -> Vec<String> {
    shown
        .split(',')
        .map(|field| field.trim_matches([' ', '{', '}', '(', ')']).to_string())
        .collect()
}

/// The indices of the fields that differ.
fn changed(a: &str, b: &str) -> Vec<usize> {
    let (a, b) = (fields(a), fields(b));
    assert_eq!(a.len(), b.len());
    (0..a.len()).filter(|nth| a[*nth] != b[*nth]).collect()
}

/// The last number in a field's text.
fn number(field: &str) -> Option<u128> {
    field.rsplit(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

#[test]
fn every_record_is_tested() {
    let mut found = BTreeSet::new();
    for source in sources() {
        for line in source.lines() {
            if let Some(rest) = line.strip_prefix("impl Record for ") {
                found.insert(rest.trim_end_matches([' ', '{']).to_string());
            }
        }
    }
    assert_eq!(found, SUBJECTS.iter().map(|subject| subject.name.to_string()).collect());
}

#[test]
fn each_bit_is_kept_exactly_where_a_field_is_documented() {
    for subject in &SUBJECTS {
        let (name, mask, base) = (subject.name, documented(subject.name), base(subject.name));
        assert!(mask != Wide::ZERO && (subject.zero_is_default)(), "{name}");
        assert_eq!((subject.empty)(), always(name), "{name}");
        for (chosen, choice) in chosen(choice(subject)) {
            let base = or(base, chosen);
            assert_eq!((subject.round_trip)(base), base, "{name}");
            // All bits set, all but one, and single bits.
            let all = or(without(ALL, choice), base);
            assert_eq!((subject.round_trip)(all), and(all, mask), "{name}");
            for at in (0..256).filter(|at| !has(or(choice, base), *at)) {
                let kept = or(base, and(bit(at), mask));
                assert_eq!((subject.round_trip)(or(base, bit(at))), kept, "{name}, bit {at}");
                let rest = without(all, bit(at));
                assert_eq!((subject.round_trip)(rest), and(rest, mask), "{name}, all but bit {at}");
            }
        }
    }
}

/// What is kept of two set bits is what is kept of each, for all pairs of bits.
#[test]
fn no_bit_depends_on_another() {
    for subject in &SUBJECTS {
        for (chosen, choice) in chosen(choice(subject)) {
            let base = or(base(subject.name), chosen);
            let kept: Vec<_> = (0..256).map(|at| (subject.round_trip)(or(base, bit(at)))).collect();
            for a in (0..256).filter(|at| !has(choice, *at)) {
                for b in (0..a).filter(|at| !has(choice, *at)) {
                    let both = or(base, or(bit(a), bit(b)));
                    assert_eq!(
                        (subject.round_trip)(both),
                        or(kept[a as usize], kept[b as usize]),
                        "{}, bits {a} and {b}",
                        subject.name
                    );
                }
            }
        }
    }
}

/// Every bit of a row changes one field and counts twice the bit below; each field is in one row.
#[test]
fn each_field_has_bits_of_its_own() {
    for subject in &SUBJECTS {
        let name = subject.name;
        let mask = documented(name);
        for (chosen, choice) in chosen(choice(subject)) {
            let base = or(base(name), chosen);
            let plain = (subject.shown)(base);
            for at in (0..256).filter(|at| !has(or(mask, base), *at)) {
                assert!(
                    (subject.same)(or(base, bit(at)), base),
                    "{name}, bit {at} belongs to no field"
                );
            }
            let mut row_of = BTreeMap::new();
            for (nth, (bits, _)) in rows(name).iter().enumerate() {
                let mut below: Option<(usize, u128)> = None;
                for at in bits.clone().filter(|at| !has(or(choice, base), *at)) {
                    let shown = (subject.shown)(or(base, bit(at)));
                    let [field] = changed(&plain, &shown)[..] else {
                        panic!("{name}, bit {at}: {plain} becomes {shown}");
                    };
                    assert_eq!(*row_of.entry(field).or_insert(nth), nth, "{name}, bit {at}");
                    let Some(value) = number(&fields(&shown)[field]) else {
                        assert_eq!(bits.start(), bits.end(), "{name}: a flag of several bits");
                        continue;
                    };
                    // A meter's day does not count from 0.
                    let value = value - number(&fields(&plain)[field]).unwrap_or(0);
                    match below {
                        Some((last, half)) if last == field => {
                            assert_eq!(value, 2 * half, "{name}, bit {at}")
                        }
                        _ => assert!(value.is_power_of_two(), "{name}, bit {at}"),
                    }
                    below = Some((field, value));
                }
            }
            // Fields do not affect each other: with all bits set but those of one, that one is empty.
            for (bits, field) in
                rows(name).iter().filter(|(bits, _)| !has(or(choice, base), *bits.start()))
            {
                let row = bits.clone().fold(Wide::ZERO, |word, at| or(word, bit(at)));
                let others = or(without(without(ALL, choice), row), base);
                assert_eq!((subject.round_trip)(others), and(others, mask), "{name}, {field}");
                assert!((subject.same)((subject.round_trip)(others), others), "{name}, {field}");
            }
        }
    }
}

/// A pause by an undefined role is no pause, and new shares without the bit that announces them are
/// none. No other words unpack to a record that packs differently.
#[test]
fn undefined_bits_are_ignored() {
    let word = without(ALL, bit(0));
    assert_eq!(NextShares::unpack(word), NextShares(None));
    let rows = rows("Today");
    if let Some((bits, _)) = rows.iter().find(|(_, field)| field == "pause") {
        let who = or(bit(*bits.start()), bit(*bits.start() + 1));
        assert_eq!(Today::unpack(who), Today::default());
    }
}

/// Tests `field` and `with` bit by bit at one position.
fn check_position<const AT: u32, const BITS: u32>() {
    for nth in 0..128 {
        let inside = nth < BITS;
        let expected = if inside { bit(AT + nth) } else { Wide::ZERO };
        assert_eq!(Wide::ZERO.with::<AT, BITS>(1 << nth), expected, "truncated to {BITS} bits");
        if inside {
            assert_eq!(bit(AT + nth).field::<AT, BITS>(), 1 << nth);
        }
    }
    for at in (0..256).filter(|at| !(AT..AT + BITS).contains(at)) {
        assert_eq!(bit(at).field::<AT, BITS>(), 0);
        // Other bits are kept.
        let beside = bit(at).with::<AT, BITS>(u128::MAX);
        assert_eq!(beside, or(bit(at), Wide::ZERO.with::<AT, BITS>(u128::MAX)));
    }
    let full = Wide::ZERO.with::<AT, BITS>(u128::MAX);
    assert_eq!(full.high.count_ones() + full.low.count_ones(), BITS);
    assert_eq!(full.field::<AT, BITS>(), u128::MAX >> (128 - BITS));
    assert_eq!(ALL.field::<AT, BITS>(), u128::MAX >> (128 - BITS));
}

/// All positions and widths that records use, and others at the boundaries of the halves.
#[test]
fn field_reads_and_writes_exactly_its_bits() {
    /// Positions that start at bit `$at`, with several widths.
    macro_rules! widths {
        ($at:literal: $($bits:literal)*) => { $(check_position::<$at, $bits>();)* };
    }
    widths!(0: 1 2 16 60 63 64 79 80 96 104 120 127 128);
    widths!(1: 1 63 64 126 127 128);
    widths!(48: 80 81 128);
    widths!(63: 1 2 64 65 66 128);
    widths!(64: 16 63 64 65 128);
    widths!(80: 16 47 48 49 79 80 81 96 128);
    widths!(96: 32 33 128);
    widths!(104: 24 25 64 128);
    widths!(120: 8 9 119 120 121 128);
    widths!(127: 1 2 16 127 128);
    widths!(128: 1 16 32 60 64 127 128);
    widths!(129: 1 16 126 127);
    widths!(145: 1 16);
    widths!(144: 1 16 64 111 112);
    widths!(160: 16 32 63 64 79 80 95 96);
    widths!(176: 16 79 80);
    widths!(192: 32 63 64);
    widths!(223: 1 2 33);
    widths!(224: 1 16 31 32);
    widths!(240: 1 15 16);
    widths!(255: 1);
}

proptest! {
    #![proptest_config(random_cases(2_000))]

    /// For random words, what is kept is the intersection with the documented bits, for unions too,
    /// and unpacking it gives the same record.
    #[test]
    fn unpacking_what_was_packed_is_the_same(a in any::<(u128, u128)>(), b in any::<(u128, u128)>()) {
        let [a, b] = [a, b].map(|(high, low)| Wide { high, low });
        for subject in &SUBJECTS {
            for (chosen, choice) in chosen(choice(subject)) {
                let mask = documented(subject.name);
                let base = or(base(subject.name), chosen);
                let [a, b] = [a, b].map(|word| or(without(word, choice), base));
                let [kept_a, kept_b, both] = [a, b, or(a, b)].map(subject.round_trip);
                prop_assert_eq!(kept_a, and(a, mask));
                prop_assert_eq!(both, or(kept_a, kept_b));
                prop_assert!((subject.same)(kept_a, a));
            }
        }
    }
}
