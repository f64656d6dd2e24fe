/** 视频巡查: planned and drawn looks at windows, one after the other with a checklist, as a record. */
import { z } from 'zod';
import { id, instant, listOf, listQuery, looseInstant, name } from './common.ts';
import { findingKind } from './findings.ts';
import { day } from './office-hours.ts';
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
  /** Fixed looks on working days: four a day by default. */
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
export const patrolPlan = patrolPlanBody.extend({
  id,
  regionName: z.string(),
  windows: z.number().int(),
  version: z.number().int(),
  updatedAt: instant,
});
export type PatrolPlan = z.infer<typeof patrolPlan>;
export const setPatrolPlan = patrolPlanBody.extend({ version: z.number().int().min(0).optional() });

export const roundState = z.enum(['due', 'walking', 'done', 'missed']);
export type RoundState = z.infer<typeof roundState>;
export const patrolRound = z.object({
  id,
  planId: id,
  planName: z.string(),
  kind: z.enum(['fixed', 'drawn', 'own']),
  state: roundState,
  day,
  dueAt: instant,
  until: instant,
  officer: z.string().nullable(),
  officerName: z.string().nullable(),
  begunAt: instant.nullable(),
  endedAt: instant.nullable(),
  windows: z.number().int(),
  looked: z.number().int(),
  findings: z.number().int(),
});
export type PatrolRound = z.infer<typeof patrolRound>;

/** `unseen`: the picture could not tell. */
export const checkResult = z.enum(['fine', 'found', 'unseen']);
export const patrolVisit = z.object({
  id,
  position: z.number().int(),
  windowId: id,
  windowCode: z.string(),
  windowName: z.string(),
  hallId: id,
  hallName: z.string(),
  departmentName: z.string().nullable(),
  /** What looks at it now; null: nothing, which is said in the ledger and is no finding. */
  cameraId: id.nullable(),
  state: z.enum(['waiting', 'looking', 'done', 'skipped']),
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
export const roundsQuery = listQuery.extend({
  planId: id.optional(),
  state: roundState.optional(),
  from: looseInstant.optional(),
  to: looseInstant.optional(),
});
export const patrolRounds = listOf(patrolRound);
/** A look at once, at these windows in this order. */
export const newRound = z.object({ windowIds: z.array(id).min(1).max(200) });
export const lookAtVisit = z.object({
  state: z.enum(['looking', 'done', 'skipped']),
  checks: z.partialRecord(checkItem, checkResult).default({}),
  remark: z.string().trim().max(500).optional(),
});

/**
 * How a day's draws can be verified: `commitment` = SHA-256 of the day's secret, on the audit trail before the day
 * begins; `secret` is told once the day is over. From it and the list of windows as it stood (`basis`) anybody computes
 * the same instants and windows: docs/patrols.md.
 */
export const patrolDraw = z.object({
  day,
  planId: id,
  commitment: z.string(),
  committedAt: instant,
  secret: z.string().nullable(),
  basis: z.record(z.string(), z.unknown()).nullable(),
  rounds: z.array(z.object({ dueAt: instant, windowIds: z.array(id) })),
});
export type PatrolDraw = z.infer<typeof patrolDraw>;
