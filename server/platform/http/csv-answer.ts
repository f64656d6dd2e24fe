/** A list as a table for people's spreadsheets, page by page as it is read, times as they are in a zone. */
import { once } from 'node:events';
import { stringify } from 'csv-stringify/sync';
import type { Response } from 'express';
import { localTime } from '../zone.ts';
import type { Page } from './paging.ts';

/** What a spreadsheet is still read with. */
const MOST = 50_000;
const PAGE = 500;
/** Without it, Excel takes UTF-8 for the machine's own encoding. */
const BOM = '\ufeff';

export interface CsvAnswer<T> {
  /** Of the file; the day is added. */
  readonly name: string;
  readonly zone: string;
  readonly nowMs: number;
  readonly columns: readonly (readonly [string, (item: T) => string])[];
  readonly page: (asked: { readonly cursor: string | undefined; readonly limit: number }) => Promise<Page<T>>;
}

/** Ends early, without a word, when whoever asked is gone. */
export async function sendCsv<T>(res: Response, { name, zone, nowMs, columns, page }: CsvAnswer<T>) {
  const { day } = localTime(nowMs, zone);
  let sent = 0;
  let cursor: string | undefined;
  do {
    const { items, nextCursor } = await page({ cursor, limit: PAGE });
    const rows = items.map((item) => columns.map(([, value]) => value(item)));
    const isFirst = cursor === undefined;
    // Only once the first rows are there: what fails before can still be answered as a problem.
    if (isFirst)
      res.set({
        'Content-Type': 'text/csv; charset=utf-8',
        'Content-Disposition': `attachment; filename="${name}-${day}.csv"`,
        'Cache-Control': 'no-store',
        'X-Content-Type-Options': 'nosniff',
      });
    const text = stringify([...(isFirst ? [columns.map(([heading]) => heading)] : []), ...rows], {
      record_delimiter: 'windows',
      // A table's program must not take what was typed or reported for a formula.
      escape_formulas: true,
    });
    if (!res.write(isFirst ? BOM + text : text)) await Promise.race([once(res, 'drain'), once(res, 'close')]);
    sent += rows.length;
    cursor = nextCursor ?? undefined;
  } while (cursor !== undefined && sent < MOST && !res.destroyed);
  res.end();
}

/** An instant as a table shows it: `2026-11-23 09:15` of the zone; nothing for none. */
export function csvTime(instant: string | null, zone: string): string {
  if (instant === null) return '';
  const { day, time } = localTime(Date.parse(instant), zone);
  return `${day} ${time}`;
}
