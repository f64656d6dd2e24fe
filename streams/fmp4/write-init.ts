import type { AudioFormat, MediaFormat } from '../types.ts';
import { box, fullBox, u16, u32 } from './write-box.ts';
import { codecConfig } from './write-codec-config.ts';

export const VIDEO_TRACK = 1;
export const AUDIO_TRACK = 2;

const MATRIX = u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000);

/** Sound as Opus, which no camera sends: only what we made ourselves is in a file. Its ticks are of 48 kHz. */
export interface OpusFormat {
  readonly codec: 'opus';
  readonly channels: number;
}

export const OPUS_TICKS = 48_000;

/**
 * `ftyp`+`moov` of a fragmented MP4 of this format (ISO/IEC 14496-12; CMAF where it matters). Sound that MP4
 * players do not know (G.711) is left out.
 */
export function writeInit(
  format: Omit<MediaFormat, 'audio'> & { readonly audio?: AudioFormat | OpusFormat },
): Buffer {
  const { audio } = format;
  const hasSound = audio?.codec === 'aac' || audio?.codec === 'opus';
  const ftyp = box('ftyp', Buffer.from('iso6'), u32(1), Buffer.from('iso6cmfcmp41'));
  const mvhd = fullBox(
    'mvhd',
    0,
    u32(0, 0, 1000, 0, 0x10000),
    u16(0x100, 0),
    u32(0, 0),
    MATRIX,
    zeros(24),
    [0, 0, 0, 3],
  );
  const trex = (track: number) => fullBox('trex', 0, u32(track, 1, 0, 0, 0));
  const traks = hasSound ? [videoTrak(format), audioTrak(audio)] : [videoTrak(format)];
  const mvex = box('mvex', trex(VIDEO_TRACK), ...(hasSound ? [trex(AUDIO_TRACK)] : []));
  return Buffer.concat([ftyp, box('moov', mvhd, ...traks, mvex)]);
}

function videoTrak(format: Omit<MediaFormat, 'audio'>): Buffer {
  const { codec, width, height, timescale } = format;
  const entry = box(
    codec === 'h264' ? 'avc1' : 'hvc1',
    [0, 0, 0, 0, 0, 0, 0, 1],
    zeros(16),
    u16(width, height),
    // 72 dpi, one frame a sample, no compressor name, 24 bits of colour, no colour table.
    u32(0x480000, 0x480000, 0),
    u16(1),
    zeros(32),
    u16(24, 0xffff),
    codecConfig(format),
  );
  const header = fullBox('vmhd', 1, zeros(8));
  return trak({ track: VIDEO_TRACK, handler: 'vide', timescale, header, entry, width, height });
}

function audioTrak(audio: AudioFormat | OpusFormat): Buffer {
  const isOpus = audio.codec === 'opus';
  const rate = isOpus ? OPUS_TICKS : audio.sampleRate;
  const entry = box(
    isOpus ? 'Opus' : 'mp4a',
    [0, 0, 0, 0, 0, 0, 0, 1],
    zeros(8),
    u16(audio.channels, 16, 0, 0),
    u32(rate * 0x10000),
    isOpus ? dOps(audio) : esds(audio.config ?? Buffer.alloc(0)),
  );
  const header = fullBox('smhd', 0, zeros(4));
  return trak({ track: AUDIO_TRACK, handler: 'soun', timescale: rate, header, entry });
}

/** "Encapsulation of Opus in ISO Base Media File Format", 4.3.2: nothing to skip, no gain, mono or stereo. */
function dOps({ channels }: OpusFormat): Buffer {
  return box('dOps', [0, channels], u16(0), u32(OPUS_TICKS), u16(0), [0]);
}

interface Trak {
  readonly track: number;
  readonly handler: 'vide' | 'soun';
  readonly timescale: number;
  readonly header: Buffer;
  readonly entry: Buffer;
  readonly width?: number;
  readonly height?: number;
}

function trak({ track, handler, timescale, header, entry, width = 0, height = 0 }: Trak): Buffer {
  const volume = handler === 'soun' ? 0x100 : 0;
  // Enabled and in the movie.
  const tkhd = fullBox(
    'tkhd',
    3,
    u32(0, 0, track, 0, 0),
    zeros(8),
    u16(0, 0, volume, 0),
    MATRIX,
    u32(width * 0x10000, height * 0x10000),
  );
  const mdhd = fullBox('mdhd', 0, u32(0, 0, timescale, 0), u16(0x55c4, 0));
  const hdlr = fullBox('hdlr', 0, u32(0), Buffer.from(handler), zeros(12), [0]);
  const dinf = box('dinf', fullBox('dref', 0, u32(1), fullBox('url ', 1)));
  const noSamples = ['stts', 'stsc', 'stco'].map((type) => fullBox(type, 0, u32(0)));
  const stbl = box('stbl', fullBox('stsd', 0, u32(1), entry), ...noSamples, fullBox('stsz', 0, u32(0, 0)));
  return box('trak', tkhd, box('mdia', mdhd, hdlr, box('minf', header, dinf, stbl)));
}

/** The elementary stream descriptor of AAC (ISO/IEC 14496-1, 7.2.6.5). */
function esds(config: Buffer): Buffer {
  const descriptor = (tag: number, ...payload: (Buffer | number[])[]) => {
    const body = Buffer.concat(payload.map((part) => Buffer.from(part)));
    return Buffer.concat([Buffer.from([tag, 0x80, 0x80, 0x80, body.length]), body]);
  };
  // Audio ISO/IEC 14496-3, an audio stream, no buffer size nor bitrates told.
  const decoder = descriptor(4, [0x40, 0x15], zeros(11), descriptor(5, config));
  return fullBox('esds', 0, descriptor(3, [0, AUDIO_TRACK, 0], decoder, descriptor(6, [2])));
}

function zeros(count: number): Buffer {
  return Buffer.alloc(count);
}
