/** The database for a command of its own (`npm run doctor`, `npm run audit:verify`), whether the server runs or not. */
import type { LoadedConfig } from '../../../config/load.ts';
import { openDataDir } from '../data-dir.ts';
import { createLifecycle } from '../lifecycle.ts';
import type { Logger } from '../log.ts';
import { connect, type Db } from './connect.ts';
import { runningTarget } from './embedded/running.ts';
import { openDatabase } from './open.ts';

export async function openBeside(
  config: LoadedConfig,
  log: Logger,
): Promise<{ readonly db: Db; close(): Promise<void> }> {
  const target =
    config.databaseUrl === undefined
      ? runningTarget(config.dataDir)
      : { connectionString: config.databaseUrl };
  if (target) {
    const connection = connect({ target, log, maxConnections: 2 });
    return { db: connection.db, close: () => connection.close() };
  }
  // Nobody is running: the database is started for as long as this takes, and the data folder is ours meanwhile.
  const lifecycle = createLifecycle(log);
  const dataDir = await openDataDir(config.dataDir);
  lifecycle.onClose('data folder', () => dataDir.close());
  const { db } = await openDatabase({ config, log, lifecycle });
  return {
    db,
    close: async () => {
      await lifecycle.close();
    },
  };
}
