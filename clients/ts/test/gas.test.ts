// Estimates: enough, and not far too much.
import assert from 'node:assert/strict';
import test from 'node:test';

import { encodeFunctionData, erc20Abi, parseEther, type Address, type Hex } from 'viem';

import { diemAbi } from '../src/abi.js';
import { control, diem } from './support/chain.js';
import { isolated } from './support/isolation.js';
import { mined } from './support/outcome.js';
import { alice, bob, vvvAddress } from './support/users.js';

isolated();

const VVV = parseEther('900');
const ONE = parseEther('1');
const abi = diemAbi;

/** Sends with exactly the gas that was estimated. */
async function sendAsEstimated(name: string, data: Hex, to: Address = diem.address): Promise<void> {
  const gas = await alice.client.estimateGas({ to, data });
  const { receipt } = await mined(alice.client.sendTransaction({ to, data, gas }));
  const { gasUsed } = receipt;
  assert(gasUsed <= gas && gas < 2n * gasUsed, `${name}: ${gas} estimated, ${gasUsed} used`);
}

test('what is estimated is enough, and less than double of what is used', async () => {
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

test('with a gas less than estimated the same transaction fails', async () => {
  const data = encodeFunctionData({ abi: erc20Abi, functionName: 'approve', args: [diem.address, VVV] });
  await mined(alice.client.sendTransaction({ to: vvvAddress, data }));
  const stake = encodeFunctionData({ abi, functionName: 'stake', args: [alice.address, VVV] });
  const gas = await alice.client.estimateGas({ to: diem.address, data: stake });
  const send = (limit: bigint) => alice.client.sendTransaction({ to: diem.address, data: stake, gas: limit });
  const short = await alice.client.waitForTransactionReceipt({ hash: await send(gas - 1n) });
  assert.equal(short.status, 'reverted');
  await mined(send(gas));
});
