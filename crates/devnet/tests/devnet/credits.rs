//! Daily credits on the real program: activation, quota around midnight, grants, spending by wallets and apps,
//! deposits, paid credits.

use crate::support::*;
use alloy_primitives::{keccak256, Address, LogData, B256, U256};
use alloy_sol_types::{sol, SolCall, SolError, SolEvent, SolValue};

sol! {
    interface App {
        error TooMuch(bytes reason);
        error TooLittle(uint256 quotaCredits, uint256 paidCredits);
        function use(uint256 credits, bytes32 requestId);
        function tryUse(uint256 credits, bytes32 requestId);
        function useAll(uint256 least, bytes32 requestId) returns (uint256 credits);
        function used(address user) returns (uint256);
    }

    #[derive(Debug, PartialEq)]
    struct Credits {
        uint256 limit;
        uint256 left;
        uint256 leftYesterday;
        uint256 resetsAt;
        uint256 deposit;
        uint256 prepaid;
        uint256 openTickets;
    }

    #[derive(Debug, PartialEq)]
    struct Grant {
        uint256 dailyLimit;
        uint256 left;
        uint256 leftYesterday;
        uint32 lastDay;
        bool allowPaid;
        uint256 resetsAt;
        uint256 quotaCredits;
        uint256 paidCredits;
    }

    interface Dashboard {
        function creditsOf(address account) returns (Credits);
        function grantOf(address owner, address spender) returns (Grant);
    }
}

/// What a credit costs, in base units of the fee token.
const PRICE: u128 = PARAMS[7];
const REQUEST: B256 = B256::repeat_byte(0xab);

/// Alice has 10 active DIEM, and there is a provider.
fn world() -> World {
    let mut world = World::new();
    world.admit(PROVIDER);
    world.active(ALICE, 10 * ONE);
    world
}

fn spend(account: Address, credits: u128) -> spendCall {
    spendCall {
        account,
        provider: PROVIDER,
        credits: u(credits),
        requestId: REQUEST,
    }
}

fn approve(spender: Address, limit: u128, last_day: u32, allow_paid: bool) -> approveQuotaCall {
    approveQuotaCall {
        spender,
        dailyLimit: u(limit),
        lastDay: last_day,
        allowPaid: allow_paid,
    }
}

fn spent(spender: Address, quota: u128, paid: u128, fee: u128) -> Spent {
    Spent {
        account: ALICE,
        provider: PROVIDER,
        spender,
        quotaCredits: u(quota),
        paidCredits: u(paid),
        fee: u(fee),
        requestId: REQUEST,
    }
}

/// The one log there is of this event. Others may tell of the day and of what a provider has earned.
#[track_caller]
fn only<E: SolEvent>(logs: &[LogData]) -> E {
    let mut found = logs
        .iter()
        .filter(|log| log.topics()[0] == E::SIGNATURE_HASH);
    let one = found.next().expect("the event");
    assert!(found.next().is_none(), "{logs:?}");
    event(one)
}

fn spendable(world: &mut World, account: Address, spender: Address) -> [u128; 2] {
    let found = world.view(spendableOfCall { account, spender });
    [found.quotaCredits.to(), found.paidCredits.to()]
}

fn stake_infos(world: &mut World, account: Address) -> (u128, u64, u128) {
    let found = world.view(stakedInfosCall { account });
    (
        found.amountStaked.to(),
        found.coolDownEnd.to(),
        found.coolDownAmount.to(),
    )
}

// --- DIEM at work ---

#[test]
fn activation_has_the_live_systems_calls_events_and_layouts() {
    let mut world = World::new();
    let diem = world.diem;
    world.minted(ALICE, 10 * ONE);
    assert_eq!(stakeDiemCall::SELECTOR, [0xa6, 0x94, 0xfc, 0x3a]);
    assert_eq!(initiateUnstakeCall::SELECTOR, [0xae, 0x5a, 0xc9, 0x21]);
    assert_eq!(unstakeCall::SELECTOR, [0x2d, 0xef, 0x66, 0x20]);
    assert_eq!(stakedInfosCall::SELECTOR, [0x95, 0x03, 0xb1, 0x5c]);
    assert_eq!(cooldownDurationCall::SELECTOR, [0x35, 0x26, 0x93, 0x15]);
    assert_eq!(totalStakedCall::SELECTOR, [0x81, 0x7b, 0x1c, 0xd2]);
    assert_eq!(
        Staked::SIGNATURE_HASH,
        keccak256("Staked(address,uint256)"),
        "and so on"
    );
    assert_eq!(world.view(cooldownDurationCall {})._0, U256::from(DAY));
    assert_eq!(stake_infos(&mut world, ALICE), (0, 0, 0));
    assert_eq!(world.quota(ALICE), [0, 0, 0]);

    // In, without an approval.
    let amount = u(6 * ONE);
    let (_, logs) = world.logged(ALICE, stakeDiemCall { amount });
    assert_eq!(logs.len(), 2);
    let account = ALICE;
    assert_eq!(event::<Staked>(&logs[0]), Staked { account, amount });
    let moved = Transfer {
        from: ALICE,
        to: diem,
        value: amount,
    };
    assert_eq!(event::<Transfer>(&logs[1]), moved);
    assert_eq!(stake_infos(&mut world, ALICE), (6 * ONE, 0, 0));
    assert_eq!(world.quota(ALICE), [6 * ONE, 6 * ONE, 0]);
    assert_eq!(world.view(totalStakedCall {})._0, amount);
    assert_eq!(world.position(ALICE).diem, u(4 * ONE));
    assert_eq!(world.position(diem).diem, amount);

    // Out: two tickets, each with its own end.
    let first = world.chain.timestamp() + DAY;
    let (opened, logs) = world.logged(ALICE, initiateUnstakeCall { amount: u(ONE) });
    let amount = u(ONE);
    assert_eq!(
        only::<UnstakeInitiated>(&logs),
        UnstakeInitiated { account, amount }
    );
    assert_eq!(opened.ticket, 0);
    world.pass(100);
    let second = world.chain.timestamp() + DAY;
    let amount = u(2 * ONE);
    let opened = world.ok(ALICE, initiateUnstakeCall { amount });
    assert_eq!(opened.ticket, 1);
    assert_eq!(stake_infos(&mut world, ALICE), (3 * ONE, second, 3 * ONE));
    let tickets = world.view(diemTicketsOfCall { account });
    assert_eq!(tickets.tickets, [0, 1]);
    assert_eq!(tickets.amounts, [u(ONE), u(2 * ONE)]);
    assert_eq!(tickets.maturities, [first, second].map(U256::from));
    assert_eq!(world.quota(ALICE), [3 * ONE, 6 * ONE, 0], "today's stay");
    assert_eq!(world.view(totalStakedCall {})._0, u(3 * ONE));

    // One back: from tomorrow on.
    let (_, logs) = world.logged(ALICE, cancelUnstakeCall { ticket: 1 });
    assert_eq!(
        only::<UnstakeCancelled>(&logs),
        UnstakeCancelled {
            account,
            ticket: 1,
            amount,
        }
    );
    assert_eq!(world.quota(ALICE), [5 * ONE, 6 * ONE, 0]);
    assert_eq!(world.view(totalStakedCall {})._0, u(5 * ONE));

    // The other home: at its end, not a second before.
    world.set_time(first - 1);
    let next = U256::from(first);
    world.refused(ALICE, unstakeCall {}, NothingMatured { next });
    assert_eq!(world.chain.timestamp(), first);
    let (paid, logs) = world.logged(ALICE, unstakeCall {});
    let amount = u(ONE);
    assert_eq!(paid.amount, amount);
    assert_eq!(logs.len(), 2);
    assert_eq!(event::<Unstaked>(&logs[0]), Unstaked { account, amount });
    let moved = Transfer {
        from: diem,
        to: ALICE,
        value: amount,
    };
    assert_eq!(event::<Transfer>(&logs[1]), moved);
    assert_eq!(stake_infos(&mut world, ALICE), (5 * ONE, 0, 0));
    assert_eq!(world.quota(ALICE), [5 * ONE, 5 * ONE, 6 * ONE]);
    assert_eq!(world.position(ALICE).diem, u(5 * ONE));
}

#[test]
fn activation_names_what_it_refuses() {
    let mut world = world();
    let zero = U256::ZERO;
    world.refused(ALICE, stakeDiemCall { amount: zero }, ZeroAmount {});
    world.refused(ALICE, initiateUnstakeCall { amount: zero }, ZeroAmount {});
    world.refused(
        ALICE,
        stakeDiemCall { amount: u(1) },
        ERC20InsufficientBalance {
            sender: ALICE,
            balance: zero,
            needed: u(1),
        },
    );
    world.refused(
        ALICE,
        initiateUnstakeCall {
            amount: u(10 * ONE + 1),
        },
        InsufficientActive {
            active: u(10 * ONE),
            needed: u(10 * ONE + 1),
        },
    );
    world.refused(ALICE, unstakeCall {}, NothingMatured { next: zero });
    let ticket = 0;
    world.refused(
        ALICE,
        cancelUnstakeCall { ticket },
        TicketNotFound { ticket },
    );
    // The last of 32, and one more.
    for _ in 0..32 {
        world.ok(ALICE, initiateUnstakeCall { amount: u(1) });
    }
    world.refused(
        ALICE,
        initiateUnstakeCall { amount: u(1) },
        TooManyTickets {},
    );
    // Nobody else's.
    world.refused(BOB, cancelUnstakeCall { ticket }, TicketNotFound { ticket });
    world.pass(DAY);
    assert_eq!(world.ok(ALICE, unstakeCall {}).amount, u(32));
}

#[test]
fn stake_and_mint_activates_when_asked_to() {
    let mut world = World::new();
    let diem = world.diem;
    world.fund(ALICE, 2_000 * ONE);
    let vvv = u(1_000 * ONE);
    let (plain, _) = world.logged(
        ALICE,
        stakeAndMintCall {
            vvv,
            minOut: u(ONE),
            activate: false,
        },
    );
    assert_eq!(world.quota(ALICE), [0; 3]);
    let quoted = world.view(getDiemAmountOutCall { vvvToLock: vvv }).diemOut;
    let (minted, logs) = world.logged(
        ALICE,
        stakeAndMintCall {
            vvv,
            minOut: quoted,
            activate: true,
        },
    );
    let out = minted.diemOut;
    assert_eq!(out, quoted);
    let account = ALICE;
    assert_eq!(logs.len(), 5);
    assert_eq!(
        event::<VvvStaked>(&logs[0]),
        VvvStaked {
            account,
            payer: ALICE,
            amount: vvv,
        }
    );
    assert_eq!(
        event::<DiemMinted>(&logs[1]),
        DiemMinted {
            account,
            vvvLocked: vvv,
            diemMinted: out,
        }
    );
    let transfer = |from, to| Transfer {
        from,
        to,
        value: out,
    };
    assert_eq!(
        event::<Transfer>(&logs[2]),
        transfer(Address::ZERO, account)
    );
    let amount = out;
    assert_eq!(event::<Staked>(&logs[3]), Staked { account, amount });
    assert_eq!(event::<Transfer>(&logs[4]), transfer(account, diem));
    let out: u128 = out.to();
    assert_eq!(world.quota(ALICE), [out, out, 0]);
    assert_eq!(world.position(ALICE).diem, plain.diemOut, "the first");
    assert_eq!(world.position(ALICE).locked, vvv + vvv);
}

// --- the day ---

#[test]
fn credits_come_back_at_midnight_and_not_a_second_before() {
    let mut world = world();
    let midnight = world.midnight();
    world.ok(ALICE, spend(ALICE, 10 * ONE));
    let nothing = InsufficientCredits {
        quota: U256::ZERO,
        paid: U256::ZERO,
        needed: u(1),
    };
    world.set_time(midnight - 1);
    assert_eq!(world.quota(ALICE), [10 * ONE, 0, 0]);
    world.refused(ALICE, spend(ALICE, 1), nothing);
    assert_eq!(world.chain.timestamp(), midnight);
    assert_eq!(world.quota(ALICE), [10 * ONE, 10 * ONE, 0]);
    let (_, logs) = world.logged(ALICE, spend(ALICE, 3 * ONE));
    assert_eq!(only::<Spent>(&logs), spent(ALICE, 3 * ONE, 0, 0));
    assert_eq!(world.quota(ALICE), [10 * ONE, 7 * ONE, 0]);
    // What is unused is yesterday's for a day, and then lost.
    world.set_time(midnight + DAY);
    assert_eq!(world.quota(ALICE), [10 * ONE, 10 * ONE, 7 * ONE]);
    world.ok(ALICE, spend(ALICE, ONE));
    assert_eq!(world.quota(ALICE), [10 * ONE, 9 * ONE, 7 * ONE]);
    // Days go by without anybody.
    world.set_time(midnight + 5 * DAY);
    assert_eq!(world.quota(ALICE), [10 * ONE, 10 * ONE, 10 * ONE]);
    let over = InsufficientCredits {
        quota: u(10 * ONE),
        paid: U256::ZERO,
        needed: u(10 * ONE + 1),
    };
    world.refused(ALICE, spend(ALICE, 10 * ONE + 1), over);
}

#[test]
fn diem_that_leaves_today_gives_its_credits_today_and_nobody_elses() {
    let mut world = world();
    let at = world.chain.timestamp();
    let amount = u(10 * ONE);
    world.ok(ALICE, initiateUnstakeCall { amount });
    assert_eq!(world.quota(ALICE), [0, 10 * ONE, 0]);
    world.ok(ALICE, spend(ALICE, 10 * ONE));
    world.set_time(at + DAY);
    assert_eq!(world.quota(ALICE), [0, 0, 0]);
    // The same DIEM with Bob: a later day, at the earliest.
    world.ok(ALICE, unstakeCall {});
    let to = BOB;
    world.ok(ALICE, transferCall { to, value: amount });
    world.ok(BOB, stakeDiemCall { amount });
    assert_eq!(world.quota(BOB), [10 * ONE, 10 * ONE, 0]);
}

// --- grants ---

#[test]
fn a_grant_is_shown_as_it_was_given_and_as_it_stands() {
    let mut world = world();
    let today = world.today();
    let resets = world.midnight();
    let (_, logs) = world.logged(ALICE, approve(BOB, 3 * ONE, today + 1, true));
    // Rounded down to its unit of 2^17.
    let limit = (3 * ONE) >> 17 << 17;
    assert_eq!(
        only::<QuotaApproved>(&logs),
        QuotaApproved {
            owner: ALICE,
            spender: BOB,
            dailyLimit: u(limit),
            lastDay: today + 1,
            allowPaid: true,
        }
    );
    let seen = |world: &mut World| {
        let found = world.view(grantOfCall {
            owner: ALICE,
            spender: BOB,
        });
        let [limit, left, yesterday] =
            [found.dailyLimit, found.left, found.leftYesterday].map(|number| number.to::<u128>());
        let terms = (found.lastDay, found.allowPaid);
        ([limit, left, yesterday], terms, found.resetsAt.to::<u64>())
    };
    let terms = (today + 1, true);
    assert_eq!(seen(&mut world), ([limit, limit, 0], terms, resets));
    world.ok(BOB, spend(ALICE, ONE));
    assert_eq!(seen(&mut world), ([limit, limit - ONE, 0], terms, resets));
    // Lower and raise: what was used stays used.
    world.ok(ALICE, approve(BOB, 0, today + 1, true));
    assert_eq!(seen(&mut world).0, [0, 0, 0]);
    world.ok(ALICE, approve(BOB, 3 * ONE, today + 1, true));
    assert_eq!(seen(&mut world).0, [limit, limit - ONE, 0]);
    // Its last day, and the day after that.
    world.set_time(resets);
    let left = limit - ONE;
    assert_eq!(
        seen(&mut world),
        ([limit, limit, left], terms, resets + DAY)
    );
    world.set_time(resets + DAY);
    assert_eq!(seen(&mut world).0, [limit, 0, limit]);
    world.set_time(resets + 2 * DAY);
    assert_eq!(seen(&mut world).0, [limit, 0, 0]);
    // Limits and days beyond their fields are the greatest there are.
    let forever = approveQuotaCall {
        dailyLimit: U256::MAX,
        ..approve(BOB, 0, u32::MAX, false)
    };
    let (_, logs) = world.logged(ALICE, forever);
    let given: QuotaApproved = event(&logs[0]);
    assert_eq!(given.dailyLimit, u((1 << 80) - (1 << 17)));
    assert_eq!((given.lastDay, given.allowPaid), (65_535, false));
}

#[test]
fn a_grant_to_oneself_or_to_nobody_is_refused() {
    let mut world = world();
    for spender in [ALICE, Address::ZERO] {
        let call = approve(spender, ONE, u32::MAX, true);
        world.refused(ALICE, call, InvalidSpender { spender });
    }
}

#[test]
fn a_spender_uses_what_it_was_granted_and_no_more() {
    let mut world = world();
    let today = world.today();
    // A limit of whole units of 2^17, to count in.
    let limit = 1u128 << 61;
    world.refused(
        BOB,
        spend(ALICE, 1),
        NoGrant {
            account: ALICE,
            spender: BOB,
        },
    );
    world.ok(ALICE, approve(BOB, limit, today, false));
    assert_eq!(spendable(&mut world, ALICE, BOB), [limit, 0]);
    let (_, logs) = world.logged(BOB, spend(ALICE, limit - 1));
    assert_eq!(only::<Spent>(&logs), spent(BOB, limit - 1, 0, 0));
    assert_eq!(world.quota(ALICE)[1], 10 * ONE - (limit - 1));
    world.refused(
        BOB,
        spend(ALICE, 2),
        GrantExceeded {
            left: u(1),
            needed: u(2),
        },
    );
    world.ok(BOB, spend(ALICE, 1));
    assert_eq!(spendable(&mut world, ALICE, BOB), [0, 0]);
    // It is no grant of Bob's to others, nor Alice's of Bob's.
    world.refused(
        ALICE,
        spend(BOB, 1),
        NoGrant {
            account: BOB,
            spender: ALICE,
        },
    );
    // Over.
    let midnight = world.midnight();
    world.set_time(midnight);
    assert_eq!(spendable(&mut world, ALICE, BOB), [0, 0]);
    world.refused(
        BOB,
        spend(ALICE, 1),
        GrantExpired {
            lastDay: today,
            day: today + 1,
        },
    );
}

#[test]
fn only_a_grant_that_allows_it_draws_on_the_deposit() {
    let mut world = world();
    let today = world.today();
    world.deposited(ALICE, 5 * PRICE);
    world.ok(ALICE, spend(ALICE, 9 * ONE));
    world.ok(ALICE, approve(BOB, 4 * ONE, today, false));
    let limit = (4 * ONE) >> 17 << 17;
    assert_eq!(spendable(&mut world, ALICE, BOB), [ONE, 0]);
    world.refused(
        BOB,
        spend(ALICE, 2 * ONE),
        PaidNotAllowed {
            quota: u(ONE),
            needed: u(2 * ONE),
        },
    );
    world.ok(ALICE, approve(BOB, 4 * ONE, today, true));
    assert_eq!(spendable(&mut world, ALICE, BOB), [ONE, limit - ONE]);
    let (_, logs) = world.logged(BOB, spend(ALICE, 3 * ONE));
    assert_eq!(
        only::<Spent>(&logs),
        spent(BOB, ONE, 2 * ONE, 2 * PRICE),
        "the day's first"
    );
    // Paid ones count against the limit too.
    world.refused(
        BOB,
        spend(ALICE, 2 * ONE),
        GrantExceeded {
            left: u(limit - 3 * ONE),
            needed: u(2 * ONE),
        },
    );
    assert_eq!(world.deposit_of(ALICE), [3 * PRICE, 0, 0]);
    assert_eq!(spendable(&mut world, ALICE, ALICE), [0, 3 * ONE]);
}

// --- apps ---

#[test]
fn an_app_spends_what_its_users_have_granted_it() {
    let mut world = world();
    let today = world.today();
    world.active(BOB, 2 * ONE);
    let diem = world.diem;
    let app = world.create(bytecode("App"), &(diem, PROVIDER).abi_encode_params());
    let dashboard = world.create(bytecode("Dashboard"), &(diem,).abi_encode_params());
    let limit = 1u128 << 60;
    for user in [ALICE, BOB] {
        world.ok(user, approve(app, limit, today + 1, false));
    }
    let use_ = |credits| {
        App::useCall {
            credits: u(credits),
            requestId: REQUEST,
        }
        .abi_encode()
    };
    let done = world.send(ALICE, app, use_(limit / 4), U256::ZERO);
    assert_eq!(
        only::<Spent>(&world.own_logs(&done)),
        spent(app, limit / 4, 0, 0)
    );
    let done = world.send(BOB, app, use_(limit / 2), U256::ZERO);
    assert_eq!(
        only::<Spent>(&world.own_logs(&done)),
        Spent {
            account: BOB,
            ..spent(app, limit / 2, 0, 0)
        }
    );
    assert_eq!(world.quota(ALICE)[1], 10 * ONE - limit / 4);
    assert_eq!(world.quota(BOB)[1], 2 * ONE - limit / 2);

    // Another contract reads the same.
    let seen = world
        .read(dashboard, Dashboard::creditsOfCall { account: ALICE })
        ._0;
    assert_eq!(
        seen,
        Credits {
            limit: u(10 * ONE),
            left: u(10 * ONE - limit / 4),
            leftYesterday: U256::ZERO,
            resetsAt: U256::from(world.midnight()),
            deposit: U256::ZERO,
            prepaid: U256::ZERO,
            openTickets: U256::ZERO,
        }
    );
    let granted = world
        .read(
            dashboard,
            Dashboard::grantOfCall {
                owner: ALICE,
                spender: app,
            },
        )
        ._0;
    assert_eq!(
        granted,
        Grant {
            dailyLimit: u(limit),
            left: u(limit - limit / 4),
            leftYesterday: U256::ZERO,
            lastDay: today + 1,
            allowPaid: false,
            resetsAt: U256::from(world.midnight()),
            quotaCredits: u(limit - limit / 4),
            paidCredits: U256::ZERO,
        }
    );

    // All that is left of the day's, asked for and used in one transaction.
    let all = App::useAllCall {
        least: u(1),
        requestId: REQUEST,
    };
    let used = world.at(app, ALICE, all.clone()).credits;
    assert_eq!(used, u(limit - limit / 4));
    assert_eq!(world.read(app, App::usedCall { user: ALICE })._0, u(limit));
    world.unmoved(&[ALICE, app], |world| {
        let done = world.send(ALICE, app, all.abi_encode(), U256::ZERO);
        done.reverted_with(&App::TooLittle {
            quotaCredits: U256::ZERO,
            paidCredits: U256::ZERO,
        });
    });
}

#[test]
fn an_app_sees_what_diem_refuses_and_its_revert_undoes_everything() {
    let mut world = world();
    let (diem, today) = (world.diem, world.today());
    let app = world.create(bytecode("App"), &(diem, PROVIDER).abi_encode_params());
    let attempt = |world: &mut World, credits, reason: Vec<u8>| {
        let call = |wrapped| match wrapped {
            true => App::tryUseCall {
                credits: u(credits),
                requestId: REQUEST,
            }
            .abi_encode(),
            false => App::useCall {
                credits: u(credits),
                requestId: REQUEST,
            }
            .abi_encode(),
        };
        world.unmoved(&[ALICE, app], |world| {
            let plain = world.send(ALICE, app, call(false), U256::ZERO);
            assert_eq!(hex(&plain.output), hex(&reason), "passed on as it is");
            let wrapped = world.send(ALICE, app, call(true), U256::ZERO);
            wrapped.reverted_with(&App::TooMuch {
                reason: reason.into(),
            });
        });
        let used = world.read(app, App::usedCall { user: ALICE })._0;
        assert_eq!(used, U256::ZERO);
    };
    let no_grant = NoGrant {
        account: ALICE,
        spender: app,
    };
    attempt(&mut world, 1, no_grant.abi_encode());
    let limit = 1u128 << 60;
    world.ok(ALICE, approve(app, limit, today, false));
    attempt(&mut world, 0, ZeroAmount {}.abi_encode());
    let exceeded = GrantExceeded {
        left: u(limit),
        needed: u(limit + 1),
    };
    attempt(&mut world, limit + 1, exceeded.abi_encode());
    let (provider, admitted) = (PROVIDER, false);
    world.ok(OWNER, setProviderCall { provider, admitted });
    attempt(&mut world, 1, NotProvider { provider }.abi_encode());
}

// --- deposits ---

#[test]
fn a_deposit_comes_back_at_the_second_midnight() {
    let mut world = world();
    let (usd, diem) = (world.usd, world.diem);
    let amount = u(100 * PRICE);
    for to in [ALICE, BOB] {
        world.at(usd, ALICE, Erc20::mintCall { to, value: amount });
        let spender = diem;
        let value = amount;
        world.at(usd, to, Erc20::approveCall { spender, value });
    }
    // For oneself, and for somebody else.
    let account = ALICE;
    for payer in [ALICE, BOB] {
        let (_, logs) = world.logged(payer, depositCall { account, amount });
        assert_eq!(
            only::<Deposited>(&logs),
            Deposited {
                account,
                payer,
                amount,
            }
        );
        assert_eq!(world.balance(usd, payer), U256::ZERO);
    }
    assert_eq!(world.deposit_of(ALICE), [200 * PRICE, 0, 0]);
    assert_eq!(world.deposit_of(BOB), [0; 3]);
    assert_eq!(world.balance(usd, diem), u(200 * PRICE));
    assert_eq!(spendable(&mut world, ALICE, ALICE)[1], 200 * ONE);

    // The second midnight from here on: 36 hours at noon.
    let maturity = world.midnight() + DAY;
    let amount = u(150 * PRICE);
    let (opened, logs) = world.logged(ALICE, initiateWithdrawalCall { amount });
    assert_eq!(
        only::<WithdrawalInitiated>(&logs),
        WithdrawalInitiated {
            account,
            ticket: opened.ticket,
            amount,
            maturity: U256::from(maturity),
        }
    );
    assert_eq!(
        world.deposit_of(ALICE),
        [200 * PRICE, 0, 150 * PRICE],
        "still in"
    );
    let tickets = world.view(withdrawalTicketsOfCall { account });
    assert_eq!(
        (tickets.tickets, tickets.amounts, tickets.maturities),
        (
            vec![opened.ticket],
            vec![amount],
            vec![U256::from(maturity)]
        )
    );
    world.refused(
        ALICE,
        initiateWithdrawalCall {
            amount: u(50 * PRICE + 1),
        },
        InsufficientDeposit {
            available: u(50 * PRICE),
            needed: u(50 * PRICE + 1),
        },
    );
    // A change of mind about another.
    let amount = u(50 * PRICE);
    let other = world.ok(ALICE, initiateWithdrawalCall { amount }).ticket;
    let ticket = other;
    let (_, logs) = world.logged(ALICE, cancelWithdrawalCall { ticket });
    assert_eq!(
        only::<WithdrawalCancelled>(&logs),
        WithdrawalCancelled {
            account,
            ticket,
            amount,
        }
    );
    world.refused(
        ALICE,
        cancelWithdrawalCall { ticket },
        TicketNotFound { ticket },
    );

    // Meanwhile it can be used; what is left of the ticket is paid.
    world.ok(ALICE, spend(ALICE, 110 * ONE));
    assert_eq!(world.deposit_of(ALICE), [100 * PRICE, 0, 150 * PRICE]);
    world.set_time(maturity - 1);
    let next = U256::from(maturity);
    world.refused(ALICE, withdrawCall {}, NothingMatured { next });
    assert_eq!(world.chain.timestamp(), maturity);
    let (paid, logs) = world.logged(ALICE, withdrawCall {});
    let amount = u(100 * PRICE);
    assert_eq!(paid.amount, amount);
    assert_eq!(only::<Withdrawn>(&logs), Withdrawn { account, amount });
    assert_eq!(world.balance(usd, ALICE), amount);
    assert_eq!(world.deposit_of(ALICE), [0; 3]);
    assert_eq!(world.balance(usd, diem), u(100 * PRICE), "the fees");
    assert_eq!(world.fees(), u(100 * PRICE));
}

#[test]
fn a_ticket_of_a_deposit_that_was_used_up_pays_nothing_and_closes() {
    let mut world = world();
    world.deposited(ALICE, PRICE);
    world.ok(ALICE, initiateWithdrawalCall { amount: u(PRICE) });
    world.ok(ALICE, spend(ALICE, 11 * ONE));
    world.pass(2 * DAY);
    let (paid, logs) = world.logged(ALICE, withdrawCall {});
    let amount = U256::ZERO;
    assert_eq!(paid.amount, amount);
    let account = ALICE;
    assert_eq!(only::<Withdrawn>(&logs), Withdrawn { account, amount });
    world.refused(ALICE, withdrawCall {}, NothingMatured { next: amount });
}

#[test]
fn deposits_name_what_they_refuse() {
    let mut world = world();
    let (usd, diem) = (world.usd, world.diem);
    let amount = U256::ZERO;
    let account = ALICE;
    world.refused(ALICE, depositCall { account, amount }, ZeroAmount {});
    world.refused(ALICE, initiateWithdrawalCall { amount }, ZeroAmount {});
    let amount = u(1);
    for account in [Address::ZERO, diem] {
        let recipient = account;
        let call = depositCall { account, amount };
        world.refused(ALICE, call, InvalidRecipient { recipient });
    }
    // No approval.
    let token = usd;
    world.refused(
        ALICE,
        depositCall { account, amount },
        SafeErc20FailedOperation { token },
    );
    let available = U256::ZERO;
    let needed = amount;
    world.refused(
        ALICE,
        initiateWithdrawalCall { amount },
        InsufficientDeposit { available, needed },
    );
    world.refused(ALICE, withdrawCall {}, NothingMatured { next: available });
    let ticket = 0;
    world.refused(
        ALICE,
        cancelWithdrawalCall { ticket },
        TicketNotFound { ticket },
    );
    world.deposited(ALICE, 33);
    for _ in 0..32 {
        world.ok(ALICE, initiateWithdrawalCall { amount });
    }
    world.refused(ALICE, initiateWithdrawalCall { amount }, TooManyTickets {});
    // No more than all Diem can owe.
    let amount = U256::MAX >> 128;
    let value = amount;
    world.at(usd, BOB, Erc20::mintCall { to: BOB, value });
    let spender = diem;
    world.at(usd, BOB, Erc20::approveCall { spender, value });
    let call = depositCall { account, amount };
    world.refused(BOB, call, AmountTooLarge { amount });
    assert_eq!(world.deposit_of(ALICE), [33, 0, 32]);
}

// --- paid credits ---

/// Rounded up, and what that takes too much is ahead of the next: any split of the same usage costs the same.
#[test]
fn fees_round_up_once_however_usage_is_split() {
    let mut world = World::new();
    world.admit(PROVIDER);
    let usd = world.usd;
    let diem = world.diem;
    // A third of what a base unit buys, so that three of them cost one unit.
    let unit = ONE / PRICE;
    let third = unit / 3;
    world.deposited(ALICE, 10);
    let mut fees = Vec::new();
    for _ in 0..6 {
        let (_, logs) = world.logged(ALICE, spend(ALICE, third));
        let seen: Spent = only(&logs);
        assert_eq!(seen, spent(ALICE, 0, third, seen.fee.to()));
        fees.push(seen.fee.to::<u128>());
    }
    let cost = 6 * third * PRICE;
    assert_eq!(fees, [1, 0, 0, 1, 0, 0]);
    assert_eq!(fees.iter().sum::<u128>(), cost.div_ceil(ONE));
    assert_eq!(world.deposit_of(ALICE), [8, 2 * ONE - cost, 0]);
    assert_eq!(world.fees(), u(2));
    assert_eq!(world.balance(usd, diem), u(10), "fees stay in the house");
    // Bob uses the same at once.
    world.deposited(BOB, 10);
    let (_, logs) = world.logged(BOB, spend(BOB, 6 * third));
    assert_eq!(only::<Spent>(&logs).fee, u(2));
    assert_eq!(world.deposit_of(BOB), world.deposit_of(ALICE));
    // To the last that a deposit covers, and one more.
    let [_, all] = spendable(&mut world, ALICE, ALICE);
    assert_eq!(all, (8 * ONE + (2 * ONE - cost)) / PRICE);
    world.refused(
        ALICE,
        spend(ALICE, all + 1),
        InsufficientCredits {
            quota: U256::ZERO,
            paid: u(all),
            needed: u(all + 1),
        },
    );
    world.ok(ALICE, spend(ALICE, all));
    assert_eq!(world.deposit_of(ALICE)[0], 0);
    assert_eq!(spendable(&mut world, ALICE, ALICE), [0, 0]);
}

#[test]
fn spending_is_all_or_nothing_and_names_every_limit() {
    let mut world = world();
    world.refused(ALICE, spend(ALICE, 0), ZeroAmount {});
    for provider in [BOB, Address::ZERO, world.diem] {
        let call = spendCall {
            provider,
            ..spend(ALICE, 1)
        };
        world.refused(ALICE, call, NotProvider { provider });
    }
    world.deposited(ALICE, PRICE);
    world.refused(
        ALICE,
        spend(ALICE, 11 * ONE + 1),
        InsufficientCredits {
            quota: u(10 * ONE),
            paid: u(ONE),
            needed: u(11 * ONE + 1),
        },
    );
    let (_, logs) = world.logged(ALICE, spend(ALICE, 11 * ONE));
    assert_eq!(only::<Spent>(&logs), spent(ALICE, 10 * ONE, ONE, PRICE));
    assert_eq!(spendable(&mut world, ALICE, ALICE), [0, 0]);
}

// --- providers ---

#[test]
fn the_owner_admits_and_removes_providers() {
    let mut world = World::new();
    let today = world.today();
    let provider = PROVIDER;
    let set = |admitted| setProviderCall { provider, admitted };
    assert!(!world.view(isProviderCall { provider })._0);
    for account in [ALICE, GUARDIAN, BUILDER] {
        world.refused(account, set(true), OwnableUnauthorizedAccount { account });
    }
    for recipient in [Address::ZERO, world.diem] {
        let call = setProviderCall {
            provider: recipient,
            admitted: true,
        };
        world.refused(OWNER, call, InvalidRecipient { recipient });
    }
    // Removing one who is not admitted, admitting one who is: nothing.
    assert_eq!(world.logged(OWNER, set(false)).1, []);
    let (_, logs) = world.logged(OWNER, set(true));
    assert_eq!(
        only::<ProviderAdmitted>(&logs),
        ProviderAdmitted { provider }
    );
    assert!(world.view(isProviderCall { provider })._0);
    assert_eq!(world.logged(OWNER, set(true)).1, []);
    let (_, logs) = world.logged(OWNER, set(false));
    assert_eq!(
        only::<ProviderRemoved>(&logs),
        ProviderRemoved {
            provider,
            lastDay: today,
        }
    );
    assert!(!world.view(isProviderCall { provider })._0);
    assert_eq!(world.logged(OWNER, set(false)).1, []);
    for account in [ALICE, PROVIDER] {
        world.pay(account);
        world.refused(account, set(false), OwnableUnauthorizedAccount { account });
    }
}
