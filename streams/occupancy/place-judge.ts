import type { BlindCause, PlaceReading } from './types.ts';

/**
 * Looks at one camera's pictures, one after the other. The one that ships compares with views of the empty place; a
 * detector of persons could stand here as well.
 */
export interface PlaceJudge {
  /** `grey`: luma of `GREY_WIDTH` × `GREY_HEIGHT`, as `KeyframeDecoder` hands out in the shape `GREY`. */
  judge(grey: Uint8Array, atMs: number): PlaceReading[];
  /** No picture came for a while: what was is not told any more. */
  lost(): void;
  /** What a restart need not learn anew; undefined: nothing yet. */
  learnt(): Buffer | undefined;
  restore(learnt: Buffer): void;
}

export const unknownPlace = (key: string, cause: BlindCause): PlaceReading => ({
  ...{ key, clerk: 'unknown', applicant: 'unknown', activity: 0, cause },
});
