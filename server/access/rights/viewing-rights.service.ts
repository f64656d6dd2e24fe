/**
 * Rights to see one case, for a purpose and a time. Whoever gives one holds at the case's place, by a role, all that
 * the right carries; nobody gives one to himself.
 */
import { z } from 'zod';
import { instant } from '../../contract/common.ts';
import {
  type CaseSights,
  type newViewingRight,
  type PersonName,
  VIEWING_RIGHT_MOST_DAYS,
  type ViewingRight,
  viewingPermissions,
  type viewingRightsQuery,
} from '../../contract/rights.ts';
import type { Bus } from '../../platform/bus.ts';
import { AppError, conflict, invalid, notFound, unauthenticated } from '../../platform/errors.ts';
import { decodeCursor, type Page, pageOf } from '../../platform/http/paging.ts';
import type { Actor, Place } from '../../platform/http/route.ts';
import type { Access } from '../access.ts';
import { rightsChanged } from './held-rights.ts';
import type { ViewingRightsQuery, ViewingRightsStore } from './viewing-rights.store.ts';

const DAY_MS = 24 * 3_600_000;
const CANDIDATES_MOST = 20;
const givenKey = z.tuple([instant, z.uuid()]);

type List = z.output<typeof viewingRightsQuery>;

/** Where things are: the places' finder. */
export interface Finder {
  ofCamera(id: unknown): Promise<Place | undefined>;
  ofWindow(id: unknown): Promise<Place | undefined>;
  ofHall(id: unknown): Promise<Place | undefined>;
  ofCase(id: unknown): Promise<Place | undefined>;
  ofDepartment(id: unknown): Promise<Place | undefined>;
  ofRegion(code: unknown): Promise<Place | undefined>;
}

export interface ViewingRightsOptions {
  readonly store: ViewingRightsStore;
  readonly access: Access;
  readonly finder: Finder;
  readonly bus: Bus;
  readonly now: () => number;
}

export class ViewingRights {
  readonly #options: ViewingRightsOptions;

  constructor(options: ViewingRightsOptions) {
    this.#options = options;
  }

  /** Of every case at which the asker may give them. */
  async all(actor: Actor, list: List): Promise<Page<ViewingRight>> {
    return this.#page({ visible: await this.#options.access.visible(actor, 'rights:grant') }, list);
  }

  ofCase(caseId: string, list: List): Promise<Page<ViewingRight>> {
    return this.#page({ caseId }, list);
  }

  /** One's own that hold now. */
  async own(actor: Actor): Promise<ViewingRight[]> {
    const query = { userId: personOf(actor), onlyHolding: true, limit: 200 };
    return this.#options.store.rights(query, this.#options.now());
  }

  async right(caseId: string, id: string): Promise<ViewingRight> {
    const [right] = await this.#options.store.rights({ caseId, id, limit: 1 }, this.#options.now());
    if (!right) throw notFound('viewing right');
    return right;
  }

  async give(actor: Actor, caseId: string, input: z.output<typeof newViewingRight>): Promise<ViewingRight> {
    const { store, bus, now } = this.#options;
    const grantedBy = personOf(actor);
    const nowMs = now();
    const untilMs = Date.parse(input.until);
    if (untilMs <= nowMs) throw invalid([{ field: 'body.until', message: 'must lie ahead' }]);
    if (untilMs > nowMs + VIEWING_RIGHT_MOST_DAYS * DAY_MS)
      throw invalid([{ field: 'body.until', message: `at most ${VIEWING_RIGHT_MOST_DAYS} days ahead` }]);
    if (input.userId === grantedBy)
      throw new AppError(422, 'right_to_self', 'Nobody gives a viewing right to himself.', {
        faults: [{ field: 'body.userId', message: 'is you' }],
      });
    if (!(await store.activeUser(input.userId)))
      throw invalid([{ field: 'body.userId', message: 'there is no such person, or they are disabled' }]);
    await this.#mustHoldByRole(actor, caseId, untilMs);
    const id = await store.insert({
      ...{ caseId, grantedBy, purpose: input.purpose, userId: input.userId },
      grantedAt: new Date(nowMs),
      until: new Date(untilMs),
    });
    bus.publish(rightsChanged, { userIds: [input.userId] });
    return this.right(caseId, id);
  }

  async revoke(actor: Actor, caseId: string, id: string): Promise<void> {
    const { store, bus, now } = this.#options;
    const { user } = await this.right(caseId, id);
    if (!(await store.revoke(id, personOf(actor), new Date(now()))))
      throw conflict('right_ended', 'This right has ended already.');
    bus.publish(rightsChanged, { userIds: [user.id] });
  }

  candidates(actor: Actor, q: string): Promise<PersonName[]> {
    return this.#options.store.candidates({ q, not: personOf(actor), limit: CANDIDATES_MOST });
  }

  /** Narrowed to what the asker may see there. */
  async sights(actor: Actor, caseId: string): Promise<CaseSights> {
    const { store, finder, access } = this.#options;
    const { windows, cameras } = await store.sights(caseId);
    const sees = async (permission: 'overlays:view' | 'live:view', place: Place | undefined) =>
      place !== undefined && access.permits(actor, permission, place);
    const seen = new Set<string>();
    for (const { id } of windows) if (await sees('overlays:view', await finder.ofWindow(id))) seen.add(id);
    for (const { id } of cameras) if (await sees('live:view', await finder.ofCamera(id))) seen.add(id);
    return {
      windows: windows.filter(({ id }) => seen.has(id)),
      cameras: cameras.filter(({ id }) => seen.has(id)),
    };
  }

  async #page(query: Omit<ViewingRightsQuery, 'limit'>, list: List): Promise<Page<ViewingRight>> {
    const { limit, q, holding } = list;
    const after = decodeCursor(list.cursor, givenKey);
    const found = await this.#options.store.rights(
      { ...query, limit, q, after, onlyHolding: holding === 'now' },
      this.#options.now(),
    );
    return pageOf(
      found,
      limit,
      (right) => [right.grantedAt, right.id],
      (right) => right,
    );
  }

  /** What is seen by a viewing right only cannot be passed on, nor anything for longer than one has it oneself. */
  async #mustHoldByRole(actor: Actor, caseId: string, untilMs: number): Promise<void> {
    const { finder, access, now } = this.#options;
    const place = (await finder.ofCase(caseId)) ?? { regionPath: [] };
    for (const permission of viewingPermissions) {
      const heldUntilMs = await access.heldUntilMs(actor, permission, place);
      if (heldUntilMs <= now())
        throw new AppError(
          403,
          'beyond_reach',
          `A viewing right carries ${permission}, which you do not hold here.`,
        );
      if (heldUntilMs < untilMs)
        throw invalid([{ field: 'body.until', message: 'lies after the end of your own rights there' }]);
    }
  }
}

function personOf(actor: Actor): string {
  if (actor.kind !== 'user') throw unauthenticated();
  return actor.id;
}
