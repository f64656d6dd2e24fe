import type { PictureFacts } from './measure-picture.ts';

/** How a camera's picture usually is, from pictures in which nothing was found. Small: it is kept of every camera. */
export interface Learnt {
  /** Pictures it was learnt from. */
  readonly count: number;
  readonly detail: number;
  readonly sharpness: number;
  readonly brightness: number;
  readonly cast: { readonly blue: number; readonly red: number };
  /** How often two pictures a check apart are all but the same, in office hours: of `seen` pairs, about which share. */
  readonly still: { readonly seen: number; readonly share: number };
}

export const NOTHING_LEARNT: Learnt = {
  count: 0,
  detail: 0,
  sharpness: 0,
  brightness: 0,
  cast: { blue: 0, red: 0 },
  still: { seen: 0, share: 0 },
};

/** Some hours at a check a minute. */
const MEMORY = 300;

/** A mean that begins as the plain one and then forgets slowly. */
function towards(known: number, value: number, count: number): number {
  return known + (value - known) / Math.min(count + 1, MEMORY);
}

export function learn(learnt: Learnt, facts: PictureFacts): Learnt {
  const { count } = learnt;
  return {
    ...learnt,
    count: Math.min(count + 1, MEMORY),
    detail: towards(learnt.detail, facts.detail, count),
    sharpness: towards(learnt.sharpness, facts.sharpness, count),
    brightness: towards(learnt.brightness, facts.brightness, count),
    cast: {
      blue: towards(learnt.cast.blue, facts.cast.blue, count),
      red: towards(learnt.cast.red, facts.cast.red, count),
    },
  };
}

/** Whether this pair was all but the same; asked in office hours only. */
export function learnStillness(learnt: Learnt, isStill: boolean): Learnt {
  const { seen, share } = learnt.still;
  return {
    ...learnt,
    still: { seen: Math.min(seen + 1, MEMORY), share: towards(share, isStill ? 1 : 0, seen) },
  };
}
