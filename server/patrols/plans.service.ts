/** Plans of patrols: made, changed, removed and brought back by whoever may at the region, or at each of its halls. */
import type { z } from 'zod';
import { CalendarGap, type WorkingClocks } from '../calendar/index.ts';
import type { listQuery } from '../contract/common.ts';
import {
  checkItem,
  type PatrolPlan,
  type PatrolPlanBody,
  PLAN_UNDO_MS,
  type setPatrolPlan,
} from '../contract/patrols.ts';
import type { PlaceFinder, Visibility } from '../places/index.ts';
import { conflict, type FieldFault, invalid, notFound } from '../platform/errors.ts';
import type { Gate } from '../platform/http/gate.ts';
import { decodeCursor, nameKey, type Page, pageOf } from '../platform/http/paging.ts';
import type { Actor } from '../platform/http/route.ts';
import { dayEnds } from './days.ts';
import type { Officer } from './officer.ts';
import type { PlanRow, PlansStore } from './plans.store.ts';

export interface PlansOptions {
  readonly store: PlansStore;
  readonly visibility: Visibility;
  readonly gate: Pick<Gate, 'permits'>;
  readonly finder: Pick<PlaceFinder, 'ofRegion' | 'ofHall'>;
  readonly clocks: WorkingClocks;
  readonly now: () => number;
  /** Something is to be made of it, once it stands. */
  readonly onChanged: () => void;
}

const DAY_MS = 86_400_000;

export class PlansService {
  readonly #options: PlansOptions;

  constructor(options: PlansOptions) {
    this.#options = options;
  }

  async list(actor: Actor, query: z.output<typeof listQuery>): Promise<Page<PatrolPlan>> {
    const { store, visibility } = this.#options;
    const visible = await visibility.visible(actor, 'patrols:read');
    const after = decodeCursor(query.cursor, nameKey) as [string, string] | undefined;
    const rows = await store.list(visible, { q: query.q }, { after, limit: query.limit });
    const page = pageOf(
      rows,
      query.limit,
      ({ body, id }) => [body.name, id],
      (row) => row,
    );
    return { ...page, items: await Promise.all(page.items.map((row) => this.#told(row))) };
  }

  async get(actor: Actor, id: string): Promise<PatrolPlan> {
    const { store, visibility } = this.#options;
    const visible = await visibility.visible(actor, 'patrols:read');
    const [row] = await store.list(visible, { id }, { after: undefined, limit: 1 });
    if (row === undefined) throw notFound('patrol plan');
    return this.#told(row);
  }

  async create(asked: PatrolPlanBody, by: Officer): Promise<PatrolPlan> {
    const { store, now, onChanged } = this.#options;
    const body = tidy(asked);
    await this.#mustBeMine(by.actor, body, 'body');
    const id = await store.insert(body, by.id, new Date(now()));
    onChanged();
    return this.get(by.actor, id);
  }

  /** Rounds that nobody has begun go by it from now on; what is drawn does from tomorrow. */
  async set(id: string, asked: z.output<typeof setPatrolPlan>, by: Officer): Promise<PatrolPlan> {
    const { store, now, onChanged } = this.#options;
    const { version, ...rest } = asked;
    const plan = await store.lock(id);
    if (plan === undefined || plan.removedAt !== null) throw notFound('patrol plan');
    await this.#mustBeMine(by.actor, plan.body, 'plan');
    if (plan.version !== version)
      throw conflict('plan_changed', 'Somebody else changed this plan meanwhile: look at it again.');
    const body = tidy(rest);
    await this.#mustBeMine(by.actor, body, 'body');
    const at = new Date(now());
    await store.set(id, version + 1, body, by.id, at);
    await store.dropUnbegun(id, body.enabled ? body.times.map((time) => `fixed ${time}`) : [], at);
    onChanged();
    return this.get(by.actor, id);
  }

  async remove(id: string, by: Officer): Promise<void> {
    const { store, now } = this.#options;
    const plan = await store.lock(id);
    if (plan === undefined || plan.removedAt !== null) throw notFound('patrol plan');
    await this.#mustBeMine(by.actor, plan.body, 'plan');
    const at = new Date(now());
    await store.remove(id, at, by.id, at);
    await store.dropUnbegun(id, [], at);
  }

  async restore(id: string, by: Officer): Promise<PatrolPlan> {
    const { store, now, onChanged } = this.#options;
    const plan = await store.lock(id);
    if (plan === undefined || plan.removedAt === null) throw notFound('patrol plan');
    await this.#mustBeMine(by.actor, plan.body, 'plan');
    if (plan.removedAt.getTime() + PLAN_UNDO_MS < now())
      throw conflict('restore_too_late', 'A plan can be brought back for ten minutes only: make a new one.');
    await store.remove(id, null, by.id, new Date(now()));
    onChanged();
    return this.get(by.actor, id);
  }

  /** At its region; or, of one that names halls, at each of them. Halls of another region are a fault of the request. */
  async #mustBeMine(actor: Actor, body: PatrolPlanBody, what: 'body' | 'plan'): Promise<void> {
    const { finder, gate } = this.#options;
    const { regionCode, hallIds } = body;
    const hidden = () => notFound(what === 'plan' ? 'patrol plan' : 'place');
    const region = await finder.ofRegion(regionCode);
    if (region === undefined) throw hidden();
    if (hallIds.length === 0) {
      if (!(await gate.permits(actor, 'patrols:write', region))) throw hidden();
      return;
    }
    const faults: FieldFault[] = [];
    for (const [index, hallId] of hallIds.entries()) {
      const place = await finder.ofHall(hallId);
      if (place === undefined || !(await gate.permits(actor, 'patrols:write', place))) throw hidden();
      if (what === 'body' && !place.regionPath.includes(regionCode))
        faults.push({ field: `body.hallIds[${index}]`, message: `is not in the region ${regionCode}` });
    }
    if (faults.length > 0) throw invalid(faults);
  }

  async #told({ body, updatedAt, ...row }: PlanRow): Promise<PatrolPlan> {
    return {
      ...{ ...body, ...row, updatedAt: updatedAt.toISOString() },
      fault: body.enabled && body.times.length > 0 ? await this.#faultOf(body.regionCode) : null,
    };
  }

  /** Which days are worked cannot be told: then there are no fixed looks, and that is said. */
  async #faultOf(regionCode: string): Promise<PatrolPlan['fault']> {
    const { clocks, now } = this.#options;
    const clock = await clocks.of({ hallId: null, regionCode });
    const [fromMs] = dayEnds(now());
    try {
      clock.between(fromMs, fromMs + 2 * DAY_MS);
      return null;
    } catch (error) {
      if (error instanceof CalendarGap) return error.fault.code;
      throw error;
    }
  }
}

/** Once each, in order. */
const tidy = (body: PatrolPlanBody): PatrolPlanBody => ({
  ...body,
  hallIds: [...new Set(body.hallIds)],
  times: [...new Set(body.times)].sort(),
  checklist: checkItem.options.filter((one) => body.checklist.includes(one)),
});
