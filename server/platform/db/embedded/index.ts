/**
 * PostgreSQL from npm's binaries, under our own supervision: made on first use, reachable only by a Unix socket in
 * a private folder, started again when it dies, stopped with us and, by the kernel, when we are killed.
 */
import { accessSync, chmodSync, chownSync, constants, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from 'pino';
import { clusterHome } from './home.ts';
import { ensureCluster, SUPERUSER } from './initdb.ts';
import { stopLeftover } from './leftover.ts';
import { type Postmaster, type PostmasterOptions, startPostmaster } from './postmaster.ts';
import { blockedAt, type RunAs, runAs } from './run-as.ts';

export interface EmbeddedPostgresOptions {
  readonly dataDir: string;
  /** The folder with `initdb` and `postgres`. */
  readonly binDir: string;
  readonly log: Logger;
  /** Only tests of other things than durability turn it off. */
  readonly fsync?: boolean;
}

export interface ConnectionTarget {
  readonly host: string;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

export interface EmbeddedPostgres {
  readonly target: ConnectionTarget;
  /** The postmaster's, for tests. */
  readonly pid: number;
  /** Idempotent and bounded (6 s). */
  close(): Promise<void>;
}

/** Only one process may call this for a dataDir at a time: hold the dataDir lock. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { binDir, log } = options;
  const user = runAs();
  checkPrograms(binDir, user);
  const home = clusterHome({ dataDir: options.dataDir, user, log });
  const cluster = join(home, 'cluster');
  const password = await ensureCluster({ home, binDir, user });
  await stopLeftover(cluster, log);
  const socketDir = privateSocketDir(home, user);
  const run = { binDir, cluster, socketDir: socketDir.path, user, fsync: options.fsync ?? true, log };
  let postmaster = await startWithRetries(run);
  let stopping = false;
  const supervise = async (): Promise<void> => {
    for (;;) {
      const how = await postmaster.exited;
      if (stopping) return;
      log.error({ how }, 'PostgreSQL died; starting it again');
      await sleep(500);
      if (stopping) return;
      try {
        postmaster = await startWithRetries(run);
      } catch (error) {
        log.error({ err: error }, 'PostgreSQL does not start; trying again');
        await sleep(3000);
      }
      if (stopping) await postmaster.stop();
    }
  };
  const supervision = supervise();
  const close = async (): Promise<void> => {
    stopping = true;
    await postmaster.stop();
    await supervision;
    socketDir.remove();
  };
  let closing: Promise<void> | undefined;
  const target = { host: socketDir.path, user: SUPERUSER, password, database: 'mingchuang' };
  try {
    await ensureDatabase(target);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    target,
    get pid() {
      return postmaster.pid;
    },
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

/** A postmaster that has just been killed can hold its shared memory for a second or two. */
async function startWithRetries(options: PostmasterOptions): Promise<Postmaster> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await startPostmaster(options);
    } catch (error) {
      const passing = /already exists|still in use|Is another postmaster/.test(String(error));
      if (attempt >= 10 || !passing) throw error;
      options.log.info({ attempt }, 'PostgreSQL’s predecessor is still going away');
      await sleep(300);
    }
  }
}

async function ensureDatabase(target: ConnectionTarget): Promise<void> {
  const client = new pg.Client({ ...target, database: 'postgres' });
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [
      target.database,
    ]);
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(target.database)}`);
  } finally {
    await client.end();
  }
}

/** A Unix socket's path may have 107 characters: beside the cluster if that is short enough, else under /tmp. */
function privateSocketDir(home: string, user: RunAs | undefined): { path: string; remove: () => void } {
  const beside = join(home, 'socket');
  const path = beside.length <= 80 ? beside : mkdtempSync('/tmp/mc-pg-');
  mkdirSync(path, { recursive: true, mode: 0o700 });
  chmodSync(path, 0o700);
  if (user) chownSync(path, user.uid, user.gid);
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

function checkPrograms(binDir: string, user: RunAs | undefined): void {
  for (const program of ['initdb', 'postgres'])
    try {
      accessSync(join(binDir, program), constants.X_OK);
    } catch (cause) {
      throw new Error(`there is no ${program} in ${binDir}; "npm start" prepares it`, { cause });
    }
  const blocked = blockedAt(binDir, user);
  if (blocked !== undefined)
    throw new Error(
      `PostgreSQL’s programs are in ${binDir}, but its user ${user?.name} cannot pass ${blocked}; ` +
        `"npm start" copies them where it can, or set MC_PG_BIN_DIR`,
    );
}
