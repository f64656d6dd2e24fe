/**
 * A `<video>` whose media time is the wall clock: each run of pictures is put where it was taken, so a gap in the
 * footage is a gap in the buffer, and a jump is a seek. One `MediaSource`, begun anew when the way is too far.
 */
import { MediaFault } from './media-fault.ts';
import type { MediaHead, MediaRun } from './media-run.ts';

const DAY_MS = 86_400_000;
/** Media time begins a day before the first picture asked for and is good for a month. */
const REACH_MS = 30 * DAY_MS;

export class ClipBuffer {
  readonly #video: HTMLVideoElement;
  #source: MediaSource | undefined;
  #url: string | undefined;
  #buffer: SourceBuffer | undefined;
  #mimeType: string | undefined;
  #head: MediaHead | undefined;
  #baseMs = 0;

  constructor(video: HTMLVideoElement) {
    this.#video = video;
  }

  /** Whether an instant can be reached without beginning anew. */
  reaches(atMs: number): boolean {
    return this.#source !== undefined && atMs > this.#baseMs && atMs < this.#baseMs + REACH_MS;
  }

  /** Where the element is on the wall clock; undefined before `open`. */
  get atMs(): number | undefined {
    return this.#source === undefined ? undefined : this.wallOf(this.#video.currentTime);
  }

  wallOf(mediaTime: number): number {
    return this.#baseMs + mediaTime * 1000;
  }

  seek(atMs: number): void {
    if (this.reaches(atMs)) this.#video.currentTime = (atMs - this.#baseMs) / 1000;
  }

  /** The end of what is buffered around an instant; undefined where there is nothing. */
  bufferedUntil(atMs: number): number | undefined {
    if (this.#buffer === undefined) return undefined;
    const at = (atMs - this.#baseMs) / 1000;
    const { buffered } = this.#video;
    for (let index = 0; index < buffered.length; index += 1)
      // A frame's time is written in whole ticks, ours in ms.
      if (buffered.start(index) <= at + 0.02 && at < buffered.end(index))
        return this.wallOf(buffered.end(index));
    return undefined;
  }

  /** Empty and around `atMs`. */
  async open(atMs: number): Promise<void> {
    this.close();
    this.#baseMs = Math.floor(atMs / DAY_MS) * DAY_MS - DAY_MS;
    const source = new MediaSource();
    this.#source = source;
    this.#url = URL.createObjectURL(source);
    this.#video.src = this.#url;
    await once(source, 'sourceopen');
    if (source !== this.#source) return;
    source.duration = REACH_MS / 1000;
    this.seek(atMs);
  }

  /** Throws a `MediaFault` for what the browser cannot decode; a `QuotaExceededError` when it has no more room. */
  async append(head: MediaHead, run: MediaRun, fromMs: number): Promise<void> {
    const buffer = this.#bufferFor(head);
    if (buffer === undefined) return;
    if (this.#head !== head) {
      await this.#change(buffer, () => buffer.appendBuffer(head.bytes));
      this.#head = head;
    }
    await this.#change(buffer, () => {
      buffer.timestampOffset = (fromMs - this.#baseMs) / 1000 - run.startsAtS;
      buffer.appendBuffer(run.bytes);
    });
  }

  /** Forgets all that lies outside. */
  async keepOnly(fromMs: number, toMs: number): Promise<void> {
    const buffer = this.#buffer;
    if (buffer === undefined || this.#video.buffered.length === 0) return;
    const from = (fromMs - this.#baseMs) / 1000;
    const to = (toMs - this.#baseMs) / 1000;
    const { buffered } = this.#video;
    const begins = buffered.start(0);
    const ends = buffered.end(buffered.length - 1);
    if (begins < from) await this.#change(buffer, () => buffer.remove(0, from));
    if (ends > to) await this.#change(buffer, () => buffer.remove(Math.max(0, to), REACH_MS / 1000));
  }

  close(): void {
    if (this.#source === undefined) return;
    this.#source = undefined;
    this.#buffer = undefined;
    this.#head = undefined;
    this.#mimeType = undefined;
    this.#video.removeAttribute('src');
    this.#video.load();
    if (this.#url !== undefined) URL.revokeObjectURL(this.#url);
  }

  #bufferFor(head: MediaHead): SourceBuffer | undefined {
    const source = this.#source;
    if (source === undefined || source.readyState !== 'open') return undefined;
    if (!MediaSource.isTypeSupported(head.mimeType))
      throw new MediaFault('codec_unsupported_by_browser', head.mimeType, true);
    if (this.#buffer === undefined) {
      this.#buffer = source.addSourceBuffer(head.mimeType);
      this.#mimeType = head.mimeType;
    } else if (this.#mimeType !== head.mimeType) {
      this.#buffer.changeType(head.mimeType);
      this.#mimeType = head.mimeType;
    }
    return this.#buffer;
  }

  async #change(buffer: SourceBuffer, action: () => void): Promise<void> {
    if (buffer !== this.#buffer) return;
    const done = once(buffer, 'updateend');
    action();
    await done;
    if (this.#video.error !== null) throw new MediaFault('decode', this.#video.error.message, false);
  }
}

/** Also when the source is taken away meanwhile: `sourceclose` fires no `updateend`, so nobody must wait for ever. */
function once(target: EventTarget, type: string): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, 5000);
    target.addEventListener(
      type,
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
