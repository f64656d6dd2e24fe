import { createHash } from 'node:crypto';
import type { MediaInfo, StreamKey } from '../types.ts';

/** Where a camera profile's files begin and end: at keyframes, about every `lengthMs` of the wall clock. */
export class FilePlan {
  readonly #lengthMs: number;
  readonly #spreadMs: number;

  /** Cameras are spread over the length, so that files do not all end in the same second. */
  constructor({ cameraId, profile }: StreamKey, lengthMs: number) {
    this.#lengthMs = lengthMs;
    const hash = createHash('sha256').update(`${cameraId}/${profile}`).digest();
    this.#spreadMs = Math.floor((hash.readUInt32BE(0) / 2 ** 32) * lengthMs);
  }

  /** Whether a picture taken at `atMs` belongs into the next file after one begun at `startedAtMs`. */
  isOver(startedAtMs: number, atMs: number): boolean {
    const slot = (ms: number) => Math.floor((ms + this.#spreadMs) / this.#lengthMs);
    return slot(atMs) > slot(startedAtMs);
  }
}

/** Whether pictures of the one can follow those of the other in a file. */
export function sameFormat(a: MediaInfo, b: MediaInfo): boolean {
  return (
    a.codec === b.codec &&
    a.timescale === b.timescale &&
    a.width === b.width &&
    a.height === b.height &&
    a.audio?.codec === b.audio?.codec &&
    a.audio?.sampleRate === b.audio?.sampleRate &&
    a.parameterSets.length === b.parameterSets.length &&
    a.parameterSets.every((set, index) => b.parameterSets[index]?.equals(set))
  );
}
