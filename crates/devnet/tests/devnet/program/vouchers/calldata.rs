// SPDX-License-Identifier: MIT OR Apache-2.0
//! Malformed offsets, lengths and words in voucher calldata.

use super::*;

/// Calldata with its `nth` word after the selector replaced.
fn with_word(calldata: &[u8], nth: usize, word: U256) -> Vec<u8> {
    let mut calldata = calldata.to_vec();
    calldata[4 + 32 * nth..][..32].copy_from_slice(&word.to_be_bytes::<32>());
    calldata
}

/// Offsets and lengths that point beyond the calldata revert with `InvalidCalldata`.
#[test]
fn offsets_and_lengths_beyond_the_calldata_revert_with_invalid_calldata() {
    let (mut fixture, [first, second, _]) = fixture();
    let of = |key: &PrivateKeySigner| signed(&fixture, key, voucher(&fixture, key.address(), ONE));
    let (a, b) = (of(&first), of(&second));
    let one = a.abi_encode();
    let two = batch([a, b]).abi_encode();
    // Five words of the voucher, an offset, the total, a length, three words of signature.
    assert_eq!(one.len(), 4 + 32 * 11);
    // Three offsets; a length and ten words; a length, two offsets, twice a length and three words; a length and two
    // words.
    assert_eq!(two.len(), 4 + 32 * 28);
    let word = |calldata: &[u8], nth: usize| U256::from_be_slice(&calldata[4 + 32 * nth..][..32]);
    assert_eq!([word(&one, 5), word(&one, 6), word(&one, 7)], [u(224), U256::MAX, u(65)]);
    assert_eq!([word(&two, 0), word(&two, 1), word(&two, 2)], [u(96), u(448), u(800)]);
    assert_eq!([word(&two, 3), word(&two, 14), word(&two, 25)], [u(2); 3]);
    assert_eq!([word(&two, 15), word(&two, 16)], [u(64), u(192)]);
    assert_eq!([word(&two, 17), word(&two, 21)], [u(65), u(65)]);

    let mut invalid = Vec::new();
    let huge =
        [u(u32::MAX.into()), u(1 << 32), (u(1) << 64usize) + u(64), u(1) << 255usize, U256::MAX];
    // The single voucher's signature: offset and length. A length within the padding is valid.
    for offset in [352 - 31, 352, 353, 100_000].map(u).into_iter().chain(huge) {
        invalid.push(with_word(&one, 5, offset));
    }
    for length in [97, 100_000].map(u).into_iter().chain(huge) {
        invalid.push(with_word(&one, 7, length));
    }
    // The batch: offsets of the three lists.
    let end = 32 * 28;
    for index in 0..3 {
        for offset in [end - 31, end, end + 1, 100_000].map(u).into_iter().chain(huge) {
            invalid.push(with_word(&two, index, offset));
        }
    }
    // Equal lengths of all lists, because different ones revert with `LengthMismatch`.
    let lengths = [3, 14, 25];
    for length in [1_000].map(u).into_iter().chain(huge) {
        let all = lengths.iter().fold(two.clone(), |data, at| with_word(&data, *at, length));
        invalid.push(all);
    }
    for length in huge.into_iter().skip(1) {
        invalid.extend(lengths.map(|at| with_word(&two, at, length)));
    }
    // Offsets and lengths of the signatures. The totals follow them.
    for index in [15, 16] {
        for offset in [416 - 31, 416, 100_000].map(u).into_iter().chain(huge) {
            invalid.push(with_word(&two, index, offset));
        }
    }
    for (index, beyond) in [(17, 321), (21, 193)] {
        for length in [beyond, 100_000].map(u).into_iter().chain(huge) {
            invalid.push(with_word(&two, index, length));
        }
    }
    // Words with bits outside their types, in the second voucher too.
    for (calldata, index) in [(&one, 0), (&two, 4), (&two, 9)] {
        for field in 0..4 {
            let dirty = word(calldata, index + field) + (u(1) << 160usize);
            invalid.push(with_word(calldata, index + field, dirty));
        }
        let day = word(calldata, index + 3) + (u(1) << 32usize);
        invalid.push(with_word(calldata, index + 3, day));
    }
    // Truncated. Only the padding of a signature at the end may be missing.
    for (calldata, padding) in [(&one, 31), (&two, 0)] {
        invalid.extend((4..calldata.len() - padding).map(|length| calldata[..length].to_vec()));
    }
    let tried = invalid.len();
    let users = [PROVIDER, first.address(), second.address()];
    fixture.assert_unchanged(&users, |fixture| {
        for calldata in invalid {
            let result = fixture.raw(PROVIDER, calldata.clone());
            assert_eq!(
                (result.status.clone(), hex(&result.output)),
                (Status::Revert, hex(&InvalidCalldata {}.abi_encode())),
                "{}: {}",
                hex(&calldata),
                result.describe()
            );
        }
    });
    println!("{tried} variants of invalid calldata");
    assert!(tried > 1_000);
    // The calldata they were made from is valid, also without the padding.
    let start = fixture.chain.snapshot();
    for (calldata, cut) in [(&one, 0), (&one, 31), (&two, 0)] {
        fixture.chain.restore(start.clone());
        let result = fixture.raw(PROVIDER, calldata[..calldata.len() - cut].to_vec());
        assert!(result.is_success(), "{}", result.describe());
        let seen = outcomes(&fixture.diem_logs(&result));
        assert!(seen.iter().all(|outcome| matches!(outcome, Outcome::Settled(_))), "{seen:?}");
    }
}

/// With any word of a batch replaced, the call reverts with a typed error or settles what was signed. It never traps.
#[test]
fn replaced_words_in_a_batch_settle_only_what_was_signed_or_revert_with_typed_errors() {
    let (mut fixture, [first, second, _]) = fixture();
    let of = |key: &PrivateKeySigner| signed(&fixture, key, voucher(&fixture, key.address(), ONE));
    let calldata = batch([of(&first), of(&second)]).abi_encode();
    let start = fixture.chain.snapshot();
    let before = fixture.state(&[]).slots;
    let mut counts = [0; 2];
    for index in 0..calldata.len() / 32 {
        for word in [
            u(0),
            u(1),
            u(2),
            u(31),
            u(32),
            u(33),
            u(64),
            u(192),
            u(448),
            u(800),
            u(u32::MAX.into()),
            u(1) << 128usize,
            U256::MAX,
        ] {
            fixture.chain.restore(start.clone());
            let result = fixture.raw(PROVIDER, with_word(&calldata, index, word));
            match &result.status {
                Status::Success => {
                    for outcome in outcomes(&fixture.diem_logs(&result)) {
                        // The signed amount, or less where the word changes the provider's totals.
                        if let Outcome::Settled(settled) = outcome {
                            assert!(settled.quotaCredits <= u(ONE));
                            assert_eq!(settled.paidCredits, U256::ZERO);
                        }
                    }
                }
                Status::Revert => {
                    let error = IDiemErrors::abi_decode(&result.output, true);
                    assert!(error.is_ok(), "{}", result.describe());
                    assert_eq!(fixture.state(&[]).slots, before);
                }
                Status::Halt(_) => panic!("word {index} as {word}: {}", result.describe()),
            }
            counts[usize::from(result.is_success())] += 1;
        }
    }
    println!("{counts:?} reverted and succeeded");
    assert!(counts.iter().all(|count| *count > 50));
}
