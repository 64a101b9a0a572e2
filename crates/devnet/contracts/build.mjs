// SPDX-License-Identifier: MIT OR Apache-2.0
// Compiles the contracts in this folder, and those of npm packages that Diem is compared with, into out/. With --check,
// fails if out/ is stale.
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import solc from "solc";
import solc05 from "solc-0.5";

const here = import.meta.dirname;
const out = join(here, "out");
const check = process.argv.includes("--check");

// Imports are files of packages, which npm may install in this folder or at the workspace's root.
const { resolve } = createRequire(import.meta.url);
const read = (path) => ({ contents: readFileSync(resolve(path), "utf8") });
const compile = (compiler, callback, sources, settings) => {
  const input = {
    language: "Solidity",
    sources: Object.fromEntries(sources),
    settings: {
      ...settings,
      optimizer: { enabled: true, runs: 200 },
      outputSelection: { "*": { "*": ["abi", "evm.bytecode.object"] } },
    },
  };
  const result = JSON.parse(compiler.compile(JSON.stringify(input), callback));
  for (const { formattedMessage } of result.errors ?? []) console.error(formattedMessage);
  if (result.errors?.length) process.exit(1);
  return sources.flatMap(([file]) => Object.entries(result.contracts[file]));
};

const stakingRewards = "synthetix/contracts/StakingRewards.sol";
const files = readdirSync(here).filter((file) => file.endsWith(".sol"));
const contracts = [
  ...compile(solc, { import: read }, files.map((file) => [file, { content: readFileSync(join(here, file), "utf8") }]), {
    evmVersion: "cancun",
    // Without the hash of the metadata, so that comments do not change the bytecode.
    metadata: { appendCBOR: false, bytecodeHash: "none" },
  }),
  // With the compiler version it was written for.
  ...compile(solc05, read, [[stakingRewards, { content: read(stakingRewards).contents }]], { evmVersion: "istanbul" }),
];

let stale = false;
mkdirSync(out, { recursive: true });
for (const [name, { abi, evm }] of contracts) {
  if (!evm.bytecode.object) continue;
  const target = join(out, `${name}.json`);
  const text = JSON.stringify({ abi, bytecode: `0x${evm.bytecode.object}` }, null, 1) + "\n";
  if (!check) {
    writeFileSync(target, text);
  } else if (!existsSync(target) || readFileSync(target, "utf8") !== text) {
    console.error(`out/${name}.json is stale: run \`npm run build\` in crates/devnet/contracts`);
    stale = true;
  }
}
process.exit(stale ? 1 : 0);
