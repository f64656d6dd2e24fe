import type { RawFragment } from '../fmp4/parse-fragment.ts';
import type { InitSegment } from '../fmp4/parse-init.ts';
import type { SourceSink } from '../sources/source.ts';
import type { ProbeReport } from './probe-report.ts';

export interface ProbeMeasureOptions {
  readonly onFirst: () => void;
  /** A second keyframe came: the GOP's length is known. */
  readonly onGop: () => void;
}

/** Watches what a source makes during a connection test. */
export class ProbeMeasure implements SourceSink {
  readonly #options: ProbeMeasureOptions;
  #init: InitSegment | undefined;
  #keyframe: RawFragment | undefined;
  #frames = 0;
  #bytes = 0;
  #ticks = 0;
  #gopFrames: number | undefined;
  #sinceKeyframe = 0;
  #hasBFrames = false;

  constructor(options: ProbeMeasureOptions) {
    this.#options = options;
  }

  get sawPicture(): boolean {
    return this.#bytes > 0;
  }

  get mediaMs(): number {
    return this.#ms(this.#ticks);
  }

  get gopMs(): number | undefined {
    if (this.#gopFrames === undefined || this.#frames === 0) return undefined;
    return Math.round((this.#gopFrames * this.mediaMs) / this.#frames);
  }

  get keyframe(): { info: InitSegment; fragment: RawFragment } | undefined {
    return this.#init && this.#keyframe ? { info: this.#init, fragment: this.#keyframe } : undefined;
  }

  onInit(init: InitSegment): void {
    this.#init = init;
  }

  onFragments(fragments: readonly RawFragment[]): void {
    if (!this.sawPicture) this.#options.onFirst();
    for (const fragment of fragments) this.#take(fragment);
  }

  report(): Omit<ProbeReport, 'audioCodec' | 'picture'> {
    const init = this.#init;
    if (!init) throw new Error('nothing was measured');
    const { mediaMs } = this;
    const isLongEnough = mediaMs >= 500;
    return {
      codec: init.codec,
      codecString: init.codecString,
      width: init.width,
      height: init.height,
      fps: isLongEnough ? Math.round((this.#frames * 10_000) / mediaMs) / 10 : undefined,
      bitrateKbps: isLongEnough ? Math.round((this.#bytes * 8) / mediaMs) : undefined,
      gopMs: this.gopMs,
      hasBFrames: this.#hasBFrames,
    };
  }

  #take(fragment: RawFragment): void {
    const isFirst = this.#keyframe === undefined && this.#frames === 0;
    this.#bytes += fragment.accessUnit.length;
    // ffmpeg gives the first picture of an RTSP session the timestamp of the second: its duration is void.
    if (this.#ms(fragment.durationTicks) > 1) {
      this.#frames += 1;
      this.#ticks += fragment.durationTicks;
      // For the same reason its offset is; true B-frames shift by whole pictures.
      if (!isFirst && Math.abs(this.#ms(fragment.compositionTicks)) > 2) this.#hasBFrames = true;
    }
    if (fragment.keyframe) this.#takeKeyframe(fragment);
    this.#sinceKeyframe += 1;
  }

  #takeKeyframe(fragment: RawFragment): void {
    if (this.#keyframe) {
      this.#gopFrames = Math.max(this.#gopFrames ?? 0, this.#sinceKeyframe);
      this.#options.onGop();
    }
    this.#keyframe ??= fragment;
    this.#sinceKeyframe = 0;
  }

  #ms(ticks: number): number {
    return (ticks * 1000) / (this.#init?.timescale ?? 1);
  }
}
