/** Takes what is due out of the outbox and has it sent: a few at once by each way, as often as it needs. */
import type { SentChannel } from '../contract/notices.ts';
import { REGION_ZONE } from '../contract/office-hours.ts';
import type { Bus } from '../platform/bus.ts';
import type { Logger } from '../platform/log.ts';
import { shortened } from './addresses.ts';
import type { Bursts, DeliveriesStore, Taken, TakenContent } from './deliveries.store.ts';
import { type Message, messageOf } from './message.ts';
import { outboxFilled } from './notices.ts';
import { retryAfterMs } from './retry.ts';
import { NotDelivered, type Sender } from './sender.ts';

export interface GivenUp {
  readonly channel: SentChannel;
  readonly content: TakenContent;
  readonly attempts: number;
  readonly answer: string;
}

export interface DeliveryWorkerOptions {
  readonly store: Pick<DeliveriesStore, 'take' | 'content' | 'sent' | 'notSent' | 'nextDueMs'>;
  readonly senders: ReadonlyMap<SentChannel, Sender>;
  readonly onGivenUp: (givenUp: GivenUp) => Promise<void>;
  readonly publicUrl: string | undefined;
  readonly bus: Bus;
  readonly log: Logger;
  readonly now: () => number;
  readonly random?: () => number;
  readonly pollMs?: number;
}

/** Longer than any sender takes. */
const LEASE_MS = 180_000;
const AT_ONCE = 3;
const POLL_MS = 5000;
const MINUTE_MS = 60_000;
const BURSTS: Bursts = { most: 5, mostUrgent: 15, withinMs: 10 * MINUTE_MS, digestFrom: 4, digestMost: 50 };

export class DeliveryWorker {
  readonly #options: DeliveryWorkerOptions;
  readonly #lanes = new Map<SentChannel, Promise<void>>();
  readonly #again = new Set<SentChannel>();
  #timer: NodeJS.Timeout | undefined;
  #detach: (() => void) | undefined;
  #closed = false;

  constructor(options: DeliveryWorkerOptions) {
    this.#options = options;
  }

  start(): void {
    const { bus, pollMs = POLL_MS } = this.#options;
    this.#detach = bus.subscribe(outboxFilled, () => this.#nudge());
    this.#timer = setInterval(() => this.#nudge(), pollMs);
    this.#timer.unref();
    this.#nudge();
  }

  /** Everything that is due now, and what falls due meanwhile. For tests, and for whoever waits. */
  async drain(): Promise<void> {
    for (const channel of this.#options.senders.keys()) await this.#run(channel);
  }

  /** What is under way is ended; it is sent again by whoever starts next. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#timer);
    this.#detach?.();
    for (const sender of this.#options.senders.values()) sender.close();
    await Promise.all(this.#lanes.values());
  }

  #nudge(): void {
    for (const channel of this.#options.senders.keys()) void this.#run(channel);
  }

  /** One run a channel at a time; asked for meanwhile, there is another after it. */
  #run(channel: SentChannel): Promise<void> {
    if (this.#closed) return Promise.resolve();
    const under = this.#lanes.get(channel);
    if (under !== undefined) {
      this.#again.add(channel);
      return under;
    }
    const run = this.#whole(channel)
      .catch((error: unknown) => {
        // The database is away for a moment; the rows stand, the next poll comes.
        this.#options.log.warn({ err: error, channel }, 'the outbox could not be worked on');
      })
      .finally(() => {
        this.#lanes.delete(channel);
        if (this.#again.delete(channel)) void this.#run(channel);
      });
    this.#lanes.set(channel, run);
    return run;
  }

  async #whole(channel: SentChannel): Promise<void> {
    await Promise.all(Array.from({ length: AT_ONCE }, () => this.#lane(channel)));
  }

  async #lane(channel: SentChannel): Promise<void> {
    const { store, now } = this.#options;
    while (!this.#closed) {
      const taken = await store.take(channel, now(), LEASE_MS, BURSTS);
      if (taken === undefined) return;
      if (taken !== 'postponed') await this.#send(channel, taken);
    }
  }

  async #send(channel: SentChannel, taken: Taken): Promise<void> {
    const { store, senders, publicUrl, now, log } = this.#options;
    const content = await store.content(taken.bundle);
    const sender = senders.get(channel);
    if (!content || !sender) return;
    const address = channel === 'email' ? content.to.email : content.to.phone;
    const sentTo = address === null ? null : shortened(address);
    try {
      if (address === null) throw new NotDelivered('no address is known any more', { forGood: true });
      const to = { name: content.to.name, address };
      const { language, notices } = content;
      const message = () =>
        messageOf({ id: taken.bundle, to, language, notices, publicUrl, zone: REGION_ZONE });
      const answer = await this.#carried(sender, message);
      await store.sent(taken.bundle, { sentTo: sentTo ?? '', answer, atMs: now() });
    } catch (error) {
      // That it was sent could not be written, so it is sent again.
      if (!(error instanceof NotDelivered)) throw error;
      log.debug({ channel, delivery: taken.bundle, answer: error.message }, 'a notice did not get through');
      await this.#failed(channel, taken, content, sentTo, error);
    }
  }

  /** What nobody foresaw is a try like any other: it ends, and somebody is told. @throws NotDelivered */
  async #carried(sender: Sender, message: () => Message): Promise<string> {
    try {
      return await sender.send(message());
    } catch (error) {
      if (error instanceof NotDelivered) throw error;
      this.#options.log.error({ err: error }, 'a notice could not be sent, for a fault of ours');
      throw new NotDelivered('could not be sent: see the log of the server', { cause: error });
    }
  }

  async #failed(
    channel: SentChannel,
    taken: Taken,
    content: TakenContent,
    sentTo: string | null,
    fault: NotDelivered,
  ): Promise<void> {
    const { store, onGivenUp, now, random = Math.random } = this.#options;
    const wait = fault.forGood ? undefined : retryAfterMs(taken.attempts, random());
    const atMs = now();
    const againMs = wait === undefined ? undefined : atMs + wait;
    const noted = await store.notSent(taken, { sentTo, answer: fault.message, atMs, againMs });
    if (noted && againMs === undefined)
      await onGivenUp({ channel, content, attempts: taken.attempts, answer: fault.message });
  }
}
