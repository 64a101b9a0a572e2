// SPDX-License-Identifier: MIT OR Apache-2.0
// Providers: the list of them, the addresses of their services, admission and removal.
import assert from 'node:assert/strict';
import test from 'node:test';

import { concat, encodeAbiParameters, maxUint256, stringToHex, toFunctionSelector, type Hex } from 'viem';
import { getContractError } from 'viem/utils';

import { diemAbi } from '../src/abi.js';
import { diem } from './support/chain.js';
import { isolateTests } from './support/isolation.js';
import { expectRevert, mined } from './support/outcome.js';
import { admitProvider, alice, bob, carol as provider, dave, owner, user, type User } from './support/users.js';

isolateTests();

/** The provider that the development node admits. */
const first = user(9).address;

const announce = (who: User, uri: string) => mined(who.diem.write.announce([uri]));
const list = (start: bigint, count: bigint) => diem.read.providers([start, count]);

/** Announces raw bytes, which no typed client would send as a string. */
async function announceRaw(uri: Hex): Promise<unknown> {
  const data = concat([toFunctionSelector('announce(string)'), encodeAbiParameters([{ type: 'bytes' }], [uri])]);
  try {
    return await provider.client.call({ to: diem.address, data });
  } catch (error) {
    throw getContractError(error as Error, { abi: diemAbi, address: diem.address, functionName: 'announce', args: [''] });
  }
}

test('providers lists everyone who was ever admitted, with the last announced address', async () => {
  assert.deepEqual(await list(0n, 100n), [{ provider: first, admitted: true, uri: '' }]);
  for (const who of [provider, bob, dave]) await admitProvider(who);
  await announce(provider, 'https://carol.example/v1');
  await announce(bob, `https://bob.example/${'long/'.repeat(40)}`);
  await announce(bob, 'https://bob.example');
  const carol = { provider: provider.address, admitted: true, uri: 'https://carol.example/v1' };
  const bobs = { provider: bob.address, admitted: true, uri: 'https://bob.example' };
  const daves = { provider: dave.address, admitted: true, uri: '' };
  assert.deepEqual((await list(0n, 100n)).slice(1), [carol, bobs, daves]);

  // A removed provider keeps its place and its address; admitting it again does not add it again.
  await mined(owner.diem.write.setProvider([provider.address, false]));
  assert.deepEqual((await list(0n, 100n)).slice(1), [{ ...carol, admitted: false }, bobs, daves]);
  await admitProvider(provider);
  assert.deepEqual((await list(0n, 100n)).slice(1), [carol, bobs, daves]);
});

test('providers can be read page by page', async () => {
  for (const who of [provider, bob, dave]) await admitProvider(who);
  const all = await list(0n, maxUint256);
  assert.equal(all.length, 4);
  assert.deepEqual(await list(1n, 2n), all.slice(1, 3));
  assert.deepEqual(await list(3n, 2n), all.slice(3), 'positions beyond the end are left out');
  for (const [start, count] of [[4n, 1n], [maxUint256, maxUint256], [0n, 0n]] as const) {
    assert.deepEqual(await list(start, count), []);
  }
});

test('one call lists at most 100 providers', async () => {
  const count = 120;
  for (let index = 1; index <= count; index++) {
    const address = `0x${index.toString(16).padStart(40, '0')}` as const;
    await mined(owner.diem.write.setProvider([address, true]));
  }
  const pages = [await list(0n, 1_000n), await list(100n, 1_000n)];
  assert.deepEqual(pages.map((page) => page.length), [100, count + 1 - 100]);
  const numbers = pages.flat().slice(1).map(({ provider }) => Number(provider));
  assert.deepEqual(numbers, Array.from({ length: count }, (_, index) => index + 1), 'in order, without a gap');
});

test('announce emits the provider\'s URI, and clients find it by address', async () => {
  await expectRevert(provider.diem.simulate.announce(['https://example.org']), 'NotProvider', [provider.address]);
  await admitProvider(provider);
  const uris = ['https://example.org/v1', `https://example.org/${'long/'.repeat(20)}`, 'https://bücher.example/☕'];
  const blocks: bigint[] = [];
  for (const uri of uris) {
    const { events, receipt } = await announce(provider, uri);
    assert.deepEqual(events, [{ eventName: 'ProviderAnnounced', args: { provider: provider.address, uri } }]);
    blocks.push(receipt.blockNumber);
  }
  const { ProviderAnnounced } = diem.getEvents;
  const since = { fromBlock: blocks[0]! };
  const found = await ProviderAnnounced({ provider: provider.address }, since);
  assert.deepEqual(found.map(({ args }) => args.uri), uris);
  assert.deepEqual(await ProviderAnnounced({ provider: bob.address }, since), []);
});

test('an announced address has 1 to 256 bytes of valid UTF-8', async () => {
  await expectRevert(announceRaw('0x'), 'NotProvider', [provider.address]);
  await admitProvider(provider);
  await announceRaw(stringToHex('x'.repeat(256)));
  const tooLong = stringToHex('x'.repeat(257));
  const cut = stringToHex('https://bücher.example/☕').slice(0, -2) as Hex;
  for (const [uri, length] of [['0x', 0n], [tooLong, 257n], ['0xff', 1n], [cut, 26n]] as const) {
    await expectRevert(announceRaw(uri), 'InvalidUri', [length]);
  }
  // The limit counts bytes, not characters.
  await announce(provider, '☕'.repeat(85));
  await expectRevert(provider.diem.simulate.announce(['☕'.repeat(86)]), 'InvalidUri', [258n]);
  assert.equal((await list(1n, 1n))[0]?.uri, '☕'.repeat(85));
  await expectRevert(alice.diem.simulate.announce(['☕']), 'NotProvider', [alice.address]);
});
