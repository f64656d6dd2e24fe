/**
 * What viewers were answered and have not taken yet. The media plane lets a part, a segment or a GOP go when a newer
 * one comes, but an answer on its way holds it: a viewer who asks and does not read would hold them all.
 */
import { tooMany } from '../platform/errors.ts';
import type { Actor } from '../platform/http/route.ts';

/** An HTTP answer, of whichever protocol, as far as it matters. */
export interface Outgoing {
  once(event: 'close', listener: () => void): unknown;
  destroy(): unknown;
  readonly closed?: boolean;
  /** HTTP/2's. */
  readonly stream?: { readonly destroyed: boolean };
}

export interface UnsentAnswersOptions {
  readonly now: () => number;
  /** Of one session. Default 64 MiB: four of the largest GOPs. */
  readonly mostBytes?: number;
  /** How long an answer may take. Default two minutes: a GOP of 1 MB over 64 kbit/s. */
  readonly patienceMs?: number;
}

interface Unsent {
  readonly sinceMs: number;
  leave(): void;
}

const SWEEP_EVERY_MS = 10_000;

export class UnsentAnswers {
  readonly #options: UnsentAnswersOptions;
  readonly #bytes = new Map<string, number>();
  readonly #unsent = new Map<Outgoing, Unsent>();
  #sweptMs = 0;

  constructor(options: UnsentAnswersOptions) {
    this.#options = options;
  }

  /** Counts an answer that is about to be written. @throws too_many_requests where that would be too much */
  begin(actor: Actor, bytes: number, res: Outgoing): void {
    const { now, mostBytes = 64 * 1024 * 1024 } = this.#options;
    const nowMs = now();
    if (nowMs - this.#sweptMs >= SWEEP_EVERY_MS) this.#sweep(nowMs);
    if (res.closed === true || res.stream?.destroyed === true) return;
    const session = actor.kind === 'user' ? actor.sessionId : actor.tokenId;
    const before = this.#bytes.get(session) ?? 0;
    if (before > 0 && before + bytes > mostBytes)
      throw tooMany('Too much of what was asked for has not been taken yet.');
    this.#bytes.set(session, before + bytes);
    const leave = (): void => {
      if (!this.#unsent.delete(res)) return;
      const left = (this.#bytes.get(session) ?? 0) - bytes;
      if (left > 0) this.#bytes.set(session, left);
      else this.#bytes.delete(session);
    };
    this.#unsent.set(res, { sinceMs: nowMs, leave });
    res.once('close', leave);
  }

  #sweep(nowMs: number): void {
    const { patienceMs = 120_000 } = this.#options;
    this.#sweptMs = nowMs;
    // Oldest first.
    for (const [res, { sinceMs, leave }] of this.#unsent) {
      if (nowMs - sinceMs < patienceMs) return;
      leave();
      res.destroy();
    }
  }
}
