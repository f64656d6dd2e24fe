/** The keyframes of one camera that were fetched lately, still encoded: small, and soon decoded when their time comes. */
import type { Keyframe } from './keyframe-reader.ts';

/** Two minutes at 16 times, or what a long scrub passes. */
const MOST = 240;
const MOST_BYTES = 16 * 1024 * 1024;

interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
  readonly everyMs: number;
}

export class KeyframeBook {
  /** In the order of time. */
  #keyframes: Keyframe[] = [];
  #stretches: Stretch[] = [];
  #bytes = 0;

  get size(): number {
    return this.#keyframes.length;
  }

  /** All there is of a stretch, one every `everyMs`. */
  addRun(stretch: Stretch, keyframes: readonly Keyframe[]): void {
    this.#stretches = [...this.#stretches.slice(-7), stretch];
    for (const each of keyframes) this.add(each);
    this.#trim((stretch.fromMs + stretch.toMs) / 2);
  }

  add(keyframe: Keyframe): void {
    const at = this.#keyframes.findIndex((each) => each.atMs >= keyframe.atMs);
    if (at >= 0 && Math.abs((this.#keyframes[at]?.atMs ?? 0) - keyframe.atMs) < 1) return;
    this.#keyframes.splice(at < 0 ? this.#keyframes.length : at, 0, keyframe);
    this.#bytes += keyframe.data.length;
    this.#trim(keyframe.atMs);
  }

  /** The newest at or before an instant. */
  at(atMs: number): Keyframe | undefined {
    return this.#keyframes.findLast((each) => each.atMs <= atMs + 1);
  }

  /** Whether what `at` gives is what a run would bring. */
  covers(atMs: number, everyMs: number): boolean {
    return this.#stretches.some(
      (each) => each.fromMs <= atMs && atMs <= each.toMs && each.everyMs <= everyMs * 1.5 + 1,
    );
  }

  /** How far what is known goes on from an instant in a direction, ms. */
  knownBeyond(atMs: number, everyMs: number, direction: 1 | -1): number {
    let edge = atMs;
    for (let hop = 0; hop < 8; hop += 1) {
      const next = this.#stretches.find(
        (each) =>
          each.everyMs <= everyMs * 1.5 + 1 &&
          each.fromMs <= edge &&
          edge <= each.toMs &&
          (direction > 0 ? each.toMs > edge : each.fromMs < edge),
      );
      if (next === undefined) break;
      edge = direction > 0 ? next.toMs : next.fromMs;
    }
    return Math.abs(edge - atMs);
  }

  clear(): void {
    this.#keyframes = [];
    this.#stretches = [];
    this.#bytes = 0;
  }

  /** What lies farthest goes first. */
  #trim(aroundMs: number): void {
    while (this.#keyframes.length > MOST || this.#bytes > MOST_BYTES) {
      const first = this.#keyframes[0];
      const last = this.#keyframes.at(-1);
      if (first === undefined || last === undefined) return;
      const dropped =
        aroundMs - first.atMs > last.atMs - aroundMs ? this.#keyframes.shift() : this.#keyframes.pop();
      this.#bytes -= dropped?.data.length ?? 0;
      const goneMs = dropped?.atMs ?? 0;
      this.#stretches = this.#stretches.filter((each) => goneMs < each.fromMs || goneMs > each.toMs);
    }
  }
}
