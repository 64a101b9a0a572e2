// SPDX-License-Identifier: MIT OR Apache-2.0
// Activating DIEM, the daily credits it gives, and deactivating it.
import assert from 'node:assert/strict';
import test from 'node:test';

import { parseEther, zeroAddress, zeroHash } from 'viem';

import { diem } from './support/chain.js';
import { isolateTests } from './support/isolation.js';
import { expectRevert, mined } from './support/outcome.js';
import { DAY, moveTo, nextNoon, startOf } from './support/time.js';
import { admitProvider, alice, approveVvv, bob, carol, mintAndActivate, stakeAndMint } from './support/users.js';

isolateTests();

const ONE = parseEther('1');

/** Opens a DIEM ticket (withdrawal request) for Alice. Returns its number and maturity. */
async function openTicket(amount: bigint) {
  const { result: ticket } = await alice.diem.simulate.initiateUnstake([amount]);
  const { events, timestamp } = await mined(alice.diem.write.initiateUnstake([amount]));
  assert.deepEqual(events, [{ eventName: 'UnstakeInitiated', args: { account: alice.address, amount } }]);
  return { ticket, maturity: timestamp + DAY };
}

test('each active DIEM gives one credit per day, starting today', async () => {
  const day = await nextNoon();
  const all = await stakeAndMint(alice, parseEther('900'));
  assert.deepEqual(await diem.read.quotaOf([alice.address]), [0n, 0n, 0n, startOf(day + 1)]);
  const { events } = await mined(alice.diem.write.stake([all - 1n]));
  assert.deepEqual(events, [
    { eventName: 'Staked', args: { account: alice.address, amount: all - 1n } },
    { eventName: 'Transfer', args: { from: alice.address, to: diem.address, value: all - 1n } },
  ]);
  assert.deepEqual(await diem.read.quotaOf([alice.address]), [all - 1n, all - 1n, 0n, startOf(day + 1)]);
  assert.deepEqual(await diem.read.stakedInfos([alice.address]), [all - 1n, 0n, 0n]);
  assert.equal(await diem.read.balanceOf([alice.address]), 1n);
  assert.equal(await diem.read.balanceOf([diem.address]), all - 1n);
  assert.equal(await diem.read.totalStaked(), all - 1n);
  assert.deepEqual(await diem.read.lockedStakes([alice.address]), [parseEther('900'), all], 'unchanged');
});

test('stakeAndMint activates the minted DIEM if requested', async () => {
  const day = await nextNoon();
  const vvv = parseEther('900');
  await approveVvv(alice, vvv);
  const value = await diem.read.getDiemAmountOut([vvv]);
  const { events } = await mined(alice.diem.write.stakeAndMint([vvv, value, true]));
  const account = alice.address;
  assert.deepEqual(events, [
    { eventName: 'VvvStaked', args: { account, payer: account, amount: vvv } },
    { eventName: 'DiemMinted', args: { account, vvvLocked: vvv, diemMinted: value } },
    { eventName: 'Transfer', args: { from: zeroAddress, to: account, value } },
    { eventName: 'Staked', args: { account, amount: value } },
    { eventName: 'Transfer', args: { from: account, to: diem.address, value } },
  ]);
  assert.deepEqual(await diem.read.quotaOf([account]), [value, value, 0n, startOf(day + 1)]);
});

test('credits reset at midnight, whatever was used', async () => {
  const day = await nextNoon();
  await mintAndActivate(alice, 10n * ONE);
  await admitProvider(carol);
  await mined(alice.diem.write.spend([alice.address, carol.address, 3n * ONE, zeroHash]));
  const quota = () => diem.read.quotaOf([alice.address]);
  await moveTo(startOf(day + 1) - 1n);
  assert.deepEqual(await quota(), [10n * ONE, 7n * ONE, 0n, startOf(day + 1)]);
  await moveTo(startOf(day + 1));
  assert.deepEqual(await quota(), [10n * ONE, 10n * ONE, 7n * ONE, startOf(day + 2)]);
  // A day without any use had all its credits left.
  await moveTo(startOf(day + 2));
  assert.deepEqual(await quota(), [10n * ONE, 10n * ONE, 10n * ONE, startOf(day + 3)]);
});

test('activating more DIEM during a day adds to what is left of it', async () => {
  const day = await nextNoon();
  await mintAndActivate(alice, ONE);
  await admitProvider(carol);
  await mined(alice.diem.write.spend([alice.address, carol.address, ONE, zeroHash]));
  await mintAndActivate(alice, 2n * ONE);
  assert.deepEqual(await diem.read.quotaOf([alice.address]), [3n * ONE, 2n * ONE, 0n, startOf(day + 1)]);
});

test('deactivated DIEM keeps today\'s credits, gives none tomorrow, and is paid after a day', async () => {
  const day = await nextNoon();
  await mintAndActivate(alice, 10n * ONE);
  const { ticket, maturity } = await openTicket(4n * ONE);
  assert.deepEqual(await diem.read.quotaOf([alice.address]), [6n * ONE, 10n * ONE, 0n, startOf(day + 1)]);
  assert.deepEqual(await diem.read.stakedInfos([alice.address]), [6n * ONE, maturity, 4n * ONE]);
  assert.deepEqual(await diem.read.diemTicketsOf([alice.address]), [[ticket], [4n * ONE], [maturity]]);
  assert.equal(await diem.read.totalStaked(), 6n * ONE);

  await moveTo(maturity - 1n);
  await expectRevert(alice.diem.simulate.unstake(), 'NothingMatured', [maturity]);
  assert.deepEqual(await diem.read.quotaOf([alice.address]), [6n * ONE, 6n * ONE, 10n * ONE, startOf(day + 2)]);
  await moveTo(maturity);
  const { result } = await alice.diem.simulate.unstake();
  assert.equal(result, 4n * ONE);
  const { events } = await mined(alice.diem.write.unstake());
  assert.deepEqual(events, [
    { eventName: 'Unstaked', args: { account: alice.address, amount: 4n * ONE } },
    { eventName: 'Transfer', args: { from: diem.address, to: alice.address, value: 4n * ONE } },
  ]);
  assert.equal(await diem.read.balanceOf([alice.address]), 4n * ONE);
  assert.deepEqual(await diem.read.stakedInfos([alice.address]), [6n * ONE, 0n, 0n]);
});

test('a later ticket neither delays nor restarts an earlier one', async () => {
  await nextNoon();
  await mintAndActivate(alice, 10n * ONE);
  const first = await openTicket(ONE);
  await moveTo(first.maturity - 100n);
  const second = await openTicket(2n * ONE);
  assert.deepEqual(await diem.read.stakedInfos([alice.address]), [7n * ONE, second.maturity, 3n * ONE]);
  await moveTo(first.maturity);
  await mined(alice.diem.write.unstake());
  assert.equal(await diem.read.balanceOf([alice.address]), ONE);
  assert.deepEqual(await diem.read.stakedInfos([alice.address]), [7n * ONE, second.maturity, 2n * ONE]);
});

test('DIEM of a cancelled ticket gives credits again from tomorrow on', async () => {
  const day = await nextNoon();
  await mintAndActivate(alice, 10n * ONE);
  const { ticket } = await openTicket(4n * ONE);
  const { events } = await mined(alice.diem.write.cancelUnstake([ticket]));
  assert.deepEqual(events, [
    { eventName: 'UnstakeCancelled', args: { account: alice.address, ticket, amount: 4n * ONE } },
  ]);
  // Deactivating did not take today's credits, so cancelling adds none.
  assert.deepEqual(await diem.read.quotaOf([alice.address]), [10n * ONE, 10n * ONE, 0n, startOf(day + 1)]);
  await moveTo(startOf(day + 1));
  const after = await openTicket(ONE);
  assert.equal(after.ticket, ticket + 1, 'numbers are not reused');
  await mined(alice.diem.write.cancelUnstake([after.ticket]));
  assert.deepEqual(await diem.read.quotaOf([alice.address]), [10n * ONE, 10n * ONE, 10n * ONE, startOf(day + 2)]);
  await expectRevert(alice.diem.simulate.cancelUnstake([ticket]), 'TicketNotFound', [ticket]);
});

test('DIEM that moves to another account gives no second credit for the same day', async () => {
  const day = await nextNoon();
  await mintAndActivate(alice, ONE);
  const { maturity } = await openTicket(ONE);
  await moveTo(maturity);
  await mined(alice.diem.write.unstake());
  await mined(alice.diem.write.transfer([bob.address, ONE]));
  await mined(bob.diem.write.stake([ONE]));
  // Alice's yesterday is the day on which she deactivated.
  assert.deepEqual(await diem.read.quotaOf([alice.address]), [0n, 0n, ONE, startOf(day + 2)]);
  assert.deepEqual(await diem.read.quotaOf([bob.address]), [ONE, ONE, 0n, startOf(day + 2)]);
});
