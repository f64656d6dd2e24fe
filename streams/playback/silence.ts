/**
 * A recorded file for whoever may see and not hear: the same bytes at the same places, but the sound's boxes are `free`
 * and what they held, samples and all, is zeroes. So byte ranges stay as they are, and nothing is left to be heard.
 */
import { type Box, boxes, requireBox } from '../fmp4/box.ts';
import { AUDIO_TRACK } from '../fmp4/write-init.ts';
import { parseHead } from './fragment-head.ts';

type Span = Pick<Box, 'start' | 'end'>;

/** Of `ftyp`+`moov`; a copy. */
export function silentInit(init: Buffer): Buffer {
  const out = Buffer.from(init);
  for (const moov of boxes(out, 0, out.length)) {
    if (moov.type !== 'moov') continue;
    for (const box of boxes(out, moov.body, moov.end)) {
      if (box.type === 'trak' && trackIdOf(out, box) === AUDIO_TRACK) wipe(out, box);
      if (box.type !== 'mvex') continue;
      for (const trex of boxes(out, box.body, box.end))
        if (trex.type === 'trex' && out.readUInt32BE(trex.body + 4) === AUDIO_TRACK) wipe(out, trex);
    }
  }
  return out;
}

/** Of one whole fragment, changed in place. */
export function silenceFragment(fragment: Buffer): void {
  const { sound } = parseHead(fragment);
  if (!sound) return;
  for (const { offset, bytes } of sound.samples) fragment.fill(0, offset, offset + bytes);
  wipe(fragment, sound.traf);
}

function wipe(data: Buffer, { start, end }: Span): void {
  data.write('free', start + 4, 'latin1');
  data.fill(0, start + 8, end);
}

function trackIdOf(data: Buffer, trak: Box): number {
  const tkhd = requireBox(data, trak, 'tkhd');
  return data.readUInt32BE(tkhd.body + (data[tkhd.body] === 1 ? 20 : 12));
}
