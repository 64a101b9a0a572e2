// Gas estimates are sufficient, and not far too high.
import assert from 'node:assert/strict';
import test from 'node:test';

import {
  encodeFunctionData,
  erc20Abi,
  parseEther,
  zeroHash,
  type Address,
  type EncodeFunctionDataParameters,
  type Hex,
} from 'viem';

import { diemAbi } from '../src/abi.js';
import { signVoucher } from '../src/voucher.js';
import { control, diem } from './support/chain.js';
import { isolateTests } from './support/isolation.js';
import { mined } from './support/outcome.js';
import { DAY, moveTo, nextNoon, startOf } from './support/time.js';
import {
  admitProvider, alice, bob, carol, owner, stakeAndMint, stakeVvv, usdAddress, vvvAddress,
} from './support/users.js';

isolateTests();

const VVV = parseEther('900');
const ONE = parseEther('1');
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
  const redeem = encodeFunctionData({ abi, functionName: 'redeem', args: first });
  await sendAsEstimated('redeem', redeem, diem.address, carol);
  const args = [[first[0], second[0]], [first[1], second[1]]] as const;
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
