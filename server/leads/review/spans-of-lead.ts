/** Which time belongs to a lead: for what is held, looked at, and told around it. Pure. */

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Kept before and after, as of a case's time at a window. */
const BEFORE_MS = 60_000;
const AFTER_MS = 120_000;
/** Of what lasts longer, a suspension or a feed's silence, its two ends are what can be looked at. */
const WHOLE_MOST_MS = 4 * 3_600_000;
const END_MS = 30 * 60_000;
/** The record is told from a little before to a little after, and never over more than a day. */
const AROUND_MS = 10 * 60_000;
const AROUND_MOST_MS = 24 * 3_600_000;

/** Its footage. */
export function footageSpans({ fromMs, toMs }: Span): Span[] {
  if (toMs - fromMs <= WHOLE_MOST_MS) return [{ fromMs: fromMs - BEFORE_MS, toMs: toMs + AFTER_MS }];
  return [
    { fromMs: fromMs - BEFORE_MS, toMs: fromMs + END_MS },
    { fromMs: toMs - END_MS, toMs: toMs + AFTER_MS },
  ];
}

/** What of the record is told beside it. */
export const aroundOf = ({ fromMs, toMs }: Span): Span => ({
  fromMs: fromMs - AROUND_MS,
  toMs: Math.min(toMs, fromMs + AROUND_MOST_MS) + AROUND_MS,
});
