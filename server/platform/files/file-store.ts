/**
 * Files that belong to rows: floor plans, pictures of a camera, uploads. One area a kind, under the data folder; a row
 * names its file by the id answered here. The owner of the rows removes its files; what a crash left without a row is
 * found by `sweep`. Not for recordings, which are appended to and found by their time.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

export interface FileStore {
  /** On disk, whole, when it resolves. The id is ours, never a name from outside. */
  put(bytes: Uint8Array): Promise<string>;
  /** Undefined: there is no such file. */
  read(id: string): Promise<Buffer | undefined>;
  /** Nothing happens when it is not there. */
  remove(id: string): Promise<void>;
  /** Removes files older than `olderThanMs` that no row names; answers how many. `named` is asked with up to 500 ids. */
  sweep(
    named: (ids: readonly string[]) => Promise<ReadonlySet<string>>,
    olderThanMs: number,
  ): Promise<number>;
}

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const ASKED_AT_ONCE = 500;

/** `dataDir/files/<area>/<first two digits>/<id>`. */
export function createFileStore(dataDir: string, area: string): FileStore {
  const root = join(dataDir, 'files', area);
  // An id that is none could lead out of the folder.
  const pathOf = (id: string) => {
    if (!ID.test(id)) throw new Error('not the id of a file');
    return join(root, id.slice(0, 2), id);
  };
  return {
    put: async (bytes) => {
      const id = randomUUID();
      const path = pathOf(id);
      const folder = join(path, '..');
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const half = `${path}.half`;
      const file = await open(half, 'wx', 0o600);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(half, path);
      await syncFolder(folder);
      return id;
    },
    read: async (id) => {
      try {
        return await readFile(pathOf(id));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
    },
    remove: (id) => rm(pathOf(id), { force: true }),
    sweep: async (named, olderThanMs) => {
      const before = Date.now() - olderThanMs;
      let removed = 0;
      for (const folder of await listed(root)) {
        const old: string[] = [];
        for (const file of await listed(join(root, folder))) {
          const path = join(root, folder, file);
          const { mtimeMs } = await stat(path);
          if (mtimeMs >= before) continue;
          if (ID.test(file)) old.push(file);
          else await rm(path, { force: true });
        }
        for (let at = 0; at < old.length; at += ASKED_AT_ONCE) {
          const ids = old.slice(at, at + ASKED_AT_ONCE);
          const kept = await named(ids);
          for (const id of ids) {
            if (kept.has(id)) continue;
            await rm(pathOf(id), { force: true });
            removed += 1;
          }
        }
      }
      return removed;
    },
  };
}

async function listed(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    // Nothing was ever stored there.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** A name is on disk only when its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
