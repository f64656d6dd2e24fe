import { BitReader, BitsError, tryRead } from './bit-reader.ts';

/** What an AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1) says. */
export interface AudioConfig {
  readonly objectType: number;
  /** Of the core coder: spectral band replication may double what comes out. */
  readonly sampleRate: number;
  readonly channels: number;
  readonly samplesPerFrame: 1024 | 960;
}

const SAMPLE_RATES = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8000, 7350,
];
const CHANNELS = [0, 1, 2, 3, 4, 5, 6, 8];
const SBR = 5;
const PARAMETRIC_STEREO = 29;
const ESCAPE = 31;

/** Undefined where it makes no sense. */
export function parseAudioConfig(bytes: Buffer): AudioConfig | undefined {
  return tryRead(() => readAudioConfig(new BitReader(bytes)));
}

export function readAudioConfig(bits: BitReader): AudioConfig {
  let objectType = readObjectType(bits);
  const sampleRate = readSampleRate(bits);
  const channels = CHANNELS[bits.bits(4)];
  if (objectType === SBR || objectType === PARAMETRIC_STEREO) {
    readSampleRate(bits);
    objectType = readObjectType(bits);
  }
  if (!channels) throw new BitsError('channels are described in the stream');
  const samplesPerFrame = bits.flag() ? 960 : 1024;
  if (bits.flag()) bits.skip(14); // core coder delay
  bits.skip(1); // extension
  return { objectType, sampleRate, channels, samplesPerFrame };
}

function readObjectType(bits: BitReader): number {
  const type = bits.bits(5);
  return type === ESCAPE ? 32 + bits.bits(6) : type;
}

function readSampleRate(bits: BitReader): number {
  const index = bits.bits(4);
  const rate = index === 15 ? bits.bits(24) : SAMPLE_RATES[index];
  if (!rate) throw new BitsError('no such sample rate');
  return rate;
}
