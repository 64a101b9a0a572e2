// SPDX-License-Identifier: MIT OR Apache-2.0
// Usage vouchers: signed as a wallet signs them, and redeemed as a provider does.
import assert from 'node:assert/strict';
import test from 'node:test';

import {
  concat,
  createWalletClient,
  domainSeparator,
  http,
  maxUint256,
  numberToHex,
  parseEther,
  parseSignature,
  parseUnits,
  serializeSignature,
  serializeTypedData,
  toFunctionSelector,
  type Address,
  type Hex,
} from 'viem';

import { diemDomain } from '../src/domain.js';
import {
  rejection,
  signVoucher,
  today,
  voucherTypedData,
  voucherTypes,
  type UsageVoucher,
} from '../src/voucher.js';
import { chain, control, diem, network, options } from './support/chain.js';
import { isolateTests } from './support/isolation.js';
import { expectRevert, mined } from './support/outcome.js';
import { moveTo, nextNoon, startOf } from './support/time.js';
import {
  admitProvider,
  alice,
  approveUsd,
  bob as agent,
  carol as provider,
  dave,
  depositUsd,
  feeShares,
  mintAndActivate,
  owner,
  type User,
} from './support/users.js';

isolateTests();

const ONE = parseEther('1');
/** The order of secp256k1. */
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const usd = (amount: string) => parseUnits(amount, 6);
const typed = (voucher: UsageVoucher) => voucherTypedData(network.id, diem.address, voucher);

/** Gives Alice ten credits a day and her agent a grant without end, and admits a provider. Returns the day. */
async function setUp(): Promise<number> {
  const day = await nextNoon();
  await mintAndActivate(alice, 10n * ONE);
  await mined(alice.diem.write.approveQuota([agent.address, 100n * ONE, 65_535, true]));
  await admitProvider(provider);
  return day;
}

/** A voucher signed by `who`, for Alice's credits unless `account` is given. */
const signFor = (who: User, day: number, credits: bigint, account: Address = alice.address) =>
  signVoucher(who.client, diem.address, { account, provider: provider.address, day, credits });

/** Redeems a voucher up to `total`, or up to its ceiling. */
const redeem = (signed: [UsageVoucher, Hex], total = maxUint256) => mined(provider.diem.write.redeem([...signed, total]));
const simulateRedeem = (signed: [UsageVoucher, Hex], who = provider) => who.diem.simulate.redeem([...signed, maxUint256]);

/** The arguments of `redeemBatch` for vouchers that are redeemed up to their ceilings. */
const batchArgs = (batch: [UsageVoucher, Hex][]) => [
  batch.map(([voucher]) => voucher), batch.map(([, signature]) => signature), batch.map(() => maxUint256),
] as const;

const collected = (spender: User, day: number) =>
  diem.read.collectedOf([alice.address, spender.address, provider.address, day]);
const left = async () => (await diem.read.quotaOf([alice.address])).slice(1, 3);

/** The event of a settlement of Alice's credits, by the agent unless `spender` is given. */
const settledEvent = (day: number, quotaCredits: bigint, paidCredits = 0n, fee = 0n, spender: User = agent) => ({
  eventName: 'Settled',
  args: {
    account: alice.address, provider: provider.address, spender: spender.address, day, quotaCredits, paidCredits, fee,
  },
});

/** The event of the provider's earnings. */
const earnedEvent = (fees: bigint) => ({
  eventName: 'ProviderEarned',
  args: { provider: provider.address, fees, reimbursed: 0n },
});

test('the typed data uses the domain that the contract reports', async () => {
  const [, name, version, chainId, verifyingContract] = await diem.read.eip712Domain();
  const domain = diemDomain(network.id, diem.address);
  assert.deepEqual(domain, { name, version, chainId: Number(chainId), verifyingContract });
  assert.equal(await diem.read.DOMAIN_SEPARATOR(), domainSeparator({ domain }));
});

test('today() agrees with the contract, before midnight and at it', async () => {
  const day = await setUp();
  for (const [time, expected] of [[startOf(day + 1) - 1n, day], [startOf(day + 1), day + 1]] as const) {
    await moveTo(time);
    assert.equal(today(time), expected);
    // A voucher for the next day is rejected, so this is the contract's day.
    await simulateRedeem(await signFor(agent, expected, ONE));
    const early = simulateRedeem(await signFor(agent, expected + 1, ONE));
    await expectRevert(early, 'VoucherNotYetValid', [expected + 1, expected]);
  }
});

test('redeem collects from the account\'s credits what its agent signed', async () => {
  const day = await setUp();
  const args = await signFor(agent, day, 3n * ONE);
  const { result } = await simulateRedeem(args);
  assert.deepEqual(result, [3n * ONE, 0n]);
  const { events, receipt } = await redeem(args);
  assert.deepEqual(events, [settledEvent(day, 3n * ONE)]);
  assert.equal(await collected(agent, day), 3n * ONE);
  assert.deepEqual(await left(), [7n * ONE, 0n]);
  const [, leftOfGrant] = await diem.read.grantOf([alice.address, agent.address]);
  assert.equal(leftOfGrant, 97n * ONE);
  const { Settled } = diem.getEvents;
  const since = { fromBlock: receipt.blockNumber };
  assert.equal((await Settled({ provider: provider.address }, since)).length, 1);
  assert.equal((await Settled({ spender: alice.address }, since)).length, 0);
});

test('an account signs for itself without a grant', async () => {
  const day = await setUp();
  const { events } = await redeem(await signFor(alice, day, 3n * ONE));
  assert.deepEqual(events, [settledEvent(day, 3n * ONE, 0n, 0n, alice)]);
  assert.equal(await collected(alice, day), 3n * ONE);
  assert.equal(await collected(agent, day), 0n);
});

test('redeem collects only the difference, and nothing for an older voucher', async () => {
  const day = await setUp();
  assert.deepEqual((await redeem(await signFor(agent, day, ONE))).events, [settledEvent(day, ONE)]);
  assert.deepEqual((await redeem(await signFor(agent, day, 5n * ONE))).events, [settledEvent(day, 4n * ONE)]);
  for (const total of [ONE, 2n * ONE, 5n * ONE]) {
    await expectRevert(simulateRedeem(await signFor(agent, day, total)), 'VoucherNotNewer', [5n * ONE, total]);
  }
  assert.equal(await collected(agent, day), 5n * ONE);
});

test('the part of a voucher that is not covered stays collectable', async () => {
  const day = await setUp();
  const args = await signFor(agent, day, 12n * ONE);
  assert.deepEqual((await redeem(args)).events, [settledEvent(day, 10n * ONE)]);
  await expectRevert(simulateRedeem(args), 'InsufficientCredits', [0n, 0n, 2n * ONE]);
  await depositUsd(alice, usd('1.5'));
  const paid = settledEvent(day, 0n, parseEther('1.5'), usd('1.5'));
  assert.deepEqual((await redeem(args)).events, [paid, earnedEvent(usd('1.05'))]);
  assert.equal(await collected(agent, day), parseEther('11.5'));
  assert.deepEqual(await feeShares(provider), { provider: usd('1.05'), stakers: usd('0.225'), pool: usd('0.225') });
  await approveUsd(alice, usd('9'));
  await mined(alice.diem.write.deposit([alice.address, usd('9')]));
  const rest = settledEvent(day, 0n, ONE / 2n, usd('0.5'));
  assert.deepEqual((await redeem(args)).events, [rest, earnedEvent(usd('0.35'))]);
  assert.deepEqual(await diem.read.depositOf([alice.address]), [usd('8.5'), 0n, 0n]);
});

test('a voucher can be redeemed until the end of the next day, against what its own day had left', async () => {
  const day = await setUp();
  const args = await signFor(agent, day, 3n * ONE);
  await moveTo(startOf(day + 1) - 1n);
  await redeem(await signFor(agent, day, ONE));
  await moveTo(startOf(day + 2) - 1n);
  assert.deepEqual(await left(), [10n * ONE, 9n * ONE]);
  await simulateRedeem(args);
  await moveTo(startOf(day + 2));
  await expectRevert(simulateRedeem(args), 'VoucherExpired', [day, day + 2]);
  assert.equal(await collected(agent, day), 0n, 'expired totals read as 0');
});

test('redeeming yesterday\'s voucher takes nothing from today\'s credits', async () => {
  const day = await setUp();
  const args = await signFor(agent, day, 10n * ONE);
  await moveTo(startOf(day + 1));
  assert.deepEqual((await redeem(args)).events, [settledEvent(day, 10n * ONE)]);
  assert.deepEqual(await left(), [10n * ONE, 0n]);
  assert.equal(await collected(agent, day), 10n * ONE);
  assert.equal(await collected(agent, day + 1), 0n);
});

test('a voucher for tomorrow can be redeemed from midnight on', async () => {
  const day = await setUp();
  const args = await signFor(agent, day + 1, ONE);
  await moveTo(startOf(day + 1) - 1n);
  await expectRevert(simulateRedeem(args), 'VoucherNotYetValid', [day + 1, day]);
  await moveTo(startOf(day + 1));
  assert.deepEqual((await redeem(args)).events, [settledEvent(day + 1, ONE)]);
});

test('eth_signTypedData_v4 signs the serialized typed data', async () => {
  const day = await setUp();
  const voucher = { account: alice.address, spender: agent.address, provider: provider.address, day, credits: 3n * ONE };
  const json = serializeTypedData(typed(voucher));
  // Plain JSON, as a client in another language sends it.
  assert.deepEqual(JSON.parse(json), {
    domain: { name: 'Diem', version: '1', chainId: network.id, verifyingContract: diem.address.toLowerCase() },
    types: voucherTypes,
    primaryType: 'UsageVoucher',
    message: {
      account: alice.address.toLowerCase(),
      spender: agent.address.toLowerCase(),
      provider: provider.address.toLowerCase(),
      day,
      credits: `${3n * ONE}`,
    },
  });
  const signature: Hex = await chain.request({
    method: 'eth_signTypedData_v4', params: [agent.address, json],
  } as never);
  assert.equal(signature, (await signFor(agent, day, 3n * ONE))[1], 'the same signature as with the local key');
  assert.deepEqual((await redeem([voucher, signature])).events, [settledEvent(day, 3n * ONE)]);
});

test('signVoucher works with a wallet that keeps its key remote', async () => {
  const day = await setUp();
  const remote = createWalletClient({ ...options, account: agent.address, transport: http() });
  const usage = { account: alice.address, provider: provider.address, day, credits: ONE };
  const args = await signVoucher(remote, diem.address, usage);
  assert.deepEqual(args, await signFor(agent, day, ONE));
  assert.deepEqual((await redeem(args)).events, [settledEvent(day, ONE)]);
});

test('simulating redeem rejects signature forms that viem\'s verifyTypedData accepts', async () => {
  const day = await setUp();
  const [voucher, signature] = await signFor(agent, day, 12n * ONE);
  const { result } = await simulateRedeem([voucher, signature]);
  assert.deepEqual(result, [10n * ONE, 0n], 'the amounts it would collect');
  const { r, s, yParity } = parseSignature(signature);
  const high = numberToHex(ORDER - BigInt(s), { size: 32 });
  const others = [
    serializeSignature({ r, s: high, yParity: 1 - yParity }),
    concat([r, s, numberToHex(yParity, { size: 1 })]),
  ];
  for (const other of others) {
    assert(await chain.verifyTypedData({ address: voucher.spender, signature: other, ...typed(voucher) }));
    await expectRevert(simulateRedeem([voucher, other]), 'InvalidVoucherSignature', [agent.address]);
  }
});

test('changing any field invalidates the signature', async () => {
  const day = await setUp();
  await admitProvider(dave);
  const [voucher, signature] = await signFor(agent, day, ONE);
  const changes = [
    { account: dave.address }, { spender: dave.address }, { provider: dave.address }, { day: day - 1 }, { credits: 2n },
  ];
  for (const change of changes) {
    const changed = { ...voucher, ...change };
    const call = simulateRedeem([changed, signature], change.provider ? dave : provider);
    await expectRevert(call, 'InvalidVoucherSignature', [changed.spender]);
  }
  const elsewhere = await signVoucher(agent.client, dave.address, voucher);
  await expectRevert(simulateRedeem(elsewhere), 'InvalidVoucherSignature', [agent.address]);
  await simulateRedeem([voucher, signature]);
});

test('a contract wallet signs through ERC-1271', async () => {
  const day = await setUp();
  // A wallet that accepts any signature: it returns the magic value of ERC-1271.
  const wallet: Address = '0x0000000000000000000000000000000000A11271';
  await mined(alice.diem.write.approveQuota([wallet, ONE, day, false]));
  const voucher = { account: alice.address, spender: wallet, provider: provider.address, day, credits: ONE };
  await expectRevert(simulateRedeem([voucher, '0x1234']), 'InvalidVoucherSignature', [wallet]);
  await control.setCode({ address: wallet, bytecode: '0x631626ba7e60e01b60005260206000f3' });
  const { events } = await redeem([voucher, '0x1234']);
  assert.deepEqual(events, [{ eventName: 'Settled', args: { ...settledEvent(day, ONE).args, spender: wallet } }]);
});

test('redeemBatch skips an invalid voucher with its error, and settles the others', async () => {
  const day = await setUp();
  const byAgent = await signFor(agent, day, 3n * ONE);
  const forged: typeof byAgent = [{ ...byAgent[0], credits: 9n * ONE }, byAgent[1]];
  const byAlice = await signFor(alice, day, 4n * ONE);
  const batch = [byAgent, forged, byAlice];
  const args = batchArgs(batch);
  const { result } = await provider.diem.simulate.redeemBatch(args);
  assert.deepEqual(result, [7n * ONE, 0n]);
  const { events } = await mined(provider.diem.write.redeemBatch(args));
  const selector = toFunctionSelector('InvalidVoucherSignature(address)');
  assert.deepEqual(events, [
    settledEvent(day, 3n * ONE),
    { eventName: 'VoucherRejected', args: { index: 1n, selector } },
    settledEvent(day, 4n * ONE, 0n, 0n, alice),
  ]);
  assert.equal(rejection(selector), 'InvalidVoucherSignature');
  assert.equal(rejection('0xdeadbeef'), undefined);
  assert.deepEqual(await left(), [3n * ONE, 0n]);
});

test('redeemBatch draws on daily credits and deposit, and reports each voucher\'s outcome', async () => {
  const day = await setUp();
  await depositUsd(alice, usd('1'));
  const batch = [
    await signFor(agent, day, 10n * ONE),
    await signFor(agent, day, 10n * ONE),
    await signFor(alice, day, 2n * ONE),
    await signFor(agent, day, 11n * ONE),
    await signFor(agent, day + 1, ONE),
  ];
  const args = batchArgs(batch);
  const { events } = await mined(provider.diem.write.redeemBatch(args));
  assert.deepEqual(
    events.map((event) => (event.eventName === 'VoucherRejected' ? rejection(event.args.selector) : event.args)),
    [
      settledEvent(day, 10n * ONE).args,
      'VoucherNotNewer',
      settledEvent(day, 0n, ONE, usd('1'), alice).args,
      'InsufficientCredits',
      'VoucherNotYetValid',
      earnedEvent(usd('0.7')).args,
    ],
  );
  assert.deepEqual(await feeShares(provider), { provider: usd('0.7'), stakers: usd('0.15'), pool: usd('0.15') });
});

test('a removed provider still collects for the days on which it was admitted', async () => {
  const day = await setUp();
  const args = await signFor(agent, day, ONE);
  await mined(owner.diem.write.setProvider([provider.address, false]));
  await moveTo(startOf(day + 1));
  await expectRevert(simulateRedeem(await signFor(agent, day + 1, ONE)), 'NotProvider', [provider.address]);
  assert.deepEqual((await redeem(args)).events, [settledEvent(day, ONE)]);
});

test('ending a grant stops vouchers that were signed under it', async () => {
  const day = await setUp();
  const args = await signFor(agent, day, ONE);
  await mined(alice.diem.write.approveQuota([agent.address, 0n, 65_535, true]));
  await expectRevert(simulateRedeem(args), 'NoGrant', [alice.address, agent.address]);
});
