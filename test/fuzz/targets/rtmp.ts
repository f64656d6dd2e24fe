/** What an encoder pushes: RTMP up to its `publish`, then FLV. */
import { MediaError, StreamFaultError } from '../../../streams/media-error.ts';
import { readAmf0 } from '../../../streams/sources/rtmp-push/amf0.ts';
import { FlvDemuxer } from '../../../streams/sources/rtmp-push/flv-demuxer.ts';
import { RtmpGate } from '../../../streams/sources/rtmp-push/rtmp-gate.ts';
import { RtmpFault } from '../../../streams/sources/rtmp-push/rtmp-messages.ts';
import type { FuzzTarget } from '../target.ts';

const HANDSHAKE = Buffer.alloc(1 + 1536 + 1536);
HANDSHAKE.writeUInt8(3, 0);

/** What follows the handshake, in pieces whose size the first byte tells. */
export const rtmpGate: FuzzTarget = {
  name: 'rtmp-gate',
  shape: 'bytes',
  words: [
    'connect',
    'releaseStream',
    'FCPublish',
    'createStream',
    'publish',
    'live',
    'app',
    [2, 0],
    [3],
    [5],
    [0, 0, 9],
    [0x14],
    [0x11],
    [1],
    [0xff, 0xff, 0xff],
  ],
  allows: (error) => error instanceof RtmpFault,
  run: (input) => {
    const gate = new RtmpGate();
    gate.push(HANDSHAKE);
    const step = 1 + (input[0] ?? 0) * 8;
    for (let at = 1; at < input.length; at += step) gate.push(input.subarray(at, at + step));
  },
};

export const amf0: FuzzTarget = {
  name: 'amf0',
  shape: 'bytes',
  words: [
    'connect',
    [2, 0, 7],
    [3],
    [8, 0, 0, 0, 1],
    [0, 0, 9],
    [12, 0xff, 0xff, 0xff, 0xff],
    [0, 0x40, 0xf0, 0, 0, 0, 0, 0, 0],
  ],
  run: (input) => void readAmf0(input),
};

export const flv: FuzzTarget = {
  name: 'flv',
  shape: 'bytes',
  words: [
    'FLV',
    [9, 0, 0],
    [8, 0, 0],
    [18, 0, 0],
    [0x17, 0],
    [0x17, 1],
    [0x27, 1],
    [0xaf, 0],
    [0xaf, 1],
    [0x90],
    'hvc1',
    'avc1',
  ],
  // Its source words the box parsers' faults anew.
  allows: (error) => error instanceof StreamFaultError || error instanceof MediaError,
  run: (input) => {
    const sink = { onFormat: () => undefined, onAccessUnits: () => undefined, onAudio: () => undefined };
    const demuxer = new FlvDemuxer({ sink, now: () => 1_700_000_000_000 });
    const step = 1 + (input[0] ?? 0) * 64;
    for (let at = 1; at < input.length; at += step) demuxer.push(Buffer.from(input.subarray(at, at + step)));
  },
};
