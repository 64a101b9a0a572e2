// Credits for others to use: an agent of Alice's, with a limit a day.
import assert from 'node:assert/strict';
import test from 'node:test';

import { maxUint256, parseEther, parseUnits, zeroHash } from 'viem';

import { diem } from './support/chain.js';
import { isolated } from './support/isolation.js';
import { mined, refused } from './support/outcome.js';
import { moveTo, noon, startOf } from './support/time.js';
import { activated, admitted, alice, bob as agent, carol as provider, deposited } from './support/users.js';

isolated();

const ONE = parseEther('1');

/** Alice has ten credits a day, and there is a provider; returns the day. */
async function prepared(): Promise<number> {
  const day = await noon();
  await activated(alice, 10n * ONE);
  await admitted(provider);
  return day;
}

/** Sets Alice's grant to the agent. */
const grant = (limit: bigint, lastDay: number, allowPaid = false) =>
  mined(alice.diem.write.approveQuota([agent.address, limit, lastDay, allowPaid]));

const call = (credits: bigint) => [alice.address, provider.address, credits, zeroHash] as const;
const spend = (credits: bigint) => mined(agent.diem.write.spend(call(credits)));
const spending = (credits: bigint) => agent.diem.simulate.spend(call(credits));

const granted = () => diem.read.grantOf([alice.address, agent.address]);
const spendable = () => diem.read.spendableOf([alice.address, agent.address]);

test('an agent uses what it is granted, and no more', async () => {
  const day = await prepared();
  const { events } = await grant(4n * ONE, day + 1);
  assert.deepEqual(events, [
    {
      eventName: 'QuotaApproved',
      args: { owner: alice.address, spender: agent.address, dailyLimit: 4n * ONE, lastDay: day + 1, allowPaid: false },
    },
  ]);
  assert.deepEqual(await granted(), [4n * ONE, 4n * ONE, 0n, day + 1, false, startOf(day + 1)]);
  assert.deepEqual(await spendable(), [4n * ONE, 0n]);

  await spend(3n * ONE);
  assert.deepEqual(await granted(), [4n * ONE, ONE, 0n, day + 1, false, startOf(day + 1)]);
  await refused(spending(ONE + 1n), 'GrantExceeded', [ONE, ONE + 1n]);
  await spend(ONE);
  assert.deepEqual(await spendable(), [0n, 0n]);
  assert.deepEqual(await diem.read.quotaOf([alice.address]), [10n * ONE, 6n * ONE, 0n, startOf(day + 1)]);
});

test('a grant is there again at midnight, until its last day is over', async () => {
  const day = await prepared();
  await grant(4n * ONE, day + 1);
  await spend(3n * ONE);
  await moveTo(startOf(day + 1));
  assert.deepEqual(await granted(), [4n * ONE, 4n * ONE, ONE, day + 1, false, startOf(day + 2)]);
  assert.deepEqual(await spendable(), [4n * ONE, 0n]);
  await spend(4n * ONE);

  await moveTo(startOf(day + 2) - 1n);
  await refused(spending(1n), 'GrantExceeded', [0n, 1n]);
  await moveTo(startOf(day + 2));
  await refused(spending(1n), 'GrantExpired', [day + 1, day + 2]);
  assert.deepEqual(await spendable(), [0n, 0n]);
  assert.deepEqual(await granted(), [4n * ONE, 0n, 0n, day + 1, false, startOf(day + 3)]);
});

test('raised or lowered in the middle of a day, what was used stays used', async () => {
  const day = await prepared();
  await grant(4n * ONE, day);
  await spend(3n * ONE);
  await grant(2n * ONE, day);
  assert.deepEqual(await granted(), [2n * ONE, 0n, 0n, day, false, startOf(day + 1)]);
  await refused(spending(1n), 'GrantExceeded', [0n, 1n]);
  await grant(5n * ONE, day);
  assert.deepEqual(await granted(), [5n * ONE, 2n * ONE, 0n, day, false, startOf(day + 1)]);
  await spend(2n * ONE);
  await refused(spending(1n), 'GrantExceeded', [0n, 1n]);
});

test('revoked, it ends at once, and given again gives nothing back', async () => {
  const day = await prepared();
  await grant(4n * ONE, day + 9);
  await moveTo(startOf(day + 1));
  await spend(3n * ONE);
  assert.deepEqual((await granted()).slice(0, 3), [4n * ONE, ONE, 4n * ONE]);
  await grant(0n, day + 9);
  assert.deepEqual(await granted(), [0n, 0n, 0n, day + 9, false, startOf(day + 2)]);
  await refused(spending(1n), 'NoGrant', [alice.address, agent.address]);
  await grant(4n * ONE, day + 9);
  assert.deepEqual((await granted()).slice(0, 3), [4n * ONE, ONE, 0n], 'of yesterday nothing either');
});

test('a grant draws on the deposit only where that is allowed', async () => {
  const day = await prepared();
  await deposited(alice, parseUnits('5', 6));
  await grant(12n * ONE, day);
  assert.deepEqual(await spendable(), [10n * ONE, 0n]);
  await refused(spending(11n * ONE), 'PaidNotAllowed', [10n * ONE, 11n * ONE]);
  await grant(12n * ONE, day, true);
  assert.deepEqual(await spendable(), [10n * ONE, 2n * ONE], 'the limit, not the deposit');
  await spend(11n * ONE);
  assert.deepEqual(await granted(), [12n * ONE, ONE, 0n, day, true, startOf(day + 1)]);
  assert.deepEqual(await diem.read.depositOf([alice.address]), [parseUnits('4', 6), 0n, 0n]);
});

test('a grant promises nothing that the account does not have', async () => {
  const day = await prepared();
  await grant(50n * ONE, day);
  assert.deepEqual(await spendable(), [10n * ONE, 0n]);
  await mined(alice.diem.write.spend(call(8n * ONE)));
  assert.deepEqual(await spendable(), [2n * ONE, 0n]);
  await refused(spending(3n * ONE), 'PaidNotAllowed', [2n * ONE, 3n * ONE]);
});

test('the event and the view say what was granted after rounding', async () => {
  const unit = 1n << 17n;
  const { events } = await grant(3n * unit - 1n, 70_000);
  const [granting] = events;
  assert(granting?.eventName === 'QuotaApproved');
  assert.deepEqual([granting.args.dailyLimit, granting.args.lastDay], [2n * unit, 65_535]);
  assert.equal((await granted())[0], 2n * unit);
  await grant(maxUint256, 0);
  assert.equal((await granted())[0], (1n << 80n) - unit);
});
