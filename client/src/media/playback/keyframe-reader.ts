/** Keyframes and when they were taken, out of `keyframe.mp4` and `keyframes.mp4`. */
import { codecString } from '../gop/codec-string.ts';
import { readFragment } from '../gop/gop-fragment.ts';
import { type GopTrack, readTrack } from '../gop/gop-track.ts';
import { boxesIn, findBox, GopFault, uint32 } from '../gop/mp4-boxes.ts';
import { decodeTime, hevcString } from './media-run.ts';

export interface Keyframe {
  readonly codec: string;
  readonly track: GopTrack;
  readonly data: Uint8Array<ArrayBuffer>;
  /** Wall clock, ms. */
  readonly atMs: number;
}

/** Between 1900 (NTP) and 1970. */
const NTP_EPOCH_S = 2_208_988_800;

/**
 * `firstAtMs`: what the answer's head says of its first picture; each fragment's own `prft` (ISO/IEC 14496-12,
 * 8.16.5) goes before it, and failing both, the time since the first one. A `moov` may come again: another file.
 */
export function readKeyframes(
  bytes: Uint8Array<ArrayBuffer>,
  told: { readonly codec: string | null; readonly firstAtMs: number },
): Keyframe[] {
  const keyframes: Keyframe[] = [];
  let track: GopTrack | undefined;
  let codec = '';
  let wallMs: number | undefined;
  let firstTicks: number | undefined;
  let sample: { bytes: number; ticks: number } | undefined;
  for (const { type, body } of boxesIn(bytes)) {
    if (type === 'moov') {
      track = readTrack(body);
      codec = codecString(told.codec, track) ?? hevcString(track);
    } else if (type === 'prft') wallMs = ntpMs(body);
    else if (type === 'moof' && track !== undefined) sample = firstSample(body, track);
    else if (type === 'mdat' && track !== undefined && sample !== undefined) {
      if (sample.bytes > body.length) throw new GopFault('a keyframe reaches out of its box');
      firstTicks ??= sample.ticks;
      const atMs = wallMs ?? told.firstAtMs + ((sample.ticks - firstTicks) * 1000) / track.timescale;
      if (Number.isFinite(atMs))
        keyframes.push({ codec, track, data: new Uint8Array(body.subarray(0, sample.bytes)), atMs });
      sample = undefined;
      wallMs = undefined;
    }
  }
  return keyframes.sort((a, b) => a.atMs - b.atMs);
}

function firstSample(moof: Uint8Array, track: GopTrack): { bytes: number; ticks: number } | undefined {
  const first = readFragment(moof, track, 'leave')[0];
  const traf = findBox(moof, 'traf');
  return first === undefined || traf === undefined
    ? undefined
    : { bytes: first.bytes, ticks: decodeTime(traf) };
}

function ntpMs(prft: Uint8Array): number {
  return (uint32(prft, 8) - NTP_EPOCH_S) * 1000 + (uint32(prft, 12) / 2 ** 32) * 1000;
}
