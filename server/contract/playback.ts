/** Playing back: what somebody may look at and why, a case beside its pictures, and notes at instants. */
import { z } from 'zod';
import { cardLevel } from './alerts.ts';
import { polygon, profile } from './cameras.ts';
import { stage } from './cases.ts';
import { id, instant, listOf, looseInstant, reason } from './common.ts';
import { cameraCoverage, gapCause } from './recordings.ts';

/** Cameras in step on one screen. */
export const MOST_IN_STEP = 9;
/** Any live tile goes back this far; who may look live may look at it, without a purpose. */
export const LIVE_BUFFER_MS = 10 * 60_000;
/** How much before and after a case's time at a window belongs to it. */
export const PRE_ROLL_MS = 60_000;
export const POST_ROLL_MS = 120_000;

export const viewingSubject = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('range'),
    cameraIds: z.array(id).min(1).max(64),
    from: looseInstant,
    to: looseInstant,
  }),
  z.object({ kind: z.literal('case'), caseId: id }),
  z.object({ kind: z.literal('alert'), alertId: id }),
]);
export type ViewingSubject = z.infer<typeof viewingSubject>;

/**
 * Whoever looks at footage says why, once for what he is after; the media routes then ask for a viewing of his
 * that covers camera and time (`purpose_required` where there is none).
 */
export const newViewing = z.object({ subject: viewingSubject, purpose: reason });
export const cameraRange = z.object({ cameraId: id, from: instant, to: instant });
export type CameraRange = z.infer<typeof cameraRange>;
export const viewing = z.object({
  id,
  purpose: z.string(),
  subject: viewingSubject,
  cameras: z.array(cameraRange),
  begunAt: instant,
  until: instant,
});
export type Viewing = z.infer<typeof viewing>;

/** A camera that looked at a window, from when to when, and where in its picture the window was. */
export const windowSight = z.object({
  cameraId: id,
  cameraName: z.string(),
  profile,
  from: instant,
  to: instant,
  clerkZone: polygon,
  applicantZone: polygon.nullable(),
  coverage: cameraCoverage,
});

/** A time of the case at a window, widened by pre-roll and post-roll, and what looked at it. */
export const caseSession = z.object({
  windowId: id.nullable(),
  windowCode: z.string().nullable(),
  windowName: z.string().nullable(),
  hallId: id.nullable(),
  hallName: z.string().nullable(),
  ticket: z.string().nullable(),
  clerk: z.string().nullable(),
  calledAt: instant.nullable(),
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
  /** What was not reported is bounded by the neighbouring steps, and then this says so. */
  assumed: z.boolean(),
  from: instant,
  to: instant,
  sights: z.array(windowSight),
  /** Null: there is some. Else why nothing can be seen of it. */
  noFootage: z
    .enum(['no_window', 'no_camera_then', 'not_allowed', 'not_recorded', 'purged', 'gap'])
    .nullable(),
});
export type CaseSession = z.infer<typeof caseSession>;

/** Something on the timeline, at an instant or over a time. */
export const timelineMark = z.object({
  kind: z.enum(['step', 'session', 'card', 'note', 'hold', 'lead', 'outage']),
  id: z.string(),
  at: instant,
  to: instant.nullable(),
  /** Of a step: its type; of a card: its level. */
  what: z.string(),
  text: z.string().nullable(),
  stage: stage.nullable(),
  level: cardLevel.nullable(),
  caseId: id.nullable(),
  caseNo: z.string().nullable(),
  windowId: id.nullable(),
  cameraId: id.nullable(),
});
export type TimelineMark = z.infer<typeof timelineMark>;
export const timelineMarks = z.object({ items: z.array(timelineMark), cut: z.boolean() });

export const caseFootage = z.object({
  caseId: id,
  caseNo: z.string(),
  matterName: z.string(),
  sessions: z.array(caseSession),
  /** Of the case's time at windows, how much is covered by at least one camera, 0–100; null: it was at none. */
  percent: z.number().nullable(),
  gaps: z.array(
    z.object({
      from: instant,
      to: instant,
      cause: gapCause.nullable(),
      reason: z.string(),
      windowId: id.nullable(),
    }),
  ),
  marks: z.array(timelineMark),
});
export type CaseFootage = z.infer<typeof caseFootage>;

export const newNote = z.object({
  cameraId: id.nullable().default(null),
  caseId: id.nullable().default(null),
  at: looseInstant,
  text: z.string().trim().min(1, 'must not be empty').max(1000, 'at most 1000 characters'),
});
export const note = z.object({
  id,
  cameraId: id.nullable(),
  caseId: id.nullable(),
  at: instant,
  text: z.string(),
  author: z.string(),
  authorName: z.string(),
  createdAt: instant,
  mine: z.boolean(),
});
export type Note = z.infer<typeof note>;
export const notes = listOf(note);
