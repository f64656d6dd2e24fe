/** Which key does what with a card: one letter, for whatever of its meanings is possible now. */
import type { Alert, AlertAction, Decision } from '../../../../server/contract/alerts.ts';

export const actionKeys: Readonly<Record<string, readonly Decision[]>> = {
  i: ['issue'],
  c: ['cancel'],
  o: ['order'],
  u: ['uphold'],
  r: ['reject_appeal', 'dismiss_proposal'],
  a: ['rectify'],
  b: ['send_back'],
  n: ['note'],
};

/** In the order their buttons stand: what decides first, what only notes last. */
export const decisions: readonly Decision[] = [
  ...(['issue', 'cancel', 'uphold', 'reject_appeal', 'dismiss_proposal'] as const),
  ...(['rectify', 'send_back', 'order', 'note'] as const),
];

export const keyOf = (action: Decision): string =>
  Object.entries(actionKeys).find(([, actions]) => actions.includes(action))?.[0] ?? '';

/** The decision a key means among those possible. */
export const decisionOf = (key: string, may: readonly AlertAction[]): Decision | undefined =>
  actionKeys[key]?.find((action) => may.includes(action));

/** What the state of a card allows; whether a person may is the server's to say. */
export function possible(card: Pick<Alert, 'state' | 'order' | 'revocationProposed'>): Decision[] {
  const { state, order } = card;
  const stands = state === 'issued' || state === 'appealed';
  const proposed = stands && card.revocationProposed !== null;
  return decisions.filter((action) => {
    if (action === 'issue' || action === 'cancel') return state === 'pending';
    if (action === 'uphold') return state === 'appealed' || proposed;
    if (action === 'reject_appeal') return state === 'appealed';
    if (action === 'dismiss_proposal') return proposed;
    if (action === 'order') return stands && (order === 'none' || order === 'rectified');
    if (action === 'rectify' || action === 'send_back') return stands && order === 'replied';
    return true;
  });
}
