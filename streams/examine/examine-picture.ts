import { setTimeout as sleep } from 'node:timers/promises';
import { MediaError } from '../media-error.ts';
import { SlabPool } from '../memory/slab-pool.ts';
import type { Reach } from '../reach/index.ts';
import { keyframeJpeg } from '../snapshot/keyframe-jpeg.ts';
import { sourceChooser } from '../sources/source-chooser.ts';
import { StreamHub } from '../stream/stream-hub.ts';
import { TranscodePool } from '../transcode/transcode-pool.ts';
import type { Log, SourceAbout, SourceAddress, StreamFault } from '../types.ts';
import type { PictureFacts } from './examination.ts';
import { PictureMeasure } from './picture-measure.ts';

export interface ExaminePictureOptions {
  readonly log: Log;
  readonly now: () => number;
  /** How long pictures are watched. Longer than the longest GOP that is to be known. */
  readonly watchMs: number;
  /** How long a first one is waited for, whatever pulls it. */
  readonly waitMs: number;
  /** Watched for this long, it is enough when the GOP's length is known. Default: `watchMs`. */
  readonly enoughMs?: number | undefined;
  /** Also make a picture of the first keyframe. */
  readonly wantsPicture?: boolean | undefined;
  /** Where we may connect to; left out: anywhere. */
  readonly reach?: Reach | undefined;
}

const KEY = { cameraId: 'examined', profile: 'main' } as const;
const LOOK_EVERY_MS = 100;

/** Pulls the camera as the product does, by whatever source it chooses, and watches what comes. */
export async function examinePicture(
  address: SourceAddress,
  { log, now, watchMs, waitMs, enoughMs = watchMs, wantsPicture = false, reach }: ExaminePictureOptions,
): Promise<PictureFacts> {
  const hub = new StreamHub({
    log,
    now,
    resolveAddress: async () => ({ ...address, sound: true }),
    createSource: sourceChooser({
      ...{ memory: new SlabPool(), encoders: new TranscodePool({ slots: 1 }), now },
      ...(reach && { reach }),
    }),
    ...(reach && { reach }),
  });
  const { stream } = hub.acquire(KEY, 'examination');
  let measure = new PictureMeasure({ now });
  let unsubscribe = stream.subscribe(measure);
  let source: SourceAbout | undefined;
  // What another kind of source made before does not count: that kind will not be used.
  const failedAt = new Set<number>();
  stream.onStatus((status) => {
    if (status.state.name === 'backing-off') failedAt.add(status.state.sinceMs);
    if (status.source?.kind === source?.kind && status.source?.reason === source?.reason) return;
    source = status.source;
    unsubscribe();
    measure = new PictureMeasure({ now });
    unsubscribe = stream.subscribe(measure);
  });
  let fault: StreamFault | undefined;
  const startedAtMs = now();
  try {
    for (;;) {
      await sleep(LOOK_EVERY_MS);
      const { status } = stream;
      // A kind of source that hands over to another is not the end.
      if (status.fault && status.fault.code !== 'source_unsuitable') fault = status.fault;
      const since = measure.firstAtMs;
      if (since !== undefined ? now() - since > watchMs : now() - startedAtMs > waitMs) break;
      if (since !== undefined && measure.gopMs !== undefined && now() - since > enoughMs) break;
      if (since === undefined && isSettled(fault, failedAt.size)) break;
    }
    const { status } = stream;
    const seen = measure.facts(status);
    return {
      ...(status.source && { source: status.source }),
      ...(seen && { seen }),
      ...(fault && { fault }),
      ...(wantsPicture && (await pictureOf(measure.keyframe, log))),
    };
  } finally {
    await hub.close();
  }
}

async function pictureOf(
  keyframe: readonly Buffer[] | undefined,
  log: Log,
): Promise<Pick<PictureFacts, 'picture'>> {
  if (!keyframe) return {};
  try {
    return { picture: await keyframeJpeg(keyframe, { ffmpegPath: 'ffmpeg', maxWidth: 1280 }) };
  } catch (error) {
    if (!(error instanceof MediaError)) throw error;
    log.warn({ err: error }, 'no picture of the examined camera');
    return {};
  }
}

/**
 * Asking again would not help, or lock an account. One that answered a moment ago and now has no room may still be
 * closing our visits, of which there were two: it is asked twice more.
 */
function isSettled(fault: StreamFault | undefined, failures: number): boolean {
  switch (fault?.code) {
    case 'address_not_allowed':
    case 'camera_unauthorized':
    case 'camera_not_found':
    case 'camera_codec_unsupported':
    case 'source_misconfigured':
      return true;
    case 'camera_unreachable':
      return failures > 2;
    default:
      return false;
  }
}
