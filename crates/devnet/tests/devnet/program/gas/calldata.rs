// SPDX-License-Identifier: MIT OR Apache-2.0
//! Calldata of the measured calls.

use super::*;

pub(super) fn signer() -> PrivateKeySigner {
    PrivateKeySigner::from_bytes(&B256::repeat_byte(0x42)).expect("a valid key")
}

pub(super) fn transfer(to: Address) -> Vec<u8> {
    let value = u(ONE);
    transferCall { to, value }.abi_encode()
}

pub(super) fn approve() -> Vec<u8> {
    approveCall { spender: UNUSED_ACCOUNT, value: u(5 * ONE) }.abi_encode()
}

pub(super) fn transfer_from(to: Address) -> Vec<u8> {
    transferFromCall { from: BOB, to, value: u(ONE) }.abi_encode()
}

pub(super) fn permit(fixture: &Fixture, nonce: u64) -> Vec<u8> {
    signed_permit(fixture.diem, &signer(), ALICE, u(ONE), nonce, NOON + 9 * DAY).abi_encode()
}

pub(super) fn stake_data(_: &Fixture) -> Vec<u8> {
    stakeVvvCall { recipient: ALICE, amount: u(100 * ONE) }.abi_encode()
}

pub(super) fn mint_data(_: &Fixture) -> Vec<u8> {
    mintDiemCall { vvvToLock: u(100 * ONE), minOut: u(1) }.abi_encode()
}

pub(super) fn stake_and_mint_data(_: &Fixture) -> Vec<u8> {
    stakeAndMintCall { vvv: u(100 * ONE), minOut: u(1), activate: false }.abi_encode()
}

pub(super) fn initiate_data(_: &Fixture) -> Vec<u8> {
    initiateUnstakeVvvCall { amount: u(10 * ONE) }.abi_encode()
}

pub(super) fn cancel_data(_: &Fixture) -> Vec<u8> {
    cancelUnstakeVvvCall { ticket: 0 }.abi_encode()
}

pub(super) fn finalize_data(_: &Fixture) -> Vec<u8> {
    finalizeUnstakeCall {}.abi_encode()
}

pub(super) fn activate_call() -> stakeDiemCall {
    stakeDiemCall { amount: u(100 * ONE) }
}

pub(super) fn deactivate_call() -> initiateUnstakeCall {
    initiateUnstakeCall { amount: u(ONE) }
}

pub(super) fn grant_call() -> approveQuotaCall {
    approveQuotaCall {
        spender: UNUSED_ACCOUNT,
        dailyLimit: u(5 * ONE),
        lastDay: u32::MAX,
        allowPaid: true,
    }
}

pub(super) fn spend_data(_: &Fixture) -> Vec<u8> {
    spendCall { account: ALICE, provider: BOB, credits: u(ONE), requestId: B256::repeat_byte(7) }
        .abi_encode()
}

pub(super) fn agent_spend_data(_: &Fixture) -> Vec<u8> {
    spendCall { account: BOB, provider: BOB, credits: u(ONE), requestId: B256::repeat_byte(7) }
        .abi_encode()
}

/// The vouchers of `users` for Alice, over `credits` whole ones each, for today.
pub(super) fn vouchers_data(fixture: &Fixture, users: u8, credits: u128) -> redeemBatchCall {
    vouchers_for(fixture, ALICE, users, credits)
}

/// As [`vouchers_data`], for any provider.
pub(super) fn vouchers_for(
    fixture: &Fixture,
    provider: Address,
    users: u8,
    credits: u128,
) -> redeemBatchCall {
    let (vouchers, signatures) = (0..users)
        .map(|n| {
            let user = user(n);
            let voucher = UsageVoucher {
                account: user.address(),
                spender: user.address(),
                provider,
                day: fixture.today(),
                credits: u(credits * ONE),
            };
            let signature = signed_voucher(fixture.diem, &user, &voucher);
            (voucher, Bytes::from(signature))
        })
        .unzip();
    // As a provider states them: what was used, here all of each ceiling.
    let totals = vec![u(credits * ONE); users.into()];
    redeemBatchCall { vouchers, signatures, totals }
}

pub(super) fn one_voucher_data(fixture: &Fixture, credits: u128) -> Vec<u8> {
    one_of(vouchers_data(fixture, 1, credits)).abi_encode()
}

pub(super) fn large_mint_data(vvv: u128, least: u128) -> Vec<u8> {
    mintDiemCall { vvvToLock: u(vvv), minOut: u(least) }.abi_encode()
}

/// The first voucher of a batch, in a call of its own.
pub(super) fn one_of(batch: redeemBatchCall) -> redeemCall {
    redeemCall {
        voucher: batch.vouchers[0].clone(),
        signature: batch.signatures[0].clone(),
        total: batch.totals[0],
    }
}

/// Alice or Bob offers to pay `rate` VVV wei for a DIEM.
pub(super) fn offer_call(rate: u128) -> offerBurnCall {
    offerBurnCall { rate: u(rate), amount: u(50 * ONE), lastDay: 65_000 }
}

/// Alice burns one DIEM against Bob's position.
pub(super) fn burn_for_call(recipient: Address) -> burnForCall {
    burnForCall { account: BOB, amount: u(ONE), minVvv: u(ONE), recipient }
}

pub(super) fn operator_call(allowed: bool) -> setOperatorCall {
    setOperatorCall { operator: UNUSED_ACCOUNT, allowed }
}

/// A grant by a signature of [`signer`] for `owner`, with another limit for each nonce.
pub(super) fn quota_permit(fixture: &Fixture, owner: Address, nonce: u64) -> permitQuotaCall {
    let (domain, deadline) = (domain(fixture.diem), NOON + 9 * DAY);
    let grant = approveQuotaCall { dailyLimit: u(u128::from(nonce + 5) * ONE), ..grant_call() };
    signed_quota_permit(&domain, &signer(), owner, &grant, nonce, deadline)
}

/// The parameters in force with another base, other shares and another price.
pub(super) fn proposal() -> proposeParamsCall {
    let [base, power, target, vvv, diem, stakers, pool, price] = PARAMS.map(u);
    let params = Params {
        base: base + u(10 * ONE),
        power,
        target,
        vvvCooldown: vvv,
        diemCooldown: diem,
        stakerShare: stakers + u(ONE / 100),
        poolShare: pool - u(ONE / 100),
        creditPrice: price + price / u(10),
    };
    proposeParamsCall { params }
}
