/**
 * Usage vouchers, which a spender signs and the provider redeems.
 *
 * A voucher states the *total* used on a day. The total only grows, and each new voucher replaces the previous one.
 * Redeeming any of them collects the difference between its total and what was collected before. A signer therefore
 * keeps one number per (account, provider, day) and raises it with every request.
 *
 * @module
 */
import { toFunctionSelector, type Account, type Address, type Chain, type Client, type Hex, type Transport } from 'viem';
import { signTypedData } from 'viem/actions';

import { diemAbi } from './abi.js';

/** The message that is signed. */
export type UsageVoucher = {
  /** The account whose credits were used. */
  account: Address;
  /** The signer, who used the credits: the account itself, or a spender to which it gave a grant (`approveQuota`). */
  spender: Address;
  /** The provider, who alone can redeem the voucher. */
  provider: Address;
  /** The number of the UTC day of the usage: see {@link today}. The voucher is valid on that day and the next. */
  day: number;
  /** The total for that day so far, in 1e-18 credits: `parseEther('1.5')` is one and a half. */
  credits: bigint;
};

/** The EIP-712 types. Over JSON-RPC, wallets require the domain's type too. */
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

/** The EIP-712 domain of Diem at address `diem`, as its `eip712Domain()` returns it. */
export function voucherDomain(chainId: number, diem: Address) {
  return { name: 'Diem', version: '1', chainId, verifyingContract: diem } as const;
}

/**
 * The typed data of a voucher, for viem's `signTypedData` and `hashTypedData`. Converted to JSON by viem's
 * `serializeTypedData`, it is the argument of `eth_signTypedData_v4`. To check a signature, simulate `redeem`: viem's
 * `verifyTypedData` also accepts forms that the contract rejects.
 */
export function voucherTypedData(chainId: number, diem: Address, voucher: UsageVoucher) {
  // Without the domain's type: with it, viem would require a bigint chain id and send it to wallets as a string.
  const types: Pick<typeof voucherTypes, 'UsageVoucher'> = voucherTypes;
  return {
    domain: voucherDomain(chainId, diem),
    types,
    primaryType: 'UsageVoucher',
    message: voucher,
  } as const;
}

/**
 * Signs a voucher with the client's account as the spender, on the client's chain. Returns the arguments of `redeem`.
 * Contract wallets (ERC-1271) sign {@link voucherTypedData} in their own ways.
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
