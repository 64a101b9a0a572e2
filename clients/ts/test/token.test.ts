// SPDX-License-Identifier: MIT OR Apache-2.0
// DIEM as an ERC-20 token.
import assert from 'node:assert/strict';
import test from 'node:test';

import { erc20Abi, getContract, maxUint256, parseEther, toFunctionSelector } from 'viem';

import { chain, diem } from './support/chain.js';
import { isolateTests } from './support/isolation.js';
import { expectRevert, mined } from './support/outcome.js';
import { alice, bob, carol, stakeAndMint } from './support/users.js';

isolateTests();

const VVV = parseEther('900');

test('metadata can be read through the standard ABI', async () => {
  const token = getContract({ address: diem.address, abi: erc20Abi, client: chain });
  assert.equal(await token.read.name(), 'Diem');
  assert.equal(await token.read.symbol(), 'DIEM');
  assert.equal(await token.read.decimals(), 18);
});

test('supportsInterface reports the implemented interfaces', async () => {
  const supports = (id: `0x${string}`) => diem.read.supportsInterface([id]);
  assert(await supports(toFunctionSelector('supportsInterface(bytes4)')));
  assert(await supports('0x36372b07'), 'ERC-20');
  assert(await supports(toFunctionSelector('eip712Domain()')), 'ERC-5267');
  assert(!(await supports('0xffffffff')), 'ERC-165 reserves this id');
});

test('a transfer moves DIEM and leaves the position unchanged', async () => {
  const all = await stakeAndMint(alice, VVV);
  const part = all / 3n;
  const { result } = await alice.diem.simulate.transfer([bob.address, part]);
  assert.equal(result, true);
  const { events } = await mined(alice.diem.write.transfer([bob.address, part]));
  assert.deepEqual(events, [
    { eventName: 'Transfer', args: { from: alice.address, to: bob.address, value: part } },
  ]);
  assert.equal(await diem.read.balanceOf([alice.address]), all - part);
  assert.equal(await diem.read.balanceOf([bob.address]), part);
  assert.equal(await diem.read.totalSupply(), all);
  assert.deepEqual(await diem.read.lockedStakes([alice.address]), [VVV, all], 'the position is unchanged');
});

test('transferFrom reduces the allowance', async () => {
  const all = await stakeAndMint(alice, VVV);
  const { events } = await mined(alice.diem.write.approve([bob.address, all]));
  assert.deepEqual(events, [
    { eventName: 'Approval', args: { owner: alice.address, spender: bob.address, value: all } },
  ]);
  const taken = await mined(bob.diem.write.transferFrom([alice.address, carol.address, all - 1n]));
  assert.deepEqual(taken.events, [
    { eventName: 'Transfer', args: { from: alice.address, to: carol.address, value: all - 1n } },
  ]);
  assert.equal(await diem.read.balanceOf([carol.address]), all - 1n);
  assert.equal(await diem.read.allowance([alice.address, bob.address]), 1n);
  const more = bob.diem.simulate.transferFrom([alice.address, carol.address, 2n]);
  await expectRevert(more, 'ERC20InsufficientAllowance', [bob.address, 1n, 2n]);
});

test('an infinite allowance never decreases', async () => {
  await stakeAndMint(alice, VVV);
  await mined(alice.diem.write.approve([bob.address, maxUint256]));
  await mined(bob.diem.write.transferFrom([alice.address, bob.address, 1n]));
  assert.equal(await diem.read.allowance([alice.address, bob.address]), maxUint256);
});
