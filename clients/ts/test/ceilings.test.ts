// SPDX-License-Identifier: MIT OR Apache-2.0
// Vouchers are ceilings: the provider states how much was really used, and collects no more than that.
import assert from 'node:assert/strict';
import test from 'node:test';

import { maxUint256, parseEther, type Hex } from 'viem';

import { rejection, signVoucher, type UsageVoucher } from '../src/voucher.js';
import { diem } from './support/chain.js';
import { isolateTests } from './support/isolation.js';
import { expectRevert, mined } from './support/outcome.js';
import { moveTo, nextNoon, startOf } from './support/time.js';
import { admitProvider, alice, carol as provider, mintAndActivate } from './support/users.js';

isolateTests();

const ONE = parseEther('1');

/** Gives Alice ten credits a day and admits a provider. Returns the day. */
async function setUp(): Promise<number> {
  const day = await nextNoon();
  await mintAndActivate(alice, 10n * ONE);
  await admitProvider(provider);
  return day;
}

/** A voucher by Alice, up to `credits` in total. */
const ceiling = (day: number, credits: bigint) =>
  signVoucher(alice.client, diem.address, { account: alice.address, provider: provider.address, day, credits });

type Signed = [UsageVoucher, Hex];
const simulateRedeem = (signed: Signed, total: bigint) => provider.diem.simulate.redeem([...signed, total]);

/** Redeems a voucher. Returns the daily credits collected. */
async function redeem(signed: Signed, total: bigint): Promise<bigint> {
  const { events: [settled, ...others] } = await mined(provider.diem.write.redeem([...signed, total]));
  assert(settled?.eventName === 'Settled');
  assert.deepEqual(others, []);
  assert.equal(settled.args.paidCredits, 0n);
  return settled.args.quotaCredits;
}

const collected = (day: number) =>
  diem.read.collectedOf([alice.address, alice.address, provider.address, day]);

test('redeem collects what was used, and the rest of the ceiling later', async () => {
  const day = await setUp();
  const signed = await ceiling(day, 5n * ONE);
  assert.deepEqual((await simulateRedeem(signed, 2n * ONE)).result, [2n * ONE, 0n]);
  assert.equal(await redeem(signed, 2n * ONE), 2n * ONE);
  assert.equal(await collected(day), 2n * ONE);
  assert.deepEqual((await diem.read.quotaOf([alice.address]))[1], 8n * ONE);
  assert.equal(await redeem(signed, 3n * ONE), ONE, 'the total includes what was collected before');
  assert.equal(await redeem(signed, maxUint256), 2n * ONE, 'the greatest number collects all');
  assert.equal(await collected(day), 5n * ONE);
});

test('calls can run in parallel under one rising ceiling', async () => {
  const day = await setUp();
  // Three calls that may use two credits each start together. The client signs ahead for all of them.
  const vouchers = await Promise.all([2n, 4n, 6n].map((credits) => ceiling(day, credits * ONE)));
  const last = vouchers[2]!;
  // The second one ends first. The provider settles what it used under the latest voucher.
  let total = parseEther('1.2');
  assert.equal(await redeem(last, total), parseEther('1.2'));
  // Then the others end.
  total += parseEther('0.3') + parseEther('1.9');
  assert.equal(await redeem(last, total), parseEther('2.2'));
  assert.equal(await collected(day), parseEther('3.4'));
  // The next call starts from the total that was used, not from the last ceiling.
  assert.equal(await redeem(await ceiling(day, total + 2n * ONE), total + ONE), ONE);
});

test('a total at or below what was collected collects nothing', async () => {
  const day = await setUp();
  const signed = await ceiling(day, 5n * ONE);
  await expectRevert(simulateRedeem(signed, 0n), 'VoucherNotNewer', [0n, 0n]);
  await redeem(signed, 2n * ONE);
  for (const total of [0n, ONE, 2n * ONE]) {
    await expectRevert(simulateRedeem(signed, total), 'VoucherNotNewer', [2n * ONE, total]);
  }
  assert.deepEqual((await simulateRedeem(signed, 2n * ONE + 1n)).result, [1n, 0n]);
});

test('no total collects more than the ceiling', async () => {
  const day = await setUp();
  const signed = await ceiling(day, 5n * ONE);
  for (const total of [5n * ONE, 5n * ONE + 1n, 1n << 128n, maxUint256]) {
    assert.deepEqual((await simulateRedeem(signed, total)).result, [5n * ONE, 0n]);
  }
  await redeem(signed, maxUint256);
  await expectRevert(simulateRedeem(signed, maxUint256), 'VoucherNotNewer', [5n * ONE, 5n * ONE]);
});

test('a ceiling is worth its full amount until the end of the next day, and a lower one does not replace it', async () => {
  const day = await setUp();
  const signed = await ceiling(day, 9n * ONE);
  const lower = await ceiling(day, ONE);
  await redeem(lower, ONE);
  assert.deepEqual((await simulateRedeem(signed, maxUint256)).result, [8n * ONE, 0n]);
  await moveTo(startOf(day + 2) - 1n);
  assert.deepEqual((await simulateRedeem(signed, maxUint256)).result, [8n * ONE, 0n]);
  await moveTo(startOf(day + 2));
  await expectRevert(simulateRedeem(signed, maxUint256), 'VoucherExpired', [day, day + 2]);
});

test('redeemBatch takes a total for each voucher', async () => {
  const day = await setUp();
  const low = await ceiling(day, 2n * ONE);
  const high = await ceiling(day, 6n * ONE);
  const batch: [Signed, bigint][] = [[low, ONE], [high, 3n * ONE], [high, 3n * ONE], [low, 5n * ONE], [high, 4n * ONE]];
  const vouchers = batch.map(([[voucher]]) => voucher);
  const signatures = batch.map(([[, signature]]) => signature);
  const args = [vouchers, signatures, batch.map(([, total]) => total)] as const;
  assert.deepEqual((await provider.diem.simulate.redeemBatch(args)).result, [4n * ONE, 0n]);
  const { events } = await mined(provider.diem.write.redeemBatch(args));
  assert.deepEqual(
    events.map((event) => {
      if (event.eventName === 'VoucherRejected') return [event.args.index, rejection(event.args.selector)];
      return event.eventName === 'Settled' && event.args.quotaCredits;
    }),
    [ONE, 2n * ONE, [2n, 'VoucherNotNewer'], [3n, 'VoucherNotNewer'], ONE],
  );
  assert.equal(await collected(day), 4n * ONE);
});
