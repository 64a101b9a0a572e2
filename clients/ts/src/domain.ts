// SPDX-License-Identifier: MIT OR Apache-2.0
/**
 * The EIP-712 domain of all messages that Diem accepts: usage vouchers, quota permits and permits of the token.
 *
 * @module
 */
import type { Address } from 'viem';

/** The domain's type. Over JSON-RPC, wallets require it among the types of a message. */
export const domainType = [
  { name: 'name', type: 'string' },
  { name: 'version', type: 'string' },
  { name: 'chainId', type: 'uint256' },
  { name: 'verifyingContract', type: 'address' },
] as const;

/** The domain of Diem at address `diem`, as its `eip712Domain()` returns it. */
export function diemDomain(chainId: number, diem: Address) {
  return { name: 'Diem', version: '1', chainId, verifyingContract: diem } as const;
}
