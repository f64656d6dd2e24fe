/** Builds a `gop.mp4` by hand, box by box, so that a test can say exactly what is in it. */

export interface MadeSample {
  readonly data: Uint8Array;
  readonly keyframe?: boolean;
  readonly durationTicks?: number;
  readonly compositionTicks?: number;
}

export const TIMESCALE = 90_000;
/** Profile Main, level 3.1, 4-byte NAL lengths; the parameter sets are of no matter here. */
export const AVCC = Uint8Array.of(1, 0x4d, 0x00, 0x1f, 0xff, 0xe1, 0, 1, 0x67, 1, 0, 1, 0x68);

export function box(type: string, ...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const size = parts.reduce((sum, part) => sum + part.length, 8);
  return joined(
    u32(size),
    Uint8Array.from(type, (letter) => letter.charCodeAt(0)),
    ...parts,
  );
}

export function u32(...values: readonly number[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  for (const [index, value] of values.entries()) view.setUint32(index * 4, value >>> 0);
  return bytes;
}

export function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export function makeInit(
  options: { entry?: string; config?: string; trackId?: number } = {},
): Uint8Array<ArrayBuffer> {
  const { entry = 'avc1', config = 'avcC', trackId = 1 } = options;
  const fields = new Uint8Array(78);
  new DataView(fields.buffer).setUint16(24, 1280);
  new DataView(fields.buffer).setUint16(26, 720);
  const stsd = box('stsd', u32(0, 1), box(entry, fields, box(config, AVCC)));
  const trak = box(
    'trak',
    box('tkhd', u32(7, 0, 0, trackId), new Uint8Array(68)),
    box('mdia', box('mdhd', u32(0, 0, 0, TIMESCALE, 0, 0)), box('minf', box('stbl', stsd))),
  );
  const trex = box('trex', u32(0, trackId, 1, 0, 0, 0));
  return joined(
    box('ftyp', u32(0x69736f6d, 0)),
    box('moov', box('mvhd', new Uint8Array(100)), trak, box('mvex', trex)),
  );
}

/** Flags, sizes, durations and composition offsets for every sample, as our server writes them. */
export function makeFragment(samples: readonly MadeSample[], trackId = 1): Uint8Array<ArrayBuffer> {
  const rows = samples.map(({ data, keyframe = false, durationTicks = 6000, compositionTicks = 0 }) =>
    u32(durationTicks, data.length, keyframe ? 0x02000000 : 0x01010000, compositionTicks),
  );
  const trun = box('trun', u32(0x01000f01, samples.length, 0), ...rows);
  const traf = box('traf', box('tfhd', u32(0x020000, trackId)), box('tfdt', u32(0, 0)), trun);
  return joined(box('moof', box('mfhd', u32(0, 1)), traf), box('mdat', ...samples.map((each) => each.data)));
}

/** A slice of one NAL unit behind its 4-byte length. */
export function slice(
  options: { type?: number; reference?: boolean; bytes?: number } = {},
): Uint8Array<ArrayBuffer> {
  const { type = 1, reference = true, bytes = 10 } = options;
  const nal = new Uint8Array(bytes).fill(7);
  nal[0] = (reference ? 0x60 : 0) | type;
  return joined(u32(bytes), nal);
}
