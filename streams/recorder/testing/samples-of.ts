import { boxes } from '../../fmp4/box.ts';
import { readMoof } from '../../fmp4/read-moof.ts';
import type { Fragment } from '../types.ts';

export interface SampleInFile {
  readonly data: Buffer;
  readonly decodeTime: number;
  readonly durationTicks: number;
  readonly compositionTicks: number;
  readonly keyframe: boolean;
  readonly fragment: Fragment;
}

/** The pictures of a file's fragments, in the order they lie there. */
export function samplesOf(file: Buffer, fragments: readonly Fragment[]): SampleInFile[] {
  return fragments.flatMap((fragment) => {
    const data = file.subarray(fragment.offset, fragment.offset + fragment.bytes);
    const moof = [...boxes(data, 0, data.length)].find(({ type }) => type === 'moof');
    const run = moof && readMoof(data, moof).video;
    if (!moof || !run) throw new Error('a fragment without pictures');
    let { decodeTime } = run;
    return run.samples.map((sample) => {
      const at = decodeTime;
      decodeTime += sample.durationTicks;
      const from = moof.start + sample.offset;
      return { ...sample, fragment, decodeTime: at, data: data.subarray(from, from + sample.bytes) };
    });
  });
}
