// SPDX-License-Identifier: MIT OR Apache-2.0
// Burn offers: a minter invites others to burn DIEM against its position, and pays them in staked VVV.
import assert from 'node:assert/strict';
import test from 'node:test';

import { maxUint256, parseEther, zeroAddress } from 'viem';

import { diem } from './support/chain.js';
import { isolateTests } from './support/isolation.js';
import { expectRevert, mined } from './support/outcome.js';
import { moveTo, nextNoon, startOf } from './support/time.js';
import { alice as minter, bob as burner, carol as recipient, dave, guardian, stakeAndMint } from './support/users.js';

isolateTests();

const ONE = parseEther('1');
const VVV = parseEther('9000');
/** VVV per DIEM, below the rate of some 90 at which the position was minted. */
const RATE = 80n * ONE;

/** Gives the burner all DIEM that the minter has minted for `VVV`. Returns the amount and the day. */
async function setUp() {
  const day = await nextNoon();
  const minted = await stakeAndMint(minter, VVV);
  await mined(minter.diem.write.transfer([burner.address, minted]));
  return { day, minted };
}

const offer = (rate: bigint, amount: bigint, lastDay: number) =>
  mined(minter.diem.write.offerBurn([rate, amount, lastDay]));
const offerOf = () => diem.read.burnOfferOf([minter.address]);

type Changes = { account?: `0x${string}`; min?: bigint; to?: `0x${string}`; by?: typeof burner };

/** Simulates a burn by the minter's offer. */
const simulateBurn = (
  amount: bigint, { account = minter.address, min = 0n, to = recipient.address, by = burner }: Changes = {},
) => by.diem.simulate.burnFor([account, amount, min, to]);

test('a burn pays the recipient the offered rate in stake, and the minter keeps the rest', async () => {
  const { day, minted } = await setUp();
  const made = await offer(RATE, 10n * ONE, day);
  const args = { account: minter.address, rate: RATE, amount: 10n * ONE, lastDay: day };
  assert.deepEqual(made.events, [{ eventName: 'BurnOffered', args }]);
  assert.deepEqual(await offerOf(), [RATE, 10n * ONE, day, minted, VVV]);

  const amount = 4n * ONE;
  const [freed, paid] = [(amount * VVV) / minted, 4n * RATE];
  assert(freed > paid);
  assert.equal((await simulateBurn(amount, { min: paid })).result, paid);
  const write = burner.diem.write.burnFor([minter.address, amount, paid, recipient.address]);
  assert.deepEqual((await mined(write)).events, [
    {
      eventName: 'DiemBurnedFor',
      args: {
        account: minter.address, burner: burner.address, recipient: recipient.address,
        diemBurned: amount, vvvUnlocked: freed, vvvPaid: paid,
      },
    },
    { eventName: 'Transfer', args: { from: burner.address, to: zeroAddress, value: amount } },
  ]);
  assert.equal(await diem.read.totalSupply(), minted - amount);
  assert.equal(await diem.read.balanceOf([burner.address]), minted - amount);
  assert.equal(await diem.read.totalStakedVVV(), VVV, 'no VVV has left');
  assert.equal(await diem.read.totalLockedStakedVVV(), VVV - freed);
  assert.equal(await diem.read.balanceOfUnlocked([recipient.address]), paid);
  assert.equal(await diem.read.balanceOfUnlocked([minter.address]), freed - paid);
  assert.deepEqual(await offerOf(), [RATE, 6n * ONE, day, minted - amount, VVV - freed]);
  await recipient.diem.simulate.initiateUnstakeVvv([paid]);
});

test('a burner can be its own recipient, and anyone may burn', async () => {
  const { day } = await setUp();
  await offer(RATE, ONE, day);
  assert.equal((await simulateBurn(ONE, { to: burner.address })).result, RATE);
  await mined(burner.diem.write.transfer([dave.address, ONE]));
  assert.equal((await simulateBurn(ONE, { by: dave, to: burner.address })).result, RATE);
});

test('a burn pays no more than it frees', async () => {
  const { day, minted } = await setUp();
  await offer(1_000n * ONE, maxUint256, day);
  assert.equal((await simulateBurn(ONE)).result, (ONE * VVV) / minted);
  assert.equal((await simulateBurn(minted)).result, VVV, 'the last DIEM frees all that is left');
});

test('an offer ends with its last day', async () => {
  const { day } = await setUp();
  await offer(RATE, ONE, day + 1);
  await moveTo(startOf(day + 2) - 1n);
  assert.equal((await simulateBurn(ONE)).result, RATE);
  await moveTo(startOf(day + 2));
  await expectRevert(simulateBurn(1n), 'NoBurnOffer', [minter.address, 0n]);
  assert.deepEqual((await offerOf()).slice(0, 3), [RATE, ONE, day + 1], 'as stored, ended or not');
});

test('an offer is used up by burns, replaced by another, and withdrawn by a rate of 0', async () => {
  const { day } = await setUp();
  await offer(RATE, 3n * ONE, day);
  await mined(burner.diem.write.burnFor([minter.address, 2n * ONE, 0n, recipient.address]));
  await expectRevert(simulateBurn(ONE + 1n), 'NoBurnOffer', [minter.address, ONE]);
  await mined(burner.diem.write.burnFor([minter.address, ONE, 0n, recipient.address]));
  await expectRevert(simulateBurn(1n), 'NoBurnOffer', [minter.address, 0n]);
  await offer(70n * ONE, ONE, day);
  assert.equal((await simulateBurn(ONE)).result, 70n * ONE);
  const { events } = await offer(0n, 5n, 7);
  const args = { account: minter.address, rate: 0n, amount: 0n, lastDay: 0 };
  assert.deepEqual(events, [{ eventName: 'BurnOffered', args }]);
  await expectRevert(simulateBurn(1n), 'NoBurnOffer', [minter.address, 0n]);
});

test('event and view report amount and last day as stored', async () => {
  const [amount, lastDay] = [(1n << 80n) - 1n, 65_535];
  const { events } = await offer(1n, maxUint256, 0xffff_ffff);
  assert.deepEqual(events, [
    { eventName: 'BurnOffered', args: { account: minter.address, rate: 1n, amount, lastDay } },
  ]);
  assert.deepEqual(await offerOf(), [1n, amount, lastDay, 0n, 0n]);
});

test('a burn by offer can make burnDiem of the whole position fail, and withdrawing the offer prevents that', async () => {
  const { day, minted } = await setUp();
  await mined(burner.diem.write.transfer([minter.address, minted - 1n]));
  await mined(burner.diem.write.transfer([dave.address, 1n]));
  await offer(RATE, ONE, day);
  await mined(dave.diem.write.burnFor([minter.address, 1n, 0n, recipient.address]));
  await expectRevert(minter.diem.simulate.burnDiem([minted]), 'ExceedsMinted', [minted - 1n, minted]);
  await offer(0n, 0n, 0);
  await minter.diem.simulate.burnDiem([minted - 1n]);
});

test('burns by offer are never paused', async () => {
  const { day } = await setUp();
  await mined(guardian.diem.write.pause());
  await offer(RATE, ONE, day);
  await mined(burner.diem.write.burnFor([minter.address, ONE, RATE, recipient.address]));
});
