//! Packing and unpacking is the identity: no field is cut, none overlaps another, and each lies
//! where its type's table says.
//!
//! # Why the walks are a proof
//! A record is packed with `Wide::with` and unpacked with `Wide::field`, or is two halves: each bit of
//! a field is one bit of the word, moved by a constant, and no bit depends on two. So `keep(w) =
//! pack(unpack(w))` is additive, `keep(a | b) = keep(a) | keep(b)`, and known on all words once known on
//! 256 single bits; there it must be the bit itself where a field is, and nothing elsewhere: `keep` is
//! the intersection with a mask. `with` and `field` are checked bit by bit at the places in use, and
//! additivity on all pairs of bits and on words of any kind, in case somebody packs in another way.
//!
//! From this `unpack(pack(x)) = x` for every `x` within its widths: such an `x` is `unpack(w)` for
//! the word `w` that has its bits, and `unpack` sees nothing of `w` but what `keep` keeps:
//! `unpack(pack(unpack(w))) = unpack(w & mask) = unpack(w)`. And fields stand apart: the bits of a row
//! of the table change one field only, each bit counts twice the one below, and no field is in two rows.
//!
//! Two records have bits that count only beside another: waiting shares beside the bit that says there
//! are any, and the two bits of who paused, which are 0, 1 or 2. They are walked with that bit set, and
//! with the others at each of their values.
//!
//! Layouts are read from the documentation in `src/`, and the fields from `Debug`: a record that
//! changes its layout and its table needs no change here, and a new one is noticed if it is missing.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::ops::RangeInclusive;
use std::path::Path;
use std::sync::OnceLock;

use diem_model::capacity::Budget;
use diem_model::cooldown::{Queue, Ticket};
use diem_model::deposit::Deposit;
use diem_model::grant::Grant;
use diem_model::ledger::{Accounting, ClosedDay, Today};
use diem_model::meter::Meter;
use diem_model::params::{CurveParams, EconomyParams, NextShares};
use diem_model::position::{DiemBalance, Stake};
use diem_model::provider::Provider;
use diem_model::revenue::{Inflow, PaidCredits};
use diem_model::rewards::{Reward, Stream};
use diem_model::voucher::Collected;
use packed_word::{Record, Wide};
use proptest::prelude::*;

const ALL: Wide = Wide {
    high: u128::MAX,
    low: u128::MAX,
};

fn bit(at: u32) -> Wide {
    match at {
        0..128 => Wide {
            high: 0,
            low: 1 << at,
        },
        _ => Wide {
            high: 1 << (at - 128),
            low: 0,
        },
    }
}

fn or(a: Wide, b: Wide) -> Wide {
    Wide {
        high: a.high | b.high,
        low: a.low | b.low,
    }
}

fn and(a: Wide, b: Wide) -> Wide {
    Wide {
        high: a.high & b.high,
        low: a.low & b.low,
    }
}

fn without(a: Wide, b: Wide) -> Wide {
    and(
        a,
        Wide {
            high: !b.high,
            low: !b.low,
        },
    )
}

fn has(word: Wide, at: u32) -> bool {
    and(word, bit(at)) != Wide::ZERO
}

/// A record type, without its type.
struct Subject {
    name: &'static str,
    keep: fn(Wide) -> Wide,
    shown: fn(Wide) -> String,
    /// Whether two words are the same record.
    same: fn(Wide, Wide) -> bool,
    empty: fn() -> Wide,
    /// Whether an unwritten slot is the default.
    zero_is_default: fn() -> bool,
}

const fn subject<T: Record + Debug + PartialEq>(name: &'static str) -> Subject {
    Subject {
        name,
        keep: |word| T::unpack(word).pack(),
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
const SUBJECTS: [Subject; 20] = subjects![
    Stake DiemBalance Queue Ticket Meter Grant Deposit Provider Collected Budget Today ClosedDay Inflow PaidCredits
    Stream Accounting Reward CurveParams EconomyParams NextShares
];

/// What must be set for the rest to count.
fn base(name: &str) -> Wide {
    match name {
        "NextShares" => bit(0),
        _ => always(name),
    }
}

/// What is set in every slot that has been written.
fn always(name: &str) -> Wide {
    match name {
        "Inflow" => bit(127),
        _ => Wide::ZERO,
    }
}

/// Bits of which not every combination is a value: the lower, and how many. All but the highest
/// combination are.
fn choice(subject: &Subject) -> Option<(u32, u32)> {
    let (bits, _) = rows(subject.name)
        .iter()
        .find(|(_, field)| field == "pause")?;
    // Who paused, in the lowest two of the pause.
    Some((*bits.start(), 2))
}

/// The bits of a choice at one value.
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
    (0..(1 << bits) - 1)
        .map(|value| (word(value), all))
        .collect()
}

/// The files of `src/`.
fn sources() -> &'static [String] {
    static SOURCES: OnceLock<Vec<String>> = OnceLock::new();
    SOURCES.get_or_init(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let files = std::fs::read_dir(folder).unwrap();
        files
            .map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap())
            .collect()
    })
}

/// Bits and field.
type Row = (RangeInclusive<u32>, String);

/// The rows of the table in the documentation of the record `name`.
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
    let source = sources()
        .iter()
        .find(|source| source.lines().any(|line| is_head(&line)))
        .expect(name);
    // The lines of documentation right above it.
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

/// The fields that `Debug` shows, as text, in order.
fn fields(shown: &str) -> Vec<String> {
    shown
        .split(',')
        .map(|field| field.trim_matches([' ', '{', '}', '(', ')']).to_string())
        .collect()
}

/// Which fields differ.
fn changed(a: &str, b: &str) -> Vec<usize> {
    let (a, b) = (fields(a), fields(b));
    assert_eq!(a.len(), b.len());
    (0..a.len()).filter(|nth| a[*nth] != b[*nth]).collect()
}

/// The last number of a field's text.
fn number(field: &str) -> Option<u128> {
    field
        .rsplit(|c: char| !c.is_ascii_digit())
        .next()?
        .parse()
        .ok()
}

#[test]
fn no_record_is_forgotten() {
    let mut found = BTreeSet::new();
    for source in sources() {
        for line in source.lines() {
            if let Some(rest) = line.strip_prefix("impl Record for ") {
                found.insert(rest.trim_end_matches([' ', '{']).to_string());
            }
        }
    }
    assert_eq!(
        found,
        SUBJECTS
            .iter()
            .map(|subject| subject.name.to_string())
            .collect()
    );
}

#[test]
fn each_bit_is_kept_exactly_where_a_field_is_documented() {
    for subject in &SUBJECTS {
        let (name, mask, base) = (subject.name, documented(subject.name), base(subject.name));
        assert!(mask != Wide::ZERO && (subject.zero_is_default)(), "{name}");
        assert_eq!((subject.empty)(), always(name), "{name}");
        for (chosen, choice) in chosen(choice(subject)) {
            let base = or(base, chosen);
            assert_eq!((subject.keep)(base), base, "{name}");
            // All set, all but one, and one alone.
            let all = or(without(ALL, choice), base);
            assert_eq!((subject.keep)(all), and(all, mask), "{name}");
            for at in (0..256).filter(|at| !has(or(choice, base), *at)) {
                let kept = or(base, and(bit(at), mask));
                assert_eq!((subject.keep)(or(base, bit(at))), kept, "{name}, bit {at}");
                let rest = without(all, bit(at));
                assert_eq!(
                    (subject.keep)(rest),
                    and(rest, mask),
                    "{name}, all but bit {at}"
                );
            }
        }
    }
}

/// Pairs of bits: what two set bits keep is what each keeps.
#[test]
fn no_bit_depends_on_another() {
    for subject in &SUBJECTS {
        for (chosen, choice) in chosen(choice(subject)) {
            let base = or(base(subject.name), chosen);
            let kept: Vec<_> = (0..256)
                .map(|at| (subject.keep)(or(base, bit(at))))
                .collect();
            for a in (0..256).filter(|at| !has(choice, *at)) {
                for b in (0..a).filter(|at| !has(choice, *at)) {
                    let both = or(base, or(bit(a), bit(b)));
                    assert_eq!(
                        (subject.keep)(both),
                        or(kept[a as usize], kept[b as usize]),
                        "{}, bits {a} and {b}",
                        subject.name
                    );
                }
            }
        }
    }
}

/// Every bit of a row changes one field, counts twice the bit below, and fields are in one row.
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
                    "{name}, bit {at} is no field's"
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
                    match below {
                        Some((last, half)) if last == field => {
                            assert_eq!(value, 2 * half, "{name}, bit {at}")
                        }
                        _ => assert!(value.is_power_of_two(), "{name}, bit {at}"),
                    }
                    below = Some((field, value));
                }
            }
            // Nor does a field know of the others: all set but one's bits leaves that one empty.
            for (bits, field) in rows(name)
                .iter()
                .filter(|(bits, _)| !has(or(choice, base), *bits.start()))
            {
                let row = bits.clone().fold(Wide::ZERO, |word, at| or(word, bit(at)));
                let others = or(without(without(ALL, choice), row), base);
                assert_eq!((subject.keep)(others), and(others, mask), "{name}, {field}");
                assert!(
                    (subject.same)((subject.keep)(others), others),
                    "{name}, {field}"
                );
            }
        }
    }
}

/// A pause by nobody known is nobody's, and shares that wait for nothing are none: no other word is
/// unpacked to anything that packs differently.
#[test]
fn bits_without_a_meaning_mean_nothing() {
    let word = without(ALL, bit(0));
    assert_eq!(NextShares::unpack(word), NextShares(None));
    let rows = rows("Today");
    if let Some((bits, _)) = rows.iter().find(|(_, field)| field == "pause") {
        let who = or(bit(*bits.start()), bit(*bits.start() + 1));
        assert_eq!(Today::unpack(who), Today::default());
    }
}

/// `field` and `with`, bit by bit, at one place.
fn check_place<const AT: u32, const BITS: u32>() {
    for nth in 0..128 {
        let inside = nth < BITS;
        let expected = if inside { bit(AT + nth) } else { Wide::ZERO };
        assert_eq!(
            Wide::ZERO.with::<AT, BITS>(1 << nth),
            expected,
            "cut at {BITS}"
        );
        if inside {
            assert_eq!(bit(AT + nth).field::<AT, BITS>(), 1 << nth);
        }
    }
    for at in (0..256).filter(|at| !(AT..AT + BITS).contains(at)) {
        assert_eq!(bit(at).field::<AT, BITS>(), 0);
        // What is there already stays.
        let beside = bit(at).with::<AT, BITS>(u128::MAX);
        assert_eq!(beside, or(bit(at), Wide::ZERO.with::<AT, BITS>(u128::MAX)));
    }
    let full = Wide::ZERO.with::<AT, BITS>(u128::MAX);
    assert_eq!(full.high.count_ones() + full.low.count_ones(), BITS);
    assert_eq!(full.field::<AT, BITS>(), u128::MAX >> (128 - BITS));
    assert_eq!(ALL.field::<AT, BITS>(), u128::MAX >> (128 - BITS));
}

/// Every place at which anything could be: from each bit on, with each width, as far as fits.
#[test]
fn a_field_is_its_bits_and_no_others() {
    /// All places from `$at` on, in the widths records use and some.
    macro_rules! widths {
        ($at:literal: $($bits:literal)*) => { $(check_place::<$at, $bits>();)* };
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
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Any words: what is kept is the intersection with the table, of sums as of parts, and what
    /// was unpacked is unpacked again from what it packs to.
    #[test]
    fn unpacking_what_was_packed_is_the_same(a in any::<(u128, u128)>(), b in any::<(u128, u128)>()) {
        let [a, b] = [a, b].map(|(high, low)| Wide { high, low });
        for subject in &SUBJECTS {
            for (chosen, choice) in chosen(choice(subject)) {
                let mask = documented(subject.name);
                let base = or(base(subject.name), chosen);
                let [a, b] = [a, b].map(|word| or(without(word, choice), base));
                let [kept_a, kept_b, both] = [a, b, or(a, b)].map(subject.keep);
                prop_assert_eq!(kept_a, and(a, mask));
                prop_assert_eq!(both, or(kept_a, kept_b));
                prop_assert!((subject.same)(kept_a, a));
            }
        }
    }
}
