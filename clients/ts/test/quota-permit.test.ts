// SPDX-License-Identifier: MIT OR Apache-2.0
// Grants of credits by signature: the owner signs, and the agent or the provider sends it.
import assert from 'node:assert/strict';
import test from 'node:test';

import {
  createWalletClient,
  http,
  maxUint256,
  numberToHex,
  parseEther,
  parseSignature,
  serializeSignature,
  serializeTypedData,
  zeroAddress,
  zeroHash,
  type Address,
  type Hex,
} from 'viem';

import {
  quotaPermitTypedData,
  quotaPermitTypes,
  signQuotaPermit,
  type PermitQuotaArgs,
  type QuotaPermit,
} from '../src/quota-permit.js';
import { signVoucher } from '../src/voucher.js';
import { chain, control, diem, network, options } from './support/chain.js';
import { isolateTests } from './support/isolation.js';
import { expectRevert, mined } from './support/outcome.js';
import { moveTo, nextNoon } from './support/time.js';
import {
  admitProvider, alice, bob as agent, carol as provider, dave, guardian, mintAndActivate,
} from './support/users.js';

isolateTests();

const ONE = parseEther('1');
const HOUR = 3_600n;
/** The order of secp256k1. */
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

const nonce = (spender: Address = agent.address) => diem.read.quotaNonces([alice.address, spender]);
const grant = async (spender: Address = agent.address) =>
  (await diem.read.grantOf([alice.address, spender])).slice(0, 5);

/** A permit by Alice for two credits a day without end, with these changes. */
async function permitWith(changes: Partial<QuotaPermit> = {}): Promise<QuotaPermit> {
  const spender = changes.spender ?? agent.address;
  const deadline = (await chain.getBlock()).timestamp + HOUR;
  return {
    owner: alice.address, spender, dailyLimit: 2n * ONE, lastDay: 65_535, allowPaid: false,
    nonce: await nonce(spender), deadline, ...changes,
  };
}

/** The arguments of `permitQuota`, signed by Alice. */
const sign = async (changes: Partial<QuotaPermit> = {}) =>
  signQuotaPermit(alice.client, diem.address, await permitWith(changes));

const send = (args: PermitQuotaArgs) => mined(provider.diem.write.permitQuota(args));
const simulate = (args: PermitQuotaArgs) => provider.diem.simulate.permitQuota(args);

/** Asserts that a signature is rejected. What it recovers to is some other address. */
async function refused(args: PermitQuotaArgs): Promise<void> {
  await assert.rejects(simulate(args), /ERC2612InvalidSigner/);
}

/** The event of a grant by Alice. */
const approvedEvent = (dailyLimit: bigint, allowPaid = false, lastDay = 65_535) => ({
  eventName: 'QuotaApproved',
  args: { owner: alice.address, spender: agent.address, dailyLimit, lastDay, allowPaid },
});

test('an agent comes in without a transaction by the owner', async () => {
  const day = await nextNoon();
  await mintAndActivate(alice, 10n * ONE);
  await admitProvider(provider);
  const sent = await chain.getTransactionCount(alice);
  const dailyLimit = 2n * ONE;
  const { events } = await send(await sign({ dailyLimit, lastDay: day, allowPaid: true }));
  assert.deepEqual(events, [approvedEvent(dailyLimit, true, day)]);
  assert.deepEqual(await grant(), [dailyLimit, dailyLimit, 0n, day, true]);
  assert.equal(await nonce(), 1n);
  assert.equal(await chain.getTransactionCount(alice), sent);
  const usage = { account: alice.address, provider: provider.address, day, credits: ONE };
  const signed = await signVoucher(agent.client, diem.address, usage);
  await mined(provider.diem.write.redeem([...signed, maxUint256]));
  assert.equal((await grant())[1], ONE);
});

test('the signed type is that of the interface', () => {
  const fields = quotaPermitTypes.QuotaPermit.map(({ type, name }) => `${type} ${name}`);
  assert.equal(
    `QuotaPermit(${fields})`,
    'QuotaPermit(address owner,address spender,uint256 dailyLimit,uint32 lastDay,bool allowPaid,uint256 nonce,'
      + 'uint256 deadline)',
  );
});

test('eth_signTypedData_v4 signs the serialized typed data', async () => {
  const permit = await permitWith();
  const json = serializeTypedData(quotaPermitTypedData(network.id, diem.address, permit));
  const { types, message } = JSON.parse(json) as { types: unknown; message: unknown };
  assert.deepEqual(types, quotaPermitTypes);
  assert.deepEqual(message, {
    owner: alice.address.toLowerCase(),
    spender: agent.address.toLowerCase(),
    dailyLimit: `${2n * ONE}`,
    lastDay: 65_535,
    allowPaid: false,
    nonce: '0',
    deadline: `${permit.deadline}`,
  });
  const signature: Hex = await chain.request({
    method: 'eth_signTypedData_v4', params: [alice.address, json],
  } as never);
  const args = await sign();
  assert.equal(signature, args[6], 'the same signature as with the local key');
  await send(args);
});

test('signQuotaPermit works with a wallet that keeps its key remote', async () => {
  const remote = createWalletClient({ ...options, account: alice.address, transport: http() });
  const args = await signQuotaPermit(remote, diem.address, await permitWith());
  assert.deepEqual(args, await sign());
  assert.deepEqual((await send(args)).events, [approvedEvent(2n * ONE)]);
});

test('a permit cannot be used twice', async () => {
  const args = await sign();
  await send(args);
  await refused(args);
  await send(await sign());
  assert.equal(await nonce(), 2n);
});

test('a limit of 0 stops the grant, and every signature over the current nonce', async () => {
  const [first, second] = [await sign(), await sign({ dailyLimit: 9n * ONE })];
  await send(first);
  const third = await sign({ nonce: 1n });
  const fourth = await sign({ nonce: 2n });
  await mined(alice.diem.write.approveQuota([agent.address, 0n, 0, false]));
  assert.equal(await nonce(), 2n);
  for (const args of [first, second, third]) await refused(args);
  assert.deepEqual(await grant(), [0n, 0n, 0n, 0, false]);
  await simulate(fourth); // signed over the next nonce: Alice could have signed it later
});

test('a limit that rounds to 0 stops like 0', async () => {
  const args = await sign();
  await mined(alice.diem.write.approveQuota([agent.address, (1n << 17n) - 1n, 65_535, false]));
  await refused(args);
  await send(await sign({ dailyLimit: 0n }));
  assert.equal(await nonce(), 2n, 'permitQuota uses one nonce, whatever its limit');
});

test('a lower limit by transaction does not void an earlier signature for a higher one', async () => {
  const args = await sign({ dailyLimit: 9n * ONE });
  await mined(alice.diem.write.approveQuota([agent.address, ONE, 65_535, false]));
  assert.equal(await nonce(), 0n);
  assert.deepEqual((await send(args)).events, [approvedEvent(9n * ONE)]);
});

test('each pair has its own nonces, apart from those of the token\'s permit', async () => {
  const [forAgent, forDave] = [await sign(), await sign({ spender: dave.address })];
  await send(forDave);
  assert.deepEqual([await nonce(), await nonce(dave.address)], [0n, 1n]);
  assert.equal(await diem.read.nonces([alice.address]), 0n);
  await mined(alice.diem.write.approveQuota([dave.address, 0n, 0, false]));
  await send(forAgent);
});

test('a permit is accepted at its deadline and rejected one second after', async () => {
  const args = await sign();
  const deadline = args[5];
  await moveTo(deadline + 1n);
  await expectRevert(simulate(args), 'ERC2612ExpiredSignature', [deadline]);
  await moveTo(deadline);
  assert.equal((await send(args)).timestamp, deadline);
});

test('limit and day are signed as passed, and stored as approveQuota stores them', async () => {
  const dailyLimit = (1n << 80n) - (1n << 17n);
  const args = await sign({ dailyLimit: maxUint256, lastDay: 0xffff_ffff });
  assert.deepEqual((await send(args)).events, [approvedEvent(dailyLimit)]);
});

test('changing any argument invalidates the signature', async () => {
  const [owner, spender, limit, lastDay, allowPaid, deadline, signature] = await sign();
  const changed: PermitQuotaArgs[] = [
    [dave.address, spender, limit, lastDay, allowPaid, deadline, signature],
    [owner, dave.address, limit, lastDay, allowPaid, deadline, signature],
    [owner, spender, limit + 1n, lastDay, allowPaid, deadline, signature],
    [owner, spender, limit, lastDay - 1, allowPaid, deadline, signature],
    [owner, spender, limit, lastDay, !allowPaid, deadline, signature],
    [owner, spender, limit, lastDay, allowPaid, deadline + 1n, signature],
  ];
  for (const args of changed) await refused(args);
  const other = await signQuotaPermit(alice.client, dave.address, await permitWith());
  await refused(other);
  await simulate([owner, spender, limit, lastDay, allowPaid, deadline, signature]);
});

test('a signature of another form or by another signer is rejected, with what it recovers to', async () => {
  const args = await sign();
  const [rest, signature] = [args.slice(0, 6), args[6]] as const;
  const { r, s, yParity } = parseSignature(signature);
  const high = serializeSignature({ r, s: numberToHex(ORDER - BigInt(s), { size: 32 }), yParity: 1 - yParity });
  for (const other of [high, '0x', signature.slice(0, -2), `${signature}00`]) {
    const call = simulate([...rest, other] as unknown as PermitQuotaArgs);
    await expectRevert(call, 'ERC2612InvalidSigner', [zeroAddress, alice.address]);
  }
  const typed = quotaPermitTypedData(network.id, diem.address, await permitWith());
  const byDave = await dave.client.signTypedData(typed);
  const call = simulate([...rest, byDave] as unknown as PermitQuotaArgs);
  await expectRevert(call, 'ERC2612InvalidSigner', [dave.address, alice.address]);
});

test('a contract wallet signs through ERC-1271', async () => {
  // A wallet that accepts any signature: it returns the magic value of ERC-1271.
  const wallet: Address = '0x0000000000000000000000000000000000A11271';
  const deadline = (await chain.getBlock()).timestamp + HOUR;
  const args = [wallet, agent.address, ONE, 65_535, false, deadline, '0x1234'] as const;
  await expectRevert(simulate(args), 'ERC2612InvalidSigner', [zeroAddress, wallet]);
  await control.setCode({ address: wallet, bytecode: '0x631626ba7e60e01b60005260206000f3' });
  await send(args);
  assert.equal((await diem.read.grantOf([wallet, agent.address]))[0], ONE - (ONE % (1n << 17n)));
});

test('a permit for the zero address or the owner is rejected', async () => {
  for (const spender of [zeroAddress, alice.address]) {
    await expectRevert(simulate(await sign({ spender })), 'InvalidSpender', [spender]);
  }
});

test('permits are never paused, and a grant that was stopped today gives nothing back', async () => {
  await nextNoon();
  await mintAndActivate(alice, 10n * ONE);
  await admitProvider(provider);
  await send(await sign());
  await mined(agent.diem.write.spend([alice.address, provider.address, ONE, zeroHash]));
  await mined(guardian.diem.write.pause());
  await mined(alice.diem.write.approveQuota([agent.address, 0n, 0, false]));
  await send(await sign());
  assert.deepEqual((await grant()).slice(0, 3), [2n * ONE, ONE, 0n]);
});
