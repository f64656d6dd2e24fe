import { MediaError, StreamFaultError } from '../media-error.ts';
import type { Reach } from '../reach/index.ts';
import { keyframeJpeg } from '../snapshot/keyframe-jpeg.ts';
import { FfmpegRtspSource } from '../sources/ffmpeg-rtsp/ffmpeg-rtsp-source.ts';
import type { Log, SourceAddress } from '../types.ts';
import { ProbeMeasure } from './probe-measure.ts';
import type { ProbeReport } from './probe-report.ts';

export interface ProbeOptions {
  /** For the whole test. Default 12 s. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Default `ffmpeg`, from the search path. */
  readonly ffmpegPath?: string;
  readonly log?: Log;
  /** Where we may connect to; left out: anywhere. */
  readonly reach?: Reach;
}

/** Long enough to see one GOP of the usual 2 s … */
const MEASURE_MS = 2500;
/** … and how much longer to wait for a second keyframe. */
const GOP_MS = 5000;
const PICTURE_MS = 2000;

/**
 * Tests a camera the way it will be used: pulls it with the product's own source for a few seconds and
 * measures what comes.
 * @throws StreamFaultError saying why there is no picture
 * @throws whatever `signal` was aborted with
 */
export async function probeCamera(address: SourceAddress, options: ProbeOptions = {}): Promise<ProbeReport> {
  const { timeoutMs = 12_000, signal, ffmpegPath = 'ffmpeg', log = SILENT } = options;
  const pullMs = Math.max(1000, timeoutMs - PICTURE_MS);
  const startedAtMs = performance.now();
  const enough = new AbortController();
  let timer = setTimeout(() => enough.abort(), pullMs);
  let audioCodec: string | undefined;
  const measure = new ProbeMeasure({
    onFirst: () => {
      const leftMs = Math.max(0, pullMs - (performance.now() - startedAtMs));
      clearTimeout(timer);
      timer = setTimeout(
        () => {
          if (measure.gopMs !== undefined) return enough.abort();
          timer = setTimeout(() => enough.abort(), Math.min(GOP_MS - MEASURE_MS, leftMs));
        },
        Math.min(MEASURE_MS, leftMs),
      );
    },
    onGop: () => {
      if (measure.mediaMs >= MEASURE_MS) enough.abort();
    },
  });
  const source = new FfmpegRtspSource({
    address,
    ffmpegPath,
    log,
    now: Date.now,
    sink: measure,
    reach: options.reach,
    socketTimeoutMs: Math.min(7000, pullMs),
    describeAudio: true,
    onStderrLine: (line) => {
      audioCodec ??= /Stream #\d+:\d+.*: Audio: (\w+)/.exec(line)?.[1];
    },
  });
  try {
    await source.run(signal ? AbortSignal.any([signal, enough.signal]) : enough.signal);
  } catch (error) {
    signal?.throwIfAborted();
    // A camera that ends after a second of pictures has shown enough.
    if (!measure.sawPicture) throw enough.signal.aborted ? noPicture() : error;
  } finally {
    clearTimeout(timer);
  }
  return { ...measure.report(), audioCodec, picture: await pictureOf(measure, ffmpegPath, log) };
}

async function pictureOf(measure: ProbeMeasure, ffmpegPath: string, log: Log): Promise<Buffer | undefined> {
  const { keyframe } = measure;
  if (!keyframe) return undefined;
  try {
    return await keyframeJpeg(keyframe, { ffmpegPath, maxWidth: 1280 });
  } catch (error) {
    if (!(error instanceof MediaError)) throw error;
    log.warn({ err: error }, 'no picture of the probed camera');
    return undefined;
  }
}

function noPicture(): StreamFaultError {
  return new StreamFaultError({
    code: 'camera_stalled',
    message: 'The camera did not send a picture in the time allowed.',
  });
}

const SILENT: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
