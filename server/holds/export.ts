/** Holds as a table, page by page as they are read. */
import { once } from 'node:events';
import { stringify } from 'csv-stringify/sync';
import type { Response } from 'express';
import { localTime } from '../calendar/index.ts';
import type { HoldSummary } from '../contract/holds.ts';
import { REGION_ZONE } from '../contract/office-hours.ts';
import type { Page } from '../platform/http/paging.ts';

const MOST = 50_000;
const PAGE = 500;
/** Without it, Excel takes UTF-8 for the machine's own encoding. */
const BOM = '\ufeff';

const STATES = { held: '锁定中', ending: '待释放', released: '已释放' } as const;
const KINDS = { range: '时间段', case: '办件', alert: '监察牌', complaint: '投诉', lead: '线索' } as const;

const COLUMNS: readonly (readonly [string, (hold: HoldSummary) => string])[] = [
  ['状态', (hold) => STATES[hold.state]],
  ['类型', (hold) => KINDS[hold.kind]],
  ['内容', (hold) => hold.title],
  ['原因', (hold) => hold.reason],
  ['锁定人', (hold) => hold.setByName],
  ['锁定时间', (hold) => timeOf(hold.setAt)],
  ['期限', (hold) => timeOf(hold.until)],
  ['自何时待释放', (hold) => timeOf(hold.endingSince)],
  ['录像自', (hold) => timeOf(hold.from)],
  ['录像至', (hold) => timeOf(hold.to)],
  ['摄像头数', (hold) => String(hold.cameras)],
  ['录像段数', (hold) => String(hold.segments)],
  ['字节', (hold) => String(hold.bytes)],
  ['释放人', (hold) => hold.releasedByName ?? ''],
  ['释放时间', (hold) => timeOf(hold.releasedAt)],
  ['释放原因', (hold) => hold.releaseReason ?? ''],
  ['编号', (hold) => hold.id],
];

export async function sendHolds(
  res: Response,
  page: (asked: {
    readonly cursor: string | undefined;
    readonly limit: number;
  }) => Promise<Page<HoldSummary>>,
  nowMs: number,
): Promise<void> {
  const { day } = localTime(nowMs, REGION_ZONE);
  let sent = 0;
  let cursor: string | undefined;
  do {
    const { items, nextCursor } = await page({ cursor, limit: PAGE });
    const rows = items.map((hold) => COLUMNS.map(([, value]) => inert(value(hold))));
    const isFirst = cursor === undefined;
    // Only once the first rows are there: what fails before can still be answered as a problem.
    if (isFirst)
      res.set({
        'Content-Type': 'text/csv; charset=utf-8',
        'Content-Disposition': `attachment; filename="holds-${day}.csv"`,
        'Cache-Control': 'no-store',
        'X-Content-Type-Options': 'nosniff',
      });
    const text = stringify([...(isFirst ? [COLUMNS.map(([name]) => name)] : []), ...rows], {
      record_delimiter: 'windows',
    });
    if (!res.write(isFirst ? BOM + text : text)) await Promise.race([once(res, 'drain'), once(res, 'close')]);
    sent += rows.length;
    cursor = nextCursor ?? undefined;
  } while (cursor !== undefined && sent < MOST && !res.destroyed);
  res.end();
}

const timeOf = (instant: string | null): string => {
  if (instant === null) return '';
  const { day, time } = localTime(Date.parse(instant), REGION_ZONE);
  return `${day} ${time}`;
};

/** A table's program must not take what was typed for a formula. */
const inert = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);
