/**
 * Cards as they are issued and change, for every part of the page that shows them: followed while anybody listens,
 * resumed after a gap, each change told once.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { AlertCounts, AlertMessage } from '../../../../server/contract/alerts.ts';
import type { Asker } from '../connection.ts';

export interface AlertListener {
  onCard?(message: AlertMessage): void;
  /** Too much was missed, or what may be seen is another: ask for what is shown anew. */
  onReset?(): void;
}

export interface AlertFeedState {
  /** Undefined: not known yet. */
  readonly counts: AlertCounts | undefined;
}

const RETRY_MS = 2000;
/** Versions remembered; what is older is not pushed any more. */
const KNOWN_MOST = 2000;

export class AlertFeed {
  readonly store: StoreApi<AlertFeedState> = createStore(() => ({ counts: undefined }));
  readonly #asker: Asker;
  readonly #listeners = new Set<AlertListener>();
  readonly #known = new Map<string, number>();
  readonly #detach: (() => void)[];
  /** The server's instant up to which nothing is missed. */
  #since: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking = false;
  #closed = false;

  constructor(options: { asker: Asker }) {
    this.#asker = options.asker;
    this.#detach = [
      this.#asker.onConnect(() => void this.#follow()),
      this.#asker.on('alerts:card', (message) => this.#take(message)),
      this.#asker.on('alerts:counts', (counts) => this.store.setState({ counts })),
      this.#asker.on('rights:changed', () => {
        this.#since = null;
        this.#known.clear();
        void this.#follow();
      }),
    ];
  }

  /** Follows while anybody listens. */
  listen(listener: AlertListener): () => void {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) void this.#follow();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0 || !this.#asker.connected) return;
      this.#asker.ask('alerts:unfollow', undefined).catch(() => {
        // Not followed any more when the connection ends; and nobody listens to what is still pushed.
      });
    };
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const detach of this.#detach) detach();
    this.#listeners.clear();
  }

  async #follow(): Promise<void> {
    if (this.#asking || this.#closed || this.#listeners.size === 0 || !this.#asker.connected) return;
    this.#asking = true;
    clearTimeout(this.#timer);
    const since = this.#since;
    try {
      const answer = await this.#asker.ask('alerts:follow', { since });
      this.store.setState({ counts: answer.counts });
      this.#since = answer.now;
      if (answer.reset || since === null) for (const each of this.#listeners) each.onReset?.();
      // What was made while the line was down is news all the same.
      else
        for (const alert of answer.missed)
          this.#take({ alert, isNews: (alert.issuedAt ?? alert.createdAt) > since });
    } catch {
      // Timed out, or the connection went: a new one follows anew.
      this.#timer = setTimeout(() => void this.#follow(), RETRY_MS);
    } finally {
      this.#asking = false;
    }
  }

  #take(message: AlertMessage): void {
    const { alert } = message;
    if ((this.#known.get(alert.id) ?? 0) >= alert.version) return;
    this.#known.delete(alert.id);
    this.#known.set(alert.id, alert.version);
    const [oldest] = this.#known.keys();
    if (this.#known.size > KNOWN_MOST && oldest !== undefined) this.#known.delete(oldest);
    if (this.#since !== null && alert.updatedAt > this.#since) this.#since = alert.updatedAt;
    for (const each of this.#listeners) each.onCard?.(message);
  }
}
