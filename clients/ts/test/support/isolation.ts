import { afterEach, beforeEach } from 'node:test';

import { control } from './chain.js';

/** Has each test of the file begin with the chain as it was before the first: state, blocks and time. */
export function isolated(): void {
  let id: `0x${string}`;
  beforeEach(async () => {
    id = await control.snapshot();
  });
  afterEach(() => control.revert({ id }));
}
