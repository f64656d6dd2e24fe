/** Leads as a table, page by page as they are read. */
import type { Response } from 'express';
import type { Lead } from '../../contract/leads.ts';
import { REGION_ZONE } from '../../contract/office-hours.ts';
import { csvTime, sendCsv } from '../../platform/http/csv-answer.ts';
import type { Page } from '../../platform/http/paging.ts';
import { CAUSES, KINDS, OUTCOMES, STATES } from './words.ts';

const timeOf = (instant: string | null): string => csvTime(instant, REGION_ZONE);

const COLUMNS: readonly (readonly [string, (lead: Lead) => string])[] = [
  ['线索', (lead) => KINDS[lead.kind]],
  ['状态', (lead) => STATES[lead.state]],
  ['强度', (lead) => String(lead.strength)],
  ['开始', (lead) => timeOf(lead.from)],
  ['结束', (lead) => timeOf(lead.to)],
  ['办事大厅', (lead) => lead.hallName ?? ''],
  ['窗口', (lead) => lead.windowCode ?? ''],
  ['部门', (lead) => lead.departmentName ?? ''],
  ['窗口人员', (lead) => lead.clerk ?? ''],
  ['办件流水号', (lead) => lead.caseNo ?? ''],
  ['事项', (lead) => lead.matterName ?? ''],
  ['后到记录可解释', (lead) => (lead.explainedBy === null ? '' : CAUSES[lead.explainedBy])],
  ['关注人', (lead) => lead.watcher ?? ''],
  ['核查人', (lead) => lead.decidedBy ?? ''],
  ['核查时间', (lead) => timeOf(lead.decidedAt)],
  ['处理', (lead) => (lead.outcome === null ? '' : OUTCOMES[lead.outcome])],
  ['产生时间', (lead) => timeOf(lead.raisedAt)],
  ['编号', (lead) => lead.id],
];

export const sendLeads = (
  res: Response,
  page: (asked: { readonly cursor: string | undefined; readonly limit: number }) => Promise<Page<Lead>>,
  nowMs: number,
): Promise<void> => sendCsv(res, { name: 'leads', zone: REGION_ZONE, nowMs, columns: COLUMNS, page });
