// Every custom error of the interface, by name and arguments, as viem shows it to a page.
import assert from 'node:assert/strict';
import test from 'node:test';

import {
  concat,
  encodeAbiParameters,
  encodeFunctionData,
  parseEther,
  toFunctionSelector,
  zeroAddress,
  type CallParameters,
  type Hex,
} from 'viem';
import { getContractError } from 'viem/utils';

import { diemAbi } from '../src/abi.js';
import { chain, diem } from './support/chain.js';
import { isolated } from './support/isolation.js';
import { met, mined, refused, type DiemError } from './support/outcome.js';
import { alice, approved, bob, guardian, minted, owner, staked, vvvAddress } from './support/users.js';

isolated();

const ONE = parseEther('1');
const BEYOND_128_BITS = 1n << 128n;

/** A call that no typed client would make. */
async function raw(data: Hex, options: Pick<CallParameters, 'value'> = {}): Promise<unknown> {
  try {
    return await alice.client.call({ to: diem.address, data, ...options });
  } catch (error) {
    throw getContractError(error as Error, { abi: diemAbi, address: diem.address, functionName: '', args: [] });
  }
}

/** A call by nobody: tools that name no sender make such ones. */
const nobody = { account: zeroAddress };

test('ZeroAmount where something must move', async () => {
  await refused(alice.diem.simulate.stake([alice.address, 0n]), 'ZeroAmount', []);
  await refused(alice.diem.simulate.initiateUnstakeVvv([0n]), 'ZeroAmount', []);
  await refused(alice.diem.simulate.mintDiem([0n, 0n]), 'ZeroAmount', []);
  await refused(alice.diem.simulate.stakeAndMint([0n, 0n, false]), 'ZeroAmount', []);
  await refused(alice.diem.simulate.burnDiem([0n]), 'ZeroAmount', []);
});

test('InvalidRecipient for those who could never take out', async () => {
  for (const recipient of [zeroAddress, diem.address]) {
    await refused(alice.diem.simulate.stake([recipient, 1n]), 'InvalidRecipient', [recipient]);
  }
});

test('AmountTooLarge beyond 128 bits', async () => {
  await refused(alice.diem.simulate.stake([alice.address, BEYOND_128_BITS]), 'AmountTooLarge', [BEYOND_128_BITS]);
  await refused(diem.read.getDiemAmountOut([BEYOND_128_BITS]), 'AmountTooLarge', [BEYOND_128_BITS]);
});

test('InsufficientUnlocked with what there is', async () => {
  await staked(alice, ONE);
  await refused(alice.diem.simulate.initiateUnstakeVvv([ONE + 1n]), 'InsufficientUnlocked', [ONE, ONE + 1n]);
  await refused(alice.diem.simulate.mintDiem([ONE + 1n, 0n]), 'InsufficientUnlocked', [ONE, ONE + 1n]);
});

test('TooManyTickets at the 33rd', async () => {
  await staked(alice, 33n);
  for (let open = 0; open < 32; open++) await mined(alice.diem.write.initiateUnstakeVvv([1n]));
  await refused(alice.diem.simulate.initiateUnstakeVvv([1n]), 'TooManyTickets', []);
  await mined(alice.diem.write.cancelUnstakeVvv([5]));
  const { result } = await alice.diem.simulate.initiateUnstakeVvv([1n]);
  assert.equal(result, 37, 'the place of the fifth, under a new number');
});

test('TicketNotFound for any but an open one of the caller', async () => {
  await staked(alice, ONE);
  await mined(alice.diem.write.initiateUnstakeVvv([ONE]));
  await refused(alice.diem.simulate.cancelUnstakeVvv([1]), 'TicketNotFound', [1]);
  await refused(alice.diem.simulate.cancelUnstakeVvv([0xffff_ffff]), 'TicketNotFound', [0xffff_ffff]);
  await refused(bob.diem.simulate.cancelUnstakeVvv([0]), 'TicketNotFound', [0]);
});

test('NothingMatured with 0 when nothing is on its way', async () => {
  await refused(alice.diem.simulate.finalizeUnstake(), 'NothingMatured', [0n]);
});

test('SlippageExceeded with what the curve gives', async () => {
  await staked(alice, ONE);
  const out = await diem.read.getDiemAmountOut([ONE]);
  await refused(alice.diem.simulate.mintDiem([ONE, out + 1n]), 'SlippageExceeded', [out, out + 1n]);
  await refused(alice.diem.simulate.mintDiem([1n, 0n]), 'SlippageExceeded', [0n, 1n]);
});

test('SupplyCapExceeded with where the curve ends', async () => {
  const end = parseEther('80000');
  const supply = await minted(alice, parseEther('90'));
  await refused(diem.read.getDiemAmountOut([BEYOND_128_BITS - 1n]), 'SupplyCapExceeded', [supply, end]);
  await refused(diem.read.getSVVVAmountIn([end]), 'SupplyCapExceeded', [supply, end]);
});

test('ExceedsMinted beyond the position', async () => {
  const out = await minted(alice, ONE);
  await refused(alice.diem.simulate.burnDiem([out + 1n]), 'ExceedsMinted', [out, out + 1n]);
  await refused(bob.diem.simulate.burnDiem([1n]), 'ExceedsMinted', [0n, 1n]);
});

test('ERC20InsufficientBalance with what there is', async () => {
  const out = await minted(alice, ONE);
  await refused(alice.diem.simulate.transfer([bob.address, out + 1n]), 'ERC20InsufficientBalance', [
    alice.address, out, out + 1n,
  ]);
  await mined(alice.diem.write.transfer([bob.address, out]));
  await refused(alice.diem.simulate.burnDiem([1n]), 'ERC20InsufficientBalance', [alice.address, 0n, 1n]);
});

test('ERC20InvalidReceiver for nobody and for Diem itself', async () => {
  for (const receiver of [zeroAddress, diem.address]) {
    await refused(alice.diem.simulate.transfer([receiver, 0n]), 'ERC20InvalidReceiver', [receiver]);
    const from = alice.diem.simulate.transferFrom([alice.address, receiver, 0n]);
    await refused(from, 'ERC20InvalidReceiver', [receiver]);
  }
});

test('ERC20InsufficientAllowance with what was allowed', async () => {
  const take = bob.diem.simulate.transferFrom([alice.address, bob.address, 1n]);
  await refused(take, 'ERC20InsufficientAllowance', [bob.address, 0n, 1n]);
});

test('ERC20InvalidSpender for an approval of nobody', async () => {
  await refused(alice.diem.simulate.approve([zeroAddress, 1n]), 'ERC20InvalidSpender', [zeroAddress]);
});

test('ERC20InvalidSender and ERC20InvalidApprover for calls by nobody', async () => {
  await refused(diem.simulate.transfer([bob.address, 0n], nobody), 'ERC20InvalidSender', [zeroAddress]);
  await refused(diem.simulate.approve([bob.address, 0n], nobody), 'ERC20InvalidApprover', [zeroAddress]);
});

test('SafeErc20FailedOperation without VVV or its approval', async () => {
  await refused(alice.diem.simulate.stake([alice.address, 1n]), 'SafeErc20FailedOperation', [vvvAddress]);
  await approved(alice, ONE);
  await refused(alice.diem.simulate.stakeAndMint([ONE + 1n, 0n, false]), 'SafeErc20FailedOperation', [vvvAddress]);
});

test('UnknownSelector names the selector', async () => {
  await refused(raw('0xdeadbeef'), 'UnknownSelector', ['0xdeadbeef']);
});

test('InvalidCalldata for calldata that is cut off or has stray bits', async () => {
  const balanceOf = toFunctionSelector('balanceOf(address)');
  for (const data of ['0x', '0xdead', balanceOf, concat([balanceOf, `0x01${'00'.repeat(31)}`])] as const) {
    await refused(raw(data), 'InvalidCalldata', []);
  }
});

test('ValueNotAccepted with the Ether that was sent', async () => {
  const data = encodeFunctionData({ abi: diemAbi, functionName: 'finalizeUnstake' });
  await refused(raw(data, { value: 7n }), 'ValueNotAccepted', [7n]);
});

test('AlreadyConstructed for a second construction', async () => {
  const [{ inputs }] = diemAbi;
  const data = concat([
    toFunctionSelector('stylus_constructor()'),
    encodeAbiParameters(inputs, [
      vvvAddress,
      await diem.read.feeToken(),
      owner.address,
      guardian.address,
      ...(await diem.read.params()),
    ]),
  ]);
  await refused(raw(data), 'AlreadyConstructed', []);
});

test('a mined transaction that reverts changes nothing but the nonce', async () => {
  await staked(alice, ONE);
  const hash = await alice.diem.write.mintDiem([2n * ONE, 0n], { gas: 500_000n });
  const receipt = await chain.waitForTransactionReceipt({ hash });
  assert.equal(receipt.status, 'reverted');
  assert.deepEqual(receipt.logs, []);
  assert(receipt.gasUsed < 500_000n, 'a revert gives back the rest of the gas');
  assert.equal(await diem.read.balanceOfUnlocked([alice.address]), ONE);
  assert.equal(await diem.read.totalSupply(), 0n);
});

test('every error of the interface was met', () => {
  /** The constructor's, which are not met on a chain that stands; and permit.test.ts meets its own. */
  const elsewhere: readonly DiemError[] = [
    'InvalidVvv', 'InvalidFeeToken', 'InvalidOwner', 'InvalidGuardian',
    'BaseOutOfBounds', 'PowerOutOfBounds', 'TargetOutOfBounds', 'VvvCooldownOutOfBounds', 'DiemCooldownOutOfBounds',
    'StakerShareOutOfBounds', 'PoolShareOutOfBounds', 'CreditPriceOutOfBounds', 'SharesOutOfBounds',
    'ERC2612ExpiredSignature', 'ERC2612InvalidSigner', 'ECDSAInvalidSignature', 'ECDSAInvalidSignatureS',
  ];
  const declared = diemAbi.flatMap((item) => (item.type === 'error' ? [item.name] : []));
  assert.deepEqual([...met, ...elsewhere].sort(), declared.sort());
});
