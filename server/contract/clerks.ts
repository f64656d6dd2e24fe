/** Who serves at windows, and the roster that says when. */
import { z } from 'zod';
import { id, instant, listQuery, name } from './common.ts';
import { day, daySpan } from './office-hours.ts';

export const clerk = z.object({
  id,
  departmentId: id,
  departmentName: z.string(),
  name,
  /** The number the department knows them by: what its events report as the clerk, or in whose place the name stands. */
  staffNo: z.string(),
  createdAt: instant,
  /** No longer serves; shifts of before stay. */
  endedAt: instant.nullable(),
});
export type Clerk = z.infer<typeof clerk>;

const staffNo = z
  .string()
  .trim()
  .regex(/^[\p{L}\p{N}._-]{1,32}$/u, 'letters, digits, . _ - (1–32)');
export const newClerk = z.object({ departmentId: id, name, staffNo });
export const changeClerk = z.object({ name: name.optional(), staffNo: staffNo.optional() });
export const clerksQuery = listQuery.extend({
  departmentId: id.optional(),
  /** Those who no longer serve as well. */
  ended: z.enum(['include']).optional(),
});

/** Rostered at a window in [startsAt, endsAt). */
export const shift = z.object({
  id,
  windowId: id,
  clerkId: id,
  clerkName: z.string(),
  staffNo: z.string(),
  /** In the region's zone. */
  day,
  startsAt: instant,
  endsAt: instant,
});
export type Shift = z.infer<typeof shift>;

/** What a roster may have meant, and does not forbid. */
export const clash = z.discriminatedUnion('kind', [
  /** One clerk at two windows at the same time; the other may be in another hall. */
  z.object({
    kind: z.literal('twice'),
    clerkId: id,
    clerkName: z.string(),
    day,
    windowIds: z.array(id),
    from: instant,
    to: instant,
  }),
  /** A window with nobody in a part of the office hours; told only of days that somebody is rostered in the hall at all. */
  z.object({ kind: z.literal('vacant'), windowId: id, day, from: instant, to: instant }),
]);
export type Clash = z.infer<typeof clash>;

/** `GET /api/v1/halls/:hallId/shifts?from=&to=`: days, both included, at most 35; of the windows the asker sees. */
export const shiftsQuery = z.object({ from: day, to: day });
export const shiftPlan = z.object({ shifts: z.array(shift), clashes: z.array(clash) });
export type ShiftPlan = z.infer<typeof shiftPlan>;

/** Who, from when to when, in the region's times of day. */
export const plannedShift = z.object({ clerkId: id, span: daySpan });

/** `PUT /api/v1/windows/:windowId/shifts/:day`: all of that window's shifts that day. */
export const setDayShifts = z.object({ shifts: z.array(plannedShift).max(20) });

/**
 * `POST /api/v1/halls/:hallId/shifts/lay`: a week's pattern on every day from `from` to `to`, in place of what is planned
 * there for the windows it names. Weekday 0 is Monday.
 */
export const layPattern = z.object({
  from: day,
  to: day,
  pattern: z
    .array(plannedShift.extend({ weekday: z.number().int().min(0).max(6), windowId: id }))
    .min(1, 'at least one shift')
    .max(2000),
});

/** `POST /api/v1/halls/:hallId/shifts/copy`: one week, from Monday, onto another; in place of what is planned there. */
export const copyWeek = z.object({ fromWeek: day, toWeek: day });

/** How many days of windows were planned anew, and how many were left because they are over. */
export const laid = z.object({ days: z.number().int(), past: z.number().int() });

/** `GET /api/v1/windows/:windowId/shift?at=`: who is rostered there at an instant; usually one. */
export const shiftsAt = z.object({ shifts: z.array(shift) });
