// SPDX-License-Identifier: MIT OR Apache-2.0
// Deposits in USDC, and their withdrawal once no voucher of the day can still collect them.
import assert from 'node:assert/strict';
import test from 'node:test';

import { parseEther, parseUnits, zeroHash } from 'viem';

import { diem } from './support/chain.js';
import { isolateTests } from './support/isolation.js';
import { expectRevert, mined } from './support/outcome.js';
import { moveTo, nextNoon, startOf } from './support/time.js';
import { admitProvider, alice, approveUsd, bob, carol as provider, depositUsd } from './support/users.js';

isolateTests();

const ONE = parseEther('1');
const usd = (amount: string) => parseUnits(amount, 6);
const depositOf = () => diem.read.depositOf([alice.address]);

/** Opens a deposit ticket (withdrawal request) for Alice, payable from 00:00 of day `payableOn`. Returns its number. */
async function openTicket(amount: bigint, payableOn: number): Promise<number> {
  const { result: ticket } = await alice.diem.simulate.initiateWithdrawal([amount]);
  const { events } = await mined(alice.diem.write.initiateWithdrawal([amount]));
  const args = { account: alice.address, ticket, amount, maturity: startOf(payableOn) };
  assert.deepEqual(events, [{ eventName: 'WithdrawalInitiated', args }]);
  return ticket;
}

const spend = (credits: bigint) =>
  mined(alice.diem.write.spend([alice.address, provider.address, credits, zeroHash]));

test('any account can deposit for another', async () => {
  const before = await bob.usd.read.balanceOf([bob.address]);
  await approveUsd(bob, usd('7'));
  const { events } = await mined(bob.diem.write.deposit([alice.address, usd('7')]));
  const args = { account: alice.address, payer: bob.address, amount: usd('7') };
  assert.deepEqual(events, [{ eventName: 'Deposited', args }]);
  assert.deepEqual(await depositOf(), [usd('7'), 0n, 0n]);
  assert.equal(await bob.usd.read.balanceOf([bob.address]), before - usd('7'));
  assert.equal(await bob.usd.read.balanceOf([diem.address]), usd('7'));
  assert.deepEqual(await diem.read.depositOf([bob.address]), [0n, 0n, 0n]);
});

test('a withdrawal is paid at the second midnight and not one second before', async () => {
  const day = await nextNoon();
  await depositUsd(alice, usd('10'));
  const before = await alice.usd.read.balanceOf([alice.address]);
  const ticket = await openTicket(usd('4'), day + 2);
  assert.deepEqual(await depositOf(), [usd('10'), 0n, usd('4')]);
  assert.deepEqual(await diem.read.withdrawalTicketsOf([alice.address]), [
    [ticket], [usd('4')], [startOf(day + 2)],
  ]);
  const more = usd('6') + 1n;
  await expectRevert(alice.diem.simulate.initiateWithdrawal([more]), 'InsufficientDeposit', [usd('6'), more]);
  await moveTo(startOf(day + 1));
  await expectRevert(alice.diem.simulate.withdraw(), 'NothingMatured', [startOf(day + 2)]);
  await moveTo(startOf(day + 2) - 1n);
  await expectRevert(alice.diem.simulate.withdraw(), 'NothingMatured', [startOf(day + 2)]);
  await moveTo(startOf(day + 2));
  const { result } = await alice.diem.simulate.withdraw();
  assert.equal(result, usd('4'));
  const { events } = await mined(alice.diem.write.withdraw());
  assert.deepEqual(events, [{ eventName: 'Withdrawn', args: { account: alice.address, amount: usd('4') } }]);
  assert.equal(await alice.usd.read.balanceOf([alice.address]), before + usd('4'));
  assert.deepEqual(await depositOf(), [usd('6'), 0n, 0n]);
});

test('a withdrawal requested later in a day waits less, but never less than one whole day', async () => {
  const day = await nextNoon();
  await depositUsd(alice, usd('2'));
  await moveTo(startOf(day + 1) - 1n);
  await openTicket(usd('1'), day + 2);
  await moveTo(startOf(day + 1));
  await openTicket(usd('1'), day + 3);
  await moveTo(startOf(day + 2));
  await mined(alice.diem.write.withdraw());
  assert.deepEqual(await depositOf(), [usd('1'), 0n, usd('1')]);
});

test('cancelling a withdrawal leaves the amount deposited', async () => {
  const day = await nextNoon();
  await depositUsd(alice, usd('10'));
  const ticket = await openTicket(usd('4'), day + 2);
  const { events } = await mined(alice.diem.write.cancelWithdrawal([ticket]));
  assert.deepEqual(events, [
    { eventName: 'WithdrawalCancelled', args: { account: alice.address, ticket, amount: usd('4') } },
  ]);
  assert.deepEqual(await depositOf(), [usd('10'), 0n, 0n]);
  assert.deepEqual(await diem.read.withdrawalTicketsOf([alice.address]), [[], [], []]);
  await expectRevert(alice.diem.simulate.cancelWithdrawal([ticket]), 'TicketNotFound', [ticket]);
});

test('a withdrawal pays what usage has left of the deposit', async () => {
  const day = await nextNoon();
  await admitProvider(provider);
  await depositUsd(alice, usd('10'));
  await openTicket(usd('8'), day + 2);
  await spend(7n * ONE);
  assert.deepEqual(await depositOf(), [usd('3'), 0n, usd('8')]);
  await expectRevert(alice.diem.simulate.initiateWithdrawal([1n]), 'InsufficientDeposit', [0n, 1n]);
  await moveTo(startOf(day + 2));
  const { events } = await mined(alice.diem.write.withdraw());
  assert.deepEqual(events, [{ eventName: 'Withdrawn', args: { account: alice.address, amount: usd('3') } }]);
  assert.deepEqual(await depositOf(), [0n, 0n, 0n]);
});

test('a withdrawal is closed without a payment if nothing is left', async () => {
  const day = await nextNoon();
  await admitProvider(provider);
  await depositUsd(alice, usd('1'));
  await openTicket(usd('1'), day + 2);
  await spend(ONE);
  await moveTo(startOf(day + 2));
  const { events, receipt } = await mined(alice.diem.write.withdraw());
  assert.deepEqual(events, [{ eventName: 'Withdrawn', args: { account: alice.address, amount: 0n } }]);
  assert.equal(receipt.logs.length, 1, 'there is no transfer');
  await expectRevert(alice.diem.simulate.withdraw(), 'NothingMatured', [0n]);
});
