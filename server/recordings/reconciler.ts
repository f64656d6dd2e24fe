/**
 * Compares the index with the disks, after a start, when a disk comes back, and when something told was lost: files
 * without a row get one, rows without an end get it from the file, rows without a file go. Recording goes on meanwhile.
 */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { clearLiveBuffer, repair, segmentPath } from '../../streams/recorder/index.ts';
import { outsideUnitOfWork } from '../platform/db/unit-of-work.ts';
import type { Logger } from '../platform/log.ts';
import { comparingSince, markComparing, readMarker } from './disk-folder.ts';
import type { FoundFile, KnownFile, ReconcileStore } from './reconcile.store.ts';

export interface ReconcilerOptions {
  readonly store: ReconcileStore;
  /** Being written now: nothing of it is left over. */
  readonly isWriting: (id: string) => boolean;
  readonly log: Logger;
  readonly now: () => number;
}

export interface ReconcileFigures {
  /** Files that had no row, rows that had no end, rows that had no file, files that held nothing; since the start. */
  adopted: number;
  ended: number;
  lost: number;
  empty: number;
  /** Rounds over a disk. */
  rounds: number;
}

interface Disk {
  readonly id: string;
  readonly path: string;
}

const DAY_MS = 86_400_000;
const AT_ONCE = 200;
/** A file that is being written is told of by then. */
const TOLD_WITHIN_MS = 60_000;

export class Reconciler {
  readonly #options: ReconcilerOptions;
  readonly #stop = new AbortController();
  readonly figures: ReconcileFigures = { adopted: 0, ended: 0, lost: 0, empty: 0, rounds: 0 };
  #begunMs: number | undefined;
  /** One disk after the other. */
  #turn: Promise<void> = Promise.resolve();
  readonly #waiting = new Set<string>();

  constructor(options: ReconcilerOptions) {
    this.#options = options;
  }

  /** From now on files may be being written that are not told of yet. */
  recordingBegins(): void {
    this.#begunMs = this.#options.now();
  }

  /** What an earlier run left of the live buffer; before anything is recorded. */
  async clearBuffer(disk: Disk): Promise<void> {
    try {
      await clearLiveBuffer(disk.path);
      await this.#options.store.dropBuffer(disk.id);
    } catch (error) {
      this.#options.log.warn({ err: error, disk: disk.path }, 'an old live buffer was not removed');
    }
  }

  /** In its turn; asked again while it waits for it, it is done once. */
  run(disk: Disk): Promise<void> {
    if (this.#waiting.has(disk.id)) return this.#turn;
    this.#waiting.add(disk.id);
    this.#turn = this.#turn.then(() => {
      this.#waiting.delete(disk.id);
      return outsideUnitOfWork(() => this.#reconcile(disk)).catch((error) =>
        this.#options.log.error({ err: error, disk: disk.path }, 'rows and files could not be compared'),
      );
    });
    return this.#turn;
  }

  /** All that is under way or waits. */
  settled(): Promise<void> {
    return this.#turn;
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#turn;
  }

  async #reconcile(disk: Disk): Promise<void> {
    const { store, isWriting, log, now } = this.#options;
    const { signal } = this.#stop;
    if (signal.aborted) return;
    const began = performance.now();
    const before = { ...this.figures };
    const last = await store.lastClosed(disk.id);
    // A whole day more than needed, begun at its midnight as the folders are.
    const needed = last ? Math.floor((last.getTime() - DAY_MS) / DAY_MS) * DAY_MS : 0;
    // A round that was cut short may have left older files, of which nobody would ever hear again.
    const begunAt = Math.min(needed, (await comparingSince(disk.path)) ?? needed);
    const sinceMs = begunAt > 0 ? begunAt : undefined;
    await this.#mark(disk, begunAt);
    const known = sinceMs === undefined ? [] : await store.closed(disk.id, new Date(sinceMs));
    const open = (await store.open(disk.id)).filter(({ id }) => !isWriting(id));
    const closed = new Set(known.map(({ id }) => id));
    const seen = new Set<string>();
    const isSettled = (id: string): boolean => {
      seen.add(id);
      return closed.has(id) || isWriting(id);
    };
    let found: FoundFile[] = [];
    const openIds = new Map(open.map((file) => [segmentPath({ ...file, buffer: false }), file.id]));
    const gone: string[] = [];
    for await (const file of repair({
      ...{ folder: disk.path, diskId: disk.id, isSettled, log, signal },
      open: [...openIds.keys()],
      ...(sinceMs !== undefined && { sinceMs }),
      ...(this.#begunMs !== undefined && { beforeMs: Math.max(this.#begunMs, now() - TOLD_WITHIN_MS) }),
    })) {
      if (file.kind === 'missing') gone.push(openIds.get(file.path) ?? '');
      else if (file.kind === 'removed') gone.push(file.id);
      else found.push(file);
      if (found.length < AT_ONCE) continue;
      await this.#settle(found);
      found = [];
    }
    await this.#settle(found);
    const ids = gone.filter((id) => id !== '');
    await store.forget(ids);
    this.figures.empty += ids.length;
    if (!signal.aborted) {
      await this.#lose(disk, known, seen);
      await this.#mark(disk, undefined);
    }
    this.figures.rounds += 1;
    const { adopted, ended, lost, empty } = this.figures;
    const figures = {
      ...{ adopted: adopted - before.adopted, ended: ended - before.ended },
      ...{ lost: lost - before.lost, empty: empty - before.empty },
    };
    const level = Object.values(figures).some((n) => n > 0) ? 'info' : 'debug';
    log[level](
      { disk: disk.path, ...figures, durationMs: Math.round(performance.now() - began) },
      'the index is as the disk',
    );
  }

  /** On a full disk it is not noted: the next start looks at what it would have without. */
  async #mark(disk: Disk, sinceMs: number | undefined): Promise<void> {
    await markComparing(disk.path, sinceMs).catch((error: unknown) =>
      this.#options.log.debug({ err: error, disk: disk.path }, 'how far the comparison is was not noted'),
    );
  }

  async #settle(found: readonly FoundFile[]): Promise<void> {
    const adopted = await this.#options.store.settle(found);
    this.figures.adopted += adopted;
    this.figures.ended += found.length - adopted;
  }

  /** Closed rows whose files were not come upon. */
  async #lose(disk: Disk, known: readonly KnownFile[], seen: ReadonlySet<string>): Promise<void> {
    const missing: string[] = [];
    for (const file of known) {
      if (seen.has(file.id)) continue;
      const path = join(disk.path, segmentPath({ ...file, buffer: false }));
      // Only what is not there is lost; a disk that cannot be read may have it.
      const isGone = await access(path).then(
        () => false,
        (error: NodeJS.ErrnoException) => error.code === 'ENOENT',
      );
      if (isGone) missing.push(file.id);
    }
    // The disk went away meanwhile, not its files.
    if (missing.length > 0 && !(await isThere(disk))) return;
    this.figures.lost += await this.#options.store.lose(missing);
  }
}

const isThere = (disk: Disk): Promise<boolean> =>
  readMarker(disk.path).then(
    (id) => id === disk.id,
    () => false,
  );
