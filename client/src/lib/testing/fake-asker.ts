/** A connection whose other end is the test: answers requests, pushes messages, comes and goes. */
import type { ClientToServer, ServerToClient } from '../../../../server/contract/sockets.ts';
import type { Asker } from '../connection.ts';

type Answer = (request: never) => unknown;

export class FakeAsker implements Asker {
  connected = true;
  readonly #answers = new Map<string, Answer>();
  readonly #listeners = new Map<string, Set<(message: never) => void>>();
  readonly #asked: { event: string; request: unknown }[] = [];

  answer(event: keyof ClientToServer, answer: Answer): void {
    this.#answers.set(event, answer);
  }

  asked(event: keyof ClientToServer): unknown[] {
    return this.#asked.filter((each) => each.event === event).map((each) => each.request);
  }

  async ask(event: string, request: unknown): Promise<never> {
    this.#asked.push({ event, request });
    const answer = this.#answers.get(event);
    if (answer === undefined) throw new Error(`the test answers no ${event}`);
    return (await answer(request as never)) as never;
  }

  on<E extends keyof ServerToClient>(event: E, listener: ServerToClient[E]): () => void {
    return this.#listen(event, listener as (message: never) => void);
  }

  onConnect(listener: () => void): () => void {
    return this.#listen('connect', listener);
  }

  onDisconnect(listener: () => void): () => void {
    return this.#listen('disconnect', listener);
  }

  push<E extends keyof ServerToClient>(event: E, ...message: Parameters<ServerToClient[E]>): void {
    this.#tell(event, message[0]);
  }

  disconnect(): void {
    this.connected = false;
    this.#tell('disconnect', undefined);
  }

  connect(): void {
    this.connected = true;
    this.#tell('connect', undefined);
  }

  #listen(event: string, listener: (message: never) => void): () => void {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  #tell(event: string, message: unknown): void {
    for (const listener of this.#listeners.get(event) ?? []) listener(message as never);
  }
}
