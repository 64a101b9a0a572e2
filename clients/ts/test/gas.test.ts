// SPDX-License-Identifier: MIT OR Apache-2.0
// Gas estimates are sufficient, and not far too high.
import assert from 'node:assert/strict';
import test from 'node:test';

import {
  encodeFunctionData,
  erc20Abi,
  maxUint256,
  parseEther,
  zeroHash,
  type Address,
  type EncodeFunctionDataParameters,
  type Hex,
} from 'viem';

import { diemAbi } from '../src/abi.js';
import { signQuotaPermit } from '../src/quota-permit.js';
import { signVoucher } from '../src/voucher.js';
import { control, diem } from './support/chain.js';
import { isolateTests } from './support/isolation.js';
import { mined } from './support/outcome.js';
import { DAY, moveTo, nextNoon, startOf } from './support/time.js';
import {
  admitProvider, alice, approveUsd, bob, carol, depositUsd, mintAndActivate, owner, stakeAndMint, stakeVvv, usdAddress,
  vvvAddress,
} from './support/users.js';

isolateTests();

const VVV = parseEther('900');
const ONE = parseEther('1');
/**
 * What to add to an estimate made shortly before midnight. The day's rollover costs 40,000 gas in steady state, and up to
 * 80,000 if stream, budget or figures of the day were zero before.
 */
const ROLLOVER_GAS = 100_000n;
const abi = diemAbi;

/** Sends a transaction with exactly the estimated gas. */
async function sendAsEstimated(name: string, data: Hex, to: Address = diem.address, who = alice): Promise<void> {
  const gas = await who.client.estimateGas({ to, data });
  const { receipt } = await mined(who.client.sendTransaction({ to, data, gas }));
  const { gasUsed } = receipt;
  assert(gasUsed <= gas && gas < 2n * gasUsed, `${name}: ${gas} estimated, ${gasUsed} used`);
}

test('estimates suffice and are below twice the gas used: vault and token', async () => {
  const approval = encodeFunctionData({ abi: erc20Abi, functionName: 'approve', args: [diem.address, 2n * VVV] });
  await sendAsEstimated('VVV approve', approval, vvvAddress);
  const steps = [
    { abi, functionName: 'stake', args: [alice.address, VVV] },
    { abi, functionName: 'mintDiem', args: [VVV / 2n, 0n] },
    { abi, functionName: 'stakeAndMint', args: [VVV, 0n, false] },
    { abi, functionName: 'transfer', args: [bob.address, ONE] },
    { abi, functionName: 'approve', args: [bob.address, ONE] },
    { abi, functionName: 'burnDiem', args: [ONE] },
    { abi, functionName: 'initiateUnstakeVvv', args: [ONE] },
    { abi, functionName: 'cancelUnstakeVvv', args: [0] },
    { abi, functionName: 'initiateUnstakeVvv', args: [ONE] },
  ] as const;
  for (const step of steps) await sendAsEstimated(step.functionName, encodeFunctionData(step));
  await control.increaseTime({ seconds: 7 * 86_400 });
  await sendAsEstimated('finalizeUnstake', encodeFunctionData({ abi, functionName: 'finalizeUnstake' }));
});

test('estimates suffice and are below twice the gas used: credits', async () => {
  const day = await nextNoon();
  await admitProvider(carol);
  const approval = encodeFunctionData({ abi: erc20Abi, functionName: 'approve', args: [diem.address, 9n] });
  await sendAsEstimated('USDC approve', approval, usdAddress);
  await stakeAndMint(alice, VVV);
  const usage = { account: alice.address, provider: carol.address, day };
  const steps = [
    { abi, functionName: 'stake', args: [2n * ONE] },
    { abi, functionName: 'initiateUnstake', args: [ONE] },
    { abi, functionName: 'cancelUnstake', args: [0] },
    { abi, functionName: 'initiateUnstake', args: [ONE] },
    { abi, functionName: 'approveQuota', args: [bob.address, ONE, day, true] },
    { abi, functionName: 'deposit', args: [alice.address, 9n] },
    { abi, functionName: 'initiateWithdrawal', args: [4n] },
    { abi, functionName: 'cancelWithdrawal', args: [0] },
    { abi, functionName: 'initiateWithdrawal', args: [4n] },
    // Half of the credits, then the other half and two base units of the deposit.
    { abi, functionName: 'spend', args: [alice.address, carol.address, ONE, zeroHash] },
    { abi, functionName: 'spend', args: [alice.address, carol.address, ONE + 2n * 10n ** 12n, zeroHash] },
  ] as const;
  for (const step of steps) await sendAsEstimated(step.functionName, encodeFunctionData(step));
  await moveTo(startOf(day + 1));
  const [first, second] = [
    await signVoucher(alice.client, diem.address, { ...usage, day: day + 1, credits: ONE / 2n }),
    await signVoucher(alice.client, diem.address, { ...usage, day: day + 1, credits: ONE }),
  ];
  const redeem = encodeFunctionData({ abi, functionName: 'redeem', args: [...first, maxUint256] });
  await sendAsEstimated('redeem', redeem, diem.address, carol);
  const args = [[first[0], second[0]], [first[1], second[1]], [maxUint256, maxUint256]] as const;
  const batch = encodeFunctionData({ abi, functionName: 'redeemBatch', args });
  await sendAsEstimated('redeemBatch', batch, diem.address, carol);
  await moveTo(startOf(day + 2));
  for (const functionName of ['unstake', 'withdraw'] as const) {
    await sendAsEstimated(functionName, encodeFunctionData({ abi, functionName }));
  }
});

test('estimates suffice and are below twice the gas used: revenue, including the first call of a day', async () => {
  await nextNoon();
  await admitProvider(carol);
  await stakeVvv(alice, VVV);
  const approval = encodeFunctionData({ abi: erc20Abi, functionName: 'approve', args: [diem.address, 10n ** 9n] });
  await sendAsEstimated('USDC approve', approval, usdAddress);
  const send = (step: EncodeFunctionDataParameters<typeof abi>, who = alice) =>
    sendAsEstimated(step.functionName!, encodeFunctionData(step), diem.address, who);
  await send({ abi, functionName: 'fund', args: [10n ** 8n] });
  await send({ abi, functionName: 'fundCapacity', args: [10n ** 8n] });
  await send({ abi, functionName: 'deposit', args: [alice.address, 10n ** 7n] });
  await send({ abi, functionName: 'spend', args: [alice.address, carol.address, ONE, zeroHash] });
  await send({ abi, functionName: 'announce', args: ['https://example.org/v1'] }, carol);
  await send({ abi, functionName: 'claimEarnings', args: [bob.address] }, carol);
  const day = await nextNoon();
  await send({ abi, functionName: 'checkpoint' });
  await moveTo(startOf(day + 1) - 60n);
  await send({ abi, functionName: 'claim' });
  await moveTo(startOf(day + 1) + 60n);
  await send({ abi, functionName: 'claimTo', args: [bob.address] });
});

test('estimates suffice and are below twice the gas used: burn offers', async () => {
  const day = await nextNoon();
  const minted = await stakeAndMint(alice, VVV);
  await mined(alice.diem.write.transfer([bob.address, minted]));
  const send = (step: EncodeFunctionDataParameters<typeof abi>, who = alice) =>
    sendAsEstimated(step.functionName!, encodeFunctionData(step), diem.address, who);
  await send({ abi, functionName: 'offerBurn', args: [80n * ONE, 3n * ONE, day] });
  const burn = [alice.address, ONE, 80n * ONE, carol.address] as const;
  await send({ abi, functionName: 'burnFor', args: burn }, bob);
  await send({ abi, functionName: 'burnFor', args: burn }, bob);
  await send({ abi, functionName: 'offerBurn', args: [0n, 0n, 0] });
});

test('estimates suffice and are below twice the gas used: operators, commitments and grants by signature', async () => {
  const day = await nextNoon();
  const gateway = bob;
  const send = (step: EncodeFunctionDataParameters<typeof abi>, who = alice) =>
    sendAsEstimated(step.functionName!, encodeFunctionData(step), diem.address, who);
  await admitProvider(carol);
  await mintAndActivate(alice, ONE);
  await send({ abi, functionName: 'announce', args: [`https://example.org/${'v1/'.repeat(60)}`] }, carol);
  await send({ abi, functionName: 'announce', args: ['https://example.org'] }, carol);
  await send({ abi, functionName: 'setOperator', args: [gateway.address, true] }, carol);
  await send({ abi, functionName: 'commitTo', args: [carol.address] });
  await send({ abi, functionName: 'releaseCommitment' });
  await send({ abi, functionName: 'commitTo', args: [carol.address] });
  const grant = {
    spender: gateway.address, dailyLimit: ONE, lastDay: day + 9, allowPaid: true, nonce: 0n, deadline: maxUint256,
  };
  const permit = await signQuotaPermit(alice.client, diem.address, grant);
  await send({ abi, functionName: 'permitQuota', args: permit }, carol);
  await send({ abi, functionName: 'approveQuota', args: [gateway.address, 0n, 0, false] });
  // In force tomorrow. The gateway redeems half of the ceiling, and then all of it.
  await moveTo(startOf(day + 1));
  const usage = { account: alice.address, provider: carol.address, day: day + 1, credits: ONE };
  const signed = await signVoucher(alice.client, diem.address, usage);
  await send({ abi, functionName: 'redeem', args: [...signed, ONE / 2n] }, gateway);
  await send({ abi, functionName: 'redeem', args: [...signed, ONE] }, gateway);
});

/** Estimates for the second before midnight, and for midnight, of a call by `who`. Leaves the time at midnight. */
async function estimatesAroundMidnight(day: number, data: Hex, who = alice): Promise<[before: bigint, after: bigint]> {
  await moveTo(startOf(day + 1) - 1n);
  const before = await who.client.estimateGas({ to: diem.address, data });
  await moveTo(startOf(day + 1));
  return [before, await who.client.estimateGas({ to: diem.address, data })];
}

test('an estimate of a second before midnight is too low for the first call of the day', async () => {
  await nextNoon();
  await admitProvider(carol);
  await mintAndActivate(alice, 2n * ONE);
  await stakeVvv(bob, VVV);
  await depositUsd(alice, 10n ** 7n);
  await approveUsd(alice, 10n ** 9n);
  await mined(alice.diem.write.fund([10n ** 7n]));
  await mined(alice.diem.write.fundCapacity([10n ** 7n]));
  const spend = { abi, functionName: 'spend', args: [alice.address, carol.address, ONE, zeroHash] } as const;
  await mined(alice.client.sendTransaction({ to: diem.address, data: encodeFunctionData(spend) }));
  const now = await nextNoon();
  await mined(alice.client.sendTransaction({ to: diem.address, data: encodeFunctionData(spend) }));

  // The first call of a day also performs the rollover.
  const calls = [
    [spend, alice],
    [{ abi, functionName: 'initiateUnstake', args: [1n] }, alice],
    [{ abi, functionName: 'claim' }, bob],
    [{ abi, functionName: 'checkpoint' }, bob],
  ] as const;
  for (const [step, who] of calls) {
    const data = encodeFunctionData(step);
    const [before, after] = await estimatesAroundMidnight(now, data, who);
    const rollover = after - before;
    assert(rollover > 40_000n && rollover < 80_000n, `${step.functionName}: ${before} before, ${after} after`);
  }

  const data = encodeFunctionData(spend);
  const [before] = await estimatesAroundMidnight(now, data);
  assert(before < 50_000n, `${before}`);
  const id = await control.snapshot();
  const hash = await alice.client.sendTransaction({ to: diem.address, data, gas: before });
  assert.equal((await alice.client.waitForTransactionReceipt({ hash })).status, 'reverted');
  await control.revert({ id });
  const { roll, receipt } = await mined(
    alice.client.sendTransaction({ to: diem.address, data, gas: before + ROLLOVER_GAS }),
  );
  assert.equal(roll?.day, now);
  assert(receipt.gasUsed > 100_000n, `${receipt.gasUsed}`);
});

test('estimates suffice and are below twice the gas used: governance', async () => {
  const { params } = await diem.read.protocol();
  const send = (step: EncodeFunctionDataParameters<typeof abi>, who = owner) =>
    sendAsEstimated(step.functionName!, encodeFunctionData(step), diem.address, who);
  await send({ abi, functionName: 'setProvider', args: [carol.address, true] });
  await send({ abi, functionName: 'setGuardian', args: [bob.address] });
  await send({ abi, functionName: 'pause' }, bob);
  await send({ abi, functionName: 'unpause' });
  await mined(alice.usd.write.transfer([diem.address, 5n]));
  await send({ abi, functionName: 'recover', args: [usdAddress, bob.address] });
  await send({ abi, functionName: 'proposeParams', args: [params] });
  await send({ abi, functionName: 'cancelParams' });
  await send({ abi, functionName: 'proposeParams', args: [{ ...params, diemCooldown: 2n * DAY }] });
  await control.increaseTime({ seconds: 2 * 86_400 });
  await send({ abi, functionName: 'executeParams' }, alice);
  await send({ abi, functionName: 'transferOwnership', args: [alice.address] });
  await send({ abi, functionName: 'acceptOwnership' }, alice);
});

test('a transaction fails with one gas less than estimated', async () => {
  const data = encodeFunctionData({ abi: erc20Abi, functionName: 'approve', args: [diem.address, VVV] });
  await mined(alice.client.sendTransaction({ to: vvvAddress, data }));
  const stake = encodeFunctionData({ abi, functionName: 'stake', args: [alice.address, VVV] });
  const gas = await alice.client.estimateGas({ to: diem.address, data: stake });
  const send = (limit: bigint) => alice.client.sendTransaction({ to: diem.address, data: stake, gas: limit });
  const short = await alice.client.waitForTransactionReceipt({ hash: await send(gas - 1n) });
  assert.equal(short.status, 'reverted');
  await mined(send(gas));
});
