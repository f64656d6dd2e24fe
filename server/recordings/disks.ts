/**
 * The disks that footage goes to: those the configuration names. Looked at every ten seconds; one that is full, gone or
 * failing gets no new files and is tried again, and who looks after recordings is told.
 */
import type { DiskPort } from '../../streams/recorder/types.ts';
import type { RecordingDisk } from '../contract/recordings.ts';
import type { Logger } from '../platform/log.ts';
import { markFolder, probeFolder, readMarker, type Space, spaceOf } from './disk-folder.ts';
import type { DiskContent, DiskRow, DisksStore } from './disks.store.ts';

type State = RecordingDisk['state'];

/** What a disk's folder is asked; tests put in a disk that fills or breaks. */
export interface FolderAsks {
  readMarker(folder: string): Promise<string | undefined>;
  markFolder(folder: string): Promise<string>;
  spaceOf(folder: string): Promise<Space>;
  probeFolder(folder: string): Promise<void>;
}

type Answer<Q extends keyof FolderAsks> = Awaited<ReturnType<FolderAsks[Q]>>;

export interface DisksOptions {
  readonly store: DisksStore;
  /** Absolute. */
  readonly folders: readonly string[];
  /** Never filled. */
  readonly reserveBytes: number;
  /** Files being written, by disk. */
  readonly writing: () => ReadonlyMap<string, { readonly files: number; readonly bytes: number }>;
  /** A disk is in another state than it was, or is seen for the first time. */
  readonly onState: (disk: DiskNow, before: State) => void;
  readonly asks?: FolderAsks;
  readonly log: Logger;
  readonly now: () => number;
  readonly everyMs?: number;
  readonly answerMs?: number;
}

export interface DiskNow {
  readonly id: string;
  readonly path: string;
  /** Named by the configuration; what others hold is not reachable. */
  readonly configured: boolean;
  readonly state: State;
  readonly fault: string | null;
  readonly sinceMs: number;
  readonly quotaBytes: number | null;
  readonly freeBytes: number;
  readonly totalBytes: number;
  /** Of closed files. */
  readonly usedBytes: number;
}

const EVERY_MS = 10_000;
const ANSWER_MS = 8_000;
/** Ten minutes of 1.5 Mbit/s: what a file that was just begun will take. */
const FILE_BYTES = 112_500_000;

export class Disks implements DiskPort {
  readonly #options: DisksOptions;
  readonly #asks: FolderAsks;
  #disks: DiskNow[] = [];
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  /** Folders that could not be made disks yet: told once. */
  readonly #unmade = new Set<string>();
  /** States that are on their way into their rows. */
  readonly #telling = new Set<Promise<void>>();
  /** Folders that have not answered yet. */
  readonly #unanswered = new Set<string>();

  constructor(options: DisksOptions) {
    this.#options = options;
    this.#asks = options.asks ?? { readMarker, markFolder, spaceOf, probeFolder };
  }

  async start(): Promise<void> {
    await this.look();
    this.#timer ??= setInterval(() => void this.look(), this.#options.everyMs ?? EVERY_MS);
    this.#timer.unref();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  get all(): readonly DiskNow[] {
    return this.#disks;
  }

  /** The one with most room after what is being written to it; null: none can be written. */
  pick(_cameraId: string): { readonly diskId: string; readonly folder: string } | null {
    const writing = this.#options.writing();
    let best: { readonly disk: DiskNow; readonly left: number } | undefined;
    for (const disk of this.#disks) {
      if (!disk.configured || disk.state !== 'ok') continue;
      const open = writing.get(disk.id);
      const left = this.leftBytes(disk) - Math.max(0, (open?.files ?? 0) * FILE_BYTES - (open?.bytes ?? 0));
      if (best === undefined || left > best.left) best = { disk, left };
    }
    return best ? { diskId: best.disk.id, folder: best.disk.path } : null;
  }

  failed(diskId: string, error: NodeJS.ErrnoException): void {
    const isFull = error.code === 'ENOSPC' || error.code === 'EDQUOT';
    this.#change(diskId, isFull ? 'full' : 'failed', error.message);
  }

  /** Until it is full, for us; less than nothing: beyond it. */
  leftBytes({ id, freeBytes, quotaBytes, usedBytes }: DiskNow): number {
    const growing = this.#options.writing().get(id)?.bytes ?? 0;
    const byQuota = quotaBytes === null ? Number.POSITIVE_INFINITY : quotaBytes - usedBytes - growing;
    return Math.min(freeBytes - this.#options.reserveBytes, byQuota);
  }

  /** Looks at every disk; a look while one is under way is that one. */
  look(): Promise<void> {
    this.#looking ??= this.#look()
      .catch((error) => this.#options.log.warn({ err: error }, 'disks of recordings were not looked at'))
      .finally(() => {
        this.#looking = undefined;
      });
    return this.#looking;
  }

  async toWire(disk: DiskNow, content: DiskContent): Promise<RecordingDisk> {
    const left = Math.max(0, this.leftBytes(disk));
    const growing = this.#options.writing().get(disk.id)?.bytes ?? 0;
    const { hourlyBytes } = content;
    return {
      id: disk.id,
      path: disk.path,
      state: disk.state,
      fault: disk.fault,
      quotaBytes: disk.quotaBytes,
      reserveBytes: this.#options.reserveBytes,
      usedBytes: content.usedBytes + growing,
      heldBytes: content.heldBytes,
      freeBytes: disk.freeBytes,
      headroomHours: hourlyBytes === null ? null : Math.round((left / hourlyBytes) * 10) / 10,
      oldest: content.oldest?.toISOString() ?? null,
    };
  }

  async #look(): Promise<void> {
    const { store, folders } = this.#options;
    // What a row says is taken for what was told: it must not be behind.
    await Promise.all(this.#telling);
    const used = await store.used();
    const rows = await store.disks();
    for (const folder of folders) await this.#place(folder, rows);
    for (const row of await store.disks()) await this.#lookAt(row, folders, used);
  }

  /** A folder of the configuration that is new is made a disk; one that holds a disk we know is where that is now. */
  async #place(folder: string, rows: readonly DiskRow[]): Promise<void> {
    const { store, log, now } = this.#options;
    const known = rows.find((row) => row.path === folder);
    try {
      const marked = await this.#ask(folder, 'readMarker');
      // Known, and not there: not mounted, or gone.
      if (known && (marked === undefined || marked === known.id)) return;
      await store.place(marked ?? (await this.#ask(folder, 'markFolder')), folder, new Date(now()));
      this.#unmade.delete(folder);
    } catch (error) {
      if (!this.#unmade.has(folder))
        log.warn({ err: error, folder }, 'a folder for recordings cannot be used');
      this.#unmade.add(folder);
    }
  }

  async #lookAt(row: DiskRow, folders: readonly string[], used: ReadonlyMap<string, number>): Promise<void> {
    const before = this.#disks.find(({ id }) => id === row.id);
    const configured = folders.includes(row.path);
    const disk: DiskNow = {
      ...{ id: row.id, path: row.path, configured, quotaBytes: row.quotaBytes },
      ...{ freeBytes: 0, totalBytes: 0, usedBytes: used.get(row.id) ?? 0 },
      state: before?.state ?? row.state,
      fault: before?.fault ?? row.fault,
      sinceMs: before?.sinceMs ?? row.since.getTime(),
    };
    const found = configured
      ? await this.#found(disk)
      : { ...disk, now: 'absent' as const, why: 'the configuration does not name it any more' };
    const { now, why, ...looked } = found;
    this.#disks = [...this.#disks.filter(({ id }) => id !== row.id), looked].sort((a, b) =>
      a.path < b.path ? -1 : 1,
    );
    // What the row says is what was told last.
    this.#change(row.id, now, why, row.state);
  }

  async #found(disk: DiskNow): Promise<DiskNow & { now: State; why: string | null }> {
    try {
      const marked = await this.#ask(disk.path, 'readMarker');
      if (marked !== disk.id)
        return {
          ...disk,
          now: 'absent',
          why: marked === undefined ? 'the folder is there, the disk is not' : 'another disk is there',
        };
      const space = await this.#ask(disk.path, 'spaceOf');
      const measured = { ...disk, ...space };
      if (this.leftBytes(measured) <= 0) return { ...measured, now: 'full', why: 'no room is left' };
      if (disk.state !== 'ok') await this.#ask(disk.path, 'probeFolder');
      return { ...measured, now: 'ok', why: null };
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      const now = code === 'ENOENT' ? 'absent' : code === 'ENOSPC' || code === 'EDQUOT' ? 'full' : 'failed';
      return { ...disk, now, why: message };
    }
  }

  /**
   * A disk that is dying answers nothing: others must not wait for it. Nor is it asked again before it has answered, as
   * each question takes one of the few threads that all of the program's files wait for.
   */
  async #ask<Q extends keyof FolderAsks>(folder: string, question: Q): Promise<Answer<Q>> {
    if (this.#unanswered.has(folder)) throw new Error('it was asked before and has not answered yet');
    const { answerMs = ANSWER_MS } = this.#options;
    this.#unanswered.add(folder);
    const answer = this.#asks[question](folder) as Promise<Answer<Q>>;
    const work = answer.finally(() => this.#unanswered.delete(folder));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${answerMs / 1000} s`)), answerMs);
    });
    try {
      return await Promise.race([work, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  #change(id: string, state: State, fault: string | null, told?: State): void {
    const { store, log, now, onState } = this.#options;
    const disk = this.#disks.find((one) => one.id === id);
    if (!disk || (disk.state === state && (told ?? state) === state)) return;
    const changed: DiskNow = { ...disk, state, fault, sinceMs: now() };
    this.#disks = this.#disks.map((one) => (one.id === id ? changed : one));
    const before = disk.state === state ? (told ?? state) : disk.state;
    log.warn({ disk: disk.path, fault }, `disk ${before} -> ${state}`);
    const telling = store
      .setState(id, state, fault, new Date(changed.sinceMs))
      .then(() => onState(changed, before))
      .catch((error) => log.warn({ err: error, disk: disk.path }, 'the state of a disk was not kept'))
      .finally(() => this.#telling.delete(telling));
    this.#telling.add(telling);
  }
}
