import { describe, expect, test } from 'vitest';
import type { StreamStatusWire } from '../../../server/contract/cameras.ts';
import { deriveTileState, sameState, shownAt, type TileFacts } from './tile-state.ts';

const SERVER = 1_764_000_000_000;
const status = (change: Partial<StreamStatusWire>): StreamStatusWire => ({
  cameraId: 'a',
  profile: 'sub',
  state: 'live',
  since: new Date(SERVER).toISOString(),
  offlineSince: null,
  fault: null,
  codec: 'h264',
  width: 640,
  height: 360,
  fps: 15,
  bitrateKbps: 500,
  source: null,
  transcode: null,
  clock: null,
  ...change,
});
const facts = (change: Partial<TileFacts>): TileFacts => ({
  nowMs: 100_000,
  serverNowMs: SERVER,
  startedAtMs: SERVER - 5000,
  status: status({}),
  frame: undefined,
  still: undefined,
  lineDownAtMs: undefined,
  waitsFor: undefined,
  error: undefined,
  ...change,
});
const frame = (ageMs: number, latencyMs: number | null = 200) => ({
  presentedAtMs: 100_000 - ageMs,
  capturedAtMs: latencyMs === null ? undefined : SERVER - latencyMs,
  protocol: 'webrtc' as const,
});
const gone = status({
  state: 'backing-off',
  offlineSince: new Date(SERVER - 60_000).toISOString(),
  fault: { code: 'camera_unreachable', message: 'no route' },
});

describe('what a tile says of its picture', () => {
  test('starting before the first frame, also while the stream makes its very first start', () => {
    expect(deriveTileState(facts({}))).toEqual({
      kind: 'starting',
      sinceMs: SERVER - 5000,
      still: undefined,
      waitsFor: undefined,
      place: undefined,
    });
    const first = status({ state: 'connecting', offlineSince: new Date(SERVER).toISOString() });
    expect(deriveTileState(facts({ status: first })).kind).toBe('starting');
  });

  test('live with the frame’s own time and how late it is', () => {
    expect(deriveTileState(facts({ frame: frame(30) }))).toEqual({
      kind: 'live',
      protocol: 'webrtc',
      capturedAtMs: SERVER - 200,
      latencyMs: 200,
    });
  });

  test('frozen once no frame came for more than 3 s, since the last frame was captured', () => {
    expect(deriveTileState(facts({ frame: frame(3000) })).kind).toBe('live');
    expect(deriveTileState(facts({ frame: frame(3001, 3300) }))).toEqual({
      kind: 'frozen',
      sinceMs: SERVER - 3300,
    });
  });

  test('moving frames from a past more than 10 s back are not live either', () => {
    expect(deriveTileState(facts({ frame: frame(10, 10_001) })).kind).toBe('frozen');
  });

  test('a capture time that cannot be one is left out, and freezing is told by our own clock', () => {
    const odd = { ...frame(30), capturedAtMs: SERVER - 3_600_000 };
    expect(deriveTileState(facts({ frame: odd }))).toMatchObject({ kind: 'live', capturedAtMs: undefined });
    expect(deriveTileState(facts({ frame: frame(4000, null) }))).toEqual({
      kind: 'frozen',
      sinceMs: SERVER - 4000,
    });
  });

  test('offline with since when and why; what is still buffered plays out first', () => {
    expect(deriveTileState(facts({ status: gone, frame: frame(100) })).kind).toBe('live');
    expect(deriveTileState(facts({ status: gone, frame: frame(2500) }))).toEqual({
      kind: 'offline',
      sinceMs: SERVER - 60_000,
      code: 'camera_unreachable',
      message: 'no route',
    });
    expect(deriveTileState(facts({ status: gone })).kind).toBe('offline');
  });

  test('offline goes on while the server tries again', () => {
    const retrying = status({ ...gone, state: 'connecting' });
    expect(deriveTileState(facts({ status: retrying })).kind).toBe('offline');
  });

  test('a camera that another kind of source takes over is starting, and who waits for an encoder has a place', () => {
    const offlineSince = new Date(SERVER - 10_000).toISOString();
    const between = status({ state: 'backing-off', offlineSince });
    expect(deriveTileState(facts({ status: between })).kind).toBe('starting');
    const unsuitable = { ...between, fault: { code: 'source_unsuitable', message: 'ffmpeg takes over' } };
    expect(deriveTileState(facts({ status: unsuitable })).kind).toBe('starting');
    const queued = (place: number) =>
      deriveTileState(
        facts({
          status: status({
            ...gone,
            state: 'connecting',
            transcode: {
              state: 'queued',
              reason: 'codec_not_in_browsers',
              place,
              fault: null,
              width: null,
              height: null,
            },
          }),
        }),
      );
    expect(queued(2)).toMatchObject({ kind: 'starting', waitsFor: 'transcode_queued', place: 2 });
    expect(sameState(queued(2), queued(2))).toBe(true);
    expect(sameState(queued(2), queued(1))).toBe(false);
  });

  test('an error is said when there is no picture, never over one that moves', () => {
    const error = { code: 'forbidden', message: 'no' };
    expect(deriveTileState(facts({ error })).kind).toBe('error');
    expect(deriveTileState(facts({ error, frame: frame(30) })).kind).toBe('live');
  });

  test('a still before the first frame is fresh for 3 s; one of unknown age never is', () => {
    const still = (capturedAtMs: number | undefined) => deriveTileState(facts({ still: { capturedAtMs } }));
    expect(still(SERVER - 3000)).toMatchObject({ still: { stale: false } });
    expect(shownAt(still(SERVER - 3000))).toBe(SERVER - 3000);
    expect(still(SERVER - 3001)).toMatchObject({ kind: 'starting', still: { stale: true } });
    expect(still(undefined)).toMatchObject({ still: { stale: true } });
    expect(shownAt(still(SERVER - 3001))).toBeUndefined();
    expect(sameState(still(SERVER - 100), still(SERVER - 200))).toBe(true);
    expect(sameState(still(SERVER - 3000), still(SERVER - 3001))).toBe(false);
  });

  test('with the line to the server down, nothing is said of the camera', () => {
    const down = { lineDownAtMs: 100_000 - 4000, status: gone };
    expect(deriveTileState(facts({ ...down, frame: frame(100) })).kind).toBe('live');
    expect(deriveTileState(facts({ ...down, frame: frame(5000) }))).toEqual({
      kind: 'cut',
      sinceMs: SERVER - 4000,
    });
    expect(deriveTileState(facts(down)).kind).toBe('cut');
    expect(deriveTileState(facts({ lineDownAtMs: 100_000 - 1000 })).kind).toBe('starting');
  });
});
