// SPDX-License-Identifier: MIT OR Apache-2.0
// accountOf and protocol return the same values as the single views, as one object.
import assert from 'node:assert/strict';
import test from 'node:test';

import { parseEther, parseUnits, zeroAddress, zeroHash } from 'viem';

import { diem } from './support/chain.js';
import { isolateTests } from './support/isolation.js';
import { mined } from './support/outcome.js';
import { DAY, moveTo, nextNoon, startOf } from './support/time.js';
import {
  admitProvider, alice, approveUsd, bob as provider, carol, dave, depositUsd, feeShares, mintAndActivate,
  stakeAndMint, stakeVvv, type User,
} from './support/users.js';

isolateTests();

const ONE = parseEther('1');
const usd = (amount: string) => parseUnits(amount, 6);

type Tickets = readonly [readonly number[], readonly bigint[], readonly bigint[]];

/** Combines the three lists of a ticket view into ticket objects. */
const toTickets = ([ids, amounts, maturities]: Tickets) =>
  ids.map((id, at) => ({ id, amount: amounts[at], maturity: maturities[at] }));

/** An account as the single views report it, in the form of `accountOf`. */
async function singleViews({ address }: User) {
  const { read } = diem;
  const [locked, outstanding] = await read.lockedStakes([address]);
  const [active] = await read.stakedInfos([address]);
  const [, left, leftYesterday] = await read.quotaOf([address]);
  const [deposit, prepaid, openWithdrawals] = await read.depositOf([address]);
  return {
    staked: locked + (await read.balanceOfUnlocked([address])),
    locked,
    minted: outstanding,
    rewards: await read.pendingRewards([address]),
    diem: await read.balanceOf([address]),
    active,
    left,
    leftYesterday,
    deposit,
    prepaid,
    openWithdrawals,
    isProvider: await read.isProvider([address]),
    earnings: await read.earningsOf([address]),
    vvvTickets: toTickets(await read.vvvTicketsOf([address])),
    diemTickets: toTickets(await read.diemTicketsOf([address])),
    withdrawalTickets: toTickets(await read.withdrawalTicketsOf([address])),
  };
}

/** Gives Alice some of everything, and a provider earnings. Then moves to the next noon. Returns the day before. */
async function setUp() {
  const day = await nextNoon();
  await mintAndActivate(alice, 6n * ONE);
  await stakeAndMint(alice, 900n * ONE);
  await stakeVvv(alice, 100n * ONE);
  await depositUsd(alice, usd('9'));
  await admitProvider(provider);
  await approveUsd(dave, usd('30'));
  await mined(dave.diem.write.fundCapacity([usd('12')]));
  await mined(dave.diem.write.fund([usd('8')]));
  // All daily credits, two paid ones, and a tenth of what a base unit buys: the other nine tenths are prepaid.
  const paid = 2n * ONE + 10n ** 11n;
  await mined(alice.diem.write.spend([alice.address, provider.address, 6n * ONE + paid, zeroHash]));
  const maturities: [bigint, bigint, bigint][] = [];
  for (let tickets = 1n; tickets <= 2n; tickets++) {
    const vvv = await mined(alice.diem.write.initiateUnstakeVvv([tickets * ONE]));
    const active = await mined(alice.diem.write.initiateUnstake([tickets * ONE]));
    await mined(alice.diem.write.initiateWithdrawal([tickets]));
    maturities.push([vvv.timestamp + 7n * DAY, active.timestamp + DAY, startOf(day + 2)]);
  }
  await nextNoon();
  return { day, paid, maturities };
}

test('accountOf agrees with the single views, tickets of all three queues included', async () => {
  const { day, maturities } = await setUp();
  await mined(alice.diem.write.spend([alice.address, provider.address, ONE, zeroHash]));
  await moveTo(startOf(day + 1) + (DAY * 3n) / 4n);
  const account = await diem.read.accountOf([alice.address]);
  assert.deepEqual(account, await singleViews(alice));

  const [first, second] = maturities;
  const tickets = (queue: 0 | 1 | 2, unit: bigint) => [
    { id: 0, amount: unit, maturity: first![queue] },
    { id: 1, amount: 2n * unit, maturity: second![queue] },
  ];
  const { vvvTickets, diemTickets, withdrawalTickets, ...rest } = account;
  assert.deepEqual(vvvTickets, tickets(0, ONE));
  assert.deepEqual(diemTickets, tickets(1, ONE));
  assert.deepEqual(withdrawalTickets, tickets(2, 1n));
  const { active, left, leftYesterday, deposit, prepaid, openWithdrawals, isProvider } = rest;
  assert.deepEqual([active, left, leftYesterday], [3n * ONE, 2n * ONE, 0n]);
  assert.deepEqual([deposit, prepaid, openWithdrawals], [usd('7') - 1n, (ONE * 9n) / 10n, 3n]);
  assert.equal(isProvider, false);
  assert(rest.staked > rest.locked && rest.locked > 0n && rest.minted > rest.diem && rest.diem > 0n && rest.rewards > 0n);
});

test('accountOf reports a provider and its earnings', async () => {
  await setUp();
  const account = await diem.read.accountOf([provider.address]);
  assert.deepEqual(account, await singleViews(provider));
  assert.deepEqual([account.isProvider, account.earnings], [true, usd('1.4')]);
});

test('accountOf returns zeros for an unused account', async () => {
  const account = await diem.read.accountOf([carol.address]);
  assert.deepEqual(account, await singleViews(carol));
  const { isProvider, vvvTickets, diemTickets, withdrawalTickets, ...amounts } = account;
  assert.deepEqual([isProvider, vvvTickets, diemTickets, withdrawalTickets], [false, [], [], []]);
  assert.deepEqual(Object.values(amounts), Array.from({ length: 12 }, () => 0n));
});

test('the views of offers, commitments, operators and nonces return zeros for an unused account', async () => {
  const { read } = diem;
  const { address } = carol;
  assert.deepEqual(await read.burnOfferOf([address]), [0n, 0n, 0, 0n, 0n]);
  assert.deepEqual(await read.commitmentOf([address]), [zeroAddress, 0, 0]);
  assert.equal(await read.isOperator([address, alice.address]), false);
  assert.equal(await read.quotaNonces([address, alice.address]), 0n);
  assert.equal(await read.collectedOf([address, address, alice.address, 0]), 0n);
});

test('burnOfferOf reports the position that accountOf does', async () => {
  await setUp();
  const { minted, locked } = await diem.read.accountOf([alice.address]);
  assert.deepEqual(await diem.read.burnOfferOf([alice.address]), [0n, 0n, 0, minted, locked]);
});

test('protocol agrees with the single views, as if the day\'s rollover had just happened', async () => {
  const { day, paid } = await setUp();
  const { read } = diem;
  // No call has been made on this day. The time of the next block is fixed, so all reads are at the same time.
  await moveTo(startOf(day + 1) + (DAY * 3n) / 4n);
  const protocol = await read.protocol();
  // The pool's fifth of what has been released since 00:00, for locked stake.
  const fifth = (usd('6.225') * protocol.locked) / (5n * protocol.staked);
  const [base, power, target, vvvCooldown, diemCooldown, stakerShare, poolShare, creditPrice] = await read.params();
  assert.deepEqual(protocol, {
    supply: await read.totalSupply(),
    mintRate: await read.mintRate(),
    staked: await read.totalStakedVVV(),
    locked: await read.totalLockedStakedVVV(),
    active: await read.totalStaked(),
    day: day + 1,
    issued: 3n * ONE,
    // More than the three credits are worth: half of the pool.
    budget: usd('6.15'),
    open: 3n * ONE,
    budgetYesterday: 0n,
    openYesterday: 0n,
    lastDay: day,
    lastIssued: 6n * ONE,
    lastQuota: 6n * ONE,
    lastPaid: paid,
    // A quarter of the new stream is left at 18:00, rounded up.
    stream: usd('2.075') + 1n,
    streamEnd: startOf(day + 2),
    bucket: 0n,
    pool: usd('12.3') + fifth,
    params: { base, power, target, vvvCooldown, diemCooldown, stakerShare, poolShare, creditPrice },
    stakerShare,
    poolShare,
    paused: await read.paused(),
    pauseEnds: 0n,
  });
  assert(protocol.mintRate > base && protocol.staked > protocol.locked && protocol.locked > 0n);

  // The rollover emits the same figures, and stream and pool as they were at 00:00.
  const { roll } = await mined(dave.diem.write.checkpoint());
  const { lastDay, lastIssued, lastQuota, lastPaid, budget } = protocol;
  assert.deepEqual(roll, {
    day: lastDay,
    issued: lastIssued,
    quotaCredits: lastQuota,
    paidCredits: lastPaid,
    streaming: usd('8.3') + 1n,
    budget,
    pool: usd('12.3'),
  });
});

test('the pool includes the budgets of today and yesterday', async () => {
  await setUp();
  await mined(dave.diem.write.checkpoint());
  await moveTo((await diem.read.quotaOf([alice.address]))[3]);
  const { pool, budget, budgetYesterday } = await diem.read.protocol();
  assert.equal(budgetYesterday, usd('6.15'));
  assert(budget > usd('3') && pool > budget + budgetYesterday, 'the budget is half of what yesterday leaves');
  const { roll } = await mined(dave.diem.write.checkpoint());
  assert.deepEqual([roll?.pool, roll?.budget], [pool - budgetYesterday, budget]);
});

test('funds of a day are pending until the next', async () => {
  await setUp();
  await mined(dave.diem.write.checkpoint());
  await mined(dave.diem.write.fund([usd('1')]));
  await mined(dave.diem.write.fundCapacity([usd('2')]));
  const { bucket, budget, pool, stream } = await diem.read.protocol();
  assert.deepEqual([bucket, budget], [usd('1'), usd('6.15')]);
  const fifth = pool - usd('14.3');
  assert(fifth > usd('0.7') && fifth < usd('0.83'), 'the pool\'s fifth of what was released since 00:00');
  assert(stream <= usd('4.15') + 1n && stream > usd('4.14'), 'half of the stream at noon');
  assert.deepEqual((await feeShares(provider)).stakers, usd('1'));
});
