/**
 * The current picture of one camera profile, asked for once: from the ring's newest GOP, else `frame.jpg`. It may
 * be asked for before there is a tile to show it in: the newest picture found waits for whoever listens.
 */
import { fetchFrame } from './fetch-frame.ts';
import { type CapturedPicture, fetchGop, type GopOutcome } from './fetch-gop.ts';
import type { GopDecoderFactory } from './gop-decoder.ts';

export interface InstantPictureOptions {
  /** `/media/{cameraId}/{profile}`. */
  readonly address: string;
  readonly createDecoder: GopDecoderFactory;
  /** Resolves when it is this one's turn to decode; gives the turn back by calling what it got. */
  readonly turn: () => Promise<() => void>;
  readonly now: () => number;
}

/** A row that takes longer than this to decode shows how far it is. */
const PATIENCE_MS = 130;
const PROGRESS_EVERY_MS = 100;
/** A picture of some seconds ago that flashes by on the way only confuses; when the way is long, it tells something. */
const NEAR_MS = 2500;
const LONG_MS = 700;

export class InstantPicture {
  readonly #options: InstantPictureOptions;
  readonly #abort = new AbortController();
  readonly #begunAtMs: number;
  #newest: CapturedPicture | undefined;
  #listener: ((picture: CapturedPicture) => void) | undefined;
  #shownAtMs: number;
  #settled = false;

  constructor(options: InstantPictureOptions) {
    this.#options = options;
    this.#begunAtMs = options.now();
    this.#shownAtMs = this.#begunAtMs + PATIENCE_MS - PROGRESS_EVERY_MS;
  }

  start(): void {
    void this.#run().catch(() => {
      // Without it the tile says "connecting" on a dark ground, which is just as true.
    });
  }

  /** Called with the newest picture, if there is one already, and each newer one worth drawing, during the call. */
  show(listener: (picture: CapturedPicture) => void): void {
    this.#listener = listener;
    if (this.#settled) this.#give();
  }

  close(): void {
    this.#abort.abort();
    this.#listener = undefined;
    this.#newest?.close();
    this.#newest = undefined;
  }

  async #run(): Promise<void> {
    const { address } = this.#options;
    const { signal } = this.#abort;
    const outcome = await this.#gop().catch((): GopOutcome => 'none');
    if (signal.aborted) return;
    if (outcome === 'none' && this.#newest === undefined) {
      const frame = await fetchFrame(`${address}/frame.jpg`, signal);
      if (frame !== undefined) this.#keep(frame);
    }
    this.#settled = true;
    this.#give();
  }

  async #gop(): Promise<GopOutcome> {
    const { address, createDecoder, turn } = this.#options;
    const { signal } = this.#abort;
    const giveBack = await turn();
    try {
      signal.throwIfAborted();
      return await fetchGop({
        url: `${address}/gop.mp4`,
        signal,
        createDecoder,
        onPicture: (picture) => this.#keep(picture),
      });
    } finally {
      giveBack();
    }
  }

  #keep(picture: CapturedPicture): void {
    if (this.#abort.signal.aborted) {
      picture.close();
      return;
    }
    this.#newest?.close();
    this.#newest = picture;
    const now = this.#options.now();
    if (picture.behindMs > NEAR_MS && now - this.#begunAtMs < LONG_MS) return;
    if (now - this.#shownAtMs > PROGRESS_EVERY_MS) this.#give();
  }

  #give(): void {
    if (this.#newest === undefined || this.#listener === undefined) return;
    this.#shownAtMs = this.#options.now();
    this.#listener(this.#newest);
  }
}
