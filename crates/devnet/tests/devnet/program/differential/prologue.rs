//! A fixed sequence of calls that reaches, at least once, everything a run must cover: each permissionless function
//! succeeding, the errors, the reasons to reject a voucher, a midnight, usage by others, of the day before, and paid.
//!
//! The random sequences come on top; they need not reach any of it.

use super::steps::{setup_steps, Call, Input, Mutation, Signing, Step, VoucherPlan, Word};
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
        signing: Signing::Valid,
    }
}

fn redeem(provider: usize, plan: VoucherPlan) -> Call {
    Call::Redeem { provider, plan }
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
    script.malformed(2, permit, bit_of_word(6) + 7);
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
    script.call(0, Call::RedeemBatch { provider, plans });
    // PaidNotAllowed: person 1 uses all of the quota and some paid credits, which the grant to person 2 does not allow.
    let plans = vec![voucher(1, 1, 110), voucher(1, 2, 100)];
    script.call(0, Call::RedeemBatch { provider, plans });
    script.call(0, redeem(1, voucher(1, 2, 100)));
    // LengthMismatch: no voucher and one signature.
    let words = [64, 96, 0, 1, 32, 0].map(Word::Small);
    let batch = "redeemBatch((address,address,address,uint32,uint256)[],bytes[])";
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
