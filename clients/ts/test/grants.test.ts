// SPDX-License-Identifier: MIT OR Apache-2.0
// Grants: Alice's agent may use a limited number of her credits per day.
import assert from 'node:assert/strict';
import test from 'node:test';

import { maxUint256, parseEther, parseUnits, zeroHash } from 'viem';

import { diem } from './support/chain.js';
import { isolateTests } from './support/isolation.js';
import { expectRevert, mined } from './support/outcome.js';
import { moveTo, nextNoon, startOf } from './support/time.js';
import { admitProvider, alice, bob as agent, carol as provider, depositUsd, mintAndActivate } from './support/users.js';

isolateTests();

const ONE = parseEther('1');

/** Gives Alice ten credits a day and admits a provider. Returns the day. */
async function setUp(): Promise<number> {
  const day = await nextNoon();
  await mintAndActivate(alice, 10n * ONE);
  await admitProvider(provider);
  return day;
}

/** Sets the agent's grant from Alice. */
const grant = (limit: bigint, lastDay: number, allowPaid = false) =>
  mined(alice.diem.write.approveQuota([agent.address, limit, lastDay, allowPaid]));

const call = (credits: bigint) => [alice.address, provider.address, credits, zeroHash] as const;
const spend = (credits: bigint) => mined(agent.diem.write.spend(call(credits)));
const simulateSpend = (credits: bigint) => agent.diem.simulate.spend(call(credits));

const currentGrant = () => diem.read.grantOf([alice.address, agent.address]);
const spendable = () => diem.read.spendableOf([alice.address, agent.address]);

test('an agent can use what it is granted and no more', async () => {
  const day = await setUp();
  const { events } = await grant(4n * ONE, day + 1);
  assert.deepEqual(events, [
    {
      eventName: 'QuotaApproved',
      args: { owner: alice.address, spender: agent.address, dailyLimit: 4n * ONE, lastDay: day + 1, allowPaid: false },
    },
  ]);
  assert.deepEqual(await currentGrant(), [4n * ONE, 4n * ONE, 0n, day + 1, false, startOf(day + 1)]);
  assert.deepEqual(await spendable(), [4n * ONE, 0n]);

  await spend(3n * ONE);
  assert.deepEqual(await currentGrant(), [4n * ONE, ONE, 0n, day + 1, false, startOf(day + 1)]);
  await expectRevert(simulateSpend(ONE + 1n), 'GrantExceeded', [ONE, ONE + 1n]);
  await spend(ONE);
  assert.deepEqual(await spendable(), [0n, 0n]);
  assert.deepEqual(await diem.read.quotaOf([alice.address]), [10n * ONE, 6n * ONE, 0n, startOf(day + 1)]);
});

test('a grant renews at midnight until its last day has ended', async () => {
  const day = await setUp();
  await grant(4n * ONE, day + 1);
  await spend(3n * ONE);
  await moveTo(startOf(day + 1));
  assert.deepEqual(await currentGrant(), [4n * ONE, 4n * ONE, ONE, day + 1, false, startOf(day + 2)]);
  assert.deepEqual(await spendable(), [4n * ONE, 0n]);
  await spend(4n * ONE);

  await moveTo(startOf(day + 2) - 1n);
  await expectRevert(simulateSpend(1n), 'GrantExceeded', [0n, 1n]);
  await moveTo(startOf(day + 2));
  await expectRevert(simulateSpend(1n), 'GrantExpired', [day + 1, day + 2]);
  assert.deepEqual(await spendable(), [0n, 0n]);
  assert.deepEqual(await currentGrant(), [4n * ONE, 0n, 0n, day + 1, false, startOf(day + 3)]);
});

test('changing the limit during a day does not reset what was used', async () => {
  const day = await setUp();
  await grant(4n * ONE, day);
  await spend(3n * ONE);
  await grant(2n * ONE, day);
  assert.deepEqual(await currentGrant(), [2n * ONE, 0n, 0n, day, false, startOf(day + 1)]);
  await expectRevert(simulateSpend(1n), 'GrantExceeded', [0n, 1n]);
  await grant(5n * ONE, day);
  assert.deepEqual(await currentGrant(), [5n * ONE, 2n * ONE, 0n, day, false, startOf(day + 1)]);
  await spend(2n * ONE);
  await expectRevert(simulateSpend(1n), 'GrantExceeded', [0n, 1n]);
});

test('a limit of 0 ends a grant at once, and a new limit restores nothing of yesterday', async () => {
  const day = await setUp();
  await grant(4n * ONE, day + 9);
  await moveTo(startOf(day + 1));
  await spend(3n * ONE);
  assert.deepEqual((await currentGrant()).slice(0, 3), [4n * ONE, ONE, 4n * ONE]);
  await grant(0n, day + 9);
  assert.deepEqual(await currentGrant(), [0n, 0n, 0n, day + 9, false, startOf(day + 2)]);
  await expectRevert(simulateSpend(1n), 'NoGrant', [alice.address, agent.address]);
  await grant(4n * ONE, day + 9);
  assert.deepEqual((await currentGrant()).slice(0, 3), [4n * ONE, ONE, 0n], 'nothing is left of yesterday');
});

test('a grant draws on the deposit only if allowPaid is set', async () => {
  const day = await setUp();
  await depositUsd(alice, parseUnits('5', 6));
  await grant(12n * ONE, day);
  assert.deepEqual(await spendable(), [10n * ONE, 0n]);
  await expectRevert(simulateSpend(11n * ONE), 'PaidNotAllowed', [10n * ONE, 11n * ONE]);
  await grant(12n * ONE, day, true);
  assert.deepEqual(await spendable(), [10n * ONE, 2n * ONE], 'bounded by the limit, not by the deposit');
  await spend(11n * ONE);
  assert.deepEqual(await currentGrant(), [12n * ONE, ONE, 0n, day, true, startOf(day + 1)]);
  assert.deepEqual(await diem.read.depositOf([alice.address]), [parseUnits('4', 6), 0n, 0n]);
});

test('a grant gives no more than the account has', async () => {
  const day = await setUp();
  await grant(50n * ONE, day);
  assert.deepEqual(await spendable(), [10n * ONE, 0n]);
  await mined(alice.diem.write.spend(call(8n * ONE)));
  assert.deepEqual(await spendable(), [2n * ONE, 0n]);
  await expectRevert(simulateSpend(3n * ONE), 'PaidNotAllowed', [2n * ONE, 3n * ONE]);
});

test('event and view report the limit and last day as stored, after rounding', async () => {
  const unit = 1n << 17n;
  const { events } = await grant(3n * unit - 1n, 70_000);
  const [granting] = events;
  assert(granting?.eventName === 'QuotaApproved');
  assert.deepEqual([granting.args.dailyLimit, granting.args.lastDay], [2n * unit, 65_535]);
  assert.equal((await currentGrant())[0], 2n * unit);
  await grant(maxUint256, 0);
  assert.equal((await currentGrant())[0], (1n << 80n) - unit);
});
