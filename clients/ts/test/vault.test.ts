// SPDX-License-Identifier: MIT OR Apache-2.0
// Staking and unstaking VVV.
import assert from 'node:assert/strict';
import test from 'node:test';

import { parseEther } from 'viem';

import { control, diem } from './support/chain.js';
import { isolateTests } from './support/isolation.js';
import { expectRevert, mined } from './support/outcome.js';
import { alice, approveVvv, bob, stakeVvv } from './support/users.js';

isolateTests();

const ONE = parseEther('1');
const WEEK = 7n * 86_400n;

/** Opens a VVV ticket (withdrawal request) for Alice. Returns its number and maturity. */
async function openTicket(amount: bigint) {
  const { result: ticket } = await alice.diem.simulate.initiateUnstakeVvv([amount]);
  const { events, timestamp } = await mined(alice.diem.write.initiateUnstakeVvv([amount]));
  const maturity = timestamp + WEEK;
  assert.deepEqual(events, [
    { eventName: 'VvvUnstakeInitiated', args: { account: alice.address, ticket, amount, maturity } },
  ]);
  return { ticket, maturity };
}

test('stake takes VVV from the payer and credits the recipient', async () => {
  await approveVvv(alice, 30n * ONE);
  const before = await alice.vvv.read.balanceOf([alice.address]);
  const { events } = await mined(alice.diem.write.stake([bob.address, 30n * ONE]));
  assert.deepEqual(events, [
    { eventName: 'VvvStaked', args: { account: bob.address, payer: alice.address, amount: 30n * ONE } },
  ]);
  assert.equal(await alice.vvv.read.balanceOf([alice.address]), before - 30n * ONE);
  assert.equal(await alice.vvv.read.balanceOf([diem.address]), 30n * ONE);
  assert.equal(await diem.read.balanceOfUnlocked([alice.address]), 0n);
  assert.equal(await diem.read.balanceOfUnlocked([bob.address]), 30n * ONE);
  assert.equal(await diem.read.totalStakedVVV(), 30n * ONE);
  assert.equal(await diem.read.totalLockedStakedVVV(), 0n);
});

test('finalizeUnstake pays after seven days', async () => {
  await stakeVvv(alice, 10n * ONE);
  const before = await alice.vvv.read.balanceOf([alice.address]);
  const { maturity } = await openTicket(4n * ONE);
  assert.equal(await diem.read.balanceOfUnlocked([alice.address]), 6n * ONE, 'the stake falls at once');
  assert.deepEqual(await diem.read.stakes([alice.address]), [0n, maturity, 4n * ONE]);
  await expectRevert(alice.diem.simulate.finalizeUnstake(), 'NothingMatured', [maturity]);

  await control.increaseTime({ seconds: Number(WEEK) });
  const { result } = await alice.diem.simulate.finalizeUnstake();
  assert.equal(result, 4n * ONE);
  const { events } = await mined(alice.diem.write.finalizeUnstake());
  assert.deepEqual(events, [
    { eventName: 'VvvUnstaked', args: { account: alice.address, amount: 4n * ONE } },
  ]);
  assert.equal(await alice.vvv.read.balanceOf([alice.address]), before + 4n * ONE);
  await expectRevert(alice.diem.simulate.finalizeUnstake(), 'NothingMatured', [0n]);
});

test('a ticket is paid at its maturity and not one second before', async () => {
  await stakeVvv(alice, ONE);
  const { maturity } = await openTicket(ONE);
  await control.setNextBlockTimestamp({ timestamp: maturity - 1n });
  await expectRevert(alice.diem.simulate.finalizeUnstake(), 'NothingMatured', [maturity]);
  await control.setNextBlockTimestamp({ timestamp: maturity });
  const { timestamp } = await mined(alice.diem.write.finalizeUnstake());
  assert.equal(timestamp, maturity);
});

test('cancelling a ticket restores the stake', async () => {
  await stakeVvv(alice, ONE);
  const { ticket } = await openTicket(ONE);
  const { events } = await mined(alice.diem.write.cancelUnstakeVvv([ticket]));
  assert.deepEqual(events, [
    { eventName: 'VvvUnstakeCancelled', args: { account: alice.address, ticket, amount: ONE } },
  ]);
  assert.equal(await diem.read.balanceOfUnlocked([alice.address]), ONE);
  assert.deepEqual(await diem.read.stakes([alice.address]), [0n, 0n, 0n]);
  await expectRevert(alice.diem.simulate.cancelUnstakeVvv([ticket]), 'TicketNotFound', [ticket]);
});

test('vvvTicketsOf lists open tickets with amounts and maturities', async () => {
  assert.deepEqual(await diem.read.vvvTicketsOf([alice.address]), [[], [], []]);
  await stakeVvv(alice, 6n * ONE);
  const first = await openTicket(ONE);
  await control.increaseTime({ seconds: 1_000 });
  const second = await openTicket(2n * ONE);
  const third = await openTicket(3n * ONE);
  assert.deepEqual(await diem.read.vvvTicketsOf([alice.address]), [
    [first.ticket, second.ticket, third.ticket],
    [ONE, 2n * ONE, 3n * ONE],
    [first.maturity, second.maturity, third.maturity],
  ]);
  await mined(alice.diem.write.cancelUnstakeVvv([second.ticket]));
  const [tickets] = await diem.read.vvvTicketsOf([alice.address]);
  assert.deepEqual(tickets, [first.ticket, third.ticket]);
});
