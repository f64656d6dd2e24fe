/**
 * Sends a department's events to the exchange as its front-end machine would: in order, one batch under way at a
 * time, again and again with back-off until the server has answered. What was answered is done with, whatever the
 * answer: `duplicate` is as good as `accepted`, and a rejected event would be rejected again.
 */
import type { ExchangeAnswer, ExchangeEventInput } from '../../../server/contract/exchange.ts';

export interface ReporterOptions {
  readonly baseUrl: string;
  /** The machine token's secret. */
  readonly token: string;
  readonly onAnswer?: (answer: ExchangeAnswer) => void;
  /** The line is down, or the server refuses; told once until an answer comes again. */
  readonly onTrouble?: (reason: string) => void;
  readonly queueMost?: number;
}

const BATCH = 200;
const QUEUE_MOST = 5000;
const TIMEOUT_MS = 10_000;
const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 8000;

export class Reporter {
  readonly #options: ReporterOptions;
  readonly #ended = new AbortController();
  #queue: ExchangeEventInput[] = [];
  #running: Promise<void> | undefined;
  #troubled = false;
  #dropped = 0;

  constructor(options: ReporterOptions) {
    this.#options = options;
  }

  /** Events given up because the line was down for too long. */
  get dropped(): number {
    return this.#dropped;
  }

  push(events: readonly ExchangeEventInput[]): void {
    if (this.#ended.signal.aborted || events.length === 0) return;
    this.#queue.push(...events);
    this.#keepBounded();
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  /** Resolves when everything pushed so far is answered. */
  async drained(): Promise<void> {
    await this.#running;
  }

  /** Gives up what is not yet answered: a restart sends it again. */
  async close(): Promise<void> {
    this.#ended.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    let waitMs = FIRST_WAIT_MS;
    while (this.#queue.length > 0 && !this.#ended.signal.aborted) {
      const batch = this.#queue.slice(0, BATCH);
      this.#queue = this.#queue.slice(BATCH);
      const failure = await this.#send(batch);
      if (failure === undefined) {
        waitMs = FIRST_WAIT_MS;
        this.#troubled = false;
        continue;
      }
      if (this.#ended.signal.aborted) return;
      if (!this.#troubled) this.#options.onTrouble?.(failure);
      this.#troubled = true;
      this.#queue = [...batch, ...this.#queue];
      this.#keepBounded();
      await this.#pause(waitMs * (0.75 + Math.random() / 2));
      waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
    }
  }

  /** Resolves with why it must be sent again, or nothing when it was answered. */
  async #send(events: readonly ExchangeEventInput[]): Promise<string | undefined> {
    const { baseUrl, token, onAnswer } = this.#options;
    let answer: ExchangeAnswer;
    // Not AbortSignal.timeout(): Node 20 forgets one that only AbortSignal.any() holds, and it never fires.
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(new Error('no answer in time')), TIMEOUT_MS);
    try {
      const response = await fetch(`${baseUrl}/api/v1/exchange/events`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ events, sentAt: new Date().toISOString() }),
        signal: AbortSignal.any([this.#ended.signal, late.signal]),
      });
      const text = await response.text();
      if (!response.ok) return `answered ${response.status}: ${text.slice(0, 200)}`;
      answer = JSON.parse(text) as ExchangeAnswer;
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      return cause instanceof Error ? cause.message : String(cause);
    } finally {
      clearTimeout(timer);
    }
    onAnswer?.(answer);
    return undefined;
  }

  /** The oldest go first: what is at the windows now matters more. */
  #keepBounded(): void {
    const over = this.#queue.length - (this.#options.queueMost ?? QUEUE_MOST);
    if (over <= 0) return;
    this.#queue = this.#queue.slice(over);
    this.#dropped += over;
  }

  async #pause(ms: number): Promise<void> {
    const { signal } = this.#ended;
    if (signal.aborted) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done);
    });
  }
}
