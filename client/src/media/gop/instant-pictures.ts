/** All of a page's asking for current pictures: a click asks ahead, the tile that then opens takes what was begun. */
import type { Profile } from '../../../../server/contract/cameras.ts';
import type { GopDecoderFactory } from './gop-decoder.ts';
import { InstantPicture } from './instant-picture.ts';

export interface InstantPicturesOptions {
  readonly createDecoder: GopDecoderFactory;
  readonly now: () => number;
}

/** What was asked ahead and nobody took within this is let go. */
const KEPT_MS = 3000;
/** A wall that opens asks for sixteen; decoding them all at once would make each of them late. */
const AT_ONCE = 4;

export class InstantPictures {
  readonly #options: InstantPicturesOptions;
  readonly #ahead = new Map<string, { picture: InstantPicture; timer: ReturnType<typeof setTimeout> }>();
  readonly #waiting: (() => void)[] = [];
  #busy = 0;

  constructor(options: InstantPicturesOptions) {
    this.#options = options;
  }

  /** Begins at once: a tile for this picture is about to be there. */
  askAhead(cameraId: string, profile: Profile): void {
    const key = `${cameraId}/${profile}`;
    if (this.#ahead.has(key)) return;
    const picture = this.#begin(key, true);
    const timer = setTimeout(() => {
      this.#ahead.delete(key);
      picture.close();
    }, KEPT_MS);
    this.#ahead.set(key, { picture, timer });
  }

  /** What was asked ahead, or begun now. Whoever takes it closes it. `preferred`: it need not wait its turn. */
  take(cameraId: string, profile: Profile, preferred: boolean): InstantPicture {
    const key = `${cameraId}/${profile}`;
    const ahead = this.#ahead.get(key);
    if (ahead === undefined) return this.#begin(key, preferred);
    clearTimeout(ahead.timer);
    this.#ahead.delete(key);
    return ahead.picture;
  }

  close(): void {
    for (const { picture, timer } of this.#ahead.values()) {
      clearTimeout(timer);
      picture.close();
    }
    this.#ahead.clear();
  }

  #begin(key: string, preferred: boolean): InstantPicture {
    const picture = new InstantPicture({
      address: `/media/${key}`,
      createDecoder: this.#options.createDecoder,
      turn: () => this.#turn(preferred),
      now: this.#options.now,
    });
    picture.start();
    return picture;
  }

  async #turn(preferred: boolean): Promise<() => void> {
    if (!preferred && this.#busy >= AT_ONCE) await new Promise<void>((go) => this.#waiting.push(go));
    this.#busy += 1;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#busy -= 1;
      this.#waiting.shift()?.();
    };
  }
}
