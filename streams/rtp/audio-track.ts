import { type AudioConfig, parseAudioConfig, readAudioConfig } from '../codec/audio-config.ts';
import { BitReader, BitsError, tryRead } from '../codec/bit-reader.ts';
import type { AudioFormat } from '../types.ts';
import {
  AacDepacketizer,
  type AudioDepacketizer,
  G711Depacketizer,
  LatmDepacketizer,
} from './depacketize-audio.ts';
import type { RtpTrack } from './receiver.ts';

/** A described sound that can be read: its format, and how. */
export interface AudioTrack {
  readonly format: AudioFormat;
  /** Ticks of a piece of sound, of `bytes` bytes. */
  readonly durationTicks: (bytes: number) => number;
  readonly depacketizer: () => AudioDepacketizer;
}

const MOST_CONFIG_BYTES = 64;
const AAC_TYPES = new Set([1, 2, 3, 4]);

/** The format of a described sound: G.711, AAC by RFC 3640, or LATM with its configuration in the description. */
export function describeAudio(track: RtpTrack): AudioFormat | undefined {
  return openAudioTrack(track)?.format;
}

export function openAudioTrack(track: RtpTrack): AudioTrack | undefined {
  if (track.clockRate <= 0 || track.clockRate > 192_000) return undefined;
  switch (track.encoding.toUpperCase()) {
    case 'PCMA':
      return g711(track, 'pcma');
    case 'PCMU':
      return g711(track, 'pcmu');
    case 'MPEG4-GENERIC':
      return aac(track);
    case 'MP4A-LATM':
      return latm(track);
    default:
      return undefined;
  }
}

function g711({ clockRate, channels = 1 }: RtpTrack, codec: 'pcma' | 'pcmu'): AudioTrack {
  return {
    format: { codec, sampleRate: clockRate, channels },
    durationTicks: (bytes) => Math.floor(bytes / channels),
    depacketizer: () => new G711Depacketizer(),
  };
}

/** RFC 3640, `AAC-hbr` or any mode that says how long its AU headers are. */
function aac(track: RtpTrack): AudioTrack | undefined {
  const { fmtp } = track;
  const config = hexOf(fmtp.get('config'));
  const parsed = config && parseAudioConfig(config);
  if (!config || !parsed || !AAC_TYPES.has(parsed.objectType)) return undefined;
  const isHbr = (fmtp.get('mode') ?? 'AAC-hbr').toLowerCase() === 'aac-hbr';
  const sizeLength = bitsOf(fmtp.get('sizelength'), isHbr ? 13 : 0);
  const indexLength = bitsOf(fmtp.get('indexlength'), isHbr ? 3 : 0);
  const indexDeltaLength = bitsOf(fmtp.get('indexdeltalength'), isHbr ? 3 : 0);
  if (sizeLength === 0) return undefined;
  return {
    ...frames(track, config, parsed),
    depacketizer: () => new AacDepacketizer({ sizeLength, indexLength, indexDeltaLength }),
  };
}

/** RFC 3016/6416 with `cpresent=0`: the StreamMuxConfig (ISO/IEC 14496-3, 1.7.3) is in the description. */
function latm(track: RtpTrack): AudioTrack | undefined {
  const mux = hexOf(track.fmtp.get('config'));
  if (track.fmtp.get('cpresent') !== '0' || !mux) return undefined;
  const found = tryRead(() => readMuxConfig(mux));
  if (!found || !AAC_TYPES.has(found.parsed.objectType)) return undefined;
  return { ...frames(track, found.config, found.parsed), depacketizer: () => new LatmDepacketizer() };
}

function frames(
  { clockRate }: RtpTrack,
  config: Buffer,
  { channels, sampleRate, samplesPerFrame }: AudioConfig,
): Omit<AudioTrack, 'depacketizer'> {
  // Where the description counts in the rate that comes out of spectral band replication, a frame is twice as long.
  const ticks = Math.round((samplesPerFrame * clockRate) / sampleRate);
  return { format: { codec: 'aac', sampleRate: clockRate, channels, config }, durationTicks: () => ticks };
}

function readMuxConfig(mux: Buffer): { config: Buffer; parsed: AudioConfig } {
  const bits = new BitReader(mux);
  // Version 0, one frame of one layer of one programme after the other: all that cameras send.
  if (
    bits.bits(1) !== 0 ||
    bits.bits(1) !== 1 ||
    bits.bits(6) !== 0 ||
    bits.bits(4) !== 0 ||
    bits.bits(3) !== 0
  ) {
    throw new BitsError('a multiplex of another kind');
  }
  const start = bits.position;
  const parsed = readAudioConfig(bits);
  const length = bits.position - start;
  const copy = new BitReader(mux);
  copy.skip(start);
  const config = Buffer.alloc(Math.ceil(length / 8));
  for (let bit = 0; bit < length; bit += 1) {
    if (copy.flag()) config[bit >> 3] = (config[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
  }
  return { config, parsed };
}

function hexOf(text: string | undefined): Buffer | undefined {
  const hex = text?.trim() ?? '';
  if (hex.length < 4 || hex.length > 2 * MOST_CONFIG_BYTES || !/^([0-9a-f]{2})+$/i.test(hex))
    return undefined;
  return Buffer.from(hex, 'hex');
}

function bitsOf(text: string | undefined, otherwise: number): number {
  const bits = text === undefined ? otherwise : Number(text);
  return Number.isInteger(bits) && bits >= 0 && bits <= 32 ? bits : otherwise;
}
