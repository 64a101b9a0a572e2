// SPDX-License-Identifier: MIT OR Apache-2.0
// A client written for the live system's DIEM token works unchanged with this contract.
import assert from 'node:assert/strict';
import test from 'node:test';

import { getContract, parseAbi, parseEther, parseEventLogs, toFunctionSelector } from 'viem';

import { chain, diem } from './support/chain.js';
import { isolateTests } from './support/isolation.js';
import { mined } from './support/outcome.js';
import { DAY, moveTo } from './support/time.js';
import { alice, stakeAndMint } from './support/users.js';

isolateTests();

/** The live token's ABI, without anything new in this contract. */
const abi = parseAbi([
  'function stake(uint256 amount)',
  'function initiateUnstake(uint256 amount)',
  'function unstake()',
  'function stakedInfos(address user) view returns (uint256 amountStaked, uint256 coolDownEnd, uint256 coolDownAmount)',
  'function cooldownDuration() view returns (uint256)',
  'function totalStaked() view returns (uint256)',
  'function balanceOf(address account) view returns (uint256)',
  'event Staked(address indexed user, uint256 amount)',
  'event UnstakeInitiated(address indexed user, uint256 amount)',
  'event Unstaked(address indexed user, uint256 amount)',
  'event CooldownDurationUpdated(uint256 newDuration)',
]);

const token = getContract({ address: diem.address, abi, client: alice.client });

/** The events that the client finds in a transaction. */
async function events(hash: Promise<`0x${string}`>) {
  const { receipt, timestamp } = await mined(hash);
  const found = parseEventLogs({ abi, logs: receipt.logs }).map(({ eventName, args }) => ({ eventName, args }));
  return { found, timestamp };
}

test('calls have the selectors of the live token', () => {
  const selectors = abi.filter(({ type }) => type === 'function').map((item) => toFunctionSelector(item as never));
  assert.deepEqual(selectors, [
    '0xa694fc3a', '0xae5ac921', '0x2def6620', '0x9503b15c', '0x35269315', '0x817b1cd2', '0x70a08231',
  ]);
});

test('the client stakes, unstakes, waits out the cooldown and is paid', async () => {
  const amount = await stakeAndMint(alice, parseEther('900'));
  const user = alice.address;
  const staked = await events(token.write.stake([amount]));
  assert.deepEqual(staked.found, [{ eventName: 'Staked', args: { user, amount } }]);
  assert.deepEqual(await token.read.stakedInfos([user]), [amount, 0n, 0n]);
  assert.equal(await token.read.totalStaked(), amount);

  const leaving = await events(token.write.initiateUnstake([amount]));
  assert.deepEqual(leaving.found, [{ eventName: 'UnstakeInitiated', args: { user, amount } }]);
  const end = leaving.timestamp + (await token.read.cooldownDuration());
  assert.deepEqual(await token.read.stakedInfos([user]), [0n, end, amount]);
  assert.equal(await token.read.totalStaked(), 0n);

  await moveTo(end);
  const left = await events(token.write.unstake());
  assert.deepEqual(left.found, [{ eventName: 'Unstaked', args: { user, amount } }]);
  assert.deepEqual(await token.read.stakedInfos([user]), [0n, 0n, 0n]);
  assert.equal(await token.read.balanceOf([user]), amount);
});

test('the client reads the cooldown from the constructor\'s event', async () => {
  const logs = await chain.getContractEvents({
    address: diem.address, abi, eventName: 'CooldownDurationUpdated', fromBlock: 'earliest', strict: true,
  });
  assert.deepEqual(logs.map(({ args }) => args.newDuration), [DAY]);
});
