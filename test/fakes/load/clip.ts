/**
 * A prepared H.264 file, packetized once: what a load camera sends for each picture, as interleaved RTP (RFC 2326,
 * 10.12; RFC 6184), with sequence number, timestamp and SSRC still to be filled in.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

export const CLOCK_HZ = 90_000;
/** Below an Ethernet frame, as cameras keep it. */
const MOST_PAYLOAD_BYTES = 1400;
const PAYLOAD_TYPE = 96;
/** `$`, channel, length; then the 12 bytes of the RTP header. */
const INTERLEAVED_BYTES = 4;

export interface ClipPicture {
  readonly keyframe: boolean;
  /** Every packet of the picture, each behind its interleaved header (channel 0). */
  readonly bytes: Buffer;
  /** Where in `bytes` each packet's interleaved header begins. */
  readonly packets: readonly number[];
}

export interface Clip {
  readonly pictures: readonly ClipPicture[];
  readonly fps: number;
  readonly parameterSets: { readonly sps: Buffer; readonly pps: Buffer };
}

/** @param file an MP4 with H.264, a constant frame rate and no B-frames (`loopMedia` makes such) */
export async function readClip(file: string): Promise<Clip> {
  const copy = ['-c', 'copy', '-bsf:v', 'h264_mp4toannexb,h264_metadata=aud=insert', '-f', 'h264', 'pipe:1'];
  const [{ stdout }, probed] = await Promise.all([
    run('ffmpeg', ['-v', 'error', '-i', file, '-an', ...copy], { encoding: 'buffer', maxBuffer: 2 ** 28 }),
    run('ffprobe', ['-v', 'error', '-show_entries', 'stream=r_frame_rate', '-of', 'csv=p=0', file]),
  ]);
  const [number = 25, of = 1] = probed.stdout.trim().split('/').map(Number);
  const pictures: Buffer[][] = [];
  let sps: Buffer | undefined;
  let pps: Buffer | undefined;
  for (const nal of annexBUnits(stdout)) {
    const type = nal.readUInt8(0) & 0x1f;
    if (type === 7) sps ??= nal;
    if (type === 8) pps ??= nal;
    if (type === 9) pictures.push([]);
    else pictures.at(-1)?.push(nal);
  }
  if (!sps || !pps || pictures.length === 0) throw new Error(`no H.264 pictures in ${file}`);
  return { pictures: pictures.map(packetize), fps: number / of, parameterSets: { sps, pps } };
}

/** The NAL units of a byte stream with start codes (H.264 annex B), without them. */
export function annexBUnits(stream: Buffer): Buffer[] {
  const units: Buffer[] = [];
  const code = Buffer.from([0, 0, 1]);
  let begin = stream.indexOf(code);
  while (begin >= 0) {
    const next = stream.indexOf(code, begin + 3);
    let end = next < 0 ? stream.length : next;
    while (end > begin + 3 && stream[end - 1] === 0) end -= 1;
    units.push(stream.subarray(begin + 3, end));
    begin = next;
  }
  return units;
}

function packetize(nals: readonly Buffer[]): ClipPicture {
  const payloads = nals.flatMap(fragments);
  const packets: number[] = [];
  const parts: Buffer[] = [];
  let at = 0;
  for (const [index, payload] of payloads.entries()) {
    const head = Buffer.alloc(INTERLEAVED_BYTES + 12);
    head.write('$', 0, 'latin1');
    head.writeUInt16BE(12 + payload.length, 2);
    head.writeUInt8(0x80, 4);
    head.writeUInt8(PAYLOAD_TYPE | (index === payloads.length - 1 ? 0x80 : 0), 5);
    packets.push(at);
    parts.push(head, payload);
    at += head.length + payload.length;
  }
  return {
    keyframe: nals.some((nal) => (nal.readUInt8(0) & 0x1f) === 5),
    bytes: Buffer.concat(parts),
    packets,
  };
}

/** One packet's payload, or FU-A pieces (RFC 6184, 5.8). */
function fragments(nal: Buffer): Buffer[] {
  if (nal.length <= MOST_PAYLOAD_BYTES) return [nal];
  const header = nal.readUInt8(0);
  const pieces: Buffer[] = [];
  for (let at = 1; at < nal.length; at += MOST_PAYLOAD_BYTES - 2) {
    const piece = nal.subarray(at, at + MOST_PAYLOAD_BYTES - 2);
    const begins = at === 1 ? 0x80 : 0;
    const ends = at + piece.length >= nal.length ? 0x40 : 0;
    pieces.push(Buffer.concat([Buffer.from([(header & 0xe0) | 28, begins | ends | (header & 0x1f)]), piece]));
  }
  return pieces;
}

/** A copy of the picture's packets with what differs between cameras and rounds of the loop filled in. */
export function stamped(
  picture: ClipPicture,
  stamp: { readonly sequence: number; readonly timestamp: number; readonly ssrc: number },
): Buffer {
  const bytes = Buffer.from(picture.bytes);
  for (const [index, at] of picture.packets.entries()) {
    bytes.writeUInt16BE((stamp.sequence + index) & 0xffff, at + INTERLEAVED_BYTES + 2);
    bytes.writeUInt32BE(stamp.timestamp >>> 0, at + INTERLEAVED_BYTES + 4);
    bytes.writeUInt32BE(stamp.ssrc, at + INTERLEAVED_BYTES + 8);
  }
  return bytes;
}
