/** Where a ruler has its marks and what stands at them; whole hours and days are the reader's own. Pure. */
import type { Span } from './scale.ts';
import { spanOf } from './scale.ts';

export interface Tick {
  readonly atMs: number;
  readonly label: string | undefined;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** From one label to the next, and how many marks in between. */
const STEPS: readonly (readonly [number, number])[] = [
  [10, 5],
  [20, 4],
  [50, 5],
  [100, 5],
  [200, 4],
  [500, 5],
  [SECOND, 5],
  [2 * SECOND, 4],
  [5 * SECOND, 5],
  [10 * SECOND, 5],
  [15 * SECOND, 3],
  [30 * SECOND, 3],
  [MINUTE, 6],
  [2 * MINUTE, 4],
  [5 * MINUTE, 5],
  [10 * MINUTE, 5],
  [15 * MINUTE, 3],
  [30 * MINUTE, 3],
  [HOUR, 6],
  [2 * HOUR, 4],
  [3 * HOUR, 3],
  [6 * HOUR, 6],
  [12 * HOUR, 4],
  [DAY, 4],
  [2 * DAY, 2],
  [7 * DAY, 7],
];
/** The widest label, with air. */
const LABEL_PX = 84;

const two = (n: number): string => String(n).padStart(2, '0');

function labelOf(atMs: number, step: number): string {
  const date = new Date(atMs);
  const day = `${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const minutes = `${two(date.getHours())}:${two(date.getMinutes())}`;
  if (step >= DAY) return day;
  if (step >= MINUTE) return date.getHours() === 0 && date.getMinutes() === 0 ? day : minutes;
  const seconds = `${minutes}:${two(date.getSeconds())}`;
  return step >= SECOND ? seconds : `${seconds}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

export function ticksOf(view: Span, width: number): Tick[] {
  const msPerLabel = (spanOf(view) / Math.max(1, width)) * LABEL_PX;
  const [step, parts] = STEPS.find(([each]) => each >= msPerLabel) ?? STEPS[STEPS.length - 1] ?? [DAY, 4];
  const offsetMs = new Date(view.fromMs).getTimezoneOffset() * MINUTE;
  const small = step / parts;
  const ticks: Tick[] = [];
  for (
    let at = Math.ceil((view.fromMs - offsetMs) / small) * small;
    at + offsetMs <= view.toMs;
    at += small
  ) {
    const whole = Math.abs(at / step - Math.round(at / step)) < 1e-6;
    ticks.push({ atMs: at + offsetMs, label: whole ? labelOf(Math.round(at + offsetMs), step) : undefined });
  }
  return ticks;
}

/** An instant as exact as the zoom is: to the millisecond only where that can be seen. */
export function hoverText(atMs: number, msPerPx: number): string {
  const date = new Date(atMs);
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const clock = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return msPerPx < 20
    ? `${day} ${clock}.${String(date.getMilliseconds()).padStart(3, '0')}`
    : `${day} ${clock}`;
}
