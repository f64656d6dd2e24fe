/**
 * The page's one answer of `/media/keyframes`, for all tiles that show keyframes. Who joins or leaves has it asked for
 * anew; the old one goes when the new one is there, so that no tile misses a picture. Comes back by itself.
 */
import type { Profile } from '../../../../server/contract/cameras.ts';
import { KEYFRAMES_ALIVE_MS, MOST_KEYFRAME_CAMERAS } from '../../../../server/contract/keyframes.ts';
import type { KeyframeDecoder } from './keyframe-decoder.ts';
import { type KeyframeMessage, MessageReader } from './message-reader.ts';

export interface KeyframePicture {
  /** Good during the call. */
  readonly source: CanvasImageSource;
  readonly width: number;
  readonly height: number;
  /** Server's wall clock, ms. */
  readonly capturedAtMs: number;
}

export interface KeyframeListener {
  onPicture(picture: KeyframePicture): void;
  onFault(code: string, message: string): void;
}

export interface KeyframeSessionOptions {
  readonly decoder: Pick<KeyframeDecoder, 'decode' | 'forget'>;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
}

interface Watching {
  readonly name: string;
  readonly listeners: Set<KeyframeListener>;
  newestMs: number;
}

interface Line {
  readonly abort: AbortController;
  readonly names: ReadonlySet<string>;
}

/** Tiles that join together are asked for together. */
const JOIN_MS = 60;
const RENEW_LEAST_MS = 500;
const OPENING_MOST_MS = 10_000;
/** Nobody waits for those who left. */
const LEAVE_MS = 3000;
const AGAIN_LEAST_MS = 1000;
const AGAIN_MOST_MS = 15_000;
const SILENT_MOST_MS = 3 * KEYFRAMES_ALIVE_MS;
/** A camera that was refused for now is asked for again with the next. */
const REFUSED_AGAIN_MS = 8000;
const lasting = new Set(['not_found', 'forbidden', 'session_ended']);

export class KeyframeSession {
  readonly #options: KeyframeSessionOptions;
  readonly #watching = new Map<string, Watching>();
  #line: Line | undefined;
  #opening: Line | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #dueMs = Number.POSITIVE_INFINITY;
  #againMs = AGAIN_LEAST_MS;
  #closed = false;

  constructor(options: KeyframeSessionOptions) {
    this.#options = options;
  }

  /** A camera's keyframes until the returned function is called. */
  watch(cameraId: string, profile: Profile, listener: KeyframeListener): () => void {
    const name = `${cameraId}/${profile}`;
    const watching = this.#watching.get(name) ?? { name, listeners: new Set(), newestMs: 0 };
    this.#watching.set(name, watching);
    watching.listeners.add(listener);
    if (!this.#line?.names.has(name)) this.#schedule(JOIN_MS);
    // Whoever joins a camera that is watched already waits for no more than its next picture.
    return () => {
      watching.listeners.delete(listener);
      if (watching.listeners.size > 0 || this.#watching.get(name) !== watching) return;
      this.#watching.delete(name);
      this.#options.decoder.forget(name);
      this.#schedule(LEAVE_MS);
    };
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#watching.clear();
    this.#line?.abort.abort();
    this.#opening?.abort.abort();
  }

  #schedule(inMs: number): void {
    const dueMs = performance.now() + inMs;
    if (this.#closed || dueMs >= this.#dueMs) return;
    clearTimeout(this.#timer);
    this.#dueMs = dueMs;
    this.#timer = setTimeout(() => {
      this.#dueMs = Number.POSITIVE_INFINITY;
      this.#renew();
    }, inMs);
  }

  #renew(): void {
    if (this.#opening !== undefined) {
      // One at a time: on a machine that is busy, tiles come and go faster than an answer does.
      this.#schedule(RENEW_LEAST_MS);
      return;
    }
    const names = new Set([...this.#watching.keys()].slice(0, MOST_KEYFRAME_CAMERAS));
    if (names.size === 0) {
      this.#line?.abort.abort();
      this.#line = undefined;
      return;
    }
    const line: Line = { abort: new AbortController(), names };
    this.#opening = line;
    void this.#run(line)
      .catch(() => {
        // Aborted, refused, cut or silent: asked again below.
      })
      .finally(() => {
        const ended = this.#line === line || this.#opening === line;
        if (this.#line === line) this.#line = undefined;
        if (this.#opening === line) this.#opening = undefined;
        if (!ended || this.#closed) return;
        this.#schedule(this.#againMs);
        this.#againMs = Math.min(AGAIN_MOST_MS, this.#againMs * 2);
      });
  }

  async #run(line: Line): Promise<void> {
    const { signal } = line.abort;
    const late = setTimeout(() => this.#opening === line && line.abort.abort(), OPENING_MOST_MS);
    signal.addEventListener('abort', () => clearTimeout(late));
    const url = `/media/keyframes?cameras=${[...line.names].join()}`;
    const response = await this.#options.fetch(url, { signal, credentials: 'same-origin' });
    if (!response.ok || response.body === null) {
      await response.body?.cancel();
      throw new Error(`answered ${response.status}`);
    }
    if (this.#opening !== line) {
      await response.body.cancel();
      return;
    }
    this.#opening = undefined;
    this.#line?.abort.abort();
    this.#line = line;
    const reader = new MessageReader();
    let silence = setTimeout(() => line.abort.abort(), SILENT_MOST_MS);
    try {
      for (const incoming = response.body.getReader(); ; ) {
        const { done, value } = await incoming.read();
        if (done) return;
        clearTimeout(silence);
        silence = setTimeout(() => line.abort.abort(), SILENT_MOST_MS);
        this.#againMs = AGAIN_LEAST_MS;
        for (const message of reader.push(value)) this.#take(message);
      }
    } finally {
      clearTimeout(silence);
      line.abort.abort();
    }
  }

  #take({ head, body }: KeyframeMessage): void {
    if (head.kind === 'alive') return;
    const name = `${head.cameraId}/${head.profile}`;
    const watching = this.#watching.get(name);
    if (watching === undefined) return;
    if (head.kind === 'fault') {
      for (const { onFault } of [...watching.listeners]) onFault(head.code, head.message);
      if (!lasting.has(head.code)) this.#schedule(REFUSED_AGAIN_MS);
      return;
    }
    // The new answer and the old one both tell, for a moment.
    const { capturedAtMs, codec } = head;
    if (capturedAtMs < watching.newestMs) return;
    watching.newestMs = capturedAtMs;
    this.#options.decoder.decode(name, { body, codec }, ({ source, width, height }) => {
      for (const { onPicture } of [...watching.listeners]) onPicture({ source, width, height, capturedAtMs });
    });
  }
}
