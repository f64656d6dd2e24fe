import type { AccessUnit, MediaInfo } from '../../types.ts';
import type { TimedUnit } from './flv-tags.ts';

/** After a source's restart the time line goes on where it was, this much later. */
const SEAM_MS = 40;

/** Lays pictures on one time line in ms that begins at 0 and runs on through the epochs, whose ticks do not. */
export class FlvTimeline {
  #msPerTick = 0;
  #epoch: number | undefined;
  /** What to add to an epoch's own time; undefined until its first picture. */
  #offsetMs: number | undefined;
  #lastMs = -SEAM_MS;

  begin(info: Pick<MediaInfo, 'epoch' | 'timescale'>): void {
    if (this.#epoch === info.epoch) return;
    this.#epoch = info.epoch;
    this.#msPerTick = 1000 / info.timescale;
    this.#offsetMs = undefined;
  }

  /** The same picture gets the same time, however often it is asked for while its epoch lasts. */
  place(unit: Pick<AccessUnit, 'data' | 'keyframe' | 'decodeTime' | 'compositionTicks'>): TimedUnit {
    const ownMs = unit.decodeTime * this.#msPerTick;
    this.#offsetMs ??= this.#lastMs + SEAM_MS - ownMs;
    const timestampMs = Math.max(0, ownMs + this.#offsetMs);
    this.#lastMs = Math.max(this.#lastMs, timestampMs);
    return { unit, timestampMs, shiftMs: unit.compositionTicks * this.#msPerTick };
  }
}
