/** The folders of one source's file drop, and writing into them so that a crash leaves either all of a file or nothing. */
import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Letters of any language, digits, . _ - and blanks within; never a path, never hidden. */
const NAME = /^[\p{L}\p{N}_-](?:[\p{L}\p{N}._ -]{0,118}[\p{L}\p{N}_-])?$/u;
const UNFINISHED = /\.(?:tmp|part|filepart|crdownload)$/i;

/** A file system takes 255 bytes, of which the answer's ending, the time of a second one and the like need some. */
const NAME_BYTES_MOST = 180;

export const isFileName = (name: string): boolean =>
  NAME.test(name) &&
  Buffer.byteLength(name) <= NAME_BYTES_MOST &&
  !name.includes('..') &&
  !UNFINISHED.test(name);

export interface DropFile {
  readonly name: string;
  readonly size: number;
  readonly mtimeMs: number;
  /** Another file under the same name has another. */
  readonly inode: bigint;
}

export class DropFolders {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  path(folder: 'in' | 'done' | 'failed' | 'answers', name = ''): string {
    return join(this.#root, folder, name);
  }

  async make(): Promise<void> {
    for (const folder of ['in', 'done', 'failed', 'answers'] as const)
      await mkdir(this.path(folder), { recursive: true, mode: 0o770 });
  }

  /** Regular files with names that may be; links and the like are let lie. By name, at most `most`. */
  async files(folder: 'in' | 'done' | 'failed' | 'answers', most: number): Promise<DropFile[]> {
    const names = (await readdir(this.path(folder))).filter(isFileName).sort();
    const found: DropFile[] = [];
    for (const name of names) {
      if (found.length >= most) break;
      const about = await this.#about(folder, name);
      if (about !== undefined) found.push(about);
    }
    return found;
  }

  /** Undefined: it is not there any more, or no longer a file. */
  async read(folder: 'in' | 'answers', name: string, most: number): Promise<Buffer | undefined> {
    // What has become a pipe meanwhile is not waited for.
    const how = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
    const file = await open(this.path(folder, name), how).catch(goneIsUndefined);
    if (file === undefined) return undefined;
    try {
      const about = await file.stat();
      return about.isFile() && about.size <= most ? await file.readFile() : undefined;
    } finally {
      await file.close();
    }
  }

  /** On disk, whole, when it resolves. */
  async write(folder: 'in' | 'answers', name: string, content: Uint8Array | string): Promise<void> {
    // Of its own, and not there yet: two at once under one name are each whole, and no link leads elsewhere.
    const half = this.path(folder, `.${randomUUID()}.tmp`);
    const file = await open(half, 'wx', 0o660);
    try {
      await file.writeFile(content);
      await file.sync();
      await rename(half, this.path(folder, name));
    } catch (error) {
      await rm(half, { force: true });
      throw error;
    } finally {
      await file.close();
    }
    await this.#sync(folder);
  }

  /** Whether under that name there is still the file that was seen, and not a newer one. */
  async isSame(seen: DropFile): Promise<boolean> {
    const now = await this.#about('in', seen.name);
    return now?.inode === seen.inode && now.size === seen.size && now.mtimeMs === seen.mtimeMs;
  }

  /** Never over another: a name that was used before gets the time. */
  async moveAway(name: string, to: 'done' | 'failed', atMs: number): Promise<void> {
    const there = await lstat(this.path(to, name)).catch(goneIsUndefined);
    const stamp = new Date(atMs).toISOString().replace(/[-:.]/g, '');
    const target = there === undefined ? name : `${stamp}-${name}`;
    await rename(this.path('in', name), this.path(to, target));
    await this.#sync(to);
  }

  remove = (folder: 'in' | 'done' | 'failed' | 'answers', name: string): Promise<void> =>
    rm(this.path(folder, name), { force: true });

  async #about(folder: 'in' | 'done' | 'failed' | 'answers', name: string): Promise<DropFile | undefined> {
    const about = await lstat(this.path(folder, name), { bigint: true }).catch(goneIsUndefined);
    if (!about?.isFile()) return undefined;
    return { name, size: Number(about.size), mtimeMs: Number(about.mtimeMs), inode: about.ino };
  }

  async #sync(folder: 'in' | 'done' | 'failed' | 'answers'): Promise<void> {
    const handle = await open(this.path(folder), constants.O_RDONLY);
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
}

function goneIsUndefined(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ELOOP') return undefined;
  throw error;
}
