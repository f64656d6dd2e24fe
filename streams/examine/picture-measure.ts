import { hasBSlice } from '../codec/h264-nal.ts';
import { keyframeMp4 } from '../snapshot/keyframe-jpeg.ts';
import { formatReason } from '../transcode/browser-fit.ts';
import type { AccessUnit, MediaInfo, StreamConsumer, StreamStatus } from '../types.ts';
import type { SeenFacts } from './examination.ts';

/** Watches a stream and sums up what came. */
export class PictureMeasure implements StreamConsumer {
  readonly #now: () => number;
  readonly #startedAtMs: number;
  readonly #delaysMs: number[] = [];
  #info: MediaInfo | undefined;
  #formats = 0;
  #firstAtMs: number | undefined;
  #lastAtMs = 0;
  #pictures = 0;
  #bytes = 0;
  #mediaMs = 0;
  #hasBFrames = false;
  #keyframe: readonly Buffer[] | undefined;
  #keyframeMs: number | undefined;
  #gopMs: number | undefined;
  #largestKeyframeBytes = 0;
  #longestPauseMs = 0;

  constructor(options: { readonly now: () => number }) {
    this.#now = options.now;
    this.#startedAtMs = options.now();
  }

  get firstAtMs(): number | undefined {
    return this.#firstAtMs;
  }

  /** The first keyframe as an MP4 file: a copy. */
  get keyframe(): readonly Buffer[] | undefined {
    return this.#keyframe;
  }

  /** How long the longest GOP was; undefined: no second keyframe came. */
  get gopMs(): number | undefined {
    return this.#gopMs;
  }

  onInit(info: MediaInfo): void {
    this.#info = info;
    if (this.#pictures > 0) this.#formats += 1;
    this.#keyframeMs = undefined;
    this.#delaysMs.length = 0;
  }

  onAccessUnit(unit: AccessUnit): void {
    const atMs = this.#now();
    const mediaMs = (unit.decodeTime * 1000) / (this.#info?.timescale ?? 1);
    if (this.#firstAtMs !== undefined)
      this.#longestPauseMs = Math.max(this.#longestPauseMs, atMs - this.#lastAtMs);
    this.#firstAtMs ??= atMs;
    this.#lastAtMs = atMs;
    this.#pictures += 1;
    this.#bytes += unit.data.length;
    this.#mediaMs += unit.durationMs;
    this.#delaysMs.push(atMs - mediaMs);
    if (this.#info?.codec === 'h264') this.#hasBFrames ||= hasBSlice(unit.data);
    else this.#hasBFrames ||= unit.compositionTicks !== 0;
    if (!unit.keyframe) return;
    if (this.#info) this.#keyframe ??= keyframeMp4(this.#info, unit);
    this.#largestKeyframeBytes = Math.max(this.#largestKeyframeBytes, unit.data.length);
    if (this.#keyframeMs !== undefined)
      this.#gopMs = Math.max(this.#gopMs ?? 0, Math.round(mediaMs - this.#keyframeMs));
    this.#keyframeMs = mediaMs;
  }

  /** Undefined: no picture came. */
  facts({ totals, clock, transcode, transport }: StreamStatus): SeenFacts | undefined {
    const info = this.#info;
    if (!info || this.#firstAtMs === undefined) return undefined;
    const seconds = this.#mediaMs / 1000;
    const httpReason = transcode?.reason ?? formatReason(info);
    const webrtcReason = httpReason ?? (this.#hasBFrames ? 'b_frames_not_in_webrtc' : undefined);
    return {
      firstPictureMs: this.#firstAtMs - this.#startedAtMs,
      seconds: Math.round(seconds * 10) / 10,
      codec: info.codec,
      codecString: info.codecString,
      width: info.width,
      height: info.height,
      fps: seconds === 0 ? 0 : Math.round((this.#pictures * 10) / seconds) / 10,
      bitrateKbps: seconds === 0 ? 0 : Math.round((this.#bytes * 8) / 1000 / seconds),
      largestKeyframeBytes: this.#largestKeyframeBytes,
      ...(this.#gopMs !== undefined && { gopMs: this.#gopMs }),
      hasBFrames: this.#hasBFrames,
      ...(info.audio && { audioCodec: info.audio.codec }),
      jitterMs: this.#jitterMs(),
      longestPauseMs: Math.round(this.#longestPauseMs),
      interruptions: this.#formats,
      packetsLost: totals?.packetsLost ?? 0,
      unitsDropped: totals?.unitsDropped ?? 0,
      timestampJumps: totals?.timestampJumps ?? 0,
      ...(clock?.offsetMs !== undefined && { clockOffsetMs: Math.round(clock.offsetMs) }),
      ...(webrtcReason && { webrtcReason }),
      ...(httpReason && { httpReason }),
      ...(transport && { transport }),
      isEncoded: transcode !== undefined,
    };
  }

  #jitterMs(): number {
    const sorted = [...this.#delaysMs].sort((a, b) => a - b);
    const [least = 0] = sorted;
    return Math.round((sorted[Math.floor(sorted.length * 0.95)] ?? least) - least);
  }
}
