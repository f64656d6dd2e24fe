/**
 * A recorded file for whoever may see and not hear: the same bytes at the same places, but the sound's boxes are `free`
 * and what they held, samples and all, is zeroes. So byte ranges stay as they are, and nothing is left to be heard.
 */
import { boxes, requireBox } from '../fmp4/box.ts';
import { parseHead } from './fragment-head.ts';

/** Of `ftyp`+`moov`; a copy. */
export function silentInit(init: Buffer): Buffer {
  const out = Buffer.from(init);
  for (const moov of boxes(out, 0, out.length)) {
    if (moov.type !== 'moov') continue;
    const silenced = new Set<number>();
    for (const trak of boxes(out, moov.body, moov.end)) {
      if (trak.type !== 'trak' || handlerOf(out, trak) !== 'soun') continue;
      silenced.add(trackIdOf(out, trak));
      wipe(out, trak);
    }
    for (const mvex of boxes(out, moov.body, moov.end))
      if (mvex.type === 'mvex')
        for (const trex of boxes(out, mvex.body, mvex.end))
          if (trex.type === 'trex' && silenced.has(out.readUInt32BE(trex.body + 4))) wipe(out, trex);
  }
  return out;
}

/** Tracks of sound, by the file's `moov`. */
export function soundTracks(init: Buffer): ReadonlySet<number> {
  const found = new Set<number>();
  for (const moov of boxes(init, 0, init.length))
    if (moov.type === 'moov')
      for (const trak of boxes(init, moov.body, moov.end))
        if (trak.type === 'trak' && handlerOf(init, trak) === 'soun') found.add(trackIdOf(init, trak));
  return found;
}

/** Of one whole fragment, changed in place. */
export function silenceFragment(fragment: Buffer, tracks: ReadonlySet<number>): void {
  for (const track of parseHead(fragment).tracks) {
    if (!tracks.has(track.trackId)) continue;
    for (const { offset, bytes } of track.samples) fragment.fill(0, offset, offset + bytes);
    wipe(fragment, { start: track.start, end: track.end });
  }
}

function wipe(data: Buffer, { start, end }: { readonly start: number; readonly end: number }): void {
  data.write('free', start + 4, 'latin1');
  data.fill(0, start + 8, end);
}

function handlerOf(data: Buffer, trak: { readonly body: number; readonly end: number }): string {
  const hdlr = requireBox(data, trak, 'mdia', 'hdlr');
  return data.toString('latin1', hdlr.body + 8, hdlr.body + 12);
}

function trackIdOf(data: Buffer, trak: { readonly body: number; readonly end: number }): number {
  const tkhd = requireBox(data, trak, 'tkhd');
  return data.readUInt32BE(tkhd.body + (data[tkhd.body] === 1 ? 20 : 12));
}
