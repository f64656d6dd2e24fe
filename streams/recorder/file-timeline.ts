import type { AccessUnit } from '../types.ts';

/** Media time that runs ahead of the wall clock by more than this in one step has jumped. */
const JUMP_MS = 1000;

/** A picture on a file's own time line. */
export interface PlacedUnit {
  readonly unit: AccessUnit;
  /** In ticks of the file. */
  readonly decodeTime: number;
}

/**
 * Lays pictures on a file's time line: begins at 0, only grows, and follows media time tick by tick, so that no error
 * adds up. Where media time begins anew (another epoch) or makes no sense, the wall clock tells how far to go on.
 */
export class FileTimeline {
  readonly #timescale: number;
  #before: PlacedUnit | undefined;
  /** File time less media time, of the epoch at hand. */
  #shift = 0;

  constructor(timescale: number) {
    this.#timescale = timescale;
  }

  /** File time less media time of the picture last placed: what sound of its epoch goes by. In seconds. */
  get shiftSeconds(): number {
    return this.#shift / this.#timescale;
  }

  place(unit: AccessUnit): PlacedUnit {
    const { unit: before, decodeTime: last } = this.#before ?? {};
    if (!before || last === undefined) this.#shift = -unit.decodeTime;
    else if (this.#hasJumped(before, unit)) {
      const wallTicks = Math.round(((unit.capturedAtMs - before.capturedAtMs) * this.#timescale) / 1000);
      // Pictures that came in one burst have nearly one wall clock; none may be before another.
      const least = before.epoch === unit.epoch ? 1 : Math.max(1, Math.round(before.durationTicks / 2));
      this.#shift = last + Math.max(least, wallTicks) - unit.decodeTime;
    }
    const placed = { unit, decodeTime: unit.decodeTime + this.#shift };
    this.#before = placed;
    return placed;
  }

  #hasJumped(before: AccessUnit, unit: AccessUnit): boolean {
    if (unit.epoch !== before.epoch) return true;
    const ticks = unit.decodeTime - before.decodeTime;
    const aheadMs = (ticks * 1000) / this.#timescale - (unit.capturedAtMs - before.capturedAtMs);
    return ticks <= 0 || aheadMs > JUMP_MS;
  }
}
