/**
 * What waits to be sent, on disk. A batch is a numbered file, whole and flushed before it is said to be taken; numbers
 * go on over restarts and are the `sequence` that the other side counts gaps by. What was answered is counted once,
 * whenever a crash comes between the answer and the batch's removal.
 */
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

export type BatchContent =
  | { readonly kind: 'events'; readonly events: readonly unknown[] }
  | {
      readonly kind: 'rows';
      readonly profile: string;
      readonly table: string;
      readonly rows: readonly unknown[];
      readonly hallId?: string | undefined;
    };
export type QueuedBatch = BatchContent & { readonly sequence: number };

interface State {
  /** The highest number given out. */
  readonly sequence: number;
  /** Batches up to here are in `days`. */
  readonly counted: number;
  /** Rows answered, by the day that the other side counts them under; `told`: what it was told of it. */
  readonly days: Readonly<Record<string, { readonly sent: number; readonly told: number }>>;
}

const DIGITS = 12;
const DAYS_KEPT = 60;
/** The lock is touched so often, and is nobody's when it was not for so long: numbers of processes are given out again. */
const BEAT_MS = 5000;
const BEATEN_WITHIN_MS = 60_000;
const NONE: State = { sequence: 0, counted: 0, days: {} };

export class Spool {
  readonly #root: string;
  #state: State = NONE;
  #lock: FileHandle | undefined;
  #beat: NodeJS.Timeout | undefined;

  constructor(root: string) {
    this.#root = root;
  }

  /** @throws SpoolInUse */
  async open(): Promise<void> {
    for (const folder of ['queue', 'taken', 'refused', 'failed'])
      await mkdir(join(this.#root, folder), { recursive: true, mode: 0o700 });
    await this.#takeLock();
    const base = (await this.#readOrSetAside<State>('.', 'state.json')) ?? NONE;
    const queued = await this.#queued();
    this.#state = { ...base, sequence: Math.max(base.sequence, ...queued.map(numberOf), 0) };
  }

  async close(): Promise<void> {
    clearInterval(this.#beat);
    if (this.#lock === undefined) return;
    await this.#lock.close();
    this.#lock = undefined;
    await rm(join(this.#root, 'lock'), { force: true });
  }

  path = (folder: 'taken' | 'failed', name: string): string => join(this.#root, folder, name);

  /** On disk when it resolves; answers the batch's number. */
  async add(content: BatchContent): Promise<number> {
    const sequence = this.#state.sequence + 1;
    this.#state = { ...this.#state, sequence };
    await this.#write('queue', fileOf(sequence), JSON.stringify(content));
    return sequence;
  }

  async length(): Promise<number> {
    return (await this.#queued()).length;
  }

  /** The oldest, undefined where there is none. */
  async first(): Promise<QueuedBatch | undefined> {
    for (const name of await this.#queued()) {
      const content = await this.#readOrSetAside<BatchContent>('queue', name);
      if (content !== undefined) return { ...content, sequence: numberOf(name) };
    }
    return undefined;
  }

  /** It was answered: counted, what came back is kept, and only then is it gone. */
  async answered(
    batch: QueuedBatch,
    { day, rows, refused }: { day: string; rows: number; refused: readonly unknown[] },
  ): Promise<void> {
    if (refused.length > 0) await this.keepRefused(batch.sequence, refused);
    const { days, counted } = this.#state;
    // Answered before a crash, and sent again after it: the first time counted it.
    if (batch.sequence > counted) {
      const known = days[day] ?? { sent: 0, told: -1 };
      await this.#save({
        counted: batch.sequence,
        days: lately({ ...days, [day]: { ...known, sent: known.sent + rows } }),
      });
    }
    await rm(join(this.#root, 'queue', fileOf(batch.sequence)), { force: true });
  }

  /** A row a line, with why. By the batch's number, so that doing it again is the same. */
  async keepRefused(sequence: number, rows: readonly unknown[]): Promise<void> {
    const lines = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
    await this.#write('refused', fileOf(sequence).replace(/json$/, 'jsonl'), lines);
  }

  /** The other side will not have the batch at all: out of the way, with why. */
  async setAside(batch: QueuedBatch, why: unknown): Promise<void> {
    await this.#write('failed', fileOf(batch.sequence), JSON.stringify({ why, batch }));
    await rm(join(this.#root, 'queue', fileOf(batch.sequence)), { force: true });
  }

  /** Days whose count the other side does not know yet. */
  untold(): { readonly day: string; readonly sent: number }[] {
    return Object.entries(this.#state.days).flatMap(([day, { sent, told }]) =>
      sent === told ? [] : [{ day, sent }],
    );
  }

  async told(day: string, sent: number): Promise<void> {
    const known = this.#state.days[day];
    if (known === undefined) return;
    await this.#save({ days: { ...this.#state.days, [day]: { ...known, told: sent } } });
  }

  /** Undefined: it is not there, or a broken disk left something else: that is put where a person finds it. */
  async #readOrSetAside<T>(folder: string, name: string): Promise<T | undefined> {
    const path = join(this.#root, folder, name);
    try {
      return JSON.parse(await readFile(path, 'utf8')) as T;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      if (!(error instanceof SyntaxError)) throw error;
      await rename(path, join(this.#root, 'failed', `${name}.broken`));
      return undefined;
    }
  }

  async #queued(): Promise<string[]> {
    const names = await readdir(join(this.#root, 'queue'));
    return names.filter((name) => /^\d+\.json$/.test(name)).sort();
  }

  /** Changed first, as numbers are given out while it is written. */
  async #save(change: Partial<State>): Promise<void> {
    this.#state = { ...this.#state, ...change };
    await this.#write('.', 'state.json', JSON.stringify(this.#state));
  }

  async #write(folder: string, name: string, content: string): Promise<void> {
    const target = join(this.#root, folder, name);
    const half = `${target}.tmp`;
    const file = await open(half, 'w', 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(half, target);
    await syncFolder(join(this.#root, folder));
  }

  /** Two senders on one spool would send out of order and count twice. */
  async #takeLock(): Promise<void> {
    const path = join(this.#root, 'lock');
    for (let attempt = 0; attempt < 2; attempt += 1)
      try {
        const lock = await open(path, 'wx', 0o600);
        this.#lock = lock;
        await lock.writeFile(String(process.pid));
        this.#beat = setInterval(() => {
          // A disk that is full for a moment: the next beat comes.
          lock.utimes(new Date(), new Date()).catch(() => undefined);
        }, BEAT_MS).unref();
        return;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        const pid = Number(await readFile(path, 'utf8').catch(() => ''));
        const beatMs = (await stat(path).catch(() => undefined))?.mtimeMs ?? 0;
        const isBeating = Date.now() - beatMs < BEATEN_WITHIN_MS;
        if (isBeating && pid > 0 && pid !== process.pid && isAlive(pid)) break;
        await rm(path, { force: true });
      }
    throw new SpoolInUse(this.#root);
  }
}

export class SpoolInUse extends Error {
  constructor(root: string) {
    super(`another mingchuang-feed works on ${root}`);
    this.name = 'SpoolInUse';
  }
}

const fileOf = (sequence: number): string => `${String(sequence).padStart(DIGITS, '0')}.json`;
const numberOf = (name: string): number => Number(name.slice(0, -'.json'.length));

const lately = (days: State['days']): State['days'] =>
  Object.fromEntries(Object.entries(days).sort().slice(-DAYS_KEPT));

export async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is alive, too.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
