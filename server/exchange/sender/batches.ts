/** Rows cut into batches: at most 1,000, and small enough for a request. Pure. */
import type { FileRows } from '../drop/file-rows.ts';
import type { BatchContent } from './spool.ts';

const ROWS_MOST = 1000;
/** Below what the exchange takes (2 MiB), and a few seconds of a 2 Mbit/s line before it is zipped. */
const BYTES_MOST = 1024 * 1024;

export function batchesOf(read: FileRows, hallId: string | undefined): BatchContent[] {
  if (read.kind === 'events') return cut(read.rows).map((events) => ({ kind: 'events', events }));
  // JSON has one table a request: what follows each other of one table goes together, so that order stays.
  const runs: { table: string; rows: unknown[] }[] = [];
  for (const { table, row } of read.rows) {
    const last = runs.at(-1);
    if (last?.table === table) last.rows.push(row);
    else runs.push({ table, rows: [row] });
  }
  return runs.flatMap(({ table, rows }) =>
    cut(rows).map(
      (part): BatchContent => ({
        ...{ kind: 'rows', profile: read.profile, table, rows: part },
        hallId: read.hallId ?? hallId,
      }),
    ),
  );
}

function cut(rows: readonly unknown[]): unknown[][] {
  const parts: unknown[][] = [];
  let bytes = 0;
  for (const row of rows) {
    const size = Buffer.byteLength(JSON.stringify(row) ?? 'null') + 1;
    const last = parts.at(-1);
    if (last === undefined || last.length >= ROWS_MOST || bytes + size > BYTES_MOST) {
      parts.push([row]);
      bytes = size;
    } else {
      last.push(row);
      bytes += size;
    }
  }
  return parts;
}
