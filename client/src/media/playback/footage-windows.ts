/** Which stretch of a camera's playlist is asked for: from the playhead on, the next one before that ends, and back. */
import type { PlaylistEntry } from './footage-playlist.ts';

export interface FootageWindow {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Only when the playhead stands: for steps back. */
const BEFORE_MS = 60_000;
const AFTER_MS = 600_000;
/** The next one is asked for when less than this is left. */
const LEFT_MS = 90_000;
/** Footage is on disk, and listed, some seconds after it happened. */
const STILL_GROWING_MS = 30_000;
const GROWING_EVERY_MS = 2000;

export interface KnownWindow extends FootageWindow {
  /** When it was asked for: the server's wall clock, ms. */
  readonly askedAtMs: number;
}

export interface WindowWish {
  readonly atMs: number;
  readonly playing: boolean;
  /** The server's wall clock. */
  readonly nowMs: number;
}

/**
 * The window to ask for next, or undefined when what is known suffices. One that begins at the playhead has a run of
 * one GOP first (`runsOf` on the server), so a jump is soon answered.
 */
export function nextWindow(known: readonly KnownWindow[], wish: WindowWish): FootageWindow | undefined {
  const { atMs, playing, nowMs } = wish;
  const here = known.find((each) => each.fromMs <= atMs && atMs < each.toMs);
  if (here === undefined) {
    const fromMs = Math.floor(atMs) - 1;
    return { fromMs, toMs: until(known, fromMs, fromMs + AFTER_MS) };
  }
  if (growing(here, wish)) return { fromMs: here.fromMs, toMs: here.toMs };
  if (!playing && atMs - BEFORE_MS / 6 < here.fromMs && !known.some((each) => each.toMs === here.fromMs))
    return { fromMs: here.fromMs - BEFORE_MS, toMs: here.fromMs };
  if (atMs + LEFT_MS < here.toMs || here.toMs > nowMs) return undefined;
  const next = known.find((each) => each.fromMs <= here.toMs && here.toMs < each.toMs);
  if (next === undefined) return { fromMs: here.toMs, toMs: until(known, here.toMs, here.toMs + AFTER_MS) };
  return growing(next, { ...wish, atMs: next.fromMs }) ? { fromMs: next.fromMs, toMs: next.toMs } : undefined;
}

/** What was asked for while it was still being recorded is asked for again, with the same beginning: the same runs. */
function growing(window: KnownWindow, { atMs, nowMs }: WindowWish): boolean {
  const seenUntilMs = Math.min(window.toMs, window.askedAtMs - STILL_GROWING_MS);
  const due = nowMs - window.askedAtMs > GROWING_EVERY_MS;
  return due && window.toMs > seenUntilMs && atMs + LEFT_MS > seenUntilMs;
}

function until(known: readonly KnownWindow[], fromMs: number, toMs: number): number {
  return known.reduce((end, each) => (each.fromMs > fromMs ? Math.min(end, each.fromMs) : end), toMs);
}

/** The windows and the one just answered; what it overlaps of others is known anew. */
export function withWindow(known: readonly KnownWindow[], fresh: KnownWindow): KnownWindow[] {
  const outside = known.flatMap((each) => {
    if (each.toMs <= fresh.fromMs || each.fromMs >= fresh.toMs) return [each];
    return [
      ...(each.fromMs < fresh.fromMs ? [{ ...each, toMs: fresh.fromMs }] : []),
      ...(each.toMs > fresh.toMs ? [{ ...each, fromMs: fresh.toMs }] : []),
    ];
  });
  return [...outside, fresh];
}

/** Half a frame: runs of one file end where the next begins, but for rounding. */
const TOUCH_MS = 15;

/** Entries in the order of time. Where two windows cut the same footage into different runs, the newer ones stand. */
export function mergeEntries(
  old: readonly PlaylistEntry[],
  fresh: readonly PlaylistEntry[],
): PlaylistEntry[] {
  const first = fresh[0];
  const last = fresh.at(-1);
  if (first === undefined || last === undefined) return [...old];
  const keys = new Set(fresh.map((entry) => entry.key));
  const apart = old.filter(
    (entry) =>
      !keys.has(entry.key) && (entry.toMs <= first.fromMs + TOUCH_MS || entry.fromMs >= last.toMs - TOUCH_MS),
  );
  return [...apart, ...fresh].sort((a, b) => a.fromMs - b.fromMs);
}
