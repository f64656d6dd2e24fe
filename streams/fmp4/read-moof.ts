import { type Box, boxes, findBox, malformed, need, requireBox } from './box.ts';
import { AUDIO_TRACK, VIDEO_TRACK } from './write-init.ts';

export interface MoofSample {
  /** From the `moof`'s first byte. */
  readonly offset: number;
  readonly bytes: number;
  readonly durationTicks: number;
  readonly compositionTicks: number;
  readonly keyframe: boolean;
}

export interface MoofRun {
  readonly decodeTime: number;
  readonly samples: readonly MoofSample[];
}

const NON_SYNC = 0x10000;
/** A second of sound in the smallest pieces there are, and then some. */
const MOST_SAMPLES = 20_000;

/**
 * Reads a `moof` as `fragmentHead` writes them: each track's run says duration, size and flags of each sample.
 * @throws MediaError `source_crashed` for any other
 */
export function readMoof(
  data: Buffer,
  moof: Box,
): { video: MoofRun | undefined; sound: MoofRun | undefined } {
  let video: MoofRun | undefined;
  let sound: MoofRun | undefined;
  for (const traf of boxes(data, moof.body, moof.end)) {
    if (traf.type !== 'traf') continue;
    const tfhd = requireBox(data, traf, 'tfhd');
    need(tfhd, tfhd.body, 8);
    const track = data.readUInt32BE(tfhd.body + 4);
    if (track === VIDEO_TRACK) video = readRun(data, traf);
    else if (track === AUDIO_TRACK) sound = readRun(data, traf);
  }
  return { video, sound };
}

function readRun(data: Buffer, traf: Box): MoofRun {
  const tfdt = requireBox(data, traf, 'tfdt');
  need(tfdt, tfdt.body, 12);
  if (data[tfdt.body] !== 1) throw malformed('tfdt is of another version');
  const trun = findBox(data, traf, 'trun');
  if (!trun) throw malformed('trun is missing');
  need(trun, trun.body, 12);
  const has = data.readUInt32BE(trun.body) & 0xffffff;
  const count = data.readUInt32BE(trun.body + 4);
  if ((has & 0x305) !== 0x301) throw malformed('trun says too little');
  const perSample = 8 + (has & 0x400 ? 4 : 0) + (has & 0x800 ? 4 : 0);
  if (count > MOST_SAMPLES) throw malformed('too many samples');
  need(trun, trun.body + 12, count * perSample);
  let offset = data.readInt32BE(trun.body + 8);
  let at = trun.body + 12;
  const samples: MoofSample[] = [];
  for (let index = 0; index < count; index += 1) {
    const bytes = data.readUInt32BE(at + 4);
    const flags = has & 0x400 ? data.readUInt32BE(at + 8) : 0;
    samples.push({
      offset,
      bytes,
      durationTicks: data.readUInt32BE(at),
      keyframe: (flags & NON_SYNC) === 0,
      compositionTicks: has & 0x800 ? data.readInt32BE(at + (has & 0x400 ? 12 : 8)) : 0,
    });
    offset += bytes;
    at += perSample;
  }
  const decodeTime = data.readUInt32BE(tfdt.body + 4) * 2 ** 32 + data.readUInt32BE(tfdt.body + 8);
  if (!Number.isSafeInteger(decodeTime)) throw malformed('decode time is nonsense');
  return { decodeTime, samples };
}
