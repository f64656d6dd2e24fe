/** `/api/v1/holds`. */
import { z } from 'zod';
import { id } from '../contract/common.ts';
import * as contract from '../contract/holds.ts';
import type { Visibility } from '../places/index.ts';
import { type Actor, type Need, type Route, route } from '../platform/http/route.ts';
import { sendHolds } from './export.ts';
import type { HoldsSeen } from './hold-reads.store.ts';
import { type HoldsService, personOf } from './holds.service.ts';

export interface HoldsRoutesOptions {
  readonly holds: HoldsService;
  readonly visibility: Visibility;
  readonly now: () => number;
}

const tag = 'holds';
const byHold = z.object({ holdId: id });
/** What is held may be at several places: lists are narrowed by the query, changes asked at each place by the service. */
const need: Need = { kind: 'permission', permission: 'holds:write', at: 'anywhere' };
const toRelease: Need = { kind: 'permission', permission: 'holds:release', at: 'anywhere' };

export function holdsRoutes({ holds, visibility, now }: HoldsRoutesOptions): {
  readonly questions: Route[];
  readonly changes: Route[];
} {
  const seenBy = async (actor: Actor | undefined): Promise<HoldsSeen> => ({
    holds: await visibility.visible(actor as Actor, 'holds:write'),
    footage: await visibility.visible(actor as Actor, 'recordings:view'),
  });
  const subject: Route['subject'] = async ({ params, answer }) => {
    const made = id.safeParse(params.holdId ?? Reflect.get(Object(answer), 'id'));
    return made.success ? holds.told(made.data) : undefined;
  };
  const questions = [
    route({
      method: 'get',
      path: '/api/v1/holds',
      summary: 'What is held from being purged, with how much that is of what one may see',
      tag,
      need,
      query: contract.holdsQuery,
      response: contract.holds,
      handler: async ({ actor, query }) => holds.list(await seenBy(actor), query),
    }),
    route({
      method: 'get',
      path: '/api/v1/holds/export.csv',
      summary: 'The same list as a file for spreadsheets, 50,000 at most',
      tag,
      need,
      query: contract.holdsQuery.omit({ cursor: true, limit: true }),
      raw: true,
      handler: async ({ actor, query, res }) => {
        const seen = await seenBy(actor);
        await sendHolds(res, (page) => holds.list(seen, { ...query, ...page }), now());
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/holds/:holdId',
      summary: 'A hold with the times of cameras it holds, and what may be done with it',
      tag,
      need,
      params: byHold,
      response: contract.hold,
      handler: async ({ actor, params }) => holds.get(params.holdId, await seenBy(actor), actor as Actor),
    }),
  ];
  const changes = [
    route({
      method: 'post',
      path: '/api/v1/holds',
      summary: 'Hold footage: a time of cameras, or all that belongs to a case or card as long as it lasts',
      tag,
      need,
      body: contract.newHold,
      status: 201,
      response: contract.hold,
      trail: ({ body }) => ({ why: body.reason, subject: body.subject.kind }),
      subject,
      handler: async ({ actor, body }) => {
        const person = personOf(actor);
        const made = await holds.create(body, person);
        return holds.get(made, await seenBy(person), person);
      },
    }),
    route({
      method: 'post',
      path: '/api/v1/holds/:holdId/release',
      summary: 'Let footage go: by somebody else than who held it, with a reason',
      tag,
      need: toRelease,
      params: byHold,
      body: contract.releaseHold,
      trail: ({ body }) => ({ why: body.reason }),
      subject,
      handler: async ({ actor, params, body }) => {
        await holds.release(params.holdId, body.reason, personOf(actor));
      },
    }),
    route({
      method: 'post',
      path: '/api/v1/holds/:holdId/restore',
      summary: 'Take a release back within 24 hours, as far as the footage is still there',
      tag,
      need,
      params: byHold,
      body: contract.releaseHold,
      trail: ({ body }) => ({ why: body.reason }),
      subject,
      response: contract.hold,
      handler: async ({ actor, params }) => {
        const person = personOf(actor);
        await holds.restore(params.holdId, person);
        return holds.get(params.holdId, await seenBy(person), person);
      },
    }),
  ];
  return { questions, changes };
}
