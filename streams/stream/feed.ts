import type { RawFragment } from '../fmp4/parse-fragment.ts';
import type { InitSegment } from '../fmp4/parse-init.ts';
import type { SourceSink } from '../sources/source.ts';
import type { Fragment, FragmentConsumer, Log, MediaInfo } from '../types.ts';
import { GopRing } from './gop-ring.ts';
import { RateMeter, type Rates } from './rate-meter.ts';
import { WallClock } from './wall-clock.ts';

export interface FeedOptions {
  readonly log: Log;
  readonly now: () => number;
  /** Pictures have come, of whatever number. */
  readonly onPictures: () => void;
}

/**
 * What lies between a stream's sources, which come and go, and its consumers, who stay: gives fragments
 * their place in the stream (epoch, sequence, wall clock), keeps the newest GOP, and hands everything on.
 */
export class Feed implements SourceSink {
  readonly #options: FeedOptions;
  readonly #consumers = new Set<FragmentConsumer>();
  readonly #ring = new GopRing();
  readonly #meter = new RateMeter();
  readonly #clock = new WallClock();
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

  onInit(init: InitSegment): void {
    const { codec, codecString, width, height, timescale, parameterSets } = init;
    const epoch = (this.#info?.epoch ?? -1) + 1;
    const info = { codec, codecString, width, height, timescale, parameterSets, init: init.init, epoch };
    this.#info = info;
    this.#clock.restart();
    this.goDark();
    this.#deliver((consumer) => consumer.onInit(info));
  }

  onFragments(raw: readonly RawFragment[], heldPictures: number): void {
    const info = this.#info;
    if (!info) throw new Error('fragments before an init segment');
    const arrivedAtMs = this.#options.now();
    const msPerTick = 1000 / info.timescale;
    // The whole burst first: its oldest pictures waited for its newest.
    for (const one of raw) {
      this.#clock.observe((one.decodeTime + (1 + heldPictures) * one.durationTicks) * msPerTick, arrivedAtMs);
    }
    for (const one of raw) {
      const fragment: Fragment = {
        epoch: info.epoch,
        sequence: this.#sequence++,
        keyframe: one.keyframe,
        data: one.data,
        accessUnit: one.accessUnit,
        decodeTime: one.decodeTime,
        durationMs: one.durationTicks * msPerTick,
        capturedAtMs: this.#clock.map(one.decodeTime * msPerTick),
      };
      this.#ring.push(fragment);
      this.#meter.push(fragment, arrivedAtMs);
      this.#deliver((consumer) => consumer.onFragment(fragment));
    }
    this.#options.onPictures();
  }

  /** No source any more: what the ring holds is no longer live and must not be given to newcomers. */
  goDark(): void {
    this.#ring.clear();
    this.#meter.clear();
  }

  subscribe(consumer: FragmentConsumer): () => void {
    if (this.#info) consumer.onInit(this.#info);
    for (const fragment of this.#ring.newestGop) consumer.onFragment(fragment);
    this.#consumers.add(consumer);
    return () => {
      this.#consumers.delete(consumer);
    };
  }

  latestKeyframe(): { info: MediaInfo; fragment: Fragment } | undefined {
    const fragment = this.#ring.latestKeyframe;
    return fragment && this.#info ? { info: this.#info, fragment } : undefined;
  }

  /** One consumer's mistake costs that consumer its stream, not the others theirs. */
  #deliver(give: (consumer: FragmentConsumer) => void): void {
    for (const consumer of [...this.#consumers]) {
      // It may have left while its neighbour was being served.
      if (!this.#consumers.has(consumer)) continue;
      try {
        give(consumer);
      } catch (error) {
        this.#consumers.delete(consumer);
        this.#options.log.error({ err: error }, 'a consumer threw and is no longer fed');
      }
    }
  }
}
