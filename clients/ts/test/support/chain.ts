// SPDX-License-Identifier: MIT OR Apache-2.0
// Clients for the chain under test.
import {
  createPublicClient,
  createTestClient,
  getAddress,
  getContract,
  http,
  webSocket,
} from 'viem';

import { devnet, diemAbi } from '../../src/index.js';

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run the tests with \`npm test\``);
  return value;
}

const url = setting('DIEM_RPC_URL');

/** The node as a viem chain, at the port that it listens on. */
export const network = {
  ...devnet,
  rpcUrls: { default: { http: [url], webSocket: [url.replace(/^http/, 'ws')] } },
};

// Transactions are mined at once, so polling can be fast and nothing needs caching.
export const options = { chain: network, pollingInterval: 20, cacheTime: 0 } as const;

/** Reads the chain. */
export const chain = createPublicClient({ ...options, transport: http() });

/** Moves time, takes snapshots and reverts to them. */
export const control = createTestClient({ ...options, mode: 'anvil', transport: http() });

/**
 * Reads the chain over a WebSocket. Call `close` at the end: an open socket would keep the process alive. Reconnecting
 * is off for the same reason: viem would also reconnect after `close`.
 */
export function socket() {
  const client = createPublicClient({ ...options, transport: webSocket(undefined, { reconnect: false }) });
  const close = async () => (await client.transport.getRpcClient()).close();
  return { client, close };
}

/** Diem, read-only. */
export const diem = getContract({
  address: getAddress(setting('DIEM_ADDRESS')),
  abi: diemAbi,
  client: chain,
});
