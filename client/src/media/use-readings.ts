/**
 * Writes what the picture is right now onto its element, four times a second, without drawing anything anew:
 * `data-captured-at` (server's wall clock, ms, of the frame on screen), `data-protocol`, `data-latency-ms`; before
 * the first live frame `data-still-at` (the same clock, of the still that is seen).
 * Tests and benches read them; so may an extension of the browser.
 */
import { type RefObject, useEffect } from 'react';
import type { Player } from './player.ts';

const EVERY_MS = 250;

export function useReadings(element: RefObject<HTMLElement | null>, player: Player | undefined): void {
  useEffect(() => {
    if (player === undefined) return;
    const write = () => {
      const data = element.current?.dataset;
      if (data === undefined) return;
      const state = player.latest();
      set(data, 'protocol', state.kind === 'live' ? state.protocol : undefined);
      set(data, 'capturedAt', state.kind === 'live' ? state.capturedAtMs : undefined);
      set(data, 'stillAt', state.kind === 'starting' ? state.still?.capturedAtMs : undefined);
      set(data, 'latencyMs', state.kind === 'live' ? state.latencyMs : undefined);
    };
    let lastMs = 0;
    const throttled = () => {
      const now = performance.now();
      if (now - lastMs < EVERY_MS) return;
      lastMs = now;
      write();
    };
    const detach = [player.onFrame(throttled), player.subscribe(write)];
    write();
    return () => {
      for (const each of detach) each();
    };
  }, [element, player]);
}

function set(data: DOMStringMap, key: string, value: string | number | undefined): void {
  if (value === undefined) delete data[key];
  else data[key] = typeof value === 'number' ? String(Math.round(value)) : value;
}
