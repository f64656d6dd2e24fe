import type { Log, SourceAddress, StreamKey } from '../../types.ts';
import type { CreateSource } from '../source.ts';
import { type Publisher, Publishers } from './publishers.ts';
import { RtmpChild } from './rtmp-child.ts';
import { RtmpListener, type RtmpListenerOptions } from './rtmp-listener.ts';
import { RtmpPushSource } from './rtmp-push-source.ts';

export interface RtmpPushOptions
  extends Pick<RtmpListenerOptions, 'host' | 'port' | 'authorize' | 'timings'> {
  /** An encoder began to push: the stream may be tried at once. */
  readonly onPublish: (stream: StreamKey) => void;
  readonly log: Log;
  readonly now: () => number;
}

/** Encoders that push: the port they reach, the RTMP server behind it, and the source that plays what they push. */
export class RtmpPush {
  readonly #options: RtmpPushOptions;
  readonly #publishers: Publishers;
  readonly #child: RtmpChild;
  readonly #listener: RtmpListener;
  #starting: Promise<number> | undefined;
  #port: number | undefined;

  constructor(options: RtmpPushOptions) {
    this.#options = options;
    this.#publishers = new Publishers(options);
    this.#child = new RtmpChild({ log: options.log, onDown: () => this.#listener.dropAll() });
    this.#listener = new RtmpListener({
      ...options,
      publishers: this.#publishers,
      sockets: () => this.#child.sockets,
    });
  }

  /** Undefined while it does not listen. */
  get port(): number | undefined {
    return this.#port;
  }

  get childPid(): number | undefined {
    return this.#child.pid;
  }

  get publishers(): readonly Publisher[] {
    return this.#publishers.all;
  }

  /**
   * Once, however often it is asked for; after a failure it may be asked for again. Gives the port.
   * @throws where the port cannot be had or the RTMP server does not start
   */
  start(): Promise<number> {
    this.#starting ??= this.#start().catch((error: unknown) => {
      this.#starting = undefined;
      throw error;
    });
    return this.#starting;
  }

  /** Cuts off whoever pushes this stream: its key is no longer good. */
  cut(stream: StreamKey): void {
    this.#publishers.of(stream)?.cut();
  }

  /** A source for `push:` addresses; others are `other`'s. */
  createSource(other: CreateSource): CreateSource {
    return (request) => {
      const stream = pushedStream(request.address);
      if (!stream) return other(request);
      return new RtmpPushSource({
        ...{ stream, sink: request.sink, now: this.#options.now },
        publishers: this.#publishers,
        httpSocket: () => this.#child.sockets?.http,
      });
    };
  }

  async close(): Promise<void> {
    await this.#listener.close();
    await this.#child.close();
  }

  async #start(): Promise<number> {
    await this.#child.start();
    this.#port = await this.#listener.listen();
    return this.#port;
  }
}

const PUSHED = /^push:([^/]+)\/(main|sub)$/;

/** How the address of a camera that is pushed is written, from inside. */
export function pushAddress({ cameraId, profile }: StreamKey): SourceAddress {
  return { url: `push:${cameraId}/${profile}` };
}

function pushedStream({ url }: SourceAddress): StreamKey | undefined {
  const [, cameraId, profile] = PUSHED.exec(url) ?? [];
  if (cameraId === undefined || (profile !== 'main' && profile !== 'sub')) return undefined;
  return { cameraId, profile };
}
