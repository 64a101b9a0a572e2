// SPDX-License-Identifier: MIT OR Apache-2.0
/**
 * Diem for viem: the ABI, the chains, and what is signed off chain.
 *
 * @module
 */
export { diemAbi } from './abi.js';
export { devnet } from './chains.js';
export { diemDomain, domainType } from './domain.js';
export {
  quotaPermitTypedData,
  quotaPermitTypes,
  signQuotaPermit,
  type PermitQuotaArgs,
  type QuotaPermit,
} from './quota-permit.js';
export { rejection, signVoucher, today, voucherTypedData, voucherTypes, type UsageVoucher } from './voucher.js';
