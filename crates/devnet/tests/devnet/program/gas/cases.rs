//! The measured calls: the state each is measured from, and its floor.

use super::*;

/// A call to measure.
pub(super) struct Case {
    pub(super) call: &'static str,
    pub(super) state: &'static str,
    /// The floor without the intrinsic gas, which depends on the calldata: see [`super::floors`].
    pub(super) floor: u64,
    pub(super) prepare: fn(&mut Fixture),
    pub(super) calldata: fn(&Fixture) -> Vec<u8>,
}

/// A mint through nearly the whole curve, of ten thousand times more VVV than exists: the only case in which the search on
/// the curve takes more than 15,000 gas.
pub(super) const ALL_AT_ONCE: &str = "steady, beyond the target, 1.27 trillion VVV at once";

struct Cases(Vec<Case>);

impl Cases {
    fn add(
        &mut self,
        call: &'static str,
        state: &'static str,
        floor: u64,
        prepare: fn(&mut Fixture),
        calldata: fn(&Fixture) -> Vec<u8>,
    ) {
        self.0.push(Case { call, state, floor, prepare, calldata });
    }
}

/// All measured calls.
pub(super) fn cases() -> Vec<Case> {
    let mut cases = Cases(Vec::new());
    token(&mut cases);
    vault(&mut cases);
    mint_and_burn(&mut cases);
    credits(&mut cases);
    vouchers(&mut cases);
    rewards_and_earnings(&mut cases);
    cases.0
}

/// DIEM's ERC-20 functions.
fn token(cases: &mut Cases) {
    cases.add("transfer", "first", CHANGED + NEW + log(3, 1), both_hold_diem, |_| {
        transfer(UNUSED_ACCOUNT)
    });
    cases.add("transfer", "steady", 2 * CHANGED + log(3, 1), both_hold_diem, |_| transfer(BOB));
    cases.add("approve", "first", NEW + log(3, 1), |_| {}, |_| approve());
    cases.add(
        "approve",
        "steady",
        CHANGED + log(3, 1),
        |fixture| {
            let value = u(1);
            let spender = UNUSED_ACCOUNT;
            fixture.ok(ALICE, approveCall { spender, value });
        },
        |_| approve(),
    );
    cases.add(
        "transferFrom",
        "first",
        2 * CHANGED + NEW + log(3, 1),
        |fixture| {
            both_hold_diem(fixture);
            set_allowance(fixture, u(2 * ONE));
        },
        |_| transfer_from(UNUSED_ACCOUNT),
    );
    cases.add(
        "transferFrom",
        "steady, finite allowance",
        3 * CHANGED + log(3, 1),
        |fixture| {
            both_hold_diem(fixture);
            set_allowance(fixture, u(2 * ONE));
        },
        |_| transfer_from(ALICE),
    );
    cases.add(
        "transferFrom",
        "steady, infinite allowance",
        2 * CHANGED + READ + log(3, 1),
        |fixture| {
            both_hold_diem(fixture);
            set_allowance(fixture, U256::MAX);
        },
        |_| transfer_from(ALICE),
    );
    cases.add(
        "permit",
        "first",
        2 * NEW + ECRECOVER + log(3, 1),
        |_| {},
        |fixture| permit(fixture, 0),
    );
    cases.add(
        "permit",
        "steady",
        2 * CHANGED + ECRECOVER + log(3, 1),
        |fixture| {
            let first = permit(fixture, 0);
            assert!(fixture.raw(ALICE, first).is_success());
        },
        |fixture| permit(fixture, 1),
    );
}

/// Staking and unstaking VVV.
fn vault(cases: &mut Cases) {
    // Reads the cooldown. The queue's header and the ticket are added below.
    let initiating = STAKER + READ + log(2, 3);
    let finalizing = CHANGED + READ + PUSH + log(2, 1);
    cases.add("stake", "first", NEW_STAKER + PULL + log(3, 1), |_| {}, stake_data);
    cases.add(
        "stake",
        "steady",
        STAKER + PULL + log(3, 1),
        |fixture| stake(fixture, ALICE, ONE),
        stake_data,
    );
    cases.add(
        "initiateUnstakeVvv",
        "first ticket",
        initiating + 2 * NEW,
        |fixture| stake(fixture, ALICE, 100 * ONE),
        initiate_data,
    );
    cases.add(
        "initiateUnstakeVvv",
        "second ticket",
        initiating + CHANGED + NEW,
        |fixture| {
            stake(fixture, ALICE, 100 * ONE);
            initiate_unstake(fixture, ALICE, ONE);
        },
        initiate_data,
    );
    cases.add(
        "initiateUnstakeVvv",
        "33rd ticket, slots reused",
        initiating + 2 * CHANGED,
        |fixture| {
            stake(fixture, ALICE, 100 * ONE);
            for _ in 0..32 {
                let ticket = initiate_unstake(fixture, ALICE, ONE);
                fixture.ok(ALICE, cancelUnstakeVvvCall { ticket });
            }
        },
        initiate_data,
    );
    cases.add(
        "initiateUnstakeVvv",
        "32nd ticket",
        initiating + CHANGED + NEW,
        |fixture| {
            stake(fixture, ALICE, 100 * ONE);
            (0..31).for_each(|_| {
                initiate_unstake(fixture, ALICE, ONE);
            });
        },
        initiate_data,
    );
    // Changes the queue's header and reads the ticket, which stays as it is.
    cases.add(
        "cancelUnstakeVvv",
        "the only ticket",
        STAKER + CHANGED + READ + log(2, 2),
        |fixture| {
            stake(fixture, ALICE, 100 * ONE);
            initiate_unstake(fixture, ALICE, 10 * ONE);
        },
        cancel_data,
    );
    cases.add(
        "finalizeUnstake",
        "one ticket",
        finalizing,
        |fixture| matured_tickets(fixture, 1),
        finalize_data,
    );
    cases.add(
        "finalizeUnstake",
        "32 tickets",
        finalizing + 31 * READ,
        |fixture| matured_tickets(fixture, 32),
        finalize_data,
    );
}

fn mint_and_burn(cases: &mut Cases) {
    // Reads the curve's parameters too.
    let minting = STAKER + LOCKS + READ;
    cases.add(
        "mintDiem",
        "first mint ever, supply 0",
        minting + 2 * (NEW - CHANGED),
        |fixture| stake(fixture, ALICE, 1_000 * ONE),
        mint_data,
    );
    cases.add(
        "mintDiem",
        "first, supply 1",
        minting + NEW - CHANGED,
        |fixture| first_mint(fixture, SUPPLIES[0]),
        mint_data,
    );
    cases.add(
        "mintDiem",
        "first, supply 10,000",
        minting + NEW - CHANGED,
        |fixture| first_mint(fixture, SUPPLIES[1]),
        mint_data,
    );
    cases.add(
        "mintDiem",
        "first, supply 37,713",
        minting + NEW - CHANGED,
        |fixture| first_mint(fixture, SUPPLIES[2]),
        mint_data,
    );
    cases.add(
        "mintDiem",
        "steady, supply 1",
        minting,
        |fixture| steady_mint(fixture, SUPPLIES[0]),
        mint_data,
    );
    cases.add(
        "mintDiem",
        "steady, supply 10,000",
        minting,
        |fixture| steady_mint(fixture, SUPPLIES[1]),
        mint_data,
    );
    cases.add(
        "mintDiem",
        "steady, supply 37,713",
        minting,
        |fixture| steady_mint(fixture, SUPPLIES[2]),
        mint_data,
    );
    cases.add(
        "mintDiem",
        "steady, beyond the target, supply 60,000",
        minting,
        |fixture| mint_beyond_target(fixture, 60_000),
        mint_data,
    );
    cases.add(
        "mintDiem",
        "steady, beyond the target, supply 79,999",
        minting,
        |fixture| mint_beyond_target(fixture, 79_999),
        mint_data,
    );
    cases.add(
        "mintDiem",
        "steady, beyond the target, 100 million VVV at once",
        minting,
        stake_more_than_curve,
        |_| large_mint_data(100_000_000 * ONE, 50_000 * ONE),
    );
    cases.add("mintDiem", ALL_AT_ONCE, minting, stake_more_than_curve, |_| {
        large_mint_data(MORE_THAN_CURVE / 4, 79_000 * ONE)
    });
    cases.add(
        "stakeAndMint",
        "first, supply 10,000",
        NEW_STAKER + PULL + log(3, 1) + LOCKS + READ + NEW - CHANGED,
        |fixture| mint_until_supply(fixture, SUPPLIES[1]),
        stake_and_mint_data,
    );
    cases.add(
        "stakeAndMint",
        "steady, supply 10,000",
        STAKER + PULL + log(3, 1) + LOCKS + READ,
        |fixture| steady_mint(fixture, SUPPLIES[1]),
        stake_and_mint_data,
    );
    cases.add("burnDiem", "part", STAKER + LOCKS, both_hold_diem, |_| {
        burnDiemCall { amount: u(ONE) }.abi_encode()
    });
    cases.add(
        "burnDiem",
        "all",
        STAKER + LOCKS - CLEARED,
        |fixture| {
            mint_until_supply(fixture, 100);
            stake(fixture, ALICE, 10_000 * ONE);
            let vvv = fixture.view(getSVVVAmountInCall { diemOut: u(ONE) }).vvvToLock;
            mint(fixture, ALICE, vvv.to());
        },
        |_| burnDiemCall { amount: u(ONE) }.abi_encode(),
    );
}

/// Claims, funding, earnings, and `checkpoint` by itself.
fn rewards_and_earnings(cases: &mut Cases) {
    let claim: fn(&Fixture) -> Vec<u8> = |_| claimCall {}.abi_encode();
    // The stakes are read but not changed.
    let claiming = STAKER - 2 * (CHANGED - READ) + PUSH + log(3, 1);
    cases.add(
        "claim",
        "first payment to the wallet",
        claiming - CHANGED + NEW,
        |fixture| {
            stake(fixture, ALICE, 100_000 * ONE);
            fixture.advance(3_600);
        },
        claim,
    );
    cases.add(
        "claim",
        "steady",
        claiming,
        |fixture| {
            stake(fixture, ALICE, 100_000 * ONE);
            fixture.fund_fee(ALICE, 1);
            fixture.advance(3_600);
        },
        claim,
    );
    // Changes the inflow that waits for the rollover; reads the day.
    cases.add(
        "fund",
        "steady",
        CHANGED + READ + PULL + log(2, 1),
        |fixture| fixture.fund_fee(ALICE, 1_000_000),
        |_| fundCall { amount: u(1_000) }.abi_encode(),
    );
    cases.add(
        "claimEarnings",
        "steady",
        CHANGED + PUSH + log(3, 1),
        |fixture| {
            users_with_one_voucher(fixture);
            fixture.fund_fee(ALICE, 1);
        },
        |_| claimEarningsCall { to: ALICE }.abi_encode(),
    );
    let checkpoint: fn(&Fixture) -> Vec<u8> = |_| checkpointCall {}.abi_encode();
    // Changes the index; reads the stream and the total stake.
    cases.add("checkpoint", "same day", CHANGED + 2 * READ, |_| {}, checkpoint);
    cases.add(
        "checkpoint",
        "first call of the day",
        ROLL + READ,
        |fixture| {
            two_days_of_use(fixture);
            fixture.advance(DAY);
        },
        checkpoint,
    );
    cases.add(
        "checkpoint",
        "first call after 300 days",
        ROLL + READ,
        |fixture| {
            two_days_of_use(fixture);
            fixture.advance(300 * DAY);
        },
        checkpoint,
    );
}

/// Activation, grants, deposits, spending.
fn credits(cases: &mut Cases) {
    let activate: fn(&Fixture) -> Vec<u8> = |_| activate_call().abi_encode();
    // Changes both balances and the total. The account's meter is added below.
    let activation = 3 * CHANGED + log(3, 1) + log(2, 1);
    cases.add(
        "stake(uint256)",
        "first",
        activation + NEW,
        |fixture| {
            mint_until_supply(fixture, 1_000);
            stake(fixture, ALICE, 100_000 * ONE);
            mint(fixture, ALICE, 50_000 * ONE);
            fixture.ok(BOB, activate_call());
        },
        activate,
    );
    cases.add("stake(uint256)", "steady", activation + CHANGED, both_have_active_diem, activate);
    let deactivate: fn(&Fixture) -> Vec<u8> = |_| deactivate_call().abi_encode();
    // Changes meter and total; reads the parameters. The queue's header and the ticket are added below.
    let deactivation = 2 * CHANGED + READ + log(2, 1);
    cases.add(
        "initiateUnstake",
        "first ticket",
        deactivation + 2 * NEW,
        both_have_active_diem,
        deactivate,
    );
    cases.add(
        "initiateUnstake",
        "33rd ticket, slots reused",
        deactivation + 2 * CHANGED,
        |fixture| {
            both_have_active_diem(fixture);
            for _ in 0..32 {
                let ticket = fixture.ok(ALICE, deactivate_call()).ticket;
                fixture.ok(ALICE, cancelUnstakeCall { ticket });
            }
        },
        deactivate,
    );
    cases.add(
        "cancelUnstake",
        "the only ticket",
        3 * CHANGED + READ + log(2, 2),
        |fixture| {
            both_have_active_diem(fixture);
            fixture.ok(ALICE, deactivate_call());
        },
        |_| cancelUnstakeCall { ticket: 0 }.abi_encode(),
    );
    cases.add(
        "unstake",
        "one ticket",
        3 * CHANGED + READ + log(3, 1) + log(2, 1),
        |fixture| {
            both_have_active_diem(fixture);
            fixture.ok(ALICE, deactivate_call());
            start_next_day(fixture);
        },
        |_| unstakeCall {}.abi_encode(),
    );
    let grant: fn(&Fixture) -> Vec<u8> = |_| grant_call().abi_encode();
    cases.add("approveQuota", "first", NEW + log(3, 3), |_| {}, grant);
    cases.add(
        "approveQuota",
        "steady",
        CHANGED + log(3, 3),
        |fixture| {
            fixture.ok(ALICE, grant_call());
        },
        grant,
    );
    let deposit: fn(&Fixture) -> Vec<u8> = |_| {
        let amount = u(1_000_000);
        depositCall { account: ALICE, amount }.abi_encode()
    };
    // The account's deposit is added below.
    let depositing = PULL + log(3, 1);
    cases.add(
        "deposit",
        "first",
        depositing + NEW,
        |fixture| {
            deposit_for(fixture, BOB);
        },
        deposit,
    );
    cases.add(
        "deposit",
        "steady",
        depositing + CHANGED,
        |fixture| deposit_for(fixture, ALICE),
        deposit,
    );
    cases.add(
        "initiateWithdrawal",
        "first ticket",
        READ + 2 * NEW + log(2, 3),
        |fixture| deposit_for(fixture, ALICE),
        |_| initiateWithdrawalCall { amount: u(1_000) }.abi_encode(),
    );
    cases.add(
        "withdraw",
        "one ticket",
        2 * CHANGED + READ + PUSH + log(2, 1),
        |fixture| {
            deposit_for(fixture, ALICE);
            let amount = u(1_000);
            fixture.ok(ALICE, initiateWithdrawalCall { amount });
            start_next_day(fixture);
            start_next_day(fixture);
        },
        |_| withdrawCall {}.abi_encode(),
    );
    // Changes the meter, the day's budget and the provider's earnings; reads the day and the price.
    let spend = 3 * CHANGED + 2 * READ + log(4, 4) + log(2, 2);
    cases.add("spend", "same day", spend, spent_today, spend_data);
    cases.add(
        "spend",
        "new day",
        spend,
        |fixture| {
            spent_today(fixture);
            start_next_day(fixture);
        },
        spend_data,
    );
    // One of the rollover's budgets is the one that pays.
    cases.add(
        "spend",
        "first call of the day",
        spend + ROLL - CHANGED,
        |fixture| {
            two_days_of_use(fixture);
            fixture.advance(DAY);
        },
        spend_data,
    );
    // Changes the deposit, the provider's earnings, the pending inflow and the day's paid credits; reads the day, the
    // price and the meter.
    cases.add(
        "spend",
        "paid, same day",
        4 * CHANGED + 3 * READ + log(4, 4) + log(2, 2),
        |fixture| {
            fixture.admit(BOB);
            deposit_for(fixture, ALICE);
            assert!(fixture.raw(ALICE, spend_data(fixture)).is_success());
        },
        spend_data,
    );
    // Changes the grant too.
    cases.add(
        "spend",
        "by an agent, same day",
        spend + CHANGED,
        |fixture| {
            both_have_active_diem(fixture);
            fixture.admit(BOB);
            let call = approveQuotaCall { spender: ALICE, ..grant_call() };
            fixture.ok(BOB, call);
            assert!(fixture.raw(ALICE, agent_spend_data(fixture)).is_success());
        },
        agent_spend_data,
    );
}

/// Vouchers, one and many.
fn vouchers(cases: &mut Cases) {
    // Each voucher changes its meter and its collected total, and costs a signature check. Each call changes the day's
    // budget and the provider's earnings, and reads the day and the price.
    let voucher = 2 * CHANGED + ECRECOVER + log(4, 4);
    let once = 2 * CHANGED + 2 * READ + log(2, 2);
    let first: fn(&Fixture) -> Vec<u8> = |fixture| one_voucher_data(fixture, 1);
    let second: fn(&Fixture) -> Vec<u8> = |fixture| one_voucher_data(fixture, 2);
    cases.add("redeem", "first", once + voucher - CHANGED + NEW, users_without_vouchers, first);
    cases.add("redeem", "same day", once + voucher, users_with_one_voucher, second);
    cases.add(
        "redeem",
        "new day",
        once + voucher,
        |fixture| {
            users_with_one_voucher(fixture);
            start_next_day(fixture);
        },
        second,
    );
    cases.add(
        "redeem",
        "paid, same day",
        4 * CHANGED + 3 * READ + log(2, 2) + CHANGED + ECRECOVER + log(4, 4),
        |fixture| {
            fixture.admit(ALICE);
            deposit_for(fixture, user(0).address());
            assert!(fixture.raw(ALICE, one_voucher_data(fixture, 1)).is_success());
        },
        second,
    );
    let batch: [fn(&Fixture) -> Vec<u8>; 4] = [
        |fixture| vouchers_data(fixture, 1, 2).abi_encode(),
        |fixture| vouchers_data(fixture, 2, 2).abi_encode(),
        |fixture| vouchers_data(fixture, 10, 2).abi_encode(),
        |fixture| vouchers_data(fixture, 50, 2).abi_encode(),
    ];
    cases.add(
        "redeemBatch",
        "1 voucher, same day",
        once + voucher,
        users_with_one_voucher,
        batch[0],
    );
    cases.add(
        "redeemBatch",
        "2 vouchers, same day",
        once + 2 * voucher,
        users_with_one_voucher,
        batch[1],
    );
    cases.add(
        "redeemBatch",
        "10 vouchers, same day",
        once + 10 * voucher,
        users_with_one_voucher,
        batch[2],
    );
    cases.add(
        "redeemBatch",
        "50 vouchers, same day",
        once + 50 * voucher,
        users_with_one_voucher,
        batch[3],
    );
}
