/**
 * The conformance set: every kind of camera, and what is expected of the product with it. Each line is the truth
 * about today's code.
 */
import {
  absoluteControl,
  clockStep,
  clockStops,
  gaps,
  noMarkers,
  noSprop,
  oddControl,
  oddHeaders,
  reordered,
} from '../fakes/quirks.ts';
import type { Quirk } from '../fakes/rtsp-edit-proxy.ts';
import type { VariousCamera } from '../fakes/various/various-cameras.ts';

export interface Expected {
  /** What pulls it, once it plays; default: the client in this process. */
  readonly by?: 'in-process' | 'ffmpeg';
  readonly codec?: 'h264' | 'h265';
  readonly width?: number;
  readonly height?: number;
  readonly fps?: number;
  /** Presentation and decoding order differ. */
  readonly bFrames?: boolean;
  /** Keyframes of at least so many bytes. */
  readonly keyframeBytes?: number;
  readonly sound?: 'aac' | 'pcma' | 'pcmu';
  /** Pictures are missing on the way: their steps are not even. */
  readonly uneven?: boolean;
}

export interface ConformanceCamera {
  readonly name: string;
  readonly what: string;
  /** Through GStreamer's RTSP server, or VLC's. */
  readonly camera: Omit<VariousCamera, 'name'> | 'vlc';
  readonly quirk?: Quirk;
  readonly expect: Expected;
}

/** What a person at the wall gets, in real Chromium: moving pictures, by whichever way, or words. */
export const ON_SCREEN: readonly { readonly name: string; readonly gets: 'pictures' | 'words' }[] = [
  { name: 'baseline-4', gets: 'pictures' },
  { name: 'high-1', gets: 'pictures' },
  { name: 'b-frames', gets: 'pictures' },
  { name: 'h265', gets: 'pictures' },
  { name: 'mjpeg', gets: 'pictures' },
  { name: 'pcma', gets: 'pictures' },
  { name: 'gop-10000', gets: 'pictures' },
  { name: 'huge', gets: 'pictures' },
  { name: 'digest', gets: 'pictures' },
  { name: 'no-sprop', gets: 'pictures' },
  { name: 'gaps', gets: 'pictures' },
  { name: 'vlc', gets: 'pictures' },
];

const PLAIN = { codec: 'h264', width: 320, height: 180, fps: 25 } as const;
const NEAR_WRAP = 2 ** 32 - 2 * 90_000;

const plays = (
  name: string,
  what: string,
  camera: Omit<VariousCamera, 'name'>,
  expect: Expected = {},
): ConformanceCamera => ({ name, what, camera, expect: { ...PLAIN, ...expect } });

const odd = (name: string, what: string, quirk: Quirk, expect: Expected = {}): ConformanceCamera => ({
  ...plays(name, what, {}, expect),
  quirk,
});

export const CAMERAS: readonly ConformanceCamera[] = [
  ...(['baseline', 'main', 'high'] as const).flatMap((profile) =>
    [1, 4].map((slices) =>
      plays(`${profile}-${slices}`, `H.264 ${profile}, ${slices} slice(s) a picture`, {
        clip: { profile, slices },
      }),
    ),
  ),
  plays(
    'b-frames',
    'H.264 high with B-frames',
    { clip: { profile: 'high', bFrames: 2 } },
    { bFrames: true, by: 'ffmpeg' },
  ),
  plays('h265', 'H.265', { clip: { codec: 'h265' } }, { codec: 'h265' }),
  plays(
    'h265-b',
    'H.265 with B-frames',
    { clip: { codec: 'h265', bFrames: 2 } },
    { codec: 'h265', bFrames: true, by: 'ffmpeg' },
  ),
  plays(
    'mjpeg',
    'Motion JPEG: encoded again',
    { clip: { codec: 'mjpeg', fps: 10, width: 320, height: 240 } },
    { height: 240, fps: 10, by: 'ffmpeg' },
  ),
  plays('aac', 'with AAC', { sound: 'aac' }, { sound: 'aac' }),
  plays('pcma', 'with G.711 A-law', { sound: 'pcma' }, { sound: 'pcma' }),
  plays('pcmu', 'with G.711 µ-law', { sound: 'pcmu' }, { sound: 'pcmu' }),
  plays('fps-5', '5 pictures a second', { clip: { fps: 5 } }, { fps: 5 }),
  plays('fps-60', '60 pictures a second', { clip: { fps: 60 } }, { fps: 60 }),
  plays('gop-500', 'a keyframe every 0.5 s', { clip: { gopMs: 500 } }),
  plays('gop-10000', 'a keyframe every 10 s', { clip: { gopMs: 10_000 } }),
  plays(
    'huge',
    'keyframes of a megabyte',
    { clip: { hugeKeyframes: true, width: 1280, height: 720, fps: 10, gopMs: 2000 } },
    { width: 1280, height: 720, fps: 10, keyframeBytes: 1_000_000 },
  ),
  plays('small-packets', 'packets of 300 bytes', { mtu: 300 }),
  plays('sets-before-slices', "parameter sets between a keyframe's slices", {
    clip: { slices: 4 },
    setsBeforeSlices: true,
  }),
  plays('digest', 'Digest authentication', { digest: true }),
  plays('wrap', 'timestamps and sequence numbers that wrap after two seconds', {
    timestampOffset: NEAR_WRAP,
    sequenceOffset: 65_500,
  }),
  plays('udp-only', 'UDP only (461 to interleaved)', { udpOnly: true }),
  { name: 'vlc', what: "VLC's RTSP server: UDP only", camera: 'vlc', expect: PLAIN },
  odd('no-sprop', 'no parameter sets in the SDP', noSprop),
  odd('odd-control', 'an odd relative control address, bare line feeds, no Content-Base', oddControl),
  odd('absolute-control', 'absolute control addresses under another name', absoluteControl()),
  odd('odd-headers', 'header names in odd case, no RTP-Info', oddHeaders),
  odd('step-forward', 'the media clock jumps an hour forward', clockStep(40, 3600), { uneven: true }),
  odd('step-back', 'the media clock jumps an hour back', clockStep(40, -3600), { uneven: true }),
  odd('clock-stops', 'timestamps that stop for two seconds', clockStops(40, 50), { uneven: true }),
  odd('gaps', 'sequence gaps', gaps(90), { uneven: true }),
  odd('no-markers', 'no marker bits', noMarkers),
  odd('reordered', 'packets that change places', reordered, { uneven: true }),
];
