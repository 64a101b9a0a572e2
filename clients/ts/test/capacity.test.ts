// SPDX-License-Identifier: MIT OR Apache-2.0
// The capacity pool, which pays only providers: for daily credits, from one budget per day. Their earnings.
import assert from 'node:assert/strict';
import test from 'node:test';

import { maxUint256, parseEther, parseUnits, zeroAddress, zeroHash } from 'viem';

import { signVoucher } from '../src/voucher.js';
import { control, diem } from './support/chain.js';
import { isolateTests } from './support/isolation.js';
import { expectRevert, mined } from './support/outcome.js';
import { nextNoon } from './support/time.js';
import {
  admitProvider, alice, approveUsd, bob, carol as provider, dave as treasury, depositUsd, mintAndActivate, owner,
} from './support/users.js';

isolateTests();

const ONE = parseEther('1');
const usd = (amount: string) => parseUnits(amount, 6);

/** Gives Alice ten credits a day, admits a provider, and funds the pool with `amount`. Returns the day. */
async function setUp(amount: bigint): Promise<number> {
  const day = await nextNoon();
  await mintAndActivate(alice, 10n * ONE);
  await admitProvider(provider);
  await approveUsd(treasury, amount);
  const { events } = await mined(treasury.diem.write.fundCapacity([amount]));
  assert.deepEqual(events, [{ eventName: 'CapacityFunded', args: { payer: treasury.address, amount } }]);
  return day;
}

/** Spends Alice's credits. Returns the events after `Spent`, and the day's rollover if this call performed it. */
async function spend(credits: bigint) {
  const args = [alice.address, provider.address, credits, zeroHash] as const;
  const { events: [spent, ...events], roll } = await mined(alice.diem.write.spend(args));
  assert.equal(spent?.eventName, 'Spent');
  return { events, roll };
}

const earnedEvents = (fees: bigint, reimbursed: bigint) => [
  { eventName: 'ProviderEarned', args: { provider: provider.address, fees, reimbursed } },
];

const earnings = () => diem.read.earningsOf([provider.address]);

test('funds of today reimburse tomorrow\'s daily credits in proportion to the credits issued', async () => {
  const day = await setUp(usd('5'));
  const before = await diem.read.protocol();
  assert.deepEqual([before.pool, before.budget, before.open], [usd('5'), 0n, 10n * ONE]);
  assert.deepEqual((await spend(2n * ONE)).events, [], 'today has no budget');
  assert.equal(await earnings(), 0n);

  await nextNoon();
  const { events, roll } = await spend(4n * ONE);
  const figures = { day, issued: 10n * ONE, quotaCredits: 2n * ONE, paidCredits: 0n };
  assert.deepEqual(roll, { ...figures, streaming: 0n, budget: usd('5'), pool: usd('5') });
  assert.deepEqual(events, earnedEvents(0n, usd('2')));
  assert.equal(await earnings(), usd('2'));
  const after = await diem.read.protocol();
  assert.deepEqual([after.pool, after.budget, after.open], [usd('3'), usd('3'), 6n * ONE]);
  assert.deepEqual((await spend(6n * ONE)).events, earnedEvents(0n, usd('3')));
});

test('a daily credit is never reimbursed above the credit price', async () => {
  await setUp(usd('50'));
  await nextNoon();
  assert.deepEqual((await spend(4n * ONE)).events, earnedEvents(0n, usd('4')));
  const { pool, budget } = await diem.read.protocol();
  assert.deepEqual([pool, budget], [usd('46'), usd('21')]);
});

test('a budget covers the day\'s credits, or half of the pool if that is more', async () => {
  const budgets: [pool: string, budget: string][] = [
    ['7', '7'],       // less than the ten credits' worth: all of it
    ['12', '10'],     // the credits' worth
    ['20', '10'],     // which is half of the pool
    ['21', '10.5'],   // half of the pool
  ];
  for (const [pool, budget] of budgets) {
    const id = await control.snapshot();
    await setUp(usd(pool));
    await nextNoon();
    const { roll } = await mined(provider.diem.write.checkpoint());
    assert.deepEqual([roll?.pool, roll?.budget], [usd(pool), usd(budget)]);
    const protocol = await diem.read.protocol();
    assert.deepEqual([protocol.pool, protocol.budget], [usd(pool), usd(budget)], 'the budget is a part of the pool');
    await control.revert({ id });
  }
});

test('DIEM activated during a day reduces no reimbursement if the pool is rich', async () => {
  await setUp(usd('60'));
  await nextNoon();
  await mined(provider.diem.write.checkpoint());
  await mintAndActivate(bob, 20n * ONE);
  assert.deepEqual((await spend(10n * ONE)).events, earnedEvents(0n, usd('10')));
});

test('a voucher for yesterday is reimbursed from yesterday\'s budget', async () => {
  await setUp(usd('5'));
  const day = await nextNoon();
  await mined(provider.diem.write.checkpoint());
  const usage = { account: alice.address, provider: provider.address, day, credits: 4n * ONE };
  const args = await signVoucher(alice.client, diem.address, usage);
  await nextNoon();
  const { events } = await mined(provider.diem.write.redeem([...args, maxUint256]));
  assert.deepEqual(events.slice(1), earnedEvents(0n, usd('2')));
  const { budget, budgetYesterday, openYesterday } = await diem.read.protocol();
  assert.deepEqual([budget, budgetYesterday, openYesterday], [0n, usd('3'), 6n * ONE]);
  assert.equal((await diem.read.protocol()).pool, usd('3'), 'what yesterday\'s budget keeps is part of the pool');
});

test('an unused budget returns to the pool after the next day, and nothing flows to stakers', async () => {
  await setUp(usd('7'));
  const rolls = [];
  for (let days = 0; days < 4; days++) {
    await nextNoon();
    const { roll } = await mined(provider.diem.write.checkpoint());
    rolls.push([roll?.streaming, roll?.budget, roll?.pool]);
    assert.equal((await diem.read.protocol()).pool, usd('7'));
  }
  // Each budget is kept for the day after. Then it is in the pool that the next budget is taken from.
  assert.deepEqual(rolls, [[0n, usd('7'), usd('7')], [0n, 0n, 0n], [0n, usd('7'), usd('7')], [0n, 0n, 0n]]);
});

test('unused budgets return to the pool at once after a skipped day', async () => {
  await setUp(usd('7'));
  await nextNoon();
  await mined(provider.diem.write.checkpoint());
  await nextNoon();
  await nextNoon();
  const { roll } = await mined(provider.diem.write.checkpoint());
  assert.deepEqual([roll?.streaming, roll?.budget, roll?.pool], [0n, usd('7'), usd('7')]);
});

test('a day without a call has no budget, even if the pool is full', async () => {
  await setUp(usd('50'));
  const day = await nextNoon();
  const usage = { account: alice.address, provider: provider.address, day, credits: 4n * ONE };
  const signed = await signVoucher(alice.client, diem.address, usage);
  await nextNoon();
  const { events } = await mined(provider.diem.write.redeem([...signed, maxUint256]));
  assert.deepEqual(events.map(({ eventName }) => eventName), ['Settled'], 'the provider earns nothing');
});

test('a use of daily and paid credits earns a reimbursement and a fee', async () => {
  await setUp(usd('5'));
  await depositUsd(alice, usd('2'));
  const day = await nextNoon();
  assert.deepEqual((await spend(12n * ONE)).events, earnedEvents(usd('1.4'), usd('5')));
  assert.equal(await earnings(), usd('6.4'));
  await nextNoon();
  const { roll } = await mined(provider.diem.write.checkpoint());
  const { lastDay, lastIssued, lastQuota, lastPaid } = await diem.read.protocol();
  assert.deepEqual([lastDay, lastIssued, lastQuota, lastPaid], [day, 10n * ONE, 10n * ONE, 2n * ONE]);
  assert.deepEqual([roll?.day, roll?.quotaCredits, roll?.paidCredits], [day, 10n * ONE, 2n * ONE]);
});

test('claimEarnings pays once, to any recipient, also after the provider was removed', async () => {
  await setUp(usd('5'));
  await nextNoon();
  await spend(10n * ONE);
  await mined(owner.diem.write.setProvider([provider.address, false]));
  for (const to of [zeroAddress, diem.address]) {
    await expectRevert(provider.diem.simulate.claimEarnings([to]), 'InvalidRecipient', [to]);
  }
  const before = await bob.usd.read.balanceOf([bob.address]);
  assert.equal((await provider.diem.simulate.claimEarnings([bob.address])).result, usd('5'));
  const { events } = await mined(provider.diem.write.claimEarnings([bob.address]));
  const args = { provider: provider.address, to: bob.address, amount: usd('5') };
  assert.deepEqual(events, [{ eventName: 'EarningsClaimed', args }]);
  assert.equal(await bob.usd.read.balanceOf([bob.address]), before + usd('5'));
  assert.equal(await earnings(), 0n);
  assert.equal((await provider.diem.simulate.claimEarnings([bob.address])).result, 0n);
  assert.deepEqual((await mined(provider.diem.write.claimEarnings([bob.address]))).events, []);
});
