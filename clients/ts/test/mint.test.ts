// SPDX-License-Identifier: MIT OR Apache-2.0
// Minting and burning DIEM against locked VVV.
import assert from 'node:assert/strict';
import test from 'node:test';

import { parseEther, zeroAddress } from 'viem';

import { diem } from './support/chain.js';
import { isolateTests } from './support/isolation.js';
import { mined } from './support/outcome.js';
import { alice, approveVvv, bob, stakeAndMint, stakeVvv } from './support/users.js';

isolateTests();

const VVV = parseEther('50000');

test('a mint returns exactly the quoted amount', async () => {
  // An earlier mint, so that the curve is not at its flat start.
  await stakeAndMint(bob, VVV);
  await stakeVvv(alice, VVV);
  const supply = await diem.read.totalSupply();
  const quote = await diem.read.getDiemAmountOut([VVV - 1n]);
  const { result } = await alice.diem.simulate.mintDiem([VVV - 1n, quote]);
  assert.equal(result, quote);
  const { events } = await mined(alice.diem.write.mintDiem([VVV - 1n, quote]));
  assert.deepEqual(events, [
    { eventName: 'DiemMinted', args: { account: alice.address, vvvLocked: VVV - 1n, diemMinted: quote } },
    { eventName: 'Transfer', args: { from: zeroAddress, to: alice.address, value: quote } },
  ]);
  assert.equal(await diem.read.balanceOf([alice.address]), quote);
  assert.equal(await diem.read.totalSupply(), supply + quote);
  assert.deepEqual(await diem.read.lockedStakes([alice.address]), [VVV - 1n, quote]);
  assert.equal(await diem.read.balanceOfUnlocked([alice.address]), 1n);
  assert.equal(await diem.read.totalLockedStakedVVV(), 2n * VVV - 1n);
});

test('the mint rate starts at the base and rises with supply', async () => {
  const start = await diem.read.mintRate();
  assert.equal(start, parseEther('90'));
  await stakeAndMint(alice, VVV);
  assert((await diem.read.mintRate()) > start);
});

test('the two quotes are inverse to each other', async () => {
  await stakeAndMint(alice, VVV);
  for (const out of [1n, parseEther('0.333'), parseEther('1'), parseEther('20000')]) {
    const vvv = await diem.read.getSVVVAmountIn([out]);
    assert.equal(await diem.read.getDiemAmountOut([vvv]), out);
    assert((await diem.read.getDiemAmountOut([vvv - 1n])) < out, 'one wei less gives less DIEM');
  }
});

test('stakeAndMint stakes and mints in one transaction', async () => {
  await approveVvv(alice, VVV);
  const quote = await diem.read.getDiemAmountOut([VVV]);
  const { result } = await alice.diem.simulate.stakeAndMint([VVV, quote, false]);
  assert.equal(result, quote);
  const { events } = await mined(alice.diem.write.stakeAndMint([VVV, quote, false]));
  assert.deepEqual(events, [
    { eventName: 'VvvStaked', args: { account: alice.address, payer: alice.address, amount: VVV } },
    { eventName: 'DiemMinted', args: { account: alice.address, vvvLocked: VVV, diemMinted: quote } },
    { eventName: 'Transfer', args: { from: zeroAddress, to: alice.address, value: quote } },
  ]);
  assert.deepEqual(await diem.read.lockedStakes([alice.address]), [VVV, quote]);
  assert.equal(await alice.vvv.read.balanceOf([diem.address]), VVV);
});

test('burning part of a position unlocks the same part of its VVV, and burning the rest unlocks the rest', async () => {
  const all = await stakeAndMint(alice, VVV);
  const half = all / 2n;
  const { result: freed } = await alice.diem.simulate.burnDiem([half]);
  assert.equal(freed, (half * VVV) / all);
  const { events } = await mined(alice.diem.write.burnDiem([half]));
  assert.deepEqual(events, [
    { eventName: 'DiemBurned', args: { account: alice.address, diemBurned: half, vvvUnlocked: freed } },
    { eventName: 'Transfer', args: { from: alice.address, to: zeroAddress, value: half } },
  ]);
  assert.deepEqual(await diem.read.lockedStakes([alice.address]), [VVV - freed, all - half]);
  await mined(alice.diem.write.burnDiem([all - half]));
  assert.equal(await diem.read.totalSupply(), 0n);
  assert.equal(await diem.read.balanceOfUnlocked([alice.address]), VVV);
});
