import type { Profile, StreamKey } from '../types.ts';
import { Line, type Seat } from './line.ts';
import type { LineFullError } from './line-full-error.ts';

export interface LineBudgetsOptions {
  /** What a stream is seen to take now; undefined while it is not known. */
  readonly measure: (key: StreamKey) => number | undefined;
  readonly letGo: (key: StreamKey) => void;
  readonly now: () => number;
  /** How long a viewing waits for room before it is refused. Default 3 s. */
  readonly waitMs?: number;
}

export interface LineRequest {
  /** The hall. */
  readonly lineId: string;
  /** Null: no cap. */
  readonly capKbps: number | null;
  readonly key: StreamKey;
  readonly rank: number;
  readonly onEvicted: (why: LineFullError) => void;
}

export interface LineStatus {
  readonly lineId: string;
  readonly capKbps: number | null;
  readonly usedKbps: number;
  readonly waiting: number;
  /** The largest first. */
  readonly streams: readonly {
    readonly key: StreamKey;
    readonly kbps: number;
    readonly measured: boolean;
    readonly viewers: number;
  }[];
}

/** Until a stream was seen: a 1080p camera as halls have them, and its small picture. */
export const ASSUMED_KBPS: Readonly<Record<Profile, number>> = { main: 1500, sub: 400 };
const REMEMBERED_MS = 3600_000;
const REMEMBERED_MOST = 10_000;
const CHECK_EVERY_MS = 2000;

/** All halls' lines. What a stream took when it was last seen counts until it is seen again. */
export class LineBudgets {
  readonly #options: LineBudgetsOptions;
  readonly #lines = new Map<string, Line>();
  readonly #remembered = new Map<string, { kbps: number; atMs: number }>();
  readonly #timer: NodeJS.Timeout;

  constructor(options: LineBudgetsOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.check(), CHECK_EVERY_MS);
    this.#timer.unref();
  }

  /**
   * Waits for room for the stream on the line. Returns the way to leave, which is idempotent.
   * @throws LineFullError when there is none in time
   */
  async enter({ lineId, capKbps, key, rank, onEvicted }: LineRequest): Promise<() => void> {
    const line = this.#line(lineId);
    line.setCap(capKbps);
    const seat: Seat = { rank, onEvicted };
    if (!line.tryEnter(key, seat)) await this.#wait(line, key, seat);
    return () => line.leave(key, seat);
  }

  /** A hall's line was changed. */
  setCap(lineId: string, capKbps: number | null): void {
    this.#lines.get(lineId)?.setCap(capKbps);
  }

  /** A stream is pulled no more. */
  stopped(key: StreamKey): void {
    for (const line of this.#lines.values()) line.stopped(key);
  }

  status(lineId: string): LineStatus {
    const line = this.#lines.get(lineId);
    const pulls = line?.pulls ?? [];
    return {
      lineId,
      capKbps: line?.capKbps ?? null,
      usedKbps: line?.usedKbps ?? 0,
      waiting: line?.waiting ?? 0,
      streams: pulls
        .map(({ key, viewers }) => ({
          key,
          kbps: this.#kbpsOf(key),
          measured: this.#options.measure(key) !== undefined,
          viewers,
        }))
        .sort((a, b) => b.kbps - a.kbps),
    };
  }

  /** Of every line something is pulled over. */
  statuses(): LineStatus[] {
    return [...this.#lines.keys()].map((lineId) => this.status(lineId));
  }

  /** Looks again at what streams take; done every two seconds by itself. */
  check(): void {
    for (const [lineId, line] of this.#lines) {
      line.check();
      if (line.isIdle) this.#lines.delete(lineId);
    }
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #line(lineId: string): Line {
    const line =
      this.#lines.get(lineId) ??
      new Line({ kbpsOf: (key) => this.#kbpsOf(key), letGo: (key) => this.#options.letGo(key) });
    this.#lines.set(lineId, line);
    return line;
  }

  #wait(line: Line, key: StreamKey, seat: Seat): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        stop();
        reject(line.refusal(key));
      }, this.#options.waitMs ?? 3000);
      const stop = line.wait(key, seat, () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  #kbpsOf(key: StreamKey): number {
    const name = `${key.profile}/${key.cameraId}`;
    const nowMs = this.#options.now();
    const kbps = this.#options.measure(key);
    if (kbps !== undefined) {
      this.#remembered.delete(name);
      this.#remembered.set(name, { kbps, atMs: nowMs });
      const [oldest] = this.#remembered.keys();
      if (this.#remembered.size > REMEMBERED_MOST && oldest !== undefined) this.#remembered.delete(oldest);
      return kbps;
    }
    const known = this.#remembered.get(name);
    return known && nowMs - known.atMs < REMEMBERED_MS ? known.kbps : ASSUMED_KBPS[key.profile];
  }
}
