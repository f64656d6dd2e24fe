import { PRFT_BYTES, writeProducerTime } from '../fmp4/producer-time.ts';
import { fragmentHead, type Sample } from '../fmp4/write-fragment.ts';
import type { AccessUnit, Memory } from '../types.ts';
import type { FileSound } from './file-sound.ts';
import { FileTimeline, type PlacedUnit } from './file-timeline.ts';
import type { Fragment } from './types.ts';

/** What a power cut may cost. */
const LONGEST_MS = 1000;
/** A second of pictures whose times jitter is still a second. */
const JITTER_MS = 5;
/** Media time may stand nearly still: no fragment waits for longer than this of the wall clock. */
const LONGEST_WALL_MS = 2 * LONGEST_MS;

/** A fragment as it goes to disk: its head, and the pictures' own bytes. */
export interface BuiltFragment {
  readonly entry: Fragment;
  readonly buffers: readonly Buffer[];
  /** To be released when the bytes are on disk, or given up. */
  readonly memories: readonly Memory[];
  /** Wall clock of the end of its last picture. */
  readonly endMs: number;
}

export interface FragmentBuilderOptions {
  readonly timescale: number;
  /** Where the first fragment begins in the file. */
  readonly offset: number;
  readonly sound: FileSound | undefined;
  readonly onFragment: (fragment: BuiltFragment) => void;
}

/**
 * Groups pictures into fragments of at most a second, each keyframe beginning one. Pictures are held until their
 * fragment is given out; one waits for the next, which tells how long it lasts.
 */
export class FragmentBuilder {
  readonly #options: FragmentBuilderOptions;
  readonly #timeline: FileTimeline;
  #newest: PlacedUnit | undefined;
  #pending: Sample[] = [];
  #units: AccessUnit[] = [];
  #pendingTicks = 0;
  #offset: number;
  #sequence = 0;
  /** Of the newest keyframe: by how much what is shown lies behind what is decoded. */
  #reorderTicks = 0;

  constructor(options: FragmentBuilderOptions) {
    this.#options = options;
    this.#timeline = new FileTimeline(options.timescale);
    this.#offset = options.offset;
  }

  /** Where the next fragment will begin. */
  get offset(): number {
    return this.#offset;
  }

  /** File time less media time, for sound of the picture's epoch. */
  get shiftSeconds(): number {
    return this.#timeline.shiftSeconds;
  }

  push(unit: AccessUnit): void {
    unit.memory.retain();
    const placed = this.#timeline.place(unit);
    const before = this.#newest;
    this.#newest = placed;
    if (!before) return;
    this.#take(before, placed.decodeTime - before.decodeTime);
    const longestTicks = ((LONGEST_MS + JITTER_MS) * this.#options.timescale) / 1000;
    const wallMs = unit.capturedAtMs - (this.#units[0] ?? unit).capturedAtMs;
    const isLong = this.#pendingTicks + unit.durationTicks > longestTicks || wallMs > LONGEST_WALL_MS;
    if (unit.keyframe || isLong) this.#give();
  }

  /** Nothing follows: the last picture lasts as long as its source said, or up to `nextMs`, the next file's first. */
  end(nextMs?: number): void {
    const last = this.#newest;
    this.#newest = undefined;
    if (last) {
      const { capturedAtMs, durationTicks } = last.unit;
      const untilNext = nextMs === undefined ? durationTicks : this.#ticks(nextMs - capturedAtMs);
      this.#take(last, Math.max(1, Math.min(untilNext, this.#ticks(LONGEST_MS))));
    }
    this.#give();
  }

  /** Lets go of what was not given out. */
  drop(): void {
    this.#newest?.unit.memory.release();
    this.#newest = undefined;
    for (const { memory } of this.#units) memory.release();
    this.#units = [];
    this.#pending = [];
    this.#pendingTicks = 0;
  }

  #take({ unit, decodeTime }: PlacedUnit, durationTicks: number): void {
    const { data, keyframe, compositionTicks } = unit;
    this.#pending.push({ data, keyframe, compositionTicks, decodeTime, durationTicks });
    this.#units.push(unit);
    this.#pendingTicks += durationTicks;
  }

  #give(): void {
    const [first] = this.#pending;
    const [firstUnit] = this.#units;
    const lastUnit = this.#units.at(-1);
    if (!first || !firstUnit || !lastUnit) return;
    if (first.keyframe) this.#reorderTicks = Math.max(0, first.compositionTicks);
    this.#sequence += 1;
    const sound = this.#options.sound?.take() ?? [];
    const head = fragmentHead({ sequence: this.#sequence, units: this.#pending, sound }, PRFT_BYTES);
    const { capturedAtMs: atMs } = firstUnit;
    const presentationTime = first.decodeTime + this.#reorderTicks;
    writeProducerTime(head, 0, { atMs, mediaTime: presentationTime });
    const buffers = [head, ...this.#pending.map(({ data }) => data), ...sound.map(({ data }) => data)];
    const bytes = buffers.reduce((sum, { length }) => sum + length, 0);
    const durationMs = (this.#pendingTicks * 1000) / this.#options.timescale;
    const lastTicks = this.#pending.at(-1)?.durationTicks ?? 0;
    const entry = {
      ...{ offset: this.#offset, bytes, atMs, durationMs, keyframe: first.keyframe },
      ...{ decodeTime: first.decodeTime, presentationTime },
    };
    const endMs = lastUnit.capturedAtMs + (lastTicks * 1000) / this.#options.timescale;
    const memories = this.#units.map(({ memory }) => memory);
    this.#offset += bytes;
    this.#pending = [];
    this.#units = [];
    this.#pendingTicks = 0;
    this.#options.onFragment({ entry, buffers, memories, endMs });
  }

  #ticks(ms: number): number {
    return Math.round((ms * this.#options.timescale) / 1000);
  }
}
