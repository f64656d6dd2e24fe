/** Puts a drawn camera's past on disk as the recorder would have written it; the index adopts the files. */
import { randomUUID } from 'node:crypto';
import { writeInit } from '../../../../streams/fmp4/write-init.ts';
import { DiskLane } from '../../../../streams/recorder/disk-lane.ts';
import { createFile } from '../../../../streams/recorder/recording-file.ts';
import { segmentPath } from '../../../../streams/recorder/segment-path.ts';
import { SegmentWriter } from '../../../../streams/recorder/segment-writer.ts';
import { pastPictures } from './past-pictures.ts';

/** As the recorder cuts them. */
const FILE_MS = 10 * 60_000;

export interface ArchiveOptions {
  /** The disk's. */
  readonly folder: string;
  readonly cameraId: string;
  /** The scenario's name of it. */
  readonly camera: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly fps: number;
  readonly signal: AbortSignal;
}

/** @returns bytes on disk */
export async function writeArchive(options: ArchiveOptions): Promise<number> {
  const { folder, cameraId, camera, fromMs, toMs, fps, signal } = options;
  const lane = new DiskLane({ now: Date.now });
  const seconds = Math.floor((toMs - fromMs) / 1000);
  let bytes = 0;
  let fault: Error | undefined;
  let writer: SegmentWriter | undefined;
  let untilMs = 0;
  const finish = async (nextMs?: number): Promise<void> => {
    const ending = writer;
    writer = undefined;
    await ending?.end(nextMs);
    bytes += ending?.written?.bytes ?? 0;
    if (fault) throw fault;
  };
  for await (const { unit, format } of pastPictures({ camera, fromMs, seconds, fps, signal })) {
    if (unit.keyframe && unit.capturedAtMs >= untilMs) {
      await finish(unit.capturedAtMs);
      untilMs = (Math.floor(unit.capturedAtMs / FILE_MS) + 1) * FILE_MS;
      const place = { id: randomUUID(), cameraId, profile: 'main', startedAtMs: unit.capturedAtMs } as const;
      writer = new SegmentWriter({
        ...{ folder, lane, createFile, timescale: format.timescale, soundRate: undefined },
        path: segmentPath({ ...place, buffer: false }),
        init: writeInit(format),
        onFirst: () => undefined,
        onFailed: (error) => {
          fault = error;
        },
      });
    }
    writer?.push(unit);
  }
  await finish();
  return bytes;
}
