/** A component that shows time passing. One timer for all who want the same beat. */
import { useSyncExternalStore } from 'react';

interface Beat {
  readonly subscribe: (listener: () => void) => () => void;
  readonly now: () => number;
}

const beats = new Map<number, Beat>();

/** This computer's wall clock, anew every `everyMs`; undefined: nothing shown moves with time, so it stands (0). */
export function useNow(everyMs: number | undefined): number {
  const beat = everyMs === undefined ? still : beatOf(everyMs);
  return useSyncExternalStore(beat.subscribe, beat.now);
}

const still: Beat = { subscribe: () => () => undefined, now: () => 0 };

function beatOf(everyMs: number): Beat {
  const beat = beats.get(everyMs) ?? createBeat(everyMs);
  beats.set(everyMs, beat);
  return beat;
}

function createBeat(everyMs: number): Beat {
  const listeners = new Set<() => void>();
  let now = Date.now();
  let timer: ReturnType<typeof setInterval> | undefined;
  const tick = () => {
    now = Date.now();
    for (const listener of listeners) listener();
  };
  return {
    now: () => now,
    subscribe: (listener) => {
      if (listeners.size === 0) now = Date.now();
      listeners.add(listener);
      timer ??= setInterval(tick, everyMs);
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
  };
}
