/**
 * The pool and the typed query builder over it. Stores take `Db`; services open transactions on it. Within a unit of
 * work (`unit-of-work.ts`) both go through that one's transaction.
 */
import { type Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Logger } from 'pino';
import { AmbientDriver, AmbientKysely } from './ambient.ts';
import type { ConnectionTarget } from './embedded/index.ts';
import { prepareMarked } from './prepared.ts';
import type { Database } from './schema.ts';

export type Db = Kysely<Database>;

export interface ConnectOptions {
  readonly target: ConnectionTarget | { readonly connectionString: string };
  readonly log: Logger;
  readonly maxConnections?: number;
}

export interface Connection {
  readonly db: Db;
  /** Throws when the database does not answer within 2 s. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export function connect(options: ConnectOptions): Connection {
  const pool = new pg.Pool({
    ...options.target,
    max: options.maxConnections ?? 12,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 60_000,
    statement_timeout: 60_000,
    idle_in_transaction_session_timeout: 30_000,
    application_name: 'mingchuang',
  });
  // An idle connection that broke is replaced by the pool; without a listener it would end the process.
  let closing: Promise<void> | undefined;
  pool.on('error', (error) => {
    // The pool does not wait for its connections' goodbyes; PostgreSQL may end before them.
    if (!closing) options.log.warn({ err: error }, 'a database connection broke');
  });
  pool.on('connect', (client) => {
    // Nor does the pool listen to one that is in use: its death would be an uncaught exception. Who uses it is told so
    // by the statement at hand, or by the next.
    client.on('error', () => undefined);
    prepareMarked(client);
  });
  const dialect = new PostgresDialect({ pool });
  const db: Db = new AmbientKysely<Database>({
    dialect: {
      createDriver: () => new AmbientDriver(dialect.createDriver()),
      createAdapter: () => dialect.createAdapter(),
      createIntrospector: (of) => dialect.createIntrospector(of),
      createQueryCompiler: () => dialect.createQueryCompiler(),
    },
  });
  return {
    db,
    ping: () => ping(pool),
    close: () => {
      closing ??= db.destroy();
      return closing;
    },
  };
}

async function ping(pool: pg.Pool): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer within 2 s')), 2000);
  });
  try {
    await Promise.race([pool.query('select 1'), late]);
  } finally {
    clearTimeout(timer);
  }
}
