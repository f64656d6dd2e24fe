/** A list of cases as a file for people's spreadsheets, in the list's order. */
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import type { CaseSummary } from '../contract/cases.ts';
import { colourAt } from '../contract/clock.ts';

/** What a spreadsheet is still read with. */
export const EXPORT_MOST = 50_000;

/** Both languages, as whoever reads it may not be who exported it. */
const HEADER = [
  '办件编号 case no.',
  '事项 matter',
  '类型 kind',
  '部门 department',
  '大厅 hall',
  '窗口 window',
  '人员 clerk',
  '申请人 applicant',
  '环节 stage',
  '收件 received (UTC)',
  '受理 accepted (UTC)',
  '应办结 due (UTC)',
  '办结 completed (UTC)',
  '不予受理 refused (UTC)',
  '时限状态 clock',
  '最高牌 card',
  '来源 source',
] as const;

export type NextPage = (
  cursor: string | undefined,
) => Promise<{ items: CaseSummary[]; nextCursor: string | null }>;

/** Ends early, without a word, when whoever asked is gone. The rows written. */
export async function writeCases(to: Writable, next: NextPage, nowMs: number): Promise<number> {
  // Without it Excel takes UTF-8 for the local code page.
  await write(to, `\uFEFF${csv([[...HEADER]])}`);
  let cursor: string | undefined;
  let count = 0;
  while (count < EXPORT_MOST && !to.destroyed) {
    const page = await next(cursor);
    if (page.items.length > 0) await write(to, csv(page.items.map((item) => cells(item, nowMs))));
    count += page.items.length;
    if (page.nextCursor === null) break;
    cursor = page.nextCursor;
  }
  return count;
}

const cells = (item: CaseSummary, nowMs: number): string[] => [
  item.caseNo,
  item.matterName,
  item.kind,
  item.departmentName,
  item.hallName ?? '',
  item.windowCode ?? '',
  item.clerk ?? '',
  item.applicant ?? '',
  item.stage ?? '',
  item.receivedAt ?? '',
  item.acceptedAt ?? '',
  item.clock?.dueAt ?? '',
  item.completedAt ?? '',
  item.refusedAt ?? '',
  item.clock === null ? '' : item.clock.fault === null ? colourAt(item.clock, nowMs) : item.clock.fault.code,
  item.card ?? '',
  item.source,
];

/** A text that begins like a formula is not to be run as one by the spreadsheet that opens it. */
const csv = (rows: string[][]): string =>
  stringify(rows, { escape_formulas: true, record_delimiter: '\r\n' });

async function write(to: Writable, text: string): Promise<void> {
  if (to.destroyed || to.write(text)) return;
  const gone = new AbortController();
  await Promise.race([once(to, 'drain', gone), once(to, 'close', gone)]);
  gone.abort();
}
