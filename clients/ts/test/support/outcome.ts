// SPDX-License-Identifier: MIT OR Apache-2.0
// Expected outcomes of a call: events, or an error.
import assert from 'node:assert/strict';

import {
  BaseError,
  ContractFunctionRevertedError,
  decodeEventLog,
  isAddressEqual,
  type ContractErrorArgs,
  type ContractErrorName,
  type DecodeEventLogReturnType,
  type Hash,
} from 'viem';

import { diemAbi } from '../../src/abi.js';
import { chain, diem } from './chain.js';

export type DiemEvent = DecodeEventLogReturnType<typeof diemAbi>;
export type DiemError = ContractErrorName<typeof diemAbi>;

/**
 * Waits for a transaction that must succeed, and decodes all of Diem's events in it. The day's rollover (`DayRolled`)
 * precedes all other events in the first call of a day that needs it. It is returned separately as `roll`, since most
 * tests do not care which call performs it.
 */
export async function mined(hash: Promise<Hash>) {
  const receipt = await chain.waitForTransactionReceipt({ hash: await hash });
  assert.equal(receipt.status, 'success');
  const all: DiemEvent[] = receipt.logs
    .filter((log) => isAddressEqual(log.address, diem.address))
    .map(({ data, topics }) => decodeEventLog({ abi: diemAbi, data, topics }));
  const { timestamp } = await chain.getBlock({ blockHash: receipt.blockHash });
  const [first, ...rest] = all;
  const [roll, events] = first?.eventName === 'DayRolled' ? [first.args, rest] : [undefined, all];
  return { receipt, events, roll, timestamp };
}

/** The custom error that a call reverts with. */
export async function revertOf(call: Promise<unknown>): Promise<ContractFunctionRevertedError> {
  const error = await call.then(
    () => assert.fail('the call succeeded'),
    (error: unknown) => error,
  );
  const reverted =
    error instanceof BaseError && error.walk((e) => e instanceof ContractFunctionRevertedError);
  if (!(reverted instanceof ContractFunctionRevertedError)) throw error;
  return reverted;
}

/** Names of the errors that `expectRevert` has seen so far. */
export const met = new Set<DiemError>();

/** Asserts that a call reverts with this error and these arguments. */
export async function expectRevert<const Name extends DiemError>(
  call: Promise<unknown>,
  errorName: Name,
  args: ContractErrorArgs<typeof diemAbi, Name>,
): Promise<void> {
  const { data } = await revertOf(call);
  // viem leaves `args` undefined for an error without arguments.
  assert.deepEqual({ errorName: data?.errorName, args: data?.args ?? [] }, { errorName, args });
  met.add(errorName);
}
