/** 视频巡查: planned and drawn looks at windows, one after the other with a checklist, as a record. */
import { z } from 'zod';
import { id, instant, listOf, listQuery, looseInstant, name } from './common.ts';
import { findingKind } from './findings.ts';
import { fileFormat } from './imports.ts';
import { day } from './office-hours.ts';
import { drawBasis } from './patrol-draw.ts';
import { regionCode } from './places.ts';

/** What an officer looks for at each window (domain.md §7). */
export const checkItem = findingKind.extract(['late', 'vacated', 'dress', 'conduct', 'phone']);
export type CheckItem = z.infer<typeof checkItem>;

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected a time of day like 09:30');

export const patrolPlanBody = z.object({
  name,
  /** Windows of these halls; none: of every hall in the region. */
  regionCode,
  hallIds: z.array(id).max(200).default([]),
  /** Fixed looks on working days, in the region's zone: four a day by default. */
  times: z.array(timeOfDay).max(12).default(['09:00', '11:00', '15:00', '17:00']),
  /** Drawn looks a day, within office hours, at instants and windows nobody can foresee. */
  drawsPerDay: z.number().int().min(0).max(24).default(2),
  /** Windows of a drawn look; a fixed look goes through all. */
  windowsPerDraw: z.number().int().min(1).max(50).default(5),
  checklist: z
    .array(checkItem)
    .min(1)
    .default([...checkItem.options]),
  /** A look not begun so long after its time is missed. */
  graceMinutes: z.number().int().min(5).max(240).default(30),
  enabled: z.boolean().default(true),
});
export type PatrolPlanBody = z.output<typeof patrolPlanBody>;
/** Why a plan's looks cannot be planned: its region's calendar or hours say nothing of today or tomorrow. */
export const planFault = z.enum(['no_hours', 'year_unannounced']);
export const patrolPlan = patrolPlanBody.extend({
  id,
  regionName: z.string(),
  hallNames: z.array(z.string()),
  windows: z.number().int(),
  fault: planFault.nullable(),
  version: z.number().int(),
  updatedAt: instant,
  updatedBy: z.string().nullable(),
});
export type PatrolPlan = z.infer<typeof patrolPlan>;
export const patrolPlans = listOf(patrolPlan);
export const setPatrolPlan = patrolPlanBody.extend({ version: z.number().int().min(1) });
/** A removed plan can be brought back for so long. */
export const PLAN_UNDO_MS = 10 * 60_000;

export const roundState = z.enum(['due', 'walking', 'done', 'missed']);
export type RoundState = z.infer<typeof roundState>;
export const roundKind = z.enum(['fixed', 'drawn', 'own']);
export type RoundKind = z.infer<typeof roundKind>;
/** So long before its time a fixed look may be begun. */
export const ROUND_EARLY_MS = 10 * 60_000;
export const patrolRound = z.object({
  id,
  /** Null: an own one, begun at once. */
  planId: id.nullable(),
  planName: z.string().nullable(),
  /** The region, or its halls. */
  placeName: z.string(),
  kind: roundKind,
  state: roundState,
  day,
  dueAt: instant,
  until: instant,
  /** Whoever took it: nobody else walks it. */
  officer: id.nullable(),
  officerName: z.string().nullable(),
  begunAt: instant.nullable(),
  endedAt: instant.nullable(),
  windows: z.number().int(),
  /** Windows of which everything on the checklist was seen. */
  looked: z.number().int(),
  /** Windows that were skipped, left out, or of which the picture could not tell everything. */
  unseen: z.number().int(),
  findings: z.number().int(),
});
export type PatrolRound = z.infer<typeof patrolRound>;

/** `unseen`: the picture could not tell. */
export const checkResult = z.enum(['fine', 'found', 'unseen']);
export type CheckResult = z.infer<typeof checkResult>;
export const visitState = z.enum(['waiting', 'looking', 'done', 'skipped']);
export const patrolVisit = z.object({
  id,
  position: z.number().int(),
  windowId: id,
  windowCode: z.string(),
  windowName: z.string(),
  hallId: id,
  hallName: z.string(),
  departmentName: z.string().nullable(),
  /** What it was looked at with, or is to be; null: nothing looks at it, which is said in the ledger and is no finding. */
  cameraId: id.nullable(),
  /** All that look at it now, the one with the fewest windows first. */
  cameraIds: z.array(id),
  state: visitState,
  lookedFrom: instant.nullable(),
  lookedTo: instant.nullable(),
  checks: z.partialRecord(checkItem, checkResult),
  findingIds: z.array(id),
  remark: z.string().nullable(),
});
export type PatrolVisit = z.infer<typeof patrolVisit>;
export const patrolRoundDetail = patrolRound.extend({
  checklist: z.array(checkItem),
  visits: z.array(patrolVisit),
});
export type PatrolRoundDetail = z.infer<typeof patrolRoundDetail>;
const roundsFilter = z.object({
  /** Of a plan, an officer or a hall. */
  q: z.string().trim().max(100).optional(),
  planId: id.optional(),
  kind: roundKind.optional(),
  state: roundState.optional(),
  officer: id.optional(),
  from: looseInstant.optional(),
  to: looseInstant.optional(),
  /** With something found. */
  found: z.enum(['yes']).optional(),
  sort: z.enum(['newest', 'next']).default('newest'),
});
/** By when they were due. */
export const roundsQuery = listQuery.omit({ q: true }).extend(roundsFilter.shape);
export type RoundsQuery = z.output<typeof roundsQuery>;
export const roundsExportQuery = roundsFilter.extend({ format: fileFormat.default('xlsx') });
export const patrolRounds = listOf(patrolRound);
/** A look at once: at these windows in this order, or at all of a hall. */
export const newRound = z
  .object({ windowIds: z.array(id).max(200).default([]), hallId: id.optional() })
  .refine(({ windowIds, hallId }) => windowIds.length > 0 !== (hallId !== undefined), {
    path: ['windowIds'],
    message: 'give windows, or a hall',
  });
export const lookAtVisit = z
  .object({
    state: visitState.exclude(['waiting']),
    /** Items of the checklist that are not among them count as not seen. */
    checks: z.partialRecord(checkItem, checkResult).default({}),
    /** What it is looked at with; left out: as it is. */
    cameraId: id.nullable().optional(),
    remark: z.string().trim().max(500, 'at most 500 characters').optional(),
  })
  .refine(({ state, remark = '' }) => state !== 'skipped' || remark.length >= 2, {
    path: ['remark'],
    message: 'why it is skipped: at least 2 characters',
  });
/** Written down at once with its picture and the half minute before. */
export const findAtVisit = z.object({
  item: checkItem,
  cameraId: id.nullable().default(null),
  /** When it was seen, at most a minute ago; left out: now. */
  at: looseInstant.optional(),
  text: z.string().trim().max(1000, 'at most 1000 characters').default(''),
});
export const foundAtVisit = z.object({ id, visit: patrolVisit });

const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'expected a month like 2026-11');
export const coverageQuery = listQuery.extend({ month, hallId: id.optional(), planId: id.optional() });
/** How often a window was looked at in a month, by kind of round. */
export const patrolCoverage = z.object({
  windowId: id,
  windowCode: z.string(),
  windowName: z.string(),
  hallId: id,
  hallName: z.string(),
  departmentName: z.string().nullable(),
  fixed: z.number().int(),
  drawn: z.number().int(),
  own: z.number().int(),
  unseen: z.number().int(),
  findings: z.number().int(),
  lastAt: instant.nullable(),
});
export type PatrolCoverage = z.infer<typeof patrolCoverage>;
export const patrolCoverages = listOf(patrolCoverage);

/**
 * How a day's draws can be verified: `commitment` = SHA-256 of the day's secret, on the audit trail (`draw.commit`)
 * before the day begins; `basisHash` = SHA-256 of the basis, there (`draw.freeze`) before the first look; both themselves
 * are told once the day is over. From them anybody computes the same instants and windows: docs/patrols.md.
 */
export const patrolDraw = z.object({
  planId: id,
  planName: z.string(),
  basisHash: z.string(),
  basis: drawBasis.nullable(),
  /** Those that were made: none before its instant. */
  rounds: z.array(z.object({ id, dueAt: instant, state: roundState, windowIds: z.array(id) })),
});
export type PatrolDraw = z.infer<typeof patrolDraw>;
export const drawDay = z.object({
  day,
  commitment: z.string(),
  committedAt: instant,
  /** When what is drawn from was written down; null: not yet, or never, as the system did not run that day. */
  frozenAt: instant.nullable(),
  /** 64 hexadecimal digits; null: the day is not over. */
  secret: z.string().nullable(),
  revealedAt: instant.nullable(),
});
export type DrawDay = z.infer<typeof drawDay>;
export const drawDays = listOf(drawDay);
export const drawDayDetail = drawDay.extend({ plans: z.array(patrolDraw) });
export type DrawDayDetail = z.infer<typeof drawDayDetail>;
