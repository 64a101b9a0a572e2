// The chain under test, seen by a reader and by the development accounts.
import {
  createPublicClient,
  createTestClient,
  defineChain,
  getAddress,
  getContract,
  http,
  webSocket,
} from 'viem';

import { diemAbi } from '../../src/abi.js';

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run the tests with \`npm test\``);
  return value;
}

const url = setting('DIEM_RPC_URL');

/** The node as viem knows chains. Id and name are those of Nitro's own development chain. */
export const network = defineChain({
  id: 412_346,
  name: 'Diem devnet',
  nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
  rpcUrls: { default: { http: [url], webSocket: [url.replace(/^http/, 'ws')] } },
});

// Blocks are there at once, so nothing is worth waiting for or remembering.
export const options = { chain: network, pollingInterval: 20, cacheTime: 0 } as const;

/** Reads. */
export const chain = createPublicClient({ ...options, transport: http() });

/** Moves time, and the chain back. */
export const control = createTestClient({ ...options, mode: 'anvil', transport: http() });

/**
 * Reads over a WebSocket, which `close` ends: an open one would keep the process alive. So would viem's reconnecting,
 * which does not tell being closed from being cut off.
 */
export function socket() {
  const client = createPublicClient({ ...options, transport: webSocket(undefined, { reconnect: false }) });
  const close = async () => (await client.transport.getRpcClient()).close();
  return { client, close };
}

/** Diem, read only. */
export const diem = getContract({
  address: getAddress(setting('DIEM_ADDRESS')),
  abi: diemAbi,
  client: chain,
});
