import { StreamFaultError } from '../../media-error.ts';
import { AudioReceiver } from '../audio-receiver.ts';
import type { RtpReceiver } from '../receiver.ts';
import { H264_SETS, H265_SETS, Receiving, slice, slice265 } from './receiving.ts';
import { PacketWriter, rtpPacket } from './rtp-packets.ts';

/**
 * One input of a fuzzer: bytes that are read as orders to a bad camera. Throws where a receiver throws anything but
 * a fault, time goes back, memory grows or is not given back; returns otherwise.
 */
export function fuzzRtp(input: Buffer): void {
  const first = input[0] ?? 0;
  const codec = first & 1 ? 'h265' : 'h264';
  const transport = first & 2 ? 'udp' : 'tcp';
  const r = new Receiving({ codec, transport });
  const sound = openSound(first >> 2, r);
  const camera = new PacketWriter({ codec, mtu: 40 + (first & 0xf0) * 4, sequence: 65_500 });
  const key =
    codec === 'h264' ? [...H264_SETS, slice(5, 900), slice(5, 90, false)] : [...H265_SETS, slice265(19, 900)];
  const next = codec === 'h264' ? [slice(1, 300)] : [slice265(1, 300)];
  try {
    for (let at = 1; at + 2 < input.length; ) {
      const order = input[at] ?? 0;
      const length = input[at + 1] ?? 0;
      const bytes = Buffer.from(input.subarray(at + 2, at + 2 + length));
      at += 2 + length;
      r.nowMs += order >> 3;
      obey(order & 7, bytes, { r, sound, camera, key, next });
      r.flush();
      sound.flush(r.nowMs);
      if (r.pool.figures.slabsInUse > 1) throw new Error('memory is kept that nobody holds');
    }
  } catch (error) {
    if (!(error instanceof StreamFaultError)) throw error;
  }
  for (const [i, { decodeTime, durationTicks }] of r.units.entries()) {
    if (decodeTime <= (r.units[i - 1]?.decodeTime ?? -1) || durationTicks <= 0)
      throw new Error('time goes back');
  }
  r.receiver.close();
  sound.close();
  if (r.pool.figures.slabsInUse !== 0) throw new Error('memory is not given back');
}

interface Parts {
  readonly r: Receiving;
  readonly sound: RtpReceiver;
  readonly camera: PacketWriter;
  readonly key: readonly Buffer[];
  readonly next: readonly Buffer[];
}

function obey(order: number, bytes: Buffer, { r, sound, camera, key, next }: Parts): void {
  const push = (packets: readonly Buffer[]): void => r.push(packets);
  if (order === 0) push([bytes]);
  else if (order === 1) push([camera.payload(bytes)]);
  else if (order === 2) push([camera.payload(bytes, true)]);
  else if (order === 3) push(changed(camera.unit(key), bytes));
  else if (order === 4) push(changed(camera.unit(next), bytes));
  else if (order === 5) {
    r.receiver.pushRtcp(bytes, 0, bytes.length, r.nowMs);
    sound.pushRtcp(bytes, 0, bytes.length, r.nowMs);
  } else if (order === 6) {
    camera.sequence += (bytes[0] ?? 0) - 64;
    camera.timestamp = (camera.timestamp + ((bytes[1] ?? 0) << (bytes[2] ?? 0))) >>> 0;
    if (bytes.length > 3) camera.ssrc = bytes[3] ?? 0;
  } else {
    const timestamp = bytes.length > 4 ? bytes.readUInt32BE(0) : bytes.length;
    const packet = rtpPacket({
      sequence: camera.sequence++ & 0xffff,
      timestamp,
      payload: bytes,
      marker: bytes.length > 9,
    });
    sound.push(packet, 0, packet.length, r.nowMs);
  }
}

/** Each two bytes say where a byte is changed, and to what; a place that is not there loses a packet. */
function changed(packets: Buffer[], bytes: Buffer): Buffer[] {
  for (let i = 0; i + 1 < bytes.length; i += 2) {
    const where = bytes[i] ?? 0;
    const packet = packets[where % Math.max(1, packets.length)];
    if (where > 250) packets.splice(where % Math.max(1, packets.length), 1);
    else if (packet) packet[where % packet.length] = bytes[i + 1] ?? 0;
  }
  return packets;
}

function openSound(which: number, { receiver }: Receiving): AudioReceiver {
  const fmtp: Record<string, string> =
    which & 1 ? { config: '1408' } : { cpresent: '0', config: '400023203fc0' };
  return new AudioReceiver({
    track: {
      encoding: which & 2 ? 'PCMA' : which & 1 ? 'MPEG4-GENERIC' : 'MP4A-LATM',
      payloadType: 96,
      clockRate: 16_000,
      fmtp: new Map(Object.entries(fmtp)),
    },
    transport: which & 4 ? 'udp' : 'tcp',
    clock: receiver.clock,
    sink: { onAudio: () => undefined },
  });
}
