/** How a tour goes: in which order, what is on, for how long still. Pure; the page ticks it. */
import type { Tour, Trouble, TroubleReason } from '../../../../server/contract/walls.ts';

type Step = Tour['steps'][number];

/** What interrupts is shown so long. */
export const INTERRUPT_MS = 20_000;
/** A card or lead is news for a tour this long after it came. */
const NEWS_MS = 60_000;

/** One round: each step as often as its priority says, spread over it. Indexes into the steps. */
export function roundOf(steps: readonly Pick<Step, 'priority'>[]): number[] {
  return steps
    .flatMap(({ priority }, index) =>
      Array.from({ length: priority }, (_, nth) => ({ index, at: (nth + 0.5) / priority })),
    )
    .sort((a, b) => a.at - b.at || a.index - b.index)
    .map(({ index }) => index);
}

export interface Run {
  readonly round: readonly number[];
  /** Where in the round. */
  readonly at: number;
  readonly elapsedMs: number;
  readonly paused: boolean;
  readonly shown: { readonly trouble: Trouble; readonly leftMs: number } | undefined;
  /** What has interrupted already, by card or lead: once each. */
  readonly told: readonly string[];
}

export const startRun = (steps: readonly Step[]): Run => ({
  ...{ round: roundOf(steps), at: 0, elapsedMs: 0, paused: false, shown: undefined, told: [] },
});

export const stepOf = (run: Run): number => run.round[run.at] ?? 0;
export const nextStepOf = (run: Run): number => run.round[(run.at + 1) % run.round.length] ?? 0;

export function goBy(run: Run, by: number): Run {
  const length = run.round.length;
  return { ...run, at: (((run.at + by) % length) + length) % length, elapsedMs: 0, shown: undefined };
}

/** `ready`: step by step, whether there is anything to show; what is not there is passed over. */
export function tick(run: Run, ms: number, steps: readonly Step[], canShow: (step: number) => boolean): Run {
  if (run.paused) return run;
  if (run.shown !== undefined) {
    const leftMs = run.shown.leftMs - ms;
    return { ...run, shown: leftMs <= 0 ? undefined : { ...run.shown, leftMs } };
  }
  const dwellMs = (steps[stepOf(run)]?.dwellSeconds ?? 10) * 1000;
  const elapsedMs = run.elapsedMs + ms;
  if (elapsedMs < dwellMs && canShow(stepOf(run))) return { ...run, elapsedMs };
  let next = goBy(run, 1);
  for (let n = 0; n < run.round.length && !canShow(stepOf(next)); n += 1) next = goBy(next, 1);
  return next;
}

const keyOf = (reason: TroubleReason): string | undefined =>
  reason.kind === 'card' ? reason.alertId : reason.kind === 'lead' ? reason.leadId : undefined;

/** The most urgent window with news that was not shown yet, in one of the tour's pictures; a paused tour is not taken away. */
export function interrupt(
  run: Run,
  troubles: readonly Trouble[],
  cameras: ReadonlySet<string>,
  nowMs: number,
): Run {
  if (run.paused || run.shown !== undefined) return run;
  for (const trouble of troubles) {
    if (trouble.cameraId === null || !cameras.has(trouble.cameraId)) continue;
    const news = trouble.reasons.flatMap((reason) => {
      const key = keyOf(reason);
      const isFresh = Math.abs(nowMs - Date.parse(reason.since)) < NEWS_MS;
      return key !== undefined && isFresh && !run.told.includes(key) ? [key] : [];
    });
    if (news.length > 0)
      return {
        ...run,
        shown: { trouble, leftMs: INTERRUPT_MS },
        told: [...run.told, ...news].slice(-200),
      };
  }
  return run;
}
