import { MediaError } from '../../media-error.ts';
import type { StreamView } from '../../types.ts';
import type { Part } from './part.ts';
import { renderPlaylist } from './playlist.ts';
import type { Segment } from './segment.ts';
import { Segmenter } from './segmenter.ts';

/** Requests that may wait for a part at once, on one stream. */
const MOST_WAITING = 500;

export interface LlHlsOptions {
  readonly stream: Pick<StreamView, 'subscribe'>;
  readonly now?: () => number;
  /** Carries the sound of a camera that has AAC. Default: none; hearing is a right of its own. */
  readonly sound?: boolean;
  /** How long a blocking request waits; default three target durations. */
  readonly waitMs?: number;
}

export interface PlaylistRequest {
  /** `_HLS_msn` and `_HLS_part`: answer once the playlist holds this segment, or this part of it. */
  readonly msn?: number;
  readonly part?: number;
}

export interface LlHlsResource {
  readonly type: 'video/mp4';
  readonly buffers: readonly Buffer[];
}

/**
 * One stream as Low-Latency HLS (RFC 8216bis). Knows no transport: whoever mounts it asks for the playlist and
 * for what the playlist names, and holds a lease on the stream meanwhile.
 */
export class LlHlsOutput {
  readonly #segmenter: Segmenter;
  readonly #unsubscribe: () => void;
  readonly #waitMs: number | undefined;
  #waiting = new Set<() => void>();
  /** The playlist as it stands, the same for all who ask until there is more. */
  #rendered: string | undefined;
  #closed = false;

  constructor(options: LlHlsOptions) {
    const now = options.now ?? Date.now;
    this.#waitMs = options.waitMs;
    this.#segmenter = new Segmenter({
      sound: options.sound ?? false,
      // A segment lasts over a second, so the wall clock in seconds stays ahead of what an earlier run gave out.
      firstMsn: Math.floor(now() / 1000),
      // And fewer than ten parts come in a second.
      firstPart: Math.floor(now() / 100),
      onAdvance: () => {
        this.#rendered = undefined;
        this.#wake();
      },
    });
    this.#unsubscribe = options.stream.subscribe(this.#segmenter);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#unsubscribe();
    this.#segmenter.close();
    this.#wake();
  }

  /**
   * Waits until the asked for is there (or until the time is up, then answers what there is).
   * Throws `playlist_out_of_range` for what cannot be soon, `stream_not_ready` before the first segment is complete.
   */
  async playlist(request: PlaylistRequest = {}): Promise<string> {
    if (request.part !== undefined && request.msn === undefined)
      throw outOfRange('_HLS_part needs _HLS_msn beside it');
    await this.#until(() => this.#isPlayable());
    // Before anything is said of a number: what would be too far ahead is not known yet.
    if (!this.#isPlayable()) throw notReady();
    const { msn, part } = request;
    if (msn !== undefined) {
      const last = this.#segmenter.segments.at(-1)?.msn ?? 0;
      if (msn > last + 2) throw outOfRange(`_HLS_msn=${msn} is too far ahead: the newest segment is ${last}`);
      await this.#until(() => this.#has(msn, part));
    }
    const { segments, nextPart, targetDurationS, partTargetMs, discontinuitiesGone } = this.#segmenter;
    if (!this.#isPlayable() || targetDurationS === undefined || partTargetMs === undefined) throw notReady();
    this.#rendered ??= renderPlaylist({
      segments,
      nextPart,
      targetDurationS,
      partTargetMs,
      discontinuitiesGone,
    });
    return this.#rendered;
  }

  /** An init segment, a segment or a part by the name the playlist gave it; the hinted part once it is there. */
  async resource(name: string): Promise<LlHlsResource> {
    const match = /^(?:init-(\d+)\.mp4|seg-(\d+)\.m4s|part-(\d+)\.m4s)$/.exec(name);
    if (match === null) throw gone(name);
    const [, init, msn, number] = match;
    if (init !== undefined) {
      const segment = this.#segmenter.segments.find((row) => row.initMsn === Number(init));
      if (segment === undefined) throw gone(name);
      return { type: 'video/mp4', buffers: [segment.info.init] };
    }
    if (msn !== undefined) {
      const segment = this.#segment(Number(msn));
      if (!segment?.complete) throw gone(name);
      return { type: 'video/mp4', buffers: segment.parts.map((part) => part.data) };
    }
    const part = await this.#part(Number(number));
    if (part === undefined) throw gone(name);
    return { type: 'video/mp4', buffers: [part.data] };
  }

  #isPlayable(): boolean {
    return this.#segmenter.segments.some((segment) => segment.complete);
  }

  #segment(msn: number): Segment | undefined {
    return this.#segmenter.segments.find((segment) => segment.msn === msn);
  }

  /** RFC 8216bis 6.2.5.2: a part past the end of its segment means the first part of the next. */
  #has(msn: number, part: number | undefined): boolean {
    const last = this.#segmenter.segments.at(-1);
    if (last === undefined) return false;
    if (part === undefined) return last.msn > msn || (last.msn === msn && last.complete);
    if (last.msn > msn + 1) return true;
    const asked = this.#segment(msn);
    if (asked === undefined) return last.msn > msn;
    return asked.parts.length > part || (asked.complete && last.msn > msn && last.parts.length > 0);
  }

  async #part(number: number): Promise<Part | undefined> {
    const find = () => {
      for (const segment of this.#segmenter.segments)
        for (const part of segment.parts) if (part.number === number) return part;
      return undefined;
    };
    if (number === this.#segmenter.nextPart) await this.#until(() => find() !== undefined);
    return find();
  }

  async #until(isThere: () => boolean): Promise<void> {
    const waitMs = this.#waitMs ?? 3000 * (this.#segmenter.targetDurationS ?? 2);
    const deadline = Date.now() + waitMs;
    while (!isThere() && !this.#closed) {
      const leftMs = deadline - Date.now();
      if (leftMs <= 0) return;
      if (this.#waiting.size >= MOST_WAITING)
        throw new MediaError({
          code: 'stream_not_ready',
          message: 'Too many requests wait for this stream.',
        });
      await new Promise<void>((resolve) => {
        const done = () => {
          clearTimeout(timer);
          this.#waiting.delete(done);
          resolve();
        };
        const timer = setTimeout(done, leftMs);
        this.#waiting.add(done);
      });
    }
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = new Set();
    for (const done of waiting) done();
  }
}

const notReady = () => new MediaError({ code: 'stream_not_ready', message: 'No complete segment yet.' });
const outOfRange = (message: string) =>
  new MediaError({ code: 'playlist_out_of_range', message, fatal: true });
const gone = (name: string) =>
  new MediaError({ code: 'media_not_found', message: `There is no ${name.slice(0, 60)} (any more).` });
