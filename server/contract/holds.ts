/** 证据锁定: footage that retention must not purge. */
import { z } from 'zod';
import { id, instant, listOf, listQuery, looseInstant, reason } from './common.ts';
import { cameraRange } from './playback.ts';

/** What a hold may follow: footage is held as it grows, until that has ended and somebody agrees. */
export const holdKind = z.enum(['range', 'case', 'alert', 'complaint', 'lead', 'finding']);
export type HoldKind = z.infer<typeof holdKind>;

export const holdSubject = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('range'),
    cameraIds: z.array(id).min(1, 'at least one camera').max(64, 'at most 64 cameras'),
    from: looseInstant,
    to: looseInstant,
  }),
  z.object({ kind: z.literal('case'), id }),
  z.object({ kind: z.literal('alert'), id }),
  z.object({ kind: z.literal('complaint'), id }),
  z.object({ kind: z.literal('lead'), id }),
]);
export type HoldSubject = z.infer<typeof holdSubject>;

/** `ending`: what it followed has ended, or its day has come; footage is still held until somebody releases it. */
export const holdState = z.enum(['held', 'ending', 'released']);
export type HoldState = z.infer<typeof holdState>;

export const newHold = z.object({
  subject: holdSubject,
  reason,
  /** Of a range; what follows something ends with it. */
  until: looseInstant.nullable().default(null),
});
export const releaseHold = z.object({ reason });
/** A release may be taken back for so long, as far as the footage is still there. */
export const RESTORE_MS = 24 * 3_600_000;

/** Of what the asker may see: of other cameras it tells nothing, not even how much. */
export const holdSummary = z.object({
  id,
  state: holdState,
  kind: holdKind,
  /** Null: of a range. */
  subjectId: id.nullable(),
  caseId: id.nullable(),
  /** What it is about, in words: a case's number and matter, cameras' names. */
  title: z.string(),
  reason: z.string(),
  /** Null: the program itself, as of a lead. */
  setBy: z.string().nullable(),
  setByName: z.string(),
  setAt: instant,
  until: instant.nullable(),
  endingSince: instant.nullable(),
  releasedBy: z.string().nullable(),
  releasedByName: z.string().nullable(),
  releasedAt: instant.nullable(),
  releaseReason: z.string().nullable(),
  cameras: z.number().int(),
  /** From the first to the last of its ranges; null: it has none yet. */
  from: instant.nullable(),
  to: instant.nullable(),
  /** Whole files, as they are kept whole. */
  bytes: z.number().int(),
  segments: z.number().int(),
  /** Of its oldest footage that is there. */
  oldest: instant.nullable(),
});
export type HoldSummary = z.infer<typeof holdSummary>;

/** A time of a camera that is held. */
export const holdRange = cameraRange.extend({
  cameraName: z.string().nullable(),
  hallName: z.string().nullable(),
  /** A part of it had been purged before it was held. */
  gone: z.boolean(),
});
export type HoldRange = z.infer<typeof holdRange>;
export const HOLD_RANGES_MOST = 500;

export const hold = holdSummary.extend({
  /** In the order of time, the first of them; `rangesCut`: there are more. */
  ranges: z.array(holdRange),
  rangesCut: z.boolean(),
  /** `own`: whoever sets a hold does not release it, somebody else does. */
  release: z.enum(['may', 'own', 'not_allowed', 'released']),
  restoreUntil: instant.nullable(),
});
export type Hold = z.infer<typeof hold>;

export const holdsQuery = listQuery.extend({
  state: holdState.optional(),
  kind: holdKind.optional(),
  subjectId: id.optional(),
  caseId: id.optional(),
  cameraId: id.optional(),
  sort: z.enum(['newest', 'oldest', 'largest']).default('newest'),
});
export type HoldsQuery = z.infer<typeof holdsQuery>;
export const holds = listOf(holdSummary);
