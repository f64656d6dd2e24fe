import { expect, test } from 'vitest';
import { resultOf } from './camera-probe.ts';
import { probeResult } from './contract/cameras.ts';

const plain = {
  codec: 'h264',
  codecString: 'avc1.64001f',
  width: 1280,
  height: 720,
  fps: 14.99,
  bitrateKbps: 1500.4,
  gopMs: 2000.2,
  hasBFrames: false,
  audioCodec: undefined,
  picture: Buffer.from('jpeg'),
} as const;

test('what was measured is worded as the contract wants it', () => {
  expect(probeResult.parse(resultOf(plain))).toMatchObject({
    ok: true,
    fps: 15,
    gopMs: 2000,
    bitrateKbps: 1500,
    audioCodec: null,
    picture: 'data:image/jpeg;base64,anBlZw==',
    advice: [],
  });
  const unknown = { ...plain, fps: undefined, gopMs: undefined, bitrateKbps: undefined, picture: undefined };
  expect(probeResult.parse(resultOf(unknown))).toMatchObject({ fps: null, gopMs: null, picture: null });
});

test('what stands in the way of browsers is advised', () => {
  expect(resultOf({ ...plain, codec: 'h265', hasBFrames: true, gopMs: 10_000 })).toMatchObject({
    advice: ['h265_not_in_browsers', 'b_frames_not_in_webrtc', 'gop_long'],
  });
});
