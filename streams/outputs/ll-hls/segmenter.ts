import { writeInit } from '../../fmp4/write-init.ts';
import type { AccessUnit, AudioFrame, MediaInfo, StreamConsumer } from '../../types.ts';
import { Part } from './part.ts';
import type { Segment } from './segment.ts';

/** What a part aims at (the "about 200 ms"). */
const PART_MS = 200;
/** RFC 8216bis 4.4.4.9: a part lasts at least this share of the target, unless it ends its segment. */
const PART_SHARE = 0.85;
/** Cameras' timestamps jitter by a millisecond or two a frame. */
const JITTER = 1.04;
/** A keyframe ends a segment that is this long: short GOPs are joined, so that playlists stay short. */
const SEGMENT_MS = 1500;
/** The longest first segment; a GOP longer than this is cut without a keyframe. */
const LONGEST_MS = 6000;
/** A camera that sends one a second is the slowest we have met. */
const LONGEST_PICTURE_S = 1.2;
/** How many frames are looked at before the length of a part is settled. */
const SAMPLE = 6;
/** RFC 8216bis 6.2.2: a playlist never holds less than this many target durations. More would be memory. */
const KEPT_TARGETS = 3;
/** Sound kept for the part at hand: more than this much lead or lag of one of both is a fault of the camera. */
const MOST_SOUND = 200;

interface Growing extends Segment {
  readonly parts: Part[];
  durationMs: number;
  complete: boolean;
}

export interface SegmenterOptions {
  /** The first media sequence number. One that grows with the wall clock never goes back across restarts. */
  readonly firstMsn: number;
  /** The first part's number; see `firstMsn`. */
  readonly firstPart: number;
  /** A part or a segment was finished. */
  readonly onAdvance: () => void;
  /** Carry AAC sound where the camera has it. */
  readonly sound: boolean;
}

/**
 * Groups access units into parts and segments by RFC 8216bis. Keeps what the playlist must hold; forgets the rest.
 */
export class Segmenter implements StreamConsumer {
  readonly #onAdvance: () => void;
  readonly #withSound: boolean;
  readonly #segments: Growing[] = [];
  #nextMsn: number;
  #nextPart: number;
  #info: MediaInfo | undefined;
  #initMsn = 0;
  /**
   * Waits for the next one, which tells how long it lasts: a sample that says less than half of that makes a browser
   * take what follows for another stream, and drop it up to the next keyframe (Media Source Extensions, 3.5.8).
   */
  #newest: AccessUnit | undefined;
  #pending: AccessUnit[] = [];
  #pendingMs = 0;
  #sound: AudioFrame[] = [];
  #partTargetMs: number | undefined;
  #targetDurationS: number | undefined;
  #discontinuityNext = false;
  #discontinuitiesGone = 0;
  #waitForKeyframe = true;

  constructor(options: SegmenterOptions) {
    this.#nextMsn = options.firstMsn;
    this.#nextPart = options.firstPart;
    this.#onAdvance = options.onAdvance;
    this.#withSound = options.sound;
  }

  /** Oldest first; the last one may be growing. */
  get segments(): readonly Segment[] {
    return this.#segments;
  }

  /** The number that the next part will have, whichever segment it falls into. */
  get nextPart(): number {
    return this.#nextPart;
  }

  /** Ms; undefined until enough frames were seen. */
  get partTargetMs(): number | undefined {
    return this.#partTargetMs;
  }

  /** Whole seconds, settled by the first complete segment: it must not change afterwards. */
  get targetDurationS(): number | undefined {
    return this.#targetDurationS;
  }

  /** `EXT-X-DISCONTINUITY-SEQUENCE`: how many discontinuities have left the playlist. */
  get discontinuitiesGone(): number {
    return this.#discontinuitiesGone;
  }

  onInit(info: MediaInfo): void {
    if (this.#info?.epoch === info.epoch) return;
    if (this.#newest) this.#take(this.#newest);
    this.#newest = undefined;
    this.#closeSegment();
    this.#discontinuityNext = this.#segments.length > 0;
    this.#info = this.#withSound || !info.audio ? info : silent(info);
    this.#initMsn = this.#nextMsn;
    this.#waitForKeyframe = true;
  }

  onAccessUnit(unit: AccessUnit): void {
    if (this.#info === undefined || unit.epoch !== this.#info.epoch) return;
    if (this.#waitForKeyframe && !unit.keyframe) return;
    this.#waitForKeyframe = false;
    unit.memory.retain();
    const before = this.#newest;
    this.#newest = unit;
    if (before) this.#take(lasting(before, unit.decodeTime, this.#info.timescale));
  }

  onAudio(frame: AudioFrame): void {
    if (this.#info?.audio?.codec !== 'aac' || frame.epoch !== this.#info.epoch || this.#waitForKeyframe)
      return;
    this.#sound.push(frame);
    if (this.#sound.length > MOST_SOUND) this.#sound.shift();
  }

  /** Frees what is held; nothing may be asked of it any more. */
  close(): void {
    this.#newest?.memory.release();
    this.#newest = undefined;
    for (const { memory } of this.#pending) memory.release();
    this.#pending = [];
    for (const segment of this.#segments.splice(0)) dropParts(segment);
  }

  #take(unit: AccessUnit): void {
    if (this.#endsSegment(unit)) this.#closeSegment();
    if (this.#partTargetMs !== undefined && this.#pendingMs + unit.durationMs > this.#partTargetMs)
      this.#closePart();
    this.#pending.push(unit);
    this.#pendingMs += unit.durationMs;
    if (this.#partTargetMs === undefined && this.#pending.length >= SAMPLE) this.#settlePartTarget();
    // Full without waiting for another frame that would no longer fit: that wait would be latency.
    else if (this.#isFull()) this.#closePart();
  }

  #isFull(): boolean {
    const target = this.#partTargetMs;
    if (target === undefined || this.#pending.length === 0) return false;
    const frameMs = this.#pendingMs / this.#pending.length;
    return this.#pendingMs >= PART_SHARE * target && this.#pendingMs + frameMs / JITTER > target;
  }

  #endsSegment(next: AccessUnit): boolean {
    const segment = this.#segments.at(-1);
    const soFarMs = (segment?.complete === false ? segment.durationMs : 0) + this.#pendingMs;
    if (soFarMs === 0) return false;
    if (next.keyframe && soFarMs >= SEGMENT_MS) return true;
    // EXTINF, rounded, must not be longer than the target.
    const limitMs = this.#targetDurationS === undefined ? LONGEST_MS : this.#targetDurationS * 1000 + 450;
    return soFarMs + next.durationMs > limitMs;
  }

  /** Settles how long parts are, from the frames at hand, and cuts these into parts. */
  #settlePartTarget(): void {
    const durations = this.#pending.map((unit) => unit.durationMs).sort((a, b) => a - b);
    const frameMs = durations[Math.floor(durations.length / 2)] || PART_MS;
    const frames = Math.max(1, Math.round(PART_MS / frameMs));
    this.#partTargetMs = Math.ceil(frames * frameMs * JITTER);
    const held = this.#pending;
    this.#pending = [];
    this.#pendingMs = 0;
    for (const unit of held) this.#take(unit);
  }

  #closePart(): void {
    const first = this.#pending[0];
    if (first === undefined || this.#info === undefined) return;
    // A camera that slows down (night) gives frames longer than a part: the target must follow.
    this.#partTargetMs = Math.max(this.#partTargetMs ?? PART_MS, Math.ceil(this.#pendingMs));
    const segment = this.#growing(first, this.#info);
    const { pending: units, sound } = { pending: this.#pending, sound: this.#sound };
    segment.parts.push(new Part({ number: this.#nextPart, durationMs: this.#pendingMs, units, sound }));
    this.#sound = [];
    this.#nextPart += 1;
    segment.durationMs += this.#pendingMs;
    this.#pending = [];
    this.#pendingMs = 0;
    this.#onAdvance();
  }

  #growing(first: AccessUnit, info: MediaInfo): Growing {
    const last = this.#segments.at(-1);
    if (last !== undefined && !last.complete) return last;
    const segment: Growing = {
      msn: this.#nextMsn,
      info,
      initMsn: this.#initMsn,
      discontinuity: this.#discontinuityNext,
      startsAtMs: first.capturedAtMs,
      parts: [],
      durationMs: 0,
      complete: false,
    };
    this.#nextMsn += 1;
    this.#discontinuityNext = false;
    this.#segments.push(segment);
    return segment;
  }

  #closeSegment(): void {
    this.#closePart();
    const segment = this.#segments.at(-1);
    if (segment === undefined || segment.complete) return;
    segment.complete = true;
    this.#targetDurationS ??= Math.max(1, Math.ceil(segment.durationMs / 1000 - 0.05));
    this.#forget();
    this.#onAdvance();
  }

  /** Segments go while the complete ones left still fill what a playlist must hold. */
  #forget(): void {
    const least = KEPT_TARGETS * (this.#targetDurationS ?? 1) * 1000;
    let heldMs = this.#segments.reduce((sum, { durationMs }) => sum + durationMs, 0);
    for (;;) {
      const oldest = this.#segments[0];
      if (!oldest || heldMs - oldest.durationMs < least) return;
      heldMs -= oldest.durationMs;
      this.#segments.shift();
      dropParts(oldest);
      if (oldest.discontinuity) this.#discontinuitiesGone += 1;
    }
  }
}

/** The picture with the length that the next one's time gives it; a pause of the camera is not made a part of. */
function lasting(unit: AccessUnit, nextDecodeTime: number, timescale: number): AccessUnit {
  const durationTicks = nextDecodeTime - unit.decodeTime;
  if (durationTicks <= 0 || durationTicks > LONGEST_PICTURE_S * timescale) return unit;
  return { ...unit, durationTicks, durationMs: (durationTicks * 1000) / timescale };
}

/** The same pictures, without a word of sound. */
function silent({ audio: _audio, ...picture }: MediaInfo): MediaInfo {
  return { ...picture, init: writeInit(picture) };
}

function dropParts({ parts }: Segment): void {
  for (const part of parts) part.drop();
}
