/** What a camera sends as RTP and RTCP: a list of packets, the first byte of each telling which it is. */
import { StreamFaultError } from '../../../streams/media-error.ts';
import { SlabPool } from '../../../streams/memory/slab-pool.ts';
import { AudioReceiver } from '../../../streams/rtp/audio-receiver.ts';
import type { RtpReceiver, RtpTrack, RtpTransport } from '../../../streams/rtp/receiver.ts';
import { readRtcp } from '../../../streams/rtp/rtcp.ts';
import { VideoReceiver } from '../../../streams/rtp/video-receiver.ts';
import type { RawUnit } from '../../../streams/sources/source.ts';
import { type FuzzTarget, recordsOf } from '../target.ts';

const isFault = (error: unknown) => error instanceof StreamFaultError;
const RTCP = 1;

function feed(receiver: RtpReceiver, input: Buffer): void {
  let nowMs = 1_700_000_000_000;
  try {
    for (const record of recordsOf(input)) {
      const kind = record[0] ?? 0;
      nowMs += kind >> 2;
      if ((kind & 3) === RTCP) receiver.pushRtcp(record, 1, record.length, nowMs);
      else receiver.push(record, 1, record.length, nowMs);
      if ((kind & 3) === 2) receiver.flush(nowMs);
    }
    receiver.flush(nowMs + 200);
    receiver.receiverReport(nowMs + 200);
  } finally {
    receiver.close();
  }
}

function video(name: string, encoding: string, transport: RtpTransport): FuzzTarget {
  const track: RtpTrack = { encoding, payloadType: 96, clockRate: 90_000, fmtp: new Map() };
  return {
    name,
    shape: 'records',
    words: [
      [0x7c, 0x85],
      [0x7c, 0x45],
      [0x78, 0x00],
      [0x67, 0x42],
      [0x65, 0x88],
      [0x62, 0x93],
      [0x40, 0x01],
      [0x80, 0x60],
      [0x80, 0xe0],
    ],
    allows: isFault,
    run: (input) => {
      const pool = new SlabPool({ poison: true });
      const checked = (units: readonly RawUnit[]): void => {
        for (const { data, decodeTime, durationTicks } of units) {
          let at = 0;
          while (at + 4 < data.length) at += 4 + data.readUInt32BE(at);
          if (at !== data.length) throw new Error('an access unit whose lengths do not fit');
          if (!Number.isFinite(decodeTime) || !(durationTicks > 0))
            throw new Error('an access unit without a time');
        }
      };
      feed(
        new VideoReceiver({
          track,
          transport,
          pool,
          sink: { onFormat: () => undefined, onAccessUnits: checked },
        }),
        input,
      );
      if (pool.figures.slabsInUse > 0)
        throw new Error(`${pool.figures.slabsInUse} slabs were not given back`);
    },
  };
}

function audio(name: string, track: RtpTrack): FuzzTarget {
  const clock = { mediaMsAtNtp: () => undefined, mediaMsAtArrival: (ms: number) => ms - 1_700_000_000_000 };
  return {
    name,
    shape: 'records',
    words: [
      [0, 16],
      [0, 32],
      [0xff, 0xff],
      [0x80, 0x61],
      [0x80, 0xe1],
    ],
    allows: isFault,
    run: (input) =>
      feed(new AudioReceiver({ track, transport: 'udp', sink: { onAudio: () => undefined }, clock }), input),
  };
}

const pairs = (text: string) => new Map(text.split(';').map((pair) => pair.split('=') as [string, string]));

export const rtpH264 = video('rtp-h264', 'H264', 'tcp');
export const rtpH264Udp = video('rtp-h264-udp', 'H264', 'udp');
export const rtpH265 = video('rtp-h265', 'H265', 'udp');
export const rtpAac = audio('rtp-aac', {
  encoding: 'MPEG4-GENERIC',
  payloadType: 97,
  clockRate: 16_000,
  channels: 1,
  fmtp: pairs('mode=AAC-hbr;config=1408;sizelength=13;indexlength=3;indexdeltalength=3'),
});
export const rtpLatm = audio('rtp-latm', {
  encoding: 'MP4A-LATM',
  payloadType: 97,
  clockRate: 16_000,
  channels: 1,
  fmtp: pairs('cpresent=0;config=40002810'),
});

export const rtcp: FuzzTarget = {
  name: 'rtcp',
  shape: 'bytes',
  words: [
    [0x80, 0xc8, 0, 6],
    [0x81, 0xc9, 0, 7],
    [0x81, 0xca, 0, 1],
    [0x81, 0xcb, 0, 1],
  ],
  run: (input) => void readRtcp(input, 0, input.length),
};
