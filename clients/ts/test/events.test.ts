// Events as an indexer or a page finds them: in the past, and live.
import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { parseEther, zeroAddress, type PublicClient } from 'viem';

import { chain, diem, socket } from './support/chain.js';
import { isolated } from './support/isolation.js';
import { mined } from './support/outcome.js';
import { noon } from './support/time.js';
import { alice, approved, bob, carol, guardian, minted, owner } from './support/users.js';

isolated();

/** Stakes of 1, 2 and 3 wei by Alice, and one of 4 by Bob for her; the blocks they are in. */
async function stakes() {
  await approved(alice, 6n);
  await approved(bob, 4n);
  const blocks: bigint[] = [];
  for (const [payer, amount] of [[alice, 1n], [alice, 2n], [alice, 3n], [bob, 4n]] as const) {
    const { receipt } = await mined(payer.diem.write.stake([alice.address, amount]));
    blocks.push(receipt.blockNumber);
  }
  return blocks as [bigint, bigint, bigint, bigint];
}

const amounts = (logs: { args: { amount?: bigint | undefined } }[]) => logs.map(({ args }) => args.amount);

test('events are found by account, payer and range of blocks', async () => {
  const [first, second, third, last] = await stakes();
  const all = { fromBlock: first, toBlock: last };
  const { VvvStaked } = diem.getEvents;
  assert.deepEqual(amounts(await VvvStaked({ account: alice.address }, all)), [1n, 2n, 3n, 4n]);
  assert.deepEqual(amounts(await VvvStaked({ payer: bob.address }, all)), [4n]);
  assert.deepEqual(amounts(await VvvStaked({ payer: [alice.address, bob.address] }, all)), [1n, 2n, 3n, 4n]);
  assert.deepEqual(await VvvStaked({ account: carol.address }, all), []);
  const middle = await VvvStaked({ account: alice.address }, { fromBlock: second, toBlock: third });
  assert.deepEqual(amounts(middle), [2n, 3n]);
  const at = await VvvStaked({}, { blockHash: (await chain.getBlock({ blockNumber: third })).hash });
  assert.deepEqual(amounts(at), [3n]);
});

test('a log says which block and transaction it is from', async () => {
  await approved(alice, 1n);
  const { receipt } = await mined(alice.diem.write.stake([alice.address, 1n]));
  const [log] = await diem.getEvents.VvvStaked({}, { fromBlock: receipt.blockNumber });
  assert(log);
  assert.equal(log.transactionHash, receipt.transactionHash);
  assert.equal(log.blockHash, receipt.blockHash);
  assert.equal(log.blockNumber, receipt.blockNumber);
  assert.equal(log.address, diem.address.toLowerCase());
});

test('all events of a contract come in order', async () => {
  await noon();
  const { number: before } = await chain.getBlock();
  await minted(alice, parseEther('90'));
  const logs = await chain.getContractEvents({ ...diem, fromBlock: before + 1n });
  assert.deepEqual(logs.map(({ eventName }) => eventName), ['DayRolled', 'VvvStaked', 'DiemMinted', 'Transfer']);
});

test('the constructor told who governs, and by what', async () => {
  const history = await chain.getContractEvents({ ...diem, fromBlock: 'earliest', strict: true });
  const logs = history.filter(({ blockNumber }) => blockNumber === history[0]?.blockNumber);
  const [base, power, target, vvvCooldown, diemCooldown, stakerShare, poolShare, creditPrice] =
    await diem.read.params();
  const params = { base, power, target, vvvCooldown, diemCooldown, stakerShare, poolShare, creditPrice };
  assert.deepEqual(
    logs.map(({ eventName, args }) => ({ eventName, args })),
    [
      { eventName: 'OwnershipTransferred', args: { previousOwner: zeroAddress, newOwner: owner.address } },
      { eventName: 'GuardianChanged', args: { guardian: guardian.address } },
      { eventName: 'ParamsChanged', args: params },
      { eventName: 'CooldownDurationUpdated', args: { duration: diemCooldown } },
    ],
  );
});

/** Watches for stakes for Alice until one has been seen; returns what was seen and what was sent. */
async function watched(client: Pick<PublicClient, 'watchContractEvent'>) {
  await approved(alice, parseEther('1'));
  const seen: bigint[] = [];
  const errors: Error[] = [];
  const unwatch = client.watchContractEvent({
    ...diem,
    eventName: 'VvvStaked',
    args: { account: alice.address },
    strict: true,
    onLogs: (logs) => seen.push(...logs.map(({ args }) => args.amount)),
    onError: (error) => errors.push(error),
  });
  // A watcher does not say when it has begun, so there is something to see until it has.
  const sent: bigint[] = [];
  for (let amount = 1n; seen.length === 0 && amount < 100n; amount++) {
    await mined(alice.diem.write.stake([bob.address, amount]));
    await mined(alice.diem.write.stake([alice.address, amount]));
    sent.push(amount);
    await sleep(50);
  }
  unwatch();
  assert.deepEqual(errors, []);
  return { seen, sent };
}

test('a live event is seen over a WebSocket', async () => {
  const { client, close } = socket();
  const { seen, sent } = await watched(client);
  await close();
  assert.deepEqual(seen, sent.slice(-seen.length));
  assert(seen.length > 0);
});

test('a live event is seen by polling', async () => {
  const { seen, sent } = await watched(chain);
  assert.deepEqual(seen, sent.slice(-seen.length));
  assert(seen.length > 0);
});

test('new blocks are announced over a WebSocket', async () => {
  const { client, close } = socket();
  const seen: bigint[] = [];
  const unwatch = client.watchBlocks({ onBlock: ({ number }) => seen.push(number) });
  let last = 0n;
  for (let tries = 0; seen.length === 0 && tries < 100; tries++) {
    const { receipt } = await mined(alice.client.sendTransaction({ to: bob.address, value: 1n }));
    last = receipt.blockNumber;
    await sleep(50);
  }
  unwatch();
  await close();
  assert.equal(seen.at(-1), last);
});
