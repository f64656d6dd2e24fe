/** 发现的问题: what somebody saw at a window, with its picture, and what is done about it (纠错 → 整改). */
import { z } from 'zod';
import { ALERT_FILES_MOST, alertFile } from './alerts.ts';
import { id, instant, listOf, listQuery, looseInstant, reason } from './common.ts';
import { regionCode } from './places.ts';

/** What patrols look for (domain.md §7), and what leads end in. */
export const findingKind = z.enum([
  'late',
  'leftEarly',
  'vacated',
  'dress',
  'conduct',
  'phone',
  'offRecord',
  'falseRecord',
  'equipment',
  'other',
]);
export type FindingKind = z.infer<typeof findingKind>;

export const findingOrigin = z.enum(['patrol', 'lead', 'live', 'playback']);
/**
 * `noted` → `ordered` → `replied` → `rectified`, or back to `ordered`; → `closed`: nothing is to be put right (any more).
 * `withdrawn`: whoever noted it took it back; it keeps its number.
 */
export const findingState = z.enum(['noted', 'ordered', 'replied', 'rectified', 'closed', 'withdrawn']);
export type FindingState = z.infer<typeof findingState>;
export const findingAction = z.enum([
  'note',
  'change',
  'withdraw',
  'restore',
  'order',
  'reply',
  'send_back',
  'rectify',
  'close',
  'escalate',
]);
export type FindingAction = z.infer<typeof findingAction>;

export const finding = z.object({
  id,
  /** Of the year, without gaps: `2026-0017`. */
  no: z.string(),
  kind: findingKind,
  state: findingState,
  origin: findingOrigin,
  /** The visit of a patrol, or the lead. */
  originId: id.nullable(),
  windowId: id,
  windowCode: z.string(),
  windowName: z.string(),
  hallId: id,
  hallName: z.string(),
  regionCode,
  departmentId: id.nullable(),
  departmentName: z.string().nullable(),
  cameraId: id.nullable(),
  caseId: id.nullable(),
  caseNo: z.string().nullable(),
  /** Rostered then, or as reported. */
  clerk: z.string().nullable(),
  at: instant,
  text: z.string(),
  /** The last half minute before it, held from retention; null: there is none. */
  clip: z.object({ from: instant, to: instant }).nullable(),
  /** There is a picture: `GET /api/v1/findings/:id/picture.jpg`. Who may not see the camera gets the window's part of it. */
  picture: z.boolean(),
  /** `waiting`: it is being fetched; `none`: there was none to be had. */
  pictureState: z.enum(['waiting', 'ready', 'none']),
  /** When what it shows was captured. */
  pictureAt: instant.nullable(),
  notedBy: z.string(),
  notedByName: z.string(),
  notedAt: instant,
  orderUntil: instant.nullable(),
  /** It was not answered by its deadline, be it answered since or not. */
  overdue: z.boolean(),
  updatedAt: instant,
  version: z.number().int(),
});
export type Finding = z.infer<typeof finding>;
export const findings = listOf(finding);
export const findingStep = z.object({
  seq: z.number().int(),
  action: findingAction,
  at: instant,
  by: z.string().nullable(),
  reason: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()),
  files: z.array(alertFile),
});
export type FindingStep = z.infer<typeof findingStep>;
export const findingDetail = finding.extend({
  steps: z.array(findingStep),
  may: z.array(findingAction),
  /** Whoever asks may play its half minute: a viewing of `{ kind: 'finding', findingId }`. */
  mayWatch: z.boolean(),
  /** Working time until the order is to be answered, ms, negative once it is over; null: there is no order, or no calendar. */
  left: z.object({ orderMs: z.number().nullable(), workingDayMs: z.number() }),
});
export type FindingDetail = z.infer<typeof findingDetail>;

/** `at` left out: now. The picture is the camera's at that instant, taken by the server; its footage is held. */
export const newFinding = z.object({
  kind: findingKind,
  windowId: id,
  cameraId: id.nullable().default(null),
  at: looseInstant.optional(),
  text: z.string().trim().max(1000, 'at most 1000 characters').default(''),
  /** Patrols and leads note their own. */
  origin: findingOrigin.extract(['live', 'playback']).default('live'),
});
export const changeFinding = z.object({
  version: z.number().int().min(1),
  kind: findingKind.optional(),
  text: z.string().trim().max(1000, 'at most 1000 characters').optional(),
});
/** Whoever noted it may withdraw it for so long, and bring it back. */
export const FINDING_UNDO_MS = 10 * 60_000;
export const actOnFinding = z.object({
  action: findingAction.extract(['withdraw', 'restore', 'order', 'reply', 'send_back', 'rectify', 'close']),
  version: z.number().int().min(1),
  /** What is to be put right, what was done about it, why: needed of `order`, `reply`, `send_back` and `close`. */
  reason: reason.optional(),
  /** Of `order` and `send_back`: working days to answer in. */
  days: z.number().int().min(1).max(60).optional(),
  /** Of `reply`; uploaded before to this finding: `POST …/files`. */
  files: z.array(id).max(ALERT_FILES_MOST, `at most ${ALERT_FILES_MOST}`).default([]),
});
/** Working days to answer in where nobody says otherwise. */
export const FINDING_ORDER_DAYS = 3;
/** `from`, `to`: when it was seen. `q`: its number, window, hall, department, clerk, text. */
export const findingsQuery = listQuery.extend({
  state: findingState.optional(),
  kind: findingKind.optional(),
  origin: findingOrigin.optional(),
  regionCode: regionCode.optional(),
  departmentId: id.optional(),
  hallId: id.optional(),
  windowId: id.optional(),
  overdue: z.enum(['yes']).optional(),
  /** What waits for whoever asks. */
  mine: z.enum(['yes']).optional(),
  from: looseInstant.optional(),
  to: looseInstant.optional(),
  sort: z.enum(['newest', 'oldest', 'due']).default('newest'),
});
export type FindingsQuery = z.output<typeof findingsQuery>;
/** 台账, as CSV or as a workbook. */
export const ledgerQuery = findingsQuery
  .omit({ cursor: true, limit: true })
  .extend({ format: z.enum(['csv', 'xlsx']).default('xlsx') });
