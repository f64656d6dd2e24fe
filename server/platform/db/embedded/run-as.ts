/** How PostgreSQL's programs are run: as which user, what that user can reach, and never beyond our own life. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

export interface RunAs {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** Undefined when we are an ordinary user ourselves. The start script creates `mingchuang` when we are root. */
export function runAs(): RunAs | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const wanted of ['mingchuang', 'postgres']) {
    const found = users.find(([name]) => name === wanted);
    if (found) return { name: wanted, uid: Number(found[2]), gid: Number(found[3]) };
  }
  throw new Error(
    'PostgreSQL does not run as root. Create a user for it: useradd --system --no-create-home mingchuang',
  );
}

/** The first folder on the way to `path` (itself included) that `user` may not pass, or undefined. */
export function blockedAt(path: string, user: RunAs | undefined): string | undefined {
  if (!user) return undefined;
  const parents = dirname(path) === path ? undefined : blockedAt(dirname(path), user);
  if (parents !== undefined) return parents;
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return undefined;
  const bit = stat.uid === user.uid ? 0o100 : stat.gid === user.gid ? 0o010 : 0o001;
  return (stat.mode & bit) === 0 ? path : undefined;
}

const SETPRIV = ['/usr/bin/setpriv', '/bin/setpriv'].find((file) => existsSync(file));

/** The command line that makes the kernel send `signal` to the program when we die, however we die. */
export function tiedBy(signal: 'INT' | 'KILL', command: readonly string[]): [string, string[]] {
  const [file = '', ...args] = SETPRIV ? [SETPRIV, '--pdeathsig', signal, '--', ...command] : command;
  return [file, args];
}

/** Nothing of ours: PGDATA, PGHOST and the like must not steer them. */
export const postgresEnvironment = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
