/**
 * The status to show beside one picture, kept in step with it: the record as of the frame on screen, changed on
 * the very frame that is the first to show the new time; as of the server's now where there is no live picture.
 */
import type { WindowStatus } from '../../../../server/contract/overlays.ts';
import { type ShownFrame, shownAt, type TileState } from '../../media/tile-state.ts';
import { type AsOf, asOf } from './as-of.ts';
import type { OverlayStore } from './overlay-store.ts';

/** What it asks of a player: is its picture current, and when was what is on screen captured. */
export interface PictureTime {
  latest(): TileState;
  subscribe(listener: () => void): () => void;
  onFrame(listener: (frame: ShownFrame) => void): () => void;
}

export interface ShownStatusOptions {
  readonly store: Pick<OverlayStore, 'follow' | 'statuses'>;
  readonly windowId: string;
  readonly picture: PictureTime | undefined;
  readonly serverNow: () => number;
}

/** Longest a browser timer can be trusted with; a later status is looked at again then. */
const LONGEST_TIMER_MS = 60_000;

export class ShownStatus {
  readonly #options: ShownStatusOptions;
  readonly #listeners = new Set<() => void>();
  #asOf: AsOf = { status: undefined, nextAtMs: undefined };
  #timer: ReturnType<typeof setTimeout> | undefined;
  #detach: (() => void)[] = [];

  constructor(options: ShownStatusOptions) {
    this.#options = options;
  }

  readonly get = (): WindowStatus | undefined => this.#asOf.status;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) this.#start();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#stop();
    };
  };

  #start(): void {
    const { store, windowId, picture } = this.#options;
    const look = () => this.#look();
    this.#detach = [store.follow(windowId, look)];
    if (picture !== undefined)
      this.#detach.push(
        picture.subscribe(look),
        picture.onFrame(({ capturedAtMs }) => {
          const { nextAtMs } = this.#asOf;
          if (nextAtMs !== undefined && capturedAtMs !== undefined && capturedAtMs >= nextAtMs) this.#look();
        }),
      );
    this.#look();
  }

  #stop(): void {
    clearTimeout(this.#timer);
    for (const detach of this.#detach) detach();
    this.#detach = [];
  }

  /** The instant the screen shows. */
  #atMs(): number {
    return shownAt(this.#options.picture?.latest()) ?? this.#options.serverNow();
  }

  #look(): void {
    const { store, windowId } = this.#options;
    const atMs = this.#atMs();
    const shown = this.#asOf.status;
    this.#asOf = asOf(store.statuses(windowId), atMs);
    clearTimeout(this.#timer);
    if (this.#asOf.nextAtMs !== undefined)
      // With a live picture the frame itself brings the change; the timer is for when frames stop coming.
      this.#timer = setTimeout(
        () => this.#look(),
        Math.min(LONGEST_TIMER_MS, Math.max(4, this.#asOf.nextAtMs - atMs)),
      );
    if (this.#asOf.status !== shown) for (const listener of this.#listeners) listener();
  }
}
