import type { AudioFrame } from '../types.ts';

export const OPUS_RATE = 48_000;
/** A camera's clock is read through its packets: so much unevenness is no jump. */
const JUMP_TICKS = OPUS_RATE / 20;
const MAX_ANCHORS = 64;

interface Anchor {
  /** How much sound had gone in before, in 48 kHz ticks. */
  readonly position: number;
  readonly epoch: number;
  readonly decodeTime: number;
  readonly capturedAtMs: number;
}

/**
 * Which instant the encoder's n-th sample belongs to. It only sees sound upon sound; where some is missing, because the
 * camera paused or a packet was lost, its count and the camera's part, and from here on they go by a new anchor.
 */
export class SoundPositions {
  readonly #rate: number;
  #anchors: Anchor[] = [];
  #position = 0;

  constructor(sampleRate: number) {
    this.#rate = sampleRate;
  }

  /** Sound that goes into the encoder. */
  add({ epoch, decodeTime: ticks, durationMs, capturedAtMs }: AudioFrame): void {
    const decodeTime = Math.round((ticks * OPUS_RATE) / this.#rate);
    const last = this.#anchors.at(-1);
    const expected = last && last.decodeTime + (this.#position - last.position);
    const jumped = expected === undefined || Math.abs(expected - decodeTime) > JUMP_TICKS;
    if (jumped || last?.epoch !== epoch) {
      this.#anchors.push({ position: this.#position, epoch, decodeTime, capturedAtMs });
      if (this.#anchors.length > MAX_ANCHORS) this.#anchors.shift();
    }
    this.#position += Math.round((durationMs * OPUS_RATE) / 1000);
  }

  /** When the sound that comes out at `position` went in; asked in rising order. */
  at(position: number): Omit<Anchor, 'position'> | undefined {
    while ((this.#anchors[1]?.position ?? Number.POSITIVE_INFINITY) <= position) this.#anchors.shift();
    const anchor = this.#anchors[0];
    if (!anchor) return undefined;
    const since = position - anchor.position;
    return {
      epoch: anchor.epoch,
      decodeTime: anchor.decodeTime + since,
      capturedAtMs: anchor.capturedAtMs + (since * 1000) / OPUS_RATE,
    };
  }
}
