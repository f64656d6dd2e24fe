/**
 * What we read out of, and write into, the pieces of a recorded file before the browser gets them: when each picture
 * is, and the sound track taken out where nobody listens (a hole in it would stop the picture).
 */
import { codecString } from '../gop/codec-string.ts';
import { readFragment } from '../gop/gop-fragment.ts';
import { type GopTrack, readTrack } from '../gop/gop-track.ts';
import { boxesIn, byteAt, findBox, GopFault, uint32 } from '../gop/mp4-boxes.ts';

export interface MediaHead {
  readonly track: GopTrack;
  /** For `addSourceBuffer`. */
  readonly mimeType: string;
  readonly hasSound: boolean;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export interface Frame {
  /** Wall clock, ms, of its presentation; not rounded. */
  readonly atMs: number;
  readonly durationMs: number;
}

export interface MediaRun {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Presentation time of the first picture in the file's own seconds. */
  readonly startsAtS: number;
  /** In the order they are shown. */
  readonly frames: readonly Frame[];
}

/** `codec`: what the server says it is, where the file alone does not (H.265). */
export function readHead(bytes: Uint8Array<ArrayBuffer>, withSound: boolean, codec?: string): MediaHead {
  const moov = findBox(bytes, 'moov');
  if (moov === undefined) throw new GopFault('no moov');
  const track = readTrack(moov);
  const video = codecString(codec ?? null, track) ?? hevcString(track);
  const sound = withSound ? soundCodec(moov) : undefined;
  if (sound === undefined) hideOthers(moov, track.id);
  const codecs = [video, ...(sound === undefined ? [] : [sound])].join(', ');
  return { track, mimeType: `video/mp4; codecs="${codecs}"`, hasSound: sound !== undefined, bytes };
}

/** `fromMs`: the wall clock of the first picture. */
export function readRun(bytes: Uint8Array<ArrayBuffer>, head: MediaHead, fromMs: number): MediaRun {
  const { track } = head;
  const shown: { ticks: number; duration: number }[] = [];
  for (const { type, body } of boxesIn(bytes)) {
    if (type !== 'moof') continue;
    let decodeTicks: number | undefined;
    for (const box of boxesIn(body)) {
      if (box.type !== 'traf') continue;
      const header = findBox(box.body, 'tfhd');
      if (header === undefined) throw new GopFault('a track fragment without header');
      if (uint32(header, 4) === track.id) decodeTicks = decodeTime(box.body);
      else if (!head.hasSound) hide(box.body);
    }
    if (decodeTicks === undefined) continue;
    for (const place of readFragment(body, track, 'leave')) {
      shown.push({ ticks: decodeTicks + place.compositionTicks, duration: place.durationTicks });
      decodeTicks += place.durationTicks;
    }
  }
  shown.sort((a, b) => a.ticks - b.ticks);
  const first = shown[0];
  if (first === undefined) throw new GopFault('no pictures');
  const ms = (ticks: number) => (ticks * 1000) / track.timescale;
  return {
    bytes,
    startsAtS: first.ticks / track.timescale,
    frames: shown.map(({ ticks, duration }, index) => {
      const next = shown[index + 1];
      return {
        atMs: fromMs + ms(ticks - first.ticks),
        durationMs: ms(next === undefined ? duration : next.ticks - ticks),
      };
    }),
  };
}

/** `baseMediaDecodeTime` of a `traf`, in ticks. */
export function decodeTime(traf: Uint8Array): number {
  const tfdt = findBox(traf, 'tfdt');
  if (tfdt === undefined) throw new GopFault('a track fragment without a time');
  return byteAt(tfdt, 0) === 1 ? uint32(tfdt, 4) * 2 ** 32 + uint32(tfdt, 8) : uint32(tfdt, 4);
}

function hideOthers(moov: Uint8Array, videoId: number): void {
  for (const box of boxesIn(moov)) {
    if (box.type === 'trak') {
      const header = findBox(box.body, 'tkhd');
      if (header !== undefined && uint32(header, byteAt(header, 0) === 1 ? 20 : 12) !== videoId)
        hide(box.body);
    } else if (box.type === 'mvex')
      for (const inner of boxesIn(box.body))
        if (inner.type === 'trex' && uint32(inner.body, 4) !== videoId) hide(inner.body);
  }
}

/** Writes `free` over a box's type: every offset stays as it is. */
function hide(body: Uint8Array): void {
  new Uint8Array(body.buffer, body.byteOffset - 4, 4).set([0x66, 0x72, 0x65, 0x65]);
}

function soundCodec(moov: Uint8Array): string | undefined {
  for (const box of boxesIn(moov)) {
    if (box.type !== 'trak') continue;
    const entries = findBox(box.body, 'mdia', 'minf', 'stbl', 'stsd');
    if (entries === undefined) continue;
    for (const entry of boxesIn(entries, 8)) {
      if (entry.type === 'mp4a') return 'mp4a.40.2';
      if (entry.type === 'Opus') return 'opus';
    }
  }
  return undefined;
}

/** RFC 6381 of H.265 from `hvcC` (ISO/IEC 14496-15, E.3). */
export function hevcString(track: Pick<GopTrack, 'coding' | 'description'>): string {
  if (track.coding !== 'h265') throw new GopFault('neither H.264 nor H.265');
  const { description } = track;
  const general = byteAt(description, 1);
  const space = ['', 'A', 'B', 'C'][general >> 6] ?? '';
  let flags = 0;
  for (let bit = 0; bit < 32; bit += 1) if ((uint32(description, 2) >>> bit) & 1) flags += 2 ** (31 - bit);
  const constraints = [...description.subarray(6, 12)].map((byte) => byte.toString(16));
  while (constraints.length > 0 && constraints.at(-1) === '0') constraints.pop();
  const tier = general & 0x20 ? 'H' : 'L';
  return [
    'hvc1',
    `${space}${general & 0x1f}`,
    flags.toString(16),
    `${tier}${byteAt(description, 12)}`,
    ...constraints,
  ].join('.');
}
