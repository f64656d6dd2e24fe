/** Where the database of a server that is running now listens: for a second program that only asks it something. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConnectionTarget } from './index.ts';
import { SUPERUSER } from './initdb.ts';
import { isPostmasterOf, readPidFile } from './leftover.ts';

/** Undefined: none is running. The caller must be able to read the cluster's folder: root, or the server's user. */
export function runningTarget(dataDir: string): ConnectionTarget | undefined {
  const note = join(dataDir, 'postgres-location');
  const home = existsSync(note) ? readFileSync(note, 'utf8').trim() : join(dataDir, 'postgres');
  const cluster = join(home, 'cluster');
  const running = readPidFile(cluster);
  if (!running || !isPostmasterOf(cluster, running.pid)) return undefined;
  // The fifth line is the folder of its socket (PostgreSQL's miscadmin.h, LOCK_FILE_LINE_SOCKET_DIR).
  const host = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')[4]?.trim();
  if (!host) return undefined;
  const password = readFileSync(join(home, 'password'), 'utf8').trim();
  return { host, user: SUPERUSER, password, database: 'mingchuang' };
}
