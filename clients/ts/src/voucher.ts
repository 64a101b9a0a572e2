// SPDX-License-Identifier: MIT OR Apache-2.0
/**
 * Usage vouchers, which a spender signs and the provider redeems.
 *
 * A voucher is a *ceiling*: the most that the provider may collect for a day in total. When it redeems a voucher, the
 * provider states the total that was really used, and collects the smaller of the two, less what it collected before.
 * Each new voucher of a day has a higher ceiling and replaces the previous one. A signer therefore keeps one number per
 * (account, provider, day) and raises it a little ahead of use, so that several requests can run at once.
 *
 * The contract believes the provider's total. Until the end of the next day a ceiling is worth its full amount to the
 * provider, and its signer cannot revoke it.
 *
 * @module
 */
import { toFunctionSelector, type Account, type Address, type Chain, type Client, type Hex, type Transport } from 'viem';
import { signTypedData } from 'viem/actions';

import { diemAbi } from './abi.js';
import { diemDomain, domainType } from './domain.js';

/** The message that is signed. */
export type UsageVoucher = {
  /** The account whose credits are used. */
  account: Address;
  /** The signer, who uses the credits: the account itself, or a spender to which it gave a grant (`approveQuota`). */
  spender: Address;
  /** The provider. Only it and its operators (`setOperator`) can redeem the voucher. */
  provider: Address;
  /** The number of the UTC day of the usage: see {@link today}. The voucher is valid on that day and the next. */
  day: number;
  /**
   * The ceiling: the most that may be collected for that day in total, in 1e-18 credits. `parseEther('1.5')` is one and a
   * half.
   */
  credits: bigint;
};

/** The EIP-712 types. Over JSON-RPC, wallets require the domain's type too. */
export const voucherTypes = {
  EIP712Domain: domainType,
  UsageVoucher: [
    { name: 'account', type: 'address' },
    { name: 'spender', type: 'address' },
    { name: 'provider', type: 'address' },
    { name: 'day', type: 'uint32' },
    { name: 'credits', type: 'uint256' },
  ],
} as const;

/**
 * The typed data of a voucher, for viem's `signTypedData` and `hashTypedData`. Converted to JSON by viem's
 * `serializeTypedData`, it is the argument of `eth_signTypedData_v4`. To check a signature, simulate `redeem`: viem's
 * `verifyTypedData` also accepts forms that the contract rejects.
 */
export function voucherTypedData(chainId: number, diem: Address, voucher: UsageVoucher) {
  // Without the domain's type: with it, viem would require a bigint chain id and send it to wallets as a string.
  const types: Pick<typeof voucherTypes, 'UsageVoucher'> = voucherTypes;
  return {
    domain: diemDomain(chainId, diem),
    types,
    primaryType: 'UsageVoucher',
    message: voucher,
  } as const;
}

/**
 * Signs a voucher with the client's account as the spender, on the client's chain. Returns the first two arguments of
 * `redeem`; the provider adds the third, the total that was used. Contract wallets (ERC-1271) sign
 * {@link voucherTypedData} in their own ways.
 */
export async function signVoucher(
  client: Client<Transport, Chain, Account>,
  diem: Address,
  usage: Omit<UsageVoucher, 'spender'>,
): Promise<[voucher: UsageVoucher, signature: Hex]> {
  const voucher = { ...usage, spender: client.account.address };
  return [voucher, await signTypedData(client, voucherTypedData(client.chain.id, diem, voucher))];
}

/** The UTC day of a block, from its `timestamp` in seconds. Use the chain's clock, not this machine's. */
export function today(timestamp: bigint): number {
  return Number(timestamp / 86_400n);
}

/** The name of the error for which `redeemBatch` skipped a voucher, by the `selector` in `VoucherRejected`. */
export function rejection(selector: Hex): string | undefined {
  const errors = diemAbi.filter((item) => item.type === 'error');
  return errors.find((error) => toFunctionSelector({ ...error, type: 'function' } as never) === selector)?.name;
}
