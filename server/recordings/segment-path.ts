/** Where a file of footage lies in its disk's folder, told from what the index knows of it anyway. */
import { join } from 'node:path';
import type { SegmentFile } from '../../streams/recorder/types.ts';

type Known = Pick<SegmentFile, 'id' | 'cameraId' | 'profile' | 'startedAtMs'>;

export function usualPath({ id, cameraId, profile, startedAtMs }: Known): string {
  const day = new Date(startedAtMs).toISOString().slice(0, 10);
  return join(cameraId, profile, day, `${startedAtMs}-${id}.mp4`);
}
