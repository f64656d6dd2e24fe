/**
 * Puts the good rows of a preview into the registry, each through the slice that owns it and judged once more: in
 * batches that stand by themselves, or all of them in one transaction or none.
 */
import type { Access } from '../../access/index.ts';
import type { Audit } from '../../audit/index.ts';
import { COLUMNS } from '../../contract/import-columns.ts';
import type { RowFault } from '../../contract/imports.ts';
import { inUnitOfWork } from '../../platform/db/unit-of-work.ts';
import type { Actor } from '../../platform/http/route.ts';
import type { StoredJob } from '../import-jobs.store.ts';
import type { AppliedRow, ImportRowsStore } from '../import-rows.store.ts';
import { changesOf, Judge } from '../judge.ts';
import { understand } from '../reading/read-sheet.ts';
import type { SheetRow, Values } from '../reading/sheet-row.ts';
import { refusalOf, withValue } from '../refusals.ts';
import type { Book, Change, RegistryTable } from '../registries/book.ts';
import { inBatch, openSecrets, type Progress, pause, type Sealer } from './run.ts';

export interface ApplyOptions {
  readonly job: StoredJob;
  readonly table: RegistryTable;
  readonly actor: Actor;
  readonly access: Pick<Access, 'permits'>;
  readonly store: ImportRowsStore;
  readonly sealer: Sealer;
  readonly audit: Audit;
  readonly progress: Progress;
}

/** Committed together; cancelling waits for as many. */
const BATCH = 200;
const PAUSE_EVERY = 10;

/** Rows were refused where all or none were to be applied. */
export class RowsRefused extends Error {
  readonly rows: readonly { readonly row: number; readonly faults: readonly RowFault[] }[];

  constructor(rows: RowsRefused['rows']) {
    super(`${rows.length} rows were refused`);
    this.name = 'RowsRefused';
    this.rows = rows;
  }
}

/** Every good row that nothing became of yet. @throws Cancelled */
export async function applyGood(options: ApplyOptions): Promise<void> {
  const run = await ApplyRun.open(options);
  for (let at = 0; at < run.rows.length; at += BATCH) {
    const batch = run.rows.slice(at, at + BATCH);
    run.refresh();
    await inBatch(async () => {
      const applied: AppliedRow[] = [];
      for (const row of batch) applied.push(await run.apply(row));
      await options.store.saveApplied(options.job.id, applied);
    });
    await pause(options.progress);
  }
}

/** Every row or none. @throws RowsRefused, Cancelled */
export async function applyAll(options: ApplyOptions): Promise<void> {
  const { job, store } = options;
  await inBatch(async () => {
    const run = await ApplyRun.open(options);
    const applied: AppliedRow[] = [];
    for (const [index, row] of run.rows.entries()) {
      applied.push(await run.apply(row));
      if (index % PAUSE_EVERY === 0) await pause(options.progress);
    }
    const refused = applied.flatMap(({ row, outcome, faults = [] }) =>
      outcome === 'refused' ? [{ row, faults }] : [],
    );
    if (refused.length > 0) throw new RowsRefused(refused);
    await store.saveApplied(job.id, applied);
  });
}

class ApplyRun {
  readonly rows: readonly SheetRow[];
  readonly #options: ApplyOptions;
  readonly #book: Book;
  readonly #judge: Judge;
  #appliedNo: number;

  private constructor(options: ApplyOptions, rows: readonly SheetRow[], book: Book, appliedNo: number) {
    const { table, actor, access } = options;
    this.#options = options;
    this.#book = book;
    this.#appliedNo = appliedNo;
    this.rows = book.order?.(rows) ?? rows;
    this.#judge = new Judge({ table, book, actor, access, rows });
  }

  static async open(options: ApplyOptions): Promise<ApplyRun> {
    const { job, store, sealer, table, actor, progress } = options;
    const columns = COLUMNS[job.registry];
    const pending = await store.pending(job.id);
    const rows: SheetRow[] = [];
    for (const [index, { row, cells, secretsSealed }] of pending.entries()) {
      rows.push(understand(row, { ...cells, ...openSecrets(sealer, secretsSealed) }, columns));
      if (index % BATCH === 0) await pause(progress);
    }
    progress.begin(rows.length);
    return new ApplyRun(options, rows, await table.open(actor, rows), await store.mostApplied(job.id));
  }

  refresh(): void {
    this.#judge.refresh();
  }

  /** In a part of its own: a row that is refused takes nothing else with it. */
  async apply(row: SheetRow): Promise<AppliedRow> {
    const { job, progress } = this.#options;
    this.#appliedNo += 1;
    const appliedNo = this.#appliedNo;
    try {
      return await inUnitOfWork(() => this.#apply(row, appliedNo));
    } catch (error) {
      const faults = refusalOf(error, job.registry);
      if (!faults) throw error;
      this.#book.spoil?.(row);
      return this.#refused(row, appliedNo, faults);
    } finally {
      progress.step();
    }
  }

  async #apply(row: SheetRow, appliedNo: number): Promise<AppliedRow> {
    const judgement = await this.#judge.judge(row);
    if (judgement.verdict === 'faulty') return this.#refused(row, appliedNo, judgement.faults);
    const { change } = judgement;
    if (judgement.verdict === 'unchanged') return { row: row.row, outcome: 'unchanged', appliedNo };
    const { existing } = change.found;
    if (!existing) return this.#create(row, appliedNo, change);
    const kept = await this.#book.change(existing, change);
    const before = picked(existing.values, change.changed);
    const after = picked(change.next, change.changed);
    await this.#trail(row, 'change', existing.id, change, before, after);
    return { row: row.row, outcome: 'changed', appliedNo, target: existing.id, before, after, kept };
  }

  async #create(row: SheetRow, appliedNo: number, change: Change): Promise<AppliedRow> {
    const { sealer } = this.#options;
    const { id, password } = await this.#book.create(change);
    await this.#trail(row, 'create', id, change, undefined, change.next);
    return {
      row: row.row,
      outcome: 'created',
      appliedNo,
      target: id,
      after: change.next,
      passwordSealed: password === undefined ? undefined : sealer.seal(password),
    };
  }

  #refused(
    row: SheetRow,
    appliedNo: number,
    faults: Parameters<typeof withValue>[1][] | readonly Parameters<typeof withValue>[1][],
  ): AppliedRow {
    const { registry } = this.#options.job;
    return {
      row: row.row,
      outcome: 'refused',
      appliedNo,
      faults: faults.map((fault) => withValue(registry, fault, row.texts)),
    };
  }

  async #trail(
    row: SheetRow,
    verb: 'create' | 'change',
    id: string,
    change: Change,
    before: Values | undefined,
    after: Values,
  ): Promise<void> {
    const { audit, actor, job, table } = this.#options;
    const place = await change.found.place();
    await audit.append({
      actor,
      from: job.fromAddress,
      action: `${table.thing}.${table.verbs?.[verb] ?? verb}`,
      target: `${table.thing}:${id}`,
      targetName: change.next.name ?? change.next.displayName,
      place: place === 'anywhere' ? undefined : place,
      before,
      after,
      detail: {
        import: job.id,
        row: row.row,
        fields: [
          ...(before ? changesOf(change).map((one) => one.column) : []),
          ...Object.keys(change.secrets),
        ],
      },
    });
  }
}

const picked = (values: Values, keys: ReadonlySet<string>): Values =>
  Object.fromEntries([...keys].map((key) => [key, values[key] ?? '']));
