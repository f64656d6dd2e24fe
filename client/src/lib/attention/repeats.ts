/** Things that ring again until somebody takes them on: one bell for all that wait, so that many do not ring at once. */
import type { RingSound } from './attention-sound.ts';

const EVERY_MS = 20_000;
/** Nobody is there, or nobody wants it: the word stays, the bell does not. */
const GIVEN_UP_MS = 5 * 60_000;

export interface RepeatsOptions {
  readonly play: (sound: RingSound) => void;
  readonly now: () => number;
  readonly setTimer?: (run: () => void, ms: number) => number;
  readonly clearTimer?: (timer: number) => void;
}

const LOUDEST: readonly RingSound[] = ['urgent', 'bell', 'soft'];

export class Repeats {
  readonly #options: RepeatsOptions;
  readonly #waiting = new Map<string, { readonly sound: RingSound; readonly untilMs: number }>();
  #timer: number | undefined;

  constructor(options: RepeatsOptions) {
    this.#options = options;
  }

  /** It has just rung for the first time. */
  add(key: string, sound: RingSound): void {
    this.#waiting.set(key, { sound, untilMs: this.#options.now() + GIVEN_UP_MS });
    this.#schedule();
  }

  /** Somebody took it on. */
  settle(key: string): void {
    this.#waiting.delete(key);
  }

  /** Of what waits whose key begins like this. */
  settleAll(prefix: string): void {
    for (const key of this.#waiting.keys()) if (key.startsWith(prefix)) this.#waiting.delete(key);
  }

  close(): void {
    this.#waiting.clear();
    const { clearTimer = (timer) => window.clearTimeout(timer) } = this.#options;
    if (this.#timer !== undefined) clearTimer(this.#timer);
    this.#timer = undefined;
  }

  #schedule(): void {
    const { setTimer = (run, ms) => window.setTimeout(run, ms) } = this.#options;
    this.#timer ??= setTimer(() => {
      this.#timer = undefined;
      this.#ring();
    }, EVERY_MS);
  }

  #ring(): void {
    const { play, now } = this.#options;
    const nowMs = now();
    for (const [key, { untilMs }] of this.#waiting) if (nowMs >= untilMs) this.#waiting.delete(key);
    const sounds = [...this.#waiting.values()].map(({ sound }) => sound);
    const loudest = LOUDEST.find((sound) => sounds.includes(sound));
    if (loudest === undefined) return;
    play(loudest);
    this.#schedule();
  }
}
