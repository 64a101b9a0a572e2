// SPDX-License-Identifier: MIT OR Apache-2.0
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** How long to wait for `cargo devnet` to be ready. It may have to compile first. */
const READY_MS = 15 * 60_000;
/** How long to wait for the node to stop before it is killed. */
const STOP_MS = 5_000;

/** A running development node. */
export type Devnet = {
  url: string;
  diem: string;
  stop: () => Promise<void>;
};

/**
 * Starts `cargo devnet` in the repository on a free port. The node stops when this process exits, if not before.
 */
export async function startDevnet(repository: URL): Promise<Devnet> {
  // After compiling, cargo replaces itself with the node, so there is only one process to stop.
  const node = spawn('cargo', ['devnet', '--port', '0'], {
    cwd: repository,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  process.once('exit', () => node.kill('SIGINT'));
  return { ...(await readAddresses(node)), stop: () => stop(node) };
}

/** Waits for the node to listen, and returns its URL and Diem's address, as printed. */
function readAddresses(node: ChildProcess): Promise<{ url: string; diem: string }> {
  return new Promise((resolve, reject) => {
    const message = `the node was not ready within ${READY_MS / 60_000} minutes`;
    const timeout = setTimeout(() => reject(new Error(message)), READY_MS);
    node.once('error', reject);
    node.once('exit', (code) => reject(new Error(`the node exited with code ${code}`)));
    let url: string | undefined;
    // Keep reading after both are found: a full pipe would block the node.
    createInterface(node.stdout!).on('line', (line) => {
      url ??= /\bhttp:\/\/[\w.:]+/.exec(line)?.[0];
      const diem = /^\s*Diem\s+(0x[0-9a-fA-F]{40})$/.exec(line)?.[1];
      if (!url || !diem) return;
      clearTimeout(timeout);
      resolve({ url, diem });
    });
  });
}

/** Stops the node as Ctrl-C would. */
async function stop(node: ChildProcess): Promise<void> {
  if (node.exitCode !== null || node.signalCode !== null) return;
  const ended = once(node, 'exit');
  node.kill('SIGINT');
  const timeout = setTimeout(() => node.kill('SIGKILL'), STOP_MS);
  await ended;
  clearTimeout(timeout);
}
