/** The audit trail: who did what to what, from where, and why. Rows are only ever added (the database refuses the rest). */

import type { TrailEntry } from '../platform/http/audited.ts';
import type { Actor } from '../platform/http/route.ts';

export type AuditEntry = TrailEntry;

export interface Audit {
  /**
   * On disk when it resolves; within a unit of work, when that has committed: the row and what it tells of stand or
   * fall together. What is not in the trail must not happen: let a failure fail the action.
   */
  append(entry: AuditEntry): Promise<void>;
}

/** `user:admin`, `machine:scjg`; stable, so that a trail can be searched for a person. */
export function actorName(actor: Actor | string): string {
  if (typeof actor === 'string') return actor;
  return actor.kind === 'user' ? `user:${actor.username}` : `machine:${actor.source}`;
}
