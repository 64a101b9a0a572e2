// Who pays for daily credits: the capacity pool, by a budget a day; and what providers earn.
import assert from 'node:assert/strict';
import test from 'node:test';

import { parseEther, parseUnits, zeroAddress, zeroHash } from 'viem';

import { signVoucher } from '../src/voucher.js';
import { diem } from './support/chain.js';
import { isolated } from './support/isolation.js';
import { mined, refused } from './support/outcome.js';
import { noon } from './support/time.js';
import {
  activated, admitted, alice, approvedUsd, bob, carol as provider, dave as treasury, deposited, owner,
} from './support/users.js';

isolated();

const ONE = parseEther('1');
const usd = (amount: string) => parseUnits(amount, 6);

/** Alice has ten credits a day, there is a provider, and the treasury gives this much; returns the day. */
async function prepared(amount: bigint): Promise<number> {
  const day = await noon();
  await activated(alice, 10n * ONE);
  await admitted(provider);
  await approvedUsd(treasury, amount);
  const { events } = await mined(treasury.diem.write.fundCapacity([amount]));
  assert.deepEqual(events, [{ eventName: 'CapacityFunded', args: { payer: treasury.address, amount } }]);
  return day;
}

/** Uses Alice's credits; returns what that says after `Spent`, and of the day's roll. */
async function spend(credits: bigint) {
  const args = [alice.address, provider.address, credits, zeroHash] as const;
  const { events: [spent, ...events], roll } = await mined(alice.diem.write.spend(args));
  assert.equal(spent?.eventName, 'Spent');
  return { events, roll };
}

const earned = (fees: bigint, reimbursed: bigint) => [
  { eventName: 'ProviderEarned', args: { provider: provider.address, fees, reimbursed } },
];

const earnings = () => diem.read.earningsOf([provider.address]);

test('what is given today pays for the credits of tomorrow, by their part of all', async () => {
  const day = await prepared(usd('5'));
  const before = await diem.read.protocol();
  assert.deepEqual([before.pool, before.budget, before.open], [usd('5'), 0n, 10n * ONE]);
  assert.deepEqual((await spend(2n * ONE)).events, [], 'nothing to pay for today with');
  assert.equal(await earnings(), 0n);

  await noon();
  const { events, roll } = await spend(4n * ONE);
  const figures = { day, issued: 10n * ONE, quotaCredits: 2n * ONE, paidCredits: 0n };
  assert.deepEqual(roll, { ...figures, streaming: 0n, budget: usd('5') });
  assert.deepEqual(events, earned(0n, usd('2')));
  assert.equal(await earnings(), usd('2'));
  const after = await diem.read.protocol();
  assert.deepEqual([after.pool, after.budget, after.open], [0n, usd('3'), 6n * ONE]);
  assert.deepEqual((await spend(6n * ONE)).events, earned(0n, usd('3')));
});

test('a credit is never paid more than its price', async () => {
  await prepared(usd('50'));
  await noon();
  assert.deepEqual((await spend(4n * ONE)).events, earned(0n, usd('4')));
  assert.equal((await diem.read.protocol()).budget, usd('46'));
});

test('a voucher of yesterday is paid by the budget of yesterday', async () => {
  await prepared(usd('5'));
  const day = await noon();
  await mined(provider.diem.write.checkpoint());
  const usage = { account: alice.address, provider: provider.address, day, credits: 4n * ONE };
  const args = await signVoucher(alice.client, diem.address, usage);
  await noon();
  const { events } = await mined(provider.diem.write.redeem(args));
  assert.deepEqual(events.slice(1), earned(0n, usd('2')));
  const { budget, budgetYesterday, openYesterday } = await diem.read.protocol();
  assert.deepEqual([budget, budgetYesterday, openYesterday], [0n, usd('3'), 6n * ONE]);
});

test('a seventh of what a day leaves unpaid goes to stakers, and the rest is for later credits', async () => {
  await prepared(usd('7'));
  const rolls = [];
  for (let days = 0; days < 3; days++) {
    await noon();
    const { roll } = await mined(provider.diem.write.checkpoint());
    rolls.push([roll?.streaming, roll?.budget]);
  }
  assert.deepEqual(rolls, [[0n, usd('7')], [0n, 0n], [usd('1'), usd('6')]]);
});

test('a use of daily and of paid credits earns from both', async () => {
  await prepared(usd('5'));
  await deposited(alice, usd('2'));
  const day = await noon();
  assert.deepEqual((await spend(12n * ONE)).events, earned(usd('1.4'), usd('5')));
  assert.equal(await earnings(), usd('6.4'));
  await noon();
  const { roll } = await mined(provider.diem.write.checkpoint());
  const { lastDay, lastIssued, lastQuota, lastPaid } = await diem.read.protocol();
  assert.deepEqual([lastDay, lastIssued, lastQuota, lastPaid], [day, 10n * ONE, 10n * ONE, 2n * ONE]);
  assert.deepEqual([roll?.day, roll?.quotaCredits, roll?.paidCredits], [day, 10n * ONE, 2n * ONE]);
});

test('earnings are paid to whom the provider names, removed or not, and once', async () => {
  await prepared(usd('5'));
  await noon();
  await spend(10n * ONE);
  await mined(owner.diem.write.setProvider([provider.address, false]));
  for (const to of [zeroAddress, diem.address]) {
    await refused(provider.diem.simulate.claimEarnings([to]), 'InvalidRecipient', [to]);
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

test('a provider says where it serves, and clients find it', async () => {
  const announce = (uri: string) => provider.diem.write.announce([uri]);
  await refused(provider.diem.simulate.announce(['https://example.org']), 'NotProvider', [provider.address]);
  await admitted(provider);
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
