/** What a person may do with a lead in which state. Pure: the one table of a lead's life. */
import { LEAD_UNDO_MS, type LeadAction, type LeadState } from '../../contract/leads.ts';

export type PersonAction = Extract<LeadAction, 'watch' | 'unwatch' | 'confirm' | 'dismiss' | 'reopen'>;

const TABLE: Readonly<Record<LeadState, Partial<Record<PersonAction, LeadState>>>> = {
  new: { confirm: 'confirmed', dismiss: 'dismissed', watch: 'watched' },
  // Watched longer, or by somebody else.
  watched: { confirm: 'confirmed', dismiss: 'dismissed', watch: 'watched', unwatch: 'new' },
  dismissed: { reopen: 'new' },
  // What it became has a life of its own: a card is appealed, an order closed.
  confirmed: {},
};

/** Undefined: it cannot be done now. */
export const transition = (state: LeadState, action: PersonAction): LeadState | undefined =>
  TABLE[state][action];

export const possible = (state: LeadState): PersonAction[] => Object.keys(TABLE[state]) as PersonAction[];

/** Taking back one's own dismissal needs no reason for a while; what stood longer, or was another's word, does. */
export const needsReason = (
  dismissed: { readonly by: string | null; readonly atMs: number | null },
  by: string,
  nowMs: number,
): boolean => dismissed.by !== by || dismissed.atMs === null || nowMs > dismissed.atMs + LEAD_UNDO_MS;
