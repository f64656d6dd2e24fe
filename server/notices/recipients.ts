/** Who is meant: people by their ids, by what they may do at a place, or step by step up from whoever has a case in hand. */
import type { Permission } from '../contract/access.ts';
import type { NoticePlace } from '../contract/notices.ts';
import type { Db } from '../platform/db/connect.ts';
import type { HandlerOf, NewNotice, RecipientRole } from './new-notice.ts';
import type { Person, RecipientsStore } from './recipients.store.ts';

/** More than that are not told of one thing: the nearest are. */
const MOST = 100;
const LINE: readonly RecipientRole[] = ['handler', 'sectionHead', 'leader', 'supervisor'];

export interface Found {
  readonly reached: RecipientRole | 'admin' | null;
  readonly skipped: readonly RecipientRole[];
  readonly people: readonly Person[];
}

export interface RecipientsOptions {
  readonly store: RecipientsStore;
  readonly holders: (
    db: Db,
    query: NoticePlace & { readonly permission: Permission; readonly nowMs: number; readonly limit: number },
  ) => Promise<string[]>;
  readonly now: () => number;
}

export class Recipients {
  readonly #options: RecipientsOptions;

  constructor(options: RecipientsOptions) {
    this.#options = options;
  }

  /** `canBeTold`: whether any way leads to them; whom none leads to is not found. */
  async of(
    db: Db,
    { to, place }: Pick<NewNotice, 'to' | 'place'>,
    canBeTold: (person: Person) => boolean,
  ): Promise<Found> {
    const { store } = this.#options;
    if (to.kind === 'users') return plainly(await store.users(db, to.userIds.slice(0, MOST)));
    if (to.kind === 'holders') return plainly(await this.#holders(db, place, to.permission));
    const skipped: RecipientRole[] = [];
    for (const role of LINE.slice(LINE.indexOf(to.role))) {
      const people = (await this.#inRole(db, role, place, to.handler)).filter(canBeTold);
      if (people.length > 0) return { reached: role, skipped, people };
      skipped.push(role);
    }
    // Nobody decides about cards there: whoever says who is told what has to know.
    const admins = await this.#holders(db, place, 'notices:write');
    return { reached: admins.length > 0 ? 'admin' : null, skipped, people: admins };
  }

  async #inRole(
    db: Db,
    role: RecipientRole,
    place: NoticePlace,
    handler: HandlerOf | null,
  ): Promise<Person[]> {
    const { departmentId } = place;
    if (role === 'supervisor') return this.#holders(db, place, 'alerts:decide');
    if (departmentId === null) return [];
    const { store } = this.#options;
    const contacts = await store.contacts(db, departmentId, role);
    if (role !== 'handler') return contacts;
    if (handler === null) return [];
    const { responsibleUserId, responsibleName, clerk } = handler;
    if (responsibleUserId !== null) {
      const known = await store.users(db, [responsibleUserId]);
      if (known.length > 0) return known;
    }
    for (const name of [responsibleName, clerk]) {
      if (name === null || name.trim() === '') continue;
      const named = contacts.filter(({ contactName }) => contactName === name.trim());
      if (named.length > 0) return named;
      const account = await store.clerk(db, departmentId, name.trim());
      if (account) return [account];
    }
    return [];
  }

  async #holders(db: Db, place: NoticePlace, permission: Permission): Promise<Person[]> {
    const { store, holders, now } = this.#options;
    return store.users(db, await holders(db, { ...place, permission, nowMs: now(), limit: MOST }));
  }
}

const plainly = (people: readonly Person[]): Found => ({ reached: null, skipped: [], people });
