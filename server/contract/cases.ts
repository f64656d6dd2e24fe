/** Cases, their stages and their clock. */
import { z } from 'zod';
import { caseClock, clockFault, limit } from './clock.ts';
import { id, instant, listQuery } from './common.ts';

/** 收件 受理 承办 审核 批准 办结, in the order a case passes them. */
export const stages = ['received', 'accepted', 'handling', 'review', 'approval', 'completed'] as const;
export const stage = z.enum(stages);
export type Stage = z.infer<typeof stage>;

/** 即办件 承诺件 上报件 联办件 */
export const caseKind = z.enum(['onTheSpot', 'promised', 'forwarded', 'joint']);

/** What became of it: BJJGDM 0 … 6 of the Guangdong profile, and 不予许可. */
export const caseOutcomes = [
  'certificate',
  'refused',
  'returned',
  'void',
  'deleted',
  'forwarded',
  'correctionOverdue',
  'other',
] as const;

/** One report of one fact. Of several of the same `recordKey` the newest version counts; the others are kept and shown. */
export const caseStep = z.object({
  seq: z.string(),
  type: z.string(),
  stage: stage.nullable(),
  occurredAt: instant,
  receivedAt: instant,
  clerk: z.string().nullable(),
  windowId: id.nullable(),
  /** What the window was called when it happened, and which department ran it then. */
  windowCode: z.string().nullable(),
  windowName: z.string().nullable(),
  windowDepartment: z.string().nullable(),
  remark: z.string().nullable(),
  /** What its type says beyond this: reason, outcome, days applied for …, by field. */
  detail: z.record(z.string(), z.unknown()).nullable(),
  eventId: z.string(),
  recordKey: z.string().nullable(),
  dataVersion: z.number().int().nullable(),
  filledBy: z.enum(['person', 'machine']).nullable(),
  /** A newer version of the same fact was reported. */
  superseded: z.boolean(),
});
export type CaseStep = z.infer<typeof caseStep>;

/**
 * `open` is neither completed nor refused; of those `near` and `over` their promised limit, `suspended` by a special
 * procedure or a correction, and `fault`: their clock cannot be read.
 */
export const caseStates = ['open', 'near', 'over', 'suspended', 'fault', 'completed', 'refused'] as const;
export const caseState = z.enum(caseStates);
export type CaseStateName = z.infer<typeof caseState>;
const OPEN_STATES: readonly CaseStateName[] = ['open', 'near', 'over', 'suspended', 'fault'];
export const isOpenState = (state: CaseStateName | undefined): boolean =>
  state !== undefined && OPEN_STATES.includes(state);

/** `due`: the most urgent first, asked of open cases only; the others the newest first unless told otherwise. */
export const caseSort = z.enum(['due', 'updated', 'accepted']);

const filters = {
  state: caseState.optional(),
  stage: stage.optional(),
  kind: caseKind.optional(),
  departmentId: id.optional(),
  /** Of the department's region, and those below. */
  regionCode: z
    .string()
    .regex(/^\d{6}(\d{3})?$/, 'expected 6 or 9 digits')
    .optional(),
  hallId: id.optional(),
  windowId: id.optional(),
  matterId: id.optional(),
  clerk: z.string().trim().min(1).max(50).optional(),
  /** A card stands on it: of this level at the gravest, or any. */
  card: z.enum(['any', 'warning', 'yellow', 'red']).optional(),
  /** Came in (收件) from this instant on. */
  receivedFrom: instant.optional(),
  acceptedFrom: instant.optional(),
  acceptedTo: instant.optional(),
  dueFrom: instant.optional(),
  dueTo: instant.optional(),
  completedFrom: instant.optional(),
  completedTo: instant.optional(),
};

type Filtered = Partial<Record<'state' | 'sort' | 'dueFrom' | 'dueTo', string | undefined>>;
const openOnly = (query: Filtered): boolean =>
  isOpenState(query.state as CaseStateName | undefined) ||
  (query.sort !== 'due' && query.dueFrom === undefined && query.dueTo === undefined);
const openOnlyFault = {
  path: ['state'],
  message:
    'sorting and searching by the deadline is for open cases: give state as open, near, over, suspended or fault',
};

export const casesQuery = listQuery
  .extend({ ...filters, sort: caseSort.optional(), order: z.enum(['asc', 'desc']).optional() })
  .refine(openOnly, openOnlyFault);
export type CasesQuery = z.output<typeof casesQuery>;

export const caseCountsQuery = z
  .object({ ...filters, q: listQuery.shape.q })
  .omit({ state: true, dueFrom: true, dueTo: true });

/** Counted as far as this; what has more says "10,000+". */
export const MOST_COUNTED = 10_000;
export const caseCounts = z.object({
  counts: z.record(caseState, z.number().int()),
  most: z.literal(MOST_COUNTED),
});
export type CaseCounts = z.infer<typeof caseCounts>;

export const caseSummary = z.object({
  id,
  source: z.string(),
  caseNo: z.string(),
  kind: caseKind,
  matterName: z.string(),
  departmentId: id,
  departmentName: z.string(),
  /** Where it was accepted, or else first seen at a window. */
  hallId: id.nullable(),
  hallName: z.string().nullable(),
  windowCode: z.string().nullable(),
  /** Who had it in hand last, as reported. */
  clerk: z.string().nullable(),
  /** Masked: `张*`. */
  applicant: z.string().nullable(),
  stage: stage.nullable(),
  stageSince: instant.nullable(),
  receivedAt: instant.nullable(),
  acceptedAt: instant.nullable(),
  completedAt: instant.nullable(),
  refusedAt: instant.nullable(),
  outcome: z.enum(caseOutcomes).nullable(),
  /** The gravest card that stands on it. */
  card: z.enum(['warning', 'yellow', 'red']).nullable(),
  clock: caseClock.nullable(),
  updatedAt: instant,
});
export type CaseSummary = z.infer<typeof caseSummary>;

/** Open cases whose clock cannot be read, by what is missing: an admin's errand. */
export const clockFaultCount = clockFault.extend({ cases: z.number().int() });
export const clockFaults = z.object({ items: z.array(clockFaultCount) });

/** Deadlines computed again because a calendar, hours or a matter changed. */
export const recomputations = z.object({
  items: z.array(
    z.object({
      askedAt: instant,
      /** Null: under way, or waiting. */
      finishedAt: instant.nullable(),
      matterId: id.nullable(),
      lookedAt: z.number().int(),
      changed: z.number().int(),
      faults: z.number().int(),
    }),
  ),
});

/** A part of a case's time against its promised limit, in the order of time: what counted, and what did not and why. */
export const clockSpan = z.object({
  kind: z.enum(['counted', 'holiday', 'specialProcedure', 'correction', 'closed']),
  /** Of the holiday, or of the special procedure as the sender worded it. */
  name: z.string().nullable(),
  from: instant,
  to: instant,
});

/** A day of the case's life on the clock: how much of it counted, of the working time it had. */
export const clockDay = z.object({
  /** In the place's zone, `2026-02-11`. */
  day: z.string(),
  countedMs: z.number().int(),
  /** Why nothing, or not all of it, counted: weekends have no reason of their own. */
  holiday: z.string().nullable(),
  paused: z.enum(['specialProcedure', 'correction']).nullable(),
});

export const clockBreakdown = z.object({
  /** Up to the deadline, completion or now, whichever is last; 400 at most. */
  days: z.array(clockDay),
  cut: z.boolean(),
  deducted: z.array(clockSpan),
  /** Working days added by extensions. */
  extraDays: z.number().int(),
});
export type ClockBreakdown = z.infer<typeof clockBreakdown>;

export const casePause = z.object({
  kind: z.enum(['specialProcedure', 'correction']),
  no: z.string(),
  from: instant.nullable(),
  to: instant.nullable(),
  applied: limit.nullable(),
  name: z.string().nullable(),
  approver: z.string().nullable(),
  ground: z.string().nullable(),
});

/** An applicant with the case at a window. What was not reported is null. */
export const windowSession = z.object({
  windowId: id.nullable(),
  windowCode: z.string().nullable(),
  windowName: z.string().nullable(),
  ticket: z.string().nullable(),
  clerk: z.string().nullable(),
  calledAt: instant.nullable(),
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
});
export type WindowSession = z.infer<typeof windowSession>;

export const caseDetail = caseSummary.extend({
  matterId: id,
  matterCode: z.string(),
  matterVersion: z.number().int(),
  windowId: id.nullable(),
  /** Of the matter as it was when the case was accepted. */
  promisedLimit: limit,
  statutoryLimit: limit,
  /** Who answers for each stage by the matter, its own limit, and who had it in hand, as reported. */
  stages: z.array(
    z.object({
      stage,
      at: instant.nullable(),
      clerk: z.string().nullable(),
      responsible: z.string().nullable(),
      limit: limit.nullable(),
      /** Must have been, as a later one was reported; nothing was said of it. */
      missing: z.boolean(),
    }),
  ),
  pauses: z.array(casePause),
  extensions: z.array(z.object({ at: instant, days: z.number().int(), approver: z.string().nullable() })),
  refusal: z.object({ at: instant, reason: z.string().nullable() }).nullable(),
  receiptNo: z.string().nullable(),
  fee: z.number().nullable(),
  certificateNo: z.string().nullable(),
  collectedAt: instant.nullable(),
  breakdown: clockBreakdown.nullable(),
  sessions: z.array(windowSession),
  steps: z.array(caseStep),
});
export type CaseDetail = z.infer<typeof caseDetail>;

/** Who applied, in full; null: none was reported. Asked for with a reason, and on the trail. */
export const caseApplicant = z.object({ applicant: z.string().nullable() });
export type CaseApplicant = z.infer<typeof caseApplicant>;
