// Runs every test/*.test.ts, one after the other, against one development node: DIEM_RPC_URL's (with Diem at
// DIEM_ADDRESS), or else one that is started for it and ended with it.
import { readdirSync } from 'node:fs';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';

import { startDevnet, type Devnet } from '../src/devnet.js';

const PACKAGE = new URL('../../', import.meta.url);
const REPOSITORY = new URL('../../', PACKAGE);
/** Most time a file of tests may take: nothing hangs for ever. */
const FILE_MS = 60_000;

// By their sources: what was compiled earlier from a file since removed does not count.
const files = readdirSync(new URL('test/', PACKAGE))
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => fileURLToPath(new URL(name.replace(/ts$/, 'js'), import.meta.url)));

// An interrupted run leaves nothing behind: the node ends with this process.
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
