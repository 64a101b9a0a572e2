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
    // Five words of the voucher, an offset, a length, three words of signature.
    assert_eq!(one.len(), 4 + 32 * 10);
    // Two offsets; a length and ten words; a length, two offsets, twice a length and three words.
    assert_eq!(two.len(), 4 + 32 * 24);
    let word = |calldata: &[u8], nth: usize| U256::from_be_slice(&calldata[4 + 32 * nth..][..32]);
    assert_eq!([word(&one, 5), word(&one, 6)], [u(192), u(65)]);
    assert_eq!([word(&two, 0), word(&two, 1)], [u(64), u(416)]);
    assert_eq!([word(&two, 2), word(&two, 13)], [u(2), u(2)]);
    assert_eq!([word(&two, 14), word(&two, 15)], [u(64), u(192)]);
    assert_eq!([word(&two, 16), word(&two, 20)], [u(65), u(65)]);

    let mut invalid = Vec::new();
    let huge =
        [u(u32::MAX.into()), u(1 << 32), (u(1) << 64usize) + u(64), u(1) << 255usize, U256::MAX];
    // The single voucher's signature: offset and length. A length within the padding is valid.
    for offset in [320 - 31, 320, 321, 100_000].map(u).into_iter().chain(huge) {
        invalid.push(with_word(&one, 5, offset));
    }
    for length in [97, 100_000].map(u).into_iter().chain(huge) {
        invalid.push(with_word(&one, 6, length));
    }
    // The batch: offsets of both lists.
    for (index, end) in [(0, 768), (1, 768)] {
        for offset in [end - 31, end, end + 1, 100_000].map(u).into_iter().chain(huge) {
            invalid.push(with_word(&two, index, offset));
        }
    }
    // Equal lengths of both lists, because different ones revert with `LengthMismatch`.
    for length in [1_000].map(u).into_iter().chain(huge) {
        invalid.push(with_word(&with_word(&two, 2, length), 13, length));
    }
    for length in huge.into_iter().skip(1) {
        invalid.push(with_word(&two, 2, length));
        invalid.push(with_word(&two, 13, length));
    }
    // Offsets and lengths of the signatures.
    for index in [14, 15] {
        for offset in [320 - 31, 320, 100_000].map(u).into_iter().chain(huge) {
            invalid.push(with_word(&two, index, offset));
        }
    }
    for length in [97, 100_000].map(u).into_iter().chain(huge) {
        invalid.push(with_word(&two, 20, length));
    }
    for length in [225, 100_000].map(u).into_iter().chain(huge) {
        invalid.push(with_word(&two, 16, length));
    }
    // Words with bits outside their types, in the second voucher too.
    for (calldata, index) in [(&one, 0), (&two, 3), (&two, 8)] {
        for field in 0..4 {
            let dirty = word(calldata, index + field) + (u(1) << 160usize);
            invalid.push(with_word(calldata, index + field, dirty));
        }
        let day = word(calldata, index + 3) + (u(1) << 32usize);
        invalid.push(with_word(calldata, index + 3, day));
    }
    // Truncated before the last byte of the last signature. Only its padding may be missing.
    for calldata in [&one, &two] {
        invalid.extend((4..calldata.len() - 31).map(|length| calldata[..length].to_vec()));
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
    for calldata in [&one, &two] {
        for cut in [0, 31] {
            fixture.chain.restore(start.clone());
            let result = fixture.raw(PROVIDER, calldata[..calldata.len() - cut].to_vec());
            let settled = result.is_success() && outcomes(&fixture.diem_logs(&result)).len() < 3;
            assert!(settled, "{}", result.describe());
        }
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
            u(416),
            u(u32::MAX.into()),
            u(1) << 128usize,
            U256::MAX,
        ] {
            fixture.chain.restore(start.clone());
            let result = fixture.raw(PROVIDER, with_word(&calldata, index, word));
            match &result.status {
                Status::Success => {
                    for outcome in outcomes(&fixture.diem_logs(&result)) {
                        // Only the signed amount.
                        if let Outcome::Settled(settled) = outcome {
                            assert_eq!(settled.quotaCredits, u(ONE));
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
