import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** Time for `cargo devnet` to be ready: it may have to compile first. */
const READY_MS = 15 * 60_000;
/** Time for the node to end when asked to, before it is killed. */
const END_MS = 5_000;

/** A development node that runs. */
export type Devnet = {
  url: string;
  diem: string;
  stop: () => Promise<void>;
};

/**
 * Runs `cargo devnet` in the repository on a free port, and reads from what it prints where everything is. The node
 * ends with this process at the latest.
 */
export async function startDevnet(repository: URL): Promise<Devnet> {
  // Once it has compiled, cargo becomes the node: there is only ever one process to end.
  const node = spawn('cargo', ['devnet', '--port', '0'], {
    cwd: repository,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  process.once('exit', () => node.kill('SIGINT'));
  return { ...(await banner(node)), stop: () => stop(node) };
}

/** What the node says of itself once it listens. */
function banner(node: ChildProcess): Promise<{ url: string; diem: string }> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('the node is not ready in time')), READY_MS);
    node.once('error', reject);
    node.once('exit', (code) => reject(new Error(`the node ended with code ${code}`)));
    let url: string | undefined;
    // Read to the end, found or not: a full pipe would stop the node.
    createInterface(node.stdout!).on('line', (line) => {
      url ??= /\bhttp:\/\/[\w.:]+/.exec(line)?.[0];
      const diem = /^\s*Diem\s+(0x[0-9a-fA-F]{40})$/.exec(line)?.[1];
      if (!url || !diem) return;
      clearTimeout(late);
      resolve({ url, diem });
    });
  });
}

/** Ends the node, as Ctrl-C would. */
async function stop(node: ChildProcess): Promise<void> {
  if (node.exitCode !== null || node.signalCode !== null) return;
  const ended = once(node, 'exit');
  node.kill('SIGINT');
  const stuck = setTimeout(() => node.kill('SIGKILL'), END_MS);
  await ended;
  clearTimeout(stuck);
}
