// SPDX-License-Identifier: MIT OR Apache-2.0
/**
 * Chains that Diem is on, with the addresses of its contracts.
 *
 * @module
 */
import { defineChain } from 'viem';

/** The development chain that `cargo devnet` starts, at its usual port. The addresses are the same on every new chain. */
export const devnet = defineChain({
  // The id of Nitro's own development chain.
  id: 412_346,
  name: 'Diem devnet',
  nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
  rpcUrls: { default: { http: ['http://127.0.0.1:8545'], webSocket: ['ws://127.0.0.1:8545'] } },
  contracts: {
    diem: { address: '0x1288A2fa9fCce51CB86Bc61cf605836a941627Ae' },
    vvv: { address: '0xfbfbfDdd6e35dA57b7B0F9a2C10E34Be70B3A4E9' },
    feeToken: { address: '0x10Aeafac83d48E2f9ac4bAAf94311c45fACe1404' },
  },
  testnet: true,
});
