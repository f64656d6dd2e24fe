import { keyframeMp4 } from '../snapshot/keyframe-jpeg.ts';
import type { RawUnit, SourceSink } from '../sources/source.ts';
import type { MediaFormat } from '../types.ts';
import type { ProbeReport } from './probe-report.ts';

export interface ProbeMeasureOptions {
  readonly onFirst: () => void;
  /** A second keyframe came: the GOP's length is known. */
  readonly onGop: () => void;
}

/** Watches what a source makes during a connection test. */
export class ProbeMeasure implements SourceSink {
  readonly #options: ProbeMeasureOptions;
  #format: MediaFormat | undefined;
  #keyframe: readonly Buffer[] | undefined;
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

  /** The first keyframe as an MP4 file. */
  get keyframe(): readonly Buffer[] | undefined {
    return this.#keyframe;
  }

  onFormat(format: MediaFormat): void {
    this.#format = format;
  }

  onAccessUnits(units: readonly RawUnit[]): void {
    if (!this.sawPicture) this.#options.onFirst();
    for (const unit of units) this.#take(unit);
  }

  report(): Omit<ProbeReport, 'audioCodec' | 'picture'> {
    const format = this.#format;
    if (!format) throw new Error('nothing was measured');
    const { mediaMs } = this;
    const isLongEnough = mediaMs >= 500;
    return {
      codec: format.codec,
      codecString: format.codecString,
      width: format.width,
      height: format.height,
      fps: isLongEnough ? Math.round((this.#frames * 10_000) / mediaMs) / 10 : undefined,
      bitrateKbps: isLongEnough ? Math.round((this.#bytes * 8) / mediaMs) : undefined,
      gopMs: this.gopMs,
      hasBFrames: this.#hasBFrames,
    };
  }

  #take(unit: RawUnit): void {
    const isFirst = this.#keyframe === undefined && this.#frames === 0;
    this.#bytes += unit.data.length;
    // ffmpeg gives the first picture of an RTSP session the timestamp of the second: its duration is void.
    if (this.#ms(unit.durationTicks) > 1) {
      this.#frames += 1;
      this.#ticks += unit.durationTicks;
      // For the same reason its offset is; true B-frames shift by whole pictures.
      if (!isFirst && Math.abs(this.#ms(unit.compositionTicks)) > 2) this.#hasBFrames = true;
    }
    if (unit.keyframe) this.#takeKeyframe(unit);
    this.#sinceKeyframe += 1;
  }

  #takeKeyframe(unit: RawUnit): void {
    if (this.#keyframe) {
      this.#gopFrames = Math.max(this.#gopFrames ?? 0, this.#sinceKeyframe);
      this.#options.onGop();
    }
    if (this.#format) this.#keyframe ??= keyframeMp4(this.#format, unit);
    this.#sinceKeyframe = 0;
  }

  #ms(ticks: number): number {
    return (ticks * 1000) / (this.#format?.timescale ?? 1);
  }
}
