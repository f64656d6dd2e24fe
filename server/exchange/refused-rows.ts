/** What is kept of a refused row, until somebody has put it right. Pure but for the seal. */
import { createHash } from 'node:crypto';
import type { Sealer } from '../platform/sealer.ts';
import type { RefusedRow } from './check-batch.ts';
import { UNSTORABLE } from './check-event.ts';
import type { NewRefusal } from './refusals.store.ts';

/** Longer than any row of ours or of a published layout; a sender at fault must not fill the disk. */
export const ROW_MOST = 8 * 1024;
/** Refused rows that are kept of a source a day; more are counted and answered, and their sender is told of as at fault. */
export const KEPT_A_DAY = 5000;
/** And as many at once as a department may still put right. */
export const OPEN_MOST = 20_000;

/** The sender's own id of it, or what it is: the same row sent again is the same refusal. */
export const rowKeyOf = (eventId: string | null, row: string): string =>
  eventId === null ? `row:${createHash('sha256').update(row).digest('hex').slice(0, 40)}` : `id:${eventId}`;

/** One a key, the last to come; none that must not be kept. */
export function toKeep(
  rows: readonly RefusedRow[],
  sealer: Pick<Sealer, 'seal'>,
  room: number,
): NewRefusal[] {
  const byKey = new Map<string, () => NewRefusal>();
  for (const { submission, rejection, eventId, caseNo, kept } of rows) {
    if (!kept) continue;
    const { origin } = submission;
    const text = asText(origin?.sent ?? submission.events[0] ?? null);
    const rowKey = rowKeyOf(eventId, text);
    byKey.set(rowKey, () => ({
      ...{ rowKey, eventId, caseNo, ...rejection, field: storable(rejection.field).slice(0, 200) },
      format: origin?.profile ?? 'event',
      table: origin === undefined ? null : storable(origin.table),
      hallId: origin?.hallId ?? null,
      sealed: sealer.seal(text.length > ROW_MOST ? JSON.stringify({ tooLongToKeep: text.length }) : text),
    }));
  }
  return [...byKey.values()].slice(0, Math.max(0, room)).map((make) => make());
}

/** What is nested deeper than it can be written is told by its kind. */
function asText(row: unknown): string {
  try {
    return JSON.stringify(row) ?? 'null';
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return JSON.stringify({ tooDeepToKeep: true });
  }
}

/** Names of columns and tables are the sender's own, with whatever is in them. */
const storable = (text: string): string => text.replace(new RegExp(UNSTORABLE, 'gu'), '\ufffd');
