/**
 * Retention: what is older than its camera's days goes, and the oldest of a disk when it fills, so that hours of
 * headroom are left at the rate it fills with. Never what a hold covers.
 */
import { rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { segmentPath } from '../../streams/recorder/segment-path.ts';
import { LIVE_BUFFER_MS } from '../contract/playback.ts';
import { RANGE_MOST_DAYS } from '../contract/recordings.ts';
import type { Logger } from '../platform/log.ts';
import type { DiskContent } from './disks.store.ts';
import type { DiskNow } from './disks.ts';
import type { DoomedFile, PurgeStore } from './purge.store.ts';

export interface PurgerOptions {
  readonly store: PurgeStore;
  readonly disks: () => readonly DiskNow[];
  readonly leftBytes: (disk: DiskNow) => number;
  readonly contentOf: (diskId: string) => Promise<DiskContent>;
  /** After each round, of every disk that was looked at. */
  readonly onLooked: (disk: DiskNow, content: DiskContent, room: Room) => void;
  readonly unlink?: (path: string) => Promise<void>;
  /** A disk that takes longer to remove a file hangs. */
  readonly answerMs?: number;
  readonly log: Logger;
  readonly now: () => number;
  readonly everyMs?: number;
}

export interface Room {
  /** What should be left free, and what is. */
  readonly wantedBytes: number;
  readonly leftBytes: number;
  /** Nothing more may be purged. */
  readonly exhausted: boolean;
}

export interface PurgeFigures {
  files: number;
  bytes: number;
}

const EVERY_MS = 30_000;
const HEADROOM_HOURS = 6;
/** Of a small disk that six hours would take whole: never more than this share is kept free. */
const HEADROOM_SHARE = 0.25;
const LOOKED_AT_ONCE = 500;
/** Where all that was looked at is held, more is looked at with the next go. */
const LOOKED_AT_MOST = 50_000;
/** Holds wait while these are removed. */
const REMOVED_AT_ONCE = 25;
/** Of one round: others want the database too. */
const ROUND_MOST = 20_000;
/** Of a disk and a round: after so many that would not go the rest is not tried. */
const KEPT_MOST = 1000;
const ANSWER_MS = 5000;
const DAY_MS = 86_400_000;

export class Purger {
  readonly #options: PurgerOptions;
  readonly figures: PurgeFigures = { files: 0, bytes: 0 };
  /** Folders of disks that have not answered yet: each file asked for would take a thread of the pool. */
  readonly #hanging = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> | undefined;
  #closed = false;

  constructor(options: PurgerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer ??= setInterval(() => void this.run(), this.#options.everyMs ?? EVERY_MS);
    this.#timer.unref();
  }

  /** Waits for what is being removed. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    await this.#round;
  }

  /** One round; a second while one is under way is that one. */
  run(): Promise<void> {
    this.#round ??= this.#run()
      .catch((error) => this.#options.log.warn({ err: error }, 'old recordings were not removed'))
      .finally(() => {
        this.#round = undefined;
      });
    return this.#round;
  }

  async #run(): Promise<void> {
    const { store, now } = this.#options;
    // First what an earlier round, or a crash, left half done.
    await this.#remove();
    await store.markBuffer(new Date(now() - LIVE_BUFFER_MS - 60_000));
    for (let looked = 0; looked < ROUND_MOST && !this.#closed; looked += LOOKED_AT_ONCE) {
      const { files, next } = await store.markAged(new Date(now()), LOOKED_AT_ONCE);
      if (files > 0) await this.#remove();
      if (next === null) break;
    }
    await store.forgetGaps(new Date(now() - (RANGE_MOST_DAYS + 30) * DAY_MS));
    for (const disk of this.#reachable()) await this.#makeRoom(disk);
  }

  async #makeRoom(disk: DiskNow): Promise<void> {
    const { store, leftBytes, contentOf, onLooked } = this.#options;
    const content = await contentOf(disk.id);
    const left = leftBytes(disk);
    const wantedBytes = wantedOf(disk, left, content);
    let needed = wantedBytes - left;
    let from: Date | null = new Date(0);
    let removed = 0;
    let most = LOOKED_AT_ONCE;
    // Held files are passed over, however many: else they would keep those behind them for ever.
    for (let files = 0; needed > 0 && from !== null && files < ROUND_MOST; ) {
      if (this.#closed) return;
      const marked = await store.markOldest(disk.id, needed, from, most);
      if (marked.files > 0) removed += await this.#removeOf(disk);
      files += marked.files;
      needed -= marked.bytes;
      // The same instant may stand in more rows than were looked at: those marked are out of the way next time.
      if (most === LOOKED_AT_MOST && marked.files === 0 && marked.next?.getTime() === from.getTime()) break;
      from = marked.next;
      most = marked.files > 0 ? LOOKED_AT_ONCE : Math.min(most * 4, LOOKED_AT_MOST);
    }
    onLooked(disk, content, {
      wantedBytes,
      leftBytes: left + removed,
      exhausted: needed > 0 && from === null,
    });
  }

  /** Disks whose files can be told to be there or not. */
  #reachable(): DiskNow[] {
    return this.#options
      .disks()
      .filter(({ configured, state }) => configured && (state === 'ok' || state === 'full'));
  }

  /** All that are marked. */
  async #remove(): Promise<void> {
    for (const disk of this.#reachable()) await this.#removeOf(disk);
  }

  /** All of a disk that are marked; those that would not go are tried again in the next round. Answers the bytes. */
  async #removeOf({ id, path }: DiskNow): Promise<number> {
    const kept: string[] = [];
    let bytes = 0;
    while (!this.#closed && !this.#hanging.has(path) && kept.length < KEPT_MOST) {
      let asked = 0;
      const unlink = async (file: DoomedFile): Promise<boolean> => {
        asked += 1;
        const isGone = await this.#unlink(file);
        if (!isGone) kept.push(file.id);
        return isGone;
      };
      const gone = await this.#options.store.remove([id], REMOVED_AT_ONCE, unlink, [...kept]);
      for (const file of gone) bytes += file.bytes;
      this.figures.files += gone.filter(({ buffer }) => !buffer).length;
      if (asked < REMOVED_AT_ONCE) break;
    }
    this.figures.bytes += bytes;
    return bytes;
  }

  /** Of a disk that hangs: no, at once. Holds wait for the answer. */
  async #unlink(file: DoomedFile): Promise<boolean> {
    const { log, unlink = (path) => rm(path, { force: true }), answerMs = ANSWER_MS } = this.#options;
    const { folder } = file;
    if (this.#hanging.has(folder)) return false;
    const path = join(folder, segmentPath(file));
    this.#hanging.add(folder);
    const work = unlink(path)
      // The day's folder, once it is empty; a newer file in it keeps it.
      .then(() => rmdir(dirname(path)).catch(() => undefined))
      .then(
        () => true,
        (error: unknown) => {
          log.warn({ err: error, path }, 'an old recording could not be removed');
          return false;
        },
      )
      .finally(() => this.#hanging.delete(folder));
    const late = new AbortController();
    const isLate = sleep(answerMs, 'late' as const, { signal: late.signal, ref: false }).catch(() => 'late');
    const answer = await Promise.race([work, isLate]);
    late.abort();
    if (typeof answer === 'boolean') return answer;
    log.warn({ path, answerMs }, 'a disk does not answer: nothing is removed from it until it does');
    return false;
  }
}

/** Six hours at the rate it fills with; of a small disk a quarter at most. */
function wantedOf(disk: DiskNow, leftBytes: number, { hourlyBytes, usedBytes }: DiskContent): number {
  const capacity = Math.max(0, leftBytes) + usedBytes;
  const quick = (hourlyBytes ?? 0) * HEADROOM_HOURS;
  // Beyond its quota it goes back below it, whatever the rate.
  const least = disk.state === 'full' ? capacity * 0.02 : 0;
  return Math.max(least, Math.min(quick, capacity * HEADROOM_SHARE));
}
