import type { SlabPool } from '../memory/slab-pool.ts';
import type { Reach } from '../reach/index.ts';
import { type EncoderOptions, encoderArgs } from '../transcode/encoder-args.ts';
import { pooled } from '../transcode/pooled-source.ts';
import type { TranscodePool } from '../transcode/transcode-pool.ts';
import { SourceChooser } from './choose-source.ts';
import { FfmpegRtspSource } from './ffmpeg-rtsp/ffmpeg-rtsp-source.ts';
import { RtspSource } from './rtsp/rtsp-source.ts';
import type { CreateSource } from './source.ts';

export interface ChooserOptions {
  /** Where access units of sources in this process lie. */
  readonly memory: SlabPool;
  /** Whose encoders serve cameras that must be encoded. */
  readonly encoders: TranscodePool;
  readonly encoder?: EncoderOptions;
  readonly now: () => number;
  /** Where sources may connect to; left out: anywhere. */
  readonly reach?: Reach;
  /** Default `ffmpeg`, from the search path. */
  readonly ffmpegPath?: string;
}

/** For connecting and for each answer; shorter than the time in which a first picture must have come. */
const REQUEST_TIMEOUT_MS = 5000;
/** Longer than `stallMs`, so that a silent camera is named as stalled and not as an ffmpeg that gave up. */
const SOCKET_TIMEOUT_MS = 7000;

/** The product's own sources, behind one choice. */
export function sourceChooser(options: ChooserOptions): CreateSource {
  const { memory, encoders, encoder, now, reach, ffmpegPath = 'ffmpeg' } = options;
  const ffmpeg = { now, ffmpegPath, reach, socketTimeoutMs: SOCKET_TIMEOUT_MS };
  return new SourceChooser({
    now,
    create: {
      'in-process': (request) =>
        new RtspSource({
          ...request,
          ...{ now, pool: memory, reach, timeoutMs: REQUEST_TIMEOUT_MS },
          audio: request.address.sound ?? false,
        }),
      ffmpeg: (request) => new FfmpegRtspSource({ ...request, ...ffmpeg }),
      encoder: pooled({
        pool: encoders,
        reason: () => 'codec_not_in_browsers',
        create: (request) => new FfmpegRtspSource({ ...request, ...ffmpeg, encode: encoderArgs(encoder) }),
      }),
    },
  }).create;
}
