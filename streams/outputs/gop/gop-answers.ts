import { writeFragment } from '../../fmp4/write-fragment.ts';
import { writeInit } from '../../fmp4/write-init.ts';
import { waitForKeyframe } from '../../stream/first-keyframe.ts';
import type { AccessUnit, MediaInfo, StreamView } from '../../types.ts';

export interface GopAnswer {
  /** `ftyp`+`moov`, then one `moof`+`mdat` from the newest keyframe to the newest picture; no sound. */
  readonly data: Buffer;
  /** Of the newest picture in it, ms. */
  readonly capturedAtMs: number;
  /** RFC 6381. */
  readonly codecString: string;
  /** Of the newest picture: the same number, the same answer. */
  readonly sequence: number;
}

export interface GopRequest {
  /** How long to wait for a first keyframe on a stream that is only starting. Default 5 s. */
  readonly waitMs?: number;
}

export interface GopAnswersOptions {
  /** A GOP with more than this is answered by its keyframe alone. Default 16 MiB, what a ring holds. */
  readonly maxBytes?: number;
}

/** Nobody asks for the same picture after this long: a newer one has come, or the stream is dead. */
const KEPT_MS = 1000;

/**
 * What lets a new tile show the current picture at once, whatever the GOP: everything a decoder needs for the newest
 * picture, in one answer. Written once for each picture, however many ask.
 */
export class GopAnswers {
  readonly #maxBytes: number;
  readonly #made = new Map<StreamView, GopAnswer>();

  constructor({ maxBytes = 16 * 1024 * 1024 }: GopAnswersOptions = {}) {
    this.#maxBytes = maxBytes;
  }

  /**
   * Of a stream that somebody holds.
   * @throws MediaError `stream_not_ready` when no keyframe comes, the stream's fault when it has one
   */
  async newest(stream: StreamView, { waitMs = 5000 }: GopRequest = {}): Promise<GopAnswer> {
    const keyframe = await waitForKeyframe(stream, waitMs);
    // Up to here and to the end in one turn: what the ring holds is not ours to keep.
    const units = gopOf(stream);
    const fits = units.reduce((bytes, { data }) => bytes + data.length, 0) <= this.#maxBytes;
    return this.#answer(stream, keyframe.info, fits && units.length > 0 ? units : [keyframe.unit]);
  }

  #answer(stream: StreamView, info: MediaInfo, units: readonly AccessUnit[]): GopAnswer {
    const newest = units.at(-1) as AccessUnit;
    const { sequence, capturedAtMs } = newest;
    const known = this.#made.get(stream);
    if (known?.sequence === sequence) return known;
    const { audio: _, ...silent } = info;
    const data = Buffer.concat([writeInit(silent), writeFragment({ sequence, units })]);
    const answer: GopAnswer = { data, capturedAtMs, sequence, codecString: info.codecString };
    this.#made.set(stream, answer);
    const forget = setTimeout(() => {
      if (this.#made.get(stream) === answer) this.#made.delete(stream);
    }, KEPT_MS);
    forget.unref();
    return answer;
  }
}

/** Subscribing gives it at once; all after it is not wanted. */
function gopOf(stream: StreamView): AccessUnit[] {
  const units: AccessUnit[] = [];
  stream.subscribe({ onInit: () => undefined, onAccessUnit: (unit) => void units.push(unit) })();
  return units;
}
