import type { ChildProcess } from 'node:child_process';

/** Asks a child to end, and ends it after `graceMs`. Resolves when it has closed. */
export function terminate(child: ChildProcess, graceMs = 1000): Promise<void> {
  return new Promise((resolve) => {
    // `close` can be past already; a child without a pid was never there.
    if (child.pid === undefined || hasEnded(child)) {
      resolve();
      return;
    }
    // A stopped process (SIGSTOP) takes no SIGTERM: SIGKILL always works.
    const kill = setTimeout(() => child.kill('SIGKILL'), graceMs);
    child.once('exit', () => {
      clearTimeout(kill);
      resolve();
    });
    child.kill('SIGTERM');
  });
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
