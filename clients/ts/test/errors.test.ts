// SPDX-License-Identifier: MIT OR Apache-2.0
// Every custom error of the interface, with its name and arguments as viem decodes them.
import assert from 'node:assert/strict';
import test from 'node:test';

import {
  concat,
  encodeAbiParameters,
  encodeFunctionData,
  maxUint256,
  parseAbi,
  parseEther,
  toFunctionSelector,
  zeroAddress,
  zeroHash,
  type CallParameters,
  type Hex,
} from 'viem';
import { getContractError } from 'viem/utils';

import { diemAbi } from '../src/abi.js';
import { signVoucher } from '../src/voucher.js';
import { chain, control, diem } from './support/chain.js';
import { isolateTests } from './support/isolation.js';
import { expectRevert, met, mined, revertOf, type DiemError } from './support/outcome.js';
import { DAY, moveTo, nextNoon, startOf } from './support/time.js';
import {
  admitProvider,
  alice,
  approveVvv,
  bob,
  carol,
  depositUsd,
  guardian,
  mintAndActivate,
  owner,
  stakeAndMint,
  stakeVvv,
  usdAddress,
  vvvAddress,
  type User,
} from './support/users.js';

isolateTests();

const ONE = parseEther('1');
const BEYOND_128_BITS = 1n << 128n;

/** A call with raw calldata, which no typed client would send. */
async function raw(data: Hex, options: Pick<CallParameters, 'value'> = {}): Promise<unknown> {
  try {
    return await alice.client.call({ to: diem.address, data, ...options });
  } catch (error) {
    throw getContractError(error as Error, { abi: diemAbi, address: diem.address, functionName: '', args: [] });
  }
}

/** The zero address as the sender: some tools use it if no sender is given. */
const zeroSender = { account: zeroAddress };

/** Arguments of `spend` for Alice's credits, with Carol as the provider. */
const use = (credits: bigint) => [alice.address, carol.address, credits, zeroHash] as const;

/** A voucher signed by Bob for Alice's credits, with Carol as the provider. */
const voucher = (day: number, credits: bigint) =>
  signVoucher(bob.client, diem.address, { account: alice.address, provider: carol.address, day, credits });

/** Simulates the redemption of Bob's voucher by `who`. */
const simulateRedeem = async (day: number, credits: bigint, who: User = carol) =>
  who.diem.simulate.redeem([...(await voucher(day, credits)), maxUint256]);

/** Gives Alice one credit a day, Bob half of it for today and `days` more days, and admits Carol. Returns the day. */
async function setUpGrant(days = 0): Promise<number> {
  const day = await nextNoon();
  await mintAndActivate(alice, ONE);
  await admitProvider(carol);
  await mined(alice.diem.write.approveQuota([bob.address, ONE / 2n, day + days, false]));
  return day;
}

test('ZeroAmount for an amount of 0', async () => {
  await expectRevert(alice.diem.simulate.stake([alice.address, 0n]), 'ZeroAmount', []);
  await expectRevert(alice.diem.simulate.initiateUnstakeVvv([0n]), 'ZeroAmount', []);
  await expectRevert(alice.diem.simulate.mintDiem([0n, 0n]), 'ZeroAmount', []);
  await expectRevert(alice.diem.simulate.stakeAndMint([0n, 0n, false]), 'ZeroAmount', []);
  await expectRevert(alice.diem.simulate.burnDiem([0n]), 'ZeroAmount', []);
  await expectRevert(alice.diem.simulate.stake([0n]), 'ZeroAmount', []);
  await expectRevert(alice.diem.simulate.initiateUnstake([0n]), 'ZeroAmount', []);
  await expectRevert(alice.diem.simulate.deposit([alice.address, 0n]), 'ZeroAmount', []);
  await expectRevert(alice.diem.simulate.initiateWithdrawal([0n]), 'ZeroAmount', []);
  await expectRevert(alice.diem.simulate.spend(use(0n)), 'ZeroAmount', []);
  await expectRevert(alice.diem.simulate.fund([0n]), 'ZeroAmount', []);
  await expectRevert(alice.diem.simulate.fundCapacity([0n]), 'ZeroAmount', []);
  await expectRevert(alice.diem.simulate.offerBurn([1n, 0n, 65_535]), 'ZeroAmount', []);
  await alice.diem.simulate.offerBurn([0n, 0n, 0]);
  await expectRevert(alice.diem.simulate.burnFor([bob.address, 0n, 0n, carol.address]), 'ZeroAmount', []);
});

test('InvalidRecipient for the zero address and for Diem itself', async () => {
  for (const recipient of [zeroAddress, diem.address]) {
    await expectRevert(alice.diem.simulate.stake([recipient, 1n]), 'InvalidRecipient', [recipient]);
    await expectRevert(alice.diem.simulate.deposit([recipient, 1n]), 'InvalidRecipient', [recipient]);
    await expectRevert(owner.diem.simulate.setProvider([recipient, true]), 'InvalidRecipient', [recipient]);
    await expectRevert(owner.diem.simulate.recover([vvvAddress, recipient]), 'InvalidRecipient', [recipient]);
    await expectRevert(alice.diem.simulate.claimTo([recipient]), 'InvalidRecipient', [recipient]);
    await expectRevert(alice.diem.simulate.claimEarnings([recipient]), 'InvalidRecipient', [recipient]);
    const burn = alice.diem.simulate.burnFor([bob.address, 1n, 0n, recipient]);
    await expectRevert(burn, 'InvalidRecipient', [recipient]);
  }
});

test('InvalidRecipient for a burn by offer that pays the account itself, or by that account', async () => {
  const toItself = alice.diem.simulate.burnFor([bob.address, 1n, 0n, bob.address]);
  await expectRevert(toItself, 'InvalidRecipient', [bob.address]);
  const byItself = alice.diem.simulate.burnFor([alice.address, 1n, 0n, bob.address]);
  await expectRevert(byItself, 'InvalidRecipient', [alice.address]);
});

test('AmountTooLarge beyond 128 bits', async () => {
  await expectRevert(alice.diem.simulate.stake([alice.address, BEYOND_128_BITS]), 'AmountTooLarge', [BEYOND_128_BITS]);
  await expectRevert(diem.read.getDiemAmountOut([BEYOND_128_BITS]), 'AmountTooLarge', [BEYOND_128_BITS]);
  await expectRevert(alice.diem.simulate.stake([BEYOND_128_BITS]), 'AmountTooLarge', [BEYOND_128_BITS]);
  const deposit = alice.diem.simulate.deposit([alice.address, BEYOND_128_BITS]);
  await expectRevert(deposit, 'AmountTooLarge', [BEYOND_128_BITS]);
  await expectRevert(alice.diem.simulate.spend(use(BEYOND_128_BITS)), 'AmountTooLarge', [BEYOND_128_BITS]);
  await expectRevert(alice.diem.simulate.fund([BEYOND_128_BITS]), 'AmountTooLarge', [BEYOND_128_BITS]);
  await expectRevert(alice.diem.simulate.fundCapacity([BEYOND_128_BITS]), 'AmountTooLarge', [BEYOND_128_BITS]);
  const offer = alice.diem.simulate.offerBurn([BEYOND_128_BITS, 1n, 0]);
  await expectRevert(offer, 'AmountTooLarge', [BEYOND_128_BITS]);
  await alice.diem.simulate.offerBurn([1n, BEYOND_128_BITS, 0]);
  for (const [amount, min] of [[BEYOND_128_BITS, 0n], [1n, BEYOND_128_BITS]] as const) {
    const burn = alice.diem.simulate.burnFor([bob.address, amount, min, carol.address]);
    await expectRevert(burn, 'AmountTooLarge', [BEYOND_128_BITS]);
  }
});

test('InsufficientUnlocked with the unlocked stake', async () => {
  await stakeVvv(alice, ONE);
  await expectRevert(alice.diem.simulate.initiateUnstakeVvv([ONE + 1n]), 'InsufficientUnlocked', [ONE, ONE + 1n]);
  await expectRevert(alice.diem.simulate.mintDiem([ONE + 1n, 0n]), 'InsufficientUnlocked', [ONE, ONE + 1n]);
});

test('TooManyTickets at the 33rd ticket', async () => {
  await stakeVvv(alice, 33n);
  for (let open = 0; open < 32; open++) await mined(alice.diem.write.initiateUnstakeVvv([1n]));
  await expectRevert(alice.diem.simulate.initiateUnstakeVvv([1n]), 'TooManyTickets', []);
  await mined(alice.diem.write.cancelUnstakeVvv([5]));
  const { result } = await alice.diem.simulate.initiateUnstakeVvv([1n]);
  assert.equal(result, 37, 'the place of ticket 5, under a new number');
});

test('TooManyTickets for DIEM and deposit tickets, each queue with its own limit', async () => {
  await mintAndActivate(alice, 33n);
  for (let open = 0; open < 32; open++) await mined(alice.diem.write.initiateUnstake([1n]));
  await expectRevert(alice.diem.simulate.initiateUnstake([1n]), 'TooManyTickets', []);
  await depositUsd(alice, 33n);
  for (let open = 0; open < 32; open++) await mined(alice.diem.write.initiateWithdrawal([1n]));
  await expectRevert(alice.diem.simulate.initiateWithdrawal([1n]), 'TooManyTickets', []);
});

test('TicketNotFound unless the caller has an open ticket with that number', async () => {
  await stakeVvv(alice, ONE);
  await mined(alice.diem.write.initiateUnstakeVvv([ONE]));
  await expectRevert(alice.diem.simulate.cancelUnstakeVvv([1]), 'TicketNotFound', [1]);
  await expectRevert(alice.diem.simulate.cancelUnstakeVvv([0xffff_ffff]), 'TicketNotFound', [0xffff_ffff]);
  await expectRevert(bob.diem.simulate.cancelUnstakeVvv([0]), 'TicketNotFound', [0]);
  await expectRevert(alice.diem.simulate.cancelUnstake([0]), 'TicketNotFound', [0]);
  await expectRevert(alice.diem.simulate.cancelWithdrawal([0]), 'TicketNotFound', [0]);
});

test('NothingMatured with 0 if no ticket is open', async () => {
  await expectRevert(alice.diem.simulate.finalizeUnstake(), 'NothingMatured', [0n]);
  await expectRevert(alice.diem.simulate.unstake(), 'NothingMatured', [0n]);
  await expectRevert(alice.diem.simulate.withdraw(), 'NothingMatured', [0n]);
});

test('SlippageExceeded with the amount that the curve gives', async () => {
  await stakeVvv(alice, ONE);
  const out = await diem.read.getDiemAmountOut([ONE]);
  await expectRevert(alice.diem.simulate.mintDiem([ONE, out + 1n]), 'SlippageExceeded', [out, out + 1n]);
  await expectRevert(alice.diem.simulate.mintDiem([1n, 0n]), 'SlippageExceeded', [0n, 1n]);
});

/** Alice mints DIEM for 90 VVV, gives it to Bob, and offers a rate for `amount` of it. Returns what she minted. */
async function setUpBurnOffer(rate: bigint, amount: bigint): Promise<bigint> {
  const minted = await stakeAndMint(alice, 90n * ONE);
  await mined(alice.diem.write.transfer([bob.address, minted]));
  await mined(alice.diem.write.offerBurn([rate, amount, 65_535]));
  return minted;
}

/** Simulates a burn by Alice's offer, paid to Carol. */
const simulateBurnFor = (amount: bigint, min = 0n, who: User = bob) =>
  who.diem.simulate.burnFor([alice.address, amount, min, carol.address]);

test('NoBurnOffer with what is left of the offer', async () => {
  await expectRevert(simulateBurnFor(1n), 'NoBurnOffer', [alice.address, 0n]);
  await setUpBurnOffer(ONE, 5n);
  await expectRevert(simulateBurnFor(6n), 'NoBurnOffer', [alice.address, 5n]);
});

test('SlippageExceeded with what a burn by offer pays', async () => {
  const minted = await setUpBurnOffer(80n * ONE, ONE);
  const half = minted / 2n;
  const paid = (half * 80n * ONE) / ONE;
  await expectRevert(simulateBurnFor(half, paid + 1n), 'SlippageExceeded', [paid, paid + 1n]);
  await mined(alice.diem.write.offerBurn([ONE - 1n, ONE, 65_535]));
  await expectRevert(simulateBurnFor(1n), 'SlippageExceeded', [0n, 1n]);
});

test('ExceedsMinted and ERC20InsufficientBalance of a burn by offer', async () => {
  const minted = await setUpBurnOffer(80n * ONE, maxUint256);
  await expectRevert(simulateBurnFor(minted + 1n), 'ExceedsMinted', [minted, minted + 1n]);
  const byCarol = simulateBurnFor(minted, 0n, carol);
  await expectRevert(byCarol, 'ERC20InsufficientBalance', [carol.address, 0n, minted]);
  await simulateBurnFor(minted);
});

test('SupplyCapExceeded with the end of the curve', async () => {
  const end = parseEther('80000');
  const supply = await stakeAndMint(alice, parseEther('90'));
  await expectRevert(diem.read.getDiemAmountOut([BEYOND_128_BITS - 1n]), 'SupplyCapExceeded', [supply, end]);
  await expectRevert(diem.read.getSVVVAmountIn([end]), 'SupplyCapExceeded', [supply, end]);
});

test('ExceedsMinted beyond what the position has minted', async () => {
  const out = await stakeAndMint(alice, ONE);
  await expectRevert(alice.diem.simulate.burnDiem([out + 1n]), 'ExceedsMinted', [out, out + 1n]);
  await expectRevert(bob.diem.simulate.burnDiem([1n]), 'ExceedsMinted', [0n, 1n]);
});

test('ERC20InsufficientBalance with the balance', async () => {
  const out = await stakeAndMint(alice, ONE);
  await expectRevert(alice.diem.simulate.transfer([bob.address, out + 1n]), 'ERC20InsufficientBalance', [
    alice.address, out, out + 1n,
  ]);
  await mined(alice.diem.write.transfer([bob.address, out]));
  await expectRevert(alice.diem.simulate.burnDiem([1n]), 'ERC20InsufficientBalance', [alice.address, 0n, 1n]);
  await expectRevert(alice.diem.simulate.stake([1n]), 'ERC20InsufficientBalance', [alice.address, 0n, 1n]);
});

test('ERC20InvalidReceiver for the zero address and for Diem itself', async () => {
  for (const receiver of [zeroAddress, diem.address]) {
    await expectRevert(alice.diem.simulate.transfer([receiver, 0n]), 'ERC20InvalidReceiver', [receiver]);
    const from = alice.diem.simulate.transferFrom([alice.address, receiver, 0n]);
    await expectRevert(from, 'ERC20InvalidReceiver', [receiver]);
  }
});

test('ERC20InsufficientAllowance with the allowance', async () => {
  const take = bob.diem.simulate.transferFrom([alice.address, bob.address, 1n]);
  await expectRevert(take, 'ERC20InsufficientAllowance', [bob.address, 0n, 1n]);
});

test('ERC20InvalidSpender for an approval of the zero address', async () => {
  await expectRevert(alice.diem.simulate.approve([zeroAddress, 1n]), 'ERC20InvalidSpender', [zeroAddress]);
});

test('ERC20InvalidSender and ERC20InvalidApprover for calls by the zero address', async () => {
  await expectRevert(diem.simulate.transfer([bob.address, 0n], zeroSender), 'ERC20InvalidSender', [zeroAddress]);
  await expectRevert(diem.simulate.approve([bob.address, 0n], zeroSender), 'ERC20InvalidApprover', [zeroAddress]);
});

test('SafeErc20FailedOperation without sufficient approval of VVV', async () => {
  await expectRevert(alice.diem.simulate.stake([alice.address, 1n]), 'SafeErc20FailedOperation', [vvvAddress]);
  await approveVvv(alice, ONE);
  await expectRevert(alice.diem.simulate.stakeAndMint([ONE + 1n, 0n, false]), 'SafeErc20FailedOperation', [vvvAddress]);
});

test('SafeErc20FailedOperation without approval of USDC', async () => {
  await expectRevert(alice.diem.simulate.deposit([alice.address, 1n]), 'SafeErc20FailedOperation', [usdAddress]);
  await expectRevert(alice.diem.simulate.fund([1n]), 'SafeErc20FailedOperation', [usdAddress]);
  await expectRevert(alice.diem.simulate.fundCapacity([1n]), 'SafeErc20FailedOperation', [usdAddress]);
});

test('InsufficientActive with the active amount, tickets not included', async () => {
  await mintAndActivate(alice, ONE);
  await expectRevert(alice.diem.simulate.initiateUnstake([ONE + 1n]), 'InsufficientActive', [ONE, ONE + 1n]);
  await mined(alice.diem.write.initiateUnstake([ONE]));
  await expectRevert(alice.diem.simulate.initiateUnstake([1n]), 'InsufficientActive', [0n, 1n]);
});

test('InsufficientDeposit with the deposit less open tickets', async () => {
  await depositUsd(alice, 5n);
  await mined(alice.diem.write.initiateWithdrawal([2n]));
  await expectRevert(alice.diem.simulate.initiateWithdrawal([4n]), 'InsufficientDeposit', [3n, 4n]);
});

test('InvalidSpender for a grant to the zero address or to the caller', async () => {
  for (const spender of [zeroAddress, alice.address]) {
    await expectRevert(alice.diem.simulate.approveQuota([spender, 1n, 1, true]), 'InvalidSpender', [spender]);
  }
});

/** Simulates a proposal by `who` of the current parameters with these changes. */
async function simulateProposal(changes: object = {}, who: User = owner) {
  const { params } = await diem.read.protocol();
  return who.diem.simulate.proposeParams([{ ...params, ...changes }]);
}

test('OwnableUnauthorizedAccount for callers without the required role', async () => {
  for (const who of [guardian, alice]) {
    const { simulate } = who.diem;
    const calls: (() => Promise<unknown>)[] = [
      () => simulate.setProvider([carol.address, true]),
      () => simulate.transferOwnership([who.address]),
      () => simulate.acceptOwnership(),
      () => simulate.setGuardian([who.address]),
      () => simulate.unpause(),
      () => simulate.recover([usdAddress, who.address]),
      () => simulateProposal({}, who),
      () => simulate.cancelParams(),
    ];
    for (const call of calls) await expectRevert(call(), 'OwnableUnauthorizedAccount', [who.address]);
  }
  await expectRevert(alice.diem.simulate.pause(), 'OwnableUnauthorizedAccount', [alice.address]);
  await owner.diem.simulate.setProvider([carol.address, true]);
});

test('InvalidGuardian for Diem itself', async () => {
  await expectRevert(owner.diem.simulate.setGuardian([diem.address]), 'InvalidGuardian', [diem.address]);
});

test('EnforcedPause for new business, and for a second pause', async () => {
  await mined(guardian.diem.write.pause());
  await expectRevert(alice.diem.simulate.stake([alice.address, 1n]), 'EnforcedPause', []);
  await expectRevert(guardian.diem.simulate.pause(), 'EnforcedPause', []);
});

test('ExpectedPause if nothing is paused', async () => {
  await expectRevert(owner.diem.simulate.unpause(), 'ExpectedPause', []);
});

test('GuardianMustWait with the time from which the guardian may pause again', async () => {
  const { timestamp } = await mined(guardian.diem.write.pause());
  await moveTo(timestamp + 7n * DAY);
  await expectRevert(guardian.diem.simulate.pause(), 'GuardianMustWait', [timestamp + 30n * DAY]);
});

test('NothingToRecover without a surplus', async () => {
  await stakeVvv(alice, ONE);
  for (const token of [vvvAddress, usdAddress, diem.address]) {
    await expectRevert(owner.diem.simulate.recover([token, bob.address]), 'NothingToRecover', [token]);
  }
});

test('RewardNotStakeable if the fee token is not VVV', async () => {
  await expectRevert(alice.diem.simulate.claimAndStake(), 'RewardNotStakeable', []);
});

test('NoProposal; ProposalNotReady and ProposalExpired with the bounds of the execution window', async () => {
  await expectRevert(alice.diem.simulate.executeParams(), 'NoProposal', []);
  await expectRevert(owner.diem.simulate.cancelParams(), 'NoProposal', []);
  const { params } = await diem.read.protocol();
  const { timestamp } = await mined(owner.diem.write.proposeParams([params]));
  const [from, until] = [timestamp + 2n * DAY, timestamp + 14n * DAY];
  await expectRevert(alice.diem.simulate.executeParams(), 'ProposalNotReady', [from]);
  await moveTo(until + 1n);
  await expectRevert(alice.diem.simulate.executeParams(), 'ProposalExpired', [until]);
});

test('each parameter outside its bounds has its own error, with the bounds', async () => {
  const half = ONE / 2n;
  const bounds = [
    ['base', 'BaseOutOfBounds', 10n * ONE, 10_000n * ONE],
    ['power', 'PowerOutOfBounds', ONE / 4n, 8n * ONE],
    ['target', 'TargetOutOfBounds', 1_000n * ONE, 250_000n * ONE],
    ['vvvCooldown', 'VvvCooldownOutOfBounds', DAY, 30n * DAY],
    ['diemCooldown', 'DiemCooldownOutOfBounds', DAY, 7n * DAY],
    ['creditPrice', 'CreditPriceOutOfBounds', 1n, 10n ** 30n],
  ] as const;
  for (const [name, error, min, max] of bounds) {
    for (const value of [min - 1n, max + 1n]) {
      await expectRevert(simulateProposal({ [name]: value }), error, [value, min, max]);
    }
  }
  for (const vvvCooldown of [DAY, 30n * DAY]) await simulateProposal({ vvvCooldown });
  for (const diemCooldown of [DAY, 7n * DAY]) await simulateProposal({ diemCooldown });
  for (const [name, error] of [
    ['stakerShare', 'StakerShareOutOfBounds'], ['poolShare', 'PoolShareOutOfBounds'],
  ] as const) {
    for (const value of [half + 1n, maxUint256]) {
      await expectRevert(simulateProposal({ [name]: value }), error, [value, 0n, half]);
    }
  }
  const both = { stakerShare: half, poolShare: 1n };
  await expectRevert(simulateProposal(both), 'SharesOutOfBounds', [half + 1n, 0n, half]);
  await simulateProposal({ ...both, poolShare: 0n });
});

test('BaseOutOfBounds and CreditPriceOutOfBounds with the bounds of one change', async () => {
  const bounds = [
    ['base', 'BaseOutOfBounds', parseEther('67.5'), 120n * ONE], // a quarter down, a third up
    ['creditPrice', 'CreditPriceOutOfBounds', 500_000n, 2_000_000n], // half, double
  ] as const;
  for (const [name, error, min, max] of bounds) {
    for (const value of [min - 1n, max + 1n]) {
      await expectRevert(simulateProposal({ [name]: value }), error, [value, min, max]);
    }
    for (const value of [min, max]) await simulateProposal({ [name]: value });
  }
});

test('GrowthOutOfBounds beyond a quarter less or a third more of power/target^3', async () => {
  const target = 40_000n * ONE;
  // The target as it is: power falls from 2 to 1.5, or rises to 2.666….
  for (const [within, beyond] of [[parseEther('1.5'), -1n], [(8n * ONE) / 3n, 1n]] as const) {
    await simulateProposal({ power: within });
    const power = within + beyond;
    await expectRevert(simulateProposal({ power }), 'GrowthOutOfBounds', [power, target]);
  }
  // The power as it is: the target may rise by some 10.06 %, or fall by some 9.14 %.
  for (const [within, without] of [['44025', '44026'], ['36343', '36342']] as const) {
    await simulateProposal({ target: parseEther(within) });
    const args = [2n * ONE, parseEther(without)] as const;
    await expectRevert(simulateProposal({ target: args[1] }), 'GrowthOutOfBounds', args);
  }
  // Both can change further together.
  await simulateProposal({ power: 4n * ONE, target: parseEther('50396') });
});

test('SupplyCapExceeded for a proposed curve whose domain ends below the supply', async () => {
  // The curve ends at 80,000 DIEM. A third more of power/target^3 would move the end to some 72,685.
  const vvv = await diem.read.getSVVVAmountIn([parseEther('73000')]);
  const mint = { abi: parseAbi(['function mint(address to, uint256 value)']), functionName: 'mint' } as const;
  await mined(alice.client.writeContract({ ...mint, address: vvvAddress, args: [alice.address, vvv] }));
  const supply = await stakeAndMint(alice, vvv);
  const proposal = { power: (8n * ONE) / 3n };
  const { data } = await revertOf(simulateProposal(proposal));
  const [, end] = data?.args as [bigint, bigint];
  assert(end > parseEther('72684') && end < parseEther('72685'), `${end}`);
  await expectRevert(simulateProposal(proposal), 'SupplyCapExceeded', [supply, end]);
  await simulateProposal({ power: parseEther('2.6') });
});

test('NotProvider for an address that is not admitted, in spend, redeem and announce', async () => {
  const day = await nextNoon();
  await expectRevert(alice.diem.simulate.spend(use(1n)), 'NotProvider', [carol.address]);
  await expectRevert(simulateRedeem(day, 1n), 'NotProvider', [carol.address]);
  await expectRevert(carol.diem.simulate.announce(['']), 'NotProvider', [carol.address]);
  await expectRevert(alice.diem.simulate.commitTo([carol.address]), 'NotProvider', [carol.address]);
});

test('InvalidUri with the length in bytes', async () => {
  await admitProvider(carol);
  await expectRevert(carol.diem.simulate.announce(['']), 'InvalidUri', [0n]);
  await expectRevert(carol.diem.simulate.announce(['é'.repeat(129)]), 'InvalidUri', [258n]);
  await carol.diem.simulate.announce(['é'.repeat(128)]);
});

test('CommittedElsewhere, CommitmentInForce and NoCommitment', async () => {
  const day = await setUpGrant(9);
  await admitProvider(bob);
  await expectRevert(alice.diem.simulate.releaseCommitment(), 'NoCommitment', []);
  await mined(alice.diem.write.commitTo([bob.address]));
  await expectRevert(alice.diem.simulate.commitTo([carol.address]), 'CommitmentInForce', [0xffff_ffff]);
  await moveTo(startOf(day + 1));
  await expectRevert(alice.diem.simulate.spend(use(1n)), 'CommittedElsewhere', [bob.address]);
  await expectRevert(simulateRedeem(day + 1, 1n), 'CommittedElsewhere', [bob.address]);
  await mined(alice.diem.write.releaseCommitment());
  await expectRevert(alice.diem.simulate.commitTo([carol.address]), 'CommitmentInForce', [day + 3]);
  await moveTo(startOf(day + 3));
  await alice.diem.simulate.spend(use(1n));
  await expectRevert(alice.diem.simulate.releaseCommitment(), 'NoCommitment', []);
});

test('NoGrant for another account\'s credits, in spend and redeem', async () => {
  const day = await nextNoon();
  await mintAndActivate(alice, ONE);
  await admitProvider(carol);
  await expectRevert(bob.diem.simulate.spend(use(1n)), 'NoGrant', [alice.address, bob.address]);
  await expectRevert(simulateRedeem(day, 1n), 'NoGrant', [alice.address, bob.address]);
});

test('GrantExpired with the grant\'s last day and the day of usage', async () => {
  const day = await setUpGrant();
  await moveTo(startOf(day + 1));
  await expectRevert(bob.diem.simulate.spend(use(1n)), 'GrantExpired', [day, day + 1]);
  await expectRevert(simulateRedeem(day + 1, 1n), 'GrantExpired', [day, day + 1]);
  await simulateRedeem(day, 1n);
});

test('GrantExceeded with what is left of the grant', async () => {
  const day = await setUpGrant();
  await expectRevert(bob.diem.simulate.spend(use(ONE / 2n + 1n)), 'GrantExceeded', [ONE / 2n, ONE / 2n + 1n]);
  await mined(bob.diem.write.spend(use(ONE / 2n)));
  await expectRevert(bob.diem.simulate.spend(use(1n)), 'GrantExceeded', [0n, 1n]);
  await expectRevert(simulateRedeem(day, 7n), 'GrantExceeded', [0n, 7n]);
});

test('PaidNotAllowed beyond the daily credits, even with a deposit', async () => {
  const day = await setUpGrant();
  await depositUsd(alice, 1_000_000n);
  await mined(alice.diem.write.spend(use(ONE - 3n)));
  await expectRevert(bob.diem.simulate.spend(use(4n)), 'PaidNotAllowed', [3n, 4n]);
  await mined(bob.diem.write.spend(use(3n)));
  await expectRevert(simulateRedeem(day, 4n), 'PaidNotAllowed', [0n, 4n]);
});

test('InsufficientCredits with what daily credits and deposit cover', async () => {
  const day = await setUpGrant();
  await depositUsd(alice, 2n);
  const needed = ONE + 3n * 10n ** 12n;
  await expectRevert(alice.diem.simulate.spend(use(needed)), 'InsufficientCredits', [ONE, 2n * 10n ** 12n, needed]);
  await mined(alice.diem.write.spend(use(ONE + 2n * 10n ** 12n)));
  await mined(alice.diem.write.approveQuota([bob.address, ONE, day, true]));
  await expectRevert(simulateRedeem(day, 9n), 'InsufficientCredits', [0n, 0n, 9n]);
});

test('OnlyProvider for a caller other than the voucher\'s provider', async () => {
  const day = await setUpGrant();
  await admitProvider(bob);
  await expectRevert(simulateRedeem(day, 1n, bob), 'OnlyProvider', [carol.address]);
  // An operator of another provider is no operator of this one.
  await mined(alice.diem.write.setOperator([bob.address, true]));
  await expectRevert(simulateRedeem(day, 1n, bob), 'OnlyProvider', [carol.address]);
});

test('VoucherExpired and VoucherNotYetValid for days other than today and yesterday', async () => {
  const day = await setUpGrant(9);
  await moveTo(startOf(day + 5));
  await expectRevert(simulateRedeem(day + 3, 1n), 'VoucherExpired', [day + 3, day + 5]);
  await simulateRedeem(day + 4, 1n);
  await simulateRedeem(day + 5, 1n);
  await expectRevert(simulateRedeem(day + 6, 1n), 'VoucherNotYetValid', [day + 6, day + 5]);
  await expectRevert(simulateRedeem(0xffff_ffff, 1n), 'VoucherNotYetValid', [0xffff_ffff, day + 5]);
});

test('VoucherTooLarge from 2^120', async () => {
  const day = await setUpGrant();
  await expectRevert(simulateRedeem(day, 1n << 120n), 'VoucherTooLarge', [1n << 120n]);
  await expectRevert(simulateRedeem(day, maxUint256), 'VoucherTooLarge', [maxUint256]);
  const { result } = await simulateRedeem(day, (1n << 120n) - 1n);
  assert.deepEqual(result, [ONE / 2n, 0n]);
});

test('VoucherNotNewer for a ceiling or a total at or below what was collected', async () => {
  const day = await setUpGrant();
  await expectRevert(simulateRedeem(day, 0n), 'VoucherNotNewer', [0n, 0n]);
  await mined(carol.diem.write.redeem([...(await voucher(day, 5n)), maxUint256]));
  await expectRevert(simulateRedeem(day, 5n), 'VoucherNotNewer', [5n, 5n]);
  await expectRevert(simulateRedeem(day, 4n), 'VoucherNotNewer', [5n, 4n]);
  const lowTotal = carol.diem.simulate.redeem([...(await voucher(day, 9n)), 3n]);
  await expectRevert(lowTotal, 'VoucherNotNewer', [5n, 3n]);
});

test('InvalidVoucherSignature if the spender did not sign', async () => {
  const day = await setUpGrant();
  const [usage, signature] = await voucher(day, 1n);
  for (const wrong of ['0x', signature.slice(0, -2) as Hex, concat([signature, '0x00'])] as const) {
    const call = carol.diem.simulate.redeem([usage, wrong, maxUint256]);
    await expectRevert(call, 'InvalidVoucherSignature', [bob.address]);
  }
  const [, byAlice] = await signVoucher(alice.client, diem.address, usage);
  await expectRevert(carol.diem.simulate.redeem([usage, byAlice, maxUint256]), 'InvalidVoucherSignature', [bob.address]);
});

test('OutOfVoucherGas if too little gas is left for a wallet\'s full allowance', async () => {
  const day = await setUpGrant();
  // Bob's address gets code that accepts no signature.
  const [usage] = await voucher(day, 1n);
  await control.setCode({ address: bob.address, bytecode: '0x00' });
  const redeem = (gas: bigint) => carol.diem.simulate.redeem([usage, '0x', maxUint256], { gas });
  const batch = (gas: bigint) => carol.diem.simulate.redeemBatch([[usage], ['0x'], [maxUint256]], { gas });
  for (const call of [redeem, batch]) {
    const { data } = await revertOf(call(120_000n));
    const [left, needed] = data?.args as [bigint, bigint];
    assert(left < needed && needed > 100_000n, `${left} left of ${needed}`);
    await expectRevert(call(120_000n), 'OutOfVoucherGas', [left, needed]);
  }
  await expectRevert(redeem(200_000n), 'InvalidVoucherSignature', [bob.address]);
  // The same allowance for the owner's wallet in permitQuota.
  const permit = (gas: bigint) =>
    carol.diem.simulate.permitQuota([bob.address, alice.address, ONE, day, false, maxUint256, '0x'], { gas });
  const { data } = await revertOf(permit(120_000n));
  await expectRevert(permit(120_000n), 'OutOfVoucherGas', data?.args as [bigint, bigint]);
  await expectRevert(permit(200_000n), 'ERC2612InvalidSigner', [zeroAddress, bob.address]);
});

test('LengthMismatch unless there are as many signatures and totals as vouchers', async () => {
  const day = await setUpGrant();
  const [usage, signature] = await voucher(day, 1n);
  const { redeemBatch } = carol.diem.simulate;
  await expectRevert(redeemBatch([[usage], [], [1n]]), 'LengthMismatch', [1n, 0n, 1n]);
  await expectRevert(redeemBatch([[], [signature, signature], []]), 'LengthMismatch', [0n, 2n, 0n]);
  await expectRevert(redeemBatch([[usage], [signature], []]), 'LengthMismatch', [1n, 1n, 0n]);
  await expectRevert(redeemBatch([[usage], [signature], [1n, 1n, 1n]]), 'LengthMismatch', [1n, 1n, 3n]);
  await redeemBatch([[usage], [signature], [1n]]);
});

test('UnknownSelector with the selector', async () => {
  await expectRevert(raw('0xdeadbeef'), 'UnknownSelector', ['0xdeadbeef']);
});

test('InvalidCalldata for truncated calldata or bits outside a type', async () => {
  const balanceOf = toFunctionSelector('balanceOf(address)');
  for (const data of ['0x', '0xdead', balanceOf, concat([balanceOf, `0x01${'00'.repeat(31)}`])] as const) {
    await expectRevert(raw(data), 'InvalidCalldata', []);
  }
});

test('ValueNotAccepted with the Ether that was sent', async () => {
  const data = encodeFunctionData({ abi: diemAbi, functionName: 'finalizeUnstake' });
  for (const call of [data, '0x', '0xdead', '0xdeadbeef'] as const) {
    await expectRevert(raw(call, { value: 7n }), 'ValueNotAccepted', [7n]);
  }
  // A plain transfer of Ether, as a wallet sends it.
  await assert.rejects(alice.client.sendTransaction({ to: diem.address, value: 7n }), /reverted/);
});

test('AlreadyConstructed for a second constructor call', async () => {
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
  await expectRevert(raw(data), 'AlreadyConstructed', []);
});

test('a mined transaction that reverts changes no state', async () => {
  await stakeVvv(alice, ONE);
  const hash = await alice.diem.write.mintDiem([2n * ONE, 0n], { gas: 500_000n });
  const receipt = await chain.waitForTransactionReceipt({ hash });
  assert.equal(receipt.status, 'reverted');
  assert.deepEqual(receipt.logs, []);
  assert(receipt.gasUsed < 500_000n, 'a revert refunds the unused gas');
  assert.equal(await diem.read.balanceOfUnlocked([alice.address]), ONE);
  assert.equal(await diem.read.totalSupply(), 0n);
});

test('the tests above cover every error of the interface', () => {
  /** Constructor errors, which a deployed contract cannot return, and the errors that the tests of permits cover. */
  const elsewhere: readonly DiemError[] = [
    'InvalidVvv', 'InvalidFeeToken', 'InvalidOwner',
    'ERC2612ExpiredSignature', 'ECDSAInvalidSignature', 'ECDSAInvalidSignatureS',
  ];
  const declared = diemAbi.flatMap((item) => (item.type === 'error' ? [item.name] : []));
  assert.deepEqual([...met, ...elsewhere].sort(), declared.sort());
});
