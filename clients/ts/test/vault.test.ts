// VVV in and out.
import assert from 'node:assert/strict';
import test from 'node:test';

import { parseEther } from 'viem';

import { control, diem } from './support/chain.js';
import { isolated } from './support/isolation.js';
import { mined, refused } from './support/outcome.js';
import { alice, approved, bob, staked } from './support/users.js';

isolated();

const ONE = parseEther('1');
const WEEK = 7n * 86_400n;

/** Opens a ticket of Alice's, and returns its number and maturity. */
async function opened(amount: bigint) {
  const { result: ticket } = await alice.diem.simulate.initiateUnstakeVvv([amount]);
  const { events, timestamp } = await mined(alice.diem.write.initiateUnstakeVvv([amount]));
  const maturity = timestamp + WEEK;
  assert.deepEqual(events, [
    { eventName: 'VvvUnstakeInitiated', args: { account: alice.address, ticket, amount, maturity } },
  ]);
  return { ticket, maturity };
}

test('stake takes from the payer and credits the recipient', async () => {
  await approved(alice, 30n * ONE);
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

test('unstaking pays after seven days', async () => {
  await staked(alice, 10n * ONE);
  const before = await alice.vvv.read.balanceOf([alice.address]);
  const { maturity } = await opened(4n * ONE);
  assert.equal(await diem.read.balanceOfUnlocked([alice.address]), 6n * ONE, 'it leaves the stake at once');
  assert.deepEqual(await diem.read.stakes([alice.address]), [0n, maturity, 4n * ONE]);
  await refused(alice.diem.simulate.finalizeUnstake(), 'NothingMatured', [maturity]);

  await control.increaseTime({ seconds: Number(WEEK) });
  const { result } = await alice.diem.simulate.finalizeUnstake();
  assert.equal(result, 4n * ONE);
  const { events } = await mined(alice.diem.write.finalizeUnstake());
  assert.deepEqual(events, [
    { eventName: 'VvvUnstaked', args: { account: alice.address, amount: 4n * ONE } },
  ]);
  assert.equal(await alice.vvv.read.balanceOf([alice.address]), before + 4n * ONE);
  await refused(alice.diem.simulate.finalizeUnstake(), 'NothingMatured', [0n]);
});

test('a ticket matures at its second and not one before', async () => {
  await staked(alice, ONE);
  const { maturity } = await opened(ONE);
  await control.setNextBlockTimestamp({ timestamp: maturity - 1n });
  await refused(alice.diem.simulate.finalizeUnstake(), 'NothingMatured', [maturity]);
  await control.setNextBlockTimestamp({ timestamp: maturity });
  const { timestamp } = await mined(alice.diem.write.finalizeUnstake());
  assert.equal(timestamp, maturity);
});

test('a cancelled ticket is stake again', async () => {
  await staked(alice, ONE);
  const { ticket } = await opened(ONE);
  const { events } = await mined(alice.diem.write.cancelUnstakeVvv([ticket]));
  assert.deepEqual(events, [
    { eventName: 'VvvUnstakeCancelled', args: { account: alice.address, ticket, amount: ONE } },
  ]);
  assert.equal(await diem.read.balanceOfUnlocked([alice.address]), ONE);
  assert.deepEqual(await diem.read.stakes([alice.address]), [0n, 0n, 0n]);
  await refused(alice.diem.simulate.cancelUnstakeVvv([ticket]), 'TicketNotFound', [ticket]);
});

test('open tickets are listed with their amounts and maturities', async () => {
  assert.deepEqual(await diem.read.vvvTicketsOf([alice.address]), [[], [], []]);
  await staked(alice, 6n * ONE);
  const first = await opened(ONE);
  await control.increaseTime({ seconds: 1_000 });
  const second = await opened(2n * ONE);
  const third = await opened(3n * ONE);
  assert.deepEqual(await diem.read.vvvTicketsOf([alice.address]), [
    [first.ticket, second.ticket, third.ticket],
    [ONE, 2n * ONE, 3n * ONE],
    [first.maturity, second.maturity, third.maturity],
  ]);
  await mined(alice.diem.write.cancelUnstakeVvv([second.ticket]));
  const [tickets] = await diem.read.vvvTicketsOf([alice.address]);
  assert.deepEqual(tickets, [first.ticket, third.ticket]);
});
