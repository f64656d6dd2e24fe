import { forbidden } from '../platform/errors.ts';
import type { Actor } from '../platform/http/route.ts';

/** Machines are told nothing, and hold none of what people are asked for here. */
export function person(actor: Actor | undefined): Extract<Actor, { kind: 'user' }> {
  if (actor?.kind !== 'user') throw forbidden('session');
  return actor;
}
