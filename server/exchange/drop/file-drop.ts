/**
 * Front-end machines that can only put files somewhere: each source has a folder, looked at every few seconds. A file
 * is taken when it is complete, answered in a file of its own, and moved away after that; a crash between repeats it,
 * which changes nothing, as the exchange knows what it took.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type DropAnswer, FILE_BYTES_MOST } from '../../contract/profiles.ts';
import type { Db } from '../../platform/db/connect.ts';
import type { Logger } from '../../platform/log.ts';
import { matterSecret } from '../check-event.ts';
import type { Machine } from '../submission.ts';
import { type DropFile, DropFolders } from './folders.ts';
import { reportingSources } from './sources.store.ts';
import { refusedFile, type TakeFileOptions, takeFile } from './take-file.ts';

const EVERY_MS = 2000;
/** Size and time of a file stand still so long: whoever copies it in place is done. */
const SETTLED_MS = 5000;
/** Of a source in one look; the others come with the next. */
const FILES_AT_ONCE = 100;
/** So long one source's files are taken in one look; then the others' are. */
const TURN_MS = 20_000;
const KEPT_MS = 30 * 24 * 3_600_000;
const SWEEP_EVERY_MS = 3_600_000;
const SWEPT_AT_ONCE = 10_000;

export interface FileDropOptions extends TakeFileOptions {
  readonly db: Db;
  readonly root: string;
  readonly log: Logger;
  readonly everyMs?: number;
  readonly settledMs?: number;
}

interface SeenFile extends DropFile {
  readonly sinceMs: number;
}

export class FileDrop {
  readonly #options: FileDropOptions;
  readonly #log: Logger;
  /** As it was at the last look, and since when; by path. */
  #seen = new Map<string, SeenFile>();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #sweptAtMs = 0;
  #isClosed = false;

  constructor(options: FileDropOptions) {
    this.#options = options;
    this.#log = options.log.child({ part: 'file drop' });
  }

  async start(): Promise<void> {
    await mkdir(this.#options.root, { recursive: true, mode: 0o770 });
    this.#plan(0);
  }

  /** Waits for the file at work. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#looking;
  }

  folders(source: string): DropFolders {
    return new DropFolders(join(this.#options.root, source));
  }

  #plan(inMs: number): void {
    if (this.#isClosed) return;
    this.#timer = setTimeout(() => {
      this.#looking = this.#look()
        .catch((error) => this.#log.warn({ err: error }, 'the file drop could not be looked at'))
        .finally(() => this.#plan(this.#options.everyMs ?? EVERY_MS));
    }, inMs);
    this.#timer.unref();
  }

  async #look(): Promise<void> {
    const { db, now } = this.#options;
    const next = new Map<string, SeenFile>();
    const sources = await reportingSources(db, now());
    for (const machine of sources) {
      if (this.#isClosed) return;
      const folders = this.folders(machine.source);
      await folders.make();
      const endMs = performance.now() + TURN_MS;
      for (const file of await folders.files('in', FILES_AT_ONCE)) {
        if (this.#isClosed) return;
        const key = folders.path('in', file.name);
        const seen = this.#seenAs(key, file);
        if (performance.now() < endMs && this.#isSettled(key, seen)) await this.#take(machine, folders, file);
        else next.set(key, seen);
      }
    }
    this.#seen = next;
    await this.#sweep(sources);
  }

  #seenAs(key: string, file: DropFile): SeenFile {
    const before = this.#seen.get(key);
    const isSame =
      before?.size === file.size && before.mtimeMs === file.mtimeMs && before.inode === file.inode;
    return { ...file, sinceMs: isSame ? before.sinceMs : performance.now() };
  }

  /**
   * Two looks in a row the same, and for some seconds: by the clock that the file system stamps with, or by how long it
   * was seen to stand still, as some copy with the time of a machine that is ahead. What was renamed into place is only
   * looked at once more.
   */
  #isSettled(key: string, { mtimeMs, sinceMs }: SeenFile): boolean {
    if (this.#seen.get(key)?.sinceMs !== sinceMs) return false;
    const settledMs = this.#options.settledMs ?? SETTLED_MS;
    return Date.now() - mtimeMs >= settledMs || performance.now() - sinceMs >= settledMs;
  }

  async #take(machine: Machine, folders: DropFolders, file: DropFile): Promise<void> {
    const { now } = this.#options;
    const { name, size } = file;
    try {
      const answer = await this.#answer(machine, folders, name, size);
      if (answer === undefined) return;
      await folders.write('answers', `${name}.answer.json`, `${JSON.stringify(answer, null, 1)}\n`);
      // One that was put there meanwhile under the same name is a file of its own, and comes with the next look.
      if (!(await folders.isSame(file))) return;
      // Nothing stays of a secret matter, so nothing does of a file with one in it.
      if (answer.results.some(({ code }) => code === matterSecret.code)) await folders.remove('in', name);
      else await folders.moveAway(name, answer.fault === null ? 'done' : 'failed', now());
      const { rows, accepted, rejected } = answer;
      this.#log.info(
        { source: machine.source, file: name, rows, accepted, rejected },
        'a dropped file was taken',
      );
    } catch (error) {
      // It stays where it is and is tried again with the next look.
      this.#log.warn({ err: error, source: machine.source, file: name }, 'a dropped file could not be taken');
    }
  }

  async #answer(
    machine: Machine,
    folders: DropFolders,
    name: string,
    size: number,
  ): Promise<DropAnswer | undefined> {
    if (size > FILE_BYTES_MOST)
      return refusedFile(name, new Date(this.#options.now()).toISOString(), {
        ...{ message: `has ${size} bytes; at most ${FILE_BYTES_MOST}`, line: null, column: null },
      });
    const bytes = await folders.read('in', name, FILE_BYTES_MOST);
    return bytes && takeFile(this.#options, machine, { name, bytes });
  }

  /** What was answered is kept for a month. */
  async #sweep(sources: readonly Machine[]): Promise<void> {
    const nowMs = Date.now();
    if (nowMs - this.#sweptAtMs < SWEEP_EVERY_MS) return;
    this.#sweptAtMs = nowMs;
    for (const { source } of sources)
      for (const folder of ['done', 'failed', 'answers'] as const) {
        const folders = this.folders(source);
        for (const { name, mtimeMs } of await folders.files(folder, SWEPT_AT_ONCE))
          if (nowMs - mtimeMs > KEPT_MS) await folders.remove(folder, name);
      }
  }
}
