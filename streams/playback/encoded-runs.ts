import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseInit } from '../fmp4/parse-init.ts';
import { UnitSplitter } from '../fmp4/unit-splitter.ts';
import { MediaError } from '../media-error.ts';
import type { Fragment } from '../recorder/types.ts';
import { formatReason } from '../transcode/browser-fit.ts';
import type { EncoderOptions } from '../transcode/encoder-args.ts';
import type { TranscodePool } from '../transcode/transcode-pool.ts';
import type { TranscodeReason } from '../types.ts';
import { type EncodedRun, encodeRun } from './encode-run.ts';
import { firstOver, openFile, readAt } from './segment-bytes.ts';
import type { PlayablePart } from './types.ts';

export interface EncodedRunsOptions {
  readonly pool: Pick<TranscodePool, 'enter'>;
  /** Emptied at the start and at the end. */
  readonly folder: string;
  readonly encoder?: EncoderOptions;
  /** Default `ffmpeg`, from the search path. */
  readonly ffmpegPath?: string;
  /** On disk. Default 512 MB: about half an hour of one viewer. */
  readonly mostBytes?: number;
  /** Runs of one viewer that are encoded or wait. Default 12: a viewer of nine cameras, and what comes next. */
  readonly mostOfViewer?: number;
}

export interface EncodedRequest {
  readonly part: PlayablePart;
  readonly offset: number;
  readonly bytes: number;
  /** Whose place is counted: a session. */
  readonly viewer: string;
  /** He is gone. */
  readonly signal: AbortSignal;
}

interface Job {
  readonly done: Promise<EncodedRun>;
  readonly abort: AbortController;
  readonly viewers: Map<string, number>;
}

/** Longer is no run of ours. */
const RUN_MOST_MS = 60_000;
const RUN_MOST_BYTES = 64 * 1024 * 1024;
/** Files whose head was looked at. */
const REASONS_MOST = 2000;

/**
 * Recorded runs as browsers play them, encoded when they are asked for by the same pool of encoders that live pictures
 * use, kept for a while. A viewer who has nothing encoded yet goes before one who has; who watches live goes before both.
 */
export class EncodedRuns {
  readonly #options: EncodedRunsOptions;
  readonly #jobs = new Map<string, Job>();
  readonly #kept = new Map<string, number>();
  readonly #reasons = new Map<string, Promise<TranscodeReason | undefined>>();
  #bytes = 0;

  constructor(options: EncodedRunsOptions) {
    this.#options = options;
  }

  /** What a crash left is of no use: what was kept is not remembered. */
  async start(): Promise<void> {
    await rm(this.#options.folder, { recursive: true, force: true });
    await mkdir(this.#options.folder, { recursive: true, mode: 0o700 });
  }

  async close(): Promise<void> {
    for (const { abort } of this.#jobs.values()) abort.abort(new Error('closing'));
    await Promise.allSettled([...this.#jobs.values()].map(({ done }) => done));
    await rm(this.#options.folder, { recursive: true, force: true });
  }

  /** Why no browser plays the file as it is; undefined: they do. */
  reasonFor(part: PlayablePart): Promise<TranscodeReason | undefined> {
    const { id, codec } = part.file;
    if (codec === 'h265') return Promise.resolve('h265_not_in_browsers');
    const known = this.#reasons.get(id);
    if (known !== undefined) return known;
    if (this.#reasons.size >= REASONS_MOST) this.#reasons.clear();
    const reason = readInit(part).then((init) => {
      let found: TranscodeReason | undefined;
      const splitter = new UnitSplitter({ onUnit: (unit) => (found = formatReason(parseInit(unit))) });
      splitter.push(init);
      return found;
    });
    this.#reasons.set(id, reason);
    // A failed look is not remembered.
    reason.catch(() => this.#reasons.delete(id));
    return reason;
  }

  /**
   * @throws MediaError `media_not_found` where there is no such run, `stream_not_ready` where the viewer has too many,
   *   `snapshot_failed`; the signal's reason
   */
  async run(request: EncodedRequest): Promise<EncodedRun> {
    const { part, offset, bytes } = request;
    const fragments = fragmentsOf(part, offset, bytes);
    const name = `${part.file.id}-${offset}-${bytes}`;
    const kept = await this.#read(name);
    if (kept) return kept;
    return this.#join(name, request, this.#jobs.get(name) ?? this.#begin(name, request, fragments));
  }

  #begin(name: string, { part, viewer }: EncodedRequest, fragments: readonly Fragment[]): Job {
    const { mostOfViewer = 12 } = this.#options;
    if (this.#countOf(viewer) >= mostOfViewer)
      throw new MediaError({
        code: 'stream_not_ready',
        message: 'Too much is being encoded for one viewer.',
      });
    const abort = new AbortController();
    const viewers = new Map<string, number>();
    const done = this.#encode(name, part, fragments, { signal: abort.signal, viewers });
    const job: Job = { done, abort, viewers };
    this.#jobs.set(name, job);
    done
      // Whoever waits for it is told.
      .catch(() => undefined)
      .finally(() => this.#jobs.get(name) === job && this.#jobs.delete(name));
    return job;
  }

  /** Waits for a job as one of those who want it; the last to go ends it. */
  async #join(name: string, { viewer, signal }: EncodedRequest, job: Job): Promise<EncodedRun> {
    const { viewers, abort, done } = job;
    viewers.set(viewer, (viewers.get(viewer) ?? 0) + 1);
    const leave = (): void => {
      const left = (viewers.get(viewer) ?? 1) - 1;
      if (left > 0) viewers.set(viewer, left);
      else viewers.delete(viewer);
      if (viewers.size > 0 || this.#jobs.get(name) !== job) return;
      this.#jobs.delete(name);
      abort.abort(new Error('nobody waits for it'));
    };
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
    try {
      return await done;
    } finally {
      signal.removeEventListener('abort', leave);
      if (!signal.aborted) leave();
    }
  }

  #countOf(viewer: string): number {
    let count = 0;
    for (const { viewers } of this.#jobs.values()) if (viewers.has(viewer)) count += 1;
    return count;
  }

  async #encode(
    name: string,
    part: PlayablePart,
    fragments: readonly Fragment[],
    { signal, viewers }: { signal: AbortSignal; viewers: ReadonlyMap<string, number> },
  ): Promise<EncodedRun> {
    const { pool, ffmpegPath = 'ffmpeg', encoder = {} } = this.#options;
    // Below every live picture; of recordings, the fewer somebody has under way the sooner.
    const rank = () => -1 - Math.min(...[...viewers.keys()].map((viewer) => this.#countOf(viewer)), 1000);
    const leave = await pool.enter({ rank, signal });
    try {
      const init = await readInit(part);
      const handle = await openFile(part.file.file);
      const data: Buffer[] = [];
      try {
        for (const { offset, bytes } of fragments) data.push(await readAt(handle, offset, bytes));
      } finally {
        await handle.close();
      }
      const { timescale } = part.table;
      const run = await encodeRun({ init, fragments: data, timescale, encoder, ffmpegPath, signal });
      await this.#keep(name, run);
      return run;
    } finally {
      leave();
    }
  }

  async #keep(name: string, { init, media }: EncodedRun): Promise<void> {
    const { mostBytes = 512 * 1024 * 1024 } = this.#options;
    const head = Buffer.alloc(4);
    head.writeUInt32BE(init.length);
    const whole = Buffer.concat([head, init, media]);
    // A full disk keeps nothing, and what was encoded is shown all the same.
    const isKept = await writeFile(this.#pathOf(name), whole, { mode: 0o600 }).then(
      () => true,
      () => false,
    );
    if (!isKept) return;
    this.#kept.set(name, whole.length);
    this.#bytes += whole.length;
    for (const [oldest, bytes] of this.#kept) {
      if (this.#bytes <= mostBytes) return;
      this.#kept.delete(oldest);
      this.#bytes -= bytes;
      await rm(this.#pathOf(oldest), { force: true });
    }
  }

  async #read(name: string): Promise<EncodedRun | undefined> {
    const bytes = this.#kept.get(name);
    if (bytes === undefined) return undefined;
    this.#kept.delete(name);
    this.#kept.set(name, bytes);
    // Gone from under us: it is encoded again.
    const whole = await readFile(this.#pathOf(name)).catch(() => undefined);
    if (whole?.length !== bytes) return undefined;
    const initBytes = whole.readUInt32BE(0);
    return { init: whole.subarray(4, 4 + initBytes), media: whole.subarray(4 + initBytes) };
  }

  #pathOf(name: string): string {
    return join(this.#options.folder, name);
  }
}

/** Those that such a byte range holds, whole, a keyframe first. */
function fragmentsOf({ table }: PlayablePart, offset: number, bytes: number): readonly Fragment[] {
  const { fragments } = table;
  const from = firstOver(fragments, offset);
  const to = firstOver(fragments, offset + bytes - 1);
  const first = fragments[from];
  const last = fragments[to];
  if (
    !first ||
    !last ||
    !first.keyframe ||
    first.offset !== offset ||
    last.offset + last.bytes !== offset + bytes
  )
    throw noSuchRun();
  if (last.atMs - first.atMs > RUN_MOST_MS || bytes > RUN_MOST_BYTES) throw noSuchRun();
  return fragments.slice(from, to + 1);
}

async function readInit({ file, table }: PlayablePart): Promise<Buffer> {
  const handle = await openFile(file.file);
  try {
    return await readAt(handle, 0, table.initBytes);
  } finally {
    await handle.close();
  }
}

function noSuchRun(): MediaError {
  return new MediaError({ code: 'media_not_found', message: 'The recording has no such run.' });
}
