// Compiles the contracts beside this file into out/, or with --check fails when out/ is stale.
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import solc from "solc";

const here = import.meta.dirname;
const out = join(here, "out");
const check = process.argv.includes("--check");

const files = readdirSync(here).filter((file) => file.endsWith(".sol"));
const input = {
  language: "Solidity",
  sources: Object.fromEntries(files.map((file) => [file, { content: readFileSync(join(here, file), "utf8") }])),
  settings: {
    evmVersion: "cancun",
    optimizer: { enabled: true, runs: 200 },
    // Without the hash of the metadata: a comment changes no bytecode.
    metadata: { appendCBOR: false, bytecodeHash: "none" },
    outputSelection: { "*": { "*": ["abi", "evm.bytecode.object"] } },
  },
};
const result = JSON.parse(solc.compile(JSON.stringify(input)));
for (const { formattedMessage } of result.errors ?? []) console.error(formattedMessage);
if (result.errors?.length) process.exit(1);

let stale = false;
mkdirSync(out, { recursive: true });
for (const file of files) {
  for (const [name, { abi, evm }] of Object.entries(result.contracts[file])) {
    if (!evm.bytecode.object) continue;
    const target = join(out, `${name}.json`);
    const text = JSON.stringify({ abi, bytecode: `0x${evm.bytecode.object}` }, null, 1) + "\n";
    if (!check) {
      writeFileSync(target, text);
    } else if (!existsSync(target) || readFileSync(target, "utf8") !== text) {
      console.error(`out/${name}.json is stale: run \`npm run build\` in devnet/contracts`);
      stale = true;
    }
  }
}
process.exit(stale ? 1 : 0);
