/** The page's one Socket.IO connection, typed by the contract. Requests are promises that fail in time. */
import { io, type Socket } from 'socket.io-client';
import type { ClientToServer, Reply, ServerToClient } from '../../../server/contract/sockets.ts';
import { ApiError } from './api.ts';

type RequestOf<E extends keyof ClientToServer> =
  Parameters<ClientToServer[E]> extends [infer R, (reply: never) => void] ? R : undefined;
type ValueOf<E extends keyof ClientToServer> =
  Parameters<ClientToServer[E]> extends [...infer _R, (reply: infer P) => void]
    ? Extract<P, { ok: true }> extends { value: infer V }
      ? V
      : never
    : never;

/** What the stores and players need of a connection; a test may give its own. */
export interface Asker {
  readonly connected: boolean;
  ask<E extends keyof ClientToServer>(
    event: E,
    request: RequestOf<E>,
    timeoutMs?: number,
  ): Promise<ValueOf<E>>;
  on<E extends keyof ServerToClient>(event: E, listener: ServerToClient[E]): () => void;
  onConnect(listener: () => void): () => void;
  onDisconnect(listener: () => void): () => void;
}

export class Connection implements Asker {
  readonly #socket: Socket<ServerToClient, ClientToServer>;

  constructor() {
    this.#socket = io({
      path: '/socket.io',
      autoConnect: false,
      transports: ['websocket', 'polling'],
      reconnectionDelay: 500,
      reconnectionDelayMax: 5000,
      randomizationFactor: 0.5,
    });
  }

  get connected(): boolean {
    return this.#socket.connected;
  }

  open(): void {
    if (!this.#socket.active) this.#socket.connect();
  }

  close(): void {
    this.#socket.disconnect();
  }

  async ask<E extends keyof ClientToServer>(
    event: E,
    request: RequestOf<E>,
    timeoutMs = 10_000,
  ): Promise<ValueOf<E>> {
    const args = request === undefined ? [] : [request];
    const reply = await new Promise<Reply<ValueOf<E>>>((resolve, reject) => {
      const timed = this.#socket.timeout(timeoutMs) as unknown as {
        emit(name: string, ...rest: unknown[]): void;
      };
      timed.emit(event, ...args, (error: Error | null, answer: Reply<ValueOf<E>>) => {
        if (error) reject(new ApiError({ status: 0, code: 'socket_timeout', message: event }));
        else resolve(answer);
      });
    });
    if (reply.ok) return reply.value;
    throw new ApiError({
      status: reply.problem.status,
      code: reply.problem.code,
      message: reply.problem.detail ?? reply.problem.title,
      problem: reply.problem,
    });
  }

  on<E extends keyof ServerToClient>(event: E, listener: ServerToClient[E]): () => void {
    this.#socket.on(event, listener as never);
    return () => this.#socket.off(event, listener as never);
  }

  onConnect(listener: () => void): () => void {
    this.#socket.on('connect', listener);
    return () => this.#socket.off('connect', listener);
  }

  onDisconnect(listener: () => void): () => void {
    this.#socket.on('disconnect', listener);
    return () => this.#socket.off('disconnect', listener);
  }

  /** The handshake was refused (no valid session) or the server cannot be reached. */
  onRefused(listener: (message: string) => void): () => void {
    const heard = (error: Error) => listener(error.message);
    this.#socket.on('connect_error', heard);
    return () => this.#socket.off('connect_error', heard);
  }
}
