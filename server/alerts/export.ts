/** Cards as a table, page by page as they are read. */
import type { Response } from 'express';
import type { Alert } from '../contract/alerts.ts';
import { REGION_ZONE } from '../contract/office-hours.ts';
import { csvTime, sendCsv } from '../platform/http/csv-answer.ts';
import type { Page } from '../platform/http/paging.ts';

const LEVELS = { warning: '预警', yellow: '黄牌', red: '红牌' } as const;
const STATES = {
  pending: '待确认',
  issued: '已发',
  appealed: '申诉中',
  revoked: '已撤销',
  cancelled: '已取消',
} as const;
const ORDERS = { none: '', ordered: '待整改', replied: '待验收', rectified: '已整改' } as const;

const timeOf = (instant: string | null): string => csvTime(instant, REGION_ZONE);

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

export const sendCards = (
  res: Response,
  page: (asked: { readonly cursor: string | undefined; readonly limit: number }) => Promise<Page<Alert>>,
  nowMs: number,
): Promise<void> => sendCsv(res, { name: 'alerts', zone: REGION_ZONE, nowMs, columns: COLUMNS, page });
