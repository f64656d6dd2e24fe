/** What walls and tours have in common: whose they are, who may see and change them, versions, removal with undo. */
import { MOST_WALLS, WALL_UNDO_MS, type WallShare } from '../contract/walls.ts';
import { AppError, conflict, notFound, unauthenticated } from '../platform/errors.ts';
import { decodeCursor, nameKey, type Page, pageOf } from '../platform/http/paging.ts';
import type { Actor } from '../platform/http/route.ts';
import type { Reader, SavedKind, SavedRow, SavedStore } from './saved.store.ts';

export type May = 'see' | 'change' | 'own';
export interface Mine<Body> {
  readonly row: SavedRow<Body>;
  readonly may: May;
}

export interface SavedOptions<Body> {
  readonly kind: SavedKind;
  readonly store: SavedStore<Body>;
  readonly now: () => number;
}

export interface Given<Body> {
  readonly name: string;
  readonly body: Body;
  readonly shares: readonly WallShare[];
}

export class Saved<Body> {
  readonly #options: SavedOptions<Body>;

  constructor(options: SavedOptions<Body>) {
    this.#options = options;
  }

  async list(
    actor: Actor,
    query: {
      readonly whose: 'mine' | 'shared' | 'all';
      readonly q?: string | undefined;
      readonly limit: number;
      readonly cursor?: string | undefined;
    },
  ): Promise<Page<Mine<Body>>> {
    const reader = await this.#reader(actor);
    const after = decodeCursor(query.cursor, nameKey);
    const { whose, q, limit } = query;
    const rows = await this.#options.store.list(reader, { whose, q, limit }, after);
    return pageOf(
      rows,
      limit,
      (row) => [row.name, row.id],
      (row) => ({ row, may: mayOf(row, reader) }),
    );
  }

  async get(actor: Actor, id: string): Promise<Mine<Body>> {
    const reader = await this.#reader(actor);
    const row = await this.#options.store.get(id, reader);
    if (row === undefined || row.removedAt !== null) throw notFound(this.#options.kind);
    return { row, may: mayOf(row, reader) };
  }

  async create(actor: Actor, given: Given<Body>): Promise<Mine<Body>> {
    const { store, now, kind } = this.#options;
    const ownerId = personOf(actor);
    if ((await store.countOf(ownerId)) >= MOST_WALLS)
      throw new AppError(422, `too_many_${kind}s`, `One person has ${MOST_WALLS} ${kind}s at most.`);
    const id = await store.insert({ ownerId, ...given, at: new Date(now()) });
    return this.get(actor, id);
  }

  /** Who it is shared with to change sets everything but with whom it is shared. */
  async change(
    actor: Actor,
    id: string,
    version: number,
    given: (before: Mine<Body>) => Promise<Given<Body>>,
  ): Promise<Mine<Body>> {
    const { store, now, kind } = this.#options;
    const before = await this.get(actor, id);
    if (before.may === 'see')
      throw new AppError(403, 'only_to_see', `This ${kind} is shared with you to see, not to change.`);
    const next = await given(before);
    if (before.may !== 'own' && next.shares.length > 0)
      throw new AppError(403, 'not_the_owner', `With whom a ${kind} is shared is its owner’s to say.`);
    const shares = before.may === 'own' ? next.shares : before.row.shares;
    if (!(await store.change(id, version, { ...next, shares, at: new Date(now()) })))
      throw conflict(`${kind}_changed`, `Somebody changed the ${kind} meanwhile: look at it again.`);
    return this.get(actor, id);
  }

  async remove(actor: Actor, id: string): Promise<void> {
    const { store, now, kind } = this.#options;
    const { may } = await this.get(actor, id);
    if (may !== 'own') throw new AppError(403, 'not_the_owner', `A ${kind} is its owner’s to remove.`);
    await store.remove(id, personOf(actor), new Date(now()));
  }

  async restore(actor: Actor, id: string): Promise<Mine<Body>> {
    const { store, now, kind } = this.#options;
    if (!(await store.restore(id, personOf(actor), new Date(now() - WALL_UNDO_MS)))) throw notFound(kind);
    return this.get(actor, id);
  }

  async #reader(actor: Actor): Promise<Reader> {
    const { store, now } = this.#options;
    const userId = personOf(actor);
    return { userId, roles: await store.rolesOf(userId, new Date(now())) };
  }
}

/** The most that any of the shares gives. */
export function mayOf(row: { ownerId: string; shares: readonly WallShare[] }, reader: Reader): May {
  if (row.ownerId === reader.userId) return 'own';
  const mine = row.shares.filter(
    ({ with: who }) =>
      who.kind === 'everybody' ||
      (who.kind === 'user' ? who.id === reader.userId : reader.roles.includes(who.role)),
  );
  return mine.some(({ right }) => right === 'change') ? 'change' : 'see';
}

export function personOf(actor: Actor): string {
  if (actor.kind !== 'user') throw unauthenticated();
  return actor.id;
}
