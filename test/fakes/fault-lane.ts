/** One direction of a connection through the fault proxy: what comes in goes out later, slower, damaged or not at all. */
import type { Socket } from 'node:net';
import type { Fault } from './fault.ts';

/** Beyond this the sender is made to wait, as by a line that takes no more. */
const HELD_MOST_BYTES = 1 << 20;
/** Throttled pieces are this small, so that the flow is even. */
const PIECE_BYTES = 4096;

export interface FaultLaneOptions {
  readonly from: Socket;
  readonly to: Socket;
  readonly fault: () => Fault;
  /** Only what comes from the target is damaged: a garbled request would merely be refused. */
  readonly corruptible: boolean;
  readonly random: () => number;
}

export class FaultLane {
  readonly #options: FaultLaneOptions;
  readonly #held: { chunk: Buffer; dueMs: number }[] = [];
  #heldBytes = 0;
  #timer: NodeJS.Timeout | undefined;
  #full = false;
  #ended = false;
  /** When the throttled line is free again. */
  #freeAtMs = 0;
  #untilDamage = 0;

  constructor(options: FaultLaneOptions) {
    this.#options = options;
    const { from, to } = options;
    from.on('data', (chunk: Buffer) => this.#take(chunk));
    from.on('end', () => {
      this.#ended = true;
      this.#drain();
    });
    to.on('drain', () => {
      this.#full = false;
      this.#drain();
    });
  }

  /** Call it when the fault has changed. */
  changed(): void {
    this.#freeAtMs = 0;
    this.#drain();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#held.length = 0;
  }

  #take(chunk: Buffer): void {
    const fault = this.#options.fault();
    const dueMs = performance.now() + (fault.kind === 'delay' ? fault.delayMs : 0);
    this.#held.push({ chunk, dueMs });
    this.#heldBytes += chunk.length;
    if (this.#heldBytes > HELD_MOST_BYTES) this.#options.from.pause();
    this.#drain();
  }

  #drain(): void {
    clearTimeout(this.#timer);
    const { from, to, fault } = this.#options;
    while (!this.#full && !to.destroyed) {
      const now = fault();
      const first = this.#held[0];
      if (now.kind === 'stall') return;
      if (!first) {
        if (this.#ended) to.end();
        return;
      }
      const waitMs = Math.max(first.dueMs, now.kind === 'throttle' ? this.#freeAtMs : 0) - performance.now();
      if (waitMs > 0) {
        this.#timer = setTimeout(() => this.#drain(), waitMs);
        return;
      }
      this.#send(this.#next(first, now), now);
      if (this.#heldBytes < HELD_MOST_BYTES / 2 && from.isPaused()) from.resume();
    }
  }

  /** Takes the next piece off what is held. */
  #next(first: { chunk: Buffer }, fault: Fault): Buffer {
    const most = fault.kind === 'throttle' ? PIECE_BYTES : first.chunk.length;
    const piece = first.chunk.subarray(0, most);
    first.chunk = first.chunk.subarray(most);
    if (first.chunk.length === 0) this.#held.shift();
    this.#heldBytes -= piece.length;
    return piece;
  }

  #send(piece: Buffer, fault: Fault): void {
    if (fault.kind === 'throttle')
      this.#freeAtMs = Math.max(this.#freeAtMs, performance.now()) + (piece.length * 8) / fault.kbps;
    const out =
      fault.kind === 'corrupt' && this.#options.corruptible ? this.#damage(piece, fault.everyBytes) : piece;
    this.#full = !this.#options.to.write(out);
  }

  /** Turns one bit about every `everyBytes`. */
  #damage(piece: Buffer, everyBytes: number): Buffer {
    const out = Buffer.from(piece);
    for (; this.#untilDamage < out.length; this.#untilDamage += this.#gap(everyBytes)) {
      const at = this.#untilDamage;
      out.writeUInt8(out.readUInt8(at) ^ (1 << Math.floor(this.#options.random() * 8)), at);
    }
    this.#untilDamage -= out.length;
    return out;
  }

  #gap(everyBytes: number): number {
    return 1 + Math.floor(this.#options.random() * 2 * everyBytes);
  }
}
