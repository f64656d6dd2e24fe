/** Playing back: what somebody may look at and why, a case beside its pictures, and notes at instants. */
import { z } from 'zod';
import { alertSubject, cardLevel } from './alerts.ts';
import { polygon, profile } from './cameras.ts';
import { caseKind, caseOutcomes, caseStep, stage } from './cases.ts';
import { caseClock } from './clock.ts';
import { id, instant, listOf, listQuery, looseInstant, reason } from './common.ts';
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
  /** Its half minute, which who may look live at its camera may play as well. */
  z.object({ kind: z.literal('finding'), findingId: id }),
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
export const viewings = listOf(viewing);
/** Cameras with times in one viewing, at most; of a case that passed more, the earliest. */
export const MOST_IN_VIEWING = 512;

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

/** Why nothing can be seen of a time at a window. */
export const noFootage = z.enum([
  'no_window',
  'no_camera_then',
  'not_allowed',
  'not_recorded',
  'purged',
  'gap',
]);
export type NoFootage = z.infer<typeof noFootage>;

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
  /** Without the rolls: when he was at the window, as reported or assumed. */
  servedFrom: instant,
  servedTo: instant,
  from: instant,
  to: instant,
  sights: z.array(windowSight),
  /** Another camera looked at it as well, whose pictures of then are not for the asker. */
  someNotAllowed: z.boolean(),
  /** Of what the asker may see, 0–100, one decimal; null: there was nothing he may. */
  percent: z.number().nullable(),
  /** Null: there is some. Else why nothing can be seen of it. */
  noFootage: noFootage.nullable(),
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
  /** It stands for so many, which lie closer together than the grain asked for. */
  count: z.number().int(),
  caseId: id.nullable(),
  caseNo: z.string().nullable(),
  windowId: id.nullable(),
  cameraId: id.nullable(),
});
export type TimelineMark = z.infer<typeof timelineMark>;
export const timelineMarks = z.object({ items: z.array(timelineMark), cut: z.boolean() });

export const footageGap = z.object({
  from: instant,
  to: instant,
  /** Where it was to be recorded and was not. */
  cause: gapCause.nullable(),
  /** The stream's fault or the disk's, as in coverage. */
  code: z.string().nullable(),
  reason: noFootage,
  windowId: id.nullable(),
});
export type FootageGap = z.infer<typeof footageGap>;

export const caseFootage = z.object({
  caseId: id,
  caseNo: z.string(),
  matterName: z.string(),
  sessions: z.array(caseSession),
  /** Of the case's time at windows, how much is covered by at least one camera, 0–100; null: it was at none. */
  percent: z.number().nullable(),
  gaps: z.array(footageGap),
  marks: z.array(timelineMark),
});
export type CaseFootage = z.infer<typeof caseFootage>;

/** How a case stood from an instant on, until the next of these. */
export const caseMoment = z.object({
  at: instant,
  stage: stage.nullable(),
  /** Of each stage passed by then, when and by whom, the last time. */
  passed: z.array(z.object({ stage, at: instant, clerk: z.string().nullable() })),
  /** Who had it in hand last, by then. */
  clerk: z.string().nullable(),
  clock: caseClock.nullable(),
  /** What stood still then: a special procedure, a correction. */
  pause: z
    .object({
      kind: z.enum(['specialProcedure', 'correction']),
      name: z.string().nullable(),
      since: instant,
    })
    .nullable(),
  completedAt: instant.nullable(),
  refusedAt: instant.nullable(),
  outcome: z.enum(caseOutcomes).nullable(),
});
export type CaseMoment = z.infer<typeof caseMoment>;

/** A card of the case, and from when to when it stood. */
export const standingCard = z.object({
  id,
  level: cardLevel,
  subject: alertSubject,
  subjectKey: z.string(),
  ruleName: z.string(),
  issuedAt: instant,
  revokedAt: instant.nullable(),
});
export type StandingCard = z.infer<typeof standingCard>;

/**
 * The case's record over time, whole: whoever shows it takes the last moment at or before the playhead. `happened`: as
 * it happened, from all that is known by now; `known`: as it was known then, by when each report reached us.
 */
export const caseTimeline = z.object({
  caseId: id,
  caseNo: z.string(),
  matterName: z.string(),
  departmentName: z.string(),
  kind: caseKind,
  steps: z.array(caseStep),
  cards: z.array(standingCard),
  happened: z.array(caseMoment),
  known: z.array(caseMoment),
  /** More changes than are told: of the first of them only. */
  cut: z.boolean(),
});
export type CaseTimeline = z.infer<typeof caseTimeline>;

/** Cameras, or a case: what is told of where; at most so many cameras. */
export const MARKS_MOST_CAMERAS = 16;
export const marksQuery = z
  .object({
    from: looseInstant,
    to: looseInstant,
    /** Ids, separated by commas. */
    cameraIds: z
      .string()
      .max(1000)
      .transform((text) => text.split(',').filter((one) => one !== ''))
      .pipe(z.array(id).max(MARKS_MOST_CAMERAS, `at most ${MARKS_MOST_CAMERAS}`))
      .default([]),
    caseId: id.optional(),
    /** Of what lies closer together than this, one is told for all. */
    grainMs: z.coerce.number().int().min(0).max(86_400_000).default(0),
  })
  .refine(({ cameraIds, caseId }) => cameraIds.length > 0 || caseId !== undefined, {
    path: ['cameraIds'],
    message: 'give cameraIds or caseId',
  });

export const newNote = z.object({
  cameraId: id.nullable().default(null),
  caseId: id.nullable().default(null),
  at: looseInstant,
  text: z.string().trim().min(1, 'must not be empty').max(1000, 'at most 1000 characters'),
});
export const changeNote = newNote.pick({ text: true });
export const notesQuery = listQuery
  .omit({ q: true })
  .extend({
    cameraId: id.optional(),
    caseId: id.optional(),
    from: looseInstant.optional(),
    to: looseInstant.optional(),
  })
  .refine(({ cameraId, caseId }) => cameraId !== undefined || caseId !== undefined, {
    path: ['cameraId'],
    message: 'give cameraId or caseId',
  });
/** What was removed can be brought back so long. */
export const NOTE_UNDO_MS = 10 * 60_000;
export const note = z.object({
  id,
  cameraId: id.nullable(),
  caseId: id.nullable(),
  at: instant,
  text: z.string(),
  author: z.string(),
  authorName: z.string(),
  createdAt: instant,
  /** Null: never. */
  changedAt: instant.nullable(),
  mine: z.boolean(),
});
export type Note = z.infer<typeof note>;
export const notes = listOf(note);
