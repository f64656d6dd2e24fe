/** Holds as a table, page by page as they are read. */
import type { Response } from 'express';
import type { HoldSummary } from '../contract/holds.ts';
import { REGION_ZONE } from '../contract/office-hours.ts';
import { csvTime, sendCsv } from '../platform/http/csv-answer.ts';
import type { Page } from '../platform/http/paging.ts';

const STATES = { held: '锁定中', ending: '待释放', released: '已释放' } as const;
const KINDS = {
  range: '时间段',
  case: '办件',
  alert: '监察牌',
  complaint: '投诉',
  lead: '线索',
  finding: '发现的问题',
} as const;

const timeOf = (instant: string | null): string => csvTime(instant, REGION_ZONE);

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

export const sendHolds = (
  res: Response,
  page: (asked: {
    readonly cursor: string | undefined;
    readonly limit: number;
  }) => Promise<Page<HoldSummary>>,
  nowMs: number,
): Promise<void> => sendCsv(res, { name: 'holds', zone: REGION_ZONE, nowMs, columns: COLUMNS, page });
