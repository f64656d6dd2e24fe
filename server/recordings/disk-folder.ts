/**
 * A folder that recordings lie in. A file in it says which disk it is: the folder of a disk that is not mounted is
 * there and empty, and would fill the disk beneath.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Left in the folder, for whoever finds it: it says whose files these are. */
export const MARKER = 'mingchuang-disk.json';
const COMPARING = '.mingchuang-comparing';
const PROBE = '.mingchuang-probe';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export interface Space {
  readonly freeBytes: number;
  readonly totalBytes: number;
}

/** Undefined: no disk of ours is there. */
export async function readMarker(folder: string): Promise<string | undefined> {
  const text = await readFile(join(folder, MARKER), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  let found: unknown;
  try {
    found = (JSON.parse(text) as { id?: unknown } | null)?.id;
  } catch {
    // Said below: a marker that cannot be read is worse than none, as files of a disk may lie there.
  }
  if (typeof found !== 'string' || !UUID.test(found)) throw new Error(`${MARKER} is no marker of a disk`);
  return found;
}

/** Makes the folder a disk of ours. Answers its id. */
export async function markFolder(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const id = randomUUID();
  const text = {
    id,
    about: 'Recordings of Mingchuang; this file says which disk it is: do not copy or remove.',
  };
  // Who comes second finds the marker of who came first.
  await writeFile(join(folder, MARKER), `${JSON.stringify(text)}\n`, { flag: 'wx', flush: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    },
  );
  return (await readMarker(folder)) ?? id;
}

/**
 * That rows and files are being compared, from an instant on (0: all there is); undefined: no more. What stands there at
 * a start was not finished, though the index knows newer files by now.
 */
export async function markComparing(folder: string, sinceMs: number | undefined): Promise<void> {
  const file = join(folder, COMPARING);
  await (sinceMs === undefined
    ? rm(file, { force: true })
    : writeFile(file, `${sinceMs}\n`, { flush: true }));
}

/** Undefined: the last comparison was finished. */
export async function comparingSince(folder: string): Promise<number | undefined> {
  const text = await readFile(join(folder, COMPARING), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  // One that was cut off by a full disk says nothing: all is looked at.
  return text === undefined ? undefined : Math.max(0, Number(text) || 0);
}

export async function spaceOf(folder: string): Promise<Space> {
  const { bavail, blocks, bsize } = await statfs(folder);
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
}

/** Writes something through to the disk, and removes it; throws what the system says. */
export async function probeFolder(folder: string): Promise<void> {
  const file = join(folder, PROBE);
  const handle = await open(file, 'w');
  try {
    await handle.writeFile('Mingchuang asks whether this disk can be written.\n');
    await handle.sync();
  } finally {
    await handle.close();
    await rm(file, { force: true });
  }
}
