/** 巡查台账: rounds as a table, and in a workbook each window that was looked at. */
import type { Response } from 'express';
import type { FileFormat } from '../contract/imports.ts';
import { REGION_ZONE } from '../contract/office-hours.ts';
import type { CheckItem, CheckResult, PatrolRound, PatrolVisit } from '../contract/patrols.ts';
import { sendTable } from '../imports/index.ts';
import { csvTime } from '../platform/http/csv-answer.ts';
import type { Page } from '../platform/http/paging.ts';
import { localTime } from '../platform/zone.ts';

const KINDS = { fixed: '定时', drawn: '随机抽查', own: '即时' } as const;
const STATES = { due: '待巡', walking: '巡查中', done: '已完成', missed: '漏巡' } as const;
const ITEMS: Readonly<Record<CheckItem, string>> = {
  ...{ late: '迟到', vacated: '脱岗', dress: '着装', conduct: '行为', phone: '玩手机' },
};
const RESULTS: Readonly<Record<CheckResult, string>> = { fine: '正常', found: '有问题', unseen: '看不清' };
const VISITS = { waiting: '未看', looking: '未看完', done: '已看', skipped: '跳过' } as const;
/** What a spreadsheet is still read with. */
const ROUNDS_MOST = 20_000;
const VISITS_MOST = 50_000;
const PAGE = 500;
const ROUNDS_AT_ONCE = 20;
const MINUTE_MS = 60_000;

const timeOf = (instant: string | null): string => csvTime(instant, REGION_ZONE);

const ROUND_COLUMNS: readonly (readonly [string, (round: PatrolRound) => string])[] = [
  ['日期', (round) => round.day],
  ['类型', (round) => KINDS[round.kind]],
  ['计划', (round) => round.planName ?? ''],
  ['范围', (round) => round.placeName],
  ['应巡时间', (round) => timeOf(round.dueAt)],
  ['结果', (round) => STATES[round.state]],
  ['巡查人', (round) => round.officerName ?? ''],
  ['开始', (round) => timeOf(round.begunAt)],
  ['结束', (round) => timeOf(round.endedAt)],
  ['迟开始（分钟）', ({ begunAt, dueAt, kind }) => lateText(kind === 'own' ? null : begunAt, dueAt)],
  ['窗口数', (round) => String(round.windows)],
  ['看清', (round) => String(round.looked)],
  ['未看清', (round) => String(round.unseen)],
  ['发现问题', (round) => String(round.findings)],
  ['编号', (round) => round.id],
];

const lateText = (begunAt: string | null, dueAt: string): string =>
  begunAt === null
    ? ''
    : String(Math.max(0, Math.floor((Date.parse(begunAt) - Date.parse(dueAt)) / MINUTE_MS)));

type OneVisit = PatrolVisit & { readonly roundId: string };
const VISIT_COLUMNS: readonly (readonly [string, (visit: OneVisit) => string])[] = [
  ['巡查编号', (visit) => visit.roundId],
  ['次序', (visit) => String(visit.position)],
  ['大厅', (visit) => visit.hallName],
  ['窗口', (visit) => `${visit.windowCode} ${visit.windowName}`],
  ['部门', (visit) => visit.departmentName ?? ''],
  ['结果', (visit) => VISITS[visit.state]],
  ['开始看', (visit) => timeOf(visit.lookedFrom)],
  ['看完', (visit) => timeOf(visit.lookedTo)],
  ['摄像头', (visit) => (visit.cameraId === null ? '无' : '有')],
  ...Object.entries(ITEMS).map(([item, word]): readonly [string, (visit: OneVisit) => string] => [
    word,
    ({ checks }) => {
      const result = checks[item as CheckItem];
      return result === undefined ? '' : RESULTS[result];
    },
  ]),
  ['问题数', (visit) => String(visit.findingIds.length)],
  ['说明', (visit) => visit.remark ?? ''],
];

export interface Ledger {
  readonly format: FileFormat;
  readonly nowMs: number;
  readonly page: (asked: {
    readonly cursor: string | undefined;
    readonly limit: number;
  }) => Promise<Page<PatrolRound>>;
  readonly visitsOf: (roundIds: readonly string[]) => Promise<OneVisit[]>;
}

export async function sendLedger(res: Response, { format, nowMs, page, visitsOf }: Ledger): Promise<void> {
  const rounds: PatrolRound[] = [];
  const visits: OneVisit[] = [];
  let cursor: string | undefined;
  do {
    const { items, nextCursor } = await page({ cursor, limit: PAGE });
    rounds.push(...items);
    const begun = items.filter(({ begunAt }) => begunAt !== null).map(({ id }) => id);
    // Some rounds at a time: one goes through up to a thousand windows.
    for (
      let at = 0;
      format === 'xlsx' && at < begun.length && visits.length < VISITS_MOST;
      at += ROUNDS_AT_ONCE
    )
      visits.push(...(await visitsOf(begun.slice(at, at + ROUNDS_AT_ONCE))));
    cursor = nextCursor ?? undefined;
  } while (cursor !== undefined && rounds.length < ROUNDS_MOST);
  await sendTable(res, {
    fileName: `巡查台账-${localTime(nowMs, REGION_ZONE).day}`,
    format,
    sheet: sheetOf('巡查台账', ROUND_COLUMNS, rounds),
    more: format === 'xlsx' ? [sheetOf('窗口', VISIT_COLUMNS, visits.slice(0, VISITS_MOST))] : [],
  });
}

const sheetOf = <T>(
  name: string,
  columns: readonly (readonly [string, (item: T) => string])[],
  items: readonly T[],
) => ({
  name,
  header: columns.map(([heading]) => heading),
  widths: columns.map(([heading]) =>
    /^(计划|范围|说明|编号|巡查编号|窗口|部门|大厅)$/.test(heading) ? 28 : 14,
  ),
  rows: items.map((item) => columns.map(([, value]) => value(item))),
});
