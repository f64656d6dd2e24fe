/**
 * Leads as they are raised and change, for every part of the page that shows them: followed while anybody listens, each
 * change told once. What is open at a window is kept, for tiles.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Lead, LeadCounts, LeadMessage } from '../../../../server/contract/leads.ts';
import type { Asker } from '../connection.ts';

export interface LeadListener {
  onLead?(message: LeadMessage): void;
  /** Something may have been missed, or what may be seen is another: ask for what is shown anew. */
  onReset?(): void;
}

export interface LeadFeedState {
  /** Undefined: not known yet. */
  readonly counts: LeadCounts | undefined;
  /** The strongest that waits, by window. */
  readonly byWindow: ReadonlyMap<string, Lead>;
}

export interface LeadFeedOptions {
  readonly asker: Asker;
  /** Those that wait now, for who has just come; nothing where he may not see any. */
  readonly fetchOpen: () => Promise<readonly Lead[]>;
}

const RETRY_MS = 2000;
/** Versions remembered; what is older is not pushed any more. */
const KNOWN_MOST = 2000;

const isOpen = ({ state, explainedAt }: Lead): boolean =>
  (state === 'new' || state === 'watched') && explainedAt === null;

export class LeadFeed {
  readonly store: StoreApi<LeadFeedState> = createStore(() => ({ counts: undefined, byWindow: new Map() }));
  readonly #options: LeadFeedOptions;
  readonly #listeners = new Set<LeadListener>();
  /** Also those that wait no more, for their version. */
  readonly #known = new Map<string, Lead>();
  readonly #detach: (() => void)[];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking = false;
  #again = false;
  #closed = false;

  constructor(options: LeadFeedOptions) {
    this.#options = options;
    const { asker } = options;
    this.#detach = [
      asker.onConnect(() => void this.#follow()),
      asker.on('leads:lead', (message) => this.#take(message)),
      asker.on('leads:counts', (counts) => this.store.setState({ counts })),
      asker.on('rights:changed', () => {
        this.#known.clear();
        void this.#follow();
      }),
    ];
  }

  /** Follows while anybody listens. */
  listen(listener: LeadListener): () => void {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) void this.#follow();
    return () => {
      this.#listeners.delete(listener);
      const { asker } = this.#options;
      if (this.#listeners.size > 0 || !asker.connected) return;
      asker.ask('leads:unfollow', undefined).catch(() => {
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
    const { asker, fetchOpen } = this.#options;
    if (this.#closed || this.#listeners.size === 0 || !asker.connected) return;
    if (this.#asking) {
      // Unfollowed, reconnected or with other rights since it was asked: that answer is not of now.
      this.#again = true;
      return;
    }
    this.#asking = true;
    this.#again = false;
    clearTimeout(this.#timer);
    try {
      const { counts } = await asker.ask('leads:follow', undefined);
      this.store.setState({ counts });
      const before = new Map(this.#known);
      // After following, so that nothing falls between.
      const open = new Map((await fetchOpen()).map((lead) => [lead.id, lead]));
      // Decided while nobody was told, or not to be seen any more.
      for (const [id, lead] of before)
        if (isOpen(lead) && !open.has(id) && this.#known.get(id) === lead) this.#known.delete(id);
      for (const lead of open.values()) this.#keep(lead);
      this.#show();
      for (const each of this.#listeners) each.onReset?.();
    } catch {
      // Timed out, refused, or the connection went: asked again, and a new one follows anew.
      this.#timer = setTimeout(() => void this.#follow(), RETRY_MS);
    } finally {
      this.#asking = false;
      if (this.#again) void this.#follow();
    }
  }

  #take(message: LeadMessage): void {
    if (!this.#keep(message.lead)) return;
    this.#show();
    for (const each of this.#listeners) each.onLead?.(message);
  }

  /** False: nothing new. One that only grew longer keeps its version. */
  #keep(lead: Lead): boolean {
    const known = this.#known.get(lead.id);
    if (known !== undefined && (known.version > lead.version || known.updatedAt >= lead.updatedAt))
      return false;
    this.#known.delete(lead.id);
    this.#known.set(lead.id, lead);
    const [oldest] = this.#known.keys();
    if (this.#known.size > KNOWN_MOST && oldest !== undefined) this.#known.delete(oldest);
    return true;
  }

  #show(): void {
    const byWindow = new Map<string, Lead>();
    for (const lead of this.#known.values()) {
      const { windowId } = lead;
      if (windowId === null || !isOpen(lead)) continue;
      const other = byWindow.get(windowId);
      if (other === undefined || lead.strength > other.strength) byWindow.set(windowId, lead);
    }
    this.store.setState({ byWindow });
  }
}
