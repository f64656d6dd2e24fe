import { COLLECTED } from '../../memory/collected.ts';
import type { AudioFormat, MediaFormat } from '../../types.ts';
import type { RawUnit, SourceSink } from '../source.ts';
import { TimestampGuard } from '../timestamp-guard.ts';
import { readAudio } from './flv-audio.ts';
import { FlvReader, type FlvTag } from './flv-reader.ts';
import { readVideo } from './flv-video.ts';

export interface FlvDemuxerOptions {
  readonly sink: SourceSink;
  readonly now: () => number;
}

/** FLV counts in ms. */
const TIMESCALE = 1000;
/** Until two pictures are known. */
const FIRST_DURATION_MS = 40;
const LONGEST_MS = 1000;
const AAC_FRAME_SAMPLES = 1024;
/** FLV's ms are too coarse for sound: counted on, unless they say something else by more than this. */
const SOUND_SLACK_MS = 60;

/** What an encoder pushes, as the sink wants it: format, pictures, sound. */
export class FlvDemuxer {
  readonly #options: FlvDemuxerOptions;
  readonly #reader = new FlvReader();
  readonly #guard = new TimestampGuard();
  #video: Omit<MediaFormat, 'audio' | 'timescale'> | undefined;
  #audio: AudioFormat | undefined;
  /** What the sink was told last. */
  #told: { video: unknown; audio: AudioFormat | undefined } | undefined;
  #lastMs: number | undefined;
  #durationMs = FIRST_DURATION_MS;
  #batch: RawUnit[] = [];
  #soundTicks: number | undefined;

  constructor(options: FlvDemuxerOptions) {
    this.#options = options;
  }

  /** @throws StreamFaultError when it cannot go on */
  push(bytes: Buffer): void {
    for (const tag of this.#reader.push(bytes)) {
      if (tag.type === 'video') this.#onVideo(tag);
      else if (tag.type === 'audio') this.#onAudio(tag);
    }
    this.#flush();
  }

  #onVideo({ data, timestampMs }: FlvTag): void {
    const video = readVideo(data);
    if (video?.kind === 'format') this.#changeVideo(video.format);
    if (video?.kind !== 'picture' || !this.#video) return;
    const { keyframe, compositionMs } = video;
    // Before the first keyframe there is nothing to show, and sound's format may still come.
    if (!this.#told && !keyframe) return;
    if (keyframe) this.#tellFormat();
    if (this.#lastMs !== undefined && timestampMs > this.#lastMs)
      this.#durationMs = Math.min(LONGEST_MS, timestampMs - this.#lastMs);
    this.#lastMs = timestampMs;
    this.#guard.check({
      decodeMs: timestampMs,
      durationMs: this.#durationMs,
      arrivedAtMs: this.#options.now(),
    });
    this.#batch.push({
      keyframe,
      data: video.data,
      memory: COLLECTED,
      decodeTime: timestampMs,
      durationTicks: this.#durationMs,
      compositionTicks: compositionMs,
    });
  }

  #changeVideo(next: Omit<MediaFormat, 'audio' | 'timescale'>): void {
    const now = this.#video;
    const isSame =
      now?.codec === next.codec &&
      now.parameterSets.length === next.parameterSets.length &&
      now.parameterSets.every((set, index) => next.parameterSets[index]?.equals(set));
    if (!isSame) this.#video = next;
  }

  #tellFormat(): void {
    const video = this.#video;
    if (!video || (this.#told?.video === video && this.#told.audio === this.#audio)) return;
    this.#flush();
    this.#told = { video, audio: this.#audio };
    this.#options.sink.onFormat({
      ...video,
      timescale: TIMESCALE,
      ...(this.#audio && { audio: this.#audio }),
    });
  }

  #onAudio({ data, timestampMs }: FlvTag): void {
    for (const one of readAudio(data)) {
      if (one.kind === 'format') this.#changeAudio(one.format);
      else this.#onFrame(one.data, timestampMs);
    }
  }

  #changeAudio(next: AudioFormat): void {
    const now = this.#audio;
    const isSame =
      now?.codec === next.codec && now.sampleRate === next.sampleRate && now.channels === next.channels;
    if (!isSame) this.#audio = next;
  }

  #onFrame(data: Buffer, timestampMs: number): void {
    const audio = this.#audio;
    if (!audio || this.#told?.audio !== audio) return;
    const durationTicks = audio.codec === 'aac' ? AAC_FRAME_SAMPLES : data.length;
    const saidTicks = Math.round((timestampMs * audio.sampleRate) / 1000);
    const slackTicks = (SOUND_SLACK_MS * audio.sampleRate) / 1000;
    const expected = this.#soundTicks ?? saidTicks;
    const decodeTime = Math.abs(saidTicks - expected) > slackTicks ? saidTicks : expected;
    this.#soundTicks = decodeTime + durationTicks;
    // Pictures that came before it are handed on before it.
    this.#flush();
    this.#options.sink.onAudio?.([{ data, decodeTime, durationTicks }], audio);
  }

  #flush(): void {
    if (this.#batch.length === 0) return;
    const batch = this.#batch;
    this.#batch = [];
    this.#options.sink.onAccessUnits(batch, 0);
  }
}
