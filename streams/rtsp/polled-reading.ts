/**
 * Cameras that smooth their rate send a packet a write, 140 times a second, and each write wakes us: three times
 * the cost of one that sends a picture at once. Such a socket is taken out of the event loop and looked at with
 * all others of its kind fifty times a second: a plain `read` of what has gathered costs a fifth of an event.
 * It goes back as soon as a look finds nothing.
 */
import { readSync } from 'node:fs';
import type { Socket } from 'node:net';

export interface PolledReadingOptions {
  readonly socket: Socket;
  /** What is read into; may be shared by all of the process. */
  readonly buffer: Buffer;
  readonly onBytes: (bytes: number) => void;
  /** The other side hung up, or reading failed. */
  readonly onEnd: (error?: Error) => void;
}

/** What a picture may be late by this: half of it in the mean. */
const EVERY_MS = 20;
/** So many reads in so long are sends of single packets. */
const WINDOW_MS = 200;
const MANY_READS = 16;
/** After a look that found nothing, before it is tried again; longer each time that it did not last. */
const SHORTEST_REST_MS = 1000;
const LONGEST_REST_MS = 64_000;

export class PolledReading {
  readonly #options: PolledReadingOptions;
  #windowEndsMs = 0;
  #reads = 0;
  #polledSinceMs = 0;
  #restUntilMs = 0;
  #restMs = SHORTEST_REST_MS;

  constructor(options: PolledReadingOptions) {
    this.#options = options;
  }

  /** One event brought something. True: it is to be the last, from now on we look ourselves. */
  takesOver(): boolean {
    const nowMs = performance.now();
    if (nowMs >= this.#windowEndsMs) {
      this.#windowEndsMs = nowMs + WINDOW_MS;
      this.#reads = 0;
    }
    this.#reads += 1;
    if (this.#reads < MANY_READS || nowMs < this.#restUntilMs || descriptorOf(this.#options.socket) < 0) {
      return false;
    }
    this.#reads = 0;
    this.#polledSinceMs = nowMs;
    poll.add(this);
    return true;
  }

  close(): void {
    poll.delete(this);
  }

  /** Reads what has gathered. Never throws. */
  look(): void {
    const { socket, buffer, onBytes, onEnd } = this.#options;
    // Asked each time: the number of a closed descriptor may be another socket's by now.
    const descriptor = descriptorOf(socket);
    if (descriptor < 0) {
      this.close();
      return;
    }
    let bytes: number;
    try {
      bytes = readSync(descriptor, buffer, 0, buffer.length, null);
    } catch (error) {
      this.close();
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'EAGAIN') this.#giveBack();
      else onEnd(error instanceof Error ? error : undefined);
      return;
    }
    if (bytes === 0) {
      this.close();
      onEnd();
      return;
    }
    onBytes(bytes);
    // More than we look for: events keep up with any rate.
    if (bytes === buffer.length && poll.delete(this)) this.#giveBack();
  }

  #giveBack(): void {
    const nowMs = performance.now();
    const lasted = nowMs - this.#polledSinceMs > 10 * this.#restMs;
    this.#restMs = lasted ? SHORTEST_REST_MS : Math.min(LONGEST_REST_MS, 2 * this.#restMs);
    this.#restUntilMs = nowMs + this.#restMs;
    this.#options.socket.resume();
  }
}

/** All that are looked at, and the one timer for them. */
const poll = {
  members: new Set<PolledReading>(),
  timer: undefined as NodeJS.Timeout | undefined,
  add(member: PolledReading): void {
    this.members.add(member);
    this.timer ??= setInterval(() => {
      for (const each of this.members) each.look();
    }, EVERY_MS);
  },
  delete(member: PolledReading): boolean {
    const was = this.members.delete(member);
    if (this.members.size === 0) {
      clearInterval(this.timer);
      this.timer = undefined;
    }
    return was;
  },
};

/** Node gives it away by its handle only. Where it does not, or on a socket that is closed: −1, and events it is. */
function descriptorOf(socket: Socket): number {
  if (socket.destroyed || socket.connecting) return -1;
  const handle: unknown = Reflect.get(socket, '_handle');
  if (typeof handle !== 'object' || handle === null || !('fd' in handle)) return -1;
  return typeof handle.fd === 'number' ? handle.fd : -1;
}
