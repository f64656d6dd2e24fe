import type { AccessUnit, MediaInfo, StreamConsumer, StreamView } from '../../types.ts';

const BURST_BYTES = 64 * 1024;
const BURST_EVERY_MS = 10;
/** What is waiting beyond this is dropped, and the next keyframe waited for. */
const MAX_WAITING_BYTES = 6 * 1024 * 1024;

/**
 * Joins a stream at its newest keyframe: the ring's newest GOP is handed on in bursts that network buffers take
 * (64 KiB every 10 ms: 52 Mbit/s), live units line up behind it, and once the line is empty they pass
 * straight through, with no timer between a picture and its viewers. So a viewer has the first picture at once and
 * the live edge a moment later.
 */
export class CatchUp implements StreamConsumer {
  readonly #target: StreamConsumer;
  #stop: (() => void) | undefined;
  #holding = true;
  #waiting: (MediaInfo | AccessUnit)[] = [];
  #waitingBytes = 0;
  #untilKeyframe = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(target: StreamConsumer) {
    this.#target = target;
  }

  start(stream: Pick<StreamView, 'subscribe'>): void {
    this.#stop ??= stream.subscribe(this);
    this.#timer ??= setInterval(() => this.#drain(), BURST_EVERY_MS);
    this.#drain();
  }

  close(): void {
    this.#stop?.();
    this.#stop = undefined;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#drop(() => false);
  }

  onInit(info: MediaInfo): void {
    if (this.#holding) this.#waiting.push(info);
    else this.#target.onInit(info);
  }

  onAccessUnit(unit: AccessUnit): void {
    if (unit.keyframe) this.#untilKeyframe = false;
    if (this.#untilKeyframe) return;
    if (!this.#holding) {
      this.#target.onAccessUnit(unit);
      return;
    }
    unit.memory.retain();
    this.#waiting.push(unit);
    this.#waitingBytes += unit.data.length;
    if (this.#waitingBytes > MAX_WAITING_BYTES) {
      this.#drop((item) => 'init' in item);
      this.#untilKeyframe = true;
    }
  }

  #drain(): void {
    let bytes = 0;
    const due = this.#due();
    for (const item of this.#waiting.splice(0, due)) {
      if ('init' in item) this.#target.onInit(item);
      else {
        bytes += item.data.length;
        this.#target.onAccessUnit(item);
        item.memory.release();
      }
    }
    this.#waitingBytes -= bytes;
    if (this.#waiting.length > 0) return;
    this.#holding = false;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** How many of those waiting make one burst. */
  #due(): number {
    let count = 0;
    let bytes = 0;
    for (const item of this.#waiting) {
      if (bytes >= BURST_BYTES) break;
      count += 1;
      if (!('init' in item)) bytes += item.data.length;
    }
    return count;
  }

  #drop(isKept: (item: MediaInfo | AccessUnit) => boolean): void {
    const all = this.#waiting;
    this.#waiting = all.filter(isKept);
    for (const item of all) if (!isKept(item) && !('init' in item)) item.memory.release();
    this.#waitingBytes = this.#waiting.reduce(
      (sum, item) => sum + ('init' in item ? 0 : item.data.length),
      0,
    );
  }
}
