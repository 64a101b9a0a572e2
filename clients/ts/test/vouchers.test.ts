// Usage settled by signed totals: signed as wallets sign, redeemed as a provider redeems.
import assert from 'node:assert/strict';
import test from 'node:test';

import {
  concat,
  createWalletClient,
  domainSeparator,
  http,
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

import {
  rejection,
  signVoucher,
  today,
  voucherDomain,
  voucherTypedData,
  voucherTypes,
  type UsageVoucher,
} from '../src/voucher.js';
import { chain, control, diem, network, options } from './support/chain.js';
import { isolated } from './support/isolation.js';
import { mined, refused } from './support/outcome.js';
import { moveTo, noon, startOf } from './support/time.js';
import {
  activated,
  admitted,
  alice,
  approvedUsd,
  bob as agent,
  carol as provider,
  dave,
  deposited,
  owner,
  shared,
  type User,
} from './support/users.js';

isolated();

const ONE = parseEther('1');
/** Order of secp256k1. */
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const usd = (amount: string) => parseUnits(amount, 6);
const typed = (voucher: UsageVoucher) => voucherTypedData(network.id, diem.address, voucher);

/** Alice has ten credits a day and an agent who may use them for ever, and there is a provider; returns the day. */
async function prepared(): Promise<number> {
  const day = await noon();
  await activated(alice, 10n * ONE);
  await mined(alice.diem.write.approveQuota([agent.address, 100n * ONE, 65_535, true]));
  await admitted(provider);
  return day;
}

/** A voucher for Alice's credits, if nobody else's are named, signed by `who`. */
const signed = (who: User, day: number, credits: bigint, account: Address = alice.address) =>
  signVoucher(who.client, diem.address, { account, provider: provider.address, day, credits });

const redeem = (args: [UsageVoucher, Hex]) => mined(provider.diem.write.redeem(args));
const redeeming = (args: [UsageVoucher, Hex], who = provider) => who.diem.simulate.redeem(args);

const collected = (spender: User, day: number) =>
  diem.read.collectedOf([alice.address, spender.address, provider.address, day]);
const left = async () => (await diem.read.quotaOf([alice.address])).slice(1, 3);

/** What a settlement of Alice's credits by the agent says. */
const settled = (day: number, quotaCredits: bigint, paidCredits = 0n, fee = 0n, spender: User = agent) => ({
  eventName: 'Settled',
  args: {
    account: alice.address, provider: provider.address, spender: spender.address, day, quotaCredits, paidCredits, fee,
  },
});

/** What the provider has earned by it. */
const earned = (fees: bigint) => ({
  eventName: 'ProviderEarned',
  args: { provider: provider.address, fees, reimbursed: 0n },
});

test('the typed data is in the domain that the contract tells', async () => {
  const [, name, version, chainId, verifyingContract] = await diem.read.eip712Domain();
  const domain = voucherDomain(network.id, diem.address);
  assert.deepEqual(domain, { name, version, chainId: Number(chainId), verifyingContract });
  assert.equal(await diem.read.DOMAIN_SEPARATOR(), domainSeparator({ domain }));
});

test('the day of a block is that of the contract, before midnight and at it', async () => {
  const day = await prepared();
  for (const [time, expected] of [[startOf(day + 1) - 1n, day], [startOf(day + 1), day + 1]] as const) {
    await moveTo(time);
    assert.equal(today(time), expected);
    // A voucher of the day after is refused, so this is the last day that is good.
    await redeeming(await signed(agent, expected, ONE));
    const early = redeeming(await signed(agent, expected + 1, ONE));
    await refused(early, 'VoucherNotYetValid', [expected + 1, expected]);
  }
});

test('a provider collects what an agent signed, from the account\'s credits', async () => {
  const day = await prepared();
  const args = await signed(agent, day, 3n * ONE);
  const { result } = await redeeming(args);
  assert.deepEqual(result, [3n * ONE, 0n]);
  const { events, receipt } = await redeem(args);
  assert.deepEqual(events, [settled(day, 3n * ONE)]);
  assert.equal(await collected(agent, day), 3n * ONE);
  assert.deepEqual(await left(), [7n * ONE, 0n]);
  const [, ofGrant] = await diem.read.grantOf([alice.address, agent.address]);
  assert.equal(ofGrant, 97n * ONE);
  const { Settled } = diem.getEvents;
  const since = { fromBlock: receipt.blockNumber };
  assert.equal((await Settled({ provider: provider.address }, since)).length, 1);
  assert.equal((await Settled({ spender: alice.address }, since)).length, 0);
});

test('an account signs for itself without any grant', async () => {
  const day = await prepared();
  const { events } = await redeem(await signed(alice, day, 3n * ONE));
  assert.deepEqual(events, [settled(day, 3n * ONE, 0n, 0n, alice)]);
  assert.equal(await collected(alice, day), 3n * ONE);
  assert.equal(await collected(agent, day), 0n);
});

test('totals grow: the last voucher collects the difference, and an older one nothing', async () => {
  const day = await prepared();
  assert.deepEqual((await redeem(await signed(agent, day, ONE))).events, [settled(day, ONE)]);
  assert.deepEqual((await redeem(await signed(agent, day, 5n * ONE))).events, [settled(day, 4n * ONE)]);
  for (const total of [ONE, 2n * ONE, 5n * ONE]) {
    await refused(redeeming(await signed(agent, day, total)), 'VoucherNotNewer', [5n * ONE, total]);
  }
  assert.equal(await collected(agent, day), 5n * ONE);
});

test('what is not covered yet stays collectable', async () => {
  const day = await prepared();
  const args = await signed(agent, day, 12n * ONE);
  assert.deepEqual((await redeem(args)).events, [settled(day, 10n * ONE)]);
  await refused(redeeming(args), 'InsufficientCredits', [0n, 0n, 2n * ONE]);
  await deposited(alice, usd('1.5'));
  const paid = settled(day, 0n, parseEther('1.5'), usd('1.5'));
  assert.deepEqual((await redeem(args)).events, [paid, earned(usd('1.05'))]);
  assert.equal(await collected(agent, day), parseEther('11.5'));
  assert.deepEqual(await shared(provider), { provider: usd('1.05'), stakers: usd('0.225'), pool: usd('0.225') });
  await approvedUsd(alice, usd('9'));
  await mined(alice.diem.write.deposit([alice.address, usd('9')]));
  assert.deepEqual((await redeem(args)).events, [settled(day, 0n, ONE / 2n, usd('0.5')), earned(usd('0.35'))]);
  assert.deepEqual(await diem.read.depositOf([alice.address]), [usd('8.5'), 0n, 0n]);
});

test('a day\'s voucher is good until the end of the next, against what that day had left', async () => {
  const day = await prepared();
  const args = await signed(agent, day, 3n * ONE);
  await moveTo(startOf(day + 1) - 1n);
  await redeem(await signed(agent, day, ONE));
  await moveTo(startOf(day + 2) - 1n);
  assert.deepEqual(await left(), [10n * ONE, 9n * ONE]);
  await redeeming(args);
  await moveTo(startOf(day + 2));
  await refused(redeeming(args), 'VoucherExpired', [day, day + 2]);
  assert.equal(await collected(agent, day), 0n, 'nobody needs to know any more');
});

test('yesterday\'s usage takes nothing from today', async () => {
  const day = await prepared();
  const args = await signed(agent, day, 10n * ONE);
  await moveTo(startOf(day + 1));
  assert.deepEqual((await redeem(args)).events, [settled(day, 10n * ONE)]);
  assert.deepEqual(await left(), [10n * ONE, 0n]);
  assert.equal(await collected(agent, day), 10n * ONE);
  assert.equal(await collected(agent, day + 1), 0n);
});

test('a voucher of tomorrow waits for midnight', async () => {
  const day = await prepared();
  const args = await signed(agent, day + 1, ONE);
  await moveTo(startOf(day + 1) - 1n);
  await refused(redeeming(args), 'VoucherNotYetValid', [day + 1, day]);
  await moveTo(startOf(day + 1));
  assert.deepEqual((await redeem(args)).events, [settled(day + 1, ONE)]);
});

test('a wallet signs the JSON by eth_signTypedData_v4', async () => {
  const day = await prepared();
  const voucher = { account: alice.address, spender: agent.address, provider: provider.address, day, credits: 3n * ONE };
  const json = serializeTypedData(typed(voucher));
  // As a page in another language has it: nothing but text.
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
  assert.equal(signature, (await signed(agent, day, 3n * ONE))[1], 'as its key here signs');
  assert.deepEqual((await redeem([voucher, signature])).events, [settled(day, 3n * ONE)]);
});

test('signVoucher asks a wallet that keeps its key for the same signature', async () => {
  const day = await prepared();
  const remote = createWalletClient({ ...options, account: agent.address, transport: http() });
  const usage = { account: alice.address, provider: provider.address, day, credits: ONE };
  const args = await signVoucher(remote, diem.address, usage);
  assert.deepEqual(args, await signed(agent, day, ONE));
  assert.deepEqual((await redeem(args)).events, [settled(day, ONE)]);
});

test('a provider checks a voucher by simulating redeem: viem takes forms of a signature that the contract refuses', async () => {
  const day = await prepared();
  const [voucher, signature] = await signed(agent, day, 12n * ONE);
  const { result } = await redeeming([voucher, signature]);
  assert.deepEqual(result, [10n * ONE, 0n], 'what it could collect');
  const { r, s, yParity } = parseSignature(signature);
  const high = numberToHex(ORDER - BigInt(s), { size: 32 });
  const others = [
    serializeSignature({ r, s: high, yParity: 1 - yParity }),
    concat([r, s, numberToHex(yParity, { size: 1 })]),
  ];
  for (const other of others) {
    assert(await chain.verifyTypedData({ address: voucher.spender, signature: other, ...typed(voucher) }));
    await refused(redeeming([voucher, other]), 'InvalidVoucherSignature', [agent.address]);
  }
});

test('every field is signed', async () => {
  const day = await prepared();
  await admitted(dave);
  const [voucher, signature] = await signed(agent, day, ONE);
  const changes = [
    { account: dave.address }, { spender: dave.address }, { provider: dave.address }, { day: day - 1 }, { credits: 2n },
  ];
  for (const change of changes) {
    const changed = { ...voucher, ...change };
    const call = redeeming([changed, signature], change.provider ? dave : provider);
    await refused(call, 'InvalidVoucherSignature', [changed.spender]);
  }
  const elsewhere = await signVoucher(agent.client, dave.address, voucher);
  await refused(redeeming(elsewhere), 'InvalidVoucherSignature', [agent.address]);
  await redeeming([voucher, signature]);
});

test('a wallet that is a contract signs in its own manner', async () => {
  const day = await prepared();
  // Accepts anything: returns the magic word of ERC-1271.
  const wallet: Address = '0x0000000000000000000000000000000000A11271';
  await mined(alice.diem.write.approveQuota([wallet, ONE, day, false]));
  const voucher = { account: alice.address, spender: wallet, provider: provider.address, day, credits: ONE };
  await refused(redeeming([voucher, '0x1234']), 'InvalidVoucherSignature', [wallet]);
  await control.setCode({ address: wallet, bytecode: '0x631626ba7e60e01b60005260206000f3' });
  const { events } = await redeem([voucher, '0x1234']);
  assert.deepEqual(events, [{ eventName: 'Settled', args: { ...settled(day, ONE).args, spender: wallet } }]);
});

test('in a batch a bad voucher is skipped by name, and spoils nothing', async () => {
  const day = await prepared();
  const byAgent = await signed(agent, day, 3n * ONE);
  const forged: typeof byAgent = [{ ...byAgent[0], credits: 9n * ONE }, byAgent[1]];
  const byAlice = await signed(alice, day, 4n * ONE);
  const batch = [byAgent, forged, byAlice];
  const args = [batch.map(([voucher]) => voucher), batch.map(([, signature]) => signature)] as const;
  const { result } = await provider.diem.simulate.redeemBatch(args);
  assert.deepEqual(result, [7n * ONE, 0n]);
  const { events } = await mined(provider.diem.write.redeemBatch(args));
  const selector = toFunctionSelector('InvalidVoucherSignature(address)');
  assert.deepEqual(events, [
    settled(day, 3n * ONE),
    { eventName: 'VoucherRejected', args: { index: 1n, selector } },
    settled(day, 4n * ONE, 0n, 0n, alice),
  ]);
  assert.equal(rejection(selector), 'InvalidVoucherSignature');
  assert.equal(rejection('0xdeadbeef'), undefined);
  assert.deepEqual(await left(), [3n * ONE, 0n]);
});

test('a batch pays from credits and deposit together, and says what each voucher met', async () => {
  const day = await prepared();
  await deposited(alice, usd('1'));
  const batch = [
    await signed(agent, day, 10n * ONE),
    await signed(agent, day, 10n * ONE),
    await signed(alice, day, 2n * ONE),
    await signed(agent, day, 11n * ONE),
    await signed(agent, day + 1, ONE),
  ];
  const args = [batch.map(([voucher]) => voucher), batch.map(([, signature]) => signature)] as const;
  const { events } = await mined(provider.diem.write.redeemBatch(args));
  assert.deepEqual(
    events.map((event) => (event.eventName === 'VoucherRejected' ? rejection(event.args.selector) : event.args)),
    [
      settled(day, 10n * ONE).args,
      'VoucherNotNewer',
      settled(day, 0n, ONE, usd('1'), alice).args,
      'InsufficientCredits',
      'VoucherNotYetValid',
      earned(usd('0.7')).args,
    ],
  );
  assert.deepEqual(await shared(provider), { provider: usd('0.7'), stakers: usd('0.15'), pool: usd('0.15') });
});

test('a provider that is removed still collects for the days that it served', async () => {
  const day = await prepared();
  const args = await signed(agent, day, ONE);
  await mined(owner.diem.write.setProvider([provider.address, false]));
  await moveTo(startOf(day + 1));
  await refused(redeeming(await signed(agent, day + 1, ONE)), 'NotProvider', [provider.address]);
  assert.deepEqual((await redeem(args)).events, [settled(day, ONE)]);
});

test('a grant that is revoked takes back what was signed under it', async () => {
  const day = await prepared();
  const args = await signed(agent, day, ONE);
  await mined(alice.diem.write.approveQuota([agent.address, 0n, 65_535, true]));
  await refused(redeeming(args), 'NoGrant', [alice.address, agent.address]);
});
