/** 台账: findings as a table, with all that was done about each. */
import type { Response } from 'express';
import type { FindingKind, FindingState } from '../contract/findings.ts';
import { REGION_ZONE } from '../contract/office-hours.ts';
import { sendTable } from '../imports/index.ts';
import { csvTime } from '../platform/http/csv-answer.ts';
import type { Page } from '../platform/http/paging.ts';
import { localTime } from '../platform/zone.ts';
import type { LedgerRow } from './findings.store.ts';

/** What a spreadsheet is still read with. */
const MOST = 50_000;
const PAGE = 500;
const DAY_MS = 86_400_000;

const KINDS: Readonly<Record<FindingKind, string>> = {
  late: '迟到',
  leftEarly: '早退',
  vacated: '脱岗',
  dress: '着装不规范',
  conduct: '服务态度、行为不当',
  phone: '玩手机',
  offRecord: '体外循环',
  falseRecord: '记录不实',
  equipment: '设备、环境',
  other: '其他',
};
const STATES: Readonly<Record<FindingState, string>> = {
  noted: '待处理',
  ordered: '待整改',
  replied: '待验收',
  rectified: '已整改',
  closed: '已结案（不需整改）',
  withdrawn: '已撤回',
};
const ORIGINS = { patrol: '视频巡查', lead: '线索核实', live: '实时监看', playback: '录像回放' } as const;

const time = (at: Date | null): string => csvTime(at?.toISOString() ?? null, REGION_ZONE);
/** From when it was noted until it was done with, whole days begun. */
const daysOf = ({ notedAt, endedAt }: LedgerRow): string =>
  endedAt === null ? '' : String(Math.max(1, Math.ceil((endedAt.getTime() - notedAt.getTime()) / DAY_MS)));

type Column = readonly [heading: string, width: number, value: (row: LedgerRow) => string];
const COLUMNS: readonly Column[] = [
  ['编号', 11, (row) => row.no],
  ['发现时间', 17, (row) => time(row.at)],
  ['办事大厅', 22, (row) => row.hallName],
  ['窗口', 8, (row) => row.windowCode],
  ['窗口名称', 16, (row) => row.windowName],
  ['部门', 24, (row) => row.departmentName ?? ''],
  ['窗口人员', 10, (row) => row.clerk ?? ''],
  ['问题', 16, (row) => KINDS[row.kind]],
  ['情况', 40, (row) => row.text],
  ['来源', 10, (row) => ORIGINS[row.origin]],
  ['办件流水号', 18, (row) => row.caseNo ?? ''],
  ['发现人', 10, (row) => row.notedByName],
  ['登记时间', 17, (row) => time(row.notedAt)],
  ['状态', 16, (row) => STATES[row.state]],
  ['整改要求', 30, (row) => row.order ?? ''],
  ['要求人', 10, (row) => row.orderedBy ?? ''],
  ['要求时间', 17, (row) => time(row.orderedAt)],
  ['整改期限', 17, (row) => time(row.orderUntil)],
  ['是否逾期', 9, (row) => (row.orderUntil === null ? '' : row.overdue ? '逾期' : '否')],
  ['整改答复', 40, (row) => row.reply ?? ''],
  ['答复人', 10, (row) => row.repliedBy ?? ''],
  ['答复时间', 17, (row) => time(row.repliedAt)],
  ['处理结果', 30, (row) => row.result ?? ''],
  ['办结时间', 17, (row) => time(row.endedAt)],
  ['用时（天）', 10, daysOf],
];

export interface LedgerOptions {
  readonly res: Response;
  readonly format: 'csv' | 'xlsx';
  readonly nowMs: number;
  readonly page: (asked: {
    readonly cursor: string | undefined;
    readonly limit: number;
  }) => Promise<Page<LedgerRow>>;
}

export async function sendLedger({ res, format, nowMs, page }: LedgerOptions): Promise<void> {
  async function* pages(): AsyncGenerator<string[][]> {
    let cursor: string | undefined;
    let sent = 0;
    do {
      const { items, nextCursor } = await page({ cursor, limit: PAGE });
      yield items.map((row) => COLUMNS.map(([, , value]) => value(row)));
      sent += items.length;
      cursor = nextCursor ?? undefined;
    } while (cursor !== undefined && sent < MOST);
  }
  const { day } = localTime(nowMs, REGION_ZONE);
  await sendTable(res, {
    fileName: `问题台账-${day}`,
    format,
    sheet: {
      name: '问题台账',
      header: COLUMNS.map(([heading]) => heading),
      widths: COLUMNS.map(([, width]) => width),
      rows: [],
    },
    pages: pages(),
  });
}
