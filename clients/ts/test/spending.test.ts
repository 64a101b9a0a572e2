// SPDX-License-Identifier: MIT OR Apache-2.0
// Usage settled on chain by `spend`: daily credits first, then the deposit.
import assert from 'node:assert/strict';
import test from 'node:test';

import { parseEther, parseUnits, stringToHex, zeroHash } from 'viem';

import { chain, diem } from './support/chain.js';
import { isolateTests } from './support/isolation.js';
import { expectRevert, mined } from './support/outcome.js';
import { nextNoon, startOf } from './support/time.js';
import {
  admitProvider, alice, bob, carol as provider, dave, depositUsd, feeShares, mintAndActivate, owner,
} from './support/users.js';

isolateTests();

const ONE = parseEther('1');
const usd = (amount: string) => parseUnits(amount, 6);

const call = (credits: bigint) => [alice.address, provider.address, credits, zeroHash] as const;
const spend = (credits: bigint) => mined(alice.diem.write.spend(call(credits)));
const spendable = () => diem.read.spendableOf([alice.address, alice.address]);

test('Spent can be found by the provider\'s address', async () => {
  const day = await nextNoon();
  await mintAndActivate(alice, ONE);
  await admitProvider(provider);
  const requestId = stringToHex('request 7', { size: 32 });
  const [account, spender] = [alice.address, alice.address];
  const write = alice.diem.write.spend([account, provider.address, ONE / 4n, requestId]);
  const { events, receipt } = await mined(write);
  const args = {
    account, provider: provider.address, spender, quotaCredits: ONE / 4n, paidCredits: 0n, fee: 0n, requestId,
  };
  assert.deepEqual(events, [{ eventName: 'Spent', args }]);
  const { Spent } = diem.getEvents;
  const since = { fromBlock: receipt.blockNumber };
  const found = await Spent({ provider: provider.address }, since);
  assert.deepEqual(found.map((log) => log.args), [args]);
  assert.deepEqual(await Spent({ provider: dave.address }, since), []);
  assert.deepEqual(await diem.read.quotaOf([account]), [ONE, (ONE * 3n) / 4n, 0n, startOf(day + 1)]);
});

test('the last unit can be spent, and one more cannot', async () => {
  const day = await nextNoon();
  await mintAndActivate(alice, ONE);
  await admitProvider(provider);
  await expectRevert(alice.diem.simulate.spend(call(ONE + 1n)), 'InsufficientCredits', [ONE, 0n, ONE + 1n]);
  await spend(ONE);
  assert.deepEqual(await diem.read.quotaOf([alice.address]), [ONE, 0n, 0n, startOf(day + 1)]);
  await expectRevert(alice.diem.simulate.spend(call(1n)), 'InsufficientCredits', [0n, 0n, 1n]);
});

test('the deposit pays for credits beyond the daily ones, at the credit price', async () => {
  await nextNoon();
  await mintAndActivate(alice, ONE);
  await admitProvider(provider);
  await depositUsd(alice, usd('3'));
  assert.deepEqual(await spendable(), [ONE, 3n * ONE]);
  const { events } = await spend(parseEther('2.5'));
  const [spent, earned] = events;
  assert(spent?.eventName === 'Spent');
  const { quotaCredits, paidCredits, fee } = spent.args;
  assert.deepEqual([quotaCredits, paidCredits, fee], [ONE, parseEther('1.5'), usd('1.5')]);
  assert.deepEqual(await diem.read.depositOf([alice.address]), [usd('1.5'), 0n, 0n]);
  assert.deepEqual(earned, {
    eventName: 'ProviderEarned', args: { provider: provider.address, fees: usd('1.05'), reimbursed: 0n },
  });
  assert.deepEqual(await feeShares(provider), { provider: usd('1.05'), stakers: usd('0.225'), pool: usd('0.225') });
  assert.deepEqual(await spendable(), [0n, parseEther('1.5')]);
});

test('spend is all or nothing', async () => {
  await nextNoon();
  await mintAndActivate(alice, ONE);
  await admitProvider(provider);
  await depositUsd(alice, usd('3'));
  const needed = 4n * ONE + 1n;
  await expectRevert(alice.diem.simulate.spend(call(needed)), 'InsufficientCredits', [ONE, 3n * ONE, needed]);
  const hash = await alice.diem.write.spend(call(needed), { gas: 500_000n });
  assert.equal((await chain.waitForTransactionReceipt({ hash })).status, 'reverted');
  assert.deepEqual(await spendable(), [ONE, 3n * ONE]);
  assert.deepEqual(await feeShares(provider), { provider: 0n, stakers: 0n, pool: 0n });
});

test('prepaid fractions of a base unit are used before the deposit is charged again', async () => {
  await admitProvider(provider);
  await depositUsd(alice, 2n);
  // A base unit pays for 10^12 wei of credits: spending a tenth of that costs one unit, and leaves nine tenths prepaid.
  const tenth = 10n ** 11n;
  await spend(tenth);
  assert.deepEqual(await diem.read.depositOf([alice.address]), [1n, (ONE * 9n) / 10n, 0n]);
  assert.deepEqual(await spendable(), [0n, 19n * tenth]);
  await spend(9n * tenth);
  assert.deepEqual(await diem.read.depositOf([alice.address]), [1n, 0n, 0n]);
  // The shares of provider and pool are rounded down.
  assert.deepEqual(await feeShares(provider), { provider: 0n, stakers: 1n, pool: 0n });
});

test('spend requires a provider that is currently admitted', async () => {
  const day = await nextNoon();
  await mintAndActivate(alice, ONE);
  const spending = () => alice.diem.simulate.spend(call(1n));
  await expectRevert(spending(), 'NotProvider', [provider.address]);
  const admission = await mined(owner.diem.write.setProvider([provider.address, true]));
  assert.deepEqual(admission.events, [{ eventName: 'ProviderAdmitted', args: { provider: provider.address } }]);
  assert.equal(await diem.read.isProvider([provider.address]), true);
  await spending();
  const removal = await mined(owner.diem.write.setProvider([provider.address, false]));
  assert.deepEqual(removal.events, [
    { eventName: 'ProviderRemoved', args: { provider: provider.address, lastDay: day } },
  ]);
  assert.equal(await diem.read.isProvider([provider.address]), false);
  await expectRevert(spending(), 'NotProvider', [provider.address]);
});

test('spending another account\'s credits requires a grant', async () => {
  await mintAndActivate(alice, ONE);
  await admitProvider(provider);
  assert.deepEqual(await diem.read.spendableOf([alice.address, bob.address]), [0n, 0n]);
  await expectRevert(bob.diem.simulate.spend(call(1n)), 'NoGrant', [alice.address, bob.address]);
});
