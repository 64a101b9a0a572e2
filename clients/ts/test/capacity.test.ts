// The capacity pool, which pays providers for daily credits from one budget per day; earnings; announcements.
import assert from 'node:assert/strict';
import test from 'node:test';

import { parseEther, parseUnits, zeroAddress, zeroHash } from 'viem';

import { signVoucher } from '../src/voucher.js';
import { diem } from './support/chain.js';
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
  assert.deepEqual(roll, { ...figures, streaming: 0n, budget: usd('5') });
  assert.deepEqual(events, earnedEvents(0n, usd('2')));
  assert.equal(await earnings(), usd('2'));
  const after = await diem.read.protocol();
  assert.deepEqual([after.pool, after.budget, after.open], [0n, usd('3'), 6n * ONE]);
  assert.deepEqual((await spend(6n * ONE)).events, earnedEvents(0n, usd('3')));
});

test('a daily credit is never reimbursed above the credit price', async () => {
  await setUp(usd('50'));
  await nextNoon();
  assert.deepEqual((await spend(4n * ONE)).events, earnedEvents(0n, usd('4')));
  assert.equal((await diem.read.protocol()).budget, usd('46'));
});

test('a voucher for yesterday is reimbursed from yesterday\'s budget', async () => {
  await setUp(usd('5'));
  const day = await nextNoon();
  await mined(provider.diem.write.checkpoint());
  const usage = { account: alice.address, provider: provider.address, day, credits: 4n * ONE };
  const args = await signVoucher(alice.client, diem.address, usage);
  await nextNoon();
  const { events } = await mined(provider.diem.write.redeem(args));
  assert.deepEqual(events.slice(1), earnedEvents(0n, usd('2')));
  const { budget, budgetYesterday, openYesterday } = await diem.read.protocol();
  assert.deepEqual([budget, budgetYesterday, openYesterday], [0n, usd('3'), 6n * ONE]);
});

test('a seventh of an unused budget goes to stakers, and the rest back to the pool', async () => {
  await setUp(usd('7'));
  const rolls = [];
  for (let days = 0; days < 3; days++) {
    await nextNoon();
    const { roll } = await mined(provider.diem.write.checkpoint());
    rolls.push([roll?.streaming, roll?.budget]);
  }
  assert.deepEqual(rolls, [[0n, usd('7')], [0n, 0n], [usd('1'), usd('6')]]);
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

test('announce emits the provider\'s URI, and clients find it by address', async () => {
  const announce = (uri: string) => provider.diem.write.announce([uri]);
  await expectRevert(provider.diem.simulate.announce(['https://example.org']), 'NotProvider', [provider.address]);
  await admitProvider(provider);
  const uris = ['https://example.org/v1', `https://example.org/${'long/'.repeat(20)}`, 'https://bücher.example/☕', ''];
  const blocks: bigint[] = [];
  for (const uri of uris) {
    const { events, receipt } = await mined(announce(uri));
    assert.deepEqual(events, [{ eventName: 'ProviderAnnounced', args: { provider: provider.address, uri } }]);
    blocks.push(receipt.blockNumber);
  }
  const { ProviderAnnounced } = diem.getEvents;
  const since = { fromBlock: blocks[0]! };
  const found = await ProviderAnnounced({ provider: provider.address }, since);
  assert.deepEqual(found.map(({ args }) => args.uri), uris);
  assert.deepEqual(await ProviderAnnounced({ provider: bob.address }, since), []);
});
