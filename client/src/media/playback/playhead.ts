/**
 * The one clock of a playback: which instant is shown, how fast it moves, and between which marks it turns. Every
 * track follows it; nothing else tells a track where to be.
 */

/** What is not played but stepped through by keyframes lies outside ±4. */
export const RATES = [-16, -8, -4, -2, -1, 0.25, 0.5, 1, 2, 4, 8, 16] as const;
export type Rate = (typeof RATES)[number];

export interface Marks {
  readonly inMs: number | undefined;
  readonly outMs: number | undefined;
}

export interface PlayheadState {
  readonly playing: boolean;
  readonly rate: Rate;
  /** Wants to move but no track has a picture. */
  readonly waiting: boolean;
  readonly marks: Marks;
  /** Turns back to the in mark at the out mark. */
  readonly looping: boolean;
  /** Another with each jump: what is under way for the one before is void. */
  readonly epoch: number;
}

export interface PlayheadOptions {
  readonly atMs: number;
  /** Monotonic, ms. */
  readonly now: () => number;
  /** The newest instant there may be footage of. */
  readonly latestMs: () => number;
}

/** Nothing was recorded before. */
const EARLIEST_MS = Date.UTC(2009, 0, 1);

export class Playhead {
  readonly #options: PlayheadOptions;
  readonly #listeners = new Set<() => void>();
  #anchorAtMs: number;
  #anchorNowMs: number;
  #state: PlayheadState = {
    playing: false,
    rate: 1,
    waiting: false,
    marks: { inMs: undefined, outMs: undefined },
    looping: false,
    epoch: 0,
  };

  constructor(options: PlayheadOptions) {
    this.#options = options;
    this.#anchorAtMs = options.atMs;
    this.#anchorNowMs = options.now();
  }

  get state(): PlayheadState {
    return this.#state;
  }

  /** The instant now: wall clock, UTC, ms. */
  get atMs(): number {
    return this.#bounded(this.#unbounded());
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Stable between changes, for React. */
  readonly getState = (): PlayheadState => this.#state;

  play(): void {
    this.#change({ playing: true });
  }

  pause(): void {
    this.#change({ playing: false, waiting: false });
  }

  setRate(rate: Rate): void {
    this.#change({ rate });
  }

  setWaiting(waiting: boolean): void {
    this.#change({ waiting: waiting && this.#state.playing });
  }

  /** A jump voids what is under way. */
  jump(toMs: number): void {
    if (!Number.isFinite(toMs)) return;
    this.#anchorAtMs = this.#bounded(Math.round(toMs));
    this.#anchorNowMs = this.#options.now();
    this.#set({ ...this.#state, epoch: this.#state.epoch + 1 });
  }

  mark(which: 'in' | 'out'): void {
    const at = Math.round(this.atMs);
    const { inMs, outMs } = this.#state.marks;
    // A mark beyond the other one begins anew, as in an editing room.
    const marks =
      which === 'in'
        ? { inMs: at, outMs: outMs !== undefined && outMs > at ? outMs : undefined }
        : { inMs: inMs !== undefined && inMs < at ? inMs : undefined, outMs: at };
    this.setMarks(marks);
  }

  setMarks(marks: Marks): void {
    const whole = marks.inMs !== undefined && marks.outMs !== undefined;
    this.#change({ marks, looping: whole && this.#state.looping });
  }

  setLooping(looping: boolean): void {
    const { inMs, outMs } = this.#state.marks;
    this.#change({ looping: looping && inMs !== undefined && outMs !== undefined });
  }

  /** Called for each frame of the page: turns at the marks and stops at the ends. */
  tick(): void {
    const { playing, rate, looping, marks } = this.#state;
    if (!playing) return;
    const at = this.#unbounded();
    if (looping && marks.inMs !== undefined && marks.outMs !== undefined) {
      if (rate > 0 && at >= marks.outMs) this.jump(marks.inMs);
      else if (rate < 0 && at <= marks.inMs) this.jump(marks.outMs);
    }
    const latest = this.#options.latestMs();
    if (rate > 1 && at > latest) {
      // There is nothing newer to hurry to.
      this.#anchor(latest);
      this.#change({ rate: 1 });
    } else if (at > latest || at < EARLIEST_MS) this.#anchor(this.#bounded(at));
  }

  #unbounded(): number {
    const { playing, waiting, rate } = this.#state;
    if (!playing || waiting) return this.#anchorAtMs;
    return this.#anchorAtMs + (this.#options.now() - this.#anchorNowMs) * rate;
  }

  #bounded(atMs: number): number {
    return Math.max(EARLIEST_MS, Math.min(this.#options.latestMs(), atMs));
  }

  #anchor(atMs: number): void {
    this.#anchorAtMs = atMs;
    this.#anchorNowMs = this.#options.now();
  }

  #change(change: Partial<PlayheadState>): void {
    const keys = Object.keys(change) as (keyof PlayheadState)[];
    if (keys.every((key) => this.#state[key] === change[key])) return;
    this.#anchor(this.atMs);
    this.#set({ ...this.#state, ...change });
  }

  #set(state: PlayheadState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
