import type { RawFragment } from '../fmp4/parse-fragment.ts';
import type { InitSegment } from '../fmp4/parse-init.ts';
import type { SourceSink } from '../sources/source.ts';
import type { ProbeReport } from './probe-camera.ts';

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
  #lastKeyframe: RawFragment | undefined;
  #frames = 0;
  #bytes = 0;
  #ticks = 0;
  #gopTicks: number | undefined;
  #hasBFrames = false;

  constructor(options: ProbeMeasureOptions) {
    this.#options = options;
  }

  get sawPicture(): boolean {
    return this.#frames > 0;
  }

  get mediaMs(): number {
    return this.#ms(this.#ticks);
  }

  get gopMs(): number | undefined {
    return this.#gopTicks === undefined ? undefined : Math.round(this.#ms(this.#gopTicks));
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
    this.#frames += 1;
    this.#bytes += fragment.accessUnit.length;
    this.#ticks += fragment.durationTicks;
    // The first picture's timestamp is often a tick off; B-frames shift by whole pictures.
    if (Math.abs(this.#ms(fragment.compositionTicks)) > 2) this.#hasBFrames = true;
    if (!fragment.keyframe) return;
    this.#keyframe ??= fragment;
    const previous = this.#lastKeyframe;
    this.#lastKeyframe = fragment;
    if (!previous) return;
    this.#gopTicks = Math.max(this.#gopTicks ?? 0, fragment.decodeTime - previous.decodeTime);
    this.#options.onGop();
  }

  #ms(ticks: number): number {
    return (ticks * 1000) / (this.#init?.timescale ?? 1);
  }
}
