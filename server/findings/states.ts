/** What may be done with a finding in which state, by whom, and what it makes of it. Pure: the one table of its life. */
import { FINDING_UNDO_MS, type FindingAction, type FindingState } from '../contract/findings.ts';

export type PersonAction = Extract<
  FindingAction,
  'withdraw' | 'restore' | 'order' | 'reply' | 'send_back' | 'rectify' | 'close'
>;

export interface FindingMoment {
  readonly state: FindingState;
  readonly notedAtMs: number;
  /** Of the withdrawal, while it is withdrawn. */
  readonly endedAtMs: number | null;
}

/** What whoever asks holds at the finding's place. */
export interface Held {
  readonly decide: boolean;
  readonly reply: boolean;
  /** He noted it himself, and still may note there. */
  readonly own: boolean;
}

/** Undefined: it cannot be done now, whoever asks. */
export function transition(
  { state, notedAtMs, endedAtMs }: FindingMoment,
  action: PersonAction | 'change',
  nowMs: number,
): FindingState | undefined {
  switch (action) {
    case 'change':
      return state === 'noted' && nowMs <= notedAtMs + FINDING_UNDO_MS ? 'noted' : undefined;
    case 'withdraw':
      return state === 'noted' && nowMs <= notedAtMs + FINDING_UNDO_MS ? 'withdrawn' : undefined;
    case 'restore':
      return state === 'withdrawn' && endedAtMs !== null && nowMs <= endedAtMs + FINDING_UNDO_MS
        ? 'noted'
        : undefined;
    case 'order':
      return state === 'noted' ? 'ordered' : undefined;
    case 'reply':
      return state === 'ordered' ? 'replied' : undefined;
    case 'send_back':
      return state === 'replied' ? 'ordered' : undefined;
    case 'rectify':
      return state === 'replied' ? 'rectified' : undefined;
    case 'close':
      return state === 'noted' || state === 'ordered' || state === 'replied' ? 'closed' : undefined;
  }
}

/** Who does it: whoever noted it, who decides, or who answers. */
export const WHO: Readonly<Record<PersonAction | 'change', keyof Held>> = {
  change: 'own',
  withdraw: 'own',
  restore: 'own',
  order: 'decide',
  reply: 'reply',
  send_back: 'decide',
  rectify: 'decide',
  close: 'decide',
};

/** Steps that say nothing without words. */
export const NEEDS_REASON: ReadonlySet<PersonAction> = new Set(['order', 'reply', 'send_back', 'close']);

/** What whoever asks may do now. */
export function possible(
  moment: FindingMoment,
  held: Held,
  nowMs: number,
): Extract<FindingAction, PersonAction | 'change'>[] {
  return (Object.keys(WHO) as (PersonAction | 'change')[]).filter(
    (action) => held[WHO[action]] && transition(moment, action, nowMs) !== undefined,
  );
}
