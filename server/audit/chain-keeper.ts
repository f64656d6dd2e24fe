/** Looks after the chain: signs its head off every minute, and follows it from its first row daily and when asked. */
import type { Verification, VerificationResult } from '../contract/audit.ts';
import type { Logger } from '../platform/log.ts';
import { AnchorFault, type Anchors } from './anchors.ts';
import type { AuditStore } from './audit.store.ts';
import { verifyChain } from './verify-chain.ts';

const SIGN_EVERY_MS = 60_000;
const VERIFY_EVERY_MS = 24 * 3600_000;
/** After a start there is other work first. */
const FIRST_VERIFY_MS = 5 * 60_000;

export interface ChainKeeperOptions {
  readonly store: Pick<AuditStore, 'head' | 'after' | 'seqAfterHash'>;
  readonly anchors: Anchors;
  readonly log: Logger;
  readonly now: () => number;
}

export class ChainKeeper {
  readonly #options: ChainKeeperOptions;
  readonly #timers: NodeJS.Timeout[] = [];
  #signing: Promise<void> = Promise.resolve();
  #running: { rows: number; of: number } | undefined;
  #last: VerificationResult | undefined;

  constructor(options: ChainKeeperOptions) {
    this.#options = options;
  }

  start(): void {
    const verify = () => void this.verify();
    this.#timers.push(
      setInterval(() => void this.signOff(), SIGN_EVERY_MS),
      setTimeout(verify, FIRST_VERIFY_MS),
      setInterval(verify, VERIFY_EVERY_MS),
    );
    for (const timer of this.#timers) timer.unref();
  }

  get state(): Verification {
    return { running: this.#running ?? null, last: this.#last ?? null };
  }

  /** Never throws: a head that could not be signed off is, with those after it, at the next turn. */
  signOff(): Promise<void> {
    this.#signing = this.#signing.then(() => this.#sign());
    return this.#signing;
  }

  /** Begins where none is under way. Never throws. */
  async verify(): Promise<void> {
    if (this.#running) return;
    const { store, anchors, log, now } = this.#options;
    const running = { rows: 0, of: 0 };
    this.#running = running;
    try {
      running.of = Number((await store.head()).seq);
      const onProgress = (rows: number): void => {
        running.rows = rows;
      };
      this.#last = await verifyChain({ store, anchors: anchors.read(), onProgress, now });
      const { fault, rows, head } = this.#last;
      if (fault) log.error({ fault }, 'the audit trail is not as it was written');
      else log.info({ rows, head }, 'the audit trail is whole');
    } catch (error) {
      log.warn({ err: error }, 'the audit trail could not be followed');
    } finally {
      this.#running = undefined;
    }
  }

  /** Signs off what there is. */
  async close(): Promise<void> {
    if (this.#timers.length === 0) return;
    for (const timer of this.#timers.splice(0)) clearTimeout(timer);
    await this.signOff();
  }

  async #sign(): Promise<void> {
    const { store, anchors, log, now } = this.#options;
    try {
      const head = await store.head();
      if (await anchors.sign(head, new Date(now())))
        log.info(
          { seq: head.seq, hash: head.hash.toString('hex') },
          'the audit trail up to here is signed off',
        );
    } catch (error) {
      if (error instanceof AnchorFault) log.error({ err: error }, 'the signed-off heads are not as written');
      else log.warn({ err: error }, 'the head of the audit trail could not be signed off');
    }
  }
}
