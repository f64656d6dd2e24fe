/** A camera's picture at an instant without playing: while scrubbing, backwards, fast, and first after a jump. */
import type { Profile } from '../../../../server/contract/cameras.ts';
import type { FetchQueue } from './fetch-queue.ts';
import type { FootageWindow } from './footage-windows.ts';
import { KeyframeBook } from './keyframe-book.ts';
import { KeyframePainter } from './keyframe-painter.ts';
import { type Keyframe, readKeyframes } from './keyframe-reader.ts';
import { fetchMedia, MediaFault } from './media-fault.ts';

export interface KeyframePicturesOptions {
  readonly cameraId: string;
  readonly profile: Profile;
  readonly canvas: HTMLCanvasElement;
  readonly queue: FetchQueue;
  /** What may be asked for around an instant. */
  readonly limits: (atMs: number) => FootageWindow | undefined;
  /** A picture is on the canvas: the wall clock it was taken at. */
  readonly onDrawn: (atMs: number) => void;
  readonly onFault: (fault: MediaFault) => void;
}

/** A picture older than this is not of the instant asked for: keyframes are seconds apart at most. */
const STALE_MS = 12_000;
/** So much real time is fetched in one go. */
const RUN_MS = 8000;
/** So often a picture changes while it runs fast or backwards. */
const CHANGE_MS = 160;
const PREVIEW_WIDTH = 1280;

export class KeyframePictures {
  readonly #options: KeyframePicturesOptions;
  readonly #book = new KeyframeBook();
  readonly #painter: KeyframePainter;
  #single: AbortController | undefined;
  #singleWantsMs: number | undefined;
  #run: AbortController | undefined;
  #drawnMs: number | undefined;
  /** Being drawn, or drawn. */
  #wantedMs: number | undefined;
  #restAtMs = 0;
  /** What the browser cannot decode the server does, picture by picture. */
  #byServer = typeof VideoDecoder !== 'function';

  constructor(options: KeyframePicturesOptions) {
    this.#options = options;
    this.#painter = new KeyframePainter(options.canvas);
  }

  /** Of the picture on the canvas. */
  get drawnMs(): number | undefined {
    return this.#drawnMs;
  }

  /** Shows the picture at an instant as soon as can be. While one is being fetched, the newest wish waits for it. */
  show(atMs: number): void {
    const known = this.#book.at(atMs);
    if (known !== undefined && this.#book.covers(atMs, 2000)) {
      this.#draw(known);
      return;
    }
    this.#singleWantsMs = atMs;
    if (this.#single === undefined) void this.#fetchSingle();
  }

  /** A jump: what is under way for the place left behind is let go. */
  cancel(): void {
    this.#single?.abort();
    this.#single = undefined;
    this.#singleWantsMs = undefined;
    this.#run?.abort();
    this.#run = undefined;
  }

  /** Called again and again while the playhead moves at a rate the video is not played at. */
  follow(atMs: number, rate: number, spread: number): void {
    const everyMs = Math.max(0, Math.round(Math.abs(rate) * CHANGE_MS * spread));
    if (this.#byServer) {
      if (this.#drawnMs === undefined || Math.abs(atMs - this.#drawnMs) > Math.max(500, everyMs))
        this.show(atMs);
      return;
    }
    const known = this.#book.at(atMs);
    if (known !== undefined && atMs - known.atMs < STALE_MS + everyMs) this.#draw(known);
    const direction = rate < 0 ? -1 : 1;
    const lengthMs = Math.abs(rate) * RUN_MS;
    if (this.#run !== undefined || performance.now() < this.#restAtMs) return;
    if (!this.#book.covers(atMs, everyMs)) void this.#fetchRun(atMs, direction, lengthMs, everyMs);
    else {
      const beyond = this.#book.knownBeyond(atMs, everyMs, direction);
      if (beyond < lengthMs / 2) void this.#fetchRun(atMs + direction * beyond, direction, lengthMs, everyMs);
    }
  }

  /** Whether there is a picture for an instant, so that the playhead need not wait. */
  ready(atMs: number, rate: number): boolean {
    const reach = STALE_MS + Math.abs(rate) * 1000;
    return this.#drawnMs !== undefined && Math.abs(atMs - this.#drawnMs) < reach;
  }

  close(): void {
    this.cancel();
    this.#painter.close();
    this.#book.clear();
  }

  #draw(keyframe: Keyframe): void {
    if (this.#wantedMs === keyframe.atMs) {
      if (this.#drawnMs === keyframe.atMs) this.#options.onDrawn(keyframe.atMs);
      return;
    }
    this.#wantedMs = keyframe.atMs;
    void this.#painter.paint(keyframe).then((outcome) => {
      if (outcome === 'drawn') {
        this.#drawnMs = keyframe.atMs;
        this.#options.onDrawn(keyframe.atMs);
      } else if (this.#wantedMs === keyframe.atMs) this.#wantedMs = this.#drawnMs;
      if (outcome !== 'impossible') return;
      this.#byServer = true;
      this.show(keyframe.atMs);
    });
  }

  async #fetchSingle(): Promise<void> {
    const atMs = this.#singleWantsMs;
    if (atMs === undefined) return;
    this.#singleWantsMs = undefined;
    const abort = new AbortController();
    this.#single = abort;
    try {
      if (this.#byServer) await this.#fetchPreview(atMs, abort.signal);
      else await this.#fetchKeyframe(atMs, abort.signal);
    } catch (cause) {
      this.#failed(cause, abort.signal);
    }
    if (this.#single !== abort) return;
    this.#single = undefined;
    if (this.#singleWantsMs !== undefined) void this.#fetchSingle();
  }

  async #fetchKeyframe(atMs: number, signal: AbortSignal): Promise<void> {
    const [keyframe] = await this.#fetch('keyframe.mp4', { at: iso(atMs) }, signal);
    if (keyframe === undefined || signal.aborted) return;
    this.#book.add(keyframe);
    if (atMs - keyframe.atMs < STALE_MS) this.#draw(keyframe);
  }

  async #fetchPreview(atMs: number, signal: AbortSignal): Promise<void> {
    const url = this.#url('preview.jpg', { at: iso(atMs), width: String(PREVIEW_WIDTH) });
    const response = await fetchMedia(url, { signal, priority: 'high' });
    const takenMs = Date.parse(response.headers.get('x-captured-at') ?? '');
    const bitmap = await createImageBitmap(await response.blob());
    if (!signal.aborted) {
      this.#painter.draw(bitmap, bitmap.width, bitmap.height);
      this.#drawnMs = Number.isNaN(takenMs) ? atMs : takenMs;
      this.#wantedMs = this.#drawnMs;
      this.#options.onDrawn(this.#drawnMs);
    }
    bitmap.close();
  }

  async #fetchRun(fromMs: number, direction: 1 | -1, lengthMs: number, everyMs: number): Promise<void> {
    const limits = this.#options.limits(fromMs);
    const from = Math.max(direction > 0 ? fromMs : fromMs - lengthMs, limits?.fromMs ?? fromMs);
    const to = Math.min(direction > 0 ? fromMs + lengthMs : fromMs, limits?.toMs ?? fromMs);
    if (to - from < 1) {
      this.#restAtMs = performance.now() + 500;
      return;
    }
    const abort = new AbortController();
    this.#run = abort;
    const { signal } = abort;
    const query = { from: iso(from), to: iso(to), every: String(everyMs) };
    try {
      const keyframes = await this.#options.queue.run(
        () => 0,
        signal,
        () => this.#fetch('keyframes.mp4', query, signal),
      );
      if (!signal.aborted) this.#book.addRun({ fromMs: from, toMs: to, everyMs }, keyframes);
    } catch (cause) {
      this.#failed(cause, signal);
    } finally {
      if (this.#run === abort) this.#run = undefined;
    }
  }

  async #fetch(
    file: 'keyframe.mp4' | 'keyframes.mp4',
    query: Record<string, string>,
    signal: AbortSignal,
  ): Promise<Keyframe[]> {
    const response = await fetchMedia(this.#url(file, query), { signal, priority: 'high' });
    return readKeyframes(new Uint8Array(await response.arrayBuffer()), {
      codec: response.headers.get('x-codec'),
      firstAtMs: Date.parse(response.headers.get('x-captured-at') ?? ''),
    });
  }

  #url(file: string, query: Record<string, string>): string {
    const { cameraId, profile } = this.#options;
    return `/media/${cameraId}/${profile}/${file}?${new URLSearchParams(query)}`;
  }

  #failed(cause: unknown, signal: AbortSignal): void {
    if (signal.aborted) return;
    // The playing video says why there is nothing; a keyframe that did not come is asked for again a little later.
    this.#restAtMs = performance.now() + 1000;
    if (cause instanceof MediaFault && cause.code === 'no_footage') return;
    if (cause instanceof MediaFault) this.#options.onFault(cause);
  }
}

const iso = (ms: number): string => new Date(Math.round(ms)).toISOString();
