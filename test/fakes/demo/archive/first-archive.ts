/**
 * What the demo looks back on when it first starts: the last part of an hour of its cameras, drawn from the same scenario
 * as the live pictures and the reported cases, so that a case's playback shows what was done. Made in the background
 * with what the machine has to spare: 50 minutes of camera take about 20 s of a core and 90 MB.
 */
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Camera } from '../../../../server/contract/cameras.ts';
import type { ScenarioCamera } from '../scenario.ts';
import { writeArchive } from './write-archive.ts';

export const ARCHIVE_MS = 25 * 60_000;
/** Halls' cameras have more; what costs here is drawing. */
const FPS = 1;
/** No recorder and no index looks into it: files come to their place when they are whole. */
const UNFINISHED = '.archive';

export interface FirstArchiveOptions {
  /** The recordings' disk. */
  readonly folder: string;
  readonly cameras: readonly {
    readonly camera: Pick<Camera, 'id' | 'name'>;
    readonly like: ScenarioCamera;
  }[];
  /** Where live recording begins. */
  readonly toMs: number;
  readonly say: (line: string) => void;
  /** A camera's files are in their place. */
  readonly onArchived: () => void;
  readonly signal: AbortSignal;
}

export async function firstArchive(options: FirstArchiveOptions): Promise<void> {
  const { folder, cameras, toMs, say, onArchived, signal } = options;
  const unfinished = join(folder, UNFINISHED);
  const untilMs = Math.floor(toMs / 1000) * 1000;
  try {
    // The recorder makes no disk's folder: one that is gone must not come back by itself.
    await mkdir(unfinished, { recursive: true, mode: 0o750 });
    for (const { camera, like } of cameras) {
      const bytes = await writeArchive({
        ...{ folder: unfinished, cameraId: camera.id, camera: like.name, fps: FPS, signal },
        fromMs: untilMs - ARCHIVE_MS,
        toMs: untilMs,
      });
      if (signal.aborted) return;
      await moveAll(unfinished, folder);
      onArchived();
      say(`archive: ${camera.name}, the last ${ARCHIVE_MS / 60_000} minutes, ${Math.round(bytes / 1e6)} MB`);
    }
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

async function moveAll(from: string, to: string): Promise<void> {
  for (const path of await readdir(from, { recursive: true })) {
    if (!path.endsWith('.mp4')) continue;
    await mkdir(dirname(join(to, path)), { recursive: true, mode: 0o750 });
    await rename(join(from, path), join(to, path));
  }
}
