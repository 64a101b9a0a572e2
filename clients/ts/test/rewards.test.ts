// SPDX-License-Identifier: MIT OR Apache-2.0
// Staking rewards: the stakers' share of one day's fees streams to them over the next.
import assert from 'node:assert/strict';
import test from 'node:test';

import { parseEther, parseUnits, zeroAddress, zeroHash } from 'viem';

import { diem } from './support/chain.js';
import { isolateTests } from './support/isolation.js';
import { expectRevert, mined } from './support/outcome.js';
import { DAY, moveTo, nextNoon, startOf } from './support/time.js';
import {
  admitProvider, alice, approveUsd, approveVvv, bob, carol as provider, dave, depositUsd, feeShares, stakeVvv,
  type User,
} from './support/users.js';

isolateTests();

/** VVV, some 74. If total stake is a power of two, no reward is lost to rounding. */
const UNIT = 2n ** 66n;
const HOUR = 3_600n;
const usd = (amount: string) => parseUnits(amount, 6);

const pending = (who: User) => diem.read.pendingRewards([who.address]);
const balance = (who: User) => who.usd.read.balanceOf([who.address]);

/** Dave deposits this much and spends it on paid credits, a dollar each. */
async function payForCredits(dollars: string): Promise<void> {
  await admitProvider(provider);
  await depositUsd(dave, usd(dollars));
  await mined(dave.diem.write.spend([dave.address, provider.address, parseEther(dollars), zeroHash]));
}

/** Dave funds the next day's stream. */
async function fundStakers(amount: bigint) {
  await approveUsd(dave, amount);
  return mined(dave.diem.write.fund([amount]));
}

/**
 * Performs the next day's rollover at noon. Returns the event's arguments, and the start of the day, at which the new
 * stream starts.
 */
async function rollDay() {
  const day = await nextNoon();
  const { roll, events } = await mined(provider.diem.write.checkpoint());
  assert.deepEqual(events, []);
  return { roll, start: startOf(day) };
}

test('a day\'s fees stream evenly over the next 24 hours, and claims pay them to the unit', async () => {
  const day = await nextNoon();
  await stakeVvv(alice, 3n * UNIT);
  await stakeVvv(bob, UNIT);
  await payForCredits('100');
  assert.deepEqual(await feeShares(provider), { provider: usd('70'), stakers: usd('15'), pool: usd('15') });
  await moveTo(startOf(day + 1) - 1n);
  assert.equal(await pending(alice), 0n, 'nothing accrues on the day itself');

  const { roll, start } = await rollDay();
  const figures = { day, issued: 0n, quotaCredits: 0n, paidCredits: parseEther('100') };
  // Without daily credits, the budget is half of the pool.
  assert.deepEqual(roll, { ...figures, streaming: usd('15'), budget: usd('7.5'), pool: usd('15') });
  await moveTo(start + 18n * HOUR);
  assert.deepEqual([await pending(alice), await pending(bob)], [usd('8.4375'), usd('2.8125')], 'three quarters, by stake');
  assert.equal((await alice.diem.simulate.claim()).result, usd('8.4375'));
  const before = await balance(alice);
  const { events } = await mined(alice.diem.write.claim());
  const claimed = { account: alice.address, to: alice.address, amount: usd('8.4375') };
  assert.deepEqual(events, [{ eventName: 'Claimed', args: claimed }]);
  assert.equal(await balance(alice), before + usd('8.4375'));

  // After midnight: this claim is the first call of the day, and its rollover counts towards what it pays.
  await moveTo(start + DAY);
  assert.equal(await pending(alice), usd('2.8125'));
  const last = await mined(alice.diem.write.claim());
  assert.equal(last.roll?.streaming, 0n);
  assert.deepEqual(last.events, [{ eventName: 'Claimed', args: { ...claimed, amount: usd('2.8125') } }]);
  assert.equal(await pending(alice), 0n);
  await moveTo(start + 9n * DAY);
  assert.deepEqual([await pending(alice), await pending(bob)], [0n, usd('3.75')], 'unclaimed rewards do not expire');
});

test('locked VVV earns four fifths, and the capacity pool earns the remaining fifth', async () => {
  await nextNoon();
  await stakeVvv(alice, UNIT);
  await stakeVvv(bob, UNIT);
  await mined(bob.diem.write.mintDiem([UNIT, 0n]));
  const { events } = await fundStakers(usd('20'));
  assert.deepEqual(events, [{ eventName: 'Funded', args: { payer: dave.address, amount: usd('20') } }]);
  assert.equal((await diem.read.protocol()).bucket, usd('20'));
  const { roll, start } = await rollDay();
  assert.deepEqual([roll?.streaming, roll?.budget, roll?.pool], [usd('20'), 0n, 0n]);
  await moveTo(start + 18n * HOUR);
  assert.deepEqual([await pending(alice), await pending(bob)], [usd('7.5'), usd('6')]);
  assert.equal((await diem.read.protocol()).pool, usd('1.5'), 'the fifth is part of the pool as it accrues');
  await mined(provider.diem.write.checkpoint());
  await moveTo(start + DAY);
  assert.deepEqual([await pending(alice), await pending(bob)], [usd('10'), usd('8')]);
  const next = await mined(bob.diem.write.claim());
  assert.deepEqual([next.roll?.budget, next.roll?.pool], [usd('1'), usd('2')]);
});

test('a later staker earns nothing of what was released before', async () => {
  await nextNoon();
  await stakeVvv(alice, UNIT);
  await fundStakers(usd('8'));
  const { start } = await rollDay();
  await approveVvv(bob, UNIT);
  await moveTo(start + 15n * HOUR);
  await mined(bob.diem.write.stake([bob.address, UNIT]));
  await moveTo(start + DAY);
  assert.deepEqual([await pending(alice), await pending(bob)], [usd('6.5'), usd('1.5')]);
});

test('a stream starts at 00:00, whenever the first call of the day comes', async () => {
  const day = await nextNoon();
  await stakeVvv(alice, UNIT);
  await fundStakers(usd('8'));
  const start = startOf(day + 1);
  await moveTo(start - 1n);
  assert.equal(await pending(alice), 0n);
  for (const [hours, released] of [[0n, '0'], [3n, '1'], [21n, '7']] as const) {
    await moveTo(start + hours * HOUR);
    assert.equal(await pending(alice), usd(released));
    const { stream, streamEnd } = await diem.read.protocol();
    assert.deepEqual([stream, streamEnd], [usd('8') - usd(released), start + DAY]);
  }
  const { roll, events } = await mined(alice.diem.write.claim());
  assert.equal(roll?.streaming, usd('8'), 'what the stream holds at its start');
  assert.deepEqual(events, [
    { eventName: 'Claimed', args: { account: alice.address, to: alice.address, amount: usd('7') } },
  ]);
});

test('a stake in the first call after skipped days earns nothing of what was released on them', async () => {
  const day = await nextNoon();
  await stakeVvv(alice, UNIT);
  await fundStakers(usd('8'));
  await approveVvv(bob, 900n * UNIT);
  await moveTo(startOf(day + 4));
  assert.equal(await pending(alice), usd('8'));
  const { roll } = await mined(bob.diem.write.stake([bob.address, 900n * UNIT]));
  assert.deepEqual([roll?.day, roll?.streaming], [day, usd('8')]);
  await moveTo(startOf(day + 9));
  assert.deepEqual([await pending(alice), await pending(bob)], [usd('8'), 0n]);
});

test('the stream waits while nothing is staked', async () => {
  await nextNoon();
  await fundStakers(usd('8'));
  const { start } = await rollDay();
  assert.equal((await diem.read.protocol()).stream, usd('8'));
  await moveTo(start + 18n * HOUR);
  assert.equal((await diem.read.protocol()).streamEnd, start + 42n * HOUR);
  await approveVvv(alice, UNIT);
  const { timestamp } = await mined(alice.diem.write.stake([alice.address, UNIT]));
  assert.equal((await diem.read.protocol()).streamEnd, timestamp + DAY);
  await moveTo(timestamp + 3n * HOUR);
  assert.equal(await pending(alice), usd('1'));
});

test('claimTo pays another address, but not the zero address or this contract', async () => {
  await nextNoon();
  await stakeVvv(alice, UNIT);
  await fundStakers(usd('8'));
  const { start } = await rollDay();
  await moveTo(start + 15n * HOUR);
  for (const to of [zeroAddress, diem.address]) {
    await expectRevert(alice.diem.simulate.claimTo([to]), 'InvalidRecipient', [to]);
  }
  const before = await balance(bob);
  const { result } = await alice.diem.simulate.claimTo([bob.address]);
  const { events } = await mined(alice.diem.write.claimTo([bob.address]));
  assert.equal(result, usd('5'));
  const args = { account: alice.address, to: bob.address, amount: usd('5') };
  assert.deepEqual(events, [{ eventName: 'Claimed', args }]);
  assert.equal(await balance(bob), before + usd('5'));
});

test('claim succeeds with 0 if nothing has accrued', async () => {
  assert.equal((await bob.diem.simulate.claim()).result, 0n);
  const { events, receipt } = await mined(bob.diem.write.claim());
  assert.deepEqual(events, []);
  assert.deepEqual(receipt.logs.filter(({ address }) => address !== diem.address.toLowerCase()), [], 'there is no transfer');
});

test('claimAndStake reverts if the fee token is not VVV', async () => {
  await expectRevert(alice.diem.simulate.claimAndStake(), 'RewardNotStakeable', []);
});
