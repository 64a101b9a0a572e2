/**
 * Usage vouchers: what somebody who uses credits signs, and the provider who served redeems.
 *
 * A voucher says what was used *in all* on a day. Its total only grows: each new one replaces the last, the provider
 * sends whichever it likes, and collects what that one is above what it has collected. So a signer keeps one figure for
 * each (account, provider, day), and raises it with every request.
 *
 * @module
 */
import { toFunctionSelector, type Account, type Address, type Chain, type Client, type Hex, type Transport } from 'viem';
import { signTypedData } from 'viem/actions';

import { diemAbi } from './abi.js';

/** What is signed. */
export type UsageVoucher = {
  /** Whose credits were used. */
  account: Address;
  /** Who used them, and signs: the account itself, or one it has let use them (`approveQuota`). */
  spender: Address;
  /** Who served, and redeems. */
  provider: Address;
  /** The UTC day of the usage, by its number: see {@link today}. It can be redeemed on that day and on the next. */
  day: number;
  /** All of that day so far, in 1e-18 credits: `parseEther('1.5')` is one and a half. */
  credits: bigint;
};

/** The types of EIP-712, the domain's included, as wallets want them over JSON-RPC. */
export const voucherTypes = {
  EIP712Domain: [
    { name: 'name', type: 'string' },
    { name: 'version', type: 'string' },
    { name: 'chainId', type: 'uint256' },
    { name: 'verifyingContract', type: 'address' },
  ],
  UsageVoucher: [
    { name: 'account', type: 'address' },
    { name: 'spender', type: 'address' },
    { name: 'provider', type: 'address' },
    { name: 'day', type: 'uint32' },
    { name: 'credits', type: 'uint256' },
  ],
} as const;

/** The domain of EIP-712: what `eip712Domain()` of Diem at address `diem` on this chain says. */
export function voucherDomain(chainId: number, diem: Address) {
  return { name: 'Diem', version: '1', chainId, verifyingContract: diem } as const;
}

/**
 * The typed data of a voucher: what viem's `signTypedData` and `hashTypedData` take, and, as the JSON that viem's
 * `serializeTypedData` makes of it, `eth_signTypedData_v4`. A signature is checked by simulating `redeem`: viem's
 * `verifyTypedData` also accepts forms that the contract refuses.
 */
export function voucherTypedData(chainId: number, diem: Address, voucher: UsageVoucher) {
  // Told of the domain's types, viem's would want a bigint as chain id, which wallets would be sent as a string.
  const types: Pick<typeof voucherTypes, 'UsageVoucher'> = voucherTypes;
  return {
    domain: voucherDomain(chainId, diem),
    types,
    primaryType: 'UsageVoucher',
    message: voucher,
  } as const;
}

/**
 * Signs for usage by the client's account, on the client's chain; returns the arguments of `redeem`. A wallet that is a
 * contract signs {@link voucherTypedData} in its own manner instead (ERC-1271).
 */
export async function signVoucher(
  client: Client<Transport, Chain, Account>,
  diem: Address,
  usage: Omit<UsageVoucher, 'spender'>,
): Promise<[voucher: UsageVoucher, signature: Hex]> {
  const voucher = { ...usage, spender: client.account.address };
  return [voucher, await signTypedData(client, voucherTypedData(client.chain.id, diem, voucher))];
}

/** The day of a block, by its `timestamp` in seconds. The chain's clock counts, not this machine's. */
export function today(timestamp: bigint): number {
  return Number(timestamp / 86_400n);
}

/** The name of the error for which a voucher in a batch was skipped, by the `selector` in `VoucherRejected`. */
export function rejection(selector: Hex): string | undefined {
  const errors = diemAbi.filter((item) => item.type === 'error');
  return errors.find((error) => toFunctionSelector({ ...error, type: 'function' } as never) === selector)?.name;
}
