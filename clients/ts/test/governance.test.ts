// SPDX-License-Identifier: MIT OR Apache-2.0
// Owner and guardian and their limits: ownership transfer, pause, delayed parameter changes, recovery of surplus.
import assert from 'node:assert/strict';
import test from 'node:test';

import { maxUint256, parseEther, parseUnits, zeroAddress, zeroHash } from 'viem';

import { signVoucher } from '../src/voucher.js';
import { diem } from './support/chain.js';
import { isolateTests } from './support/isolation.js';
import { expectRevert, mined } from './support/outcome.js';
import { DAY, moveTo, nextNoon, startOf } from './support/time.js';
import {
  admitProvider, alice, approveUsd, approveVvv, bob, carol as provider, dave, depositUsd, guardian,
  mintAndActivate, owner, stakeAndMint, stakeVvv, usdAddress, vvvAddress, type User,
} from './support/users.js';

isolateTests();

const ONE = parseEther('1');
const usd = (amount: string) => parseUnits(amount, 6);

/** Arguments of `spend` for Alice's credits. */
const use = (credits: bigint) => [alice.address, provider.address, credits, zeroHash] as const;

test('ownership passes when the pending owner accepts it', async () => {
  const [previousOwner, newOwner] = [owner.address, alice.address];
  const offer = await mined(owner.diem.write.transferOwnership([newOwner]));
  assert.deepEqual(offer.events, [{ eventName: 'OwnershipTransferStarted', args: { previousOwner, newOwner } }]);
  assert.deepEqual([await diem.read.owner(), await diem.read.pendingOwner()], [previousOwner, newOwner]);
  for (const { diem, address } of [bob, owner]) {
    await expectRevert(diem.simulate.acceptOwnership(), 'OwnableUnauthorizedAccount', [address]);
  }
  await expectRevert(alice.diem.simulate.pause(), 'OwnableUnauthorizedAccount', [newOwner]);
  const acceptance = await mined(alice.diem.write.acceptOwnership());
  assert.deepEqual(acceptance.events, [{ eventName: 'OwnershipTransferred', args: { previousOwner, newOwner } }]);
  assert.deepEqual([await diem.read.owner(), await diem.read.pendingOwner()], [newOwner, zeroAddress]);
  await expectRevert(owner.diem.simulate.pause(), 'OwnableUnauthorizedAccount', [previousOwner]);
  await alice.diem.simulate.pause();
});

test('a pending ownership transfer can be cancelled', async () => {
  await mined(owner.diem.write.transferOwnership([alice.address]));
  await mined(owner.diem.write.transferOwnership([zeroAddress]));
  assert.equal(await diem.read.pendingOwner(), zeroAddress);
  await expectRevert(alice.diem.simulate.acceptOwnership(), 'OwnableUnauthorizedAccount', [alice.address]);
});

test('setGuardian replaces the guardian, and the new one can pause at once', async () => {
  await mined(guardian.diem.write.pause());
  await mined(owner.diem.write.unpause());
  const { events } = await mined(owner.diem.write.setGuardian([alice.address]));
  assert.deepEqual(events, [{ eventName: 'GuardianChanged', args: { guardian: alice.address } }]);
  assert.equal(await diem.read.guardian(), alice.address);
  await expectRevert(guardian.diem.simulate.pause(), 'OwnableUnauthorizedAccount', [guardian.address]);
  await alice.diem.simulate.pause();
  await mined(owner.diem.write.setGuardian([zeroAddress]));
  await expectRevert(alice.diem.simulate.pause(), 'OwnableUnauthorizedAccount', [alice.address]);
});

test('a guardian\'s pause ends after 7 days, and the guardian can pause again after 30', async () => {
  await approveVvv(alice, ONE);
  const staking = () => alice.diem.simulate.stake([alice.address, ONE]);
  assert.equal(await diem.read.paused(), false);
  const { events, timestamp } = await mined(guardian.diem.write.pause());
  assert.deepEqual(events, [{ eventName: 'Paused', args: { account: guardian.address } }]);
  const end = timestamp + 7n * DAY;
  const { paused, pauseEnds } = await diem.read.protocol();
  assert.deepEqual([paused, pauseEnds], [true, end]);
  await moveTo(end - 1n);
  assert.equal(await diem.read.paused(), true);
  await expectRevert(staking(), 'EnforcedPause', []);
  await moveTo(end);
  assert.equal(await diem.read.paused(), false);
  await staking();

  const again = timestamp + 30n * DAY;
  await moveTo(again - 1n);
  await expectRevert(guardian.diem.simulate.pause(), 'GuardianMustWait', [again]);
  await owner.diem.simulate.pause();
  await moveTo(again);
  await guardian.diem.simulate.pause();
});

test('the owner can make a guardian\'s pause indefinite, and only the owner can lift it', async () => {
  const { timestamp } = await mined(guardian.diem.write.pause());
  const { events } = await mined(owner.diem.write.pause());
  assert.deepEqual(events, [{ eventName: 'Paused', args: { account: owner.address } }]);
  assert.equal((await diem.read.protocol()).pauseEnds, 0n);
  await moveTo(timestamp + 8n * DAY);
  assert.equal(await diem.read.paused(), true);
  for (const { diem } of [guardian, owner]) await expectRevert(diem.simulate.pause(), 'EnforcedPause', []);
  await expectRevert(guardian.diem.simulate.unpause(), 'OwnableUnauthorizedAccount', [guardian.address]);
  const lifting = await mined(owner.diem.write.unpause());
  assert.deepEqual(lifting.events, [{ eventName: 'Unpaused', args: { account: owner.address } }]);
  assert.equal(await diem.read.paused(), false);
  await expectRevert(owner.diem.simulate.unpause(), 'ExpectedPause', []);
  await guardian.diem.simulate.pause();
});

test('a pause stops new business but no exit', async () => {
  // Alice has some of everything and two tickets of each kind, and vouchers are still to be settled.
  const opening = await nextNoon();
  await mintAndActivate(alice, 4n * ONE);
  await stakeAndMint(alice, 90n * ONE);
  await stakeVvv(alice, 9n * ONE);
  await depositUsd(alice, usd('9'));
  await admitProvider(provider);
  await mined(alice.diem.write.spend(use(5n * ONE)));
  const { vvv, usd: dollars, diem: calls } = alice;
  await approveUsd(dave, usd('8'));
  await mined(dave.diem.write.fund([usd('8')]));
  for (let tickets = 0; tickets < 2; tickets++) {
    await mined(calls.write.initiateUnstakeVvv([ONE]));
    await mined(calls.write.initiateUnstake([ONE]));
    await mined(calls.write.initiateWithdrawal([usd('1')]));
  }
  await nextNoon();
  await mined(dave.diem.write.checkpoint());
  await moveTo(startOf(opening + 9));
  await mined(dave.diem.write.checkpoint());
  const day = opening + 9;
  const voucher = async (day: number, credits: bigint) => {
    const usage = { account: alice.address, provider: provider.address, day, credits };
    return [...(await signVoucher(alice.client, diem.address, usage)), maxUint256] as const;
  };
  await approveVvv(alice, 9n * ONE);
  await approveUsd(alice, usd('9'));
  const business: (() => Promise<unknown>)[] = [
    () => calls.simulate.stake([alice.address, ONE]),
    () => calls.simulate.mintDiem([ONE, 0n]),
    () => calls.simulate.stakeAndMint([ONE, 0n, true]),
    () => calls.simulate.stake([ONE / 2n]),
    () => calls.simulate.spend(use(ONE)),
    () => calls.simulate.deposit([alice.address, 1n]),
    () => calls.simulate.fund([1n]),
    () => calls.simulate.fundCapacity([1n]),
  ];
  await Promise.all(business.map((call) => call()));

  await mined(owner.diem.write.pause());
  for (const call of business) await expectRevert(call(), 'EnforcedPause', []);
  await expectRevert(calls.simulate.claimAndStake(), 'EnforcedPause', []);

  const before = [await vvv.read.balanceOf([alice.address]), await dollars.read.balanceOf([alice.address])] as const;
  await mined(provider.diem.write.redeem(await voucher(day, ONE / 2n)));
  const [last, signature, total] = await voucher(day, ONE);
  const batch = await mined(provider.diem.write.redeemBatch([[last], [signature], [total]]));
  assert.equal(batch.events[0]?.eventName, 'Settled');
  await mined(provider.diem.write.claimEarnings([provider.address]));
  // Not the estimated gas: if a second passes after the estimate, a staker's call has more rewards to store.
  const gas = 200_000n;
  const [claimed] = (await mined(calls.write.claim({ gas }))).events;
  assert(claimed?.eventName === 'Claimed' && claimed.args.amount > usd('6'));
  await mined(calls.write.cancelUnstakeVvv([0], { gas }));
  await mined(calls.write.cancelUnstake([0]));
  await mined(calls.write.cancelWithdrawal([0]));
  await mined(calls.write.finalizeUnstake());
  await mined(calls.write.unstake());
  await mined(calls.write.withdraw());
  await mined(calls.write.initiateUnstakeVvv([ONE], { gas }));
  await mined(calls.write.initiateUnstake([ONE]));
  await mined(calls.write.initiateWithdrawal([usd('1')]));
  await mined(calls.write.burnDiem([ONE], { gas }));
  await mined(calls.write.transfer([bob.address, ONE / 4n]));
  await mined(calls.write.approve([bob.address, ONE]));
  await mined(calls.write.approveQuota([bob.address, ONE, day, false]));
  await mined(calls.write.offerBurn([ONE, ONE, day]));
  await mined(calls.write.commitTo([provider.address]));
  await mined(calls.write.setOperator([bob.address, true]));
  await mined(bob.diem.write.burnFor([alice.address, ONE / 4n, 0n, dave.address], { gas }));
  await mined(calls.write.claimTo([bob.address], { gas }));
  assert.equal(await vvv.read.balanceOf([alice.address]), before[0] + ONE);
  assert.equal(await dollars.read.balanceOf([alice.address]), before[1] + claimed.args.amount + usd('1'));

  // Vouchers for the day on which the pause began remain redeemable; vouchers for later days do not.
  await moveTo(startOf(day + 1));
  const redeem = async (day: number) => provider.diem.simulate.redeem(await voucher(day, 2n * ONE));
  await redeem(day);
  await expectRevert(redeem(day + 1), 'EnforcedPause', []);
});

/** The current parameters, with these changes. */
async function paramsWith(changes: object) {
  const { params } = await diem.read.protocol();
  return { ...params, ...changes };
}

const NEW = {
  base: parseEther('100'),
  vvvCooldown: 14n * DAY,
  diemCooldown: 2n * DAY,
  stakerShare: parseEther('0.25'),
  creditPrice: 2_000_000n,
};

test('any account can apply a proposal two days after it was made', async () => {
  const day = await nextNoon();
  await mined(bob.diem.write.checkpoint());
  const [before, after] = [await paramsWith({}), await paramsWith(NEW)];
  const { events, timestamp } = await mined(owner.diem.write.proposeParams([after]));
  const from = timestamp + 2n * DAY;
  assert.deepEqual(events, [{ eventName: 'ParamsProposed', args: { ...after, executableAt: from } }]);
  assert.deepEqual(await diem.read.proposedParams(), [after, from]);
  assert.deepEqual(await paramsWith({}), before, 'nothing has changed yet');
  await moveTo(from - 1n);
  await expectRevert(bob.diem.simulate.executeParams(), 'ProposalNotReady', [from]);
  await moveTo(from);
  const execution = await mined(bob.diem.write.executeParams());
  assert.equal(execution.roll?.day, day, 'executeParams performs the day\'s rollover');
  assert.deepEqual(execution.events, [
    { eventName: 'ParamsChanged', args: after },
    { eventName: 'CooldownDurationUpdated', args: { duration: 2n * DAY } },
  ]);
  const zeros = Object.fromEntries(Object.keys(after).map((name) => [name, 0n]));
  assert.deepEqual(await diem.read.proposedParams(), [zeros, 0n]);
  await expectRevert(bob.diem.simulate.executeParams(), 'NoProposal', []);

  // All but the shares change at once. Shares are fixed for the day.
  assert.deepEqual(await diem.read.params(), Object.values(after));
  assert.equal(await diem.read.mintRate(), NEW.base);
  assert.equal(await diem.read.cooldownDuration(), NEW.diemCooldown);
  const shares = async () => {
    const { stakerShare, poolShare } = await diem.read.protocol();
    return [stakerShare, poolShare];
  };
  assert.deepEqual(await shares(), [before.stakerShare, before.poolShare]);
  await moveTo(startOf(day + 3));
  assert.deepEqual(await shares(), [NEW.stakerShare, before.poolShare]);
  await stakeVvv(alice, ONE);
  const unstaking = await mined(alice.diem.write.initiateUnstakeVvv([ONE]));
  const [, maturity] = await diem.read.stakes([alice.address]);
  assert.equal(maturity, unstaking.timestamp + NEW.vvvCooldown);
});

test('a proposal expires after 14 days', async () => {
  const { timestamp } = await mined(owner.diem.write.proposeParams([await paramsWith(NEW)]));
  const until = timestamp + 14n * DAY;
  await moveTo(until);
  await bob.diem.simulate.executeParams();
  await moveTo(until + 1n);
  await expectRevert(bob.diem.simulate.executeParams(), 'ProposalExpired', [until]);
});

test('a new proposal replaces the pending one and restarts the delay', async () => {
  const first = await mined(owner.diem.write.proposeParams([await paramsWith(NEW)]));
  await moveTo(first.timestamp + DAY);
  const replacement = await paramsWith({ power: parseEther('1.5') });
  const second = await mined(owner.diem.write.proposeParams([replacement]));
  assert.deepEqual(await diem.read.proposedParams(), [replacement, second.timestamp + 2n * DAY]);
  await moveTo(first.timestamp + 2n * DAY);
  await expectRevert(bob.diem.simulate.executeParams(), 'ProposalNotReady', [second.timestamp + 2n * DAY]);
});

test('proposals are applied at least 7 days apart', async () => {
  await mined(owner.diem.write.proposeParams([await paramsWith(NEW)]));
  const [, first] = await diem.read.proposedParams();
  await moveTo(first);
  await mined(bob.diem.write.executeParams());
  const from = first + 7n * DAY;

  // Made at once: the wait after the last application ends later than the delay of 48 hours.
  const next = await paramsWith({ base: parseEther('125') });
  const { events } = await mined(owner.diem.write.proposeParams([next]));
  assert.deepEqual(events, [{ eventName: 'ParamsProposed', args: { ...next, executableAt: from } }]);
  assert.deepEqual(await diem.read.proposedParams(), [next, from]);
  await moveTo(from - 1n);
  await expectRevert(bob.diem.simulate.executeParams(), 'ProposalNotReady', [from]);
  await moveTo(from);
  await bob.diem.simulate.executeParams();

  // Made six days after the application: the delay of 48 hours ends later.
  await moveTo(from - DAY);
  const { timestamp } = await mined(owner.diem.write.proposeParams([next]));
  assert.deepEqual(await diem.read.proposedParams(), [next, timestamp + 2n * DAY]);
});

test('a greater change takes several proposals', async () => {
  // The price doubles in each, and base rises by a third, rounded down.
  for (const [base, creditPrice] of [['120', 2_000_000n], ['160', 4_000_000n]] as const) {
    const changes = { base: parseEther(base), creditPrice };
    await mined(owner.diem.write.proposeParams([await paramsWith(changes)]));
    const [, executableAt] = await diem.read.proposedParams();
    await moveTo(executableAt);
    await mined(bob.diem.write.executeParams());
    assert.deepEqual(await paramsWith({}), await paramsWith(changes));
  }
  const back = await paramsWith({ base: parseEther('90') });
  await expectRevert(owner.diem.simulate.proposeParams([back]), 'BaseOutOfBounds', [
    back.base, parseEther('120'), (640n * ONE) / 3n,
  ]);
});

test('the owner can cancel a proposal', async () => {
  const { timestamp } = await mined(owner.diem.write.proposeParams([await paramsWith(NEW)]));
  const { events } = await mined(owner.diem.write.cancelParams());
  assert.deepEqual(events, [{ eventName: 'ParamsCancelled', args: undefined }]);
  const [, executableAt] = await diem.read.proposedParams();
  assert.equal(executableAt, 0n);
  await moveTo(timestamp + 3n * DAY);
  await expectRevert(bob.diem.simulate.executeParams(), 'NoProposal', []);
});

test('recover sends the surplus and nothing that is owed', async () => {
  await stakeVvv(alice, ONE);
  await depositUsd(alice, usd('4'));
  const recover = (token: typeof usdAddress) => owner.diem.simulate.recover([token, bob.address]);
  for (const token of [usdAddress, vvvAddress, diem.address]) {
    await expectRevert(recover(token), 'NothingToRecover', [token]);
  }
  await mined(alice.usd.write.transfer([diem.address, 5n]));
  await mined(alice.vvv.write.transfer([diem.address, 3n]));
  for (const [name, token, amount] of [['usd', usdAddress, 5n], ['vvv', vvvAddress, 3n]] as const) {
    const balance = (who: User) => who[name].read.balanceOf([who.address]);
    const before = await balance(bob);
    assert.equal((await recover(token)).result, amount);
    const { events } = await mined(owner.diem.write.recover([token, bob.address]));
    assert.deepEqual(events, [{ eventName: 'Recovered', args: { token, to: bob.address, amount } }]);
    assert.equal(await balance(bob), before + amount);
    await expectRevert(recover(token), 'NothingToRecover', [token]);
  }
  assert.equal(await bob.usd.read.balanceOf([diem.address]), usd('4'));
  assert.equal(await bob.vvv.read.balanceOf([diem.address]), ONE);
});
