/** Makes a new cluster: UTF-8, checksums, passwords by SCRAM, one superuser with a random password. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { postgresEnvironment, type RunAs, tiedBy } from './run-as.ts';

const run = promisify(execFile);
export const SUPERUSER = 'mingchuang';

export interface InitOptions {
  readonly home: string;
  readonly binDir: string;
  readonly user: RunAs | undefined;
}

/** Idempotent; a cluster half made by a run that was cut short is made anew. Returns the superuser's password. */
export async function ensureCluster(options: InitOptions): Promise<string> {
  const { home, binDir, user } = options;
  const cluster = join(home, 'cluster');
  const passwordFile = join(home, 'password');
  if (!existsSync(cluster)) {
    const half = join(home, 'cluster.new');
    rmSync(half, { recursive: true, force: true });
    rmSync(passwordFile, { force: true });
    // On disk before the cluster is: a power cut must not leave a cluster that nobody has the password of.
    writeFileSync(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600, flush: true });
    if (user) chownSync(passwordFile, user.uid, user.gid);
    // The built-in C.UTF-8 needs no locale of the machine and sorts the same after an upgrade of its libraries.
    const args = ['-D', half, '-U', SUPERUSER, '--pwfile', passwordFile, '-A', 'scram-sha-256', '-E', 'UTF8'];
    const locale = ['--locale', 'C', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'];
    const [file, fileArgs] = tiedBy('KILL', [
      join(binDir, 'initdb'),
      ...args,
      ...locale,
      '--no-instructions',
    ]);
    await run(file, fileArgs, {
      cwd: home,
      env: postgresEnvironment,
      timeout: 120_000,
      ...(user && { uid: user.uid, gid: user.gid }),
    });
    renameSync(half, cluster);
  }
  return readFileSync(passwordFile, 'utf8').trim();
}
