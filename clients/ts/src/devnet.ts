import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

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

/** Runs `cargo devnet` in the repository on a free port, and reads from what it prints where everything is. */
export async function startDevnet(repository: URL): Promise<Devnet> {
  const node = spawn('cargo', ['devnet', '--port', '0'], {
    cwd: repository,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    return { ...(await banner(node)), stop: () => stop(node) };
  } catch (error) {
    await stop(node);
    throw error;
  }
}

/** What the node says of itself once it listens. */
function banner(node: ChildProcess): Promise<{ url: string; diem: string }> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('the node is not ready in time')), READY_MS);
    const settle = (then: () => void) => {
      clearTimeout(late);
      then();
    };
    node.once('error', (error) => settle(() => reject(error)));
    node.once('exit', (code) => settle(() => reject(new Error(`the node ended with code ${code}`))));
    let text = '';
    // Read to the end, found or not: a full pipe would stop the node.
    node.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      const url = /\bhttp:\/\/[\w.:]+/.exec(text)?.[0];
      const diem = /^\s*Diem\s+(0x[0-9a-fA-F]{40})\s/m.exec(text)?.[1];
      if (url && diem) settle(() => resolve({ url, diem }));
    });
  });
}

/** Ends the node, as Ctrl-C would. Cargo has become the node by then: it runs programs in its own process. */
async function stop(node: ChildProcess): Promise<void> {
  if (node.exitCode !== null || node.signalCode !== null || node.pid === undefined) return;
  const ended = once(node, 'exit');
  node.kill('SIGINT');
  const stuck = setTimeout(() => node.kill('SIGKILL'), END_MS);
  await ended;
  clearTimeout(stuck);
}
