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

/// The vouchers of `users` over `credits` whole ones each, for today.
pub(super) fn vouchers_data(fixture: &Fixture, users: u8, credits: u128) -> redeemBatchCall {
    let (vouchers, signatures) = (0..users)
        .map(|n| {
            let user = user(n);
            let voucher = UsageVoucher {
                account: user.address(),
                spender: user.address(),
                provider: ALICE,
                day: fixture.today(),
                credits: u(credits * ONE),
            };
            let signature = signed_voucher(fixture.diem, &user, &voucher);
            (voucher, Bytes::from(signature))
        })
        .unzip();
    redeemBatchCall { vouchers, signatures }
}

pub(super) fn one_voucher_data(fixture: &Fixture, credits: u128) -> Vec<u8> {
    let batch = vouchers_data(fixture, 1, credits);
    redeemCall { voucher: batch.vouchers[0].clone(), signature: batch.signatures[0].clone() }
        .abi_encode()
}

pub(super) fn large_mint_data(vvv: u128, least: u128) -> Vec<u8> {
    mintDiemCall { vvvToLock: u(vvv), minOut: u(least) }.abi_encode()
}
