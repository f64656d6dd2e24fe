/**
 * Keeps the index as the recorder tells it. The recorder never waits: what it tells is queued in order and written in
 * batches; while PostgreSQL is away it is tried again, and what the queue cannot hold is found on the disks later.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Profile } from '../../streams/index.ts';
import type {
  GapTold,
  SegmentEnd,
  SegmentFile,
  SegmentIndexPort,
  SegmentProgress,
} from '../../streams/recorder/types.ts';
import { outsideUnitOfWork } from '../platform/db/unit-of-work.ts';
import type { Logger } from '../platform/log.ts';
import type { IndexWritesStore } from './index-writes.store.ts';
import type { GrowingFile } from './recorded-footage.ts';

export interface IndexKeeperOptions {
  readonly store: IndexWritesStore;
  readonly log: Logger;
  /** Something told was lost while the database was away: rows have to be compared with the files. */
  readonly onLost: () => void;
  readonly queueMost?: number;
  readonly retryMs?: number;
}

type Told =
  | { readonly kind: 'opened'; readonly track: string; readonly file: SegmentFile }
  | { readonly kind: 'closed'; readonly track: string; readonly end: SegmentEnd }
  | { readonly kind: 'removed'; readonly track: string; readonly id: string }
  | { readonly kind: 'gap'; readonly track: string; readonly gap: GapTold };

/** A file being written, and until its end is in the index. */
interface Writing extends GrowingNow {
  readonly file: SegmentFile;
  readonly diskId: string;
  readonly track: string;
}

/** What is known of a file while it grows; `soundMissing`: see `SegmentFile`. */
export type GrowingNow = GrowingFile & Pick<SegmentFile, 'soundMissing'>;

/** A day of a database that is away, at 200 cameras. */
const QUEUE_MOST = 60_000;
const BATCH = 500;
const RETRY_MS = 1000;
const RETRY_MOST_MS = 15_000;

const trackOf = (of: { readonly cameraId: string; readonly profile: Profile }): string =>
  `${of.cameraId} ${of.profile}`;

export class IndexKeeper implements SegmentIndexPort {
  readonly #options: IndexKeeperOptions;
  readonly #queue: Told[] = [];
  /** By id, and the newest of each camera profile. */
  readonly #writing = new Map<string, Writing>();
  readonly #newest = new Map<string, string>();
  #pumping: Promise<void> | undefined;
  #lost = false;
  #closed = false;
  #oldestMs: number | undefined;

  constructor(options: IndexKeeperOptions) {
    this.#options = options;
  }

  opened(file: SegmentFile): void {
    const track = trackOf(file);
    const { id, diskId, startedAtMs, soundMissing = false } = file;
    const begun = { id, file, diskId, track, startedAtMs, endedAtMs: startedAtMs, bytes: 0, soundMissing };
    this.#writing.set(id, begun);
    this.#newest.set(track, id);
    this.#push({ kind: 'opened', track, file });
  }

  grew(progress: readonly SegmentProgress[]): void {
    for (const { id, endedAtMs, bytes } of progress) {
      const known = this.#writing.get(id);
      if (known) this.#writing.set(id, { ...known, endedAtMs, bytes });
    }
  }

  closed(end: SegmentEnd): void {
    const known = this.#writing.get(end.id);
    if (known) this.#writing.set(end.id, { ...known, endedAtMs: end.endedAtMs, bytes: end.bytes });
    this.#push({ kind: 'closed', track: known?.track ?? end.id, end });
  }

  gapBegan(gap: GapTold): void {
    this.#push({ kind: 'gap', track: trackOf(gap), gap });
  }

  /** Of the live buffer. */
  removed(id: string): void {
    this.#push({ kind: 'removed', track: id, id });
  }

  /** The file of a camera profile that the index knows the beginning of only. */
  growing = (cameraId: string, profile: Profile): GrowingNow | undefined => {
    const id = this.#newest.get(trackOf({ cameraId, profile }));
    return id === undefined ? undefined : this.#writing.get(id);
  };

  /** Files being written and their bytes so far, by disk. */
  writingByDisk(): ReadonlyMap<string, { readonly files: number; readonly bytes: number }> {
    const found = new Map<string, { files: number; bytes: number }>();
    for (const { diskId, bytes } of this.#writing.values()) {
      const sum = found.get(diskId) ?? { files: 0, bytes: 0 };
      found.set(diskId, { files: sum.files + 1, bytes: sum.bytes + bytes });
    }
    return found;
  }

  /** Ids of what is being written now: not to be taken for left over. */
  isWriting = (id: string): boolean => this.#writing.has(id);

  /** How long the oldest that is told has waited for the index. */
  get behindMs(): number {
    return this.#oldestMs === undefined ? 0 : performance.now() - this.#oldestMs;
  }

  get waiting(): number {
    return this.#queue.length;
  }

  /** All that was told so far is in the index, or the database is away. */
  async settled(): Promise<void> {
    await this.#pumping;
  }

  /** Waits for what is queued, for as long as `withinMs`; the rest is found on the disks at the next start. */
  async close(withinMs = 3000): Promise<void> {
    await Promise.race([this.#pumping, sleep(withinMs, undefined, { ref: false })]);
    this.#closed = true;
  }

  #push(told: Told): void {
    if (this.#closed) return;
    if (this.#queue.length >= (this.#options.queueMost ?? QUEUE_MOST)) {
      if (!this.#lost)
        this.#options.log.error('the index is too far behind: what is lost is read from the disks');
      this.#lose();
    }
    this.#queue.push(told);
    this.#oldestMs ??= performance.now();
    this.#begin();
  }

  /** Files that ended are found on the disks; those that grow are told of again, or their end would find no row. */
  #lose(): void {
    this.#lost = true;
    const dropped = this.#queue.splice(0);
    this.#forget(dropped);
    for (const { track, file } of this.#writing.values()) this.#queue.push({ kind: 'opened', track, file });
  }

  #begin(): void {
    this.#pumping ??= outsideUnitOfWork(() => this.#pump()).finally(() => {
      this.#pumping = undefined;
      // Told between the last look at the queue and now.
      if (this.#queue.length > 0 && !this.#closed) this.#begin();
    });
  }

  async #pump(): Promise<void> {
    // What is told in the same turn goes in one batch.
    await sleep(0);
    let failures = 0;
    while (this.#queue.length > 0 && !this.#closed) {
      const batch = this.#queue.slice(0, BATCH);
      try {
        await this.#write(batch);
      } catch (error) {
        if (failures === 0)
          this.#options.log.warn({ err: error }, 'the index of recordings cannot be written');
        failures += 1;
        await sleep(Math.min((this.#options.retryMs ?? RETRY_MS) * failures, RETRY_MOST_MS), undefined, {
          ref: false,
        });
        continue;
      }
      if (failures > 0) this.#options.log.info('the index of recordings is written again');
      failures = 0;
      // By what was written, not by count: the queue may have been emptied meanwhile.
      if (this.#queue[0] === batch[0]) this.#queue.splice(0, batch.length);
      this.#forget(batch);
      this.#oldestMs = this.#queue.length > 0 ? performance.now() : undefined;
    }
    if (this.#lost && !this.#closed) {
      this.#lost = false;
      this.#options.onLost();
    }
  }

  /** In one transaction, in the order told for each camera profile, each kind of each turn in one statement. */
  async #write(batch: readonly Told[]): Promise<void> {
    const turns: Told[][] = [];
    const seen = new Map<string, number>();
    for (const told of batch) {
      const turn = seen.get(told.track) ?? 0;
      seen.set(told.track, turn + 1);
      const of = turns[turn] ?? [];
      turns[turn] = of;
      of.push(told);
    }
    await this.#options.store.inTransaction(async (store) => {
      for (const turn of turns) {
        await store.open(turn.flatMap((one) => (one.kind === 'opened' ? [one.file] : [])));
        await store.close(turn.flatMap((one) => (one.kind === 'closed' ? [one.end] : [])));
        await store.removed(turn.flatMap((one) => (one.kind === 'removed' ? [one.id] : [])));
        await store.gaps(turn.flatMap((one) => (one.kind === 'gap' ? [one.gap] : [])));
      }
    });
  }

  #forget(batch: readonly Told[]): void {
    for (const told of batch) {
      if (told.kind !== 'closed') continue;
      const { id } = told.end;
      const known = this.#writing.get(id);
      this.#writing.delete(id);
      if (known && this.#newest.get(known.track) === id) this.#newest.delete(known.track);
    }
  }
}
