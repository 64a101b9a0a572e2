// The stakers' yield: fees of one day flow to them over the next.
import assert from 'node:assert/strict';
import test from 'node:test';

import { parseEther, parseUnits, zeroAddress, zeroHash } from 'viem';

import { diem } from './support/chain.js';
import { isolated } from './support/isolation.js';
import { mined, refused } from './support/outcome.js';
import { DAY, moveTo, noon, startOf } from './support/time.js';
import {
  admitted, alice, approved, approvedUsd, bob, carol as provider, dave, deposited, shared, staked, type User,
} from './support/users.js';

isolated();

/** VVV, some 74. Where the stakes' sum is a power of two, nothing of the yield is lost to rounding. */
const UNIT = 2n ** 66n;
const HOUR = 3_600n;
const usd = (amount: string) => parseUnits(amount, 6);

const pending = (who: User) => diem.read.pendingRewards([who.address]);
const balance = (who: User) => who.usd.read.balanceOf([who.address]);

/** Dave uses credits that he pays for, a dollar each. */
async function paid(dollars: string): Promise<void> {
  await admitted(provider);
  await deposited(dave, usd(dollars));
  await mined(dave.diem.write.spend([dave.address, provider.address, parseEther(dollars), zeroHash]));
}

/** Dave adds to what flows to stakers. */
async function funded(amount: bigint) {
  await approvedUsd(dave, amount);
  return mined(dave.diem.write.fund([amount]));
}

/** Has a new day begin at noon, and returns what its roll says and when that was. */
async function rolled() {
  const day = await noon();
  const { roll, events, timestamp } = await mined(provider.diem.write.checkpoint());
  assert.deepEqual(events, []);
  return { day, roll, start: timestamp };
}

test('fees of a day flow evenly over the next 24 hours, and are claimed to the unit', async () => {
  const day = await noon();
  await staked(alice, 3n * UNIT);
  await staked(bob, UNIT);
  await paid('100');
  assert.deepEqual(await shared(provider), { provider: usd('70'), stakers: usd('15'), pool: usd('15') });
  await moveTo(startOf(day + 1) - 1n);
  assert.equal(await pending(alice), 0n, 'nothing on the day itself');

  const { roll, start } = await rolled();
  const figures = { day, issued: 0n, quotaCredits: 0n, paidCredits: parseEther('100') };
  assert.deepEqual(roll, { ...figures, streaming: usd('15'), budget: usd('15') });
  await moveTo(start + 6n * HOUR);
  assert.deepEqual([await pending(alice), await pending(bob)], [usd('2.8125'), usd('0.9375')], 'a quarter, by stake');
  assert.equal((await alice.diem.simulate.claim()).result, usd('2.8125'));
  const before = await balance(alice);
  const { events } = await mined(alice.diem.write.claim());
  const claimed = { account: alice.address, to: alice.address, amount: usd('2.8125') };
  assert.deepEqual(events, [{ eventName: 'Claimed', args: claimed }]);
  assert.equal(await balance(alice), before + usd('2.8125'));

  // A midnight passes meanwhile: what claim pays includes the roll that it is the first to make.
  await moveTo(start + DAY);
  assert.equal(await pending(alice), usd('8.4375'));
  const last = await mined(alice.diem.write.claim());
  assert.equal(last.roll?.streaming, 0n);
  assert.deepEqual(last.events, [{ eventName: 'Claimed', args: { ...claimed, amount: usd('8.4375') } }]);
  assert.equal(await pending(alice), 0n);
  await moveTo(start + 9n * DAY);
  assert.deepEqual([await pending(alice), await pending(bob)], [0n, usd('3.75')], 'it waits for whom it belongs to');
});

test('locked VVV earns four fifths, and the last fifth is for daily credits', async () => {
  await noon();
  await staked(alice, UNIT);
  await staked(bob, UNIT);
  await mined(bob.diem.write.mintDiem([UNIT, 0n]));
  const { events } = await funded(usd('20'));
  assert.deepEqual(events, [{ eventName: 'Funded', args: { payer: dave.address, amount: usd('20') } }]);
  assert.equal((await diem.read.protocol()).bucket, usd('20'));
  const { roll, start } = await rolled();
  assert.deepEqual([roll?.streaming, roll?.budget], [usd('20'), 0n]);
  await moveTo(start + 6n * HOUR);
  assert.deepEqual([await pending(alice), await pending(bob)], [usd('2.5'), usd('2')]);
  await mined(provider.diem.write.checkpoint());
  await moveTo(start + DAY);
  assert.deepEqual([await pending(alice), await pending(bob)], [usd('10'), usd('8')]);
  const next = await mined(bob.diem.write.claim());
  assert.equal(next.roll?.budget, usd('2'));
});

test('who stakes later has no part in what flowed before', async () => {
  await noon();
  await staked(alice, UNIT);
  await funded(usd('8'));
  const { start } = await rolled();
  await approved(bob, UNIT);
  await moveTo(start + 3n * HOUR);
  await mined(bob.diem.write.stake([bob.address, UNIT]));
  await moveTo(start + DAY);
  assert.deepEqual([await pending(alice), await pending(bob)], [usd('4.5'), usd('3.5')]);
});

test('while nothing is staked, the stream waits', async () => {
  await noon();
  await funded(usd('8'));
  const { start } = await rolled();
  assert.equal((await diem.read.protocol()).stream, usd('8'));
  await moveTo(start + 6n * HOUR);
  assert.equal((await diem.read.protocol()).streamEnd, start + 30n * HOUR);
  await approved(alice, UNIT);
  const { timestamp } = await mined(alice.diem.write.stake([alice.address, UNIT]));
  assert.equal((await diem.read.protocol()).streamEnd, timestamp + DAY);
  await moveTo(timestamp + 3n * HOUR);
  assert.equal(await pending(alice), usd('1'));
});

test('claimTo pays somebody else, and not those who could never take out', async () => {
  await noon();
  await staked(alice, UNIT);
  await funded(usd('8'));
  const { start } = await rolled();
  await moveTo(start + 3n * HOUR);
  for (const to of [zeroAddress, diem.address]) {
    await refused(alice.diem.simulate.claimTo([to]), 'InvalidRecipient', [to]);
  }
  const before = await balance(bob);
  const { result } = await alice.diem.simulate.claimTo([bob.address]);
  const { events } = await mined(alice.diem.write.claimTo([bob.address]));
  assert.equal(result, usd('1'));
  const args = { account: alice.address, to: bob.address, amount: usd('1') };
  assert.deepEqual(events, [{ eventName: 'Claimed', args }]);
  assert.equal(await balance(bob), before + usd('1'));
});

test('there may be nothing to claim', async () => {
  assert.equal((await bob.diem.simulate.claim()).result, 0n);
  const { events, receipt } = await mined(bob.diem.write.claim());
  assert.deepEqual(events, []);
  assert.deepEqual(receipt.logs.filter(({ address }) => address !== diem.address.toLowerCase()), [], 'no transfer');
});

test('rewards in USDC cannot be staked', async () => {
  await refused(alice.diem.simulate.claimAndStake(), 'RewardNotStakeable', []);
});
