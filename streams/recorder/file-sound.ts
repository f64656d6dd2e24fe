import type { SoundSample } from '../fmp4/write-fragment.ts';

/** Sound as a file carries it: what to write, and at how many ticks a second. */
export interface SoundPiece {
  readonly data: Buffer;
  readonly epoch: number;
  /** In ticks of `rate`, on the pictures' time line. */
  readonly decodeTime: number;
  readonly durationTicks: number;
}

/** Sound and picture of a camera are not this far apart; beyond it something is wrong with one of them. */
const MOST_PIECES = 400;
/** Sound is laid end to end while its own times differ from that by no more. */
const SLACK_SECONDS = 0.04;

/** The sound that waits for its fragment, on the file's time line: end to end, never overlapping. */
export class FileSound {
  readonly rate: number;
  #waiting: SoundSample[] = [];
  /** Where the last piece ended. */
  #end = 0;

  constructor(rate: number) {
    this.rate = rate;
  }

  push({ data, decodeTime, durationTicks }: SoundPiece, shiftSeconds: number): void {
    const own = Math.round(decodeTime + shiftSeconds * this.rate);
    const slack = SLACK_SECONDS * this.rate;
    // From before the file's first picture, or sound that comes twice: out it goes.
    if (own < this.#end - slack || own + durationTicks <= 0) return;
    const at = own > this.#end + slack ? own : this.#end;
    this.#fill(at);
    this.#waiting.push({ data, decodeTime: at, durationTicks });
    this.#end = at + durationTicks;
    if (this.#waiting.length > MOST_PIECES) this.#waiting.shift();
  }

  /** What goes into the fragment at hand. */
  take(): SoundSample[] {
    const taken = this.#waiting;
    this.#waiting = [];
    return taken;
  }

  /** Within a fragment there is no way to say that some is missing but to have the piece before last longer. */
  #fill(at: number): void {
    const last = this.#waiting.at(-1);
    if (!last || at === this.#end) return;
    this.#waiting[this.#waiting.length - 1] = { ...last, durationTicks: at - last.decodeTime };
  }
}
