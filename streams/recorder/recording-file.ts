import { constants, fdatasync, ftruncate, writev } from 'node:fs';
import { access, type FileHandle, mkdir, open, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A file that grows. What a promise settles for is on disk, not in the kernel's memory. */
export interface RecordingFile {
  /** @throws NodeJS.ErrnoException; some of it may be there then. */
  write(buffers: readonly Buffer[], position: number): Promise<void>;
  /** Cuts off what lies behind `bytes`. */
  cut(bytes: number): Promise<void>;
  /** Idempotent. */
  close(): Promise<void>;
  /** Of a file that came to nothing: closes it, and it is gone. */
  remove(): Promise<void>;
}

/** Makes files; tests put a failing disk in its place. */
export type CreateFile = (folder: string, path: string) => Promise<RecordingFile>;

/**
 * A new file with `O_DSYNC`: each write is one visit to the thread pool and on disk when it comes back, which cost half
 * of writing and syncing apart (ADR 0016). Its folder's entry is on disk before the first picture is.
 */
export const createFile: CreateFile = async (folder, path) => {
  // A disk that is gone must not come back as a folder of the disk below it.
  await access(folder);
  const file = join(folder, path);
  const parent = dirname(file);
  const made = await mkdir(parent, { recursive: true, mode: 0o750 });
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_DSYNC;
  const handle = await open(file, flags, 0o640);
  try {
    await syncFolders(parent, made ? dirname(made) : parent);
  } catch (error) {
    await handle.close();
    throw error;
  }
  return new SyncedFile(handle, file);
};

class SyncedFile implements RecordingFile {
  readonly #handle: FileHandle;
  readonly #path: string;
  #closed: Promise<void> | undefined;

  constructor(handle: FileHandle, path: string) {
    this.#handle = handle;
    this.#path = path;
  }

  write(buffers: readonly Buffer[], position: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const next = (left: readonly Buffer[], at: number): void =>
        writev(this.#handle.fd, left, at, (error, written) => {
          if (error) return reject(error);
          const rest = behind(left, written);
          // A disk that is nearly full takes a part, and says why with the next.
          if (rest.length === 0) return resolve();
          next(rest, at + written);
        });
      next(buffers, position);
    });
  }

  cut(bytes: number): Promise<void> {
    const { fd } = this.#handle;
    return new Promise((resolve, reject) => {
      ftruncate(fd, bytes, (error) =>
        error ? reject(error) : fdatasync(fd, (failure) => (failure ? reject(failure) : resolve())),
      );
    });
  }

  close(): Promise<void> {
    this.#closed ??= this.#handle.close();
    return this.#closed;
  }

  async remove(): Promise<void> {
    await this.close();
    await unlink(this.#path);
  }
}

function behind(buffers: readonly Buffer[], written: number): Buffer[] {
  let skip = written;
  const rest: Buffer[] = [];
  for (const buffer of buffers) {
    if (skip >= buffer.length) skip -= buffer.length;
    else {
      rest.push(skip > 0 ? buffer.subarray(skip) : buffer);
      skip = 0;
    }
  }
  return rest;
}

/** The entry in a folder is the folder's to write: from the innermost up to the one that was there already. */
export async function syncFolders(innermost: string, outermost: string): Promise<void> {
  for (let folder = innermost; ; folder = dirname(folder)) {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (folder === outermost || folder === dirname(folder)) return;
  }
}
