/**
 * How much a window needs a look, from what is known of it. Pure. A fresh thing weighs more than an old one: what has
 * stood for hours was seen, or is in a queue; what began a minute ago is seen here first.
 */
import type { TroubleReason } from '../contract/walls.ts';

const MINUTE = 60_000;
/** So long a card or lead counts as fresh, and weighs more on top. */
const FRESH_MS = 10 * MINUTE;
/** Half its weight is gone after this: cards of the case at the window, and leads that go on, grow that old. */
const TROUBLE_DAY_MS = 24 * 60 * MINUTE;
const CARD = { warning: 40, yellow: 70, red: 100 } as const;
const FRESH_POINTS = 20;
/** A further reason adds this share of its weight to the gravest one. */
const FURTHER = 0.25;

/** 0 and above; a hundred is a red card of some minutes ago. */
export function troubleScore(reasons: readonly TroubleReason[], nowMs: number): number {
  const weights = reasons.map((reason) => weightOf(reason, nowMs)).sort((a, b) => b - a);
  const [first = 0, ...rest] = weights;
  return Math.round((first + rest.reduce((sum, each) => sum + each * FURTHER, 0)) * 10) / 10;
}

export function weightOf(reason: TroubleReason, nowMs: number): number {
  const ageMs = Math.max(0, nowMs - Date.parse(reason.since));
  switch (reason.kind) {
    case 'card':
      return aged(CARD[reason.level], ageMs);
    case 'lead':
      // From 10, for the weakest, to 80: below any red card, and above the warning that a limit comes near.
      return aged(10 + reason.strength * 0.7, ageMs);
    case 'wait':
      return 30 + Math.min(40, (ageMs / MINUTE) * 2);
    case 'nearLimit':
      return 15;
  }
}

function aged(points: number, ageMs: number): number {
  const fresh = ageMs < FRESH_MS ? FRESH_POINTS * (1 - ageMs / FRESH_MS) : 0;
  return points * (1 - 0.5 * Math.min(1, ageMs / TROUBLE_DAY_MS)) + fresh;
}

/** The gravest first; of equals the one whose code comes first, so that the order stands still. */
export const byUrgency = (
  a: { readonly score: number; readonly windowCode: string; readonly windowId: string },
  b: { readonly score: number; readonly windowCode: string; readonly windowId: string },
): number =>
  b.score - a.score ||
  a.windowCode.localeCompare(b.windowCode, 'en', { numeric: true }) ||
  a.windowId.localeCompare(b.windowId);
