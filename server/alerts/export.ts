/** Cards as a table, page by page as they are read. */
import { once } from 'node:events';
import { stringify } from 'csv-stringify/sync';
import type { Response } from 'express';
import { localTime } from '../calendar/index.ts';
import type { Alert } from '../contract/alerts.ts';
import { REGION_ZONE } from '../contract/office-hours.ts';
import type { Page } from '../platform/http/paging.ts';

const MOST = 50_000;
const PAGE = 500;
/** Without it, Excel takes UTF-8 for the machine's own encoding. */
const BOM = '\ufeff';

const LEVELS = { warning: '预警', yellow: '黄牌', red: '红牌' } as const;
const STATES = {
  pending: '待确认',
  issued: '已发',
  appealed: '申诉中',
  revoked: '已撤销',
  cancelled: '已取消',
} as const;
const ORDERS = { none: '', ordered: '待整改', replied: '待验收', rectified: '已整改' } as const;

const COLUMNS: readonly (readonly [string, (card: Alert) => string])[] = [
  ['级别', (card) => LEVELS[card.level]],
  ['状态', (card) => STATES[card.state]],
  ['督办', (card) => ORDERS[card.order]],
  ['规则', (card) => card.ruleName],
  ['办件流水号', (card) => card.caseNo],
  ['事项', (card) => card.matterName],
  ['部门', (card) => card.departmentName],
  ['行政区划', (card) => card.regionName],
  ['办事大厅', (card) => card.hallName ?? ''],
  ['窗口', (card) => card.windowCode ?? ''],
  ['窗口人员', (card) => card.clerk ?? ''],
  ['应发时间', (card) => timeOf(card.dueAt)],
  ['发出时间', (card) => timeOf(card.issuedAt)],
  ['申诉截止', (card) => timeOf(card.appealUntil)],
  ['整改截止', (card) => timeOf(card.orderUntil)],
  ['建议撤销', (card) => timeOf(card.revocationProposed)],
  ['编号', (card) => card.id],
];

export async function sendCards(
  res: Response,
  page: (asked: { readonly cursor: string | undefined; readonly limit: number }) => Promise<Page<Alert>>,
  nowMs: number,
): Promise<void> {
  const { day } = localTime(nowMs, REGION_ZONE);
  let sent = 0;
  let cursor: string | undefined;
  do {
    const { items, nextCursor } = await page({ cursor, limit: PAGE });
    const rows = items.map((card) => COLUMNS.map(([, value]) => inert(value(card))));
    const header = sent === 0 && cursor === undefined ? [COLUMNS.map(([name]) => name)] : [];
    // Only once the first rows are there: what fails before can still be answered as a problem.
    if (header.length > 0)
      res.set({
        'Content-Type': 'text/csv; charset=utf-8',
        'Content-Disposition': `attachment; filename="alerts-${day}.csv"`,
        'Cache-Control': 'no-store',
        'X-Content-Type-Options': 'nosniff',
      });
    const text = stringify([...header, ...rows], { record_delimiter: 'windows' });
    if (!res.write(header.length > 0 ? BOM + text : text))
      await Promise.race([once(res, 'drain'), once(res, 'close')]);
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

/** A table's program must not take what was reported for a formula. */
const inert = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);
