/** Where the embedded cluster lives: under dataDir, unless its user cannot get there. */
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Logger } from 'pino';
import { blockedAt, type RunAs } from './run-as.ts';

export interface HomeOptions {
  readonly dataDir: string;
  readonly user: RunAs | undefined;
  readonly log: Logger;
  /** Where clusters go whose dataDir is unreachable; only ever used as root. */
  readonly elsewhere?: string;
  /** Gives a folder to the user. Tests that are not root cannot. */
  readonly own?: (path: string, user: RunAs) => void;
}

/**
 * Chosen once: `dataDir/postgres-location` remembers a place outside, so that the cluster is found again even if
 * the permissions on the way change, and a new dataDir begins with a new cluster.
 */
export function clusterHome(options: HomeOptions): string {
  const { dataDir, user, log } = options;
  const note = join(dataDir, 'postgres-location');
  const inside = join(dataDir, 'postgres');
  if (existsSync(note)) return ownFolder(readFileSync(note, 'utf8').trim(), options);
  const blocked = blockedAt(dataDir, user);
  if (blocked === undefined) return ownFolder(inside, options);
  if (existsSync(join(inside, 'cluster')))
    throw new Error(
      `The database is in ${inside}, but the user ${user?.name} cannot pass ${blocked}. ` +
        `Let others pass it (chmod o+x ${blocked}).`,
    );
  const outside = join(options.elsewhere ?? '/var/lib/mingchuang', randomBytes(6).toString('hex'));
  log.warn(
    { blocked, database: outside },
    `the user ${user?.name} cannot pass ${blocked}: the database goes to ${outside}`,
  );
  mkdirSync(outside, { recursive: true });
  // Whatever the umask: it would be no better than the place it replaces.
  chmodSync(dirname(outside), 0o755);
  writeFileSync(note, `${outside}\n`);
  return ownFolder(outside, options);
}

function ownFolder(path: string, { user, own = chown }: HomeOptions): string {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (user) own(path, user);
  return path;
}

const chown = (path: string, user: RunAs) => chownSync(path, user.uid, user.gid);
