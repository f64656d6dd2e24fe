/** Users and what they are granted: known by their user name. First passwords are made here and told once. */
import type { Grant, User } from '../../contract/access.ts';
import type { Values } from '../reading/sheet-row.ts';
import type { Book, Existing, RegistryTable } from './book.ts';
import { allOf, Directory, pagesOf } from './directory.ts';
import { grantsText, parseGrants, type RoleName, type ScopeNames } from './grant-text.ts';
import type { BookNeeds } from './needs.ts';

const EVERYTHING = { everywhere: true } as const;

export function usersTable(needs: BookNeeds): RegistryTable {
  const { places, users, access, now } = needs;

  /** Names of everything grants may be scoped to: a person's grants lie within the asker's anyhow. */
  async function namesFor(roles: readonly RoleName[]): Promise<ScopeNames> {
    const [halls, departments] = await Promise.all([
      allOf((page) => places.halls(EVERYTHING, { ...page, closed: 'include' })),
      allOf((page) => places.departments(EVERYTHING, { ...page, closed: 'include' })),
    ]);
    const nameIn = (all: readonly { id: string; regionCode: string; name: string }[]) => {
      const names = new Map(all.map((one) => [one.id, `${one.regionCode} ${one.name}`]));
      return (id: string) => names.get(id);
    };
    const roleNames = new Map(roles.map((one) => [one.id, one.name]));
    return { hallOf: nameIn(halls), departmentOf: nameIn(departments), roleName: (id) => roleNames.get(id) };
  }
  const toValues = (user: User, names: ScopeNames): Values => ({
    username: user.username,
    displayName: user.displayName,
    grants: grantsText(user.grants, names, 'zh'),
    disabled: user.disabled ? 'yes' : 'no',
  });

  return {
    registry: 'users',
    thing: 'user',
    read: 'users:read',
    write: 'users:write',

    open: async (actor, rows): Promise<Book> => {
      const [directory, roles] = await Promise.all([
        Directory.open(places, await access.visible(actor, 'places:read')),
        users.ownRoles(),
      ]);
      const names = await namesFor(roles);
      const wanted = new Set(rows.map((row) => row.values.username));
      const there = new Map<string, Existing>();
      for await (const page of pagesOf((list) => users.list(actor, list)))
        for (const user of page)
          if (wanted.has(user.username))
            there.set(user.username, { id: user.id, values: toValues(user, names) });
      const parsed = new Map<string, readonly Grant[] | string>();
      const grantsOf = (text: string) => {
        const known = parsed.get(text) ?? parseGrants(text, directory, roles, now());
        parsed.set(text, known);
        return known;
      };
      return {
        keysOf: ({ username = '' }) => [{ column: 'username', key: username }],
        find: async ({ values }) => {
          const existing = there.get(values.username ?? '');
          const isSame = values.grants === undefined || values.grants === existing?.values.grants;
          const grants = isSame ? undefined : grantsOf(values.grants ?? '');
          if (typeof grants === 'string') return [{ column: 'grants', code: grants }];
          if (grants !== undefined) {
            const refusal = await users.mayGrant(actor, grants);
            if (refusal !== undefined) return [{ column: 'grants', code: 'grant_place', detail: refusal }];
          }
          return {
            existing,
            // Asked by the service itself, grant by grant.
            place: async () => 'anywhere' as const,
            refs: {},
            ...(grants && { meant: { grants: grantsText(grants, names, 'zh') } }),
          };
        },
        create: async ({ next }) => {
          const made = await users.create(actor, {
            username: next.username ?? '',
            displayName: next.displayName ?? '',
            grants: must(grantsOf(next.grants ?? '')),
          });
          if (next.disabled === 'yes') await users.change(actor, made.id, { disabled: true });
          return made;
        },
        change: async ({ id }, { next, changed }) => {
          await users.change(actor, id, {
            ...(changed.has('displayName') && { displayName: next.displayName }),
            ...(changed.has('grants') && { grants: must(grantsOf(next.grants ?? '')) }),
            ...(changed.has('disabled') && { disabled: next.disabled === 'yes' }),
          });
          // Ids of places stay what they are when names change: this is what is put back.
          return undefined;
        },
      };
    },

    undoing: (actor) => ({
      current: async (id) => {
        const roles = await users.ownRoles();
        return toValues(await users.get(actor, id), await namesFor(roles));
      },
      place: async () => 'anywhere' as const,
      remove: (id) => users.removeUnused(actor, id),
      restore: async (id, before, changed) => {
        const roles = await users.ownRoles();
        const directory = await Directory.open(places, EVERYTHING);
        await users.change(actor, id, {
          ...(changed.includes('displayName') && { displayName: before.displayName }),
          // An end that has passed since is put back as it was.
          ...(changed.includes('grants') && {
            grants: must(parseGrants(before.grants ?? '', directory, roles, 0)),
          }),
          ...(changed.includes('disabled') && { disabled: before.disabled === 'yes' }),
        });
      },
    }),

    pages: async function* (actor, { q, lang }) {
      const names = await namesFor(await users.ownRoles());
      for await (const page of pagesOf((list) => users.list(actor, { ...list, q })))
        yield page.map((user) => ({
          ...toValues(user, names),
          grants: grantsText(user.grants, names, lang),
        }));
    },
  };
}

function must(grants: readonly Grant[] | string): Grant[] {
  if (typeof grants === 'string') throw new Error(`grants that were understood are not any more: ${grants}`);
  return [...grants];
}
