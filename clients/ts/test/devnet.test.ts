// SPDX-License-Identifier: MIT OR Apache-2.0
// Development features of the chain: snapshots, time, several senders at once.
import assert from 'node:assert/strict';
import test from 'node:test';

import { TransactionReceiptNotFoundError, type Hash } from 'viem';

import { chain, control, diem } from './support/chain.js';
import { isolateTests } from './support/isolation.js';
import { mined } from './support/outcome.js';
import { alice, approveVvv, bob, stakeVvv, type User } from './support/users.js';

isolateTests();

test('a revert to a snapshot restores state, blocks and time', async () => {
  await stakeVvv(alice, 5n);
  const before = await chain.getBlock();
  const id = await control.snapshot();
  await control.increaseTime({ seconds: 30 * 86_400 });
  const { receipt, timestamp } = await mined(alice.diem.write.initiateUnstakeVvv([5n]));
  assert(timestamp >= before.timestamp + 30n * 86_400n);
  assert.equal(await diem.read.balanceOfUnlocked([alice.address]), 0n);

  await control.revert({ id });
  assert.equal(await diem.read.balanceOfUnlocked([alice.address]), 5n);
  const after = await chain.getBlock();
  assert.equal(after.hash, before.hash);
  const { transactionHash: hash } = receipt;
  await assert.rejects(chain.getTransactionReceipt({ hash }), TransactionReceiptNotFoundError);
  const { timestamp: now } = await mined(alice.diem.write.initiateUnstakeVvv([5n]));
  assert(now < timestamp, 'the thirty days were undone');
});

test('mining advances blocks, and sets the requested time', async () => {
  const { number, timestamp } = await chain.getBlock();
  await control.setNextBlockTimestamp({ timestamp: timestamp + 1_000n });
  await control.mine({ blocks: 3 });
  const after = await chain.getBlock();
  assert.equal(after.number, number + 3n);
  assert((await chain.getBlock({ blockNumber: number + 1n })).timestamp === timestamp + 1_000n);
  assert(after.timestamp >= timestamp + 1_000n);
});

/** Sends `count` stakes of one wei without waiting for receipts. */
async function stakes(who: User, count: number): Promise<Hash[]> {
  const first = await chain.getTransactionCount(who);
  const hashes: Hash[] = [];
  for (let sent = 0; sent < count; sent++) {
    hashes.push(await who.diem.write.stake([who.address, 1n], { nonce: first + sent }));
  }
  return hashes;
}

test('transactions of two concurrent senders are mined in each sender\'s nonce order', async () => {
  const COUNT = 8;
  await Promise.all([alice, bob].map((who) => approveVvv(who, BigInt(COUNT))));
  const sent = await Promise.all([alice, bob].map((who) => stakes(who, COUNT)));
  const transactions = await Promise.all(sent.flat().map((hash) => chain.getTransaction({ hash })));
  await Promise.all(sent.flat().map((hash) => mined(Promise.resolve(hash))));
  for (const who of [alice, bob]) {
    assert.equal(await diem.read.balanceOfUnlocked([who.address]), BigInt(COUNT));
    const own = transactions.filter(({ from }) => from === who.address.toLowerCase());
    const blocks = own.sort((a, b) => a.nonce - b.nonce).map(({ blockNumber }) => blockNumber!);
    assert.deepEqual(blocks, blocks.toSorted((a, b) => Number(a - b)));
    assert.equal(blocks.length, COUNT);
  }
});
