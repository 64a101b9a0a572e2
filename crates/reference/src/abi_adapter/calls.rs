// SPDX-License-Identifier: MIT OR Apache-2.0
//! Encoding an action as calldata.

use alloy_primitives::{keccak256, Bytes, B256, U256};
use alloy_sol_types::{SolCall, SolStruct, SolValue};

use crate::abi_adapter::address_book::AddressBook;
use crate::abi_adapter::bindings::IDiem::{self, *};
use crate::abi_adapter::bindings::QuotaPermit;
use crate::abi_adapter::params::params_to_words;
use crate::accounts::AccountId;
use crate::action::{Action, PermitSignature, Voucher};

/// Encodes the call of an action. `sign` signs a digest with the key of an account.
pub(super) fn encode_call(
    action: &Action,
    addresses: &AddressBook,
    sign: &mut dyn FnMut(AccountId, B256) -> Vec<u8>,
) -> Vec<u8> {
    let word = U256::from::<u128>;
    let address = |account| addresses.address(account);
    match *action {
        Action::Wait { .. } | Action::Donate { .. } => {
            unreachable!("not a call of the contract: {action}")
        }
        Action::StakeVvv { recipient, amount, .. } => {
            stake_0Call { recipient: address(recipient), amount: word(amount) }.abi_encode()
        }
        Action::InitiateUnstakeVvv { amount, .. } => {
            initiateUnstakeVvvCall { amount: word(amount) }.abi_encode()
        }
        Action::CancelUnstakeVvv { ticket, .. } => cancelUnstakeVvvCall { ticket }.abi_encode(),
        Action::FinalizeUnstake { .. } => finalizeUnstakeCall {}.abi_encode(),
        Action::MintDiem { vvv, min_out, .. } => {
            mintDiemCall { vvvToLock: word(vvv), minOut: word(min_out) }.abi_encode()
        }
        Action::StakeAndMint { vvv, min_out, activate, .. } => {
            stakeAndMintCall { vvv: word(vvv), minOut: word(min_out), activate }.abi_encode()
        }
        Action::BurnDiem { amount, .. } => burnDiemCall { amount: word(amount) }.abi_encode(),
        Action::OfferBurn { rate, amount, last_day, .. } => {
            offerBurnCall { rate: word(rate), amount: word_or_greatest(amount), lastDay: last_day }
                .abi_encode()
        }
        Action::BurnFor { account, amount, min_vvv, recipient, .. } => burnForCall {
            account: address(account),
            amount: word(amount),
            minVvv: word(min_vvv),
            recipient: address(recipient),
        }
        .abi_encode(),
        Action::Transfer { to, value, .. } => {
            transferCall { to: address(to), value: word(value) }.abi_encode()
        }
        Action::Activate { amount, .. } => stake_1Call { amount: word(amount) }.abi_encode(),
        Action::InitiateUnstake { amount, .. } => {
            initiateUnstakeCall { amount: word(amount) }.abi_encode()
        }
        Action::CancelUnstake { ticket, .. } => cancelUnstakeCall { ticket }.abi_encode(),
        Action::Unstake { .. } => unstakeCall {}.abi_encode(),
        Action::ApproveQuota { spender, daily_limit, last_day, allow_paid, .. } => {
            approveQuotaCall {
                spender: address(spender),
                dailyLimit: word(daily_limit),
                lastDay: last_day,
                allowPaid: allow_paid,
            }
            .abi_encode()
        }
        Action::PermitQuota {
            owner,
            spender,
            daily_limit,
            last_day,
            allow_paid,
            deadline,
            signature,
            ..
        } => {
            let permit = QuotaPermit {
                owner: address(owner),
                spender: address(spender),
                dailyLimit: word(daily_limit),
                lastDay: last_day,
                allowPaid: allow_paid,
                nonce: U256::from(signature.nonce),
                deadline: U256::from(deadline),
            };
            permitQuotaCall {
                owner: permit.owner,
                spender: permit.spender,
                dailyLimit: permit.dailyLimit,
                lastDay: permit.lastDay,
                allowPaid: permit.allowPaid,
                deadline: permit.deadline,
                signature: sign_permit(&permit, signature, addresses, sign).into(),
            }
            .abi_encode()
        }
        Action::Deposit { account, amount, .. } => {
            depositCall { account: address(account), amount: word(amount) }.abi_encode()
        }
        Action::InitiateWithdrawal { amount, .. } => {
            initiateWithdrawalCall { amount: word(amount) }.abi_encode()
        }
        Action::CancelWithdrawal { ticket, .. } => cancelWithdrawalCall { ticket }.abi_encode(),
        Action::Withdraw { .. } => withdrawCall {}.abi_encode(),
        Action::Spend { account, provider, credits, request_id, .. } => spendCall {
            account: address(account),
            provider: address(provider),
            credits: word(credits),
            requestId: U256::from(request_id).into(),
        }
        .abi_encode(),
        Action::Redeem { ref voucher, signed, total, .. } => {
            let (voucher, signature) = sign_voucher(voucher, signed, addresses, sign);
            let (signature, total) = (signature.into(), word_or_greatest(total));
            redeemCall { voucher, signature, total }.abi_encode()
        }
        Action::RedeemBatch { ref vouchers, ref signed, ref totals, .. } => {
            let totals = totals.iter().copied().map(word_or_greatest).collect();
            let mut call = redeemBatchCall { vouchers: vec![], signatures: vec![], totals };
            // The lists may differ in length; the contract must reject that.
            for index in 0..vouchers.len().max(signed.len()) {
                let signed = signed.get(index).copied();
                let Some(voucher) = vouchers.get(index) else {
                    call.signatures.push(vec![0; 65].into());
                    continue;
                };
                let (voucher, signature) =
                    sign_voucher(voucher, signed.unwrap_or(false), addresses, sign);
                call.vouchers.push(voucher);
                if signed.is_some() {
                    call.signatures.push(signature.into());
                }
            }
            call.abi_encode()
        }
        Action::CommitTo { provider, .. } => {
            commitToCall { provider: address(provider) }.abi_encode()
        }
        Action::ReleaseCommitment { .. } => releaseCommitmentCall {}.abi_encode(),
        Action::SetOperator { operator, allowed, .. } => {
            setOperatorCall { operator: address(operator), allowed }.abi_encode()
        }
        Action::SetProvider { provider, admitted, .. } => {
            setProviderCall { provider: address(provider), admitted }.abi_encode()
        }
        Action::Claim { .. } => claimCall {}.abi_encode(),
        Action::ClaimTo { to, .. } => claimToCall { to: address(to) }.abi_encode(),
        Action::ClaimAndStake { .. } => claimAndStakeCall {}.abi_encode(),
        Action::Fund { amount, .. } => fundCall { amount: word(amount) }.abi_encode(),
        Action::FundCapacity { amount, .. } => {
            fundCapacityCall { amount: word(amount) }.abi_encode()
        }
        Action::Checkpoint { .. } => checkpointCall {}.abi_encode(),
        Action::ClaimEarnings { to, .. } => claimEarningsCall { to: address(to) }.abi_encode(),
        Action::Announce { ref uri, .. } => {
            // Encoded like a string; unlike one, bytes need not be UTF-8.
            let arguments = (Bytes::from(uri.clone()),).abi_encode_params();
            [&announceCall::SELECTOR[..], &arguments].concat()
        }
        Action::TransferOwnership { new_owner, .. } => {
            transferOwnershipCall { newOwner: address(new_owner) }.abi_encode()
        }
        Action::AcceptOwnership { .. } => acceptOwnershipCall {}.abi_encode(),
        Action::SetGuardian { guardian, .. } => {
            setGuardianCall { guardian: address(guardian) }.abi_encode()
        }
        Action::Pause { .. } => pauseCall {}.abi_encode(),
        Action::Unpause { .. } => unpauseCall {}.abi_encode(),
        Action::ProposeParams { ref params, .. } => {
            let [base, power, target, vvv_cooldown, diem_cooldown, staker_share, pool_share, credit_price] =
                params_to_words(params).map(U256::from);
            let params = IDiem::Params {
                base,
                power,
                target,
                vvvCooldown: vvv_cooldown,
                diemCooldown: diem_cooldown,
                stakerShare: staker_share,
                poolShare: pool_share,
                creditPrice: credit_price,
            };
            proposeParamsCall { params }.abi_encode()
        }
        Action::ExecuteParams { .. } => executeParamsCall {}.abi_encode(),
        Action::CancelParams { .. } => cancelParamsCall {}.abi_encode(),
        Action::Recover { token, to, .. } => {
            recoverCall { token: addresses.token_address(token), to: address(to) }.abi_encode()
        }
    }
}

/// The number, or 2^256 - 1 for the greatest one, which tests arguments of more than 128 bits.
pub(super) fn word_or_greatest(value: u128) -> U256 {
    if value == u128::MAX {
        U256::MAX
    } else {
        U256::from(value)
    }
}

/// The signature of a permit. One without a signer has 64 bytes.
fn sign_permit(
    permit: &QuotaPermit,
    signature: PermitSignature,
    addresses: &AddressBook,
    sign: &mut dyn FnMut(AccountId, B256) -> Vec<u8>,
) -> Vec<u8> {
    let digest = permit.eip712_signing_hash(&addresses.eip712_domain());
    signature.signer.map_or_else(|| vec![1; 64], |signer| sign(signer, digest))
}

/// A voucher in ABI form and the spender's signature, which is over other data unless `valid`.
fn sign_voucher(
    voucher: &Voucher,
    valid: bool,
    addresses: &AddressBook,
    sign: &mut dyn FnMut(AccountId, B256) -> Vec<u8>,
) -> (UsageVoucher, Vec<u8>) {
    let typed = UsageVoucher {
        account: addresses.address(voucher.account),
        spender: addresses.address(voucher.spender),
        provider: addresses.address(voucher.provider),
        day: voucher.day,
        credits: U256::from(voucher.credits),
    };
    let digest = typed.eip712_signing_hash(&addresses.eip712_domain());
    let digest = if valid { digest } else { keccak256(digest) };
    (typed, sign(voucher.spender, digest))
}
