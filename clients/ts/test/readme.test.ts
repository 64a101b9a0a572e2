// SPDX-License-Identifier: MIT OR Apache-2.0
// The README's first session, as printed there.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { isolateTests } from './support/isolation.js';
import { nextNoon } from './support/time.js';

const BUILD = new URL('../', import.meta.url);
const REPOSITORY = new URL('../../../', BUILD);
const PRINTED_URL = 'http://127.0.0.1:8545';

isolateTests();

test('the README session runs as printed', async () => {
  // A midnight during the session would change the credits left today.
  await nextNoon();
  const readme = readFileSync(new URL('README.md', REPOSITORY), 'utf8');
  const [, script, output] = /```js\n([\s\S]*?)```\n\nIt prints:\n\n```\n([\s\S]*?)```/.exec(readme) ?? [];
  assert.ok(script, 'the README has a script and its output');
  assert.equal(script.split(PRINTED_URL).length, 2, 'the script has the URL once');

  // Below node_modules with viem and this package, as for a reader. Only the port differs.
  const file = fileURLToPath(new URL('session.mjs', BUILD));
  writeFileSync(file, script.replace(PRINTED_URL, process.env['DIEM_RPC_URL'] ?? ''));
  const { stdout } = await promisify(execFile)(process.execPath, [file], { cwd: fileURLToPath(REPOSITORY) });
  assert.equal(stdout, output);
});
