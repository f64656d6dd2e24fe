/**
 * The part of a time that somebody may see, where only single instants can be asked: a window that changed hands, or
 * the end of what a right to one case reaches. Asked at both ends; where one is refused, the border is searched to the
 * second.
 */
import type { Span } from './spans.ts';

export type AllowedSpan = Span;

const TO_THE_MS = 1000;

/** Undefined: none of it, as far as its ends and its middle tell. */
export async function allowedSpan(
  { fromMs, toMs }: Span,
  permits: (atMs: number) => Promise<boolean>,
): Promise<AllowedSpan | undefined> {
  // The end itself belongs to what comes next.
  const lastMs = Math.max(fromMs, toMs - 1);
  const [atFrom, atTo] = await Promise.all([permits(fromMs), permits(lastMs)]);
  if (atFrom && atTo) return { fromMs, toMs };
  const within = atFrom || atTo ? undefined : await firstOf(innerPoints(fromMs, lastMs), permits);
  if (!atFrom && !atTo && within === undefined) return undefined;
  const yesMs = atFrom ? fromMs : atTo ? lastMs : (within as number);
  return {
    fromMs: atFrom ? fromMs : await border(yesMs, fromMs, permits),
    toMs: atTo ? toMs : await border(yesMs, lastMs, permits),
  };
}

const innerPoints = (fromMs: number, toMs: number): number[] =>
  [0.5, 0.25, 0.75].map((share) => Math.round(fromMs + (toMs - fromMs) * share));

async function firstOf(
  points: readonly number[],
  permits: (atMs: number) => Promise<boolean>,
): Promise<number | undefined> {
  for (const point of points) if (await permits(point)) return point;
  return undefined;
}

/** The last instant towards `noMs` that is permitted, within a second. */
async function border(yesMs: number, noMs: number, permits: (atMs: number) => Promise<boolean>) {
  let [yes, no] = [yesMs, noMs];
  while (Math.abs(no - yes) > TO_THE_MS) {
    const middle = Math.round((yes + no) / 2);
    if (await permits(middle)) yes = middle;
    else no = middle;
  }
  return yes;
}
