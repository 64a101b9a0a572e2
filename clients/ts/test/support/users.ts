// The development accounts, as wallets would hold them.
import { createWalletClient, erc20Abi, getContract, http, publicActions } from 'viem';
import { mnemonicToAccount } from 'viem/accounts';

import { diemAbi } from '../../src/abi.js';
import { diem, options } from './chain.js';
import { mined } from './outcome.js';

const MNEMONIC = 'test test test test test test test test test test test junk';

/** VVV, the collateral. */
export const vvvAddress = await diem.read.venice();
/** USDC, which paid credits are paid in; it has 6 decimals. */
export const usdAddress = await diem.read.feeToken();

/** A development account, its key on this side, with Diem and the tokens at hand. */
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

// The first two govern.
export const owner = user(0);
export const guardian = user(1);
export const alice = user(2);
export const bob = user(3);
export const carol = user(4);
export const dave = user(5);

/** Lets `who` stake this much. */
export async function approved(who: User, amount: bigint): Promise<void> {
  await mined(who.vvv.write.approve([diem.address, amount]));
}

/** Gives `who` this much unlocked stake. */
export async function staked(who: User, amount: bigint): Promise<void> {
  await approved(who, amount);
  await mined(who.diem.write.stake([who.address, amount]));
}

/** Locks this much VVV of `who`'s, and returns the DIEM that it gave. */
export async function minted(who: User, vvv: bigint): Promise<bigint> {
  await approved(who, vvv);
  await mined(who.diem.write.stakeAndMint([vvv, 0n, false]));
  return diem.read.balanceOf([who.address]);
}

/** Gives `who` this much active DIEM, to the wei. */
export async function activated(who: User, amount: bigint): Promise<void> {
  const vvv = await diem.read.getSVVVAmountIn([amount]);
  await approved(who, vvv);
  await mined(who.diem.write.stakeAndMint([vvv, amount, true]));
}

/** Lets `who` deposit this much. */
export async function approvedUsd(who: User, amount: bigint): Promise<void> {
  await mined(who.usd.write.approve([diem.address, amount]));
}

/** Puts this much of `who`'s fee tokens into its deposit. */
export async function deposited(who: User, amount: bigint): Promise<void> {
  await approvedUsd(who, amount);
  await mined(who.diem.write.deposit([who.address, amount]));
}

/** Has the owner admit `who` as a provider. */
export async function admitted(who: User): Promise<void> {
  await mined(owner.diem.write.setProvider([who.address, true]));
}

/** What has become of the fees since the last roll: the provider's earnings, what waits for stakers, and for the pool. */
export async function shared(provider: User) {
  const { bucket, pool } = await diem.read.protocol();
  return { provider: await diem.read.earningsOf([provider.address]), stakers: bucket, pool };
}
