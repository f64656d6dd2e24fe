/** Cards that come together are told together: the first at once, those soon after it in one word. */
import { type Alert, type CardLevel, gravity } from '../../../../server/contract/alerts.ts';

/** Cards this soon after the last one belong to it. */
const BURST_MS = 6000;

export interface Told {
  /** The gravest of the burst, the newest of those. */
  readonly card: Alert;
  readonly count: number;
  readonly byLevel: Readonly<Record<CardLevel, number>>;
}

export class Burst {
  #last: Told | undefined;
  #lastAtMs = Number.NEGATIVE_INFINITY;

  /** What to say now that this card has come. */
  add(card: Alert, nowMs: number): Told {
    const before = nowMs - this.#lastAtMs < BURST_MS ? this.#last : undefined;
    this.#lastAtMs = nowMs;
    const byLevel = { ...(before?.byLevel ?? { warning: 0, yellow: 0, red: 0 }) };
    byLevel[card.level] += 1;
    const gravest =
      before !== undefined && gravity(before.card.level) > gravity(card.level) ? before.card : card;
    this.#last = { card: gravest, count: (before?.count ?? 0) + 1, byLevel };
    return this.#last;
  }
}
