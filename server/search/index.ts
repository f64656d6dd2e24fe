/** One box for everything that is registered: Chinese, pinyin, initials, codes, addresses. */
import { type SearchKind, searchAnswer, searchKind, searchQuery } from '../contract/search.ts';
import type { Visibility } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';
import { type Actor, type Route, route } from '../platform/http/route.ts';
import type { Logger } from '../platform/log.ts';
import { KeyKeeper, SearchKeysStore, termsOf } from '../platform/search-keys/index.ts';
import { marksOf } from './marks.ts';
import { SearchStore } from './search.store.ts';

export interface SearchNeeds {
  readonly db: Db;
  readonly visibility: Visibility;
  readonly log: Logger;
}

export interface Search {
  readonly routes: readonly Route[];
  /** Begins completing keys, those of before first. */
  start(): void;
  close(): Promise<void>;
}

export function createSearch({ db, visibility, log }: SearchNeeds): Search {
  const keeper = new KeyKeeper({ store: new SearchKeysStore({ db }), log });
  const store = new SearchStore({ db });
  return {
    start: () => keeper.start(),
    close: () => keeper.close(),
    routes: [
      route({
        method: 'get',
        path: '/api/v1/search',
        summary: 'Everything registered that the asker sees, by name, pinyin, initials, code or address',
        tag: 'search',
        need: { kind: 'permission', permission: 'places:read', at: 'anywhere' },
        query: searchQuery,
        response: searchAnswer,
        handler: async ({ actor, query }) => {
          const { q, limit, kinds = searchKind.options } = query;
          const terms = termsOf(q);
          // What was registered a moment ago is found by its pinyin, too.
          await keeper
            .catchUp()
            .catch((error) => log.warn({ err: error }, 'search keys could not be completed'));
          const rows = await store.find(terms, kinds, await seen(visibility, actor as Actor), limit);
          return answerOf(rows, kinds, limit, (name) => marksOf(name, terms));
        },
      }),
    ],
  };
}

async function seen(visibility: Visibility, actor: Actor) {
  const [places, cameras, cameraHosts, matters, clerks, users] = await Promise.all([
    visibility.visible(actor, 'places:read'),
    visibility.visible(actor, 'cameras:read'),
    visibility.visible(actor, 'cameras:write'),
    visibility.visible(actor, 'matters:read'),
    visibility.visible(actor, 'clerks:read'),
    visibility.visible(actor, 'users:read'),
  ]);
  return { places, cameras, cameraHosts, matters, clerks, users };
}

function answerOf<T extends { readonly kind: SearchKind; readonly name: string }, M>(
  rows: readonly T[],
  kinds: readonly SearchKind[],
  limit: number,
  marks: (name: string) => M,
) {
  const of = (kind: SearchKind) => rows.filter((row) => row.kind === kind);
  return {
    items: kinds.flatMap((kind) =>
      of(kind)
        .slice(0, limit)
        .map((row) => ({ ...row, marks: marks(row.name) })),
    ),
    more: kinds.filter((kind) => of(kind).length > limit),
  };
}
