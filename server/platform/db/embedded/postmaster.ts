/** One run of the `postgres` program as our child: started, waited for until it serves, stopped. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { readPidFile } from './leftover.ts';
import { postgresEnvironment, type RunAs, tiedBy } from './run-as.ts';

export interface PostmasterOptions {
  readonly binDir: string;
  readonly cluster: string;
  readonly socketDir: string;
  readonly user: RunAs | undefined;
  readonly fsync: boolean;
  readonly log: Logger;
}

export interface Postmaster {
  readonly pid: number;
  readonly exited: Promise<string>;
  /** Fast shutdown, bounded: after 5 s an immediate one, after 6 s it is killed; its log makes good at the next start. */
  stop(): Promise<void>;
}

/** Resolves when it accepts connections; rejects with its last words when it ends before that. */
export async function startPostmaster(options: PostmasterOptions): Promise<Postmaster> {
  const { binDir, cluster, user, log } = options;
  const command = [join(binDir, 'postgres'), '-D', cluster, ...settings(options)];
  // SIGINT when we die, however we die: a fast shutdown. Its own session, so that Ctrl-C reaches only us.
  const [file, args] = tiedBy('INT', command);
  const child = spawn(file, args, {
    cwd: cluster,
    env: postgresEnvironment,
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
    ...(user && { uid: user.uid, gid: user.gid }),
  });
  const lastWords = listen(child, log);
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  let ended: string | undefined;
  void exited.then((how) => {
    ended = how;
  });
  // Recovery after a crash can take long on a big cluster; it says so in its log.
  for (const deadline = Date.now() + 300_000; ; await sleep(20)) {
    if (ended !== undefined) throw new Error(`PostgreSQL ended (${ended}): ${lastWords()}`);
    const file = readPidFile(cluster);
    if (file?.pid === child.pid && file?.status === 'ready') break;
    if (Date.now() > deadline) {
      child.kill('SIGQUIT');
      throw new Error(`PostgreSQL is not ready after 300 s: ${lastWords()}`);
    }
  }
  return { pid: child.pid ?? 0, exited, stop: () => stop(child, exited) };
}

function settings({ socketDir, fsync }: PostmasterOptions): string[] {
  const values = {
    listen_addresses: '',
    unix_socket_directories: socketDir,
    unix_socket_permissions: '0700',
    max_connections: '60',
    shared_buffers: '96MB',
    fsync: fsync ? 'on' : 'off',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_line_prefix: '',
    // A failed statement's text may hold an applicant's name.
    log_min_error_statement: 'panic',
  };
  return Object.entries(values).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
}

function listen(child: ChildProcess, log: Logger): () => string {
  const words: string[] = [];
  if (child.stderr)
    createInterface({ input: child.stderr }).on('line', (line) => {
      words.push(line);
      if (words.length > 12) words.shift();
      if (/^(PANIC|FATAL):(?!.*due to administrator command)/.test(line))
        log.warn({ postgres: line }, 'PostgreSQL complains');
      else log.debug({ postgres: line }, 'PostgreSQL says');
    });
  return () => words.join('\n');
}

async function stop(child: ChildProcess, exited: Promise<string>): Promise<void> {
  const timers = [
    setTimeout(() => child.kill('SIGQUIT'), 5000),
    setTimeout(() => child.kill('SIGKILL'), 6000),
  ];
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGINT');
  await exited;
  for (const timer of timers) clearTimeout(timer);
}
