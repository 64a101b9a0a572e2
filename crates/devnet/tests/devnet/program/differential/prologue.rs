// SPDX-License-Identifier: MIT OR Apache-2.0
//! A fixed sequence of calls that reaches, at least once, everything a run must cover: each permissionless function
//! succeeding, the errors, the reasons to reject a voucher, a midnight, usage by others, of the day before, and paid.
//!
//! The random sequences come on top; they need not reach any of it.

use super::steps::{
    setup_steps, Call, Input, Mutation, Office, Signing, Step, Total, VoucherPlan, Word,
};
use super::*;

/// The lowest bit of the first byte of an argument word, as [`Mutation::Flip`] counts bits.
const fn bit_of_word(nth: usize) -> usize {
    8 * (4 + 32 * nth)
}

/// Steps in order, each one second after the last unless `after` sets another interval.
struct Script(Vec<Step>);

impl Script {
    fn after(&mut self, wait: u64, by: usize, input: Input) {
        self.0.push(Step { by, wait, input });
    }

    fn call(&mut self, by: usize, call: Call) {
        self.after(1, by, Input::WellFormed(call));
    }

    /// The function with this signature, called with these words.
    fn words(&mut self, by: usize, signature: &str, words: &[Word]) {
        let function = functions()
            .iter()
            .position(|function| function.signature == signature)
            .expect(signature);
        let words = words.to_vec();
        self.after(1, by, Input::Arbitrary { function, words });
    }

    fn malformed(&mut self, by: usize, call: Call, bit: usize) {
        let mutation = Mutation::Flip { bit };
        self.after(1, by, Input::Malformed(call, mutation));
    }
}

/// A valid voucher of today, over `part` 200ths of what can be collected.
fn voucher(account: usize, spender: usize, part: u8) -> VoucherPlan {
    VoucherPlan {
        account,
        spender,
        for_other_provider: false,
        day: 2,
        part,
        total: Total::All,
        signing: Signing::Valid,
    }
}

fn redeem(provider: usize, plan: VoucherPlan) -> Call {
    Call::Redeem { provider, operator: None, plan }
}

pub(super) fn prologue() -> Vec<Step> {
    let mut script = Script(setup_steps());
    token(&mut script);
    vault_and_mint(&mut script);
    activation(&mut script);
    deposits(&mut script);
    grants_and_spending(&mut script);
    vouchers(&mut script);
    rewards(&mut script);
    burn_offers(&mut script);
    grants_by_signature(&mut script);
    operators(&mut script);
    commitments(&mut script);
    announcements(&mut script);
    offices(&mut script);
    parameters(&mut script);
    router(&mut script);
    views(&mut script);
    script.0
}

fn token(script: &mut Script) {
    let amount = 100 * ONE;
    script.call(0, Call::Stake { to: 0, amount: 5 * amount });
    script.call(0, Call::Stake { to: 1, amount });
    script.call(0, Call::Mint { amount, min_out: 0 });
    script.call(2, Call::Transfer { to: 0, part: 50 });
    // ERC20InsufficientBalance: all of person 1's DIEM is active.
    script.call(1, Call::Transfer { to: 0, part: 50 });
    script.call(0, Call::Approve { to: 1, value: ONE });
    script.call(1, Call::TransferFrom { from: 0, to: 2, part: 10 });
    // ERC20InsufficientAllowance
    script.call(2, Call::TransferFrom { from: 0, to: 2, part: 10 });
    // `value % 4` decides on the deadline: 3 is in the future, 0 has passed.
    script.call(2, Call::Permit { of: 0, to: 1, value: 7 });
    script.call(2, Call::Permit { of: 0, to: 1, value: 8 });
    // ERC2612InvalidSigner: another value than was signed; ECDSAInvalidSignatureS: a high `s`.
    let permit = Call::Permit { of: 0, to: 1, value: 7 };
    script.malformed(2, permit.clone(), bit_of_word(2) + 8 * 31);
    script.malformed(2, permit.clone(), bit_of_word(6) + 7);
    // ECDSAInvalidSignature: `v` is neither 27 nor 28. ERC20InvalidApprover
    script.malformed(2, permit, bit_of_word(4) + 8 * 31 + 5);
    let from_zero = [Word::Zero, Word::Person(0), Word::Zero];
    script.words(0, "transferFrom(address,address,uint256)", &from_zero);
    // ERC20InvalidReceiver, ERC20InvalidSpender
    script.words(0, "transfer(address,uint256)", &[Word::Zero, Word::Small(1)]);
    script.words(0, "approve(address,uint256)", &[Word::Zero, Word::Small(1)]);
}

fn vault_and_mint(script: &mut Script) {
    script.call(0, Call::Burn { part: 5 });
    // ExceedsMinted
    script.call(0, Call::Burn { part: 255 });
    // InsufficientUnlocked, SlippageExceeded, SupplyCapExceeded, ZeroAmount
    script.call(0, Call::Mint { amount: 10_000 * ONE, min_out: 0 });
    script.call(0, Call::Mint { amount: ONE, min_out: 100 * ONE });
    script.words(0, "getSVVVAmountIn(uint256)", &[Word::Amount(1 << 100)]);
    script.call(0, Call::Stake { to: 0, amount: 0 });
    // SafeErc20FailedOperation: more VVV than the wallet has.
    script.call(0, Call::Stake { to: 0, amount: 1 << 120 });
    // InvalidRecipient, AmountTooLarge
    script.words(0, "stake(address,uint256)", &[Word::Diem, Word::Small(1)]);
    script.words(0, "burnDiem(uint256)", &[Word::Above128]);
    // TicketNotFound, NothingMatured, InsufficientUnlocked
    script.call(0, Call::CancelUnstakeVvv { ticket: 5 });
    script.call(0, Call::FinalizeUnstake);
    script.call(0, Call::InitiateUnstakeVvv { part: 255 });
    script.call(0, Call::InitiateUnstakeVvv { part: 20 });
    script.call(0, Call::CancelUnstakeVvv { ticket: 0 });
    script.call(0, Call::InitiateUnstakeVvv { part: 20 });
    let finalize = Input::WellFormed(Call::FinalizeUnstake);
    script.after(COOLDOWN, 0, finalize);
}

fn activation(script: &mut Script) {
    script.call(2, Call::Activate { part: 50 });
    // InsufficientActive
    script.call(2, Call::InitiateUnstake { part: 255 });
    script.call(2, Call::InitiateUnstake { part: 20 });
    script.call(2, Call::CancelUnstake { ticket: 0 });
    script.call(2, Call::InitiateUnstake { part: 20 });
    script.after(DAY, 2, Input::WellFormed(Call::Unstake));
}

fn deposits(script: &mut Script) {
    script.call(1, Call::Deposit { to: 1, amount: 1_000 });
    // InsufficientDeposit
    script.call(1, Call::InitiateWithdrawal { part: 255 });
    script.call(1, Call::InitiateWithdrawal { part: 200 });
    script.call(1, Call::CancelWithdrawal { ticket: 0 });
    script.call(1, Call::InitiateWithdrawal { part: 200 });
    script.after(2 * DAY, 1, Input::WellFormed(Call::Withdraw));
    // TooManyTickets
    script.call(1, Call::Deposit { to: 1, amount: 1_000 });
    (0..33).for_each(|_| script.call(1, Call::InitiateWithdrawal { part: 1 }));
    script.after(2 * DAY, 1, Input::WellFormed(Call::Withdraw));
}

fn grants_and_spending(script: &mut Script) {
    let spend = |of, provider, part| Call::Spend { of, provider, part };
    script.call(0, spend(0, 0, 10));
    // By person 1, under the grant of person 0; more than is granted: GrantExceeded.
    script.call(1, spend(2, 1, 10));
    script.call(1, spend(2, 1, 255));
    // NoGrant: person 1 has granted to person 2 only. InsufficientCredits.
    script.call(0, spend(1, 0, 10));
    script.call(2, spend(0, 0, 255));
    // InvalidSpender, GrantExpired
    let grant = |to, days| Call::ApproveQuota { to, limit: ONE, days, paid: true };
    script.call(0, grant(0, 500));
    script.call(2, grant(0, 0));
    script.call(0, spend(2, 0, 10));
    // PaidNotAllowed: little is left of the quota of person 1, who has a deposit that the grant does not allow.
    script.call(1, Call::Deposit { to: 1, amount: 10 * PARAMS[7] });
    script.call(1, spend(0, 0, 100));
    script.call(2, spend(2, 0, 255));
    // NotProvider
    script.call(0, Call::SetProvider { provider: 0, admitted: false });
    script.call(0, spend(0, 0, 10));
    script.call(0, Call::SetProvider { provider: 0, admitted: true });
    // All of the quota, and paid credits.
    script.call(0, spend(0, 0, 200));
}

fn vouchers(script: &mut Script) {
    // A new day, for fresh quotas.
    script.after(DAY, 0, Input::WellFormed(redeem(0, voucher(0, 0, 10))));
    script.call(0, redeem(1, voucher(0, 1, 10)));
    let yesterday = |plan| VoucherPlan { day: 1, ..plan };
    script.after(DAY, 0, Input::WellFormed(redeem(0, yesterday(voucher(2, 2, 10)))));
    let bad = [
        // InvalidVoucherSignature
        VoucherPlan { signing: Signing::ByOtherKey, ..voucher(0, 0, 10) },
        VoucherPlan { signing: Signing::Flipped { bit: 77 }, ..voucher(0, 0, 10) },
        VoucherPlan { signing: Signing::Cut { length: 64 }, ..voucher(0, 0, 10) },
        VoucherPlan { signing: Signing::HighS, ..voucher(0, 0, 10) },
        // VoucherExpired, VoucherNotYetValid, OnlyProvider, VoucherNotNewer
        VoucherPlan { day: 0, ..voucher(0, 0, 10) },
        VoucherPlan { day: 3, ..voucher(0, 0, 10) },
        VoucherPlan { for_other_provider: true, ..voucher(0, 0, 10) },
        voucher(0, 0, 0),
        // NoGrant, GrantExpired
        voucher(1, 0, 10),
        voucher(2, 0, 10),
    ];
    for plan in &bad {
        script.call(0, redeem(0, plan.clone()));
    }
    // VoucherTooLarge
    script.malformed(0, redeem(0, voucher(0, 0, 10)), bit_of_word(4));
    let mut plans = bad.to_vec();
    // What the grant of person 0 allows, then more: GrantExceeded.
    plans.extend([voucher(0, 1, 220), voucher(0, 1, 255)]);
    // The quota of person 2, who has no deposit, then more: InsufficientCredits.
    plans.extend([voucher(2, 2, 220), voucher(2, 2, 255)]);
    let provider = 0;
    script.call(0, Call::RedeemBatch { provider, operator: None, plans });
    // PaidNotAllowed: person 1 uses all of the quota and some paid credits, which the grant to person 2 does not allow.
    let plans = vec![voucher(1, 1, 110), voucher(1, 2, 100)];
    script.call(0, Call::RedeemBatch { provider, operator: None, plans });
    script.call(0, redeem(1, voucher(1, 2, 100)));
    // LengthMismatch: no voucher, one signature and no total.
    let words = [96, 128, 192, 0, 1, 32, 0].map(Word::Small);
    let batch = "redeemBatch((address,address,address,uint32,uint256)[],bytes[],uint256[])";
    script.words(0, batch, &words);
}

fn rewards(script: &mut Script) {
    script.words(0, "fund(uint256)", &[Word::Amount(1_000_000)]);
    script.words(0, "fundCapacity(uint256)", &[Word::Amount(1_000_000)]);
    script.words(0, "checkpoint()", &[]);
    script.words(0, "claim()", &[]);
    script.words(0, "claimTo(address)", &[Word::Person(1)]);
    script.words(2, "claimEarnings(address)", &[Word::Person(1)]);
    // RewardNotStakeable
    script.words(0, "claimAndStake()", &[]);
}

fn burn_offers(script: &mut Script) {
    let offer = |rate, amount| Call::OfferBurn { rate, amount, days: 500 };
    // Of person 0 by person 2, or of person 1 by person 0.
    let burn = |part, least, to| Call::BurnFor { of: 1, part, least, to };
    // NoBurnOffer, ZeroAmount
    script.call(2, burn(5, 0, 2));
    script.call(0, offer(50 * ONE, 0));
    script.call(0, offer(50 * ONE, ONE));
    // SlippageExceeded, InvalidRecipient, NoBurnOffer: more than is left.
    script.call(2, burn(5, 1 << 100, 2));
    script.call(2, burn(5, 0, 0));
    script.call(2, burn(250, 0, 2));
    script.call(2, burn(5, 1, 1));
    script.call(2, burn(5, 1, 2));
    script.call(0, offer(0, 0));
    script.call(2, burn(5, 0, 2));
    // Any amount: ERC20InsufficientBalance, ExceedsMinted.
    script.call(0, offer(500 * ONE, u128::MAX));
    script.call(2, burn(200, 0, 2));
    script.call(2, burn(255, 0, 2));
    // At a rate above what is freed.
    script.call(2, burn(5, 0, 2));
    // AmountTooLarge
    script.words(0, "offerBurn(uint256,uint256,uint32)", &[Word::Above128, Word::Small(1)]);
}

fn grants_by_signature(script: &mut Script) {
    let permit =
        |early, expired| Call::PermitQuota { of: 0, to: 1, limit: 3 * ONE, early, expired };
    script.call(2, permit(false, false));
    // ERC2612InvalidSigner, ERC2612ExpiredSignature, InvalidSpender
    script.call(2, permit(true, false));
    script.call(2, permit(false, true));
    script.malformed(2, permit(false, false), bit_of_word(2) + 8 * 31);
    script.call(2, Call::PermitQuota { of: 0, to: 0, limit: ONE, early: false, expired: false });
    // A limit of 0 uses the nonce too.
    script.call(0, Call::ApproveQuota { to: 1, limit: 0, days: 500, paid: true });
    script.call(2, permit(false, false));
}

fn operators(script: &mut Script) {
    let set = |allowed| Call::SetOperator { provider: 0, operator: 1, allowed };
    let one = |plan| Call::Redeem { provider: 0, operator: Some(1), plan };
    let many = |plans| Call::RedeemBatch { provider: 0, operator: Some(1), plans };
    script.call(0, set(true));
    // A new day, for fresh quotas.
    script.after(DAY, 0, Input::WellFormed(one(voucher(0, 0, 10))));
    let elsewhere = VoucherPlan { for_other_provider: true, ..voucher(2, 2, 10) };
    let bad = VoucherPlan { signing: Signing::ByOtherKey, ..voucher(2, 2, 10) };
    // Less than the ceiling; then a ceiling that has been collected.
    let part = VoucherPlan { total: Total::Part(200), ..voucher(0, 0, 50) };
    script.call(0, many(vec![elsewhere, bad, part, voucher(2, 2, 10)]));
    script.call(0, one(VoucherPlan { total: Total::Part(1), ..voucher(0, 0, 50) }));
    script.call(0, set(false));
    script.call(0, one(voucher(0, 0, 10)));
}

fn commitments(script: &mut Script) {
    // NotProvider, NoCommitment
    script.words(1, "commitTo(address)", &[Word::Person(0)]);
    script.call(1, Call::ReleaseCommitment);
    script.call(1, Call::CommitTo { provider: 0 });
    script.call(1, Call::CommitTo { provider: 0 });
    script.call(1, Call::Spend { of: 0, provider: 1, part: 10 });
    // CommittedElsewhere from the next day on, alone and in a batch; CommitmentInForce
    let spend = Call::Spend { of: 0, provider: 1, part: 10 };
    script.after(DAY, 1, Input::WellFormed(spend));
    script.call(1, redeem(1, voucher(1, 1, 10)));
    let plans = vec![voucher(1, 1, 10), voucher(0, 0, 10)];
    script.call(1, Call::RedeemBatch { provider: 1, operator: None, plans });
    script.call(1, redeem(0, voucher(1, 1, 10)));
    script.call(1, Call::CommitTo { provider: 1 });
    script.call(1, Call::ReleaseCommitment);
    script.call(1, Call::CommitTo { provider: 0 });
    script.call(1, Call::ReleaseCommitment);
    // From the second day on free; from the third on for another provider.
    script.after(2 * DAY, 1, Input::WellFormed(Call::Spend { of: 0, provider: 1, part: 10 }));
    script.call(1, Call::CommitTo { provider: 1 });
    script.after(DAY, 1, Input::WellFormed(Call::CommitTo { provider: 1 }));
}

fn announcements(script: &mut Script) {
    let announce = |length| Call::Announce { provider: 0, length };
    // InvalidUri: empty, too long, no UTF-8.
    for length in [1, 32, 33, 256, 20, 0, 257] {
        script.call(0, announce(length));
    }
    let high_bit_of_first_byte = bit_of_word(2) + 7;
    script.malformed(0, announce(5), high_bit_of_first_byte);
    // NotProvider
    script.words(0, "announce(string)", &[Word::Small(32), Word::Small(1), Word::Full]);
}

fn offices(script: &mut Script) {
    let office = |script: &mut Script, office| script.call(0, Call::Office(office));
    office(script, Office::TransferOwnership { to: Some(0) });
    office(script, Office::AcceptOwnership);
    office(script, Office::TransferOwnership { to: None });
    office(script, Office::AcceptOwnership);
    // ExpectedPause, EnforcedPause, GuardianMustWait
    office(script, Office::Unpause);
    office(script, Office::Pause { by_guardian: true });
    script.call(0, Call::Stake { to: 0, amount: ONE });
    script.after(8 * DAY, 0, Input::WellFormed(Call::Office(Office::Pause { by_guardian: true })));
    office(script, Office::SetGuardian);
    office(script, Office::Pause { by_guardian: true });
    office(script, Office::Pause { by_guardian: false });
    office(script, Office::Unpause);
    // NothingToRecover
    for token in [0, 0, 1, 2] {
        office(script, Office::Recover { token, to: 1 });
    }
}

fn parameters(script: &mut Script) {
    let office = |script: &mut Script, office| script.call(0, Call::Office(office));
    let propose = |base, price| Office::Propose { base, price };
    // BaseOutOfBounds, CreditPriceOutOfBounds
    office(script, propose(74, 100));
    office(script, propose(100, 201));
    // Every bound, and those of two values together: SharesOutOfBounds, GrowthOutOfBounds. By person 0 as the owner.
    office(script, Office::TransferOwnership { to: Some(0) });
    office(script, Office::AcceptOwnership);
    let propose_words = |script: &mut Script, changes: &[(usize, Word)]| {
        let mut words = PARAMS.map(Word::Amount);
        for (nth, word) in changes {
            words[*nth] = word.clone();
        }
        let signature = functions().iter().find(|f| f.name == "proposeParams").expect("a function");
        script.words(0, &signature.signature, &words);
    };
    for nth in 0..8 {
        propose_words(script, &[(nth, Word::Full)]);
    }
    propose_words(script, &[(5, Word::Amount(ONE * 3 / 10)), (6, Word::Amount(ONE * 3 / 10))]);
    propose_words(script, &[(1, Word::Amount(3 * ONE))]);
    office(script, Office::TransferOwnership { to: None });
    office(script, Office::AcceptOwnership);
    // ProposalNotReady, ProposalExpired
    office(script, propose(110, 50));
    office(script, Office::Execute);
    script.after(15 * DAY, 0, Input::WellFormed(Call::Office(Office::Execute)));
    office(script, propose(110, 50));
    script.after(2 * DAY, 0, Input::WellFormed(Call::Office(Office::Execute)));
    office(script, propose(90, 200));
    // ProposalNotReady: 7 days between executions.
    script.after(3 * DAY, 0, Input::WellFormed(Call::Office(Office::Execute)));
    script.after(4 * DAY, 0, Input::WellFormed(Call::Office(Office::Execute)));
    // Cancelled: NoProposal
    office(script, propose(100, 100));
    office(script, Office::Cancel);
    office(script, Office::Cancel);
    script.call(0, Call::Spend { of: 0, provider: 0, part: 10 });
}

fn router(script: &mut Script) {
    // OwnableUnauthorizedAccount, NoProposal
    script.words(0, "setProvider(address,bool)", &[Word::Person(0), Word::Small(1)]);
    script.words(0, "executeParams()", &[]);
    // InvalidCalldata, UnknownSelector, AlreadyConstructed, ValueNotAccepted
    script.after(1, 0, Input::Bytes(vec![0; 3]));
    script.after(1, 0, Input::Bytes(vec![0; 4]));
    let constructor = CONSTRUCTOR_SELECTOR.to_be_bytes().to_vec();
    script.after(1, 0, Input::Bytes(constructor));
    script.after(1, 0, Input::WithEther(Call::FinalizeUnstake, 1));
}

fn views(script: &mut Script) {
    let views = functions().iter().filter(|function| function.is_view);
    for nth in 0..views.count() {
        script.call(0, Call::View { nth, of: 0, amount: ONE });
    }
}
