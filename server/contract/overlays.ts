/** A window's live status: what the overlay strip shows, and how a client stays in step with it. */
import { z } from 'zod';
import { cardLevel } from './alerts.ts';
import { stage } from './cases.ts';
import { caseClock } from './clock.ts';
import { id, instant } from './common.ts';

/** `unknown`: nothing was ever reported for this window. */
export const windowState = z.enum(['unknown', 'closed', 'idle', 'called', 'serving']);
export type WindowState = z.infer<typeof windowState>;

/** Of a window's status: as large as the database's `int` holds. */
export const statusVersion = z.number().int().min(0).max(2_147_483_647);

export const windowStatus = z.object({
  windowId: id,
  /** Counts this window's changes from 1, without gaps; 0 with state `unknown`. */
  version: statusVersion,
  /** When this status began to be true (the event's occurredAt, never after its arrival). */
  at: instant,
  /** When it reached us. */
  receivedAt: instant,
  state: windowState,
  clerk: z.string().nullable(),
  ticket: z.string().nullable(),
  case: z
    .object({
      id,
      caseNo: z.string(),
      matterName: z.string(),
      /** Masked. */
      applicant: z.string().nullable(),
      stage: stage.nullable(),
      clock: caseClock.nullable(),
      /** The gravest card that stands on it; none where a later one was revoked. */
      card: z.object({ id, level: cardLevel, issuedAt: instant }).nullable(),
      startedAt: instant,
    })
    .nullable(),
});
export type WindowStatus = z.infer<typeof windowStatus>;

/** Which of the statuses (any order) was true at `atMs`: the highest version whose `at` has come. */
export function statusAt(statuses: readonly WindowStatus[], atMs: number): WindowStatus | undefined {
  let best: WindowStatus | undefined;
  for (const status of statuses)
    if (Date.parse(status.at) <= atMs && (best === undefined || status.version > best.version)) best = status;
  return best;
}
