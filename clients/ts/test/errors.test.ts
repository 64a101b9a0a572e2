// Every custom error of the interface, by name and arguments, as viem shows it to a page.
import assert from 'node:assert/strict';
import test from 'node:test';

import {
  concat,
  encodeAbiParameters,
  encodeFunctionData,
  maxUint256,
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
import { isolated } from './support/isolation.js';
import { met, mined, refused, revertOf, type DiemError } from './support/outcome.js';
import { DAY, moveTo, noon, startOf } from './support/time.js';
import {
  activated,
  admitted,
  alice,
  approved,
  bob,
  carol,
  deposited,
  guardian,
  minted,
  owner,
  staked,
  usdAddress,
  vvvAddress,
  type User,
} from './support/users.js';

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

/** Arguments of `spend` with Carol, for Alice's credits. */
const use = (credits: bigint) => [alice.address, carol.address, credits, zeroHash] as const;

/** A voucher of Bob's for Alice's credits with Carol. */
const voucher = (day: number, credits: bigint) =>
  signVoucher(bob.client, diem.address, { account: alice.address, provider: carol.address, day, credits });

/** What `who` says to Bob's voucher. */
const redeeming = async (day: number, credits: bigint, who: User = carol) =>
  who.diem.simulate.redeem(await voucher(day, credits));

/** Alice has a credit a day, of which Bob may use half today and `days` more; Carol provides. Returns the day. */
async function granted(days = 0): Promise<number> {
  const day = await noon();
  await activated(alice, ONE);
  await admitted(carol);
  await mined(alice.diem.write.approveQuota([bob.address, ONE / 2n, day + days, false]));
  return day;
}

test('ZeroAmount where something must move', async () => {
  await refused(alice.diem.simulate.stake([alice.address, 0n]), 'ZeroAmount', []);
  await refused(alice.diem.simulate.initiateUnstakeVvv([0n]), 'ZeroAmount', []);
  await refused(alice.diem.simulate.mintDiem([0n, 0n]), 'ZeroAmount', []);
  await refused(alice.diem.simulate.stakeAndMint([0n, 0n, false]), 'ZeroAmount', []);
  await refused(alice.diem.simulate.burnDiem([0n]), 'ZeroAmount', []);
  await refused(alice.diem.simulate.stake([0n]), 'ZeroAmount', []);
  await refused(alice.diem.simulate.initiateUnstake([0n]), 'ZeroAmount', []);
  await refused(alice.diem.simulate.deposit([alice.address, 0n]), 'ZeroAmount', []);
  await refused(alice.diem.simulate.initiateWithdrawal([0n]), 'ZeroAmount', []);
  await refused(alice.diem.simulate.spend(use(0n)), 'ZeroAmount', []);
  await refused(alice.diem.simulate.fund([0n]), 'ZeroAmount', []);
  await refused(alice.diem.simulate.fundCapacity([0n]), 'ZeroAmount', []);
});

test('InvalidRecipient for those who could never take out', async () => {
  for (const recipient of [zeroAddress, diem.address]) {
    await refused(alice.diem.simulate.stake([recipient, 1n]), 'InvalidRecipient', [recipient]);
    await refused(alice.diem.simulate.deposit([recipient, 1n]), 'InvalidRecipient', [recipient]);
    await refused(owner.diem.simulate.setProvider([recipient, true]), 'InvalidRecipient', [recipient]);
    await refused(owner.diem.simulate.recover([vvvAddress, recipient]), 'InvalidRecipient', [recipient]);
    await refused(alice.diem.simulate.claimTo([recipient]), 'InvalidRecipient', [recipient]);
    await refused(alice.diem.simulate.claimEarnings([recipient]), 'InvalidRecipient', [recipient]);
  }
});

test('AmountTooLarge beyond 128 bits', async () => {
  await refused(alice.diem.simulate.stake([alice.address, BEYOND_128_BITS]), 'AmountTooLarge', [BEYOND_128_BITS]);
  await refused(diem.read.getDiemAmountOut([BEYOND_128_BITS]), 'AmountTooLarge', [BEYOND_128_BITS]);
  await refused(alice.diem.simulate.stake([BEYOND_128_BITS]), 'AmountTooLarge', [BEYOND_128_BITS]);
  await refused(alice.diem.simulate.deposit([alice.address, BEYOND_128_BITS]), 'AmountTooLarge', [BEYOND_128_BITS]);
  await refused(alice.diem.simulate.spend(use(BEYOND_128_BITS)), 'AmountTooLarge', [BEYOND_128_BITS]);
  await refused(alice.diem.simulate.fund([BEYOND_128_BITS]), 'AmountTooLarge', [BEYOND_128_BITS]);
  await refused(alice.diem.simulate.fundCapacity([BEYOND_128_BITS]), 'AmountTooLarge', [BEYOND_128_BITS]);
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

test('TooManyTickets for DIEM and for deposits, each by itself', async () => {
  await activated(alice, 33n);
  for (let open = 0; open < 32; open++) await mined(alice.diem.write.initiateUnstake([1n]));
  await refused(alice.diem.simulate.initiateUnstake([1n]), 'TooManyTickets', []);
  await deposited(alice, 33n);
  for (let open = 0; open < 32; open++) await mined(alice.diem.write.initiateWithdrawal([1n]));
  await refused(alice.diem.simulate.initiateWithdrawal([1n]), 'TooManyTickets', []);
});

test('TicketNotFound for any but an open one of the caller', async () => {
  await staked(alice, ONE);
  await mined(alice.diem.write.initiateUnstakeVvv([ONE]));
  await refused(alice.diem.simulate.cancelUnstakeVvv([1]), 'TicketNotFound', [1]);
  await refused(alice.diem.simulate.cancelUnstakeVvv([0xffff_ffff]), 'TicketNotFound', [0xffff_ffff]);
  await refused(bob.diem.simulate.cancelUnstakeVvv([0]), 'TicketNotFound', [0]);
  await refused(alice.diem.simulate.cancelUnstake([0]), 'TicketNotFound', [0]);
  await refused(alice.diem.simulate.cancelWithdrawal([0]), 'TicketNotFound', [0]);
});

test('NothingMatured with 0 when nothing is on its way', async () => {
  await refused(alice.diem.simulate.finalizeUnstake(), 'NothingMatured', [0n]);
  await refused(alice.diem.simulate.unstake(), 'NothingMatured', [0n]);
  await refused(alice.diem.simulate.withdraw(), 'NothingMatured', [0n]);
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
  await refused(alice.diem.simulate.stake([1n]), 'ERC20InsufficientBalance', [alice.address, 0n, 1n]);
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

test('SafeErc20FailedOperation without USDC\'s approval', async () => {
  await refused(alice.diem.simulate.deposit([alice.address, 1n]), 'SafeErc20FailedOperation', [usdAddress]);
  await refused(alice.diem.simulate.fund([1n]), 'SafeErc20FailedOperation', [usdAddress]);
  await refused(alice.diem.simulate.fundCapacity([1n]), 'SafeErc20FailedOperation', [usdAddress]);
});

test('InsufficientActive with what is active, tickets not', async () => {
  await activated(alice, ONE);
  await refused(alice.diem.simulate.initiateUnstake([ONE + 1n]), 'InsufficientActive', [ONE, ONE + 1n]);
  await mined(alice.diem.write.initiateUnstake([ONE]));
  await refused(alice.diem.simulate.initiateUnstake([1n]), 'InsufficientActive', [0n, 1n]);
});

test('InsufficientDeposit with what tickets leave', async () => {
  await deposited(alice, 5n);
  await mined(alice.diem.write.initiateWithdrawal([2n]));
  await refused(alice.diem.simulate.initiateWithdrawal([4n]), 'InsufficientDeposit', [3n, 4n]);
});

test('InvalidSpender for a grant to nobody, and to oneself', async () => {
  for (const spender of [zeroAddress, alice.address]) {
    await refused(alice.diem.simulate.approveQuota([spender, 1n, 1, true]), 'InvalidSpender', [spender]);
  }
});

/** The parameters as they are, with these changes, proposed by `who`. */
async function proposing(changes: object = {}, who: User = owner) {
  const { params } = await diem.read.protocol();
  return who.diem.simulate.proposeParams([{ ...params, ...changes }]);
}

test('OwnableUnauthorizedAccount for all but the owner', async () => {
  for (const who of [guardian, alice]) {
    const { simulate } = who.diem;
    const calls: (() => Promise<unknown>)[] = [
      () => simulate.setProvider([carol.address, true]),
      () => simulate.transferOwnership([who.address]),
      () => simulate.acceptOwnership(),
      () => simulate.setGuardian([who.address]),
      () => simulate.unpause(),
      () => simulate.recover([usdAddress, who.address]),
      () => proposing({}, who),
      () => simulate.cancelParams(),
    ];
    for (const call of calls) await refused(call(), 'OwnableUnauthorizedAccount', [who.address]);
  }
  await refused(alice.diem.simulate.pause(), 'OwnableUnauthorizedAccount', [alice.address]);
  await owner.diem.simulate.setProvider([carol.address, true]);
});

test('InvalidGuardian for Diem itself', async () => {
  await refused(owner.diem.simulate.setGuardian([diem.address]), 'InvalidGuardian', [diem.address]);
});

test('EnforcedPause for new business, and for a second pause', async () => {
  await mined(guardian.diem.write.pause());
  await refused(alice.diem.simulate.stake([alice.address, 1n]), 'EnforcedPause', []);
  await refused(guardian.diem.simulate.pause(), 'EnforcedPause', []);
});

test('ExpectedPause where there is none to lift', async () => {
  await refused(owner.diem.simulate.unpause(), 'ExpectedPause', []);
});

test('GuardianMustWait with the time from which it may pause again', async () => {
  const { timestamp } = await mined(guardian.diem.write.pause());
  await moveTo(timestamp + 7n * DAY);
  await refused(guardian.diem.simulate.pause(), 'GuardianMustWait', [timestamp + 30n * DAY]);
});

test('NothingToRecover of what is owed, and of what is not there', async () => {
  await staked(alice, ONE);
  for (const token of [vvvAddress, usdAddress, diem.address]) {
    await refused(owner.diem.simulate.recover([token, bob.address]), 'NothingToRecover', [token]);
  }
});

test('RewardNotStakeable where rewards are USDC', async () => {
  await refused(alice.diem.simulate.claimAndStake(), 'RewardNotStakeable', []);
});

test('NoProposal, ProposalNotReady and ProposalExpired with the times between which it can be executed', async () => {
  await refused(alice.diem.simulate.executeParams(), 'NoProposal', []);
  await refused(owner.diem.simulate.cancelParams(), 'NoProposal', []);
  const { params } = await diem.read.protocol();
  const { timestamp } = await mined(owner.diem.write.proposeParams([params]));
  const [from, until] = [timestamp + 2n * DAY, timestamp + 14n * DAY];
  await refused(alice.diem.simulate.executeParams(), 'ProposalNotReady', [from]);
  await moveTo(until + 1n);
  await refused(alice.diem.simulate.executeParams(), 'ProposalExpired', [until]);
});

test('an error a parameter outside its bounds, with the bounds', async () => {
  const half = ONE / 2n;
  const bounds = [
    ['base', 'BaseOutOfBounds', 10n * ONE, 10_000n * ONE],
    ['power', 'PowerOutOfBounds', ONE / 4n, 8n * ONE],
    ['target', 'TargetOutOfBounds', 1_000n * ONE, 250_000n * ONE],
    ['vvvCooldown', 'VvvCooldownOutOfBounds', DAY, 30n * DAY],
    ['diemCooldown', 'DiemCooldownOutOfBounds', DAY, 7n * DAY],
    // At most the double of what it is; and 10^30 at most, whatever it is.
    ['creditPrice', 'CreditPriceOutOfBounds', 1n, 2_000_000n],
  ] as const;
  for (const [name, error, min, max] of bounds) {
    for (const value of [min - 1n, max + 1n]) {
      // Below its bound, a price is refused by the constant ones.
      const most = name === 'creditPrice' && value < min ? 10n ** 30n : max;
      await refused(proposing({ [name]: value }), error, [value, min, most]);
    }
    for (const value of [min, max]) await proposing({ [name]: value });
  }
  for (const [name, error] of [
    ['stakerShare', 'StakerShareOutOfBounds'], ['poolShare', 'PoolShareOutOfBounds'],
  ] as const) {
    for (const value of [half + 1n, maxUint256]) await refused(proposing({ [name]: value }), error, [value, 0n, half]);
  }
  const both = { stakerShare: half, poolShare: 1n };
  await refused(proposing(both), 'SharesOutOfBounds', [half + 1n, 0n, half]);
  await proposing({ ...both, poolShare: 0n });
});

test('SupplyCapExceeded for a proposed curve that ends below the supply', async () => {
  for (const who of [alice, bob, carol]) await minted(who, parseEther('70000'));
  const supply = await diem.read.totalSupply();
  const end = parseEther('2000');
  assert(supply > end);
  await refused(proposing({ target: end / 2n }), 'SupplyCapExceeded', [supply, end]);
  await proposing({ target: supply / 2n + 1n });
});

test('NotProvider for one who is not admitted, in spend, in a voucher and itself', async () => {
  const day = await noon();
  await refused(alice.diem.simulate.spend(use(1n)), 'NotProvider', [carol.address]);
  await refused(redeeming(day, 1n), 'NotProvider', [carol.address]);
  await refused(carol.diem.simulate.announce(['']), 'NotProvider', [carol.address]);
});

test('NoGrant for credits of another, in spend and in a voucher', async () => {
  const day = await noon();
  await activated(alice, ONE);
  await admitted(carol);
  await refused(bob.diem.simulate.spend(use(1n)), 'NoGrant', [alice.address, bob.address]);
  await refused(redeeming(day, 1n), 'NoGrant', [alice.address, bob.address]);
});

test('GrantExpired with its last day and the day of the usage', async () => {
  const day = await granted();
  await moveTo(startOf(day + 1));
  await refused(bob.diem.simulate.spend(use(1n)), 'GrantExpired', [day, day + 1]);
  await refused(redeeming(day + 1, 1n), 'GrantExpired', [day, day + 1]);
  await redeeming(day, 1n);
});

test('GrantExceeded with what is left of the grant', async () => {
  const day = await granted();
  await refused(bob.diem.simulate.spend(use(ONE / 2n + 1n)), 'GrantExceeded', [ONE / 2n, ONE / 2n + 1n]);
  await mined(bob.diem.write.spend(use(ONE / 2n)));
  await refused(bob.diem.simulate.spend(use(1n)), 'GrantExceeded', [0n, 1n]);
  await refused(redeeming(day, 7n), 'GrantExceeded', [0n, 7n]);
});

test('PaidNotAllowed when the day\'s credits are not enough, whatever the deposit', async () => {
  const day = await granted();
  await deposited(alice, 1_000_000n);
  await mined(alice.diem.write.spend(use(ONE - 3n)));
  await refused(bob.diem.simulate.spend(use(4n)), 'PaidNotAllowed', [3n, 4n]);
  await mined(bob.diem.write.spend(use(3n)));
  await refused(redeeming(day, 4n), 'PaidNotAllowed', [0n, 4n]);
});

test('InsufficientCredits with what the day and the deposit have', async () => {
  const day = await granted();
  await deposited(alice, 2n);
  const needed = ONE + 3n * 10n ** 12n;
  await refused(alice.diem.simulate.spend(use(needed)), 'InsufficientCredits', [ONE, 2n * 10n ** 12n, needed]);
  await mined(alice.diem.write.spend(use(ONE + 2n * 10n ** 12n)));
  await mined(alice.diem.write.approveQuota([bob.address, ONE, day, true]));
  await refused(redeeming(day, 9n), 'InsufficientCredits', [0n, 0n, 9n]);
});

test('OnlyProvider for any but the voucher\'s', async () => {
  const day = await granted();
  await admitted(bob);
  await refused(redeeming(day, 1n, bob), 'OnlyProvider', [carol.address]);
});

test('VoucherExpired and VoucherNotYetValid beside the two days that count', async () => {
  const day = await granted(9);
  await moveTo(startOf(day + 5));
  await refused(redeeming(day + 3, 1n), 'VoucherExpired', [day + 3, day + 5]);
  await redeeming(day + 4, 1n);
  await redeeming(day + 5, 1n);
  await refused(redeeming(day + 6, 1n), 'VoucherNotYetValid', [day + 6, day + 5]);
  await refused(redeeming(0xffff_ffff, 1n), 'VoucherNotYetValid', [0xffff_ffff, day + 5]);
});

test('VoucherTooLarge from 2^120 on', async () => {
  const day = await granted();
  await refused(redeeming(day, 1n << 120n), 'VoucherTooLarge', [1n << 120n]);
  await refused(redeeming(day, maxUint256), 'VoucherTooLarge', [maxUint256]);
  const { result } = await redeeming(day, (1n << 120n) - 1n);
  assert.deepEqual(result, [ONE / 2n, 0n]);
});

test('VoucherNotNewer at what was collected and below', async () => {
  const day = await granted();
  await refused(redeeming(day, 0n), 'VoucherNotNewer', [0n, 0n]);
  await mined(carol.diem.write.redeem(await voucher(day, 5n)));
  await refused(redeeming(day, 5n), 'VoucherNotNewer', [5n, 5n]);
  await refused(redeeming(day, 4n), 'VoucherNotNewer', [5n, 4n]);
});

test('InvalidVoucherSignature for what the spender did not sign', async () => {
  const day = await granted();
  const [usage, signature] = await voucher(day, 1n);
  for (const wrong of ['0x', signature.slice(0, -2) as Hex, concat([signature, '0x00'])] as const) {
    const call = carol.diem.simulate.redeem([usage, wrong]);
    await refused(call, 'InvalidVoucherSignature', [bob.address]);
  }
  const [, byAlice] = await signVoucher(alice.client, diem.address, usage);
  await refused(carol.diem.simulate.redeem([usage, byAlice]), 'InvalidVoucherSignature', [bob.address]);
});

test('OutOfVoucherGas when a wallet cannot be given all that it may use', async () => {
  const day = await granted();
  // A contract takes Bob's place, and does not accept his signature.
  const [usage] = await voucher(day, 1n);
  await control.setCode({ address: bob.address, bytecode: '0x00' });
  const redeem = (gas: bigint) => carol.diem.simulate.redeem([usage, '0x'], { gas });
  const batch = (gas: bigint) => carol.diem.simulate.redeemBatch([[usage], ['0x']], { gas });
  for (const call of [redeem, batch]) {
    const { data } = await revertOf(call(120_000n));
    const [left, needed] = data?.args as [bigint, bigint];
    assert(left < needed && needed > 100_000n, `${left} left of ${needed}`);
    await refused(call(120_000n), 'OutOfVoucherGas', [left, needed]);
  }
  await refused(redeem(200_000n), 'InvalidVoucherSignature', [bob.address]);
});

test('LengthMismatch unless every voucher has a signature', async () => {
  const day = await granted();
  const [usage, signature] = await voucher(day, 1n);
  await refused(carol.diem.simulate.redeemBatch([[usage], []]), 'LengthMismatch', [1n, 0n]);
  await refused(carol.diem.simulate.redeemBatch([[], [signature, signature]]), 'LengthMismatch', [0n, 2n]);
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
    'InvalidVvv', 'InvalidFeeToken', 'InvalidOwner',
    'ERC2612ExpiredSignature', 'ERC2612InvalidSigner', 'ECDSAInvalidSignature', 'ECDSAInvalidSignatureS',
  ];
  const declared = diemAbi.flatMap((item) => (item.type === 'error' ? [item.name] : []));
  assert.deepEqual([...met, ...elsewhere].sort(), declared.sort());
});
