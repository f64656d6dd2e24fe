/** Rows and files of a running program against each other. */
import { stat } from 'node:fs/promises';
import { sql } from 'kysely';
import { connect, type Db } from '../../../server/platform/db/connect.ts';
import { runningTarget } from '../../../server/platform/db/embedded/running.ts';
import { silentLog } from '../../../server/platform/log.ts';
import { until } from '../../e2e/support/until.ts';
import { filesOf } from './site-files.ts';

const AGREE_WITHIN_MS = 20_000;

export interface IndexAgainstDisk {
  /** By path; without an end: still open. */
  readonly files: ReadonlyMap<string, { readonly endedAtMs: number | undefined }>;
  readonly faults: readonly string[];
}

/** A row a file, a file a row, closed ones of the same size: soon, as PostgreSQL may just have been killed. */
export async function indexAgainstDisk(dataDir: string): Promise<IndexAgainstDisk> {
  const target = await until('PostgreSQL to run', () => runningTarget(dataDir), AGREE_WITHIN_MS);
  const connection = connect({ target, log: silentLog(), maxConnections: 1 });
  try {
    const agreed = async () => {
      const compared = await compare(connection.db, dataDir);
      if (compared.faults.length > 0) throw new Error(compared.faults.join('\n'));
      return compared;
    };
    return await until('index and disk to agree', agreed, AGREE_WITHIN_MS, 500);
  } catch (error) {
    return { files: new Map(), faults: [String((error as { cause?: unknown }).cause ?? error)] };
  } finally {
    await connection.close();
  }
}

async function compare(db: Db, dataDir: string): Promise<IndexAgainstDisk> {
  const faults: string[] = [];
  const files = new Map<string, { endedAtMs: number | undefined }>();
  const { rows } = await sql<{ id: string; ended_at: Date; bytes: string; open: boolean }>`
    select id, ended_at, bytes, open from recording_segment where not buffer`.execute(db);
  const byId = new Map(rows.map((row) => [row.id, row]));
  for (const { id, path } of await filesOf(dataDir)) {
    const row = byId.get(id);
    byId.delete(id);
    if (row === undefined) {
      faults.push(`${path} has no row`);
      continue;
    }
    const { size } = await stat(path);
    if (!row.open && Number(row.bytes) !== size)
      faults.push(`${path}: ${row.bytes} bytes by the index, ${size} on disk`);
    files.set(path, { endedAtMs: row.open ? undefined : Number(row.ended_at) });
  }
  for (const id of byId.keys()) faults.push(`row ${id} has no file`);
  return { files, faults };
}
