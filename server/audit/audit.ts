/** The audit trail: who did what to what, from where. Rows are only ever added (the database refuses the rest). */
import type { Actor } from '../platform/http/route.ts';

export interface AuditEntry {
  /** Who; a text for somebody who is not signed in (the name that was tried). */
  readonly actor: Actor | string;
  /** The address asked from: `req.ip`, or a socket's. */
  readonly from: string;
  /** Verb with its slice: `session.sign-in`, `hall.create`, `live.view`. */
  readonly action: string;
  /** What it was done to: `hall:<id>`. */
  readonly target: string;
  /** Never a secret, never a name or id number of an applicant. */
  readonly detail?: Readonly<Record<string, unknown>>;
}

export interface Audit {
  /** On disk when it resolves. What is not in the trail must not happen: let a failure fail the action. */
  append(entry: AuditEntry): Promise<void>;
}

/** `user:admin`, `machine:scjg`; stable, so that a trail can be searched for a person. */
export function actorName(actor: Actor | string): string {
  if (typeof actor === 'string') return actor;
  return actor.kind === 'user' ? `user:${actor.username}` : `machine:${actor.source}`;
}
