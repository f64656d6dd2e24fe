/** The trail as a file: CSV for people and their spreadsheets, JSON lines with all that is hashed for programs. */
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import type { z } from 'zod';
import type { exportFormat } from '../contract/audit.ts';
import type { AuditStore, RowsWanted, StoredRow } from './audit.store.ts';
import type { NamesStore } from './names.store.ts';

export interface ExportOptions {
  readonly store: Pick<AuditStore, 'rows'>;
  readonly names: Pick<NamesStore, 'namesOf'>;
  readonly wanted: RowsWanted;
  readonly format: z.output<typeof exportFormat>;
}

/** What a spreadsheet takes, about. */
export const EXPORT_MOST = 1_000_000;
const HELPING = 1000;

/** In columns of a spreadsheet; both languages, as whoever reads it may not be who exported it. */
const HEADER = [
  '序号 seq',
  '时间 at (UTC)',
  '人员 actor',
  '姓名 name',
  '来自 from',
  '操作 action',
  '对象 target',
  '对象名称 target name',
  '位置 places',
  '原因 reason',
  '变更前 before',
  '变更后 after',
  '详情 detail',
  '前一行校验 prev_hash',
  '本行校验 hash',
];

/** Newest first. Ends early, without a word, when whoever asked is gone. The rows written. */
export async function writeExport(to: Writable, options: ExportOptions): Promise<number> {
  const { store, wanted, format } = options;
  // Without it Excel takes UTF-8 for the local code page.
  if (format === 'csv') await write(to, `\uFEFF${csv([HEADER])}`);
  let before: string | undefined;
  let count = 0;
  while (count < EXPORT_MOST && !to.destroyed) {
    const limit = Math.min(HELPING, EXPORT_MOST - count);
    const rows = await store.rows({ ...wanted, before, limit });
    if (rows.length > 0) await write(to, format === 'csv' ? csv(await cells(rows, options)) : lines(rows));
    count += rows.length;
    before = rows.at(-1)?.seq;
    if (rows.length < limit) break;
  }
  return count;
}

/** A text that begins like a formula is not to be run as one by the spreadsheet that opens it. */
const csv = (rows: string[][]): string =>
  stringify(rows, { escape_formulas: true, record_delimiter: '\r\n' });

async function cells(rows: readonly StoredRow[], { names }: ExportOptions): Promise<string[][]> {
  const known = await names.namesOf(rows.flatMap((row) => [row.actor, row.target]));
  return rows.map((row) => [
    row.seq,
    row.at,
    row.actor,
    known.get(row.actor) ?? '',
    row.fromAddress,
    row.action,
    row.target,
    row.targetName ?? known.get(row.target) ?? '',
    row.places,
    row.reason ?? '',
    row.before ?? '',
    row.after ?? '',
    row.detail,
    row.prevHash.toString('hex'),
    row.hash.toString('hex'),
  ]);
}

/** Texts as they were hashed, so that the chain can be followed from the file alone. */
const lines = (rows: readonly StoredRow[]): string =>
  rows
    .map(({ prevHash, hash, ...row }) =>
      JSON.stringify({ ...row, prevHash: prevHash.toString('hex'), hash: hash.toString('hex') }),
    )
    .join('\n')
    .concat('\n');

async function write(to: Writable, text: string): Promise<void> {
  if (to.destroyed || to.write(text)) return;
  await Promise.race([once(to, 'drain'), once(to, 'close')]);
}
