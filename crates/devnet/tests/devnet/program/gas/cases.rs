// SPDX-License-Identifier: MIT OR Apache-2.0
//! The measured calls: the state each is measured from, and its floor.

use super::*;

/// A call to measure.
pub(super) struct Case {
    pub(super) call: &'static str,
    pub(super) state: &'static str,
    /// The floor without the intrinsic gas, which depends on the calldata: see [`super::floors`].
    pub(super) floor: u64,
    /// For the report: the slots and calls that the floor assumes, where they were not part of the first design.
    pub(super) slots: &'static str,
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
        self.add_with_slots(call, state, (floor, ""), prepare, calldata);
    }

    /// Adds a case whose assumed slots appear in the report. Its limit is 1.10 times the floor.
    fn add_with_slots(
        &mut self,
        call: &'static str,
        state: &'static str,
        (floor, slots): (u64, &'static str),
        prepare: fn(&mut Fixture),
        calldata: fn(&Fixture) -> Vec<u8>,
    ) {
        self.0.push(Case { call, state, floor, slots, prepare, calldata });
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
    burn_offers(&mut cases);
    commitments_and_operators(&mut cases);
    grants_by_signature(&mut cases);
    providers_and_governance(&mut cases);
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

/// Burning against the position of another account.
fn burn_offers(cases: &mut Cases) {
    let offer: fn(&Fixture) -> Vec<u8> = |_| offer_call(70 * ONE).abi_encode();
    let withdraw: fn(&Fixture) -> Vec<u8> = |_| offer_call(0).abi_encode();
    cases.add_with_slots("offerBurn", "first", (NEW + log(2, 3), "the offer, new"), |_| {}, offer);
    cases.add_with_slots(
        "offerBurn",
        "steady",
        (CHANGED + log(2, 3), "the offer, changed"),
        |fixture| {
            fixture.ok(ALICE, offer_call(60 * ONE));
        },
        offer,
    );
    cases.add_with_slots(
        "offerBurn",
        "withdrawn",
        (CHANGED - CLEARED + log(2, 3), "the offer, cleared"),
        |fixture| {
            fixture.ok(ALICE, offer_call(60 * ONE));
        },
        withdraw,
    );
    let burn: fn(&Fixture) -> Vec<u8> = |_| burn_for_call(ALICE).abi_encode();
    let burn_to_new: fn(&Fixture) -> Vec<u8> = |_| burn_for_call(UNUSED_ACCOUNT).abi_encode();
    // As a burn by the account itself, without its second log; and the offer, the burner's DIEM, and the recipient's stake
    // and reward.
    let burning = STAKER + 2 * CHANGED + 4 * CHANGED + log(3, 1) + log(4, 3);
    cases.add_with_slots(
        "burnFor",
        "steady",
        (
            burning,
            "index and supply, total stake, pool's share of the stream, the account's stake, reward, DIEM and offer, the \
             burner's DIEM, the recipient's stake and reward, changed; the stream, read",
        ),
        |fixture| {
            both_hold_diem(fixture);
            fixture.ok(BOB, offer_call(60 * ONE));
        },
        burn,
    );
    cases.add_with_slots(
        "burnFor",
        "first payment to the recipient",
        (burning + 2 * (NEW - CHANGED), "as steady; the recipient's stake and reward, new"),
        |fixture| {
            both_hold_diem(fixture);
            fixture.ok(BOB, offer_call(60 * ONE));
        },
        burn_to_new,
    );
}

/// Credits for one provider alone, and keys that redeem for a provider.
fn commitments_and_operators(cases: &mut Cases) {
    let commit: fn(&Fixture) -> Vec<u8> = |_| commitToCall { provider: BOB }.abi_encode();
    cases.add_with_slots(
        "commitTo",
        "first",
        (
            READ + NEW + CHANGED + log(3, 1),
            "the provider, read; the commitment, new; the account's meter, changed",
        ),
        spent_today,
        commit,
    );
    cases.add_with_slots(
        "commitTo",
        "again, nothing changes",
        (2 * READ, "the provider and the commitment, read"),
        committed_today,
        commit,
    );
    cases.add_with_slots(
        "commitTo",
        "steady, after another commitment",
        (
            READ + CHANGED + READ + log(3, 1),
            "the provider, read; the commitment, changed; the account's meter, whose flag is still set, read",
        ),
        |fixture| {
            spent_today(fixture);
            fixture.admit(PROVIDER);
            fixture.ok(ALICE, commitToCall { provider: PROVIDER });
            fixture.ok(ALICE, releaseCommitmentCall {});
            (0..3).for_each(|_| start_next_day(fixture));
        },
        commit,
    );
    cases.add_with_slots(
        "releaseCommitment",
        "steady",
        (CHANGED + log(3, 1), "the commitment, changed"),
        committed_today,
        |_| releaseCommitmentCall {}.abi_encode(),
    );
    let allow: fn(&Fixture) -> Vec<u8> = |_| operator_call(true).abi_encode();
    let allowed: fn(&mut Fixture) = |fixture| {
        fixture.ok(ALICE, operator_call(true));
    };
    cases.add_with_slots("setOperator", "first", (NEW + log(3, 1), "the flag, new"), |_| {}, allow);
    cases.add_with_slots(
        "setOperator",
        "again, nothing changes",
        (READ + log(3, 1), "the flag, read"),
        allowed,
        allow,
    );
    cases.add_with_slots(
        "setOperator",
        "removed",
        (CHANGED - CLEARED + log(3, 1), "the flag, cleared"),
        allowed,
        |_| operator_call(false).abi_encode(),
    );
    // As for the provider itself and without a commitment, and one slot more each.
    let voucher = 2 * CHANGED + ECRECOVER + log(4, 4);
    let once = 2 * CHANGED + 2 * READ + log(2, 2);
    cases.add_with_slots(
        "redeem",
        "by an operator, same day",
        (
            once + voucher + READ,
            "day, price and operator's flag, read; meter, voucher's record, day's budget and provider, changed",
        ),
        |fixture| {
            users_without_vouchers(fixture);
            fixture.admit(BOB);
            fixture.ok(BOB, setOperatorCall { operator: ALICE, allowed: true });
            let first = vouchers_for(fixture, BOB, 1, 1);
            fixture.ok(BOB, first);
        },
        |fixture| one_of(vouchers_for(fixture, BOB, 1, 2)).abi_encode(),
    );
    cases.add_with_slots(
        "redeem",
        "committed account, same day",
        (
            once + voucher + READ,
            "day, price and commitment, read; meter, voucher's record, day's budget and provider, changed",
        ),
        |fixture| {
            users_without_vouchers(fixture);
            fixture.ok(user(0).address(), commitToCall { provider: ALICE });
            start_next_day(fixture);
            let first = one_voucher_data(fixture, 1);
            assert!(fixture.raw(ALICE, first).is_success());
        },
        |fixture| one_voucher_data(fixture, 2),
    );
    cases.add_with_slots(
        "spend",
        "committed account, same day",
        (
            3 * CHANGED + 3 * READ + log(4, 4) + log(2, 2),
            "day, price and commitment, read; meter, day's budget and provider, changed",
        ),
        |fixture| {
            committed_today(fixture);
            start_next_day(fixture);
            assert!(fixture.raw(ALICE, spend_data(fixture)).is_success());
        },
        spend_data,
    );
}

/// Grants that an agent brings, and a grant that ends.
fn grants_by_signature(cases: &mut Cases) {
    let first: fn(&Fixture) -> Vec<u8> =
        |fixture| quota_permit(fixture, signer().address(), 0).abi_encode();
    let second: fn(&Fixture) -> Vec<u8> =
        |fixture| quota_permit(fixture, signer().address(), 1).abi_encode();
    cases.add_with_slots(
        "permitQuota",
        "first",
        (2 * NEW + ECRECOVER + log(3, 3), "grant and nonce, new"),
        |_| {},
        first,
    );
    cases.add_with_slots(
        "permitQuota",
        "steady",
        (2 * CHANGED + ECRECOVER + log(3, 3), "grant and nonce, changed"),
        |fixture| {
            let first = quota_permit(fixture, signer().address(), 0);
            fixture.ok(ALICE, first);
        },
        second,
    );
    // The signature recovers to the wallet's owner, then the wallet recovers it again.
    cases.add_with_slots(
        "permitQuota",
        "steady, by a contract wallet",
        (
            2 * CHANGED + 2 * ECRECOVER + ACCOUNT + log(3, 3),
            "grant and nonce, changed; the wallet, called; the wallet's own instructions are not part of the floor",
        ),
        |fixture| {
            deploy_wallet(fixture);
            let first = quota_permit(fixture, WALLET, 0);
            fixture.ok(ALICE, first);
        },
        |fixture| quota_permit(fixture, WALLET, 1).abi_encode(),
    );
    let end: fn(&Fixture) -> Vec<u8> =
        |_| approveQuotaCall { dailyLimit: U256::ZERO, ..grant_call() }.abi_encode();
    cases.add_with_slots(
        "approveQuota",
        "0, first",
        (CHANGED + NEW + log(3, 3), "the grant, changed; the nonce, new"),
        |fixture| {
            fixture.ok(ALICE, grant_call());
        },
        end,
    );
    cases.add_with_slots(
        "approveQuota",
        "0, steady",
        (2 * CHANGED + log(3, 3), "grant and nonce, changed"),
        |fixture| {
            fixture.ok(ALICE, approveQuotaCall { dailyLimit: U256::ZERO, ..grant_call() });
            fixture.ok(ALICE, grant_call());
        },
        end,
    );
}

/// Calls of providers and of the owner, which is Alice here.
fn providers_and_governance(cases: &mut Cases) {
    let announce: fn(&Fixture) -> Vec<u8> =
        |_| announceCall { uri: "https://provider.example/v1".into() }.abi_encode();
    cases.add_with_slots(
        "announce",
        "first, 27 bytes",
        (CHANGED + NEW + log(2, 3), "the provider, changed; one word of the URI, new"),
        |fixture| fixture.admit(ALICE),
        announce,
    );
    cases.add_with_slots(
        "announce",
        "steady, 27 bytes",
        (2 * CHANGED + log(2, 3), "the provider and one word of the URI, changed"),
        |fixture| {
            fixture.admit(ALICE);
            fixture.ok(ALICE, announceCall { uri: "https://provider.example".into() });
        },
        announce,
    );
    cases.add_with_slots(
        "setProvider",
        "first admission",
        (
            READ + 2 * NEW + CHANGED + log(2, 0),
            "the owner, read; the provider and its place in the list, new; the list's length, changed",
        ),
        |fixture| {
            fixture.admit(BOB);
            alice_owns(fixture);
        },
        |_| setProviderCall { provider: UNUSED_ACCOUNT, admitted: true }.abi_encode(),
    );
    cases.add_with_slots(
        "setProvider",
        "admitted again",
        (READ + CHANGED + log(2, 0), "the owner, read; the provider, changed"),
        |fixture| {
            for admitted in [true, false] {
                fixture.ok(OWNER, setProviderCall { provider: UNUSED_ACCOUNT, admitted });
            }
            alice_owns(fixture);
        },
        |_| setProviderCall { provider: UNUSED_ACCOUNT, admitted: true }.abi_encode(),
    );
    // Asking for a balance makes the later transfer of it cheaper by as much. The transfer, and asking again, access the
    // token twice more and the balance once.
    cases.add_with_slots(
        "recover",
        "fee tokens",
        (
            4 * READ + TRANSFER + 3 * WARM + ACCOUNT + READ + log(3, 1),
            "owner, both tokens' addresses and liabilities, read; the token's balance before and after, the other \
             token's after",
        ),
        |fixture| {
            let (usd, diem) = (fixture.usd, fixture.diem);
            fixture.fund_fee(ALICE, 1_000);
            fixture.call_at(usd, ALICE, Erc20::transferCall { to: diem, value: u(7) });
            alice_owns(fixture);
        },
        |fixture| recoverCall { token: fixture.usd, to: ALICE }.abi_encode(),
    );
    let propose: fn(&Fixture) -> Vec<u8> = |_| proposal().abi_encode();
    cases.add_with_slots(
        "proposeParams",
        "first",
        (
            4 * READ + 3 * NEW + log(1, 9),
            "owner, two words of parameters in force and the supply, read; times and two words of parameters, new",
        ),
        alice_owns,
        propose,
    );
    cases.add_with_slots(
        "proposeParams",
        "steady",
        (
            4 * READ + 3 * CHANGED + log(1, 9),
            "owner, two words of parameters in force and the supply, read; times and two words of parameters, changed",
        ),
        |fixture| {
            let mut earlier = proposal();
            earlier.params.base += u(ONE);
            earlier.params.creditPrice += u(1);
            fixture.ok(OWNER, earlier);
            alice_owns(fixture);
        },
        propose,
    );
    cases.add_with_slots(
        "executeParams",
        "steady, new shares",
        (
            4 * READ + 3 * CHANGED + NEW + log(1, 8),
            "day, supply and two words of proposed parameters, read; times and two words of parameters, changed; the next \
             shares, which are empty between a rollover and an execution, new",
        ),
        |fixture| {
            fixture.ok(OWNER, proposal());
            start_next_day(fixture);
            start_next_day(fixture);
        },
        |_| executeParamsCall {}.abi_encode(),
    );
}
