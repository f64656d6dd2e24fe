/** Who is meant: people by their ids, by what they may do at a place, or step by step up from whoever has a case in hand. */
import type { Permission } from '../contract/access.ts';
import type { NoticePlace } from '../contract/notices.ts';
import type { Db } from '../platform/db/connect.ts';
import type { HandlerOf, NewNotice, RecipientRole } from './new-notice.ts';
import type { Person, RecipientsStore } from './recipients.store.ts';
import { remembered } from './remembered.ts';

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

/** What is asked about people within one transaction: the same question goes to the database once. */
export interface Asked {
  users(ids: readonly string[]): Promise<Person[]>;
  contacts(departmentId: string, role: RecipientRole): Promise<(Person & { contactName: string })[]>;
  clerk(departmentId: string, clerk: string): Promise<Person | undefined>;
  holders(place: NoticePlace, permission: Permission): Promise<Person[]>;
}

export class Recipients {
  readonly #options: RecipientsOptions;

  constructor(options: RecipientsOptions) {
    this.#options = options;
  }

  /** For what is told in one transaction, which is mostly of few departments. */
  asking(db: Db): Asked {
    const { store, holders, now } = this.#options;
    return {
      users: remembered((ids) => store.users(db, ids)),
      contacts: remembered((departmentId, role) => store.contacts(db, departmentId, role)),
      clerk: remembered((departmentId, clerk) => store.clerk(db, departmentId, clerk)),
      holders: remembered(async ({ regionCode, hallId, departmentId }, permission) => {
        const query = { regionCode, hallId, departmentId, permission, nowMs: now(), limit: MOST };
        return store.users(db, await holders(db, query));
      }),
    };
  }

  /** `canBeTold`: whether any way leads to them; whom none leads to is not found. */
  async of(
    asked: Asked,
    { to, place }: Pick<NewNotice, 'to' | 'place'>,
    canBeTold: (person: Person) => boolean,
  ): Promise<Found> {
    if (to.kind === 'users') return plainly(await asked.users(to.userIds.slice(0, MOST)));
    if (to.kind === 'holders') return plainly(await asked.holders(place, to.permission));
    const skipped: RecipientRole[] = [];
    for (const role of LINE.slice(LINE.indexOf(to.role))) {
      const people = (await inRole(asked, role, place, to.handler)).filter(canBeTold);
      if (people.length > 0) return { reached: role, skipped, people };
      skipped.push(role);
    }
    // Nobody decides about cards there: whoever says who is told what has to know.
    const admins = await asked.holders(place, 'notices:write');
    return { reached: admins.length > 0 ? 'admin' : null, skipped, people: admins };
  }
}

async function inRole(
  asked: Asked,
  role: RecipientRole,
  place: NoticePlace,
  handler: HandlerOf | null,
): Promise<Person[]> {
  const { departmentId } = place;
  if (role === 'supervisor') return asked.holders(place, 'alerts:decide');
  if (departmentId === null) return [];
  const contacts = await asked.contacts(departmentId, role);
  if (role !== 'handler') return contacts;
  if (handler === null) return [];
  const { responsibleUserId, responsibleName, clerk } = handler;
  if (responsibleUserId !== null) {
    const known = await asked.users([responsibleUserId]);
    if (known.length > 0) return known;
  }
  for (const name of [responsibleName, clerk]) {
    if (name === null || name.trim() === '') continue;
    const named = contacts.filter(({ contactName }) => contactName === name.trim());
    if (named.length > 0) return named;
    const account = await asked.clerk(departmentId, name.trim());
    if (account) return [account];
  }
  return [];
}

const plainly = (people: readonly Person[]): Found => ({ reached: null, skipped: [], people });
