import { SlabPool } from '../../memory/slab-pool.ts';
import { SlabWriter } from '../../memory/slab-writer.ts';
import { H264_SETS } from '../../rtp/testing/receiving.ts';
import type { AccessUnit, MediaFormat } from '../../types.ts';

export const FORMAT: MediaFormat = {
  codec: 'h264',
  codecString: 'avc1.64001f',
  width: 1280,
  height: 720,
  timescale: 90_000,
  parameterSets: H264_SETS,
};

export interface PictureOptions {
  readonly keyframe: boolean;
  /** Decode time, ms of media. */
  readonly atMs: number;
  readonly capturedAtMs?: number;
  readonly bytes?: number;
  readonly epoch?: number;
  readonly compositionMs?: number;
  readonly durationMs?: number;
}

/** Pictures in poisoned slabs, as receivers make them; each holds its own number. */
export class Pictures {
  readonly pool = new SlabPool({ poison: true });
  readonly #writer = new SlabWriter(this.pool);
  #count = 0;

  /** Given to `take` as a stream gives it: good during the call. */
  give(options: PictureOptions, take: (unit: AccessUnit) => void): void {
    const { keyframe, atMs, bytes = 60, epoch = 0, compositionMs = 0, durationMs = 40 } = options;
    this.#count += 1;
    const nal = Buffer.alloc(bytes, (this.#count % 200) + 1);
    nal[0] = keyframe ? 0x65 : 0x41;
    nal.writeUInt32BE(this.#count, 1);
    this.#writer.begin();
    this.#writer.beginNal();
    this.#writer.append(nal, 0, nal.length);
    this.#writer.endNal();
    const written = this.#writer.end();
    if (!written) throw new Error('no picture');
    take({
      ...written,
      ...{ epoch, keyframe, sequence: this.#count, durationMs },
      decodeTime: Math.round(atMs * 90),
      durationTicks: Math.round(durationMs * 90),
      compositionTicks: Math.round(compositionMs * 90),
      capturedAtMs: options.capturedAtMs ?? START_MS + atMs,
    });
    written.memory.release();
  }

  /** What is held is somebody's mistake. */
  close(): { slabsInUse: number } {
    this.#writer.close();
    return { slabsInUse: this.pool.figures.slabsInUse };
  }
}

export const START_MS = Date.UTC(2026, 10, 23, 6, 0, 0);

/** The numbers of the pictures in a sample's bytes. */
export function numberOf(sample: Buffer): number {
  return sample.readUInt32BE(5);
}
