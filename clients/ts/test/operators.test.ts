// SPDX-License-Identifier: MIT OR Apache-2.0
// Operators: addresses that redeem vouchers for a provider. Its own key need not be online.
import assert from 'node:assert/strict';
import test from 'node:test';

import { maxUint256, parseEther, parseUnits } from 'viem';

import { rejection, signVoucher } from '../src/voucher.js';
import { diem } from './support/chain.js';
import { isolateTests } from './support/isolation.js';
import { expectRevert, mined } from './support/outcome.js';
import { nextNoon } from './support/time.js';
import {
  admitProvider, alice, bob as gateway, carol as provider, dave, depositUsd, mintAndActivate, type User,
} from './support/users.js';

isolateTests();

const ONE = parseEther('1');

/** Gives Alice ten credits a day, admits a provider, and makes the gateway its operator. Returns the day. */
async function setUp(): Promise<number> {
  const day = await nextNoon();
  await mintAndActivate(alice, 10n * ONE);
  await admitProvider(provider);
  await setOperator(provider, true);
  return day;
}

/** Allows the gateway to redeem for `of`, or removes it. */
const setOperator = (of: User, allowed: boolean) => mined(of.diem.write.setOperator([gateway.address, allowed]));

/** The arguments of `redeem` for a voucher by Alice. */
async function voucher(day: number, credits: bigint, to: User = provider) {
  const usage = { account: alice.address, provider: to.address, day, credits };
  return [...(await signVoucher(alice.client, diem.address, usage)), maxUint256] as const;
}

/** The arguments of `redeemBatch`. */
const batch = (all: Awaited<ReturnType<typeof voucher>>[]) =>
  [all.map(([usage]) => usage), all.map(([, signature]) => signature), all.map(([, , total]) => total)] as const;

test('an operator redeems for the provider, who earns', async () => {
  const day = await setUp();
  await depositUsd(alice, parseUnits('1', 6));
  assert.equal(await diem.read.isOperator([provider.address, gateway.address]), true);
  const { events } = await mined(gateway.diem.write.redeem(await voucher(day, 11n * ONE)));
  const [account, fees] = [alice.address, parseUnits('0.7', 6)];
  const settled = {
    account, provider: provider.address, spender: account, day, quotaCredits: 10n * ONE, paidCredits: ONE,
    fee: parseUnits('1', 6),
  };
  assert.deepEqual(events, [
    { eventName: 'Settled', args: settled },
    { eventName: 'ProviderEarned', args: { provider: provider.address, fees, reimbursed: 0n } },
  ]);
  assert.equal(await diem.read.earningsOf([provider.address]), fees);
  assert.equal(await diem.read.earningsOf([gateway.address]), 0n);
  assert.equal((await gateway.diem.simulate.claimEarnings([gateway.address])).result, 0n, 'an operator cannot claim them');
  assert.equal((await provider.diem.simulate.claimEarnings([provider.address])).result, fees);
});

test('a removed operator can no longer redeem; the provider and its other operators can', async () => {
  const day = await setUp();
  await mined(provider.diem.write.setOperator([dave.address, true]));
  const removal = await setOperator(provider, false);
  const args = { provider: provider.address, operator: gateway.address, allowed: false };
  assert.deepEqual(removal.events, [{ eventName: 'OperatorSet', args }]);
  assert.equal(await diem.read.isOperator([provider.address, gateway.address]), false);
  const call = await voucher(day, ONE);
  await expectRevert(gateway.diem.simulate.redeem(call), 'OnlyProvider', [provider.address]);
  const skipped = await mined(gateway.diem.write.redeemBatch(batch([call])));
  assert.deepEqual(skipped.events.map(({ eventName }) => eventName), ['VoucherRejected']);
  for (const who of [dave, provider]) await who.diem.simulate.redeem(call);
});

test('any address can have operators, but only a provider can be redeemed for', async () => {
  const day = await setUp();
  const { events } = await setOperator(dave, true);
  const args = { provider: dave.address, operator: gateway.address, allowed: true };
  assert.deepEqual(events, [{ eventName: 'OperatorSet', args }]);
  await expectRevert(gateway.diem.simulate.redeem(await voucher(day, ONE, dave)), 'NotProvider', [dave.address]);
  assert.equal(await diem.read.isOperator([gateway.address, dave.address]), false, 'the relation has one direction');
  assert.equal(await diem.read.isOperator([provider.address, provider.address]), false, 'a provider needs no entry');
});

test('a batch is of one provider: that of the first voucher that the operator may redeem', async () => {
  const day = await setUp();
  await admitProvider(dave);
  await admitProvider(alice);
  await setOperator(dave, true);
  const calls = [
    await voucher(day, ONE, alice), // the gateway is no operator of this one
    await voucher(day, 2n * ONE, dave),
    await voucher(day, 3n * ONE),
    await voucher(day, 4n * ONE, dave),
  ];
  const { events } = await mined(gateway.diem.write.redeemBatch(batch(calls)));
  assert.deepEqual(
    events.map((event) => {
      if (event.eventName === 'VoucherRejected') return rejection(event.args.selector);
      return event.eventName === 'Settled' && [event.args.provider, event.args.quotaCredits];
    }),
    ['OnlyProvider', [dave.address, 2n * ONE], 'OnlyProvider', [dave.address, 2n * ONE]],
  );
  const own = batch([calls[2]!, calls[1]!]);
  assert.deepEqual((await gateway.diem.simulate.redeemBatch(own)).result, [3n * ONE, 0n]);
});
