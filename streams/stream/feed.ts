import { writeInit } from '../fmp4/write-init.ts';
import type { RawAudioFrame, RawUnit, SourceSink } from '../sources/source.ts';
import type {
  AccessUnit,
  AudioFormat,
  AudioFrame,
  Log,
  MediaFormat,
  MediaInfo,
  StreamConsumer,
} from '../types.ts';
import { ClockDrift } from './clock-drift.ts';
import { GopRing } from './gop-ring.ts';
import { RateMeter, type Rates } from './rate-meter.ts';
import { WallClock } from './wall-clock.ts';

export interface FeedOptions {
  readonly log: Log;
  readonly now: () => number;
  /** Pictures have come, of whatever number. */
  readonly onPictures: () => void;
  /** Default 0. */
  readonly firstEpoch?: number;
}

/**
 * What lies between a stream's sources, which come and go, and its consumers, who stay: gives units
 * their place in the stream (epoch, sequence, wall clock), keeps the newest GOP, and hands everything on.
 */
export class Feed implements SourceSink {
  readonly #options: FeedOptions;
  /** Replaced, never changed: whoever is being served right now keeps his own view of it. */
  #consumers: readonly StreamConsumer[] = [];
  readonly #ring = new GopRing();
  readonly #meter = new RateMeter();
  readonly #clock = new WallClock();
  readonly #drift = new ClockDrift();
  #info: MediaInfo | undefined;
  #sequence = 0;

  constructor(options: FeedOptions) {
    this.#options = options;
  }

  get info(): MediaInfo | undefined {
    return this.#info;
  }

  get rates(): Rates | undefined {
    return this.#meter.rates;
  }

  /** See `ClockDrift`. */
  get driftPpm(): number | undefined {
    return this.#drift.ppm;
  }

  onFormat(format: MediaFormat): void {
    const epoch = this.#info ? this.#info.epoch + 1 : (this.#options.firstEpoch ?? 0);
    const { codec, codecString, width, height, timescale, parameterSets, audio } = format;
    const told = { codec, codecString, width, height, timescale, parameterSets, ...(audio && { audio }) };
    const info: MediaInfo = { ...told, init: writeInit(told), epoch };
    this.#info = info;
    this.#clock.restart();
    this.#drift.restart();
    this.goDark();
    this.#deliver((consumer) => consumer.onInit(info));
  }

  onAccessUnits(raw: readonly RawUnit[], heldPictures: number): void {
    const info = this.#info;
    if (!info) throw new Error('units before an init segment');
    const arrivedAtMs = this.#options.now();
    const msPerTick = 1000 / info.timescale;
    // The whole burst first: its oldest pictures waited for its newest.
    for (const one of raw) {
      this.#clock.observe((one.decodeTime + heldPictures * one.durationTicks) * msPerTick, arrivedAtMs);
    }
    const newest = raw.at(-1);
    if (newest) this.#drift.observe(newest.decodeTime * msPerTick, arrivedAtMs);
    for (const one of raw) {
      const unit: AccessUnit = {
        epoch: info.epoch,
        sequence: this.#sequence++,
        keyframe: one.keyframe,
        data: one.data,
        memory: one.memory,
        decodeTime: one.decodeTime,
        durationTicks: one.durationTicks,
        durationMs: one.durationTicks * msPerTick,
        compositionTicks: one.compositionTicks,
        capturedAtMs: one.capturedAtMs ?? this.#clock.map(one.decodeTime * msPerTick),
      };
      this.#ring.push(unit);
      this.#meter.push(unit, arrivedAtMs);
      this.#deliver((consumer) => consumer.onAccessUnit(unit));
    }
    this.#options.onPictures();
  }

  onAudio(frames: readonly RawAudioFrame[], format: AudioFormat): void {
    const info = this.#info;
    // Sound may come before the first picture: there is nothing to lay it beside yet.
    if (!info?.audio || info.audio.codec !== format.codec || !this.#ring.latestKeyframe) return;
    const msPerTick = 1000 / format.sampleRate;
    for (const { data, decodeTime, durationTicks, capturedAtMs } of frames) {
      const frame: AudioFrame = {
        epoch: info.epoch,
        data,
        decodeTime,
        durationMs: durationTicks * msPerTick,
        capturedAtMs: capturedAtMs ?? this.#clock.instantOf(decodeTime * msPerTick),
      };
      this.#deliver((consumer) => consumer.onAudio?.(frame));
    }
  }

  /** No source any more: what the ring holds is no longer live and must not be given to newcomers. */
  goDark(): void {
    this.#ring.clear();
    this.#meter.clear();
  }

  subscribe(consumer: StreamConsumer): () => void {
    if (this.#info) consumer.onInit(this.#info);
    for (const unit of this.#ring.newestGop) consumer.onAccessUnit(unit);
    this.#consumers = [...this.#consumers, consumer];
    return () => this.#remove(consumer);
  }

  latestKeyframe(): { info: MediaInfo; unit: AccessUnit } | undefined {
    const unit = this.#ring.latestKeyframe;
    return unit && this.#info ? { info: this.#info, unit } : undefined;
  }

  /** One consumer's mistake costs that consumer its stream, not the others theirs. */
  #deliver(give: (consumer: StreamConsumer) => void): void {
    const consumers = this.#consumers;
    for (const consumer of consumers) {
      // It may have left while its neighbour was being served.
      if (consumers !== this.#consumers && !this.#consumers.includes(consumer)) continue;
      try {
        give(consumer);
      } catch (error) {
        this.#remove(consumer);
        this.#options.log.error({ err: error }, 'a consumer threw and is no longer fed');
      }
    }
  }

  #remove(consumer: StreamConsumer): void {
    this.#consumers = this.#consumers.filter((other) => other !== consumer);
  }
}
