// SPDX-License-Identifier: MIT OR Apache-2.0
// Events as an indexer or a page reads them: past and live.
import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { parseEther, zeroAddress, type PublicClient } from 'viem';

import { chain, diem, socket } from './support/chain.js';
import { isolateTests } from './support/isolation.js';
import { mined } from './support/outcome.js';
import { nextNoon } from './support/time.js';
import {
  admitProvider, alice, approveUsd, approveVvv, bob, carol, guardian, owner, stakeAndMint,
} from './support/users.js';

isolateTests();

/** Alice stakes 1, 2 and 3 wei, and Bob stakes 4 for her. Returns the blocks of the four stakes. */
async function stakes() {
  await approveVvv(alice, 6n);
  await approveVvv(bob, 4n);
  const blocks: bigint[] = [];
  for (const [payer, amount] of [[alice, 1n], [alice, 2n], [alice, 3n], [bob, 4n]] as const) {
    const { receipt } = await mined(payer.diem.write.stake([alice.address, amount]));
    blocks.push(receipt.blockNumber);
  }
  return blocks as [bigint, bigint, bigint, bigint];
}

const amounts = (logs: { args: { amount?: bigint | undefined } }[]) => logs.map(({ args }) => args.amount);

test('events can be filtered by account, payer and block range', async () => {
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

test('a log carries its block and transaction', async () => {
  await approveVvv(alice, 1n);
  const { receipt } = await mined(alice.diem.write.stake([alice.address, 1n]));
  const [log] = await diem.getEvents.VvvStaked({}, { fromBlock: receipt.blockNumber });
  assert(log);
  assert.equal(log.transactionHash, receipt.transactionHash);
  assert.equal(log.blockHash, receipt.blockHash);
  assert.equal(log.blockNumber, receipt.blockNumber);
  assert.equal(log.address, diem.address.toLowerCase());
});

test('all events of the contract are returned in order', async () => {
  await nextNoon();
  const { number: before } = await chain.getBlock();
  await stakeAndMint(alice, parseEther('90'));
  const logs = await chain.getContractEvents({ ...diem, fromBlock: before + 1n });
  assert.deepEqual(logs.map(({ eventName }) => eventName), ['DayRolled', 'VvvStaked', 'DiemMinted', 'Transfer']);
});

test('events of burn offers can be filtered by each account', async () => {
  const day = await nextNoon();
  const minted = await stakeAndMint(alice, parseEther('900'));
  await mined(alice.diem.write.transfer([bob.address, minted]));
  const [rate, amount] = [parseEther('80'), parseEther('2')];
  const { receipt } = await mined(alice.diem.write.offerBurn([rate, 2n * amount, day]));
  await mined(bob.diem.write.burnFor([alice.address, amount, 0n, carol.address]));
  const all = { fromBlock: receipt.blockNumber };
  const [account, burner, recipient] = [alice.address, bob.address, carol.address];
  const { BurnOffered, DiemBurnedFor, DiemBurned } = diem.getEvents;
  const offers = await BurnOffered({ account }, all);
  assert.deepEqual(offers.map(({ args }) => args), [{ account, rate, amount: 2n * amount, lastDay: day }]);
  assert.deepEqual(await BurnOffered({ account: burner }, all), []);

  const vvvUnlocked = (amount * parseEther('900')) / minted;
  const args = { account, burner, recipient, diemBurned: amount, vvvUnlocked, vvvPaid: 2n * rate };
  for (const filter of [{ account }, { burner }, { recipient }, { account, burner, recipient }]) {
    assert.deepEqual((await DiemBurnedFor(filter, all)).map((log) => log.args), [args]);
  }
  for (const filter of [{ account: burner }, { burner: account }, { recipient: account }]) {
    assert.deepEqual(await DiemBurnedFor(filter, all), []);
  }
  assert.deepEqual(await DiemBurned({}, all), [], 'burnDiem has its own event');
});

test('events of operators and commitments can be filtered by account and provider', async () => {
  const day = await nextNoon();
  await admitProvider(carol);
  await admitProvider(bob);
  const [account, provider, operator] = [alice.address, carol.address, owner.address];
  const { receipt } = await mined(carol.diem.write.setOperator([operator, true]));
  await mined(carol.diem.write.setOperator([operator, false]));
  await mined(alice.diem.write.commitTo([provider]));
  await mined(alice.diem.write.releaseCommitment());
  const all = { fromBlock: receipt.blockNumber };
  const { OperatorSet, Committed, CommitmentReleased } = diem.getEvents;
  for (const filter of [{ provider }, { operator }, { provider, operator }]) {
    const found = await OperatorSet(filter, all);
    assert.deepEqual(found.map(({ args }) => args), [true, false].map((allowed) => ({ provider, operator, allowed })));
  }
  for (const filter of [{ account }, { provider }, { account, provider }]) {
    const committed = await Committed(filter, all);
    assert.deepEqual(committed.map(({ args }) => args), [{ account, provider, fromDay: day + 1 }]);
    const released = await CommitmentReleased(filter, all);
    assert.deepEqual(released.map(({ args }) => args), [{ account, provider, untilDay: day + 2 }]);
  }
  assert.deepEqual(await OperatorSet({ provider: operator }, all), []);
  assert.deepEqual(await Committed({ provider: bob.address }, all), []);
  assert.deepEqual(await CommitmentReleased({ account: bob.address }, all), []);
});

test('the figures of a day can be found by its number', async () => {
  const day = await nextNoon();
  await mined(alice.diem.write.checkpoint());
  await approveUsd(alice, 17n);
  await mined(alice.diem.write.fundCapacity([10n]));
  await mined(alice.diem.write.fund([7n]));
  await nextNoon();
  const { roll } = await mined(alice.diem.write.checkpoint());
  const [log] = await diem.getEvents.DayRolled({ day }, { fromBlock: 'earliest' });
  assert.deepEqual(log?.args, roll);
  assert.deepEqual(roll, {
    day, issued: 0n, quotaCredits: 0n, paidCredits: 0n, streaming: 7n, budget: 5n, pool: 10n,
  });
});

test('the constructor emits owner, guardian, parameters and cooldown', async () => {
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

/** Watches stakes for Alice until one is seen. Returns the amounts seen and the amounts sent. */
async function watchStakes(client: Pick<PublicClient, 'watchContractEvent'>) {
  await approveVvv(alice, parseEther('1'));
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
  // A watcher does not report when it is ready, so stakes are sent until it sees one.
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

/** Checks that a watcher saw stakes in order and without a gap. The last ones sent may not have arrived yet. */
function assertSeen({ seen, sent }: { seen: bigint[]; sent: bigint[] }) {
  assert(seen[0] !== undefined, 'no stake was seen');
  const first = sent.indexOf(seen[0]);
  assert.deepEqual(seen, sent.slice(first, first + seen.length));
}

test('live events arrive over a WebSocket', async () => {
  const { client, close } = socket();
  const stakes = await watchStakes(client);
  await close();
  assertSeen(stakes);
});

test('live events arrive by polling', async () => {
  assertSeen(await watchStakes(chain));
});

test('new blocks arrive over a WebSocket', async () => {
  const { client, close } = socket();
  const seen: bigint[] = [];
  const unwatch = client.watchBlocks({ onBlock: ({ number }) => seen.push(number) });
  const mine: bigint[] = [];
  for (let tries = 0; seen.length === 0 && tries < 100; tries++) {
    const { receipt } = await mined(alice.client.sendTransaction({ to: bob.address, value: 1n }));
    mine.push(receipt.blockNumber);
    await sleep(50);
  }
  unwatch();
  await close();
  // The last blocks may not have arrived yet.
  assert(seen[0] !== undefined, 'no block was seen');
  const first = mine.indexOf(seen[0]);
  assert.deepEqual(seen, mine.slice(first, first + seen.length));
});
