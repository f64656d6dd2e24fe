/** A postmaster that a crashed run of ours left behind: told apart from other processes, stopped, waited for. */
import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';

/** What `postmaster.pid` says, or undefined when there is no such file. */
export function readPidFile(cluster: string): { pid: number; status: string } | undefined {
  try {
    const lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(lines[0]), status: (lines[7] ?? '').trim() };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** True while `pid` is a PostgreSQL of this cluster, not some other process that was given the same number. */
export function isPostmasterOf(cluster: string, pid: number): boolean {
  try {
    const argv = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return basename(argv[0] ?? '') === 'postgres' && argv.includes(cluster);
  } catch {
    // No such process any more. A zombie has an empty command line and counts as gone, too.
    return false;
  }
}

/** The caller holds the dataDir lock, so whoever runs on this cluster belongs to nobody. */
export async function stopLeftover(cluster: string, log: Logger): Promise<void> {
  const left = readPidFile(cluster);
  if (!left) return;
  if (!isPostmasterOf(cluster, left.pid)) return disown(cluster, left.pid);
  log.warn({ pid: left.pid }, 'stopping the PostgreSQL that a crashed run left behind');
  // Fast shutdown, then immediate (recovers from its log at the next start), then whatever it takes.
  for (const [signal, waitMs] of [
    ['SIGINT', 8000],
    ['SIGQUIT', 3000],
    ['SIGKILL', 3000],
  ] as const) {
    kill(left.pid, signal);
    for (const deadline = Date.now() + waitMs; Date.now() < deadline; await sleep(25))
      if (!isPostmasterOf(cluster, left.pid)) return;
  }
  throw new Error(`PostgreSQL (pid ${left.pid}) on ${cluster} does not end; end it by hand`);
}

/**
 * After a crash the number in the file may by now be another process's: PostgreSQL would wait for that one for ever
 * when it runs as the same user. Our own number it takes for what it is, its parent's, and goes on to look whether
 * the shared memory named in the file is in use, which it could not if the file were removed.
 */
function disown(cluster: string, pid: number): void {
  const file = openSync(join(cluster, 'postmaster.pid'), 'r+');
  try {
    const text = readFileSync(file, 'utf8');
    if (!text.startsWith(`${pid}\n`)) return;
    const ours = `${process.pid}${text.slice(String(pid).length)}`;
    writeSync(file, ours, 0);
    ftruncateSync(file, Buffer.byteLength(ours));
  } finally {
    closeSync(file);
  }
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
