// Writes src/abi.ts from the released ABI; with --check, only says whether it is stale. TypeScript infers the types of
// arguments, results, events and errors from a constant, and not from a JSON file.
import { readFileSync, writeFileSync } from 'node:fs';

const source = new URL('../../../artifacts/diem.abi.json', import.meta.url);
const target = new URL('../src/abi.ts', import.meta.url);

/** @type {unknown[]} */
const items = JSON.parse(readFileSync(source, 'utf8'));
const module = [
  '// Generated from artifacts/diem.abi.json by `npm run abi`.',
  'export const diemAbi = [',
  ...items.map((item) => `  ${JSON.stringify(item)},`),
  '] as const;',
  '',
].join('\n');

if (!process.argv.includes('--check')) {
  writeFileSync(target, module);
} else if (readFileSync(target, 'utf8') !== module) {
  console.error('src/abi.ts is stale: run `npm run abi`');
  process.exitCode = 1;
}
