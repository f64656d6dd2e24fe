/** 发现的问题: what somebody saw at a window, with its picture, and what is done about it (纠错 → 整改). */
import { z } from 'zod';
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
/** `noted` → `ordered` → `replied` → `rectified`, or back to `ordered`; `noted` → `closed`: nothing is to be put right. */
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
  /** There is a picture: `GET /api/v1/findings/:id/picture.jpg`. */
  picture: z.boolean(),
  notedBy: z.string(),
  notedByName: z.string(),
  notedAt: instant,
  orderUntil: instant.nullable(),
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
});
export const findingDetail = finding.extend({ steps: z.array(findingStep), may: z.array(findingAction) });
export type FindingDetail = z.infer<typeof findingDetail>;

/** `at` left out: now. The picture is the camera's at that instant, taken by the server; its footage is held. */
export const newFinding = z.object({
  kind: findingKind,
  windowId: id,
  cameraId: id.nullable().default(null),
  at: looseInstant.optional(),
  text: z.string().trim().max(1000, 'at most 1000 characters').default(''),
  origin: findingOrigin.exclude(['lead']).default('live'),
  originId: id.nullable().default(null),
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
  reason: reason.optional(),
  /** Of `order` and `send_back`: working days to answer in. */
  days: z.number().int().min(1).max(60).optional(),
});
/** `from`, `to`: when it was seen. */
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
