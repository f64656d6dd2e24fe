/** `/api/v1/inbox`: what one was told. */

import { z } from 'zod';
import { listOf } from '../contract/common.ts';
import * as contract from '../contract/notices.ts';
import type { Bus } from '../platform/bus.ts';
import { decodeCursor, pageOf } from '../platform/http/paging.ts';
import { type Route, route } from '../platform/http/route.ts';
import type { InboxStore } from './inbox.store.ts';
import { inboxChanged } from './notices.ts';
import { person } from './requests.ts';

export interface InboxRoutesOptions {
  readonly inbox: InboxStore;
  readonly bus: Bus;
  readonly now: () => number;
}

const tag = 'notices';
const need = { kind: 'session' } as const;
const cursorKey = z.tuple([z.string().regex(/^\d{1,18}$/)]);

export function inboxRoutes({ inbox, bus, now }: InboxRoutesOptions): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/v1/inbox',
      summary: 'What one was told, the newest first',
      tag,
      need,
      query: contract.inboxQuery,
      response: listOf(contract.inboxNotice),
      handler: async ({ actor, query }) => {
        const { unread, kind, cursor, limit } = query;
        const [before] = decodeCursor(cursor, cursorKey) ?? [];
        const rows = await inbox.list(person(actor).id, {
          onlyUnread: unread === 'yes',
          kind,
          before,
          limit,
        });
        return pageOf(
          rows,
          limit,
          ({ seq }) => [seq],
          (row) => row,
        );
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/inbox/count',
      summary: 'How much of it is unread, counted up to 100',
      tag,
      need,
      response: contract.inboxCount,
      handler: async ({ actor }) => ({ unread: await inbox.unread(person(actor).id) }),
    }),
    route({
      method: 'post',
      path: '/api/v1/inbox/read',
      summary: 'These were read, or everything up to the newest that was seen',
      tag,
      need,
      body: contract.readNotices,
      response: contract.inboxCount,
      handler: async ({ actor, body }) => {
        const { id } = person(actor);
        await inbox.read(id, body, now());
        // Other pages of the same person.
        bus.publish(inboxChanged, { userIds: [id] });
        return { unread: await inbox.unread(id) };
      },
    }),
  ];
}
