// Approvals by signature, signed as a wallet signs them.
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
import { isolated } from './support/isolation.js';
import { mined, refused } from './support/outcome.js';
import { alice, bob, carol, minted, type User } from './support/users.js';

isolated();

const VALUE = parseEther('5');
const HOUR = 3_600n;
/** Order of secp256k1. */
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

/** The domain as the contract tells it (ERC-5267). */
async function domain() {
  const [fields, name, version, chainId, verifyingContract] = await diem.read.eip712Domain();
  assert.equal(fields, '0x0f', 'these four fields, no salt');
  return { name, version, chainId: Number(chainId), verifyingContract };
}

type Changes = { signer?: Pick<User['client'], 'signTypedData'>; spender?: Address };

/** Arguments of `permit` for Alice's DIEM, signed by her if nobody else is named. */
async function signed({ signer = alice.client, spender = bob.address }: Changes = {}) {
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

test('the domain is this contract on this chain', async () => {
  const found = await domain();
  assert.deepEqual(found, {
    name: 'Diem',
    version: '1',
    chainId: network.id,
    verifyingContract: diem.address,
  });
  assert.equal(await diem.read.DOMAIN_SEPARATOR(), domainSeparator({ domain: found }));
});

test('a signed permit lets the spender take, without a transaction of the owner', async () => {
  await minted(alice, parseEther('900'));
  const sent = await chain.getTransactionCount(alice);
  const { events } = await mined(bob.diem.write.permit(await signed()));
  assert.deepEqual(events, [
    { eventName: 'Approval', args: { owner: alice.address, spender: bob.address, value: VALUE } },
  ]);
  assert.equal(await diem.read.nonces([alice.address]), 1n);
  await mined(bob.diem.write.transferFrom([alice.address, carol.address, VALUE]));
  assert.equal(await diem.read.balanceOf([carol.address]), VALUE);
  assert.equal(await chain.getTransactionCount(alice), sent);
});

test('a permit signed by the node for its account is as good', async () => {
  const remote = createWalletClient({ ...options, account: alice.address, transport: http() });
  await mined(bob.diem.write.permit(await signed({ signer: remote })));
  assert.equal(await diem.read.allowance([alice.address, bob.address]), VALUE);
});

test('a used permit is not good again', async () => {
  const call = await signed();
  await mined(bob.diem.write.permit(call));
  // Over the next nonce, the old signature is that of some other address.
  await assert.rejects(bob.diem.simulate.permit(call), /ERC2612InvalidSigner/);
  assert.equal(await diem.read.nonces([alice.address]), 1n);
});

test('a permit of another signer is refused with both names', async () => {
  const call = await signed({ signer: carol.client });
  await refused(bob.diem.simulate.permit(call), 'ERC2612InvalidSigner', [carol.address, alice.address]);
  assert.equal(await diem.read.nonces([alice.address]), 0n);
});

test('a permit expires after its deadline, not at it', async () => {
  const call = await signed();
  const [, , , deadline] = call;
  await control.setNextBlockTimestamp({ timestamp: deadline + 1n });
  await refused(bob.diem.simulate.permit(call), 'ERC2612ExpiredSignature', [deadline]);
  await control.setNextBlockTimestamp({ timestamp: deadline });
  const { timestamp } = await mined(bob.diem.write.permit(call));
  assert.equal(timestamp, deadline);
});

test('the second form of a signature is refused', async () => {
  const [who, spender, value, deadline, v, r, s] = await signed();
  const high = numberToHex(ORDER - BigInt(s), { size: 32 });
  const call = bob.diem.simulate.permit([who, spender, value, deadline, 55 - v, r, high]);
  await refused(call, 'ECDSAInvalidSignatureS', [high]);
});

test('what is no signature is refused', async () => {
  const [who, spender, value, deadline, v, r, s] = await signed();
  for (const [wrongV, wrongR, wrongS] of [[v - 27, r, s], [29, r, s], [v, zeroHash, zeroHash]] as const) {
    const call = bob.diem.simulate.permit([who, spender, value, deadline, wrongV, wrongR, wrongS]);
    await refused(call, 'ECDSAInvalidSignature', []);
  }
});

test('a permit to nobody is refused', async () => {
  const call = bob.diem.simulate.permit(await signed({ spender: zeroAddress }));
  await refused(call, 'ERC20InvalidSpender', [zeroAddress]);
});
