import { describe, expect, test } from 'vitest';
import type { TileState } from '../../media/tile-state.ts';
import { WallLatency } from './wall-latency.ts';

const live = (latencyMs: number | undefined) => ({
  latest: (): TileState => ({ kind: 'live', protocol: 'webrtc', capturedAtMs: 0, latencyMs }),
});

describe('the latency of a wall', () => {
  test('is the median and the worst of its live pictures', () => {
    const latency = new WallLatency();
    expect(latency.read()).toBeUndefined();
    latency.register('a', live(300));
    const leave = latency.register('b', live(900));
    latency.register('c', live(180));
    latency.register('d', live(undefined));
    latency.register('e', { latest: () => ({ kind: 'frozen', sinceMs: 0 }) });
    expect(latency.read()).toEqual({ medianMs: 300, worstMs: 900, worstCameraId: 'b' });
    leave();
    expect(latency.read()).toEqual({ medianMs: 180, worstMs: 300, worstCameraId: 'a' });
  });

  test('a new player of a camera is not let go with the old one', () => {
    const latency = new WallLatency();
    const leaveOld = latency.register('a', live(100));
    latency.register('a', live(200));
    leaveOld();
    expect(latency.read()?.worstMs).toBe(200);
  });
});
