import type { Fragment, FragmentConsumer, MediaInfo, StreamView } from '../../types.ts';

const BURST_BYTES = 64 * 1024;
const BURST_EVERY_MS = 10;
/** What is waiting beyond this is dropped, and the next keyframe waited for. */
const MAX_WAITING_BYTES = 6 * 1024 * 1024;

/**
 * Joins a stream at its newest keyframe: the ring's newest GOP is handed on in bursts that network buffers take
 * (64 KiB every 10 ms: 52 Mbit/s), live fragments line up behind it, and once the line is empty they pass
 * straight through. So a viewer has the first picture at once and the live edge a moment later.
 */
export class CatchUp implements FragmentConsumer {
  readonly #target: FragmentConsumer;
  #stop: (() => void) | undefined;
  #holding = true;
  #waiting: (MediaInfo | Fragment)[] = [];
  #waitingBytes = 0;
  #untilKeyframe = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(target: FragmentConsumer) {
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
    this.#waiting = [];
  }

  onInit(info: MediaInfo): void {
    if (this.#holding) this.#waiting.push(info);
    else this.#target.onInit(info);
  }

  onFragment(fragment: Fragment): void {
    if (fragment.keyframe) this.#untilKeyframe = false;
    if (this.#untilKeyframe) return;
    if (!this.#holding) {
      this.#target.onFragment(fragment);
      return;
    }
    this.#waiting.push(fragment);
    this.#waitingBytes += fragment.accessUnit.length;
    if (this.#waitingBytes > MAX_WAITING_BYTES) {
      this.#waiting = this.#waiting.filter((item) => 'init' in item);
      this.#waitingBytes = 0;
      this.#untilKeyframe = true;
    }
  }

  #drain(): void {
    let count = 0;
    let bytes = 0;
    while (count < this.#waiting.length && bytes < BURST_BYTES) {
      const item = this.#waiting[count++];
      if (!item) continue;
      if ('init' in item) this.#target.onInit(item);
      else {
        bytes += item.accessUnit.length;
        this.#target.onFragment(item);
      }
    }
    this.#waiting.splice(0, count);
    this.#waitingBytes -= bytes;
    if (this.#waiting.length > 0) return;
    this.#holding = false;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
