// SPDX-License-Identifier: MIT OR Apache-2.0
// Commitments: an account binds its credits to one provider, which can then serve up to all of them before it settles.
import assert from 'node:assert/strict';
import test from 'node:test';

import { maxUint256, parseEther, toFunctionSelector, zeroAddress, zeroHash } from 'viem';

import { signVoucher } from '../src/voucher.js';
import { diem } from './support/chain.js';
import { isolateTests } from './support/isolation.js';
import { expectRevert, mined } from './support/outcome.js';
import { moveTo, nextNoon, startOf } from './support/time.js';
import {
  admitProvider, alice, bob as other, carol as provider, guardian, mintAndActivate, owner, type User,
} from './support/users.js';

isolateTests();

const ONE = parseEther('1');
/** `untilDay` of a commitment that has not been released. */
const OPEN = 0xffff_ffff;

/** Gives Alice ten credits a day, admits two providers, and commits Alice to the first. Returns the day. */
async function setUp(): Promise<number> {
  const day = await nextNoon();
  await mintAndActivate(alice, 10n * ONE);
  await admitProvider(provider);
  await admitProvider(other);
  const { events } = await commitTo(provider);
  assert.deepEqual(events, [committedEvent(day + 1)]);
  return day;
}

const commitTo = (who: User) => mined(alice.diem.write.commitTo([who.address]));
const release = () => mined(alice.diem.write.releaseCommitment());
const commitment = () => diem.read.commitmentOf([alice.address]);

const committedEvent = (fromDay: number, to = provider) => ({
  eventName: 'Committed', args: { account: alice.address, provider: to.address, fromDay },
});
const releasedEvent = (untilDay: number) => ({
  eventName: 'CommitmentReleased', args: { account: alice.address, provider: provider.address, untilDay },
});

/** Simulates `spend` of Alice with a provider. */
const spend = (who: User) => alice.diem.simulate.spend([alice.address, who.address, 1n, zeroHash]);

/** Simulates the redemption of a voucher by Alice. */
async function redeem(who: User, day: number) {
  const usage = { account: alice.address, provider: who.address, day, credits: ONE };
  return who.diem.simulate.redeem([...(await signVoucher(alice.client, diem.address, usage)), maxUint256]);
}

const refused = (call: Promise<unknown>) => expectRevert(call, 'CommittedElsewhere', [provider.address]);

test('a commitment is in force from the next day on', async () => {
  const day = await setUp();
  assert.deepEqual(await commitment(), [provider.address, day + 1, OPEN]);
  await moveTo(startOf(day + 1) - 1n);
  await spend(other);
  await redeem(other, day);

  await moveTo(startOf(day + 1));
  await refused(spend(other));
  await refused(redeem(other, day + 1));
  await spend(provider);
  await redeem(provider, day + 1);
  await redeem(other, day); // served before the commitment was in force
  await moveTo(startOf(day + 9));
  await refused(redeem(other, day + 8));
  assert.deepEqual(await diem.read.spendableOf([alice.address, alice.address]), [10n * ONE, 0n], 'with the provider');
});

test('a batch skips vouchers of accounts that are committed elsewhere', async () => {
  const day = await setUp();
  await moveTo(startOf(day + 1));
  const usage = { account: alice.address, provider: other.address, day: day + 1, credits: ONE };
  const [voucher, signature] = await signVoucher(alice.client, diem.address, usage);
  const { events } = await mined(other.diem.write.redeemBatch([[voucher], [signature], [ONE]]));
  const selector = toFunctionSelector('CommittedElsewhere(address)');
  assert.deepEqual(events, [{ eventName: 'VoucherRejected', args: { index: 0n, selector } }]);
});

test('a released commitment ends after the next day, and a new one can be made on the day after that', async () => {
  const day = await setUp();
  await moveTo(startOf(day + 3));
  await expectRevert(alice.diem.simulate.commitTo([other.address]), 'CommitmentInForce', [OPEN]);
  assert.deepEqual((await release()).events, [releasedEvent(day + 5)]);
  assert.deepEqual(await commitment(), [provider.address, day + 1, day + 5]);
  assert.deepEqual((await release()).events, [], 'a second release changes nothing');

  await moveTo(startOf(day + 5) - 1n);
  await refused(spend(other));
  await expectRevert(alice.diem.simulate.commitTo([other.address]), 'CommitmentInForce', [day + 5]);
  await moveTo(startOf(day + 5));
  await spend(other);
  await redeem(other, day + 5);
  await refused(redeem(other, day + 4));
  await redeem(provider, day + 4);
  await expectRevert(alice.diem.simulate.releaseCommitment(), 'NoCommitment', []);
  for (const who of [provider, other]) {
    await expectRevert(alice.diem.simulate.commitTo([who.address]), 'CommitmentInForce', [day + 5]);
  }

  await moveTo(startOf(day + 6));
  assert.deepEqual(await commitment(), [provider.address, day + 1, day + 5], 'as stored, ended or not');
  assert.deepEqual((await commitTo(other)).events, [committedEvent(day + 7, other)]);
  assert.deepEqual(await commitment(), [other.address, day + 7, OPEN]);
});

test('committing to the same provider again takes back a release, and otherwise changes nothing', async () => {
  const day = await setUp();
  assert.deepEqual((await commitTo(provider)).events, []);
  assert.deepEqual((await release()).events, [releasedEvent(day + 2)], 'it can be released on the same day');
  assert.deepEqual((await commitTo(provider)).events, [committedEvent(day + 1)]);
  assert.deepEqual(await commitment(), [provider.address, day + 1, OPEN]);
});

test('a commitment to a removed provider binds only for days up to the removal', async () => {
  const day = await setUp();
  await moveTo(startOf(day + 1));
  await mined(owner.diem.write.setProvider([provider.address, false]));
  await refused(redeem(other, day + 1));
  await moveTo(startOf(day + 2));
  await refused(redeem(other, day + 1));
  await spend(other);
  await redeem(other, day + 2);
  await admitProvider(provider);
  await refused(spend(other));
});

test('a commitment needs an admitted provider, and is never paused', async () => {
  await nextNoon();
  await mined(guardian.diem.write.pause());
  await expectRevert(alice.diem.simulate.commitTo([provider.address]), 'NotProvider', [provider.address]);
  await expectRevert(alice.diem.simulate.releaseCommitment(), 'NoCommitment', []);
  assert.deepEqual(await commitment(), [zeroAddress, 0, 0]);
  await admitProvider(provider);
  await commitTo(provider);
  await release();
});
