/**
 * Windows that need a look: fresh cards, leads, somebody who waits, limits that come near. Gathered once for everybody,
 * about once a second while anybody looks, then narrowed to what each may see.
 */
import { colourAt } from '../contract/clock.ts';
import type { WindowStatus } from '../contract/overlays.ts';
import { MOST_TILES, TROUBLE_FRESH_MS, type Trouble, type TroubleReason } from '../contract/walls.ts';
import type { Visibility } from '../places/index.ts';
import type { Actor } from '../platform/http/route.ts';
import type { OpenCard, TroublePlace, TroubleSight, TroubleStore, WindowNow } from './trouble.store.ts';
import { byUrgency, troubleScore } from './trouble-score.ts';

const MINUTE = 60_000;
/** A ticket was called and nothing began. */
const CALLED_WAIT_MS = 5 * MINUTE;
/** An applicant stands there and nobody is at the clerk's place. */
const UNATTENDED_MS = 2 * MINUTE;
/** The picture's word counts as long as it is renewed; it is about every 10 s. */
const SEEN_WITHIN_MS = 45_000;
const GATHERED_FOR_MS = 900;
/** Statuses are kept in memory and told by the bus; read anew now and then, as windows close and others come. */
const STATUSES_FOR_MS = 60_000;

export interface TroubleOptions {
  readonly store: TroubleStore;
  readonly visibility: Visibility;
  readonly now: () => number;
}

export class TroubleBoard {
  readonly #options: TroubleOptions;
  #statuses = new Map<string, WindowNow>();
  #statusesAtMs = Number.NEGATIVE_INFINITY;
  #gathered: { readonly atMs: number; readonly reasons: Promise<Map<string, TroubleReason[]>> } | undefined;

  constructor(options: TroubleOptions) {
    this.#options = options;
  }

  /** Statuses made since; those that came before the first reading are read with it. */
  statusesMade(made: readonly WindowStatus[]): void {
    for (const { windowId, state, at, case: served } of made)
      this.#statuses.set(windowId, {
        ...{ windowId, state, since: new Date(at) },
        ...{ clock: served?.clock ?? null, card: served?.card ?? null },
      });
  }

  async sightOf(actor: Actor): Promise<TroubleSight> {
    const { visibility } = this.#options;
    const [cards, leads, status, occupancy, live] = await Promise.all([
      visibility.visible(actor, 'alerts:read'),
      visibility.visible(actor, 'leads:read'),
      visibility.visible(actor, 'overlays:view'),
      visibility.visible(actor, 'occupancy:view'),
      visibility.visible(actor, 'live:view'),
    ]);
    return { cards, leads, status, occupancy, live };
  }

  /** The most urgent first, of what may be seen with this sight. */
  async current(sight: TroubleSight, where: TroublePlace, limit = MOST_TILES): Promise<Trouble[]> {
    const { store, now } = this.#options;
    const reasons = await this.#gather();
    const ids = [...reasons.keys()];
    const all = [...reasons.values()].flat();
    const cards = all.flatMap((one) => (one.kind === 'card' ? [one.alertId] : []));
    const leads = all.flatMap((one) => (one.kind === 'lead' ? [one.leadId] : []));
    const [windows, seenCards, seenLeads] = await Promise.all([
      store.windows(ids, sight, where),
      store.seenCards(cards, sight.cards),
      store.seenLeads(leads, sight.leads),
    ]);
    const nowMs = now();
    return windows
      .flatMap(({ mayCards, mayLeads, mayStatus, mayOccupancy, ...window }) => {
        const seen = (reasons.get(window.windowId) ?? []).filter((reason) => {
          if (reason.kind === 'card') return mayCards && seenCards.has(reason.alertId);
          if (reason.kind === 'lead') return mayLeads && seenLeads.has(reason.leadId);
          if (reason.kind === 'wait') return reason.seen === 'picture' ? mayOccupancy : mayStatus;
          return mayStatus;
        });
        return seen.length === 0 ? [] : [{ ...window, reasons: seen, score: troubleScore(seen, nowMs) }];
      })
      .sort(byUrgency)
      .slice(0, limit);
  }

  #gather(): Promise<Map<string, TroubleReason[]>> {
    const atMs = performance.now();
    if (this.#gathered !== undefined && atMs - this.#gathered.atMs < GATHERED_FOR_MS)
      return this.#gathered.reasons;
    const reasons = this.#read(this.#options.now());
    this.#gathered = { atMs, reasons };
    // Whoever waits for it is told; the next one asks again.
    reasons.catch(() => {
      this.#gathered = undefined;
    });
    return reasons;
  }

  async #read(atMs: number): Promise<Map<string, TroubleReason[]>> {
    const { store } = this.#options;
    const since = new Date(atMs - TROUBLE_FRESH_MS);
    await this.#readStatuses(atMs);
    const [cards, leads, unattended] = await Promise.all([
      store.cards(since, [...cardsAtWindows(this.#statuses.values()).keys()]),
      store.leads(since),
      store.unattended(new Date(atMs - UNATTENDED_MS), new Date(atMs - SEEN_WITHIN_MS)),
    ]);
    const found = new Map<string, TroubleReason[]>();
    const add = (windowId: string, reason: TroubleReason) =>
      found.set(windowId, [...(found.get(windowId) ?? []), reason]);
    for (const { windowId, reason } of ofCards(cards, this.#statuses.values(), since)) add(windowId, reason);
    for (const { windowId, since: at, leadKind, leadId, strength } of leads)
      add(windowId, { kind: 'lead', leadKind, leadId, strength, since: at.toISOString() });
    for (const { windowId, since: at } of unattended)
      add(windowId, { kind: 'wait', seen: 'picture', since: at.toISOString() });
    for (const status of this.#statuses.values())
      for (const reason of ofStatus(status, atMs)) add(status.windowId, reason);
    return found;
  }

  async #readStatuses(atMs: number): Promise<void> {
    if (atMs - this.#statusesAtMs < STATUSES_FOR_MS) return;
    this.#statusesAtMs = atMs;
    try {
      const rows = await this.#options.store.windowsNow();
      this.#statuses = new Map(rows.map((row) => [row.windowId, row]));
    } catch (error) {
      this.#statusesAtMs = Number.NEGATIVE_INFINITY;
      throw error;
    }
  }
}

/** Windows with a case of which such a card stands, by card. A warning is none: that its limit comes near is told by itself. */
function cardsAtWindows(statuses: Iterable<WindowNow>): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { windowId, state, card } of statuses)
    if (state === 'serving' && card !== null && card.level !== 'warning')
      found.set(card.id, [...(found.get(card.id) ?? []), windowId]);
  return found;
}

/** A fresh card counts where its case was then, an older one where its case is now. */
export function ofCards(
  cards: readonly OpenCard[],
  statuses: Iterable<WindowNow>,
  freshSince: Date,
): { windowId: string; reason: TroubleReason }[] {
  const served = cardsAtWindows(statuses);
  return cards.flatMap(({ windowId, alertId, level, since }) => {
    const fresh = windowId !== null && since > freshSince ? [windowId] : [];
    const windows = new Set([...fresh, ...(served.get(alertId) ?? [])]);
    const reason: TroubleReason = { kind: 'card', level, alertId, since: since.toISOString() };
    return [...windows].map((at) => ({ windowId: at, reason }));
  });
}

/** What a status says by itself: called and not begun, or a limit that comes near. */
export function ofStatus({ state, since, clock }: WindowNow, atMs: number): TroubleReason[] {
  const reasons: TroubleReason[] = [];
  if (state === 'called' && atMs - since.getTime() >= CALLED_WAIT_MS)
    reasons.push({ kind: 'wait', seen: 'record', since: since.toISOString() });
  if (state === 'serving' && clock?.nearAt && colourAt(clock, atMs) === 'near')
    reasons.push({ kind: 'nearLimit', since: clock.nearAt });
  return reasons;
}
