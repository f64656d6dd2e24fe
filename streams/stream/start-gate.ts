import type { SourceAbout } from '../types.ts';
import { PlaceQueue } from './place-queue.ts';

export interface StartRequest {
  readonly kind: SourceAbout['kind'];
  readonly attempt: number;
  readonly rank: () => number;
  readonly signal: AbortSignal;
}

export interface StartGateOptions {
  /** A source in this process takes milliseconds to start. */
  readonly inProcess: number;
  /** One that is a process takes tenths of a second of a core. */
  readonly processes: number;
}

const FIRST_ATTEMPT = 1_000_000;

/** Lets only so many sources start at once: 200 cameras coming back together would starve each other. */
export class StartGate {
  readonly #inProcess: PlaceQueue;
  readonly #processes: PlaceQueue;

  constructor({ inProcess, processes }: StartGateOptions) {
    this.#inProcess = new PlaceQueue({ places: inProcess });
    this.#processes = new PlaceQueue({ places: processes });
  }

  /** Sources that wait for their turn. */
  get queued(): number {
    return this.#inProcess.queued + this.#processes.queued;
  }

  /**
   * Waits for a place. First attempts go before repeated ones, so that dead cameras do not keep healthy ones
   * waiting; then the most watched. Returns the way out, which is idempotent.
   * @throws the signal's reason when it aborts first
   */
  enter({ kind, attempt, rank, signal }: StartRequest): Promise<() => void> {
    const queue = kind === 'ffmpeg' ? this.#processes : this.#inProcess;
    return queue.enter({ signal, rank: () => rank() + (attempt === 0 ? FIRST_ATTEMPT : 0) });
  }
}
