// SPDX-License-Identifier: MIT OR Apache-2.0
//! The decoder and the encoders against alloy's codec, on random, valid and hostile calldata.
//!
//! Logs, storage and calls need a host: the contract's tests run them on motsu and on the devnet.

use alloy_primitives::{Address, FixedBytes, B256, U256};
use alloy_sol_types::{sol, sol_data, SolCall, SolError, SolType, SolValue};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use stylus_lean::decode::{decode, Arguments, List};
use stylus_lean::encode::Returns;
use stylus_lean::{AmountTooLarge, Error, InvalidCalldata};

sol! {
    #![sol(all_derives)]

    struct Point {
        address owner;
        uint32 day;
        uint8 kind;
        uint256 amount;
        bytes4 tag;
    }

    struct Shelf {
        address owner;
        string label;
        Point[] points;
        bool open;
    }

    error Three(address account, uint256 amount, bytes4 tag);

    function words(address a, uint256 b, uint32 c, uint8 d, bool e, bytes32 f, bytes4 g) external;
    function lists(Point[] points, bytes[] signatures, string text, bytes data) external;
    function named() external returns (uint256 amount, uint32 id, bool open);
    function dynamic() external returns (uint256 amount, uint32[] ids);
    function one() external returns (uint256);
    function text() external returns (string);
    function point() external returns (Point);
    function shelves() external returns (Shelf[] shelves, Point first);
}

stylus_lean::struct_arguments! {
    Point: Address, u32, u8, U256, FixedBytes<4>;
}

stylus_lean::struct_results! {
    Point { owner: Address, day: u32, kind: u8, amount: U256, tag: FixedBytes<4> }
    Shelf { owner: Address, label: String, points: Vec<Point>, open: bool }
}

mod errors {
    use super::*;

    stylus_lean::error_types! {
        Three(account: Address, amount: U256, tag: FixedBytes<4>);
    }
}

type Words = (
    sol_data::Address,
    sol_data::Uint<256>,
    sol_data::Uint<32>,
    sol_data::Uint<8>,
    sol_data::Bool,
    sol_data::FixedBytes<32>,
    sol_data::FixedBytes<4>,
);
type RustWords = (Address, U256, u32, u8, bool, B256, FixedBytes<4>);
type Lists =
    (sol_data::Array<Point>, sol_data::Array<sol_data::Bytes>, sol_data::String, sol_data::Bytes);
type RustLists<'a> =
    (List<'a, Point, Point>, List<'a, sol_data::Bytes, &'a [u8]>, &'a [u8], &'a [u8]);

/// What [`RustLists`] hold.
type OwnedLists = (Vec<Point>, Vec<Vec<u8>>, Vec<u8>, Vec<u8>);

/// The cases are the same in every run unless `DIEM_TEST_SEED` names another seed.
fn config(cases: u32) -> ProptestConfig {
    let seed = std::env::var("DIEM_TEST_SEED").map_or(1, |seed| seed.parse().expect("a number"));
    ProptestConfig {
        cases,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(seed),
        ..ProptestConfig::default()
    }
}

/// Words near the limits of every type, and any others.
fn word() -> impl Strategy<Value = B256> {
    prop_oneof![
        Just(B256::ZERO),
        (0..256usize).prop_map(|bit| (U256::from(1) << bit).into()),
        (0..256usize).prop_map(|bits| ((U256::from(1) << bits) - U256::from(1)).into()),
        any::<[u8; 32]>().prop_map(B256::from),
        any::<[u8; 20]>().prop_map(|bytes| Address::from(bytes).into_word()),
        any::<[u8; 4]>().prop_map(|bytes| B256::right_padding_from(&bytes)),
    ]
}

fn strict<'a, S, T: Arguments<'a, S>>(input: &'a [u8]) -> Result<T, Error> {
    decode::<S, T>(input)
}

/// Everything a decoded list holds, or the first failure.
fn collect(lists: Result<RustLists<'_>, Error>) -> Result<OwnedLists, Error> {
    let (points, signatures, text, data) = lists?;
    let points = points.collect::<Result<Vec<_>, _>>()?;
    let signatures =
        signatures.map(|signature| signature.map(<[u8]>::to_vec)).collect::<Result<Vec<_>, _>>()?;
    Ok((points, signatures, text.to_vec(), data.to_vec()))
}

fn any_point() -> impl Strategy<Value = Point> {
    (any::<[u8; 20]>(), any::<u32>(), any::<u8>(), word(), any::<[u8; 4]>()).prop_map(
        |(owner, day, kind, amount, tag)| Point {
            owner: owner.into(),
            day,
            kind,
            amount: amount.into(),
            tag: tag.into(),
        },
    )
}

fn any_lists() -> impl Strategy<Value = listsCall> {
    (
        prop::collection::vec(any_point(), 0..4),
        prop::collection::vec(prop::collection::vec(any::<u8>(), 0..70), 0..4),
        ".{0,40}",
        prop::collection::vec(any::<u8>(), 0..70),
    )
        .prop_map(|(points, signatures, text, data)| listsCall {
            points,
            signatures: signatures.into_iter().map(Into::into).collect(),
            text,
            data: data.into(),
        })
}

proptest! {
    #![proptest_config(config(4_000))]

    #[test]
    fn words_decode_as_alloy_decodes_them_strictly(given in prop::collection::vec(word(), 0..9)) {
        let input = given.concat();
        let ours = strict::<Words, RustWords>(&input);
        // alloy refuses what follows the arguments; here it is ignored.
        let needed = &input[..input.len().min(7 * 32)];
        match Words::abi_decode_params(needed, true) {
            // alloy takes any number up to 255 for `true`, which Solidity refuses.
            Ok(theirs) if Words::abi_encode_params(&theirs) == needed => {
                prop_assert_eq!(ours, Ok(theirs));
            }
            _ => prop_assert_eq!(ours, Err(InvalidCalldata {}.into())),
        }
    }

    #[test]
    fn amounts_beyond_128_bits_have_an_error_of_their_own(given in word()) {
        let ours = strict::<(sol_data::Uint<256>,), (u128,)>(&given[..]);
        let amount = U256::from_be_bytes(given.0);
        match u128::try_from(amount) {
            Ok(amount) => prop_assert_eq!(ours, Ok((amount,))),
            Err(_) => prop_assert_eq!(ours, Err(AmountTooLarge { amount }.into())),
        }
    }

    #[test]
    fn structs_decode_as_alloy_decodes_them_strictly(given in prop::collection::vec(word(), 5)) {
        let input = given.concat();
        let ours = strict::<(Point,), (Point,)>(&input);
        match <Point as SolType>::abi_decode(&input, true) {
            Ok(theirs) => prop_assert_eq!(ours, Ok((theirs,))),
            Err(_) => prop_assert_eq!(ours, Err(InvalidCalldata {}.into())),
        }
    }

    #[test]
    fn arrays_bytes_and_strings_decode_to_what_was_encoded(call in any_lists(), tail in any::<[u8; 40]>()) {
        let mut input = call.abi_encode()[4..].to_vec();
        input.extend(tail);
        let (points, signatures, text, data) = collect(strict::<Lists, RustLists>(&input)).unwrap();
        prop_assert_eq!(points, call.points);
        let expected: Vec<_> = call.signatures.iter().map(|bytes| bytes.to_vec()).collect();
        prop_assert_eq!(signatures, expected);
        prop_assert_eq!(text, call.text.as_bytes());
        prop_assert_eq!(data, call.data.to_vec());
    }

    /// Whatever happens to valid calldata: no panic, and the same values as alloy where alloy accepts it.
    #[test]
    fn hostile_calldata_is_refused_or_means_what_alloy_says(
        call in any_lists(),
        spoils in prop::collection::vec((any::<prop::sample::Index>(), word()), 0..3),
        cut in any::<prop::sample::Index>(),
        whole in any::<bool>(),
    ) {
        let mut input = call.abi_encode()[4..].to_vec();
        for (at, word) in &spoils {
            let at = at.index(input.len() / 32) * 32;
            input[at..at + 32].copy_from_slice(&word[..]);
        }
        if !whole {
            input.truncate(cut.index(input.len()));
        }
        let ours = collect(strict::<Lists, RustLists>(&input));
        // alloy's decoder may overflow on greater offsets, which panics in a debug build.
        let limit = U256::from(1u64 << 32);
        if spoils.iter().any(|(_, word)| U256::from_be_bytes(word.0) >= limit) {
            return Ok(());
        }
        if let Ok(theirs) = listsCall::abi_decode_raw(&input, false) {
            // Without validation alloy takes any word for a boolean or an address, and replaces what is not UTF-8.
            if let Ok((points, signatures, _, data)) = ours {
                prop_assert_eq!(points, theirs.points);
                let expected: Vec<_> = theirs.signatures.iter().map(|bytes| bytes.to_vec()).collect();
                prop_assert_eq!(signatures, expected);
                prop_assert_eq!(data, theirs.data.to_vec());
            }
        }
    }

    #[test]
    fn results_and_errors_encode_as_alloy_encodes_them(
        amount in word(), ids in prop::collection::vec(any::<u32>(), 0..5), open in any::<bool>(), text in "[a-z]{0,40}",
        point in any_point(), points in prop::collection::vec(any_point(), 0..3),
    ) {
        let amount = U256::from_be_bytes(amount.0);
        let named = namedReturn { amount, id: 7, open };
        prop_assert_eq!(Returns::<namedCall, _>::encode(named), (amount, 7u32, open).abi_encode_params());
        let dynamic = dynamicReturn { amount, ids: ids.clone() };
        prop_assert_eq!(Returns::<dynamicCall, _>::encode(dynamic), (amount, ids).abi_encode_params());
        prop_assert_eq!(Returns::<oneCall, _>::encode(amount), amount.abi_encode());
        prop_assert_eq!(Returns::<textCall, _>::encode(text.as_str()), text.abi_encode());
        prop_assert_eq!(Returns::<pointCall, _>::encode(point.clone()), point.abi_encode());
        let shelf = Shelf { owner: point.owner, label: text, points, open };
        let shelves = vec![shelf.clone(), Shelf { points: vec![point.clone()], ..shelf }];
        let returned = shelvesReturn { shelves: shelves.clone(), first: point.clone() };
        let expected = shelvesCall::abi_encode_returns(&(shelves, point.clone()));
        prop_assert_eq!(Returns::<shelvesCall, _>::encode(returned), expected);
        let three = Three { account: point.owner, amount, tag: point.tag };
        let ours = Error::from(errors::Three { account: point.owner, amount, tag: point.tag });
        prop_assert!(ours.is::<errors::Three>());
        prop_assert_eq!(Vec::from(ours), three.abi_encode());
    }
}

/// Offsets and lengths that point outside the calldata, at its edge, or around the end of the numbers.
#[test]
fn offsets_and_lengths_beyond_the_calldata_are_invalid() {
    type Bytes = (sol_data::Bytes,);
    let word = |value: U256| value.to_be_bytes::<32>();
    for offset in [33u64, 64, 65, 1 << 31, u32::MAX.into(), 1 << 32, u64::MAX] {
        let input = [word(U256::from(offset)), word(U256::ZERO)].concat();
        let decoded = strict::<Bytes, (&[u8],)>(&input);
        assert_eq!(decoded, Err(InvalidCalldata {}.into()), "offset {offset}");
    }
    for length in [1u64, 31, 33, u32::MAX.into(), 1 << 32, u64::MAX] {
        let input = [word(U256::from(32)), word(U256::from(length))].concat();
        let decoded = strict::<Bytes, (&[u8],)>(&input);
        assert_eq!(decoded, Err(InvalidCalldata {}.into()), "length {length}");
    }
    let empty = [word(U256::from(32)), word(U256::ZERO)].concat();
    assert_eq!(strict::<Bytes, (&[u8],)>(&empty), Ok((&[][..],)));
}

/// An array may promise more elements than the calldata holds: the ones that are there can be read, then it fails.
#[test]
fn an_array_longer_than_the_calldata_fails_where_it_ends() {
    let word = |value: u64| U256::from(value).to_be_bytes::<32>();
    let input = [word(32), word(u32::MAX.into()), word(7)].concat();
    type Array = (sol_data::Array<sol_data::Uint<256>>,);
    let (mut list,) = strict::<Array, (List<sol_data::Uint<256>, u128>,)>(&input).unwrap();
    assert_eq!(list.len(), u32::MAX as usize);
    assert_eq!(list.next(), Some(Ok(7)));
    assert_eq!(list.next(), Some(Err(InvalidCalldata {}.into())));
}
