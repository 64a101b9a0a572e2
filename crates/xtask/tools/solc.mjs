// SPDX-License-Identifier: MIT OR Apache-2.0
// Runs solc on standard JSON: input on stdin, output on stdout. The package's own program adds a line to the output.
import { text } from "node:stream/consumers";
import solc from "solc";

process.stdout.write(solc.compile(await text(process.stdin)));
