/** What may be done with a card in which state, and what it makes of it. Pure: the one table of a card's life. */
import type { AlertAction, AlertResponse, AlertState, Decision, OrderState } from '../contract/alerts.ts';

export interface CardState {
  readonly state: AlertState;
  readonly order: OrderState;
  readonly proposed: boolean;
  /** It was appealed once already; there is no second time. */
  readonly wasAppealed: boolean;
  /** Null: no end to it. */
  readonly appealUntilMs: number | null;
}

export type PersonAction = Decision | AlertResponse;

export interface Transition {
  readonly state?: AlertState;
  readonly order?: OrderState;
  /** False: it is dropped. */
  readonly proposed?: false;
}

/** Undefined: it cannot be done now. */
export function transition(card: CardState, action: PersonAction, nowMs: number): Transition | undefined {
  const { state, order, proposed } = card;
  const stands = state === 'issued' || state === 'appealed';
  switch (action) {
    case 'issue':
      return state === 'pending' ? { state: 'issued' } : undefined;
    case 'cancel':
      return state === 'pending' ? { state: 'cancelled' } : undefined;
    case 'appeal':
      return state === 'issued' &&
        !card.wasAppealed &&
        nowMs <= (card.appealUntilMs ?? Number.POSITIVE_INFINITY)
        ? { state: 'appealed' }
        : undefined;
    case 'uphold':
      return state === 'appealed' || (stands && proposed)
        ? { state: 'revoked', order: order === 'rectified' ? 'rectified' : 'none', proposed: false }
        : undefined;
    case 'reject_appeal':
      return state === 'appealed' ? { state: 'issued' } : undefined;
    case 'dismiss_proposal':
      return stands && proposed ? { proposed: false } : undefined;
    case 'order':
      return stands && (order === 'none' || order === 'rectified') ? { order: 'ordered' } : undefined;
    case 'reply':
      return stands && order === 'ordered' ? { order: 'replied' } : undefined;
    case 'send_back':
      return stands && order === 'replied' ? { order: 'ordered' } : undefined;
    case 'rectify':
      return stands && order === 'replied' ? { order: 'rectified' } : undefined;
    case 'note':
      return {};
  }
}

const DECISIONS: readonly Decision[] = [
  'issue',
  'cancel',
  'uphold',
  'reject_appeal',
  'dismiss_proposal',
  'order',
  'send_back',
  'rectify',
  'note',
];
const RESPONSES: readonly AlertResponse[] = ['appeal', 'reply'];

/** What whoever asks may do now, by what they hold at the card's place. */
export function possible(
  card: CardState,
  holds: { readonly decide: boolean; readonly reply: boolean },
  nowMs: number,
): AlertAction[] {
  const all: PersonAction[] = [...(holds.decide ? DECISIONS : []), ...(holds.reply ? RESPONSES : [])];
  return all.filter((action) => transition(card, action, nowMs) !== undefined);
}
