/** Tables as downloads: what is written, under which name, in which format. */
import { once } from 'node:events';
import { stringify } from 'csv-stringify/sync';
import type { Response } from 'express';
import type { FileFormat } from '../../contract/imports.ts';
import { type SheetOut, writeWorkbook } from './sheet-files.ts';

export interface TableOut {
  /** Without its ending. */
  readonly fileName: string;
  readonly format: FileFormat;
  readonly sheet: SheetOut;
  readonly more?: readonly SheetOut[];
  readonly pages?: AsyncIterable<readonly (readonly string[])[]>;
}

const TYPES: Readonly<Record<FileFormat, string>> = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv; charset=utf-8',
};

/** Without it, Excel takes UTF-8 for the machine's own encoding. */
const BOM = '\ufeff';

/** Sends the table; rows of `pages` as they come where the format allows it. */
export async function sendTable(res: Response, table: TableOut): Promise<void> {
  const { fileName, format, sheet, more = [], pages } = table;
  const name = encodeURIComponent(`${fileName}.${format}`).replaceAll("'", '%27');
  const headers = {
    'Content-Type': TYPES[format],
    'Content-Disposition': `attachment; filename="table.${format}"; filename*=UTF-8''${name}`,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  };
  if (format === 'xlsx') {
    const bytes = await writeWorkbook([sheet, ...more], pages);
    res.set(headers).send(bytes);
    return;
  }
  const first = BOM + csv([sheet.header]) + csv(sheet.rows);
  let isBegun = false;
  for await (const rows of pages ?? []) {
    // Only once the first rows are there: what fails before can still be answered as a problem.
    const text = (isBegun ? '' : first) + csv(rows);
    if (!isBegun) res.set(headers);
    isBegun = true;
    if (!res.write(text)) await Promise.race([once(res, 'drain'), once(res, 'close')]);
    if (res.destroyed) return;
  }
  if (isBegun) res.end();
  else res.set(headers).send(first);
}

const csv = (rows: readonly (readonly string[])[]): string =>
  rows.length === 0
    ? ''
    : stringify(
        rows.map((row) => row.map(inert)),
        { record_delimiter: 'windows' },
      );

/** A text that a spreadsheet would take for a formula gets a quote before it; reading takes it off again. */
const inert = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);
