// SPDX-License-Identifier: MIT OR Apache-2.0
// Time and days, as the contract counts them.
import { today } from '../../src/voucher.js';
import { chain, control } from './chain.js';

/** Seconds in a day. */
export const DAY = 86_400n;

/** The first second of a day. */
export const startOf = (day: number) => BigInt(day) * DAY;

/** Sets the time of the next call and of the next block. Later blocks follow soon after. */
export const moveTo = (timestamp: bigint) => control.setNextBlockTimestamp({ timestamp });

/** Moves to noon of the next day, so that no midnight passes during a test. Returns the day. */
export async function nextNoon(): Promise<number> {
  const day = today((await chain.getBlock()).timestamp) + 1;
  await moveTo(startOf(day) + DAY / 2n);
  await control.mine({ blocks: 1 });
  return day;
}
