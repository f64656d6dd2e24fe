/** Tours: which pages of which walls, how long each. */
import type { z } from 'zod';
import type { SavedWall, setTour, Tour, tourBody, wallsQuery } from '../contract/walls.ts';
import { AppError, type FieldFault, invalid } from '../platform/errors.ts';
import type { Page } from '../platform/http/paging.ts';
import type { Actor } from '../platform/http/route.ts';
import type { Mine, Saved } from './saved.service.ts';

export type TourPlan = Pick<z.output<typeof tourBody>, 'steps' | 'interrupt'>;

export interface ToursOptions {
  readonly saved: Saved<TourPlan>;
  /** Throws `not_found` for a wall that the actor may not see. */
  readonly wallOf: (actor: Actor, id: string) => Promise<SavedWall>;
}

export class ToursService {
  readonly #options: ToursOptions;

  constructor(options: ToursOptions) {
    this.#options = options;
  }

  async list(actor: Actor, query: z.output<typeof wallsQuery>): Promise<Page<Tour>> {
    const { items, nextCursor } = await this.#options.saved.list(actor, query);
    return { items: items.map(shown), nextCursor };
  }

  async get(actor: Actor, id: string): Promise<Tour> {
    return shown(await this.#options.saved.get(actor, id));
  }

  async create(actor: Actor, given: z.output<typeof tourBody>): Promise<Tour> {
    const { name, shares } = given;
    const body = await this.#checked(actor, given, []);
    return shown(await this.#options.saved.create(actor, { name, body, shares }));
  }

  async change(actor: Actor, id: string, given: z.output<typeof setTour>): Promise<Tour> {
    const { name, shares, version } = given;
    const changed = await this.#options.saved.change(actor, id, version, async ({ row }) => ({
      name,
      shares,
      body: await this.#checked(actor, given, row.body.steps),
    }));
    return shown(changed);
  }

  remove(actor: Actor, id: string): Promise<void> {
    return this.#options.saved.remove(actor, id);
  }

  async restore(actor: Actor, id: string): Promise<Tour> {
    return shown(await this.#options.saved.restore(actor, id));
  }

  /** A wall that is new on the tour must be there, with that page. What was on it stays, also when its wall went. */
  async #checked(actor: Actor, plan: TourPlan, before: TourPlan['steps']): Promise<TourPlan> {
    const pages = new Map<string, number | undefined>();
    const known = new Set(before.map(({ wallId, page }) => `${wallId}/${page}`));
    const faults: FieldFault[] = [];
    for (const [index, { wallId, page }] of plan.steps.entries()) {
      if (known.has(`${wallId}/${page}`)) continue;
      if (!pages.has(wallId)) pages.set(wallId, await this.#pagesOf(actor, wallId));
      const field = `body.steps[${index}]`;
      const most = pages.get(wallId);
      if (most === undefined)
        faults.push({ field: `${field}.wallId`, message: `there is no wall ${wallId} that you may see` });
      else if (page >= most)
        faults.push({ field: `${field}.page`, message: `the wall has ${most} pages, counted from 0` });
    }
    if (faults.length > 0) throw invalid(faults);
    return { steps: plan.steps, interrupt: plan.interrupt };
  }

  async #pagesOf(actor: Actor, wallId: string): Promise<number | undefined> {
    try {
      return (await this.#options.wallOf(actor, wallId)).pages.length;
    } catch (error) {
      if (error instanceof AppError && error.status === 404) return undefined;
      throw error;
    }
  }
}

function shown({ row, may }: Mine<TourPlan>): Tour {
  const { id, ownerId, ownerName, name, version, body } = row;
  return {
    ...{ id, ownerId, ownerName, name, version, may, ...body },
    shares: may === 'own' ? [...row.shares] : [],
    updatedAt: row.updatedAt.toISOString(),
  };
}
