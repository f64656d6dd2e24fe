/**
 * The GOP through a hidden `<video>` that is sent to its end: where a page came over plain http from another
 * machine, which is no secure context, there is no WebCodecs.
 */
import type { GopDecoder, GopDecoderOptions } from './gop-decoder.ts';

/** Inside the last picture, whatever the rounding. */
const WITHIN_S = 0.001;

export class MseDecoder implements GopDecoder {
  readonly #options: GopDecoderOptions;
  readonly #video = document.createElement('video');
  readonly #source = new MediaSource();
  readonly #url: string;
  #waiting: Uint8Array<ArrayBuffer>[] = [];
  #buffer: SourceBuffer | undefined;
  #closed = false;
  #fail: ((fault: Error) => void) | undefined;

  constructor(options: GopDecoderOptions) {
    this.#options = options;
    const type = `video/mp4; codecs="${options.codec}"`;
    if (!MediaSource.isTypeSupported(type)) throw new Error(`${type} cannot be played`);
    this.#video.muted = true;
    this.#video.preload = 'auto';
    this.#url = URL.createObjectURL(this.#source);
    this.#source.addEventListener('sourceopen', () => {
      if (this.#closed) return;
      this.#buffer = this.#source.addSourceBuffer(type);
      this.#buffer.addEventListener('updateend', () => this.#append());
      this.#append();
    });
    this.#video.addEventListener('error', () => this.#fail?.(new Error(this.#video.error?.message)));
    this.#video.src = this.#url;
  }

  bytes(chunk: Uint8Array<ArrayBuffer>): void {
    this.#waiting.push(chunk);
    this.#append();
  }

  samples(): void {
    // It reads the bytes itself.
  }

  async finish(newestUs: number): Promise<void> {
    await this.#until(
      () => this.#buffer !== undefined && this.#waiting.length === 0 && !this.#buffer.updating,
    );
    const { buffered } = this.#video;
    if (this.#closed || buffered.length === 0) throw new Error('nothing to show');
    // Media time need not begin at 0: what counts is where the buffer ends.
    this.#source.endOfStream();
    const end = this.#video.buffered.end(this.#video.buffered.length - 1);
    this.#video.currentTime = Math.max(0, end - WITHIN_S);
    await this.#until(
      () => !this.#video.seeking && this.#video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA,
    );
    this.#options.onPicture({
      source: this.#video,
      width: this.#video.videoWidth,
      height: this.#video.videoHeight,
      timestampUs: newestUs,
      close: () => this.close(),
    });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#waiting = [];
    this.#video.removeAttribute('src');
    this.#video.load();
    URL.revokeObjectURL(this.#url);
    this.#fail?.(new Error('closed'));
  }

  #append(): void {
    if (this.#closed || this.#buffer === undefined || this.#buffer.updating) return;
    const next = this.#waiting.shift();
    if (next !== undefined) this.#buffer.appendBuffer(next);
  }

  /** Waits for the media element; it is looked at on each of its events and every 10 ms. */
  #until(reached: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setInterval(() => look(), 10);
      const look = () => {
        if (!reached()) return;
        done();
        resolve();
      };
      const done = () => {
        clearInterval(timer);
        this.#video.removeEventListener('seeked', look);
        this.#fail = undefined;
      };
      this.#fail = (fault) => {
        done();
        reject(fault);
      };
      this.#video.addEventListener('seeked', look);
      look();
    });
  }
}
