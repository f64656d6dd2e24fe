/** Cards as they are asked for. */
import type { z } from 'zod';
import type { WorkingClocks } from '../calendar/index.ts';
import type { Alert, AlertDetail, alertsQuery } from '../contract/alerts.ts';
import type { PlaceFinder, Visible } from '../places/index.ts';
import { keysetKey } from '../platform/db/keyset.ts';
import { notFound } from '../platform/errors.ts';
import type { Gate } from '../platform/http/gate.ts';
import { decodeCursor, type Page, pageOf } from '../platform/http/paging.ts';
import type { Actor } from '../platform/http/route.ts';
import { type CardRow, type CardsStore, type Narrowed, toAlert } from './cards.store.ts';
import { leftMs } from './deadlines.ts';
import { possible } from './transitions.ts';

export interface AlertsServiceOptions {
  readonly store: CardsStore;
  readonly finder: Pick<PlaceFinder, 'ofCase'>;
  readonly gate: Pick<Gate, 'permits'>;
  readonly clocks: WorkingClocks;
  readonly now: () => number;
}

const EVERYWHERE: Visible = { everywhere: true };

export class AlertsService {
  readonly #options: AlertsServiceOptions;

  constructor(options: AlertsServiceOptions) {
    this.#options = options;
  }

  async list(narrowed: Narrowed, query: z.output<typeof alertsQuery>): Promise<Page<Alert>> {
    const { limit, cursor } = query;
    const after = decodeCursor(cursor, keysetKey);
    const rows = await this.#options.store.list(query, narrowed, { after, limit });
    return pageOf(
      rows,
      limit,
      (row) => row.key,
      ({ key: _, ...row }) => toAlert(row),
    );
  }

  /** A card outside `visible` is as if it were not. */
  async get(id: string, visible: Visible, actor: Actor): Promise<AlertDetail> {
    const { store } = this.#options;
    const [row] = await store.byIds([id], visible);
    if (row === undefined) throw notFound('card');
    const [ground, snapshots, steps, may, left] = await Promise.all([
      store.groundOf(id),
      store.snapshotsOf(id),
      store.stepsOf(id),
      this.#may(row, actor),
      this.#left(row),
    ]);
    if (ground === undefined) throw notFound('card');
    return { ...toAlert(row), ground, snapshots, steps, left, may };
  }

  /** For whoever is known to see it. */
  async card(id: string): Promise<Alert> {
    const [row] = await this.#options.store.byIds([id], EVERYWHERE);
    if (row === undefined) throw notFound('card');
    return toAlert(row);
  }

  async #left({ hallId, regionCode, appealUntil, orderUntil }: CardRow): Promise<AlertDetail['left']> {
    const { clocks, now } = this.#options;
    const clock = await clocks.of({ hallId, regionCode });
    const nowMs = now();
    return {
      appealMs: leftMs(clock, nowMs, appealUntil),
      orderMs: leftMs(clock, nowMs, orderUntil),
      workingDayMs: clock.workingDayMs,
    };
  }

  async #may(row: CardRow, actor: Actor): Promise<AlertDetail['may']> {
    const { finder, gate, store, now } = this.#options;
    const place = await finder.ofCase(row.caseId);
    if (place === undefined) return [];
    const [decide, reply] = await Promise.all([
      gate.permits(actor, 'alerts:decide', place),
      gate.permits(actor, 'alerts:reply', place),
    ]);
    const state = {
      ...{ state: row.state, order: row.order, proposed: row.revocationProposed !== null },
      wasAppealed: await store.wasAppealed(row.id),
      appealUntilMs: row.appealUntil?.getTime() ?? null,
    };
    return possible(state, { decide, reply }, now());
  }
}
