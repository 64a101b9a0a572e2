// The development accounts, as wallets would hold them.
import { createWalletClient, erc20Abi, getContract, http, publicActions } from 'viem';
import { mnemonicToAccount } from 'viem/accounts';

import { diemAbi } from '../../src/abi.js';
import { diem, options } from './chain.js';
import { mined } from './outcome.js';

const MNEMONIC = 'test test test test test test test test test test test junk';

/** VVV, the collateral. */
export const vvvAddress = await diem.read.venice();

/** A development account, its key on this side, with Diem and VVV at hand. */
export function user(addressIndex: number) {
  const account = mnemonicToAccount(MNEMONIC, { addressIndex });
  const client = createWalletClient({ ...options, account, transport: http() }).extend(publicActions);
  return {
    client,
    account,
    address: account.address,
    diem: getContract({ address: diem.address, abi: diemAbi, client }),
    vvv: getContract({ address: vvvAddress, abi: erc20Abi, client }),
  };
}

export type User = ReturnType<typeof user>;

// The first two govern; they are left alone here.
export const owner = user(0);
export const guardian = user(1);
export const alice = user(2);
export const bob = user(3);
export const carol = user(4);

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
