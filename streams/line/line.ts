import type { StreamKey } from '../types.ts';
import { LineFullError } from './line-full-error.ts';

/** One viewer's claim to a stream over the line. */
export interface Seat {
  /** The larger goes first. */
  readonly rank: number;
  /** Somebody of higher rank needs the room, or the stream takes more than there is. */
  readonly onEvicted: (why: LineFullError) => void;
}

export interface LineOptions {
  /** What a stream takes: measured now or before, or assumed. */
  readonly kbpsOf: (key: StreamKey) => number;
  /** Ends a stream that nobody watches any more but that is still pulled. */
  readonly letGo: (key: StreamKey) => void;
}

interface Pull {
  readonly key: StreamKey;
  readonly seats: Set<Seat>;
}

interface Waiting {
  readonly key: StreamKey;
  readonly seat: Seat;
  readonly admit: () => void;
}

/** Measured rates swing; so much above the cap is none of anybody's business … */
const TOLERANCE = 1.1;
/** … and more than that only when it lasts. */
const CHECKS_OVER = 3;

/**
 * What is pulled over one hall's line, and who may pull more. A stream counts once, however many watch it. A main
 * stream gives way to a viewing of higher rank; a sub stream, once it is shown, is never taken away.
 */
export class Line {
  readonly #options: LineOptions;
  readonly #pulls = new Map<string, Pull>();
  readonly #waiting: Waiting[] = [];
  #capKbps: number | null = null;
  #checksOver = 0;
  /** Room that is being made is for whoever it is made for, not for those who wait. */
  #makingRoom = false;

  constructor(options: LineOptions) {
    this.#options = options;
  }

  get capKbps(): number | null {
    return this.#capKbps;
  }

  get usedKbps(): number {
    let sum = 0;
    for (const { key } of this.#pulls.values()) sum += this.#options.kbpsOf(key);
    return sum;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  get isIdle(): boolean {
    return this.#pulls.size === 0 && this.#waiting.length === 0;
  }

  get pulls(): { readonly key: StreamKey; readonly viewers: number }[] {
    return [...this.#pulls.values()].map(({ key, seats }) => ({ key, viewers: seats.size }));
  }

  /** Null: no cap. */
  setCap(capKbps: number | null): void {
    if (this.#capKbps === capKbps) return;
    this.#capKbps = capKbps;
    this.#checksOver = 0;
    this.#admitWaiting();
  }

  /** Takes the seat if there is room, or can be made. */
  tryEnter(key: StreamKey, seat: Seat): boolean {
    const known = this.#pulls.get(idOf(key));
    if (known) {
      known.seats.add(seat);
      return true;
    }
    if (!this.#makeRoom(this.#options.kbpsOf(key), seat.rank)) return false;
    this.#pulls.set(idOf(key), { key, seats: new Set([seat]) });
    return true;
  }

  /** Calls `admit` once there is room. Returns the way to stop waiting. */
  wait(key: StreamKey, seat: Seat, admit: () => void): () => void {
    const waiting = { key, seat, admit };
    const after = this.#waiting.findIndex((other) => other.seat.rank < seat.rank);
    this.#waiting.splice(after < 0 ? this.#waiting.length : after, 0, waiting);
    return () => {
      const at = this.#waiting.indexOf(waiting);
      if (at >= 0) this.#waiting.splice(at, 1);
    };
  }

  /** The stream goes on being pulled for a while, in case somebody comes back; its room is to be had at once. */
  leave(key: StreamKey, seat: Seat): void {
    this.#pulls.get(idOf(key))?.seats.delete(seat);
    this.#admitWaiting();
  }

  /** The stream is not pulled any more. Those who hold it go on holding it: it is counted when it starts again. */
  stopped(key: StreamKey): void {
    const pull = this.#pulls.get(idOf(key));
    if (!pull || pull.seats.size > 0) return;
    this.#pulls.delete(idOf(key));
    this.#admitWaiting();
  }

  /** To be called every few seconds: what was assumed may have turned out to be more. */
  check(): void {
    this.#admitWaiting();
    const isOver = this.#capKbps !== null && this.usedKbps > this.#capKbps * TOLERANCE;
    this.#checksOver = isOver ? this.#checksOver + 1 : 0;
    if (this.#checksOver < CHECKS_OVER) return;
    this.#checksOver = 0;
    const [first] = this.#givers(Number.POSITIVE_INFINITY);
    if (first) this.#evict(first);
  }

  refusal(key: StreamKey): LineFullError {
    const { capKbps, usedKbps } = this;
    return new LineFullError({ capKbps: capKbps ?? 0, usedKbps, neededKbps: this.#options.kbpsOf(key) });
  }

  /** Nothing is taken away where even that would not be enough. */
  #makeRoom(neededKbps: number, rank: number): boolean {
    if (this.#capKbps === null) return true;
    let missingKbps = this.usedKbps + neededKbps - this.#capKbps;
    const leaving: Pull[] = [];
    for (const pull of this.#givers(rank)) {
      if (missingKbps <= 0) break;
      leaving.push(pull);
      missingKbps -= this.#options.kbpsOf(pull.key);
    }
    if (missingKbps > 0) return false;
    this.#makingRoom = true;
    try {
      for (const pull of leaving) this.#evict(pull);
    } finally {
      this.#makingRoom = false;
    }
    return true;
  }

  /** Who would have to go first: what nobody watches, then main streams of lower rank, the youngest first. */
  #givers(rank: number): Pull[] {
    const pulls = [...this.#pulls.values()].reverse();
    const unwatched = pulls.filter(({ seats }) => seats.size === 0);
    const lower = pulls.filter(
      (pull) => pull.seats.size > 0 && pull.key.profile === 'main' && rankOf(pull) < rank,
    );
    return [...unwatched, ...lower.sort((a, b) => rankOf(a) - rankOf(b))];
  }

  #evict(pull: Pull): void {
    const why = this.refusal(pull.key);
    this.#pulls.delete(idOf(pull.key));
    for (const seat of [...pull.seats]) seat.onEvicted(why);
    this.#options.letGo(pull.key);
  }

  #admitWaiting(): void {
    if (this.#makingRoom) return;
    for (const waiting of [...this.#waiting]) {
      if (!this.#waiting.includes(waiting) || !this.tryEnter(waiting.key, waiting.seat)) continue;
      this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
      waiting.admit();
    }
  }
}

function rankOf({ seats }: Pull): number {
  return Math.max(...[...seats].map(({ rank }) => rank));
}

function idOf({ cameraId, profile }: StreamKey): string {
  return `${profile}/${cameraId}`;
}
