/** `/api/v1/patrols/draws`: how each day's random looks can be verified. Nothing of a day is told before it is time. */
import { z } from 'zod';
import { listQuery } from '../contract/common.ts';
import { day } from '../contract/office-hours.ts';
import * as contract from '../contract/patrols.ts';
import type { Visibility } from '../places/index.ts';
import { notFound } from '../platform/errors.ts';
import { decodeCursor, pageOf } from '../platform/http/paging.ts';
import { type Actor, type Need, type Route, route } from '../platform/http/route.ts';
import type { DrawsStore } from './draws.store.ts';

export interface DrawsRoutesOptions {
  readonly store: DrawsStore;
  readonly visibility: Visibility;
}

const tag = 'patrols';
const dayKey = z.tuple([day]);
const need: Need = { kind: 'permission', permission: 'patrols:read', at: 'anywhere' };

export function drawsRoutes({ store, visibility }: DrawsRoutesOptions): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/v1/patrols/draws',
      summary: 'Days of random looks with what was committed to, and their secrets once they are over',
      tag,
      need,
      query: listQuery.omit({ q: true }),
      response: contract.drawDays,
      handler: async ({ query: { cursor, limit } }) => {
        const [before] = decodeCursor(cursor, dayKey) ?? [];
        return pageOf(
          await store.days({ before, limit }),
          limit,
          (one) => [one.day],
          (one) => one,
        );
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/patrols/draws/:day',
      summary: 'A day of random looks: what it was drawn from, by which secret, and what was made of it',
      tag,
      need,
      params: z.object({ day }),
      response: contract.drawDayDetail,
      handler: async ({ actor, params }) => {
        const found = await store.day(params.day);
        if (found === undefined) throw notFound('day of draws');
        const visible = await visibility.visible(actor as Actor, 'patrols:read');
        return { ...found, plans: await store.drawsOf(params.day, found.secret !== null, visible) };
      },
    }),
  ];
}
