/** Reads a file, says of each row what it would do, and keeps that for the preview. Changes no registry. */
import type { Access } from '../../access/index.ts';
import { COLUMNS } from '../../contract/import-columns.ts';
import type { Actor } from '../../platform/http/route.ts';
import type { StoredJob } from '../import-jobs.store.ts';
import type { ImportRowsStore, NewRow } from '../import-rows.store.ts';
import { changesOf, Judge, type Judgement } from '../judge.ts';
import { readSheet, type Sheet } from '../reading/read-sheet.ts';
import type { SheetRow } from '../reading/sheet-row.ts';
import { withValue } from '../refusals.ts';
import type { RegistryTable } from '../registries/book.ts';
import { type Progress, pause, type Sealer, sealSecrets } from './run.ts';

export interface ReadingOptions {
  readonly job: StoredJob;
  readonly bytes: Uint8Array;
  readonly table: RegistryTable;
  readonly actor: Actor;
  readonly access: Pick<Access, 'permits'>;
  readonly store: ImportRowsStore;
  readonly sealer: Sealer;
  readonly progress: Progress;
}

const KEPT_AT_ONCE = 500;
const JUDGED_AT_ONCE = 25;

/** Throws an AppError for a file that cannot be read. */
export async function runReading(options: ReadingOptions): Promise<Sheet> {
  const { job, bytes, table, actor, access, store, progress } = options;
  const sheet = await readSheet(bytes, job.registry);
  progress.begin(sheet.rows.length);
  const book = await table.open(actor, sheet.rows);
  const judge = new Judge({ table, book, actor, access, rows: sheet.rows });
  const judged: NewRow[] = [];
  for (const row of book.order?.(sheet.rows) ?? sheet.rows) {
    judged.push(kept(options, row, await judge.judge(row)));
    progress.step();
    if (judged.length % JUDGED_AT_ONCE === 0) await pause(progress);
  }
  judged.sort((a, b) => a.row - b.row);
  for (let at = 0; at < judged.length; at += KEPT_AT_ONCE) {
    await store.insertRows(job.id, judged.slice(at, at + KEPT_AT_ONCE));
    await pause(progress);
  }
  return sheet;
}

function kept({ job, sealer }: ReadingOptions, row: SheetRow, judgement: Judgement): NewRow {
  const { registry } = job;
  const cells: Record<string, string> = {};
  const secrets: Record<string, string> = {};
  // Of a matter marked secret nothing is kept but the row it stands in.
  if (row.values.secrecy !== 'secret')
    for (const column of COLUMNS[registry]) {
      const text = row.texts[column.key];
      if (text === undefined) continue;
      if (column.kind !== 'secret') cells[column.key] = text;
      else if (text !== '') secrets[column.key] = text;
    }
  return {
    row: row.row,
    cells,
    secretsSealed: sealSecrets(sealer, secrets),
    verdict: judgement.verdict,
    faults:
      judgement.verdict === 'faulty'
        ? judgement.faults.map((fault) => withValue(registry, fault, cells))
        : [],
    changes: judgement.verdict === 'faulty' ? [] : changesOf(judgement.change),
  };
}
