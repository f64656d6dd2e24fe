/**
 * Fetches the picture of what was noted, after it stands: from the recording at that instant, or the camera's newest
 * picture where it is still of that moment. Tried again for a while; what is to be fetched is in the database.
 */
import type { Polygon } from '../contract/cameras.ts';
import type { FileStore } from '../platform/files/index.ts';
import type { Logger } from '../platform/log.ts';
import type { DuePicture, FindingPicturesStore } from './finding-pictures.store.ts';

export interface TakenPicture {
  readonly jpeg: Buffer;
  readonly capturedAtMs: number;
}

export interface PictureFetcherOptions {
  readonly store: FindingPicturesStore;
  readonly files: FileStore;
  /** Of the recording; undefined: there is none of that instant (yet). */
  readonly recorded: (cameraId: string, atMs: number) => Promise<TakenPicture | undefined>;
  /** The camera's newest. */
  readonly live: (cameraId: string) => Promise<TakenPicture | undefined>;
  /** Where the window is in the camera's picture; empty: nobody drew it. */
  readonly zones: (windowId: string, cameraId: string, atMs: number) => Promise<readonly Polygon[]>;
  /** The part of a picture that these take; undefined where that is nothing. */
  readonly crop: (jpeg: Buffer, zones: readonly Polygon[]) => Promise<Buffer | undefined>;
  readonly changed: (findingId: string) => void;
  readonly now: () => number;
  readonly log: Logger;
}

/** After each try; then there is none. A recording's last seconds reach its index late, a camera may be away. */
const AGAIN_MS = [2000, 10_000, 60_000, 300_000, 1_800_000] as const;
/** A live picture so long after what was seen shows something else. */
const LIVE_WITHIN_MS = 20_000;
/** Nobody else takes it meanwhile; after a crash it is taken up again. */
const IN_HAND_MS = 60_000;
const AT_ONCE = 4;
const EVERY_MS = 30_000;
const ORPHAN_MS = 3_600_000;

export class PictureFetcher {
  readonly #options: PictureFetcherOptions;
  #timer: NodeJS.Timeout | undefined;
  #poll: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #isAskedAgain = false;
  #isClosed = false;

  constructor(options: PictureFetcherOptions) {
    this.#options = options;
  }

  start(): void {
    this.#poll ??= setInterval(() => this.nudge(), EVERY_MS).unref();
    this.nudge();
  }

  /** There may be something to fetch. */
  nudge(): void {
    if (this.#isClosed) return;
    this.#isAskedAgain = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      if (this.#isAskedAgain) this.nudge();
    });
  }

  /** Files that a crash left without a row. */
  sweep(): Promise<number> {
    const { files, store } = this.#options;
    return files.sweep((ids) => store.named(ids), ORPHAN_MS);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#isAskedAgain = false;
    clearInterval(this.#poll);
    clearTimeout(this.#timer);
    await this.#running;
  }

  async #run(): Promise<void> {
    const { store, now, log } = this.#options;
    try {
      while (this.#isAskedAgain && !this.#isClosed) {
        this.#isAskedAgain = false;
        const due = await store.take(new Date(now()), new Date(now() + IN_HAND_MS), AT_ONCE);
        await Promise.all(due.map((one) => this.#fetch(one)));
        if (due.length === AT_ONCE) this.#isAskedAgain = true;
      }
      const next = await store.nextDue();
      clearTimeout(this.#timer);
      if (next !== undefined && !this.#isClosed)
        this.#timer = setTimeout(
          () => this.nudge(),
          Math.min(Math.max(0, next.getTime() - now()), EVERY_MS),
        ).unref();
    } catch (error) {
      log.warn({ err: error }, 'pictures of findings are fetched later');
    }
  }

  async #fetch(due: DuePicture): Promise<void> {
    const { store, files, now, log, changed } = this.#options;
    const { id, tries } = due;
    const kept: string[] = [];
    try {
      const taken = await this.#take(due);
      if (taken !== undefined) {
        const fileId = await files.put(taken.jpeg);
        kept.push(fileId);
        const cropId = await this.#crop(due, taken.jpeg, kept);
        const capturedAt = new Date(taken.capturedAtMs);
        if (await store.fetched(id, { fileId, cropId, capturedAt }, new Date(now()))) return changed(id);
        throw new Error('it was fetched by somebody else meanwhile');
      }
    } catch (error) {
      for (const one of kept) await files.remove(one);
      log.warn({ err: error, findingId: id, tries }, 'the picture of a finding was not fetched');
    }
    const waitMs = AGAIN_MS[tries - 1];
    await store.failed(id, waitMs === undefined ? null : new Date(now() + waitMs));
    if (waitMs === undefined) changed(id);
  }

  async #take({ cameraId, seenAt }: DuePicture): Promise<TakenPicture | undefined> {
    const { recorded, live, log, now } = this.#options;
    const atMs = seenAt.getTime();
    const kept = await recorded(cameraId, atMs).catch((error) => {
      // The ring may still have it; else it is tried again.
      log.warn({ err: error, cameraId }, 'no recorded picture could be had of a finding');
      return undefined;
    });
    if (kept !== undefined || now() - atMs > LIVE_WITHIN_MS) return kept;
    return live(cameraId);
  }

  async #crop(
    { windowId, cameraId, seenAt }: DuePicture,
    jpeg: Buffer,
    kept: string[],
  ): Promise<string | null> {
    const { zones, crop, files } = this.#options;
    const found = await zones(windowId, cameraId, seenAt.getTime());
    const part = found.length === 0 ? undefined : await crop(jpeg, found);
    if (part === undefined) return null;
    const id = await files.put(part);
    kept.push(id);
    return id;
  }
}
