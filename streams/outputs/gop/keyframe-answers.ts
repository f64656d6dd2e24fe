import { writeFragment } from '../../fmp4/write-fragment.ts';
import { writeInit } from '../../fmp4/write-init.ts';
import type { AccessUnit, MediaInfo, StreamView } from '../../types.ts';
import type { GopAnswer } from './gop-answers.ts';

/** A keyframe alone, as one file: written once for each, however many watch. */
export class KeyframeAnswers {
  readonly #made = new WeakMap<StreamView, GopAnswer>();

  /** Of a keyframe that is held until this returns. */
  of(stream: StreamView, info: MediaInfo, unit: AccessUnit): GopAnswer {
    const { sequence, capturedAtMs } = unit;
    const known = this.#made.get(stream);
    if (known?.sequence === sequence) return known;
    const { audio: _, ...silent } = info;
    const data = Buffer.concat([writeInit(silent), writeFragment({ sequence, units: [unit] })]);
    const answer: GopAnswer = { data, capturedAtMs, sequence, codecString: info.codecString };
    this.#made.set(stream, answer);
    return answer;
  }
}
