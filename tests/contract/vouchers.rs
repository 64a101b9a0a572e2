//! Usage settled by signed totals.

use std::any::Any;

use crate::support::wallets::{Verdict, Wallet};
use crate::support::*;
use alloy_dyn_abi::TypedData;
use alloy_primitives::{address, Address, Bytes, B256, U256};
use alloy_signer::SignerSync;
use alloy_signer_local::PrivateKeySigner;
use alloy_sol_types::{Eip712Domain, SolCall, SolError, SolStruct};
use diem::model::time::DAY;
use motsu::prelude::*;

both! {
    redeem_collects_a_signed_total_and_says_so,
    redeem_collects_only_the_difference,
    replayed_and_reordered_vouchers_are_not_newer,
    a_voucher_of_nothing_is_not_newer,
    any_order_and_splitting_collects_the_same,
    only_its_provider_redeems_a_voucher,
    vouchers_of_one_provider_are_not_counted_for_another,
    todays_and_yesterdays_vouchers_are_redeemed_and_no_others,
    yesterdays_voucher_after_todays_takes_from_yesterday,
    a_signature_holds_for_what_it_was_given_for,
    a_signature_has_one_form,
    a_stranger_cannot_sign_for_the_spender,
    typed_data_as_wallets_take_it_gives_the_same_digest,
    what_the_day_and_the_deposit_cover_is_collected_and_the_rest_stays_collectable,
    credits_at_the_limit_of_a_voucher,
    an_agents_voucher_needs_a_grant_that_covers_the_day,
    a_shorter_last_day_or_no_grant_stops_yesterdays_vouchers,
    a_lower_limit_leaves_yesterdays_vouchers_alone,
    an_agents_voucher_draws_on_the_deposit_only_with_permission,
    agents_and_owner_race_for_one_quota_and_nobody_gets_more,
    account_spender_and_provider_may_be_one,
    vouchers_and_spending_on_chain_share_the_quota_but_not_the_total,
    a_removed_provider_redeems_the_days_it_served,
    one_never_admitted_redeems_nothing,
    a_batch_collects_the_good_and_names_the_bad,
    a_batch_of_many_accounts_books_all_their_fees,
    an_empty_batch_is_nothing_and_uneven_lists_are_refused,
    a_contract_signs_by_accepting_and_only_by_the_magic_word,
    a_contract_may_be_an_agent,
    malformed_vouchers_are_refused_as_a_whole,
}

const PROVIDER: Address = address!("00000000000000000000000000000000000057EE");
const RIVAL: Address = address!("00000000000000000000000000000000000057EF");
const PRICE: u128 = PARAMS[7];
/// A multiple of a grant's unit, for round figures.
const C: u128 = 1 << 60;

/// A world with Alice, who has 100 C active and a key, an agent with a key, and two providers.
struct Stage {
    world: World,
    alice: PrivateKeySigner,
    agent: PrivateKeySigner,
    /// Signatures are checked for as long as it lives.
    _precompiles: Box<dyn Any>,
}

impl Stage {
    fn new(fees: Fees) -> Self {
        let world = World::new(fees);
        let (alice, agent) = (signer("alice"), signer("agent"));
        world.admit(PROVIDER);
        world.admit(RIVAL);
        world.active(alice.address(), 100 * C);
        Self {
            world,
            alice,
            agent,
            _precompiles: Box::new(deploy_precompiles()),
        }
    }

    fn domain(&self) -> Eip712Domain {
        domain(self.world.diem.address())
    }

    /// Alice's own voucher of today for `credits`.
    fn own(&self, credits: u128) -> UsageVoucher {
        UsageVoucher {
            account: self.alice.address(),
            spender: self.alice.address(),
            provider: PROVIDER,
            day: today(),
            credits: u(credits),
        }
    }

    /// The agent's voucher of today over Alice's credits.
    fn agents(&self, credits: u128) -> UsageVoucher {
        UsageVoucher {
            spender: self.agent.address(),
            ..self.own(credits)
        }
    }

    fn grant(&self, limit: u128, last_day: u32, allow_paid: bool) {
        let call = approveQuotaCall {
            spender: self.agent.address(),
            dailyLimit: u(limit),
            lastDay: last_day,
            allowPaid: allow_paid,
        };
        self.world.ok(self.alice.address(), call);
    }

    /// The voucher signed by its spender.
    fn signed(&self, voucher: UsageVoucher) -> redeemCall {
        let key = if voucher.spender == self.alice.address() {
            &self.alice
        } else {
            &self.agent
        };
        signed_by(key, &self.domain(), voucher)
    }

    /// Redeems what must be redeemable, as the provider.
    #[track_caller]
    fn redeemed(&self, voucher: UsageVoucher) -> (u128, u128) {
        let provider = voucher.provider;
        let paid = self.world.ok(provider, self.signed(voucher));
        (paid.quotaCredits.to(), paid.paidCredits.to())
    }

    #[track_caller]
    fn refused(&self, voucher: UsageVoucher, error: impl SolError) {
        let provider = voucher.provider;
        let (account, spender, day) = (voucher.account, voucher.spender, voucher.day);
        let before = self.collected(account, spender, provider, day);
        let quota = self.world.quota(account);
        self.world.refused(provider, self.signed(voucher), error);
        assert_eq!(self.collected(account, spender, provider, day), before);
        assert_eq!(self.world.quota(account), quota);
    }

    fn collected(&self, account: Address, spender: Address, provider: Address, day: u32) -> u128 {
        let call = collectedOfCall {
            account,
            spender,
            provider,
            day,
        };
        self.world.ok(Address::ZERO, call).credits.to()
    }

    /// What the provider has collected of Alice's own vouchers of `day`.
    fn collected_own(&self, day: u32) -> u128 {
        let alice = self.alice.address();
        self.collected(alice, alice, PROVIDER, day)
    }
}

fn signed_by(key: &PrivateKeySigner, domain: &Eip712Domain, voucher: UsageVoucher) -> redeemCall {
    let digest = voucher.eip712_signing_hash(domain);
    redeemCall {
        signature: Bytes::from(key.sign_hash_sync(&digest).unwrap().as_bytes()),
        voucher,
    }
}

fn redeem_collects_a_signed_total_and_says_so(fees: Fees) {
    let stage = Stage::new(fees);
    assert_eq!(stage.redeemed(stage.own(30 * C)), (30 * C, 0));
    let event: Settled = stage.world.last();
    let alice = stage.alice.address();
    assert_eq!(
        (event.account, event.provider, event.spender),
        (alice, PROVIDER, alice)
    );
    assert_eq!(event.day, today());
    assert_eq!(
        (event.quotaCredits, event.paidCredits, event.fee),
        (u(30 * C), U256::ZERO, U256::ZERO)
    );
    assert_eq!(stage.collected_own(today()), 30 * C);
    assert_eq!(stage.world.quota(alice), (100 * C, 70 * C, 0));
}

fn redeem_collects_only_the_difference(fees: Fees) {
    let stage = Stage::new(fees);
    stage.redeemed(stage.own(30 * C));
    assert_eq!(stage.redeemed(stage.own(50 * C)), (20 * C, 0));
    assert_eq!(stage.redeemed(stage.own(50 * C + 1)), (1, 0));
    assert_eq!(stage.collected_own(today()), 50 * C + 1);
}

/// Attack: a voucher replayed, or an older one after a newer.
fn replayed_and_reordered_vouchers_are_not_newer(fees: Fees) {
    let stage = Stage::new(fees);
    stage.redeemed(stage.own(30 * C));
    let stale = |credits| VoucherNotNewer {
        collected: u(30 * C),
        credits: u(credits),
    };
    stage.refused(stage.own(30 * C), stale(30 * C));
    stage.refused(stage.own(30 * C - 1), stale(30 * C - 1));
    stage.refused(stage.own(1), stale(1));
}

fn a_voucher_of_nothing_is_not_newer(fees: Fees) {
    let stage = Stage::new(fees);
    let nothing = VoucherNotNewer {
        collected: U256::ZERO,
        credits: U256::ZERO,
    };
    stage.refused(stage.own(0), nothing);
}

/// Any order and batching of the same vouchers ends in the same totals (invariant 9).
fn any_order_and_splitting_collects_the_same(fees: Fees) {
    let orders: [&[&[u128]]; 5] = [
        &[&[10], &[20], &[30]],
        &[&[30], &[20], &[10]],
        &[&[20, 10, 30]],
        &[&[30, 10], &[20]],
        &[&[10, 20, 30]],
    ];
    for order in orders {
        let stage = Stage::new(fees);
        for batch in order {
            let calls: Vec<_> = batch
                .iter()
                .map(|credits| stage.signed(stage.own(credits * C)))
                .collect();
            stage.world.ok(PROVIDER, batched(calls));
        }
        assert_eq!(stage.collected_own(today()), 30 * C);
        assert_eq!(stage.world.quota(stage.alice.address()).1, 70 * C);
    }
}

fn batched(calls: Vec<redeemCall>) -> redeemBatchCall {
    let (vouchers, signatures) = calls
        .into_iter()
        .map(|call| (call.voucher, call.signature))
        .unzip();
    redeemBatchCall {
        vouchers,
        signatures,
    }
}

fn only_its_provider_redeems_a_voucher(fees: Fees) {
    let stage = Stage::new(fees);
    let call = stage.signed(stage.own(C));
    let provider = PROVIDER;
    for caller in [RIVAL, stage.alice.address(), OWNER] {
        stage
            .world
            .refused(caller, call.clone(), OnlyProvider { provider });
    }
}

fn vouchers_of_one_provider_are_not_counted_for_another(fees: Fees) {
    let stage = Stage::new(fees);
    stage.redeemed(stage.own(30 * C));
    let rivals = UsageVoucher {
        provider: RIVAL,
        ..stage.own(20 * C)
    };
    assert_eq!(stage.redeemed(rivals), (20 * C, 0));
    assert_eq!(stage.collected_own(today()), 30 * C);
    assert_eq!(stage.world.quota(stage.alice.address()).1, 50 * C);
}

fn todays_and_yesterdays_vouchers_are_redeemed_and_no_others(fees: Fees) {
    let stage = Stage::new(fees);
    let day = today();
    let of = |day| UsageVoucher {
        day,
        ..stage.own(C)
    };
    let early = VoucherNotYetValid {
        day: day + 1,
        today: day,
    };
    stage.refused(of(day + 1), early);
    to_midnight();
    // Its last second.
    pass(DAY - 1);
    assert_eq!(stage.redeemed(of(day)), (C, 0));
    pass(1);
    let late = VoucherExpired {
        day,
        today: day + 2,
    };
    stage.refused(
        UsageVoucher {
            credits: u(2 * C),
            ..of(day)
        },
        late,
    );
    stage.refused(
        of(0),
        VoucherExpired {
            day: 0,
            today: day + 2,
        },
    );
    stage.refused(
        of(u32::MAX),
        VoucherNotYetValid {
            day: u32::MAX,
            today: day + 2,
        },
    );
}

/// Attack: yesterday's voucher after today's. Each day has its own credits and totals.
fn yesterdays_voucher_after_todays_takes_from_yesterday(fees: Fees) {
    let stage = Stage::new(fees);
    let first = stage.own(100 * C);
    to_midnight();
    assert_eq!(stage.redeemed(stage.own(40 * C)), (40 * C, 0));
    assert_eq!(stage.redeemed(first.clone()), (100 * C, 0));
    let alice = stage.alice.address();
    assert_eq!(stage.world.quota(alice), (100 * C, 60 * C, 0));
    assert_eq!(stage.collected_own(today()), 40 * C);
    assert_eq!(stage.collected_own(today() - 1), 100 * C);
    // Both grow on.
    assert_eq!(stage.redeemed(stage.own(41 * C)), (C, 0));
    let more = UsageVoucher {
        credits: u(101 * C),
        ..first
    };
    let none = InsufficientCredits {
        quota: U256::ZERO,
        paid: U256::ZERO,
        needed: u(C),
    };
    stage.refused(more, none);
    to_midnight();
    assert_eq!(stage.collected_own(today() - 1), 41 * C);
    assert_eq!(stage.collected_own(today()), 0);
    assert_eq!(stage.collected_own(today() - 2), 0, "no longer said");
}

/// Attack: a signature for another chain, contract, provider, day, account or amount.
fn a_signature_holds_for_what_it_was_given_for(fees: Fees) {
    let stage = Stage::new(fees);
    let here = stage.domain();
    let voucher = stage.own(30 * C);
    let spender = voucher.spender;
    let refuse = |domain: &Eip712Domain, signed_for: &UsageVoucher| {
        let signature = signed_by(&stage.alice, domain, signed_for.clone()).signature;
        let call = redeemCall {
            voucher: voucher.clone(),
            signature,
        };
        let refusal = InvalidVoucherSignature { spender };
        stage.world.refused(PROVIDER, call, refusal);
    };
    let other_chain = Eip712Domain {
        chain_id: Some(u(1)),
        ..here.clone()
    };
    refuse(&other_chain, &voucher);
    refuse(&domain(stage.world.vvv.address()), &voucher);
    let other_version = Eip712Domain {
        version: Some("2".into()),
        ..here.clone()
    };
    refuse(&other_version, &voucher);
    for other in [
        UsageVoucher {
            account: RIVAL,
            ..voucher.clone()
        },
        UsageVoucher {
            spender: RIVAL,
            ..voucher.clone()
        },
        UsageVoucher {
            provider: RIVAL,
            ..voucher.clone()
        },
        UsageVoucher {
            day: voucher.day - 1,
            ..voucher.clone()
        },
        UsageVoucher {
            credits: u(30 * C + 1),
            ..voucher.clone()
        },
    ] {
        refuse(&here, &other);
    }
    assert_eq!(stage.redeemed(voucher.clone()), (30 * C, 0));
}

/// Attack: the other s of a signature, and other forms of the same.
fn a_signature_has_one_form(fees: Fees) {
    let stage = Stage::new(fees);
    let call = stage.signed(stage.own(C));
    let spender = stage.alice.address();
    let refuse = |signature: Vec<u8>| {
        let call = redeemCall {
            signature: signature.into(),
            ..call.clone()
        };
        let refusal = InvalidVoucherSignature { spender };
        stage.world.refused(PROVIDER, call, refusal);
    };
    let good = call.signature.to_vec();
    let order = U256::from_be_bytes(
        alloy_primitives::b256!("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141")
            .0,
    );
    let s = U256::from_be_slice(&good[32..64]);
    let mut twin = good.clone();
    twin[32..64].copy_from_slice(&(order - s).to_be_bytes::<32>());
    twin[64] ^= 27 ^ 28;
    refuse(twin);
    for v in [0, 1, 26, 29, 255] {
        let mut other = good.clone();
        other[64] = v;
        refuse(other);
    }
    refuse(Vec::new());
    refuse(good[..64].to_vec());
    refuse([&good[..], &[0]].concat());
    refuse(vec![0; 65]);
    refuse(vec![0xff; 65]);
    stage.world.ok(PROVIDER, call);
}

fn a_stranger_cannot_sign_for_the_spender(fees: Fees) {
    let stage = Stage::new(fees);
    let stranger = signer("stranger");
    let call = signed_by(&stranger, &stage.domain(), stage.own(C));
    let spender = stage.alice.address();
    stage
        .world
        .refused(PROVIDER, call, InvalidVoucherSignature { spender });
    // Nor for nobody: what recovers to no address is no signature of the zero address.
    let call = redeemCall {
        voucher: UsageVoucher {
            account: Address::ZERO,
            spender: Address::ZERO,
            ..stage.own(C)
        },
        signature: vec![0; 65].into(),
    };
    let spender = Address::ZERO;
    stage
        .world
        .refused(PROVIDER, call, InvalidVoucherSignature { spender });
}

/// What a wallet signs when it is given the typed data as JSON (`eth_signTypedData_v4`).
fn typed_data_as_wallets_take_it_gives_the_same_digest(fees: Fees) {
    let stage = Stage::new(fees);
    let voucher = stage.own(30 * C);
    let json = serde_json::json!({
        "types": {
            "EIP712Domain": [
                {"name": "name", "type": "string"},
                {"name": "version", "type": "string"},
                {"name": "chainId", "type": "uint256"},
                {"name": "verifyingContract", "type": "address"},
            ],
            "UsageVoucher": [
                {"name": "account", "type": "address"},
                {"name": "spender", "type": "address"},
                {"name": "provider", "type": "address"},
                {"name": "day", "type": "uint32"},
                {"name": "credits", "type": "uint256"},
            ],
        },
        "primaryType": "UsageVoucher",
        "domain": {
            "name": "Diem",
            "version": "1",
            "chainId": CHAIN,
            "verifyingContract": stage.world.diem.address(),
        },
        "message": {
            "account": voucher.account,
            "spender": voucher.spender,
            "provider": voucher.provider,
            "day": voucher.day,
            "credits": voucher.credits.to_string(),
        },
    });
    let typed: TypedData = serde_json::from_value(json).unwrap();
    let digest = typed.eip712_signing_hash().unwrap();
    assert_eq!(digest, voucher.eip712_signing_hash(&stage.domain()));
    let call = redeemCall {
        signature: Bytes::from(stage.alice.sign_hash_sync(&digest).unwrap().as_bytes()),
        voucher,
    };
    assert_eq!(stage.world.ok(PROVIDER, call).quotaCredits, u(30 * C));
}

fn what_the_day_and_the_deposit_cover_is_collected_and_the_rest_stays_collectable(fees: Fees) {
    let stage = Stage::new(fees);
    let alice = stage.alice.address();
    stage.world.deposited(alice, 5 * PRICE);
    let call = stage.own(100 * C + 9 * ONE);
    assert_eq!(stage.redeemed(call.clone()), (100 * C, 5 * ONE));
    let event: Settled = stage.world.last();
    assert_eq!(event.fee, u(5 * PRICE));
    assert_eq!(stage.collected_own(today()), 100 * C + 5 * ONE);
    let none = InsufficientCredits {
        quota: U256::ZERO,
        paid: U256::ZERO,
        needed: u(4 * ONE),
    };
    stage.refused(call.clone(), none);
    stage.world.deposited(alice, 3 * PRICE);
    assert_eq!(stage.redeemed(call.clone()), (0, 3 * ONE));
    stage.world.active(alice, C);
    assert_eq!(stage.redeemed(call.clone()), (ONE.min(C), 0));
    let stale = VoucherNotNewer {
        collected: call.credits,
        credits: call.credits,
    };
    stage.refused(call, stale);
    assert_eq!(stage.world.snapshot(&[]).fees, u(8 * PRICE));
}

fn credits_at_the_limit_of_a_voucher(fees: Fees) {
    let stage = Stage::new(fees);
    let limit = 1 << 120;
    for credits in [u(limit), U256::from(1) << 128, U256::MAX] {
        let voucher = UsageVoucher {
            credits,
            ..stage.own(0)
        };
        stage.refused(voucher, VoucherTooLarge { credits });
    }
    // The greatest there is, and everything is collected.
    let alice = stage.alice.address();
    stage.world.deposited(alice, u128::MAX);
    let all = limit - 1;
    assert_eq!(stage.redeemed(stage.own(all)), (100 * C, all - 100 * C));
    assert_eq!(stage.collected_own(today()), all);
    to_midnight();
    assert_eq!(stage.redeemed(stage.own(all)), (100 * C, all - 100 * C));
    assert_eq!(stage.collected_own(today() - 1), all);
}

fn an_agents_voucher_needs_a_grant_that_covers_the_day(fees: Fees) {
    let stage = Stage::new(fees);
    let (account, spender) = (stage.alice.address(), stage.agent.address());
    stage.refused(stage.agents(C), NoGrant { account, spender });
    let day = today();
    stage.grant(10 * C, day - 1, false);
    let expired = GrantExpired {
        lastDay: day - 1,
        day,
    };
    stage.refused(stage.agents(C), expired);
    stage.grant(10 * C, day, false);
    assert_eq!(stage.redeemed(stage.agents(4 * C)), (4 * C, 0));
    assert_eq!(stage.world.grant(account, spender), (10 * C, 6 * C, 0));
    // The day after its last: what that day left, by voucher of that day.
    let of_first = stage.agents(12 * C);
    to_midnight();
    let expired = GrantExpired {
        lastDay: day,
        day: day + 1,
    };
    stage.refused(stage.agents(C), expired);
    assert_eq!(stage.redeemed(of_first.clone()), (6 * C, 0));
    let exceeded = GrantExceeded {
        left: U256::ZERO,
        needed: u(2 * C),
    };
    stage.refused(of_first, exceeded);
}

fn a_shorter_last_day_or_no_grant_stops_yesterdays_vouchers(fees: Fees) {
    let stage = Stage::new(fees);
    let (account, spender) = (stage.alice.address(), stage.agent.address());
    let day = today();
    stage.grant(10 * C, day + 9, false);
    let voucher = stage.agents(C);
    to_midnight();
    stage.grant(10 * C, day - 1, false);
    let expired = GrantExpired {
        lastDay: day - 1,
        day,
    };
    stage.refused(voucher.clone(), expired);
    stage.grant(0, day + 9, false);
    stage.refused(voucher.clone(), NoGrant { account, spender });
    // Given again, it has nothing of yesterday.
    stage.grant(10 * C, day + 9, false);
    let nothing = GrantExceeded {
        left: U256::ZERO,
        needed: u(C),
    };
    stage.refused(voucher, nothing);
    assert_eq!(stage.redeemed(stage.agents(C)), (C, 0));
}

fn a_lower_limit_leaves_yesterdays_vouchers_alone(fees: Fees) {
    let stage = Stage::new(fees);
    stage.grant(10 * C, today() + 9, false);
    let voucher = stage.agents(9 * C);
    to_midnight();
    stage.grant(C, today() + 9, false);
    assert_eq!(stage.redeemed(voucher), (9 * C, 0));
    assert_eq!(stage.redeemed(stage.agents(5 * C)), (C, 0));
}

/// Attack: paid credits by an agent without permission. Permission is read when a voucher is
/// settled, for yesterday's too.
fn an_agents_voucher_draws_on_the_deposit_only_with_permission(fees: Fees) {
    let stage = Stage::new(fees);
    stage.world.deposited(stage.alice.address(), 100 * PRICE);
    stage.grant(150 * C, today() + 9, false);
    let voucher = stage.agents(101 * C);
    assert_eq!(stage.redeemed(voucher.clone()), (100 * C, 0));
    let refusal = || PaidNotAllowed {
        quota: U256::ZERO,
        needed: u(C),
    };
    stage.refused(voucher.clone(), refusal());
    to_midnight();
    stage.refused(voucher.clone(), refusal());
    stage.grant(150 * C, today() + 9, true);
    assert_eq!(stage.redeemed(voucher.clone()), (0, C));
    let more = UsageVoucher {
        credits: u(102 * C),
        ..voucher
    };
    stage.grant(150 * C, today() + 9, false);
    stage.refused(more, refusal());
}

/// Attack: two agents and the owner for the same credits; who settles first has them.
fn agents_and_owner_race_for_one_quota_and_nobody_gets_more(fees: Fees) {
    let stage = Stage::new(fees);
    stage.grant(80 * C, today(), false);
    assert_eq!(stage.redeemed(stage.agents(80 * C)), (80 * C, 0));
    assert_eq!(stage.redeemed(stage.own(80 * C)), (20 * C, 0));
    let rivals = UsageVoucher {
        provider: RIVAL,
        ..stage.own(80 * C)
    };
    let none = InsufficientCredits {
        quota: U256::ZERO,
        paid: U256::ZERO,
        needed: u(80 * C),
    };
    stage.refused(rivals, none);
}

/// Attack: one address as account, spender and provider. It can use what it has, once.
fn account_spender_and_provider_may_be_one(fees: Fees) {
    let stage = Stage::new(fees);
    let alice = stage.alice.address();
    stage.world.admit(alice);
    stage.world.deposited(alice, PRICE);
    let voucher = UsageVoucher {
        provider: alice,
        ..stage.own(100 * C + ONE)
    };
    assert_eq!(stage.redeemed(voucher.clone()), (100 * C, ONE));
    let stale = VoucherNotNewer {
        collected: voucher.credits,
        credits: voucher.credits,
    };
    stage.refused(voucher, stale);
    assert_eq!(stage.world.quota(alice).1, 0);
    assert_eq!(stage.world.deposit(alice), (0, 0, 0));
}

fn vouchers_and_spending_on_chain_share_the_quota_but_not_the_total(fees: Fees) {
    let stage = Stage::new(fees);
    let alice = stage.alice.address();
    let spend = spendCall {
        account: alice,
        provider: PROVIDER,
        credits: u(60 * C),
        requestId: B256::ZERO,
    };
    stage.world.ok(alice, spend);
    assert_eq!(stage.collected_own(today()), 0);
    assert_eq!(stage.redeemed(stage.own(60 * C)), (40 * C, 0));
}

fn a_removed_provider_redeems_the_days_it_served(fees: Fees) {
    let stage = Stage::new(fees);
    let day = today();
    let remove = setProviderCall {
        provider: PROVIDER,
        admitted: false,
    };
    let before = stage.own(C);
    stage.world.ok(OWNER, remove);
    assert_eq!(stage.redeemed(before.clone()), (C, 0));
    to_midnight();
    let provider = PROVIDER;
    stage.refused(stage.own(C), NotProvider { provider });
    let more = UsageVoucher {
        credits: u(2 * C),
        ..before
    };
    assert_eq!(stage.redeemed(more), (C, 0));
    // Admitted again, it redeems yesterday's and today's, whatever was between.
    to_midnight();
    let missed = UsageVoucher {
        day: day + 1,
        ..stage.own(C)
    };
    stage.refused(missed.clone(), NotProvider { provider });
    stage.world.admit(PROVIDER);
    assert_eq!(stage.redeemed(missed), (C, 0));
    assert_eq!(stage.redeemed(stage.own(C)), (C, 0));
}

fn one_never_admitted_redeems_nothing(fees: Fees) {
    let stage = Stage::new(fees);
    let provider = address!("0000000000000000000000000000000000009999");
    let voucher = UsageVoucher {
        provider,
        ..stage.own(C)
    };
    stage.refused(voucher, NotProvider { provider });
}

fn a_batch_collects_the_good_and_names_the_bad(fees: Fees) {
    let stage = Stage::new(fees);
    let day = today();
    let stranger = signer("stranger");
    let bad_signature = signed_by(&stranger, &stage.domain(), stage.own(50 * C));
    let expired = UsageVoucher {
        day: day - 2,
        ..stage.own(C)
    };
    let rivals = UsageVoucher {
        provider: RIVAL,
        ..stage.own(C)
    };
    let calls = vec![
        stage.signed(stage.own(10 * C)),
        bad_signature,
        stage.signed(stage.own(20 * C)),
        stage.signed(expired),
        stage.signed(stage.agents(C)),
        stage.signed(rivals),
        stage.signed(stage.own(20 * C)),
        stage.signed(stage.own(30 * C)),
    ];
    let sums = stage.world.ok(PROVIDER, batched(calls));
    assert_eq!(
        (sums.quotaCredits, sums.paidCredits),
        (u(30 * C), U256::ZERO)
    );
    // Last first.
    let settled = |n, credits| {
        let event: Settled = stage.world.nth_last(n);
        assert_eq!(event.quotaCredits, u(credits));
    };
    let rejected = |n, index, selector: [u8; 4]| {
        let event: VoucherRejected = stage.world.nth_last(n);
        assert_eq!((event.index, event.selector), (u(index), selector.into()));
    };
    settled(0, 10 * C);
    rejected(1, 6, VoucherNotNewer::SELECTOR);
    rejected(2, 5, OnlyProvider::SELECTOR);
    rejected(3, 4, NoGrant::SELECTOR);
    rejected(4, 3, VoucherExpired::SELECTOR);
    settled(5, 10 * C);
    rejected(6, 1, InvalidVoucherSignature::SELECTOR);
    settled(7, 10 * C);
    assert_eq!(stage.collected_own(day), 30 * C);
}

fn a_batch_of_many_accounts_books_all_their_fees(fees: Fees) {
    let stage = Stage::new(fees);
    let before = stage.world.snapshot(&[]).fee_held;
    let mut calls = Vec::new();
    for n in 0..20u32 {
        let user = signer(&format!("user {n}"));
        stage.world.deposited(user.address(), 3 * PRICE);
        let voucher = UsageVoucher {
            account: user.address(),
            spender: user.address(),
            ..stage.own(ONE + 1)
        };
        calls.push(signed_by(&user, &stage.domain(), voucher));
    }
    let sums = stage.world.ok(PROVIDER, batched(calls));
    assert_eq!(sums.paidCredits, u(20 * (ONE + 1)));
    let Snapshot { fees, fee_held, .. } = stage.world.snapshot(&[]);
    assert_eq!(fees, u(20 * (PRICE + 1)), "rounded up, for each account");
    assert_eq!(fee_held - before, u(60 * PRICE));
}

fn an_empty_batch_is_nothing_and_uneven_lists_are_refused(fees: Fees) {
    let stage = Stage::new(fees);
    let logs = stage.world.diem.all_events().len();
    let sums = stage.world.ok(PROVIDER, batched(Vec::new()));
    assert_eq!(
        (sums.quotaCredits, sums.paidCredits),
        (U256::ZERO, U256::ZERO)
    );
    assert_eq!(stage.world.diem.all_events().len(), logs);
    let call = stage.signed(stage.own(C));
    let uneven = redeemBatchCall {
        vouchers: vec![call.voucher.clone(), call.voucher],
        signatures: vec![call.signature],
    };
    let mismatch = LengthMismatch {
        vouchers: u(2),
        signatures: u(1),
    };
    stage.world.refused(PROVIDER, uneven, mismatch);
}

fn a_contract_signs_by_accepting_and_only_by_the_magic_word(fees: Fees) {
    let stage = Stage::new(fees);
    let wallet: Contract<Wallet> = Contract::new();
    let account = wallet.address();
    stage.world.deposited(PROVIDER, PRICE);
    stage.world.fund_fee(PROVIDER, 100 * PRICE);
    let amount = u(100 * PRICE);
    stage.world.ok(PROVIDER, depositCall { account, amount });
    let voucher = UsageVoucher {
        account,
        spender: account,
        ..stage.own(ONE)
    };
    let digest = voucher.eip712_signing_hash(&stage.domain());
    let call = redeemCall {
        voucher: voucher.clone(),
        signature: b"mine".into(),
    };
    let spender = account;
    let refusal = || InvalidVoucherSignature { spender };
    for verdict in &Verdict::ALL[1..] {
        wallet.sender(OWNER).accept(digest, *verdict);
        stage.world.refused(PROVIDER, call.clone(), refusal());
    }
    wallet.sender(OWNER).accept(digest, Verdict::Yes);
    let other = redeemCall {
        signature: b"else".into(),
        ..call.clone()
    };
    stage.world.refused(PROVIDER, other, refusal());
    assert_eq!(stage.world.ok(PROVIDER, call).paidCredits, u(ONE));
}

fn a_contract_may_be_an_agent(fees: Fees) {
    let stage = Stage::new(fees);
    let wallet: Contract<Wallet> = Contract::new();
    let alice = stage.alice.address();
    let grant = approveQuotaCall {
        spender: wallet.address(),
        dailyLimit: u(5 * C),
        lastDay: today(),
        allowPaid: false,
    };
    stage.world.ok(alice, grant);
    let voucher = UsageVoucher {
        spender: wallet.address(),
        ..stage.own(9 * C)
    };
    let digest = voucher.eip712_signing_hash(&stage.domain());
    wallet.sender(OWNER).accept(digest, Verdict::Yes);
    let call = redeemCall {
        voucher,
        signature: b"mine".into(),
    };
    assert_eq!(stage.world.ok(PROVIDER, call).quotaCredits, u(5 * C));
}

fn malformed_vouchers_are_refused_as_a_whole(fees: Fees) {
    let stage = Stage::new(fees);
    let good = batched(vec![stage.signed(stage.own(C))]).abi_encode();
    let refuse = |calldata: &[u8]| {
        let data = stage.world.raw(PROVIDER, calldata).unwrap_err();
        assert_eq!(hex(&data), hex(&InvalidCalldata {}.abi_encode()));
    };
    // Cut anywhere before the signature's padding, which nothing needs.
    for length in 4..good.len() - 31 {
        refuse(&good[..length]);
    }
    // The words: two offsets; a length; a voucher of five; a length; an offset; a length.
    for word in [0, 1, 2, 8, 9, 10] {
        for value in [u(1 << 31), u(u128::MAX), U256::MAX, U256::from(1) << 32] {
            let mut bent = good.clone();
            bent[4 + 32 * word..][..32].copy_from_slice(&value.to_be_bytes::<32>());
            let data = stage.world.raw(PROVIDER, &bent).unwrap_err();
            assert!(
                data == InvalidCalldata {}.abi_encode() || data[..4] == LengthMismatch::SELECTOR,
                "word {word}: {}",
                hex(&data)
            );
        }
    }
    // Bits outside the types of account and day.
    for (word, byte) in [(3, 11), (6, 27)] {
        let mut dirty = good.clone();
        dirty[4 + 32 * word + byte] = 1;
        refuse(&dirty);
    }
    assert!(stage.world.raw(PROVIDER, &good).is_ok());
}
