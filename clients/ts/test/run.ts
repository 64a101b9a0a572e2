// SPDX-License-Identifier: MIT OR Apache-2.0
// Runs every test/*.test.ts in sequence against one development node: the one at DIEM_RPC_URL (with Diem at
// DIEM_ADDRESS), or one that is started for the run and stopped after it.
import { readdirSync } from 'node:fs';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';

import { startDevnet, type Devnet } from './support/node.js';

const PACKAGE = new URL('../../', import.meta.url);
const REPOSITORY = new URL('../../', PACKAGE);
/** Time limit for one test file. */
const FILE_MS = 60_000;

// Listed by source, so that a compiled test whose source was deleted does not run.
const files = readdirSync(new URL('test/', PACKAGE))
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => fileURLToPath(new URL(name.replace(/ts$/, 'js'), import.meta.url)));

// An interrupted run leaves nothing behind: the node stops with this process.
const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    interrupted.abort();
    process.exit(1);
  });
}

let devnet: Devnet | undefined;
if (!process.env['DIEM_RPC_URL']) {
  devnet = await startDevnet(REPOSITORY);
  process.env['DIEM_RPC_URL'] = devnet.url;
  process.env['DIEM_ADDRESS'] = devnet.diem;
}
const report = run({ files, concurrency: 1, timeout: FILE_MS, signal: interrupted.signal })
  .on('test:fail', () => (process.exitCode = 1))
  .compose(new spec());
report.once('end', () => void devnet?.stop()).pipe(process.stdout);
