// SPDX-License-Identifier: MIT OR Apache-2.0
//! The inputs of a differential run: well-formed, arbitrary and malformed calls, and random sequences of them.

use super::*;

/// A transaction's calldata and Ether.
#[derive(Clone, Debug)]
pub(super) enum Input {
    /// A call with plausible arguments, which often succeeds.
    WellFormed(Call),
    /// Any function, with arguments drawn from unusual words.
    Arbitrary { function: usize, words: Vec<Word> },
    /// A well-formed call with mutated calldata.
    Malformed(Call, Mutation),
    /// Random bytes.
    Bytes(Vec<u8>),
    /// A well-formed call with Ether.
    WithEther(Call, u64),
}

#[derive(Clone, Debug)]
pub(super) enum Call {
    Stake {
        to: usize,
        amount: u128,
    },
    Mint {
        amount: u128,
        min_out: u128,
    },
    StakeAndMint {
        amount: u128,
        activate: bool,
    },
    Burn {
        part: u8,
    },
    InitiateUnstakeVvv {
        part: u8,
    },
    CancelUnstakeVvv {
        ticket: u32,
    },
    FinalizeUnstake,
    Transfer {
        to: usize,
        part: u8,
    },
    Approve {
        to: usize,
        value: u128,
    },
    TransferFrom {
        from: usize,
        to: usize,
        part: u8,
    },
    Permit {
        of: usize,
        to: usize,
        value: u128,
    },
    View {
        nth: usize,
        of: usize,
        amount: u128,
    },
    Activate {
        part: u8,
    },
    InitiateUnstake {
        part: u8,
    },
    CancelUnstake {
        ticket: u32,
    },
    Unstake,
    ApproveQuota {
        to: usize,
        limit: u128,
        days: u32,
        paid: bool,
    },
    Deposit {
        to: usize,
        amount: u128,
    },
    InitiateWithdrawal {
        part: u8,
    },
    CancelWithdrawal {
        ticket: u32,
    },
    Withdraw,
    Spend {
        /// The account whose credits are spent, as an offset from the caller.
        of: usize,
        provider: usize,
        part: u8,
    },
    Redeem {
        provider: usize,
        /// The person that redeems for the provider, which may not be its operator.
        operator: Option<usize>,
        plan: VoucherPlan,
    },
    RedeemBatch {
        provider: usize,
        operator: Option<usize>,
        plans: Vec<VoucherPlan>,
    },
    SetProvider {
        provider: usize,
        admitted: bool,
    },
    OfferBurn {
        rate: u128,
        amount: u128,
        days: u32,
    },
    BurnFor {
        /// The account whose DIEM is burned, as an offset from the caller.
        of: usize,
        part: u8,
        least: u128,
        to: usize,
    },
    PermitQuota {
        of: usize,
        to: usize,
        limit: u128,
        /// Signs over the nonce after the next one.
        early: bool,
        expired: bool,
    },
    CommitTo {
        provider: usize,
    },
    ReleaseCommitment,
    SetOperator {
        provider: usize,
        operator: usize,
        allowed: bool,
    },
    Announce {
        provider: usize,
        length: usize,
    },
    Office(Office),
}

/// A call of the owner, the pending owner or the guardian, whoever that is at the time.
#[derive(Clone, Debug)]
pub(super) enum Office {
    /// To a person, or back to the first owner.
    TransferOwnership {
        to: Option<usize>,
    },
    AcceptOwnership,
    SetGuardian,
    Pause {
        by_guardian: bool,
    },
    Unpause,
    /// The parameters as last set, with so many hundredths of the base and of the price.
    Propose {
        base: u8,
        price: u8,
    },
    Cancel,
    Execute,
    Recover {
        token: usize,
        to: usize,
    },
}

/// A voucher that is made out and signed when it is sent.
#[derive(Clone, Debug)]
pub(super) struct VoucherPlan {
    pub(super) account: usize,
    pub(super) spender: usize,
    /// Names another provider than the one that redeems it.
    pub(super) for_other_provider: bool,
    /// The day, counted from two days ago: 2 is today, 3 tomorrow.
    pub(super) day: u32,
    /// The credits above those collected so far, in 200ths of what can be collected.
    pub(super) part: u8,
    pub(super) total: Total,
    pub(super) signing: Signing,
}

/// What the provider states as used.
#[derive(Clone, Copy, Debug)]
pub(super) enum Total {
    /// More than any ceiling.
    All,
    /// The ceiling.
    Ceiling,
    /// So many 256ths of the ceiling.
    Part(u8),
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Signing {
    Valid,
    ByOtherKey,
    Flipped { bit: usize },
    Cut { length: usize },
    HighS,
}

#[derive(Clone, Debug)]
pub(super) enum Word {
    Zero,
    Small(u8),
    Person(usize),
    Diem,
    Vvv,
    Amount(u128),
    Full,
    Above128,
    Random([u8; 32]),
}

#[derive(Clone, Debug)]
pub(super) enum Mutation {
    Cut(usize),
    Grow(Vec<u8>),
    Flip { bit: usize },
}

#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) by: usize,
    pub(super) wait: u64,
    pub(super) input: Input,
}

fn amount() -> impl Strategy<Value = u128> {
    prop_oneof![
        1 => Just(0u128),
        1 => 1u128..1_000,
        8 => (0u32..84).prop_flat_map(|b| 1u128 << b..2u128 << b),
        1 => any::<u128>(),
    ]
}

fn call() -> impl Strategy<Value = Call> {
    let who = || 0..PEOPLE;
    prop_oneof![
        4 => (who(), amount()).prop_map(|(to, amount)| Call::Stake { to, amount }),
        4 => (amount(), prop_oneof![3 => Just(0), 1 => amount()])
            .prop_map(|(amount, min_out)| Call::Mint { amount, min_out }),
        2 => (amount(), any::<bool>())
            .prop_map(|(amount, activate)| Call::StakeAndMint { amount, activate }),
        3 => any::<u8>().prop_map(|part| Call::Burn { part }),
        3 => any::<u8>().prop_map(|part| Call::InitiateUnstakeVvv { part }),
        2 => (0u32..20).prop_map(|ticket| Call::CancelUnstakeVvv { ticket }),
        2 => Just(Call::FinalizeUnstake),
        2 => (who(), any::<u8>()).prop_map(|(to, part)| Call::Transfer { to, part }),
        2 => (who(), amount()).prop_map(|(to, value)| Call::Approve { to, value }),
        3 => (who(), who(), any::<u8>())
            .prop_map(|(from, to, part)| Call::TransferFrom { from, to, part }),
        1 => (who(), who(), amount()).prop_map(|(of, to, value)| Call::Permit { of, to, value }),
        3 => (any::<usize>(), who(), amount())
            .prop_map(|(nth, of, amount)| Call::View { nth, of, amount }),
        2 => (amount(), amount(), 0u32..5)
            .prop_map(|(rate, amount, days)| Call::OfferBurn { rate, amount, days }),
        4 => (1..PEOPLE, any::<u8>(), prop_oneof![3 => Just(0), 1 => amount()], who())
            .prop_map(|(of, part, least, to)| Call::BurnFor { of, part, least, to }),
        3 => office().prop_map(Call::Office),
        40 => credits_call(),
    ]
}

fn office() -> impl Strategy<Value = Office> {
    prop_oneof![
        1 => prop::option::of(0..PEOPLE).prop_map(|to| Office::TransferOwnership { to }),
        1 => Just(Office::AcceptOwnership),
        1 => Just(Office::SetGuardian),
        1 => any::<bool>().prop_map(|by_guardian| Office::Pause { by_guardian }),
        // More often than pauses, which stop most other calls.
        6 => Just(Office::Unpause),
        4 => (70u8..140, 45u8..210).prop_map(|(base, price)| Office::Propose { base, price }),
        1 => Just(Office::Cancel),
        6 => Just(Office::Execute),
        1 => (0usize..3, 0..PEOPLE).prop_map(|(token, to)| Office::Recover { token, to }),
    ]
}

/// A call about daily credits.
fn credits_call() -> impl Strategy<Value = Call> {
    let who = || 0..PEOPLE;
    let provider = || 0..PROVIDERS;
    // Mostly the provider itself.
    let operator = || prop_oneof![3 => Just(None), 1 => (0..PEOPLE).prop_map(Some)];
    let limit = prop_oneof![1 => amount(), 2 => ONE / 10..5 * ONE];
    // Fee tokens have 6 decimals.
    let fee = || (0u32..30).prop_flat_map(|b| 1u128 << b..2u128 << b);
    prop_oneof![
        3 => any::<u8>().prop_map(|part| Call::Activate { part }),
        3 => any::<u8>().prop_map(|part| Call::InitiateUnstake { part }),
        3 => (0u32..9).prop_map(|ticket| Call::CancelUnstake { ticket }),
        4 => Just(Call::Unstake),
        3 => (who(), limit, prop_oneof![1 => 0u32..4, 2 => Just(500)], any::<bool>())
            .prop_map(|(to, limit, days, paid)| Call::ApproveQuota { to, limit, days, paid }),
        3 => (who(), fee()).prop_map(|(to, amount)| Call::Deposit { to, amount }),
        4 => any::<u8>().prop_map(|part| Call::InitiateWithdrawal { part }),
        2 => (0u32..9).prop_map(|ticket| Call::CancelWithdrawal { ticket }),
        4 => Just(Call::Withdraw),
        // The caller's own credits; those of the account whose grant the setup made; any account's.
        12 => (prop_oneof![3 => Just(0), 2 => Just(PEOPLE - 1), 1 => who()], provider(), any::<u8>())
            .prop_map(|(of, provider, part)| Call::Spend { of, provider, part }),
        8 => (provider(), operator(), voucher_plan())
            .prop_map(|(provider, operator, plan)| Call::Redeem { provider, operator, plan }),
        6 => (provider(), operator(), prop::collection::vec(voucher_plan(), 0..6))
            .prop_map(|(provider, operator, plans)| Call::RedeemBatch { provider, operator, plans }),
        2 => (who(), who(), amount(), prop::bool::weighted(0.1), prop::bool::weighted(0.1))
            .prop_map(|(of, to, limit, early, expired)| {
                Call::PermitQuota { of, to, limit, early, expired }
            }),
        2 => provider().prop_map(|provider| Call::CommitTo { provider }),
        2 => Just(Call::ReleaseCommitment),
        2 => (provider(), who(), any::<bool>())
            .prop_map(|(provider, operator, allowed)| Call::SetOperator { provider, operator, allowed }),
        1 => (provider(), 0usize..300)
            .prop_map(|(provider, length)| Call::Announce { provider, length }),
        2 => (provider(), prop::bool::weighted(0.7))
            .prop_map(|(provider, admitted)| Call::SetProvider { provider, admitted }),
    ]
}

fn voucher_plan() -> impl Strategy<Value = VoucherPlan> {
    let signing = prop_oneof![
        12 => Just(Signing::Valid),
        1 => Just(Signing::ByOtherKey),
        1 => (0..8 * 65usize).prop_map(|bit| Signing::Flipped { bit }),
        1 => (0..65usize).prop_map(|length| Signing::Cut { length }),
        1 => Just(Signing::HighS),
    ];
    let day = prop_oneof![8 => Just(2u32), 4 => Just(1), 1 => Just(0), 1 => Just(3)];
    // Mostly the account itself.
    let spender = prop_oneof![3 => Just(0), 2 => 1..PEOPLE];
    let for_other_provider = prop::bool::weighted(0.05);
    let total = prop_oneof![
        3 => Just(Total::All),
        1 => Just(Total::Ceiling),
        2 => any::<u8>().prop_map(Total::Part),
    ];
    (0..PEOPLE, spender, for_other_provider, day, any::<u8>(), total, signing).prop_map(
        |(account, spender, for_other_provider, day, part, total, signing)| VoucherPlan {
            account,
            spender: (account + spender) % PEOPLE,
            for_other_provider,
            day,
            part,
            total,
            signing,
        },
    )
}

fn word() -> impl Strategy<Value = Word> {
    prop_oneof![
        Just(Word::Zero),
        any::<u8>().prop_map(Word::Small),
        (0..PEOPLE).prop_map(Word::Person),
        Just(Word::Diem),
        Just(Word::Vvv),
        amount().prop_map(Word::Amount),
        Just(Word::Full),
        Just(Word::Above128),
        any::<[u8; 32]>().prop_map(Word::Random),
    ]
}

/// A random sequence of calls.
pub(super) fn steps() -> impl Strategy<Value = Vec<Step>> {
    let mutation = prop_oneof![
        (1usize..70).prop_map(Mutation::Cut),
        prop::collection::vec(any::<u8>(), 1..40).prop_map(Mutation::Grow),
        any::<usize>().prop_map(|bit| Mutation::Flip { bit }),
    ];
    let input = prop_oneof![
        12 => call().prop_map(Input::WellFormed),
        4 => (any::<usize>(), prop::collection::vec(word(), 14))
            .prop_map(|(function, words)| Input::Arbitrary { function, words }),
        3 => (call(), mutation).prop_map(|(call, mutation)| Input::Malformed(call, mutation)),
        1 => prop::collection::vec(any::<u8>(), 0..80).prop_map(Input::Bytes),
        1 => (call(), 1u64..).prop_map(|(call, ether)| Input::WithEther(call, ether)),
    ];
    let wait = prop_oneof![8 => 1u64..100, 3 => 1..2 * DAY, 1 => 1..2 * COOLDOWN];
    let step = (0..PEOPLE, wait, input).prop_map(|(by, wait, input)| Step { by, wait, input });
    let steps = prop::collection::vec(step, 40..120);
    // Most sequences start with credits, grants and providers in place.
    (prop::bool::weighted(0.8), steps).prop_map(|(equipped, steps)| {
        let mut all = if equipped { setup_steps() } else { Vec::new() };
        all.extend(steps);
        all
    })
}

/// Admits both providers, names an operator of the first, and gives every person DIEM, a grant and, to the first, a deposit.
pub(super) fn setup_steps() -> Vec<Step> {
    let step = |by, call| Step { by, wait: 1, input: Input::WellFormed(call) };
    let mut steps = Vec::new();
    for provider in 0..PROVIDERS {
        steps.push(step(0, Call::SetProvider { provider, admitted: true }));
    }
    steps.push(step(0, Call::SetOperator { provider: 0, operator: 1, allowed: true }));
    for by in 0..PEOPLE {
        steps.push(step(
            by,
            Call::StakeAndMint {
                amount: 1_000 * ONE,
                // The last person keeps DIEM in the wallet.
                activate: by + 1 < PEOPLE,
            },
        ));
        steps.push(step(
            by,
            Call::ApproveQuota { to: (by + 1) % PEOPLE, limit: 3 * ONE, days: 500, paid: by == 0 },
        ));
    }
    steps.push(step(0, Call::Deposit { to: 0, amount: 10 * PARAMS[7] }));
    steps
}
