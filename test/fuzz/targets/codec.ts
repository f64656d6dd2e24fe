/** Parameter sets, boxes and sound configurations. */
import { parseAudioConfig } from '../../../streams/codec/audio-config.ts';
import { hasBSlice } from '../../../streams/codec/h264-nal.ts';
import { hasRecoveryPoint } from '../../../streams/codec/recovery-point.ts';
import { parseSpsH264 } from '../../../streams/codec/sps-h264.ts';
import { parseSpsH265 } from '../../../streams/codec/sps-h265.ts';
import { inspectAccessUnit } from '../../../streams/fmp4/nal.ts';
import { parseFragment } from '../../../streams/fmp4/parse-fragment.ts';
import { type InitSegment, parseInit } from '../../../streams/fmp4/parse-init.ts';
import { UnitSplitter } from '../../../streams/fmp4/unit-splitter.ts';
import { MediaError, StreamFaultError } from '../../../streams/media-error.ts';
import type { FuzzTarget } from '../target.ts';

export const spsH264: FuzzTarget = {
  name: 'sps-h264',
  shape: 'bytes',
  words: [
    [0x67, 0x64],
    [0x67, 0x42],
    [0, 0, 3],
    [0xff, 0xff, 0xff, 0xff],
    [0, 0, 0, 0],
  ],
  run: (input) => {
    parseSpsH264(input);
    hasRecoveryPoint(input);
  },
};

export const spsH265: FuzzTarget = {
  name: 'sps-h265',
  shape: 'bytes',
  words: [
    [0x42, 0x01],
    [0, 0, 3],
    [0xff, 0xff, 0xff, 0xff],
    [0, 0, 0, 0],
  ],
  run: (input) => void parseSpsH265(input),
};

export const audioConfig: FuzzTarget = {
  name: 'audio-config',
  shape: 'bytes',
  run: (input) => void parseAudioConfig(input),
};

/** NAL units behind 4-byte lengths. */
export const accessUnit: FuzzTarget = {
  name: 'access-unit',
  shape: 'bytes',
  words: [[0, 0, 0, 2], [0, 0, 0, 0], [0x67], [0x65]],
  allows: (error) => error instanceof MediaError || error instanceof StreamFaultError,
  run: (input) => {
    hasBSlice(input);
    inspectAccessUnit('h264', input);
    inspectAccessUnit('h265', input);
  },
};

/** What ffmpeg writes: the first byte says in which pieces it arrives. */
export const fmp4: FuzzTarget = {
  name: 'fmp4',
  shape: 'bytes',
  words: [
    'ftyp',
    'moov',
    'moof',
    'mdat',
    'trak',
    'traf',
    'trun',
    'tfhd',
    'tfdt',
    'stsd',
    'avc1',
    'avcC',
    'hvc1',
    'hvcC',
    'trex',
    'mdhd',
    [0, 0, 0, 1],
  ],
  allows: (error) => error instanceof MediaError || error instanceof StreamFaultError,
  run: (input) => {
    let init: InitSegment | undefined;
    const splitter = new UnitSplitter({
      maxUnitBytes: 1 << 20,
      onUnit: (unit) => {
        if (unit.kind === 'init') init = parseInit(unit);
        else if (init) parseFragment(unit, init);
      },
    });
    const step = 1 + (input[0] ?? 0) * 64;
    for (let at = 1; at < input.length; at += step) splitter.push(input.subarray(at, at + step));
  },
};
