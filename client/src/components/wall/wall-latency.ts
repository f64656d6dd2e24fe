/** How late the pictures on a wall are, from the camera to this screen, as one line can say it. */
import type { TileState } from '../../media/tile-state.ts';

export interface LatencySummary {
  readonly medianMs: number;
  readonly worstMs: number;
  readonly worstCameraId: string;
}

interface Source {
  latest(): TileState;
}

export class WallLatency {
  readonly #sources = new Map<string, Source>();

  /** Reads from this camera's player until the returned function is called. */
  register(cameraId: string, source: Source): () => void {
    this.#sources.set(cameraId, source);
    return () => {
      if (this.#sources.get(cameraId) === source) this.#sources.delete(cameraId);
    };
  }

  /** Of the pictures that are live now; undefined when none of them can tell. */
  read(): LatencySummary | undefined {
    const readings: { cameraId: string; latencyMs: number }[] = [];
    for (const [cameraId, source] of this.#sources) {
      const state = source.latest();
      if (state.kind === 'live' && state.latencyMs !== undefined)
        readings.push({ cameraId, latencyMs: Math.max(0, state.latencyMs) });
    }
    readings.sort((a, b) => a.latencyMs - b.latencyMs);
    const middle = readings[Math.floor((readings.length - 1) / 2)];
    const worst = readings.at(-1);
    if (middle === undefined || worst === undefined) return undefined;
    return { medianMs: middle.latencyMs, worstMs: worst.latencyMs, worstCameraId: worst.cameraId };
  }
}
