// The README's first session, as it is printed there.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { diem } from './support/chain.js';
import { isolated } from './support/isolation.js';
import { noon } from './support/time.js';

const BUILD = new URL('../', import.meta.url);
const REPOSITORY = new URL('../../../', BUILD);
const PRINTED_URL = 'http://127.0.0.1:8545';

isolated();

test('the session in the README runs as printed', async () => {
  // What is left today is another figure when a midnight passes.
  await noon();
  const readme = readFileSync(new URL('README.md', REPOSITORY), 'utf8');
  const [, script, said] = /```js\n([\s\S]*?)```\n\nIt says:\n\n```\n([\s\S]*?)```/.exec(readme) ?? [];
  assert.ok(script, 'the README has a script, and what it says');
  assert.ok(script.includes(diem.address), 'with the address that the node prints');
  assert.equal(script.split(PRINTED_URL).length, 2, 'with the URL once');

  // Beside node_modules, where a reader has installed viem; the port alone is another.
  const file = fileURLToPath(new URL('session.mjs', BUILD));
  writeFileSync(file, script.replace(PRINTED_URL, process.env['DIEM_RPC_URL'] ?? ''));
  const { stdout } = await promisify(execFile)(process.execPath, [file], { cwd: fileURLToPath(REPOSITORY) });
  assert.equal(stdout, said);
});
