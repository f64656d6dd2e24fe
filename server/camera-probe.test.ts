import { expect, test } from 'vitest';
import type { Examination, NetworkFacts, SeenFacts } from '../streams/index.ts';
import { resultOf } from './camera-probe.ts';
import { type ProbeResult, probeResult } from './contract/cameras.ts';

const network: NetworkFacts = {
  host: '10.0.0.1',
  port: 554,
  addresses: ['10.0.0.1'],
  lookupMs: 0,
  connectMs: 1,
};
const rtsp = {
  server: 'Hik',
  methods: ['OPTIONS'],
  answered: true,
  answerMs: 3,
  tracks: [{ kind: 'video', encoding: 'H264' }],
};
const seen: SeenFacts = {
  ...{ firstPictureMs: 400, seconds: 3, codec: 'h264', codecString: 'avc1.64001f', width: 1280, height: 720 },
  ...{
    fps: 15,
    bitrateKbps: 1500,
    largestKeyframeBytes: 40_000,
    gopMs: 2000,
    hasBFrames: false,
    jitterMs: 10,
  },
  ...{
    longestPauseMs: 80,
    interruptions: 0,
    packetsLost: 0,
    unitsDropped: 0,
    timestampJumps: 0,
    isEncoded: false,
  },
  transport: 'tcp',
};
const result = (
  over: Partial<Examination> & { seen?: Partial<SeenFacts> } = {},
  hasCredentials = true,
): ProbeResult => {
  const picture = {
    source: { kind: 'in-process' as const },
    seen: { ...seen, ...over.seen },
    picture: Buffer.from('jpeg'),
  };
  return probeResult.parse(resultOf({ network, rtsp, picture, ...over }, { hasCredentials }));
};

test('what was measured is worded as the contract wants it', () => {
  expect(result()).toMatchObject({
    ...{
      ok: true,
      fps: 15,
      gopMs: 2000,
      bitrateKbps: 1500,
      audioCodec: null,
      transport: 'tcp',
      plays: 'direct',
    },
    ...{ picture: 'data:image/jpeg;base64,anBlZw==', advice: ['auth_none'], source: 'in-process' },
  });
});

test('what is worth changing is advised, the worst first', () => {
  const tracks = [...rtsp.tracks, { kind: 'audio', encoding: 'G726-16' }];
  const challenge = { scheme: 'basic', realm: 'x' } as const;
  expect(
    result({
      rtsp: { ...rtsp, tracks, challenge },
      seen: {
        codec: 'h265',
        httpReason: 'h265_not_in_browsers',
        gopMs: 10_000,
        clockOffsetMs: -9000,
        fps: 5,
      },
    }),
  ).toMatchObject({
    plays: 'transcoded',
    audioCodec: 'G726-16',
    advice: ['h265_not_in_browsers', 'gop_long', 'clock_wrong', 'fps_low', 'auth_basic', 'sound_not_carried'],
  });
});

test.each<[string, Partial<Examination>, boolean, string]>([
  ['camera_unreachable', { network: { ...network, fault: 'refused' } }, true, 'refused'],
  [
    'address_not_allowed',
    {
      network: {
        ...network,
        fault: 'not_allowed',
        refusal: { why: 'internal', address: '10.0.0.1', port: 554 },
      },
    },
    true,
    'address_not_allowed',
  ],
  [
    'camera_unauthorized',
    { rtsp: { ...rtsp, fault: { code: 'camera_unauthorized', message: 'no' } } },
    true,
    'auth_refused',
  ],
  [
    'camera_unauthorized',
    { rtsp: { ...rtsp, fault: { code: 'camera_unauthorized', message: 'no' } } },
    false,
    'auth_missing',
  ],
  [
    'camera_not_found',
    { rtsp: { ...rtsp, fault: { code: 'camera_not_found', message: '404' } } },
    true,
    'path_wrong',
  ],
  ['camera_protocol_error', { rtsp: { ...rtsp, answered: false, isTls: true } }, true, 'tls'],
  [
    'camera_protocol_error',
    { rtsp: { ...rtsp, answered: false, fault: { code: 'camera_protocol_error', message: 'HTTP' } } },
    true,
    'not_rtsp',
  ],
  ['camera_stalled', {}, true, 'no_picture'],
])('a failure %s says why', (code, over, hasCredentials, why) => {
  const examination: Examination = { network, rtsp, ...over };
  expect(resultOf(examination, { hasCredentials })).toMatchObject({ ok: false, code, why });
});
