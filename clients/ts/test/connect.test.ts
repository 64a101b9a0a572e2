// SPDX-License-Identifier: MIT OR Apache-2.0
// What any library does first: read chain and accounts, estimate fees, send a transaction.
import assert from 'node:assert/strict';
import test from 'node:test';

import {
  BaseError,
  createPublicClient,
  createWalletClient,
  http,
  InsufficientFundsError,
  MethodNotFoundRpcError,
  NonceTooHighError,
  NonceTooLowError,
  parseEther,
} from 'viem';

import { devnet } from '../src/index.js';
import { chain, control, diem, network, options } from './support/chain.js';
import { isolateTests } from './support/isolation.js';
import { mined } from './support/outcome.js';
import { alice, bob, guardian, owner, user } from './support/users.js';

isolateTests();

/** Asserts that a call fails with this viem error among its causes. */
async function failsWith(call: Promise<unknown>, kind: new (...args: never[]) => Error) {
  await assert.rejects(call, (error) => {
    assert(error instanceof BaseError);
    assert(error.walk((cause) => cause instanceof kind), `${kind.name} is among the causes of ${error}`);
    return true;
  });
}

test('the chain has the expected id, and Diem is deployed', async () => {
  assert.equal(await chain.getChainId(), network.id);
  assert(await chain.getCode({ address: diem.address }));
  assert.equal(await diem.read.diem(), diem.address);
});

test('the package knows the addresses of the development chain', async () => {
  const { contracts } = devnet;
  assert.equal(contracts.diem.address, diem.address);
  assert.equal(contracts.vvv.address, await diem.read.venice());
  assert.equal(contracts.feeToken.address, await diem.read.feeToken());
});

test('ten development accounts have Ether', async () => {
  const addresses = await createWalletClient({ ...options, transport: http() }).getAddresses();
  assert.deepEqual(addresses, Array.from({ length: 10 }, (_, index) => user(index).address));
  for (const address of addresses) {
    assert((await chain.getBalance({ address })) > parseEther('1000'));
  }
});

test('a transaction with estimated fees is mined at the base fee', async () => {
  const { maxFeePerGas, maxPriorityFeePerGas } = await chain.estimateFeesPerGas();
  const { baseFeePerGas } = await chain.getBlock();
  assert(baseFeePerGas && maxFeePerGas >= baseFeePerGas);
  const { receipt } = await mined(
    alice.client.sendTransaction({ to: bob.address, value: 1n, maxFeePerGas, maxPriorityFeePerGas }),
  );
  assert.equal(receipt.type, 'eip1559');
  assert.equal(receipt.effectiveGasPrice, baseFeePerGas);
  const history = await chain.getFeeHistory({ blockCount: 4, rewardPercentiles: [25, 75] });
  assert.equal(history.baseFeePerGas.length, history.gasUsedRatio.length + 1);
});

test('legacy transactions are mined', async () => {
  const gasPrice = await chain.getGasPrice();
  const { receipt } = await mined(alice.client.sendTransaction({ to: bob.address, value: 1n, gasPrice }));
  assert.equal(receipt.type, 'legacy');
});

test('a transfer of Ether costs its value and gas', async () => {
  const [from, to] = await Promise.all([alice, bob].map(({ address }) => chain.getBalance({ address })));
  const { receipt } = await mined(alice.client.sendTransaction({ to: bob.address, value: 7n }));
  const cost = receipt.gasUsed * receipt.effectiveGasPrice;
  assert.equal(await chain.getBalance(alice), from! - 7n - cost);
  assert.equal(await chain.getBalance(bob), to! + 7n);
});

test('the node signs for its own accounts', async () => {
  const remote = createWalletClient({ ...options, account: alice.address, transport: http() });
  const { receipt } = await mined(remote.sendTransaction({ to: bob.address, value: 1n }));
  assert.equal(receipt.from, alice.address.toLowerCase());
  const signature = await remote.signMessage({ message: 'hello' });
  assert(await chain.verifyMessage({ address: alice.address, message: 'hello', signature }));
});

test('any account can be impersonated and given Ether', async () => {
  const address = '0x00000000000000000000000000000000000b0a7d';
  await control.setBalance({ address, value: parseEther('1') });
  await control.impersonateAccount({ address });
  const remote = createWalletClient({ ...options, account: address, transport: http() });
  await mined(remote.sendTransaction({ to: bob.address, value: 1n }));
  await control.stopImpersonatingAccount({ address });
  await assert.rejects(remote.sendTransaction({ to: bob.address, value: 1n }));
});

test('a batch of requests is answered together', async () => {
  const batched = createPublicClient({ ...options, transport: http(undefined, { batch: true }) });
  const [id, balance, code] = await Promise.all([
    batched.getChainId(),
    batched.getBalance(alice),
    batched.getCode(diem),
  ]);
  assert.equal(id, network.id);
  assert.equal(balance, await chain.getBalance(alice));
  assert.equal(code, await chain.getCode(diem));
});

test('multicall combines reads in one call', async () => {
  // Deployless: the call carries the helper contract's code, so none needs to be on the chain.
  const contracts = [
    { ...diem, functionName: 'symbol' },
    { ...diem, functionName: 'balanceOf', args: [alice.address] },
    { ...diem, functionName: 'getDiemAmountOut', args: [1n << 128n] },
  ] as const;
  const [symbol, balance, failed] = await chain.multicall({ contracts, deployless: true });
  assert.deepEqual([symbol.result, balance.result], ['DIEM', 0n]);
  assert.match(`${failed.error}`, /AmountTooLarge/);
});

test('a transaction that cannot be mined is rejected with the matching viem error', async () => {
  const nonce = await chain.getTransactionCount(alice);
  const send = (overrides: object) => alice.client.sendTransaction({ to: bob.address, gas: 50_000n, ...overrides });
  await mined(send({}));
  await failsWith(send({ nonce }), NonceTooLowError);
  await failsWith(send({ nonce: nonce + 2 }), NonceTooHighError);
  await failsWith(send({ value: parseEther('1000000') }), InsufficientFundsError);
  assert.equal(await chain.getTransactionCount(alice), nonce + 1, 'only the first was mined');
});

test('an unknown method is rejected with the JSON-RPC error', async () => {
  await failsWith(chain.request({ method: 'eth_unheardOf' } as never), MethodNotFoundRpcError);
});

test('owner and guardian are the first two accounts, and the parameters those of the live system', async () => {
  assert.equal(await diem.read.owner(), owner.address);
  assert.equal(await diem.read.guardian(), guardian.address);
  const week = 7n * 86_400n;
  const share = parseEther('0.15');
  assert.deepEqual(await diem.read.params(), [
    parseEther('90'), parseEther('2'), parseEther('40000'), week, 86_400n, share, share, 1_000_000n,
  ]);
});
