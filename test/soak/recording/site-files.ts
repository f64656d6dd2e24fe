/** The files of a data folder's recordings, as they lie there. */
import { execFile } from 'node:child_process';
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parseSegmentPath, type SegmentPlace } from '../../../streams/recorder/index.ts';

const run = promisify(execFile);

export interface SiteFile extends SegmentPlace {
  /** Absolute. */
  readonly path: string;
}

export interface NewestFile {
  readonly path: string;
  readonly bytes: number;
  /** It has its table: nothing more comes. */
  readonly isClosed: boolean;
}

/** Without those of the live buffer. */
export async function filesOf(dataDir: string): Promise<SiteFile[]> {
  const folder = join(dataDir, 'recordings');
  const all = await readdir(folder, { recursive: true }).catch(() => []);
  return all.flatMap((relative) => {
    const place = parseSegmentPath(relative);
    return place === undefined || place.buffer ? [] : [{ ...place, path: join(folder, relative) }];
  });
}

/** Each camera's, by its id. */
export async function newestOf(dataDir: string): Promise<Map<string, NewestFile>> {
  const last = new Map<string, SiteFile>();
  for (const file of await filesOf(dataDir))
    if ((last.get(file.cameraId)?.startedAtMs ?? 0) <= file.startedAtMs) last.set(file.cameraId, file);
  const newest = new Map<string, NewestFile>();
  for (const [id, { path }] of last) {
    const { size: bytes } = await stat(path).catch(() => ({ size: 0 }));
    newest.set(id, { path, bytes, isClosed: await endsWithTable(path, bytes) });
  }
  return newest;
}

/** How long ffprobe finds it to be, and what it finds wrong. */
export async function probe(file: string): Promise<{ durationMs: number; complaint: string }> {
  const { stdout, stderr } = await run('ffprobe', [
    ...['-v', 'error', '-count_packets', '-show_entries', 'format=duration:stream=nb_read_packets'],
    ...['-of', 'default=nw=1:nk=1', file],
  ]).catch((error: Error & { stdout?: string; stderr?: string }) => ({
    stdout: error.stdout ?? '',
    stderr: error.stderr ?? error.message,
  }));
  return { durationMs: Number(stdout.trim().split('\n').at(-1)) * 1000, complaint: stderr.trim() };
}

/** As a closed file does: its last box is an `mfro`. */
async function endsWithTable(path: string, bytes: number): Promise<boolean> {
  const handle = await open(path).catch(() => undefined);
  if (!handle) return false;
  try {
    const { buffer } = await handle.read(Buffer.alloc(4), 0, 4, Math.max(0, bytes - 12));
    return buffer.toString('latin1') === 'mfro';
  } finally {
    await handle.close();
  }
}
