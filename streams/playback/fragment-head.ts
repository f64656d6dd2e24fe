/** A recorded fragment: `prft`, `moof`, `mdat`. Offsets here count from its first byte. */
import { type Box, boxes, findBox, malformed } from '../fmp4/box.ts';
import { type MoofRun, readMoof } from '../fmp4/read-moof.ts';
import { AUDIO_TRACK } from '../fmp4/write-init.ts';

export interface FragmentHead {
  /** What is before it (`prft`) says the wall clock. */
  readonly moofStart: number;
  /** Its samples' offsets count from the fragment's first byte, too. */
  readonly video: MoofRun | undefined;
  readonly sound: (MoofRun & { readonly traf: { readonly start: number; readonly end: number } }) | undefined;
}

/** How many bytes hold the whole head, or undefined: these are too few to say, or are none. */
export function headBytes(data: Buffer): number | undefined {
  let at = 0;
  while (at + 8 <= data.length) {
    const size = data.readUInt32BE(at);
    if (size < 8) return undefined;
    at += size;
    if (data.toString('latin1', at - size + 4, at - size + 8) === 'moof') return at;
  }
  return undefined;
}

/** @throws MediaError `source_crashed` where it is not a fragment's beginning, or not all of its head. */
export function parseHead(data: Buffer): FragmentHead {
  const end = headBytes(data);
  if (end === undefined || end > data.length) throw malformed('a fragment without its moof');
  const moof = [...boxes(data, 0, end)].find(({ type }) => type === 'moof') as Box;
  const { video, sound } = readMoof(data, moof);
  const from = (run: MoofRun): MoofRun => ({
    ...run,
    samples: run.samples.map((sample) => ({ ...sample, offset: sample.offset + moof.start })),
  });
  const traf = sound && soundTraf(data, moof);
  return {
    moofStart: moof.start,
    video: video && from(video),
    sound: sound && traf && { ...from(sound), traf },
  };
}

function soundTraf(data: Buffer, moof: Box): Box | undefined {
  for (const traf of boxes(data, moof.body, moof.end)) {
    const tfhd = traf.type === 'traf' ? findBox(data, traf, 'tfhd') : undefined;
    if (tfhd && data.readUInt32BE(tfhd.body + 4) === AUDIO_TRACK) return traf;
  }
  return undefined;
}
