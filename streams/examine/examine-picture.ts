import { setTimeout as sleep } from 'node:timers/promises';
import { SlabPool } from '../memory/slab-pool.ts';
import type { Reach } from '../reach/index.ts';
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
  /** Where we may connect to; left out: anywhere. */
  readonly reach?: Reach | undefined;
}

const KEY = { cameraId: 'examined', profile: 'main' } as const;
const LOOK_EVERY_MS = 100;

/** Pulls the camera as the product does, by whatever source it chooses, and watches what comes. */
export async function examinePicture(
  address: SourceAddress,
  { log, now, watchMs, waitMs, reach }: ExaminePictureOptions,
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
  stream.onStatus((status) => {
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
      if (since === undefined && isSettled(fault)) break;
    }
    const { status } = stream;
    const seen = measure.facts(status);
    return {
      ...(status.source && { source: status.source }),
      ...(seen && { seen }),
      ...(fault && { fault }),
    };
  } finally {
    await hub.close();
  }
}

/** Asking again would not help, or lock an account. */
function isSettled(fault: StreamFault | undefined): boolean {
  switch (fault?.code) {
    case 'address_not_allowed':
    case 'camera_unauthorized':
    case 'camera_not_found':
    case 'camera_unreachable':
    case 'camera_codec_unsupported':
    case 'source_misconfigured':
      return true;
    default:
      return false;
  }
}
