/**
 * Takes an import back, the last row first: what it made goes, what it changed becomes what it was, as long as nobody
 * has built on it or changed it since. What cannot be undone can be asked for before.
 */
import type { Access } from '../../access/index.ts';
import type { Audit } from '../../audit/index.ts';
import type { RowFault } from '../../contract/imports.ts';
import { inUnitOfWork } from '../../platform/db/unit-of-work.ts';
import { AppError } from '../../platform/errors.ts';
import type { Actor } from '../../platform/http/route.ts';
import type { StoredJob } from '../import-jobs.store.ts';
import type { ImportRowsStore, UndoableRow } from '../import-rows.store.ts';
import type { Values } from '../reading/sheet-row.ts';
import { refusalOf, withValue } from '../refusals.ts';
import type { RegistryTable, Undoing } from '../registries/book.ts';
import { inBatch, type Progress, pause } from './run.ts';

export interface UndoOptions {
  readonly job: StoredJob;
  readonly table: RegistryTable;
  readonly actor: Actor;
  readonly access: Pick<Access, 'permits'>;
  readonly store: ImportRowsStore;
  readonly audit: Audit;
  readonly progress: Progress;
}

const BATCH = 200;
const PAUSE_EVERY = 10;

/** Carries the answer out of a transaction that is to leave nothing behind. */
class OnlyAsked extends Error {}

/** Which rows could not be undone, by trying it in a transaction that is undone itself. */
export async function checkUndo(options: UndoOptions): Promise<ReadonlyMap<number, RowFault>> {
  const faults = new Map<number, RowFault>();
  try {
    await inBatch(async () => {
      faults.clear();
      const rows = await options.store.undoable(options.job.id);
      options.progress.begin(rows.length);
      const undoing = options.table.undoing(options.actor);
      for (const [index, row] of rows.entries()) {
        const fault = await undone(options, undoing, row);
        if (fault) faults.set(row.row, fault);
        if (index % PAUSE_EVERY === 0) await pause(options.progress);
      }
      throw new OnlyAsked();
    });
  } catch (error) {
    if (!(error instanceof OnlyAsked)) throw error;
  }
  return faults;
}

/** @throws Cancelled between batches: what is undone by then stays undone. */
export async function undo(options: UndoOptions): Promise<void> {
  const { job, store, progress } = options;
  const rows = await store.undoable(job.id);
  progress.begin(rows.length);
  for (let at = 0; at < rows.length; at += BATCH) {
    await inBatch(async () => {
      const undoing = options.table.undoing(options.actor);
      const saved: { row: number; fault: RowFault | undefined }[] = [];
      for (const row of rows.slice(at, at + BATCH))
        saved.push({ row: row.row, fault: await undone(options, undoing, row) });
      await store.saveUndone(job.id, saved);
    });
    await pause(progress);
  }
}

/** Undoes one row, or says why not. */
async function undone(
  options: UndoOptions,
  undoing: Undoing,
  row: UndoableRow,
): Promise<RowFault | undefined> {
  const { job, progress } = options;
  try {
    await inUnitOfWork(() => undoRow(options, undoing, row));
    return undefined;
  } catch (error) {
    const [fault] = refusalOf(error, job.registry) ?? [];
    if (!fault) throw error;
    return withValue(job.registry, { ...fault, column: null }, {});
  } finally {
    progress.step();
  }
}

async function undoRow(options: UndoOptions, undoing: Undoing, row: UndoableRow): Promise<void> {
  const { access, actor, audit, job, table } = options;
  const place = await undoing.place(row.target);
  const permits =
    place !== undefined &&
    (await access.permits(actor, table.write, place === 'anywhere' ? undefined : place));
  if (!permits) throw new AppError(404, 'not_found', 'It is not there any more, or not within your rights.');
  const current = await undoing.current(row.target);
  if (!current || !isAs(current, row.after))
    throw new AppError(409, 'changed_since', 'It was changed since.');
  if (row.before === null) await undoing.remove(row.target);
  else await undoing.restore(row.target, row.before, Object.keys(row.after), row.kept ?? undefined);
  const verb = row.before === null ? 'remove' : 'change';
  await audit.append({
    actor,
    from: job.fromAddress,
    action: `${table.thing}.${table.verbs?.[verb] ?? verb}`,
    target: `${table.thing}:${row.target}`,
    targetName: current.name ?? current.displayName,
    place: place === 'anywhere' ? undefined : place,
    before: row.after,
    after: row.before ?? undefined,
    detail: { import: job.id, row: row.row, undone: true },
  });
}

const isAs = (current: Values, after: Values): boolean =>
  Object.entries(after).every(([key, value]) => current[key] === undefined || current[key] === value);
