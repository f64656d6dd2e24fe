/**
 * "What can this person see, and why" and "who can see this camera", answered by the same rule that decides
 * (`Rights`), asked one grant at a time.
 */
import type { z } from 'zod';
import { type Permission, permission } from '../../contract/access.ts';
import type {
  PersonRights,
  RightsCheck,
  rightsCheckQuery,
  Viewer,
  viewersQuery,
} from '../../contract/rights.ts';
import { notFound, unauthenticated } from '../../platform/errors.ts';
import type { Actor, Place } from '../../platform/http/route.ts';
import type { Access } from '../access.ts';
import type { ExplainStore, Source } from './explain.store.ts';
import { type HeldCase, viewing } from './grants.ts';
import type { RightsStore } from './rights.store.ts';
import { Rights } from './rights.ts';
import type { RolesStore } from './roles.store.ts';
import { permissionsOf } from './roles.ts';
import type { Finder } from './viewing-rights.service.ts';

export interface ExplainOptions {
  readonly store: ExplainStore;
  readonly rights: Pick<RightsStore, 'cases'>;
  readonly roles: Pick<RolesStore, 'all'>;
  /** Throws not_found for a person beyond the asker's reach. */
  readonly users: { user(actor: Actor, id: string): Promise<unknown> };
  readonly access: Pick<Access, 'permits' | 'visible'>;
  readonly finder: Finder;
  readonly now: () => number;
}

/** Reporting is for machines: of a person there is nothing to explain. */
const EXPLAINED = permission.options.filter((one) => one !== 'exchange:report');

type Check = z.output<typeof rightsCheckQuery>;
type WhyNot = RightsCheck['permissions'][number]['whyNot'];

export class Explain {
  readonly #options: ExplainOptions;

  constructor(options: ExplainOptions) {
    this.#options = options;
  }

  async rightsOf(actor: Actor, userId: string): Promise<PersonRights> {
    await this.#options.users.user(actor, userId);
    return this.#rights(userId);
  }

  async ownRights(actor: Actor): Promise<PersonRights> {
    if (actor.kind !== 'user') throw unauthenticated();
    return this.#rights(actor.id);
  }

  async check(actor: Actor, userId: string, asked: Check): Promise<RightsCheck> {
    const { users, access, now } = this.#options;
    await users.user(actor, userId);
    const { thing, place } = await this.#thing(asked);
    // Whoever may not ask about people here is not told that the thing is there.
    if (!(await access.permits(actor, 'users:read', place))) throw notFound('thing');
    const nowMs = now();
    const { user, sources } = await this.#person(userId, nowMs);
    const cases = await this.#casesOf(userId, nowMs);
    const reaching = sources.map(({ source, permissions }) => rightsBy(source, permissions, cases));
    return {
      user,
      thing,
      sources: sources.map(({ source }) => source),
      permissions: EXPLAINED.map((one) => {
        const carrying = indexesOf(sources, ({ permissions }) => permissions.includes(one));
        const by = carrying.filter(
          (index) => sources[index]?.source.holds && reaching[index]?.permits(one, place, nowMs),
        );
        if (by.length > 0 && !user.disabled)
          return { permission: one, allowed: true, from: by, whyNot: null };
        return {
          permission: one,
          allowed: false,
          from: by.length > 0 ? by : carrying,
          whyNot: by.length > 0 ? 'disabled' : whyNot(carrying, sources, place, nowMs),
        };
      }),
    };
  }

  async viewers(actor: Actor, cameraId: string, query: z.output<typeof viewersQuery>) {
    const { store, finder, access, roles, now } = this.#options;
    const place = await finder.ofCamera(cameraId);
    if (!place) throw notFound('camera');
    const nowMs = now();
    const { permission: asked, q, limit, cursor } = query;
    const carrying = [
      ...Object.entries(permissionsOf).flatMap(([id, held]) => (held.includes(asked) ? [id] : [])),
      ...(await roles.all()).flatMap(({ id, permissions }) => (permissions.includes(asked) ? [id] : [])),
    ];
    const who = {
      ...{ place, permission: asked, roles: carrying, byCase: viewing.has(asked), nowMs },
      visible: await access.visible(actor, 'users:read'),
    };
    const found = await store.viewers({ ...who, q, after: cursor, limit });
    const people = found.slice(0, limit);
    const sources = await store.sources(
      people.map(({ id }) => id),
      nowMs,
    );
    const items: Viewer[] = [];
    for (const user of people) {
      const own = sources.get(user.id) ?? [];
      const cases = own.some(({ source }) => source.kind === 'viewingRight' && source.holds)
        ? await this.#casesOf(user.id, nowMs)
        : new Map<string, HeldCase>();
      const by = own.filter(
        ({ source, permissions }) =>
          source.holds && rightsBy(source, permissions, cases).permits(asked, place, nowMs),
      );
      items.push({ user, sources: by.map(({ source }) => source) });
    }
    return {
      items,
      nextCursor: found.length > limit ? (people.at(-1)?.username ?? null) : null,
      beyond: await store.viewersBeyond(who),
    };
  }

  async #rights(userId: string): Promise<PersonRights> {
    const { user, sources } = await this.#person(userId, this.#options.now());
    return {
      user,
      sources: sources.map(({ source }) => source),
      permissions: EXPLAINED.map((one) => ({
        permission: one,
        from: indexesOf(sources, ({ source, permissions }) => source.holds && permissions.includes(one)),
      })),
    };
  }

  async #person(userId: string, nowMs: number) {
    const { store } = this.#options;
    const user = await store.person(userId);
    if (!user) throw notFound('user');
    return { user, sources: (await store.sources([userId], nowMs)).get(userId) ?? [] };
  }

  async #casesOf(userId: string, nowMs: number): Promise<ReadonlyMap<string, HeldCase>> {
    return new Map((await this.#options.rights.cases(userId, nowMs)).map((held) => [held.caseId, held]));
  }

  async #thing(asked: Check): Promise<{ thing: RightsCheck['thing']; place: Place }> {
    const { finder, store } = this.#options;
    const ways = {
      camera: finder.ofCamera,
      window: finder.ofWindow,
      hall: finder.ofHall,
      department: (id: unknown) => finder.ofDepartment(id),
      region: (code: unknown) => finder.ofRegion(code),
      case: finder.ofCase,
    } as const;
    for (const [kind, find] of Object.entries(ways)) {
      const id = asked[kind as keyof Check];
      if (id === undefined) continue;
      const [place, name] = await Promise.all([find(id), store.nameOf(kind, id)]);
      if (place && name !== undefined) return { thing: { kind, id, name }, place };
    }
    throw notFound('thing');
  }
}

/** What one source carries by itself. */
function rightsBy(
  source: Source['source'],
  permissions: readonly Permission[],
  cases: ReadonlyMap<string, HeldCase>,
): Rights {
  if (source.kind === 'grant')
    return new Rights([{ role: source.role, permissions, scope: source.where.scope, untilMs: null }], []);
  const held = cases.get(source.caseId);
  return new Rights([], held ? [held] : []);
}

function whyNot(
  carrying: readonly number[],
  sources: readonly Source[],
  place: Place,
  nowMs: number,
): WhyNot {
  if (carrying.length === 0) return 'no_grant';
  const holding = carrying.filter((index) => sources[index]?.source.holds);
  if (holding.length === 0) return 'ended';
  // It is the department's own, but others' as well: looking is let through, changing is not.
  const looksOnly = holding.some((index) => {
    const source = sources[index]?.source;
    return (
      source?.kind === 'grant' &&
      rightsBy(source, ['places:read'], new Map()).permits('places:read', place, nowMs)
    );
  });
  return looksOnly ? 'shared' : 'elsewhere';
}

const indexesOf = <T>(all: readonly T[], wanted: (one: T) => boolean): number[] =>
  all.flatMap((one, index) => (wanted(one) ? [index] : []));
