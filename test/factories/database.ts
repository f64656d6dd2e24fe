/** A database of its own for a test file: real PostgreSQL, migrated, empty. Integration project only. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { type Connection, connect } from '../../server/platform/db/connect.ts';
import type { ConnectionTarget } from '../../server/platform/db/embedded/index.ts';
import { silentLog } from '../../server/platform/log.ts';
import type {} from './postgres-global.ts';

export interface TestDatabase extends Connection {
  readonly target: ConnectionTarget;
}

/** About 50 ms. `close()` drops it again; call it in `afterAll`. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const template = inject('postgres');
  const target = { ...template, database: `test_${randomBytes(6).toString('hex')}` };
  await onServer(template, `create database ${target.database} template ${template.database}`);
  const connection = connect({ target, log: silentLog(), maxConnections: 8 });
  return {
    ...connection,
    target,
    close: async () => {
      await connection.close();
      await onServer(template, `drop database if exists ${target.database} with (force)`);
    },
  };
}

async function onServer(template: ConnectionTarget, statement: string): Promise<void> {
  const client = new pg.Client({ ...template, database: 'postgres' });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
