// SPDX-License-Identifier: MIT OR Apache-2.0
// ERC-2612 permits, signed as a wallet signs them.
import assert from 'node:assert/strict';
import test from 'node:test';

import {
  createWalletClient,
  domainSeparator,
  http,
  numberToHex,
  parseEther,
  parseSignature,
  zeroAddress,
  zeroHash,
  type Address,
} from 'viem';

import { chain, control, diem, network, options } from './support/chain.js';
import { isolateTests } from './support/isolation.js';
import { expectRevert, mined } from './support/outcome.js';
import { alice, bob, carol, stakeAndMint, type User } from './support/users.js';

isolateTests();

const VALUE = parseEther('5');
const HOUR = 3_600n;
/** The order of secp256k1. */
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

const types = {
  Permit: [
    { name: 'owner', type: 'address' },
    { name: 'spender', type: 'address' },
    { name: 'value', type: 'uint256' },
    { name: 'nonce', type: 'uint256' },
    { name: 'deadline', type: 'uint256' },
  ],
} as const;

/** The EIP-712 domain as the contract reports it (ERC-5267). */
async function domain() {
  const [fields, name, version, chainId, verifyingContract] = await diem.read.eip712Domain();
  assert.equal(fields, '0x0f', 'four fields, no salt');
  return { name, version, chainId: Number(chainId), verifyingContract };
}

type Changes = { signer?: Pick<User['client'], 'signTypedData'>; spender?: Address };

/** Arguments of `permit` for Alice's DIEM, signed by Alice unless `signer` is given. */
async function signPermit({ signer = alice.client, spender = bob.address }: Changes = {}) {
  const deadline = (await chain.getBlock()).timestamp + HOUR;
  const message = {
    owner: alice.address,
    spender,
    value: VALUE,
    nonce: await diem.read.nonces([alice.address]),
    deadline,
  };
  const signature = await signer.signTypedData({
    domain: await domain(),
    types,
    primaryType: 'Permit',
    message,
  });
  const { r, s, yParity } = parseSignature(signature);
  return [alice.address, spender, VALUE, deadline, 27 + yParity, r, s] as const;
}

test('the domain names this contract on this chain', async () => {
  const found = await domain();
  assert.deepEqual(found, {
    name: 'Diem',
    version: '1',
    chainId: network.id,
    verifyingContract: diem.address,
  });
  assert.equal(await diem.read.DOMAIN_SEPARATOR(), domainSeparator({ domain: found }));
});

test('a permit sets the allowance without a transaction by the owner', async () => {
  await stakeAndMint(alice, parseEther('900'));
  const sent = await chain.getTransactionCount(alice);
  const { events } = await mined(bob.diem.write.permit(await signPermit()));
  assert.deepEqual(events, [
    { eventName: 'Approval', args: { owner: alice.address, spender: bob.address, value: VALUE } },
  ]);
  assert.equal(await diem.read.nonces([alice.address]), 1n);
  await mined(bob.diem.write.transferFrom([alice.address, carol.address, VALUE]));
  assert.equal(await diem.read.balanceOf([carol.address]), VALUE);
  assert.equal(await chain.getTransactionCount(alice), sent);
});

test('a permit signed by the node for its account is accepted', async () => {
  const remote = createWalletClient({ ...options, account: alice.address, transport: http() });
  await mined(bob.diem.write.permit(await signPermit({ signer: remote })));
  assert.equal(await diem.read.allowance([alice.address, bob.address]), VALUE);
});

test('a permit cannot be used twice', async () => {
  const call = await signPermit();
  await mined(bob.diem.write.permit(call));
  // With the next nonce, the old signature recovers to some other address.
  await assert.rejects(bob.diem.simulate.permit(call), /ERC2612InvalidSigner/);
  assert.equal(await diem.read.nonces([alice.address]), 1n);
});

test('a permit by another signer reverts with both addresses', async () => {
  const call = await signPermit({ signer: carol.client });
  await expectRevert(bob.diem.simulate.permit(call), 'ERC2612InvalidSigner', [carol.address, alice.address]);
  assert.equal(await diem.read.nonces([alice.address]), 0n);
});

test('a permit is accepted at its deadline and rejected one second after', async () => {
  const call = await signPermit();
  const [, , , deadline] = call;
  await control.setNextBlockTimestamp({ timestamp: deadline + 1n });
  await expectRevert(bob.diem.simulate.permit(call), 'ERC2612ExpiredSignature', [deadline]);
  await control.setNextBlockTimestamp({ timestamp: deadline });
  const { timestamp } = await mined(bob.diem.write.permit(call));
  assert.equal(timestamp, deadline);
});

test('a signature with a high s is rejected', async () => {
  const [who, spender, value, deadline, v, r, s] = await signPermit();
  const high = numberToHex(ORDER - BigInt(s), { size: 32 });
  const call = bob.diem.simulate.permit([who, spender, value, deadline, 55 - v, r, high]);
  await expectRevert(call, 'ECDSAInvalidSignatureS', [high]);
});

test('an invalid signature is rejected', async () => {
  const [who, spender, value, deadline, v, r, s] = await signPermit();
  for (const [wrongV, wrongR, wrongS] of [[v - 27, r, s], [29, r, s], [v, zeroHash, zeroHash]] as const) {
    const call = bob.diem.simulate.permit([who, spender, value, deadline, wrongV, wrongR, wrongS]);
    await expectRevert(call, 'ECDSAInvalidSignature', []);
  }
});

test('a permit for the zero address is rejected', async () => {
  const call = bob.diem.simulate.permit(await signPermit({ spender: zeroAddress }));
  await expectRevert(call, 'ERC20InvalidSpender', [zeroAddress]);
});
