// SPDX-License-Identifier: MIT OR Apache-2.0
import { afterEach, beforeEach } from 'node:test';

import { control } from './chain.js';

/** Reverts the chain after each test of the file, so that every test starts with the same state, blocks and time. */
export function isolateTests(): void {
  let id: `0x${string}`;
  beforeEach(async () => {
    id = await control.snapshot();
  });
  afterEach(() => control.revert({ id }));
}
