import type { AccessUnit, MediaInfo, StreamConsumer, StreamView } from '../../types.ts';
import { FLV_HEADER, pictureTags, sequenceHeader, type TimedUnit } from './flv-tags.ts';
import { FlvTimeline } from './flv-timeline.ts';
import { type FlvChunk, type FlvSink, FlvViewer } from './flv-viewer.ts';

export interface FlvOutputOptions {
  readonly stream: Pick<StreamView, 'subscribe'>;
  readonly now?: () => number;
}

export interface FlvWatch {
  readonly sink: FlvSink;
  /** Ended by us: `viewer_too_slow`, or `codec_unsupported_by_flv` when the camera changed to one. */
  readonly onEnded: (code: 'viewer_too_slow' | 'codec_unsupported_by_flv') => void;
}

/** With more viewers than this, a picture waits for its neighbours: a write is what a viewer costs. */
const FEW_VIEWERS = 8;
/** The longest GOP that a viewer is begun with: ten seconds of 6 Mbit/s. */
const MOST_AT_START = 8 * 1024 * 1024;
/** How much is gathered then, and with very many. */
const GATHER_MS = 160;
const MANY_VIEWERS = 50;
const GATHER_MORE_MS = 240;

/**
 * One stream as HTTP-FLV, for however many watch it: each picture is written into tags once, and all viewers are
 * given the same buffers. Knows no transport.
 */
export class FlvOutput implements StreamConsumer {
  readonly #options: FlvOutputOptions;
  readonly #viewers = new Set<{ readonly viewer: FlvViewer; readonly watch: FlvWatch }>();
  readonly #timeline = new FlvTimeline();
  readonly #unsubscribe: () => void;
  #info: MediaInfo | undefined;
  /** The newest GOP as the last newcomer was given it, for those who come with him. */
  #gop: { readonly sequence: number; readonly chunk: FlvChunk } | undefined;
  /** Gathered for the next chunk; retained until it is written. */
  #pending: AccessUnit[] = [];
  #pendingMs = 0;
  #skips = 0;

  constructor(options: FlvOutputOptions) {
    this.#options = options;
    this.#unsubscribe = options.stream.subscribe(this);
  }

  get viewers(): number {
    return this.#viewers.size;
  }

  /** How often a viewer was so slow that pictures were left out. */
  get skips(): number {
    return this.#skips;
  }

  /** Feeds a viewer, from the newest keyframe on. Returns the way to stop. */
  watch(watch: FlvWatch): () => void {
    const { now = Date.now } = this.#options;
    // What is gathered lies in the ring as well: the others get it now, this one with the ring.
    this.#flush();
    const viewer = new FlvViewer({
      sink: watch.sink,
      now,
      sequenceHeader: (timestampMs) => sequenceHeader(this.#info as MediaInfo, timestampMs),
      onTooSlow: () => this.#end(entry, 'viewer_too_slow'),
      onSkip: () => {
        this.#skips += 1;
      },
    });
    const entry = { viewer, watch };
    watch.sink.write(FLV_HEADER);
    const gop = this.#newestGop();
    if (gop) viewer.give(gop);
    this.#viewers.add(entry);
    return () => {
      viewer.end();
      this.#viewers.delete(entry);
    };
  }

  onInit(info: MediaInfo): void {
    this.#flush();
    this.#info = info;
    this.#timeline.begin(info);
    this.#gop = undefined;
    if (info.codec !== 'h264')
      for (const entry of [...this.#viewers]) this.#end(entry, 'codec_unsupported_by_flv');
  }

  onAccessUnit(unit: AccessUnit): void {
    if (this.#viewers.size === 0 || this.#info?.codec !== 'h264') return;
    // A viewer that was skipped goes on where a chunk begins with a keyframe.
    if (unit.keyframe) {
      this.#flush();
      this.#gop = undefined;
    }
    unit.memory.retain();
    this.#pending.push(unit);
    this.#pendingMs += unit.durationMs;
    if (this.#pendingMs >= gatherMs(this.#viewers.size)) this.#flush();
  }

  close(): void {
    this.#unsubscribe();
    for (const { viewer } of this.#viewers) viewer.end();
    this.#viewers.clear();
    this.#flush();
  }

  #flush(): void {
    const units = this.#pending;
    if (units.length === 0) return;
    this.#pending = [];
    this.#pendingMs = 0;
    if (this.#viewers.size > 0) {
      const chunk = this.#chunk(units);
      for (const { viewer } of [...this.#viewers]) viewer.give(chunk);
    }
    for (const { memory } of units) memory.release();
  }

  #chunk(units: readonly AccessUnit[]): FlvChunk {
    const placed: TimedUnit[] = units.map((unit) => this.#timeline.place(unit));
    return {
      data: pictureTags(placed),
      epoch: this.#info?.epoch ?? 0,
      keyframe: units[0]?.keyframe ?? false,
      timestampMs: placed[0]?.timestampMs ?? 0,
    };
  }

  /** Undefined when there is none, or too much: then a viewer begins with the next keyframe. */
  #newestGop(): FlvChunk | undefined {
    if (this.#info?.codec !== 'h264') return undefined;
    const units: AccessUnit[] = [];
    let bytes = 0;
    // Subscribing gives it at once; all after it is not wanted.
    const onAccessUnit = (unit: AccessUnit) => {
      units.push(unit);
      bytes += unit.data.length;
    };
    this.#options.stream.subscribe({ onInit: () => undefined, onAccessUnit })();
    const sequence = units.at(-1)?.sequence;
    if (sequence === undefined || bytes > MOST_AT_START) return undefined;
    if (this.#gop?.sequence !== sequence) this.#gop = { sequence, chunk: this.#chunk(units) };
    return this.#gop.chunk;
  }

  #end(
    entry: { readonly viewer: FlvViewer; readonly watch: FlvWatch },
    code: Parameters<FlvWatch['onEnded']>[0],
  ): void {
    entry.viewer.end();
    if (this.#viewers.delete(entry)) entry.watch.onEnded(code);
  }
}

function gatherMs(viewers: number): number {
  if (viewers <= FEW_VIEWERS) return 0;
  return viewers <= MANY_VIEWERS ? GATHER_MS : GATHER_MORE_MS;
}
