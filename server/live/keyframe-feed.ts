/**
 * One viewer's keyframes of many cameras: a viewing each (right, line, trail), their keyframes as they come, into one
 * answer. What the viewer does not take is not queued: a camera's newest keyframe is sent when there is room again.
 */
import type { StreamKey, StreamView } from '../../streams/index.ts';
import type { KeyframeAnswers } from '../../streams/outputs/gop/index.ts';
import { KEYFRAMES_ALIVE_MS, type KeyframeHead } from '../contract/keyframes.ts';
import { AppError } from '../platform/errors.ts';
import type { Actor } from '../platform/http/route.ts';
import type { Viewing, Viewings } from './viewings.ts';

export interface KeyframeSink {
  write(data: Buffer): void;
  readonly waitingBytes: number;
  /** The viewer takes nothing any more. */
  cut(): void;
}

export interface KeyframeFeedOptions {
  readonly viewings: Pick<Viewings, 'begin'>;
  readonly answers: KeyframeAnswers;
  readonly actor: Actor;
  /** The viewer's address. */
  readonly from: string;
  readonly sink: KeyframeSink;
  readonly now: () => number;
}

/** Cameras that make every picture a keyframe are not followed at their pace. */
const EVERY_LEAST_MS = 900;
/** So much may be on its way. */
const WAITING_MOST_BYTES = 2 * 1024 * 1024;
/** Whoever takes nothing for so long has gone. */
const PATIENCE_MS = 30_000;
const NOTHING = Buffer.alloc(0);

interface Watched {
  readonly key: StreamKey;
  viewing?: Viewing;
  unsubscribe?: () => void;
  sentMs: number;
  /** A keyframe came while there was no room. */
  owed: boolean;
}

export class KeyframeFeed {
  readonly #options: KeyframeFeedOptions;
  readonly #watched = new Set<Watched>();
  readonly #timer: NodeJS.Timeout;
  #saidMs: number;
  #fullSinceMs: number | undefined;
  #closed = false;

  constructor(options: KeyframeFeedOptions) {
    this.#options = options;
    this.#saidMs = options.now();
    this.#timer = setInterval(() => this.#tick(), KEYFRAMES_ALIVE_MS / 5);
    this.#timer.unref();
  }

  /** Begins with these; resolves when each has begun, or its fault was said. */
  async watch(keys: readonly StreamKey[]): Promise<void> {
    await Promise.all(keys.map((key) => this.#begin(key)));
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#timer);
    for (const watched of [...this.#watched]) this.#end(watched);
  }

  async #begin(key: StreamKey): Promise<void> {
    const { viewings, actor, from } = this.#options;
    const watched: Watched = { key, sentMs: Number.NEGATIVE_INFINITY, owed: false };
    this.#watched.add(watched);
    const fail = (code: string, message: string) => {
      if (!this.#watched.has(watched)) return;
      this.#end(watched);
      this.#say({ kind: 'fault', ...key, code, message }, NOTHING);
    };
    try {
      const viewing = await viewings.begin({
        ...{ actor, from, key, way: 'keyframes' },
        onEnded: (code) => fail(code, 'The right to watch, or the room for it, has ended.'),
      });
      watched.viewing = viewing;
      if (this.#closed || viewing.ended) this.#end(watched);
      else watched.unsubscribe = this.#follow(watched, viewing.stream);
    } catch (error) {
      if (!(error instanceof AppError)) {
        this.#end(watched);
        throw error;
      }
      fail(error.code, error.message);
    }
  }

  #follow(watched: Watched, stream: StreamView): () => void {
    return stream.subscribe({
      onInit: () => undefined,
      onAccessUnit: ({ keyframe }) => {
        if (keyframe) this.#offer(watched, stream);
      },
    });
  }

  #offer(watched: Watched, stream: StreamView): void {
    const { sink, now, answers } = this.#options;
    if (this.#closed || now() - watched.sentMs < EVERY_LEAST_MS) return;
    watched.owed = sink.waitingBytes > WAITING_MOST_BYTES;
    if (watched.owed) return;
    const newest = stream.latestKeyframe();
    if (newest === undefined) return;
    const { data, capturedAtMs, codecString } = answers.of(stream, newest.info, newest.unit);
    watched.sentMs = now();
    this.#say({ kind: 'picture', ...watched.key, capturedAtMs, codec: codecString }, data);
  }

  #tick(): void {
    const { sink, now } = this.#options;
    const full = sink.waitingBytes > WAITING_MOST_BYTES;
    this.#fullSinceMs = full ? (this.#fullSinceMs ?? now()) : undefined;
    if (this.#fullSinceMs !== undefined && now() - this.#fullSinceMs > PATIENCE_MS) {
      this.close();
      sink.cut();
      return;
    }
    for (const watched of this.#watched)
      if (watched.owed && watched.viewing !== undefined) this.#offer(watched, watched.viewing.stream);
    if (now() - this.#saidMs >= KEYFRAMES_ALIVE_MS) this.#say({ kind: 'alive' }, NOTHING);
  }

  #say(head: KeyframeHead, body: Buffer): void {
    if (this.#closed) return;
    const { sink, now } = this.#options;
    this.#saidMs = now();
    const text = Buffer.from(JSON.stringify(head));
    const lengths = Buffer.alloc(8);
    lengths.writeUInt32BE(text.length, 0);
    lengths.writeUInt32BE(body.length, 4);
    sink.write(Buffer.concat([lengths, text]));
    if (body.length > 0) sink.write(body);
  }

  #end(watched: Watched): void {
    if (!this.#watched.delete(watched)) return;
    watched.unsubscribe?.();
    watched.viewing?.end();
  }
}
