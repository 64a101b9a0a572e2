// SPDX-License-Identifier: MIT OR Apache-2.0
/**
 * Quota permits: grants of credits by signature. The owner signs, and anyone can send the signature by `permitQuota`, for
 * example the agent or the provider. The owner needs no gas.
 *
 * A permit does what `approveQuota` does. It is signed over the current nonce of (owner, spender), `quotaNonces`, which
 * it uses up. To stop a grant, and every signature over the current nonce with it, the owner calls `approveQuota` with a
 * limit of 0. A lower limit other than 0 does not void an earlier signature for a higher one.
 *
 * @module
 */
import type { Account, Address, Chain, Client, Hex, Transport } from 'viem';
import { signTypedData } from 'viem/actions';

import { diemDomain, domainType } from './domain.js';

/** The message that is signed. */
export type QuotaPermit = {
  /** The account that gives credits, and signs. */
  owner: Address;
  /** The account that may use them. */
  spender: Address;
  /** Credits per day, in 1e-18 credits; any number, which the contract rounds down as in `approveQuota`. */
  dailyLimit: bigint;
  /** The number of the last UTC day of the grant. */
  lastDay: number;
  /** Whether the spender may also use the owner's deposit, within the same limit. */
  allowPaid: boolean;
  /** `quotaNonces(owner, spender)`. */
  nonce: bigint;
  /** The last second at which the permit can be sent, in Unix seconds. */
  deadline: bigint;
};

/** The EIP-712 types. Over JSON-RPC, wallets require the domain's type too. */
export const quotaPermitTypes = {
  EIP712Domain: domainType,
  QuotaPermit: [
    { name: 'owner', type: 'address' },
    { name: 'spender', type: 'address' },
    { name: 'dailyLimit', type: 'uint256' },
    { name: 'lastDay', type: 'uint32' },
    { name: 'allowPaid', type: 'bool' },
    { name: 'nonce', type: 'uint256' },
    { name: 'deadline', type: 'uint256' },
  ],
} as const;

/** The arguments of `permitQuota`. The nonce is not one of them: the contract uses its own. */
export type PermitQuotaArgs = readonly [
  owner: Address,
  spender: Address,
  dailyLimit: bigint,
  lastDay: number,
  allowPaid: boolean,
  deadline: bigint,
  signature: Hex,
];

/** The typed data of a permit, for viem's `signTypedData`, `hashTypedData` and `serializeTypedData`. */
export function quotaPermitTypedData(chainId: number, diem: Address, permit: QuotaPermit) {
  // Without the domain's type: with it, viem would require a bigint chain id and send it to wallets as a string.
  const types: Pick<typeof quotaPermitTypes, 'QuotaPermit'> = quotaPermitTypes;
  return {
    domain: diemDomain(chainId, diem),
    types,
    primaryType: 'QuotaPermit',
    message: permit,
  } as const;
}

/**
 * Signs a permit with the client's account as the owner, on the client's chain. Returns the arguments of `permitQuota`.
 * Contract wallets (ERC-1271) sign {@link quotaPermitTypedData} in their own ways.
 */
export async function signQuotaPermit(
  client: Client<Transport, Chain, Account>,
  diem: Address,
  grant: Omit<QuotaPermit, 'owner'>,
): Promise<PermitQuotaArgs> {
  const permit = { ...grant, owner: client.account.address };
  const signature = await signTypedData(client, quotaPermitTypedData(client.chain.id, diem, permit));
  const { owner, spender, dailyLimit, lastDay, allowPaid, deadline } = permit;
  return [owner, spender, dailyLimit, lastDay, allowPaid, deadline, signature];
}
