/** Builds small, true fragmented MP4 for unit tests: what ffmpeg would write, without ffmpeg. */

function box(type: string, ...payload: (Buffer | number[])[]): Buffer {
  const body = Buffer.concat(payload.map((part) => Buffer.from(part)));
  const header = Buffer.alloc(8);
  header.writeUInt32BE(body.length + 8);
  header.write(type, 4, 'latin1');
  return Buffer.concat([header, body]);
}

function u32(...values: number[]): Buffer {
  const out = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => {
    out.writeUInt32BE(value >>> 0, index * 4);
  });
  return out;
}

const AVC_SPS = [0x67, 0x64, 0x00, 0x1f, 0xac];
const AVC_PPS = [0x68, 0xee, 0x3c];

function avcC(): Buffer {
  return box(
    'avcC',
    [1, 0x64, 0, 0x1f, 0xff, 0xe1, 0, AVC_SPS.length],
    AVC_SPS,
    [1, 0, AVC_PPS.length],
    AVC_PPS,
  );
}

function hvcC(): Buffer {
  const head = [
    1, 0x01, 0x60, 0, 0, 0, 0x90, 0, 0, 0, 0, 0, 93, 0xf0, 0, 0xfc, 0xfd, 0xf8, 0xf8, 0, 0, 0x0f, 3,
  ];
  const array = (type: number): number[] => [0x80 | type, 0, 1, 0, 3, type << 1, 1, 2];
  return box('hvcC', head, array(32), array(33), array(34));
}

export interface MakeInitOptions {
  readonly codec: 'h264' | 'h265';
  readonly width?: number;
  readonly height?: number;
  readonly timescale?: number;
}

export function makeInit({ codec, width = 1280, height = 720, timescale = 90_000 }: MakeInitOptions): Buffer {
  const visual = Buffer.alloc(78);
  visual.writeUInt16BE(width, 24);
  visual.writeUInt16BE(height, 26);
  const entry = codec === 'h264' ? box('avc1', visual, avcC()) : box('hev1', visual, hvcC());
  const stbl = box('stbl', box('stsd', u32(0, 1), entry));
  const hdlr = box('hdlr', u32(0, 0), Buffer.from('vide'), u32(0, 0, 0), [0]);
  const mdhd = box('mdhd', u32(0, 0, 0, timescale, 0, 0));
  const trak = box('trak', box('tkhd', u32(0, 0, 0, 1, 0)), box('mdia', mdhd, hdlr, box('minf', stbl)));
  const mvex = box('mvex', box('trex', u32(0, 1, 1, 0, 0, 0)));
  return Buffer.concat([box('ftyp', Buffer.from('iso5'), u32(512)), box('moov', trak, mvex)]);
}

export interface MakeFragmentOptions {
  readonly decodeTime: number;
  readonly durationTicks: number;
  readonly nals: readonly (readonly number[])[];
  readonly sync: boolean;
}

export function makeFragment({ decodeTime, durationTicks, nals, sync }: MakeFragmentOptions): Buffer {
  const payload = Buffer.concat(nals.map((nal) => Buffer.concat([u32(nal.length), Buffer.from(nal)])));
  const flags = sync ? 0x2000000 : 0x1010000;
  const tfhd = box('tfhd', u32(0x020038, 1, durationTicks, payload.length, flags));
  const tfdt = box('tfdt', u32(0x01000000, Math.floor(decodeTime / 2 ** 32), decodeTime % 2 ** 32));
  const trun = box('trun', u32(0x000005, 1, 0, flags));
  const moof = box('moof', box('mfhd', u32(0, 1)), box('traf', tfhd, tfdt, trun));
  return Buffer.concat([moof, box('mdat', payload)]);
}
