/** Patrols are walked and planned by people. */
import { AppError } from '../platform/errors.ts';
import type { Actor } from '../platform/http/route.ts';

export interface Officer {
  readonly id: string;
  readonly name: string;
  readonly actor: Actor;
}

export function officerOf(actor: Actor | undefined): Officer {
  if (actor?.kind === 'user') return { id: actor.id, name: actor.username, actor };
  throw new AppError(403, 'forbidden', 'Patrols are for people.');
}
