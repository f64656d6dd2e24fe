/** Import jobs in the database: one for each upload, and how far it came. Their rows: `import-rows.store.ts`. */
import { sql } from 'kysely';
import type { ImportMode, ImportState, Registry } from '../contract/imports.ts';
import type { Db } from '../platform/db/connect.ts';

export interface StoredJob {
  readonly id: string;
  readonly registry: Registry;
  readonly fileName: string;
  readonly fileBytes: number;
  readonly sha256: string;
  readonly byUser: string;
  readonly byName: string;
  readonly fromAddress: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly state: ImportState;
  readonly mode: ImportMode | null;
  readonly columns: readonly string[];
  readonly unknownHeaders: readonly string[];
  readonly fault: { readonly code: string; readonly message: string } | null;
  readonly undoCheckedAt: Date | null;
}

export interface JobChange {
  readonly state?: ImportState;
  readonly mode?: ImportMode;
  readonly columns?: readonly string[];
  readonly unknownHeaders?: readonly string[];
  readonly fault?: { readonly code: string; readonly message: string } | null;
  readonly undoCheckedAt?: Date | null;
}

interface JobRow {
  id: string;
  registry: string;
  file_name: string;
  file_bytes: number;
  sha256: string;
  by_user: string;
  by_name: string;
  from_address: string;
  created_at: Date;
  updated_at: Date;
  state: string;
  mode: string | null;
  columns: string[];
  unknown_headers: string[];
  fault: { code: string; message: string } | null;
  undo_checked_at: Date | null;
}

export class ImportJobsStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  async insertJob(
    job: Pick<
      StoredJob,
      'registry' | 'fileName' | 'fileBytes' | 'sha256' | 'byUser' | 'byName' | 'fromAddress'
    >,
    at: Date,
  ): Promise<StoredJob> {
    const row = await this.#db
      .insertInto('import_job')
      .values({
        registry: job.registry,
        file_name: job.fileName,
        file_bytes: job.fileBytes,
        sha256: job.sha256,
        by_user: job.byUser,
        by_name: job.byName,
        from_address: job.fromAddress,
        created_at: at,
        updated_at: at,
        state: 'reading',
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    return toJob(row);
  }

  async job(id: string): Promise<StoredJob | undefined> {
    const row = await this.#db.selectFrom('import_job').selectAll().where('id', '=', id).executeTakeFirst();
    return row && toJob(row);
  }

  /** The newest first. */
  async jobs(filter: {
    readonly byUser?: string | undefined;
    readonly registries: readonly Registry[];
    readonly limit: number;
  }): Promise<StoredJob[]> {
    let query = this.#db
      .selectFrom('import_job')
      .selectAll()
      .where('registry', 'in', filter.registries.length > 0 ? [...filter.registries] : ['none'])
      .orderBy('created_at', 'desc')
      .limit(filter.limit);
    if (filter.byUser !== undefined) query = query.where('by_user', '=', filter.byUser);
    return (await query.execute()).map(toJob);
  }

  /** False: it was in none of these states, and nothing was done. */
  async change(id: string, from: readonly ImportState[], change: JobChange, at: Date): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('import_job')
      .set({
        updated_at: at,
        ...(change.state !== undefined && { state: change.state }),
        ...(change.mode !== undefined && { mode: change.mode }),
        ...(change.columns !== undefined && { columns: JSON.stringify(change.columns) }),
        ...(change.unknownHeaders !== undefined && {
          unknown_headers: JSON.stringify(change.unknownHeaders),
        }),
        ...(change.fault !== undefined && { fault: change.fault && JSON.stringify(change.fault) }),
        ...(change.undoCheckedAt !== undefined && { undo_checked_at: change.undoCheckedAt }),
      })
      .where('id', '=', id)
      .where('state', 'in', [...from])
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  async deleteJob(id: string, from: readonly ImportState[]): Promise<boolean> {
    const { numDeletedRows } = await this.#db
      .deleteFrom('import_job')
      .where('id', '=', id)
      .where('state', 'in', [...from])
      .executeTakeFirst();
    return numDeletedRows > 0n;
  }

  /** At the start: what was under way when the last process ended. */
  async interruptAll(at: Date): Promise<void> {
    await sql`update import_job set updated_at = ${at}, state = case state
        when 'reading' then 'interrupted'
        when 'undoing' then 'applied'
        else case when exists (select 1 from import_row r where r.import_id = import_job.id and r.outcome is not null)
          then 'stopped' else 'ready' end end,
        fault = ${JSON.stringify({ code: 'interrupted', message: 'The server ended meanwhile.' })}::jsonb
      where state in ('reading', 'applying', 'undoing')`.execute(this.#db);
  }

  /** Jobs nobody has touched for long, with their rows. */
  async deleteOlder(than: Date): Promise<number> {
    const { numDeletedRows } = await this.#db
      .deleteFrom('import_job')
      .where('updated_at', '<', than)
      .where('state', 'not in', ['reading', 'applying', 'undoing'])
      .executeTakeFirst();
    return Number(numDeletedRows);
  }
}

const toJob = (row: JobRow): StoredJob => ({
  id: row.id,
  registry: row.registry as Registry,
  fileName: row.file_name,
  fileBytes: row.file_bytes,
  sha256: row.sha256,
  byUser: row.by_user,
  byName: row.by_name,
  fromAddress: row.from_address,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  state: row.state as ImportState,
  mode: row.mode as ImportMode | null,
  columns: row.columns,
  unknownHeaders: row.unknown_headers,
  fault: row.fault,
  undoCheckedAt: row.undo_checked_at,
});
