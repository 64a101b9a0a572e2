// SPDX-License-Identifier: MIT OR Apache-2.0
// The development accounts with their keys, and helpers for common actions.
import { createWalletClient, erc20Abi, getContract, http, publicActions } from 'viem';
import { mnemonicToAccount } from 'viem/accounts';

import { diemAbi } from '../../src/abi.js';
import { diem, options } from './chain.js';
import { mined } from './outcome.js';

const MNEMONIC = 'test test test test test test test test test test test junk';

/** VVV, the collateral. */
export const vvvAddress = await diem.read.venice();
/** USDC, the fee token; it has 6 decimals. */
export const usdAddress = await diem.read.feeToken();

/** A development account with its key, Diem and the two tokens. */
export function user(addressIndex: number) {
  const account = mnemonicToAccount(MNEMONIC, { addressIndex });
  const client = createWalletClient({ ...options, account, transport: http() }).extend(publicActions);
  return {
    client,
    account,
    address: account.address,
    diem: getContract({ address: diem.address, abi: diemAbi, client }),
    vvv: getContract({ address: vvvAddress, abi: erc20Abi, client }),
    usd: getContract({ address: usdAddress, abi: erc20Abi, client }),
  };
}

export type User = ReturnType<typeof user>;

// The first two are Diem's owner and guardian.
export const owner = user(0);
export const guardian = user(1);
export const alice = user(2);
export const bob = user(3);
export const carol = user(4);
export const dave = user(5);

/** Approves Diem to take this much of `who`'s VVV. */
export async function approveVvv(who: User, amount: bigint): Promise<void> {
  await mined(who.vvv.write.approve([diem.address, amount]));
}

/** Stakes this much of `who`'s VVV, unlocked. */
export async function stakeVvv(who: User, amount: bigint): Promise<void> {
  await approveVvv(who, amount);
  await mined(who.diem.write.stake([who.address, amount]));
}

/** Stakes and locks this much of `who`'s VVV and mints DIEM for it. Returns `who`'s DIEM balance. */
export async function stakeAndMint(who: User, vvv: bigint): Promise<bigint> {
  await approveVvv(who, vvv);
  await mined(who.diem.write.stakeAndMint([vvv, 0n, false]));
  return diem.read.balanceOf([who.address]);
}

/** Mints exactly this much DIEM for `who` and activates it. */
export async function mintAndActivate(who: User, amount: bigint): Promise<void> {
  const vvv = await diem.read.getSVVVAmountIn([amount]);
  await approveVvv(who, vvv);
  await mined(who.diem.write.stakeAndMint([vvv, amount, true]));
}

/** Approves Diem to take this much of `who`'s USDC. */
export async function approveUsd(who: User, amount: bigint): Promise<void> {
  await mined(who.usd.write.approve([diem.address, amount]));
}

/** Adds this much of `who`'s USDC to its deposit. */
export async function depositUsd(who: User, amount: bigint): Promise<void> {
  await approveUsd(who, amount);
  await mined(who.diem.write.deposit([who.address, amount]));
}

/** Admits `who` as a provider, as the owner. */
export async function admitProvider(who: User): Promise<void> {
  await mined(owner.diem.write.setProvider([who.address, true]));
}

/** The shares of the fees since the last rollover: the provider's earnings, the stakers' pending stream, the pool. */
export async function feeShares(provider: User) {
  const { bucket, pool } = await diem.read.protocol();
  return { provider: await diem.read.earningsOf([provider.address]), stakers: bucket, pool };
}
