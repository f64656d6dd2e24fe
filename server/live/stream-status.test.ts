import { expect, test } from 'vitest';
import { streamStatus } from '../contract/cameras.ts';
import { toWire } from './stream-status.ts';

const key = { cameraId: '0b8c5a6e-2f0e-4c57-9d4c-3f2b8a1d9e10', profile: 'sub' } as const;

test('a stalled stream says since when and why, and nothing of its other viewers', () => {
  const wire = toWire({
    key,
    state: {
      name: 'stalled',
      sinceMs: 1_795_000_005_000,
      fault: { code: 'camera_stalled', message: 'No picture for 5 s.' },
    },
    fault: { code: 'camera_stalled', message: 'No picture for 5 s.' },
    offlineSinceMs: 1_795_000_000_000,
    info: { codec: 'h264', codecString: 'avc1.64001f', width: 1280, height: 720 },
    holders: 7,
    restarts: 3,
  });
  expect(streamStatus.strict().parse(wire)).toEqual({
    ...key,
    state: 'stalled',
    since: '2026-11-18T11:06:45.000Z',
    offlineSince: '2026-11-18T11:06:40.000Z',
    fault: { code: 'camera_stalled', message: 'No picture for 5 s.' },
    codec: 'avc1.64001f',
    width: 1280,
    height: 720,
    fps: null,
    bitrateKbps: null,
    source: null,
    transcode: null,
    clock: null,
  });
});

test('what pulls a camera and why, how far its transcoding is, and its clock', () => {
  const wire = toWire({
    key,
    state: { name: 'live', sinceMs: 1_795_000_005_000 },
    holders: 1,
    restarts: 0,
    source: { kind: 'ffmpeg', reason: { code: 'source_unsuitable', message: 'The camera has B-frames.' } },
    transcode: { state: 'queued', place: 2, reason: 'h265_not_in_browsers' },
    clock: { offsetMs: -1234 },
  });
  expect(streamStatus.strict().parse(wire)).toMatchObject({
    source: { kind: 'ffmpeg', reason: 'source_unsuitable', detail: 'The camera has B-frames.' },
    transcode: { state: 'queued', place: 2, reason: 'h265_not_in_browsers', fault: null, width: null },
    clock: { offsetMs: -1234, driftPpm: null },
  });
});
