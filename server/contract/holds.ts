/** 证据锁定: footage that retention must not purge. */
import { z } from 'zod';
import { id, instant, listOf, listQuery, looseInstant, reason } from './common.ts';
import { cameraRange } from './playback.ts';

/** On a range; or on a case, card, complaint or lead, whose footage is held as it grows, until it has ended and somebody agrees. */
export const holdSubject = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('range'),
    cameraIds: z.array(id).min(1).max(64),
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

export const newHold = z.object({
  subject: holdSubject,
  reason,
  /** Of a range; what follows something ends with it. */
  until: looseInstant.nullable().default(null),
});
export const releaseHold = z.object({ reason });

export const hold = z.object({
  id,
  state: holdState,
  subject: holdSubject,
  /** What it is about, in words: a case's number and matter, a camera's name. */
  title: z.string(),
  reason: z.string(),
  setBy: z.string(),
  setByName: z.string(),
  setAt: instant,
  until: instant.nullable(),
  endingSince: instant.nullable(),
  releasedBy: z.string().nullable(),
  releasedByName: z.string().nullable(),
  releasedAt: instant.nullable(),
  releaseReason: z.string().nullable(),
  ranges: z.array(cameraRange),
  bytes: z.number().int(),
  segments: z.number().int(),
  /** Of its oldest footage. */
  oldest: instant.nullable(),
});
export type Hold = z.infer<typeof hold>;
export const holdsQuery = listQuery.extend({
  state: holdState.optional(),
  kind: z.enum(['range', 'case', 'alert', 'complaint', 'lead']).optional(),
  subjectId: id.optional(),
  sort: z.enum(['newest', 'oldest', 'largest']).default('newest'),
});
export const holds = listOf(hold);
