/** What a lead's time axis spans, and what lies on it. Pure. */
import type { LeadDetail } from '../../../../server/contract/leads.ts';

export interface AxisSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Room on both sides: what came before and after is half of what is to be judged. */
const LEAST_ROOM_MS = 90_000;
const MOST_ROOM_MS = 8 * 60_000;

export function axisOf({ from, to }: Pick<LeadDetail, 'from' | 'to'>): AxisSpan {
  const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
  const room = Math.min(MOST_ROOM_MS, Math.max(LEAST_ROOM_MS, (toMs - fromMs) * 0.6));
  return { fromMs: fromMs - room, toMs: toMs + room };
}

/** 0–100, and 0 or 100 for what lies outside. */
export const percentAt = ({ fromMs, toMs }: AxisSpan, atMs: number): number =>
  Math.max(0, Math.min(100, ((atMs - fromMs) / (toMs - fromMs)) * 100));

const STEPS_MS = [10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21_600, 86_400].map((s) => s * 1000);

/** Times to write on it: round ones, six to twelve. */
export function ticksOf({ fromMs, toMs }: AxisSpan): number[] {
  const step = STEPS_MS.find((one) => (toMs - fromMs) / one <= 8) ?? 7 * 86_400_000;
  // Round in the reader's zone, which is off by whole quarters of an hour.
  const zoneMs = new Date(fromMs).getTimezoneOffset() * 60_000;
  const first = Math.ceil((fromMs - zoneMs) / step) * step + zoneMs;
  const ticks: number[] = [];
  for (let at = first; at < toMs; at += step) ticks.push(at);
  return ticks;
}

/** Where playing begins: a little before it, but not where nothing of it can be seen. */
export const beginOf = ({ from, clips }: Pick<LeadDetail, 'from' | 'clips'>): number => {
  const wanted = Date.parse(from) - 5000;
  const earliest = Math.min(...clips.map((clip) => Date.parse(clip.from)));
  return Number.isFinite(earliest) ? Math.max(wanted, earliest) : wanted;
};
