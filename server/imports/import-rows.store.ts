/** The rows of imports in the database: what was read, what became of each, and what it takes to undo it. */
import { sql } from 'kysely';
import type { ImportRow, Outcome, RowFault, Verdict } from '../contract/imports.ts';
import type { Db } from '../platform/db/connect.ts';

export interface NewRow {
  readonly row: number;
  readonly cells: Readonly<Record<string, string>>;
  readonly secretsSealed: Buffer | null;
  readonly verdict: Verdict;
  readonly faults: readonly RowFault[];
  readonly changes: ImportRow['changes'];
}

export interface PendingRow {
  readonly row: number;
  readonly cells: Readonly<Record<string, string>>;
  readonly secretsSealed: Buffer | null;
}

export interface AppliedRow {
  readonly row: number;
  readonly outcome: Outcome;
  readonly appliedNo: number;
  readonly faults?: readonly RowFault[];
  readonly target?: string;
  readonly before?: Readonly<Record<string, string>>;
  readonly after?: Readonly<Record<string, string>>;
  readonly kept?: Buffer | undefined;
  readonly passwordSealed?: Buffer | undefined;
}

export interface UndoableRow {
  readonly row: number;
  readonly outcome: Outcome;
  readonly wasCreated: boolean;
  readonly target: string;
  readonly before: Readonly<Record<string, string>> | null;
  readonly after: Readonly<Record<string, string>>;
  readonly kept: Buffer | null;
}

export interface Counts {
  readonly verdicts: ReadonlyMap<string, number>;
  readonly outcomes: ReadonlyMap<string, number>;
  readonly passwords: number;
  readonly undoFaults: number;
}

export class ImportRowsStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  async insertRows(id: string, rows: readonly NewRow[]): Promise<void> {
    if (rows.length === 0) return;
    await this.#db
      .insertInto('import_row')
      .values(
        rows.map((row) => ({
          import_id: id,
          row_no: row.row,
          cells: JSON.stringify(row.cells),
          secrets_sealed: row.secretsSealed,
          verdict: row.verdict,
          faults: JSON.stringify(row.faults),
          changes: JSON.stringify(row.changes),
        })),
      )
      .execute();
  }

  async rows(
    id: string,
    query: {
      readonly after: number;
      readonly limit: number;
      readonly verdict?: Verdict | undefined;
      readonly outcome?: Outcome | undefined;
      readonly undoFaults?: boolean;
    },
  ): Promise<ImportRow[]> {
    let found = this.#db
      .selectFrom('import_row')
      .select(['row_no', 'cells', 'verdict', 'faults', 'changes', 'outcome', 'undo_fault'])
      .where('import_id', '=', id)
      .where('row_no', '>', query.after)
      .orderBy('row_no')
      .limit(query.limit);
    if (query.verdict !== undefined) found = found.where('verdict', '=', query.verdict);
    if (query.outcome !== undefined) found = found.where('outcome', '=', query.outcome);
    if (query.undoFaults) found = found.where('undo_fault', 'is not', null);
    return (await found.execute()).map((row) => ({
      row: row.row_no,
      verdict: row.verdict as Verdict,
      cells: row.cells,
      faults: row.faults,
      changes: row.changes,
      outcome: row.outcome as Outcome | null,
      undoFault: row.undo_fault,
    }));
  }

  async counts(ids: readonly string[]): Promise<ReadonlyMap<string, Counts>> {
    if (ids.length === 0) return new Map();
    const { rows } = await sql<{
      import_id: string;
      verdict: string;
      outcome: string | null;
      n: number;
      passwords: number;
      undo_faults: number;
    }>`select import_id, verdict, outcome, count(*)::int as n, count(password_sealed)::int as passwords,
        count(undo_fault)::int as undo_faults
      from import_row where import_id = any(${[...ids]}::uuid[]) group by import_id, verdict, outcome`.execute(
      this.#db,
    );
    const all = new Map<
      string,
      { verdicts: Map<string, number>; outcomes: Map<string, number>; passwords: number; undoFaults: number }
    >();
    for (const row of rows) {
      const counts = all.get(row.import_id) ?? {
        verdicts: new Map(),
        outcomes: new Map(),
        passwords: 0,
        undoFaults: 0,
      };
      all.set(row.import_id, counts);
      counts.verdicts.set(row.verdict, (counts.verdicts.get(row.verdict) ?? 0) + row.n);
      if (row.outcome !== null)
        counts.outcomes.set(row.outcome, (counts.outcomes.get(row.outcome) ?? 0) + row.n);
      counts.passwords += row.passwords;
      counts.undoFaults += row.undo_faults;
    }
    return all;
  }

  /** Good rows that nothing became of yet. */
  async pending(id: string): Promise<PendingRow[]> {
    const rows = await this.#db
      .selectFrom('import_row')
      .select(['row_no', 'cells', 'secrets_sealed'])
      .where('import_id', '=', id)
      .where('verdict', '!=', 'faulty')
      .where('outcome', 'is', null)
      .orderBy('row_no')
      .execute();
    return rows.map((row) => ({ row: row.row_no, cells: row.cells, secretsSealed: row.secrets_sealed }));
  }

  async mostApplied(id: string): Promise<number> {
    const { most } = await this.#db
      .selectFrom('import_row')
      .select(sql<number>`coalesce(max(applied_no), 0)`.as('most'))
      .where('import_id', '=', id)
      .executeTakeFirstOrThrow();
    return most;
  }

  /** All in one statement. */
  async saveApplied(id: string, rows: readonly AppliedRow[]): Promise<void> {
    if (rows.length === 0) return;
    const all = rows.map(({ kept, passwordSealed, ...row }) => ({
      ...row,
      faults: row.faults ?? [],
      kept: kept?.toString('base64'),
      password: passwordSealed?.toString('base64'),
    }));
    // What was secret of a row is of no use to anybody any more.
    await sql`update import_row r set outcome = n.outcome, applied_no = n."appliedNo", faults = n.faults,
        target = n.target, before = n.before, after = n.after, kept = decode(n.kept, 'base64'),
        password_sealed = decode(n.password, 'base64'), secrets_sealed = null
      from jsonb_to_recordset(${JSON.stringify(all)}::jsonb) as n("row" int, outcome text, "appliedNo" int,
        faults jsonb, target text, before jsonb, after jsonb, kept text, password text)
      where r.import_id = ${id} and r.row_no = n."row"`.execute(this.#db);
  }

  /** Rows that turned out to be faulty after the preview. */
  async saveFaulty(
    id: string,
    rows: readonly { readonly row: number; readonly faults: readonly RowFault[] }[],
  ): Promise<void> {
    await sql`update import_row r set verdict = 'faulty', faults = n.faults
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n("row" int, faults jsonb)
      where r.import_id = ${id} and r.row_no = n."row"`.execute(this.#db);
  }

  /** The last applied first. */
  async undoable(id: string): Promise<UndoableRow[]> {
    const rows = await this.#db
      .selectFrom('import_row')
      .select(['row_no', 'outcome', 'target', 'before', 'after', 'kept'])
      .where('import_id', '=', id)
      .where('outcome', 'in', ['created', 'changed', 'kept'])
      .where('target', 'is not', null)
      .orderBy('applied_no', 'desc')
      .execute();
    return rows.map((row) => ({
      row: row.row_no,
      outcome: row.outcome as Outcome,
      wasCreated: row.before === null,
      target: row.target ?? '',
      before: row.before,
      after: row.after ?? {},
      kept: row.kept,
    }));
  }

  async saveUndone(
    id: string,
    rows: readonly { readonly row: number; readonly fault: RowFault | undefined }[],
  ): Promise<void> {
    // What was kept to undo a row by is of no use once it is undone.
    await sql`update import_row r set
        outcome = case when n.fault is null then 'undone' else 'kept' end,
        undo_fault = n.fault,
        kept = case when n.fault is null then null else r.kept end,
        password_sealed = case when n.fault is null then null else r.password_sealed end
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n("row" int, fault jsonb)
      where r.import_id = ${id} and r.row_no = n."row"`.execute(this.#db);
  }

  async saveUndoFaults(id: string, faults: ReadonlyMap<number, RowFault>): Promise<void> {
    const all = Array.from(faults, ([row, fault]) => ({ row, fault }));
    await this.#db.updateTable('import_row').set({ undo_fault: null }).where('import_id', '=', id).execute();
    await sql`update import_row r set undo_fault = n.fault
      from jsonb_to_recordset(${JSON.stringify(all)}::jsonb) as n("row" int, fault jsonb)
      where r.import_id = ${id} and r.row_no = n."row"`.execute(this.#db);
  }

  /** First passwords, which are forgotten by this. */
  async takePasswords(
    id: string,
  ): Promise<
    { readonly row: number; readonly cells: Readonly<Record<string, string>>; readonly sealed: Buffer }[]
  > {
    return this.#db.transaction().execute(async (trx) => {
      const rows = await trx
        .selectFrom('import_row')
        .select(['row_no', 'cells', 'password_sealed'])
        .where('import_id', '=', id)
        .where('password_sealed', 'is not', null)
        .orderBy('row_no')
        .forUpdate()
        .execute();
      await trx
        .updateTable('import_row')
        .set({ password_sealed: null })
        .where('import_id', '=', id)
        .execute();
      return rows.flatMap((row) =>
        row.password_sealed ? [{ row: row.row_no, cells: row.cells, sealed: row.password_sealed }] : [],
      );
    });
  }
}
