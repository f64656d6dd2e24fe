/**
 * The port that encoders reach. Each connection passes the gate, is asked for at whoever knows the keys, and is then
 * handed through to the RTMP server; everything about it is bounded.
 */
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { Log, StreamKey } from '../../types.ts';
import type { Publishers } from './publishers.ts';
import type { RtmpSockets } from './rtmp-child.ts';
import { RTMP_APP, RtmpGate } from './rtmp-gate.ts';
import { RtmpFault } from './rtmp-messages.ts';

export interface RtmpListenerOptions {
  readonly host: string;
  readonly port: number;
  readonly publishers: Publishers;
  /** Undefined: the RTMP server is not there just now. */
  readonly sockets: () => RtmpSockets | undefined;
  /** Which stream a key is for; undefined: no such key. */
  readonly authorize: (key: string) => Promise<StreamKey | undefined>;
  readonly log: Log;
  readonly now: () => number;
  readonly timings?: Partial<RtmpTimings>;
}

export interface RtmpTimings {
  /** From the connection to the right key. */
  readonly admitMs: number;
  /** An encoder that sends nothing for so long is gone, whatever its connection says. */
  readonly silenceMs: number;
  /** How long a wrong key waits for its answer. */
  readonly wrongKeyMs: number;
}

const TIMINGS: RtmpTimings = { admitMs: 10_000, silenceMs: 10_000, wrongKeyMs: 1000 };
const MOST_CONNECTIONS = 512;
/** Not admitted yet, of one address: an encoder tries one at a time. */
const MOST_AT_DOOR = 8;

export class RtmpListener {
  readonly #options: RtmpListenerOptions;
  readonly #timings: RtmpTimings;
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  readonly #atDoor = new Map<string, number>();

  constructor(options: RtmpListenerOptions) {
    this.#options = options;
    this.#timings = { ...TIMINGS, ...options.timings };
    this.#server = createServer((socket) => this.#admit(socket));
    this.#server.maxConnections = MOST_CONNECTIONS;
  }

  /** @throws where the port cannot be had */
  async listen(): Promise<number> {
    const { host, port } = this.#options;
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject).listen(port, host, resolve);
    });
    return (this.#server.address() as AddressInfo).port;
  }

  /** The RTMP server is gone: encoders come again by themselves. */
  dropAll(): void {
    for (const socket of this.#open) socket.destroy();
  }

  async close(): Promise<void> {
    this.dropAll();
    if (this.#server.listening) await new Promise((resolve) => this.#server.close(resolve));
  }

  #admit(socket: Socket): void {
    const { log, sockets } = this.#options;
    const from = socket.remoteAddress ?? '';
    const upstreamAt = sockets();
    const waiting = (this.#atDoor.get(from) ?? 0) + 1;
    // A connection that breaks is noticed by its close.
    socket.on('error', () => undefined);
    if (!upstreamAt || waiting > MOST_AT_DOOR) {
      socket.destroy();
      return;
    }
    this.#open.add(socket);
    this.#atDoor.set(from, waiting);
    const leaveDoor = once(() => this.#leaveDoor(from));
    const gone = new AbortController();
    const upstream = connect(upstreamAt.rtmp);
    const patience = setTimeout(() => socket.destroy(), this.#timings.admitMs);
    const end = () => {
      clearTimeout(patience);
      leaveDoor();
      this.#open.delete(socket);
      socket.destroy();
      upstream.destroy();
      gone.abort();
    };
    socket.once('close', end);
    upstream.once('close', end).on('error', () => undefined);
    upstream.pipe(socket);

    const gate = new RtmpGate();
    const onData = (bytes: Buffer): void => {
      try {
        const { forward, key } = gate.push(bytes);
        for (const part of forward) upstream.write(part);
        if (key === undefined) return;
        socket.pause();
        socket.off('data', onData);
        void this.#publish(key, { socket, gone: gone.signal }).then((admitted) => {
          if (!admitted || socket.destroyed) return socket.destroy();
          clearTimeout(patience);
          leaveDoor();
          for (const part of gate.held) upstream.write(part);
          socket.setTimeout(this.#timings.silenceMs, () => socket.destroy());
          return socket.pipe(upstream);
        });
      } catch (error) {
        if (!(error instanceof RtmpFault)) throw error;
        log.info({ from, why: error.message }, 'an RTMP connection was refused');
        socket.destroy();
      }
    };
    socket.on('data', onData);
  }

  /** False: it may not. */
  async #publish(key: string, { socket, gone }: { socket: Socket; gone: AbortSignal }): Promise<boolean> {
    const { authorize, publishers, log, now } = this.#options;
    const from = socket.remoteAddress ?? '';
    try {
      const stream = await authorize(key);
      if (!stream) {
        log.warn({ from }, 'an encoder gave a stream key that is none');
        await new Promise((resolve) => setTimeout(resolve, this.#timings.wrongKeyMs));
        return false;
      }
      if (gone.aborted) return false;
      const { cameraId, profile } = stream;
      if (publishers.of(stream)) {
        log.warn({ from, cameraId, profile }, 'a second encoder pushes with the same stream key; refused');
        return false;
      }
      publishers.add({
        stream,
        path: `/${RTMP_APP}/${key}`,
        from,
        sinceMs: now(),
        gone,
        cut: () => socket.destroy(),
      });
      log.info({ from, cameraId, profile }, 'an encoder pushes');
      gone.addEventListener(
        'abort',
        () => log.info({ from, cameraId, profile }, 'an encoder stopped pushing'),
        {
          once: true,
        },
      );
      return true;
    } catch (error) {
      log.error({ err: error }, 'a stream key could not be checked');
      return false;
    }
  }

  #leaveDoor(from: string): void {
    const left = (this.#atDoor.get(from) ?? 1) - 1;
    if (left > 0) this.#atDoor.set(from, left);
    else this.#atDoor.delete(from);
  }
}

function once(run: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    run();
  };
}
