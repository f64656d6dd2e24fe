/**
 * Does anything stir in a zone: between two pictures, and, for whoever sits very still, over half a minute. Noise is
 * measured along the way; light that changes everywhere at once is no stirring.
 */

/** In luma at usual light; what moves less is noise anyhow. */
const LEAST = 3;
const LEAST_SLOW = 3;
const NOISES = 5;
const NOISES_SLOW = 3;
/** Over how long the slow comparison's pictures are averaged, and how far they are apart. */
const AVERAGED_MS = 4000;
const APART_MS = 15_000;
const SETTLED_MS = 8000;
const ANCHOR_MS = 60_000;
/** Cells that move nearly all the time are a fan, a panel, a plant. */
const RESTLESS = 0.7;
const RESTLESS_OVER_MS = 600_000;
/** The share of a zone that has to stir, and the number of its cells. */
const SHARE = 0.02;
const CELLS_LEAST = 3;
/** Light and lenses are never quite still: more of it for a shift. */
const SHIFT_SHARE = 0.04;
const SHIFT_CELLS_LEAST = 4;

export interface Stir {
  /** Share of cells that moved since the picture before, 0..1. */
  readonly moved: number;
  /** More than noise. */
  readonly stirs: boolean;
  /** Also where whoever is in the neighbouring zone does not reach with his arms. */
  readonly stirsFar: boolean;
  /** What stirred has come to rest, and left the zone otherwise than it was: whoever passes does not. */
  readonly shifted: boolean;
}

interface Snapshot {
  readonly atMs: number;
  readonly levels: Float32Array;
}

export class Stirring {
  readonly #size: number;
  readonly #far: Uint8Array;
  readonly #before: Float32Array;
  readonly #average: Float32Array;
  readonly #restless: Float32Array;
  /** Since something stirred last, the oldest first. */
  #snapshots: Snapshot[] = [];
  /** As it was before what stirs now began. */
  #anchor: Snapshot | undefined;
  #noise = 1;
  /** The average still holds what moved. */
  #settleAtMs = 0;
  #lastMs: number | undefined;

  /** `far`: of each cell, whether the neighbouring zone is far. */
  constructor(size: number, far: Uint8Array = new Uint8Array(size).fill(1)) {
    this.#size = size;
    this.#far = far;
    this.#before = new Float32Array(size);
    this.#average = new Float32Array(size);
    this.#restless = new Float32Array(size);
  }

  /** `levels` of the zone's cells. `lightJumped`: all is compared anew from here on. */
  update(levels: Float32Array, atMs: number, lightJumped: boolean): Stir {
    const lastMs = this.#lastMs;
    this.#lastMs = atMs;
    if (lastMs === undefined || lightJumped) {
      this.#before.set(levels);
      this.#average.set(levels);
      this.#snapshots = [];
      this.#settleAtMs = atMs;
      this.#anchor = undefined;
      return { moved: 0, stirs: false, stirsFar: false, shifted: false };
    }
    const part = 1 - Math.exp(-(atMs - lastMs) / AVERAGED_MS);
    const limit = Math.max(LEAST, NOISES * this.#noise);
    const forget = Math.min(0.05, (atMs - lastMs) / RESTLESS_OVER_MS);
    const least = Math.max(CELLS_LEAST, this.#size * SHARE);
    let [moved, movedFar, small, smallCount] = [0, 0, 0, 0];
    for (let cell = 0; cell < this.#size; cell += 1) {
      const level = levels[cell] as number;
      const step = Math.abs(level - (this.#before[cell] as number));
      const restless = this.#restless[cell] as number;
      this.#restless[cell] = restless + ((step > limit ? 1 : 0) - restless) * forget;
      if (step > limit) {
        if (restless < RESTLESS) {
          moved += 1;
          movedFar += this.#far[cell] as number;
        }
      } else {
        small += step;
        smallCount += 1;
      }
      this.#before[cell] = level;
      const average = this.#average[cell] as number;
      this.#average[cell] = average + (level - average) * part;
    }
    if (smallCount > this.#size / 2)
      this.#noise += ((small / smallCount) * 1.1 - this.#noise) * Math.min(1, (atMs - lastMs) / 20_000);
    if (moved >= least) {
      this.#anchor ??= this.#snapshots.at(-1);
      this.#snapshots = [];
      this.#settleAtMs = atMs + SETTLED_MS;
      // What moved is not to linger in the average.
      this.#average.set(levels);
      return { moved: moved / this.#size, stirs: true, stirsFar: movedFar >= least / 2, shifted: false };
    }
    const shifted = atMs >= this.#settleAtMs && this.#hasShifted(atMs);
    return { moved: moved / this.#size, stirs: false, stirsFar: false, shifted };
  }

  #hasShifted(atMs: number): boolean {
    const least = Math.max(SHIFT_CELLS_LEAST, this.#size * SHIFT_SHARE);
    const anchor = this.#anchor;
    this.#anchor = undefined;
    // Long after, the light is another one, and it is no news anyhow.
    const isLate = !anchor || atMs - anchor.atMs > ANCHOR_MS;
    const isShifted =
      (!isLate && this.#movedSince(anchor.levels) >= least) || this.#movedSlowly(atMs) >= least;
    if (isShifted) this.#snapshots = [];
    return isShifted;
  }

  /** Against what it was up to half a minute ago, as long as nothing stirred since. */
  #movedSlowly(atMs: number): number {
    const newest = this.#snapshots.at(-1);
    if (!newest || atMs - newest.atMs >= APART_MS) {
      this.#snapshots.push({ atMs, levels: this.#average.slice() });
      if (this.#snapshots.length > 3) this.#snapshots.shift();
    }
    const old = this.#snapshots[0] as Snapshot;
    return this.#movedSince(old.levels);
  }

  #movedSince(levels: Float32Array): number {
    const limit = Math.max(LEAST_SLOW, NOISES_SLOW * this.#noise);
    let moved = 0;
    for (let cell = 0; cell < this.#size; cell += 1)
      if (
        (this.#restless[cell] as number) < RESTLESS &&
        Math.abs((this.#average[cell] as number) - (levels[cell] as number)) > limit
      )
        moved += 1;
    return moved;
  }
}
